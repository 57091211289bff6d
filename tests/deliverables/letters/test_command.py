"""The command that writes letters.

What they say stands in `golden/request`; after a change that is meant, write it anew with
`pytest --renew` and read the difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pypdf
import pytest
from lxml import etree

from kotacerdas.cli import options
from kotacerdas.deliverables import libreoffice
from kotacerdas.deliverables.letters import LETTERS
from tests.conftest import AS_OF, HEAD, STAMP, TANJUNGPINANG, needs_libreoffice
from tests.deliverables.letters.conftest import CONTOH, GOLDEN, LANGUAGES, LATER, LETTER, TWO, run
from tests.test_word_templates import W, lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Golden


# --- the whole command ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_in_markdown_reads_as_it_did(
    kind: str, language: str, tmp_path: Path, golden: Golden
) -> None:
    options = ("--letter", kind, "--format", "md", "--agency", "dlh", "--output", tmp_path)
    assert run("--lang", language, "request", TANJUNGPINANG, "--as-of", LATER, *options) == 0
    written = (tmp_path / f"{kind}-dlh.md").read_text(encoding="utf-8")
    golden(GOLDEN / f"{kind}.{language}.md", STAMP.sub("", written))


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_in_word_reads_as_it_did(kind: str, tmp_path: Path, golden: Golden) -> None:
    options = ("--letter", kind, "--agency", "dlh", "--output", tmp_path)
    assert run("request", TANJUNGPINANG, "--as-of", LATER, *options) == 0
    golden(GOLDEN / f"{kind}.id.txt", "\n".join(lines(tmp_path / f"{kind}-dlh.docx")) + "\n")


def test_a_letter_in_markdown_has_its_tables(tmp_path: Path) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    options = ("--format", "md", "--agency", "diskominfo", "--output", tmp_path)
    assert run("--lang", "id", "request", TANJUNGPINANG, "--as-of", LATER, *options) == 0
    source = (tmp_path / "nota-dinas-diskominfo.md").read_text(encoding="utf-8")
    parsed = [token.type for token in markdown_it.MarkdownIt("commonmark").enable("table").parse(source)]
    assert parsed.count("table_open") == 4  # the head, the papers, what to fill in, the requirements
    assert "{" not in source


def test_all_golden_files_are_used() -> None:
    names = {f"{kind}.{language}.md" for kind in LETTERS for language in LANGUAGES}
    assert {path.name for path in GOLDEN.iterdir()} == names | {f"{kind}.id.txt" for kind in LETTERS}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """All letters to Tanjungpinang's agencies, by kind and language."""
    folders = {}
    for kind in LETTERS:
        for language in LANGUAGES:
            folder = tmp_path_factory.mktemp(f"{kind}-{language}")
            options = ("--letter", kind, "--output", folder, "--as-of", LATER)
            assert run("--lang", language, "request", TANJUNGPINANG, *options) == 0
            folders[kind, language] = folder
    return folders


@pytest.mark.slow
def test_nothing_is_wrong_with_the_word_files(written: dict[tuple[str, str], Path]) -> None:
    audit = pytest.importorskip("openxml_audit")
    for folder in written.values():
        for agency in ("diskominfo", "dlh"):
            (file,) = folder.glob(f"*-{agency}.docx")
            assert [str(error) for error in audit.OpenXmlValidator().validate(str(file)).errors] == [], (
                file.name
            )


