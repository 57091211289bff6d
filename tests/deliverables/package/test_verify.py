"""What verifying a package finds, in folders, zips and hostile zips."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotacerdas.deliverables.package import bag
from kotacerdas.deliverables.package.verify import verify
from kotacerdas.errors import CannotRun
from tests.conftest import ROOT
from tests.deliverables.package.conftest import LANGUAGES, NIK, tree
from tests.evidence.test_bounds import very_many_entries

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


# --- verifying --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bag that is sound."""
    folder = tmp_path_factory.mktemp("bag") / "p"
    payload = [
        bag.piece("data/00_index.md", b"# Index\n"),
        bag.piece("data/1_a/B1-01_x.pdf", bytes(range(256))),
    ]
    info = {"Bag-Software-Agent": "kotacerdas 1.0", "Source-Organization": "Kota Uji"}
    bag.write_folder(folder, bag.pieces(payload, info))
    return folder


@pytest.fixture
def received(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(sound, tmp_path / "diterima"))


def kinds(path: Path) -> list[tuple[str, str]]:
    return [(difference.kind, difference.path) for difference in verify(path)]


FILES = [
    "bag-info.txt", "bagit.txt", "data/00_index.md", "data/1_a/B1-01_x.pdf", "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
]  # fmt: skip


def test_the_bag_is_sound(sound: Path) -> None:
    assert sorted(tree(sound)) == FILES
    assert kinds(sound) == []


@settings(max_examples=300)
@given(st.sampled_from(FILES), st.integers(0, 10_000), st.integers(1, 255))
def test_flipping_one_byte_of_any_file_is_found(sound: Path, name: str, place: int, bits: int) -> None:
    whole = (sound / name).read_bytes()
    place %= len(whole)
    try:
        (sound / name).write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
        assert kinds_or_none(sound) != []
    finally:
        (sound / name).write_bytes(whole)


def kinds_or_none(path: Path) -> list[tuple[str, str]] | str:
    try:
        return kinds(path)
    except CannotRun as trouble:
        return trouble.code


def test_flipping_a_byte_in_the_example_is_found(packed: Path) -> None:
    for file in sorted(p for p in packed.rglob("*") if p.is_file())[::24]:
        whole = file.read_bytes()
        try:
            file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
            assert any(path == file.relative_to(packed).as_posix() for _, path in kinds(packed))
        finally:
            file.write_bytes(whole)


def test_all_differences_are_told_at_once(received: Path, say: Say) -> None:
    (received / "data/1_a/B1-01_x.pdf").write_bytes(b"other")
    (received / "data/00_index.md").unlink()
    (received / "data/titip.exe").write_bytes(b"MZ")
    (received / "catatan.txt").write_bytes(b"?")
    assert kinds(received) == [
        ("beside", "catatan.txt"), ("missing", "data/00_index.md"), ("altered", "data/1_a/B1-01_x.pdf"),
        ("added", "data/titip.exe"),
    ]  # fmt: skip
    for lang in LANGUAGES:
        status, out, err = say("package", "--check", received, lang=lang)
        assert (status, err) == (1, "")
        assert len(out.splitlines()) == 5


def spoilt(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("manifest-sha256.txt", lambda text: text + "kein Hash\n", ("line", "manifest-sha256.txt")),
        ("manifest-sha256.txt", lambda text: text + text, ("line", "manifest-sha256.txt")),
        ("manifest-sha256.txt", lambda text: text + f"{'0' * 64}  ../x\n", ("unsafe", "../x")),
        (
            "manifest-sha256.txt",
            lambda text: text + f"{'0' * 64}  data/../../x\n",
            ("unsafe", "data/../../x"),
        ),
        ("manifest-sha256.txt", lambda text: text + f"{'0' * 64}  /etc/passwd\n", ("unsafe", "/etc/passwd")),
        (
            "manifest-sha256.txt",
            lambda text: text.upper().replace("DATA", "data"),
            ("rewritten", "manifest-sha256.txt"),
        ),
        ("manifest-sha256.txt", lambda _: "", ("added", "data/00_index.md")),
        (
            "tagmanifest-sha256.txt",
            lambda text: text.replace("a", "A"),
            ("rewritten", "tagmanifest-sha256.txt"),
        ),
        ("bagit.txt", lambda text: spoilt(text, "1.0", "9.9"), ("declaration", "bagit.txt")),
        ("bag-info.txt", lambda text: spoilt(text, "Kota", "Kab."), ("altered", "bag-info.txt")),
        ("fetch.txt", lambda _: "https://x.example 1 data/y\n", ("fetch", "fetch.txt")),
        ("manifest-crc32.txt", lambda _: "0 data/y\n", ("algorithm", "manifest-crc32.txt")),
    ],
)
def test_a_broken_bag_is_told(
    name: str, change: Callable[[str], str], found: tuple[str, str], received: Path
) -> None:
    path = received / name
    path.write_text(change(path.read_text() if path.exists() else ""), newline="\n")
    assert found in kinds(received)


