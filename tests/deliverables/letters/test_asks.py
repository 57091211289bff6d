"""What a missing requirement asks for: only what is true of the documents, and each thing once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.languages.messages import Messages
from tests.conftest import HEAD
from tests.deliverables.letters.conftest import CONTOH, LATER, TWO, letters, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.deliverables.letters.records import Letter


def papers(letter: Letter) -> dict[str, str]:
    """The papers that a letter asks for, with what is wrong with those that are registered."""
    return {paper.text: paper.note for group in letter.groups for paper in group.papers}


def blanks(letter: Letter) -> list[str]:
    return [blank.text for group in letter.groups for blank in group.blanks]


def of_dlh(assessed: Callable[..., Assessment], more: str = "#", **program: str) -> Letter:
    """The letter to the agency of a quick win, whose entry is changed, with more entries beside."""
    text = TWO
    for old, new in program.items():
        text = text.replace(f"{old}: ya", new)
    return letters(assessed({"b.yaml": text, "c.yaml": more}), language="en")["dlh"]


def document(type_: str, **more: str) -> str:
    """A document of the quick win."""
    entry = {"id": "dok", "type": type_, "title": "Dokumen Satu", "supports": "[bank-sampah]", **more}
    return f"documents:\n  - {{{', '.join(f'{key}: {value}' for key, value in entry.items())}}}\n"


URL = "https://uji.go.id/dok"


def test_a_document_that_came_back_is_asked_for_by_its_title_with_what_was_said(
    assessed: Callable[..., Assessment],
) -> None:
    said = "by: Ketua Tim Asesor, date: 2023-10-14, note: Belum ditandatangani."
    review = f"reviews:\n  - {{document: dok, verdict: revise, {said}}}\n"
    letter = of_dlh(assessed, document("sop", url=URL, agency="dlh") + review)
    note = (
        "registered, but sent back by Ketua Tim Asesor on 14 October 2023 to be revised: Belum ditandatangani"
    )
    assert papers(letter)["Dokumen Satu"] == note


# --- only what is true ------------------------------------------------------------------------------


def test_books_that_are_registered_are_not_listed_rather_than_missing(
    assessed: Callable[..., Assessment],
) -> None:
    book = "  - {{id: buku-{0}, type: masterplan, title: Buku {0}, url: https://uji.go.id/{0}, supports: [B1]}}\n"
    both = "documents:\n" + book.format(1) + book.format(2)
    letter = letters(assessed({"b.yaml": TWO, "c.yaml": both}), language="en")["diskominfo"]
    assert "Books of the masterplan" not in papers(letter)
    for n in (1, 2):
        assert f'"Buku {n}" is registered, but not listed among the books of the masterplan' in blanks(letter)
    none = letters(assessed({"b.yaml": TWO, "c.yaml": "#\n"}), language="en")["diskominfo"]
    assert papers(none)["Books of the masterplan"] == ""


def test_a_mark_is_told_to_contradict_the_start_rather_than_the_start_to_be_wrong(
    assessed: Callable[..., Assessment],
) -> None:
    letter = of_dlh(assessed, quick_win="quick_win: {new: ya}, since: 2022-05-01")
    assert 'The mark "new" contradicts its start in 2022' in blanks(letter)
    assert "must be of" not in texts(letter)


def test_a_list_that_is_half_filled_in_is_not_called_empty(assessed: Callable[..., Assessment]) -> None:
    two = "follow_ups:\n" + "".join(
        f"  - {{kind: recommendation, date: 2022-12-01, subject: Hal {n}{status}}}\n"
        for n, status in enumerate(("", ", status: answered"))
    )
    letter = letters(assessed({"b.yaml": TWO, "c.yaml": two}), language="en")["diskominfo"]
    assert "Not filled in everywhere: status of each recommendation" in [*blanks(letter)]


def test_what_a_check_found_is_told_in_its_words(assessed: Callable[..., Assessment]) -> None:
    surveys = (
        "surveys:\n  - {dimension: smart-environment, sub_dimension: energi, users: 30, respondents: 50}\n"
    )
    letter = of_dlh(assessed, surveys)
    assert "The service has fewer users (30) than respondents (50)" in blanks(letter)
    needs = {need.requirement: need for group in letter.groups for need in group.needs}
    assert needs["D-06"].lacks == "The service has fewer users (30) than respondents (50)."


MEETING = """
meetings:
  - {id: sidang, body: council, title: Sidang Mei, date: %s}
