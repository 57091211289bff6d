"""A finding: one frozen record without prose. Words come last, in `messages`."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

Route = tuple[str | int, ...]
"""The way to a node of a YAML file: keys and list indices from the top."""

KINDS: Final = ("mistakes", "gaps")
"""The two kinds of findings, in the order in which people read them."""
MISTAKES, GAPS = KINDS

Part = Literal["value", "key", "mapping"]
"""What a location points at: the value at the route's end, its key, or the entry as a whole."""


NO_DETAILS: Final[Mapping[str, Any]] = MappingProxyType({})


class Severity(StrEnum):
    """How much a finding weighs: an error keeps a dossier from being complete, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Location(NamedTuple):
    """The location of something in a dossier's file.

    `path` is POSIX and relative to the dossier. `line` and `column` count from 1, columns in code
    points, and are 0 until the location is resolved; `end_column` is where the text that the
    location points at ends on that line.
    """

    path: str
    route: Route = ()
    part: Part = "value"
    line: int = 0
    column: int = 0
    end_column: int = 0


class SubjectRef(NamedTuple):
    """What a requirement is about: a kind (`quick-win`, `question`, …) and an id."""

    kind: str
    id: str

    @property
    def is_program(self) -> bool:
        """Whether the subject is a program, a quick win or not."""
        return self.kind in {"program", "quick-win"}


class Diagnostic(NamedTuple):
    """A finding. `details` fill the gaps of the sentence that `messages` makes of the code.

    `is_notice`: it tells by what all else is judged, so that it comes first, and no entry of the dossier mends it.
    """

    code: str
    severity: Severity
    location: Location
    subject: SubjectRef | None = None
    agency: str | None = None
    requirement: str | None = None
    proves: tuple[str, ...] = ()
    leverage: float = 0.0
    details: Mapping[str, Any] = NO_DETAILS
    is_notice: bool = False

    def decides(self, *, is_strict: bool) -> bool:
        """Whether a dossier fails for it: an error always, a warning where all of them count, a notice never."""
        return self.severity is Severity.ERROR or (is_strict and not self.is_notice)

    @property
    def kind(self) -> str:
        """Whether something is missing that a requirement asks for, or what is there has a mistake."""
        return GAPS if self.code.startswith("KC2") else MISTAKES

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The order in which this finding stands in every list of findings: path, line, column, code.

        What is equal in these stays in the order of the instrument.
        """
        where = self.location
        return (where.path, where.line, where.column, self.code)
