"""JUnit: legal XML, whatever a dossier holds, with a test case for each cell."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from kotacerdas.assessment.cells import State
from kotacerdas.findings import Severity
from tests.reports.formats.conftest import any_text, assessed_with, page_of, rendered

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page

ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped"},
    "testcase": {"classname", "name"},
    **{key: {"message"} for key in ("failure", "error", "skipped")},
}
"""What stands where: all of it is known to the schema that Jenkins checks by (junit-10.xsd)."""


def suites_of(page: Page) -> list[list[object]]:
    """The test cases of each suite, as a parser reads them; what it counts is what the file says."""
    text = rendered("junit", page)
    for element in ET.fromstring(text).iter():  # noqa: S314 - our own
        assert element.attrib.keys() == ATTRIBUTES[element.tag]
    report = JUnitXml.fromstring(text.encode())
    told = (report.tests, report.failures, report.errors)
    report.update_statistics()
    assert told == (report.tests, report.failures, report.errors)
    suites = [list(suite) for suite in report]
    for cases in suites:  # of two that are named alike a CI shows one
        assert len({(case.classname, case.name) for case in cases}) == len(cases)
    return suites


def states(assessment: Assessment) -> Counter[str]:
    """How the cells of a dossier and its mistakes should come out."""
    matrix, findings = assessment.matrix, assessment.findings
    deciding = {(f.requirement, f.subject) for f in findings if f.severity is Severity.ERROR}
    counts: Counter[str] = Counter()
    for cell in (*matrix.cells, *matrix.unjudged):
        is_failure = cell.state is State.MISSING and (cell.requirement, cell.subject) in deciding
        counts["met" if cell.state is State.MET else "failure" if is_failure else "skipped"] += 1
    cells = {(cell.requirement, cell.subject) for cell in (*matrix.cells, *matrix.unjudged)}
    counts["error"] = sum(
        f.severity is Severity.ERROR and (f.requirement, f.subject) not in cells for f in findings
    )
    return counts


OUTCOMES = {Failure: "failure", Error: "error", Skipped: "skipped"}


def test_there_is_a_suite_for_each_dossier_and_a_case_for_each_cell(page: Page) -> None:
    suites = suites_of(page)
    assert len(suites) == len(page.assessments)
    for assessment, cases in zip(page.assessments, suites, strict=True):
        found = Counter(OUTCOMES[type(case.result[0])] if case.result else "met" for case in cases)  # type: ignore[attr-defined]
        assert found == +states(assessment)


def test_a_dossier_that_cannot_be_read_fails(page: Page) -> None:
    unread = [each for each in page.assessments if each.dossier is None]
    [cases] = suites_of(page._replace(assessments=tuple(unread)))
    assert any(isinstance(case.result[0], Error) for case in cases)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("is_strict", "outcome"), [(False, Skipped), (True, Failure)])
def test_what_is_recommended_fails_when_strict(
    tanjungpinang: Assessment, *, is_strict: bool, outcome: type
) -> None:
    [cases] = suites_of(page_of((tanjungpinang,), is_strict=is_strict))
    recommended = [case for case in cases if case.classname.endswith(".Q-07")]  # type: ignore[attr-defined]
    assert {type(case.result[0]) for case in recommended} == {outcome}  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["mistakes", "gaps"])
def test_only_one_kind_of_findings_is_told(several: tuple[Assessment, ...], kind: str) -> None:
    suites = suites_of(page_of(several, filters={"only": kind}))
    for assessment, cases in zip(several, suites, strict=True):
        failed = [case for case in cases if case.result and not isinstance(case.result[0], Skipped)]  # type: ignore[attr-defined]
        assert len(failed) == assessment.total(Severity.ERROR, kind)


@any_text
def test_any_text_is_legal_xml(text: str) -> None:
    suites_of(page_of((assessed_with(text),)))
