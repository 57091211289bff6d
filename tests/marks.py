"""Cases in YAML that carry what must be found in them.

Marks are written by hand: `#! KC105 KC307` at the end of a line tells the codes found there; where a line cannot
hold a comment, `#! line 4: KC005` stands at the top. Records (`#= …`) stand under a case and hold each finding as
a whole: line, column, end column, code, severity, whom it concerns, details. `pytest --renew` writes records, and
never a mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import yaml

from kotacerdas.assessment.assessment import Assessment, assess

from .conftest import AS_OF, HEAD

if TYPE_CHECKING:
    from kotacerdas.findings import Diagnostic

NAME = "case.yaml"
RECORD = "#= "
PYDANTIC = {"expected"}
"""Details in the words of a library, which no message uses."""

_MARK = re.compile(r"#! (?:line (\d+): )?([\w-]+(?: [\w-]+)*)$")
_RECORDS = re.compile(rf"(?:^{RECORD}.*\n)+\Z", re.MULTILINE)
_OWN_DOSSIER = re.compile(r"^dossier:(?!.*#! KC111)", re.MULTILINE)


@cache
def assessed(text: str) -> Assessment:
    """A case beside the least dossier, or alone if it has a section `dossier` of its own."""
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "dosir"
        folder.mkdir()
        (folder / NAME).write_bytes(text.encode("utf-8"))
        if not _OWN_DOSSIER.search(text):
            (folder / "aa-head.yaml").write_text(HEAD, encoding="utf-8")
        return assess(folder, AS_OF)


def marks(text: str) -> set[tuple[int, str]]:
    """The lines that a case marks, and the words that it marks them with."""
    return {
        (int(mark[1] or number), word)
        for number, line in enumerate(text.split("\n"), start=1)
        if (mark := _MARK.search(line))
        for word in mark[2].split()
    }


def without_records(text: str) -> str:
    """The case itself."""
    return _RECORDS.sub("", text)


def with_records(text: str, records: list[str]) -> str:
    """A case with these records under it, instead of those that stand there."""
    case = without_records(text).rstrip("\n")
    return case + "\n" + "".join(f"{RECORD}{record}\n" for record in records)


def record(finding: Diagnostic) -> str:
    """All of a finding in one line; the path only where it is not the case's own."""
    where = finding.location
    path = "" if where.path == NAME else f"{where.path}:"
    end = f"-{where.end_column}" if where.end_column else ""
    about = {
        "subject": finding.subject and plain(finding.subject),
        "agency": finding.agency,
        "requirement": finding.requirement,
    }
    parts = [f"{path}{where.line}:{where.column}{end}", finding.code, finding.severity.value]
    parts += [f"{name}={value}" for name, value in about.items() if value]
    if details := plain(finding.details):
        shown = yaml.safe_dump(
            details, default_flow_style=True, allow_unicode=True, sort_keys=False, width=9999
        )
        parts.append(shown.strip())
    return " ".join(parts)


def plain(value: object) -> object:
    """Details as YAML can say them, without what is empty or as ever."""
    if hasattr(value, "kind") and hasattr(value, "id"):
        return f"{value.kind}:{value.id}"
    if hasattr(value, "_asdict"):
        ever = value._field_defaults
        return {key: plain(part) for key, part in value._asdict().items() if part != ever.get(key)}
    if isinstance(value, Mapping):
        return {
            key: plain(part)
            for key, part in sorted(value.items())
            if part not in ("", (), {}, None) and key not in PYDANTIC
        }
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    return value if isinstance(value, (bool, int, float)) else str(value)
