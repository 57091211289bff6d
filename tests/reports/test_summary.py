"""The summary of a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.instrument.load import load
from kotacerdas.reports import FORMATS
from tests.conftest import AS_OF, HEAD
from tests.reports.conftest import page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.assessment.assessment import Assessment


def test_what_is_met_and_waived_is_told(troubled: Assessment) -> None:
    text = " ".join(FORMATS["text"](page(troubled)).split())
    assert '~ Q-02 for quick win "Sistem Informasi' in text
    assert "approved by Sekda, until 31 December 2023" in text
    assert "1 waived" in text
    assert "Not read: rusak.yaml." in text


def test_a_complete_dossier_is_told_to_be_complete(assessed: Callable[..., Assessment]) -> None:
    requirements = sorted(load("kominfo-2023-reguler").requirements)
    waivers = "".join(f"  - {{requirement: {name}, reason: Uji.}}\n" for name in requirements)
    complete = assessed({"isi.yaml": f"waivers:\n{waivers}"})
    assert complete.is_complete
    text = FORMATS["text"](page(complete))
    assert "Complete: nothing mandatory is missing" in text
    assert "Nothing is missing." in text


THIS_YEAR = """\
programs:
  - {id: lama, name: Lama, quick_win: ya}
  - {id: baru, name: Baru, quick_win: ya}
  - {id: tua, name: Tua, since: 2017, quick_win: ya}
"""
LAST_YEAR = """\
programs:
  - {id: lama, name: Lama, quick_win: ya}
  - {id: hilang, name: Hilang, quick_win: ya}
"""
NOT_COMPUTED = 'W11 and W12 are not computed from a list that is not complete ("programs_complete: tidak").'


@pytest.mark.parametrize("incomplete", ["", "2022", "2023"])
def test_a_list_that_is_not_complete_makes_nothing_new_or_gone(
    make: Callable[..., Path], incomplete: str
) -> None:
    heads = {year: HEAD.replace("year: 2023", f"year: {year}") for year in ("2022", "2023")}
    if incomplete:
        heads[incomplete] = HEAD.replace("year: 2023", f"year: {incomplete}\n  programs_complete: tidak")
    files = {"../lalu/aa.yaml": heads["2022"], "../lalu/p.yaml": LAST_YEAR, "p.yaml": THIS_YEAR}
    files["aa.yaml"] = heads["2023"].replace("  year:", "  previous: ../lalu\n  year:")
    text = " ".join(FORMATS["text"](page(assess(make(files, head=False), AS_OF))).split())
    lists = {year: f"the list of {year}{' (not complete)' * (year == incomplete)}" for year in heads}
    counts = "2. Named again: 1. Stopped: 0. Not named in"
    assert f"Quick wins in {lists['2022']}: {counts} {lists['2023']}: 1 (Hilang)." in text
    newness = "New or not in the list of 2022" if incomplete == "2022" else "New against 2022"
    assert f"{newness}: 2 of 3 (Baru, Tua). Not new, for they began before 2023: Tua (2017)." in text
    assert (NOT_COMPUTED in text) is bool(incomplete)
