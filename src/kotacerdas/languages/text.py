"""Text that is the same in every language: ids in short, and no sign that a terminal obeys."""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from typing import TYPE_CHECKING, Final

from kotacerdas.privacy import anonymous

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LISTED: Final = 12
_NUMBERED: Final = re.compile(r"([A-Z])(\d+)")


def visible(text: str) -> str:
    """Text without signs that a terminal obeys; file names may hold any."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(_shown(sign) for sign in text)


def _shown(sign: str) -> str:
    """A sign of a text as a terminal may have it: a blank of any width is a space."""
    if sign.isprintable() or sign in "\n\t":
        return sign
    return " " if unicodedata.category(sign) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def capitalised(text: str) -> str:
    """A text with a capital at its start, and the rest of it as it is."""
    return text[:1].upper() + text[1:]


def outgoing(text: str) -> str:
    """Text in any language as it leaves the program: without numbers of persons, without signs that a terminal obeys.

    What is written to a screen, and all in JSON, passes through here, so that nothing before it has to remember.
    """
    return visible(anonymous(text))


def command(*words: str) -> str:
    """The text of a command of kotacerdas in any language, on a line of its own, quoted so that it can be copied into the system's shell."""
    if os.name == "nt":
        quoted = [word if re.fullmatch(r"[\w./:\\-]+", word) else f'"{word}"' for word in words]
    else:
        quoted = [shlex.quote(word) for word in words]
    return visible(f"  {' '.join(['kotacerdas', *quoted])}")


def ranges(ids: Iterable[str]) -> str:
    """Ids as a short text: `B1–B5, O2, W1–W12`; a few at the most, the rest as dots."""
    shown = runs(ids, "–")
    return ", ".join(shown[:MAX_LISTED]) + (", …" if len(shown) > MAX_LISTED else "")


def runs(ids: Iterable[str], dash: str, numbered: re.Pattern[str] = _NUMBERED, end: int = 0) -> list[str]:
    """Ids as short text in any language, those that follow one another put together: `B1-B5`, `O2`, `W1-W12`.

    `numbered` parts an id into what stays the same and a number; `end` is the group of it that ends a run.
    """
    groups: list[list[str]] = []
    for name in ids:
        if groups and _follows(groups[-1][-1], name, numbered):
            groups[-1].append(name)
        else:
            groups.append([name])
    shown: list[str] = []
    for group in groups:
        last = numbered.fullmatch(group[-1]) if len(group) > 2 else None  # noqa: PLR2004 - a pair is no range
        shown += [f"{group[0]}{dash}{last[end]}"] if last else group
    return shown


def _follows(before: str, after: str, numbered: re.Pattern[str]) -> bool:
    """Whether an id has the number after another's."""
    a, b = numbered.fullmatch(before), numbered.fullmatch(after)
    return a is not None and b is not None and a[1] == b[1] and int(a[2]) + 1 == int(b[2])
