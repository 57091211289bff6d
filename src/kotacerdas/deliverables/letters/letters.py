"""What is missing → a letter to each agency that owes it: what is asked, why, in which form, by when.

Nothing here touches the disk, and nothing is invented: number, date and signature of a letter come from the
registry, and a name that the dossier does not hold stays open.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kotacerdas.assessment.assessment import narrowed
from kotacerdas.assessment.cells import Cell, Lack, State
from kotacerdas.assessment.checks.documents import PICTURES
from kotacerdas.assessment.gaps import owed_by_agency
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import About, Messages, harmless, runs
from kotacerdas.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.dossier import dossier, entries
    from kotacerdas.instrument.model import DocumentsRule, Instrument, Requirement

NOTA_DINAS: Final = "nota-dinas"
LETTERS: Final = (NOTA_DINAS, "surat")
"""The kinds of letter: between heads of agencies, and from the regional secretary (Sekda)."""

REPORT_VERSION: Final = 1
"""The version of the JSON report of `validate` that `--since` reads."""

_FEW: Final = 3
_PROGRAMS: Final = frozenset({"program", "quick-win"})
_ORDER: Final = ("whole", "agency", "program", "dimension", "question")


# --- records, which templates see ----------------------------------------------------------------


class Letterhead(NamedTuple):
    """The head of a letter. `arms`: the picture of the city's arms, as a path in the dossier; empty if none."""

    arms: str
    government: str
    agency: str
    lines: tuple[str, ...]


class Signatory(NamedTuple):
    """Who signs; each is empty where it is not known."""

    position: str
    name: str
    rank: str
    nip: str


class Contact(NamedTuple):
    """Whom to ask in the coordinating agency; each is empty where it is not known."""

    name: str
    position: str
    phone: str
    email: str


class Need(NamedTuple):
    """One thing that is asked for.

    `applies_to` are the dimensions where it is missing, `lacks` says what is missing, `recorded`
    what is there and does not count yet. `why` is the reason in words, `proves` the questions in short,
    `form` what the document must be like. `n` counts through the letter, `cells` are how many requirements
    it puts together.
    """

    n: int
    requirement: str
    title: str
    applies_to: str
    lacks: str
    recorded: tuple[str, ...]
    why: str
    questions: tuple[str, ...]
    proves: str
    form: str
    is_mandatory: bool
    is_deduced: bool
    leverage: float
    cells: int


class Group(NamedTuple):
    """What is asked for one program, for the form, for a dimension, or for the place as a whole.

    `mandatory` and `recommended` count requirements.
    """

    name: str
    mandatory: int
    recommended: int
    needs: tuple[Need, ...]


class Question(NamedTuple):
    """A question that what is asked for proves, or several of the survey: their ids and what they ask."""

    id: str
    asks: str


class Received(NamedTuple):
    """A requirement that was missing in the earlier report and is met now."""

    requirement: str
    title: str
    subject: str


class Letter(NamedTuple):
    """Everything that the template of a letter can name.

    `addressee` is the head of the agency by position, or the agency; `sender` the position that writes.
    `coordinator` is the agency that gathers the dossier.
    `is_coordinator`: it is the one that is asked. `mandatory` and `recommended` count requirements, `items` what stands in the list. `was_evaluated`: the interview was before `as_of`.
    `is_past_due`: the deadline was. `since` is the day of the earlier report, None without one.
    """

    language: str
    kind: str
    as_of: dt.date
    city: str
    year: int
    instrument: str
    authority: str
    evaluation_date: dt.date | None
    was_evaluated: bool
    deadline: dt.date | None
    is_past_due: bool
    letterhead: Letterhead
    place: str
    agency_id: str
    agency: str
    short_name: str
    addressee: str
    is_coordinator: bool
    sender: str
    signatory: Signatory
    nature: str
    copies: tuple[str, ...]
    coordinator: str
    contact: Contact | None
    mandatory: int
    recommended: int
    items: int
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    has_deduced: bool
    since: dt.date | None
    received: tuple[Received, ...]


class Settled(NamedTuple):
    """An agency that owes nothing of what is asked, and how much it has sent since the earlier report."""

    agency_id: str
    name: str
    received: int


