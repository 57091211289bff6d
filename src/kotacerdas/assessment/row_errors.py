"""Errors in the rows of an instrument: fields that no subject of theirs has, and checks that cannot stand for them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kotacerdas.assessment.checks import CHECKS
from kotacerdas.assessment.subjects import COMPUTED, ENTRIES
from kotacerdas.dossier.entries import Document
from kotacerdas.findings import Diagnostic, Location, Route, Severity
from kotacerdas.instrument.model import Instrument, Requirement
from kotacerdas.nearest import nearest
from kotacerdas.reading.models import Model, keys_of, model_at
from kotacerdas.reading.references import references_of

_DATED: Final = frozenset({"question", "meeting", "program", "quick-win"})
"""The kinds of subject that have a date of their own."""


def row_errors(instrument: Instrument, path: str) -> Iterator[Diagnostic]:
    """Every error in the rows of the instrument at a path."""
    checked: set[str] = set()
    for index, row in enumerate(instrument.requirements.values()):
        at = ("requirements", index)
        for route, field, step, known in _wrong_fields(row):
            is_key = isinstance(route[-1], str) and route[-1] != "listed"
            where = Location(path, (*at, *route), "key" if is_key else "value")
            yield _error(where, row, field, nearest(step, known))
        if row.check is not None:
            has_more = row.where or row.at_least or row.documents or row.fields or row.minimum or row.cases
            if row.check not in CHECKS or row.check in checked or has_more:
                yield _error(Location(path, (*at, "check")), row, f"check: {row.check}")
            checked.add(row.check)


def _error(where: Location, row: Requirement, value: str, suggestion: str = "") -> Diagnostic:
    details = {"value": value, "requirement": row.id, "suggestion": suggestion}
    return Diagnostic("KC123", Severity.ERROR, where, details=details)


def _wrong_fields(row: Requirement) -> Iterator[tuple[Route, str, str, Iterable[str]]]:
    """The fields that a row asks for and that no subject of its kind, or no document, has.

    Each with the way to it in the row, the step of its path that goes wrong, and what could stand there.
    """
    if row.subject not in _DATED and row.subject_window:
        yield ("subject_window",), "subject_window", "", ()
    for route, field, kind in references_of(row):
        if kind == "subject-field":
            wrong = _wrong_step(COMPUTED[row.subject], ENTRIES[row.subject], field)
        elif kind == "document-field":
            wrong = _wrong_step({}, Document, field)
        else:
            continue
        if wrong:
            yield route, field, *wrong


def _wrong_step(
    computed: Mapping[str, type[Model] | None], entry: type[Model], field: str
) -> tuple[str, Iterable[str]] | None:
    """The step at which a row's path to a field goes wrong, and the names that could stand there; None if it is right."""
    first, *rest = field.split(".")
    if first in computed:
        model, steps, beside = computed[first], rest, set[str]()
    else:
        model, steps, beside = entry, [first, *rest], set(computed)
    for depth, step in enumerate(steps):
        owner = model_at(model, tuple(steps[:depth])) if model else None
        names = {*(keys_of(owner) if owner else ()), *(beside if depth == 0 else ())}
        if step not in names:
            return step, sorted(names)
    return None
