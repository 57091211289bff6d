"""An earlier report, which `validate` told in JSON: `request --since` and `validate --baseline` name one."""

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


class Missing(NamedTuple):
    """A cell that an earlier report says was missing: its level, and how many documents it had all the same."""

    level: str
    documents: int


class Finding(NamedTuple):
    """A finding that an earlier report lists: its severity, its code and its file."""

    severity: str
    code: str
    path: str


class Earlier(NamedTuple):
    """What an earlier report of this dossier says was missing, as of which day, and the ids of all its subjects.

    `findings` are those that it lists, by their fingerprints; a round of letters asks for none.
    """

    as_of: dt.date
    missing: Mapping[Key, Missing]
    subjects: frozenset[str]
    findings: Mapping[str, Finding]

    def part(self, cell: Cell) -> Cell | None:
        """The part of a cell that was missing in the earlier report: without new subjects, where each must meet a row."""
        if key_of(cell) not in self.missing:
            return None
        if not any(lack.details.get("is_all") for lack in cell.lacks):
            return cell
        known = tuple(v for v in cell.attempts if outgoing(v.subject.id) in self.subjects)
        return cell._replace(attempts=known) if known else None


def earlier_report(
    content: bytes, assessment: Assessment, path: str, filters: Mapping[str, str] | None = None
) -> Earlier:
    """The earlier report: the part of a JSON report that is about the same city, year and instrument.

    Raises CannotRun if the file is no such report, has nothing about this dossier, or does not tell of all that was missing;
    with `filters`, if it was narrowed by others than these, or lists findings that cannot be known again.
    """
    dossier, instrument = assessment.dossier, assessment.instrument
    try:
        report = json.loads(content.decode("utf-8-sig"))
        version = report["version"]
        if type(version) is not int or version != VERSION:
            raise CannotRun("report-version", path=path, version=str(version)[:40], known=VERSION)
        _refuse_filters(dict(report.get("filters", {})), filters, path)
        day = dt.date.fromisoformat(report["as_of"])
        whose: object = None
        if dossier and instrument:
            whose = outgoing(dossier.info.city.name), dossier.info.year, instrument.id
        parts = [p for p in report["dossiers"] if (p["city"], p["year"], p["instrument"]) == whose]
        parts = [part for part in parts if part.get("path") == outgoing(assessment.path)] or parts
        mine = [list(_cells(part["matrix"])) for part in parts]
        unjudged = sum(len(part.get("unjudged", ())) for part in parts)
        listed = [finding for part in parts for finding in part["findings"]] if filters is not None else []
        if not all("fingerprint" in finding for finding in listed):
            raise CannotRun("report-without-fingerprints", path=path)
        findings = {
            str(finding["fingerprint"]): Finding(*(str(finding[key]) for key in Finding._fields))
            for finding in listed
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CannotRun("no-report", path=path) from error
    if not mine:
        raise CannotRun("report-of-another", path=path, dossier=assessment.path)
    if unjudged:
        raise CannotRun("report-unjudged", path=path, n=unjudged)
    cells = [cell for part in mine for cell in part]
    missing = {key: lack for key, lack in cells if lack}
    return Earlier(day, missing, frozenset(name for (_, _, name), _ in cells), findings)


def _refuse_filters(then: dict[str, str], now: Mapping[str, str] | None, path: str) -> None:
    """Refuse an earlier report that was narrowed, or narrowed otherwise than the report of today is."""
    if now is None:
        if narrowing := [f"--{option}" for option in NARROWING if option in then]:
            raise CannotRun("report-narrowed", path=path, options=", ".join(narrowing))
    elif differing := [f"--{o}" for o in (*NARROWING, "only") if then.get(o) != now.get(o)]:
        raise CannotRun("report-filters", path=path, options=", ".join(differing))


def key_of(cell: Cell) -> Key:
    """What a cell is known by in an earlier report."""
    return cell.requirement, cell.subject.kind, outgoing(cell.subject.id)


def _cells(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Key, Missing | None]]:
    """The cells of the earlier report by their keys, with what is told of those that are missing."""
    for cell in cells:
        key = (cell["requirement"], cell["subject"]["kind"], cell["subject"]["id"])
        if all(isinstance(part, str) for part in key):
            is_missing = cell["state"] == State.MISSING.value
            yield key, Missing(str(cell["level"]), len(cell["documents"])) if is_missing else None
