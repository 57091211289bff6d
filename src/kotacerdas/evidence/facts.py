"""What is known of a supporting file."""

from collections.abc import Mapping
from typing import NamedTuple

from kotacerdas.findings import NO_DETAILS


class FileFact(NamedTuple):
    """What is known of a supporting file. `problem` is empty where it can serve as evidence.

    `actual` is its path as it is on the disk, POSIX and relative to the dossier; `size` in bytes;
    `kind` what it is by its content; `pages` its pages, sheets or slides.
    """

    problem: str = ""
    actual: str = ""
    size: int = 0
    details: Mapping[str, object] = NO_DETAILS
    kind: str = ""
    pages: int = 0
    sha256: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether the file is a sound picture, which can be shown inside a dossier that is rendered."""
        return not self.problem and self.kind in {"png", "jpg"}
