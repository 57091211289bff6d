"""Names of files that every system takes, and that give no person away."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kotacerdas.privacy import masked

MAX_PART: Final = 60
"""Characters of a city's name, or of another part, in the name of a file."""


def distinct(name: str, taken: set[str], joint: str) -> str:
    """A name that no other has, in either case, with a number after the joint where need be; it is taken then."""
    free, n = name, 1
    while free.lower() in taken:
        n += 1
        free = f"{name}{joint}{n}"
    taken.add(free.lower())
    return free


def slug(text: str, limit: int) -> str:
    """A text as a part of a file name: small Latin letters, digits and hyphens, whole words within a limit.

    An identity number is left out.
    """
    shown = masked(unicodedata.normalize("NFKC", text))
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode("ascii").lower()
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(whole) > limit:
        whole = whole[: max(whole.rfind("-", 0, limit + 1), 0) or limit].strip("-")
    return whole if masked(whole) == whole else slug(whole, limit)  # cutting may have made such a number
