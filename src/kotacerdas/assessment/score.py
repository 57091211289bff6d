"""The self-assessed score, computed as the ministry did in 2023: question → plain mean of its aspect → weighted sum.

Every number is exact, and rounded only where it is shown (`rounding`). Recomputed from the ministry's report of 2023 [M23]: the published final of each of its 130 places is within
0.01 of the weighted sum of the aspects. A question without a score counts as 0 there, and here.

Everything is a pure function of an assessment, but for `score_of`: last year's scores count by last year's own
instrument, which is loaded where it is another one.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas import resources
from kotacerdas.assessment.cells import at_stake
from kotacerdas.errors import CannotRun
from kotacerdas.rounding import exact, rounded, total
from kotacerdas.rounding import mean as mean_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Matrix
    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.dossier.entries import Survey
    from kotacerdas.instrument.model import Instrument
    from kotacerdas.rounding import Number


PUBLISHED: Final = 2023
"""The only year of which the results of all cities are at hand."""

_SCALE: Final = (1, 4)
_ASPECTS: Final = ("baseline", "output", "outcome", "impact", "quick-win", "collaboration")
_CITY, _REGENCY = "kota ", "kab. "


class AspectScore(NamedTuple):
    """An aspect: the mean of its questions, how many have a score, and of how many."""

    id: str
    weight: float
    mean: Fraction
    scored: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether every question has a score."""
        return self.scored == self.total


class Result(NamedTuple):
    """One year's score: by aspect, and the final; `absent` are the questions that count as 0 for want of one."""

    year: int
    instrument: str
    final: Fraction
    aspects: tuple[AspectScore, ...]
    absent: tuple[str, ...]

    @property
    def scored(self) -> int:
        """How many questions have a score."""
        return sum(aspect.scored for aspect in self.aspects)

    @property
    def total(self) -> int:
        """How many questions there are."""
        return sum(aspect.total for aspect in self.aspects)

    @property
    def is_complete(self) -> bool:
        """Whether every question has a score."""
        return not self.absent


class OpenQuestion(NamedTuple):
    """A question for which something mandatory is missing; `score` is None where it has none.

    `leverage` is what one level more brings to the final score, `gain` what the top of the scale would.
    """

    question: str
    score: Fraction | None
    leverage: Fraction
    gain: Fraction


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


class Score(NamedTuple):
    """The score of a dossier, last year's, what is still open, and where it stands.

    `left_out` are questions with a value that does not count, since it is outside the scale or belongs to
    another survey. `previous` is None where last year's dossier has no scores, and `is_by_own_instrument` is
    False where its own instrument cannot be loaded, so that this year's stands in for it. `open` is in order
    of gain. `published` is what the ministry published of the same place for 2023. `is_unread`: scores may stand in what
    could not be read.
    """

    result: Result
    left_out: tuple[str, ...] = ()
    previous: Result | None = None
    is_by_own_instrument: bool = True
    open: tuple[OpenQuestion, ...] = ()
    standings: tuple[Standing, ...] = ()
    published: float | None = None
    is_unread: bool = False

    @property
    def improvement(self) -> Fraction | None:
        """The final score less last year's, both to two decimals, as the ministry publishes them.

        None unless every question of both years has a score.
        """
        if self.previous is None or not (self.result.is_complete and self.previous.is_complete):
            return None
        return difference(self.result.final, self.previous.final)

    def change(self, aspect: str) -> Fraction | None:
        """The change of an aspect's score: its mean less last year's, both to two decimals.

        None unless all of its questions have scores in both years.
        """
        now = next((a for a in self.result.aspects if a.id == aspect), None)
        before = self.before(aspect)
        if now is None or before is None or not (now.is_complete and before.is_complete):
            return None
        return difference(now.mean, before.mean)

    def before(self, aspect: str) -> AspectScore | None:
        """An aspect as it was last year."""
        aspects = self.previous.aspects if self.previous else ()
        return next((a for a in aspects if a.id == aspect), None)

    @property
    def final_at_most(self) -> Fraction:
        """The final where every open question has reached the top: an upper bound, for no paper makes a score."""
        return self.result.final + sum(question.gain for question in self.open)

    @property
    def gain(self) -> Fraction:
        """What closing all gaps could bring at most, to two decimals like the finals that it leads between."""
        return difference(self.final_at_most, self.result.final)


def difference(now: Fraction, before: Fraction) -> Fraction:
    """By how much a score has grown, both taken to two decimals, as the ministry publishes them."""
    return rounded(now, 2) - rounded(before, 2)


def score_of(assessment: Assessment) -> Score | None:
    """The score of an assessed dossier; None where the section `dossier` could not be read."""
    dossier, instrument = assessment.dossier, assessment.instrument
    if dossier is None or instrument is None:
        return None
    scores, left_out = question_scores(dossier, instrument)
    previous, is_own = _last_year(assessment.path, dossier, instrument)
    result = result_of(dossier, instrument, scores)
    is_unread = any(map(dossier.is_unread, ("answers", "surveys")))
    published, standings = standings_of(result.final, dossier.info.city.name, instrument)
    return Score(
        result=result,
        left_out=left_out,
        previous=previous,
        is_by_own_instrument=is_own,
        open=open_questions(assessment.matrix, instrument, scores),
        standings=() if is_unread or not scores else standings,
        published=published,
        is_unread=is_unread,
    )


