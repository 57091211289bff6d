"""The earlier report: what `validate` told in JSON before the last round of letters, which `--since` names."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, State
from kotacerdas.assessment.narrowing import NARROWING
from kotacerdas.errors import CannotRun
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.page import VERSION

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


def earlier_report(content: bytes, assessment: Assessment, path: str) -> Earlier:
    """The earlier report: the part of a JSON report that is about the same city, year and instrument.

    Raises CannotRun if the file is no such report, has nothing about this dossier, or does not tell of all that was missing.
    """
    dossier, instrument = assessment.dossier, assessment.instrument
    try:
        report = json.loads(content.decode("utf-8-sig"))
        version = report["version"]
        if type(version) is not int or version != VERSION:
            raise CannotRun("report-version", path=path, version=str(version)[:40], known=VERSION)
        if narrowing := [f"--{option}" for option in NARROWING if option in report.get("filters", {})]:
            raise CannotRun("report-narrowed", path=path, options=", ".join(narrowing))
        day = dt.date.fromisoformat(report["as_of"])
        parts = [
            part
            for part in report["dossiers"]
            if dossier
            and instrument
            and (part["city"], part["year"], part["instrument"])
            == (outgoing(dossier.info.city.name), dossier.info.year, instrument.id)
        ]
        mine = [list(_cells(part["matrix"])) for part in parts]
        unjudged = sum(len(part.get("unjudged", ())) for part in parts)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CannotRun("no-report", path=path) from error
    if not mine:
        raise CannotRun("report-of-another", path=path)
    if unjudged:
        raise CannotRun("report-unjudged", path=path, n=unjudged)
    cells = [cell for part in mine for cell in part]
    missing = frozenset(key for key, is_missing in cells if is_missing)
    return Earlier(day, missing, frozenset(name for (_, _, name), _ in cells))


def key_of(cell: Cell) -> Key:
    """What a cell is known by in an earlier report."""
    return cell.requirement, cell.subject.kind, outgoing(cell.subject.id)


def _cells(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Key, bool]]:
    """The cells of the earlier report by their keys, and whether each is told as missing."""
    for cell in cells:
        key = (cell["requirement"], cell["subject"]["kind"], cell["subject"]["id"])
        if all(isinstance(part, str) for part in key):
            yield key, cell["state"] == State.MISSING.value
