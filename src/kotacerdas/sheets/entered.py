"""The rows that people entered in a workbook: which sheet is which table, which column which field, and what their cells tell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from kotacerdas import resources
from kotacerdas.findings import NO_DETAILS
from kotacerdas.languages.messages import Messages
from kotacerdas.nearest import fold
from kotacerdas.sheets import cells
from kotacerdas.sheets.labels import heading, name_of
from kotacerdas.sheets.reader import Cell, Sheet
from kotacerdas.sheets.tables import KEY, READY, TABLES, Kind, Table, base_of, columns

_ENOUGH: Final = 0.6
"""The share of a table's columns by which a renamed sheet is known."""
_FEW: Final = 2
"""Columns by which the headings are known of a sheet that has its name."""
_HEADINGS: Final = 20
"""The first rows of a sheet, in which its headings stand: people put a title above them."""
_MARKS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("ya", "yes", "x", "y", "v", "1", "hapus", "delete"), True),
    **dict.fromkeys(("", "tidak", "no", "n", "0", "-"), False),
}
"""What people write where a row is to be deleted, or not."""


class Trouble(NamedTuple):
    """What is wrong in a cell, or with a sheet: where, and by which code of the catalogue, with its details."""

    ref: str
    code: str
    details: Mapping[str, object] = NO_DETAILS


class Entered(NamedTuple):
    """A row that was entered in a workbook: where it stands (`Dokumen!D12`), its texts and their cells, by column.

    Its `key` and `was`, the digests of its cells by column, are what was exported of it; a row that a person added has none.
    `is_ready`: it was only ready to be filled.
    """

    ref: str
    texts: Mapping[str, str]
    refs: Mapping[str, str] = NO_DETAILS
    key: str = ""
    was: Mapping[str, str] = NO_DETAILS
    is_ready: bool = False
    is_deleted: bool = False

    @property
    def is_new(self) -> bool:
        """Whether no entry stood behind it."""
        return self.is_ready or not self.was

    @property
    def is_untouched(self) -> bool:
        """Whether it is as it was exported, in the columns that its sheet has."""
        return bool(self.was) and all(
            base_of(text) == self.was.get(path) for path, text in self.texts.items()
        )


class Filled(NamedTuple):
    """A workbook as it came back: its rows by table, and what could not be read.

    `dossier` is by what the dossier is known that it was exported from; empty where the workbook does not tell.
    """

    rows: Mapping[str, Sequence[Entered]]
    troubles: Sequence[Trouble]
    notes: Sequence[Trouble]
    dossier: str = ""


class _Head(NamedTuple):
    """The headings of a sheet: of which table they are, in which language and row, and the column under each letter."""

    table: Table
    messages: Messages
    first: int
    paths: Mapping[str, str]


def filled(sheets: Iterable[Sheet], file: str) -> Filled:
    """Read the rows that people entered in a workbook. Cells are told with their sheet, and with the file where there are several."""
    listed: dict[str, list[Entered]] = {}
    troubles: list[Trouble] = []
    notes: list[Trouble] = []
    dossier = ""
    known = [
        (table, messages, _headings_of_table(table, messages))
        for messages in map(Messages, resources.languages())
        for table in TABLES.values()
    ]
    for sheet in sheets:
        head = _headings_of_sheet(sheet, known)
        if head is None:
            continue
        table, messages, first, paths = head
        if not paths:
            troubles.append(Trouble(f"{file}{sheet.name}", "sheet.cell.headless"))
            continue
        troubles += (
            Trouble(f"{file}{sheet.name}!{letter}{sheet.rows[first].number}", "sheet.cell.twice")
            for n, (letter, path) in enumerate(paths.items())
            if path in list(paths.values())[:n]
        )
        dossier = next(filter(None, map(_dossier_in, sheet.rows[first].cells.values())), dossier)
        absent = [heading(messages, path, table) for path in table.paths if path not in paths.values()]
        if absent:
            notes.append(Trouble(f"{file}{sheet.name}", "sheet.absent", {"columns": tuple(absent)}))
        kinds = {column.path: column.kind for column in columns(table)}
        for row in rows_below(sheet, first, paths, kinds, file, troubles):
            key, _, digests = row.key.partition(" ")
            texts = {path: text for path, text in row.texts.items() if path != "delete"}
            mark = row.texts.get("delete", "")
            if fold(mark) not in _MARKS:
                troubles.append(Trouble(row.refs["delete"], "sheet.cell.mark", {"value": mark}))
            if key or any(texts.values()):
                was = dict(zip(table.paths, digests.split(" "), strict=False)) if digests else {}
                is_deleted = _MARKS.get(fold(mark), False)
                listed.setdefault(table.name, []).append(
                    Entered(row.ref, texts, row.refs, key, was, key.startswith(READY), is_deleted)
                )
    return Filled(listed, troubles, notes, dossier)


def rows_below(
    sheet: Sheet,
    first: int,
    paths: Mapping[str, str],
    kinds: Mapping[str, Kind],
    file: str,
    troubles: list[Trouble],
) -> Iterator[Entered]:
    """The rows that people entered below the headings of a sheet, by the columns under its letters; what cannot be read in them is noted."""
    for row in sheet.rows[first + 1 :]:
        refs: dict[str, str] = {}
        texts: dict[str, str] = {}
        for letter, path in paths.items():
            refs[path] = f"{file}{sheet.name}!{letter}{row.number}"
            text = cells.text_of(row.cells.get(letter), kinds.get(path, "yes-no"), sheet.epoch)
            if isinstance(text, cells.Flaw):
                troubles.append(Trouble(refs[path], f"sheet.cell.{text.code}", text.details))
            else:
                texts[path] = text
        ref = next(ref for path, ref in refs.items() if path in kinds)
        yield Entered(ref, texts, refs, texts.pop("key", ""))


def _dossier_in(cell: Cell) -> str:
    """By what the dossier is known that a sheet was exported from, if this is the heading that tells it."""
    start, _, known = str(cell.value).partition(" ")
    return known if start == KEY else ""


def _headings_of_table(table: Table, messages: Messages) -> dict[str, str]:
    """The folded headings of a table in one language, each with its column."""
    paths = {fold(heading(messages, path, table)): path for path in table.paths}
    return paths | {fold(messages.text("sheet.columns.delete")): "delete", fold(KEY): "key"}


def _headings_of_sheet(
    sheet: Sheet, known: Iterable[tuple[Table, Messages, Mapping[str, str]]]
) -> _Head | None:
    """The table that people entered a sheet's rows in, by the sheet's name, else by most of its headings.

    None where it is a person's own; no columns where nobody knows its headings.
    """
    best: tuple[float, _Head | None] = (0, None)
    for first, row in enumerate(sheet.rows[:_HEADINGS]):
        written = {
            letter: fold(KEY if _dossier_in(cell) else str(cell.value)) for letter, cell in row.cells.items()
        }
        for table, messages, headings in known:
            paths = {letter: headings[name] for letter, name in written.items() if name in headings}
            count = len({*paths.values()} & {*table.paths})
            share = count / len(table.paths)
            if fold(sheet.name) == fold(name_of(messages, table)):
                paths = paths if count >= _FEW else {}
                share = 1 + share * bool(paths)
            if share >= _ENOUGH and share > best[0]:
                best = share, _Head(table, messages, first, paths)
    return best[1]
