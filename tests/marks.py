"""A case in YAML that carries what is found in it.

`#! KC105 KC307` at the end of a line marks that line with the codes found there; where a line cannot hold a
comment, `#! line 4: KC005` stands at the top. These marks are written by hand. Under the case, each finding
stands as a whole: line, column, end column, code, severity, whom it concerns, details. `pytest --renew` writes
these records, and never a mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kotacerdas.diagnostics import Diagnostic

RECORD = "#= "
PYDANTIC = {"expected"}
"""Details in the words of a library, which no message uses."""
_CODES = r"(KC\d{3}(?: KC\d{3})*)$"
_MARK = re.compile(rf"#! {_CODES}")
_HEADER = re.compile(rf"#! line (\d+): {_CODES}")


def marks(text: str) -> set[tuple[int, str]]:
    """The lines and codes that a case marks."""
    marked = set()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            marked |= {(int(header[1]), code) for code in header[2].split()}
        elif mark := _MARK.search(line):
            marked |= {(number, code) for code in mark[1].split()}
    return marked


def with_records(text: str, findings: Iterable[Diagnostic], path: str) -> str:
    """A case and the records of its findings under it, instead of those that stand there."""
    case = re.sub(rf"(^{RECORD}.*\n)+\Z", "", text, flags=re.MULTILINE).rstrip("\n")
    records = "".join(f"{RECORD}{record(finding, path)}\n" for finding in findings)
    return f"{case}\n{records}"


def record(finding: Diagnostic, path: str) -> str:
    """All of a finding in one line; the path only where it is not the case's own."""
    where = finding.location
    other = "" if where.path == path else f"{where.path}:"
    about = {
        "subject": finding.subject and f"{finding.subject.kind}:{finding.subject.id}",
        "agency": finding.agency,
        "requirement": finding.requirement,
    }
    end = f"-{where.end_column}" if where.end_column else ""
    parts = [f"{other}{where.line}:{where.column}{end}", finding.code, finding.severity.value]
    parts += [f"{name}={value}" for name, value in about.items() if value]
    if details := plain(finding.details):
        shown = yaml.safe_dump(
            details, default_flow_style=True, allow_unicode=True, sort_keys=False, width=9999
        )
        parts.append(shown.strip())
    return " ".join(parts)


def plain(value: object) -> object:
    """Details as YAML can say them, without what is empty or as ever."""
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
