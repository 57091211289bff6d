"""Git gives back what it was given, also where it is set to end lines as Windows does."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

PAPER = b"%PDF-1.7\r\n1 0 obj\n<<>>\r\nendobj\n%%EOF\n"
"""A file without a zero byte, which git takes for text."""


def git(folder: Path, *arguments: str | Path) -> None:
    """Run git in a folder, as a Windows installation sets it up, without the settings of this machine."""
    settings = ["core.autocrlf=true", "user.name=Uji", "user.email=uji@example.invalid"]
    options = [part for setting in settings for part in ("-c", setting)]
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", *options, "-C", folder, *arguments]
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=120)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def cloned(folder: Path, clone: Path) -> dict[str, bytes]:
    """What a clone holds of a folder that was committed."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Dosir")
    git(folder.parent, "clone", "--quiet", folder, clone)
    return contents(clone)


def test_a_clone_of_the_repository_rewrites_no_file_of_a_dossier(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT / "dossiers" / "contoh", checkout / "dossiers" / "contoh")
    evidence = ROOT / "tests" / "data" / "evidence"
    shutil.copytree(evidence, checkout / "tests" / "data" / "evidence")
    shutil.copy(ROOT / ".gitattributes", checkout)
    assert cloned(checkout, tmp_path / "clone") == contents(checkout)


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_clone_of_a_new_dossier_rewrites_nothing(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "kota"
    assert cli.run(["init", str(folder), "--lang", language]) == 0
    (folder / "bukti").mkdir()
    (folder / "bukti" / "perwal.pdf").write_bytes(PAPER)
    assert cloned(folder, tmp_path / "clone") == contents(folder)


def test_yaml_that_windows_wrote_is_kept_with_plain_line_ends(tmp_path: Path) -> None:
    folder = tmp_path / "kota"
    assert cli.run(["init", str(folder)]) == 0
    (folder / "meetings.yaml").write_bytes(b"meetings:\r\n")
    assert cloned(folder, tmp_path / "clone")["meetings.yaml"] == b"meetings:\n"
