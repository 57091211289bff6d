"""Letters that ask for what is missing.

What they say stands in `golden/request`; after a change that is meant, write it anew with
`pytest --renew` and read the difference.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pypdf
import pytest
from lxml import etree

from kotacerdas import cli, resources
from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.cli import request
from kotacerdas.deliverables import pdf
from kotacerdas.deliverables.letters import LETTERS
from kotacerdas.deliverables.letters.earlier import earlier_report
from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.deliverables.letters.table import COLUMNS, table
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages

from .conftest import AS_OF, HEAD, ROOT, TANJUNGPINANG
from .test_word_templates import W, lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.deliverables.letters.records import Letter

    from .conftest import Golden

GOLDEN = ROOT / "tests" / "golden" / "request"
CONTOH = ROOT / "dossiers" / "contoh"
LATER = date(2023, 11, 20)
LANGUAGES = ("id", "en")
NAMED = ("diskominfo", "bagian-hukum", "dlh", "disnakerkopum", "dp3", "dispora", "dinas-pendidikan")
"""The agencies with a program in the news of the evaluation."""

TWO = """
agencies:
  - {id: dlh, name: Dinas Lingkungan Hidup, short_name: DLH, head: Kepala Dinas Lingkungan Hidup}
  - {id: dispar, name: Dinas Pariwisata}
dimensions:
  - {id: smart-environment, lead: dlh}
programs:
  - {id: bank-sampah, name: Bank Sampah, dimension: smart-environment, agency: dlh, quick_win: ya}
"""

LETTER = """
dossier:
  city: {name: Kota Uji, cohort: reguler}
  year: 2023
  instrument: kominfo-2023-reguler
  coordinator:
    {agency: diskominfo, name: Ani, position: Kepala Bidang, phone: "0771-1", email: ani@uji.go.id}
  deadline: 2023-11-10
  letter:
    paper: F4
    font: Bookman Old Style
    size: 11
    margins: {left: 35, right: 25, top: 15}
    place: Uji Barat
    nota_dinas:
      letterhead: {government: Pemerintah Uji, agency: Dinas Kominfo, lines: [Jalan Satu 1, "situs uji.go.id"]}
      signatory: {position: Plt. Kepala Dinas, name: Budi, rank: Pembina, nip: "197001011990031001"}
      nature: Segera
      copies: [Wali Kota, Inspektur]
agencies:
  - {id: diskominfo, name: Dinas Komunikasi dan Informatika, short_name: Diskominfo}
"""


@pytest.fixture(scope="module")
def tanjungpinang() -> Assessment:
    return assess(TANJUNGPINANG, LATER)


def letters(assessment: Assessment, kind: str = "nota-dinas", language: str = "id") -> dict[str, Letter]:
    found = requests(assessment, Messages(language), LATER, kind)
    return {letter.agency_id: letter for letter in found.letters}


def run(*arguments: object) -> int:
    return cli.run([str(argument) for argument in arguments])


def texts(letter: Letter) -> str:
    return json.dumps(letter, default=str, ensure_ascii=False)


# --- what is asked ----------------------------------------------------------------------------------


def test_every_missing_requirement_is_asked_of_its_agency_once(tanjungpinang: Assessment) -> None:
    asked = sum(letter.mandatory + letter.recommended for letter in letters(tanjungpinang).values())
    missing = list(tanjungpinang.matrix.missing())
    shared = sum(len({v.subject.agency for v in cell.attempts} or {""}) - 1 for cell in missing)
    assert asked == len(missing) + shared


def test_the_agencies_named_in_the_news_each_have_a_letter(tanjungpinang: Assessment) -> None:
    found = letters(tanjungpinang)
    assert set(NAMED) <= set(found)
    settled = requests(tanjungpinang, Messages("id"), LATER, "nota-dinas").settled
    assert "BKPSDM" in {agency.name for agency in settled}
    assert not {agency.agency_id for agency in settled} & set(found)


OWN_RULES = """\
id: kota
extends: kominfo-2023-reguler
requirements:
  - id: Q-07
    documents: {any_of: [foto, tangkapan-layar]}
    cases:
      - {where: {digital: ya}, documents: {any_of: [tangkapan-layar], window: round-year}}
  - {id: Q-04, documents: {any_of: [], all_of: [sop, manual], signed: ya}}
