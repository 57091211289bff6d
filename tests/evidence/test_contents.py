"""Every way of spoiling an evidence file is found, in every kind: the files of the example are spoilt."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import pypdf
import pytest
from PIL import Image

from kotacerdas.assessment.assessment import assess
from kotacerdas.evidence.contents import FORMATS as KINDS_BY_NAME
from kotacerdas.evidence.contents import inspect
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page
from tests.conftest import AS_OF, ROOT
from tests.evidence.test_archives import packed
from tests.evidence.test_films import film

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVIDENCE = ROOT / "dossiers" / "contoh" / "bukti"
ZIPPED = ("docx", "xlsx", "pptx", "zip")
LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Masuk</title></head><body>Silakan masuk</body></html>"


def sample(kind: str) -> bytes:
    """A good file of a kind: one of the example's, the largest; a zip is made of two of them."""
    if kind == "zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("satu.pdf", sample("pdf"))
            package.writestr("dua.png", sample("png"))
        return packed.getvalue()
    found = [path for path in EVIDENCE.rglob("*") if KINDS_BY_NAME.get(path.suffix) == kind]
    return max(found, key=lambda path: path.stat().st_size).read_bytes()


KINDS = ("pdf", "docx", "xlsx", "pptx", "jpg", "png", "mp4", "zip")


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    return {kind: sample(kind) for kind in KINDS}


