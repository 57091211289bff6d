"""Dossier × Instrument → the matrix: every requirement for every subject, met or not, and by what.

A document meets a row when its type is one the row names; its state, file, number, date and signature
satisfy the row; and its `supports` names the subject or, for a row about the whole dossier, one of the
questions that the row proves. What a document fails by is kept, so that a report can say "there is a
DPA, but it is dated 2021".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kotacerdas.assessment.cells import Cell, Lack, Matrix, NearMiss, State, Verdict
from kotacerdas.assessment.subjects import Subject, location_of, subjects_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from kotacerdas.dates import PartialDate
    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.dossier.entries import Document, Waiver
    from kotacerdas.instrument.model import Case, DocumentsRule, Instrument, Requirement, Window


def build(dossier: Dossier, instrument: Instrument, as_of: date) -> Matrix:
    """Work out the matrix as of a day, which only the waivers' expiry depends on."""
    subjects = subjects_of(dossier, instrument)
    shelf = _Shelf(dossier, instrument)
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


def _verdict(row: Requirement, subject: Subject, shelf: _Shelf, instrument: Instrument) -> Verdict:
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


class _Shelf:
    """The documents, by what they prove and by type, each looked at once for what no row accepts."""

    def __init__(self, dossier: Dossier, instrument: Instrument) -> None:
        self._year = dossier.info.year
        self._by_support: dict[str, list[Document]] = {}
        self._by_type: dict[str, list[Document]] = {}
        self._by_id = {document.id: document for document in reversed(dossier.documents)}
        self._flaws: dict[int, NearMiss | None] = {}
        for index, document in enumerate(dossier.documents):
            for ref in dict.fromkeys(document.supports):
                self._by_support.setdefault(ref, []).append(document)
            self._by_type.setdefault(document.type, []).append(document)
            is_unread = bool(dossier.origin("documents", index).unread)
            self._flaws[id(document)] = flaw_of(document, dossier, instrument, is_unread=is_unread)

    def search(
        self, rule: DocumentsRule, subject: Subject, proven: tuple[str, ...]
    ) -> tuple[tuple[str, ...], list[Lack], tuple[NearMiss, ...]]:
        """The documents that meet a rule for a subject, what is lacking, and what nearly met it."""
        wanted = rule.any_of or rule.all_of
        fit: list[Document] = []
        near: list[NearMiss] = []
        for document in self._candidates(rule, subject, proven):
            if wanted and document.type not in wanted:
                near += [NearMiss(document.id, "wrong-type")] if rule.listed else []
                continue
            flaw = self._flaws[id(document)] or self._misfit(rule, document)
            if flaw is None:
                fit.append(document)
            else:
                near.append(flaw)
        lacks = list(self._lacks(rule, subject, fit))
        return tuple(d.id for d in fit), lacks, tuple(near)

    def _candidates(
        self, rule: DocumentsRule, subject: Subject, proven: tuple[str, ...]
    ) -> Iterable[Document]:
        if rule.listed:
            return [self._by_id[ref] for ref in _refs(subject, rule) if ref in self._by_id]
        if subject.kind != "dossier":
            return self._by_support.get(subject.id, ())
        if proven:
            found = (d for ref in proven for d in self._by_support.get(ref, ()))
        else:  # a row that proves no question is met by type alone
            found = (d for name in rule.any_of or rule.all_of for d in self._by_type.get(name, ()))
        return {document.id: document for document in found}.values()

    def _lacks(self, rule: DocumentsRule, subject: Subject, fit: list[Document]) -> Iterator[Lack]:
        if rule.listed:
            refs = _refs(subject, rule)
            have = {document.id for document in fit}
            absent = [ref for ref in refs if ref not in have]
            if absent or not (refs or subject.is_unread(rule.listed)):
                named: dict[str, object] = {"listed": rule.listed, "absent": tuple(absent)}
                yield Lack("documents", rule.any_of, details=named)
        elif rule.all_of:
            have = {document.type for document in fit}
            absent = [name for name in rule.all_of if name not in have]
            if absent:
                yield Lack("documents", tuple(absent), is_choice=False)
        elif len(fit) < rule.count:
            counted = {"count": rule.count, "have": len(fit)}
            yield Lack("documents", rule.any_of, details=counted)

    def _misfit(self, rule: DocumentsRule, document: Document) -> NearMiss | None:
        """What a document fails by in this rule; None if it fits."""
        if rule.window and (reason := self._off(rule.window, document.date, is_newest=document.newest)):
            return NearMiss(document.id, *reason)
        if rule.signed and document.signed is not True:
            return NearMiss(document.id, "unsigned")
        for path in rule.fields:
            if not getattr(document, path, None):
                return NearMiss(document.id, "field-empty", {"field": path})
        return None

    def untimely(self, window: Window, subject: Subject) -> list[Lack]:
        """What is wrong with a subject's own date, if anything."""
        off = self._off(window, subject.date, is_newest=subject.is_newest)
        return [Lack("window", details={"reason": off[0], **off[1]})] if off else []

    def _off(
        self, window: Window, at: PartialDate | None, *, is_newest: bool
    ) -> tuple[str, dict[str, object]] | None:
        """Why a date is outside a window; None if it is inside."""
        if at is None:
            return "undated", {}
        first = self._year - (1 if window.newest else window.years_back or 0)
        if window.newest and is_newest:
            first = at.year
        if first <= at.year <= self._year:
            return None
        return "wrong-year", {"year": at.year, "first": first, "last": self._year}


def _refs(subject: Subject, rule: DocumentsRule) -> tuple[str, ...]:
    value = subject.value(rule.listed or "")
    return tuple(str(ref) for ref in value) if isinstance(value, tuple) else ()


def flaw_of(
    document: Document, dossier: Dossier, instrument: Instrument, *, is_unread: bool
) -> NearMiss | None:
    """What keeps a document from meeting any row at all; None if nothing does."""
    kind = instrument.document_types.get(document.type)
    needs = kind.needs if kind else ()
    if is_unread:
        return NearMiss(document.id, "entry-unread")
    if document.is_draft:
        return NearMiss(document.id, "draft")
    if document.state == "revoked":
        return NearMiss(document.id, "revoked")
    if "number" in needs and document.number is None:
        return NearMiss(document.id, "no-number")
    if "date" in needs and document.date is None:
        return NearMiss(document.id, "no-date")
    if document.file is None:
        return None if document.has_link else NearMiss(document.id, "no-file")
    fact = dossier.evidence[document.file]
    if not fact.problem:
        return None
    return NearMiss(document.id, "file", {"problem": fact.problem, "file": document.file, **fact.details})
