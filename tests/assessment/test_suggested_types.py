"""Which types of documents are suggested for what officials call their papers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.marks import assessed

PAPERS = yaml.safe_load(Path(__file__).with_name("names-of-papers.yaml").read_text(encoding="utf-8"))


def suggested(names: list[str]) -> dict[str, str]:
    """The types that are suggested for each name, where documents have it as their type."""
    text = "documents:\n" + "".join(
        f"  - {{id: dok-{n}, type: '{name}', title: Dokumen}}\n" for n, name in enumerate(names)
    )
    told = {
        finding.details["value"]: finding.details
        for finding in assessed(text).findings
        if finding.code == "KC120"
    }
    return {
        name: ", ".join(filter(None, [told[name].get("suggestion"), *told[name].get("alternatives", ())]))
        for name in names
    }


@pytest.mark.parametrize("types", PAPERS, ids=str)
def test_a_paper_is_suggested_by_its_common_name(types: str) -> None:
    assert suggested(PAPERS[types]) == dict.fromkeys(PAPERS[types], types)


def test_at_least_eighty_papers_are_tried() -> None:
    assert sum(map(len, PAPERS.values())) > 80
