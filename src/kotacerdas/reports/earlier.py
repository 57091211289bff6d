"""An earlier report: what `validate` told in JSON on another day, read again so that today can be held against it."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.errors import CannotRun
from kotacerdas.languages.text import outgoing
from kotacerdas.opening import content_of
from kotacerdas.reports.page import VERSION

_MAX_BYTES, _MAX_VALUES = 16 * 1024**2, 1_200_000
"""Bytes and values of an earlier report; one of 1,000 quick wins fits."""

Part = Mapping[str, Any]
"""What an earlier report tells of one dossier."""


class EarlierReport(NamedTuple):
    """An earlier report: its path and day, what it was narrowed by, and what it tells of each dossier."""

    path: str
    as_of: dt.date
    filters: Mapping[str, str]
    parts: tuple[Part, ...]


def read_report(path: Path, folder: Path | None = None) -> EarlierReport:
    """Read an earlier report; no link may lead out of the folder, if it lies there.

    Raises CannotRun if the file cannot be read, is no report, or one of another version.
    """
    content = content_of(path, _MAX_BYTES, "unread-report", folder=folder)
    try:
        if len(content) > _MAX_BYTES or sum(map(content.count, (b"[", b"{", b","))) > _MAX_VALUES:
            raise ValueError  # noqa: TRY301 - the same trouble
        report = json.loads(content.decode("utf-8-sig"))
        version = report["version"]
        if type(version) is not int or version != VERSION:
            raise CannotRun("report-version", path=path.as_posix(), version=str(version)[:40], known=VERSION)
        filters, parts = report.get("filters", {}), report["dossiers"]
        if not (isinstance(filters, dict) and all(isinstance(part, dict) for part in parts)):
            raise TypeError  # noqa: TRY301 - the same trouble
        return EarlierReport(path.as_posix(), dt.date.fromisoformat(report["as_of"]), filters, tuple(parts))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CannotRun("no-report", path=path.as_posix()) from error


def parts_of(report: EarlierReport, assessment: Assessment) -> list[Part]:
    """The parts of an earlier report that are about a dossier's city, year and instrument. Raises CannotRun without one."""
    dossier, instrument = assessment.dossier, assessment.instrument
    parts = [
        part
        for part in report.parts
        if dossier
        and instrument
        and (part.get("city"), part.get("year"), part.get("instrument"))
        == (outgoing(dossier.info.city.name), dossier.info.year, instrument.id)
    ]
    if not parts:
        raise CannotRun("report-of-another", path=report.path)
    return parts
