"""A file is written whole, and never over the dossier."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from kotacerdas.assessment import assessment
from kotacerdas.cli.output import folder_in_output
from tests.conftest import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Here


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_output_goes_into_a_file_whole(here: Here, incomplete: Path, tmp_path: Path, form: str) -> None:
    place = tmp_path / "keluaran"
    place.mkdir()
    (place / "laporan").write_text("yang lama", encoding="utf-8")
    shown = here("validate", incomplete, "--format", form).out
    answer = here("validate", incomplete, "--format", form, "-o", place / "laporan")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith(f"{incomplete}: Not complete. ")
    assert (answer.err.count("\n"), " met" in answer.err) == (1, True)
    assert (place / "laporan").read_bytes() == shown.encode("utf-8")
    assert [path.name for path in place.iterdir()] == ["laporan"]


@pytest.mark.parametrize("target", ["tidak-ada/laporan.txt", "folder", "aa-head.yaml/laporan.txt"])
def test_an_output_that_cannot_be_written_is_2(here: Here, incomplete: Path, target: str) -> None:
    (incomplete / "folder").mkdir()
    before = sorted(incomplete.rglob("*"))
    answer = here("validate", incomplete, "--output", incomplete / target)
    assert (answer.status, answer.out) == (2, "")
    assert "cannot be written" in " ".join(answer.err.split())
    assert sorted(incomplete.rglob("*")) == before


def test_nothing_is_written_when_nothing_could_run(here: Here, tmp_path: Path) -> None:
    assert here("validate", "nirwana", "--output", tmp_path / "laporan").status == 2
    assert not (tmp_path / "laporan").exists()


@pytest.mark.parametrize("name", ["dossier.yaml", "baru.yaml", "baru.YML", "bukti.pdf"])
def test_a_report_is_never_written_over_the_dossier(make: Callable[..., Path], name: str, png: bytes) -> None:
    entry = "documents:\n  - {id: a, type: foto, title: A, file: bukti.pdf}\n"
    folder = make({"dossier.yaml": HEAD, "d.yaml": entry, "bukti.pdf": png}, head=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert cli.run(["validate", str(folder), "--output", str(folder / name)]) == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["dossier.yaml", "bukti.pdf"])
@pytest.mark.parametrize("way", ["link", "detour"])
def test_no_way_round_leads_over_the_dossier(
    make: Callable[..., Path], tmp_path: Path, way: str, name: str, png: bytes
) -> None:
    entry = "documents:\n  - {id: a, type: foto, title: A, file: bukti.pdf}\n"
    folder = make({"dossier.yaml": HEAD, "d.yaml": entry, "bukti.pdf": png}, head=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (tmp_path / "lain").mkdir()
    (tmp_path / "link").symlink_to(folder / name)
    ways = {"link": tmp_path / "link", "detour": tmp_path / "lain" / ".." / folder.name / name}
    assert cli.run(["validate", str(folder), "--output", str(ways[way])]) == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_detour_past_the_dossier_is_free(make: Callable[..., Path], tmp_path: Path) -> None:
    folder = make()
    (tmp_path / "lain").mkdir()
    assert cli.run(["validate", str(folder), "--output", str(folder / ".." / "lain" / "a.yaml")]) == 1
    assert (tmp_path / "lain" / "a.yaml").is_file()


def test_a_report_goes_to_what_is_no_file_and_through_links(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    folder = make()
    real = tmp_path / "laporan.txt"
    real.write_text("", encoding="utf-8")
    real.chmod(0o600)
    (tmp_path / "tautan.txt").symlink_to(real)
    assert cli.run(["validate", str(folder), "--output", str(tmp_path / "tautan.txt")]) == 1
    assert (tmp_path / "tautan.txt").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert "Kota Uji" in real.read_text(encoding="utf-8")
    assert cli.run(["validate", str(folder), "--output", os.devnull]) == 1
    assert not Path(os.devnull).is_file()


def test_one_assessment_feeds_every_report(
    here: Here, incomplete: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    assess = assessment.assess
    monkeypatch.setattr(assessment, "assess", lambda *a, **more: runs.append(a) or assess(*a, **more))
    text, report = tmp_path / "a.txt", tmp_path / "a.json"
    pairs = ["--format", "json", "-o", report, "--format", "text", "-o", text, "--format", "text"]
    answer = here("validate", incomplete, *pairs)
    assert (len(runs), answer.status) == (1, 1)
    assert answer.out == text.read_text(encoding="utf-8")
    assert answer.out == here("validate", incomplete, "--output", "-").out
    assert report.read_text(encoding="utf-8") == here("validate", incomplete, "--format", "json").out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-o", "a", "-o", "b"], "more files (2) than formats (1)"),
        (["--format", "json", "--format", "text"], "not several (json, text)"),
        (["--format", "json", "--format", "text", "-o", "-"], "not several"),
        (["--format", "json", "-o", "a", "--format", "text", "-o", "./a"], 'to "a"'),
    ],
)
def test_reports_that_share_a_place_are_refused_before_anything_is_done(
    here: Here, incomplete: Path, empty: Path, options: list[str], told: str
) -> None:
    answer = here("validate", incomplete, *options)
    assert (answer.status, answer.out, list(empty.iterdir())) == (2, "", [])
    assert told in " ".join(answer.err.split())


@pytest.mark.parametrize(
    ("repository", "path"),
    [(".", "luar/dosir"), ("luar", "dosir"), ("luar/dosir", "."), (None, "luar/dosir")],
)
def test_a_folder_is_known_by_the_repository_that_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: str | None, path: str
) -> None:
    (tmp_path / "luar" / "dosir").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    if repository:
        (tmp_path / repository / ".git").mkdir()
    assert folder_in_output("luar/dosir") == path
    (tmp_path / "lain").mkdir()
    monkeypatch.chdir(tmp_path / "lain")
    assert folder_in_output("../luar/dosir") == (path if repository else (tmp_path / "luar/dosir").as_posix())
