"""The workbook of a dossier: a sheet for each table, and a row ready for each thing that is missing.

A hidden first column holds the key of each row and a digest of each of its cells, so that an import knows what a person
changed, wherever the row went. XlsxWriter writes the same bytes for the same dossier.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.privacy import anonymous
from kotacerdas.reports.explain import proves
from kotacerdas.sheets.book import Book
from kotacerdas.sheets.cells import EXACT
from kotacerdas.sheets.labels import Labels, heading, name_of
from kotacerdas.sheets.needs import Needs
from kotacerdas.sheets.rows import digest
from kotacerdas.sheets.tables import MEANS, TABLES, Column, Table, columns
from kotacerdas.sheets.workbook import YEARS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

KEY: Final = "kotacerdas"
"""How the heading of the hidden column begins that holds the keys of rows; behind it stands by what the dossier is known."""
READY: Final = "+"
"""How the key of a row begins that is only ready to be filled."""

COMPUTED: Final[Mapping[str, tuple[str, ...]]] = {
    "answers": ("asks", "proof"),
    "statistics": ("asks",),
    MEANS: ("asks",),
}
"""Columns of a table that only tell something, behind its first."""

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
    "date": 12,
    "any-date": 12,
    "rupiah": 22,
    "prose": 24,
    "text": 50,
    "id": 8,
    "file": 40,
    "url": 12,
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
    """The workbook of a dossier, or some of its tables. Of an assessment that `is_narrow`, an agency's, it has only what is owed.

    Raises CannotRun where the dossier cannot be read.
    """
    dossier, instrument = assessment.dossier, assessment.instrument
    if dossier is None or instrument is None or dossier.unread_files:
        raise CannotRun("unread-dossier", path=assessment.path)
    book = Book(f"{dossier.info.city.name} {dossier.info.year}")
    _Export(book, assessment, dossier, instrument, messages, is_narrow=is_narrow).write(tables)
    return book.content(messages.text("sheet.lists"))


class _Line(NamedTuple):
    """A row of a sheet: its key, its texts by column, whether an entry stands behind it."""

    key: str
    texts: Mapping[str, str]
    is_blank: bool


class _Export:
    """Writes one workbook."""

    def __init__(
        self,
        book: Book,
        assessment: Assessment,
        dossier: Dossier,
        instrument: Instrument,
        messages: Messages,
        *,
        is_narrow: bool,
    ) -> None:
        self._book, self._dossier, self._instrument, self._messages = book, dossier, instrument, messages
        self._names = Names(messages, dossier, instrument)
        self._labels = Labels(dossier, instrument, messages)
        self._needs = Needs(assessment, self._names)
        self._is_narrow = is_narrow
        self._proofs = self._proofs_by_question()

    def write(self, tables: Iterable[str]) -> None:
        """Write every sheet: the guide, the tables, the lists to choose from."""
        guide = self._book.sheet(self._messages.text("sheet.guide.name"))
        lines = {name: list(self._lines(TABLES[name])) for name in tables}
        if self._is_narrow:
            lines = {name: listed for name, listed in lines.items() if listed}
        for name, listed in lines.items():
            self._table(TABLES[name], listed)
        self._guide(guide, lines)

    def _lines(self, table: Table) -> Iterator[_Line]:
        """The rows of a sheet: those that stand, then those that are ready; of an agency only those with something to fill."""
        for row in self._needs.rows(table):
            if not self._is_narrow or (table.name, row.key) in self._needs.marks:
                yield _Line(row.key, dict(zip(table.paths, row.texts, strict=True)), is_blank=False)
        blanks = self._needs.blanks[table.name]
        for blank in blanks:
            yield _Line(blank.key, blank.texts, is_blank=True)
        if table.name in {"answers", MEANS} and not self._is_narrow:
            listed = {row.name for row in self._needs.rows(table)} | {
                blank.texts["question"] for blank in blanks
            }
            for question in self._instrument.questions.values():
                if question.id not in listed and (question.kind == "survey") == (table.name == MEANS):
                    key = digest("+", table.name, question.id)
                    yield _Line(key, {"question": question.id}, is_blank=True)

    # --- tables ----------------------------------------------------------------------------------

    def _table(self, table: Table, lines: Sequence[_Line]) -> None:
        """Write the sheet of a table."""
        sheet = self._book.sheet(name_of(self._messages, table))
        first, *rest = columns(table)
        computed = COMPUTED.get(table.name, ())
        layout: list[Column | str] = [
            first,
            "missing",
            *computed,
            *rest,
            *([] if table.is_single else ["delete"]),
        ]
        info = self._dossier.info
        names = [part if isinstance(part, str) else part.path for part in layout]
        titles = [heading(self._messages, name, table) for name in names]
        mark = f"{KEY} {digest(info.city.name, str(info.year))}"
        self._book.head(sheet, [mark, *titles], frozen=2 + (table.identity == "id"))
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        shown = [
            [
                self._computed(part, table, line) if isinstance(part, str) else self._shown(part, line)
                for part in layout
            ]
            for line in lines
        ]
        widths: list[int] = []
        for n, (part, title) in enumerate(zip(layout, titles, strict=True), start=1):
            widest = max([len(title) + 2, *(len(t) for row in shown for t in row[n - 1].split("\n")[:3])])
            widths.append(min(max(widest + 1, _room(part)), _WIDTHS[1]))
            sheet.set_column(n, n, widths[-1], self._cell_format(part))
            if not isinstance(part, str):
                self._choose(sheet, part, n, len(lines))
        for r, (line, texts) in enumerate(zip(lines, shown, strict=True), start=1):
            texts_of = {
                part.path: text for part, text in zip(layout, texts, strict=True) if isinstance(part, Column)
            }
            base = base_of(line.texts.get(path, "") if texts_of[path] else "" for path in table.paths)
            sheet.write_string(r, 0, f"{READY if line.is_blank else ''}{line.key} {base}")
            self._book.fit(sheet, r, zip(texts, widths, strict=True))
            for n, (part, text) in enumerate(zip(layout, texts, strict=True), start=1):
                if text:
                    self._write(sheet, r, n, part, line, text)
        self._colour(sheet, table, layout, lines)
        if lines:
            sheet.autofilter(0, 1, len(lines), len(layout))

    def _shown(self, column: Column, line: _Line) -> str:
        """What a cell shows."""
        text = line.texts.get(column.path, "")
        shown = self._labels.shown(column, text) if text else ""
        shown = shown if column.kind == "digits" else anonymous(shown)
        return shown if len(shown) <= _MAX_SHOWN else ""

    def _write(self, sheet: "Worksheet", r: int, n: int, part: Column | str, line: _Line, text: str) -> None:
        """Write a cell as what it is: a number, a day, else text."""
        format_ = self._cell_format(part)
        if isinstance(part, Column):
            plain = line.texts.get(part.path, "")
            if part.kind in {"whole", "rupiah", "year", "decimal"} and _is_exact(plain):
                sheet.write_number(r, n, float(plain), format_)
                return
            if part.kind in {"date", "any-date"} and (day := _real_day(plain)):
                sheet.write_datetime(r, n, day, format_)
                return
            if part.kind == "any-date" and plain.isdigit():
                sheet.write_number(r, n, int(plain), self._book.format(num_format="0", valign="top"))
                return
        sheet.write_string(r, n, text, format_)

    def _cell_format(self, part: Column | str) -> "Format":
        """The format of a column's cells."""
        if isinstance(part, str):
            is_told = part != "delete"
            return self._book.format(
                text_wrap=True, valign="top", **({"font_color": "#595959", "italic": True} if is_told else {})
            )
        key = part.path.rpartition(".")[2]
        kind = "@" if key in _AS_TEXT and part.kind == "text" else _FORMATS.get(part.kind, "")
        return self._book.format(text_wrap=True, valign="top", **({"num_format": kind} if kind else {}))

    def _choose(self, sheet: "Worksheet", column: Column, n: int, lines: int) -> None:
        """Give a column its drop-down list; what it does not hold is refused only where nothing else can be right."""
        options = self._labels.options(column)
        if column.path == "file":
            options = [file for file in self._dossier.unnamed_files if anonymous(file) == file]
        is_open = column.is_many or column.path == "file" or column.names in {"program", "agency", "document"}
        self._book.choose(sheet, n, lines + _EXTRA, options, is_closed=not is_open)

    def _colour(
        self, sheet: "Worksheet", table: Table, layout: Sequence[Column | str], lines: Sequence[_Line]
    ) -> None:
        """Colour the cells to fill: by their level while they are empty, then as done."""
        done = self._book.format(bg_color=_COLOURS["done"][0], font_color=_COLOURS["done"][1])
        for n, part in enumerate(layout, start=1):
            path = part if isinstance(part, str) else part.path
            levels = [self._needs.marks.get((table.name, line.key), {}).get(path, "") for line in lines]
            states = [(level, bool(line.texts.get(path))) for level, line in zip(levels, lines, strict=True)]
            for (level, is_wrong), run in groupby(enumerate(states, start=1), key=lambda each: each[1]):
                if not level:
                    continue
                at = [r for r, _ in run]
                colours = _COLOURS[level]
                area = (at[0], n, at[-1], n)
                empty = self._book.format(bg_color=colours[0], font_color=colours[1])
                rule = {"type": "no_blanks" if is_wrong else "blanks", "format": empty}
                sheet.conditional_format(*area, rule)
                if not is_wrong:
                    sheet.conditional_format(*area, {"type": "no_blanks", "format": done})

    # --- what a sheet tells beside ---------------------------------------------------------------

    def _computed(self, part: str, table: Table, line: _Line) -> str:
        """What a column tells that nobody fills in."""
        question = self._instrument.questions.get(line.texts.get("question", ""))
        if part == "asks":
            return self._messages.word(question.asks) if question else ""
        if part == "proof":
            return self._proofs.get(question.id, "") if question else ""
        if part == "missing":
            cells = self._needs.cells.get((table.name, line.key), [])
            rows = dict.fromkeys(cell.requirement for cell in cells)
            titles = [
                f"{self._names.starred(name)} {self._messages.word(self._instrument.requirements[name].title)}"
                for name in rows
            ]
            more = (
                [self._messages.text("sheet.more", n=len(titles) - _MAX_REMARK)]
                if len(titles) > _MAX_REMARK
                else []
            )
            return "; ".join([*titles[:_MAX_REMARK], *more])
        return ""

    def _proofs_by_question(self) -> dict[str, str]:
        """What proves each question, by the titles of the requirements that name it."""
        rows = [row for row in self._instrument.requirements.values() if row.documents]
        return {
            question.id: "; ".join(
                dict.fromkeys(
                    self._messages.word(row.title) for row in rows if proves(row, question, self._instrument)
                )
            )
            for question in self._instrument.questions.values()
        }

    def _guide(self, sheet: "Worksheet", lines: Mapping[str, Sequence[_Line]]) -> None:
        """Write the page of instructions, with what each sheet holds and how much of it is to be filled."""
        text, info = self._messages.text, self._dossier.info
        title = self._book.format(bold=True, font_size=16, font_color="#1F3864")
        head = self._book.format(bold=True, bg_color="#D9E2F3", border=1, text_wrap=True, valign="vcenter")
        wrapped = self._book.format(text_wrap=True, valign="top")
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 4, 24)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 1, text("sheet.guide.title", city=info.city.name, year=info.year), title)
        row = 2
        for n in range(1, 7):
            sheet.write_number(row, 0, n, wrapped)
            sheet.merge_range(row, 1, row, 4, text(f"sheet.guide.step-{n}"), wrapped)
            sheet.set_row(row, 32)
            row += 1
        row += 1
        for level in _COLOURS:
            back, ink = _COLOURS[level]
            sheet.write_string(
                row,
                1,
                text(f"sheet.guide.{level}"),
                self._book.format(bg_color=back, font_color=ink, border=1),
            )
            row += 1
        row += 1
        sheet.set_row(row, 32)
        for n, key in enumerate(("sheet", "rows", "mandatory-cells", "recommended-cells"), start=1):
            sheet.write_string(row, n, text(f"sheet.guide.{key}"), head)
        link = self._book.format(font_color="#0563C1", underline=1)
        for name, listed in lines.items():
            row += 1
            label = name_of(self._messages, TABLES[name])
            sheet.write_url(row, 1, f"internal:'{label}'!A1", link, label)
            marks = [
                level for line in listed for level in self._needs.marks.get((name, line.key), {}).values()
            ]
            counts = (len(listed), marks.count("mandatory"), marks.count("recommended"))
            for n, number in enumerate(counts, start=2):
                sheet.write_number(row, n, number)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.activate()


def _room(part: Column | str) -> int:
    """The least width of a column."""
    if isinstance(part, str):
        return _WIDTHS[0]
    kind = "" if part.choices or part.names else {"text": "prose"}.get(part.kind, part.kind)
    return _ROOM.get(part.path.rpartition(".")[2], _ROOM.get(kind, _WIDTHS[0]))


def base_of(texts: Iterable[str]) -> str:
    """The digests of the cells of a row; nothing for an empty cell."""
    return " ".join(digest(text)[:8] if text else "-" for text in texts)


def _real_day(text: str) -> dt.datetime | None:
    """A whole day that a workbook can hold as one."""
    if len(text) != len("2023-01-01") or not YEARS[0] <= int(text[:4]) <= YEARS[1]:
        return None
    return dt.datetime.fromisoformat(text)


def _is_exact(text: str) -> bool:
    """Whether a workbook, which keeps 15 digits of a number, holds this one whole."""
    return len(text) <= _MAX_DIGITS or float(f"{float(text):.15g}") == float(text) < EXACT