# --- questions, aspects, final -------------------------------------------------------------------


def question_scores(dossier: Dossier, instrument: Instrument) -> tuple[dict[str, Fraction], tuple[str, ...]]:
    """The score of each question that has one, and the questions of which a value does not count.

    A question of the survey has the mean of its statement, of every survey that asked it where it was to be
    asked; any other has the score of its answer, the first where it is answered twice.
    """
    values: dict[str, list[float]] = {}
    left_out: set[str] = set()
    for answer in reversed(dossier.answers):
        question = instrument.questions.get(answer.question)
        if question is not None and question.kind != "survey":
            values[question.id] = [] if answer.score is None else [answer.score]
    for survey in dossier.surveys:
        means = counting_means(survey, instrument)
        left_out.update(survey.means.keys() - means.keys())
        for name, mean in means.items():
            values.setdefault(name, []).append(mean)
    scores: dict[str, Fraction] = {}
    for name in instrument.questions:
        counting = [value for value in values.get(name, ()) if instrument.scale.holds(value)]
        if counting:
            scores[name] = mean_of(counting)
        if len(counting) < len(values.get(name, ())):
            left_out.add(name)
    return scores, tuple(name for name in instrument.questions if name in left_out)


def counting_means(survey: Survey, instrument: Instrument) -> dict[str, float]:
    """The means of a survey that count in the score: of questions that it was to ask, on the instrument's scale."""
    return {
        name: mean
        for name, mean in survey.means.items()
        if (question := instrument.questions.get(name)) is not None
        and question.is_asked_in(survey.dimension, survey.sub_dimension)
        and instrument.scale.holds(mean)
    }


def result_of(dossier: Dossier, instrument: Instrument, scores: Mapping[str, Fraction]) -> Result:
    """The score by aspect and the final, of the scores of questions."""
    aspects = []
    for aspect in instrument.aspects.values():
        names = [question.id for question in instrument.questions.values() if question.aspect == aspect.id]
        scored = [scores[name] for name in names if name in scores]
        score = total(scored) / max(1, len(names))
        aspects.append(AspectScore(aspect.id, aspect.weight, score, len(scored), len(names)))
    return Result(
        year=dossier.info.year,
        instrument=instrument.id,
        final=final_of({aspect.id: aspect.mean for aspect in aspects}, instrument),
        aspects=tuple(aspects),
        absent=tuple(name for name in instrument.questions if name not in scores),
    )


def final_of(means: Mapping[str, Number], instrument: Instrument) -> Fraction:
    """The final score: the means of the aspects, summed by their weights in percent."""
    weighted = (exact(a.weight) * exact(means.get(a.id, 0)) for a in instrument.aspects.values())
    return total(weighted) / 100


def _last_year(path: str, dossier: Dossier, instrument: Instrument) -> tuple[Result | None, bool]:
    """Last year's score by aspect, where it has any, and whether it is by that dossier's own instrument."""
    older = dossier.previous
    if older is None or not (older.answers or older.surveys):
        return None, True
    instrument, is_own = instrument_of_last_year(path, dossier, instrument)
    scores, _ = question_scores(older, instrument)
    return (result_of(older, instrument, scores) if scores else None), is_own


def instrument_of_last_year(path: str, dossier: Dossier, instrument: Instrument) -> tuple[Instrument, bool]:
    """The instrument by which last year's dossier is scored, and whether it is that dossier's own, not this year's in its place."""
    from kotacerdas.instrument.load import load  # noqa: PLC0415 - help needs no models

    name = dossier.previous.info.instrument if dossier.previous else dossier.info.instrument
    if name == dossier.info.instrument and name in resources.instruments():
        return instrument, True
    try:
        return load(name, Path(path) / (dossier.info.previous or "")), True
    except CannotRun:  # told when that dossier is checked
        return instrument, False


# --- what is still open --------------------------------------------------------------------------


def open_questions(
    matrix: Matrix, instrument: Instrument, scores: Mapping[str, Fraction]
) -> tuple[OpenQuestion, ...]:
    """The open questions of a score: those for which something mandatory is missing, the one that could gain most first."""
    missed = at_stake(matrix.missing())
    questions = [
        OpenQuestion(
            name, scores.get(name), leverage, leverage * (exact(instrument.scale.max) - scores.get(name, 0))
        )
        for name, leverage in instrument.leverages.items()
        if name in missed
    ]
    return tuple(sorted(questions, key=lambda question: -question.gain))


# --- where it stands -----------------------------------------------------------------------------


@cache
def published_results() -> tuple[PublishedResult, ...]:
    """The published results of 2023, with which scores are compared, in the ministry's order."""
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
    if (instrument.scale.min, instrument.scale.max) != _SCALE or instrument.aspects.keys() - {*_ASPECTS}:
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
