"""The sentences of findings, in every variant and language."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from kotacerdas import resources
from kotacerdas.assessment.cells import Lack
from kotacerdas.assessment.checks import CHECKS
from kotacerdas.findings import Diagnostic, Location, Severity
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages, catalogue
from kotacerdas.languages.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterator
LANGUAGES = ("en", "id")
ENGLISH, INDONESIAN = catalogue("en"), catalogue("id")
CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(resources.PACKAGE.rglob("*.py")) if path.is_file()
)
IN_SENTENCES = {"KC201", "KC202", "KC203"}
"""Findings of the matrix, which the golden reports show."""


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_title_message_hint_and_reason(language: str) -> None:
    messages = Messages(language)
    for code in sorted({*CHECKS, *re.findall(r"KC\d{3}", CODE)}):
        assert code in sentences.codes(messages)
        assert messages.text(f"findings.{code}.title")
        assert sentences.hints(code, messages)
        assert len(sentences.why(code, messages)) > 20
        keys = catalogue(language)
        assert any(key.startswith(f"findings.{code}.message") for key in keys)


def variants() -> Iterator[tuple[str, str]]:
    """Every code with every variant of its message or hint."""
    for key in ENGLISH:
        family, code, *rest = key.split(".")
        if family == "findings" and code not in IN_SENTENCES and rest[0] in {"message", "hint"}:
            yield code, rest[1] if len(rest) > 1 else ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("code", "variant"), sorted(set(variants())))
def test_a_finding_can_be_said_in_every_variant(code: str, variant: str, language: str) -> None:
    """With every variant of its message there is a hint, and no gap is left open in either."""
    hints_alone = {"", "none", "near", "several", "alternatives", "known"}
    if variant in hints_alone:
        variant = next((v for c, v in variants() if c == code and v not in hints_alone), "")
    open_gaps = set().union(
        *(gaps(text) for key, text in ENGLISH.items() if key.startswith(f"findings.{code}."))
    )
    kind = variant.removeprefix("wrong-kind-")
    names = Names(Messages(language))
    for suggestion in ("", "saran"):
        details = {**dict.fromkeys(open_gaps, "isi"), "variant": variant, "suggestion": suggestion}
        if kind != variant:
            details |= {"variant": "wrong-kind", "kind": kind}
        finding = Diagnostic(code, Severity.ERROR, Location("x.yaml"), details=details)
        said = f"{sentences.message(finding, names)} {sentences.hint(finding, names)}"
        assert "{" not in said
        assert len(said) > 20


@pytest.mark.parametrize("code", CHECKS)
def test_the_reason_of_a_check_is_its_docstring_in_english(code: str) -> None:
    first, *_ = (CHECKS[code].run.__doc__ or "").splitlines()
    assert sentences.why(code, Messages("en")).startswith(first)
    assert not sentences.why(code, Messages("id")).startswith(first)


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"suggestion": "sop"}, ("sop", "sop")),
        ({"several": ("B1", "B2")}, ("[B1, B2]", "[B1, B2]")),
        (
            {"alternatives": ("notulen", "hibah")},
            ('write one of: "notulen", "hibah"', 'tulis salah satu: "notulen", "hibah"'),
        ),
        ({"known": "a, b"}, ("There are: a, b", "Yang ada: a, b")),
    ],
)
def test_the_hint_tells_what_may_be_meant(details: dict[str, object], told: tuple[str, str]) -> None:
    where = Location("x.yaml")
    finding = Diagnostic(
        "KC120", Severity.ERROR, where, details={"variant": "anything", "value": "x", **details}
    )
    for language, text in zip(LANGUAGES, told, strict=True):
        assert text in sentences.hint(finding, Names(Messages(language)))


def test_a_contradiction_is_told_with_how_to_end_it() -> None:
    details = {"reason": "wrong-year", "year": 2022, "first": 2023, "last": 2023}
    lack = Lack("window", fields=("quick_win.new",), details=details)
    finding = Diagnostic("KC202", Severity.ERROR, Location("a.yaml"), details={"lacks": (lack,)})
    names = Names(Messages("en"))
    assert 'the mark "new" contradicts its start in 2022' in sentences.message(finding, names)
    assert sentences.hint(finding, names) == "Find out which of the two is right, and correct the other."
