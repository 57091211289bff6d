"""The report of `validate` as JSON: version 1 of its shape."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from kotacerdas import __version__
from tests.conftest import ROOT
from tests.reports.conftest import LANGUAGES, report

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment

SCHEMA = json.loads((ROOT / "tests" / "data" / "report-v1.schema.json").read_text(encoding="utf-8"))


def test_the_schema_of_the_report_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_obeys_version_1(assessment: Assessment, language: str) -> None:
    found = report(assessment, language)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    assert (found["tool"]["version"], found["as_of"]) == (__version__, "2023-11-01")


def test_json_says_the_same_in_both_languages_but_for_the_words(assessment: Assessment) -> None:
    english, indonesian = (report(assessment, language) for language in LANGUAGES)
    for one, other in zip(
        english["dossiers"][0]["findings"], indonesian["dossiers"][0]["findings"], strict=True
    ):
        assert one.pop("message") != other.pop("message")
        assert one.pop("hint") != other.pop("hint")
    assert english == indonesian


def test_json_is_in_order_of_place_and_code(assessment: Assessment) -> None:
    [dossier] = report(assessment)["dossiers"]
    order = [(f["path"], f["line"], f["column"], f["code"]) for f in dossier["findings"]]
    assert order == sorted(order)
    assert len(order) > 0


def test_json_counts_what_it_lists(assessment: Assessment) -> None:
    [dossier] = report(assessment)["dossiers"]
    summary, findings, matrix = dossier["summary"], dossier["findings"], dossier["matrix"]
    severities = [finding["severity"] for finding in findings]
    assert (summary["errors"], summary["warnings"]) == tuple(map(severities.count, ("error", "warning")))
    assert summary["complete"] == (summary["errors"] == 0)
    for level in ("mandatory", "recommended"):
        states = [cell["state"] for cell in matrix if cell["level"] == level]
        assert summary[level] == {"met": states.count("met"), "total": len(states)}
    assert summary["waived"] == sum(cell["state"] == "waived" for cell in matrix)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_two_colons(tanjungpinang: Assessment, language: str) -> None:
    """A title, what is lacking, and for whom are told apart by other signs."""
    [dossier] = report(tanjungpinang, language)["dossiers"]
    messages = (re.sub(r'"[^"]*"', "…", finding["message"]) for finding in dossier["findings"])
    assert [message for message in messages if message.count(": ") > 1] == []


def test_json_tells_of_everything_that_is_missing_once(assessment: Assessment) -> None:
    [dossier] = report(assessment)["dossiers"]

    def key(entry: dict[str, Any]) -> tuple[str, str, str]:
        return (entry["requirement"], entry["subject"]["kind"], entry["subject"]["id"])

    missing = [key(cell) for cell in dossier["matrix"] if cell["state"] == "missing"]
    assert sorted(key(f) for f in dossier["findings"] if f["requirement"]) == sorted(missing)


def test_json_of_a_dossier_that_cannot_be_read_has_nothing_of_it(unread: Assessment) -> None:
    [dossier] = report(unread)["dossiers"]
    assert [dossier[key] for key in ("city", "year", "instrument", "matrix")] == [None, None, None, []]
    assert not dossier["summary"]["complete"]


def test_leverage_has_four_digits(tanjungpinang: Assessment) -> None:
    [dossier] = report(tanjungpinang)["dossiers"]
    worth = {f["leverage"] for f in dossier["findings"]}
    assert worth == {round(leverage, 4) for leverage in worth}
    assert max(worth) == 0.1167
