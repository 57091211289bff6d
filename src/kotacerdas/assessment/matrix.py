"""Dossier × Instrument → the matrix: every requirement for every subject, met or not, and by what."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache, partial
from typing import Final

from kotacerdas.assessment.cells import Cell, Lack, Matrix, NearMiss, State, Verdict
from kotacerdas.assessment.owners import Owners
from kotacerdas.assessment.shelf import Shelf
from kotacerdas.assessment.subjects import Subject, subjects_of
from kotacerdas.assessment.undecided import Undecided
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Waiver
from kotacerdas.findings import NO_DETAILS
from kotacerdas.instrument.model import Case, Instrument, Requirement

_DATES: Final = frozenset({"since", "date", "statistic.year"})
"""The fields that a subject's own date comes from: one that is empty or wrong is told already."""


class MatrixBuilder:
    """Works out the matrix of a dossier as of a day, which only the waivers' expiry depends on."""

    def __init__(self, dossier: Dossier, instrument: Instrument, as_of: date) -> None:
        """Work out the cells of the matrix for every row but those that a check stands for."""
        self._instrument = instrument
        self._subjects = subjects_of(dossier, instrument)
        self._shelf = Shelf(dossier, instrument)
        self._owners = Owners(dossier, instrument)
        self._waivers = _waivers(dossier, as_of)
        self._undecided = Undecided(dossier)
        self._leverage = cache(instrument.leverage)  # few cells differ in what they prove
        rows = instrument.requirements.values()
        self._by_row = {row.id: list(self._cells(row)) for row in rows if row.check is None}

    def matrix(self, failed: Collection[tuple[str, str]] | None = None) -> Matrix:
        """The matrix; with the rows that a check in code stands for once it is known what failed them.

        `failed` holds the row and the subject of each finding of such a check.
        """
        cells: list[Cell] = []
        for row in self._instrument.requirements.values():
            if row.check is None:
                cells += self._by_row[row.id]
            elif failed is not None:
                cells += self._checked_cells(row, failed)
        judged = tuple(cell for cell in cells if cell.state is not State.UNJUDGED)
        return Matrix(judged, self._shelf.flaws, tuple(c for c in cells if c.state is State.UNJUDGED))

    def _checked_cells(self, row: Requirement, failed: Collection[tuple[str, str]]) -> Iterator[Cell]:
        """The matrix's cells of a row that a check stands for; none of subjects about which there is nothing to check yet."""
        for subject in filter(partial(_is_asked, row), self._subjects[row.subject]):
            lacks = (Lack("check"),) if (row.id, subject.id) in failed else ()
            is_undecided = not lacks and self._undecided.is_fact(row.where_filled, subject)
            yield self._cell(row, Verdict(subject, row.level, lacks=lacks, is_undecided=is_undecided))

    def _cells(self, row: Requirement) -> Iterator[Cell]:
        """The matrix's cells of one row: one for each subject, or for each group that must have so many that meet it."""
        chosen = list(filter(partial(_is_asked, row), self._subjects[row.subject]))
        if row.at_least is None:
            for subject in chosen:
                yield self._cell(row, self._verdict(row, subject))
            return
        has_more = self._undecided.has_members(row)
        for group in self._subjects[row.per]:
            members = [s for s in chosen if row.per == "dossier" or s.dimension == group.id]
            verdicts = [self._verdict(row, member) for member in members]
            if verdicts or row.at_least != "all":  # another row asks for them
                yield self._cell(row, *_joint(row, group, verdicts, has_more=has_more))

    def _cell(self, row: Requirement, verdict: Verdict, attempts: tuple[Verdict, ...] = ()) -> Cell:
        """The cell that a verdict on a subject, or on a group of those that tried, makes."""
        subject = verdict.subject
        proves = self._proven(row, subject)
        waiver = self._waivers.get((row.id, subject.id)) or self._waivers.get((row.id, ""))
        state = State.MET
        if waiver and verdict.lacks:
            state = State.WAIVED
        elif verdict.is_undecided:
            state = State.UNJUDGED
        elif verdict.lacks:
            state = State.MISSING
        pointed = attempts[0].subject if attempts and row.at_least == "all" else subject
        cell = Cell(
            requirement=row.id,
            subject=subject.ref,
            level=verdict.level,
            state=state,
            location=pointed.location,
            dimension=subject.dimension,
            agency=pointed.agency,
            documents=verdict.documents,
            lacks=verdict.lacks,
            near_misses=verdict.near_misses,
            attempts=attempts,
            proves=proves,
            leverage=self._leverage(proves),
            waiver=waiver if state is State.WAIVED else None,
            is_shown_only=state is State.MET and verdict.is_shown_only,
        )
        return cell._replace(agency=self._owners.owner(cell)) if state is State.MISSING else cell

    def _verdict(self, row: Requirement, subject: Subject) -> Verdict:
        """The verdict of the matrix on one subject by one row."""
        case = next((case for case in row.cases if subject.has(case.where)), None)
        rule: Requirement | Case = case or row
        lacks: list[Lack] = []
        if empty := tuple(path for path in rule.fields if not subject.is_filled(path)):
            begun = tuple(path for path in empty if subject.is_begun(path))
            lacks.append(Lack("fields", fields=empty, details={"begun": begun} if begun else NO_DETAILS))
        for path, minimum in row.minimum.items():
            if subject.is_unread(path):
                continue
            have = subject.value(path)
            if not isinstance(have, int | float) or have < minimum:
                details = {"minimum": minimum, "have": have}
                lacks.append(Lack("minimum", fields=(path,), details=details))
        if rule.subject_window and not _DATES.intersection(empty) and not any(map(subject.is_unread, _DATES)):
            marks = tuple(case.where) if case else ()
            lacks += [
                lack._replace(fields=marks) for lack in self._shelf.untimely(rule.subject_window, subject)
            ]
        documents: tuple[str, ...] = ()
        near: tuple[NearMiss, ...] = ()
        proven, is_shown_only = self._proven(row, subject), False
        if rule.documents:
            documents, missing, near = self._shelf.search(rule.documents, subject, proven)
            lacks += missing
            is_shown_only = not lacks and self._shelf.is_shown_only(rule.documents, subject, documents)
        level = (case.level if case else None) or row.level
        is_undecided = self._undecided.covers(lacks, subject, proven, near)
        return Verdict(subject, level, documents, tuple(lacks), near, is_undecided, is_shown_only)

    def _proven(self, row: Requirement, subject: Subject) -> tuple[str, ...]:
        """The questions that a row proves for a subject."""
        question = subject.id if subject.kind == "question" else None
        return self._instrument.proven_by(row, subject.dimension, question)


