"""What a report is made of, and how its text is laid out."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from kotacerdas.assessment import Assessment
    from kotacerdas.messages import Messages

Paint = Callable[[str, str], str]
"""A style's name and a text → the text in that style: `error`, `warning`, `met`, `strong`, `faint`."""

PLAIN_WIDTH: Final = 100


def plain(_style: str, text: str) -> str:
    """Paint nothing, for pipes and files."""
    return text


@dataclass(frozen=True, slots=True)
class Page:
    """What is reported, in which language, as of which day, and on what kind of page."""

    assessments: tuple[Assessment, ...]
    messages: Messages
    as_of: date
    paint: Paint = plain
    width: int = PLAIN_WIDTH


def wrapped(text: str, width: int, start: str = "", indent: str | None = None) -> list[str]:
    """A paragraph in lines; `start` goes before the first, `indent` before the others."""
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=start,
        subsequent_indent=" " * len(start) if indent is None else indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [start.rstrip()]


def table(rows: Sequence[Sequence[str]], gap: str = "  ", right: Iterable[int] = ()) -> list[str]:
    """Rows in aligned columns; the columns in `right` stand at their right edge."""
    rights = set(right)
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        gap.join(
            cell.rjust(width) if index in rights else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
