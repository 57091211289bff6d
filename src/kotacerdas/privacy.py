"""Numbers of persons, how they are known in text and masked: identity numbers (NIK) and mobile telephones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BETWEEN: Final = "[ .\u00a0\u2010-\u2015-]"
"""What may stand between two digits of a number."""
_LONG: Final = re.compile(rf"\d(?:{_BETWEEN}?\d){{9}}")
"""Ten digits: what no text without a person's number has, and hardly any with none."""
_DIGITS: Final = 16
_CANDIDATE: Final = re.compile(rf"[0-9A-Fa-f]{{32,}}|(?<!\d)\d(?:{_BETWEEN}?\d){{{_DIGITS - 1}}}(?!\d)")
"""A checksum, so that none is sought in it; or sixteen digits, however they are grouped."""
_GROUPED: Final = ([16], [4, 4, 4, 4], [6, 6, 4])
"""How identity numbers are mostly written; in another way one is known by its parts."""
_PARTS: Final = re.compile(r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])\d{4}([04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}")  # fmt: skip
"""A province; a day of birth (a woman's and forty) and its month; the numbers after them."""
_DATE: Final = re.compile(
    rf"(?<!\d)(?:\d\d?{_BETWEEN}\d\d?{_BETWEEN}(?:19|20)\d\d|(?:19|20)\d\d{_BETWEEN}\d\d?{_BETWEEN}\d\d?)(?!\d)"
)
_YEARS: Final = re.compile(rf"(?:(?:19|20)\d\d{_BETWEEN}?){{4}}")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")
_MOBILE: Final = re.compile(
    rf"(?<![^\W_])(?<!\d[.,])(?:\+?62{_BETWEEN}?|0)8[1-9](?:{_BETWEEN}?\d){{7,10}}(?![^\W_])"
)
_DIGIT: Final = re.compile(r"\d")
# Every digit of a file becomes 9 and what stands between digits goes: so a file without such a number, the usual
# one, is known by one search for fixed bytes: thirty times as fast as the pattern.
_OUTLINE: Final = bytes(
    0x39 if chr(i) in "0123456789" else 0x0A if chr(i) == "\n" else 0x20 for i in range(256)
)
_FOREIGN: Final = re.compile(r"[^\x00-\x7f](?<=[\d\u00a0\u2010-\u2015])")
"""A digit of another script, or what may stand between digits, beyond ASCII."""


def identity_numbers(text: str) -> Iterator[tuple[int, int]]:
    """The identity numbers (NIK) in a text: sixteen digits of any script, where each begins and ends."""
    start = 0
    while match := _CANDIDATE.search(text, start):
        is_one = _is_identity_number(match[0])
        if is_one:
            yield match.span()
        start = match.end() if is_one or len(match[0]) >= 2 * _DIGITS else match.start() + 1


def _is_identity_number(written: str) -> bool:
    """Whether sixteen digits are an identity number by how they are grouped, or by the parts that it has."""
    groups = re.split(_BETWEEN, written)
    lengths = [len(group) for group in groups]
    if sum(lengths) != _DIGITS or _YEARS.fullmatch(written):
        return False
    if lengths in _GROUPED:
        return True
    is_other = _DATE.search(written) or _THOUSANDS.fullmatch(written)
    return (
        not is_other and _PARTS.fullmatch("".join(str(int(digit)) for digit in "".join(groups))) is not None
    )


def masked(text: str) -> str:
    """A text as it may be kept: dots stand for the digits of an identity number (NIK)."""
    if not _LONG.search(text):
        return text
    return _dotted(text, identity_numbers(text))


def anonymous(text: str) -> str:
    """A text as it may be shown: dots stand for the digits of identity and mobile telephone numbers."""
    if not _LONG.search(text):
        return text
    return _dotted(masked(text), (match.span() for match in _MOBILE.finditer(text)))


def _dotted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text whose numbers of persons are masked: dots for the digits in these spans."""
    parts, start = [], 0
    for begin, end in spans:
        parts += [text[start:begin], _DIGIT.sub("•", text[begin:end])]
        start = end
    return "".join([*parts, text[start:]])


def may_hold_identity_numbers(content: bytes) -> bool:
    """Whether it is worth while to look for identity numbers in a file's text, line by line."""
    if b"9" * _DIGITS in content.translate(_OUTLINE, b" .-"):
        return True
    return not content.isascii() and _FOREIGN.search(content.decode("utf-8", "replace")) is not None
