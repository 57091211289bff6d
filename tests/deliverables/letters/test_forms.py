"""In which form a document must be that a letter asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deliverables.letters.conftest import LETTER, TWO, letters

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.assessment.assessment import Assessment


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


def test_the_form_of_a_document_is_told(tanjungpinang: Assessment) -> None:
    needs = {n.requirement: n for g in letters(tanjungpinang)["dlh"].groups for n in g.needs}
    assert needs["Q-03"].form == "PDF, dengan nomor dan tanggal atau tahun; paling besar 10 MB"
    assert needs["Q-11"].form == "PDF atau DOCX; paling besar 10 MB; tahun 2023"
    assert needs["Q-12"].form == "tanpa dokumen"
    assert needs["Q-17"].form.endswith("video: MP4, paling besar 100 MB")
    fiscal = next(
        n for g in letters(tanjungpinang)["diskominfo"].groups for n in g.needs if n.questions == ("C2",)
    )
    assert fiscal.form == "PDF; paling besar 10 MB; tahun 2022 atau 2023, atau yang terbaru"
