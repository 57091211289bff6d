"""What can be wrong with a template: the problem, its place, and the exceptions that carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kotacerdas.findings import NO_DETAILS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Place(NamedTuple):
    """Where a tag stands. Numbers count from 1; 0 means that there is none.

    `part` is `text` in Markdown; in Word `body`, `header`, `footer`, `footnotes`, `endnotes` or `properties`,
    and `file` the name of that part. A paragraph is counted in its part, or in its table's cell.
    """

    part: str = ""
    file: str = ""
    line: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    tag: str = ""


class Problem(NamedTuple):
    """A mistake in a template: the code of its sentence, the line of its tag, what fills the sentence."""

    code: str
    line: int = 0
    details: Mapping[str, object] = NO_DETAILS
    place: Place = Place()


class TemplateFailed(Exception):  # noqa: N818 - it says what happened
    """A template cannot be read, or rendering it came to an end."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))


class Trouble(Exception):  # noqa: N818 - as above
    """What a function or filter has against its use, without the place."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details
