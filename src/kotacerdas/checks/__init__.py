"""The checks: one generator each, which yields facts; the engine stamps code and severity on them.

A check says its defect in its name and its reason in its docstring, which `explain` prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas.checks import documents, follow_ups, references, requirements
from kotacerdas.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kotacerdas.checks.context import Context, Fact


class Check(NamedTuple):
    """A check and how much what it finds weighs, unless a fact says otherwise."""

    run: Callable[[Context], Iterator[Fact]]
    severity: Severity


CHECKS: Final[Mapping[str, Check]] = {
    "KC112": Check(references.id_stands_twice, Severity.ERROR),
    "KC120": Check(references.reference_leads_nowhere, Severity.ERROR),
    "KC122": Check(references.instrument_is_for_another_cohort, Severity.WARNING),
    "KC201": Check(requirements.document_is_missing, Severity.ERROR),
    "KC202": Check(requirements.statement_is_missing, Severity.ERROR),
    "KC203": Check(requirements.too_few_meet_the_requirement, Severity.ERROR),
    "KC301": Check(documents.file_cannot_serve, Severity.ERROR),
    "KC601": Check(follow_ups.waiver_has_expired, Severity.WARNING),
}
"""Finding code → the check that finds it."""


def run(context: Context) -> list[Diagnostic]:
    """Run every check; the findings have routes, not lines."""
    return [
        Diagnostic(
            code,
            fact.severity or check.severity,
            fact.location,
            fact.subject,
            fact.agency,
            fact.requirement,
            fact.proves,
            fact.leverage,
            fact.details,
        )
        for code, check in CHECKS.items()
        for fact in check.run(context)
    ]
