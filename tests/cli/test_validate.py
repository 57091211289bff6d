"""`validate`: what counts as a finding, several dossiers, and what narrows a report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import AGENCIES, PROGRAM, Answer, data
from tests.conftest import HEAD, ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Here, Run


@pytest.mark.parametrize(
    ("options", "status"),
    [([], 0), (["--strict"], 1), (["--strict", "--exit-zero"], 0), (["--format", "json", "--strict"], 1)],
)
def test_recommended_requirements_count_when_strict(
    here: Here, complete: Path, options: list[str], status: int
) -> None:
    assert here("validate", complete, *options).status == status


@pytest.mark.parametrize("options", [[], ["--strict"], ["--format", "json"]])
def test_exit_zero_hides_the_status_not_the_findings(
    here: Here, incomplete: Path, options: list[str]
) -> None:
    plain = here("validate", incomplete, *options)
    silent = here("validate", incomplete, *options, "--exit-zero")
    assert (plain.status, silent.status) == (1, 0)
    assert plain.out == silent.out


def test_several_dossiers_are_checked_in_one_call(here: Here) -> None:
    folders = [ROOT / "dossiers" / f"tanjungpinang-{year}" for year in (2022, 2023)]
    answer = here("validate", *folders, "--format", "json")
    assert [dossier["year"] for dossier in data(answer)["dossiers"]] == [2022, 2023]
    assert answer.status == 1


def test_one_that_cannot_run_does_not_hide_the_others(here: Here, complete: Path) -> None:
    answer = here("validate", complete, "nirwana", "--format", "json")
    assert [dossier["city"] for dossier in data(answer)["dossiers"]] == ["Kota Uji"]
    assert 'There is no folder "nirwana"' in answer.err
    assert answer.status == 2
    assert here("validate", "nirwana", complete, "--exit-zero").status == 2
    assert here("status", "nirwana", complete).status == 2


def test_the_folder_one_is_in_is_checked_by_default(
    here: Here, incomplete: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(incomplete)
    assert data(here("validate", "--format", "json"))["dossiers"][0]["path"] == "."


def subjects(answer: Answer) -> set[str]:
    [dossier] = data(answer)["dossiers"]
    return {cell["subject"]["id"] for cell in dossier["matrix"]}


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--program", "dua"], {"dua"}),
        (["--program", "satu"], {"satu"}),
        (["--agency", "dlh"], {"dlh", "dua", "smart-economy"}),
        (["--dimension", "smart-economy", "--program", "dua"], {"dua"}),
    ],
)
def test_a_filter_keeps_what_concerns_it(
    here: Here, incomplete: Path, options: list[str], kept: set[str]
) -> None:
    answer = here("validate", incomplete, "--format", "json", *options)
    assert subjects(answer) == kept
    [dossier] = data(answer)["dossiers"]
    assert {f["subject"]["id"] for f in dossier["findings"]} <= kept
    assert answer.status == 1


def test_a_dimension_keeps_its_programs_and_questions(here: Here, incomplete: Path) -> None:
    kept = subjects(here("validate", incomplete, "--format", "json", "--dimension", "smart-economy"))
    assert {"dua", "smart-economy", "C11", "C12"} <= kept
    assert not {"satu", "smart-living", "dossier", "C14"} & kept


def test_a_filter_keeps_what_it_cannot_know_about(here: Here, make: Callable[..., Path]) -> None:
    """A file that cannot be read may concern anybody; a fault of another agency's entry does not."""
    folder = make(
        {
            "p.yaml": PROGRAM.replace("quick_win: ya", "status: entahlah"),
            "a.yaml": AGENCIES,
            "rusak.yaml": "documents: [\n",
        }
    )
    for agency, codes in (("diskominfo", {"KC005", "KC104"}), ("dlh", {"KC005"})):
        [dossier] = data(here("validate", folder, "--format", "json", "--agency", agency))["dossiers"]
        assert {f["code"] for f in dossier["findings"] if not f["requirement"]} == codes


def test_a_document_concerns_the_program_that_it_supports(here: Here, incomplete: Path) -> None:
    document = "documents:\n  - {id: d, type: sop, title: SOP, file: hilang.pdf, agency: diskominfo, supports: [dua]}\n"
    (incomplete / "d.yaml").write_text(document, encoding="utf-8")
    for program, codes in (("satu", set()), ("dua", {"KC301"})):
        [dossier] = data(here("validate", incomplete, "--format", "json", "--program", program))["dossiers"]
        assert {f["code"] for f in dossier["findings"] if not f["requirement"]} == codes


def test_a_program_that_only_one_dossier_has_narrows_that_one(run: Run) -> None:
    done = run(
        "validate", "dossiers/contoh", str(TANJUNGPINANG), "--program", "open-data", "--format", "json"
    )
    (dossier,) = json.loads(done.stdout)["dossiers"]
    assert (done.returncode, dossier["city"]) == (1, "Kota Tanjungpinang")


def test_a_choice_that_nothing_belongs_to_is_told(run: Run) -> None:
    done = run("validate", str(TANJUNGPINANG), "--agency", "dlh", "--program", "open-data")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Nothing in the dossier" in done.stderr


def test_an_agency_that_owes_nothing_is_complete(here: Here, make: Callable[..., Path]) -> None:
    head = HEAD + "  - {id: bapenda, name: Badan Pendapatan Daerah}\n"
    folder = make({"dossier.yaml": head}, head=False)
    answer = here("validate", folder, "--agency", "bapenda", "--format", "json")
    assert (answer.status, subjects(answer)) == (0, set())