documents:
  - {id: und, type: undangan, title: Undangan, url: https://uji.go.id/1, supports: [sidang]}
  - {id: hadir, type: daftar-hadir, title: Hadir, url: https://uji.go.id/2, supports: [sidang]}
"""


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2023-05-02", "minutes of a meeting"),
        ("2022-05-02", "invitation to a meeting, attendance list and minutes of a meeting"),
    ],
)
def test_of_a_meeting_only_the_papers_that_lack_are_asked(
    day: str, asked: str, assessed: Callable[..., Assessment]
) -> None:
    letter = letters(assessed({"b.yaml": TWO, "c.yaml": MEETING % day}), language="en")["diskominfo"]
    lines = {paper.text: paper for group in letter.groups for paper in group.papers}
    paper = lines[f"A council meeting in the evaluation year: {asked}"]
    assert paper.applies_to == ("Sidang Mei" if day.startswith("2023") else "")


def test_a_paper_that_supports_nothing_yet_is_named(assessed: Callable[..., Assessment]) -> None:
    found = papers(of_dlh(assessed, document("sop", url=URL, supports="[]", agency="dlh")))
    assert found["SOP or manual"] == '"Dokumen Satu" is registered, and does not say what it supports'
    assert papers(of_dlh(assessed, document("sop", url=URL, supports="[]")))["SOP or manual"] == ""


# --- each thing once --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flaw", "note"),
    [
        ({"file": "bukti/sop.pdf"}, "registered, but its file is not there"),
        ({}, "registered, without file or link"),
        ({"url": URL, "state": "draft"}, "registered as a draft; the final one is needed"),
    ],
)
def test_a_registered_paper_is_asked_for_by_its_title(
    flaw: dict[str, str], note: str, assessed: Callable[..., Assessment]
) -> None:
    found = papers(of_dlh(assessed, document("sop", **flaw)))
    assert found["Dokumen Satu"] == note
    assert "SOP or manual" not in found


def test_what_only_a_word_mends_is_filled_in(assessed: Callable[..., Assessment]) -> None:
    letter = of_dlh(assessed, document("sk-kepala-opd", url=URL, date="2022-01-02"))
    assert '"Dokumen Satu" has no number' in blanks(letter)
    assert not any(text.startswith("Legal basis") for text in papers(letter))


def test_another_paper_is_needed_where_the_registered_one_is_too_old(
    assessed: Callable[..., Assessment],
) -> None:
    found = papers(of_dlh(assessed, document("dpa", url=URL, date="2021-01-02")))
    (text,) = (text for text in found if text.startswith("Proof of funding"))
    assert text.endswith("of 2023")
    assert found[text] == '"Dokumen Satu" is of 2021, and one of 2023 is needed'


def test_a_path_that_is_written_wrong_is_asked_of_who_keeps_the_dossier(
    assessed: Callable[..., Assessment],
) -> None:
    found = letters(assessed({"b.yaml": TWO, "c.yaml": document("sop", file="../sop.pdf")}), language="en")
    assert "Dokumen Satu" not in texts(found["dlh"])
    assert any(
        text == '"Dokumen Satu": its file cannot be opened where it is registered'
        for text in blanks(found["diskominfo"])
    )


def test_three_files_that_are_gone_are_three_lines(tmp_path: Path) -> None:
    gone = (
        "setda/perbup-12-2020-masterplan.pdf",
        "dishub/sop-kamera-pantau.pdf",
        "diskominfo/dpa-suara-warga-2023.pdf",
    )
    for name in ("contoh", "contoh-2022"):
        shutil.copytree(CONTOH.parent / name, tmp_path / name)
    for file in gone:
        (tmp_path / "contoh" / "bukti" / file).unlink()
    found = requests(assess(tmp_path / "contoh", LATER), Messages("id"), LATER, "nota-dinas")
    asked = {letter.agency_id: list(papers(letter).values()) for letter in found.letters}
    note = ["sudah tercatat, tetapi berkasnya tidak ada"]
    assert asked == {"setda": note, "dishub": note, "diskominfo": note}
    assert not any(group.blanks for letter in found.letters for group in letter.groups)
    (setda,) = (letter for letter in found.letters if letter.agency_id == "setda")
    assert "perbup-12-2020-masterplan.pdf" not in texts(setda)  # which its agency has under another name


def test_a_paper_for_several_programs_names_them_all_and_its_questions(tmp_path: Path) -> None:
    for name in ("contoh", "contoh-2022"):
        shutil.copytree(CONTOH.parent / name, tmp_path / name)
    for file in ("dinkes/laporan-smart-living-2023.pdf", "dinkes/profil-kesehatan-2022.pdf"):
        (tmp_path / "contoh" / "bukti" / file).unlink()
    (letter,) = requests(assess(tmp_path / "contoh", LATER), Messages("id"), LATER, "nota-dinas").letters
    asked = {group.name: paper.applies_to for group in letter.groups for paper in group.papers}
    programs = ["Peta Tata Ruang Daring", "Kunjungan Rumah Ibu dan Anak", "Uji Kendaraan Daring"]
    health = ", ".join(f"C{n} (Pelayanan dasar kesehatan)" for n in (15, 16, 17))
    assert asked == {
        "Beberapa program": ", ".join([*programs, "C14 (Smart Living pada tahun berjalan)"]),
        "Formulir penilaian mandiri": health,
    }
    needs = [need for group in letter.groups for need in group.needs]
    assert [need.applies_to for need in needs if need.requirement == "P-02"] == programs


def test_the_form_names_only_formats_that_every_choice_takes(assessed: Callable[..., Assessment]) -> None:
    letter = of_dlh(assessed)
    formats = {paper.text: paper.formats for group in letter.groups for paper in group.papers}
    assert formats["SOP or manual"] == "PDF, DOCX"
    assert formats["Satisfaction survey or testimonial"] == "PDF"
    assert formats["Award, video or media coverage"] == "award, media coverage: PDF, JPG, PNG; video: MP4"


# --- of whom ----------------------------------------------------------------------------------------

KEPT = """
meetings:
  - {id: sidang, body: council, title: Sidang Mei, date: 2023-05-02}
documents:
  - {id: und, type: undangan, title: Undangan Mei, url: https://uji.go.id/1, supports: [sidang]}
  - {id: hadir, type: daftar-hadir, title: Hadir Mei, file: h.pdf, agency: dispar, supports: [sidang]}
  - {id: notulen, type: notulen, title: Notulen Mei, file: n.pdf, agency: dlh, supports: [sidang, B2]}
"""


@pytest.mark.parametrize("hadir", ["file: h.pdf", "url: https://uji.go.id/h"])
def test_a_file_is_asked_once_of_the_agency_that_keeps_it(
    hadir: str, assessed: Callable[..., Assessment]
) -> None:
    assessment = assessed({"b.yaml": TWO, "c.yaml": KEPT.replace("file: h.pdf", hadir)})
    asked = [
        (agency, title)
        for agency, letter in letters(assessment, language="en").items()
        for title in papers(letter)
        if "Mei" in title or "council meeting" in title
    ]
    assert asked == [("dlh", "Notulen Mei"), *([("dispar", "Hadir Mei")] if "file" in hadir else [])]
    owed = next(cell.agency for cell in assessment.matrix.missing() if cell.requirement == "K-05")
    assert owed == ("diskominfo" if "file" in hadir else "dlh")  # of several, who gathers the papers


def test_of_the_books_that_are_listed_each_keeper_is_asked_for_its_own(
    make: Callable[..., Path],
) -> None:
    book = "  - {{id: b{0}, type: masterplan, title: Buku {0}, file: b{0}.pdf, agency: {1}}}\n"
    head = HEAD.replace("dossier:", "dossier:\n  masterplan: {books: [b1, b2]}")
    both = "documents:\n" + book.format(1, "dlh") + book.format(2, "dispar")
    assessment = assess(make({"a.yaml": head, "b.yaml": TWO, "c.yaml": both}, head=False), LATER)
    found = letters(assessment, language="en")
    assert {name for name, letter in found.items() if "Buku 1" in papers(letter)} == {"dlh"}
    assert {name for name, letter in found.items() if "Buku 2" in papers(letter)} == {"dispar"}


@pytest.mark.parametrize(("type_", "is_told"), [("laporan", True), ("lkjip", True), ("surat", False)])
def test_a_document_that_supports_nothing_is_told_where_its_type_is_asked_for_or_counts_as_one(
    assessed: Callable[..., Assessment], type_: str, *, is_told: bool
) -> None:
    entry = document(type_, supports="[]", agency="diskominfo", url=URL)
    letter = letters(assessed({"b.yaml": TWO, "c.yaml": entry}), language="en")["diskominfo"]
    notes = [note for note in papers(letter).values() if '"Dokumen Satu"' in note]
    assert bool(notes) == is_told
