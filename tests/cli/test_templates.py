"""`templates list`, `copy` and `check`, as people use them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from kotacerdas import resources
from tests.cli.conftest import template, words_of
from tests.conftest import ROOT, STAMP

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Here

CONTOH = ROOT / "dossiers" / "contoh"


@pytest.mark.parametrize("path", resources.templates(), ids=lambda path: path.name)
def test_the_shipped_templates_have_no_mistake(path: Path, here: Here) -> None:
    assert here("--lang", "en", "templates", "check", path) == (
        0,
        f"{path.as_posix()}: no mistake found\n",
        "",
    )


def test_a_mistake_in_table_3_row_2_says_so(empty: Path, here: Here) -> None:
    good = (("Nama", "{{ city.name }}"), ("Tahun", "{{ year }}"))
    bad = (("Nama", "Status"), ("{%tr for p in programs %}", ""), ("{{ p.nmae }}", "{{ p.status_name }}"))
    bad = (
        *bad[:1],
        ("{{ city.nmae }}", "x"),
        *bad[1:2],
        ("{{ p.name }}", "{{ p.status }"),
        ("{%tr endfor %}", ""),
    )
    (empty / "t.docx").write_bytes(template("{% if year %}", tables=(good, good, bad)))
    status, out, err = here("--lang", "en", "templates", "check", "t.docx")
    assert (status, err) == (1, "")
    assert 'document body, table 3, row 2, column 1, at "{{ city.nmae }}": this City has no "nmae".' in out
    assert "document body, table 3, row 4, column 2" in out
    assert '"if" is opened here and never closed' in out
    status, out, err = here("--lang", "id", "templates", "check", "t.docx")
    assert 'isi dokumen, tabel 3, baris 2, kolom 1, pada "{{ city.nmae }}"' in out


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_mistake_in_markdown_tells_its_line(language: str, empty: Path, here: Here) -> None:
    (empty / "t.md.j2").write_text("# {{ city.name }}\n\n{{ yaer }}\n{% for x in y %}\n", encoding="utf-8")
    status, out, _ = here("--lang", language, "templates", "check", "t.md.j2")
    assert status == 1
    assert " 4" in out
    (empty / "t.md.j2").write_text("# {{ city.name }}\n\n{{ yaer }}\n", encoding="utf-8")
    status, out, _ = here("--lang", language, "templates", "check", "t.md.j2")
    assert status == 1
    assert "year" in out


def test_of_very_many_mistakes_the_first_are_told(empty: Path, here: Here) -> None:
    (empty / "t.md.j2").write_text("{{ city.name|x }}\n" * 350, encoding="utf-8")
    status, out, _ = here("--lang", "en", "templates", "check", "t.md.j2")
    assert (status, out.count("line "), out.splitlines()[-1]) == (1, 100, "  and 250 more")


def test_a_copied_template_comes_before_the_shipped_one(empty: Path, small: Path, here: Here) -> None:
    assert here("templates", "copy", "ringkasan", small, "--format", "md")[0] == 0
    copied = small / "templates" / "ringkasan.id.md.j2"
    assert copied.read_bytes() == (ROOT / "templates" / copied.name).read_bytes()
    assert here("templates", "copy", "ringkasan", small)[0] == 2  # it would be overwritten
    copied.write_text("Milik {{ city.name }}\n", encoding="utf-8")
    first = here("--lang", "en", "templates", "list", small)[1].splitlines()[0]
    assert " ".join(first.split()) == "ringkasan id md of the dossier"
    build = ("build", small, "--draft", "--template", "ringkasan", "--format", "md", "--output", "x.md")
    assert here(*build)[0] == 0
    assert STAMP.sub("", (empty / "x.md").read_text(encoding="utf-8")) == "Milik Kota Uji\n"


def test_a_template_of_the_citys_own_needs_no_language(empty: Path, small: Path, here: Here) -> None:
    (small / "templates").mkdir()
    (small / "templates" / "undangan.docx").write_bytes(template("Kepada {{ city.name }}"))
    assert here("build", small, "--draft", "--template", "undangan", "--output", "x.docx")[0] == 0
    assert words_of(empty / "x.docx").strip() == "Kepada Kota Uji"


def test_build_refuses_all_that_check_finds_reached_or_not(small: Path, here: Here) -> None:
    (small / "templates").mkdir()
    file = small / "templates" / "undangan.docx"
    file.write_bytes(template("{% if false %}{{ city.nama }}{% endif %}{{ yaer }}"))
    status, out, _ = here("--lang", "en", "templates", "check", file)
    assert (status, out.count("Did you mean")) == (1, 2)
    status, _, err = here("--lang", "en", "build", small, "--draft", "--template", "undangan")
    assert (status, err.count("Did you mean")) == (2, 2)


def test_a_letterhead_beside_the_template_is_put_in(empty: Path, small: Path, here: Here) -> None:
    (small / "templates").mkdir()
    (small / "templates" / "undangan.docx").write_bytes(template("{{p subdocument('kop.docx') }}"))
    build = ("--lang", "en", "build", small, "--draft", "--template", "undangan", "--output", "x.docx")
    status, _, err = here(*build)
    assert (status, 'no Word file "kop.docx" beside this template' in " ".join(err.split())) == (2, True)
    (small / "templates" / "kop.docx").write_bytes(template("PEMERINTAH KOTA UJI"))
    assert here(*build)[0] == 0
    assert words_of(empty / "x.docx").strip() == "PEMERINTAH KOTA UJI"


def test_a_template_in_another_format_is_named_with_it(empty: Path, small: Path, here: Here) -> None:
    (small / "templates").mkdir()
    (small / "templates" / "undangan.docx").write_bytes(template("Kepada {{ city.name }}"))
    build = ("--lang", "en", "build", small, "--draft", "--template")
    status, _, err = here(*build, "undangan", "--format", "md")
    assert (status, "--format docx" in err) == (2, True)
    for name in ("tiada.docx", f"{'x' * 300}.docx"):
        status, _, err = here(*build, name)
        assert status == 2
        assert err.startswith("kotacerdas: ")
    assert list(empty.iterdir()) == []


def test_a_file_of_word_is_opened_as_what_it_is(empty: Path, small: Path, here: Here) -> None:
    """Its path says where it is; a .dotx serves by its name, too."""
    content = template("Kota {{ city.name }}")
    types = b"wordprocessingml.document.main+xml"
    with ZipFile(BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        types, types.replace(b"document", b"template")
    )
    made = BytesIO()
    with ZipFile(made, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    (small / "templates").mkdir(exist_ok=True)
    (small / "templates" / "undangan.dotx").write_bytes(made.getvalue())
    (empty / "x.dotx").write_bytes(made.getvalue())
    (empty / "x.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    for name in ("undangan", "x.dotx"):
        assert here("build", small, "--draft", "--template", name, "-o", f"{name}.docx")[0] == 0
        assert words_of(empty / f"{name}.docx") == "Kota Kota Uji\n"
    assert here("--lang", "en", "templates", "check", "x.dotx")[0] == 0
    status, _, err = here("--lang", "en", "build", small, "--draft", "--template", "x.doc", "-o", "y.docx")
    assert status == 2
    assert "an old Word file (.doc)" in err


@pytest.mark.usefixtures("empty")
def test_what_is_left_out_of_a_template_is_told(small: Path, here: Here) -> None:
    path = ROOT / "tests" / "data" / "templates" / "attached-normal.docx"
    status, out, err = here("--lang", "en", "templates", "check", path)
    assert (status, out) == (0, f"{path.as_posix()}: no mistake found\n")
    assert err.startswith('kotacerdas: The template "Normal.dotm" that Word attached to\n')
    status, _, err = here("--lang", "id", "build", small, "--draft", "--template", path, "-o", "x.docx")
    assert status == 0
    assert 'Templat "Normal.dotm" yang dilampirkan Word' in err


def test_macros_and_foreign_files_are_refused(empty: Path, here: Here) -> None:
    made = BytesIO(template("x"))
    with ZipFile(made, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    (empty / "makro.docx").write_bytes(made.getvalue())
    (empty / "teks.docx").write_bytes(b"bukan Word")
    status, out, _ = here("--lang", "en", "templates", "check", "makro.docx", "teks.docx")
    assert status == 1
    assert "macros" in out
    assert "no Word document" in out
    assert here("templates", "check", "makro.docm")[0] == 2
    assert here("templates", "check", "tiada.docx")[0] == 2


def test_help_is_there_in_both_languages(here: Here) -> None:
    for command in (("build",), ("templates",), ("templates", "copy"), ("templates", "check")):
        said = {language: here("--lang", language, *command, "--help")[1] for language in ("en", "id")}
        assert said["en"] != said["id"]


def test_templates_need_a_folder_that_is_there(empty: Path, here: Here) -> None:
    for command in (("copy", "laporan"), ("list",)):
        status, _, err = here("--lang", "en", "templates", *command, "kota-snada")
        assert (status, err) == (2, 'kotacerdas: There is no folder "kota-snada".\n')
    status, _, err = here("--lang", "en", "templates", "check", "hilang.docx")
    assert (status, "there is no such file" in err) == (2, True)
    for command in (("copy", "laporan"), ("list",), ("check",)):
        status, _, err = here("--lang", "en", "templates", *command, "x" * 300 + ".docx")
        assert (status, "the name is too long" in err) == (2, True)
    assert not list(empty.iterdir())
