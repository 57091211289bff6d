"""Names and paths of files that every system takes, and that give no person away."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kotacerdas.privacy import anonymous

MAX_PART: Final = 60
"""Characters of a city's name, or of another part, in the name of a file."""


def distinct(name: str, taken: set[str], joint: str) -> str:
    """A name, mostly of a file, that no other has, in either case, with a number after the joint where need be; it is taken then."""
    free, n = name, 1
    while free.lower() in taken:
        n += 1
        free = f"{name}{joint}{n}"
    taken.add(free.lower())
    return free


_LITTER: Final = frozenset({".ds_store", ".localized", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
_WEB_ADDRESS: Final = r"(?:https?|ftp)://|www\."
_DRIVE: Final = r"(?:[A-Za-z]|file):"
_RESERVED: Final = r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?"
_NOT_ON_WINDOWS: Final = frozenset('<>:"|?*')
_INVISIBLE: Final = "[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_MAX_NAME: Final = 255
_WINDOWS_START: Final = r"(?:[A-Za-z]:|\.{1,2}|\\)\\"
_WITH_ENDING: Final = r"\.[A-Za-z0-9]{2,5}\Z"
_SIGNS_OF_YAML: Final = str.maketrans(
    dict(zip("\0\a\b\t\n\v\f\r\x1b\x85\xa0\u2028\u2029", map("\\{}".format, "0abtnvfreN_LP"), strict=True))
)
"""What YAML makes of a backslash and a letter inside double quotation marks → the two."""


def slug(text: str, limit: int) -> str:
    """A text as a part of a file name: small Latin letters, digits and hyphens, whole words within a limit.

    A number of a person is left out.
    """
    shown = anonymous(unicodedata.normalize("NFKC", text))
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode("ascii").lower()
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(whole) > limit:
        whole = whole[: max(whole.rfind("-", 0, limit + 1), 0) or limit].strip("-")
    return whole if anonymous(whole) == whole else slug(whole, limit)  # cutting may have made such a number


def is_litter(path: str) -> bool:
    """Whether the name of a file is one that a Mac, Windows or Office leaves beside the files of people."""
    *folders, name = path.lower().split("/")
    return name in _LITTER or name.startswith(("._", "~$")) or "__macosx" in folders


def with_backslashes(text: str) -> str:
    """A path with the backslashes that YAML took, with the letter behind them, for a line end or another sign."""
    return text if text.isprintable() else text.translate(_SIGNS_OF_YAML)


def is_windows_path(text: str) -> bool:
    """Whether a text looks like a path with backslashes."""
    if "\\" not in text:
        return False
    return re.match(_WINDOWS_START, text) is not None or re.search(_WITH_ENDING, text) is not None


def path_problem(path: str) -> str:
    """What keeps a path from naming a file inside a folder on every system; empty if nothing does.

    `web-address`, `outside`, `backslash`, `bad-name`.
    """
    if re.match(_WEB_ADDRESS, path, re.IGNORECASE):
        return "web-address"
    if path.startswith(("/", "\\", "~")) or re.match(_DRIVE, path, re.IGNORECASE):
        return "outside"
    parts = path.replace("\\", "/").split("/")
    if ".." in parts:
        return "outside"
    if "\\" in path:
        return "backslash"
    return "bad-name" if any(map(_is_bad, parts)) else ""


def _is_bad(name: str) -> bool:
    """Whether a file name cannot be stored on every system, Windows included, or hides something."""
    return (
        not name
        or len(name.encode("utf-8", "surrogateescape")) > _MAX_NAME
        or name.endswith(" ")
        or name.rstrip(".") != name != "."
        or not _NOT_ON_WINDOWS.isdisjoint(name)
        or re.fullmatch(_RESERVED, name, re.IGNORECASE) is not None
        or re.search(_INVISIBLE, name) is not None
    )
