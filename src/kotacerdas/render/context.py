"""An assessment → what templates see: plain records, every name looked up, in one language.

Nothing here touches the disk, but for the instrument of last year's scores. Every text of the dossier goes through `_text`, so that no identity number
is printed wherever one stands.
"""

from __future__ import annotations

from functools import cache
from os.path import commonprefix
from statistics import fmean
from typing import TYPE_CHECKING, Final

from kotacerdas import __version__
from kotacerdas.assessment import narrowed
from kotacerdas.checks.documents import PICTURES
from kotacerdas.checks.follow_ups import is_open, is_past_due
from kotacerdas.checks.privacy import masked
from kotacerdas.diagnostics import Severity
from kotacerdas.dossier import Activity as ActivityEntry
from kotacerdas.dossier import predecessors
from kotacerdas.errors import CannotRun
from kotacerdas.matrix import Cell, State, flaw_of
from kotacerdas.matrix import Matrix as CellMatrix
from kotacerdas.messages import About, Messages, runs
from kotacerdas.render.records import (
    ActionPlan,
    Activity,
    Agency,
    Aspect,
    AspectScore,
    Assessor,
    Attendee,
    Budget,
    BudgetLine,
    City,
    Column,
    Context,
    Coordinator,
    Dimension,
    Document,
    Evaluation,
    FollowUp,
    Foreword,
    Funding,
    Gap,
    Instrument,
    Masterplan,
    Matrix,
    Mean,
    Meeting,
    OpenRequirement,
    Partner,
    Period,
    Person,
    Program,
    Question,
    Readiness,
    Result,
    Risk,
    Row,
    Scope,
    Score,
    Share,
    Standing,
    Statistic,
    SubDimension,
    Survey,
    Trait,
    Users,
)
from kotacerdas.reports.gaps import gaps, owed_by_agency
from kotacerdas.reports.score import standing_name
from kotacerdas.score import PUBLISHED, score_of
from kotacerdas.shapes import choices_of, nearest
from kotacerdas.subjects import figure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date

    from kotacerdas import dossier as entries
    from kotacerdas import instrument as rows
    from kotacerdas.assessment import Assessment
    from kotacerdas.diagnostics import SubjectRef
    from kotacerdas.matrix import Lack, NearMiss, Verdict

INSTITUTION: Final = "kelembagaan"
"""The field of the assessor to whom belongs what is about the place as a whole."""

_SHOWN: Final = frozenset({"foto", "tangkapan-layar"})
_PROGRAMS: Final = frozenset({"program", "quick-win"})
_TRAITS: Final = {
    "attraction": "W2",
    "benefit": "W3",
    "uniqueness": "W4",
    "partnership": "W5",
    "development": "W6",
    "sustainability": "W7",
    "resources": "W8",
}
_MAX_ATTEMPTS: Final = 12
_LAST: Final = 1_000_000


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
    dossier, instrument = assessment.dossier, assessment.instrument
    if dossier is None or instrument is None:
        raise CannotRun("unread-dossier", path=assessment.path)
    part_of_it = narrowed(assessment, None, dimension, program)  # refuses what is unknown
    part = _part(dossier, instrument, messages, dimension, program, assessor)
    records = _Records(assessment, dossier, instrument, messages, as_of, part, link_to)
    info = dossier.info
    dimensions = tuple(map(records.dimension, part.dimensions))
    programs = records.programs_in_order()
    return Context(
        language=messages.language,
        tool=f"kotacerdas {__version__}",
        as_of=as_of,
        is_draft=is_draft,
        is_complete=not (
            any(gap.is_mandatory for gap in records.gaps)
            or any(f.severity is Severity.ERROR and f.requirement is None for f in part_of_it.findings)
        ),
        scope=Scope(part.is_whole, part.has_institution, part.name),
        city=records.city(),
        year=info.year,
        stage_name=records.term("stage", info.stage),
        instrument=Instrument(
            instrument.id, messages.word(instrument.title), messages.word(instrument.authority)
        ),
        coordinator=records.coordinator(),
        deadline=info.deadline,
        foreword=records.foreword(),
        evaluation=records.evaluation(),
        masterplan=records.masterplan(),
        budget=records.budget(),
        agencies=records.agencies_of_part(),
        meetings=records.meetings(),
        dimensions=dimensions,
        programs=programs,
        quick_wins=tuple(p for p in programs if p.is_quick_win),
        aspects=tuple(records.aspects()),
        action_plan=tuple(records.action_plan()),
        follow_ups=tuple(records.follow_ups()),
        documents=records.documents_of_part(),
        readiness=records.readiness("", records.cells),
        by_dimension=tuple(records.by_dimension()),
        by_agency=tuple(records.by_agency()),
        gaps=records.gaps,
        waived=records.waived,
        open_requirements=tuple(records.open_requirements()),
        matrix=records.matrix(),
        score=_score(assessment, instrument, messages) if part.has_institution else None,
    )


# --- which part ----------------------------------------------------------------------------------


