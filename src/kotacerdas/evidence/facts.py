"""What is known of a supporting file, and what opening it can end in."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from kotacerdas.findings import NO_DETAILS


class FileFact(NamedTuple):
    """What is known of a supporting file. `problem` is empty where it can serve as evidence.

    `actual` is its path on the disk, POSIX and relative to the dossier; `size` in bytes; `kind` what it is by its
    content; `pages` its pages, sheets or slides. `doubt` is why a person should open it all the same: `unread` (it could
    not be looked into) or `repaired` (readers mend it without a word).
    """

    problem: str = ""
    actual: str = ""
    size: int = 0
    details: Mapping[str, object] = NO_DETAILS
    kind: str = ""
    pages: int = 0
    sha256: str = ""
    doubt: str = ""

    @property
    def proposed(self) -> tuple[str, ...]:
        """The supporting files that may be meant, where the one that is named cannot be read."""
        meant: Any = self.details.get("suggestion"), self.details.get("alternatives")
        return meant[1] or (meant[0],) if any(meant) else ()

    @property
    def is_picture(self) -> bool:
        """Whether the file is a sound picture, which can be shown inside a dossier that is rendered."""
        return not (self.problem or self.doubt) and self.kind in {"png", "jpg"}


class Unread(Exception):  # noqa: N818 - as below
    """What other programs can read, and this one cannot, or not within its limits."""


class Unfit(Exception):  # noqa: N818 - it says what a file is
    """A file that cannot serve as evidence, for a reason that is sure; with `wrong-kind` the kind that it is.

    `problem`: `locked`, `cut-off`, `broken`, `bomb`, `nothing-inside`, `no-picture-track`, `wrong-kind`.
    """

    def __init__(self, problem: str, kind: str = "") -> None:
        super().__init__(problem)
        self.problem, self.kind = problem, kind
