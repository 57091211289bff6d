"""The reports and pages of a package: all that they link to opens, wherever the package was unpacked."""

from __future__ import annotations

import re
import shutil
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.deliverables.package.conftest import CONTOH, planned, tree
from tests.test_word_templates import lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


def links_of(file: Path) -> list[str]:
    """The relative links of a page, or of a Word or Excel file."""
    if file.suffix == ".html":
        found: list[str] = []
        parser = HTMLParser()
        parser.handle_starttag = lambda _tag, attrs: found.extend(  # type: ignore[method-assign]
            value or "" for name, value in attrs if name == "href"
        )
        parser.feed(file.read_text(encoding="utf-8"))
        links = found
    else:
        with zipfile.ZipFile(file) as packed:
            rels = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".rels")]
        links = [
            target
            for text in rels
            for relationship in re.findall("<Relationship [^>]*>", text)
            if 'TargetMode="External"' in relationship
            for target in re.findall('Target="([^"]*)"', relationship)
        ]
    return [link for link in links if "://" not in link and not link.startswith(("mailto:", "#"))]


def linking(folder: Path) -> list[Path]:
    """The files that a package is read through: the indices, the pages and the reports."""
    made = [*folder.rglob("*.html"), *folder.glob("00_*"), *folder.glob("data/*.docx")]
    return [*made, *folder.rglob("lembar-quick-win.docx")]


def test_every_link_opens_from_the_unpacked_package_in_another_folder(packed: Path, tmp_path: Path) -> None:
    moved = tmp_path / "lain" / "paket asesor"
    shutil.copytree(packed, moved)
    assert len(linking(moved)) > 80
    for file in linking(moved):
        links = links_of(file)
        assert [link for link in links if not (file.parent / unquote(link)).is_file()] == [], file
        assert links or file.name in {"ringkasan.docx", "00_daftar.html"}, file
    whole = links_of(moved / "data" / "laporan.docx")
    assert len(set(whole)) == 142
    assert len(set(links_of(moved / "00_indeks.xlsx"))) == 142


def test_every_paper_of_the_report_shows_its_code(packed: Path) -> None:
    text = "\n".join(lines(packed / "data" / "laporan.docx"))
    codes = {
        entry.stem for entry in packed.rglob("data/*/*/*") if not entry.name.startswith(("00_", "lembar"))
    }
    assert len(codes) == 142
    assert [code for code in codes if code not in text] == []


def test_everything_of_a_quick_win_is_reached_from_its_folder(packed: Path) -> None:
    page = packed / "data" / "6_per-quick-win" / "gerbang-wisata" / "00_daftar.html"
    reached = {(page.parent / unquote(link)).resolve() for link in links_of(page)}
    assert (page.parent / "lembar-quick-win.docx").resolve() in reached
    index = next(s for s in planned(CONTOH, lang="id").subjects if s.ref == "gerbang-wisata")
    assert {(packed / entry.path).resolve() for entry in index.entries} <= reached


def test_the_report_and_its_parts_may_be_left_out(small: Path, say: Say, tmp_path: Path) -> None:
    assert say("package", small, "-o", tmp_path / "p")[0] == 0
    assert say("package", small, "--without-report", "-o", tmp_path / "q")[0] == 0
    whole, bare = tree(tmp_path / "p"), tree(tmp_path / "q")
    reports = {
        "data/report.docx", "data/summary.docx",
        "data/6_by-quick-win/peta/quick-win-sheet.docx", "data/6_by-quick-win/kios/quick-win-sheet.docx",
    }  # fmt: skip
    assert whole.keys() - bare.keys() == reports
    assert b"report.docx" not in bare["READ-ME.html"]
    assert sorted(name for name in bare if "/" not in name) == [
        "00_index.docx", "00_index.xlsx", "READ-ME.html", "bag-info.txt", "bagit.txt",
        "manifest-sha256.txt", "tagmanifest-sha256.txt",
    ]  # fmt: skip


def test_each_assessor_has_a_part(make: Make, say: Say, tmp_path: Path) -> None:
    folder = make({
        "e.yaml": "evaluation:\n  assessors:\n    - {name: Sri Rahayu, fields: [smart-living]}\n"
        "    - {fields: [kelembagaan]}\n    - {name: Tanpa Bidang}\n"
    })  # fmt: skip
    assert say("package", folder, "-o", tmp_path / "p", lang="id")[0] == 0
    parts = {path.name for path in (tmp_path / "p" / "data").glob("laporan-*.docx")}
    assert parts == {"laporan-sri-rahayu.docx", "laporan-asesor-2.docx"}


@pytest.mark.parametrize("note", ["catatan.txt", "catatan/asesor.docx"])
def test_notes_beside_the_bag_do_no_harm_and_are_not_written_over(
    note: str, small: Path, say: Say, tmp_path: Path
) -> None:
    folder = tmp_path / "p"
    assert say("package", small, "--without-report", "-o", folder)[0] == 0
    (folder / note).parent.mkdir(exist_ok=True)
    (folder / note).write_text("W8: minta DPA")
    status, out, _ = say("package", "--check", folder)
    assert status == 0
    assert "lies beside it" in out
    assert say("package", small, "--without-report", "-o", folder)[0] == 2
    assert (folder / note).read_text() == "W8: minta DPA"
    (folder / "data" / "titip.txt").write_text("x")
    assert say("package", "--check", folder)[0] == 1
