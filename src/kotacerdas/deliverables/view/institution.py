"""The city as a whole as templates see it: its masterplan and budget, the interview, meetings, follow-ups."""

from collections.abc import Iterable, Iterator
from datetime import date

from kotacerdas.assessment.cells import Cell
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.deliverables.records import Agency
from kotacerdas.deliverables.view.documents import Documents
from kotacerdas.deliverables.view.records import (
    ActionPlan,
    Activity,
    Assessor,
    Attendance,
    Budget,
    Evaluation,
    FollowUp,
    Foreword,
    Masterplan,
    Meeting,
    Remark,
)
from kotacerdas.deliverables.view.scope import DossierPart, field_name
from kotacerdas.dossier import entries
from kotacerdas.reading.models import choices_of
from kotacerdas.rounding import exact


class Institution:
    """The records of what belongs to no dimension, as far as a part of the dossier holds it."""

    def __init__(self, lookup: Lookup, documents: Documents, part: DossierPart, as_of: date) -> None:
        self._lookup, self._documents, self._part, self._as_of = lookup, documents, part, as_of

    def foreword(self) -> Foreword:
        """The words before the report, empty where the city wrote none."""
        return self._lookup.record(Foreword, self._lookup.dossier.info.foreword)

    def masterplan(self) -> Masterplan:
        """The city's masterplan and its documents, as templates see them."""
        plan = self._lookup.dossier.info.masterplan
        if plan is None:
            return Masterplan(None, (), None)
        basis = next(iter(self._documents.of([plan.legal_basis or ""])), None)
        return self._lookup.record(Masterplan, plan, legal_basis=basis, books=self._documents.of(plan.books))

    def budget(self) -> Budget | None:
        """The round year's budget."""
        budget = self._lookup.dossier.info.budget
        return self._lookup.record(Budget, budget) if budget else None

    def evaluation(self) -> Evaluation | None:
        """The interview of the city as templates see it, with who assesses what."""
        interview = self._lookup.dossier.evaluation
        if interview is None:
            return None
        return self._lookup.record(
            Evaluation,
            interview,
            name=self._lookup.evaluation_name(),
            mode_name=self._lookup.term("mode", interview.mode),
            attendance=tuple(
                Attendance(attendance.group, self._lookup.term("mode", attendance.mode))
                for attendance in interview.attendance
            ),
            remarks=tuple(self.remark(remark) for remark in interview.remarks),
            assessors=tuple(
                Assessor(
                    assessor.name or "",
                    tuple(field_name(field, self._lookup) for field in assessor.fields),
                    assessor.chair,
                )
                for assessor in interview.assessors
            ),
        )

    def remark(self, remark: entries.Remark) -> Remark:
        """What somebody said of the city as templates see it, with what it is about by name."""
        kind_name = self._lookup.term("remark", remark.kind)
        return self._lookup.record(
            Remark, remark, kind_name=kind_name, about=self._lookup.named(remark.about)
        )

    def agencies(self, cells: Iterable[Cell]) -> tuple[Agency, ...]:
        """The city's agencies as templates see them, that have to do with this part."""
        named = {cell.agency for cell in cells}
        named |= {self._lookup.leads.get(dimension) for dimension in self._part.dimensions}
        named |= {p.agency for p in self._lookup.dossier.programs if self._part.names((p.id,))}
        ids = (agency.id for agency in self._lookup.dossier.agencies)
        return self._lookup.agencies(name for name in ids if self._part.is_whole or name in named)

    def meetings(self) -> Iterator[Meeting]:
        """The city's meetings of council, team and forum as templates see them, the first one first."""
        meetings = self._lookup.dossier.meetings if self._part.has_institution else ()
        for meeting in sorted(meetings, key=lambda meeting: meeting.date or self._as_of.max):
            yield self._lookup.record(
                Meeting,
                meeting,
                body_name=self._lookup.term("body", meeting.body),
                agencies=self._lookup.agencies(meeting.agencies),
                documents=self._documents.proving(meeting.id),
            )

    def action_plan(self) -> Iterator[ActionPlan]:
        """The city's action plan as templates see it, in the order of the form."""
        activities = self._lookup.dossier.action_plan if self._part.has_institution else ()
        for kind in choices_of(entries.Activity, "kind"):
            if of_kind := tuple(self._activity(entry) for entry in activities if entry.kind == kind):
                yield ActionPlan(self._lookup.term("activity", kind), of_kind)

    def _activity(self, activity: entries.Activity) -> Activity:
        """An activity of the city's action plan as templates see it, with how much of it was realised."""
        percent = None
        if activity.planned and activity.realised is not None:
            percent = float(100 * exact(activity.realised) / exact(activity.planned))
        return self._lookup.record(Activity, activity, percent=percent)

    def follow_ups(self) -> Iterator[FollowUp]:
        """The follow-ups of the city as templates see them, that stand in this part."""
        year = self._lookup.dossier.info.year
        for entry in self._lookup.dossier.follow_ups:
            if not self._part.has_follow_up(entry):
                continue
            yield self._lookup.record(
                FollowUp,
                entry,
                kind_name=self._lookup.term("asked", entry.kind),
                about=self._lookup.named(entry.about),
                status_name=self._lookup.term("reply", entry.status or "open"),
                outcome_name=self._lookup.term("outcome", entry.outcome),
                is_past_due=entry.is_past_due(self._as_of),
                is_of_earlier_year=entry.date is not None and entry.date.year < year,
                documents=self._documents.of(entry.documents),
            )
