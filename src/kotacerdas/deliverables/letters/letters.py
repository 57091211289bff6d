"""The letters to agencies that owe documents: who gets one, what stands in its head, who signs it.

Nothing here touches the disk, and nothing is invented: number, date and signature of a letter come from the
registry, and a name that the dossier does not hold stays open.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, State, owed_by_agency
from kotacerdas.assessment.narrowing import narrowed
from kotacerdas.assessment.owners import Owners
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.deliverables.letters import NOTA_DINAS
from kotacerdas.deliverables.letters.blank_forms import BlankForms
from kotacerdas.deliverables.letters.needs import Needs
from kotacerdas.deliverables.letters.records import BlankForm, Contact, Letter, Letterhead, Signatory
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
    cells = [part for whole in assessment.matrix.cells for part in owners.parts(whole)]
    cells = [cell for cell in cells if agency in {None, cell.agency}]
    missing = [cell for cell in cells if cell.state is State.MISSING]
    parts = (earlier.part(cell) for cell in missing) if earlier else missing
    asked = [cell for cell in parts if cell]
    met = (cell for cell in cells if cell.state is State.MET)
    received = _by_agency(cell for cell in met if earlier and key_of(cell) in earlier.missing)
    unjudged = _by_agency(part for cell in assessment.matrix.unjudged for part in owners.parts(cell))
    writer = _Writer(lookup, as_of, kind, earlier.as_of if earlier else None, with_forms=with_forms)
    owed = _by_agency(asked)
    letters = tuple(
        writer.letter(name, owed[name], received.get(name, ()), unjudged.get(name, ()))
        for name in owed_by_agency(asked)
        if name is not None
    )
    settled = tuple(
        SettledAgency(name, lookup.name(name), len(received.get(name, ())))
        for name in dict.fromkeys(entry.id for entry in lookup.dossier.agencies)
        if name not in owed.keys() | unjudged.keys() and agency in {None, name}
    )
    unowned = len(owed.get(None, ()))
    return Requests(letters, settled, unowned, len(missing) - len(asked), tuple(writer.unset()))


def _by_agency(cells: Iterable[Cell]) -> Mapping[str | None, Sequence[Cell]]:
    """The cells that letters ask for or tell of, by the agency that a letter goes to."""
    owed: dict[str | None, list[Cell]] = {}
    for cell in cells:
        owed.setdefault(cell.agency, []).append(cell)
    return owed


class _Writer:
    """Writes the letters of one dossier, all of one kind, with the same head, place and signature.

    What the dossier does not give comes from the agency that writes a nota dinas; a surat is the Sekda's, whose name stays open.
    """

    def __init__(
        self, lookup: Lookup, as_of: dt.date, kind: str, since: dt.date | None, *, with_forms: bool
    ) -> None:
        """Begin the letters of one kind: who writes them, where, and whom to ask about them."""
        self._lookup, self._as_of, self._kind, self._since = lookup, as_of, kind, since
        self._info, self._text = lookup.dossier.info, lookup.messages.text
        self._needs = Needs(lookup)
        self._agencies = {agency.id: agency for agency in reversed(lookup.dossier.agencies)}
        self._coordinator = coordinating_agency(lookup.dossier) or ""
        settings, is_nota, city = self._info.letter, kind == NOTA_DINAS, lookup.city()
        given = settings and (settings.nota_dinas if is_nota else settings.surat)
        self._form = given or entries.LetterForm()
        writer = self._agencies.get(self._coordinator) if is_nota else None
        if writer:
            name, position = writer.name, head_of(writer)
        elif is_nota:
            name = position = ""
        else:
            name, position = self._text("request.secretariat"), self._text("request.secretary")
        head, signatory = self._form.letterhead or entries.Letterhead(), self._form.signatory
        self._letterhead = Letterhead(
            arms=city.arms,
            government=head.government or self._text("request.government", city=city.name),
            agency=head.agency or name,
            lines=head.lines,
        )
        position = (signatory and signatory.position) or position
        self._signatory = lookup.record(Signatory, signatory, position=position)
        contact = lookup.record(Contact, self._info.coordinator)
        self._contact = contact if any(contact) else None
        seat = re.fullmatch(r"Kota\s+(.+)", self._info.city.name)  # that of a regency has another name
        self._place = (settings and settings.place) or (seat[1] if seat else "")
        own_head = self._letterhead._replace(lines=())
        self._forms = BlankForms(lookup, self._needs, own_head, self._place) if with_forms else None

    def letter(
        self, name: str, cells: Sequence[Cell], received: Sequence[Cell], unjudged: Sequence[Cell]
    ) -> Letter:
        """The letter to one agency: these cells are asked for, those have come in since the last one, or are not judged."""
        lookup, info, dossier = self._lookup, self._info, self._lookup.dossier
        agency, entry = lookup.agency_record(name), self._agencies.get(name)
        interview = dossier.evaluation.date if dossier.evaluation else None
        head = addressee = head_of(entry) if entry else agency.name
        is_coordinator = name == self._coordinator
        if is_coordinator if self._kind == NOTA_DINAS else head == self._signatory.position:
            addressee = self._text("request.own-agency", agency=agency.name)  # nobody writes to himself
        lines, forms = self._needs.lines(cells), list[BlankForm]()
        if self._forms:
            lines, forms = self._forms.enclosed(lines, agency.name, head)
        groups = tuple(self._needs.groups(cells, lines))
        needs = tuple(need for group in groups for need in group.needs)
        return Letter(
            language=lookup.messages.language,
            kind=self._kind,
            as_of=self._as_of,
            unread=lookup.unread(unjudged) if dossier.unread_files else None,
            city=info.city.name,
            year=info.year,
            evaluation=lookup.evaluation_title(),
            instrument=lookup.instrument_record(),
            evaluation_date=interview,
            was_evaluated=interview is not None and interview < self._as_of,
            deadline=info.deadline,
            is_past_due=info.deadline is not None and info.deadline < self._as_of,
            letterhead=self._letterhead,
            place=self._place,
            agency_id=name,
            agency=agency.name,
            short_name=agency.short_name,
            addressee=addressee,
            is_coordinator=is_coordinator,
            sender=self._signatory.position,
            signatory=self._signatory,
            nature=self._form.nature or "",
            copies=self._form.copies,
            coordinator=self._agencies[self._coordinator].name if self._coordinator in self._agencies else "",
            contact=self._contact,
            mandatory=sum(group.mandatory for group in groups),
            recommended=sum(group.recommended for group in groups),
            items=len(needs),
            has_papers=any(group.papers for group in groups),
            has_blanks=any(group.blanks for group in groups),
            groups=groups,
            needs=needs,
            unopened_links=tuple(
                document.title
                for document in dossier.unopened_links
                if (document.agency or self._coordinator) == name
            ),
            questions=tuple(self._needs.questions(cells)),
            has_deduced=any(need.is_deduced for need in needs),
            since=self._since,
            received=tuple(map(self._needs.met, received)),
            forms=tuple(forms),
        )

    def unset(self) -> Iterator[str]:
        """The settings that the letters leave open, by name."""
        settings = {
            "deadline": self._info.deadline,
            "contact": self._contact,
            "lines": self._letterhead.lines,
            "signatory": self._signatory.name,
            "place": self._kind == NOTA_DINAS or self._place,
        }
        return (name for name, value in settings.items() if not value)


def head_of(agency: entries.Agency) -> str:
    """Whom a letter addresses, the position that leads an agency: as written, else after its kind and full name, else the agency."""
    if agency.head:
        return agency.head
    is_led = agency.kind in _LED_BY_KEPALA and agency.name.lower().startswith(_LED_BY_KEPALA)
    return f"Kepala {agency.name}" if is_led else agency.name
