"""Ids that a loop would repeat: at each turn they are new ones, and what refers to them in that turn goes along.

Word wants every id once: of bookmarks, which have names besides, of comments and notes, of content controls, of what is
drawn, of changes that it tracks. A list that begins inside a turn begins anew with each, so it has an id for each.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeAlias

from lxml import etree

from kotacerdas.templating.word.container import Container
from kotacerdas.templating.word.marks import Id, Tag, is_mark, marks_in
from kotacerdas.templating.word.ooxml import Element, W

Put: TypeAlias = Callable[[str], None]

_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_VML: Final = "{urn:schemas-microsoft-com:vml}"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_KINDS: Final = {
    f"{W}commentRangeStart": "comments",
    f"{W}commentRangeEnd": "comments",
    f"{W}commentReference": "comments",
    f"{W}footnoteReference": "footnotes",
    f"{W}endnoteReference": "endnotes",
}
_NAMED: Final = (f"{W}bookmarkStart", f"{W}moveFromRangeStart", f"{W}moveToRangeStart")
_REFERENCE: Final = re.compile(
    r'(\s*(?:(?:PAGE|NOTE)?REF|HYPERLINK\s+\\l)\s+"?)(\w+)(.*)', re.IGNORECASE | re.DOTALL
)
_NUMBER: Final = f"{W}pPr/{W}numPr/{W}numId"
_BEFORE_NUMBER: Final = frozenset(
    f"{W}{name}" for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
)
_MAX_DEPTH: Final = 100  # Python itself admits fewer loops in loops


def changing(root: Element, tags: list[Tag], source: Container) -> Iterator[tuple[Id, Put]]:
    """The ids in a part that a rendering makes new, with how each is put in its place: those in loops, and of drawings."""
    for drawn in root.iter(_DRAWN):
        yield Id("drawn"), partial(drawn.set, "id")
    if not any(tag.is_block and tag.inside.split()[:1] == ["for"] for tag in tags):
        return
    loops: tuple[int, ...] = ()
    uses: list[tuple[str, str, Put, tuple[int, ...]]] = []
    homes: dict[tuple[str, str], int] = {}
    lists = _Lists(source)
    for node in root.iter():
        for number in marks_in(node) if node.text else ():
            word = tags[number].inside.split()[:1] if tags[number].is_block else []
            loops = (*loops, number) if word == ["for"] else loops[:-1] if word == ["endfor"] else loops
        if not loops or is_mark(node):
            continue
        if len(loops) > _MAX_DEPTH:
            return
        if node.tag == f"{W}p" and (begun := lists.begun(node, loops)):
            yield begun
        for kind, base, put, is_defined in _ids_of(node):
            uses.append((kind, base, put, loops))
            if is_defined:
                homes.setdefault((kind, base), loops[-1])
    for kind, base, put, around in uses:
        if (home := homes.get((kind, base))) in around:
            yield Id(kind, base, home), put


class _Lists:
    """The lists of a part, and the loop at whose turns each begins anew: one in which something else comes first."""

    def __init__(self, source: Container) -> None:
        """See which lists paragraphs have by their styles; those of headings go through the whole document."""
        name = source.beside("styles.xml")
        self._of_styles = {
            style.get(f"{W}styleId"): number.get(f"{W}val", "")
            for style in (source.parse(name).iter(f"{W}style") if name in source.parts else ())
            if (number := style.find(_NUMBER)) is not None and style.find(f"{W}pPr/{W}outlineLvl") is None
        }
        self._first: dict[int, str] = {}
        self._home: dict[str, int] = {}

    def begun(self, paragraph: Element, loops: tuple[int, ...]) -> tuple[Id, Put] | None:
        """The id of the list that a paragraph in loops belongs to, if that begins in one of them."""
        number, style = paragraph.find(_NUMBER), paragraph.find(f"{W}pPr/{W}pStyle")
        of_style = "" if style is None else self._of_styles.get(style.get(f"{W}val"), "")
        list_ = of_style if number is None else number.get(f"{W}val", "")
        for loop in reversed(loops):
            if self._first.setdefault(loop, list_) != list_ and self._home.get(list_) not in loops:
                self._home[list_] = loop
        if list_ not in {"", "0"} and self._home.get(list_) in loops:
            if number is None:
                before = [child for child in style.getparent() if child.tag in _BEFORE_NUMBER]
                before[-1].addnext(numbering := etree.Element(f"{W}numPr"))
                number = etree.SubElement(numbering, f"{W}numId")
            return Id("lists", list_, self._home[list_]), partial(number.set, f"{W}val")
        return None


def _ids_of(node: Element) -> Iterator[tuple[str, str, Put, bool]]:
    """The ids of an element: kind, id, how another is put there, whether it belongs to what stands here or refers to it."""
    for name, kind, is_defined in (
        (f"{W}id", _KINDS.get(node.tag, "changes"), True),
        (f"{W}name", "names", node.tag in _NAMED),
        (f"{W}anchor", "names", False),
        (f"{_OFFICE}spid", "shapes", True),
        ("ShapeID", "shapes", False),
    ):
        if (base := node.get(name)) and (name != f"{W}name" or is_defined):
            yield kind, base, partial(node.set, name), is_defined
    if node.tag == f"{W}id" and (base := node.get(f"{W}val")):
        yield "controls", base, partial(node.set, f"{W}val"), True
    elif node.tag == f"{W}instrText" and (match := _REFERENCE.fullmatch(node.text or "")):
        head, base, tail = match.groups()
        yield "names", base, lambda put: setattr(node, "text", f"{head}{put}{tail}"), False
    elif node.tag.startswith(_VML):
        if base := node.get("id"):
            yield "shapes", base, partial(node.set, "id"), True
        if (base := node.get("type", "")).startswith("#"):
            yield "shapes", base[1:], lambda put: node.set("type", f"#{put}"), False
