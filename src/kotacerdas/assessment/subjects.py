"""What requirement rows are about, and what they can ask of it.

A row asks by YAML path (`quick_win.benefit`, `budget.total`). Beside the keys of its entry, a subject
has a few computed facts, listed in `KINDS`; there is nothing else to ask.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, Final, NamedTuple, get_args, get_origin

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from kotacerdas.assessment.figures import figure_of
from kotacerdas.dates import PartialDate
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import (
    Activity,
    Agency,
    AgencyRef,
    Answer,
    Contact,
    Dimension,
    DossierInfo,
    FollowUp,
    Meeting,
    Program,
    Statistic,
    Survey,
)
from kotacerdas.findings import NO_DETAILS, Location, SubjectRef
from kotacerdas.instrument.model import Instrument, Question
from kotacerdas.reading.choices import chosen
from kotacerdas.reading.models import Model, choices_in, model_in, parts_of, types_of
from kotacerdas.reading.scalars import Count, Decimal, YesNo


class SurveyFacts(Model):
    """The survey of one dimension.

    `sub_dimensions` and `statements` count what is covered; `respondents` is the smallest number in
    any sub-dimension, so that it holds whether the same people answered all three or each had its own;
    None where an entry names none. `services` are the surveyed services, None where an entry names none.
    """

    entries: tuple[Survey, ...] = ()
    sub_dimensions: int = 0
    respondents: int | None = None
    statements: int = 0
    services: tuple[str | None, ...] = ()


_PROGRAM: Final = (Program, {"contact": Contact, "mitigated_risks": Count})
KINDS: Final[Mapping[str, tuple[type[Model], Mapping[str, Any]]]] = {
    "dossier": (DossierInfo, {"recommendations": tuple[FollowUp, ...]}),
    "question": (
        Question,
        {"answer": Answer, "statistic": Statistic, "action_plan": tuple[Activity, ...], "figure": Decimal},
    ),
    "agency": (Agency, {"owns_program": YesNo}),
    "dimension": (Dimension, {"survey": SurveyFacts}),
    "meeting": (Meeting, {"other_agencies": tuple[AgencyRef, ...]}),
    "program": _PROGRAM,
    "quick-win": _PROGRAM,
}
"""A kind of subject → the entry behind it, whose keys a row can ask, and its computed facts with their types."""


@cache
def fields_of(kind: str) -> dict[str, Any]:
    """The fields that a subject of a kind has, with their types."""
    entry, computed = KINDS[kind]
    return {**types_of(entry), **computed}


def steps_of(path: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each step of a path to a field of a subject or document, with the fields that could stand there and their types."""
    for step in path.split("."):
        yield step, fields
        model = model_in(fields.get(step))
        fields = types_of(model) if model else {}


@cache
def values_of(kind: str, path: str, words: tuple[str, ...]) -> tuple[Any, ...]:
    """The values that a condition names of a subject's field, read as the field is; none for words that it cannot hold.

    A list and an entry have no value to compare.
    """
    types: list[Any] = [fields.get(step) for step, fields in steps_of(path, fields_of(kind))]
    if any(get_origin(part) is tuple for type_ in types for part in (type_, *get_args(type_))):
        return ()
    parts, choices = parts_of(types[-1]), choices_in(types[-1])
    reader: Any = next((part.func for part in parts if isinstance(part, PlainValidator)), None)
    values: list[Any] = []
    for word in words:
        with suppress(PydanticCustomError):
            if reader:
                values.append(reader(word))
            elif choices or str in parts:
                values.append(chosen(word, choices) if choices else word)
    return tuple(value for value in values if value != "")


