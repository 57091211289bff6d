"""The messages of a language: the texts of its catalogue, and numbers, dates, money and lists as it writes them.

The texts stand in `languages/*.yaml`, the same keys in each. Nothing else in the program writes for
people, and nothing below this room knows a language.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from kotacerdas import resources
from kotacerdas.languages.text import visible
from kotacerdas.privacy import anonymous
from kotacerdas.reading import parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kotacerdas.dates import PartialDate
    from kotacerdas.instrument.model import Words
    from kotacerdas.rounding import Number

DEFAULT_LANGUAGE: Final = "en"
_SWAPPED: Final = str.maketrans(",.", ".,")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of a language, by dotted key."""
    data = parser.read(resources.languages()[language].read_bytes()).data
    return dict(_flat(data or {}, ""))


def _flat(data: Mapping[str, Any], start: str) -> Iterator[tuple[str, str]]:
    """The messages of a part of the catalogue, by dotted key."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{start}{key}.")
        else:
            yield f"{start}{key}", value


class Messages:
    """What is told to people in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = catalogue(language)

    def text(self, key: str, /, **details: object) -> str:
        """The message of a key, its gaps filled."""
        shown = {name: self._shown(value) for name, value in details.items()}
        if "reason" in shown:  # the disk's own words come in the system's language, if at all
            shown["reason"] = self.texts.get(f"disk.{shown['reason']}", shown["reason"])
        for name in {"kind", "promised"} & shown.keys():  # of a file
            shown[name] = self.texts.get(f"kinds.{shown[name]}", shown[name])
        return self.texts[key].format_map(shown)

    def _shown(self, value: object) -> str:
        """A detail of a message: without identity numbers, and without signs that a terminal obeys."""
        if isinstance(value, str):
            return visible(anonymous(value))
        if isinstance(value, tuple):
            return anonymous(", ".join(map(str, value)))
        if isinstance(value, date):
            return self.date(value)
        return self.number(value) if isinstance(value, float) else str(value)

    def word(self, words: Words) -> str:
        """A text of the instrument in this language."""
        return words.id if self.language == "id" else words.en

    def field(self, path: str) -> str:
        """What people call a field that a row asks for; its YAML path where no word is known."""
        return self.texts.get(f"asked.{path}", f'"{path}"')

    def fields(self, paths: Iterable[str]) -> str:
        """What people call several fields, in a list."""
        return self.joined(map(self.field, paths), "and")

    def number(self, value: Number, digits: int | None = None) -> str:
        """A number as messages show it, with the language's decimal sign."""
        return self.grouped(value, digits, "")

    def grouped(self, value: Number, digits: int | None = None, thousands: str = ",") -> str:
        """A number as messages show it, with thousands grouped; by default with the digits it has."""
        from kotacerdas.rounding import written  # noqa: PLC0415 - help shows no number

        shown = written(value, digits, thousands)
        return shown.translate(_SWAPPED) if self.language == "id" else shown

    def percent(self, value: Number, digits: int | None = 0) -> str:
        """A percentage as messages show it: `87,5%`."""
        return f"{self.grouped(value, digits)}%"

    def rupiah(self, amount: Number) -> str:
        """An amount of money as messages show it: `Rp1.250.000.000`."""
        return self.text("terms.rupiah", amount=self.grouped(amount, 0))

    def date(self, day: date | PartialDate) -> str:
        """A date as messages show it, as far as it is known: `14 November 2023`, `November 2023`, `2023`."""
        if not day.month:
            return str(day.year)
        known = [self.text(f"terms.months.{day.month}"), str(day.year)]
        return " ".join([str(day.day), *known] if day.day else known)

    def joined(self, items: Iterable[str], conjunction: str) -> str:
        """A list as messages show it: `a, b and c`."""
        *head, last = list(items) or [""]
        if not head:
            return last
        comma = "," if self.language == "id" and len(head) > 1 else ""
        return f"{', '.join(head)}{comma} {self.text(f'words.{conjunction}')} {last}"
