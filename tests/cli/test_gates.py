"""The gates of `validate`: what lets a run fail, and what is new against a baseline."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import AGENCIES, PROGRAM, data
from tests.conftest import HEAD, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Here

    Make = Callable[..., Path]

EXAMPLE = ROOT / "dossiers" / "contoh"
DAY = ("--as-of", "2023-11-01")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example, which is complete, beside last year's."""
    for name in ("contoh", "contoh-2022"):
        shutil.copytree(ROOT / "dossiers" / name, tmp_path / "kota" / name)
    return tmp_path / "kota" / "contoh"


@pytest.fixture
def baseline(here: Here, example: Path, tmp_path: Path) -> Path:
    file = tmp_path / "baseline.json"
    assert here("validate", example, *DAY, "--format", "json", "-o", file).status == 0
    return file


def without(folder: Path, document: str) -> None:
    """Take one document's entry and file out of the example."""
    for path in (folder / "documents").glob("*.yaml"):
        text = path.read_text("utf-8")
        start = text.find(f"  - id: {document}\n")
        if start >= 0:
            end = text.find("\n  - id: ", start + 1)
            entry = text[start : end + 1 if end >= 0 else len(text)]
            path.write_text(text.replace(entry, ""), "utf-8")
            [file] = [line.split(": ", 1)[1].strip() for line in entry.splitlines() if "    file: " in line]
            (folder / file).unlink()


# --- what fails ----------------------------------------------------------------------------------

WRONG = "programs:\n  - {id: satu, name: Satu, wrong: x}\n"


@pytest.mark.parametrize(
    ("options", "of_gaps", "of_mistakes"),
    [
        ([], 1, 1),
        (["--fail-on", "missing"], 1, 1),
        (["--fail-on", "mistakes"], 0, 1),
        (["--fail-on", "none"], 0, 0),
        (["--fail-under", "0"], 0, 1),
        (["--fail-under", "100"], 1, 1),
        (["--fail-under", "0", "--fail-on", "missing"], 0, 0),
        (["--only", "gaps", "--fail-under", "0"], 0, 0),
        (["--fail-under", "100", "--exit-zero"], 0, 0),
    ],
)
def test_what_fails_the_run(here: Here, make: Make, options: list[str], of_gaps: int, of_mistakes: int):
    folder = make({"a.yaml": AGENCIES + PROGRAM})
    assert here("validate", folder, *options).status == of_gaps
    (folder / "b.yaml").write_text(WRONG, "utf-8")
    assert here("validate", folder, *options).status == of_mistakes


@pytest.mark.parametrize("percent", ["0", "50", "100"])
def test_a_share_is_told_on_stderr(here: Here, example: Path, percent: str):
    answer = here("validate", example, *DAY, "--fail-under", percent)
    assert answer.status == 0
    assert f"100.0% of the mandatory requirements are met; at least {percent}.0% are asked for." in answer.err


def test_what_could_not_be_judged_counts_as_not_met(here: Here, example: Path):
    (example / "answers.yaml").write_text("answers: [\n", "utf-8")
    assert here("validate", example, *DAY, "--fail-on", "missing", "--fail-under", "90").status == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--fail-under", "101"],
        ["--fail-under", "-1"],
        ["--fail-under", "x"],
        ["--fail-under", "nan"],
        ["--fail-under", "80", "--strict"],
        ["--fail-under", "80", "--fail-on", "none"],
        ["--fail-under", "80", "--fail-on", "mistakes"],
        ["--fail-under", "80", "--only", "mistakes"],
        ["--fail-on", "missing", "--only", "gaps"],
        ["--fail-on", "everything"],
    ],
)
def test_options_that_contradict_are_refused(here: Here, make: Make, options: list[str]):
    answer = here("validate", make(), *options)
    assert (answer.status, answer.out) == (2, "")
    assert "--fail-" in answer.err or "percentage" in answer.err


def test_what_fails_by_strict_is_not_called_complete(here: Here, incomplete: Path, complete: Path):
    for folder in (complete, incomplete):
        for format_ in ("text", "json"):
            answer = here("validate", folder, "--strict", "--format", format_, "-o", folder.parent / "r")
            assert answer.status == 1
            assert "Complete" not in answer.err + (folder.parent / "r").read_text("utf-8")


# --- a baseline ----------------------------------------------------------------------------------


def test_the_same_report_as_baseline_lets_nothing_fail(here: Here, make: Make, tmp_path: Path):
    folder = make({"a.yaml": AGENCIES + PROGRAM + "surveys: [{dimension: smart-living, wrong: 1}]\n"})
    file = tmp_path / "r.json"
    assert here("validate", folder, "--format", "json", "-o", file).status == 1
    answer = here("validate", folder, "--baseline", file)
    assert answer.status == 0
    assert "0 new or worse, 0 mended." in answer.err


def test_a_document_taken_away_names_what_it_met(here: Here, example: Path, baseline: Path):
    [part] = data(here("validate", example, *DAY, "--format", "json"))["dossiers"]
    document = "sop-suara-warga"
    met = {
        (cell["requirement"], cell["subject"]["id"])
        for cell in part["matrix"]
        if cell["documents"] == [document]
    }
    assert met
    without(example, document)
    answer = here("validate", example, *DAY, "--baseline", baseline)
    assert answer.status == 1
    new = [line for line in answer.err.splitlines() if line.startswith("  + ")]
    assert {line.split()[1] for line in new} == {requirement for requirement, _ in met}
    assert len(new) == len(met)


