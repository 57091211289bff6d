"""Where a final score stands among the published results of the 130 cities and regencies of 2023."""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas import resources
from kotacerdas.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from kotacerdas.instrument.model import Instrument

PUBLISHED: Final = 2023
"""The only year of which the results of all cities are at hand."""

_SCALE: Final = (1, 4)
_ASPECTS: Final = ("baseline", "output", "outcome", "impact", "quick-win", "collaboration")
_CITY, _REGENCY = "kota ", "kab. "


class Standing(NamedTuple):
    """Where a final score stands among the others of a group: `all`, `cohort`, `cities`, `regencies`.

    A city that is itself among those of 2023 is not compared with itself.
    """

    group: str
    others: int
    higher: int
    lower: int

    @property
    def rank(self) -> int:
        """The rank of the score, the best being 1."""
        return self.higher + 1

    @property
    def places(self) -> int:
        """How many cities and regencies are ranked, this one included."""
        return self.others + 1

    @property
    def percentile(self) -> float:
        """How many of the others have a lower result, in percent."""
        return 100 * self.lower / self.others if self.others else 0.0


class PublishedResult(NamedTuple):
    """The published result of one city or regency; its aspects by their ids, those that its cohort has."""

    name: str
    cohort: str
    final: float
    aspects: Mapping[str, float]


@cache
def published_results() -> tuple[PublishedResult, ...]:
    """The published results of 2023, in the ministry's order."""
    with resources.results_of_2023().open(encoding="utf-8", newline="") as stream:
        return tuple(
            PublishedResult(
                row["place"],
                row["cohort"],
                float(row["final"]),
                {name: float(score) for name in _ASPECTS if (score := row[name.replace("-", "_")])},
            )
            for row in csv.DictReader(stream)
        )


def standings_of(
    final: Fraction, city: str, instrument: Instrument
) -> tuple[float | None, tuple[Standing, ...]]:
    """The published result of a city for 2023, and the standings of a final score among the others of that year.

    Scores on another scale than theirs, or by other aspects, are compared with none.
    """
    is_alike = (instrument.scale.min, instrument.scale.max) == _SCALE and {
        *_ASPECTS
    } >= instrument.aspects.keys()
    if not is_alike:
        return None, ()
    name = _as_listed(city)
    results = {_as_listed(result.name): result for result in published_results()}
    own = results.pop(name, None)
    published = own.final if own else None
    groups = {
        "all": list(results.values()),
        "cohort": [result for result in results.values() if result.cohort == instrument.cohort],
        "cities": [result for listed, result in results.items() if listed.startswith(_CITY)],
    }
    if name.startswith(_REGENCY):
        groups["regencies"] = [result for listed, result in results.items() if listed.startswith(_REGENCY)]
    shown = float(rounded(final, 2))  # as published
    return published, tuple(
        Standing(
            group,
            len(others),
            sum(result.final > shown for result in others),
            sum(result.final < shown for result in others),
        )
        for group, others in groups.items()
        if others
    )


def _as_listed(city: str) -> str:
    """A city's name to compare by: `Kabupaten Badung` is `Kab. Badung` in the ministry's list."""
    name = " ".join(city.casefold().split())
    return re.sub(r"^kab(?:upaten)?\b\.? ?", _REGENCY, name)