"""


@pytest.mark.parametrize(("digital", "told"), [("ya", True), ("tidak", False)])
def test_the_form_is_that_of_the_case_and_of_all_that_is_needed(
    assessed: Callable[..., Assessment], digital: str, *, told: bool
) -> None:
    files = {
        "a.yaml": LETTER.replace("kominfo-2023-reguler", "instruments/kota.yaml"),
        "b.yaml": TWO.replace("quick_win: ya", f"quick_win: ya, digital: {digital}")
        + "documents:\n  - {id: sop, type: sop, title: SOP, url: https://contoh.go.id/sop, signed: ya,"
        + " supports: [bank-sampah]}\n",
        "instruments/kota.yaml": OWN_RULES,
    }
    letter = letters(assessed(files, head=False), language="en")["dlh"]
    forms = {need.requirement: need.form for group in letter.groups for need in group.needs}
    assert ("of 2023" in forms["Q-07"]) is told
    assert forms["Q-04"].endswith("signed")


def test_a_long_list_is_put_together(tanjungpinang: Assessment) -> None:
    letter = letters(tanjungpinang)["diskominfo"]
    assert letter.mandatory + letter.recommended > 150
    assert letter.items < 50
    assert [need.n for group in letter.groups for need in group.needs] == list(range(1, letter.items + 1))
    answers = next(n for g in letter.groups for n in g.needs if n.requirement == "A-01")
    assert answers.cells == 57
    assert answers.proves == "B1–B5, O1–O7, C1–C33, W1–W12"


def test_the_mandatory_come_first_and_then_what_weighs_most(tanjungpinang: Assessment) -> None:
    for letter in letters(tanjungpinang).values():
        for group in letter.groups:
            order = [(not need.is_mandatory, -round(need.leverage, 9)) for need in group.needs]
            assert order == sorted(order)


def test_the_form_of_a_document_is_told(tanjungpinang: Assessment) -> None:
    needs = {n.requirement: n for g in letters(tanjungpinang)["dlh"].groups for n in g.needs}
    assert needs["Q-03"].form == "PDF, dengan nomor dan tanggal atau tahun; paling besar 10 MB"
    assert needs["Q-11"].form == "PDF atau DOCX; paling besar 10 MB; tahun 2023"
    assert needs["Q-12"].form == "data atau keterangan tertulis, tanpa dokumen"
    assert needs["Q-17"].form.endswith("video: MP4, paling besar 100 MB")
    fiscal = next(
        n for g in letters(tanjungpinang)["diskominfo"].groups for n in g.needs if n.questions == ("C2",)
    )
    assert fiscal.form == "PDF; paling besar 10 MB; tahun 2022 atau 2023, atau yang terbaru"


def test_a_program_of_another_agency_is_not_asked_of_this_one(tanjungpinang: Assessment) -> None:
    found = letters(tanjungpinang)
    assert "PPDB Online" not in texts(found["dispora"])
    assert "Letak program dalam masterplan" in texts(found["dinas-pendidikan"])


def test_nothing_is_invented(assessed: Callable[..., Assessment]) -> None:
    letter = letters(assessed({"b.yaml": TWO}))["dlh"]
    assert letter.addressee == "Kepala Dinas Lingkungan Hidup"
    assert letter.sender == "Dinas Komunikasi dan Informatika"  # the dossier names no head
    assert letter.signatory == ("Dinas Komunikasi dan Informatika", "", "", "")
    assert (letter.nature, letter.copies, letter.contact, letter.deadline) == ("", (), None, None)
    assert letter.letterhead.government == "Pemerintah Kota Uji"
    assert letter.place == "Uji"


@pytest.mark.parametrize("kind", ["nota-dinas", "surat"])
def test_the_arms_stand_in_the_letterhead_where_they_can_be_drawn(
    kind: str, assessed: Callable[..., Assessment], png: bytes
) -> None:
    def drawn(**files: bytes) -> str:
        (path,) = files
        name = path.replace("_", ".")
        head = LETTER.replace("cohort: reguler", f"cohort: reguler, arms: {name}")
        assessment = assessed({"a.yaml": head, name: files[path]}, head=False)
        return letters(assessment, kind)["diskominfo"].letterhead.arms

    assert drawn(a_png=png) == "a.png"
    assert drawn(b_png=png[:-9]) == ""
    assert drawn(c_txt=b"lambang") == ""


def test_a_regency_has_no_place_by_its_name(assessed: Callable[..., Assessment]) -> None:
    head = LETTER.replace("Kota Uji", "Kabupaten Uji").replace("    place: Uji Barat\n", "")
    assert letters(assessed({"a.yaml": head}, head=False))["diskominfo"].place == ""


def test_the_secretary_writes_a_surat(assessed: Callable[..., Assessment]) -> None:
    assessment = assessed({"b.yaml": TWO})
    letter = letters(assessment, "surat")["diskominfo"]
    assert (letter.letterhead.agency, letter.sender) == ("Sekretariat Daerah", "Sekretaris Daerah")
    assert letter.addressee == "Dinas Komunikasi dan Informatika"
    memo = letters(assessment)["diskominfo"]
    assert memo.addressee == "Para pejabat terkait di lingkungan Dinas Komunikasi dan Informatika"


def test_only_the_coordinators_telephone_is_printed(assessed: Callable[..., Assessment]) -> None:
    other = TWO.replace("short_name: DLH,", "short_name: DLH, contact: {name: Cici, phone: '0899'},")
    letter = letters(assessed({"a.yaml": LETTER, "b.yaml": other}, head=False))["dlh"]
    assert letter.contact == ("Ani", "Kepala Bidang", "0771-1", "ani@uji.go.id")
    assert "0899" not in texts(letter)


def test_a_deadline_that_has_passed_is_known(assessed: Callable[..., Assessment]) -> None:
    assessment = assessed({"a.yaml": LETTER}, head=False)
    (before,) = requests(assessment, Messages("id"), date(2023, 11, 10), "nota-dinas").letters
    (after,) = requests(assessment, Messages("id"), date(2023, 11, 11), "nota-dinas").letters
    assert (before.is_past_due, after.is_past_due) == (False, True)


def test_an_identity_number_is_never_printed(assessed: Callable[..., Assessment]) -> None:
    nik = "3374011501900001"
    files = {
        "a.yaml": LETTER.replace("Ani", f"Ani {nik}"),
        "b.yaml": TWO.replace("Bank Sampah", f"Bank {nik}"),
    }
    for letter in letters(assessed(files, head=False)).values():
        assert nik not in texts(letter)
        assert letter.signatory.nip == "197001011990031001"


# --- the whole command --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_in_markdown_reads_as_it_did(
    kind: str, language: str, tmp_path: Path, golden: Golden
) -> None:
    options = ("--letter", kind, "--format", "md", "--agency", "dlh", "--output", tmp_path)
    assert run("--lang", language, "request", TANJUNGPINANG, "--as-of", LATER, *options) == 0
    golden(GOLDEN / f"{kind}.{language}.md", (tmp_path / f"{kind}-dlh.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_in_word_reads_as_it_did(kind: str, tmp_path: Path, golden: Golden) -> None:
    options = ("--letter", kind, "--agency", "dlh", "--output", tmp_path)
    assert run("request", TANJUNGPINANG, "--as-of", LATER, *options) == 0
    golden(GOLDEN / f"{kind}.id.txt", "\n".join(lines(tmp_path / f"{kind}-dlh.docx")) + "\n")


def test_a_letter_in_markdown_has_its_list_and_tables(tmp_path: Path) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    options = ("--format", "md", "--agency", "diskominfo", "--output", tmp_path)
    assert run("--lang", "id", "request", TANJUNGPINANG, "--as-of", LATER, *options) == 0
    source = (tmp_path / "nota-dinas-diskominfo.md").read_text(encoding="utf-8")
    parsed = [token.type for token in markdown_it.MarkdownIt("commonmark").enable("table").parse(source)]
    assert parsed.count("list_item_open") == 5
    assert parsed.count("table_open") == 8  # the head, the annex's mark, five groups, the questions
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
    assert len(heads) == 2
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


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_letter_is_one_page_before_its_annex(written: dict[tuple[str, str], Path]) -> None:
    for (kind, language), agency, most in (
        (("nota-dinas", "id"), "diskominfo", 7),
        (("surat", "en"), "dlh", 4),
    ):
        folder = written[kind, language]
        (folder / "pages.pdf").write_bytes(pdf.converted(folder / f"{kind}-{agency}.docx"))
        pages = [page.extract_text() for page in pypdf.PdfReader(folder / "pages.pdf").pages]
        assert 3 <= len(pages) <= most
        assert ("Lampiran Nota Dinas" if language == "id" else "Annex to the Letter") in pages[1]
        assert not re.search(r"^\s*1\s*$", pages[0], re.MULTILINE)
        assert all(re.search(rf"^\s*{n}\s*$", text, re.MULTILINE) for n, text in enumerate(pages[1:], 2))


def test_the_example_owes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "letters"
    assert run("--lang", "en", "request", CONTOH, "--as-of", AS_OF, "--output", folder) == 0
    out = capsys.readouterr().out
    assert "There is no agency to write to." in out
    assert "Nothing is missing, so there is no letter: Diskominfo," in out
    assert not folder.exists()


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
    monkeypatch.setattr(request, "_MAX_REPORT", 1000)
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
    assert "requirements have no agency, so nobody is asked" in " ".join(capsys.readouterr().out.split())


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
        (("--agency", "dhl"), 'Did you mean "dlh"?'),
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


# --- hostile names ------------------------------------------------------------------------------------

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


# --- the earlier report -------------------------------------------------------------------------------

MORE = """
documents:
  - id: renstra-dlh
    type: renstra
    title: Renstra DLH
    url: https://uji.go.id/renstra
    supports: [O4, dlh]