class Requests(NamedTuple):
    """The letters, who most owes first. `unowned` requirements have no agency; `new` ones are missing only now."""

    letters: tuple[Letter, ...]
    settled: tuple[Settled, ...]
    unowned: int
    new: int


# --- the earlier report --------------------------------------------------------------------------

_Key = tuple[str, str, str]  # requirement, kind and id of the subject


class Earlier(NamedTuple):
    """What an earlier report of this dossier says was missing, and as of which day."""

    as_of: dt.date
    missing: frozenset[_Key]


def earlier_report(content: bytes, assessment: Assessment, path: str) -> Earlier:
    """The part of a JSON report that is about the same city, year and instrument.

    Raises CannotRun if the file is no such report, or has nothing about this dossier.
    """
    dossier, instrument = assessment.dossier, assessment.instrument
    try:
        report = json.loads(content.decode("utf-8-sig"))
        version = report["version"]
        if type(version) is not int or version != REPORT_VERSION:
            raise CannotRun("report-version", path=path, version=str(version)[:40], known=REPORT_VERSION)
        day = dt.date.fromisoformat(report["as_of"])
        mine = [
            frozenset(_missing(part["matrix"]))
            for part in report["dossiers"]
            if dossier
            and instrument
            and (part["city"], part["year"], part["instrument"])
            == (masked(dossier.info.city.name), dossier.info.year, instrument.id)
        ]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CannotRun("no-report", path=path) from error
    if not mine:
        raise CannotRun("report-of-another", path=path)
    return Earlier(day, frozenset().union(*mine))


def _missing(cells: Iterable[Mapping[str, Any]]) -> Iterator[_Key]:
    for cell in cells:
        key = (cell["requirement"], cell["subject"]["kind"], cell["subject"]["id"])
        if cell["state"] == State.MISSING.value and all(isinstance(part, str) for part in key):
            yield key


def _key(cell: Cell) -> _Key:
    return cell.requirement, cell.subject.kind, cell.subject.id


# --- the letters ---------------------------------------------------------------------------------


def requests(
    assessment: Assessment,
    messages: Messages,
    as_of: dt.date,
    kind: str,
    *,
    agency: str | None = None,
    earlier: Earlier | None = None,
) -> Requests:
    """The letters to all agencies, or to one, in the language of the messages.

    With an earlier report only what was missing then, and still is, is asked. Raises CannotRun if the dossier
    cannot be read or has no such agency.
    """
    dossier, instrument = assessment.dossier, assessment.instrument
    if dossier is None or instrument is None:
        raise CannotRun("unread-dossier", path=assessment.path)
    narrowed(assessment, agency)  # refuses what is unknown
    cells = [cell for whole in assessment.matrix.cells for cell in _by_owner(whole, instrument)]
    cells = [cell for cell in cells if agency in {None, cell.agency}]
    missing = [cell for cell in cells if cell.state is State.MISSING]
    asked = [cell for cell in missing if earlier is None or _key(cell) in earlier.missing]
    received: dict[str | None, list[Cell]] = {}
    for cell in cells:
        if earlier and cell.state is State.MET and _key(cell) in earlier.missing:
            received.setdefault(cell.agency, []).append(cell)
    writer = _Writer(dossier, instrument, messages, as_of, kind, earlier.as_of if earlier else None)
    letters = tuple(
        writer.letter(name, [cell for cell in asked if cell.agency == name], received.get(name, ()))
        for name in owed_by_agency(asked)
        if name is not None
    )
    owing = {letter.agency_id for letter in letters}
    settled = tuple(
        Settled(entry.id, masked(entry.short_name or entry.name), len(received.get(entry.id, ())))
        for entry in {entry.id: entry for entry in reversed(dossier.agencies)}.values()
        if entry.id not in owing and agency in {None, entry.id}
    )
    unowned = sum(cell.agency is None for cell in asked)
    return Requests(letters, settled[::-1], unowned, len(missing) - len(asked))