class _Part:
    """The part of a dossier that is rendered.

    `dimensions` are in the order of the instrument. What belongs to no dimension is about the place as a
    whole. A part with a `program` holds nothing but that program.
    """

    def __init__(
        self,
        dossier: entries.Dossier,
        instrument: rows.Instrument,
        dimensions: Collection[str] | None = None,
        program: str | None = None,
        *,
        has_institution: bool = True,
        name: str = "",
    ) -> None:
        self.is_whole = dimensions is None
        self.dimensions = tuple(d for d in instrument.dimensions if dimensions is None or d in dimensions)
        self.program = program
        self.has_institution = has_institution
        self.name = name
        self._known = instrument.dimensions
        subs = instrument.sub_dimensions()
        self.homes: dict[str, str | None] = {meeting.id: None for meeting in dossier.meetings}
        self.homes |= {agency.id: None for agency in dossier.agencies}
        self.homes |= {p.id: p.dimension or subs.get(p.sub_dimension or "") for p in dossier.programs}
        self.homes |= {question.id: question.dimension for question in instrument.questions.values()}
        self.homes |= subs | {name: name for name in instrument.dimensions}
        """What can be named → the dimension that it belongs to."""

    def holds(self, dimension: str | None) -> bool:
        """Whether what belongs to a dimension, or to none, is in this part."""
        return dimension in self.dimensions if dimension in self._known else self.has_institution

    def names(self, refs: Iterable[str]) -> bool:
        """Whether one of these ids is in this part."""
        if self.is_whole:
            return True
        if self.program:
            return self.program in refs
        return any(ref in self.homes and self.holds(self.homes[ref]) for ref in refs)

    def has_cell(self, cell: Cell) -> bool:
        """Whether a cell of the matrix is in this part."""
        if self.program:
            return cell.subject.kind in _PROGRAMS and cell.subject.id == self.program
        return self.holds(cell.dimension)


def _part(
    dossier: entries.Dossier,
    instrument: rows.Instrument,
    messages: Messages,
    dimension: str | None,
    program: str | None,
    assessor: str | None,
) -> _Part:
    """The part that belongs to all that was chosen."""
    if not (dimension or program or assessor):
        return _Part(dossier, instrument)
    names: list[str] = []
    dimensions: set[str] = set(instrument.dimensions)
    has_institution = not (dimension or program)
    if assessor:
        name, fields = _assessor(dossier, instrument, messages, assessor)
        dimensions &= set(fields)
        has_institution &= INSTITUTION in fields
        names.append(name)
    if dimension:
        dimensions &= {dimension}
        names.append(messages.word(instrument.dimensions[dimension].name))
    if program:
        entry = next(entry for entry in dossier.programs if entry.id == program)
        home = entry.dimension or instrument.sub_dimensions().get(entry.sub_dimension or "")
        if home not in dimensions and (assessor or dimension):
            raise CannotRun("nothing-selected")
        dimensions &= {home or ""}
        names.append(entry.name)
    if not (dimensions or has_institution or program):
        raise CannotRun("nothing-selected")
    return _Part(
        dossier, instrument, dimensions, program, has_institution=has_institution, name=masked(names[-1])
    )


def _assessor(
    dossier: entries.Dossier, instrument: rows.Instrument, messages: Messages, wanted: str
) -> tuple[str, tuple[str, ...]]:
    """Who an assessor is and which fields are theirs.

    Raises CannotRun if there is none of that name, number or field, or none at all.
    """
    assessors = dossier.evaluation.assessors if dossier.evaluation else ()
    if not assessors:
        raise CannotRun("no-assessors")
    labels = [a.name or messages.text("terms.assessor", n=n) for n, a in enumerate(assessors, start=1)]
    folded = wanted.strip().casefold()
    found = [i for i, a in enumerate(assessors) if a.name and a.name.casefold() == folded]
    if not found and folded.isdecimal():
        found = [int(folded) - 1] if 0 < int(folded) <= len(assessors) else []
    of_field = [i for i, a in enumerate(assessors) if folded in a.fields]
    if not found and not of_field:
        known = [a.name or str(n) for n, a in enumerate(assessors, start=1)]
        fields = list(dict.fromkeys(field for a in assessors for field in a.fields))
        raise CannotRun(
            "no-such-assessor",
            name=wanted,
            known=", ".join([*known, *fields]),
            suggestion=nearest(wanted, [*known, *fields]),
        )
    place = (found or of_field)[0]
    label, fields_of = labels[place], assessors[place].fields
    if not found and len(of_field) > 1:  # several share the field, so it alone is meant
        label, fields_of = messages.joined([labels[i] for i in of_field], "and"), (folded,)
    if not fields_of:
        raise CannotRun("assessor-without-fields", name=label)
    shown = messages.joined([_field(name, instrument, messages) for name in fields_of], "and")
    return f"{label} ({shown})", fields_of


def _field(name: str, instrument: rows.Instrument, messages: Messages) -> str:
    """An assessor's field by name."""
    if name == INSTITUTION:
        return messages.text("terms.institution")
    return messages.word(instrument.dimensions[name].name) if name in instrument.dimensions else name


