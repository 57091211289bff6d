"""What deliverables call the evaluation: what the dossier calls it, of the dossier's year and stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.languages.messages import Messages
from tests.conftest import HEAD
from tests.test_word_templates import lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.assessment.assessment import Assessment

TITLES = {"id": "evaluasi kota cerdas tahun 2026", "en": "smart-city evaluation 2026"}
NOTES = {
    "id": "Persyaratan data dukung mengikuti instrumen tahun 2023 Tahap II; yang diminta pada tahun 2026 dapat berbeda.",
    "en": "The requirements are those of the instrument of 2023, stage II; what is asked in 2026 may differ.",
}
COMMANDS = {
    "nota-dinas": ("request", "--letter", "nota-dinas"),
    "surat": ("request", "--letter", "surat"),
    "laporan": ("build", "--draft"),
    "ringkasan": ("build", "--draft", "--template", "ringkasan"),
    "quick-win": ("build", "--draft", "--template", "quick-win"),
}
DOCUMENTS = """\
programs:
  - {id: satu, name: Satu, dimension: smart-living, agency: diskominfo, quick_win: ya}
documents:
  - {id: sop, type: sop, title: SOP Satu, date: 2026-02, agency: diskominfo, url: "https://uji.example/sop", supports: [satu]}
"""


@pytest.fixture
def of_2026(make: Callable[..., Path]) -> Path:
    """A dossier of a year of which there is no instrument, and without a stage."""
    return make({"aa.yaml": HEAD.replace("year: 2023", "year: 2026"), "p.yaml": DOCUMENTS}, head=False)


def texts(folder: Path) -> dict[str, str]:
    """The text of every Word and Markdown file below a folder."""
    word = {path.name: "\n".join(lines(path)) for path in folder.rglob("*.docx")}
    return word | {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("name", COMMANDS)
def test_the_evaluation_of_a_year_is_never_called_that_of_the_instruments(
    of_2026: Path, tmp_path: Path, name: str, language: str
) -> None:
    for format_ in ("docx", "md"):
        command, *options = COMMANDS[name]
        target = tmp_path / format_ / ("letters" if command == "request" else f"{name}.{format_}")
        target.parent.mkdir()
        arguments = [command, str(of_2026), *options, "--format", format_, "--output", str(target)]
        assert cli.run(["--lang", language, *arguments, "--as-of", "2026-11-01"]) == 0
    told = texts(tmp_path / "docx") | texts(tmp_path / "md")
    assert len(told) == 2
    for text in told.values():
        assert "Tahap ," not in text
        assert " , " not in text
        if name != "quick-win":
            assert NOTES[language] in text.replace("\\", "")
            assert name == "ringkasan" or TITLES[language] in text.lower()
        if name in {"nota-dinas", "surat"}:
            assert text.count("2023") == text.count(NOTES[language])


def test_the_index_of_a_package_names_it_so(of_2026: Path, tmp_path: Path) -> None:
    target = tmp_path / "paket"
    assert cli.run(["--lang", "id", "package", str(of_2026), "--output", str(target)]) == 0
    (text,) = (text for name, text in texts(target).items() if name.startswith("00_"))
    assert "Evaluasi kota cerdas tahun 2026" in text
    assert NOTES["id"] in text.replace("\\", "")


def test_the_dossier_names_its_evaluation_and_stage(assessed: Callable[..., Assessment]) -> None:
    head = HEAD.replace("year: 2023", "year: 2023\n  stage: tahap-2")
    lookup = Lookup(
        assessed({"aa-head.yaml": head, "e.yaml": "evaluation: {name: Evaluasi Gerakan Kota Cerdas}\n"}),
        Messages("id"),
    )
    assert lookup.evaluation_title() == "Evaluasi Gerakan Kota Cerdas tahun 2023 Tahap II"
    assert lookup.instrument_record().note == ""


def test_a_year_and_a_stage_in_the_name_are_printed_once(assessed: Callable[..., Assessment]) -> None:
    head = HEAD.replace("year: 2023", "year: 2023\n  stage: tahap-1")
    name = "evaluation: {name: Evaluasi Kota Cerdas 2022 Tahap II}"
    lookup = Lookup(assessed({"aa.yaml": head, "b.yaml": name}, head=False), Messages("id"))
    assert lookup.evaluation_title() == "Evaluasi Kota Cerdas tahun 2023 Tahap I"
    assert lookup.evaluation_name() == "Evaluasi Kota Cerdas"
