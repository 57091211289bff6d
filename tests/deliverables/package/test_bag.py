"""A bag is written that others read, whatever happens on the way."""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
import tracemalloc
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from kotacerdas import cli
from kotacerdas.deliverables.package import bag
from kotacerdas.deliverables.package.verify import verify
from tests.conftest import AS_OF, HEAD
from tests.deliverables.package.conftest import CONTOH, picture, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


# --- a bag that others read -------------------------------------------------------------------------


def test_the_bag_is_valid_for_bagit(packed: Path) -> None:
    bagit = pytest.importorskip("bagit")
    found = bagit.Bag(str(packed))
    assert found.validate()
    assert found.version_info == (1, 0)
    assert found.info["Bagging-Date"] == "2023-11-01"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
@pytest.mark.parametrize("manifest", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_sha256sum_accepts_it(packed: Path, manifest: str) -> None:
    command = [shutil.which("sha256sum") or "", "--strict", "-c", manifest]
    done = subprocess.run(command, cwd=packed, capture_output=True, check=False)
    assert done.returncode == 0


@pytest.mark.slow
def test_a_zip_is_the_same_twice_and_on_every_day(tmp_path: Path, say: Say, monkeypatch: Any) -> None:
    for name, day in (("a.zip", (2023, 11, 1)), ("b.zip", (2024, 2, 3))):
        monkeypatch.setattr("kotacerdas.cli.options.today", lambda day=day: AS_OF.replace(*day))
        status, out, _ = say("package", CONTOH, "--as-of", "2023-11-01", "-o", tmp_path / name)
        assert status == 0
        digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert f"sha256 {digest}" in out
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_zip_and_folder_hold_the_same(small: Path, tmp_path: Path) -> None:
    file, folder = tmp_path / "p.zip", tmp_path / "p"
    for target in (file, folder):
        assert cli.run(["--lang", "id", "package", str(small), "-o", str(target)]) == 0
    with zipfile.ZipFile(file) as archive:
        top = "data-dukung-kota-uji-2023/"
        held = {name.removeprefix(top): archive.read(name) for name in archive.namelist()}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()} == {0o644}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    assert held == tree(folder)


def test_every_file_is_the_dossiers_own(packed: Path) -> None:
    made = ("00_daftar.html", "lembar-quick-win.docx")
    papers = [path for path in (packed / "data").glob("*/*/*") if path.name not in made]
    have = {hashlib.sha256(path.read_bytes()).hexdigest() for path in papers}
    own = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (CONTOH / "bukti").rglob("*") if p.is_file()}
    assert have <= own
    assert len(have) == 142


# --- when something happens on the way --------------------------------------------------------------


def spoil(monkeypatch: Any, small: Path, how: Callable[[Path], None]) -> None:
    """Do something to a file between assessing and copying it."""
    from kotacerdas.cli import package  # noqa: PLC0415

    told = package._target  # noqa: SLF001

    def late(*arguments: Any) -> Path:
        how(small / "bukti" / "n.png")
        return told(*arguments)

    monkeypatch.setattr(package, "_target", late)


@pytest.mark.parametrize("name", ["p", "p.zip"])
@pytest.mark.parametrize(
    "how",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"!"),
        lambda path: path.write_bytes(path.read_bytes() + b"!"),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ],
    ids=["altered", "grown", "emptied", "gone"],
)
def test_a_file_that_changes_meanwhile_stops_it(
    name: str, how: Callable[[Path], None], small: Path, say: Say, monkeypatch: Any, tmp_path: Path
) -> None:
    place = tmp_path / "hasil"
    place.mkdir()
    spoil(monkeypatch, small, how)
    status, out, err = say("package", small, "--without-report", "-o", place / name)
    assert (status, out) == (2, "")
    assert "bukti/n.png" in err
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    "command", [["package"], ["build", "--draft"], ["build", "--draft", "--template", "ringkasan"]], ids=str
)
@pytest.mark.parametrize(
    "how", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")], ids=["gone", "emptied"]
)
def test_arms_that_change_meanwhile_are_named_and_no_template(
    command: list[str], how: Callable[[Path], None], make: Make, say: Say, monkeypatch: Any, tmp_path: Path
) -> None:
    from kotacerdas.deliverables import library  # noqa: PLC0415

    head = HEAD.replace("cohort: reguler}", "cohort: reguler, arms: lambang.png}")
    folder = make({"aa-head.yaml": head, "lambang.png": picture(1)}, head=False)
    read = library.Template.read

    def late(template: library.Template) -> bytes:
        if (folder / "lambang.png").exists():
            how(folder / "lambang.png")
        return read(template)

    monkeypatch.setattr(library.Template, "read", late)
    place = tmp_path / "hasil"
    place.mkdir()
    status, out, err = say(*command, folder, "-o", place / ("p.zip" if command == ["package"] else "p.docx"))
    assert (status, out) == (2, "")
    assert "lambang.png" in err
    assert ".docx" not in err
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ["p", "p.zip"])
@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError(28, "full")])
def test_an_interrupted_run_leaves_nothing(
    name: str, trouble: BaseException, small: Path, say: Say, monkeypatch: Any, tmp_path: Path
) -> None:
    place = tmp_path / "hasil"
    place.mkdir()
    (place / "p.zip").write_bytes(b"old")
    chunks = bag._chunks  # noqa: SLF001

    def until(one: bag.Piece) -> Iterator[bytes]:
        if one.path.endswith("notulen.png"):
            raise trouble
        yield from chunks(one)

    monkeypatch.setattr(bag, "_chunks", until)
    assert say("package", small, "--without-report", "-o", place / name)[0] in {2, 130}
    assert tree(place) == {"p.zip": b"old"}


@pytest.mark.slow
def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    large = tmp_path / "film.mp4"
    size = 96 * 1024**2
    with large.open("wb") as stream:
        stream.truncate(size)
    with large.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    content = bag.pieces([bag.Piece("data/film.mp4", digest, size, large)], {})
    tracemalloc.start()
    bag.write_zip(tmp_path / "p.zip", "bag", content)
    assert verify(tmp_path / "p.zip") == []
    bag.write_folder(tmp_path / "p", content)
    assert verify(tmp_path / "p") == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024**2
