"""What a report is made of, and how its text is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.languages.messages import Messages

Paint = Callable[[str, str], str]
"""A style's name and a text → the text in that style: `error`, `warning`, `met`, `strong`, `faint`."""

PLAIN_WIDTH: Final = 100


def plain(_style: str, text: str) -> str:
    """Paint nothing, for pipes and files."""
    return text


class Page(NamedTuple):
    """What is reported, in which language, as of which day, and on what kind of page."""

    assessments: tuple[Assessment, ...]
    messages: Messages
    as_of: date
    paint: Paint = plain
    width: int = PLAIN_WIDTH


def wrapped(text: str, width: int, start: str = "", indent: str | None = None) -> list[str]:
    """A paragraph in lines; `start` goes before the first, `indent` before the others.

    Words are never broken: ids and paths stay whole. (textwrap does the same at three times the cost,
    which was a twentieth of the whole of `validate`.)
    """
    margin = " " * len(start) if indent is None else indent
    lines: list[str] = []
    line = start
    is_empty = True
    for word in text.split():
        if is_empty:
            line += word
        elif len(line) + 1 + len(word) <= width:
            line += f" {word}"
        else:
            lines.append(line)
            line = margin + word
        is_empty = False
    return [*lines, line]


def shortened(name: str, width: int = 44) -> str:
    """A name cut to fit a table's column."""
    return name if len(name) <= width else name[: width - 1] + "…"


def printable(text: str) -> str:
    """Text that UTF-8 can write: file systems hold names that it cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


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
