"""An evaluation that shares nothing with those of 2023 (`data/instrument-1-to-5.yaml`) works everywhere, and is called by its own name."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from kotacerdas.assessment.assessment import assess
from kotacerdas.assessment.cells import State
from kotacerdas.assessment.score import score_of
from tests.templating.word_files import outline

from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INSTRUMENT = (ROOT / "tests" / "data" / "instrument-1-to-5.yaml").read_text(encoding="utf-8")
DOSSIER = """\
dossier:
  city: {name: Kota Uji}
  year: 2030
  instrument: instruments/rekaan.yaml
  coordinator: {agency: bapperida}
  budget: {total: 1.000.000.000, smart_city: 50.000.000}
agencies:
  - {id: bapperida, name: Badan Perencanaan}
  - {id: dishub, name: Dinas Perhubungan}
programs:
  - {id: bus, name: Bus Kota, dimension: mobilitas, sub_dimension: angkutan, agency: dishub, status: running, quick_win: ya}
answers:
  - {question: T1, text: Ada., score: 5}
  - {question: T2, text: Lima persen., score: 3.5}
  - {question: L1, text: Berjalan., score: 4}
surveys:
  - {dimension: mobilitas, sub_dimension: angkutan, program: bus, respondents: 50, users: 400, means: {L2: 4.6}}
documents:
  - {id: perwali, type: perkada, title: Perwali, number: 3, date: 2030-01-05, url: "https://jdih.contoh.go.id/3", agency: bapperida, supports: [T1]}
"""
OF_2023 = re.compile(
    r"kominfo|komdigi|ministry|kementerian|\b1(?:–|-| to | sampai )4\b|I1–I54",
    re.IGNORECASE,
)
"""What is only true of the evaluations of 2023."""


@pytest.fixture
def city(make: Callable[..., Path]) -> Path:
    return make({"dosir.yaml": DOSSIER, "instruments/rekaan.yaml": INSTRUMENT}, head=False)


def test_it_is_checked_by_its_own_rows_and_scale(city: Path) -> None:
    assessment = assess(city, AS_OF)
    missing = {(cell.requirement, cell.subject.id) for cell in assessment.matrix.missing()}
    assert missing == {("R-02", "L1"), ("R-03", "bus")}
    [met] = [c for c in assessment.matrix.cells if (c.requirement, c.subject.id) == ("R-02", "T1")]
    assert (met.state, met.documents) == (State.MET, ("perwali",))
    assert {finding.code for finding in assessment.findings} == {"KC201", "KC313"}


@pytest.mark.parametrize(
    ("wrong", "code"), [("score: 5}", "KC109"), ("L2: 4.6", "KC503")], ids=["an answer", "a mean"]
)
def test_what_is_off_its_scale_is_told(city: Path, wrong: str, code: str) -> None:
    text = DOSSIER.replace(wrong, re.sub(r"[45]", "6", wrong.replace("L2", "LL")).replace("LL", "L2"))
    (city / "dosir.yaml").write_text(text, encoding="utf-8")
    [finding] = [f for f in assess(city, AS_OF).findings if f.code == code]
    assert (finding.details["low"], finding.details["high"]) == (1, 5)


def test_no_cohort_is_asked_for_and_any_is_taken(city: Path) -> None:
    text = DOSSIER.replace("{name: Kota Uji}", "{name: Kota Uji, cohort: reguler}")
    (city / "dosir.yaml").write_text(text, encoding="utf-8")
    assert "KC122" not in {finding.code for finding in assess(city, AS_OF).findings}


def test_it_is_scored_and_compared_with_no_results_of_another(city: Path) -> None:
    score = score_of(assess(city, AS_OF))
    assert score is not None
    assert (float(score.result.final), score.result.is_complete) == (4.28, True)
    assert (score.standings, score.published) == ((), None)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("command", ["validate", "status", "score"])
def test_reports_say_nothing_of_another(
    city: Path, command: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["--lang", language, command, str(city), "--as-of", "2030-06-01"])
    out, err = capsys.readouterr()
    assert not OF_2023.findall(out), out
    assert not err
    assert command != "score" or {"id": "Lembaga Rekaan", "en": "Made-up Agency"}[language] in out
    assert not re.search(
        "No program is marked|Belum ada program yang ditandai", out
    )  # nothing is asked of quick wins


def test_json_says_the_scale_and_no_cohort(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["score", str(city), "--format", "json"])
    score = json.loads(capsys.readouterr().out)["dossiers"][0]["score"]
    assert score["scale"] == {"min": 1.0, "max": 5.0}
    assert score["standing"]["groups"] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("template", ["laporan", "ringkasan", "quick-win"])
@pytest.mark.parametrize("form", ["md", "docx"])
def test_it_is_rendered(city: Path, template: str, language: str, form: str) -> None:
    path = city / "output" / f"{template}.{form}"
    given = [
        "--template",
        template,
        "--format",
        form,
        "--draft",
        "--as-of",
        "2030-06-01",
        "--output",
        str(path),
    ]
    path.parent.mkdir()
    assert cli.run(["--lang", language, "build", str(city), *given]) == 0
    text = str(outline(path.read_bytes())) if form == "docx" else path.read_text(encoding="utf-8")
    assert "Bus Kota" in text
    assert not OF_2023.findall(text)
    if template == "laporan":
        assert not re.search(r"Kelompok (?!responden)|Cohort|Belum dijawab: L2|Not answered: L2", text)
        assert {"id": "bukan hasil penilaian Lembaga Rekaan", "en": "not a result of the Made-up Agency"}[
            language
        ] in text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("form", ["md", "docx"])
def test_letters_ask_for_it(city: Path, language: str, form: str) -> None:
    letters = city / "output"
    given = ["--format", form, "--as-of", "2030-06-01", "--output", str(letters)]
    assert cli.run(["--lang", language, "request", str(city), *given]) == 0
    files = sorted(path for path in letters.iterdir() if path.name.endswith(form))
    assert [path.stem for path in files] == ["nota-dinas-bapperida", "nota-dinas-dishub"]
    for path in files:
        text = str(outline(path.read_bytes())) if form == "docx" else path.read_text(encoding="utf-8")
        assert not OF_2023.findall(text)
        assert "2030" in text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["T1", "L2", "R-02", "R-03", "perkada"])
def test_it_is_explained(
    city: Path, name: str, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(city)
    assert cli.run(["--lang", language, "explain", name, "--instrument", "instruments/rekaan.yaml"]) == 0
    assert not OF_2023.findall(capsys.readouterr().out)
