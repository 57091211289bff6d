"""`validate`: what counts as a finding, several dossiers, and what narrows a report."""

from __future__ import annotations

import json
import shutil
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


def test_a_year_without_an_instrument_of_its_own_is_told_and_can_pass(
    here: Here, make: Callable[..., Path]
) -> None:
    head = {"a.yaml": HEAD.replace("year: 2023", "year: 2026")}
    answer = here("validate", make(head, head=False), "--only", "mistakes", "--strict")
    assert (answer.status, "KC125" in answer.out) == (0, True)
    head["b.yaml"] = "evaluation: {name: Evaluasi 2026}\n"
    assert here("validate", make(head, head=False), "--only", "mistakes", "--strict").status == 1


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


def test_an_agency_may_be_asked_for_by_its_name_which_is_told_with_its_id(run: Run) -> None:
    done = run("validate", str(TANJUNGPINANG), "--agency", "Dinas Lingkungan Hidup")
    assert (done.returncode, done.stdout) == (2, "")
    assert '"dlh"' in done.stderr


def test_an_agency_that_owes_nothing_is_complete(here: Here, make: Callable[..., Path]) -> None:
    head = HEAD + "  - {id: bapenda, name: Badan Pendapatan Daerah}\n"
    folder = make({"dossier.yaml": head}, head=False)
    answer = here("validate", folder, "--agency", "bapenda", "--format", "json")
    assert (answer.status, subjects(answer)) == (0, set())


@pytest.mark.parametrize(
    ("kind", "statuses"), [("mistakes", (0, 1)), ("gaps", (1, 1))], ids=["mistakes", "gaps"]
)
def test_only_decides_on_what_it_lists(
    here: Here, incomplete: Path, kind: str, statuses: tuple[int, int]
) -> None:
    """A dossier in which something is missing has no mistake; it is not complete all the same."""
    for wrong, status in zip(
        ("# nanti\n", "programs:\n  - {id: tiga, name: Tiga, status: lari}\n"), statuses, strict=True
    ):
        (incomplete / "z.yaml").write_text(wrong, encoding="utf-8")
        answer = here("validate", incomplete, "--only", kind, "--format", "json")
        report = data(answer)
        [dossier] = report["dossiers"]
        assert (answer.status, report["filters"]) == (status, {"only": kind})
        assert {finding["code"].startswith("KC2") for finding in dossier["findings"]} <= {kind == "gaps"}
        assert not dossier["summary"]["complete"]


@pytest.mark.parametrize(("name", "section"), [("rusak.yaml", "answers"), ("aa-head.yaml", "dossier")])
def test_no_gap_is_not_said_of_what_could_not_be_judged(
    here: Here, complete: Path, name: str, section: str
) -> None:
    waivers = (complete / "w.yaml").read_text(encoding="utf-8")
    judged = waivers.replace("  - {requirement: A-01, reason: Uji.}\n", "")
    (complete / "w.yaml").write_text(judged, encoding="utf-8")
    (complete / name).write_text(f"{section}: [\n", encoding="utf-8")
    answer = here("validate", complete, "--only", "gaps", "--format", "json")
    [dossier] = data(answer)["dossiers"]
    missing = [finding for finding in dossier["findings"] if finding["severity"] == "error"]
    assert (answer.status, missing, dossier["summary"]["complete"]) == (1, [], False)


def test_filters_are_recorded(here: Here, incomplete: Path) -> None:
    narrowed = here("validate", incomplete, "--agency", "dlh", "--program", "dua", "--format", "json")
    assert data(narrowed)["filters"] == {"agency": "dlh", "program": "dua"}
    assert data(here("validate", incomplete, "--format", "json"))["filters"] == {}


def test_there_is_no_third_kind(here: Here, incomplete: Path) -> None:
    answer = here("validate", incomplete, "--only", "errors")
    assert answer.status == 2
    assert "mistakes, gaps" in answer.err


def test_a_terminal_gets_what_its_screen_can_hold(
    here: Here, incomplete: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pipes, files, other formats and `--all` get everything."""
    whole = here("validate", incomplete).out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name, value in {"NO_COLOR": "1", "COLUMNS": "100", "LINES": "24"}.items():
        monkeypatch.setenv(name, value)
    first = here("validate", incomplete)
    assert (first.status, len(first.out.splitlines()) < 24) == (1, True)
    assert here("validate", incomplete, "--all").out == whole
    here("validate", incomplete, "--output", tmp_path / "laporan.txt")
    assert (tmp_path / "laporan.txt").read_text(encoding="utf-8") == whole
    assert data(here("validate", incomplete, "--format", "json"))["dossiers"][0]["findings"]


def test_a_registered_document_that_cannot_serve_is_to_be_mended_first(here: Here, tmp_path: Path) -> None:
    folder = tmp_path / "contoh"
    shutil.copytree(ROOT / "dossiers" / "contoh", folder)
    (folder / "bukti/diskominfo/sop-suara-warga.docx").unlink()
    told = " ".join(here("validate", folder, "--program", "suara-warga", "--as-of", "2023-11-01").out.split())
    assert "Mend what is said of the documents above" in told
    assert "Register each document" not in told
