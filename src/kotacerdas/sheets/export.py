"""The workbook of a dossier: a sheet for each table, and a row ready for each thing that is missing.

A hidden first column holds the key of each row and a digest of each of its cells, so that an import knows what a person
changed, wherever the row went. XlsxWriter writes the same bytes for the same dossier.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import outgoing
from kotacerdas.privacy import anonymous
from kotacerdas.reports.explain import proves
from kotacerdas.sheets.cells import EXACT
from kotacerdas.sheets.labels import Labels, heading, name_of
from kotacerdas.sheets.reader import YEARS
from kotacerdas.sheets.tables import KEY, MEANS, READY, TABLES, Column, Row, Table, base_of, columns, digest
from kotacerdas.sheets.to_fill import ToFill
from kotacerdas.sheets.writer import Book

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "answers": ("missing", "asks", "proof"),
    "statistics": ("missing", "asks"),
    MEANS: ("missing", "asks"),
}
"""Columns of a table that only tell something, behind its first; of others only what is missing."""

_EXTRA: Final = 200
"""Rows behind the last that have drop-down lists, too."""
_MAX_SHOWN: Final = 32_767
"""Characters that a cell can hold."""
_FORMATS: Final[Mapping[str, str]] = {
    "date": "dd/mm/yyyy",
    "any-date": "dd/mm/yyyy",
    "year": "0",
    "whole": "#,##0",
    "rupiah": '"Rp"#,##0',
    "digits": "@",
}
_AS_TEXT: Final = frozenset(
    {"id", "number", "file", "url", "question", "value", "period", "formerly", "masterplan"}
)
"""Fields that Excel would take for numbers or dates where they are not marked as text."""
_WIDTHS: Final = (8, 50)
_ROOM: Final[Mapping[str, int]] = {
    **dict.fromkeys(("missing", "asks", "proof", "delete", "id"), 8),
    **dict.fromkeys(("date", "any-date", "url"), 12),
    "rupiah": 22,
    "prose": 24,
    "file": 40,
    "text": 50,
}
"""The least width of a column by the last key of its path, else by its kind, so that what is filled in can be read."""
_COLOURS: Final[Mapping[str, tuple[str, str]]] = {
    "mandatory": ("#FFC7CE", "#9C0006"),
    "recommended": ("#FFEB9C", "#7F6000"),
    "done": ("#C6EFCE", "#006100"),
}
_MAX_REMARK: Final = 4
_MAX_DIGITS: Final = 15


def workbook(
    assessment: Assessment,
    messages: Messages,
    *,
    is_narrow: bool = False,
    tables: Iterable[str] = tuple(TABLES),
) -> bytes:
    """The workbook that is exported of a dossier, or of some of its tables. Of an assessment that `is_narrow`, an agency's, it has only what is owed.

    Raises CannotRun where the dossier cannot be read.
    """
    return _Export(assessment, messages, is_narrow=is_narrow).content(tables)


class _Export:
    """Writes one workbook."""

    def __init__(self, assessment: Assessment, messages: Messages, *, is_narrow: bool) -> None:
        """Begin to export a dossier, or what is owed of it, to a workbook."""
        dossier, instrument = assessment.readable(in_full=True)
        self._dossier, self._instrument, self._messages = dossier, instrument, messages
        self._book = Book(f"{dossier.info.city.name} {dossier.info.year}")
        self._names = Names(messages, dossier, instrument)
        self._labels = Labels(dossier, instrument, messages)
        self._to_fill = ToFill(assessment, self._names)
        self._is_narrow = is_narrow
        self._proofs = self._proofs_by_question()

    def content(self, tables: Iterable[str]) -> bytes:
        """The bytes of the dossier's exported workbook: the guide, the tables, the lists to choose from."""
        guide = self._book.sheet(self._messages.text("sheet.guide.name"))
        lines = {name: list(self._rows_of_sheet(TABLES[name])) for name in tables}
        if self._is_narrow:
            lines = {name: listed for name, listed in lines.items() if listed}
        for name, listed in lines.items():
            self._write_table(TABLES[name], listed)
        self._write_guide(guide, lines)
        return self._book.content(self._messages.text("sheet.lists"))

    def _rows_of_sheet(self, table: Table) -> Iterator[Row]:
        """The rows of an exported sheet: those that stand, then those that are ready; of an agency only those with something to fill."""
        rows, blanks = self._to_fill.rows[table.name], self._to_fill.blanks[table.name]
        yield from (
            row for row in rows if not self._is_narrow or (table.name, row.key) in self._to_fill.marks
        )
        yield from blanks
        if table.name in {"answers", MEANS} and not self._is_narrow:
            listed = {row.texts["question"] for row in (*rows, *blanks)}
            for question in self._instrument.questions.values():
                if question.id not in listed and (question.kind == "survey") == (table.name == MEANS):
                    yield Row(digest("+", table.name, question.id), {"question": question.id})

    # --- tables ----------------------------------------------------------------------------------

    def _write_table(self, table: Table, lines: Sequence[Row]) -> None:
        """Export a table of the dossier to its sheet."""
        first, *rest = columns(table)
        told = map(Column, _TOLD.get(table.name, ("missing",)))
        layout = [first, *told, *rest, *([] if table.is_single else [Column("delete")])]
        titles = [heading(self._messages, column.path, table) for column in layout]
        mark = f"{KEY} {digest(self._dossier.info.city.name, self._dossier.info.year)}"
        name, frozen = name_of(self._messages, table), 2 + (table.identity == "id")
        sheet = self._book.keyed(name, mark, titles, frozen=frozen)
        texts = [{**line.texts, **self._told_beside(table, line)} for line in lines]
        shown = [[self._shown(column, held.get(column.path, "")) for column in layout] for held in texts]
        widths: list[int] = []
        for n, (column, title) in enumerate(zip(layout, titles, strict=True), start=1):
            widest = max([len(title) + 2, *(len(t) for row in shown for t in row[n - 1].split("\n")[:3])])
            widths.append(min(max(widest + 1, _room(column)), _WIDTHS[1]))
            sheet.set_column(n, n, widths[-1], self._format(column))
            self._choose_from(sheet, column, n, len(lines))
        for r, (line, held, row) in enumerate(zip(lines, texts, shown, strict=True), start=1):
            cells = dict(zip((column.path for column in layout), row, strict=True))
            base = " ".join(base_of(held.get(path, "") if cells[path] else "") for path in table.paths)
            sheet.write_string(r, 0, f"{'' if line.path else READY}{line.key} {base}")
            self._book.fit(sheet, r, zip(row, widths, strict=True))
            for n, (column, text) in enumerate(zip(layout, row, strict=True), start=1):
                if text:
                    value = _value(column, held[column.path], text)
                    self._book.put(sheet, r, n, value, self._format(column, is_year=isinstance(value, int)))
        self._colour_cells(sheet, table, layout, lines)
        if lines:
            sheet.autofilter(0, 1, len(lines), len(layout))

    def _shown(self, column: Column, text: str) -> str:
        """The text that a cell of a workbook shows; none where it cannot hold that."""
        shown = self._labels.shown(column, text) if text else ""
        shown = shown if column.kind == "digits" else anonymous(shown)
        return shown if len(shown) <= _MAX_SHOWN else ""

    def _format(self, column: Column, *, is_year: bool = False) -> "Format":
        """The format of an exported column's cells, or of a year in one of days."""
        if is_year:
            return self._book.format(num_format="0", valign="top")
        look: dict[str, object] = {}
        if column.path in {"missing", "asks", "proof"}:
            look = {"font_color": "#595959", "italic": True}
        elif column.kind in _FORMATS:
            look = {"num_format": _FORMATS[column.kind]}
        elif column.kind == "text" and column.path.rpartition(".")[2] in _AS_TEXT:
            look = {"num_format": "@"}
        return self._book.format(text_wrap=True, valign="top", **look)

    def _choose_from(self, sheet: "Worksheet", column: Column, n: int, lines: int) -> None:
        """Give an exported column its drop-down list of labels; what it does not hold is refused only where nothing else can be right."""
        options = self._labels.options(column)
        if column.path == "file":
            options = [file for file in self._dossier.unnamed_files if outgoing(file) == file]
        is_open = column.is_many or column.path == "file" or column.names in {"program", "agency", "document"}
        self._book.choose(sheet, n, lines + _EXTRA, options, is_closed=not is_open)

    def _colour_cells(
        self, sheet: "Worksheet", table: Table, layout: Sequence[Column], lines: Sequence[Row]
    ) -> None:
        """Colour the cells to fill in an exported sheet: by their level while they are empty, then as done."""
        formats = {
            level: self._book.format(bg_color=back, font_color=ink) for level, (back, ink) in _COLOURS.items()
        }
        marks = [self._to_fill.marks.get((table.name, line.key), {}) for line in lines]
        for n, column in enumerate(layout, start=1):
            path = column.path
            states = [
                (mark.get(path, ""), bool(line.texts.get(path)))
                for mark, line in zip(marks, lines, strict=True)
            ]
            for (level, is_wrong), run in groupby(enumerate(states, start=1), key=lambda each: each[1]):
                if level:
                    at = [r for r, _ in run]
                    area = (at[0], n, at[-1], n)
                    rule = {"type": "no_blanks" if is_wrong else "blanks", "format": formats[level]}
                    sheet.conditional_format(*area, rule)
                    if not is_wrong:
                        sheet.conditional_format(*area, {"type": "no_blanks", "format": formats["done"]})

    # --- what a sheet tells beside ---------------------------------------------------------------

    def _told_beside(self, table: Table, line: Row) -> dict[str, str]:
        """The texts of the exported columns that only tell something of a row: what is missing, asked, proven by."""
        cells = self._to_fill.cells.get((table.name, line.key), [])
        titles = [
            f"{self._names.starred(name)} {self._messages.word(self._instrument.requirements[name].title)}"
            for name in dict.fromkeys(cell.requirement for cell in cells)
        ]
        if len(titles) > _MAX_REMARK:
            titles[_MAX_REMARK:] = [self._messages.text("sheet.more", n=len(titles) - _MAX_REMARK)]
        question = self._instrument.questions.get(line.texts.get("question", ""))
        return {
            "missing": "; ".join(titles),
            "asks": self._messages.word(question.asks) if question else "",
            "proof": self._proofs[question.id] if question else "",
        }

    def _proofs_by_question(self) -> dict[str, str]:
        """What proves each question, as an exported sheet tells it: the titles of the requirements that name it."""
        rows = [row for row in self._instrument.requirements.values() if row.documents]
        return {
            question.id: "; ".join(
                dict.fromkeys(
                    self._messages.word(row.title) for row in rows if proves(row, question, self._instrument)
                )
            )
            for question in self._instrument.questions.values()
        }

    def _write_guide(self, sheet: "Worksheet", lines: Mapping[str, Sequence[Row]]) -> None:
        """Write the page of instructions of an exported dossier, with what each sheet holds and how much of it is to be filled."""
        text, info = self._messages.text, self._dossier.info
        head = self._book.format(bold=True, bg_color="#D9E2F3", border=1, text_wrap=True, valign="vcenter")
        wrapped = self._book.format(text_wrap=True, valign="top")
        self._book.guide(sheet, text("sheet.guide.title", city=info.city.name, year=info.year))
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 4, 24)
        for n in range(1, 7):
            sheet.write_number(n + 1, 0, n, wrapped)
            sheet.merge_range(n + 1, 1, n + 1, 4, text(f"sheet.guide.step-{n}"), wrapped)
            sheet.set_row(n + 1, 32)
        for row, (level, (back, ink)) in enumerate(_COLOURS.items(), start=9):
            look = self._book.format(bg_color=back, font_color=ink, border=1)
            sheet.write_string(row, 1, text(f"sheet.guide.{level}"), look)
        sheet.set_row(13, 32)
        for n, key in enumerate(("sheet", "rows", "mandatory-cells", "recommended-cells"), start=1):
            sheet.write_string(13, n, text(f"sheet.guide.{key}"), head)
        link = self._book.format(font_color="#0563C1", underline=1)
        for row, (name, listed) in enumerate(lines.items(), start=14):
            label = name_of(self._messages, TABLES[name])
            sheet.write_url(row, 1, f"internal:'{label}'!A1", link, label)
            marks = [
                level for line in listed for level in self._to_fill.marks.get((name, line.key), {}).values()
            ]
            counts = (len(listed), marks.count("mandatory"), marks.count("recommended"))
            for n, number in enumerate(counts, start=2):
                sheet.write_number(row, n, number)


def _room(column: Column) -> int:
    """The least width of a column."""
    kind = "" if column.choices or column.names else {"text": "prose"}.get(column.kind, column.kind)
    return _ROOM.get(column.path.rpartition(".")[2], _ROOM.get(kind, _WIDTHS[0]))


def _value(column: Column, plain: str, shown: str) -> str | float | date:
    """What an exported cell holds for a canonical text: a number, a day or, as a whole number, a year among days; else what it shows."""
    if column.kind in {"whole", "rupiah", "year", "decimal"} and _is_exact(plain):
        return float(plain)
    if column.kind in {"date", "any-date"}:
        if len(plain) == len("2023-01-01") and YEARS[0] <= int(plain[:4]) <= YEARS[1]:
            return date.fromisoformat(plain)
        if column.kind == "any-date" and plain.isdigit():
            return int(plain)
    return shown


def _is_exact(text: str) -> bool:
    """Whether a workbook, which keeps 15 digits of a number, holds this one whole."""
    return len(text) <= _MAX_DIGITS or float(f"{float(text):.15g}") == float(text) < EXACT