def test_a_bag_that_tells_its_size_wrong_is_told(received: Path) -> None:
    (received / "tagmanifest-sha256.txt").unlink()
    (received / "bag-info.txt").write_text("Payload-Oxum: 264.3\n")
    assert verify(received) == [("oxum", "bag-info.txt", {"told": "264.3", "have": "264.2"})]


@pytest.mark.parametrize("name", [name for name in FILES if name != "bagit.txt"])
def test_a_missing_file_is_told(name: str, received: Path) -> None:
    (received / name).unlink()
    assert name in {path for _, path in kinds(received)}


def test_links_are_not_followed(received: Path, tmp_path: Path) -> None:
    secret = tmp_path / "rahasia"
    secret.mkdir()
    (secret / "x").write_text("x")
    (received / "data/1_a/B1-01_x.pdf").unlink()
    (received / "data/1_a/B1-01_x.pdf").symlink_to(secret / "x")
    (received / "data/pintu").symlink_to(secret)
    assert kinds(received) == [("link", "data/1_a/B1-01_x.pdf"), ("link", "data/pintu")]


def test_a_bag_of_other_software_is_verified(tmp_path: Path) -> None:
    bagit = pytest.importorskip("bagit")
    folder = tmp_path / "asing"
    folder.mkdir()
    (folder / "surat 100%.txt").write_text("isi")
    bagit.make_bag(str(folder), checksums=["md5", "sha512"])
    assert kinds(folder) == []
    (folder / "data" / "surat 100%.txt").write_text("lain")
    assert ("altered", "data/surat 100%.txt") in kinds(folder)


def of_others(folder: Path, manifest: str, **payload: bytes) -> Path:
    """A bag as others write it: without manifests of its tags."""
    (folder / "data").mkdir(parents=True)
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (folder / "manifest-sha256.txt").write_bytes(manifest.encode())
    for name, content in payload.items():
        (folder / "data" / name).write_bytes(content)
    return folder


def test_what_is_added_to_a_bag_without_sums_of_its_tags_is_told(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"a").hexdigest()
    folder = of_others(tmp_path / "p", f"{digest}  data/a\n", a=b"a")
    (folder / "catatan.txt").write_text("?")
    assert kinds(folder) == []
    (folder / "data" / "b").write_bytes(b"b")
    assert kinds(folder) == [("added", "data/b")]


@pytest.mark.parametrize("written", ["100%25.txt", "%41%2525.txt"])
def test_only_the_three_signs_that_bagit_names_are_escaped(written: str, tmp_path: Path) -> None:
    name = written.replace("%25", "%")
    digest = hashlib.sha256(b"a").hexdigest()
    assert kinds(of_others(tmp_path / "p", f"{digest}  data/{written}\n", **{name: b"a"})) == []


@pytest.mark.parametrize("name", ["100%.txt", "100%25.txt", "baris\nbaru.txt", "baris\rbaru.txt"])
def test_a_name_that_must_be_escaped_comes_back(name: str, tmp_path: Path) -> None:
    bag.write_folder(tmp_path / "p", bag.pieces([bag.piece(f"data/{name}", b"a")], {}))
    assert kinds(tmp_path / "p") == []


def test_a_name_with_a_nul_is_unsafe(tmp_path: Path) -> None:
    assert ("unsafe", "data/a\0") in kinds(of_others(tmp_path / "p", f"{'0' * 64}  data/a\0\n"))


def test_a_zip_is_told_with_its_checksum(tmp_path: Path) -> None:
    file = tmp_path / "p.zip"
    told = bag.write_zip(file, "p", bag.pieces([bag.piece("data/a", b"a")], {}))
    assert told == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["p", "p.zip"])
def test_a_package_that_cannot_be_opened_stops_the_run(name: str, tmp_path: Path, monkeypatch: Any) -> None:
    content = bag.pieces([bag.piece("data/a", b"a")], {})
    bag.write_folder(tmp_path / "p", content)
    bag.write_zip(tmp_path / "p.zip", "p", content)

    def locked(*_: object) -> None:
        raise PermissionError(13, "EACCES")

    monkeypatch.setattr(os, "open", locked)
    monkeypatch.setattr(os, "scandir", locked)
    with pytest.raises(CannotRun) as trouble:
        verify(tmp_path / name)
    assert (trouble.value.code, trouble.value.details["reason"]) == ("unread-package", "EACCES")


