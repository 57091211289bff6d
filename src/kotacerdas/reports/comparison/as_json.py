"""`--format json` of `compare`: version 1 of a shape that never changes its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kotacerdas.languages.text import visible
from kotacerdas.privacy import masked
from kotacerdas.reports.page import rounded

if TYPE_CHECKING:
    from kotacerdas.assessment.score import AspectScore, Result
    from kotacerdas.dossier.entries import Document, Program
    from kotacerdas.reports.comparison.comparison import (
        Comparison,
        Documents,
        Figure,
        Pair,
        Programs,
        Scores,
        Side,
        Value,
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


def _text(text: str | None) -> str | None:
    return None if text is None else visible(masked(text))


def _side(side: Side) -> dict[str, Any]:
    """One of the compared dossiers as JSON."""
    return {
        "path": side.path,
        "city": _text(side.city),
        "year": side.year,
        "instrument": side.instrument.id,
        "mandatory": side.mandatory._asdict(),
        "recommended": side.recommended._asdict(),
    }


def _programs(programs: Programs) -> dict[str, Any]:
    """What became of programs, as JSON."""
    return {
        "summary": {
            "old": programs.old_total,
            "new": programs.new_total,
            "continued": programs.continued_total,
            "stopped": programs.stopped_total,
            "gone": len(programs.gone),
            "started": len(programs.new),
        },
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
        "stopped_because": _text(pair.new.stopped_because),
    }


def _program(program: Program) -> dict[str, Any]:
    """A program of one of the compared dossiers as JSON."""
    return {
        "id": program.id,
        "name": _text(program.name),
        "agency": _text(program.agency),
        "status": program.status,
        "quick_win": program.quick_win is not None,
    }


def _documents(documents: Documents) -> dict[str, Any]:
    """What became of documents, as JSON."""
    return {
        "summary": {
            "old": documents.old_total,
            "new": documents.new_total,
            "unchanged": documents.kept,
            "replaced": len(documents.replaced),
            "added": len(documents.added),
            "gone": len(documents.gone),
        },
        "replaced": [
            {"old": _document(old), "new": _document(new), "changed": list(changed)}
            for old, new, changed in documents.replaced
        ],
        "added": [_document(document) for document in documents.added],
        "gone": [_document(document) for document in documents.gone],
    }


def _document(document: Document) -> dict[str, Any]:
    """A document of one of the compared dossiers as JSON."""
    return {
        "id": document.id,
        "title": _text(document.title),
        "number": _text(document.number),
        "date": str(document.date) if document.date else None,
        "state": document.state,
        "file": _text(document.file),
        "url": _text(document.url),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    """A figure of both dossiers as JSON."""
    return {
        "kind": figure.kind,
        "of": _text(figure.of) or None,
        "old": _value(figure.old),
        "new": _value(figure.new),
        "difference": _amount(figure.difference),
    }


def _value(value: Value | None) -> dict[str, Any] | None:
    """A figure as one dossier states it, as JSON."""
    if value is None:
        return None
    return {
        "amount": _amount(value.amount),
        "unit": _text(value.unit) or None,
        "period": _text(value.period) or None,
    }


def _amount(amount: float | None) -> float | None:
    return amount if isinstance(amount, int) else rounded(amount, 9)


def _scores(scores: Scores) -> dict[str, Any]:
    """The scores of both dossiers as JSON."""
    return {
        "old": _result(scores.old),
        "new": _result(scores.new),
        "aspects": [
            {"aspect": name, "old": _aspect(old), "new": _aspect(new)} for name, old, new in scores.aspects()
        ],
        "questions": [
            {"question": name, "old": _amount(old), "new": _amount(new)}
            for name, old, new in scores.questions
        ],
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
