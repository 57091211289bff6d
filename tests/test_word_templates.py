"""The Word templates that are shipped, and what they make of the dossiers in this repository.

The text of the rendered example stands in `golden/word`, a line for each paragraph with its style; after a change
that is meant, write it anew with `pytest --renew` and read the difference.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pypdf
import pytest
from lxml import etree

from kotacerdas import cli
from kotacerdas.templating.jinja.tags import tag_spans
from kotacerdas.templating.word.paragraphs import text_pieces

from .conftest import ROOT, TANJUNGPINANG, needs_libreoffice

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Golden

TEMPLATES = ROOT / "templates"
GOLDEN = ROOT / "tests" / "golden" / "word"
CONTOH = ROOT / "dossiers" / "contoh"
NAMES = ("laporan", "ringkasan", "quick-win")
FORMS = tuple(
    f"formulir-{name}"
    for name in (
        "daftar-hadir",
        "laporan-monev",
        "notulen",
        "register-risiko",
        "sop",
        "statistik-pengguna",
        "testimoni",
    )
)
SHIPPED = (*NAMES, *FORMS, "indeks", "kuesioner", "nota-dinas", "surat")
LANGUAGES = ("id", "en")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MADE_OF = {
    "contoh": ["build", str(CONTOH), "--as-of", "2023-11-01"],
    "tanjungpinang": ["build", str(TANJUNGPINANG), "--as-of", "2023-11-14", "--draft"],
}

pytestmark = pytest.mark.slow  # of every template, in every language


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Path]:
    """Every template in every language, rendered with both dossiers."""
    folder = tmp_path_factory.mktemp("word")
    files = {}
    for dossier, command in MADE_OF.items():
        for name in NAMES:
            for language in LANGUAGES:
                file = folder / f"{dossier}.{name}.{language}.docx"
                options = ["--template", name, "--output", str(file)]
                assert cli.run(["--lang", language, *command, *options]) == 0
                files[dossier, name, language] = file
    return files


def as_pdf(folder: Path, dossier: str, name: str, *more: str) -> list[str]:
    """The text of each page, as LibreOffice lays it out."""
    file = folder / f"{dossier}.{name}.pdf"
    options = ["--template", name, "--format", "pdf", "--output", str(file), *more]
    assert cli.run(["--lang", "id", *MADE_OF[dossier], *options]) == 0
    return [page.extract_text() for page in pypdf.PdfReader(file).pages]


# --- the templates themselves -----------------------------------------------------------------------


def parts(path: Path) -> dict[str, Any]:
    """The XML parts of a template."""
    with ZipFile(path) as packed:
        return {
            name: etree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith(".xml")
        }


def test_each_is_there_in_both_languages() -> None:
    names = sorted(path.name for path in TEMPLATES.glob("*.docx"))
    assert names == sorted(f"{name}.{language}.docx" for name in SHIPPED for language in LANGUAGES)


def test_a_check_finds_no_mistake_in_them() -> None:
    files = [str(path) for path in sorted(TEMPLATES.glob("*.docx"))]
    assert cli.run(["templates", "check", *files]) == 0


@pytest.mark.parametrize("name", SHIPPED)
def test_both_languages_have_the_same_tags(name: str) -> None:
    def tags(language: str) -> Counter[str]:
        texts = [
            text
            for part in parts(TEMPLATES / f"{name}.{language}.docx").values()
            for element in part.iter(etree.Element)
            if (
                text := "".join(piece for _, piece in text_pieces(element))
                if element.tag == f"{W}p"
                else element.text
            )
        ]
        return Counter(
            re.sub(r"'[^']*'", "''", text[start:stop]) for text in texts for start, stop in tag_spans(text)[0]
        )

    assert tags("id") == tags("en")


def test_the_language_of_each_is_marked() -> None:
    for language, locale in (("id", "id-ID"), ("en", "en-GB")):
        for name in SHIPPED:
            with ZipFile(TEMPLATES / f"{name}.{language}.docx") as packed:
                assert f'<w:lang w:val="{locale}"' in packed.read("word/styles.xml").decode()
                assert f'<w:themeFontLang w:val="{locale}"' in packed.read("word/settings.xml").decode()
                assert f"<dc:language>{locale}<" in packed.read("docProps/core.xml").decode()


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.name)
def test_pages_are_a4_and_styles_are_known(path: Path) -> None:
    told = parts(path)
    sizes = [{size.get(f"{W}w"), size.get(f"{W}h")} for size in told["word/document.xml"].iter(f"{W}pgSz")]
    assert sizes
    assert all(size == {"11906", "16838"} for size in sizes)
    known = {style.get(f"{W}styleId") for style in told["word/styles.xml"].iter(f"{W}style")}
    used = {
        element.get(f"{W}val")
        for part in told.values()
        for element in part.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
    }
    assert used <= known


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.name)
def test_tables_have_names_and_repeat_their_heads(path: Path) -> None:
    """Of a list the first row is repeated on each page; what only sets things side by side has no name."""
    for table in parts(path)["word/document.xml"].iter(f"{W}tbl"):
        style = table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val")
        rows = table.findall(f"{W}tr")
        heads = [row for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None]
        assert heads == (rows[:1] if style in {"DossierTable", "LetterTable"} else [])
        assert (table.find(f"{W}tblPr/{W}tblCaption") is not None) or style in {"Layout", "LetterLayout"}
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


# --- what comes out -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_is_wrong_with_the_files(built: dict[tuple[str, str, str], Path]) -> None:
    audit = pytest.importorskip("openxml_audit")
    for file in [*sorted(TEMPLATES.glob("*.docx")), *built.values()]:
        assert [str(error) for error in audit.OpenXmlValidator().validate(str(file)).errors] == [], file.name


def lines(file: Path) -> list[str]:
    """The text of a document: a line for each paragraph, with its style; cells of tables are indented."""
    with ZipFile(file) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
        properties = etree.fromstring(packed.read("docProps/core.xml"))
    told = [f"{etree.QName(element).localname}: {element.text}" for element in properties]
    for paragraph in body.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "Normal" if style is None else style.get(f"{W}val", "")
        signs = {
            f"{W}t": "",
            f"{W}tab": "→",
            f"{W}br": "¶",
            f"{W}instrText": "",
            f"{W}footnoteReference": "†",
        }
        marks = (f"{W}tab", f"{W}br")
        pieces = [
            element.text or ""
            if element.tag == f"{W}t"
            else (
                f"«{(element.text or '').split()[0]}»"
                if element.tag == f"{W}instrText"
                else signs[element.tag]
            )
            for element in paragraph.iter(*signs)
            if element.tag not in marks or element.getparent().tag == f"{W}r"
        ]
        drawn = "".join(
            f"«{drawing.get('descr')}»" for drawing in paragraph.iter() if drawing.tag.endswith("}docPr")
        )
        depth = "  " * sum(1 for _ in paragraph.iterancestors(f"{W}tc"))
        if text := "".join(pieces) + drawn:
            told.append(f"{depth}[{name}] {text}")
    return told


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_reads_as_it_did(
    name: str, language: str, built: dict[tuple[str, str, str], Path], golden: Golden
) -> None:
    written = "\n".join(lines(built["contoh", name, language])) + "\n"
    golden(GOLDEN / f"{name}.{language}.txt", written)


def test_a_draft_is_marked_on_every_page(built: dict[tuple[str, str, str], Path]) -> None:
    for (dossier, _, language), file in built.items():
        word = {"id": "DRAF", "en": "DRAFT"}[language]
        with ZipFile(file) as packed:
            heads = [
                packed.read(part).decode() for part in packed.namelist() if part.startswith("word/header")
            ]
        assert heads
        assert all((f'string="{word}"' in head) == (dossier == "tanjungpinang") for head in heads)


def test_no_table_is_empty_and_no_cell_without_a_paragraph(built: dict[tuple[str, str, str], Path]) -> None:
    for file in built.values():
        with ZipFile(file) as packed:
            body = etree.fromstring(packed.read("word/document.xml"))
        for table in body.iter(f"{W}tbl"):
            rows = table.findall(f"{W}tr")
            heads = [row for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None]
            assert len(rows) > len(heads), file.name
            assert all(row[-1].tag == f"{W}tc" for row in rows)
        assert all(cell[-1].tag == f"{W}p" for cell in body.iter(f"{W}tc"))
        for table in body.iter(f"{W}tbl"):
            following = table.getnext()
            assert following is not None
            assert following.tag != f"{W}tbl", "Word would make one table of two"


def test_what_the_contents_lead_to_is_there(built: dict[tuple[str, str, str], Path]) -> None:
    for file in built.values():
        with ZipFile(file) as packed:
            body = etree.fromstring(packed.read("word/document.xml"))
        marks = [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]
        assert len(marks) == len(set(marks))
        asked = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")} - {None}
        asked |= {
            code.text.split()[1]
            for code in body.iter(f"{W}instrText")
            if code.text.strip().startswith("PAGEREF")
        }
        assert asked <= set(marks)


@pytest.mark.slow
@pytest.mark.parametrize("part", [["--dimension", "smart-living"], ["--assessor", "kelembagaan"]])
def test_a_part_of_the_dossier_has_its_own_chapters(part: list[str], tmp_path: Path) -> None:
    file = tmp_path / "part.docx"
    assert cli.run(["--lang", "en", *MADE_OF["contoh"], *part, "--output", str(file)]) == 0
    chapters = [line.removeprefix("[Heading1] ") for line in lines(file) if line.startswith("[Heading1] ")]
    assert ("Budget" in chapters) == (part[0] == "--assessor")
    assert ("Dimensions and Programs" in chapters) == (part[0] == "--dimension")


def test_a_dossier_of_which_nothing_is_known_has_sentences(tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    folder.mkdir()
    (folder / "dossier.yaml").write_text(
        "dossier:\n  city: {name: Kota Uji, cohort: reguler}\n  year: 2023\n  stage: tahap-2\n"
        "  instrument: kominfo-2023-reguler\n  language: id\n",
        encoding="utf-8",
    )
    for name in NAMES:
        file = tmp_path / f"{name}.docx"
        options = ["--template", name, "--as-of", "2023-11-01", "--draft", "--output", str(file)]
        assert cli.run(["--lang", "id", "build", str(folder), *options]) == 0
    told = lines(tmp_path / "laporan.docx")
    assert "[Normal] Anggaran kota cerdas belum dicatat." in told
    assert "[Normal] Belum ada dokumen yang dicatat." in told


# --- pages ------------------------------------------------------------------------------------------------


@needs_libreoffice
def test_the_report_has_its_pages_and_the_contents_their_numbers(tmp_path: Path) -> None:
    pages = as_pdf(tmp_path, "contoh", "laporan")
    assert len(pages) in range(45, 60)
    assert all(
        f"Halaman {number} dari {len(pages)}" in text for number, text in enumerate(pages[1:], start=2)
    )
    assert "Halaman" not in pages[0]
    start = next(number for number, text in enumerate(pages) if "Daftar Isi" in text)
    contents = "\n".join(pages[start : start + 2])  # where it is not long, it begins below the foreword
    numbers = re.findall(r"^(?:[\d.]+ )?(\S.*?) ?\.{3,} ?(\d+)$", contents, re.MULTILINE)
    assert len(numbers) > 25
    for title, number in numbers:
        assert title in pages[int(number) - 1], f"{title} is not on page {number}"


@needs_libreoffice
def test_a_draft_begins_with_what_is_missing(tmp_path: Path) -> None:
    pages = as_pdf(tmp_path, "tanjungpinang", "laporan")
    assert len(pages) in range(16, 24)
    assert "Yang Belum Lengkap" in pages[1]
    assert all("DRAF – belum untuk diserahkan" in text for text in pages)


@needs_libreoffice
@pytest.mark.parametrize("dossier", MADE_OF)
def test_the_summary_is_one_page(dossier: str, tmp_path: Path) -> None:
    assert len(as_pdf(tmp_path, dossier, "ringkasan")) == 1


@needs_libreoffice
def test_the_summary_is_one_page_with_the_longest_names_too(tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    folder.mkdir()
    long = "Dinas Pemberdayaan Masyarakat dan Desa, Perempuan, Perlindungan Anak, dan Keluarga Berencana"
    dimensions = ("governance", "branding", "economy", "living", "society", "environment")
    agencies = "".join(f"  - {{id: opd-{n}, name: '{long} {n}'}}\n" for n in range(12))
    programs = "".join(
        f"  - {{id: program-{n}, name: 'Sistem Informasi {long} {n}', dimension: smart-{dimensions[n % 6]},"
        f" agency: opd-{n}, quick_win: ya}}\n"
        for n in range(12)
    )
    (folder / "dossier.yaml").write_text(
        "dossier:\n  city: {name: Kabupaten Administrasi Kepulauan Nusantara Jaya Raya Uji, cohort: reguler}\n"
        "  year: 2023\n  stage: tahap-2\n  instrument: kominfo-2023-reguler\n  language: id\n"
        "  coordinator: {agency: opd-0}\n  deadline: 2023-11-10\nevaluation:\n  date: 2023-11-14\n"
        f"agencies:\n{agencies}programs:\n{programs}",
        encoding="utf-8",
    )
    file = tmp_path / "summary.pdf"
    options = ["--template", "ringkasan", "--format", "pdf", "--as-of", "2023-11-01", "--draft"]
    for language in LANGUAGES:
        assert cli.run(["--lang", language, "build", str(folder), *options, "--output", str(file)]) == 0
        assert len(pypdf.PdfReader(file).pages) == 1


@needs_libreoffice
def test_a_sheet_is_one_page_where_its_content_allows(tmp_path: Path) -> None:
    assert len(as_pdf(tmp_path, "tanjungpinang", "quick-win", "--program", "open-data")) == 1
    assert len(as_pdf(tmp_path, "contoh", "quick-win", "--program", "siaga-warga")) == 1
