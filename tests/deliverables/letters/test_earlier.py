"""The earlier report: only what was missing then is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages
from kotacerdas.reports.earlier import earlier_report
from tests.conftest import AS_OF
from tests.deliverables.letters.conftest import LATER, TWO, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


MORE = """
documents:
  - id: renstra-dlh
    type: renstra
    title: Renstra DLH
    url: https://uji.go.id/renstra
    supports: [O4, dlh]
"""


NEW = """
programs:
  - {id: proklim, name: Proklim, dimension: smart-environment, agency: dlh, quick_win: ya}
"""


def test_only_what_was_missing_then_is_asked(make: Callable[..., Path], tmp_path: Path) -> None:
    folder = make({"b.yaml": TWO})
    report = tmp_path / "report.json"
    assert (
        run("validate", folder, "--format", "json", "--output", report, "--as-of", AS_OF, "--exit-zero") == 0
    )
    make({"c.yaml": MORE, "d.yaml": NEW})
    now = assess(folder, LATER)
    found = requests(
        now,
        Messages("id"),
        LATER,
        "nota-dinas",
        earlier=earlier_report(report.read_bytes(), now, "report.json"),
    )
    letter = next(letter for letter in found.letters if letter.agency_id == "dlh")
    assert letter.since == AS_OF
    assert [(one.requirement, one.subject) for one in letter.received] == [
        ("K-08", "Perangkat Daerah DLH"),
    ]
    assert "Proklim" not in {need.title for group in letter.groups for need in group.needs}
    assert "Quick win Proklim" not in {group.name for group in letter.groups}
    assert found.new > 10
    whole = requests(now, Messages("id"), LATER, "nota-dinas")
    assert whole.new == 0
    assert any("Proklim" in group.name for one in whole.letters for group in one.groups)


def test_what_has_come_in_is_told(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, report = make({"b.yaml": TWO}), tmp_path / "report.json"
    run("validate", folder, "--format", "json", "--output", report, "--as-of", AS_OF)
    make({"c.yaml": MORE})
    options = ("--since", report, "--format", "md", "--agency", "dlh", "--output", tmp_path / "out")
    assert run("--lang", "id", "request", folder, "--as-of", LATER, *options) == 0
    assert "DLH: 1 persyaratan sudah terpenuhi sejak 1 November 2023." in capsys.readouterr().out
    letter = (tmp_path / "out" / "nota-dinas-dlh.md").read_text(encoding="utf-8")
    assert "Sejak 1 November 2023, 1 persyaratan telah dipenuhi" in letter
    assert "## Sudah terpenuhi sejak 1 November 2023" in letter


def test_an_agency_that_sent_everything_gets_no_letter(make: Callable[..., Path]) -> None:
    folder = make({"b.yaml": TWO})
    now = assess(folder, LATER)
    report = {
        "version": 1,
        "as_of": "2023-11-01",
        "dossiers": [
            {"city": "Kota Uji", "year": 2023, "instrument": "kominfo-2023-reguler", "matrix": []},
        ],
    }
    earlier = earlier_report(json.dumps(report).encode(), now, "report.json")
    found = requests(now, Messages("id"), LATER, "nota-dinas", earlier=earlier)
    assert found.letters == ()
    assert len(found.settled) == 3


@pytest.mark.parametrize(
    ("option", "value"), [("agency", "dlh"), ("dimension", "smart-environment"), ("program", "bank-sampah")]
)
def test_a_report_that_was_narrowed_is_refused(
    option: str, value: str, make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it leaves out is missing all the same."""
    folder, report = make({"b.yaml": TWO}), tmp_path / "report.json"
    run("validate", folder, f"--{option}", value, "--format", "json", "--output", report)
    assert run("--lang", "en", "request", folder, "--since", report, "--output", tmp_path / "out") == 2
    assert f"was made with --{option}" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_a_report_that_leaves_requirements_unjudged_is_refused(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They may have been missing on that day, and nobody knows it."""
    folder, report = make({"b.yaml": TWO, "c.yaml": "documents: [\n"}), tmp_path / "report.json"
    run("validate", folder, "--format", "json", "--output", report)
    (folder / "c.yaml").unlink()
    assert run("--lang", "en", "request", folder, "--since", report, "--output", tmp_path / "out") == 2
    assert "requirements not judged" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-report"),
        (b"\xff\xfe", "no-report"),
        (b"[" * 100_000, "no-report"),
        (b"[]", "no-report"),
        (b'{"version": 1}', "no-report"),
        (b'{"version": "1", "as_of": "2023-11-01", "dossiers": []}', "report-version"),
        (b'{"version": 2, "as_of": "2023-11-01", "dossiers": []}', "report-version"),
        (b'{"version": 1, "as_of": "yesterday", "dossiers": []}', "no-report"),
        (b'{"version": 1, "as_of": "2023-11-01", "dossiers": []}', "report-of-another"),
        (b'{"version": 1, "as_of": "2023-11-01", "dossiers": [{"city": "x"}]}', "no-report"),
        (b'{"version": 1, "as_of": "2023-11-01", "filters": 1, "dossiers": []}', "no-report"),
        (
            (
                b'{"version": 1, "as_of": "2023-11-01", "dossiers":'
                b' [{"city": "Kota Lain", "year": 2023, "instrument": "kominfo-2023-reguler", "matrix": []}]}'
            ),
            "report-of-another",
        ),
        (
            (
                b'{"version": 1, "as_of": "2023-11-01", "dossiers":'
                b' [{"city": "Kota Uji", "year": 2023, "instrument": "kominfo-2023-reguler", "matrix": [1]}]}'
            ),
            "no-report",
        ),
    ],
)
def test_a_file_that_is_no_report_of_this_dossier_is_refused(
    content: bytes, code: str, assessed: Callable[..., Assessment]
) -> None:
    with pytest.raises(CannotRun) as caught:
        earlier_report(content, assessed({"b.yaml": TWO}), "report.json")
    assert caught.value.code == code
