"""Templates on the city's own paper and in its own type."""

from __future__ import annotations

from lxml import etree

from kotacerdas.templating.word import container
from kotacerdas.templating.word.ooxml import W
from kotacerdas.templating.word.paper import Paper, fitted
from tests.conftest import ROOT

SURAT = container.read((ROOT / "templates" / "surat.id.docx").read_bytes())


def test_without_settings_the_template_stays_as_it_is() -> None:
    assert fitted(SURAT, Paper()) is SURAT
    assert b'<w:pgSz w:w="11906" w:h="16838"/>' in SURAT.parts["word/document.xml"]


def test_the_size_of_the_letters_keeps_proportions() -> None:
    styles = etree.fromstring(fitted(SURAT, Paper(size=9)).parts["word/styles.xml"])
    (agency,) = (s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == "HeadAgency")
    assert agency.find(f"{W}rPr/{W}sz").get(f"{W}val") == "24"  # 16 of 12 is 12 of 9
