"""Dossiers for the tests of letters, and what letters say."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.languages.messages import Messages
from tests.conftest import ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from kotacerdas.deliverables.letters.records import Letter


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
