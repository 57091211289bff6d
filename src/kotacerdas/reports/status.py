"""The view of `status`: quick wins against requirements, then dimensions, agencies, aspects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kotacerdas.assessment.cells import Cell, State
from kotacerdas.assessment.gaps import owed_by_agency
from kotacerdas.languages.messages import About
from kotacerdas.reports import follow_ups
from kotacerdas.reports.as_text import first_to_fetch, heading, starred
from kotacerdas.reports.page import Page, printable, shortened, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.instrument.model import Instrument

_SIGNS: Final = {"met": "●", "missing": "✗", "recommended": "○", "waived": "~", "none": "·"}
_LABEL: Final = 28
_STYLES: Final = {"met": "met", "missing": "error", "recommended": "warning", "waived": "waived"}


def render(page: Page) -> str:
    """How far each dossier is."""
    parts = ["\n".join(_one(assessment, page)) for assessment in page.assessments]
    return printable("\n\n\n".join(parts) + "\n")


def _one(assessment: Assessment, page: Page) -> Iterator[str]:
    messages = page.messages
    about = About(assessment.dossier, assessment.instrument)
    yield heading(assessment, page)
    if about.instrument is None:
        yield messages.text("status.unreadable")
        return
    yield ""
    yield from _quick_wins(assessment, about.instrument, page, about)
    yield ""
    yield from _by_dimension(assessment, about.instrument, page)
    yield ""
    yield from _by_agency(assessment, page, about)
    yield ""
    yield from _by_aspect(assessment, about.instrument, page)
    yield from _follow_ups(assessment, page)
    yield from first_to_fetch(assessment, page, about)
    yield ""
    yield from wrapped(messages.text("report.deduced-note"), page.width)
    yield messages.text("report.more")


def _follow_ups(assessment: Assessment, page: Page) -> Iterator[str]:
    """What became of what assessors asked for; nothing where they asked for nothing."""
    dossier = assessment.dossier
    if dossier is None or not dossier.follow_ups:
        return
    found = follow_ups.entries(dossier, assessment.matrix, page.as_of)
    yield ""
    yield page.paint("strong", page.messages.text("follow-ups.title"))
    yield from wrapped(follow_ups.counts(found, page), page.width, "  ")
    yield "  " + page.messages.text("status.follow-ups")


# --- quick wins × requirements -------------------------------------------------------------------


def _quick_wins(assessment: Assessment, instrument: Instrument, page: Page, about: About) -> Iterator[str]:
    messages, paint = page.messages, page.paint
    yield paint("strong", messages.text("status.quick-wins"))
    columns = [
        row.id
        for row in instrument.requirements.values()
        if row.subject == "quick-win" and row.at_least is None
    ]
    cells = {
        (cell.subject.id, cell.requirement): cell
        for cell in assessment.matrix.cells
        if cell.subject.kind == "quick-win"
    }
    names = list(dict.fromkeys(subject for subject, _ in cells))
    if not names:
        yield "  " + messages.text("status.no-quick-wins")
        return
    labels = {name: shortened(about.programs.get(name, name), _LABEL) for name in names}
    margin = max(map(len, labels.values())) + 2
    room = max(1, (page.width - margin - 2) // 5)
    for start in range(0, len(columns), room):
        shown = columns[start : start + room]
        yield "  " + " " * margin + " ".join(f"{column:<4}" for column in shown).rstrip()
        for name in names:
            row = (_sign(cells.get((name, column)), page) for column in shown)
            yield f"  {labels[name]:<{margin}}" + "    ".join(row)
    legend = messages.text("status.legend", **_SIGNS)
    for key, sign in _SIGNS.items():
        legend = legend.replace(f"{sign} ", f"{paint(_STYLES.get(key, 'faint'), sign)} ", 1)
    yield ""
    yield f"  {legend}"
    for column in columns:
        title = messages.word(instrument.requirements[column].title)
        yield from wrapped(title, page.width, f"  {starred(column, about):<5}  ")


def _sign(cell: Cell | None, page: Page) -> str:
    if cell is None:
        key = "none"
    elif cell.state is State.MISSING:
        key = "missing" if cell.level == "mandatory" else "recommended"
    else:
        key = cell.state.value
    return page.paint(_STYLES.get(key, "faint"), _SIGNS[key])


# --- tables --------------------------------------------------------------------------------------


def _by_dimension(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    messages = page.messages
    names = {d.id: messages.word(d.name) for d in instrument.dimensions.values()}
    grouped: dict[str | None, list[Cell]] = {name: [] for name in names}
    for cell in assessment.matrix.cells:
        grouped.setdefault(cell.dimension if cell.dimension in names else None, []).append(cell)
    rows = [
        (names.get(name or "", messages.text("status.whole")), cells)
        for name, cells in grouped.items()
        if cells
    ]
    yield from _tallies("status.by-dimension", rows, page)


def _by_agency(assessment: Assessment, page: Page, about: About) -> Iterator[str]:
    messages, cells = page.messages, assessment.matrix.cells
    order = list(owed_by_agency(assessment.matrix.missing()))
    order += [agency for agency in dict.fromkeys(c.agency for c in cells) if agency not in order]
    rows = [(messages.agency(agency, about), [c for c in cells if c.agency == agency]) for agency in order]
    yield from _tallies("status.by-agency", rows, page)


def _tallies(title: str, groups: Iterable[tuple[str, list[Cell]]], page: Page) -> Iterator[str]:
    messages = page.messages
    yield page.paint("strong", messages.text(title))
    rows = [("", messages.text("words.mandatory"), messages.text("words.recommended"), "")]
    for name, cells in groups:
        waived = sum(cell.state is State.WAIVED for cell in cells)
        note = messages.text("report.waived", n=waived) if waived else ""
        rows.append((f"  {shortened(name)}", _ratio(cells, "mandatory"), _ratio(cells, "recommended"), note))
    yield from table(rows, right=(1, 2))


def _ratio(cells: list[Cell], level: str) -> str:
    states = [cell.state for cell in cells if cell.level == level]
    return f"{states.count(State.MET)}/{len(states)}" if states else "–"


def _by_aspect(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """How many questions of each aspect have every mandatory requirement met that proves them."""
    messages = page.messages
    open_questions = {
        question
        for cell in assessment.matrix.missing()
        if cell.level == "mandatory"
        for question in cell.proves
    }
    yield page.paint("strong", messages.text("status.by-aspect"))
    rows = [("", messages.text("status.questions-proven"), messages.text("status.at-stake"))]
    for aspect in instrument.aspects.values():
        questions = [q.id for q in instrument.questions.values() if q.aspect == aspect.id]
        at_stake = [name for name in questions if name in open_questions]
        leverage = messages.number(instrument.leverage(at_stake), 3)
        proven = f"{len(questions) - len(at_stake)}/{len(questions)}"
        rows.append((f"  {messages.word(aspect.name)}", proven, leverage))
    yield from table(rows, right=(1, 2))
