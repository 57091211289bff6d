"""Only ordinary files are opened to be read, by whatever command: nothing waits for ever."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from kotacerdas.cli import run
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.opening import content_of, opened
from tests.conftest import STAMP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files in folders")

KINDS = ["pipe", "device", "socket"]
SENTENCE = {"en": "no ordinary file", "id": "bukan berkas biasa"}
DOCUMENT = (
    "documents:\n  - {id: a, type: lainnya, title: A, file: odd.pdf, supports: [B1], agency: diskominfo}\n"
)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Path], Path]]:
    """Put a pipe, a device without an end or a socket somewhere."""
    sockets = []

    def _place(kind: str, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "device":
            path.symlink_to("/dev/zero")
        else:
            monkeypatch.chdir(path.parent)  # the path of a socket is short
            sockets.append(socket.socket(socket.AF_UNIX))
            sockets[-1].bind(path.name)
        return path

    yield _place
    for one in sockets:
        one.close()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_ordinary_file_is_not_opened(
    kind: str, place: Callable[[str, Path], Path], tmp_path: Path
) -> None:
    path = place(kind, tmp_path / "odd")
    with pytest.raises(OSError, match="not-a-file") as caught:
        opened(path)
    assert reason_of(caught.value) == "not-a-file"
    with pytest.raises(CannotRun) as stopped:
        content_of(path, 9, "unread-report")
    assert stopped.value.details == {"path": path.as_posix(), "reason": "not-a-file"}


def test_a_folder_and_what_is_not_there_have_words_of_their_own(tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "EISDIR"), (tmp_path / "a", "no-file")):
        with pytest.raises(CannotRun) as stopped:
            content_of(path, 9, "unread-report")
        assert stopped.value.details["reason"] == reason


def test_a_file_that_became_a_pipe_meanwhile_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "a")
    monkeypatch.setattr("kotacerdas.opening.stat.S_ISREG", lambda _: True)
    with suppress(OSError), opened(tmp_path / "a") as stream:
        assert stream.read() == b""


OWN = "dossier:\n  city: {name: Kota Uji, cohort: reguler}\n  year: 2023\n  instrument: odd.yaml\n"
USES: dict[str, tuple[str, list[str], dict[str, str]]] = {
    "template": ("templates/laporan.docx", ["build", ".", "--draft"], {}),
    "template-by-path": ("a.md.j2", ["build", ".", "--draft", "--format", "md", "--template", "a.md.j2"], {}),
    "template-checked": ("a.md.j2", ["templates", "check", "a.md.j2"], {}),
    "since": ("a.json", ["request", ".", "--since", "a.json"], {}),
    "package": ("a.zip", ["package", "--check", "a.zip"], {}),
    "instrument": ("odd.yaml", ["validate", "."], {"aa-head.yaml": OWN}),
    "yaml": ("odd.yaml", ["validate", "."], {}),
    "evidence": ("odd.pdf", ["validate", "."], {"d.yaml": DOCUMENT}),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("use", USES)
def test_no_command_waits_for_what_is_no_ordinary_file(
    use: str, kind: str, place: Callable[[str, Path], Path], make: Callable[..., Path]
) -> None:
    name, arguments, files = USES[use]
    folder = make(files)
    place(kind, folder / name)
    if use == "instrument" and kind == "device":
        pytest.skip("it is a link out of the dossier")
    for language, sentence in SENTENCE.items():
        command = [sys.executable, "-m", "kotacerdas", "--lang", language, *arguments]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=60
        )
        said = done.stdout + done.stderr
        assert done.returncode in {1, 2}
        is_link_out = kind == "device" and use not in {"package", "template-checked"}
        assert (name if is_link_out else sentence) in " ".join(said.split())
        assert "Traceback" not in said


TEMPLATE, TAG = "templates/laporan.md.j2", "{{ city.name }} elsewhere"
BUILD = ["build", ".", "--draft", "--format", "md"]
LINKS_OUT: dict[str, tuple[str, str, list[str]]] = {
    "template": (TEMPLATE, "laporan.md.j2", BUILD),
    "folder-of-templates": ("templates", "", BUILD),
    "template-of-letters": (
        "templates/nota-dinas.md.j2",
        "laporan.md.j2",
        ["request", ".", "--draft", "--format", "md"],
    ),
    "template-by-path": ("own/a.md.j2", "laporan.md.j2", [*BUILD, "--template", "own/a.md.j2"]),
    "template-by-another-path": (
        "own/a.md.j2",
        "laporan.md.j2",
        [*BUILD, "--template", "../dosir/own/../own/a.md.j2"],
    ),
    "template-checked": (TEMPLATE, "laporan.md.j2", ["templates", "check", TEMPLATE]),
    "since": ("old.json", "laporan.md.j2", ["request", ".", "--draft", "--since", "old.json"]),
}
SENTENCE_OF_LINKS = {
    "en": "a link leads out of the dossier's folder",
    "id": "pintasan (symlink) ke luar folder",
}


@pytest.mark.parametrize("language", SENTENCE)
@pytest.mark.parametrize("use", LINKS_OUT)
def test_nothing_is_read_from_a_dossier_by_a_link_out_of_it(
    use: str,
    language: str,
    make: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name, target, arguments = LINKS_OUT[use]
    folder = make({"agencies.yaml": "agencies:\n  - {id: dinas-a, name: Dinas A}\n"})
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "laporan.md.j2").write_text(TAG, encoding="utf-8")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).symlink_to(folder.parent / "elsewhere" / target)
    monkeypatch.chdir(folder)
    assert run(["--lang", language, *arguments]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert SENTENCE_OF_LINKS[language] in told
    assert not list(folder.glob("output/*"))


def test_an_instrument_by_a_link_out_of_the_dossier_is_not_there(
    make: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make({"aa-head.yaml": OWN}, head=False)
    (folder.parent / "elsewhere.yaml").write_text("id: elsewhere\nrequirements: []\n", encoding="utf-8")
    (folder / "odd.yaml").symlink_to("../elsewhere.yaml")
    assert run(["--lang", "en", "validate", str(folder)]) == 2
    told = capsys.readouterr()
    assert 'no instrument file "odd.yaml"' in told.err
    assert "elsewhere" not in told.out + told.err


def test_links_within_a_dossier_and_files_named_outside_it_are_read(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({"own/a.md.j2": TAG, "templates/b.md.j2": TAG})
    (folder / TEMPLATE).symlink_to("../own/a.md.j2")
    (folder.parent / "c.md.j2").symlink_to(folder / "own" / "a.md.j2")
    (folder.parent / "linked").symlink_to(folder)
    monkeypatch.chdir(folder.parent)
    for template in ("laporan", "b", "c.md.j2", "linked/own/a.md.j2", "dosir/../c.md.j2"):
        for dossier in ("dosir", "linked"):
            command = ["build", dossier, "--draft", "--format", "md", "--template", template]
            assert run([*command, "--output", "made.md"]) == 0
            assert STAMP.sub("", (folder.parent / "made.md").read_text("utf-8")) == "Kota Uji elsewhere\n"


def test_a_folder_of_templates_that_cannot_be_listed_is_told(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make({TEMPLATE: TAG})

    def refuse(path: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "no", str(path))

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    for command in (["build", str(folder), "--draft", "--format", "md"], ["templates", "list", str(folder)]):
        assert run(["--lang", "id", *command]) == 2
        told = " ".join(capsys.readouterr().err.split())
        assert 'templates" tidak dapat dibaca: tidak ada izin' in told
