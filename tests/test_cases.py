"""Each file of `cases` carries the marks of what must be found in it, and of nothing else.

`#! KC105` at the end of a line, or several codes, marks that line; where a line cannot hold a comment,
`#! line 4: KC005` stands at the top. A case is put beside the least dossier, or stands alone if it has a
section `dossier` of its own. What requirements miss (KC2xx) is left out unless a case marks some of it,
and of the checks (KC3xx and on) only the codes that it marks are looked at.
"""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from kotacerdas import resources
from kotacerdas.assessment import Assessment, assess
from kotacerdas.messages import Messages, catalogue
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page

from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.diagnostics import Diagnostic

CASES = sorted((ROOT / "tests" / "cases").glob("*.yaml"))
CODES = Messages("en").codes()
TESTED_ELSEWHERE = {
    "KC001": "test_source.py",
    "KC002": "test_source.py",
    "KC003": "test_source.py",
    "KC014": "test_loader.py",
    "KC121": "test_loader.py",
    "KC123": "test_loader.py",
    "KC199": "test_shapes.py",
    "KC120.instrument": "test_loader.py",
    **dict.fromkeys(("KC302", "KC303", "KC304", "KC309", "KC401", "KC402"), "test_checks.py"),
    "KC311.no-picture": "test_checks.py",
    "KC901.file-name": "test_checks.py",
    **dict.fromkeys(
        (f"KC301.{kind}" for kind in ("unknown-format", "wrong-kind", "locked", "cut-off", "broken", "bomb")),
        "test_contents.py",
    ),
    "KC301.empty": "test_loader.py",
    "KC301.unreadable": "test_loader.py",
}
"""Codes, and variants of codes, that no marked text can show, and the tests that have them."""

_MARK = re.compile(r"#! (KC\d{3}(?: KC\d{3})*)$")
_HEADER = re.compile(r"#! line (\d+): (KC\d{3}(?: KC\d{3})*)$")
_OWN_DOSSIER = re.compile(rb"^dossier:(?!.*#! KC111)", re.MULTILINE)


def _marks(case: Path) -> set[tuple[int, str]]:
    found = set()
    for number, line in enumerate(case.read_text(encoding="utf-8").split("\n"), start=1):
        if header := _HEADER.match(line):
            found |= {(int(header[1]), code) for code in header[2].split()}
        elif mark := _MARK.search(line):
            found |= {(number, code) for code in mark[1].split()}
    return found


_ASSESSED: dict[Path, Assessment] = {}


def _assessed(case: Path, make: Callable[..., Path]) -> Assessment:
    """A case's dossier, assessed once for all tests and taken away, so that another case can follow."""
    if case not in _ASSESSED:
        raw = case.read_bytes()
        folder = make({"case.yaml": raw}, head=_OWN_DOSSIER.search(raw) is None)
        _ASSESSED[case] = assess(folder, AS_OF)
        shutil.rmtree(folder)
    return _ASSESSED[case]


def _found(assessment: Assessment) -> list[Diagnostic]:
    return [finding for finding in assessment.findings if finding.location.path == "case.yaml"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_exactly_the_marked_findings_are_reported(case: Path, make: Callable[..., Path]):
    marked = _marks(case)
    codes = {code for _, code in marked}
    families = {code[:3] for code in codes} & {"KC2"}
    found = {
        (finding.location.line, finding.code)
        for finding in _found(_assessed(case, make))
        if finding.code < "KC2" or finding.code in codes or finding.code[:3] in families
    }
    assert found == marked


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_is_found_can_be_told_in_every_language(case: Path, make: Callable[..., Path]):
    assessment = _assessed(case, make)
    for language in resources.languages():
        page = Page((assessment,), Messages(language), AS_OF)
        told = json.loads(FORMATS["json"](page))["dossiers"][0]["findings"]
        assert [row for row in told if not (row["message"] and row["hint"])] == []
        shown = FORMATS["text"](page)
        assert [row for row in told if f"{row['path']}:{row['line']}:{row['column']}" not in shown] == []


def test_every_case_is_named_after_a_code_that_it_marks():
    named = {case.stem: case.stem.split("-")[0] for case in CASES if case.stem.startswith("KC")}
    marked = {case.stem: {code for _, code in _marks(case)} for case in CASES}
    assert [stem for stem, code in named.items() if code not in marked[stem]] == []
    assert [stem for stem, codes in marked.items() if codes and stem not in named] == []


@pytest.mark.parametrize("code", [code for code in CODES if code not in TESTED_ELSEWHERE])
def test_every_code_has_a_case(code: str):
    assert any(code == marked for case in CASES for _, marked in _marks(case))


def test_every_variant_of_a_message_has_a_case(make: Callable[..., Path]):
    keys = (key.split(".") for key in catalogue("en") if key.startswith("findings."))
    variants = {f"{key[1]}.{key[3]}" for key in keys if key[2] == "message" and len(key) > 3}
    shown = {f"{f.code}.{f.details.get('variant')}" for case in CASES for f in _found(_assessed(case, make))}
    missing = variants - shown - set(TESTED_ELSEWHERE)
    assert {name for name in missing if name.split(".")[0] not in TESTED_ELSEWHERE} == set()


@pytest.mark.parametrize(("name", "where"), TESTED_ELSEWHERE.items())
def test_what_is_said_to_be_tested_elsewhere_is_tested_there(name: str, where: str):
    text = (ROOT / "tests" / where).read_text(encoding="utf-8")
    assert all(f'"{part}"' in text for part in name.split("."))
