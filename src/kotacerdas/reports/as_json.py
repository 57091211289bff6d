"""`--format json` of `validate`: version 1 of a shape that never changes its meaning."""

from typing import Any

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, tally
from kotacerdas.findings import Severity
from kotacerdas.reports.listed_findings import Listed, listed
from kotacerdas.reports.page import Page, in_json, picked


def render(page: Page) -> str:
    """The report of `validate` as JSON. Paths are POSIX and relative to the dossier."""
    dossiers = [_dossier(*both, page) for both in zip(page.assessments, listed(page), strict=True)]
    return page.as_json(filters=dict(page.filters), strict=page.is_strict, dossiers=dossiers)


def _dossier(assessment: Assessment, findings: list[Listed], page: Page) -> dict[str, Any]:
    """A dossier as JSON: whose it is, a summary, what was not read, its agencies, its findings and its matrix."""
    return {
        **head(assessment),
        "summary": _summary(assessment, page.kind),
        "unread_files": list(assessment.dossier.unread_files if assessment.dossier else ()),
        "agencies": _agencies(assessment),
        "findings": [_finding(one) for one in findings],
        "matrix": [_cell(cell) for cell in assessment.matrix.cells],
        "unjudged": [_cell(cell) for cell in assessment.matrix.unjudged],
    }


def head(assessment: Assessment) -> dict[str, Any]:
    """Whose dossier it is, in the JSON of `validate` and others; null where the section `dossier` could not be read."""
    dossier, instrument = assessment.dossier, assessment.instrument
    return {
        "path": assessment.path,
        "city": dossier.info.city.name if dossier else None,
        "year": dossier.info.year if dossier else None,
        "instrument": instrument.id if instrument else None,
    }


def _summary(assessment: Assessment, kind: str | None) -> dict[str, Any]:
    """How complete a dossier is, in the JSON of `validate`: the findings that are listed, and all requirements, counted."""
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


def _agencies(assessment: Assessment) -> list[dict[str, Any]]:
    """The agencies of a dossier in the JSON of `validate`, with the totals of the requirements that concern each; last those of nobody."""
    dossier, matrix = assessment.dossier, assessment.matrix
    names: dict[str | None, str] = {agency.id: agency.name for agency in dossier.agencies} if dossier else {}
    own: dict[str | None, list[Cell]] = {name: [] for name in names}
    for cell in sorted(matrix.cells, key=lambda cell: cell.agency is None):
        own.setdefault(cell.agency, []).append(cell)
    return [
        {
            "id": name,
            "name": names.get(name),
            "mandatory": tally(cells, "mandatory")._asdict(),
            "recommended": tally(cells, "recommended")._asdict(),
        }
        for name, cells in own.items()
    ]


def _finding(one: Listed) -> dict[str, Any]:
    """A finding in the JSON of `validate`, with its sentences."""
    finding = one.finding
    return {
        **picked(finding, "code", "requirement", "severity"),
        **picked(one, "message", "hint"),
        **picked(finding.location, "path", "line", "column"),
        "subject": finding.subject._asdict() if finding.subject else None,
        "agency": finding.agency,
        "proves": list(finding.proves),
        "leverage": in_json(finding.leverage),
        "fingerprint": one.fingerprint,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """A cell of the matrix in the JSON of `validate`."""
    return {
        "requirement": cell.requirement,
        "subject": cell.subject._asdict(),
        **picked(cell, "agency", "dimension", "level", "state"),
        "documents": list(cell.documents),
    }
