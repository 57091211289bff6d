"""`--format json` of `compare`: version 1 of a shape that never changes its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kotacerdas.languages.text import visible
from kotacerdas.privacy import masked
from kotacerdas.reports.page import rounded

if TYPE_CHECKING:
    from kotacerdas.assessment.score import AspectScore, Result
    from kotacerdas.dossier.entries import Document, Program
    from kotacerdas.reading.models import Model
    from kotacerdas.reports.comparison.comparison import (
        Comparison,
        Documents,
        Figure,
        Pair,
        Programs,
        Scores,
        Side,
    )
    from kotacerdas.reports.page import Page


def render(comparison: Comparison, page: Page) -> str:
    """The comparison as JSON."""
    return page.as_json(
        old=_side(comparison.old),
        new=_side(comparison.new),
        notes=list(comparison.notes),
        quick_wins=_programs(comparison.quick_wins),
        programs=_programs(comparison.programs),
        documents=_documents(comparison.documents),
        figures={
            "unchanged": comparison.same_figures,
            "changed": [_figure(figure) for figure in comparison.figures],
        },
        scores=_scores(comparison.scores),
    )


def _of(entry: NamedTuple | Model, *keys: str) -> dict[str, Any]:
    """What an entry has under these keys, as JSON: texts without identity numbers, dates as text."""
    return {key: _value(getattr(entry, key)) for key in keys}


def _value(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A value of an entry as JSON."""
    if isinstance(value, str):
        return visible(masked(value))
    if isinstance(value, float):
        return rounded(value, 9)
    return value if value is None or isinstance(value, int) else str(value)


def _side(side: Side) -> dict[str, Any]:
    """One of the compared dossiers as JSON."""
    return {
        "path": side.path,
        **_of(side, "city", "year"),
        "instrument": side.instrument.id,
        "mandatory": side.mandatory._asdict(),
        "recommended": side.recommended._asdict(),
    }


def _programs(programs: Programs) -> dict[str, Any]:
    """What became of programs, as JSON."""
    return {
        "summary": {"old": programs.old_total, "new": programs.new_total, **programs.counts()},
        "continued": [_pair(pair) for pair in programs.continued],
        "stopped": [_pair(pair) for pair in programs.stopped],
        "gone": [_program(program) for program in programs.gone],
        "started": [_program(program) for program in programs.new],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    """A program and what it goes on as, as JSON."""
    return {
        "old": _program(pair.old),
        "new": _program(pair.new),
        "matched_by": pair.by,
        "renamed": pair.is_renamed,
        **_of(pair.new, "stopped_because"),
    }


def _program(program: Program) -> dict[str, Any]:
    """A program of one of the compared dossiers as JSON."""
    is_quick_win = program.quick_win is not None
    return {"id": program.id, **_of(program, "name", "agency", "status"), "quick_win": is_quick_win}


def _documents(documents: Documents) -> dict[str, Any]:
    """What became of documents, as JSON."""
    return {
        "summary": {"old": documents.old_total, "new": documents.new_total, **documents.counts()},
        "replaced": [
            {"old": _document(old), "new": _document(new), "changed": list(changed)}
            for old, new, changed in documents.replaced
        ],
        "added": [_document(document) for document in documents.added],
        "gone": [_document(document) for document in documents.gone],
    }


def _document(document: Document) -> dict[str, Any]:
    """A document of one of the compared dossiers as JSON."""
    return {"id": document.id, **_of(document, "title", "number", "date", "state", "file", "url")}


def _figure(figure: Figure) -> dict[str, Any]:
    """A figure of both dossiers as JSON."""
    return {
        "kind": figure.kind,
        "of": _value(figure.of) or None,
        "old": _of(figure.old, "amount", "unit", "period") if figure.old else None,
        "new": _of(figure.new, "amount", "unit", "period") if figure.new else None,
        **_of(figure, "difference"),
    }


def _scores(scores: Scores) -> dict[str, Any]:
    """The scores of both dossiers as JSON."""
    return {
        "old": _result(scores.old),
        "new": _result(scores.new),
        "aspects": [
            {"aspect": name, "old": _aspect(old), "new": _aspect(new)} for name, old, new in scores.aspects()
        ],
        "questions": [_of(question, "question", "old", "new") for question in scores.questions],
    }


def _result(result: Result) -> dict[str, Any]:
    """The score of one dossier as JSON."""
    final = rounded(result.final) if result.scored else None
    return {"final": final, "scored": result.scored, "total": result.total}


def _aspect(aspect: AspectScore | None) -> dict[str, Any] | None:
    """The score of an aspect in one dossier as JSON."""
    if aspect is None:
        return None
    mean = rounded(aspect.mean) if aspect.scored else None
    return {"mean": mean, "scored": aspect.scored, "total": aspect.total}
