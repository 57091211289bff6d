"""The letters: their head, who signs them, whom they address, on which paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from lxml import etree

from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.languages.messages import Messages
from tests.deliverables.letters.conftest import LETTER, TWO, letters, run, texts
from tests.test_word_templates import W, lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.assessment.assessment import Assessment


# --- what is asked ----------------------------------------------------------------------------------


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


def test_nobody_writes_to_himself(assessed: Callable[..., Assessment]) -> None:
    own = TWO + "  - {id: sppd, name: SPPD, dimension: smart-environment, agency: setda, status: running}\n"
    own = own.replace(
        "agencies:\n", "agencies:\n  - {id: setda, name: Sekretariat Daerah, head: Sekretaris Daerah}\n"
    )
    assessment = assessed({"b.yaml": own})
    assert (
        letters(assessment, "surat")["setda"].addressee
        == "Para pejabat terkait di lingkungan Sekretariat Daerah"
    )
    assert letters(assessment)["setda"].addressee == "Sekretaris Daerah"


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


# --- settings ---------------------------------------------------------------------------------------


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
