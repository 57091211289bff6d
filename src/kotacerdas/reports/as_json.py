"""`--format json` of `validate`: version 1 of a shape that never changes its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kotacerdas.assessment.fingerprints import fingerprints
from kotacerdas.findings import Diagnostic, Severity
from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.reports.page import in_json

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Cell
    from kotacerdas.reports.page import Page


def render(page: Page) -> str:
    """The report of `validate` as JSON. Paths are POSIX and relative to the dossier."""
    known_by = fingerprints(page.assessments, page.kind)
    dossiers = [_dossier(*both, page) for both in zip(page.assessments, known_by, strict=True)]
    return page.as_json(filters=dict(page.filters), dossiers=dossiers)


def _dossier(assessment: Assessment, known_by: list[str], page: Page) -> dict[str, Any]:
    """A dossier as JSON: whose it is, a summary, its findings and its matrix."""
    names = Names(page.messages, assessment.dossier, assessment.instrument)
    listed = zip(assessment.listed(page.kind), known_by, strict=True)
    return {
        **head(assessment),
        "summary": _summary(assessment, page.kind),
        "findings": [{**_finding(finding, names), "fingerprint": mark} for finding, mark in listed],
        "matrix": [_cell(cell) for cell in assessment.matrix.cells],
        "unjudged": [_cell(cell) for cell in assessment.matrix.unjudged],
    }


def head(assessment: Assessment) -> dict[str, Any]:
    """Whose dossier it is, as JSON; null where the section `dossier` could not be read."""
    dossier, instrument = assessment.dossier, assessment.instrument
    return {
        "path": assessment.path,
        "city": dossier.info.city.name if dossier else None,
        "year": dossier.info.year if dossier else None,
        "instrument": instrument.id if instrument else None,
    }


def _summary(assessment: Assessment, kind: str | None) -> dict[str, Any]:
    """How complete a dossier is, as JSON: the findings that are listed, and all requirements, counted."""
    matrix, dossier = assessment.matrix, assessment.dossier
    return {
        "complete": assessment.is_complete,
        "errors": assessment.total(Severity.ERROR, kind),
        "warnings": assessment.total(Severity.WARNING, kind),
        "waived": sum(1 for _ in matrix.waived()),
        "unjudged": len(matrix.unjudged),
        "mandatory": matrix.tally("mandatory")._asdict(),
        "recommended": matrix.tally("recommended")._asdict(),
        "files_opened": dossier.opened_files if dossier else 0,
        "links_unopened": len(dossier.unopened_links) if dossier else 0,
    }


def _finding(finding: Diagnostic, names: Names) -> dict[str, Any]:
    """A finding as JSON, with its sentences."""
    return {
        "code": finding.code,
        "requirement": finding.requirement,
        "severity": finding.severity.value,
        "message": sentences.message(finding, names),
        "hint": sentences.hint(finding, names),
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "subject": finding.subject._asdict() if finding.subject else None,
        "agency": finding.agency,
        "proves": list(finding.proves),
        "leverage": in_json(finding.leverage),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """A cell of the matrix as JSON."""
    return {
        "requirement": cell.requirement,
        "subject": cell.subject._asdict(),
        "level": cell.level,
        "state": cell.state.value,
        "documents": list(cell.documents),
    }