"""
NEW = """
programs:
  - {id: proklim, name: Proklim, dimension: smart-environment, agency: dlh, quick_win: ya}
"""


def test_only_what_was_missing_then_is_asked(make: Callable[..., Path], tmp_path: Path) -> None:
    folder = make({"b.yaml": TWO})
    report = tmp_path / "report.json"
    assert (
        run("validate", folder, "--format", "json", "--output", report, "--as-of", AS_OF, "--exit-zero") == 0
    )
    make({"c.yaml": MORE, "d.yaml": NEW})
    now = assess(folder, LATER)
    found = requests(
        now,
        Messages("id"),
        LATER,
        "nota-dinas",
        earlier=earlier_report(report.read_bytes(), now, "report.json"),
    )
    letter = next(letter for letter in found.letters if letter.agency_id == "dlh")
    assert letter.since == AS_OF
    assert [(one.requirement, one.subject) for one in letter.received] == [
        ("K-08", "Perangkat Daerah DLH"),
    ]
    assert "Proklim" not in {need.title for group in letter.groups for need in group.needs}
    assert "Quick win Proklim" not in {group.name for group in letter.groups}
    assert found.new > 10
    whole = requests(now, Messages("id"), LATER, "nota-dinas")
    assert whole.new == 0
    assert any("Proklim" in group.name for one in whole.letters for group in one.groups)


def test_what_has_come_in_is_told(
    make: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, report = make({"b.yaml": TWO}), tmp_path / "report.json"
    run("validate", folder, "--format", "json", "--output", report, "--as-of", AS_OF)
    make({"c.yaml": MORE})
    options = ("--since", report, "--format", "md", "--agency", "dlh", "--output", tmp_path / "out")
    assert run("--lang", "id", "request", folder, "--as-of", LATER, *options) == 0
    assert "DLH: 1 persyaratan sudah terpenuhi sejak 1 November 2023." in capsys.readouterr().out
    letter = (tmp_path / "out" / "nota-dinas-dlh.md").read_text(encoding="utf-8")
    assert "Sejak 1 November 2023 sudah terpenuhi 1 persyaratan" in letter
    assert "### Sudah terpenuhi sejak 1 November 2023" in letter


def test_an_agency_that_sent_everything_gets_no_letter(make: Callable[..., Path]) -> None:
    folder = make({"b.yaml": TWO})
    now = assess(folder, LATER)
    report = {
        "version": 1,
        "as_of": "2023-11-01",
        "dossiers": [
            {"city": "Kota Uji", "year": 2023, "instrument": "kominfo-2023-reguler", "matrix": []},
        ],
    }
    earlier = earlier_report(json.dumps(report).encode(), now, "report.json")
    found = requests(now, Messages("id"), LATER, "nota-dinas", earlier=earlier)
    assert found.letters == ()
    assert len(found.settled) == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-report"),
        (b"\xff\xfe", "no-report"),
        (b"[" * 100_000, "no-report"),
        (b"[]", "no-report"),
        (b'{"version": 1}', "no-report"),
        (b'{"version": "1", "as_of": "2023-11-01", "dossiers": []}', "report-version"),
        (b'{"version": 2, "as_of": "2023-11-01", "dossiers": []}', "report-version"),
        (b'{"version": 1, "as_of": "yesterday", "dossiers": []}', "no-report"),
        (b'{"version": 1, "as_of": "2023-11-01", "dossiers": []}', "report-of-another"),
        (b'{"version": 1, "as_of": "2023-11-01", "dossiers": [{"city": "x"}]}', "no-report"),
        (
            (
                b'{"version": 1, "as_of": "2023-11-01", "dossiers":'
                b' [{"city": "Kota Lain", "year": 2023, "instrument": "kominfo-2023-reguler", "matrix": []}]}'
            ),
            "report-of-another",
        ),
        (
            (
                b'{"version": 1, "as_of": "2023-11-01", "dossiers":'
                b' [{"city": "Kota Uji", "year": 2023, "instrument": "kominfo-2023-reguler", "matrix": [1]}]}'
            ),
            "no-report",
        ),
    ],
)
def test_a_file_that_is_no_report_of_this_dossier_is_refused(
    content: bytes, code: str, assessed: Callable[..., Assessment]
) -> None:
    with pytest.raises(CannotRun) as caught:
        earlier_report(content, assessed({"b.yaml": TWO}), "report.json")
    assert caught.value.code == code


# --- the table ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "delimiter"), [("id", ";"), ("en", ",")])
def test_the_table_has_a_row_for_each_thing(language: str, delimiter: str, tmp_path: Path) -> None:
    options = ("--format", "csv", "--as-of", LATER, "--output", tmp_path)
    assert run("--lang", language, "request", TANJUNGPINANG, *options) == 0
    content = (tmp_path / "nota-dinas.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    found = letters(assess(TANJUNGPINANG, LATER), language=language)
    assert len(rows) - 1 == sum(letter.items for letter in found.values())
    texts_of = Messages(language)
    assert rows[0] == [texts_of.text(f"request.column.{name}") for name in COLUMNS]


def test_no_spreadsheet_takes_a_field_for_a_formula(assessed: Callable[..., Assessment]) -> None:
    hostile = TWO.replace("name: Dinas Lingkungan Hidup", "name: '=cmd|A1'").replace(
        "head: Kepala Dinas Lingkungan Hidup", "head: '\N{FULLWIDTH EQUALS SIGN}SUM(1;2)'"
    )
    assessment = assessed({"b.yaml": hostile})
    assert assessment.instrument
    found = requests(assessment, Messages("id"), LATER, "nota-dinas").letters
    rows = list(
        csv.reader(
            io.StringIO(table(found, Messages("id"), assessment.instrument).decode("utf-8-sig")),
            delimiter=";",
        )
    )
    mine = [row for row in rows if row[0] == "dlh"]
    assert {(row[1], row[2]) for row in mine} == {("'=cmd|A1", "'\N{FULLWIDTH EQUALS SIGN}SUM(1;2)")}
    assert not [field for row in rows for field in row if field[:1] in {"=", "+", "-", "@", "\t", "\r"}]


# --- settings -----------------------------------------------------------------------------------------


def test_paper_type_and_margins_reach_the_file(make: Callable[..., Path], tmp_path: Path) -> None:
    assert (
        run("request", make({"a.yaml": LETTER, "b.yaml": TWO}, head=False), "--output", tmp_path / "out") == 0
    )
    with ZipFile(tmp_path / "out" / "nota-dinas-dlh.docx") as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
        styles = etree.fromstring(packed.read("word/styles.xml"))
        theme = packed.read("word/theme/theme1.xml").decode()
    size, margins = body.find(f".//{W}pgSz"), body.find(f".//{W}pgMar")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("12189", "18709")
    assert [margins.get(f"{W}{side}") for side in ("top", "right", "bottom", "left")] == [
        "850",
        "1417",
        "1134",
        "1984",
    ]
    fonts = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    assert fonts.get(f"{W}ascii") == fonts.get(f"{W}hAnsi") == "Bookman Old Style"
    assert 'typeface="Bookman Old Style"' in theme
    assert styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz").get(f"{W}val") == "22"
    room = 12189 - 1417 - 1984
    widths = [int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) for table in body.iter(f"{W}tbl")]
    assert all(abs(width - room) < 5 for width in widths)
    told = "\n".join(lines(tmp_path / "out" / "nota-dinas-dlh.docx"))
    for text in (
        "[HeadGovernment] PEMERINTAH UJI",
        "[HeadAgency] DINAS KOMINFO",
        "[HeadLine] situs uji.go.id",
        "[Signature] Plt. Kepala Dinas,",
        "[SignatureName] Budi",
        "[Signature] NIP 197001011990031001",
        "[Field] Segera",
        "[Copy] 2. Inspektur",
    ):
        assert text in told


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("paper: F4", "paper: A5", "KC104"),
        ("size: 11", "size: 40", "KC109"),
        ("left: 35", "left: 350", "KC109"),
        ("place: Uji Barat", "colour: red", "KC101"),
    ],
)
def test_a_wrong_setting_is_a_finding(
    old: str, new: str, code: str, assessed: Callable[..., Assessment]
) -> None:
    findings = assessed({"a.yaml": LETTER.replace(old, new)}, head=False).findings
    assert code in {finding.code for finding in findings}


# --- templates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [p for p in resources.templates() if p.name.startswith(LETTERS)], ids=str)
def test_the_templates_of_letters_have_no_mistake(path: Path) -> None:
    assert run("templates", "check", path) == 0


@pytest.mark.parametrize("kind", LETTERS)
def test_both_languages_have_the_same_tags(kind: str) -> None:
    def tags(language: str) -> list[str]:
        with ZipFile(ROOT / "templates" / f"{kind}.{language}.docx") as packed:
            word = packed.read("word/document.xml").decode()
        plain = (ROOT / "templates" / f"{kind}.{language}.md.j2").read_text(encoding="utf-8")
        found = re.findall(r"\{[{%].*?[%}]\}", word + plain)
        return sorted(re.sub(r"'[^']*'|\"[^\"]*\"", "''", tag) for tag in found)

    assert len(tags("id")) > 100
    assert tags("id") == tags("en")


def test_a_name_of_the_dossier_is_a_mistake_in_a_letter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "surat.id.md.j2"
    file.write_text("{{ agency }} {{ readiness }}\n", encoding="utf-8")
    assert run("--lang", "en", "templates", "check", file) == 1
    assert 'there is no "readiness"' in capsys.readouterr().out


def test_the_citys_own_template_comes_first(make: Callable[..., Path], tmp_path: Path) -> None:
    folder = make({"b.yaml": TWO})
    assert run("templates", "copy", "nota-dinas", folder, "--format", "md") == 0
    own = folder / "templates" / "nota-dinas.id.md.j2"
    own.write_text("Kepada {{ addressee }}\n", encoding="utf-8")
    options = ("--agency", "dlh", "--format", "md", "--output", tmp_path / "out")
    assert run("request", folder, *options) == 0
    assert (tmp_path / "out" / "nota-dinas-dlh.md").read_text() == "Kepada Kepala Dinas Lingkungan Hidup\n"
    own.write_text("{{ adressee }}\n", encoding="utf-8")
    assert run("request", folder, *options) == 2


def test_a_dossier_is_not_built_from_a_letter(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en", "build", CONTOH, "--template", "surat") == 2
    assert "is no template of a dossier" in capsys.readouterr().err
