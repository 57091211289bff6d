"""`--format json`: version 1 of a shape that never changes its meaning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kotacerdas import __version__
from kotacerdas.findings import Diagnostic, Severity, SubjectRef
from kotacerdas.languages.messages import About, Messages
from kotacerdas.reports.page import printable

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page

VERSION = 1


def render(page: Page) -> str:
    """The report as JSON with a line end after it. Paths are POSIX and relative to the dossier."""
    report = {
        "version": VERSION,
        "tool": {"name": "kotacerdas", "version": __version__},
        "as_of": page.as_of.isoformat(),
        "dossiers": [_dossier(assessment, page.messages) for assessment in page.assessments],
    }
    return printable(json.dumps(report, ensure_ascii=False, indent=2) + "\n")


def _dossier(assessment: Assessment, messages: Messages) -> dict[str, Any]:
    from kotacerdas.privacy import masked  # noqa: PLC0415 - help needs no models

    dossier, matrix = assessment.dossier, assessment.matrix
    about = About(dossier, assessment.instrument)
    tallies = {level: matrix.tally(level) for level in ("mandatory", "recommended")}
    return {
        "path": assessment.path,
        "city": masked(dossier.info.city.name) if dossier else None,
        "year": dossier.info.year if dossier else None,
        "instrument": assessment.instrument.id if assessment.instrument else None,
        "summary": {
            "complete": assessment.is_complete,
            "errors": assessment.total(Severity.ERROR),
            "warnings": assessment.total(Severity.WARNING),
            "waived": sum(1 for _ in matrix.waived()),
            **{level: {"met": t.met, "total": t.total} for level, t in tallies.items()},
        },
        "findings": [_finding(finding, messages, about) for finding in assessment.findings],
        "matrix": [
            {
                "requirement": cell.requirement,
                "subject": _subject(cell.subject),
                "level": cell.level,
                "state": cell.state.value,
                "documents": list(cell.documents),
            }
            for cell in matrix.cells
        ],
    }


def _finding(finding: Diagnostic, messages: Messages, about: About) -> dict[str, Any]:
    return {
        "code": finding.code,
        "requirement": finding.requirement,
        "severity": finding.severity.value,
        "message": messages.message(finding, about),
        "hint": messages.hint(finding, about),
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "subject": _subject(finding.subject) if finding.subject else None,
        "agency": finding.agency,
        "proves": list(finding.proves),
        "leverage": round(finding.leverage, 4),
    }


def _subject(ref: SubjectRef) -> dict[str, str]:
    return {"kind": ref.kind, "id": ref.id}
