"""The summary of a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotacerdas.instrument.load import load
from kotacerdas.reports import FORMATS
from tests.reports.conftest import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.assessment.assessment import Assessment


def test_what_is_met_and_waived_is_told(troubled: Assessment) -> None:
    text = " ".join(FORMATS["text"](page(troubled)).split())
    assert '~ Q-02 for quick win "Sistem Informasi' in text
    assert "approved by Sekda, until 31 December 2023" in text
    assert "1 waived" in text
    assert "Not everything could be read (rusak.yaml)" in text


def test_a_complete_dossier_is_told_to_be_complete(assessed: Callable[..., Assessment]) -> None:
    requirements = sorted(load("kominfo-2023-reguler").requirements)
    waivers = "".join(f"  - {{requirement: {name}, reason: Uji.}}\n" for name in requirements)
    complete = assessed({"isi.yaml": f"waivers:\n{waivers}"})
    assert complete.is_complete
    text = FORMATS["text"](page(complete))
    assert "Complete: nothing mandatory is missing" in text
    assert "Nothing is missing." in text
