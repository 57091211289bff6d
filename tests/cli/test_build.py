"""`build` and `templates`, as people use them."""

from __future__ import annotations

import hashlib
import shutil
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import ZipFile

import docx
import pytest

from kotacerdas import cli, resources
from kotacerdas.deliverables import pdf
from tests.conftest import ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONTOH = ROOT / "dossiers" / "contoh"
SMALL = """
dossier:
  city: {name: Kota Uji}
  year: 2023
  instrument: kominfo-2023-reguler
  language: id
evaluation:
  assessors:
    - name: Ani
      fields: [smart-living]
    - fields: [kelembagaan]
agencies:
  - {id: diskominfo, name: Dinas Komunikasi dan Informatika, short_name: Diskominfo}
programs:
  - {id: satu, name: Program Satu, dimension: smart-living, agency: diskominfo, quick_win: ya}
  - {id: dua, name: Program Dua, dimension: smart-economy, agency: diskominfo, quick_win: ya}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, beside the dossier."""
    place = tmp_path / "kerja"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "dosir"
    folder.mkdir()
    (folder / "dosir.yaml").write_text(SMALL, encoding="utf-8")
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def _run(*arguments: object) -> tuple[int, str, str]:
        status = cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return _run


def words_of(path: Path) -> str:
    """All text of a Word file, headers included."""
    document = docx.Document(str(path))
    parts = [document.element.body, *(s.header._element for s in document.sections)]  # noqa: SLF001
    return "\n".join("".join(t.text or "" for t in part.iter(f"{W}t")) for part in parts)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def template(*paragraphs: str, tables: tuple[tuple[tuple[str, ...], ...], ...] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    made = BytesIO()
    document.save(made)
    return made.getvalue()


# --- what is built -------------------------------------------------------------------------------


def test_two_dossiers_of_a_city_and_year_are_two_files(
    small: Path, here: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    shutil.copytree(small, here / "salinan")
    status, out, _ = run("build", "--draft", "--format", "md", small, here / "salinan", "-o", here)
    assert status == 0
    assert len(out.splitlines()) == len(list(here.glob("*.md"))) == 2
    assert [path.name for path in sorted(here.glob("*.md"))] == [
        "laporan-kota-uji-2023-draf-2.md",
        "laporan-kota-uji-2023-draf.md",
    ]


def test_a_folder_that_is_not_there_is_told_for_pdf_too(
    small: Path, here: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "libreoffice", lambda: "soffice")
    status, out, err = run("build", "--draft", "--format", "pdf", small, "-o", here / "tidak-ada" / "x.pdf")
    assert (status, out) == (2, "")
    assert "x.pdf" in err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["laporan", "ringkasan", "quick-win"])
@pytest.mark.parametrize("format_", ["docx", "md"])
def test_every_template_is_built_twice_with_the_same_bytes(
    name: str, format_: str, here: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    digests = []
    for number in (1, 2):
        arguments = ["--template", name, "--format", format_, "--output", f"{number}.{format_}"]
        status, out, err = run("--lang", "en", "build", CONTOH, "--as-of", "2023-11-01", *arguments)
        assert (status, out, err) == (0, f"Written: {number}.{format_}\n", "")
        digests.append(hashlib.sha256((here / f"{number}.{format_}").read_bytes()).hexdigest())
    assert digests[0] == digests[1]
    assert "2023-11-01" not in digests


def test_a_dossier_is_built_in_its_own_language(
    here: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOTACERDAS_LANG", "en")
    build = ("build", CONTOH, "--as-of", "2023-11-01", "--template", "ringkasan", "--format", "md")
    assert run(*build, "--output", "a.md")[:2] == (0, "Written: a.md\n")
    assert run("--lang", "en", *build, "--output", "b.md")[0] == 0
    assert "Ringkasan" in (here / "a.md").read_text(encoding="utf-8").splitlines()[0]
    assert "Readiness" in (here / "b.md").read_text(encoding="utf-8").splitlines()[0]


def test_the_file_is_named_after_what_it_holds(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    build = ("--lang", "id", "build", small, "--draft", "--format", "md")
    assert run(*build)[0] == 0
    assert run(*build, "--template", "quick-win", "--program", "satu")[0] == 0
    assert run(*build, "--assessor", "Ani")[0] == 0
    names = {path.name for path in here.iterdir()}
    assert names == {
        "laporan-kota-uji-2023-draf.md",
        "quick-win-kota-uji-2023-satu-draf.md",
        "laporan-kota-uji-2023-ani-draf.md",
    }


def test_inside_the_dossier_the_file_goes_where_it_is_no_evidence(
    small: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small)
    assert run("build", "--draft", "--format", "md")[0] == 0
    assert [path.name for path in (small / "output").iterdir()] == ["laporan-kota-uji-2023-draf.md"]
    assert "KC309" not in run("validate", ".")[1]


def test_several_dossiers_go_into_a_folder(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    build = ("build", small, TANJUNGPINANG, "--draft", "--format", "md")
    status, _, err = run(*build, "--output", "satu.md")
    assert (status, err.count("satu.md")) == (2, 1)
    (here / "hasil").mkdir()
    assert run(*build, "--output", "hasil")[0] == 0
    assert len(list((here / "hasil").iterdir())) == 2


@pytest.mark.slow
def test_a_part_holds_nothing_of_another(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    build = ("build", small, "--draft", "--format", "md", "--output", "x.md")
    for choice in (("--dimension", "smart-living"), ("--assessor", "ani"), ("--program", "satu")):
        assert run(*build, *choice)[0] == 0
        text = (here / "x.md").read_text(encoding="utf-8")
        assert "Program Satu" in text
        assert "Program Dua" not in text
    assert run(*build, "--assessor", "kelembagaan")[0] == 0
    assert "Program Satu" not in (here / "x.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "choice",
    [
        ("--dimension", "smart-livin"),
        ("--program", "tiga"),
        ("--assessor", "Budi"),
        ("--template", "laporn"),
        ("--format", "odt"),
        ("--as-of", "kemarin"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(
    choice: tuple[str, str], here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    status, out, err = run("--lang", "en", "build", small, "--draft", *choice)
    assert (status, out) == (2, "")
    assert err.startswith("kotacerdas: ")
    assert list(here.iterdir()) == []


# --- drafts --------------------------------------------------------------------------------------


def test_a_dossier_with_errors_is_refused_and_tells_what_is_missing(
    here: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    status, out, err = run("--lang", "en", "build", TANJUNGPINANG, "--as-of", "2023-11-14")
    assert (status, out) == (1, "")
    assert "What to fetch first" in err
    assert "--draft" in err
    assert list(here.iterdir()) == []


@pytest.mark.slow
def test_a_draft_says_so_on_every_page(here: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    build = ("--lang", "id", "build", "--as-of", "2023-11-01", "--output", "x.docx")
    assert run(*build, TANJUNGPINANG, "--draft")[0] == 0
    document = docx.Document(str(here / "x.docx"))
    headers = [s.header for s in document.sections]
    headers += [s.first_page_header for s in document.sections if s.different_first_page_header_footer]
    assert headers
    for header in headers:
        words = "".join(header._element.itertext())  # noqa: SLF001
        mark = "".join(header._element.xpath("//@string"))  # noqa: SLF001 - of the watermark
        assert "draf" in f"{words}{mark}".lower()
    assert run(*build, CONTOH)[0] == 0
    assert "DRAF" not in words_of(here / "x.docx")


@pytest.mark.usefixtures("here")
def test_only_the_part_that_is_built_must_be_complete(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    for name in ("contoh", "contoh-2022"):
        shutil.copytree(ROOT / "dossiers" / name, tmp_path / name)
    folder = tmp_path / "contoh"
    papers = folder / "bukti" / "dispar"
    min(papers.glob("*gerbang-wisata*")).unlink()
    build = ("build", folder, "--as-of", "2023-11-01", "--format", "md", "--output", "x.md")
    assert run(*build)[0] == 1
    assert run(*build, "--dimension", "smart-living")[0] == 0


# --- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["~$x.docx", "~$docx", ".~lock.x.docx#"])
def test_a_file_that_is_open_elsewhere_is_left_alone(
    mark: str, here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    (here / "x.docx").write_bytes(b"lama")
    (here / mark).write_bytes(b"")
    status, _, err = run("--lang", "en", "build", small, "--draft", "--output", "x.docx")
    assert status == 2
    assert mark in err
    assert (here / "x.docx").read_bytes() == b"lama"


def test_a_broken_template_leaves_the_old_file(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    (here / "x.docx").write_bytes(b"lama")
    (here / "t.docx").write_bytes(template("{{ city.nama }}"))
    status, out, err = run(
        "--lang", "en", "build", small, "--draft", "--template", "t.docx", "--output", "x.docx"
    )
    assert (status, out) == (2, "")
    assert 'a City has no "nama". Did you mean "name"?' in err
    assert (here / "x.docx").read_bytes() == b"lama"
    assert sorted(path.name for path in here.iterdir()) == ["t.docx", "x.docx"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("format_", "name"),
    [("docx", "a.pdf"), ("docx", "a.md"), ("docx", "hasil"), ("md", "a.docx"), ("pdf", "a")],
)
def test_a_name_that_tells_another_format_is_refused(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]], format_: str, name: str
) -> None:
    """Else a Word file would be called a.pdf, and a folder that was only meant would be a file."""
    status, _, err = run("--lang", "en", "build", small, "--draft", "--format", format_, "--output", name)
    assert (status, f'"{name}" does not end in .{format_}' in err) == (2, True)
    assert not list(here.iterdir())


def test_templates_need_a_folder_that_is_there(here: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    for command in (("copy", "laporan"), ("list",)):
        status, _, err = run("--lang", "en", "templates", *command, "kota-snada")
        assert (status, err) == (2, 'kotacerdas: There is no folder "kota-snada".\n')
    status, _, err = run("--lang", "en", "templates", "check", "hilang.docx")
    assert (status, "there is no such file" in err) == (2, True)
    for command in (("copy", "laporan"), ("list",), ("check",)):
        status, _, err = run("--lang", "en", "templates", *command, "x" * 300)
        assert (status, "the name is too long" in err) == (2, True)
    assert not list(here.iterdir())


def test_nothing_is_written_over_a_supporting_document(
    small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    (small / "bukti.docx").write_bytes(template("isi"))
    entry = "documents:\n  - {id: sop, type: sop, title: SOP, file: bukti.docx, supports: [satu]}\n"
    (small / "dok.yaml").write_text(entry, encoding="utf-8")
    before = (small / "bukti.docx").read_bytes()
    assert run("build", small, "--draft", "--output", small / "bukti.docx")[0] == 2
    assert (small / "bukti.docx").read_bytes() == before


def test_links_lead_from_where_the_file_lies(here: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    (here / "dalam").mkdir()
    arguments = ("--template", "quick-win", "--program", "suara-warga", "--format", "docx")
    where = here / "dalam" / "x.docx"
    assert run("build", CONTOH, "--as-of", "2023-11-01", *arguments, "--output", where)[0] == 0
    relations = docx.Document(str(where)).part.rels.values()
    targets = [r.target_ref for r in relations if r.is_external and "://" not in r.target_ref]
    assert len(targets) > 5
    assert all((where.parent / unquote(target)).is_file() for target in targets)


def test_pdf_without_libreoffice_tells_how_to_get_it(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(here))
    monkeypatch.setattr("kotacerdas.deliverables.pdf._ELSEWHERE", ())
    status, _, err = run("--lang", "en", "build", small, "--draft", "--format", "pdf")
    assert status == 2
    assert "libreoffice.org" in err
    assert list(here.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_pdf_is_the_same_twice(here: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    build = ("build", CONTOH, "--as-of", "2023-11-01", "--template", "ringkasan", "--format", "pdf")
    assert run(*build, "--output", "a.pdf")[0] == run(*build, "--output", "b.pdf")[0] == 0
    assert (here / "a.pdf").read_bytes() == (here / "b.pdf").read_bytes()
    assert sorted(path.name for path in here.iterdir()) == ["a.pdf", "b.pdf"]


# --- templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", resources.templates(), ids=lambda path: path.name)
def test_the_shipped_templates_have_no_mistake(path: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    assert run("--lang", "en", "templates", "check", path) == (
        0,
        f"{path.as_posix()}: no mistake found\n",
        "",
    )


def test_a_mistake_in_table_3_row_2_says_so(here: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    good = (("Nama", "{{ city.name }}"), ("Tahun", "{{ year }}"))
    bad = (("Nama", "Status"), ("{%tr for p in programs %}", ""), ("{{ p.nmae }}", "{{ p.status_name }}"))
    bad = (
        *bad[:1],
        ("{{ city.nmae }}", "x"),
        *bad[1:2],
        ("{{ p.name }}", "{{ p.status }"),
        ("{%tr endfor %}", ""),
    )
    (here / "t.docx").write_bytes(template("{% if year %}", tables=(good, good, bad)))
    status, out, err = run("--lang", "en", "templates", "check", "t.docx")
    assert (status, err) == (1, "")
    assert 'document body, table 3, row 2, column 1, at "{{ city.nmae }}": a City has no "nmae".' in out
    assert "document body, table 3, row 4, column 2" in out
    assert '"if" is opened here and never closed' in out
    status, out, err = run("--lang", "id", "templates", "check", "t.docx")
    assert 'isi dokumen, tabel 3, baris 2, kolom 1, pada "{{ city.nmae }}"' in out


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_mistake_in_markdown_tells_its_line(
    language: str, here: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    (here / "t.md.j2").write_text("# {{ city.name }}\n\n{{ yaer }}\n{% for x in y %}\n", encoding="utf-8")
    status, out, _ = run("--lang", language, "templates", "check", "t.md.j2")
    assert status == 1
    assert " 4" in out
    (here / "t.md.j2").write_text("# {{ city.name }}\n\n{{ yaer }}\n", encoding="utf-8")
    status, out, _ = run("--lang", language, "templates", "check", "t.md.j2")
    assert status == 1
    assert "year" in out


def test_a_copied_template_comes_before_the_shipped_one(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    assert run("templates", "copy", "ringkasan", small, "--format", "md")[0] == 0
    copied = small / "templates" / "ringkasan.id.md.j2"
    assert copied.read_bytes() == (ROOT / "templates" / copied.name).read_bytes()
    assert run("templates", "copy", "ringkasan", small)[0] == 2  # it would be overwritten
    copied.write_text("Milik {{ city.name }}\n", encoding="utf-8")
    assert run("--lang", "en", "templates", "list", small)[1].startswith(
        "ringkasan   id  md    of the dossier\n"
    )
    build = ("build", small, "--draft", "--template", "ringkasan", "--format", "md", "--output", "x.md")
    assert run(*build)[0] == 0
    assert (here / "x.md").read_text(encoding="utf-8") == "Milik Kota Uji\n"


def test_a_template_of_the_citys_own_needs_no_language(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    (small / "templates").mkdir()
    (small / "templates" / "undangan.docx").write_bytes(template("Kepada {{ city.name }}"))
    assert run("build", small, "--draft", "--template", "undangan", "--output", "x.docx")[0] == 0
    assert words_of(here / "x.docx").strip() == "Kepada Kota Uji"


def test_a_template_in_another_format_is_named_with_it(
    here: Path, small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    (small / "templates").mkdir()
    (small / "templates" / "undangan.docx").write_bytes(template("Kepada {{ city.name }}"))
    build = ("--lang", "en", "build", small, "--draft", "--template")
    status, _, err = run(*build, "undangan", "--format", "md")
    assert (status, "--format docx" in err) == (2, True)
    for name in ("tiada.docx", f"{'x' * 300}.docx"):
        status, _, err = run(*build, name)
        assert status == 2
        assert err.startswith("kotacerdas: ")
    assert list(here.iterdir()) == []


def test_macros_and_foreign_files_are_refused(here: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    made = BytesIO(template("x"))
    with ZipFile(made, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    (here / "makro.docx").write_bytes(made.getvalue())
    (here / "teks.docx").write_bytes(b"bukan Word")
    status, out, _ = run("--lang", "en", "templates", "check", "makro.docx", "teks.docx")
    assert status == 1
    assert "macros" in out
    assert "no Word document" in out
    assert run("templates", "check", "makro.docm")[0] == 2
    assert run("templates", "check", "tiada.docx")[0] == 2


def test_help_is_there_in_both_languages(run: Callable[..., tuple[int, str, str]]) -> None:
    for command in (("build",), ("templates",), ("templates", "copy"), ("templates", "check")):
        said = {language: run("--lang", language, *command, "--help")[1] for language in ("en", "id")}
        assert said["en"] != said["id"]
