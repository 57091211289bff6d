"""Ids that a loop would repeat: at each turn they are new ones, and what refers to them in that turn goes along.

Word wants every id once: of bookmarks, which have names besides, of comments and notes, of content controls, of what is
drawn, of changes that it tracks. A list that begins inside a turn begins anew with each, so it has an id for each.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from lxml import etree

from kotacerdas.templating.word.container import Container
from kotacerdas.templating.word.marks import CLOSE, OPEN, Tags, is_mark
from kotacerdas.templating.word.ooxml import DRAWN, Element, W, value_at, word_tags

Put: TypeAlias = Callable[[str], None]

_VML: Final = "{urn:schemas-microsoft-com:vml}"
_SHAPE: Final = "{urn:schemas-microsoft-com:office:office}spid"
_KINDS: Final = {
    **dict.fromkeys(word_tags("commentRangeStart commentRangeEnd commentReference"), "comments"),
    f"{W}footnoteReference": "footnotes",
    f"{W}endnoteReference": "endnotes",
}
_NAMED: Final = word_tags("bookmarkStart moveFromRangeStart moveToRangeStart")
_REFERENCE: Final = re.compile(
    r'(\s*(?:(?:PAGE|NOTE)?REF|HYPERLINK\s+\\l)\s+"?)(\w+)(.*)', re.IGNORECASE | re.DOTALL
)
_BEFORE_NUMBER: Final = word_tags("pStyle keepNext keepLines pageBreakBefore framePr widowControl")
_IN_TEXT: Final = re.compile(f"{OPEN}(\\d+){CLOSE}")
_MAX_DEPTH: Final = 100  # Python itself admits fewer loops in loops


class Id(NamedTuple):
    """An id of a template: what it is of, how it is written, and the tag or line of the loop whose turns change it."""

    kind: str
    base: str = ""
    loop: int = 0


def changing_ids(root: Element, tags: Tags, source: Container) -> Iterator[tuple[Id, Put]]:
    """The ids in a part that a rendering makes new, with how each is put in its place: those in loops, and of drawings."""
    for drawn in root.iter(DRAWN):
        yield Id("drawn"), partial(drawn.set, "id")
    if not any(tag.is_block and tag.inside.split()[:1] == ["for"] for tag in tags):
        return
    loops: tuple[int, ...] = ()
    uses: list[tuple[str, str, Put, tuple[int, ...]]] = []
    homes: dict[tuple[str, str], int] = {}
    lists = _Lists(source)
    for node in root.iter():
        for number in _marked_numbers(node) if node.text else ():
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


def _marked_numbers(node: Element) -> list[int]:
    """The numbers of the tags whose marks a node with text is or has in that."""
    if OPEN in node.text:
        return [int(number) for number in _IN_TEXT.findall(node.text)]
    return [int(node.text)] if is_mark(node) and node.target == "kc" else []


class _Lists:
    """The lists of a part, and the loop at whose turns each begins anew: one in which something else comes first."""

    def __init__(self, source: Container) -> None:
        """See which ids of lists paragraphs have by their styles; those of headings go through the whole document."""
        self._of_styles = {
            style.get(f"{W}styleId"): value_at("pPr/numPr/numId", style)
            for style in source.elements("styles", "style")
            if style.find(f"{W}pPr/{W}outlineLvl") is None
        }
        self._first: dict[int, str] = {}
        self._home: dict[str, int] = {}

    def begun(self, paragraph: Element, loops: tuple[int, ...]) -> tuple[Id, Put] | None:
        """The id that loops repeat of the list a paragraph belongs to, and how another is put there, if the list begins in one of them."""
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        of_style = self._of_styles.get(value_at("pPr/pStyle", paragraph), "")
        list_ = of_style if number is None else number.get(f"{W}val", "")
        for loop in reversed(loops):
            if self._first.setdefault(loop, list_) != list_ and self._home.get(list_) not in loops:
                self._home[list_] = loop
        if list_ in {"", "0"} or self._home.get(list_) not in loops:
            return None
        if number is None:
            before = [child for child in paragraph.find(f"{W}pPr") if child.tag in _BEFORE_NUMBER]
            before[-1].addnext(numbering := etree.Element(f"{W}numPr"))
            number = etree.SubElement(numbering, f"{W}numId")
        return Id("lists", list_, self._home[list_]), partial(number.set, f"{W}val")


def _ids_of(node: Element) -> Iterator[tuple[str, str, Put, bool]]:
    """The ids in an element that loops may repeat: kind, id, how another is put there, whether it belongs to what stands here."""
    for name, kind, is_defined in (
        (f"{W}id", _KINDS.get(node.tag, "changes"), True),
        (f"{W}name", "names", node.tag in _NAMED),
        (f"{W}anchor", "names", False),
        (_SHAPE, "shapes", True),
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
