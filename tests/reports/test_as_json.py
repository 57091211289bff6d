"""The report of `validate` as JSON: version 1 of its shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kotacerdas import __version__
from tests.reports.conftest import LANGUAGES, report

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_tells_which_tool_made_it_as_of_which_day(assessment: Assessment, language: str) -> None:
    found = report(assessment, language)
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


def test_a_cell_tells_whom_it_concerns(tanjungpinang: Assessment) -> None:
    [dossier] = report(tanjungpinang)["dossiers"]
    cells = {(cell["requirement"], cell["subject"]["id"]): cell for cell in dossier["matrix"]}
    cell = cells["Q-03", "open-data"]
    assert (cell["agency"], cell["dimension"]) == ("diskominfo", "smart-governance")


def test_the_totals_of_agencies_are_those_of_their_cells(assessment: Assessment) -> None:
    [dossier] = report(assessment)["dossiers"]
    agencies, matrix = dossier["agencies"], dossier["matrix"]
    registered = [agency.id for agency in assessment.dossier.agencies] if assessment.dossier else []
    assert [agency["id"] for agency in agencies if agency["name"]] == registered
    for agency in agencies:
        for level in ("mandatory", "recommended"):
            own = [c["state"] for c in matrix if (c["agency"], c["level"]) == (agency["id"], level)]
            assert agency[level] == {"met": own.count("met"), "total": len(own)}
    assert {cell["agency"] for cell in matrix} <= {agency["id"] for agency in agencies}


def test_files_that_could_not_be_read_are_named(troubled: Assessment, tanjungpinang: Assessment) -> None:
    for one, files in ((troubled, ["rusak.yaml"]), (tanjungpinang, [])):
        assert report(one)["dossiers"][0]["unread_files"] == files


@pytest.mark.parametrize("is_strict", [False, True])
def test_json_tells_whether_it_is_strict(troubled: Assessment, *, is_strict: bool) -> None:
    assert report(troubled, is_strict=is_strict)["strict"] is is_strict
