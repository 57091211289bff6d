"""The explanations of codes, requirements, questions and document types."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.dossier import editor_schema
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.load import load
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.sentences import codes
from kotacerdas.reports import explain
from kotacerdas.reports.page import PLAIN_WIDTH, plain
from tests.conftest import AS_OF
from tests.reports.conftest import LANGUAGES, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def names() -> Iterator[str]:
    instrument = load("kominfo-2023-kppn-ikn")
    yield from codes(Messages("en"))
    yield from instrument.requirements
    yield from instrument.questions
    yield from instrument.document_types
    yield from instrument.dimensions
    yield from instrument.sub_dimensions()
    yield from (key.path for key in editor_schema.keys("en"))


@cache
def explained(name: str, language: str = "en", instrument: str = "kominfo-2023-reguler") -> str:
    """The explanation of a name, on one line."""
    text = explain.render(name, load(instrument), Messages(language), plain, PLAIN_WIDTH)
    assert text is not None
    return text


def listed(words: str, language: str = "en") -> str:
    instruments = [load(name) for name in ("kominfo-2023-reguler", "kominfo-2023-kppn-ikn")]
    return explain.matching(words, instruments, Messages(language), plain, PLAIN_WIDTH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_explained(language: str) -> None:
    for name in names():
        text = explained(name, language, "kominfo-2023-kppn-ikn")
        title, *rest = text.splitlines()
        assert f"{name}: " in title or f'"{name}"' in title
        assert len("".join(rest)) > 5, name
        assert not set("{}\x1b") & set(text), name
        assert max(map(len, text.splitlines())) <= PLAIN_WIDTH, name


def test_explanations_differ_between_languages() -> None:
    same = [
        name
        for name in names()
        if len({explained(name, language, "kominfo-2023-kppn-ikn") for language in LANGUAGES}) < 2
    ]
    assert same == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Q-06", ["Requirement Q-06", "mandatory", "every quick win", "W3 (Benefit)", "deduced"]),
        ("q-06", ["Requirement Q-06"]),
        ("K-05", ["at least 1 meeting in the dossier", "question is official", "documents are deduced"]),
        ("A-01", ["not about the impact survey", "question is official", "filled in is deduced"]),
        ("K-12", ["known from news of an earlier round"]),
        ("A-05", ["about the result of another evaluation", "where it is C6 (", "issued (recommended)"]),
        ("A-03", ["only where it is about a number or a share"]),
        ("D-01", ["only where it is running"]),
        ("K-08", ["every agency, only where it owns a program"]),
        ("K-02", ["every document named under books of the masterplan"]),
        ("D-05", ["KC501 (The same respondents for two dimensions)"]),
        ("W11", ["Question W11", "5.1.1", "0.0167", "Q-11"]),
        ("C1", ["Smart Governance", "P-02"]),
        ("sop", ["Document type sop", "Q-04", "pdf, docx"]),
        ("perkada", ["number, date or year", "K-01"]),
        ("KC201", ["Assessors score what they can see"]),
        ("KC301", ["The file that a document names is not there", "Did you mean"]),
        ("Smart Living", ["Dimension smart-living", "health: Health (", "C14–C20"]),
        ("health", ["Sub-dimension health", "smart-living", "I31–I33"]),
        ("sk kepala daerah", ["Document type sk-kepala-daerah"]),
        ("programs.status", ['Key "programs.status"', "State of the program", "running (berjalan"]),
    ],
)
def test_an_explanation_says_what_it_must(name: str, said: list[str]) -> None:
    flat = " ".join(explained(name).split())
    assert [part for part in said if part not in flat] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["kominfo-2023-reguler", "kominfo-2023-kppn-ikn"])
def test_no_explanation_shows_a_rows_own_syntax(name: str, language: str) -> None:
    """Nor the words of YAML where people have others."""
    ids = [*load(name).requirements, *load(name).questions]
    shown = {row: re.search(r"[\w.]+ = |\w_\w|\w\.\w+_", explained(row, language, name)) for row in ids}
    assert {row: match[0] for row, match in shown.items() if match} == {}


CONDITIONS = {
    "status: [running, selesai]": "running or completed",
    "digital: tidak": '"digital" is no',
    "users.count: 1.250": "number of users is 1250",
    "dimension: [smart-living, smart-economy]": "dimension is Smart Living or Smart Economy",
    "sub_dimension: health": "sub-dimension is Health",
    "since: 2023-11": "start date is 2023-11",
}


@pytest.mark.parametrize(("condition", "said"), CONDITIONS.items())
def test_a_condition_is_told_in_words(condition: str, said: str, tmp_path: Path) -> None:
    own = (
        f"id: kota\nextends: kominfo-2023-reguler\nrequirements:\n  - {{id: P-02, where: {{{condition}}}}}\n"
    )
    (tmp_path / "kota.yaml").write_text(own, encoding="utf-8")
    text = explain.render("P-02", load("kota.yaml", tmp_path), Messages("en"), plain, PLAIN_WIDTH)
    assert f"only where {said}" in " ".join((text or "").split()).replace("where it is", "where")


def test_what_proves_a_question_is_only_what_asks_it() -> None:
    """A row on questions of one kind does not prove those of another."""
    rows = set(re.findall(r"\b[A-Z]-\d\d\b", explained("B1")))
    assert rows == {"A-01", "A-02", "K-01", "K-02"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("sk walikota", ["sk-kepala-daerah", "K-03", "K-04"]),
        ("SK Wali Kota", ["sk-kepala-daerah", "K-03", "K-04"]),
        ("running", ["D-01", "P-02", "programs.status"]),
        ("berjalan", ["D-01", "P-02", "programs.status"]),
        ("screenshot", ["screenshot", "Q-07"]),
        ("absensi", ["daftar-hadir", "K-05"]),
        ("risk register", ["Q-10", "register-risiko"]),
        ("kata sandi", ["KC301"]),
        ("kesehatan", ["health"]),
        ("KC20", ["KC201", "KC202", "KC203"]),
    ],
)
def test_words_of_either_language_lead_to_names(words: str, ids: list[str], language: str) -> None:
    text = explain.render(words, load("kominfo-2023-reguler"), Messages(language), plain, PLAIN_WIDTH)
    text = text or listed(words, language)
    assert [name for name in ids if not re.search(rf"\b{re.escape(name)}\b", text)] == []


def test_a_match_takes_a_line_and_those_of_a_kind_stand_together() -> None:
    lines = listed("berjalan").splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings[1:-1] == ["Requirements", "Questions", "Keys of a dossier's YAML", "Findings"]
    names = [line.split()[0] for line in lines if line.startswith("  ")]
    assert headings[0] == f'What speaks of "berjalan": {len(set(names))}'
    assert max(map(len, lines)) <= PLAIN_WIDTH


def test_a_single_match_is_explained_at_once() -> None:
    assert listed("unpacks to far more").startswith("Finding KC301: ")


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        ("XC201", "KC201"),
        ("Q-00", "Q-"),
        ("perkda", 'perkada" or "perda'),
        ("walkota", "walikota"),
        ("sk walkota", "sk walikota"),
        ("???", ""),
        ("", ""),
    ],
)
def test_what_leads_to_nothing_is_refused(words: str, suggestion: str) -> None:
    assert explain.render(words, load("kominfo-2023-reguler"), Messages("en"), plain, PLAIN_WIDTH) is None
    with pytest.raises(CannotRun) as caught:
        listed(words)
    assert caught.value.code == "no-such-code"
    assert str(caught.value.details["suggestion"]).startswith(suggestion)


def test_the_paths_of_a_report_are_posix(make: Callable[..., Path]) -> None:
    folder = make({"unit/dinas/isi.yaml": "programs:\n  - {id: satu}\n"})
    [dossier] = report(assess(folder, AS_OF))["dossiers"]
    assert dossier["path"] == Path(folder).as_posix()
    assert "unit/dinas/isi.yaml" in {finding["path"] for finding in dossier["findings"]}


def words_of_reports(language: str) -> Iterator[str]:
    """The words by which `validate` and `status` tell states and severities."""
    texts = Messages(language).texts
    yield from (text for key, text in texts.items() if key.startswith("report.label."))
    yield from (
        texts[f"words.{word}"] for word in ("mandatory", "recommended", "official", "reported", "deduced")
    )
    yield from re.split(r"\s{2,}", re.sub(r"\{\w+\} ", "", texts["status.legend"]))
    yield texts["status.unjudged"]
    yield texts["follow-ups.group.past-due"]
    yield texts["report.waived"].removeprefix("{n} ")
    for key in ("report.complete", "report.incomplete", "report.unread"):
        yield re.split(r"[.:]", texts[key])[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", LANGUAGES)
def test_the_words_of_reports_are_explained_in_either_language(of: str, language: str) -> None:
    heading = {"en": "The word", "id": "Kata"}[language]
    words = list(words_of_reports(of))
    assert len(words) > 15
    for word in words:
        assert explained(word, language).startswith(f'{heading} "')
