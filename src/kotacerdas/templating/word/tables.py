"""The tables of a Word template whose rows, cells and columns tags take over, repeat, hold together or colour."""

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Final, NamedTuple

from lxml import etree

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.values import defined
from kotacerdas.templating.word.marks import (
    CLOSE,
    KEEP,
    MARK,
    OPEN,
    SPAN,
    Tag,
    blocks_opened,
    chain_around,
    is_mark,
    mark_of,
)
from kotacerdas.templating.word.ooxml import Element, W, remove

_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})")
_TAKEN: Final = "kc-drop"
_AT_ENDS: Final = "loop.length > 1 and (loop.first or loop.revindex == 2)"
_AT_END: Final = "loop.length > 1 and loop.revindex == 2"
"""Which rows of a loop stay with the next; in a loop inside another the first stays with its heading already."""
_PROPERTIES: Final = (
    *("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar"),
    *("textDirection", "tcFitText", "vAlign", "hideMark", "headers", "cellIns", "cellDel", "cellMerge"),
    "tcPrChange",
)
"""Those of a cell, in the order of the schema."""
_MAX_COLUMNS: Final = 63


def take_over(element: Element) -> None:
    """Note that a tag stands in place of a row or cell; the row's other cells may hold tags of their own."""
    element.set(_TAKEN, "1")


def remove_taken(root: Element) -> None:
    """Take out the rows and cells in whose place tags stand."""
    for element in [e for e in root.iter(f"{W}tr", f"{W}tc") if e.get(_TAKEN)]:
        if element.getparent() is not None:
            remove(element)


def repeat_columns(table: Element, tags: list[Tag]) -> None:
    """Repeat the columns of a table's grid as its cells are repeated, in the first row that stands by itself.

    What spans such columns in other rows spans all that come of them.
    """
    grid = table.find(f"{W}tblGrid")
    columns = [] if grid is None else list(grid.iterchildren(f"{W}gridCol"))
    spans = (span.get(f"{W}val", "") for span in table.iter(f"{W}gridSpan"))
    is_changed = any(OPEN in span for span in spans) or any(cell.get(_TAKEN) for cell in table.iter(f"{W}tc"))
    if not (columns and is_changed):
        return
    rows = [_cells(row, tags) for row in table.iterchildren(f"{W}tr") if not row.get(_TAKEN)]
    taken = _taken_columns(table, tags)
    known = len(columns)
    for _ in range(known, max((cells[-1].stop for cells in rows if cells), default=0)):
        columns.append(etree.SubElement(grid, f"{W}gridCol", dict(columns[-1].attrib)))
    for cell in (cell for cells in rows for cell in cells):
        if not (cell.is_computed or cell.element.get(_TAKEN)) and cell.stop > cell.start + 1:
            _widen(cell._replace(stop=cell.stop if cell.stop < known else len(columns)), taken, tags)
    for number, marks in taken.items():
        for mark in marks:
            tags.append(tags[int(mark.text)]._replace(chain=chain_around(grid)))
            columns[number].addprevious(mark_of(len(tags) - 1))
        grid.remove(columns[number])


class _Cell(NamedTuple):
    """A cell of a row, from which column to which it goes, and the marks of the cells that tags take over before it."""

    element: Element
    start: int
    stop: int
    is_computed: bool
    marks: list[Element]


def _cells(row: Element, tags: list[Tag]) -> list[_Cell]:
    """The cells of a row of a table."""
    column = 0
    marks: list[Element] = []
    cells = []
    for child in row.iterchildren():
        if is_mark(child) and tags[int(child.text)].position.tag.startswith("{%tc"):
            marks.append(child)
        elif child.tag == f"{W}tc":
            span = child.find(f"{W}tcPr/{W}gridSpan")
            number = MARK.fullmatch("" if span is None else span.get(f"{W}val", ""))
            literal = tags[int(number[2])].inside.strip() if number else ""
            stop = column + (_columns(literal) if number else span_of(child))
            cells.append(_Cell(child, column, stop, number is not None, marks))
            column, marks = stop, []
    return cells


def _taken_columns(table: Element, tags: list[Tag]) -> dict[int, list[Element]]:
    """The columns in whose place tags stand, in the first row of a table that stands by itself, with the marks of the tags."""
    depth = 0
    for row in table.iterchildren():
        if is_mark(row):
            depth += blocks_opened(row, tags)
        elif row.tag == f"{W}tr" and not depth and not row.get(_TAKEN):
            taken = {cell.start: cell.marks for cell in _cells(row, tags) if cell.element.get(_TAKEN)}
            if taken:
                return taken
    return {}


