"""`--format json` of `compare`: version 1 of a shape that never changes its meaning."""

from typing import Any, Final

from kotacerdas.assessment.reviews import Reviewed
from kotacerdas.assessment.score import AspectScore, Result
from kotacerdas.dossier.entries import Document, Program
from kotacerdas.reports.comparison import comparison as facts
from kotacerdas.reports.page import Page, picked

_EXACT: Final = 9
"""Digits of amounts, which are no scores."""


def render(comparison: facts.Comparison, page: Page) -> str:
    """The comparison as JSON."""
    figures = [_figure(figure) for figure in comparison.figures]
    return page.as_json(
        old=_side(comparison.old),
        new=_side(comparison.new),
        notes=list(comparison.notes),
        quick_wins=_programs(comparison.quick_wins),
        programs=_programs(comparison.programs),
        documents=_documents(comparison.documents),
        figures={"unchanged": comparison.same_figures, "changed": figures},
        scores=_scores(comparison.scores),
    )


def _side(side: facts.Side) -> dict[str, Any]:
    """One of the compared dossiers as JSON."""
    return {
        **picked(side, "path", "city", "year"),
        "instrument": side.instrument.id,
        "mandatory": side.mandatory._asdict(),
        "recommended": side.recommended._asdict(),
    }


def _programs(programs: facts.Programs) -> dict[str, Any]:
    """What became of compared programs, as JSON."""
    return {
        "summary": {"old": programs.old_total, "new": programs.new_total, **programs.counts()},
        "continued": [*map(_pair, programs.continued)],
        "stopped": [*map(_pair, programs.stopped)],
        "gone": [*map(_program, programs.gone)],
        "started": [*map(_program, programs.new)],
    }


def _pair(pair: facts.Pair) -> dict[str, Any]:
    """A compared program and what it goes on as, as JSON."""
    matched = {"matched_by": pair.by, "renamed": pair.is_renamed}
    return {
        "old": _program(pair.old),
        "new": _program(pair.new),
        **matched,
        **picked(pair.new, "stopped_because"),
    }


def _program(program: Program) -> dict[str, Any]:
    """A program of one of the compared dossiers as JSON."""
    return {**picked(program, "id", "name", "agency", "status"), "quick_win": program.quick_win is not None}


def _documents(documents: facts.Documents) -> dict[str, Any]:
    """What became of compared documents, as JSON."""
    return {
        "summary": {"old": documents.old_total, "new": documents.new_total, **documents.counts()},
        "replaced": [
            {"old": _document(old), "new": _document(new), "changed": list(changed)}
            for old, new, changed in documents.replaced
        ],
        "added": [*map(_document, documents.added)],
        "gone": [*map(_document, documents.gone)],
        "returned": [*map(_reviewed, documents.returned)],
        "settled": [*map(_reviewed, documents.settled)],
    }


def _reviewed(of: Reviewed) -> dict[str, Any]:
    """A document of the newer dossier as JSON, with the verdict that stands on it."""
    return {"document": _document(of.document), **picked(of.review, "verdict", "by", "date", "note")}


def _document(document: Document) -> dict[str, Any]:
    """A document of one of the compared dossiers as JSON."""
    return picked(document, "id", "title", "number", "date", "state", "file", "url")


def _figure(figure: facts.Figure) -> dict[str, Any]:
    """A compared figure of both dossiers as JSON."""
    old, new = (
        picked(value, "amount", "unit", "period", digits=_EXACT) if value else None
        for value in (figure.old, figure.new)
    )
    growth = picked(figure, "difference", digits=_EXACT)
    return {"kind": figure.kind, "of": figure.of or None, "old": old, "new": new, **growth}


def _scores(scores: facts.Scores) -> dict[str, Any]:
    """The compared scores of both dossiers as JSON."""
    return {
        "old": _score("final", scores.old),
        "new": _score("final", scores.new),
        "aspects": [
            {"aspect": aspect.id, "old": _score("mean", aspect.old), "new": _score("mean", aspect.new)}
            for aspect in scores.aspects
        ],
        "questions": [picked(one, "question", "old", "new", digits=_EXACT) for one in scores.questions],
    }


def _score(key: str, of: Result | AspectScore | None) -> dict[str, Any] | None:
    """The score of a dossier or an aspect as JSON; null where no question has one."""
    if of is None:
        return None
    return {**(picked(of, key) if of.scored else {key: None}), **picked(of, "scored", "total")}
