"""The letters to agencies that owe documents: who gets one, what stands in its head, who signs it.

Nothing here touches the disk, and nothing is invented: number, date and signature of a letter come from the
registry, and a name that the dossier does not hold stays open.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, State
from kotacerdas.assessment.gaps import owed_by_agency
from kotacerdas.assessment.narrowing import narrowed
from kotacerdas.assessment.owners import Owners
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.deliverables.letters import NOTA_DINAS
from kotacerdas.deliverables.letters.blank_forms import BlankForms, PlannedForm
from kotacerdas.deliverables.letters.needs import Needs
from kotacerdas.deliverables.letters.records import Contact, Letter, Letterhead, Signatory
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.dossier import entries
from kotacerdas.languages.messages import Messages
from kotacerdas.reports.earlier import Earlier, key_of

_LED_BY_KEPALA: Final = ("dinas", "badan", "bagian")
"""Kinds of agency whose head is called Kepala."""


class SettledAgency(NamedTuple):
    """An agency that owes nothing of what is asked, and how much it has sent since the earlier report."""

    agency_id: str
    name: str
    received: int


class Requests(NamedTuple):
    """The letters, who most owes first, and the agencies that get none.

    `unowned` requirements have no agency; `new` ones are missing only now. `unset` are the settings that the letters
    leave open, since the dossier does not hold them.
    """

    letters: tuple[Letter, ...]
    settled: tuple[SettledAgency, ...]
    unowned: int
    new: int
    unset: tuple[str, ...]


def requests(
    assessment: Assessment,
    messages: Messages,
    as_of: dt.date,
    kind: str,
    *,
    agency: str | None = None,
    earlier: Earlier | None = None,
    with_forms: bool = False,
) -> Requests:
    """The letters to all agencies, or to one, in the language of the messages; with blank forms, if they are wanted.

    With an earlier report only what was missing then, and still is, is asked. Raises CannotRun if the dossier
    cannot be read or has no such agency.
    """
    lookup = Lookup(assessment, messages)
    narrowed(assessment, agency)  # refuses what is unknown
    owners = Owners(lookup.dossier, lookup.instrument)
    cells = [cell for whole in assessment.matrix.cells for cell in owners.parts(whole)]
    cells = [cell for cell in cells if agency in {None, cell.agency}]
    missing = [cell for cell in cells if cell.state is State.MISSING]
    parts = (earlier.part(cell) for cell in missing) if earlier else missing
    asked = [cell for cell in parts if cell]
    received: dict[str | None, list[Cell]] = {}
    for cell in cells:
        if earlier and cell.state is State.MET and key_of(cell) in earlier.missing:
            received.setdefault(cell.agency, []).append(cell)
    unjudged = [part for cell in assessment.matrix.unjudged for part in owners.parts(cell)]
    writer = _Writer(lookup, as_of, kind, earlier.as_of if earlier else None, with_forms=with_forms)
    letters = tuple(
        writer.letter(
            name,
            [cell for cell in asked if cell.agency == name],
            received.get(name, ()),
            [cell for cell in unjudged if cell.agency == name],
        )
        for name in owed_by_agency(asked)
        if name is not None
    )
    owing = {letter.agency_id for letter in letters} | {cell.agency for cell in unjudged}
    settled = tuple(
        SettledAgency(name, lookup.name(name), len(received.get(name, ())))
        for name in dict.fromkeys(entry.id for entry in lookup.dossier.agencies)
        if name not in owing and agency in {None, name}
    )
    unowned = sum(cell.agency is None for cell in asked)
    return Requests(letters, settled, unowned, len(missing) - len(asked), tuple(writer.unset()))


class _Writer:
    """Writes the letters of one dossier, all of one kind."""

    def __init__(
        self, lookup: Lookup, as_of: dt.date, kind: str, since: dt.date | None, *, with_forms: bool
    ) -> None:
        """Begin the letters of one kind: their form, who writes and whom they go to."""
        self._lookup, self._as_of, self._kind, self._since = lookup, as_of, kind, since
        self._info, self._text = lookup.dossier.info, lookup.messages.text
        self._needs = Needs(lookup)
        self._agencies = {agency.id: agency for agency in reversed(lookup.dossier.agencies)}
        self._coordinator = coordinating_agency(lookup.dossier) or ""
        settings = self._info.letter
        given = settings and (settings.nota_dinas if kind == NOTA_DINAS else settings.surat)
        self._form = given or entries.LetterForm()
        letterhead = self._letterhead()._replace(lines=())
        self._forms = BlankForms(lookup, self._needs, letterhead, self._place()) if with_forms else None

    def letter(
        self, name: str, cells: Sequence[Cell], received: Sequence[Cell], unjudged: Sequence[Cell]
    ) -> Letter:
        """The letter to one agency: these cells are asked for, those have come in since the last one, or are not judged."""
        info, agency = self._info, self._lookup.agency_record(name)
        entry, coordinator = self._agencies.get(name), self._agencies.get(self._coordinator)
        evaluation = self._lookup.dossier.evaluation
        interview = evaluation.date if evaluation else None
        lines, planned = self._needs.lines(cells), list[PlannedForm]()
        if self._forms:
            lines, planned = self._forms.planned(lines)
        groups = tuple(self._needs.groups(cells, lines))
        needs = tuple(need for group in groups for need in group.needs)
        signatory = self._signatory()
        head = addressee = head_of(entry) if entry else agency.name
        is_own = name == self._coordinator if self._kind == NOTA_DINAS else addressee == signatory.position
        if is_own:  # nobody writes to himself
            addressee = self._text("request.own-agency", agency=agency.name)
        return Letter(
            language=self._lookup.messages.language,
            kind=self._kind,
            as_of=self._as_of,
            unread=self._lookup.unread(unjudged) if self._lookup.dossier.unread_files else None,
            city=info.city.name,
            year=info.year,
            evaluation=self._lookup.evaluation_title(),
            instrument=self._lookup.instrument_record(),
            evaluation_date=interview,
            was_evaluated=interview is not None and interview < self._as_of,
            deadline=info.deadline,
            is_past_due=info.deadline is not None and info.deadline < self._as_of,
            letterhead=self._letterhead(),
            place=self._place(),
            agency_id=name,
            agency=agency.name,
            short_name=agency.short_name,
            addressee=addressee,
            is_coordinator=name == self._coordinator,
            sender=signatory.position,
            signatory=signatory,
            nature=self._form.nature or "",
            copies=self._form.copies,
            coordinator=coordinator.name if coordinator else "",
            contact=self._contact(),
            mandatory=sum(group.mandatory for group in groups),
            recommended=sum(group.recommended for group in groups),
            items=len(needs),
            has_papers=any(group.papers for group in groups),
            has_blanks=any(group.blanks for group in groups),
            groups=groups,
            needs=needs,
            unopened_links=tuple(
                document.title
                for document in self._lookup.dossier.unopened_links
                if (document.agency or self._coordinator) == name
            ),
            questions=tuple(self._needs.questions(cells)),
            has_deduced=any(need.is_deduced for need in needs),
            since=self._since,
            received=tuple(map(self._needs.met, received)),
            forms=tuple(self._forms.form(each, agency.name, head) for each in planned) if self._forms else (),
        )

    def unset(self) -> Iterator[str]:
        """The settings that the letters leave open, by name."""
        settings = {
            "deadline": self._info.deadline,
            "contact": self._contact(),
            "lines": self._letterhead().lines,
            "signatory": self._signatory().name,
            "place": self._kind == NOTA_DINAS or self._place(),
        }
        return (name for name, value in settings.items() if not value)

    def _own(self) -> entries.Agency | None:
        """The agency that writes the letter, which is the coordinating one where it is a nota dinas."""
        return self._agencies.get(self._coordinator) if self._kind == NOTA_DINAS else None

    def _letterhead(self) -> Letterhead:
        """The head of the letter: as the dossier gives it, else the government and the agency that writes."""
        given, own, city = self._form.letterhead or entries.Letterhead(), self._own(), self._lookup.city()
        secretariat = "" if self._kind == NOTA_DINAS else self._text("request.secretariat")
        return Letterhead(
            arms=city.arms,
            government=given.government or self._text("request.government", city=city.name),
            agency=given.agency or (own.name if own else secretariat),
            lines=given.lines,
        )

    def _signatory(self) -> Signatory:
        """Who signs the letter: as the dossier gives it, else the head of the agency or the Sekda, unnamed."""
        given, own = self._form.signatory, self._own()
        position = "" if self._kind == NOTA_DINAS else self._text("request.secretary")
        if own:
            position = head_of(own)
        return self._lookup.record(Signatory, given, position=(given.position if given else None) or position)

    def _place(self) -> str:
        """Where the letter is written: a city has its own name; a regency's seat has another."""
        if self._info.letter and self._info.letter.place:
            return self._info.letter.place
        match = re.fullmatch(r"Kota\s+(.+)", self._info.city.name)
        return match[1] if match else ""

    def _contact(self) -> Contact | None:
        """Whom to ask about the letter, in the coordinating agency; None where nobody is known."""
        contact = self._lookup.record(Contact, self._info.coordinator)
        return contact if any(contact) else None


def head_of(agency: entries.Agency) -> str:
    """Whom a letter addresses, the position that leads an agency: as written, else after its kind and full name, else the agency."""
    if agency.head:
        return agency.head
    is_led = agency.kind in _LED_BY_KEPALA and agency.name.lower().startswith(_LED_BY_KEPALA)
    return f"Kepala {agency.name}" if is_led else agency.name
