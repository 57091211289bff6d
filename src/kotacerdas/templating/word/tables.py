"""The tables of a Word template whose rows, cells and columns tags take over, repeat, hold together or colour."""

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Final, NamedTuple

from lxml import etree

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.values import defined
from kotacerdas.templating.word.marks import (
    KEEP,
    MARK,
    OPEN,
    SPAN,
    Tag,
    Tags,
    blocks_opened,
    chain_around,
    is_mark,
)
from kotacerdas.templating.word.ooxml import Element, W, remove, value_at, word_tags

_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})")
_TAKEN: Final = "kc-drop"
_AT_ENDS: Final = "loop.length > 1 and (loop.first or loop.revindex == 2)"
_AT_END: Final = "loop.length > 1 and loop.revindex == 2"
"""Which rows of a loop stay with the next; in a loop inside another the first stays with its heading already."""
_PROPERTIES: Final = word_tags(
    "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark headers "
    "cellIns cellDel cellMerge tcPrChange"
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


def repeat_columns(table: Element, tags: Tags) -> None:
    """Repeat the columns of a Word table's grid as its cells are repeated, in the first row that stands by itself.

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
    for number, repeating in taken.items():
        for tag in repeating:
            columns[number].addprevious(tags.mark_between(tag._replace(chain=chain_around(grid))))
        grid.remove(columns[number])


class _Cell(NamedTuple):
    """A cell of a row, from which column to which it goes, and the tags that take over cells and stand before it."""

    element: Element
    start: int
    stop: int
    is_computed: bool
    tags: list[Tag]


def _cells(row: Element, tags: Tags) -> list[_Cell]:
    """The cells of a row of a Word table, with the tags that take over or repeat them."""
    column = 0
    before: list[Tag] = []
    cells = []
    for child in row.iterchildren():
        tag = tags.at(child) if is_mark(child) else None
        if tag and tag.position.tag.startswith("{%tc"):
            before.append(tag)
        elif child.tag == f"{W}tc":
            number = MARK.fullmatch(value_at("tcPr/gridSpan", child))
            span = _columns(tags[int(number[2])].inside.strip()) if number else span_of(child)
            cells.append(_Cell(child, column, column + span, number is not None, before))
            column, before = column + span, []
    return cells


def _taken_columns(table: Element, tags: Tags) -> dict[int, list[Tag]]:
    """The columns of a Word table in whose place tags stand, in the first row that stands by itself, with these tags."""
    depth = 0
    for row in table.iterchildren():
        if is_mark(row):
            depth += blocks_opened(tags.at(row))
        elif row.tag == f"{W}tr" and not depth and not row.get(_TAKEN):
            taken = {cell.start: cell.tags for cell in _cells(row, tags) if cell.element.get(_TAKEN)}
            if taken:
                return taken
    return {}


def _widen(cell: _Cell, taken: Mapping[int, list[Tag]], tags: Tags) -> None:
    """Let a cell of a Word table span as many columns as come of those that it spans; of half a loop nobody knows."""
    columns = range(cell.start, cell.stop)
    inside = [tag for number in columns for tag in taken.get(number, ())]
    depths = list(accumulate(map(blocks_opened, inside)))
    if not inside or depths[-1] or min(depths) < 0:
        return
    position = inside[0].position
    written = [Tag("set _columns", position, is_block=True)]
    for number in columns:
        written += taken.get(number) or [Tag("'x'", position)]
    written += [Tag("endset", position, is_block=True), Tag("_columns|length", position, wrap=(SPAN, 0))]
    span = "".join(tags.mark_in_text(tag._replace(chain=(f"{W}r",))) for tag in written)
    cell_property(cell.element, "gridSpan", val=span)


def hold_ends_together(table: Element, tags: Tags) -> None:
    """Let no page begin or end with a single row of a Word table whose head is repeated: two rows stay together."""
    if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is None:
        return
    blocks: list[str] = []
    for child in table.iterchildren():
        if is_mark(child):
            tag = tags[int(child.text)]
            name = tag.inside.strip().partition(" ")[0]
            opened = blocks_opened(tag)
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
            keep = Tag(condition, tag.position, chain=chain_around(properties), wrap=(KEEP, 0))
            properties.insert(properties.find(f"{W}pStyle") is not None, tags.mark_between(keep))


def _first_paragraph(row: Element) -> Element | None:
    """The paragraph by which a Word table's row stays with the next; None where that is settled, or where no paragraph stands first."""
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
    return _columns(value_at("tcPr/gridSpan", cell))


def _columns(text: str) -> int:
    """A number of columns as it is written, no more than Word admits; 1 for what is none."""
    return max(1, min(_MAX_COLUMNS, int(text[:3]))) if text.isdecimal() else 1


def cell_property(cell: Element, name: str, **attributes: str) -> Element:
    """Give a cell of a Word table a property; the element that holds it."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        cell.insert(0, properties)
    for old in properties.findall(f"{W}{name}"):
        remove(old)
    later = _PROPERTIES[_PROPERTIES.index(f"{W}{name}") + 1 :]
    at = next((i for i, child in enumerate(properties) if child.tag in later), len(properties))
    made = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()})
    properties.insert(at, made)
    return made


def cell_span(value: object) -> str:
    """The number of columns that a cell of a Word table spans, of what a tag gives; at least one."""
    number = defined(value)
    if not isinstance(number, int) or not 0 <= number <= _MAX_COLUMNS:
        raise TagFailed("bad-span", value=str(value)[:20])
    return str(max(1, number))


def cell_colour(value: object) -> str:
    """The colour of a cell of a Word table as Word writes it, of what a tag gives."""
    if defined(value) is None or value == "":
        return "auto"
    if isinstance(value, str) and (match := _HEX.fullmatch(value)):
        return match[1].upper()
    raise TagFailed("not-colour", value=str(value)[:20])
