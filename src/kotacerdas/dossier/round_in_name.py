"""The year and the stage in the name of an evaluation, which a dossier has keys of their own for."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_NEAR: Final = 5
"""A year of a name is that of the evaluation if it is at most so far from the dossier's; "Visi 2045" is not."""

_PART: Final = r"""(?ix) [\s,;:–—-]* (?:
    (?:\b(?:tahun(?:\s+(?:anggaran|penilaian))?|t\.?a\.?|year|of|for)\s+)? (?<![\w/–-]) (?P<year>20\d\d) (?![\w/–-])
    | \b(?:tahap|stage)[\s-]*(?:(?P<one>i|1|satu|kesatu|pertama|one)|(?P<two>ii|2|dua|kedua|two))\b
    | \b(?:(?P<first>first|1st)|(?P<second>second|2nd))\s+stage\b
)"""
"""A part of a name, with what joins it to the rest."""

_JOINTS: Final = " ,;:–—-"

_EMPTIED: Final = ((r"\([\s,;:–—-]+", "("), (r"\s*\(\)", ""))
"""What is left of brackets in a name when a part is taken out of them, and what to write for it."""


class RoundPart(NamedTuple):
    """A part of a name that tells of the round: its text, the key that it belongs under, and what it says there."""

    text: str
    key: str
    value: int | str


def parts_of(name: str, year: int) -> Iterator[RoundPart]:
    """The parts of a name that tell of the round, in a dossier of this year."""
    return (part for match in re.finditer(_PART, name) if (part := _part(match, year)))


def name_alone(name: str, year: int, stage: object) -> str:
    """The name of an evaluation without its parts that tell of the round; a stage that the dossier does not give stays in it."""

    def kept(match: re.Match[str]) -> str:
        part = _part(match, year)
        return "" if part and (part.key == "year" or stage) else match[0]

    alone = re.sub(_PART, kept, name)
    if alone == name:
        return name
    for emptied, left in _EMPTIED:
        alone = re.sub(emptied, left, alone)
    return alone.strip(_JOINTS)


def _part(match: re.Match[str], year: int) -> RoundPart | None:
    """What a match in the name of an evaluation tells of the round; None for a year that is far from it."""
    text = match[0].strip(_JOINTS)
    if match["year"]:
        said = int(match["year"])
        return RoundPart(text, "year", said) if abs(said - year) <= _NEAR else None
    return RoundPart(text, "stage", "tahap-1" if match["one"] or match["first"] else "tahap-2")
