"""The checks: one generator each, which yields facts; the engine stamps code and severity on them.

A check says its defect in its name and its reason in its docstring, which `explain` prints.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from kotacerdas.assessment.checks import (
    documents,
    follow_ups,
    links,
    privacy,
    programs,
    references,
    requirements,
    survey_and_figures,
)
from kotacerdas.assessment.checks.context import Context, Fact, severity_of
from kotacerdas.findings import Diagnostic, Severity
from kotacerdas.instrument.model import Requirement


class Check(NamedTuple):
    """A check and how much what it finds weighs, unless a fact says otherwise; whether that is a notice (`Diagnostic`)."""

    run: Callable[[Context], Iterator[Fact]]
    severity: Severity
    is_notice: bool = False


CHECKS: Final[Mapping[str, Check]] = {
    "KC112": Check(references.id_stands_twice, Severity.ERROR),
    "KC120": Check(references.reference_leads_nowhere, Severity.ERROR),
    "KC122": Check(references.referenced_instrument_is_for_another_cohort, Severity.WARNING),
    "KC124": Check(references.referenced_sub_dimension_is_of_another_dimension, Severity.ERROR),
    "KC125": Check(references.referenced_instrument_is_of_another_round, Severity.WARNING, is_notice=True),
    "KC126": Check(references.name_of_the_evaluation_tells_its_round, Severity.WARNING),
    "KC201": Check(requirements.document_is_missing, Severity.ERROR),
    "KC202": Check(requirements.statement_is_missing, Severity.ERROR),
    "KC203": Check(requirements.too_few_meet_the_requirement, Severity.ERROR),
    "KC301": Check(documents.file_cannot_serve, Severity.ERROR),
    "KC302": Check(documents.same_bytes_are_registered_twice, Severity.WARNING),
    "KC303": Check(documents.file_name_differs_in_case, Severity.WARNING),
    "KC304": Check(documents.format_or_size_is_not_accepted, Severity.WARNING),
    "KC305": Check(documents.draft_meets_nothing, Severity.WARNING),
    "KC306": Check(documents.number_or_date_is_missing, Severity.WARNING),
    "KC307": Check(documents.document_supports_nothing, Severity.WARNING),
    "KC308": Check(documents.document_has_no_owner, Severity.WARNING),
    "KC309": Check(documents.file_is_named_by_no_document, Severity.WARNING),
    "KC310": Check(links.link_is_no_web_address, Severity.ERROR),
    "KC311": Check(documents.arms_cannot_be_used, Severity.WARNING),
    "KC312": Check(documents.file_could_not_be_looked_into, Severity.WARNING),
    "KC313": Check(links.link_was_not_opened, Severity.WARNING),
    "KC314": Check(links.link_leads_to_no_document, Severity.WARNING),
    "KC315": Check(documents.document_came_back, Severity.WARNING),
    "KC401": Check(programs.quick_win_is_gone, Severity.WARNING),
    "KC402": Check(programs.mark_of_novelty_contradicts_last_year, Severity.WARNING),
    "KC403": Check(programs.dimension_has_several_quick_wins, Severity.WARNING),
    "KC404": Check(programs.announced_count_is_another, Severity.WARNING),
    "KC501": Check(survey_and_figures.respondents_answered_for_two_dimensions, Severity.WARNING),
    "KC502": Check(survey_and_figures.service_has_fewer_users_than_respondents, Severity.WARNING),
    "KC503": Check(survey_and_figures.mean_is_outside_the_scale, Severity.ERROR),
    "KC504": Check(survey_and_figures.mean_belongs_to_another_survey, Severity.ERROR),
    "KC505": Check(survey_and_figures.smart_city_budget_exceeds_the_total, Severity.ERROR),
    "KC601": Check(follow_ups.waiver_has_expired, Severity.WARNING),
    "KC602": Check(follow_ups.follow_up_is_open, Severity.WARNING),
    "KC603": Check(follow_ups.follow_up_is_past_due, Severity.WARNING),
    "KC604": Check(follow_ups.answered_follow_up_gives_no_answer, Severity.WARNING),
    "KC605": Check(follow_ups.waiver_sets_nothing_aside, Severity.WARNING),
    "KC606": Check(follow_ups.answer_rests_on_what_cannot_serve, Severity.WARNING),
    "KC901": Check(privacy.identity_number_is_written_out, Severity.ERROR),
    "KC902": Check(privacy.specific_personal_data_is_public, Severity.WARNING),
}
"""Finding code → the check that finds it."""


def run(context: Context, before: str = "KC99") -> list[Diagnostic]:
    """Run every check, or those whose codes come before another; the findings have routes, not lines."""
    rows = {row.check: row for row in context.instrument.requirements.values() if row.check}
    leverage = cache(context.instrument.leverage)  # few findings differ in what they prove
    return [
        Diagnostic(
            code,
            fact.severity or check.severity,
            *(fact.location, fact.subject, fact.agency, fact.requirement, fact.proves),
            leverage(fact.proves),
            fact.details,
            check.is_notice,
        )
        for code, check in CHECKS.items()
        if code < before
        for fact in _facts(check, rows.get(code), context)
    ]


def _facts(check: Check, row: Requirement | None, context: Context) -> Iterator[Fact]:
    """The facts of a check; a row of the instrument that it stands for gives them its level and what it proves."""
    for fact in check.run(context):
        if row is None:
            yield fact
        else:
            severity = fact.severity or severity_of(row.level)
            proves = context.instrument.proven_by(row, fact.subject.id if fact.subject else None, None)
            yield fact._replace(requirement=row.id, severity=severity, proves=proves)
