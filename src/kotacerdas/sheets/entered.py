"""The rows that people entered in a workbook: which sheet is which table, which column which field, and what their cells tell."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from kotacerdas import resources
from kotacerdas.findings import NO_DETAILS
from kotacerdas.languages.messages import Messages
from kotacerdas.nearest import fold
from kotacerdas.sheets import cells
from kotacerdas.sheets.export import KEY, READY
from kotacerdas.sheets.labels import heading, name_of
from kotacerdas.sheets.merge import Base, Entered
from kotacerdas.sheets.rows import digest
from kotacerdas.sheets.tables import TABLES, Table, columns
from kotacerdas.sheets.workbook import Cell, Row, Sheet

_ENOUGH: Final = 0.6
"""The share of a table's columns by which a renamed sheet is known."""
_FEW: Final = 2
"""Columns by which the headings are known of a sheet that has its name."""
_HEADINGS: Final = 20
"""The first rows of a sheet, in which its headings stand: people put a title above them."""
_KINDS: Final[Mapping[str, cells.Kind]] = {
    "text": "multiline",
    "figure": "figure",
    "date": "date",
    "any-date": "any-date",
    "year": "whole",
    "whole": "whole",
    "rupiah": "whole",
    "decimal": "decimal",
    "yes-no": "yes-no",
    "digits": "ids",
}
"""The kinds of columns → what their cells hold."""
_MARKS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("ya", "yes", "x", "y", "v", "1", "hapus", "delete"), True),
    **dict.fromkeys(("", "tidak", "no", "n", "0", "-"), False),
}
"""What people write where a row is to be deleted, or not."""


class Trouble(NamedTuple):
    """What is wrong in a cell, or with a sheet: where, and by which code of the catalogue, with its details."""

    ref: str
    code: str
    details: Mapping[str, object]


class Filled(NamedTuple):
    """A workbook as it came back: its rows by table, and what could not be read.

    `dossier` is by what the dossier is known that it was exported from; empty where the workbook does not tell.
    """

    rows: Mapping[str, Sequence[Entered]]
    troubles: tuple[Trouble, ...]
    notes: tuple[Trouble, ...]
    dossier: str = ""


def filled(sheets: Iterable[Sheet], file: str) -> Filled:
    """Read what people entered. Cells are told with their sheet, and with the file where there are several."""
    listed: dict[str, list[Entered]] = {}
    troubles: list[Trouble] = []
    notes: list[Trouble] = []
    dossier = ""
    headings = [
        _headings(table, m) for m in map(Messages, resources.languages()) for table in TABLES.values()
    ]
    for sheet in sheets:
        match = _table_of(sheet, headings)
        if match is None:
            continue
        table, paths, messages, first = match
        if not paths:
            troubles.append(Trouble(f"{file}{sheet.name}", "sheet.cell.headless", NO_DETAILS))
            continue
        troubles += (
            Trouble(f"{file}{sheet.name}!{letter}{sheet.rows[first].number}", "sheet.cell.twice", NO_DETAILS)
            for n, (letter, path) in enumerate(paths.items())
            if path in list(paths.values())[:n]
        )
        dossier = next((t for t in map(_dossier_in, sheet.rows[first].cells.values()) if t), dossier)
        absent = [heading(messages, path, table) for path in table.paths if path not in paths.values()]
        if absent:
            notes.append(Trouble(f"{file}{sheet.name}", "sheet.absent", {"columns": tuple(absent)}))
        for row in sheet.rows[first + 1 :]:
            entered = _entered(table, sheet, row, paths, file, troubles)
            if entered.key or any(entered.texts.values()):
                listed.setdefault(table.name, []).append(entered)
    return Filled(listed, tuple(troubles), tuple(notes), dossier)


def digest_of(city: str, year: int | str) -> str:
    """By what a workbook knows the dossier that it was exported from."""
    return digest(city, str(year))


def _dossier_in(cell: Cell) -> str:
    """By what the dossier is known that a sheet was exported from, if this is the heading that tells it."""
    start, _, known = str(cell.value).partition(" ")
    return known if start == KEY else ""


class _Headings(NamedTuple):
    """The folded headings of a table in one language, each with its column."""

    table: Table
    messages: Messages
    paths: Mapping[str, str]


def _headings(table: Table, messages: Messages) -> _Headings:
    """The headings of a table in the language of these messages."""
    paths = {fold(heading(messages, path, table)): path for path in table.paths}
    paths |= {fold(messages.text("sheet.columns.delete")): "delete", fold(KEY): "key"}
    return _Headings(table, messages, paths)


def _table_of(
    sheet: Sheet, headings: Iterable[_Headings]
) -> tuple[Table, dict[str, str], Messages, int] | None:
    """The table that a sheet is, by its name, else by most of its headings, its columns, and which row has the headings.

    None where it is a person's own; no columns where nobody knows its headings.
    """
    best: tuple[float, Table, dict[str, str], Messages, int] | None = None
    for first, row in enumerate(sheet.rows[:_HEADINGS]):
        written = {
            letter: fold(KEY if _dossier_in(cell) else str(cell.value)) for letter, cell in row.cells.items()
        }
        for table, messages, known in headings:
            paths = {letter: known[name] for letter, name in written.items() if name in known}
            share = len({*paths.values()} & {*table.paths}) / len(table.paths)
            if fold(sheet.name) == fold(name_of(messages, table)):
                paths = paths if len({*paths.values()} & {*table.paths}) >= _FEW else {}
                share = 1 + share * bool(paths)
            if share >= _ENOUGH and (best is None or share > best[0]):
                best = (share, table, paths, messages, first)
    return best[1:] if best else None


def _entered(
    table: Table,
    sheet: Sheet,
    row: Row,
    paths: Mapping[str, str],
    file: str,
    troubles: list[Trouble],
) -> Entered:
    """A row as it was entered; what cannot be read in it is noted."""
    by_path = {column.path: column for column in columns(table)}
    texts: dict[str, str] = {}
    refs: dict[str, str] = {}
    marks = {"key": "", "delete": ""}
    for letter, path in paths.items():
        cell = row.cells.get(letter)
        ref = f"{file}{sheet.name}!{letter}{row.number}"
        kind = _KINDS[by_path[path].kind] if path in by_path else "text"
        text = cells.text_of(cell, kind, sheet.epoch)
        if isinstance(text, cells.Flaw):
            troubles.append(Trouble(ref, f"sheet.cell.{text.code}", text.details))
            if path not in marks:
                refs[path] = ref
        elif path in marks:
            marks[path] = text
        else:
            texts[path], refs[path] = text, ref
    key, _, digests = marks["key"].partition(" ")
    base = Base(digests, key.startswith(READY)) if digests else None
    mark = fold(marks["delete"])
    if mark not in _MARKS:
        ref = next(
            f"{file}{sheet.name}!{letter}{row.number}" for letter in paths if paths[letter] == "delete"
        )
        troubles.append(Trouble(ref, "sheet.cell.mark", {"value": marks["delete"]}))
    return Entered(key, base, next(iter(refs.values())), refs, texts, _MARKS.get(mark, False))
