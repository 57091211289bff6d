"""The headings of the report, and what its chapters have in common."""

from __future__ import annotations

from typing import NamedTuple

from markup import call, paragraph, run


class Chapter(NamedTuple):
    """A chapter: its key among the words, when it is there, its body, the lines of its sections in the contents.

    `sections` is a loop, the name of a section and its bookmark.
    """

    key: str
    body: str
    condition: str = ""
    sections: tuple[str, str, str] | None = None
    is_numbered: bool = True


def heading(
    level: int, title: str, bookmark: str = "", *, plain: bool = False, is_first: bool = False
) -> str:
    """A heading with the bookmark to which the contents lead. `is_first`: it stands at the top of a page."""
    mark = call(f"bookmark({bookmark})") if bookmark else ""
    style = "HeadingPlain" if plain else f"Heading{level}"
    top = '<w:pageBreakBefore/><w:spacing w:before="0"/>' if is_first else ""
    return paragraph(mark, run(title), style=style, properties=top)


def kept(*content: str) -> str:
    """A paragraph that stays with what follows."""
    return paragraph(*content, properties="<w:keepNext/>")


def nothing(sentence: str) -> str:
    """A chapter that has nothing to show says so."""
    return paragraph(sentence)
