"""The table of files and the verdict that each must get: kinds that real cities have, and kinds of damage."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.evidence.contents import inspect
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from tests.conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = ROOT / "tests" / "data" / "evidence"
with (ROOT / "tests" / "data" / "evidence.csv").open(encoding="utf-8", newline="") as _table:
    ROWS = list(csv.DictReader(_table))


def test_the_table_has_every_file():
    assert {row["file"] for row in ROWS} == {path.name for path in FILES.iterdir()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_file_gets_its_verdict(row: dict[str, str]):
    fact = inspect(FILES / row["file"])
    verdict = "refused" if fact.problem else "serves"
    assert row["verdict"] in (verdict, "either"), fact


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_kind_that_is_not_accepted_is_named(language: str, make: Callable[..., Path]):
    named = {
        row["file"]: match[1] for row in ROWS if (match := re.search(r"message names (\w+)", row["what"]))
    }
    folder = make({"d.yaml": "documents:\n" + "".join(map(_document, named))})
    for name in named:
        shutil.copy(FILES / name, folder / name)
    assessment = assess(folder, AS_OF)
    names = Names(Messages(language), assessment.dossier, assessment.instrument)
    told = {f.details["file"]: f for f in assessment.findings if f.code == "KC301"}
    assert told.keys() == named.keys()
    for name, kind in named.items():
        assert kind in sentences.message(told[name], names)
        assert sentences.hint(told[name], names) != Messages(language).text("findings.KC301.hint.wrong-kind")


def _document(name: str) -> str:
    ident = re.sub(r"\W", "-", name)
    return f"  - {{id: {ident}, type: lainnya, title: A, file: {name}, supports: [B1], agency: diskominfo}}\n"


def test_nothing_of_a_library_reaches_the_screen(make: Callable[..., Path]):
    """Neither what is printed, nor warnings, nor log records; as somebody runs it who made every warning loud."""
    folder = make({"d.yaml": "documents:\n" + "".join(_document(row["file"]) for row in ROWS)})
    for row in ROWS:
        shutil.copy(FILES / row["file"], folder / row["file"])
    command = [sys.executable, "-W", "always", "-m", "kotacerdas", "validate", str(folder), "--exit-zero"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_office_library_is_loaded_to_judge_files():
    code = (
        "import sys, pathlib\n"
        "from kotacerdas.evidence.contents import inspect\n"
        f"for path in pathlib.Path({str(FILES)!r}).iterdir(): inspect(path)\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert {"docx", "openpyxl", "pptx", "lxml"}.isdisjoint(done.stdout.split())
    assert "olefile" in done.stdout.split()
