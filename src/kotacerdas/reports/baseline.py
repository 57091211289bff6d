"""Today's findings against a baseline, an earlier report of `validate`: what is new or got worse, and what was mended."""

from __future__ import annotations

from functools import partial
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
    from pathlib import Path

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Cell
    from kotacerdas.findings import Diagnostic
    from kotacerdas.reports.page import Page

    Row = tuple[str, str, str]


class Change(NamedTuple):
    """What changed in a dossier since the day of a baseline.

    `new` are the findings that it does not have, or had as warnings; `unjudged` the cells that could be judged then and
    cannot be now; `mended` the messages of findings that are gone; `known` the fingerprints of those that stand as they did.
    """

    as_of: dt.date
    new: tuple[Diagnostic, ...]
    unjudged: tuple[Cell, ...]
    mended: tuple[str, ...]
    known: frozenset[str]


def changes(path: Path, assessments: Sequence[Assessment], filters: Mapping[str, str]) -> list[Change]:
    """The change of each dossier since the baseline in a file.

    Raises CannotRun if the file is no report of these dossiers, one without fingerprints, or narrowed by other filters.
    """
    report = read_report(path)
    if dict(report.filters) != dict(filters):
        raise CannotRun(
            "baseline-narrowed", path=report.path, then=_options(report.filters), now=_options(filters)
        )
    known_by = fingerprints(assessments, filters.get("only"))
    change = partial(_change, report=report, kind=filters.get("only"))
    return [change(assessment, marks) for assessment, marks in zip(assessments, known_by, strict=True)]


def _change(assessment: Assessment, marks: Sequence[str], report: EarlierReport, kind: str | None) -> Change:
    """The change of one dossier since a baseline."""
    before, sound = _facts(report, assessment)
    listed = dict(zip(marks, assessment.listed(kind), strict=True))
    lost = {_row_of(cell) for cell in assessment.matrix.unjudged}
    worse = {mark: finding for mark, finding in listed.items() if _is_worse(finding, before.get(mark))}
    return Change(
        report.as_of,
        tuple(worse.values()),
        tuple(cell for cell in assessment.matrix.unjudged if _row_of(cell) in sound),
        tuple(each.message for mark, each in before.items() if mark not in listed and each.row not in lost),
        frozenset(listed.keys() - worse.keys()),
    )


class _Before(NamedTuple):
    """A finding of a baseline."""

    severity: str
    message: str
    row: Row | None


def _is_worse(finding: Diagnostic, before: _Before | None) -> bool:
    """Whether a finding is new, or was a warning only."""
    return before is None or (finding.severity is Severity.ERROR and before.severity == Severity.WARNING)


def _facts(report: EarlierReport, assessment: Assessment) -> tuple[dict[str, _Before], set[Row]]:
    """What a baseline tells of a dossier: its findings by fingerprint, and the rows that were met or waived."""
    parts = parts_of(report, assessment)
    try:
        before = {
            str(f["fingerprint"]): _Before(
                f["severity"], f"{f['code']} {f['message']}", _row(f) if f["subject"] else None
            )
            for part in parts
            for f in part["findings"]
        }
        cells = [cell for part in parts for cell in part["matrix"]]
        return before, {_row(cell) for cell in cells if cell["state"] in {State.MET, State.WAIVED}}
    except (KeyError, TypeError) as error:
        raise CannotRun("no-baseline", path=report.path) from error


def _row(cell: Mapping[str, object]) -> Row:
    """The requirement and the subject of a cell of an earlier report."""
    subject = cell["subject"]
    return str(cell["requirement"]), str(subject["kind"]), str(subject["id"])  # type: ignore[index]


def _row_of(cell: Cell) -> Row:
    return cell.requirement, cell.subject.kind, outgoing(cell.subject.id)


def _options(filters: Mapping[str, str]) -> str:
    return " ".join(f"--{option} {value}" for option, value in filters.items()) or "-"


def told(assessment: Assessment, change: Change, page: Page) -> Iterator[str]:
    """The lines that tell what changed in a dossier since a baseline: how much is new and mended, and what."""
    names = Names(page.messages, assessment.dossier, assessment.instrument)
    new, mended = len(change.new) + len(change.unjudged), len(change.mended)
    yield from page.paragraph(
        "baseline.total", path=assessment.path, as_of=change.as_of, new=new, mended=mended
    )
    for finding in change.new:
        where = f"{page.file(assessment, finding.location.path)}:{finding.location.line}"
        subject = f"{finding.requirement or finding.code} {names.subject(finding.subject) if finding.subject else ''}"
        yield from wrapped(
            f"{subject.strip()}: {sentences.message(finding, names)} ({where})", page.width, "  + ", "    "
        )
    for cell in change.unjudged:
        row = f"{cell.requirement} {names.subject(cell.subject)}"
        yield from wrapped(page.messages.text("baseline.unjudged", row=row), page.width, "  + ", "    ")
    for message in change.mended:
        yield from wrapped(message, page.width, "  - ", "    ")