def _text(value: str | None) -> str:
    """A text of the dossier as it may be printed; empty where there is none."""
    return masked(value) if value else ""


# --- records -------------------------------------------------------------------------------------


class _Records:
    """The records of one part of a dossier, by indices that are made once."""

    def __init__(
        self,
        assessment: Assessment,
        dossier: entries.Dossier,
        instrument: rows.Instrument,
        messages: Messages,
        as_of: date,
        part: _Part,
        link_to: Callable[[str], str],
    ) -> None:
        self.dossier, self.instrument, self.messages = dossier, instrument, messages
        self.as_of, self.part, self.link_to = as_of, part, link_to
        self.about = About(dossier, instrument)
        self._lead: str | None = None
        self._agencies = {agency.id: self._agency(agency) for agency in reversed(dossier.agencies)}
        self._contacts = {agency.id: agency.contact for agency in dossier.agencies}
        self._leads = {dimension.id: dimension.lead for dimension in dossier.dimensions}
        self._names = self._names_of_things()

        self.cells = [cell for cell in assessment.matrix.cells if part.has_cell(cell)]
        self._open_questions = {
            question
            for cell in assessment.matrix.missing()
            if cell.level == "mandatory"
            for question in cell.proves
        }
        self._said: dict[tuple[object, ...], str] = {}
        self._found: dict[tuple[str | None, SubjectRef | None], list[str]] = {}
        coded = {row.check for row in instrument.requirements.values() if row.check}
        for finding in assessment.findings:
            if finding.code in coded:
                said = messages.message(finding, self.about)
                self._found.setdefault((finding.requirement, finding.subject), []).append(said)

        self._place_documents(assessment.matrix)
        self._place_gaps()
        self._former = self._names_of_former_quick_wins()
        self._programs = {p.id: self._program(p) for p in self._of_part(dossier.programs)}
        self._place_by_dimension()

    def _names_of_things(self) -> dict[str, str]:
        """What can be named → its name, but for questions."""
        word, meetings = self.messages.word, self.dossier.meetings
        names = {meeting.id: meeting.title or self.term("body", meeting.body) for meeting in meetings}
        names |= {agency.id: agency.short_name or agency.name for agency in self.dossier.agencies}
        names |= {program.id: program.name for program in self.dossier.programs}
        for dimension in self.instrument.dimensions.values():
            names[dimension.id] = word(dimension.name)
            names |= {sub.id: word(sub.name) for sub in dimension.sub_dimensions}
        return {ref: masked(name) for ref, name in names.items()}

    def _names_of_former_quick_wins(self) -> dict[str, str]:
        """A quick win → what last year's dossier called the one that it goes on from."""
        older = self.dossier.previous
        if older is None:
            return {}
        new = [program for program in self.dossier.programs if program.quick_win is not None]
        old = [program for program in older.programs if program.quick_win is not None]
        return {name: former.name for name, (former, _) in predecessors(new, old).items()}

    def _of_part(self, programs: Iterable[entries.Program]) -> Iterator[entries.Program]:
        """The programs of this part, an id once."""
        seen: set[str] = set()
        for program in programs:
            if program.id not in seen and self.part.names((program.id,)):
                seen.add(program.id)
                yield program

    def term(self, group: str, name: str | None) -> str:
        """The word of a choice; empty where nothing was chosen."""
        return self.messages.text(f"terms.{group}.{name}") if name else ""

    def _named(self, refs: Iterable[str]) -> tuple[str, ...]:
        """What ids name: questions by their ids, in short, after all else by its name."""
        refs = tuple(dict.fromkeys(refs))
        questions = tuple(ref for ref in refs if ref in self.instrument.questions)
        return (*(self._name(ref) for ref in refs if ref not in self.instrument.questions), *_runs(questions))

    def _name(self, ref: str) -> str:
        return self._names.get(ref) or _text(ref)

    # --- people and agencies -------------------------------------------------------------------------

    def _agency(self, agency: entries.Agency) -> Agency:
        name = _text(agency.name)
        short_name = _text(agency.short_name) or name
        return Agency(_text(agency.id), name, short_name, _text(agency.head), _person(agency.contact))

    def agency(self, name: str | None) -> Agency | None:
        """An agency; one that has no entry goes by its id."""
        if name is None:
            return None
        return self._agencies.get(name) or Agency(_text(name), _text(name), _text(name), "", None)

    def _present(self, names: Iterable[str]) -> tuple[Agency, ...]:
        found = (self.agency(name) for name in dict.fromkeys(names))
        return tuple(agency for agency in found if agency)

    def agencies_of_part(self) -> tuple[Agency, ...]:
        """The agencies that have to do with this part."""
        named = {cell.agency for cell in self.cells}
        named |= {self._leads.get(dimension) for dimension in self.part.dimensions}
        named |= {p.agency for p in self.dossier.programs if p.id in self._programs}
        ids = dict.fromkeys(agency.id for agency in self.dossier.agencies)
        return self._present(name for name in ids if self.part.is_whole or name in named)

    def coordinator(self) -> Coordinator | None:
        """Who gathers the dossier."""
        who = self.dossier.info.coordinator
        if who is None:
            return None
        return Coordinator(self.agency(who.agency), _text(who.name), _text(who.position), _text(who.email))

    # --- the place as a whole ------------------------------------------------------------------------

    def city(self) -> City:
        """The city or regency."""
        city = self.dossier.info.city
        fact = self.dossier.evidence.get(city.arms or "")
        is_shown = fact is not None and not fact.problem and fact.kind in PICTURES
        arms = _unmasked(fact.actual) if fact and is_shown else ""
        return City(_text(city.name), _text(city.province), self.term("cohort", city.cohort), arms)

    def foreword(self) -> Foreword:
        """The words before the report."""
        words = self.dossier.info.foreword
        if words is None:
            return Foreword("", "", "")
        return Foreword(_text(words.text), _text(words.name), _text(words.position))

    def masterplan(self) -> Masterplan:
        """The masterplan and its papers."""
        plan = self.dossier.info.masterplan
        if plan is None:
            return Masterplan(None, (), None)
        basis = self._papers([plan.legal_basis] if plan.legal_basis else [])
        period = Period(plan.period.start, plan.period.end) if plan.period else None
        return Masterplan(basis[0] if basis else None, self._papers(plan.books), period)

    def budget(self) -> Budget | None:
        """The round year's budget."""
        budget = self.dossier.info.budget
        if budget is None:
            return None
        share = None
        if budget.total and budget.smart_city is not None:
            share = 100 * budget.smart_city / budget.total
        others = tuple(Funding(_text(other.source), other.amount) for other in budget.other_sources)
        return Budget(budget.total, budget.smart_city, share, others)

    def evaluation(self) -> Evaluation | None:
        """The interview."""
        held = self.dossier.evaluation
        if held is None:
            return None
        attendees = tuple(
            Attendee(_text(who.name), _text(who.position), self.agency(who.agency)) for who in held.attendees
        )
        assessors = tuple(
            Assessor(
                _text(who.name),
                tuple(_text(_field(name, self.instrument, self.messages)) for name in who.fields),
                who.chair,
            )
            for who in held.assessors
        )
        return Evaluation(
            held.date,
            self.term("mode", held.mode),
            _text(held.place),
            attendees,
            held.assessor_count,
            assessors,
        )

    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings, the first one first."""
        if not self.part.has_institution:
            return ()
        undated = self.as_of.max
        return tuple(
            Meeting(
                self.term("body", meeting.body),
                _text(meeting.title),
                meeting.date,
                _text(meeting.place),
                self._present(meeting.agencies),
                self._supporting(meeting.id),
            )
            for meeting in sorted(self.dossier.meetings, key=lambda meeting: meeting.date or undated)
        )

    def action_plan(self) -> Iterator[ActionPlan]:
        """The action plan, in the order of the form."""
        if not self.part.has_institution:
            return
        by_kind: dict[str, list[Activity]] = {kind: [] for kind in choices_of(ActivityEntry, "kind")}
        for entry in self.dossier.action_plan:
            percent = None
            if entry.planned and entry.realised is not None:
                percent = 100 * entry.realised / entry.planned
            by_kind[entry.kind].append(
                Activity(
                    _text(entry.activity),
                    entry.planned,
                    entry.realised,
                    _text(entry.unit),
                    percent,
                    self.agency(entry.agency),
                )
            )
        for kind, activities in by_kind.items():
            if activities:
                yield ActionPlan(self.term("activity", kind), tuple(activities))

    def follow_ups(self) -> Iterator[FollowUp]:
        """What assessors asked for or recommended. What names nothing is about the place as a whole."""
        for entry in self.dossier.follow_ups:
            if not (self.part.names(entry.about) if entry.about else self.part.has_institution):
                continue
            yield FollowUp(
                kind_name=self.term("asked", entry.kind),
                from_=_text(entry.from_),
                date=entry.date,
                due=entry.due,
                subject=_text(entry.subject),
                about=self._named(entry.about),
                status_name=self.term("reply", entry.status or "open"),
                is_open=is_open(entry),
                is_past_due=is_past_due(entry, self.as_of),
                is_of_earlier_year=entry.date is not None and entry.date.year < self.dossier.info.year,
                reply=_text(entry.reply),
                documents=self._papers(entry.documents),
            )

    # --- documents -----------------------------------------------------------------------------------

    def _place_documents(self, matrix: CellMatrix) -> None:
        """Make every document's record, in the order of the questions that it proves."""
        order = {question: place for place, question in enumerate(self.instrument.questions)}
        by_subject: dict[str, int] = {}
        by_document: dict[str, int] = {}
        for cell in matrix.cells:
            first = min((order[question] for question in cell.proves if question in order), default=_LAST)
            by_subject[cell.subject.id] = min(first, by_subject.get(cell.subject.id, _LAST))
            for name in cell.documents:
                by_document[name] = min(first, by_document.get(name, _LAST))

        def place(document: entries.Document) -> int:
            named = [order.get(ref, by_subject.get(ref, _LAST)) for ref in document.supports]
            first = min(named, default=_LAST)
            return by_document.get(document.id, _LAST) if first == _LAST else first

        listed = sorted(enumerate(self.dossier.documents), key=lambda item: place(item[1]))
        self._documents = [(entry, self._document(index, entry)) for index, entry in listed]
        self._papers_by_id: dict[str, Document] = {}
        self._papers_by_support: dict[str, list[Document]] = {}
        for entry, record in self._documents:
            self._papers_by_id.setdefault(entry.id, record)
            for ref in dict.fromkeys(entry.supports):
                self._papers_by_support.setdefault(ref, []).append(record)

    def _document(self, index: int, document: entries.Document) -> Document:
        dossier, messages = self.dossier, self.messages
        kind = self.instrument.document_types.get(document.type)
        is_unread = bool(dossier.origin("documents", index).unread)
        flaw = flaw_of(document, dossier, self.instrument, is_unread=is_unread)
        fact = dossier.evidence.get(document.file or "")
        is_public = document.classification == "public" and document.personal_data != "specific"
        path = fact.actual if fact and not fact.problem and is_public else ""
        path = _unmasked(path)
        link = self.link_to(path) if path else ""
        if is_public and not link and document.url and document.has_link:
            link = _unmasked(document.url)
        is_picture = document.type in _SHOWN and fact is not None and fact.kind in PICTURES
        return Document(
            id=_text(document.id),
            type=_text(document.type),
            type_name=messages.word(kind.name) if kind else _text(document.type),
            title=_text(document.title),
            number=_text(document.number),
            date=document.date,
            issuer=_text(document.issuer),
            agency=self.agency(document.agency),
            link=link,
            file_name=path.rpartition("/")[2],
            pages=fact.pages if fact else 0,
            classification_name=self.term("classification", document.classification),
            is_open=is_public,
            is_final=document.state == "final" and not document.is_draft,
            flaw=masked(messages.flaw(flaw)) if flaw else "",
            proves=self._named(document.supports),
            picture=path if is_picture else "",
        )

    def _papers(self, names: Iterable[str]) -> tuple[Document, ...]:
        return tuple(self._papers_by_id[name] for name in names if name in self._papers_by_id)

    def _supporting(self, ref: str) -> tuple[Document, ...]:
        return tuple(self._papers_by_support.get(ref, ()))

    def documents_of_part(self) -> tuple[Document, ...]:
        """The documents that prove something in this part; of the whole, all."""
        if self.part.is_whole:
            return tuple(record for _, record in self._documents)
        used = {name for cell in self.cells for name in cell.documents}
        for follow_up in self.dossier.follow_ups:
            if self.part.names(follow_up.about):
                used.update(follow_up.documents)
        plan = self.dossier.info.masterplan
        if plan and self.part.has_institution:
            used.update(plan.books, [plan.legal_basis] if plan.legal_basis else [])
        return tuple(
            record for entry, record in self._documents if entry.id in used or self.part.names(entry.supports)
        )

    # --- what is missing -----------------------------------------------------------------------------

    def _place_gaps(self) -> None:
        """Make a gap of every cell that is not met: the mandatory first, then the most valuable."""
        missed = [cell for cell in self.cells if cell.state is not State.MET]
        missed.sort(key=lambda cell: (cell.level != "mandatory", -round(cell.leverage, 9)))
        made = [(cell, self._gap(cell)) for cell in missed]
        self.gaps = tuple(gap for cell, gap in made if cell.state is State.MISSING)
        self.waived = tuple(gap for cell, gap in made if cell.state is State.WAIVED)
        self._gaps_of: dict[tuple[str, str], list[Gap]] = {}
        for cell, gap in made:
            if cell.state is State.MISSING:
                kind = "program" if cell.subject.kind in _PROGRAMS else cell.subject.kind
                self._gaps_of.setdefault((kind, cell.subject.id), []).append(gap)
        self._cells_of: dict[str, list[Cell]] = {}
        for cell in self.cells:
            if cell.subject.kind in _PROGRAMS:
                self._cells_of.setdefault(cell.subject.id, []).append(cell)

    def _gap(self, cell: Cell) -> Gap:
        row = self.instrument.requirements[cell.requirement]
        return Gap(
            requirement=row.id,
            title=self.messages.word(row.title),
            subject=self._subject(cell.subject),
            lacks=self._lacks(cell),
            agency=self.agency(cell.agency),
            is_mandatory=cell.level == "mandatory",
            is_deduced=self.about.is_deduced(row.id),
            proves=_runs(cell.proves),
            leverage=cell.leverage,
            waived_because=_text(cell.waiver.reason) if cell.waiver else "",
        )

    def _subject(self, subject: SubjectRef) -> str:
        if subject.kind == "dossier":
            return self.messages.text("status.whole")
        if subject.kind == "question":
            return self.messages.question(subject.id, self.about)
        return self._name(subject.id)

    def _lacks(self, cell: Cell) -> str:
        if any(lack.kind == "check" for lack in cell.lacks):
            said = self._found.get((cell.requirement, cell.subject), [])
            return masked(" ".join(said).rstrip("."))
        if cell.near_misses or cell.attempts:
            return self._shortfall(cell)
        alike = tuple((*lack[:-1], *lack.details.items()) for lack in cell.lacks)
        if alike not in self._said:  # a thousand programs lack the same
            self._said[alike] = self._shortfall(cell)
        return self._said[alike]

    def _shortfall(self, cell: Cell) -> str:
        details = {
            "lacks": tuple(map(self._titled_lack, cell.lacks)),
            "near_misses": tuple(map(self._titled_miss, cell.near_misses)),
            "attempts": (
                *map(self._titled_verdict, cell.attempts[:_MAX_ATTEMPTS]),
                *cell.attempts[_MAX_ATTEMPTS:],
            ),
        }
        return masked(self.messages.shortfall(details, self.about).removesuffix("."))

    def _titled_lack(self, lack: Lack) -> Lack:
        """What is lacking, with titles for the ids of documents: readers do not know the ids."""
        absent = lack.details.get("absent")
        if not isinstance(absent, tuple) or not absent:
            return lack
        return lack._replace(details={**lack.details, "absent": tuple(map(self._title, absent))})

    def _titled_miss(self, miss: NearMiss) -> NearMiss:
        return miss._replace(document=self._title(miss.document))

    def _titled_verdict(self, verdict: Verdict) -> Verdict:
        return verdict._replace(
            lacks=tuple(map(self._titled_lack, verdict.lacks)),
            near_misses=tuple(map(self._titled_miss, verdict.near_misses)),
        )

    def _title(self, name: str) -> str:
        paper = self._papers_by_id.get(name)
        return paper.title if paper else name

    def open_requirements(self) -> Iterator[OpenRequirement]:
        """The requirements that are missed, the most valuable first."""
        for gap in gaps(CellMatrix(tuple(self.cells)), self.instrument):
            row = self.instrument.requirements[gap.requirement]
            yield OpenRequirement(
                requirement=row.id,
                title=self.messages.word(row.title),
                is_mandatory=gap.level == "mandatory",
                is_deduced=self.about.is_deduced(row.id),
                subjects=tuple(self._subject(cell.subject) for cell in gap.cells),
                agencies=self._present(gap.agencies),
                proves=_runs(gap.proves),
                leverage=gap.leverage,
            )

    # --- how far it is -------------------------------------------------------------------------------

    def readiness(self, name: str, cells: Sequence[Cell]) -> Readiness:
        """How far something is, by its cells."""
        waived = sum(cell.state is State.WAIVED for cell in cells)
        return Readiness(name, _share_met(cells, "mandatory"), _share_met(cells, "recommended"), waived)

    def by_dimension(self) -> Iterator[Readiness]:
        """The dimensions, and after them what is about the place as a whole."""
        for dimension in self.part.dimensions:
            yield self.readiness(self._name(dimension), self._cells_by_dimension.get(dimension, []))
        if whole := self._cells_by_dimension.get(None):
            yield self.readiness(self.messages.text("status.whole"), whole)

    def by_agency(self) -> Iterator[Readiness]:
        """The agencies, who owes most first."""
        grouped: dict[str | None, list[Cell]] = {}
        for cell in self.cells:
            grouped.setdefault(cell.agency, []).append(cell)
        owing = owed_by_agency(cell for cell in self.cells if cell.state is State.MISSING)
        for name in dict.fromkeys([*owing, *grouped]):
            agency = self.agency(name)
            shown = agency.short_name if agency else self.messages.agency(None, self.about)
            yield self.readiness(shown, grouped[name])

    def matrix(self) -> Matrix:
        """The quick wins against what is asked of each of them."""
        asked = [
            row
            for row in self.instrument.requirements.values()
            if row.subject == "quick-win" and row.at_least is None
        ]
        columns = tuple(
            Column(
                row.id,
                self.messages.word(row.title),
                row.level == "mandatory",
                self.about.is_deduced(row.id),
            )
            for row in asked
        )
        found = []
        for name, program in self._in_order():
            if program.is_quick_win:
                states = {c.requirement: _state(c) for c in self._cells_of.get(name, ())}
                shown = tuple(states.get(row.id, "none") for row in asked)
                found.append(Row(program.name, program.agency, shown))
        return Matrix(columns, tuple(found))

    # --- programs and dimensions ---------------------------------------------------------------------

    def programs_in_order(self) -> tuple[Program, ...]:
        """The programs by dimension, those of none last; in each in the order of the ledger."""
        return tuple(program for _, program in self._in_order())

    def _in_order(self) -> list[tuple[str, Program]]:
        order = {name: place for place, name in enumerate(self.instrument.dimensions)}
        return sorted(self._programs.items(), key=lambda item: order.get(item[1].dimension, len(order)))

    def _program(self, program: entries.Program) -> Program:
        year = self.dossier.info.year
        dimension = self.part.homes[program.id] or ""
        cells = self._cells_of.get(program.id, [])
        documents = self._supporting(program.id)
        amounts = [line.amount for line in program.budget if line.year == year]
        contact = _person(program.contact) or _person(self._contacts.get(program.agency or ""))
        trait = program.quick_win
        return Program(
            id=_text(program.id),
            name=_text(program.name),
            description=_text(program.description),
            dimension=_text(dimension),
            dimension_name=self._name(dimension),
            sub_dimension_name=self._name(program.sub_dimension or ""),
            agency=self.agency(program.agency),
            contact=contact,
            partners=tuple(Partner(_text(p.name), _text(p.kind), _text(p.role)) for p in program.partners),
            status=program.status or "",
            status_name=self.term("program", program.status),
            stopped_because=_text(program.stopped_because),
            since=program.since,
            digital=program.digital,
            masterplan=_text(program.masterplan),
            budget=tuple(BudgetLine(b.year, b.amount, _text(b.source)) for b in program.budget),
            budget_of_year=sum(amounts) if amounts else None,
            channels=tuple(map(_text, program.channels)),
            users=Users(program.users.count, _text(program.users.period)) if program.users else None,
            results=tuple(
                Result(_text(r.indicator), _text(r.value), _text(r.unit), _text(r.period))
                for r in program.results
            ),
            risks=tuple(Risk(_text(r.risk), _text(r.mitigation)) for r in program.risks),
            is_quick_win=trait is not None,
            is_new=trait.new if trait else None,
            goes_on_from=_text(self._former.get(program.id)),
            strategic_issue=_text(trait.strategic_issue) if trait else "",
            traits=tuple(self._traits(trait)) if trait else (),
            documents=documents,
            pictures=tuple(document for document in documents if document.picture),
            gaps=tuple(self._gaps_of.get(("program", program.id), ())),
            readiness=self.readiness(_text(program.name), cells),
        )

    def _traits(self, quick_win: entries.QuickWin) -> Iterator[Trait]:
        for key, question in _TRAITS.items():
            asked = self.messages.asked(f"quick_win.{key}")
            name = asked[:1].upper() + asked[1:]
            is_asked = question in self.instrument.questions
            yield Trait(question if is_asked else "", name, _text(getattr(quick_win, key)))

    def _place_by_dimension(self) -> None:
        """Group what belongs to dimensions."""
        self._dimension_entries = {entry.id: entry for entry in reversed(self.dossier.dimensions)}
        self._programs_by_dimension: dict[str, list[Program]] = {}
        for program in self._programs.values():
            self._programs_by_dimension.setdefault(program.dimension, []).append(program)
        self._surveys_by_dimension: dict[str, list[entries.Survey]] = {}
        for survey in self.dossier.surveys:
            self._surveys_by_dimension.setdefault(survey.dimension, []).append(survey)
        self._cells_by_dimension: dict[str | None, list[Cell]] = {}
        for cell in self.cells:
            home = cell.dimension if cell.dimension in self.instrument.dimensions else None
            self._cells_by_dimension.setdefault(home, []).append(cell)

    def dimension(self, name: str) -> Dimension:
        """One dimension with its programs and its survey."""
        entry = self._dimension_entries.get(name)
        programs = self._programs_by_dimension.get(name, [])
        subs = self.instrument.dimensions[name].sub_dimensions
        names = {sub.id: self._name(sub.id) for sub in subs}
        by_sub: dict[str, list[Program]] = {}
        for program in programs:
            by_sub.setdefault(program.sub_dimension_name, []).append(program)
        grouped = self._cells_by_dimension.get(name, [])
        return Dimension(
            id=name,
            name=self._name(name),
            lead=self.agency(entry.lead) if entry else None,
            strategy=_text(entry.strategy) if entry else "",
            narrative=_text(entry.narrative) if entry else "",
            sub_dimensions=tuple(
                SubDimension(sub, shown, tuple(by_sub.get(shown, ()))) for sub, shown in names.items()
            ),
            other_programs=tuple(p for p in programs if p.sub_dimension_name not in names.values()),
            programs=tuple(programs),
            quick_wins=tuple(p for p in programs if p.is_quick_win),
            surveys=tuple(self._surveys(name)),
            readiness=self.readiness(self._name(name), grouped),
        )

    def _surveys(self, dimension: str) -> Iterator[Survey]:
        for survey in self._surveys_by_dimension.get(dimension, ()):
            if self.part.program and survey.program != self.part.program:
                continue
            means = tuple(
                Mean(_text(question), self._statement(question), value)
                for question, value in survey.means.items()
            )
            yield Survey(
                sub_dimension_name=self._name(survey.sub_dimension or ""),
                service=_text(survey.service) or self._name(survey.program or ""),
                users=survey.users,
                respondents=survey.respondents,
                method=_text(survey.method),
                means=means,
                mean=fmean(mean.value for mean in means) if means else None,
            )

    def _statement(self, question: str) -> str:
        """The statement behind a question of the survey: what it asks, less the words with which all ask."""
        entry = self.instrument.questions.get(question)
        if entry is None:
            return ""
        asked = self.messages.word(entry.asks)
        if self._lead is None:
            asks = [
                self.messages.word(q.asks) for q in self.instrument.questions.values() if q.kind == "survey"
            ]
            shared = commonprefix(asks) if len(asks) > 1 else ""  # noqa: RUF071 - of texts, not of paths
            self._lead = shared[: shared.rfind(" ") + 1]
        said = asked.removeprefix(self._lead).rstrip("?") if self._lead else asked
        return said[:1].upper() + said[1:]

    # --- answers -------------------------------------------------------------------------------------

    def aspects(self) -> Iterator[Aspect]:
        """The aspects with the questions of this part."""
        answers = {answer.question: answer for answer in reversed(self.dossier.answers)}
        statistics = {entry.question: entry for entry in reversed(self.dossier.statistics)}
        means: dict[str, list[float]] = {}
        for survey in self.dossier.surveys:
            for name, mean in survey.means.items():
                means.setdefault(name, []).append(mean)
        asked: dict[str, list[Question]] = {name: [] for name in self.instrument.aspects}
        kinds: dict[str, set[str]] = {name: set() for name in self.instrument.aspects}
        for question in self.instrument.questions.values():
            if self.part.program or not self.part.holds(question.dimension):
                continue
            kinds[question.aspect].add(question.kind)
            asked[question.aspect].append(
                self._question(
                    question,
                    answers.get(question.id),
                    statistics.get(question.id),
                    means.get(question.id, ()),
                )
            )
        for aspect in self.instrument.aspects.values():
            if questions := asked[aspect.id]:
                yield Aspect(
                    id=aspect.id,
                    name=self.messages.word(aspect.name),
                    weight=aspect.weight,
                    questions=tuple(questions),
                    proven=_share(sum(question.is_proven for question in questions), len(questions)),
                    is_survey=kinds[aspect.id] == {"survey"},
                )

    def _question(
        self,
        question: rows.Question,
        answer: entries.Answer | None,
        statistic: entries.Statistic | None,
        means: Sequence[float],
    ) -> Question:
        word = self.messages.word
        figure = figure_of(question, answer, self.dossier)
        if figure is None and answer:
            figure = answer.figure
        owner = (answer.agency if answer else None) or self._leads.get(question.dimension or "")
        coordinator = self.dossier.info.coordinator
        return Question(
            id=question.id,
            indicator=word(question.indicator),
            sub_indicator=word(question.sub_indicator),
            asks=word(question.asks),
            dimension_name=self._name(question.dimension or ""),
            answer=_text(answer.text) if answer else "",
            score=answer.score if answer else None,
            figure=figure,
            agency=self.agency(owner or (coordinator.agency if coordinator else None)),
            statistic=Statistic(
                statistic.value, _text(statistic.unit), statistic.year, _text(statistic.source)
            )
            if statistic
            else None,
            mean=fmean(means) if means else None,
            documents=self._supporting(question.id),
            gaps=tuple(self._gaps_of.get(("question", question.id), ())),
            is_proven=question.id not in self._open_questions,
        )


