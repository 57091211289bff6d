"""The findings that a report of `validate` lists, with what machines know each of them by."""

from collections.abc import Iterable
from typing import NamedTuple

from kotacerdas.assessment.fingerprints import fingerprints
from kotacerdas.findings import GAPS, MISTAKES, Diagnostic, Severity, SubjectRef
from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.reports.page import Page


class Listed(NamedTuple):
    """A finding that a report lists.

    `path` is its file's, as the dossier's repository knows it; `is_known`: a baseline has it, too; `decides`: the report
    fails for it.
    """

    finding: Diagnostic
    names: Names
    path: str
    fingerprint: str
    is_known: bool
    decides: bool

    @property
    def rule(self) -> str:
        """What it is a case of, by a name that `explain` knows: its requirement where something is missing, else its code."""
        finding = self.finding
        return (finding.requirement if finding.kind == GAPS else None) or finding.code

    @property
    def position(self) -> str:
        """Its file, line and column."""
        return f"{self.path}:{self.finding.location.line}:{self.finding.location.column}"

    @property
    def message(self) -> str:
        """The sentence that tells what is wrong."""
        return sentences.message(self.finding, self.names)

    @property
    def shortfall(self) -> str:
        """What is lacking, where it is told beside its requirement and subject; else the sentence that tells what is wrong."""
        details = self.finding.details
        return sentences.shortfall(self.names, **details) if "lacks" in details else self.message

    @property
    def hint(self) -> str:
        """The sentence that tells what to do about it."""
        return sentences.hint(self.finding, self.names)

    @property
    def urgency(self) -> tuple[float, ...]:
        """What to sort listed findings by: new ones first, then notices, errors, mistakes among these, then by leverage."""
        finding, is_error = self.finding, self.finding.severity is Severity.ERROR
        is_gap = is_error and finding.kind != MISTAKES
        return self.is_known, not finding.is_notice, not is_error, is_gap, -finding.leverage


def listed(page: Page) -> list[list[Listed]]:
    """The findings that a report lists, dossier by dossier."""
    every = []
    for assessment, marks in zip(page.assessments, fingerprints(page.assessments, page.kind), strict=True):
        names, of_dossier = page.names(assessment), []
        for finding, mark in zip(assessment.listed(page.kind), marks, strict=True):
            is_known = mark in (page.known or ())
            decides = not is_known and finding.decides(is_strict=page.is_strict)
            path = page.file(assessment, finding.location.path)
            of_dossier.append(Listed(finding, names, path, mark, is_known, decides))
        every.append(of_dossier)
    return every


def by_cell(findings: Iterable[Listed]) -> dict[tuple[str | None, SubjectRef | None], list[Listed]]:
    """Listed findings by the requirement and the subject that they are about: a cell of the matrix, where there is one."""
    cells: dict[tuple[str | None, SubjectRef | None], list[Listed]] = {}
    for one in findings:
        cells.setdefault((one.finding.requirement, one.finding.subject), []).append(one)
    return cells
