"""The first screen of `validate` on a terminal that cannot hold the whole report: counts, and what matters most."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from kotacerdas.assessment.cells import gaps
from kotacerdas.findings import GAPS, MISTAKES, Diagnostic, Severity
from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.reports.page import wrapped
from kotacerdas.reports.summary import completeness, opening, owed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page

_MOST: Final = 5
"""So many mistakes and gaps are shown, if the screen can hold them."""
_LINES: Final = 2
"""The most lines that one of them takes."""
_SPACE: Final = 3
"""Lines of the screen for the prompt, and around what matters most."""


def render(page: Page) -> str:
    """The first screen of the dossiers' reports, which share its lines, and how to see all."""
    end = [*page.paragraph("report.see-all"), *page.paragraph("report.more")]
    room = ((page.height or 0) - len(end) - 2) // max(1, len(page.assessments))
    parts = ["\n".join(_dossier(assessment, page, room)) for assessment in page.assessments]
    return page.finished("\n\n".join([*parts, "\n".join(end)]) + "\n")


def _dossier(assessment: Assessment, page: Page, room: int) -> Iterator[str]:
    """A dossier on the first screen: how complete it is, and as much of what matters most as there is room for."""
    head = [*opening(assessment, page), *completeness(assessment, page)]
    yield from head
    items = list(islice(_items(assessment, page), _MOST))
    if items:
        yield from ("", *page.title("report.most"))
    left = room - len(head) - _SPACE
    for item in items:
        lines = wrapped(item, page.width, "  - ", "    ")
        if len(lines) > _LINES:
            lines[_LINES - 1] = f"{lines[_LINES - 1][: page.width - 2]} …"
        left -= len(lines[:_LINES])
        if left >= 0:
            yield from lines[:_LINES]


def _items(assessment: Assessment, page: Page) -> Iterator[str]:
    """What matters in a dossier, the most important first: mistakes, gaps by what closing them brings, warnings."""
    names = Names(page.messages, assessment.dossier, assessment.instrument)
    if page.kind != GAPS:
        yield from _mistakes(assessment, Severity.ERROR, names)
    if page.kind != MISTAKES and assessment.instrument:
        for gap in gaps(assessment.matrix, assessment.instrument):
            yield f"{names.starred(gap.requirement)} {owed(gap, names)}"
    if page.kind != GAPS:
        yield from _mistakes(assessment, Severity.WARNING, names)


def _mistakes(assessment: Assessment, severity: Severity, names: Names) -> Iterator[str]:
    """The mistakes of a weight, code by code, notices first: the first of each, and how many more there are."""
    by_code: dict[str, list[Diagnostic]] = {}
    for finding in assessment.listed(MISTAKES):
        weighs = Severity.ERROR if finding.is_notice else finding.severity
        if weighs is severity:
            by_code.setdefault(finding.code, []).append(finding)
    for code, findings in sorted(by_code.items(), key=lambda item: (not item[1][0].is_notice, item[0])):
        where, more = findings[0].location, len(findings) - 1
        rest = f" {names.messages.text('report.more-of-code', n=more)}" if more else ""
        start = f"{code} {where.path}:{where.line}:{where.column}"
        yield f"{start} {sentences.message(findings[0], names)}{rest}"
