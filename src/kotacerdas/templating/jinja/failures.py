"""What can be wrong with a template: the problem, the position of its tag, the exceptions that carry them."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError

from kotacerdas.findings import NO_DETAILS
from kotacerdas.nearest import nearest

_TOKENS: Final = {"end of print statement": "}}", "end of statement block": "%}", "end of template": ""}
"""What Jinja calls the ends of tags, as they are written."""
_KINDS: Final = {
    **dict.fromkeys(("int", "float", "bool"), "number"),
    **dict.fromkeys(("datetime.date", "PartialDate"), "date"),
    "NoneType": "nothing",
}
"""What Python calls the types of plain values → the keys of their words, but for texts."""
_EXPECTED: Final = re.compile(r"expected token '(.+)', got '(.+)'")
_UNEXPECTED: Final = re.compile(
    r"(?i)(?:unexpected (?:char )?|expected an expression, got )'(.+?)'(?:$|,| at)"
)
_UNKNOWN: Final = re.compile(r"No (filter|test) named '(.+?)'")
_UNLIKE: Final = re.compile(r"between instances of '([\w.]+)'")


class Position(NamedTuple):
    """Where a tag of a Word template stands. Numbers count from 1; 0 means that there is none.

    `part` is `body`, `header`, `footer`, `footnotes`, `endnotes` or `properties` of a Word document, and `file` the
    name of that part. A paragraph is counted in its part, or in its table's cell. Markdown has lines alone.
    """

    part: str = ""
    file: str = ""
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
    position: Position = Position()


class TemplateFailed(Exception):  # noqa: N818 - it says what happened
    """A template cannot be read, or rendering it came to an end."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))


class TagFailed(Exception):  # noqa: N818 - as above
    """What a function, filter or limit has against a tag, without the tag's position."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def syntax_problem(error: Exception, line: int) -> Problem:
    """The problem of a tag that Jinja fails to read, from the exception that it raised.

    Jinja tells its syntax errors apart by English sentences only; what is not known stays English.
    """
    if isinstance(error, TagFailed):
        return Problem(error.code, line, error.details)
    if not isinstance(error, TemplateSyntaxError):  # or else a number that Python does not read
        return Problem("too-deep" if isinstance(error, RecursionError) else "too-large", line)
    message = error.message or ""
    if match := _EXPECTED.fullmatch(message):
        expected, got = (_TOKENS.get(token, token) for token in match.groups())
        return Problem("syntax-expected", line, {"expected": expected, "got": got})
    if match := _UNEXPECTED.match(message):
        return Problem("syntax-unexpected", line, {"got": _TOKENS.get(match[1], match[1])})
    return Problem("syntax", line, {"reason": message})


def runtime_problem(error: Exception, line: int, names: Iterable[str]) -> Problem:
    """The problem of a tag that fails while the template is rendered, from its exception. `names` are those that exist."""
    message = str(error)
    if isinstance(error, TagFailed):
        details = dict(error.details)
        known = names if error.code == "no-such-name" else details.get("known")
        if known is not None:
            details["suggestion"] = nearest(str(details.get("name") or ""), map(str, known))  # type: ignore[call-overload]
        return Problem(error.code, line, details)
    if "non-namespace" in message:
        return Problem("syntax-unexpected", line, {"got": "."})
    if isinstance(error, SecurityError):
        return Problem("not-allowed", line, {"name": ""})
    if isinstance(error, TypeError) and (match := _UNLIKE.search(message)):
        return Problem("not-comparable", line, {"kind": _KINDS.get(match[1], "text")})
    if match := _UNKNOWN.match(message):
        return Problem(f"no-such-{match[1]}", line, {"name": match[2], "suggestion": ""})
    if isinstance(error, RecursionError | MemoryError):
        return Problem("too-deep" if isinstance(error, RecursionError) else "too-large", line)
    return Problem("failed", line)
