"""Dates as Indonesian papers and file names write them: `29 OKTOBER 2019`, `05 Pebruari 2025`, `22-Nop-2022`, `2023-10-04`."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from kotacerdas.dates import PartialDate

_MONTHS: Final = {
    "januari": 1, "februari": 2, "pebruari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7,
    "agustus": 8, "september": 9, "oktober": 10, "october": 10, "november": 11, "nopember": 11, "desember": 12, "december": 12,
}  # fmt: skip
_SHORTEST: Final = 3
_GAP: Final = r"[\s._/-]{0,3}"
_YEAR: Final = r"(?:19|20)\d\d(?!\d)"
_IN_WORDS: Final = re.compile(
    rf"(?:(?<!\d)([0-3]?\d){_GAP})?(?<![A-Za-z])([A-Za-z]{{3,9}})\.?{_GAP}({_YEAR})"
)
_IN_DIGITS: Final = re.compile(rf"(?<!\d)([0-3]?\d)([-_./])([01]?\d)\2({_YEAR})")
_ISO: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)-([01]\d)(?:-([0-3]\d))?(?![\d-])")
_YEAR_ALONE: Final = re.compile(rf"(?<!\d)({_YEAR})")


class WrittenDate(NamedTuple):
    """A date in a text, with the words that it is written in."""

    date: PartialDate
    text: str


def dates_in(text: str) -> Iterator[WrittenDate]:
    """The dates written in a text of papers or file names that are known to the month or the day, in their order."""
    written = [
        *((match, (match[3], _month(match[2]), match[1] or 0)) for match in _IN_WORDS.finditer(text)),
        *((match, (match[4], match[3], match[1])) for match in _IN_DIGITS.finditer(text)),
        *((match, (match[1], match[2], match[3] or 0)) for match in _ISO.finditer(text)),
    ]
    for match, parts in sorted(written, key=lambda each: each[0].start()):
        year, month, day = map(int, parts)
        try:
            date(year, month, day or 1)
        except ValueError:  # there is no such month or day
            continue
        yield WrittenDate(PartialDate(year, month, day), match[0])


def years_in(text: str) -> list[int]:
    """The years in a text, in their order."""
    return [int(match[1]) for match in _YEAR_ALONE.finditer(text)]


def _month(name: str) -> int:
    """The number of a month by its name or how that begins; 0 for any other word."""
    name = name.lower()
    return next((number for month, number in _MONTHS.items() if month.startswith(name)), 0)
