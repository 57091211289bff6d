"""The view of `status`: quick wins against requirements, then dimensions, agencies, aspects."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, State, at_stake, owed_by_agency, tally
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.names import Names
from kotacerdas.reports import follow_ups, reviews
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
    instrument = assessment.instrument
    names = Names(page.messages, assessment.dossier, instrument)
    yield from heading(assessment, page)
    if instrument is None:
        yield page.messages.text("status.unreadable")
        return
    yield from unread_files(assessment, page)
    yield from _quick_wins(assessment, instrument, page, names)
    yield ""
    yield from _tallies("status.by-dimension", by_dimension(assessment, instrument, page), page)
    yield ""
    yield from _by_agency(assessment, page, names)
    yield ""
    yield from _by_aspect(assessment, instrument, page)
    yield from _follow_ups(assessment, page)
    yield from first_to_fetch(assessment, instrument, page)
    yield ""
    yield from closing(page)


def _follow_ups(assessment: Assessment, page: Page) -> Iterator[str]:
    """The status of what assessors asked for and of what they looked at, counted; nothing where there is neither."""
    dossier = assessment.dossier
    if dossier is None or not (dossier.follow_ups or dossier.reviews):
        return
    if dossier.follow_ups:
        yield ""
        yield from page.title("follow-ups.title")
        yield from follow_ups.counts(follow_ups.entries(dossier, assessment.matrix, page.as_of), page)
    yield from reviews.counted(dossier, page)
    yield "  " + page.messages.text("status.follow-ups")


class QuickWins(NamedTuple):
    """The quick wins of a dossier against what is asked of each: by name of program and column, the key of a sign."""

    columns: list[str]
    states: dict[str, list[str]]


def quick_wins(assessment: Assessment, instrument: Instrument) -> QuickWins:
    """The quick wins of an assessment against the requirements for each of them."""
    rows, matrix = instrument.requirements.values(), assessment.matrix
    columns = [row.id for row in rows if row.subject == "quick-win" and row.at_least is None]
    cells = {
        (cell.subject.id, cell.requirement): cell
        for cell in (*matrix.cells, *matrix.unjudged)
        if cell.subject.kind == "quick-win"
    }
    states = {name: [_state(cells.get((name, column))) for column in columns] for name, _ in cells}
    return QuickWins(columns, states)


def _quick_wins(assessment: Assessment, instrument: Instrument, page: Page, names: Names) -> Iterator[str]:
    """The status of each quick win, a row each, by requirement, and what signs and columns mean; nothing where none is asked."""
    dossier, (columns, states) = assessment.dossier, quick_wins(assessment, instrument)
    labels = {name: shortened(names.programs.get(name, name), _LABEL) for name in states}
    if not columns or (not labels and dossier and dossier.is_unread("programs")):
        return
    yield ""
    yield from page.title("status.quick-wins")
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
    """What the signs of states mean."""
    text = page.messages.text("status.legend", **SIGNS)
    for state, sign in SIGNS.items():
        text = text.replace(f"{sign} ", f"{_painted(state, page)} ", 1)
    return text


def _state(cell: Cell | None) -> str:
    """The key of the sign that `status` shows in its table for a cell of the matrix."""
    if cell is None:
        return "none"
    if cell.state is State.MISSING and cell.level != "mandatory":
        return "recommended"
    return cell.state.value


def _painted(state: str, page: Page) -> str:
    return page.paint(_STYLES.get(state, "faint"), SIGNS[state])


def by_dimension(assessment: Assessment, instrument: Instrument, page: Page) -> list[tuple[str, list[Cell]]]:
    """The cells of each dimension by its name, and after them those that belong to none."""
    names = {d.id: page.messages.word(d.name) for d in instrument.dimensions.values()}
    whole = page.messages.text("status.whole")
    groups: dict[str | None, list[Cell]] = {name: [] for name in names}
    for cell in assessment.matrix.cells:
        groups.setdefault(cell.dimension if cell.dimension in names else None, []).append(cell)
    return [(names.get(name or "", whole), cells) for name, cells in groups.items() if cells]


def _by_agency(assessment: Assessment, page: Page, names: Names) -> Iterator[str]:
    """The status of each agency, the one that owes most first."""
    groups: dict[str | None, list[Cell]] = {name: [] for name in owed_by_agency(assessment.matrix.missing())}
    for cell in assessment.matrix.cells:
        groups.setdefault(cell.agency, []).append(cell)
    rows = [(names.agency(name), cells) for name, cells in groups.items()]
    yield from _tallies("status.by-agency", rows, page)


def _tallies(title: str, groups: Iterable[tuple[str, list[Cell]]], page: Page) -> Iterator[str]:
    """A table of `status`: how many requirements of each level are met, group by group."""
    messages = page.messages
    yield from page.title(title)
    rows = [("", messages.text("words.mandatory"), messages.text("words.recommended"), "")]
    for name, cells in groups:
        waived = sum(cell.state is State.WAIVED for cell in cells)
        note = messages.text("report.waived", n=waived) if waived else ""
        rows.append((f"  {shortened(name)}", ratio(cells, "mandatory"), ratio(cells, "recommended"), note))
    yield from table(rows, right=(1, 2))


def ratio(cells: list[Cell], level: str) -> str:
    """How many cells of a level are met, as a table shows it."""
    counted = tally(cells, level)
    return f"{counted.met}/{counted.total}" if counted.total else NOTHING


def _by_aspect(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """The status of each aspect: how many of its questions have all that is mandatory to prove them."""
    messages = page.messages
    matrix = assessment.matrix
    missing, unjudged = at_stake(matrix.missing()), at_stake(matrix.unjudged)
    yield from page.title("status.by-aspect")
    rows = [("", messages.text("status.questions-proven"), messages.text("status.at-stake"))]
    for aspect in instrument.aspects.values():
        questions = [q.id for q in instrument.questions.values() if q.aspect == aspect.id]
        leverage = messages.number(instrument.leverage(name for name in questions if name in missing), 3)
        proven = f"{sum(name not in missing | unjudged for name in questions)}/{len(questions)}"
        rows.append((f"  {messages.word(aspect.name)}", proven, leverage))
    yield from table(rows, right=(1, 2))
