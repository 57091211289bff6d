"""The answers to the instrument's questions as templates see them, and the self-assessed score."""

from collections.abc import Iterable, Iterator

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.figures import figure_of
from kotacerdas.assessment.score import PUBLISHED, question_scores, score_of
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.deliverables.view.documents import Documents
from kotacerdas.deliverables.view.records import Aspect, AspectScore, Question, Score, Standing
from kotacerdas.deliverables.view.scope import DossierPart
from kotacerdas.deliverables.view.shortfalls import Shortfalls, share
from kotacerdas.instrument import model as rows
from kotacerdas.reports.score import standing_name


class Answers:
    """The questions of a part of a dossier with their answers."""

    def __init__(
        self, lookup: Lookup, documents: Documents, shortfalls: Shortfalls, part: DossierPart
    ) -> None:
        """Find the answers, figures and scores by their questions, for templates."""
        self._lookup, self._documents, self._shortfalls, self._part = lookup, documents, shortfalls, part
        self._answers = {answer.question: answer for answer in reversed(lookup.dossier.answers)}
        self._statistics = {entry.question: entry for entry in reversed(lookup.dossier.statistics)}
        self._scores, _ = question_scores(lookup.dossier, lookup.instrument)

    def aspects(self) -> Iterator[Aspect]:
        """The aspects as templates see them, with the questions of this part and their answers."""
        instrument = self._lookup.instrument
        asked = [
            question
            for question in instrument.questions.values()
            if not self._part.program and (self._part.is_whole or self._part.names((question.id,)))
        ]
        for aspect in instrument.aspects.values():
            kinds = {question.kind for question in asked if question.aspect == aspect.id}
            questions = tuple(self._question(q) for q in asked if q.aspect == aspect.id)
            if questions:
                yield Aspect(
                    id=aspect.id,
                    name=self._lookup.messages.word(aspect.name),
                    weight=aspect.weight,
                    questions=questions,
                    proven=share(sum(question.is_proven for question in questions), len(questions)),
                    is_survey=kinds == {"survey"},
                )

    def _question(self, question: rows.Question) -> Question:
        """A question as templates see it, with its answer, the city's own or one worked out, and what proves it."""
        lookup, word = self._lookup, self._lookup.messages.word
        answer, statistic = self._answers.get(question.id), self._statistics.get(question.id)
        figure = figure_of(question, answer, lookup.dossier)
        if figure is None and answer:
            figure = answer.figure
        owner = (answer.agency if answer else None) or lookup.leads.get(question.dimension or "")
        return lookup.record(
            Question,
            answer,
            id=question.id,
            indicator=word(question.indicator),
            sub_indicator=word(question.sub_indicator),
            asks=word(question.asks),
            dimension_name=lookup.name(question.dimension or ""),
            answer=answer.text if answer else None,
            figure=figure,
            agency=owner or coordinating_agency(lookup.dossier),
            statistic=statistic,
            mean=self._scores.get(question.id) if question.kind == "survey" else None,
            documents=self._documents.proving(question.id),
            gaps=tuple(self._shortfalls.gaps_of["question", question.id]),
            is_proven=question.id not in self._shortfalls.open_questions,
        )


def by_score(aspects: Iterable[Aspect]) -> tuple[Question, ...]:
    """The scored answers of some aspects as templates see them, the highest score first, the survey aside."""
    scored = [q for aspect in aspects for q in aspect.questions if q.score is not None]
    return tuple(sorted(scored, key=lambda question: -(question.score or 0)))


def self_assessed(assessment: Assessment, lookup: Lookup) -> Score | None:
    """The self-assessed score of the answers as templates see it, of the city as a whole; None where nothing is scored."""
    score, instrument = score_of(assessment), lookup.instrument
    if score is None or not score.result.scored:
        return None
    previous = score.previous
    before = {aspect.id: aspect.mean for aspect in previous.aspects} if previous else {}
    return lookup.record(
        Score,
        score.result,
        highest=instrument.scale.max,
        aspects=tuple(
            lookup.record(
                AspectScore,
                aspect,
                name=lookup.messages.word(instrument.aspects[aspect.id].name),
                previous=before.get(aspect.id),
                change=score.change(aspect.id),
            )
            for aspect in score.result.aspects
        ),
        previous_year=previous.year if previous else None,
        previous=previous.final if previous else None,
        improvement=score.improvement,
        final_at_most=score.final_at_most,
        standing_year=PUBLISHED,
        standing=tuple(
            lookup.record(Standing, group, group_name=standing_name(group, instrument, lookup.messages))
            for group in score.standings
        ),
    )
