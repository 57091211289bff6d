"""The answers to the instrument's questions as templates see them, and the self-assessed score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotacerdas.assessment.figures import figure_of
from kotacerdas.assessment.score import PUBLISHED, question_scores, score_of
from kotacerdas.deliverables.view.records import Aspect, AspectScore, Question, Score, Standing, Statistic
from kotacerdas.deliverables.view.shortfalls import share
from kotacerdas.reports.score import standing_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.deliverables.lookup import Lookup
    from kotacerdas.deliverables.view.documents import Documents
    from kotacerdas.deliverables.view.scope import DossierPart
    from kotacerdas.deliverables.view.shortfalls import Shortfalls
    from kotacerdas.dossier import entries
    from kotacerdas.instrument import model as rows
    from kotacerdas.languages.messages import Messages


class Answers:
    """The questions of a part of a dossier with their answers."""

    def __init__(
        self, lookup: Lookup, documents: Documents, shortfalls: Shortfalls, part: DossierPart
    ) -> None:
        self._lookup, self._documents, self._shortfalls, self._part = lookup, documents, shortfalls, part

    def aspects(self) -> Iterator[Aspect]:
        """The aspects with the questions of this part."""
        answers = {answer.question: answer for answer in reversed(self._lookup.dossier.answers)}
        statistics = {entry.question: entry for entry in reversed(self._lookup.dossier.statistics)}
        scores, _ = question_scores(self._lookup.dossier, self._lookup.instrument)
        asked: dict[str, list[Question]] = {name: [] for name in self._lookup.instrument.aspects}
        kinds: dict[str, set[str]] = {name: set() for name in self._lookup.instrument.aspects}
        for question in self._lookup.instrument.questions.values():
            if self._part.program or not self._part.holds(question.dimension):
                continue
            kinds[question.aspect].add(question.kind)
            asked[question.aspect].append(
                self._question(
                    question,
                    answers.get(question.id),
                    statistics.get(question.id),
                    scores.get(question.id) if question.kind == "survey" else None,
                )
            )
        for aspect in self._lookup.instrument.aspects.values():
            if questions := asked[aspect.id]:
                yield Aspect(
                    id=aspect.id,
                    name=self._lookup.messages.word(aspect.name),
                    weight=aspect.weight,
                    questions=tuple(questions),
                    proven=share(sum(question.is_proven for question in questions), len(questions)),
                    is_survey=kinds[aspect.id] == {"survey"},
                )

    def _question(
        self,
        question: rows.Question,
        answer: entries.Answer | None,
        statistic: entries.Statistic | None,
        mean: float | None,
    ) -> Question:
        word = self._lookup.messages.word
        figure = figure_of(question, answer, self._lookup.dossier)
        if figure is None and answer:
            figure = answer.figure
        owner = (answer.agency if answer else None) or self._lookup.leads.get(question.dimension or "")
        coordinator = self._lookup.dossier.info.coordinator
        return Question(
            id=question.id,
            indicator=word(question.indicator),
            sub_indicator=word(question.sub_indicator),
            asks=word(question.asks),
            dimension_name=self._lookup.name(question.dimension or ""),
            answer=(answer.text if answer else None) or "",
            score=answer.score if answer else None,
            figure=figure,
            agency=self._lookup.agency(owner or (coordinator.agency if coordinator else None)),
            statistic=self._lookup.record(Statistic, statistic) if statistic else None,
            mean=mean,
            documents=self._documents.supporting(question.id),
            gaps=tuple(self._shortfalls.gaps_of.get(("question", question.id), ())),
            is_proven=question.id not in self._shortfalls.open_questions,
        )


def self_assessed(assessment: Assessment, instrument: rows.Instrument, messages: Messages) -> Score | None:
    """The self-assessed score of the place as a whole; None where nothing is scored."""
    found = score_of(assessment)
    if found is None or not found.result.scored:
        return None
    result, previous = found.result, found.previous
    before = {aspect.id: aspect.mean for aspect in previous.aspects} if previous else {}
    return Score(
        final=result.final,
        highest=instrument.scale.max,
        scored=result.scored,
        total=result.total,
        aspects=tuple(
            AspectScore(
                id=aspect.id,
                name=messages.word(instrument.aspects[aspect.id].name),
                weight=aspect.weight,
                mean=aspect.mean,
                scored=aspect.scored,
                total=aspect.total,
                previous=before.get(aspect.id),
                change=found.change(aspect.id),
            )
            for aspect in result.aspects
        ),
        previous_year=previous.year if previous else None,
        previous=previous.final if previous else None,
        improvement=found.improvement,
        final_at_most=found.final_at_most,
        standing_year=PUBLISHED,
        standing=tuple(
            Standing(standing_name(group, instrument, messages), group.rank, group.places, group.percentile)
            for group in found.standings
        ),
    )
