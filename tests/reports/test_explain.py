"""The explanations of codes, requirements, questions and document types."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_explained(language: str) -> None:
    instrument, messages = load("kominfo-2023-kppn-ikn"), Messages(language)
    for name in names():
        text = explain.render(name, instrument, messages, plain, PLAIN_WIDTH)
        title, *rest = text.splitlines()
        assert f"{name}: " in title
        assert len("".join(rest)) > 60, name
        assert not set("{}\x1b") & set(text), name
        assert max(map(len, text.splitlines())) <= PLAIN_WIDTH, name


def test_explanations_differ_between_languages() -> None:
    instrument = load("kominfo-2023-kppn-ikn")
    same = [
        name
        for name in names()
        if len({explain.render(name, instrument, Messages(lang), plain, PLAIN_WIDTH) for lang in LANGUAGES})
        < 2
    ]
    assert same == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Q-06", ["Requirement Q-06", "mandatory", "every quick win", "W3 (Benefit)", "deduced"]),
        ("q-06", ["Requirement Q-06"]),
        ("K-05", ["at least 1 meeting in the dossier", "question is official", "documents are deduced"]),
        ("A-01", ["question is official", "filled in is deduced"]),
        ("K-12", ["known from news of an earlier round"]),
        ("A-05", ["where id = C6"]),
        ("W11", ["Question W11", "5.1.1", "0.0167", "Q-11"]),
        ("C1", ["Smart Governance", "P-02"]),
        ("sop", ["Document type sop", "Q-04", "pdf, docx"]),
        ("perkada", ["number, date or year", "K-01"]),
        ("KC201", ["Assessors score what they can see"]),
        ("KC301", ["The file that a document names is not there", "Did you mean"]),
    ],
)
def test_an_explanation_says_what_it_must(name: str, said: list[str]) -> None:
    text = explain.render(name, load("kominfo-2023-reguler"), Messages("en"), plain, PLAIN_WIDTH)
    flat = " ".join(text.split())
    assert [part for part in said if part not in flat] == []


def test_what_proves_a_question_is_only_what_asks_it() -> None:
    """A row on questions of one kind does not prove those of another."""
    text = explain.render("B1", load("kominfo-2023-reguler"), Messages("en"), plain, PLAIN_WIDTH)
    rows = set(re.findall(r"\b[A-Z]-\d\d\b", text))
    assert rows == {"A-01", "A-02", "K-01", "K-02"}


@pytest.mark.parametrize(
    ("name", "suggestion"), [("KC20", "KC2"), ("Q-00", "Q-"), ("perkda", "perkada"), ("???", "")]
)
def test_what_stands_for_nothing_is_refused(name: str, suggestion: str) -> None:
    with pytest.raises(CannotRun) as caught:
        explain.render(name, load("kominfo-2023-reguler"), Messages("en"), plain, PLAIN_WIDTH)
    assert caught.value.code == "no-such-code"
    assert str(caught.value.details["suggestion"]).startswith(suggestion)


def test_the_paths_of_a_report_are_posix(make: Callable[..., Path]) -> None:
    folder = make({"unit/dinas/isi.yaml": "programs:\n  - {id: satu}\n"})
    [dossier] = report(assess(folder, AS_OF))["dossiers"]
    assert dossier["path"] == Path(folder).as_posix()
    assert "unit/dinas/isi.yaml" in {finding["path"] for finding in dossier["findings"]}
