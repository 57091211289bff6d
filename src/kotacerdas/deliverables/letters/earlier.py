"""The earlier report: what `validate` told in JSON before the last round of letters, which `--since` names."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, State
from kotacerdas.assessment.narrowing import NARROWING
from kotacerdas.errors import CannotRun
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.earlier import parts_of, read_report

Key = tuple[str, str, str]
"""Requirement, kind and id of the subject."""


class Earlier(NamedTuple):
    """What an earlier report of this dossier says was missing, as of which day, and the ids of all its subjects."""

    as_of: dt.date
    missing: frozenset[Key]
    subjects: frozenset[str]

    def part(self, cell: Cell) -> Cell | None:
        """The part of a cell that was missing then: where every subject must meet a row, without those that are new."""
        if key_of(cell) not in self.missing:
            return None
        if not any(lack.details.get("is_all") for lack in cell.lacks):
            return cell
        known = tuple(v for v in cell.attempts if outgoing(v.subject.id) in self.subjects)
        return cell._replace(attempts=known) if known else None


def earlier_report(path: Path, assessment: Assessment) -> Earlier:
    """The earlier report: the part of a JSON report that is about the same city, year and instrument.

    Raises CannotRun if the file is no such report, has nothing about this dossier, or does not tell of all that was missing.
    """
    report = read_report(path, Path(assessment.path))
    if narrowing := [f"--{option}" for option in NARROWING if option in report.filters]:
        raise CannotRun("report-narrowed", path=report.path, options=", ".join(narrowing))
    parts = parts_of(report, assessment)
    try:
        cells = [cell for part in parts for cell in _cells(part["matrix"])]
        unjudged = sum(len(part.get("unjudged", ())) for part in parts)
    except (KeyError, TypeError) as error:
        raise CannotRun("no-report", path=report.path) from error
    if unjudged:
        raise CannotRun("report-unjudged", path=report.path, n=unjudged)
    missing = frozenset(key for key, is_missing in cells if is_missing)
    return Earlier(report.as_of, missing, frozenset(name for (_, _, name), _ in cells))


def key_of(cell: Cell) -> Key:
    """What a cell is known by in an earlier report."""
    return cell.requirement, cell.subject.kind, outgoing(cell.subject.id)


def _cells(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Key, bool]]:
    """The cells of the earlier report by their keys, and whether each is told as missing."""
    for cell in cells:
        key = (cell["requirement"], cell["subject"]["kind"], cell["subject"]["id"])
        if all(isinstance(part, str) for part in key):
            yield key, cell["state"] == State.MISSING.value
