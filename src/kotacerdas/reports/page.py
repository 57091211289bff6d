"""The page that a report stands on: whose dossiers, in which language, and how its lines are laid out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kotacerdas import __version__
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import outgoing

if TYPE_CHECKING:
    from datetime import date

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.languages.messages import Messages
    from kotacerdas.rounding import Number

Paint = Callable[[str, str], str]
"""A style's name and a text → the text in that style: `error`, `warning`, `met`, `strong`, `faint` …"""

PLAIN_WIDTH: Final = 100
VERSION: Final = 1
"""The version of the JSON's shape, which never changes its meaning."""

NONE: Final[Mapping[str, str]] = MappingProxyType({})

NOTHING: Final = "–"
"""What stands in a table where there is no value."""


def plain(_style: str, text: str) -> str:
    """Paint nothing, for pipes and files."""
    return text


class Page(NamedTuple):
    """What is reported, in which language, as of which day, and on what kind of page.

    `filters`: what the report was narrowed by, option by option. `height`: the lines of a terminal whose screen
    should hold the report; None where all of it is wanted. `is_strict`: recommended requirements decide, too, whether
    a dossier is complete. `folders`: the path of each dossier as its repository knows it, by its path. `known`: the
    fingerprints of findings that a baseline has, too, so that they decide nothing; None where there is no baseline.
    """

    assessments: tuple[Assessment, ...]
    messages: Messages
    as_of: date
    paint: Paint = plain
    width: int = PLAIN_WIDTH
    filters: Mapping[str, str] = NONE
    height: int | None = None
    is_strict: bool = False
    folders: Mapping[str, str] = NONE
    known: frozenset[str] | None = None

    @property
    def kind(self) -> str | None:
        """The kind of findings that is reported; None where all are."""
        return self.filters.get("only")

    def folder(self, assessment: Assessment) -> str:
        """The path of a dossier as its repository knows it."""
        return self.folders.get(assessment.path, assessment.path)

    def file(self, assessment: Assessment, path: str) -> str:
        """The path of a dossier's file as its repository knows it."""
        folder = self.folder(assessment)
        return path if folder == "." else f"{folder.rstrip('/')}/{path}"

    def names(self, assessment: Assessment) -> Names:
        """What people call the agencies, programs and the rest of a dossier, in the page's language."""
        return Names(self.messages, assessment.dossier, assessment.instrument)

    def section(self, key: str, **details: object) -> list[str]:
        """The lines of a title on the page, with an empty one above."""
        return ["", *self.title(key, **details)]

    def title(self, key: str, **details: object) -> list[str]:
        """The lines of a title on the page."""
        return [self.paint("strong", line) for line in self.paragraph(key, "", **details)]

    def paragraph(self, key: str, margin: str = "", **details: object) -> list[str]:
        """The lines of a message on the page."""
        return wrapped(self.messages.text(key, **details), self.width, margin)

    def of_each(self, section: Callable[[Assessment, Page], Iterable[str]]) -> str:
        """The page as text: the lines of a section for each dossier, two empty ones between sections."""
        parts = ["\n".join(section(assessment, self)) for assessment in self.assessments]
        return self.finished("\n\n\n".join(parts) + "\n")

    def finished(self, text: str) -> str:
        """The text of the page as it may leave; a painted page becomes that where its colours do (`terminal.show`)."""
        return outgoing(text) if self.paint is plain else text

    def as_json(self, **content: object) -> str:
        """The page as JSON: which tool made it, as of which day, and its content."""
        report = {
            "version": VERSION,
            "tool": {"name": "kotacerdas", "version": __version__},
            "as_of": self.as_of.isoformat(),
            **content,
        }
        return json_text(report)


def wrapped(text: str, width: int, start: str = "", indent: str | None = None) -> list[str]:
    """A paragraph on a page, in lines no wider than it; `start` goes before the first, `indent` before the others.

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


def table(rows: Sequence[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Rows of a table on a page, in aligned columns; the columns in `right` stand at their right edge."""
    rights = set(right)
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if index in rights else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def signed(change: Number | None, messages: Messages) -> str:
    """A change as a table shows it, with its sign; a dash where it is not known."""
    if change is None:
        return NOTHING
    return ("+" if change > 0 else "") + messages.number(change, 2)


def in_json(number: Number | None, digits: int = 4) -> float | None:
    """A number as JSON shows it."""
    from kotacerdas.rounding import rounded  # noqa: PLC0415 - help shows no number

    return None if number is None else float(rounded(number, digits))


def picked(entry: object, *keys: str, digits: int = 4) -> dict[str, Any]:
    """What an entry has under these keys, as JSON shows it: dates as text."""
    return {key: _plain(getattr(entry, key), digits) for key in keys}


def _plain(value: object, digits: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A value as a page in JSON shows it."""
    if value is None or isinstance(value, int):
        return value
    is_number = hasattr(value, "as_integer_ratio")  # a float or a fraction
    return in_json(value, digits) if is_number else str(value)  # type: ignore[arg-type]


def json_text(value: object) -> str:
    """A value as the text of a file in JSON, as it may leave."""
    return json.dumps(_outgoing(value), ensure_ascii=False, indent=2) + "\n"


def _outgoing(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A value of JSON as it may leave the page, with all that it holds."""
    if isinstance(value, str):
        return outgoing(value)
    if isinstance(value, dict):
        return {outgoing(key): _outgoing(inner) for key, inner in value.items()}
    return [_outgoing(inner) for inner in value] if isinstance(value, list | tuple) else value
