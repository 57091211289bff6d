"""The marks that the tags of a Word template leave in its XML.

Each tag is taken out of the text and numbered; a mark with its number stands in its place, as noncharacters
inside text and as a processing instruction between elements.
"""

import re
from typing import Final, NamedTuple

from lxml import etree

from kotacerdas.templating.jinja.failures import Position
from kotacerdas.templating.jinja.tags import Delimiters, end_of
from kotacerdas.templating.word.ooxml import Element, with_ancestors

# Noncharacters, which no text holds: the first two mark the number of a tag, the others are Jinja's delimiters.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
DELIMITERS: Final = Delimiters(("\ufdd2", "\ufdd3"), ("\ufdd4", "\ufdd5"), ("\ufdd6", "\ufdd7"))
NONCHARACTERS: Final = re.compile("[\ufdd0-\ufdef]")
MARK: Final = re.compile(f"<\\?kc (\\d+)\\?>|{OPEN}(\\d+){CLOSE}")
ESCAPE: Final = "\ufddd"
"""In place of the line in `{_{`, until nobody takes the braces for a tag."""
TEXT: Final = re.compile("\ufddb(-?\\d+)\ufddc")
"""What stands in a source for the markup between two tags, so that Jinja need not read all of a document."""
FILL, SPAN, ID, FLAT, LINK, KEEP = "<fill>", "<span>", "<id>", "<flat>", "<link>", "<keep>"
"""The inner filters through which the value of a tag may go, beside those of runs and paragraphs."""
IF_FIRST: Final = "if loop.first"


class Tag(NamedTuple):
    """A tag: its Jinja text without delimiters, where it stands, whether it is a block.

    `chain` are the XML elements around it, by which an opening and a closing tag must agree. `wrap` is the
    inner filter, with its argument, through which the value goes.
    """

    inside: str
    position: Position
    is_block: bool = False
    chain: tuple[str, ...] = ()
    wrap: tuple[str, int] | None = None


class Tags(list[Tag]):
    """The tags that are taken out of a part of a Word template, by their numbers."""

    def mark_in_text(self, tag: Tag) -> str:
        """Keep a tag, and give the mark that stands for it in a text or attribute."""
        self.append(tag)
        return f"{OPEN}{len(self) - 1}{CLOSE}"

    def mark_between(self, tag: Tag) -> Element:
        """Keep a tag, and give the mark that stands for it between elements."""
        self.append(tag)
        return etree.ProcessingInstruction("kc", str(len(self) - 1))

    def at(self, mark: Element) -> Tag | None:
        """The tag of a mark between elements; None of a guard."""
        return self[int(mark.text)] if mark.target == "kc" else None


def blocks_opened(tag: Tag | None) -> int:
    """How many blocks a tag opens (1), or closes (-1)."""
    if tag is None or not tag.is_block:
        return 0
    return -1 if tag.inside.strip().startswith("end") else int(bool(end_of(tag.inside)))


def text_mark(number: int) -> str:
    """The mark in a source for the text with that number."""
    return f"\ufddb{number}\ufddc"


def is_mark(node: Element) -> bool:
    """Whether a node is a mark or guard between elements."""
    return node.tag is etree.ProcessingInstruction


def chain_around(element: Element) -> tuple[str, ...]:
    """The XML names of the elements around a mark, from the inside out, beginning with this one."""
    return tuple(e.tag for e in with_ancestors(element)) if element is not None else ()
