"""What became of one year's dossier in another's: the facts, their content in words, and the formats of `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kotacerdas.reports.comparison import as_json, blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kotacerdas.reports.comparison.comparison import Comparison
    from kotacerdas.reports.page import Page


def as_text(comparison: Comparison, page: Page) -> str:
    """The comparison as text."""
    from kotacerdas.reports.comparison.content import content  # noqa: PLC0415 - all other commands compare nothing

    return blocks.as_text(content(comparison, page), page)


def as_markdown(comparison: Comparison, page: Page) -> str:
    """The comparison as Markdown."""
    from kotacerdas.reports.comparison.content import content  # noqa: PLC0415 - as above

    return blocks.as_markdown(content(comparison, page))


FORMATS: Final[Mapping[str, Callable[[Comparison, Page], str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json.render,
}
"""Name of a format → the function that renders it."""
