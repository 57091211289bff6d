"""The marks that the tags of a Word template leave in its XML.

Each tag is taken out of the text and numbered; a mark with its number stands in its place, as noncharacters
inside text and as a processing instruction between elements.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lxml import etree

from kotacerdas.templating.jinja.tags import Marks, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kotacerdas.templating.jinja.failures import Place

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Noncharacters, which no text holds: the first two mark the number of a tag, the others are Jinja's delimiters.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
MARKS: Final = Marks(("\ufdd2", "\ufdd3"), ("\ufdd4", "\ufdd5"), ("\ufdd6", "\ufdd7"))
NONCHARACTERS: Final = re.compile("[\ufdd0-\ufdef]")
RUN, FILL, ID = "<run>", "<fill>", "<id>"
"""The inner filters through which the value of a tag may go."""


class Tag(NamedTuple):
    """A tag: its Jinja text without delimiters, whether it is a block, where it stands.

    `chain` are the XML elements around it, by which an opening and a closing tag must agree. `wrap` is the
    inner filter, with its argument, through which the value goes.
    """

    inside: str
    is_block: bool
    place: Place
    chain: tuple[str, ...]
    wrap: tuple[str, int] | None = None


class Part(NamedTuple):
    """A part with tags: its name and kind in the package, its Jinja source, its tags by line."""

    name: str
    kind: str
    source: str
    tags: tuple[Tag, ...]
    runs: tuple[dict[str, str], ...]
    wraps: Mapping[int, tuple[str, int]]


def is_mark(node: Any) -> bool:  # noqa: ANN401
    """Whether a node is a mark or guard between elements."""
    return node.tag is etree.ProcessingInstruction


def blocks_opened(mark: Any, tags: list[Tag]) -> int:  # noqa: ANN401
    """How many blocks a mark opens (1), or closes (-1)."""
    tag = tags[int(mark.text)] if mark.target == "kc" else None
    if tag is None or not tag.is_block:
        return 0
    return -1 if tag.inside.strip().startswith("end") else int(bool(end_of(tag.inside)))


def chain_of(element: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The names of an element and of those around it, from the inside out."""
    return tuple(e.tag for e in with_ancestors(element)) if element is not None else ()


def with_ancestors(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """An element, and those around it."""
    yield element
    yield from element.iterancestors()


def drop(element: Any) -> None:  # noqa: ANN401
    """Take an element out of its parent."""
    element.getparent().remove(element)
