"""Today's findings against a baseline, an earlier report of `validate`: what is new or got worse, and what was mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kotacerdas.assessment.cells import State
from kotacerdas.assessment.fingerprints import fingerprints
from kotacerdas.errors import CannotRun
from kotacerdas.findings import Severity
from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.earlier import EarlierReport, parts_of, read_report
from kotacerdas.reports.page import wrapped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Cell
    from kotacerdas.findings import Diagnostic
    from kotacerdas.reports.page import Page

    Row = tuple[str, str, str]


class Change(NamedTuple):
    """What changed in a dossier since the day of a baseline.

    `new` are the findings that it does not have, or had as warnings; `unjudged` the cells that could be judged then and
    cannot be now; `mended` the messages of findings that are gone.
    """

    as_of: dt.date
    new: tuple[Diagnostic, ...]
    unjudged: tuple[Cell, ...]
    mended: tuple[str, ...]


def changes(content: bytes, path: str, assessments: Sequence[Assessment], filters: Mapping[str, str]) -> list[Change]:
    """The change of each dossier since a baseline, whose file has this content and path.

    Raises CannotRun if the file is no report of these dossiers, or one that was narrowed by other filters.
    """
    report = read_report(content, path)
    if dict(report.filters) != dict(filters):
        raise CannotRun("baseline-narrowed", path=path, then=_options(report.filters), now=_options(filters))
    known_by = fingerprints(assessments, filters.get("only"))
    pairs = zip(assessments, known_by, strict=True)
    try:
        return [_change(assessment, marks, report, path, filters.get("only")) for assessment, marks in pairs]
    except (KeyError, TypeError) as error:
        raise CannotRun("no-baseline", path=path) from error


def _change(
    assessment: Assessment, marks: Sequence[str], report: EarlierReport, path: str, kind: str | None
) -> Change:
    """The change of one dossier since a baseline. Raises KeyError or TypeError where that lacks what it must have."""
    parts = parts_of(report, assessment, path)
    before = {finding["fingerprint"]: finding for part in parts for finding in part["findings"]}
    listed = dict(zip(marks, assessment.listed(kind), strict=True))
    cells = [cell for part in parts for cell in (*part["matrix"], *part.get("unjudged", ()))]
    sound = {_row(cell) for cell in cells if cell["state"] in {State.MET, State.WAIVED}}
    unjudged = {cell: _row_of(cell) for cell in assessment.matrix.unjudged}
    lost = set(unjudged.values())
    return Change(
        report.as_of,
        tuple(
            finding
            for mark, finding in listed.items()
            if mark not in before
            or (finding.severity is Severity.ERROR and before[mark]["severity"] == Severity.WARNING)
        ),
        tuple(cell for cell, row in unjudged.items() if row in sound),
        tuple(
            f"{finding['code']} {finding['message']}"
            for mark, finding in before.items()
            if mark not in listed and _row_of_finding(finding) not in lost
        ),
    )


def _row(cell: Mapping[str, object]) -> Row:
    """The requirement and the subject of a cell of an earlier report."""
    subject = cell["subject"]
    return str(cell["requirement"]), str(subject["kind"]), str(subject["id"])  # type: ignore[index]


def _row_of(cell: Cell) -> Row:
    return cell.requirement, cell.subject.kind, outgoing(cell.subject.id)


def _row_of_finding(finding: Mapping[str, object]) -> Row | None:
    return _row(finding) if finding["subject"] else None


def _options(filters: Mapping[str, str]) -> str:
    return " ".join(f"--{option} {value}" for option, value in filters.items()) or "-"


def told(assessment: Assessment, change: Change, page: Page) -> Iterator[str]:
    """The lines that tell what changed in a dossier since a baseline: how much is new and mended, and what."""
    names = Names(page.messages, assessment.dossier, assessment.instrument)
    counts = {"new": len(change.new) + len(change.unjudged), "mended": len(change.mended)}
    yield from page.paragraph("baseline.total", path=assessment.path, as_of=change.as_of, **counts)
    for finding in change.new:
        where = f"{page.file(assessment, finding.location.path)}:{finding.location.line}"
        subject = f"{finding.requirement or finding.code} {names.subject(finding.subject) if finding.subject else ''}"
        yield from wrapped(f"{subject.strip()}: {sentences.message(finding, names)} ({where})", page.width, "  + ", "    ")
    for cell in change.unjudged:
        row = f"{cell.requirement} {names.subject(cell.subject)}"
        yield from wrapped(page.messages.text("baseline.unjudged", row=row), page.width, "  + ", "    ")
    for message in change.mended:
        yield from wrapped(message, page.width, "  - ", "    ")
