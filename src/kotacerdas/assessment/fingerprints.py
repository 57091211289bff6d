"""The fingerprints of findings: by them a finding of today is known as the one of an earlier report."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from kotacerdas.findings import GAPS
from kotacerdas.naming import slug
from kotacerdas.privacy import anonymous
from kotacerdas.reading import parser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.findings import Diagnostic, Route

_NAMING: Final = (
    *("question", "requirement", "subject", "dimension", "sub_dimension", "program"),
    *("activity", "indicator", "risk", "name", "by", "group", "year", "source"),
)
"""The keys that tell entries without an id apart."""
_LENGTH: Final = 32
_MAX_CITY: Final = 200


def fingerprints(assessments: Iterable[Assessment], kind: str | None = None) -> list[list[str]]:
    """The fingerprints of the findings that a report of dossiers lists, dossier by dossier: no two are alike.

    A fingerprint is made of the city and the year; for a gap, of its requirement and subject; for a mistake, of its code,
    requirement and subject, and of the way to it: keys, and entries by their ids or by what else names them, or else its
    file. What is alike in all these is counted. Neither lines nor the order of entries, neither the reader's language nor
    the day, neither files that entries move between nor the folder's name change it.
    """
    counts = Counter[str]()
    listed = []
    for assessment in assessments:
        info = assessment.dossier.info if assessment.dossier else None
        whose = [slug(info.city.name, _MAX_CITY), info.year] if info else []
        content: dict[str, Any] = {}
        of_one = []
        for finding in assessment.listed(kind):
            written = json.dumps([whose, *_identity(finding, assessment, content)])
            counts[written] += 1
            hashed = hashlib.sha256(f"{written}{counts[written]}".encode())
            of_one.append(hashed.hexdigest()[:_LENGTH])
        listed.append(of_one)
    return listed


def _identity(finding: Diagnostic, assessment: Assessment, content: dict[str, Any]) -> list[Any]:
    """What goes into the fingerprint of a finding within its dossier. `content` holds what was read of files again."""
    where, about = finding.location, [finding.requirement, *(finding.subject or ())]
    if finding.kind == GAPS:
        return about
    if not where.route:
        return [finding.code, *about, anonymous(where.path)]
    if where.path not in content:
        content[where.path] = parser.read(assessment.files.get(where.path, b"")).data
    return [finding.code, *about, *_way(where.route, content[where.path])]


def _way(route: Route, node: Any) -> list[str]:  # noqa: ANN401 - whatever YAML holds
    """A route in YAML as a fingerprint takes it, with what an entry is known by in place of its index."""
    way = []
    for step in route:
        if isinstance(step, str):
            way.append(anonymous(step))
            node = node.get(step) if isinstance(node, dict) else None
        else:
            node = node[step] if isinstance(node, list) and step < len(node) else None
            way.append(anonymous(_name(node)))
    return way


def _name(item: Any) -> str:  # noqa: ANN401 - as above
    """What a fingerprint knows an item of a list in YAML by: its id, what else names it, or its text; empty where nothing does."""
    if not isinstance(item, dict):
        return item if isinstance(item, str) else ""
    if isinstance(item.get("id"), str):
        return str(item["id"])
    return json.dumps([item[key] for key in _NAMING if isinstance(item.get(key), str)])
