"""The tables of a Word template whose rows, cells and columns tags take over, repeat or colour."""

import re
from typing import Final

from lxml import etree

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.values import defined
from kotacerdas.templating.word.marks import Tag, blocks_opened, chain_around, is_mark, mark_of
from kotacerdas.templating.word.ooxml import Element, W, remove

_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})")
_TAKEN: Final = "kc-drop"
_AFTER_SHADE: Final = tuple(
    f"{W}{name}"
    for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark", "headers", "cellIns")
)


def take_over(element: Element) -> None:
    """Note that a tag stands in place of a row or cell; the row's other cells may hold tags of their own."""
    element.set(_TAKEN, "1")


def remove_taken(root: Element) -> None:
    """Take out the rows and cells in whose place tags stand."""
    for element in [e for e in root.iter(f"{W}tr", f"{W}tc") if e.get(_TAKEN)]:
        if element.getparent() is not None:
            remove(element)


def repeat_columns(table: Element, tags: list[Tag]) -> None:
    """Repeat the columns of a table's grid as its cells are repeated, in the first row that stands by itself."""
    grid = table.find(f"{W}tblGrid")
    if grid is None:
        return
    columns = list(grid.iterchildren(f"{W}gridCol"))
    depth = 0
    for row in table.iterchildren():
        if is_mark(row):
            depth += blocks_opened(row, tags)
        if row.tag != f"{W}tr" or depth or row.get(_TAKEN):
            continue
        taken = _taken_cells(row)
        for number, marks in taken:
            if number < len(columns):
                for mark in marks:
                    tags.append(tags[int(mark.text)]._replace(chain=chain_around(grid)))
                    columns[number].addprevious(mark_of(len(tags) - 1))
                grid.remove(columns[number])
        if taken:
            return


def _taken_cells(row: Element) -> list[tuple[int, list[Element]]]:
    """The cells of a row in whose place tags stand: the number of their column, and the marks of those tags."""
    column = 0
    marks: list[Element] = []
    taken = []
    for cell in row.iterchildren():
        if is_mark(cell):
            marks.append(cell)
        elif cell.tag == f"{W}tc":
            if cell.get(_TAKEN):
                taken.append((column, marks))
            marks = []
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(f"{W}val", "1") if span is not None else "1"
            column += int(width) if width.isdecimal() else 1
    return taken


def shade_cell(cell: Element, colour: str) -> Element:
    """Give a cell of a table a colour; the element that holds it."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        cell.insert(0, properties)
    for old in properties.findall(f"{W}shd"):
        properties.remove(old)
    shade = etree.Element(f"{W}shd", {f"{W}val": "clear", f"{W}color": "auto", f"{W}fill": colour})
    later = next((i for i, child in enumerate(properties) if child.tag in _AFTER_SHADE), len(properties))
    properties.insert(later, shade)
    return shade


def cell_colour(value: object) -> str:
    """The colour of a table's cell as Word writes it, of what a tag gives."""
    if defined(value) is None or value == "":
        return "auto"
    if isinstance(value, str) and (match := _HEX.fullmatch(value)):
        return match[1].upper()
    raise TagFailed("not-colour", value=str(value)[:20])
