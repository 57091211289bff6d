"""What is wrong with a template, as people read it: where, what, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kotacerdas.errors import CannotRun
from kotacerdas.reports.page import PLAIN_WIDTH, shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kotacerdas.languages.messages import Messages
    from kotacerdas.templating.jinja.failures import Position, Problem

_WIDEST: Final = 80
_MOST: Final = 100
_OUTSIDE: Final = ("footnotes", "endnotes", "comments")
"""The parts to which no loop of the text reaches."""

_IN_TABLE: Final = ("table", "row", "column", "paragraph")
KINDS: Final = frozenset(
    {"mapping", "text", "nothing", "number", "date", "list", "loop", "function", "p", "tr", "tc", "cellbg"}
    | {"footnote", "comment", "field", "picture", "break", "other", "section", "tag"}
)


class BrokenTemplate(CannotRun):
    """A command cannot go on, since a template has these mistakes."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        super().__init__("broken-template", path=path.as_posix())
        self.path, self.problems = path, problems


def mistakes(path: Path, problems: Sequence[Problem], messages: Messages) -> list[str]:
    """The mistakes in a template, in lines: how many there are, then each with its place; of very many the first."""
    lines = [messages.text("build.broken", path=path.as_posix(), n=len(problems))]
    for problem in problems[:_MOST]:
        lines += wrapped(_sentence(problem, messages), PLAIN_WIDTH, "  ", "    ")
    if len(problems) > _MOST:
        lines.append(f"  {messages.text('words.list-rest', n=len(problems) - _MOST)}")
    return lines


def _sentence(problem: Problem, messages: Messages) -> str:
    """The problem of a template in a sentence, after its place."""
    details = dict(problem.details)
    for key in ("kind", "level"):
        if (kind := str(details.get(key, ""))) in KINDS:
            details[key] = messages.text(f"template.kind.{kind}")
    known = details.get("known")
    details["known"] = ", ".join(map(str, known)) if isinstance(known, tuple | list) else ""
    if "hint" in details:
        details["hint"] = messages.text(f"template.hint.{details['hint']}")
    text = messages.text(f"template.problem.{problem.code}", **details)
    if problem.code == "no-such-name" and problem.position.part in _OUTSIDE:
        return f"{_where(problem, messages)}: {text} {messages.text('template.hint.outside')}"
    if suggestion := details.get("suggestion"):
        text = f"{text} {messages.text('stop.did-you-mean', suggestion=suggestion)}"
    elif details["known"]:
        text = f"{text} {messages.text('template.known', known=details['known'])}"
    where = _where(problem, messages)
    return f"{where}: {text}" if where else text


def _where(problem: Problem, messages: Messages) -> str:
    """The place of a problem in the template: part, numbers and tag."""
    position = problem.position
    parts: list[str] = []
    if position.part:
        parts.append(messages.text(f"template.part.{position.part}"))
    elif position.file:
        parts.append(position.file)
    parts += _numbers(position, problem.line, messages)
    where = ", ".join(parts)
    if position.tag:
        tag = shortened(position.tag, _WIDEST)
        where = messages.text("template.at-tag", where=where, tag=tag) if where else tag
    return where


def _numbers(position: Position, line: int, messages: Messages) -> list[str]:
    """The place of a problem in numbers: of the table, row, column and paragraph, or of the line."""
    numbers = {name: getattr(position, name) for name in (_IN_TABLE if position.table else ("paragraph",))}
    if position.table and position.paragraph == 1:
        del numbers["paragraph"]
    if not (position.part or any(numbers.values())):
        numbers = {"line": line}
    return [messages.text(f"template.place.{name}", n=number) for name, number in numbers.items() if number]
