"""Code Quality of GitLab: the fields that its documentation demands, and fingerprints that are all different."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.reports.formats.conftest import any_text, assessed_with, page_of, rendered

if TYPE_CHECKING:
    from kotacerdas.reports.page import Page


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": [*fields], "properties": fields}


TEXT = {"type": "string", "minLength": 1}
SCHEMA = {
    "type": "array",
    "items": _object(
        description=TEXT,
        check_name=TEXT,
        fingerprint=TEXT,
        severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
        location=_object(
            path={"type": "string", "pattern": r"^(?!\./|/)"},
            lines=_object(begin={"type": "integer", "minimum": 1}),
        ),
    ),
}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format publishes no schema, only this table of fields."""


def issues(page: Page) -> list[dict[str, Any]]:
    """The issues of a report, which is valid."""
    found: list[dict[str, Any]] = json.loads(rendered("gitlab", page))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    return found


@pytest.fixture(scope="session")
def of_all(page: Page) -> list[dict[str, Any]]:
    return issues(page)


def test_every_dossier_is_valid_and_no_two_fingerprints_are_alike(
    page: Page, of_all: list[dict[str, Any]]
) -> None:
    marks = [issue["fingerprint"] for issue in of_all]
    assert len(marks) == len(set(marks)) == sum(len(each.findings) for each in page.assessments)


def test_a_missing_document_weighs_less_than_a_mistake_and_more_than_what_is_recommended(
    of_all: list[dict[str, Any]],
) -> None:
    by_name = {issue["check_name"]: issue["severity"] for issue in of_all}
    assert [by_name[name] for name in ("KC005", "Q-03", "KC401", "Q-07")] == [
        "critical",
        "major",
        "minor",
        "info",
    ]


@any_text
def test_any_text_is_valid(text: str) -> None:
    issues(page_of((assessed_with(text),)))
