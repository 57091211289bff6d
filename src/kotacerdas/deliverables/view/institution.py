"""The place as a whole as templates see it: the city, its plans, meetings and follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotacerdas.deliverables.lookup import text
from kotacerdas.deliverables.view.records import (
    ActionPlan,
    Activity,
    Assessor,
    Attendee,
    Budget,
    Evaluation,
    FollowUp,
    Foreword,
    Funding,
    Masterplan,
    Meeting,
    Period,
)
from kotacerdas.deliverables.view.scope import field_name
from kotacerdas.dossier.entries import Activity as ActivityEntry
from kotacerdas.reading.models import choices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kotacerdas.assessment.cells import Cell
    from kotacerdas.deliverables.lookup import Lookup
    from kotacerdas.deliverables.records import Agency
    from kotacerdas.deliverables.view.documents import Documents
    from kotacerdas.deliverables.view.scope import DossierPart


class Institution:
    """The records of what belongs to no dimension, as far as a part of the dossier holds it."""

    def __init__(self, lookup: Lookup, documents: Documents, part: DossierPart, as_of: date) -> None:
        self._lookup, self._documents, self._part, self._as_of = lookup, documents, part, as_of

    def foreword(self) -> Foreword:
        """The words before the report."""
        words = self._lookup.dossier.info.foreword
        if words is None:
            return Foreword("", "", "")
        return Foreword(text(words.text), text(words.name), text(words.position))

    def masterplan(self) -> Masterplan:
        """The masterplan and its papers."""
        plan = self._lookup.dossier.info.masterplan
        if plan is None:
            return Masterplan(None, (), None)
        basis = self._documents.of([plan.legal_basis] if plan.legal_basis else [])
        period = Period(plan.period.start, plan.period.end) if plan.period else None
        return Masterplan(basis[0] if basis else None, self._documents.of(plan.books), period)

    def budget(self) -> Budget | None:
        """The round year's budget."""
        budget = self._lookup.dossier.info.budget
        if budget is None:
            return None
        share = None
        if budget.total and budget.smart_city is not None:
            share = 100 * budget.smart_city / budget.total
        others = tuple(Funding(text(other.source), other.amount) for other in budget.other_sources)
        return Budget(budget.total, budget.smart_city, share, others)

    def evaluation(self) -> Evaluation | None:
        """The interview."""
        held = self._lookup.dossier.evaluation
        if held is None:
            return None
        attendees = tuple(
            Attendee(text(who.name), text(who.position), self._lookup.agency(who.agency))
            for who in held.attendees
        )
        assessors = tuple(
            Assessor(
                text(who.name),
                tuple(
                    text(field_name(name, self._lookup.instrument, self._lookup.messages))
                    for name in who.fields
                ),
                who.chair,
            )
            for who in held.assessors
        )
        return Evaluation(
            held.date,
            self._lookup.term("mode", held.mode),
            text(held.place),
            attendees,
            held.assessor_count,
            assessors,
        )

    def agencies(self, cells: Iterable[Cell]) -> tuple[Agency, ...]:
        """The agencies that have to do with this part."""
        named = {cell.agency for cell in cells}
        named |= {self._lookup.leads.get(dimension) for dimension in self._part.dimensions}
        named |= {p.agency for p in self._lookup.dossier.programs if self._part.names((p.id,))}
        ids = dict.fromkeys(agency.id for agency in self._lookup.dossier.agencies)
        return self._lookup.agencies(name for name in ids if self._part.is_whole or name in named)

    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings, the first one first."""
        if not self._part.has_institution:
            return ()
        undated = self._as_of.max
        return tuple(
            Meeting(
                self._lookup.term("body", meeting.body),
                text(meeting.title),
                meeting.date,
                text(meeting.place),
                self._lookup.agencies(meeting.agencies),
                self._documents.supporting(meeting.id),
            )
            for meeting in sorted(self._lookup.dossier.meetings, key=lambda meeting: meeting.date or undated)
        )

    def action_plan(self) -> Iterator[ActionPlan]:
        """The action plan, in the order of the form."""
        if not self._part.has_institution:
            return
        by_kind: dict[str, list[Activity]] = {kind: [] for kind in choices_of(ActivityEntry, "kind")}
        for entry in self._lookup.dossier.action_plan:
            percent = None
            if entry.planned and entry.realised is not None:
                percent = 100 * entry.realised / entry.planned
            by_kind[entry.kind].append(
                Activity(
                    text(entry.activity),
                    entry.planned,
                    entry.realised,
                    text(entry.unit),
                    percent,
                    self._lookup.agency(entry.agency),
                )
            )
        for kind, activities in by_kind.items():
            if activities:
                yield ActionPlan(self._lookup.term("activity", kind), tuple(activities))

    def follow_ups(self) -> Iterator[FollowUp]:
        """What assessors asked for or recommended. What names nothing is about the place as a whole."""
        for entry in self._lookup.dossier.follow_ups:
            if not (self._part.names(entry.about) if entry.about else self._part.has_institution):
                continue
            yield FollowUp(
                kind_name=self._lookup.term("asked", entry.kind),
                from_=text(entry.from_),
                date=entry.date,
                due=entry.due,
                subject=text(entry.subject),
                about=self._lookup.named(entry.about),
                status_name=self._lookup.term("reply", entry.status or "open"),
                is_open=entry.is_open,
                is_past_due=entry.is_past_due(self._as_of),
                is_of_earlier_year=entry.date is not None
                and entry.date.year < self._lookup.dossier.info.year,
                reply=text(entry.reply),
                documents=self._documents.of(entry.documents),
            )