def _score(assessment: Assessment, instrument: rows.Instrument, messages: Messages) -> Score | None:
    """The self-assessed score of the place as a whole; None where nothing is scored."""
    found = score_of(assessment)
    if found is None or not found.result.scored:
        return None
    result, previous = found.result, found.previous
    before = {aspect.id: aspect.mean for aspect in previous.aspects} if previous else {}
    return Score(
        final=result.final,
        highest=instrument.scale.max,
        answered=result.scored,
        total=result.total,
        aspects=tuple(
            AspectScore(
                id=aspect.id,
                name=messages.word(instrument.aspects[aspect.id].name),
                weight=aspect.weight,
                mean=aspect.mean,
                answered=aspect.scored,
                total=aspect.total,
                previous=before.get(aspect.id),
                change=found.change(aspect.id),
            )
            for aspect in result.aspects
        ),
        previous_year=previous.year if previous else None,
        previous=previous.final if previous else None,
        improvement=found.improvement,
        at_most=found.at_most,
        standing_year=PUBLISHED,
        standing=tuple(
            Standing(standing_name(group, instrument, messages), group.rank, group.places, group.percentile)
            for group in found.standings
        ),
    )


def _person(contact: entries.Contact | None) -> Person | None:
    """Whom to ask, without the telephone number; None where nothing else is known."""
    if contact is None or not (contact.name or contact.position or contact.email):
        return None
    return Person(_text(contact.name), _text(contact.position), _text(contact.email))


def _unmasked(address: str) -> str:
    """An address as it is; empty where it holds an identity number, for it would lead nowhere masked."""
    return address if masked(address) == address else ""


@cache
def _runs(questions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(runs(questions, "\N{EN DASH}"))


def _share_met(cells: Iterable[Cell], level: str) -> Share:
    states = [cell.state for cell in cells if cell.level == level]
    return _share(states.count(State.MET), len(states))


def _share(met: int, total: int) -> Share:
    return Share(met, total - met, total, 100 * met / total if total else 0.0)


def _state(cell: Cell) -> str:
    """A cell's state as the matrix shows it."""
    if cell.state is State.MISSING and cell.level != "mandatory":
        return "recommended"
    return cell.state.value
