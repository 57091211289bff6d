"""Errors in the rows of an instrument: fields that no subject of theirs has, and checks that cannot stand for them."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from kotacerdas.assessment.checks import CHECKS
from kotacerdas.assessment.subjects import fields_of, steps_of, values_of
from kotacerdas.dossier.entries import Document
from kotacerdas.findings import Diagnostic, Location, Route, Severity
from kotacerdas.instrument.model import Conditions, Instrument, Requirement
from kotacerdas.nearest import nearest
from kotacerdas.reading.models import choices_in, parts_of, types_of
from kotacerdas.reading.references import Names, references_of

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
            yield _error(where, row, field, suggestion=nearest(step, known))
        for route, field, word, known in _idle_words(row, instrument):
            details: dict[str, object] = {"variant": "value", "field": field}
            if known:
                details |= {"known": ", ".join(known), "suggestion": nearest(word, known)}
            yield _error(Location(path, (*at, *route)), row, word, **details)
        if row.check is not None:
            has_more = row.where or row.at_least or row.documents or row.fields or row.minimum or row.cases
            if row.check not in CHECKS or row.check in checked or has_more:
                yield _error(Location(path, (*at, "check")), row, f"check: {row.check}")
            checked.add(row.check)


def _error(where: Location, row: Requirement, value: str, **details: object) -> Diagnostic:
    """An error in a row of the instrument (KC123)."""
    details = {"variant": "field", "value": value, "requirement": row.id} | details
    return Diagnostic("KC123", Severity.ERROR, where, details=details)


def _wrong_fields(row: Requirement) -> Iterator[tuple[Route, str, str, Iterable[str]]]:
    """The errors of a row in its fields: those that it asks for and that no subject of its kind, or no document, has.

    Each with the way to it in the row, the step of its path that goes wrong, and what could stand there.
    """
    if row.subject not in _DATED and row.subject_window:
        yield ("subject_window",), "subject_window", "", ()
    for route, field, kind in references_of(row):
        if kind == "subject-field":
            fields = fields_of(row.subject)
        elif kind == "document-field":
            fields = types_of(Document)
        else:
            continue
        for step, names in steps_of(field, fields):
            if step not in names:
                yield route, field, step, sorted(names)
                break


def _idle_words(row: Requirement, instrument: Instrument) -> Iterator[tuple[Route, str, str, Iterable[str]]]:
    """The errors of a row in the words of its conditions: those that no value of their field is ever the same as.

    Each with the way to it in the row, the field, and what could stand there, where that can be listed.
    """
    conditions: list[tuple[Route, Conditions]] = [(("where",), row.where)]
    conditions += [(("cases", index, "where"), case.where) for index, case in enumerate(row.cases)]
    for route, where in conditions:
        for field, words in where.items():
            *_, (last, names) = steps_of(field, fields_of(row.subject))
            if last not in names:  # told already
                continue
            known = _choices(row.subject, field, names[last], instrument)
            for index, word in enumerate(words):
                value = next(iter(values_of(row.subject, field, (word,))), None)
                is_off_scale = field == "answer.score" and not instrument.scale.holds(value or 0)
                if value is None or (known and value not in known) or is_off_scale:
                    yield (*route, field, index), field, word, known


def _choices(kind: str, field: str, type_: object, instrument: Instrument) -> Collection[str]:
    """What words of a row are no errors: what can stand in a field of its subjects, where the field or the instrument tells."""
    ids = instrument.ids()
    if (kind, field) == ("question", "id"):
        return ids["question"]
    named = (part.kind for part in parts_of(type_) if isinstance(part, Names))
    return next((ids[name] for name in named if name in ids), ()) or choices_in(type_)
