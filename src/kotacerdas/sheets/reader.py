"""A workbook as sheets, rows and cells: what stands in them by its kind, and what is merged.

Office Open XML (ECMA-376, transitional and strict) is read as a stream, within limits, and without a library: those
need the file twice to tell a formula from its value, or see no merged cells, and refuse files that Excel opens.
"""

from __future__ import annotations

import io
import posixpath
import re
from contextlib import closing
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, NamedTuple
from xml.parsers import expat

from kotacerdas.dates import PartialDate
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.evidence import office
from kotacerdas.evidence.facts import Unfit, Unread
from kotacerdas.evidence.signatures import kind_of
from kotacerdas.evidence.time_limit import TooLong
from kotacerdas.opening import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Kind = Literal["text", "number", "percent", "date", "yearless", "truth", "error", "formula", "merged"]

MAX_CELLS: Final = 500_000
"""Cells of a workbook that hold something."""
_MAX_CHARACTERS: Final = 50_000_000
_MAX_SIZE: Final = 400 * 1024**2
"""Bytes of XML that are inflated of a workbook: as many as a million rows take that hold nothing but formats."""
_MAX_ELEMENTS, _MAX_DEPTH, _MAX_PIECES = 5_000_000, 100, 32
"""Elements of a workbook, how deep they lie, and pieces of 8 to 64 kB in which the text of one comes."""
REFUSED: Final = {"wrong-kind": "sheet-of-another-kind", "locked": "locked-sheet", "bomb": "sheet-too-large"}
"""What may be wrong with a workbook's file → why it is not read."""
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
EPOCH: Final = date(1899, 12, 30)
"""The day 0 of dates in nearly all workbooks, as it is from March 1900 on."""
YEARS: Final = (1945, 2100)
"""Years of dates; other numbers that are shown as dates are none, but a year, for example, in a cell made for a date."""

