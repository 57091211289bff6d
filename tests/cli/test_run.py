"""The command line keeps its contract: exit status, channels, and words for every slip."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kotacerdas import __version__
from tests.cli.conftest import PROGRAM
from tests.conftest import ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Here, Run


@pytest.mark.slow
def test_complete_is_0_and_findings_are_1_in_a_process_of_their_own(
    run: Run, complete: Path, incomplete: Path
) -> None:
    assert run("validate", str(complete)).returncode == 0
    assert run("validate", str(incomplete)).returncode == 1
    assert run("validate", str(incomplete / "nirwana")).returncode == 2


def test_status_and_explain_do_not_judge(here: Here, incomplete: Path) -> None:
    assert here("status", incomplete).status == 0
    assert here("explain", "Q-06").status == 0
    assert here("schema").status == 0
    assert here().status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["validate", "nirwana"], 'There is no folder "nirwana"', id="no such path"),
        pytest.param(["status", "nirwana"], 'There is no folder "nirwana"', id="no such path for status"),
        pytest.param(["validate", "a.yaml"], '"a.yaml" is a file', id="a file"),
        pytest.param(["validate", "kosong"], "it holds no YAML file", id="an empty folder"),
        pytest.param(
            ["validate", "lain"], 'none of its YAML files has the section "dossier"', id="no dossier"
        ),
        pytest.param(["validate", "../salah"], 'There is no instrument "kominfo-1999"', id="no instrument"),
        pytest.param(["validate", "--as-of", "2023-02-30"], '"2023-02-30" is not a date', id="no such day"),
        pytest.param(["status", "--as-of", "1/11/2023"], '"1/11/2023" is not a date', id="no ISO date"),
        pytest.param(["validate", "--as-of", "20231101"], '"20231101" is not a date', id="no hyphens"),
        pytest.param(["validate", "--format", "xml"], "must be one of: text, json", id="no such format"),
        pytest.param(["validate", "--agency", "dishup"], 'no agency "dishup"', id="no such agency"),
        pytest.param(["validate", "--agency", "dhl"], 'Did you mean "dlh"?', id="an agency near it"),
        pytest.param(["validate", "--dimension", "smart"], 'no dimension "smart"', id="no such dimension"),
        pytest.param(["validate", "--program", "tiga"], 'no program "tiga"', id="no such program"),
        pytest.param(
            ["explain", "Q-99"], 'Nothing that can be explained is called "Q-99"', id="no such code"
        ),
        pytest.param(
            ["explain", "Q-06", "--instrument", "x.yaml"], 'no instrument file "x.yaml"', id="no such file"
        ),
        pytest.param(["init", "a.yaml"], '"a.yaml" is a file', id="init over a file"),
        pytest.param(["init", "."], "holds something already", id="init over something"),
        pytest.param(["init", "baru", "--year", "23"], '"23" is not a year', id="no year"),
        pytest.param(
            ["init", "baru", "--instrument", "x"], 'There is no instrument "x"', id="init by nothing"
        ),
        pytest.param(["--lang", "fr", "validate"], 'There is no language "fr"', id="no such language"),
        pytest.param(["bangun"], 'There is no command "bangun"', id="no such command"),
        pytest.param(["validat"], 'Did you mean "validate"?', id="a command near it"),
        pytest.param(["validate", "--formt", "json"], 'There is no option "--formt"', id="no such option"),
        pytest.param(["validate", "--formt", "json"], 'Did you mean "--format"?', id="an option near it"),
        pytest.param(["init"], "DIR is missing", id="no argument"),
        pytest.param(["schema", "satu"], "satu", id="an argument too many"),
        pytest.param(["validate", "--format"], "--format", id="an option without its value"),
        pytest.param(["--lang"], "--lang", id="a language without its value"),
    ],
)
def test_what_cannot_run_is_2_and_says_why_on_stderr(
    here: Here, incomplete: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(incomplete)
    (incomplete / "kosong").mkdir()
    (incomplete / "lain").mkdir()
    (incomplete / "lain" / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    wrong = incomplete.with_name("salah")
    wrong.mkdir()
    head = (incomplete / "aa-head.yaml").read_text(encoding="utf-8")
    (wrong / "a.yaml").write_text(head.replace("2023-reguler", "1999"), encoding="utf-8")
    answer = here(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("kotacerdas: ")
    assert said in " ".join(answer.err.split())
    assert not (incomplete / "baru").exists()


def test_a_bug_is_not_taken_for_a_finding(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kotacerdas.assessment.assessment.assess", broken)
    with pytest.raises(ZeroDivisionError):
        here("validate", TANJUNGPINANG)


def test_a_broken_own_instrument_is_told_with_its_places(here: Here, make: Callable[..., Path]) -> None:
    folder = make({"instruments/x.yaml": "id: x\nextends: kominfo-2023-reguler\ncohort: besar\n"})
    head = (folder / "aa-head.yaml").read_text(encoding="utf-8")
    (folder / "aa-head.yaml").write_text(
        head.replace("kominfo-2023-reguler", "instruments/x.yaml"), encoding="utf-8"
    )
    answer = here("validate", folder)
    assert (answer.status, answer.out) == (2, "")
    assert 'The instrument "instruments/x.yaml" is broken:' in answer.err
    assert '  instruments/x.yaml:3:9: "besar" is none of' in answer.err


@pytest.mark.slow
def test_stdout_has_the_result_and_stderr_the_rest(run: Run, incomplete: Path) -> None:
    good = run("validate", str(incomplete), "--format", "json")
    assert json.loads(good.stdout)["version"] == 1
    assert good.stderr == ""
    bad = run("validate", str(incomplete), "nirwana", "--format", "json")
    assert json.loads(bad.stdout)["version"] == 1
    assert bad.stderr.splitlines() == ['kotacerdas: There is no folder "nirwana".']


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "--lang", "id"]])
def test_the_version(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"kotacerdas {__version__}\n", "")


@pytest.mark.slow
def test_what_is_printed_is_utf8_whatever_the_locale(run: Run, incomplete: Path) -> None:
    done = run("status", str(incomplete), LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "✗" in done.stdout


@pytest.mark.slow
def test_help_loads_no_models_and_a_dossier_without_files_opens_none() -> None:
    """Heavy imports stand inside what needs them: models, rich, and the libraries of each format."""

    def loaded(code: str) -> set[str]:
        heavy = (
            "pydantic",
            "rich",
            "docx",
            "PIL",
            "pypdf",
            "openpyxl",
            "pptx",
            "jinja2",
            "kotacerdas.evidence.contents",
        )
        script = f"import sys\n{code}\nprint(*(m for m in {heavy} if m in sys.modules), file=sys.stderr)"
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        )
        return set(done.stderr.split())

    assert loaded("import kotacerdas.cli") == set()
    validate = f"from kotacerdas.cli import run\nrun(['validate', {str(TANJUNGPINANG)!r}])"
    assert loaded(validate) == {"pydantic"}


def test_a_folder_of_dossiers_is_none(run: Run) -> None:
    done = run("validate", "dossiers")
    assert (done.returncode, done.stdout) == (2, "")
    assert "several dossiers" in done.stderr


def test_a_folder_of_other_yaml_is_no_dossier(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ci.yaml").write_text("jobs:\n  build: {}\n", encoding="utf-8")
    done = run("validate", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")


def test_checking_changes_nothing_on_disk(here: Here, incomplete: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in incomplete.rglob("*")}
    here("validate", incomplete)
    here("status", incomplete)
    assert {path: path.stat().st_mtime_ns for path in incomplete.rglob("*")} == before