def test_what_was_mended_is_named(here: Here, example: Path, baseline: Path, tmp_path: Path):
    copy = tmp_path / "kota" / "salinan"
    shutil.copytree(example, copy)
    without(copy, "sop-suara-warga")
    later = tmp_path / "later.json"
    assert here("validate", copy, *DAY, "--format", "json", "-o", later).status == 1
    answer = here("validate", example, *DAY, "--baseline", later)
    assert answer.status == 0
    assert "0 new or worse, 1 mended." in answer.err
    assert "  - KC201 " in answer.err
    assert baseline.is_file()


def test_what_can_no_longer_be_judged_is_worse(here: Here, example: Path, baseline: Path):
    (example / "surveys.yaml").write_text("surveys: [\n", "utf-8")
    answer = here("validate", example, *DAY, "--baseline", baseline, "--fail-on", "missing")
    assert answer.status == 1
    assert "can no longer be judged" in answer.err


@pytest.mark.parametrize(
    "change",
    [
        lambda report: report.update(version=2),
        lambda report: report.update(filters={"agency": "dlh"}),
        lambda report: report["dossiers"][0].update(instrument="kominfo-2023-kppn-ikn"),
        lambda report: report["dossiers"][0].update(city="Kota Lain"),
        lambda report: report["dossiers"][0].pop("findings"),
        lambda report: report["dossiers"][0].update(findings=[{"code": "KC201"}]),
        lambda report: report["dossiers"][0].update(matrix=[1]),
        lambda report: report.update(dossiers=[1]),
        lambda report: report.update(dossiers={}),
    ],
)
def test_a_baseline_of_something_else_is_refused(
    here: Here, example: Path, baseline: Path, change: Callable[[dict[str, object]], object]
):
    report = json.loads(baseline.read_text("utf-8"))
    change(report)
    baseline.write_text(json.dumps(report), "utf-8")
    answer = here("validate", example, *DAY, "--baseline", baseline)
    assert (answer.status, answer.out) == (2, "")
    assert "baseline.json" in answer.err


@pytest.mark.parametrize("content", ["", "[]", "{", "null", '{"version": 1}'])
def test_a_baseline_that_is_no_report_is_refused(here: Here, make: Make, tmp_path: Path, content: str):
    file = tmp_path / "b.json"
    file.write_text(content, "utf-8")
    assert here("validate", make(), "--baseline", file).status == 2
    assert here("validate", make(), "--baseline", tmp_path / "none.json").status == 2


def test_a_change_that_loses_a_document_is_stopped(here: Here, example: Path, tmp_path: Path):
    """The worked example: a city keeps its dossier in Git, and a branch takes a document away."""
    repository = example.parent

    def git(*arguments: str) -> None:
        names = ["-c", "user.name=Diskominfo", "-c", "user.email=diskominfo@contoh.example"]
        subprocess.run(["git", *names, *arguments], cwd=repository, check=True, capture_output=True)  # noqa: S607

    file = tmp_path / "main.json"
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "Dosir lengkap")
    assert here("validate", example, *DAY, "--format", "json", "-o", file).status == 0
    git("switch", "-q", "-c", "hapus-sop")
    without(example, "sop-suara-warga")
    git("commit", "-q", "-a", "-m", "Hapus SOP")
    answer = here("validate", example, *DAY, "--baseline", file)
    assert answer.status == 1
    assert "1 new or worse" in answer.err
    git("switch", "-q", "main")
    assert here("validate", example, *DAY, "--baseline", file).status == 0


# --- several dossiers ----------------------------------------------------------------------------


def test_dossiers_below_a_folder_are_found(here: Here, example: Path):
    answer = here("validate", example.parent, "--recursive", *DAY, "--format", "json")
    paths = [part["path"] for part in json.loads(answer.out)["dossiers"]]
    assert paths == [example.as_posix(), (example.parent / "contoh-2022").as_posix()]


def test_nothing_is_sought_in_a_dossier_or_in_hidden_folders(here: Here, make: Make, tmp_path: Path):
    folder = make({"output/x.yaml": HEAD})
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.yaml").write_text(HEAD, "utf-8")
    answer = here("validate", tmp_path, "-r", "--format", "json")
    assert [part["path"] for part in json.loads(answer.out)["dossiers"]] == [folder.as_posix()]


def test_a_folder_without_dossiers_is_refused(here: Here, tmp_path: Path):
    assert here("validate", tmp_path, "--recursive").status == 2


def test_a_dossier_without_the_agency_is_told(here: Here, make: Make, example: Path):
    answer = here("validate", make({"a.yaml": AGENCIES}), example, "--agency", "bpbd", *DAY)
    assert answer.status == 0
    assert "left out" in " ".join(answer.err.split())


def test_the_formats_of_a_ci_know_what_the_baseline_has(here: Here, example: Path, baseline: Path) -> None:
    without(example, "register-risiko-2023")
    answer = here("validate", example, *DAY, "--baseline", baseline, "--format", "junit")
    missing = here("validate", example, *DAY, "--format", "junit")
    assert (answer.status, answer.out) == (1, missing.out)
    here("validate", example, *DAY, "--format", "json", "-o", baseline)
    again = here("validate", example, *DAY, "--baseline", baseline, "--format", "junit")
    assert (again.status, again.out.count("<failure")) == (0, 0)
    assert missing.out.count("<failure") > 0
