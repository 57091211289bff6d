"""The context of a dossier's templates: an assessment, or a part of it, as plain records in one language.

Nothing here touches the disk, but for the instrument of last year's scores.
"""

from collections.abc import Callable
from datetime import date

from kotacerdas import __version__
from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.narrowing import narrowed
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.deliverables.view.answers import Answers, by_score, self_assessed
from kotacerdas.deliverables.view.change import change_of
from kotacerdas.deliverables.view.documents import Documents
from kotacerdas.deliverables.view.institution import Institution
from kotacerdas.deliverables.view.programs import Programs
from kotacerdas.deliverables.view.records import Budget, Context, Foreword, Scope
from kotacerdas.deliverables.view.scope import DossierPart
from kotacerdas.deliverables.view.shortfalls import Shortfalls
from kotacerdas.findings import Severity
from kotacerdas.languages.messages import Messages


def context(
    assessment: Assessment,
    messages: Messages,
    as_of: date,
    *,
    is_draft: bool,
    link_to: Callable[[str], str],
    dimension: str | None = None,
    program: str | None = None,
    assessor: str | None = None,
) -> Context:
    """What templates see of a dossier, or of a part of it, in the language of the messages.

    `link_to` gives the address of a file by its path in the dossier. An assessor is named as in the dossier,
    by number or by a field. Raises CannotRun if there is no such part.
    """
    lookup = Lookup(assessment, messages)
    info = lookup.dossier.info
    part_of_it = narrowed(assessment, None, dimension, program)  # refuses what is unknown
    part = DossierPart(lookup, dimension, program, assessor)
    documents = Documents(lookup, assessment.matrix, link_to)
    shortfalls = Shortfalls(assessment, lookup, part)
    programs = Programs(lookup, documents, shortfalls, part)
    institution = Institution(lookup, documents, part, as_of)
    dimensions = tuple(map(programs.dimension, part.dimensions))
    aspects = tuple(Answers(lookup, documents, shortfalls, part).aspects())
    return Context(
        language=messages.language,
        tool=f"kotacerdas {__version__}",
        as_of=as_of,
        is_draft=is_draft,
        unread=lookup.unread(filter(part.has_cell, assessment.matrix.unjudged)),
        is_complete=not (
            any(gap.is_mandatory for gap in shortfalls.gaps)
            or any(f.severity is Severity.ERROR and f.requirement is None for f in part_of_it.findings)
        ),
        scope=Scope(part.is_whole, part.has_institution, part.name, part.is_for_assessor),
        city=lookup.city(),
        year=info.year,
        stage_name=lookup.term("stage", info.stage),
        evaluation_title=lookup.evaluation_title(),
        instrument=lookup.instrument_record(),
        coordinator=lookup.coordinator(),
        deadline=info.deadline,
        foreword=lookup.record(Foreword, info.foreword),
        evaluation=institution.evaluation(),
        masterplan=institution.masterplan(),
        budget=lookup.record(Budget, info.budget) if info.budget else None,
        agencies=institution.agencies(shortfalls.cells),
        meetings=tuple(institution.meetings()),
        dimensions=dimensions,
        programs=programs.in_order,
        quick_wins=tuple(program for program in programs.in_order if program.is_quick_win),
        all_quick_wins=programs.quick_wins,
        aspects=aspects,
        scored_answers=by_score(aspects),
        surveys=tuple(survey for dimension in dimensions for survey in dimension.surveys),
        change=change_of(assessment, lookup, institution, part),
        action_plan=tuple(institution.action_plan()),
        follow_ups=tuple(institution.follow_ups()),
        documents=documents.of_part(part, shortfalls.cells),
        readiness=shortfalls.readiness("", shortfalls.cells),
        by_dimension=tuple(shortfalls.by_dimension()),
        by_agency=tuple(shortfalls.by_agency()),
        gaps=shortfalls.gaps,
        waived=shortfalls.waived,
        open_requirements=tuple(shortfalls.open_requirements()),
        matrix=programs.matrix(),
        score=self_assessed(assessment, lookup) if part.has_institution else None,
    )
