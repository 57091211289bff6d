"""Each file of `cases` carries what must be found in it (see `marks`), and nothing else is found.

A case is put beside the least dossier, or stands alone if it has a section `dossier` of its own. What
requirements miss (KC2xx) is left out unless a case marks some of it; `test_rows` has all of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kotacerdas import resources
from kotacerdas.assessment.cells import Matrix
from kotacerdas.languages.messages import Messages, catalogue
from kotacerdas.languages.sentences import codes
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page

from .conftest import AS_OF, ROOT
from .marks import NAME, assessed, marks, record, with_records

if TYPE_CHECKING:
    from pathlib import Path

    from kotacerdas.findings import Diagnostic

    from .conftest import Golden

CASES = sorted((ROOT / "tests" / "cases").glob("*.yaml"))
CODES = codes(Messages("en"))
TESTED_ELSEWHERE = {
    "KC001": "reading/test_parser.py",
    "KC002": "reading/test_parser.py",
    "KC003": "reading/test_parser.py",
    "KC014": "dossier/test_loader.py",
    "KC121": "dossier/test_loader.py",
    "KC123": "dossier/test_loader.py",
    "KC199": "reading/test_shape_errors.py",
    "KC120.instrument": "dossier/test_loader.py",
    "KC117.unread": "assessment/test_undecided.py",
    **dict.fromkeys(("KC302", "KC303", "KC304", "KC309", "KC401", "KC402"), "assessment/test_checks.py"),
    "KC311.no-picture": "assessment/test_checks.py",
    "KC901.file-name": "assessment/test_checks.py",
    **dict.fromkeys(
        (
            f"KC301.{kind}"
            for kind in (
                *("unknown-format", "wrong-kind", "locked", "cut-off", "broken", "bomb"),
                *("nothing-inside", "no-picture-track", "lfs-pointer"),
            )
        ),
        "evidence/test_contents.py",
    ),
    **dict.fromkeys(
        (f"KC301.moved{kind}" for kind in ("", "-folder", "-out", "-in")), "assessment/test_checks.py"
    ),
    "KC118.cut-file": "assessment/test_checks.py",
    "KC301.linked-folder": "dossier/test_loader.py",
    "KC312": "assessment/test_checks.py",
    "KC301.empty": "dossier/test_loader.py",
    "KC301.unreadable": "dossier/test_loader.py",
}
"""Codes, and variants of codes, that no marked text can show, and the tests that have them."""


def text_of(case: Path) -> str:
    return case.read_bytes().decode("utf-8")


def findings_of(case: Path) -> list[Diagnostic]:
    """All but what requirements miss, which is left out unless the case marks some of it."""
    misses = any(code.startswith("KC2") for _, code in marks(text_of(case)))
    return [
        finding
        for finding in assessed(text_of(case)).findings
        if not finding.code.startswith("KC2") or (misses and finding.location.path == NAME)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_exactly_the_marked_findings_are_reported(case: Path, golden: Golden):
    findings = findings_of(case)
    assert {(finding.location.line, finding.code) for finding in findings} == marks(text_of(case))
    golden(case, with_records(text_of(case), [record(finding) for finding in findings]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_is_found_can_be_told_in_every_language(case: Path):
    findings = tuple(findings_of(case))
    assessment = assessed(text_of(case))._replace(findings=findings, matrix=Matrix(()))
    for language in resources.languages():
        page = Page((assessment,), Messages(language), AS_OF)
        told = json.loads(FORMATS["json"](page))["dossiers"][0]["findings"]
        assert [row for row in told if not (row["message"] and row["hint"])] == []
        shown = FORMATS["text"](page)
        assert [row for row in told if f"{row['path']}:{row['line']}:{row['column']}" not in shown] == []


def test_every_case_is_named_after_a_code_that_it_marks():
    named = {case.stem: case.stem.split("-")[0] for case in CASES if case.stem.startswith("KC")}
    marked = {case.stem: {code for _, code in marks(text_of(case))} for case in CASES}
    assert [stem for stem, code in named.items() if code not in marked[stem]] == []
    assert [stem for stem, codes in marked.items() if codes and stem not in named] == []


@pytest.mark.parametrize("code", [code for code in CODES if code not in TESTED_ELSEWHERE])
def test_every_code_has_a_case(code: str):
    assert any(code == marked for case in CASES for _, marked in marks(text_of(case)))


def test_every_variant_of_a_message_has_a_case():
    keys = (key.split(".") for key in catalogue("en") if key.startswith("findings."))
    variants = {f"{key[1]}.{key[3]}" for key in keys if key[2] == "message" and len(key) > 3}
    shown = {f"{f.code}.{f.details.get('variant')}" for case in CASES for f in findings_of(case)}
    missing = variants - shown - set(TESTED_ELSEWHERE)
    assert {name for name in missing if name.split(".")[0] not in TESTED_ELSEWHERE} == set()


@pytest.mark.parametrize(("name", "where"), TESTED_ELSEWHERE.items())
def test_what_is_said_to_be_tested_elsewhere_is_tested_there(name: str, where: str):
    text = (ROOT / "tests" / where).read_text(encoding="utf-8")
    assert all(f'"{part}"' in text for part in name.split("."))
