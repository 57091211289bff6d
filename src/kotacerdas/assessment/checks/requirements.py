"""What the matrix says is missing, as findings (KC2xx)."""

from collections.abc import Iterator

from kotacerdas.assessment.cells import Cell
from kotacerdas.assessment.checks.context import Context, Fact, severity_of


def document_is_missing(context: Context) -> Iterator[Fact]:
    """A supporting document that a requirement demands is not there, or does not meet it.

    Assessors score what they can see: an answer or a program without its documents scores low however
    good the program is. The finding stands at the entry that the document belongs to and names the
    agency that owes it; a document that is registered but falls short is named with what it fails by.
    """
    for cell in context.matrix.missing():
        if _kinds(cell) & {"documents"}:
            yield _fact(cell)


def statement_is_missing(context: Context) -> Iterator[Fact]:
    """Something that a requirement wants said in the dossier is not said, or its date does not fit.

    Some requirements ask for no paper but for a statement: an answer and its score, a start date, the
    traits of a quick win, a figure with its source.
    """
    for cell in context.matrix.missing():
        if not _kinds(cell) & {"documents", "subjects"}:
            yield _fact(cell)


def too_few_meet_the_requirement(context: Context) -> Iterator[Fact]:
    """A requirement wants a number of things, and too few of them meet it.

    For example a council meeting in the round's year with its invitation, attendance list and minutes,
    or a quick win in each dimension. What was tried and fell short is named with what it lacks.
    """
    for cell in context.matrix.missing():
        if _kinds(cell) & {"subjects"}:
            yield _fact(cell)


def _kinds(cell: Cell) -> set[str]:
    """The kinds of lacks that a cell has."""
    return {lack.kind for lack in cell.lacks}


def _fact(cell: Cell) -> Fact:
    """The fact for a check that a cell misses its requirement."""
    return Fact(
        cell.location,
        cell.subject,
        cell.agency,
        cell.requirement,
        cell.proves,
        severity_of(cell.level),
        {"lacks": cell.lacks, "near_misses": cell.near_misses, "attempts": cell.attempts},
    )