def _is_asked(row: Requirement, subject: Subject) -> bool:
    """Whether the matrix asks a row of a subject. Of a number of them, one whose field could not be read may count."""
    where = row.where
    if row.at_least is not None:
        where = {path: words for path, words in where.items() if not subject.is_unread(path)}
    return subject.has(where) and all(subject.stands(path) for path in row.where_filled)


def _joint(
    row: Requirement, group: Subject, verdicts: list[Verdict], *, has_more: bool
) -> tuple[Verdict, tuple[Verdict, ...]]:
    """The verdict of the matrix on a group, joined of those on its members, and the verdicts of those that failed.

    `has_more`: there may be members that could not be read.
    """
    is_all = row.at_least == "all"
    met = [verdict for verdict in verdicts if not verdict.lacks]
    failed = tuple(verdict for verdict in verdicts if verdict.lacks and not verdict.is_undecided)
    needed = len(verdicts) if is_all else int(row.at_least or 1)
    documents = tuple(dict.fromkeys(name for verdict in met for name in verdict.documents))
    if len(met) >= needed and not (is_all and has_more):
        handed_over = sum(not verdict.is_shown_only for verdict in met)
        return Verdict(group, row.level, documents, is_shown_only=handed_over < needed), ()
    lack = Lack(
        "subjects", details={"needed": needed, "have": len(met), "kind": row.subject, "is_all": is_all}
    )
    is_undecided = not failed if is_all else has_more or len(verdicts) - len(failed) >= needed
    return Verdict(group, row.level, documents, (lack,), is_undecided=is_undecided), failed


def _waivers(dossier: Dossier, as_of: date) -> dict[tuple[str, str], Waiver]:
    """The waivers that count in the matrix on a day, by requirement and subject; no subject means every one.

    One of which something could not be read sets nothing aside: without its subject it would mean every one.
    """
    return {
        (waiver.requirement, waiver.subject or ""): waiver
        for waiver in dossier.waivers
        if not (waiver.is_expired(as_of) or dossier.origin(waiver).unread)
    }