def _by_owner(cell: Cell, instrument: Instrument) -> Iterator[Cell]:
    """A cell that all subjects of a kind must meet, in one part for each agency whose subjects fail it."""
    if not cell.attempts or instrument.requirements[cell.requirement].at_least != "all":
        yield cell
        return
    for owner in dict.fromkeys(verdict.subject.agency for verdict in cell.attempts):
        mine = tuple(verdict for verdict in cell.attempts if verdict.subject.agency == owner)
        yield cell._replace(agency=owner, attempts=mine)


_LED_BY_KEPALA: Final = ("dinas", "badan", "bagian")
"""Kinds of agency whose head is called Kepala."""


def _head_of(agency: entries.Agency) -> str:
    """The position that leads an agency: as written, else after its kind and full name, else the agency."""
    name = _printed(agency.name)
    if agency.head:
        return _printed(agency.head)
    return (
        f"Kepala {name}"
        if name.lower().startswith(_LED_BY_KEPALA) and agency.kind in _LED_BY_KEPALA
        else name
    )


def _printed(value: str | None) -> str:
    """A text of the dossier as it may be printed; empty where there is none."""
    return masked(value) if value else ""


class _Writer:
    """Writes the letters of one dossier, by names that are looked up once."""

    def __init__(
        self,
        dossier: dossier.Dossier,
        instrument: Instrument,
        messages: Messages,
        as_of: dt.date,
        kind: str,
        since: dt.date | None,
    ) -> None:
        self.dossier, self.instrument, self.messages = dossier, instrument, messages
        self.as_of, self.kind, self.since = as_of, kind, since
        self.about = About(dossier, instrument)
        self._agencies = {agency.id: agency for agency in reversed(dossier.agencies)}
        self._titles = {document.id: document.title for document in dossier.documents}
        self._quick_wins = {program.id for program in dossier.programs if program.quick_win is not None}
        self._programs = {program.id: place for place, program in enumerate(dossier.programs)}
        self._rows = {name: place for place, name in enumerate(instrument.requirements)}
        self._questions = {name: place for place, name in enumerate(instrument.questions)}

    def letter(self, name: str, cells: Sequence[Cell], received: Sequence[Cell]) -> Letter:
        """The letter to one agency."""
        info, entry = self.dossier.info, self._agencies.get(name)
        own = coordinating_agency(self.dossier)
        is_own = self.kind == NOTA_DINAS and name == own
        full = _printed(entry.name if entry else name)
        head = _head_of(entry) if entry else full
        interview = self.dossier.evaluation.date if self.dossier.evaluation else None
        groups = tuple(self._groups(cells))
        signatory = self._signatory()
        form = self._form()
        return Letter(
            language=self.messages.language,
            kind=self.kind,
            as_of=self.as_of,
            city=_printed(info.city.name),
            year=info.year,
            instrument=self.messages.word(self.instrument.title),
            authority=self.messages.word(self.instrument.authority),
            evaluation_date=interview,
            was_evaluated=interview is not None and interview < self.as_of,
            deadline=info.deadline,
            is_past_due=info.deadline is not None and info.deadline < self.as_of,
            letterhead=self._letterhead(),
            place=self._place(),
            agency_id=name,
            agency=full,
            short_name=_printed(entry.short_name) if entry and entry.short_name else full,
            addressee=self.messages.text("request.own-agency", agency=full) if is_own else head,
            is_coordinator=name == own,
            sender=signatory.position,
            signatory=signatory,
            nature=_printed(form.nature) if form else "",
            copies=tuple(map(masked, form.copies)) if form else (),
            coordinator=_printed(self._agencies[own].name) if own in self._agencies else "",
            contact=self._contact(),
            mandatory=sum(group.mandatory for group in groups),
            recommended=sum(group.recommended for group in groups),
            items=sum(len(group.needs) for group in groups),
            groups=groups,
            questions=tuple(self._asked(cells)),
            has_deduced=any(need.is_deduced for group in groups for need in group.needs),
            since=self.since,
            received=tuple(map(self._received, received)),
        )

    # --- form ------------------------------------------------------------------------------------

    def _form(self) -> entries.LetterForm | None:
        letter = self.dossier.info.letter
        if letter is None:
            return None
        return letter.nota_dinas if self.kind == NOTA_DINAS else letter.surat

    def _own(self) -> entries.Agency | None:
        """The coordinating agency, where a nota dinas is written."""
        return (
            self._agencies.get(coordinating_agency(self.dossier) or "") if self.kind == NOTA_DINAS else None
        )

    def _letterhead(self) -> Letterhead:
        form, own, city = self._form(), self._own(), self.dossier.info.city
        given = form.letterhead if form else None
        secretariat = "" if self.kind == NOTA_DINAS else self.messages.text("request.secretariat")
        fact = self.dossier.evidence.get(city.arms or "")
        return Letterhead(
            arms=city.arms or "" if fact and not fact.problem and fact.kind in PICTURES else "",
            government=_printed(given.government if given else None)
            or self.messages.text("request.government", city=_printed(city.name)),
            agency=_printed(given.agency if given else None) or (_printed(own.name) if own else secretariat),
            lines=tuple(map(masked, given.lines)) if given else (),
        )

    def _signatory(self) -> Signatory:
        form, own = self._form(), self._own()
        given = form.signatory if form else None
        position = "" if self.kind == NOTA_DINAS else self.messages.text("request.secretary")
        if own:
            position = _head_of(own)
        return Signatory(
            position=_printed(given.position if given else None) or position,
            name=_printed(given.name if given else None),
            rank=_printed(given.rank if given else None),
            nip=_printed(given.nip if given else None),
        )

    def _place(self) -> str:
        """Where the letter is written: a city has its own name; a regency's seat has another."""
        letter = self.dossier.info.letter
        if letter and letter.place:
            return masked(letter.place)
        match = re.fullmatch(r"Kota\s+(.+)", self.dossier.info.city.name)
        return masked(match[1]) if match else ""

    def _contact(self) -> Contact | None:
        person = self.dossier.info.coordinator
        if person is None:
            return None
        known = Contact(
            *(_printed(text) for text in (person.name, person.position, person.phone, person.email))
        )
        return known if any(known) else None

    # --- what is asked ---------------------------------------------------------------------------

    def _groups(self, cells: Sequence[Cell]) -> Iterator[Group]:
        grouped: dict[tuple[int, int, str], list[Cell]] = {}
        for cell in cells:
            grouped.setdefault(self._group_of(cell), []).append(cell)
        n = 0
        for key in sorted(grouped):
            needs = []
            for need in self._needs(grouped[key]):
                n += 1
                needs.append(need._replace(n=n))
            yield Group(
                self._group_name(key),
                sum(need.cells for need in needs if need.is_mandatory),
                sum(need.cells for need in needs if not need.is_mandatory),
                tuple(needs),
            )

    def _group_of(self, cell: Cell) -> tuple[int, int, str]:
        """The group that a cell belongs to, by its place among the groups."""
        kind, name = cell.subject
        if kind in _PROGRAMS:
            return _ORDER.index("program"), self._programs.get(name, 0), name
        if kind == "agency":
            return _ORDER.index("agency"), 0, name
        return _ORDER.index(kind if kind in _ORDER else "whole"), 0, ""

    def _group_name(self, key: tuple[int, int, str]) -> str:
        kind, name = _ORDER[key[0]], key[2]
        if kind == "agency":
            entry = self._agencies.get(name)
            return _printed(entry.name if entry else name)
        if kind == "program":
            word = self.messages.text("words.quick-win" if name in self._quick_wins else "words.program")
            return f"{word[:1].upper()}{word[1:]} {_printed(self.about.programs.get(name, name))}"
        if kind == "question":
            return self.messages.text("request.group-question")
        return self.messages.text("request.group-dimension" if kind == "dimension" else "request.group-whole")

    def _needs(self, cells: Sequence[Cell]) -> list[Need]:
        """What is asked of one group: what reads alike stands once, the mandatory first, then by leverage."""
        alike: dict[tuple[str, str, str, str], list[Cell]] = {}
        for cell in cells:
            row = self.instrument.requirements[cell.requirement]
            key = (cell.requirement, cell.level, self._lacks(cell), self._form_of(row, cell.lacks))
            alike.setdefault(key, []).append(cell)
        needs = [self._need(*key, found) for key, found in alike.items()]
        return sorted(
            needs,
            key=lambda need: (not need.is_mandatory, -round(need.leverage, 9), self._rows[need.requirement]),
        )

    def _need(self, requirement: str, level: str, lacks: str, form: str, cells: Sequence[Cell]) -> Need:
        row = self.instrument.requirements[requirement]
        proves = sorted({name for cell in cells for name in cell.proves}, key=self._questions.__getitem__)
        return Need(
            n=0,
            requirement=requirement,
            title=self.messages.word(row.title),
            applies_to=self._applies_to(cells),
            lacks=lacks,
            recorded=tuple(dict.fromkeys(said for cell in cells for said in self._recorded(cell))),
            why=self.messages.word(row.why),
            questions=tuple(proves),
            proves=self._in_short(proves),
            form=form,
            is_mandatory=level == "mandatory",
            is_deduced=self.about.is_deduced(requirement),
            leverage=self.instrument.leverage(proves),
            cells=len(cells),
        )

    def _applies_to(self, cells: Sequence[Cell]) -> str:
        """Which dimensions or meetings miss it; empty where the group or the questions say that already."""
        if cells[0].subject.kind in {"dimension", "meeting"}:
            return ", ".join(masked(self.messages.subject_name(cell.subject, self.about)) for cell in cells)
        return ""

    def _in_short(self, proves: Sequence[str]) -> str:
        if len(proves) > _FEW:
            return ", ".join(runs(proves, "–"))
        return ", ".join(self.messages.question(name, self.about) for name in proves)

    def _lacks(self, cell: Cell) -> str:
        """What is missing, as a sentence without a capital."""
        lacks = [
            lack._replace(details={}) if "listed" in lack.details and not lack.details["absent"] else lack
            for lack in cell.lacks
        ]
        return masked(self.messages.shortfall({"lacks": lacks, "attempts": cell.attempts}, self.about))

    def _recorded(self, cell: Cell) -> Iterator[str]:
        """The documents that are registered and do not count yet, by title, and why."""
        for miss in cell.near_misses:
            titled = miss._replace(document=self._titles.get(miss.document, miss.document))
            yield masked(self.messages.near_miss(titled))

    def _received(self, cell: Cell) -> Received:
        title = self.messages.word(self.instrument.requirements[cell.requirement].title)
        return Received(
            cell.requirement, title, masked(self.messages.subject(cell.subject, self.about).replace('"', ""))
        )

    # --- in which form ---------------------------------------------------------------------------

    def _form_of(self, row: Requirement, lacks: Iterable[Lack]) -> str:
        """What the documents must be like; or that there need be none."""
        parts = []
        for lack in lacks:
            if lack.kind == "documents":
                rule = _rule_of(row, lack)
                parts += [self._papers(lack.types, rule)] if rule else []
            elif lack.kind == "subjects" and row.documents:
                parts.append(self._papers(row.documents.any_of or row.documents.all_of, row.documents))
        return "; ".join(parts) or self.messages.text("request.form-data")

    def _papers(self, types: Sequence[str], rule: DocumentsRule) -> str:
        """The form of documents of these types, those of one form put together."""
        forms: dict[str, list[str]] = {}
        found = [
            (name, self.instrument.document_types[name])
            for name in types
            if name in self.instrument.document_types
        ]
        is_one_size = len({kind.max_megabytes for _, kind in found}) == 1
        for name, kind in found:
            form = self.messages.joined([file.upper() for file in kind.files], "or")
            if kind.needs:
                needs = self.messages.joined(
                    [self.messages.text(f"words.{need}") for need in kind.needs], "and"
                )
                form = self.messages.text("request.form-with", form=form, needs=needs)
            if not is_one_size:
                form = f"{form}, {self.messages.text('request.form-size', size=kind.max_megabytes)}"
            forms.setdefault(form, []).append(self.messages.document_type(name, self.about))
        if len(forms) > 1:
            shown = [f"{', '.join(names)}: {form}" for form, names in forms.items()]
        else:
            shown = list(forms) or [self.messages.text("request.form-any")]
        if is_one_size:
            shown.append(self.messages.text("request.form-size", size=found[0][1].max_megabytes))
        return "; ".join([*shown, *self._more(rule)])

    def _more(self, rule: DocumentsRule) -> Iterator[str]:
        """What a rule demands of the documents beside their type."""
        year = self.dossier.info.year
        if rule.window and rule.window.newest:
            yield self.messages.text("request.form-newest", first=year - 1, last=year)
        elif rule.window:
            first = year - (rule.window.years_back or 0)
            yield self.messages.text("request.form-year", years=year if first == year else f"{first}–{year}")
        if rule.signed:
            yield self.messages.text("request.form-signed")
        if rule.fields:
            fields = self.messages.joined(map(self.messages.asked, rule.fields), "and")
            yield self.messages.text("request.form-fields", fields=fields)

    # --- the questions ---------------------------------------------------------------------------

    def _asked(self, cells: Sequence[Cell]) -> Iterator[Question]:
        """The questions in words, those of the survey put together by dimension."""
        proves = sorted({name for cell in cells for name in cell.proves}, key=self._questions.__getitem__)
        surveyed: dict[str | None, list[str]] = {}
        for name in proves:
            question = self.instrument.questions[name]
            if question.kind == "survey":
                surveyed.setdefault(question.dimension, []).append(name)
            else:
                yield Question(name, self.messages.word(question.asks))
        for names in surveyed.values():
            found = [self.instrument.questions[name] for name in names]
            subs = dict.fromkeys(self.messages.word(question.sub_indicator) for question in found)
            dimension = self.messages.word(found[0].indicator)
            asks = self.messages.text("request.survey", dimension=dimension, subs=", ".join(subs))
            yield Question(", ".join(runs(names, "–")), asks)