class Subject(NamedTuple):
    """Something a row is about.

    `location` is that of its entry, or of the section `dossier` where it has none. `dimension` is the one it
    belongs to, `date` its own date (a meeting's day, a program's start, a statistic's year), `agency` who
    owes what is missing, `unread` the paths of values that could not be read: they are filled, if wrongly,
    and their finding is another one.
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
        """The value of a subject's field by its path; a tuple of values where the path leads through a list."""
        first, *rest = path.split(".")
        at = self.facts[first] if first in self.facts else getattr(self.entry, first, None)
        for step in rest:
            at = tuple(getattr(x, step, None) for x in at) if type(at) is tuple else getattr(at, step, None)
        return at

    def is_filled(self, path: str) -> bool:
        """Whether something stands at a path: of a list, at least one, and in each of its entries."""
        return self.is_unread(path) or _is_filled(self.value(path))

    def is_begun(self, path: str) -> bool:
        """Whether a list stands at a path of which some entries are filled in and some are not."""
        value = self.value(path)
        return type(value) is tuple and any(map(_is_filled, value)) and not _is_filled(value)

    def stands(self, path: str) -> bool:
        """Whether something that could be read stands at a path."""
        return _is_filled(self.value(path))

    def is_unread(self, path: str) -> bool:
        """Whether what stands at a path, or a part of it, was written and could not be read."""
        return any(f"{path}.".startswith(f"{u}.") or u.startswith(f"{path}.") for u in self.unread)

    def has(self, conditions: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether each field has one of the values that a condition names."""
        return all(
            self.value(path) in values_of(self.kind, path, words) for path, words in conditions.items()
        )


def _is_filled(value: object) -> bool:
    """Whether a value of a subject's field is filled in; of a list, each of its entries."""
    if type(value) is tuple:
        return bool(value) and all(_is_filled(item) for item in value)
    if isinstance(value, Contact):
        return any(v is not None for v in (value.name, value.position, value.phone, value.email))
    return value is not None and value != ""


def coordinating_agency(dossier: Dossier) -> str | None:
    """The agency that gathers the dossier, and owes what nobody else does."""
    coordinator = dossier.info.coordinator
    return coordinator.agency if coordinator else None


def subjects_of(dossier: Dossier, instrument: Instrument) -> dict[str, tuple[Subject, ...]]:
    """Every subject of a dossier, by kind."""
    subjects = _Subjects(dossier, instrument)
    programs = tuple(subjects.programs())
    return {
        "dossier": (subjects.whole(),),
        "question": tuple(subjects.questions()),
        "agency": tuple(subjects.agencies()),
        "dimension": tuple(subjects.dimensions()),
        "meeting": tuple(subjects.meetings()),
        "program": programs,
        "quick-win": tuple(
            p._replace(kind="quick-win") for p in programs if p.value("quick_win") is not None
        ),
    }


_SURVEY_FACTS: Final = {
    "sub_dimension": "sub_dimensions",
    "respondents": "respondents",
    "means": "statements",
    "service": "services",
    "program": "services",
}
"""A key of a survey's entry → the fact that is worked out from it."""


class _Subjects:
    """Makes the subjects of a dossier, kind by kind."""

    def __init__(self, dossier: Dossier, instrument: Instrument) -> None:
        self._dossier, self._instrument = dossier, instrument
        self._coordinator = coordinating_agency(dossier)
        self._leads = {dimension.id: dimension.lead for dimension in dossier.dimensions}

    def _subject(
        self,
        kind: str,
        name: str,
        entry: Model | None,
        facts: Mapping[str, object],
        agency: str | None = None,
        home: Model | None = None,
    ) -> Subject:
        """A subject where its entry stands, or another one; what it lacks owes its agency, else the coordinating one."""
        origin = self._dossier.origin(home or entry or self._dossier.info)
        where, agency = origin.at(part="mapping"), agency or self._coordinator
        return Subject(kind, name, where, entry, facts, agency=agency, unread=origin.unread)

    def whole(self) -> Subject:
        """The subject `dossier`: the dossier as a whole."""
        info = self._dossier.info
        recommendations = tuple(
            follow_up
            for follow_up in self._dossier.follow_ups
            if follow_up.kind == "recommendation" and follow_up.date and follow_up.date.year < info.year
        )
        return self._subject("dossier", "dossier", info, {"recommendations": recommendations})

    def agencies(self) -> Iterator[Subject]:
        """The subjects of kind `agency`: every agency."""
        owners = {program.agency for program in self._dossier.programs}
        for agency in self._dossier.agencies:
            yield self._subject("agency", agency.id, agency, {"owns_program": agency.id in owners}, agency.id)

    def meetings(self) -> Iterator[Subject]:
        """The subjects of kind `meeting`: every meeting."""
        own = self._coordinator
        for meeting in self._dossier.meetings:
            day = meeting.date
            # Beside the coordinating agency; where none coordinates, beside the first.
            others = tuple(a for a in meeting.agencies if a != own) if own else meeting.agencies[1:]
            subject = self._subject("meeting", meeting.id, meeting, {"other_agencies": others})
            yield subject._replace(date=PartialDate(day.year, day.month, day.day) if day else None)

    def programs(self) -> Iterator[Subject]:
        """The subjects of kind `program`: every program of the ledger."""
        contacts = {agency.id: agency.contact for agency in self._dossier.agencies}
        dimension_of = self._instrument.sub_dimensions()
        for program in self._dossier.programs:
            contact = program.contact if _is_filled(program.contact) else contacts.get(program.agency or "")
            mitigated = sum(risk.mitigation is not None for risk in program.risks)
            facts = {"contact": contact, "mitigated_risks": mitigated}
            subject = self._subject("program", program.id, program, facts, program.agency)
            is_unread = any(way.startswith("risks") for way in subject.unread)
            yield subject._replace(
                dimension=program.dimension or dimension_of.get(program.sub_dimension or ""),
                date=program.since,
                unread=subject.unread | {"mitigated_risks"} if is_unread else subject.unread,
            )

    def dimensions(self) -> Iterator[Subject]:
        """The subjects of kind `dimension`: those of the instrument, with what the dossier tells of each and its survey."""
        dossier = self._dossier
        entries = {dimension.id: dimension for dimension in dossier.dimensions}
        for name, dimension in self._instrument.dimensions.items():
            surveys = tuple(survey for survey in dossier.surveys if survey.dimension == name)
            facts = {"survey": self._survey(surveys, {sub.id for sub in dimension.sub_dimensions})}
            ways = (way for survey in surveys for way in dossier.origin(survey).unread)
            wrong = {way.partition(".")[0] for way in ways}
            subject = self._subject("dimension", name, entries.get(name), facts, self._leads.get(name))
            unread = frozenset(f"survey.{_SURVEY_FACTS[key]}" for key in wrong if key in _SURVEY_FACTS)
            yield subject._replace(dimension=name, unread=unread)

    def _survey(self, surveys: tuple[Survey, ...], own_subs: set[str]) -> SurveyFacts:
        """What rows can ask of the survey of a subject of kind `dimension`."""
        names = {program.id: program.name for program in self._dossier.programs}
        told = [s.respondents for s in surveys if s.respondents is not None]
        return SurveyFacts(
            entries=surveys,
            sub_dimensions=len({s.sub_dimension for s in surveys} & own_subs),
            respondents=min(told, default=None) if len(told) == len(surveys) else None,
            statements=len({question for s in surveys for question in s.means}),
            services=tuple(s.service or names.get(s.program or "", s.program) for s in surveys),
        )

    def questions(self) -> Iterator[Subject]:
        """The subjects of kind `question`: those of the instrument, with answer, figure and action plan."""
        dossier = self._dossier
        answers = {answer.question: answer for answer in reversed(dossier.answers)}
        statistics = {statistic.question: statistic for statistic in reversed(dossier.statistics)}
        for question in self._instrument.questions.values():
            answer, statistic = answers.get(question.id), statistics.get(question.id)
            plan = tuple(a for a in dossier.action_plan if a.kind == question.action_plan)
            facts: dict[str, object] = {"answer": answer, "statistic": statistic, "action_plan": plan}
            facts["figure"] = figure_of(question, answer, dossier)
            entries = [("answer", answer), ("statistic", statistic), *(("action_plan", a) for a in plan)]
            unread = {f"{fact}.{key}" for fact, e in entries if e for key in dossier.origin(e).unread}
            is_budget_unread = dossier.origin(dossier.info).is_unread("budget")
            if unread & {"answer.figure", "answer.reason"} or (
                question.computed == "budget-share" and is_budget_unread
            ):
                unread.add("figure")
            agency = (answer.agency if answer else None) or self._leads.get(question.dimension or "")
            home = answer or statistic or dossier.info
            yield self._subject("question", question.id, question, facts, agency, home)._replace(
                dimension=question.dimension,
                date=PartialDate(statistic.year) if statistic and statistic.year else None,
                is_newest=bool(statistic and statistic.newest),
                unread=frozenset(unread),
            )
