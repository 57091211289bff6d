"""What the ids and choices of a dossier stand for, in one language, and its entries as records for templates."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, Final, TypeVar, get_args, get_type_hints

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell
from kotacerdas.deliverables.records import Agency, City, Coordinator, Instrument, Person, Unread
from kotacerdas.dossier import entries
from kotacerdas.dossier.round_in_name import name_alone
from kotacerdas.findings import Diagnostic, SubjectRef
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import runs
from kotacerdas.privacy import anonymous
from kotacerdas.reading.models import Model

EN_DASH: Final = "\N{EN DASH}"

_Record = TypeVar("_Record", bound=tuple[Any, ...])


class Lookup:
    """The names behind ids, by indices that are made once. Raises CannotRun if the dossier cannot be read."""

    def __init__(self, assessment: Assessment, messages: Messages) -> None:
        """Make the indices by which ids of a dossier are looked up."""
        dossier, instrument = assessment.readable()
        self.dossier, self.instrument, self.messages = dossier, instrument, messages
        titles = {document.id: document.title for document in reversed(dossier.documents)}
        self.names = Names(messages, dossier, instrument, titles)
        self.contacts = {agency.id: agency.contact for agency in dossier.agencies}
        self.leads = {dimension.id: dimension.lead for dimension in dossier.dimensions}
        self._agencies = {agency.id: self._agency(agency) for agency in reversed(dossier.agencies)}
        self._names = self._names_by_id()
        coded = {row.check for row in instrument.requirements.values()}
        self._found = defaultdict[tuple[str | None, SubjectRef | None], list[Diagnostic]](list)
        for finding in assessment.findings:
            if finding.code in coded:
                self._found[finding.requirement, finding.subject].append(finding)

    def _names_by_id(self) -> dict[str, str]:
        """The names to look up for templates by id: of whatever has one, but for questions and documents."""
        word = self.messages.word
        names = {m.id: m.title or self.term("body", m.body) for m in self.dossier.meetings}
        names |= self.names.agencies | self.names.programs
        for dimension in self.instrument.dimensions.values():
            names[dimension.id] = word(dimension.name)
            names |= {sub.id: word(sub.name) for sub in dimension.sub_dimensions}
        return names

    def checked(self, requirement: str, subject: SubjectRef) -> list[str]:
        """What the check in code that stands for a row found about a subject, as sentences without full stops."""
        findings = self._found[requirement, subject]
        return [sentences.message(finding, self.names).removesuffix(".") for finding in findings]

    # --- ids and choices -------------------------------------------------------------------------

    def term(self, group: str, name: str | None) -> str:
        """The word of a choice; empty where nothing was chosen."""
        return self.messages.text(f"terms.{group}.{name}") if name else ""

    def named(self, refs: Iterable[str]) -> tuple[str, ...]:
        """Look up what ids name: questions by their ids, in short, after all else by its name."""
        refs, known = dict.fromkeys(refs), self.instrument.questions
        questions = tuple(ref for ref in refs if ref in known)
        return (*(self.name(ref) for ref in refs if ref not in known), *in_short(questions))

    def name(self, ref: str) -> str:
        """What an id names; the id itself where it names nothing."""
        return self._names.get(ref) or anonymous(ref)

    def type_name(self, document: entries.Document) -> str:
        """The name of a document's type; its id where the instrument has no such type."""
        kind = self.instrument.document_types.get(document.type)
        return self.messages.word(kind.name) if kind else anonymous(document.type)

    def agency(self, name: str | None) -> Agency | None:
        """The agency of an id, if there is one."""
        return None if name is None else self.agency_record(name)

    def agency_record(self, name: str) -> Agency:
        """The agency of an id; one that has no entry goes by its id."""
        shown = anonymous(name)
        return self._agencies.get(name) or Agency(shown, shown, shown, "", None)

    # --- entries ---------------------------------------------------------------------------------

    def record(self, shape: type[_Record], entry: object, **computed: object) -> _Record:
        """An entry as a record, looked up: what is computed, and its own values under the same names; empty where None.

        No text is None; an agency's id becomes the agency, a fraction a float, and an entry inside the entry a record of its own.
        """
        kinds = _kinds(shape)
        own = (name for name in kinds if name not in computed)
        values = {name: None if entry is None else getattr(entry, name) for name in own} | computed
        return shape(**{name: self._value(kinds[name], value) for name, value in values.items()})

    def _value(self, kind: type, value: Any) -> Any:  # noqa: ANN401 - of any field
        """The value of an entry's field with its ids looked up, where the record holds this kind of value."""
        if type(value) is tuple:  # a date that is known in part is one, too
            return tuple(self._value(kind, item) for item in value)
        if isinstance(value, Model):
            return self.record(kind, value)
        if type(value) is Fraction:
            return float(value)
        if kind is Agency and isinstance(value, str):
            return self.agency(value)
        return "" if value is None and kind is str else value

    def _agency(self, agency: entries.Agency) -> Agency:
        """The record of an agency."""
        short_name, contact = agency.short_name or agency.name, self.person(agency.contact)
        return self.record(Agency, agency, id=anonymous(agency.id), short_name=short_name, contact=contact)

    def person(self, contact: entries.Contact | None) -> Person | None:
        """Whom to ask, without the telephone number; None where nothing else is known."""
        person = self.record(Person, contact)
        return person if any(person) else None

    # --- the section `dossier` -------------------------------------------------------------------

    def city(self) -> City:
        """The record of the city or regency that the dossier is about, its choices and its arms looked up."""
        city = self.dossier.info.city
        fact = self.dossier.evidence.get(city.arms or "")
        arms = unmasked(fact.actual) if fact and fact.is_picture else ""
        return self.record(City, city, cohort_name=self.term("cohort", city.cohort), arms=arms)

    def coordinator(self) -> Coordinator | None:
        """Who gathers the dossier, with the agency looked up."""
        coordinator = self.dossier.info.coordinator
        return self.record(Coordinator, coordinator) if coordinator else None

    def instrument_record(self) -> Instrument:
        """The instrument by which the dossier is checked."""
        word, instrument, info = self.messages.word, self.instrument, self.dossier.info
        note = sentences.other_round(instrument, info.year, info.stage, self.messages)
        return Instrument(instrument.id, word(instrument.title), word(instrument.authority), note)

    def unread(self, unjudged: Iterable[Cell]) -> Unread | None:
        """The record of what could not be read, its names looked up, and the requirements of these cells; None if all could be judged."""
        files = tuple(map(anonymous, self.dossier.unread_files))
        counts = Counter(cell.requirement for cell in unjudged)
        requirements = tuple(name if n == 1 else f"{name} ({n})" for name, n in counts.items())
        return Unread(files, requirements) if files or requirements else None

    def evaluation_name(self) -> str:
        """What the dossier calls the evaluation that it is for, without year and stage, which stand beside it; empty if nothing."""
        info, evaluation = self.dossier.info, self.dossier.evaluation
        return name_alone((evaluation and evaluation.name) or "", info.year, info.stage)

    def evaluation_title(self) -> str:
        """What the dossier calls the evaluation that it is for, else the plain name, with its year and stage."""
        info = self.dossier.info
        name = self.evaluation_name() or self.messages.text("terms.evaluation")
        return f"{name} {sentences.round_of(info.year, info.stage, self.messages)}"


@cache
def _kinds(shape: type[tuple[Any, ...]]) -> dict[str, type]:
    """The fields of a record, each with the kind of value that it holds, one or several."""
    return {name: _kind_of(hint) for name, hint in get_type_hints(shape).items()}


def _kind_of(hint: Any) -> type:  # noqa: ANN401 - any annotation
    """The kind of value behind an annotation: X of `X | None` and of `tuple[X, ...]`."""
    inner = [part for part in get_args(hint) if part not in {NoneType, Ellipsis}]
    return _kind_of(inner[0]) if inner else hint


def unmasked(address: str) -> str:
    """An address as it is; empty where it holds an identity number, for it would lead nowhere anonymous."""
    return address if anonymous(address) == address else ""


@cache
def in_short(questions: tuple[str, ...]) -> tuple[str, ...]:
    """Questions by their ids, those that follow one another put together."""
    return tuple(runs(questions, EN_DASH))