def _rule_of(row: Requirement, lack: Lack) -> DocumentsRule | None:
    """The rule that a lack comes from: the row's, or that of the case which names these types."""
    rules = [rule for rule in (row.documents, *(case.documents for case in row.cases)) if rule]
    exact = (rule for rule in rules if lack.types in {rule.any_of, rule.all_of})
    partial = (rule for rule in rules if set(lack.types) <= {*rule.any_of, *rule.all_of})
    return next(exact, None) or next(partial, None)


# --- for mail-merge ------------------------------------------------------------------------------

COLUMNS: Final = (
    "agency-id",
    "agency",
    "addressee",
    "group",
    "requirement",
    "title",
    "applies-to",
    "lacks",
    "questions",
    "asks",
    "why",
    "form",
    "level",
    "deduced",
    "leverage",
    "deadline",
    "contact",
)
"""The columns of the table, a row for each thing that is asked for."""


def as_csv(letters: Sequence[Letter], messages: Messages, instrument: Instrument) -> str:
    """What is asked as a table for spreadsheets and mail-merge.

    Fields are parted as the language's spreadsheets expect: by semicolons in Indonesian, where the comma is the
    decimal sign. What a spreadsheet would take for a formula starts with an apostrophe.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=messages.text("package.delimiter"), lineterminator="\r\n")
    writer.writerow([messages.text(f"request.column.{name}") for name in COLUMNS])
    for letter in letters:
        for group in letter.groups:
            for need in group.needs:
                writer.writerow(map(harmless, _fields(letter, group, need, messages, instrument)))
    return stream.getvalue()


def _fields(
    letter: Letter, group: Group, need: Need, messages: Messages, instrument: Instrument
) -> Iterator[str]:
    asks = [f"{name}: {messages.word(instrument.questions[name].asks)}" for name in need.questions]
    yield from (letter.agency_id, letter.agency, letter.addressee, group.name)
    yield from (need.requirement, need.title, need.applies_to, " ".join([need.lacks, *need.recorded]))
    yield from (", ".join(need.questions), " ".join(asks), need.why, need.form)
    yield messages.text("words.mandatory" if need.is_mandatory else "words.recommended")
    yield "*" if need.is_deduced else ""
    yield messages.number(need.leverage, 4)
    yield letter.deadline.isoformat() if letter.deadline else ""
    yield ", ".join(filter(None, letter.contact or ()))
