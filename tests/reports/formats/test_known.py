"""Against a baseline, the formats let what it has, too, decide nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.fingerprints import fingerprints
from tests.reports.formats.conftest import page_of, rendered

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page


@pytest.fixture
def new(tanjungpinang: Assessment) -> str:
    """The fingerprint of the last error, which no baseline has."""
    [marks] = fingerprints([tanjungpinang])
    return [mark for mark, f in zip(marks, tanjungpinang.findings, strict=True) if f.severity == "error"][-1]


@pytest.fixture
def page(tanjungpinang: Assessment, new: str) -> Page:
    [marks] = fingerprints([tanjungpinang])
    return page_of((tanjungpinang,), known=frozenset(marks) - {new})


def test_only_what_is_new_is_annotated(page: Page) -> None:
    lines = rendered("github", page).splitlines()
    assert [line.split()[0] for line in lines] == ["::error", "::notice"]


def test_only_what_is_new_fails_as_a_test(page: Page) -> None:
    text = rendered("junit", page)
    assert text.count("<failure") == 1
    assert "<error" not in text


def test_sarif_tells_what_is_new(page: Page, new: str) -> None:
    results = json.loads(rendered("sarif", page))["runs"][0]["results"]
    states = {result["partialFingerprints"]["kotacerdas/v1"]: result["baselineState"] for result in results}
    assert states.pop(new) == "new"
    assert {*states.values()} == {"unchanged"}
    without = json.loads(rendered("sarif", page._replace(known=None)))["runs"][0]["results"]
    assert not any("baselineState" in result for result in without)


def test_markdown_tells_what_is_new_first(page: Page) -> None:
    text = rendered("markdown", page)
    assert text.count("<summary>New or worse than in the baseline: 1</summary>") == 1
    assert text.index("New or worse") < text.index("<summary>Mistakes")
    everything = rendered("markdown", page._replace(known=frozenset()))
    assert f"baseline: {len(page.assessments[0].findings)}</summary>" in everything
    assert len(everything) <= 65_536
    assert "baseline" not in rendered("markdown", page._replace(known=None))