_NAMESPACES: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_TRUE: Final = frozenset({"1", "true"})
_BUILT_IN: Final[Mapping[str, str]] = {
    **dict.fromkeys(("9", "10"), "0%"),
    **dict.fromkeys(("14", "15", "22", *map(str, (*range(27, 37), *range(50, 59)))), "d m y"),
    "17": "m y",
    **dict.fromkeys(("16", "18", "19", "20", "21", "45", "46", "47"), "h"),
}
"""The formats of numbers that no workbook writes out (18.8.30), as far as they change what a number means."""
_LITERAL: Final = re.compile(r'"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
"""What a format shows as it is, or says of colours, currencies and languages."""
_CODED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""A character that XML cannot hold, as cells write it (22.9.2.19)."""
_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)
_AS_NUMBER: Final = re.compile(r"['\u2018\u2019`](?=\+?[\d./ -]+$)")
"""An apostrophe that was typed to keep a number as it is, and stayed."""
_BLANKS: Final = " \t\n\xa0\xad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_CONTROLS: Final = {
    **dict.fromkeys((*range(9), *range(14, 32), *range(127, 160)), " "),
    **dict.fromkeys((11, 12, 13, 0x85, 0x2028, 0x2029), "\n"),
}
"""Characters that no YAML holds → what they look like."""


class Cell(NamedTuple):
    """What stands in a cell, and under which column letters.

    `value` is text for `text`, `error` (`#REF!`), `formula` (one without a stored result) and `merged` (the ref of the first
    cell of its area); a number for `number` and `percent` (0.85 for 85%); a bool for `truth`. A `date` is known as far as
    its format shows it; `yearless` is a time, or a day whose format shows no year, as a number.
    """

    column: str
    value: str | float | PartialDate
    kind: Kind


class Row(NamedTuple):
    """A row that holds something; its cells by their columns."""

    number: int
    cells: dict[str, Cell]


class Sheet(NamedTuple):
    """A sheet. `epoch` is the day 0 of the workbook's dates."""

    name: str
    rows: tuple[Row, ...]
    epoch: date


def read(file: Path | bytes, shown_as: str = "") -> tuple[Sheet, ...]:
    """Read the sheets of a workbook. Raises CannotRun where it cannot be read: no .xlsx, locked, damaged, too large."""
    path = shown_as or ("" if isinstance(file, bytes) else file.as_posix())
    try:
        with closing(io.BytesIO(file) if isinstance(file, bytes) else opened(file)) as stream:
            return tuple(_Workbook(stream).sheets())
    except Unfit as unfit:
        code = REFUSED.get(unfit.problem, "damaged-sheet")
        raise CannotRun(code, path=path, kind=unfit.kind, limit=MAX_CELLS // 1000) from unfit
    except (Unread, ValueError, LookupError) as error:
        raise CannotRun("damaged-sheet", path=path) from error
    except (OSError, RuntimeError) as error:
        reason = "no-file" if isinstance(error, FileNotFoundError) else reason_of(error)
        raise CannotRun("unread-sheet", path=path, reason=reason) from error


def letters_of(column: int) -> str:
    """The letters of a sheet's column, as a reader of workbooks tells it: `AA` for the 27th."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(_LAST_COLUMN)
def number_of(letters: str) -> int:
    """The number of a sheet's column in a workbook that is read, by its letters. Raises ValueError where there is none of these letters."""
    number = 0
    for letter in letters:
        number = number * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    if not 0 < number <= _LAST_COLUMN:
        raise ValueError(letters)
    return number


class _Workbook:
    """A workbook that is being read, and what was spent on it."""

    def __init__(self, stream: BinaryIO) -> None:
        """Open a workbook to read it. Raises Unfit where it is none."""
        kind = _kind_of(stream)
        if kind == "locked-office":
            raise Unfit("locked")
        if kind not in {"xlsx", "macro-office"}:
            raise Unfit("wrong-kind", kind)
        self._package = office.Package(stream)
        self._size = self._elements = self._characters = self._cells = 0
        _, main = self._package.main_part()
        self._folder, name = posixpath.split(main)
        leads = self._package.attributes_in(posixpath.join(self._folder, "_rels", f"{name}.rels"))
        self._parts = {entry.get("Id", ""): entry for entry in leads}
        self._listed: list[Mapping[str, str]] = []
        is_1904, is_one = False, False
        for name, _, attributes, _ in self._elements_of(main):
            if name == "sheet":
                self._listed.append(attributes)
            elif name == "workbookPr":
                is_1904 = attributes.get("date1904") in _TRUE
            is_one = is_one or name == "workbook"
        if not is_one:
            raise Unfit("wrong-kind", kind)
        self._epoch = date(1904, 1, 1) if is_1904 else EPOCH
        self._strings = list(self._shared_strings())
        self._formats = list(self._formats_of_cells())

    def sheets(self) -> Iterator[Sheet]:
        """The sheets of the workbook as they are read, in their order; charts are none."""
        for listed in self._listed:
            key = next((value for name, value in listed.items() if name.endswith("relationships id")), "")
            part = self._parts.get(key, {})
            if part.get("Type", "").endswith("/worksheet"):
                rows = self._rows_of(self._target_of(part))
                yield Sheet(_decoded(listed.get("name", "")), rows, self._epoch)

    def _rows_of(self, part: str) -> tuple[Row, ...]:
        """Read the rows of a sheet that hold something."""
        rows: dict[int, Row] = {}
        cells: dict[str, Cell] = {}
        areas: list[tuple[str, ...]] = []
        number = column = 0
        stored = formula = None
        inline: list[str] = []
        for name, parent, attributes, text in self._elements_of(part):
            match name:
                case "v":
                    stored = text
                case "f":
                    formula = text
                case "t" if parent != "rPh":  # how a text is pronounced
                    inline.append(text)
                case "c":
                    letters = attributes.get("r", "").rstrip("0123456789") or letters_of(column + 1)
                    column = number_of(letters)
                    content = "".join(inline) if inline else stored
                    if cell := self._cell(letters, attributes, content, formula):
                        cells[letters] = cell
                        self._spend()
                    stored = formula = None
                    inline.clear()
                case "row":
                    number, column = int(attributes.get("r", number + 1)), 0
                    if not 0 < number <= _LAST_ROW or number in rows:
                        raise Unfit("broken")
                    if cells:
                        rows[number] = Row(number, cells)
                        cells = {}
                case "mergeCell" if area := _AREA.fullmatch(attributes.get("ref", "")):
                    areas.append(area.groups())
        self._mark_merged(rows, areas)
        return tuple(rows[number] for number in sorted(rows))

    def _mark_merged(self, rows: dict[int, Row], areas: Iterable[tuple[str, ...]]) -> None:
        """Put the cells that a workbook tells are merged into the rows that were read."""
        last_row = max(rows, default=0)
        width = max((number_of(letters) for row in rows.values() for letters in row.cells), default=0)
        for left, top, right, bottom in areas:
            columns = [letters_of(c) for c in range(number_of(left), min(number_of(right), width) + 1)]
            for number in range(int(top), min(int(bottom), last_row) + 1):
                for letters in columns:
                    self._spend()
                    if number in rows and (letters, number) != (left, int(top)):
                        rows[number].cells[letters] = Cell(letters, f"{left}{top}", "merged")

    def _cell(
        self, column: str, attributes: Mapping[str, str], content: str | None, formula: str | None
    ) -> Cell | None:
        """The cell that some content of a workbook is read as, if it is more than blanks."""
        kind = attributes.get("t", "n")
        if not content:
            return Cell(column, formula, "formula") if formula is not None and kind != "str" else None
        if kind == "s":
            text = self._strings[int(content)]
            return Cell(column, text, "text") if text else None
        if kind == "b":
            return Cell(column, content.strip() in _TRUE, "truth")
        if kind == "n":
            return self._number(column, content, attributes.get("s", "0"))
        if kind == "e":
            return Cell(column, content, "error")
        text = self._kept(content)
        if kind == "d" and (day := _known_date(text[:10])):
            return Cell(column, day, "date")
        return Cell(column, text, "text") if text else None

    def _number(self, column: str, content: str, style: str) -> Cell:
        """The cell that a number in a workbook is read as, by how it is shown."""
        value = float(content)
        if value - value:  # neither infinite nor none
            return Cell(column, content, "error")
        shown = self._formats[int(style)] if int(style) < len(self._formats) else ""
        if shown == "%":
            return Cell(column, value, "percent")
        if shown and "y" not in shown:
            return Cell(column, value, "yearless")
        day = day_of(value, self._epoch) if shown else None
        if day is None:
            return Cell(column, int(value) if value.is_integer() else value, "number")
        is_month = day.day == 1 and "d" not in shown
        is_year = is_month and day.month == 1 and "m" not in shown
        known = PartialDate(day.year, 0 if is_year else day.month, 0 if is_month else day.day)
        return Cell(column, known, "date")

    def _shared_strings(self) -> Iterator[str]:
        """Read the shared texts of a workbook that cells name by their number."""
        text = ""
        for name, parent, _, content in self._elements_at("/sharedStrings"):
            if name == "t" and parent != "rPh":
                text += content
            elif name == "si":
                yield self._kept(text)
                text = ""

    def _formats_of_cells(self) -> Iterator[str]:
        """Read for each format that cells name by its number: the letters of its date, `%`, or nothing for plain numbers."""
        codes = dict(_BUILT_IN)
        for name, parent, attributes, _ in self._elements_at("/styles"):
            if name == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "xf" and parent == "cellXfs":
                code = codes.get(attributes.get("numFmtId", "0"), "")
                shown = _LITERAL.sub("", code).partition(";")[0].lower()
                yield "%" if "%" in shown else "".join(sorted(set(shown) & set("dhmsy")))

    def _elements_at(self, kind: str) -> Iterator[tuple[str, str, Mapping[str, str], str]]:
        """The elements of the part to which a relationship of a kind leads; none where there is no such part."""
        for part in self._parts.values():
            if part.get("Type", "").endswith(kind):
                yield from self._elements_of(self._target_of(part))

    def _elements_of(self, part: str) -> Iterator[tuple[str, str, Mapping[str, str], str]]:
        """Read the XML elements of a workbook's part as they end: their names, their parents' names, their attributes, their text.

        Names of other namespaces are empty. Raises Unfit.
        """
        entry = self._package.parts.get(part)
        if entry is None:
            raise Unfit("broken")
        self._size += entry.file_size
        if self._size > _MAX_SIZE:
            raise Unfit("bomb")
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        around: list[tuple[str, Mapping[str, str]]] = [("", {})]
        text: list[str] = []
        ended: list[tuple[str, str, Mapping[str, str], str]] = []

        def start(name: str, attributes: Mapping[str, str]) -> None:
            around.append((_local(name), attributes))
            if text:
                text.clear()

        def end(_: str) -> None:
            name, attributes = around.pop()
            ended.append((name, around[-1][0], attributes, "".join(text) if text else ""))
            if text:
                text.clear()

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text.append
        for _ in office.parsed(parser, self._package.contents_of(entry)):
            yield from ended
            self._elements += len(ended)
            ended.clear()
            if len(around) > _MAX_DEPTH or len(text) > _MAX_PIECES or self._elements > _MAX_ELEMENTS:
                raise Unfit("bomb")

    def _target_of(self, part: Mapping[str, str]) -> str:
        """The name of the part to which a relationship leads."""
        target = part.get("Target", "").replace("\\", "/").lower()
        return posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")

    def _kept(self, text: str) -> str:
        """A text read from a workbook without what Excel and people leave around it. Raises Unfit where there is too much of it all."""
        self._characters += len(text)
        if self._characters > _MAX_CHARACTERS:
            raise Unfit("bomb")
        return tidied(text)

    def _spend(self) -> None:
        """Count a cell. Raises Unfit where there are too many."""
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise Unfit("bomb")


def _kind_of(stream: BinaryIO) -> str:
    """What a file that is to be read as a workbook is by its content. Raises Unfit where it is empty or cut off."""
    kind = kind_of(stream)
    if not kind:
        raise Unfit("cut-off")
    try:
        return office.CONTAINERS[kind](stream) if kind in office.CONTAINERS else kind
    except TooLong:
        return kind


@lru_cache(1000)  # a workbook has some thirty
def _local(name: str) -> str:
    """The name of an element without its namespace, if it is one of workbooks."""
    namespace, _, local = name.rpartition(" ")
    return local if namespace in _NAMESPACES else ""


def day_of(serial: float, epoch: date) -> date | None:
    """The day that a number read from a workbook stands for, if it is in the years of dates."""
    if not 0 < serial < 100_000:  # noqa: PLR2004 - it ends in the year 2173
        return None
    day = epoch + timedelta(int(serial))
    return day if YEARS[0] <= day.year <= YEARS[1] else None


def tidied(text: str) -> str:
    """A text read from a cell without blanks around it, invisible signs, and an apostrophe that was typed to keep a number."""
    text = _decoded(text)
    if not text.isprintable():
        text = text.replace("\r\n", "\n").translate(_CONTROLS)
    text = text.strip(_BLANKS)
    return _AS_NUMBER.sub("", text, count=1) if text[:1] in "'\u2018\u2019`" else text


def _decoded(text: str) -> str:
    """A text read from a workbook with the characters that are written there as `_x000D_`."""
    if "_x" not in text:
        return text
    plain = _CODED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _known_date(text: str) -> PartialDate | None:
    """A day read as strict workbooks write it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return PartialDate(day.year, day.month, day.day) if YEARS[0] <= day.year <= YEARS[1] else None
