"""What the ids and choices of a dossier stand for, in one language, and its texts as they may be printed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from kotacerdas.assessment.checks.documents import PICTURES
from kotacerdas.deliverables.records import Agency, City, Coordinator, Instrument, Person
from kotacerdas.errors import CannotRun
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import runs
from kotacerdas.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.dossier import entries
    from kotacerdas.evidence.facts import FileFact
    from kotacerdas.languages.messages import Messages

EN_DASH: Final = "\N{EN DASH}"


class Lookup:
    """The names behind ids, by indices that are made once. Raises CannotRun if the dossier cannot be read."""

    def __init__(self, assessment: Assessment, messages: Messages) -> None:
        dossier, instrument = assessment.dossier, assessment.instrument
        if dossier is None or instrument is None:
            raise CannotRun("unread-dossier", path=assessment.path)
        self.dossier, self.instrument, self.messages = dossier, instrument, messages
        self.names = Names(messages, dossier, instrument)
        self._agencies = {agency.id: self._agency(agency) for agency in reversed(dossier.agencies)}
        self.contacts = {agency.id: agency.contact for agency in dossier.agencies}
        self.leads = {dimension.id: dimension.lead for dimension in dossier.dimensions}
        self._names = self._names_by_id()
        self._titles = {document.id: text(document.title) for document in reversed(dossier.documents)}

    def _names_by_id(self) -> dict[str, str]:
        """What can be named → its name, but for questions."""
        word, meetings = self.messages.word, self.dossier.meetings
        names = {meeting.id: meeting.title or self.term("body", meeting.body) for meeting in meetings}
        names |= {agency.id: agency.short_name or agency.name for agency in self.dossier.agencies}
        names |= {program.id: program.name for program in self.dossier.programs}
        for dimension in self.instrument.dimensions.values():
            names[dimension.id] = word(dimension.name)
            names |= {sub.id: word(sub.name) for sub in dimension.sub_dimensions}
        return {ref: masked(name) for ref, name in names.items()}

    def term(self, group: str, name: str | None) -> str:
        """The word of a choice; empty where nothing was chosen."""
        return self.messages.text(f"terms.{group}.{name}") if name else ""

    def named(self, refs: Iterable[str]) -> tuple[str, ...]:
        """What ids name: questions by their ids, in short, after all else by its name."""
        refs = tuple(dict.fromkeys(refs))
        questions = tuple(ref for ref in refs if ref in self.instrument.questions)
        return (
            *(self.name(ref) for ref in refs if ref not in self.instrument.questions),
            *in_short(questions),
        )

    def name(self, ref: str) -> str:
        """What an id names; the id itself where it names nothing."""
        return self._names.get(ref) or text(ref)

    def title(self, name: str) -> str:
        """The title of a document; its id where there is none of that id."""
        return self._titles.get(name, name)

    def _agency(self, agency: entries.Agency) -> Agency:
        name = text(agency.name)
        short_name = text(agency.short_name) or name
        return Agency(text(agency.id), name, short_name, text(agency.head), person(agency.contact))

    def agency(self, name: str | None) -> Agency | None:
        """The agency of an id, if there is one."""
        return None if name is None else self.agency_record(name)

    def agency_record(self, name: str) -> Agency:
        """The agency of an id; one that has no entry goes by its id."""
        return self._agencies.get(name) or Agency(text(name), text(name), text(name), "", None)

    def agencies(self, names: Iterable[str]) -> tuple[Agency, ...]:
        """The agencies of these ids, each once."""
        found = (self.agency(name) for name in dict.fromkeys(names))
        return tuple(agency for agency in found if agency)

    # --- the section `dossier` -----------------------------------------------------------------------

    def city(self) -> City:
        """The city or regency."""
        city = self.dossier.info.city
        fact = self.dossier.evidence.get(city.arms or "")
        arms = unmasked(fact.actual) if fact and is_picture(fact) else ""
        return City(text(city.name), text(city.province), self.term("cohort", city.cohort), arms)

    def coordinator(self) -> Coordinator | None:
        """Who gathers the dossier."""
        who = self.dossier.info.coordinator
        if who is None:
            return None
        return Coordinator(self.agency(who.agency), text(who.name), text(who.position), text(who.email))

    def instrument_record(self) -> Instrument:
        """The instrument by which the dossier is checked."""
        word = self.messages.word
        return Instrument(self.instrument.id, word(self.instrument.title), word(self.instrument.authority))


def is_picture(fact: FileFact) -> bool:
    """Whether a file is a sound picture, which can be shown."""
    return not fact.problem and fact.kind in PICTURES


def text(value: str | None) -> str:
    """A text of the dossier as it may be printed; empty where there is none."""
    return masked(value) if value else ""


def unmasked(address: str) -> str:
    """An address as it is; empty where it holds an identity number, for it would lead nowhere masked."""
    return address if masked(address) == address else ""


def person(contact: entries.Contact | None) -> Person | None:
    """Whom to ask, without the telephone number; None where nothing else is known."""
    if contact is None or not (contact.name or contact.position or contact.email):
        return None
    return Person(text(contact.name), text(contact.position), text(contact.email))


@cache
def in_short(questions: tuple[str, ...]) -> tuple[str, ...]:
    """Questions by their ids, those that follow one another put together."""
    return tuple(runs(questions, EN_DASH))
