"""The citizens' survey and figures (KC5xx)."""

from collections.abc import Iterator

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.dossier.entries import Survey
from kotacerdas.findings import SubjectRef


def respondents_answered_for_two_dimensions(context: Context) -> Iterator[Fact]:
    """The same group of people answered the survey of two dimensions.

    Assessors named it as a defect that the same 50 people had rated two dimensions [M23]. A survey names
    its group of respondents in `sample`.
    """
    dimensions = context.dossier.dimensions_by_sample()
    for survey in context.dossier.surveys:
        first = dimensions.get(survey.sample_group, [survey.dimension])[0]
        if first != survey.dimension:
            yield _fact(context, survey, "sample", sample=survey.sample, other=first)


def service_has_fewer_users_than_respondents(context: Context) -> Iterator[Fact]:
    """A surveyed service has fewer users than respondents.

    Assessors noticed an application with some thirty users and fifty respondents [M23]: some of them
    rated what they had never used.
    """
    for survey in context.dossier.surveys:
        if survey.users is None or survey.respondents is None:
            continue
        if survey.users < survey.respondents:
            yield _fact(context, survey, "users", users=survey.users, respondents=survey.respondents)


def mean_is_outside_the_scale(context: Context) -> Iterator[Fact]:
    """The mean of a statement is outside the instrument's scale.

    Assessors complained of respondents who scored 0 [M23], and 9 stands for "no answer": neither may
    enter a mean.
    """
    scale = context.instrument.scale
    for survey in context.dossier.surveys:
        for question, mean in survey.means.items():
            if not scale.holds(mean):
                told = {"question": question, "value": mean, "low": scale.min, "high": scale.max}
                yield _fact(context, survey, "means", question, **told)


def mean_belongs_to_another_survey(context: Context) -> Iterator[Fact]:
    """A survey gives the mean of a statement that another dimension or sub-dimension asks.

    Each sub-dimension has three statements of its own, and the mean counts only where its statement was
    asked.
    """
    for survey in context.dossier.surveys:
        for name in survey.means:
            question = context.instrument.questions.get(name)
            if question is None:  # told as a reference that leads nowhere
                continue
            if not question.is_asked_in(survey.dimension, survey.sub_dimension):
                where = question.sub_dimension or question.dimension or question.aspect
                yield _fact(context, survey, "means", name, question=name, where=where)


def smart_city_budget_exceeds_the_total(context: Context) -> Iterator[Fact]:
    """The smart-city budget is larger than the whole regional budget.

    The share of the budget is asked (O6) and computed from the two; one of them has a zero too many, or
    too few.
    """
    budget = context.dossier.info.budget
    if budget and budget.total is not None and (budget.smart_city or 0) > budget.total:
        where = context.at(context.dossier.info, "budget", "smart_city")
        asking = context.instrument.asking("computed", "budget-share")
        yield Fact(where, SubjectRef("question", asking[0]) if asking else None)


def _fact(context: Context, survey: Survey, *route: str, **details: object) -> Fact:
    """The fact for a check of a survey, owed by the agency that leads its dimension."""
    leads = {dimension.id: dimension.lead for dimension in context.dossier.dimensions}
    where = context.at(survey, *route, part="key" if len(route) > 1 else "value")
    subject = SubjectRef("dimension", survey.dimension)
    agency = leads.get(survey.dimension) or coordinating_agency(context.dossier)
    return Fact(where, subject, agency, details=details)