def _widen(cell: _Cell, taken: Mapping[int, list[Element]], tags: list[Tag]) -> None:
    """Let a cell of a table span as many columns as come of those that it spans; of half a loop nobody knows."""
    inside = [mark for number in range(cell.start, cell.stop) for mark in taken.get(number, ())]
    depths = list(accumulate(blocks_opened(mark, tags) for mark in inside))
    if not inside or depths[-1] or min(depths) < 0:
        return
    position = tags[int(inside[0].text)].position
    written = [Tag("set _columns", is_block=True, position=position)]
    for number in range(cell.start, cell.stop):
        repeated = [tags[int(mark.text)] for mark in taken.get(number, ())]
        written += repeated or [Tag("'x'", is_block=False, position=position)]
    written += [Tag("endset", is_block=True, position=position)]
    written += [Tag("_columns|length", is_block=False, position=position, wrap=(SPAN, 0))]
    tags += [tag._replace(chain=(f"{W}r",)) for tag in written]
    numbers = range(len(tags) - len(written), len(tags))
    cell_property(cell.element, "gridSpan", val="".join(f"{OPEN}{number}{CLOSE}" for number in numbers))


def hold_ends_together(table: Element, tags: list[Tag]) -> None:
    """Let no page begin or end with a single row of a list: of a table whose head is repeated, two rows stay together."""
    if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is None:
        return
    blocks: list[str] = []
    for child in table.iterchildren():
        if is_mark(child):
            tag = tags[int(child.text)]
            name = tag.inside.strip().partition(" ")[0]
            opened = blocks_opened(child, tags)
            if opened < 0:
                del blocks[-1:]
            elif opened:
                blocks.append(name)
            elif name == "else" and blocks:
                blocks[-1] = name  # no rows of the loop
        elif "for" in blocks and (paragraph := _first_paragraph(child)) is not None:
            properties = paragraph.find(f"{W}pPr")
            if properties is None:
                properties = etree.Element(f"{W}pPr")
                paragraph.insert(0, properties)
            condition = _AT_ENDS if blocks.count("for") == 1 else _AT_END
            tags.append(Tag(condition, False, tag.position, chain_around(properties), (KEEP, 0)))  # noqa: FBT003
            properties.insert(properties.find(f"{W}pStyle") is not None, mark_of(len(tags) - 1))


def _first_paragraph(row: Element) -> Element | None:
    """The paragraph by which a row stays with the next; None where that is settled, or where no paragraph stands first."""
    first = next((child for child in row.iterchildren() if child.tag == f"{W}tc" or is_mark(child)), None)
    if first is None or is_mark(first) or row.get(_TAKEN):
        return None
    paragraph = next((child for child in first.iterchildren() if child.tag != f"{W}tcPr"), None)
    is_open = (
        paragraph is not None and paragraph.tag == f"{W}p" and paragraph.find(f"{W}pPr/{W}keepNext") is None
    )
    return paragraph if is_open else None


def span_of(cell: Element) -> int:
    """How many columns a cell of a table spans, as the template says it."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return 1 if span is None else _columns(span.get(f"{W}val", ""))


def _columns(text: str) -> int:
    """A number of columns as it is written, no more than Word admits; 1 for what is none."""
    return max(1, min(_MAX_COLUMNS, int(text[:3]))) if text.isdecimal() else 1


def cell_property(cell: Element, name: str, **attributes: str) -> Element:
    """Give a cell of a table a property; the element that holds it."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        cell.insert(0, properties)
    for old in properties.findall(f"{W}{name}"):
        properties.remove(old)
    later = {f"{W}{each}" for each in _PROPERTIES[_PROPERTIES.index(name) + 1 :]}
    at = next((i for i, child in enumerate(properties) if child.tag in later), len(properties))
    made = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()})
    properties.insert(at, made)
    return made


def cell_span(value: object) -> str:
    """The number of columns that a cell of a table spans, of what a tag gives; at least one."""
    number = defined(value)
    if not isinstance(number, int) or not 0 <= number <= _MAX_COLUMNS:
        raise TagFailed("bad-span", value=str(value)[:20])
    return str(max(1, number))


def cell_colour(value: object) -> str:
    """The colour of a table's cell as Word writes it, of what a tag gives."""
    if defined(value) is None or value == "":
        return "auto"
    if isinstance(value, str) and (match := _HEX.fullmatch(value)):
        return match[1].upper()
    raise TagFailed("not-colour", value=str(value)[:20])
