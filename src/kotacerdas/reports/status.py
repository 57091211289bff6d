"""The view of `status`: quick wins against requirements, then dimensions, agencies, aspects."""

from collections.abc import Iterable, Iterator
from typing import Final

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, State, at_stake, owed_by_agency, tally
from kotacerdas.instrument.model import Instrument
from kotacerdas.reports import follow_ups
from kotacerdas.reports.page import NOTHING, Page, shortened, table, wrapped
from kotacerdas.reports.summary import closing, first_to_fetch, heading, unread_files

SIGNS: Final = {"met": "●", "missing": "✗", "recommended": "○", "waived": "~", "unjudged": "?", "none": "·"}
_STYLES: Final = {"met": "met", "missing": "error", "recommended": "warning", "waived": "waived"}
_LABEL: Final = 28
_COLUMN: Final = 5


def render(page: Page) -> str:
    """The status of each dossier: how far it is."""
    return page.of_each(_dossier)


def _dossier(assessment: Assessment, page: Page) -> Iterator[str]:
    """The status of one dossier, table by table."""
    instrument, names = assessment.instrument, page.names(assessment)
    yield from heading(assessment, page)
    if instrument is None:
        yield page.messages.text("status.unreadable")
        return
    yield from unread_files(assessment, page)
    yield from _quick_wins(assessment, instrument, page)
    yield from _tallies("status.by-dimension", by_dimension(assessment, instrument, page), page)
    # The agency that owes most stands first.
    agencies: dict[str | None, list[Cell]] = {
        name: [] for name in owed_by_agency(assessment.matrix.missing())
    }
    for cell in assessment.matrix.cells:
        agencies.setdefault(cell.agency, []).append(cell)
    yield from _tallies("status.by-agency", ((names.agency(name), of) for name, of in agencies.items()), page)
    yield from _by_aspect(assessment, instrument, page)
    yield from follow_ups.counted(assessment, page)
    yield from first_to_fetch(assessment, instrument, page)
    yield ""
    yield from closing(page)


def quick_wins(assessment: Assessment, instrument: Instrument) -> tuple[list[str], dict[str, list[str]]]:
    """The requirements for each quick win, as `status` tells of them, and by quick win the key of a sign for each of them."""
    rows, matrix = instrument.requirements.values(), assessment.matrix
    columns = [row.id for row in rows if row.subject == "quick-win" and row.at_least is None]
    cells = {
        (cell.subject.id, cell.requirement): cell
        for cell in (*matrix.cells, *matrix.unjudged)
        if cell.subject.kind == "quick-win"
    }
    return columns, {name: [_state(cells.get((name, column))) for column in columns] for name, _ in cells}


def _state(cell: Cell | None) -> str:
    """The key of the sign that `status` shows in its table for a cell of the matrix."""
    if cell is None:
        return "none"
    is_only_recommended = cell.state is State.MISSING and cell.level != "mandatory"
    return "recommended" if is_only_recommended else cell.state.value


def _quick_wins(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """The status of each quick win, a row each, by requirement, and what signs and columns mean; nothing where none is asked."""
    dossier, names, (columns, states) = (
        assessment.dossier,
        page.names(assessment),
        quick_wins(assessment, instrument),
    )
    labels = {name: shortened(names.programs.get(name, name), _LABEL) for name in states}
    if not columns or (not labels and dossier and dossier.is_unread("programs")):
        return
    yield from page.section("status.quick-wins")
    if not labels:
        yield "  " + page.messages.text("status.no-quick-wins")
        return
    margin = max(map(len, labels.values())) + 2
    room = max(1, (page.width - margin - 2) // _COLUMN)
    for start in range(0, len(columns), room):
        shown = columns[start : start + room]
        yield "  " + " " * margin + " ".join(f"{column:<4}" for column in shown).rstrip()
        for name, label in labels.items():
            signs = (_painted(state, page) for state in states[name][start : start + room])
            yield f"  {label:<{margin}}" + "    ".join(signs)
    yield ""
    yield f"  {legend(page)}"
    if any("unjudged" in row for row in states.values()):
        yield f"  {_painted('unjudged', page)} {page.messages.text('status.unjudged')}"
    for column in columns:
        title = page.messages.word(instrument.requirements[column].title)
        yield from wrapped(title, page.width, f"  {names.starred(column):<5}  ")


def legend(page: Page) -> str:
    """What the signs mean by which `status` shows states."""
    text = page.messages.text("status.legend", **SIGNS)
    for state, sign in SIGNS.items():
        text = text.replace(f"{sign} ", f"{_painted(state, page)} ", 1)
    return text


def _painted(state: str, page: Page) -> str:
    return page.paint(_STYLES.get(state, "faint"), SIGNS[state])


def by_dimension(assessment: Assessment, instrument: Instrument, page: Page) -> list[tuple[str, list[Cell]]]:
    """The cells of each dimension by its name, as `status` tells of them, and after them those that belong to none."""
    names = {d.id: page.messages.word(d.name) for d in instrument.dimensions.values()}
    whole = page.messages.text("status.whole")
    groups: dict[str | None, list[Cell]] = {name: [] for name in names}
    for cell in assessment.matrix.cells:
        groups.setdefault(cell.dimension if cell.dimension in names else None, []).append(cell)
    return [(names.get(name or "", whole), cells) for name, cells in groups.items() if cells]


def _tallies(title: str, groups: Iterable[tuple[str, list[Cell]]], page: Page) -> Iterator[str]:
    """A table of `status`: how many requirements of each level are met, group by group."""
    messages = page.messages
    yield from page.section(title)
    rows = [("", messages.text("words.mandatory"), messages.text("words.recommended"), "")]
    for name, cells in groups:
        waived = sum(cell.state is State.WAIVED for cell in cells)
        note = messages.text("report.waived", n=waived) if waived else ""
        rows.append((f"  {shortened(name)}", ratio(cells, "mandatory"), ratio(cells, "recommended"), note))
    yield from table(rows, right=(1, 2))


def ratio(cells: list[Cell], level: str) -> str:
    """How many cells of a level are met, as a table shows it."""
    met, total = tally(cells, level)
    return f"{met}/{total}" if total else NOTHING


def _by_aspect(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """The status of each aspect: how many of its questions have all that is mandatory to prove them."""
    messages, matrix = page.messages, assessment.matrix
    missing, unjudged = at_stake(matrix.missing()), at_stake(matrix.unjudged)
    yield from page.section("status.by-aspect")
    rows = [("", messages.text("status.questions-proven"), messages.text("status.at-stake"))]
    for aspect in instrument.aspects.values():
        questions = [q.id for q in instrument.questions.values() if q.aspect == aspect.id]
        leverage = messages.number(instrument.leverage(name for name in questions if name in missing), 3)
        proven = f"{sum(name not in missing | unjudged for name in questions)}/{len(questions)}"
        rows.append((f"  {messages.word(aspect.name)}", proven, leverage))
    yield from table(rows, right=(1, 2))
