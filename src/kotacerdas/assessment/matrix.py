"""Dossier × Instrument → the matrix: every requirement for every subject, met or not, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kotacerdas.assessment.cells import Cell, Lack, Matrix, NearMiss, State, Verdict
from kotacerdas.assessment.shelf import Shelf
from kotacerdas.assessment.subjects import Subject, location_of, subjects_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.dossier.entries import Waiver
    from kotacerdas.instrument.model import Case, Instrument, Requirement


def build(dossier: Dossier, instrument: Instrument, as_of: date) -> Matrix:
    """Work out the matrix as of a day, which only the waivers' expiry depends on."""
    subjects = subjects_of(dossier, instrument)
    shelf = Shelf(dossier, instrument)
    waivers = _waivers(dossier, as_of)
    cells: list[Cell] = []
    for row in instrument.requirements.values():
        if row.check is not None:  # a check in code stands for this row
            continue
        chosen = [subject for subject in subjects[row.subject] if _is_asked(row, subject)]
        if row.at_least is None:
            cells += [
                _cell(row, _verdict(row, s, shelf, instrument), (), dossier, instrument, waivers)
                for s in chosen
            ]
            continue
        for group in subjects[row.per]:
            members = [s for s in chosen if row.per == "dossier" or s.dimension == group.id]
            verdicts = [_verdict(row, member, shelf, instrument) for member in members]
            if row.at_least == "all" and not verdicts:
                continue  # another row asks for them
            joint, failed = _joint(row, group, verdicts)
            cells.append(_cell(row, joint, failed, dossier, instrument, waivers))
    return Matrix(tuple(cells))


def _is_asked(row: Requirement, subject: Subject) -> bool:
    """Whether a row is about a subject. Of a number of them, one whose field could not be read may be."""
    where = row.where
    if row.at_least is not None:
        where = {path: words for path, words in where.items() if not subject.is_unread(path)}
    return subject.has(where) and all(subject.stands(path) for path in row.where_filled)


def with_checked_rows(
    matrix: Matrix,
    dossier: Dossier,
    instrument: Instrument,
    as_of: date,
    failed: Collection[tuple[str, str]],
) -> Matrix:
    """Add the cells of the rows that a check in code stands for.

    `failed` holds the row and the subject of each finding of such a check. A subject about which there is
    nothing to check yet has no cell, as a row with `where_filled` has none.
    """
    waivers = _waivers(dossier, as_of)
    subjects = subjects_of(dossier, instrument)
    cells = list(matrix.cells)
    for row in instrument.requirements.values():
        if row.check is None:
            continue
        for subject in subjects[row.subject]:
            if not all(subject.stands(path) for path in row.where_filled):
                continue
            lacks = (Lack("check"),) if (row.id, subject.id) in failed else ()
            verdict = Verdict(subject, row.level, lacks=lacks)
            cells.append(_cell(row, verdict, (), dossier, instrument, waivers))
    order = {name: place for place, name in enumerate(instrument.requirements)}
    return Matrix(tuple(sorted(cells, key=lambda cell: order[cell.requirement])))


def _joint(row: Requirement, group: Subject, verdicts: list[Verdict]) -> tuple[Verdict, tuple[Verdict, ...]]:
    """Join the verdicts on the members of a group into one on the group."""
    met = [verdict for verdict in verdicts if not verdict.lacks]
    failed = tuple(verdict for verdict in verdicts if verdict.lacks)
    needed = len(verdicts) if row.at_least == "all" else int(row.at_least or 1)
    documents = tuple(dict.fromkeys(name for verdict in met for name in verdict.documents))
    if len(met) >= needed:
        return Verdict(group, row.level, documents), ()
    details = {"needed": needed, "have": len(met), "kind": row.subject, "is_all": row.at_least == "all"}
    lack = Lack("subjects", details=details)
    return Verdict(group, row.level, documents, (lack,)), failed


def _cell(
    row: Requirement,
    verdict: Verdict,
    attempts: tuple[Verdict, ...],
    dossier: Dossier,
    instrument: Instrument,
    waivers: Mapping[tuple[str, str], Waiver],
) -> Cell:
    subject = verdict.subject
    proves = _proven(row, subject, instrument)
    waiver = waivers.get((row.id, subject.id)) or waivers.get((row.id, ""))
    state = State.MET
    if verdict.lacks:
        state = State.WAIVED if waiver else State.MISSING
    pointed = attempts[0].subject if attempts and row.at_least == "all" else subject
    return Cell(
        requirement=row.id,
        subject=subject.ref,
        level=verdict.level,
        state=state,
        place=location_of(pointed, dossier),
        dimension=subject.dimension,
        agency=pointed.agency,
        documents=verdict.documents,
        lacks=verdict.lacks,
        near_misses=verdict.near_misses,
        attempts=attempts,
        proves=proves,
        leverage=instrument.leverage(proves),
        waiver=waiver if state is State.WAIVED else None,
    )


def _waivers(dossier: Dossier, as_of: date) -> dict[tuple[str, str], Waiver]:
    """The waivers that hold on a day, by requirement and subject; no subject means every one.

    One of which something could not be read sets nothing aside: without its subject it would mean every one.
    """
    return {
        (waiver.requirement, waiver.subject or ""): waiver
        for index, waiver in enumerate(dossier.waivers)
        if not (is_expired(waiver, as_of) or dossier.origin("waivers", index).unread)
    }


def is_expired(waiver: Waiver, as_of: date) -> bool:
    """Whether a waiver's last day has passed."""
    return waiver.until is not None and waiver.until < as_of


# --- one subject by one row ----------------------------------------------------------------------


def _verdict(row: Requirement, subject: Subject, shelf: Shelf, instrument: Instrument) -> Verdict:
    case = next((case for case in row.cases if subject.has(case.where)), None)
    rule: Requirement | Case = case or row
    lacks: list[Lack] = []
    if empty := tuple(path for path in rule.fields if not subject.is_filled(path)):
        lacks.append(Lack("fields", fields=empty))
    for path, minimum in row.minimum.items():
        if subject.is_unread(path):
            continue
        have = subject.value(path)
        if not isinstance(have, int | float) or have < minimum:
            lacks.append(Lack("minimum", fields=(path,), details={"minimum": minimum, "have": have or 0}))
    if rule.subject_window and not _DATES.intersection(empty) and not any(map(subject.is_unread, _DATES)):
        lacks += shelf.untimely(rule.subject_window, subject)
    documents: tuple[str, ...] = ()
    near: tuple[NearMiss, ...] = ()
    if rule.documents:
        proven = _proven(row, subject, instrument)
        documents, missing, near = shelf.search(rule.documents, subject, proven)
        lacks += missing
    return Verdict(subject, (case.level if case else None) or row.level, documents, tuple(lacks), near)


def _proven(row: Requirement, subject: Subject, instrument: Instrument) -> tuple[str, ...]:
    question = subject.id if subject.kind == "question" else None
    return instrument.proven_by(row, subject.dimension, question)


_DATES: Final = frozenset({"since", "date", "statistic.year"})
"""The fields that a subject's own date comes from: one that is empty or wrong is told already."""
