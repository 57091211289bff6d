"""Annotations of GitHub: read back as its runner reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kotacerdas.findings import Severity
from tests.reports.formats.conftest import any_text, assessed_with, page_of, rendered

if TYPE_CHECKING:
    from kotacerdas.reports.page import Page

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::([^:].*)")


def commands(page: Page) -> list[tuple[str, dict[str, str], str]]:
    """The commands of a report: their kind, their properties, their text."""
    found = []
    for line in rendered("github", page).splitlines():
        if line.startswith("::"):
            kind, properties, text = COMMAND.fullmatch(line).groups()  # type: ignore[union-attr]
            pairs = dict(pair.split("=", 1) for pair in properties.split(","))
            found.append((kind, {key: plain(value) for key, value in pairs.items()}, plain(text)))
    return found


def plain(text: str) -> str:
    for sign in ("%3A:", "%2C,", "%0D\r", "%0A\n", "%25%"):
        text = text.replace(sign[:3], sign[3])
    return text


def test_ten_of_a_kind_are_annotated_the_most_valuable_first(page: Page) -> None:
    for assessment in page.assessments:
        found = commands(page._replace(assessments=(assessment,)))
        *_, (kind, _, total) = found
        assert (kind, assessment.path in total) == ("notice", True)
        for severity in Severity:
            of_kind = [one for one in found if one[0] == severity.value]
            assert len(of_kind) == min(10, assessment.total(severity))
            worth = {f.requirement: f.leverage for f in assessment.findings}
            leverages = [worth.get(p["title"].split()[-1], 0) for _, p, _ in of_kind if " " in p["title"]]
            assert leverages == sorted(leverages, reverse=True)


def test_what_is_not_annotated_is_counted(page: Page) -> None:
    every = [finding for each in page.assessments for finding in each.findings]
    told = [line for line in rendered("github", page).splitlines() if not line.startswith("::")]
    counts = [sum(f.severity is severity for f in every) - 10 for severity in Severity]
    assert [int(*re.findall(r": (\d+)\.", line)) for line in told] == counts


def test_the_location_is_that_of_the_repository(page: Page) -> None:
    for kind, properties, _ in commands(page):
        if kind != "notice":
            assert properties["file"].startswith("kota/dosir ")
            assert int(properties["line"]) > 0


@any_text
def test_any_text_stays_in_its_command(text: str) -> None:
    page = page_of((assessed_with(text),))
    kinds = [kind for kind, _, _ in commands(page)]
    assert kinds.count("notice") == 1
    errors = page.assessments[0].total(Severity.ERROR)
    assert kinds.count("error") == min(10, errors)
