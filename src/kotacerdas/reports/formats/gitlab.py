"""`--format gitlab` of `validate`: a Code Quality report, which GitLab shows in a merge request."""

from collections.abc import Mapping
from itertools import chain
from typing import Final

from kotacerdas.findings import GAPS, MISTAKES, Severity
from kotacerdas.reports.listed_findings import listed
from kotacerdas.reports.page import Page, json_text

_SEVERITIES: Final[Mapping[tuple[str, Severity], str]] = {
    (MISTAKES, Severity.ERROR): "critical",
    (GAPS, Severity.ERROR): "major",
    (MISTAKES, Severity.WARNING): "minor",
    (GAPS, Severity.WARNING): "info",
}


def render(page: Page) -> str:
    """The findings of dossiers as a Code Quality report of GitLab."""
    return json_text(
        [
            {
                "description": f"{one.message} {one.hint}",
                "check_name": one.rule,
                "fingerprint": one.fingerprint,
                "severity": _SEVERITIES[one.finding.kind, one.finding.severity],
                "location": {"path": one.path, "lines": {"begin": one.finding.location.line}},
            }
            for one in chain.from_iterable(listed(page))
        ]
    )
