"""What requirement rows are about, and what they can ask of it.

A row asks by YAML path (`quick_win.benefit`, `budget.total`). Beside the keys of its entry, a subject
has a few computed facts, listed in `COMPUTED`; there is nothing else to ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kotacerdas.dates import PartialDate
from kotacerdas.dossier.continuity import is_known, new_quick_wins
from kotacerdas.dossier.entries import (
    Activity,
    Agency,
    Answer,
    Contact,
    Dimension,
    Document,
    DossierInfo,
    FollowUp,
    Meeting,
    Program,
    Statistic,
    Survey,
)
from kotacerdas.findings import NO_DETAILS, Location, Route, SubjectRef
from kotacerdas.instrument.model import Case, Instrument, Question, Requirement
from kotacerdas.reading.models import Model, keys_of, model_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kotacerdas.dossier.dossier import Dossier


class SurveyFacts(NamedTuple):
    """The survey of one dimension.

    `sub_dimensions` and `statements` count what is covered; `respondents` is the smallest number in
    any sub-dimension, so that it holds whether the same people answered all three or each had its own.
    `services` are the surveyed services, None where an entry names none.
    """

    entries: tuple[Survey, ...] = ()
    sub_dimensions: int = 0
    respondents: int = 0
    statements: int = 0
    services: tuple[str | None, ...] = ()


ENTRIES: Final[Mapping[str, type[Model]]] = {
    "dossier": DossierInfo,
    "question": Question,
    "agency": Agency,
    "dimension": Dimension,
    "meeting": Meeting,
    "program": Program,
    "quick-win": Program,
}
"""The entry behind each kind of subject, whose keys a row can ask."""

COMPUTED: Final[Mapping[str, Mapping[str, Any]]] = {
    "dossier": {"recommendations": FollowUp},
    "question": {"answer": Answer, "statistic": Statistic, "action_plan": Activity, "figure": None},
    "agency": {"owns_program": None},
    "dimension": {"survey": SurveyFacts},
    "meeting": {"other_agencies": None},
    "program": {"contact": Contact, "mitigated_risks": None},
    "quick-win": {"contact": Contact, "mitigated_risks": None},
}
"""The computed facts of each kind, with what they consist of."""


class Subject(NamedTuple):
    """Something a row is about.

    `location` is that of its entry, or of the section `dossier` where it has none. `dimension` is the dimension it belongs to, `date` its own date (a meeting's day, a program's
    start, a statistic's year), `agency` who owes what is missing, `unread` the paths of values that could
    not be read: they are filled, if wrongly, and their finding is another one.
    """

    kind: str
    id: str
    location: Location
    entry: Model | None = None
    facts: Mapping[str, object] = NO_DETAILS
    dimension: str | None = None
    date: PartialDate | None = None
    is_newest: bool = False
    agency: str | None = None
    unread: frozenset[str] = frozenset()

    @property
    def ref(self) -> SubjectRef:
        """The subject's kind and id."""
        return SubjectRef(self.kind, self.id)

    def value(self, path: str) -> object:
        """What stands at a path; a tuple of values where the path leads through a list."""
        first, *rest = path.split(".")
        at = self.facts[first] if first in self.facts else getattr(self.entry, first, None)
        for step in rest:
            at = tuple(getattr(x, step, None) for x in at) if type(at) is tuple else getattr(at, step, None)
        return at

    def is_filled(self, path: str) -> bool:
        """Whether something stands at a path: of a list, at least one, and in each of its entries."""
        return self.is_unread(path) or _is_filled(self.value(path))

    def stands(self, path: str) -> bool:
        """Whether something that could be read stands at a path."""
        return _is_filled(self.value(path))

    def is_unread(self, path: str) -> bool:
        """Whether what stands at a path, or a part of it, was written and could not be read."""
        return any(f"{path}.".startswith(f"{u}.") or u.startswith(f"{path}.") for u in self.unread)

    def has(self, conditions: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether each field has one of the values that a condition names."""
        return all(_is_one_of(self.value(path), values) for path, values in conditions.items())


def _is_filled(value: object) -> bool:
    if type(value) is tuple:
        return bool(value) and all(_is_filled(item) for item in value)
    if isinstance(value, Contact):
        return any(v is not None for v in (value.name, value.position, value.phone, value.email))
    return value is not None and value != ""


def _is_one_of(value: object, words: tuple[str, ...]) -> bool:
    """Whether a condition's words name a value."""
    if isinstance(value, bool):
        written = {"yes", "ya", "true"} if value else {"no", "tidak", "false"}
        return not written.isdisjoint(words)
    return value is not None and str(value) in words


DATED: Final = frozenset({"question", "meeting", "program", "quick-win"})
"""The kinds of subject that have a date of their own."""


class UnknownField(NamedTuple):
    """A field that a row asks for and that does not exist.

    `route` leads to it in the row; `step` is the part of its path that goes wrong, `known` what there is.
    """

    requirement: str
    route: Route
    path: str
    step: str
    known: tuple[str, ...]


def unknown_fields(requirements: Iterable[Requirement]) -> Iterator[UnknownField]:
    """Find the fields that rows ask for and that no subject, or document, can have."""
    for row in requirements:
        if row.subject not in DATED and row.subject_window:
            yield UnknownField(row.id, ("subject_window",), "subject_window", "", ())
        for route, path, computed, model in _asked(row):
            if found := _wrong_step(computed, model, path):
                yield UnknownField(row.id, route, path, *found)


def _asked(row: Requirement) -> Iterator[tuple[Route, str, Mapping[str, Any], type[Model]]]:
    """Every field that a row asks for: where it stands in the row, and what can be asked there."""
    computed, model = COMPUTED[row.subject], ENTRIES[row.subject]
    parts: list[tuple[Route, Requirement | Case]] = [((), row)]
    parts += [(("cases", i), case) for i, case in enumerate(row.cases)]
    for path in row.minimum:
        yield ("minimum", path), path, computed, model
    for i, path in enumerate(row.where_filled):
        yield ("where_filled", i), path, computed, model
    for start, part in parts:
        for path in part.where:
            yield (*start, "where", path), path, computed, model
        for i, path in enumerate(part.fields):
            yield (*start, "fields", i), path, computed, model
        if part.documents is None:
            continue
        if part.documents.listed:
            yield (*start, "documents", "listed"), part.documents.listed, computed, model
        for i, path in enumerate(part.documents.fields):
            yield (*start, "documents", "fields", i), path, {}, Document


def _wrong_step(
    computed: Mapping[str, Any], model: type[Model], path: str
) -> tuple[str, tuple[str, ...]] | None:
    """The step at which a path goes wrong, and the names that could stand there; None if it is right."""
    steps = path.split(".")
    if steps[0] in computed:
        part = computed[steps[0]]
        rest = steps[1:]
        if part is SurveyFacts:
            if rest and rest[0] not in SurveyFacts._fields:
                return rest[0], SurveyFacts._fields
            return (rest[1], ()) if len(rest) > 1 else None
        if part is None:
            return (rest[0], ()) if rest else None
        computed, model, steps = {}, part, rest
    for depth, step in enumerate(steps):
        owner = model_at(model, tuple(steps[:depth]))
        names = keys_of(owner) if owner else []
        if step not in names:
            return step, tuple(sorted({*names, *(computed if not depth else ())}))
    return None


def subjects_of(dossier: Dossier, instrument: Instrument) -> dict[str, tuple[Subject, ...]]:
    """Every subject of a dossier, by kind."""
    programs = tuple(_programs(dossier, instrument))
    return {
        "dossier": (_whole(dossier),),
        "question": tuple(_questions(dossier, instrument)),
        "agency": tuple(_agencies(dossier)),
        "dimension": tuple(_dimensions(dossier, instrument)),
        "meeting": tuple(_meetings(dossier)),
        "program": programs,
        "quick-win": tuple(
            program._replace(kind="quick-win")
            for program in programs
            if program.value("quick_win") is not None
        ),
    }


def coordinating_agency(dossier: Dossier) -> str | None:
    """The agency that gathers the dossier, and owes what nobody else does."""
    coordinator = dossier.info.coordinator
    return coordinator.agency if coordinator else None


def _whole(dossier: Dossier) -> Subject:
    year = dossier.info.year
    recommendations = tuple(
        f
        for f in dossier.follow_ups
        if f.kind == "recommendation" and f.date is not None and f.date.year < year
    )
    origin = dossier.origin(dossier.info)
    return Subject(
        "dossier",
        "dossier",
        origin.at(part="mapping"),
        dossier.info,
        {"recommendations": recommendations},
        agency=coordinating_agency(dossier),
        unread=origin.unread,
    )


def _agencies(dossier: Dossier) -> Iterator[Subject]:
    owners = {program.agency for program in dossier.programs}
    for agency in dossier.agencies:
        origin = dossier.origin(agency)
        yield Subject(
            "agency",
            agency.id,
            origin.at(part="mapping"),
            agency,
            {"owns_program": agency.id in owners},
            agency=agency.id,
            unread=origin.unread,
        )


def _meetings(dossier: Dossier) -> Iterator[Subject]:
    own = coordinating_agency(dossier)
    for meeting in dossier.meetings:
        day, origin = meeting.date, dossier.origin(meeting)
        yield Subject(
            "meeting",
            meeting.id,
            origin.at(part="mapping"),
            meeting,
            {"other_agencies": _beside(own, meeting.agencies)},
            date=PartialDate(day.year, day.month, day.day) if day else None,
            agency=own,
            unread=origin.unread,
        )


def _beside(own: str | None, agencies: tuple[str, ...]) -> tuple[str, ...]:
    """The agencies beside the coordinating one; where none coordinates, beside the first."""
    return tuple(a for a in agencies if a != own) if own else agencies[1:]


def _programs(dossier: Dossier, instrument: Instrument) -> Iterator[Subject]:
    contacts = {agency.id: agency.contact for agency in dossier.agencies}
    dimension_of = instrument.sub_dimensions()
    own = coordinating_agency(dossier)
    for program in dossier.programs:
        origin = dossier.origin(program)
        yield Subject(
            "program",
            program.id,
            origin.at(part="mapping"),
            program,
            {
                "contact": program.contact
                if _is_filled(program.contact)
                else contacts.get(program.agency or ""),
                "mitigated_risks": sum(risk.mitigation is not None for risk in program.risks),
            },
            dimension=program.dimension or dimension_of.get(program.sub_dimension or ""),
            date=program.since,
            agency=program.agency or own,
            unread=_with_risks(origin.unread),
        )


def _with_risks(unread: frozenset[str]) -> frozenset[str]:
    return unread | {"mitigated_risks"} if any(way.startswith("risks") for way in unread) else unread


def _dimensions(dossier: Dossier, instrument: Instrument) -> Iterator[Subject]:
    own = coordinating_agency(dossier)
    written = {dimension.id: dimension for dimension in dossier.dimensions}
    names = {program.id: program.name for program in dossier.programs}
    for dimension in instrument.dimensions:
        entry = written.get(dimension)
        own_subs = {sub.id for sub in instrument.dimensions[dimension].sub_dimensions}
        surveys = tuple(survey for survey in dossier.surveys if survey.dimension == dimension)
        ways = (way for survey in surveys for way in dossier.origin(survey).unread)
        wrong = {way.partition(".")[0] for way in ways}
        yield Subject(
            "dimension",
            dimension,
            dossier.origin(entry or dossier.info).at(part="mapping"),
            entry,
            {"survey": _survey_facts(surveys, names, own_subs)},
            dimension=dimension,
            agency=(entry.lead if entry else None) or own,
            unread=frozenset(f"survey.{_SURVEY_FACTS[key]}" for key in wrong if key in _SURVEY_FACTS),
        )


_SURVEY_FACTS: Final = {
    "sub_dimension": "sub_dimensions",
    "respondents": "respondents",
    "means": "statements",
    "service": "services",
    "program": "services",
}
"""A key of a survey's entry → the fact that is worked out from it."""


def _survey_facts(surveys: tuple[Survey, ...], names: Mapping[str, str], own_subs: set[str]) -> SurveyFacts:
    return SurveyFacts(
        entries=surveys,
        sub_dimensions=len({s.sub_dimension for s in surveys} & own_subs),
        respondents=min((s.respondents or 0 for s in surveys), default=0),
        statements=len({question for s in surveys for question in s.means}),
        services=tuple(s.service or names.get(s.program or "", s.program) for s in surveys),
    )


def _questions(dossier: Dossier, instrument: Instrument) -> Iterator[Subject]:
    answers = {answer.question: answer for answer in reversed(dossier.answers)}
    statistics = {statistic.question: statistic for statistic in reversed(dossier.statistics)}
    leads = {dimension.id: dimension.lead for dimension in dossier.dimensions}
    own = coordinating_agency(dossier)
    for question in instrument.questions.values():
        answer, statistic = answers.get(question.id), statistics.get(question.id)
        plan = tuple(a for a in dossier.action_plan if a.kind == question.action_plan)
        facts = [("answer", answer), ("statistic", statistic), *(("action_plan", a) for a in plan)]
        unread = {f"{fact}.{key}" for fact, entry in facts if entry for key in dossier.origin(entry).unread}
        is_budget = question.computed == "budget-share" and dossier.origin(dossier.info).is_unread("budget")
        if is_budget or unread & {"answer.figure", "answer.reason"}:
            unread.add("figure")
        yield Subject(
            "question",
            question.id,
            dossier.origin(answer or statistic or dossier.info).at(part="mapping"),
            question,
            {
                "answer": answer,
                "statistic": statistic,
                "action_plan": plan,
                "figure": figure_of(question, answer, dossier),
            },
            dimension=question.dimension,
            date=PartialDate(statistic.year) if statistic and statistic.year else None,
            is_newest=statistic.newest if statistic else False,
            agency=(answer.agency if answer else None) or leads.get(question.dimension or "") or own,
            unread=frozenset(unread),
        )


def figure_of(question: Question, answer: Answer | None, dossier: Dossier) -> float | None:
    """The figure that a question asks for: computed, or stated with its reason; None if neither.

    It is computed only where everything it counts is known: a program without a status, or an
    activity of which nobody said whether it was realised, leaves the count to the city.
    """
    if answer and answer.figure is not None and answer.reason:
        return answer.figure
    return _COMPUTERS[question.computed](dossier) if question.computed else None


def _programs_last_year(dossier: Dossier) -> float | None:
    programs = dossier.previous.programs if is_known(dossier.previous, "programs") else ()
    if not programs or any(program.status is None for program in programs):
        return None
    return sum(program.status in {"running", "completed"} for program in programs)


def _activities_last_year(dossier: Dossier) -> float | None:
    activities = dossier.previous.action_plan if is_known(dossier.previous, "action_plan") else ()
    if not activities or any(activity.realised is None for activity in activities):
        return None
    return sum((activity.realised or 0) > 0 for activity in activities)


def _budget_share(dossier: Dossier) -> float | None:
    budget = dossier.info.budget
    if budget is None or budget.smart_city is None or not budget.total:
        return None
    return 100 * budget.smart_city / budget.total


def _new_quick_wins(dossier: Dossier) -> float | None:
    new = new_quick_wins(dossier) if is_known(dossier.previous, "programs") else None
    return None if new is None else len(new)


_COMPUTERS: Final = {
    "programs-last-year": _programs_last_year,
    "activities-last-year": _activities_last_year,
    "budget-share": _budget_share,
    "new-quick-wins": _new_quick_wins,
}
