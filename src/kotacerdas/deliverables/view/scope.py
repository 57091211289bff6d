"""Which part of a dossier is rendered: a dimension, a program, what an assessor asks for, or all of it."""

import re
from collections.abc import Iterable
from typing import Final

from kotacerdas.assessment.cells import Cell
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.dossier.entries import INSTITUTION, Assessor, FollowUp
from kotacerdas.errors import CannotRun
from kotacerdas.nearest import nearest

_CHAIR: Final = r"\b(ketua|chair)\b"
"""How who asks for something is called where it is the chair of the assessors, whoever that is."""


class DossierPart:
    """The part of a dossier that is rendered: what belongs to all that was chosen, and everything where nothing was.

    `dimensions` are in the order of the instrument. What belongs to no dimension is about the place as a
    whole. A part with a `program` holds nothing but that program. The part of the chair of the assessors has the quick wins of all
    dimensions.
    """

    def __init__(
        self,
        lookup: Lookup,
        dimension: str | None = None,
        program: str | None = None,
        assessor: str | None = None,
    ) -> None:
        """The scope of a rendering: the part of a dossier that belongs to all of these. Raises CannotRun if nothing does, or if there is no such assessor."""
        dossier, instrument, subs = lookup.dossier, lookup.instrument, lookup.instrument.sub_dimensions()
        self.is_whole = not (dimension or program or assessor)
        self.is_for_assessor = bool(assessor)
        self.program = program
        self.has_institution = not (dimension or program)
        self.name, fields, assessors = _assessed(lookup, assessor) if assessor else ("", (), ())
        is_chair = any(one.chair for one in assessors)
        chosen = set(instrument.dimensions)
        if assessor:
            chosen &= set(fields)
            self.has_institution &= INSTITUTION in fields or is_chair
        if dimension:
            self.name = lookup.name(dimension)
            chosen &= {dimension}
        if program:
            entry = next(entry for entry in dossier.programs if entry.id == program)
            self.name, home = entry.name, entry.dimension or subs.get(entry.sub_dimension or "")
            is_chairs = is_chair and not dimension and entry.quick_win is not None
            if home not in chosen and (assessor or dimension) and not is_chairs:
                raise CannotRun("nothing-selected")
            chosen &= {home or ""}
        if not (chosen or self.has_institution or program):
            raise CannotRun("nothing-selected")
        self.dimensions = tuple(name for name in instrument.dimensions if name in chosen)
        self._known = instrument.dimensions
        self.homes: dict[str, str | None] = {meeting.id: None for meeting in dossier.meetings}
        self.homes |= {agency.id: None for agency in dossier.agencies}
        self.homes |= {p.id: p.dimension or subs.get(p.sub_dimension or "") for p in dossier.programs}
        self.homes |= {question.id: question.dimension for question in instrument.questions.values()}
        self.homes |= subs | {name: name for name in instrument.dimensions}
        """What can be named → the dimension that it belongs to."""
        shared = {q.aspect for q in instrument.questions.values() if q.kind == "trait" and assessor}
        self._shared = {q.id for q in instrument.questions.values() if q.aspect in shared and not program}
        """The questions on the city's quick wins together, which every assessor scores."""
        has_all = is_chair and self.has_institution
        self._quick_wins = {p.id for p in dossier.programs if has_all and p.quick_win is not None}
        named = dossier.evaluation.assessors if dossier.evaluation else ()
        askers = [re.escape(a.name) for a in named if a.name and (a.chair or a in assessors)]
        self._askers = re.compile("|".join([_CHAIR, *askers]), re.IGNORECASE) if assessors else None

    def holds(self, dimension: str | None) -> bool:
        """Whether what belongs to a dimension, or to none, is in this part."""
        return dimension in self.dimensions if dimension in self._known else self.has_institution

    def names(self, refs: Iterable[str]) -> bool:
        """Whether one of these ids is in the scope that is rendered."""
        if self.is_whole:
            return True
        if self.program:
            return self.program in refs
        return any(
            ref in self._shared
            or ref in self._quick_wins
            or (ref in self.homes and self.holds(self.homes[ref]))
            for ref in refs
        )

    def has_cell(self, cell: Cell) -> bool:
        """Whether a cell of the matrix is in this part."""
        if self.program:
            return cell.subject.is_program and cell.subject.id == self.program
        return self.holds(cell.dimension) or cell.subject.id in (self._shared | self._quick_wins)

    def has_follow_up(self, entry: FollowUp) -> bool:
        """Whether a follow-up is in this part: so is what it is about, or it is general, or the chair or the part's assessor asks."""
        if self.program or self.names(entry.about):
            return self.names(entry.about)
        return not entry.about or bool(self._askers and self._askers.search(entry.from_ or ""))


def _assessed(lookup: Lookup, wanted: str) -> tuple[str, tuple[str, ...], tuple[Assessor, ...]]:
    """The scope that an assessor assesses: who that is, with its names; its ids; and the assessor, none where a field alone is meant.

    Raises CannotRun if there is none of that name, number or field, or none at all.
    """
    assessors, messages = assessors_of(lookup), lookup.messages
    labels = [a.name or messages.text("terms.assessor", n=n) for n, a in enumerate(assessors, start=1)]
    folded = wanted.strip().casefold()
    chosen = [i for i, a in enumerate(assessors) if a.name and a.name.casefold() == folded]
    if not chosen and folded.isdecimal() and 0 < int(folded) <= len(assessors):
        chosen = [int(folded) - 1]
    of_field = [i for i, a in enumerate(assessors) if folded in a.fields]
    if not chosen and not of_field:
        known = [a.name or str(n) for n, a in enumerate(assessors, start=1)]
        known += dict.fromkeys(field for a in assessors for field in a.fields)
        suggestion = nearest(wanted, known)
        raise CannotRun("no-such-assessor", name=wanted, known=", ".join(known), suggestion=suggestion)
    index = (chosen or of_field)[0]
    label, fields, meant = labels[index], assessors[index].fields, assessors[index : index + 1]
    if not chosen and len(of_field) > 1:  # several share the field, so it alone is meant
        label, fields, meant = messages.joined([labels[i] for i in of_field], "and"), (folded,), ()
    if not (fields or any(a.chair for a in meant)):
        raise CannotRun("assessor-without-fields", name=label)
    shown = messages.joined([field_name(field, lookup) for field in fields], "and")
    return f"{label} ({shown})" if shown else label, fields, meant


def assessors_of(lookup: Lookup) -> tuple[Assessor, ...]:
    """The assessors by whom the scope of a rendering may be set, as a dossier names them. Raises CannotRun if there is none."""
    evaluation = lookup.dossier.evaluation
    if not (evaluation and evaluation.assessors):
        raise CannotRun("no-assessors")
    return evaluation.assessors


def field_name(field: str, lookup: Lookup) -> str:
    """The name of what an assessor assesses: a dimension, or the institutions."""
    return lookup.messages.text("terms.institution") if field == INSTITUTION else lookup.name(field)
