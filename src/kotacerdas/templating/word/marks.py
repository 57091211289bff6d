"""The marks that the tags of a Word template leave in its XML.

Each tag is taken out of the text and numbered; a mark with its number stands in its place, as noncharacters
inside text and as a processing instruction between elements.
"""

import re
from collections.abc import Mapping
from types import CodeType
from typing import Final, NamedTuple

from lxml import etree

from kotacerdas.templating.jinja.failures import Position
from kotacerdas.templating.jinja.tags import Delimiters, end_of
from kotacerdas.templating.word.ooxml import Element, with_ancestors
from kotacerdas.templating.word.runs import RunProperties

# Noncharacters, which no text holds: the first two mark the number of a tag, the others are Jinja's delimiters.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
DELIMITERS: Final = Delimiters(("\ufdd2", "\ufdd3"), ("\ufdd4", "\ufdd5"), ("\ufdd6", "\ufdd7"))
NONCHARACTERS: Final = re.compile("[\ufdd0-\ufdef]")
MARK: Final = re.compile(f"<\\?kc (\\d+)\\?>|{OPEN}(\\d+){CLOSE}")
ESCAPE: Final = "\ufddd"
"""In place of the line in `{_{`, until nobody takes the braces for a tag."""
TEXT: Final = re.compile("\ufddb(-?\\d+)\ufddc")
"""What stands in a source for the markup between two tags, so that Jinja need not read all of a document."""
_IN_TEXT: Final = re.compile(f"{OPEN}(\\d+){CLOSE}")
FILL, SPAN, ID, FLAT, LINK, KEEP = "<fill>", "<span>", "<id>", "<flat>", "<link>", "<keep>"
"""The inner filters through which the value of a tag may go, beside those of runs and paragraphs."""
IF_FIRST: Final = "if loop.first"


class Tag(NamedTuple):
    """A tag: its Jinja text without delimiters, whether it is a block, where it stands.

    `chain` are the XML elements around it, by which an opening and a closing tag must agree. `wrap` is the
    inner filter, with its argument, through which the value goes.
    """

    inside: str
    is_block: bool
    position: Position
    chain: tuple[str, ...] = ()
    wrap: tuple[str, int] | None = None


class Id(NamedTuple):
    """An id of a template: what it is of, how it is written, and the tag or line of the loop whose turns change it."""

    kind: str
    base: str = ""
    loop: int = 0


class Part(NamedTuple):
    """A part with tags: its name and kind in the container, its Jinja source and the texts for it, its tags by line.

    `runs` and `ids` are what the arguments of `wraps` count in. `codes` is what its source was compiled to.
    """

    name: str
    kind: str
    source: str
    texts: tuple[str, ...]
    tags: tuple[Tag, ...]
    runs: tuple[RunProperties, ...]
    ids: tuple[Id, ...]
    wraps: Mapping[int, tuple[str, int]]
    codes: dict[str, CodeType]


def text_mark(number: int) -> str:
    """What stands in a source for the text with that number."""
    return f"\ufddb{number}\ufddc"


def mark_of(number: int) -> Element:
    """The mark between elements of the tag with that number."""
    return etree.ProcessingInstruction("kc", str(number))


def is_mark(node: Element) -> bool:
    """Whether a node is a mark or guard between elements."""
    return node.tag is etree.ProcessingInstruction


def marks_in(node: Element) -> list[int]:
    """The numbers of the tags whose marks a node with text is or has in that."""
    if OPEN in node.text:
        return [int(number) for number in _IN_TEXT.findall(node.text)]
    return [int(node.text)] if is_mark(node) and node.target == "kc" else []


def blocks_opened(mark: Element, tags: list[Tag]) -> int:
    """How many blocks the tag of a mark opens (1), or closes (-1)."""
    tag = tags[int(mark.text)] if mark.target == "kc" else None
    if tag is None or not tag.is_block:
        return 0
    return -1 if tag.inside.strip().startswith("end") else int(bool(end_of(tag.inside)))


def prints(mark: Element, tags: list[Tag]) -> bool:
    """Whether the tag of a mark prints paragraphs."""
    return mark.target == "kc" and not tags[int(mark.text)].is_block


def chain_around(element: Element) -> tuple[str, ...]:
    """The names of the elements around a mark, from the inside out, beginning with this one."""
    return tuple(e.tag for e in with_ancestors(element)) if element is not None else ()