def test_a_head_of_a_table_is_repeated_and_the_signature_kept_together(
    written: dict[tuple[str, str], Path],
) -> None:
    with ZipFile(written["nota-dinas", "id"] / "nota-dinas-dlh.docx") as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
        styles = etree.fromstring(packed.read("word/styles.xml"))
        settings = packed.read("word/settings.xml").decode()
    heads = [row for row in body.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert len(heads) == 3
    for name in ("LetterClosing", "Signature"):
        (style,) = (s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == name)
        assert style.find(f"{W}pPr/{W}keepNext") is not None
    assert body.find(f".//{W}sectPr/{W}titlePg") is not None
    assert "updateFields" not in settings  # Word would ask about it


def test_two_runs_give_the_same_bytes(tmp_path: Path, written: dict[tuple[str, str], Path]) -> None:
    assert run("--lang", "id", "request", TANJUNGPINANG, "--as-of", LATER, "--output", tmp_path) == 0
    folder = written["nota-dinas", "id"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in folder.iterdir())
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes()


@needs_libreoffice
def test_seventeen_rows_fit_on_two_pages(written: dict[tuple[str, str], Path]) -> None:
    for (kind, language), agency, most in (
        (("nota-dinas", "id"), "diskominfo", 5),
        (("nota-dinas", "id"), "dlh", 2),
        (("surat", "en"), "dlh", 2),
    ):
        folder = written[kind, language]
        (folder / "pages.pdf").write_bytes(libreoffice.converted(folder / f"{kind}-{agency}.docx"))
        pages = [page.extract_text() for page in pypdf.PdfReader(folder / "pages.pdf").pages]
        assert 2 <= len(pages) <= most
        assert ("Dokumen yang perlu dikirim" if language == "id" else "Papers to send") in pages[0]
        assert not re.search(r"^\s*1\s*$", pages[0], re.MULTILINE)
        assert all(re.search(rf"^\s*{n}\s*$", text, re.MULTILINE) for n, text in enumerate(pages[1:], 2))


def test_the_example_owes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "letters"
    assert run("--lang", "en", "request", CONTOH, "--as-of", AS_OF, "--output", folder) == 0
    out = capsys.readouterr().out
    assert "There is no agency to write to." in out
    assert "There is nothing to ask for, so there is no letter: Diskominfo," in out
    assert not folder.exists()


def test_what_the_dossier_leaves_open_is_told(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*options: str, **files: str) -> str:
        folder = make({f"{name}.yaml": text for name, text in files.items()}, head="a" not in files)
        assert run("--lang", "en", "request", folder, *options, "--output", tmp_path / "out") == 0
        return " ".join(capsys.readouterr().err.split())

    bare = told("--letter", "surat", "--format", "md", b=TWO)
    for setting in (
        '"deadline"',
        '"coordinator.name"',
        '"letter.surat.letterhead.lines"',
        '"letter.surat.signatory.name"',
    ):
        assert setting in bare
    assert 'Fill in under "dossier" in' in bare
    assert "aa-head.yaml." in bare
    assert "signatory" not in told("--format", "csv", b=TWO)
    assert "Left open" not in told("--format", "md", a=LETTER, b=TWO)


PARKING = (
    HEAD
    + """  - {id: dishub, name: Dinas Perhubungan}
programs:
  - {id: parkir, name: Parkir, agency: dishub, dimension: smart-living, quick_win: ya}
"""
)


def test_a_template_that_fails_at_one_letter_writes_none(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "templates/nota-dinas.id.md.j2"
    wrong = "{% if agency_id == 'dishub' %}{{ (1 / 0) | string }}{% endif %}{{ agency }}"
    folder = make({"aa-head.yaml": PARKING, name: wrong}, head=False)
    assert run("--lang", "id", "request", folder, "--format", "md", "-o", tmp_path / "nota") == 2
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "nota").exists()


def test_a_report_without_end_is_refused(make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_MAX_REPORT", 1000)
    assert run("request", make({}), "--since", "/dev/zero") == 2


def test_a_letter_just_written_is_not_left_over(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "x" * 60  # as long as the part of a file's name may be
    head = HEAD.replace("diskominfo", f"{name}a") + f"  - {{id: {name}b, name: Dinas Lain}}\n"
    folder = make({"aa-head.yaml": head}, head=False)
    assert run("--lang", "en", "request", folder, "--format", "md", "-o", tmp_path / "nota") == 0
    assert "earlier" not in capsys.readouterr().out


def test_an_empty_dossier_has_nobody_to_write_to(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = "dossier: {city: {name: Kota Uji}, year: 2023, instrument: kominfo-2023-reguler}\n"
    assert run("--lang", "en", "request", make({"a.yaml": bare}, head=False), "--output", tmp_path / "x") == 0
    assert "Requirements without an agency, for which nobody is asked" in " ".join(
        capsys.readouterr().out.split()
    )


def test_letters_lie_in_a_folder_of_their_own(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = make({"b.yaml": TWO})
    monkeypatch.chdir(tmp_path)
    assert run("request", folder, "--format", "md") == 0
    assert (tmp_path / "nota-dinas-kota-uji-2023" / "nota-dinas-dlh.md").is_file()
    monkeypatch.chdir(folder)
    assert run("request", "--letter", "surat", "--format", "md", "--agency", "dlh") == 0
    assert [path.name for path in (folder / "output" / "surat-kota-uji-2023").iterdir()] == ["surat-dlh.md"]


def test_a_letter_that_is_no_longer_needed_is_told(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = make({"b.yaml": TWO}), tmp_path / "out"
    out.mkdir()
    (out / "nota-dinas-dispar.docx").write_bytes(b"old")
    assert run("--lang", "en", "request", folder, "--output", out) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert 'nota-dinas-dispar.docx" of an earlier run is still there' in said
    assert (out / "nota-dinas-dispar.docx").read_bytes() == b"old"


@pytest.mark.parametrize("mark", ["~$ta-dinas-dlh.docx", ".~lock.nota-dinas-dlh.docx#"])
def test_a_file_that_is_open_in_word_is_not_touched(
    mark: str, make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / mark).write_bytes(b"")
    assert run("--lang", "en", "request", make({"b.yaml": TWO}), "--output", out) == 2
    assert "is open in Word or LibreOffice" in " ".join(capsys.readouterr().err.split())
    assert [path.name for path in out.iterdir()] == [mark]


def test_nothing_of_the_dossier_is_overwritten(make: Callable[..., Path]) -> None:
    document = "documents:\n  - {id: sop-x, type: sop, title: SOP, file: nota-dinas-dlh.docx, supports: [bank-sampah]}\n"
    folder = make({"b.yaml": TWO, "c.yaml": document, "nota-dinas-dlh.docx": b"mine"})
    assert run("request", folder, "--output", folder) == 2
    assert (folder / "nota-dinas-dlh.docx").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--agency", "dispr"), 'Did you mean "dispar"?'),
        (("--letter", "memo"), "nota-dinas, surat"),
        (("--format", "pdf"), "docx, md, csv"),
        (("--output", "aa-head.yaml"), "Letters are written into a folder."),
        (("--format", "csv", "--output", "surat.csv"), "Letters are written into a folder."),
        (("--since", "none.json"), "cannot be read: there is no such file."),
        (("--as-of", "today"), "is not a date"),
    ],
)
def test_what_cannot_be_run_says_why(
    options: tuple[str, ...],
    said: str,
    make: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = make({"b.yaml": TWO})
    monkeypatch.chdir(folder)
    assert run("--lang", "en", "request", folder, *options) == 2
    assert said in " ".join(capsys.readouterr().err.split())


# --- hostile names ----------------------------------------------------------------------------------


ODD = "A & B <w:p> {{ year }} | `x` *y* =1+1"


@pytest.mark.parametrize("format_", ["docx", "md"])
def test_odd_names_come_out_as_they_are(format_: str, make: Callable[..., Path], tmp_path: Path) -> None:
    odd = TWO.replace("name: Dinas Lingkungan Hidup", f"name: '{ODD}'").replace(
        "name: Bank Sampah", f"name: '{ODD}'"
    )
    options = ("--agency", "dlh", "--format", format_, "--output", tmp_path / "out")
    assert run("--lang", "id", "request", make({"b.yaml": odd}), *options) == 0
    (file,) = (tmp_path / "out").iterdir()
    if format_ == "docx":
        assert f"Quick win {ODD}" in "\n".join(lines(file))
    else:
        assert r"A & B \<w:p> \{\{ year }} \| \`x\` \*y\*" in file.read_text(encoding="utf-8")


def test_an_agency_with_an_unfit_id_has_a_fit_file(make: Callable[..., Path], tmp_path: Path) -> None:
    odd = TWO.replace("agency: dlh, quick", "agency: ../CON?, quick")
    assert run("request", make({"b.yaml": odd}), "--format", "md", "--output", tmp_path / "out") == 0
    assert "nota-dinas-con.md" in {path.name for path in (tmp_path / "out").iterdir()}