def problem(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return inspect(path).problem


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_file_opens(kind: str, good: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / f"berkas.{kind}"
    path.write_bytes(good[kind])
    found = inspect(path)
    assert (found.problem, found.kind) == ("", kind)
    assert found.sha256 == hashlib.sha256(good[kind]).hexdigest()


@pytest.mark.parametrize(("kind", "least"), [("pdf", 1), ("xlsx", 1), ("pptx", 3)])
def test_pages_are_counted(kind: str, least: int, good: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / f"berkas.{kind}"
    path.write_bytes(good[kind])
    assert inspect(path).pages >= least


def test_every_page_of_a_pdf_is_counted(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    for _ in range(7):
        writer.add_blank_page(100, 100)
    writer.write(tmp_path / "tujuh.pdf")
    assert inspect(tmp_path / "tujuh.pdf").pages == 7


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_at_any_tenth_is_found(
    kind: str, tenth: int, good: dict[str, bytes], tmp_path: Path
) -> None:
    content = good[kind][: len(good[kind]) * tenth // 10]
    assert problem(tmp_path, f"berkas.{kind}", content) in {"cut-off", "broken"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_short_of_its_last_bytes_is_found(kind: str, good: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / f"berkas.{kind}").write_bytes(good[kind][:-12])
    fact = inspect(tmp_path / f"berkas.{kind}")
    assert fact.problem or (kind, fact.doubt) == ("pdf", "repaired")  # its table alone is lost


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_another_format_under_the_name_is_found(
    kind: str, other: str, good: dict[str, bytes], tmp_path: Path
) -> None:
    if kind not in (other, "zip"):  # an Office file is a zip
        assert problem(tmp_path, f"berkas.{kind}", good[other]) == "wrong-kind"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "content",
    [LOGIN_PAGE, b"\n\n<html>\nmasuk", b"Halaman tidak ditemukan", b"\x00\x01\x02\x03" * 9, b"MZ\x90\x00"],
)
def test_something_else_under_the_name_is_found(kind: str, content: bytes, tmp_path: Path) -> None:
    assert problem(tmp_path, f"berkas.{kind}", content) == "wrong-kind"


@pytest.mark.parametrize("bit", range(0, 64, 3))
@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_in_the_header_is_found_or_harmless(
    kind: str, bit: int, good: dict[str, bytes], tmp_path: Path
) -> None:
    """The format's name in the first bytes decides; a bit that no reader looks at may pass."""
    content = bytearray(good[kind])
    content[bit // 8] ^= 1 << bit % 8
    if bit // 8 in {"pdf": range(5), "png": range(8), "jpg": range(3), "mp4": range(4, 8)}.get(
        kind, range(4)
    ):
        assert problem(tmp_path, f"berkas.{kind}", bytes(content))


@pytest.mark.parametrize("kind", ZIPPED)
def test_a_flipped_bit_anywhere_in_a_package_is_found(
    kind: str, good: dict[str, bytes], tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(good[kind])) as package:
        entry = max(package.infolist(), key=lambda entry: entry.compress_size)
    content = bytearray(good[kind])
    content[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0x10
    assert problem(tmp_path, f"berkas.{kind}", bytes(content)) == "broken"


def test_a_flipped_bit_in_a_png_is_found(good: dict[str, bytes], tmp_path: Path) -> None:
    content = bytearray(good["png"])
    content[len(content) // 2] ^= 0x10
    assert problem(tmp_path, "berkas.png", bytes(content)) == "broken"


def test_a_zip_renamed_docx_is_found(good: dict[str, bytes], tmp_path: Path) -> None:
    assert problem(tmp_path, "berkas.docx", good["zip"]) == "wrong-kind"


def locked(content: bytes) -> bytes:
    writer, stream = pypdf.PdfWriter(clone_from=io.BytesIO(content)), io.BytesIO()
    writer.encrypt("rahasia")
    writer.write(stream)
    return stream.getvalue()


def test_a_locked_pdf_is_found(good: dict[str, bytes], tmp_path: Path) -> None:
    for algorithm in ("RC4-128", "AES-256"):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(good["pdf"]))
        writer.encrypt("rahasia", algorithm=algorithm)
        content = io.BytesIO()
        writer.write(content)
        assert problem(tmp_path, "berkas.pdf", content.getvalue()) == "locked"


def test_a_pdf_that_only_forbids_printing_opens(good: dict[str, bytes], tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(good["pdf"]))
    writer.encrypt("", "pemilik", algorithm="AES-256")
    content = io.BytesIO()
    writer.write(content)
    assert not problem(tmp_path, "berkas.pdf", content.getvalue())


def test_a_locked_zip_is_found(good: dict[str, bytes], tmp_path: Path) -> None:
    content = bytearray(good["zip"])
    central = content.find(b"PK\x01\x02")
    content[6] |= 1  # the flag of the first entry, in both of its places
    content[central + 8] |= 1
    assert problem(tmp_path, "berkas.zip", bytes(content)) == "locked"


def test_an_image_bomb_is_found(tmp_path: Path) -> None:
    """A small PNG that says it is 40,000 by 40,000."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(40_001))) + chunk(b"IEND", b"")
    assert problem(tmp_path, "bom.png", b"\x89PNG\r\n\x1a\n" + head + body) == "bomb"


def test_a_large_photograph_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "foto.jpg"
    Image.new("RGB", (6000, 4000), "navy").save(path)
    assert not inspect(path).problem


def test_a_photograph_of_108_megapixels_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "foto.png"
    Image.new("1", (12_000, 9_000)).save(path)
    assert not inspect(path).problem


def test_a_photograph_whose_rest_never_came_is_found(good: dict[str, bytes], tmp_path: Path) -> None:
    """An interrupted copy leaves room for the rest, filled with zeros."""
    size = len(good["jpg"])
    assert problem(tmp_path, "foto.jpg", good["jpg"][: size // 4] + bytes(size - size // 4)) == "cut-off"


def test_a_photograph_with_something_behind_it_opens(good: dict[str, bytes], tmp_path: Path) -> None:
    assert not problem(tmp_path, "foto.jpg", good["jpg"] + bytes(100))
    assert not problem(tmp_path, "foto.jpg", good["jpg"] + b"MotionPhoto" * 30)


def test_a_zip_is_one_whatever_lies_in_it_unpacked(good: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "arsip.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        package.writestr("a.pdf", good["pdf"])
    assert not inspect(path).problem


def test_a_zip_bomb_is_found(tmp_path: Path) -> None:
    assert problem(tmp_path, "bom.zip", _zip_of_zeros()) == "bomb"


@pytest.mark.parametrize(
    ("name", "spoil", "told"),
    [
        ("a.rar", lambda content: content, "unknown-format"),
        ("a.pdf", lambda _: LOGIN_PAGE, "wrong-kind"),
        ("a.pdf", lambda content: content[: len(content) // 2], "cut-off"),
        ("a.pdf", locked, "locked"),
        ("a.zip", lambda _: packed({"a/": b""}), "nothing-inside"),
        ("a.mp4", lambda _: film(b"soun"), "no-picture-track"),
        (
            "a.jpg",
            lambda _: b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
            "lfs-pointer",
        ),
        ("a.png", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(40), "broken"),
        ("a.zip", lambda _: _zip_of_zeros(), "bomb"),
    ],
)
def test_a_spoilt_file_is_told_at_its_name_and_meets_nothing(
    name: str, spoil: Callable[[bytes], bytes], told: str, good: dict[str, bytes], make: Callable[..., Path]
) -> None:
    entry = f"  - {{id: a, type: lainnya, title: A, file: {name}, agency: diskominfo, supports: [B1]}}\n"
    assessment = assess(make({"d.yaml": f"documents:\n{entry}", name: spoil(good["pdf"])}), AS_OF)
    (finding,) = (f for f in assessment.findings if f.code == "KC301")
    assert (finding.details["variant"], finding.location.path, finding.location.line) == (told, "d.yaml", 2)
    states = {(c.requirement, c.subject.id): c.state.value for c in assessment.matrix.cells}
    assert states["A-02", "B1"] == "missing"
    for language in ("en", "id"):
        said = sentences.message(
            finding, Names(Messages(language), assessment.dossier, assessment.instrument)
        )
        assert name in said
        shown = FORMATS["text"](Page((assessment,), Messages(language), AS_OF, width=10_000))
        assert shown.count(said.rstrip(".")) == 1
        flaw = next(iter(assessment.matrix.flaws.values()))  # where its document would count, in plain words
        assert sentences.near_miss(flaw, Names(Messages(language))) in shown


def _zip_of_zeros() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("nol", bytes(80 * 1024**2))
    return packed.getvalue()


def test_an_unknown_extension_is_found(good: dict[str, bytes], tmp_path: Path) -> None:
    assert problem(tmp_path, "berkas.rar", good["zip"]) == "unknown-format"
    assert problem(tmp_path, "berkas", good["pdf"]) == "unknown-format"


def test_capitals_in_the_extension_are_fine(good: dict[str, bytes], tmp_path: Path) -> None:
    assert not problem(tmp_path, "BERKAS.PDF", good["pdf"])
    assert not problem(tmp_path, "foto.JPEG", good["jpg"])
