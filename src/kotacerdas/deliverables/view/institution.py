"""The city as a whole as templates see it: its masterplan and agencies, the interview, meetings, action plan, follow-ups."""

from collections.abc import Iterable, Iterator
from datetime import date

from kotacerdas.assessment.cells import Cell
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.deliverables.records import Agency
from kotacerdas.deliverables.view import records
from kotacerdas.deliverables.view.documents import Documents
from kotacerdas.deliverables.view.scope import DossierPart, field_name
from kotacerdas.dossier import entries
from kotacerdas.reading.models import choices_of
from kotacerdas.rounding import exact


class Institution:
    """The records of what belongs to no dimension, as far as a part of the dossier holds it."""

    def __init__(self, lookup: Lookup, documents: Documents, part: DossierPart, as_of: date) -> None:
        self._lookup, self._documents, self._part, self._as_of = lookup, documents, part, as_of

    def masterplan(self) -> records.Masterplan:
        """The masterplan of the city as a whole and its documents, as templates see them."""
        plan = self._lookup.dossier.info.masterplan
        if plan is None:
            return records.Masterplan(None, (), None)
        basis = next(iter(self._documents.of([plan.legal_basis or ""])), None)
        return self._lookup.record(
            records.Masterplan, plan, legal_basis=basis, books=self._documents.of(plan.books)
        )

    def evaluation(self) -> records.Evaluation | None:
        """The interview of the city as templates see it, with who assesses what."""
        interview = self._lookup.dossier.evaluation
        if interview is None:
            return None
        return self._lookup.record(
            records.Evaluation,
            interview,
            name=self._lookup.evaluation_name(),
            mode_name=self._lookup.term("mode", interview.mode),
            attendance=tuple(
                records.Attendance(group.group, self._lookup.term("mode", group.mode))
                for group in interview.attendance
            ),
            remarks=tuple(map(self.remark, interview.remarks)),
            assessors=tuple(
                self._lookup.record(
                    records.Assessor,
                    one,
                    fields=tuple(field_name(field, self._lookup) for field in one.fields),
                    is_chair=one.chair,
                )
                for one in interview.assessors
            ),
        )

    def remark(self, remark: entries.Remark) -> records.Remark:
        """What somebody said of the city as templates see it, with what it is about by name."""
        kind_name = self._lookup.term("remark", remark.kind)
        return self._lookup.record(
            records.Remark, remark, kind_name=kind_name, about=self._lookup.named(remark.about)
        )

    def agencies(self, cells: Iterable[Cell]) -> tuple[Agency, ...]:
        """The agencies of the city as a whole as templates see them, that have to do with this part."""
        named = {cell.agency for cell in cells}
        named |= {self._lookup.leads.get(dimension) for dimension in self._part.dimensions}
        named |= {p.agency for p in self._lookup.dossier.programs if self._part.names((p.id,))}
        ids = dict.fromkeys(agency.id for agency in self._lookup.dossier.agencies)
        return tuple(self._lookup.agency_record(one) for one in ids if self._part.is_whole or one in named)

    def meetings(self) -> Iterator[records.Meeting]:
        """The city's meetings of council, team and forum as templates see them, the first one first."""
        meetings = self._lookup.dossier.meetings if self._part.has_institution else ()
        for meeting in sorted(meetings, key=lambda meeting: meeting.date or self._as_of.max):
            yield self._lookup.record(
                records.Meeting,
                meeting,
                body_name=self._lookup.term("body", meeting.body),
                agencies=tuple(dict.fromkeys(meeting.agencies)),
                documents=self._documents.proving(meeting.id),
            )

    def action_plan(self) -> Iterator[records.ActionPlan]:
        """The city's action plan as templates see it, in the order of the form."""
        activities = self._lookup.dossier.action_plan if self._part.has_institution else ()
        for kind in choices_of(entries.Activity, "kind"):
            if of_kind := tuple(self._activity(entry) for entry in activities if entry.kind == kind):
                yield records.ActionPlan(self._lookup.term("activity", kind), of_kind)

    def _activity(self, activity: entries.Activity) -> records.Activity:
        """An activity of the city's action plan as templates see it, with how much of it was realised."""
        percent = None
        if activity.planned and activity.realised is not None:
            percent = 100 * exact(activity.realised) / exact(activity.planned)
        return self._lookup.record(records.Activity, activity, percent=percent)

    def follow_ups(self) -> Iterator[records.FollowUp]:
        """The follow-ups of the city as templates see them, that stand in this part."""
        year = self._lookup.dossier.info.year
        for entry in self._lookup.dossier.follow_ups:
            if not self._part.has_follow_up(entry):
                continue
            yield self._lookup.record(
                records.FollowUp,
                entry,
                kind_name=self._lookup.term("asked", entry.kind),
                about=self._lookup.named(entry.about),
                status_name=self._lookup.term("reply", entry.status or "open"),
                outcome_name=self._lookup.term("outcome", entry.outcome),
                is_past_due=entry.is_past_due(self._as_of),
                is_of_earlier_year=entry.date is not None and entry.date.year < year,
                documents=self._documents.of(entry.documents),
            )