@pytest.mark.parametrize("path", ["nothing-here", "README.md", "docs", "tests/golden"])
def test_what_is_no_package_is_refused(path: str, say: Say) -> None:
    status, out, err = say("package", "--check", ROOT / path)
    assert (status, out) == (2, "")
    assert path in err


@pytest.mark.parametrize(
    "more", [["dossiers/contoh"], ["--as-of", "2023-11-01"], ["--include", "x"], ["-o", "p"]]
)
def test_checking_goes_with_nothing_else(more: list[str], sound: Path, say: Say) -> None:
    assert say("package", "--check", sound, *more)[0] == 2


# --- hostile zips -----------------------------------------------------------------------------------


def zipped(target: Path, files: dict[str, bytes], *, top: str = "p/") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{top}{name}", content)
    return target


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/cron.d/evil", "C:/evil", "p/data/../../evil", "~/evil", "p\\data\\evil"]
)
def test_paths_that_lead_elsewhere_are_told_and_not_read(
    name: str, sound: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    file = zipped(tmp_path / "p.zip", tree(sound))
    before = {p.name for p in tmp_path.iterdir()}
    with zipfile.ZipFile(file, "a") as archive:
        entry = zipfile.ZipInfo("x")
        entry.filename = entry.orig_filename = name
        archive.writestr(entry, b"evil")
    assert ("unsafe", name) in kinds(file)
    assert {p.name for p in tmp_path.iterdir()} == before


def test_a_zip_with_its_bag_at_the_top_or_in_folders_is_read(sound: Path, tmp_path: Path) -> None:
    assert kinds(zipped(tmp_path / "a.zip", tree(sound), top="")) == []
    assert kinds(zipped(tmp_path / "b.zip", tree(sound), top="nama lain/")) == []
    with pytest.raises(CannotRun, match="no-bag"):
        verify(zipped(tmp_path / "c.zip", tree(sound), top="a/b/c/"))


def test_strangers_in_a_zip_are_told(sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("lain/x.exe", b"MZ")
        link = zipfile.ZipInfo("p/data/pintu")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, b"/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("p/data/00_index.md", b"# Other\n")
    assert kinds(file) == [
        ("beside", "../lain/x.exe"), ("twice", "data/00_index.md"), ("link", "data/pintu"),
    ]  # fmt: skip


# --- packed again -----------------------------------------------------------------------------------


def test_a_package_packed_again_with_the_folder_around_it_is_verified(sound: Path, tmp_path: Path) -> None:
    inside = {f"kiriman/p/{name}": content for name, content in tree(sound).items()}
    inside["kiriman/p/data/1_a/bagit.txt"] = b"no declaration of this bag"
    file = zipped(tmp_path / "p.zip", inside | {"kiriman/catatan.txt": b"?"}, top="")
    told = {(difference.kind, difference.path) for difference in verify(file)}
    assert told == {("beside", "../kiriman/catatan.txt"), ("added", "data/1_a/bagit.txt")}


MAC = {
    "__MACOSX/p/._bagit.txt": b"\0\5\x16\7", "__MACOSX/._p": b"\0\5\x16\7", "p/.DS_Store": b"\0\0\0\1Bud1",
    "p/data/.DS_Store": b"\0\0\0\1Bud1", "p/data/1_a/._B1-01_x.pdf": b"\0\5\x16\7",
}  # fmt: skip
WINDOWS = {
    "p/Thumbs.db": b"\xd0\xcf",
    "p/data/1_a/Thumbs.db": b"\xd0\xcf",
    "p/data/desktop.ini": b"[.ShellClassInfo]",
}


@pytest.mark.parametrize("litter", [MAC, WINDOWS], ids=["mac", "windows"])
@pytest.mark.parametrize("way", ["zip", "folder"])
def test_what_a_system_leaves_in_a_package_that_was_packed_again_does_no_harm(
    litter: dict[str, bytes], way: str, sound: Path, tmp_path: Path, say: Say
) -> None:
    file = zipped(
        tmp_path / "p.zip", {f"p/{name}": content for name, content in tree(sound).items()} | litter, top=""
    )
    if way == "folder":
        with zipfile.ZipFile(file) as archive:
            archive.extractall(tmp_path)
        file = tmp_path / "p"
    differences = verify(file)
    expected = {name.removeprefix("p/") for name in litter if way == "zip" or name.startswith("p/")}
    assert {(d.kind, d.path.removeprefix("../")) for d in differences} == {
        ("litter", name) for name in expected
    }
    for lang in LANGUAGES:
        assert say("package", "--check", file, lang=lang)[0] == 0
    if way == "folder":
        (file / "data" / "1_a" / "B1-01_x.pdf").write_bytes(b"other")
        assert say("package", "--check", file)[0] == 1


def test_a_file_of_the_system_that_a_manifest_lists_is_verified(tmp_path: Path) -> None:
    bag.write_folder(tmp_path / "p", bag.pieces([bag.piece("data/Thumbs.db", b"a")], {}))
    assert kinds(tmp_path / "p") == []
    (tmp_path / "p/data/Thumbs.db").write_bytes(b"b")
    assert kinds(tmp_path / "p") == [("altered", "data/Thumbs.db")]


def test_backslashes_throughout_come_of_windows(sound: Path, tmp_path: Path, say: Say) -> None:
    def with_backslashes(name: str, files: dict[str, bytes]) -> Path:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for path, content in files.items():
                entry = zipfile.ZipInfo("x")
                entry.filename = entry.orig_filename = f"p\\{path}".replace("/", "\\")
                archive.writestr(entry, content)
        return tmp_path / name

    file = with_backslashes("p.zip", tree(sound))
    assert kinds(file) == [("backslashes", "")]
    assert say("package", "--check", file)[0] == 0
    assert ("altered", "data/00_index.md") in kinds(
        with_backslashes("q.zip", tree(sound) | {"data/00_index.md": b""})
    )


@pytest.mark.parametrize("name", ["p\\..\\..\\evil", "C:\\evil", "\\evil"])
def test_backslashes_throughout_lead_nowhere_else(name: str, sound: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        for path, content in [
            *((f"p/{path}", content) for path, content in tree(sound).items()),
            (name, b"evil"),
        ]:
            entry = zipfile.ZipInfo("x")
            entry.filename = entry.orig_filename = path.replace("/", "\\")
            archive.writestr(entry, content)
    assert kinds(tmp_path / "p.zip") == [("backslashes", ""), ("unsafe", name)]


@pytest.mark.parametrize(
    "names", [FILES[-2:], FILES[-2:-1], FILES[-1:], FILES[:2], [*FILES[:2], *FILES[-2:]]], ids=str
)
def test_other_line_ends_are_told_apart_from_other_words(names: list[str], received: Path, say: Say) -> None:
    for name in names:
        path = received / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert kinds(received) == [("line-ends", name) for name in sorted(names)]
    for lang in LANGUAGES:
        assert say("package", "--check", received, lang=lang)[0] == 0
    text = (received / names[0]).read_bytes()
    (received / names[0]).write_bytes(text.replace(b"a", b"b", 1))
    assert say("package", "--check", received)[0] == 1


def test_other_line_ends_in_what_is_packed_are_an_alteration(received: Path) -> None:
    (received / "data/00_index.md").write_bytes(b"# Index\r\n")
    assert kinds(received) == [("altered", "data/00_index.md")]


def test_of_very_many_differences_the_first_are_told(received: Path, say: Say) -> None:
    for n in range(250):
        (received / "data" / f"{n:03}.txt").write_bytes(b"")
    (received / "data/00_index.md").write_bytes(b"")
    told = verify(received)
    assert [d.path for d in told if d.kind == "added"] == [f"data/{n:03}.txt" for n in range(100)]
    assert told[-1] == ("more", "", {"n": 150})
    assert "altered" in {d.kind for d in told}
    assert ": 251\n" in say("package", "--check", received)[1]


MEASURED = """
import pathlib, re, sys
from kotacerdas.deliverables.package.verify import verify
from kotacerdas.errors import CannotRun
try:
    kinds = sorted({difference.kind for difference in verify(pathlib.Path(sys.argv[1]))})
except CannotRun as trouble:
    kinds = [trouble.code]
print(*kinds, re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""


def measured(path: Path) -> tuple[list[str], float]:
    """The kinds of differences, and how many megabytes it took at the most to find them."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    *found, kilobytes = done.stdout.split()
    return found, int(kilobytes) / 1024


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's accounting of Linux")


@pytest.mark.slow
@linux_only
@pytest.mark.parametrize("algorithms", [["sha256"], ["sha256", "md5"]], ids=str)
def test_a_manifest_of_a_million_lines_stays_within_its_memory(algorithms: list[str], tmp_path: Path) -> None:
    folder = of_others(tmp_path / "p", "")
    for algorithm in algorithms:
        with (folder / f"manifest-{algorithm}.txt").open("w") as stream:
            digest = hashlib.new(algorithm, b"").hexdigest()
            stream.writelines(
                f"{digest}  data/01_baseline/B1_kebijakan/B1-{n}.pdf\n" for n in range(1_000_000)
            )
    found, megabytes = measured(folder)
    assert found == ["missing", "more", *["too-large"] * (len(algorithms) - 1)]
    assert megabytes < 300


@pytest.mark.slow
@linux_only
@pytest.mark.parametrize("line", [b"", b"0" * 64 + b"  data/a\n", b"x\n"], ids=["one", "same", "wrong"])
def test_a_hostile_manifest_stays_within_its_memory(line: bytes, tmp_path: Path) -> None:
    folder = of_others(tmp_path / "p", "")
    (folder / "manifest-sha256.txt").write_bytes(
        line * (200_000_000 // len(line)) if line else b"x" * 200_000_000
    )
    found, megabytes = measured(folder)
    assert found[-1] == "too-large"
    assert megabytes < 300


@pytest.mark.slow
@linux_only
def test_a_million_entries_are_refused_before_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(very_many_entries())
    assert measured(tmp_path / "p.zip")[0] == ["package-bomb"]
    assert measured(tmp_path / "p.zip")[1] < 100


@pytest.mark.slow
def test_a_zip_that_inflates_beyond_all_need_is_not_opened(sound: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tree(sound).items():
            archive.writestr(f"p/{name}", content)
        with archive.open("p/data/bom", "w") as stream:
            for _ in range(300):
                stream.write(bytes(1024**2))
    with pytest.raises(CannotRun, match="package-bomb"):
        verify(file)


def test_a_zip_of_too_many_files_is_not_opened(sound: Path, tmp_path: Path, monkeypatch: Any) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    monkeypatch.setattr("kotacerdas.deliverables.package.verify._MAX_ENTRIES", len(FILES))
    assert kinds(file) == []
    monkeypatch.setattr("kotacerdas.deliverables.package.verify._MAX_ENTRIES", len(FILES) - 1)
    assert kinds_or_none(file) == "package-bomb"


def test_entries_that_share_their_bytes_are_not_opened(sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", {**tree(sound), "data/a": bytes(5000)})
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        entry = archive.getinfo("p/data/a")
        start = archive.start_dir
        archive.close()
    record = next(
        bytes(content[m.start() :][: 46 + len(entry.filename)]) for m in re.finditer(b"PK\x01\x02", bytes(content))
        if content[m.start() + 46 :].startswith(entry.filename.encode())
    )  # fmt: skip
    copies = b"".join(record.replace(b"p/data/a", f"p/data/{c}".encode()) for c in "bcdefgh")
    end = content.index(b"PK\x05\x06")
    tail = bytearray(content[end:])
    count = len(tree(sound)) + 1 + 7
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (end - start + len(copies)).to_bytes(4, "little")
    file.write_bytes(bytes(content[:end]) + copies + bytes(tail))
    assert len(zipfile.ZipFile(file).infolist()) == count
    with pytest.raises(CannotRun, match="package-bomb"):
        verify(file)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_a_rare_way_is_not_read(method: int, sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    with zipfile.ZipFile(file, "a", method) as archive:
        archive.writestr("p/data/x", bytes(100))
    assert kinds(file) == [("method", "data/x")]


def test_a_locked_entry_is_told(sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    content = bytearray(file.read_bytes())
    record = content.index(b"PK\x01\x02")
    content[record + 8] |= 1
    file.write_bytes(content)
    assert kinds(file) == [("locked", "bag-info.txt")]


def test_a_damaged_entry_is_told(sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    file.write_bytes(file.read_bytes().replace(bytes(range(100, 200)), bytes(100)))
    assert kinds(file) == [("unreadable", "data/1_a/B1-01_x.pdf")]


@settings(max_examples=150)
@given(data=st.data())
def test_any_bytes_end_in_a_report_or_a_sentence(data: st.DataObject, sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    kinds_or_none(file)


def test_identity_numbers_in_a_received_package_are_not_printed(received: Path, say: Say) -> None:
    (received / "data" / f"{NIK}.pdf").write_bytes(b"x")
    status, out, _ = say("package", "--check", received)
    assert status == 1
    assert NIK not in out
