"""`build`, as people use it."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING
from urllib.parse import unquote

import docx
import pytest

from kotacerdas.deliverables import libreoffice
from tests.cli.conftest import template, words_of
from tests.conftest import ROOT, TANJUNGPINANG, needs_libreoffice

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Here

CONTOH = ROOT / "dossiers" / "contoh"


# --- what is built -------------------------------------------------------------------------------


def test_two_dossiers_of_a_city_and_year_are_two_files(small: Path, empty: Path, here: Here) -> None:
    shutil.copytree(small, empty / "salinan")
    status, out, _ = here("build", "--draft", "--format", "md", small, empty / "salinan", "-o", empty)
    assert status == 0
    assert len(out.splitlines()) == len(list(empty.glob("*.md"))) == 2
    assert [path.name for path in sorted(empty.glob("*.md"))] == [
        "laporan-kota-uji-2023-draf-2.md",
        "laporan-kota-uji-2023-draf.md",
    ]


def test_a_folder_that_is_not_there_is_told_for_pdf_too(
    small: Path, empty: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "libreoffice", lambda: "soffice")
    status, out, err = here("build", "--draft", "--format", "pdf", small, "-o", empty / "tidak-ada" / "x.pdf")
    assert (status, out) == (2, "")
    assert "x.pdf" in err


@pytest.mark.skipif(os.name == "nt", reason="the program that stands in for LibreOffice is a shell's")
@pytest.mark.parametrize("written", ["", "%PDF-1.7 half", "<html>%%EOF", "nothing"])
def test_what_is_no_pdf_is_no_success(
    written: str, small: Path, empty: Path, here: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "soffice"
    write = 'printf "%s" "$WRITTEN" > "$6/$(basename "$7" .docx).pdf"'
    program.write_text("#!/bin/sh\n" + ("exit 0\n" if written == "nothing" else f"{write}\n"))
    program.chmod(0o755)
    monkeypatch.setenv("WRITTEN", written)
    monkeypatch.setattr(libreoffice, "libreoffice", lambda: str(program))
    (empty / "x.pdf").write_bytes(b"old")
    status, out, err = here(
        "--lang", "en", "build", "--draft", "--format", "pdf", small, "-o", "x.pdf", "--overwrite"
    )
    assert (status, out) == (2, "")
    assert "LibreOffice did not make a PDF" in err
    assert {path.name: path.read_bytes() for path in empty.iterdir()} == {"x.pdf": b"old"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["laporan", "ringkasan", "quick-win"])
@pytest.mark.parametrize("format_", ["docx", "md"])
def test_every_template_is_built_twice_with_the_same_bytes(
    name: str, format_: str, empty: Path, here: Here
) -> None:
    digests = []
    for number in (1, 2):
        arguments = ["--template", name, "--format", format_, "--output", f"{number}.{format_}"]
        status, out, err = here("--lang", "en", "build", CONTOH, "--as-of", "2023-11-01", *arguments)
        assert (status, out, err) == (0, f"Written: {number}.{format_}\n", "")
        digests.append(hashlib.sha256((empty / f"{number}.{format_}").read_bytes()).hexdigest())
    assert digests[0] == digests[1]
    assert "2023-11-01" not in digests


def test_a_dossier_is_built_in_its_own_language(
    empty: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOTACERDAS_LANG", "en")
    build = ("build", CONTOH, "--as-of", "2023-11-01", "--template", "ringkasan", "--format", "md")
    assert here(*build, "--output", "a.md")[:2] == (0, "Written: a.md\n")
    assert here("--lang", "en", *build, "--output", "b.md")[0] == 0
    assert "Ringkasan" in (empty / "a.md").read_text(encoding="utf-8").splitlines()[0]
    assert "Readiness" in (empty / "b.md").read_text(encoding="utf-8").splitlines()[0]


def test_the_file_is_named_after_what_it_holds(empty: Path, small: Path, here: Here) -> None:
    build = ("--lang", "id", "build", small, "--draft", "--format", "md")
    assert here(*build)[0] == 0
    assert here(*build, "--template", "quick-win", "--program", "satu")[0] == 0
    assert here(*build, "--assessor", "Ani")[0] == 0
    names = {path.name for path in empty.iterdir()}
    assert names == {
        "laporan-kota-uji-2023-draf.md",
        "quick-win-kota-uji-2023-satu-draf.md",
        "laporan-kota-uji-2023-ani-draf.md",
    }


def test_inside_the_dossier_the_file_goes_where_it_is_no_evidence(
    small: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small)
    assert here("build", "--draft", "--format", "md")[0] == 0
    assert [path.name for path in (small / "output").iterdir()] == ["laporan-kota-uji-2023-draf.md"]
    assert "KC309" not in here("validate", ".")[1]


def test_several_dossiers_go_into_a_folder(empty: Path, small: Path, here: Here) -> None:
    build = ("build", small, TANJUNGPINANG, "--draft", "--format", "md")
    status, _, err = here(*build, "--output", "satu.md")
    assert (status, err.count("satu.md")) == (2, 1)
    (empty / "hasil").mkdir()
    assert here(*build, "--output", "hasil")[0] == 0
    assert len(list((empty / "hasil").iterdir())) == 2


@pytest.mark.slow
def test_a_part_holds_nothing_of_another(empty: Path, small: Path, here: Here) -> None:
    build = ("build", small, "--draft", "--format", "md", "--output", "x.md")
    for choice in (("--dimension", "smart-living"), ("--assessor", "ani"), ("--program", "satu")):
        assert here(*build, *choice)[0] == 0
        text = (empty / "x.md").read_text(encoding="utf-8")
        assert "Program Satu" in text
        assert text.count("Program Dua") == ("--assessor" in choice)  # all of them score all quick wins
    assert here(*build, "--assessor", "kelembagaan")[0] == 0
    assert (empty / "x.md").read_text(encoding="utf-8").count("Program Satu") == 1


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
    choice: tuple[str, str], empty: Path, small: Path, here: Here
) -> None:
    status, out, err = here("--lang", "en", "build", small, "--draft", *choice)
    assert (status, out) == (2, "")
    assert err.startswith("kotacerdas: ")
    assert list(empty.iterdir()) == []


# --- drafts --------------------------------------------------------------------------------------


def test_a_dossier_with_errors_is_refused_and_tells_what_is_missing(empty: Path, here: Here) -> None:
    status, out, err = here("--lang", "en", "build", TANJUNGPINANG, "--as-of", "2023-11-14")
    assert (status, out) == (1, "")
    assert "What to fetch first" in err
    assert "--draft" in err
    assert list(empty.iterdir()) == []


@pytest.mark.slow
def test_a_draft_says_so_on_every_page(empty: Path, here: Here) -> None:
    build = ("--lang", "id", "build", "--as-of", "2023-11-01", "--output", "x.docx")
    assert here(*build, TANJUNGPINANG, "--draft")[0] == 0
    document = docx.Document(str(empty / "x.docx"))
    headers = [s.header for s in document.sections]
    headers += [s.first_page_header for s in document.sections if s.different_first_page_header_footer]
    assert headers
    for header in headers:
        words = "".join(header._element.itertext())  # noqa: SLF001
        mark = "".join(header._element.xpath("//@string"))  # noqa: SLF001 - of the watermark
        assert "draf" in f"{words}{mark}".lower()
    assert here(*build, CONTOH)[0] == 0
    assert "DRAF" not in words_of(empty / "x.docx")


@pytest.mark.usefixtures("empty")
def test_only_the_part_that_is_built_must_be_complete(tmp_path: Path, here: Here) -> None:
    for name in ("contoh", "contoh-2022"):
        shutil.copytree(ROOT / "dossiers" / name, tmp_path / name)
    folder = tmp_path / "contoh"
    papers = folder / "bukti" / "dispar"
    min(papers.glob("*gerbang-wisata*")).unlink()
    build = ("build", folder, "--as-of", "2023-11-01", "--format", "md", "--output", "x.md")
    assert here(*build)[0] == 1
    assert here(*build, "--dimension", "smart-living")[0] == 0


# --- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["~$x.docx", "~$docx", ".~lock.x.docx#"])
def test_a_file_that_is_open_elsewhere_is_left_alone(mark: str, empty: Path, small: Path, here: Here) -> None:
    (empty / "x.docx").write_bytes(b"lama")
    (empty / mark).write_bytes(b"")
    status, _, err = here("--lang", "en", "build", small, "--draft", "--output", "x.docx")
    assert status == 2
    assert mark in err
    assert (empty / "x.docx").read_bytes() == b"lama"


def test_a_broken_template_leaves_the_old_file(empty: Path, small: Path, here: Here) -> None:
    (empty / "x.docx").write_bytes(b"lama")
    (empty / "t.docx").write_bytes(template("{{ city.nama }}"))
    status, out, err = here(
        "--lang", "en", "build", small, "--draft", "--template", "t.docx", "--output", "x.docx", "--overwrite"
    )
    assert (status, out) == (2, "")
    assert 'this City has no "nama". Did you mean "name"?' in err
    assert (empty / "x.docx").read_bytes() == b"lama"
    assert sorted(path.name for path in empty.iterdir()) == ["t.docx", "x.docx"]


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("format_", "name"),
    [("docx", "a.pdf"), ("docx", "a.md"), ("docx", "hasil"), ("md", "a.docx"), ("pdf", "a")],
)
def test_a_name_that_tells_another_format_is_refused(
    empty: Path, small: Path, here: Here, format_: str, name: str
) -> None:
    """Else a Word file would be called a.pdf, and a folder that was only meant would be a file."""
    status, _, err = here("--lang", "en", "build", small, "--draft", "--format", format_, "--output", name)
    assert (status, f'"{name}" does not end in .{format_}' in err) == (2, True)
    assert not list(empty.iterdir())


def test_nothing_is_written_over_a_supporting_document(small: Path, here: Here) -> None:
    (small / "bukti.docx").write_bytes(template("isi"))
    entry = "documents:\n  - {id: sop, type: sop, title: SOP, file: bukti.docx, supports: [satu]}\n"
    (small / "dok.yaml").write_text(entry, encoding="utf-8")
    before = (small / "bukti.docx").read_bytes()
    assert here("build", small, "--draft", "--output", small / "bukti.docx")[0] == 2
    assert (small / "bukti.docx").read_bytes() == before


def test_links_lead_from_where_the_file_lies(empty: Path, here: Here) -> None:
    (empty / "dalam").mkdir()
    arguments = ("--template", "quick-win", "--program", "suara-warga", "--format", "docx")
    where = empty / "dalam" / "x.docx"
    assert here("build", CONTOH, "--as-of", "2023-11-01", *arguments, "--output", where)[0] == 0
    relations = docx.Document(str(where)).part.rels.values()
    targets = [r.target_ref for r in relations if r.is_external and "://" not in r.target_ref]
    assert len(targets) > 5
    assert all((where.parent / unquote(target)).is_file() for target in targets)


def test_pdf_without_libreoffice_tells_how_to_get_it(
    empty: Path, small: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.setattr("kotacerdas.deliverables.libreoffice._ELSEWHERE", ())
    status, _, err = here("--lang", "en", "build", small, "--draft", "--format", "pdf")
    assert status == 2
    assert "libreoffice.org" in err
    assert list(empty.iterdir()) == []


@needs_libreoffice
def test_pdf_is_the_same_twice(empty: Path, here: Here) -> None:
    build = ("build", CONTOH, "--as-of", "2023-11-01", "--template", "ringkasan", "--format", "pdf")
    assert here(*build, "--output", "a.pdf")[0] == here(*build, "--output", "b.pdf")[0] == 0
    assert (empty / "a.pdf").read_bytes() == (empty / "b.pdf").read_bytes()
    assert sorted(path.name for path in empty.iterdir()) == ["a.pdf", "b.pdf"]
