"""An earlier report: what `validate` told in JSON on another day, read again so that today can be held against it."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.errors import CannotRun
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.page import VERSION

Part = Mapping[str, Any]
"""What an earlier report tells of one dossier."""


class EarlierReport(NamedTuple):
    """An earlier report: its day, what it was narrowed by, and what it tells of each dossier."""

    as_of: dt.date
    filters: Mapping[str, str]
    parts: tuple[Part, ...]


def read_report(content: bytes, path: str) -> EarlierReport:
    """Read an earlier report. Raises CannotRun if the file is none, or of another version."""
    try:
        report = json.loads(content.decode("utf-8-sig"))
        version = report["version"]
        if type(version) is not int or version != VERSION:
            raise CannotRun("report-version", path=path, version=str(version)[:40], known=VERSION)
        filters, parts = report.get("filters", {}), report["dossiers"]
        if not (isinstance(filters, dict) and all(isinstance(part, dict) for part in parts)):
            raise TypeError  # noqa: TRY301 - the same trouble
        return EarlierReport(dt.date.fromisoformat(report["as_of"]), filters, tuple(parts))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CannotRun("no-report", path=path) from error


def parts_of(report: EarlierReport, assessment: Assessment, path: str) -> list[Part]:
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
        raise CannotRun("report-of-another", path=path)
    return parts
