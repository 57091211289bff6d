"""The command that packs: where a package goes, and what is told of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kotacerdas import cli, writing
from kotacerdas.errors import CannotRun
from tests.conftest import TANJUNGPINANG
from tests.deliverables.package.conftest import tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


def test_an_incomplete_dossier_is_packed_and_told_of(say: Say, tmp_path: Path) -> None:
    status, out, err = say("package", TANJUNGPINANG, "--without-report", "-o", tmp_path / "p")
    assert status == 0
    assert "Left out" in out
    assert re.search(r"Mandatory requirements not met yet: \d+ of \d+", err)


def test_a_dossier_of_which_nothing_is_known_makes_a_sound_package(
    make: Make, say: Say, tmp_path: Path
) -> None:
    assert say("package", make(), "--without-report", "-o", tmp_path / "p.zip")[0] == 0
    assert say("package", "--check", tmp_path / "p.zip")[0] == 0


def test_files_that_cannot_be_read_are_told_of(make: Make, say: Say, tmp_path: Path) -> None:
    folder = make({"rusak.yaml": "documents: [\n"})
    status, _, err = say("package", folder, "-o", tmp_path / "p")
    assert status == 0
    assert "rusak.yaml" in err


def test_the_name_is_the_dossiers(small: Path, say: Say, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert say("package", small, "--without-report")[0] == 0
    assert (tmp_path / "evidence-kota-uji-2023.zip").is_file()
    monkeypatch.chdir(small)
    assert say("package", "--without-report", lang="id")[0] == 0
    assert (small / "output" / "data-dukung-kota-uji-2023.zip").is_file()


def test_it_speaks_the_dossiers_language(small: Path, tmp_path: Path) -> None:
    assert cli.run(["package", str(small), "-o", str(tmp_path / "p")]) == 0
    assert (tmp_path / "p" / "00_indeks.docx").is_file()


@pytest.mark.parametrize("place", ["paket.zip", "bukti/paket", "bukti/sk.png", "output", "templates/p", ""])
def test_nothing_is_written_among_the_evidence(place: str, small: Path, say: Say) -> None:
    before = tree(small)
    assert say("package", small, "--without-report", "-o", small / place)[0] == 2
    assert tree(small) == before


def test_a_link_into_the_dossier_is_seen_through(small: Path, say: Say, tmp_path: Path) -> None:
    (tmp_path / "lain").symlink_to(small / "bukti")
    before = tree(small)
    assert say("package", small, "--without-report", "-o", tmp_path / "lain" / "p.zip")[0] == 2
    assert tree(small) == before


def test_a_circle_of_links_is_refused(small: Path, say: Say, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert say("package", small, "--without-report", "-o", tmp_path / "a" / "p.zip")[0] == 2
    assert say("package", small, "--without-report", "-o", tmp_path / "a")[0] == 2


def test_a_folder_with_something_in_it_is_left_alone(small: Path, say: Say, tmp_path: Path) -> None:
    full = tmp_path / "penuh"
    full.mkdir()
    (full / "catatan.txt").write_text("jangan hilang")
    status, _, err = say("package", small, "--without-report", "-o", full)
    assert status == 2
    assert "penuh" in err
    assert tree(full) == {"catatan.txt": b"jangan hilang"}


def test_an_empty_folder_and_an_empty_file_are_filled(small: Path, say: Say, tmp_path: Path) -> None:
    (tmp_path / "kosong").mkdir()
    assert say("package", small, "--without-report", "-o", tmp_path / "kosong")[0] == 0
    (tmp_path / "kosong.zip").touch()
    assert say("package", small, "--without-report", "-o", tmp_path / "kosong.zip")[0] == 0
    for name in ("kosong", "kosong.zip"):
        assert say("package", "--check", tmp_path / name)[0] == 0


def test_an_empty_folder_stays_the_one_in_which_somebody_stands(
    small: Path, say: Say, tmp_path: Path, monkeypatch: Any
) -> None:
    here = tmp_path / "kosong"
    here.mkdir()
    here.chmod(0o750)
    before = here.stat()
    monkeypatch.chdir(here)
    assert say("package", small, "--without-report", "-o", ".")[0] == 0
    assert (here.stat().st_ino, here.stat().st_mode) == (before.st_ino, before.st_mode)
    assert say("package", "--check", ".")[0] == 0


def test_a_fault_of_the_program_is_not_told_as_one_of_the_disk(tmp_path: Path) -> None:
    for context in (
        writing.written(tmp_path / "a"),
        writing.new_folder(tmp_path / "b", CannotRun("init-exists")),
    ):
        with pytest.raises(RecursionError), context:
            raise RecursionError
    assert list(tmp_path.iterdir()) == []
