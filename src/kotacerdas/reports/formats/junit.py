"""`--format junit` of `validate`: a suite for each dossier, a test case for each cell of its matrix and each mistake."""

from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, State
from kotacerdas.findings import MISTAKES
from kotacerdas.languages.text import outgoing
from kotacerdas.naming import MAX_PART, slug
from kotacerdas.reports.listed_findings import Listed, by_cell, listed
from kotacerdas.reports.page import Page

Case = tuple[str, str, str, str, str]
"""A test case: its group, its name; how it did not pass (`failure`, `error`, `skipped`; empty if it did), in short, in full."""

_COUNTED: Final = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def render(page: Page) -> str:
    """The matrices of dossiers as test suites of JUnit, with mistakes that decide. Waived, not judged, recommended or known: skipped."""
    suites = [_suite(*both, page) for both in zip(page.assessments, listed(page), strict=True)]
    keys = ("tests", "failures", "errors")
    counts = {key: str(sum(int(suite.get(key, "0")) for suite in suites)) for key in keys}
    root = ET.Element("testsuites", {"name": "kotacerdas", **counts})
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(assessment: Assessment, findings: list[Listed], page: Page) -> ET.Element:
    """The test suite of a dossier, named by its folder; of cases that are named alike, the later ones get a number."""
    cases = list(_cases(assessment, findings, page))
    outcomes = [outcome for _, _, outcome, _, _ in cases]
    counts = {plural: str(outcomes.count(outcome)) for outcome, plural in _COUNTED.items()}
    name = outgoing(page.folder(assessment))
    suite = ET.Element("testsuite", {"name": name, "tests": str(len(cases)), **counts})
    info = assessment.dossier.info if assessment.dossier else None
    whose = f"{slug(info.city.name, MAX_PART)}-{info.year}" if info else "dossier"
    numbers = Counter[tuple[str, str]]()
    for case in cases:
        group, title, outcome, message, text = map(outgoing, case)
        numbers[group, title] += 1
        if (number := numbers[group, title]) > 1:
            title = f"{title} ({number})"
        element = ET.SubElement(suite, "testcase", {"classname": f"{whose}.{group}", "name": title})
        if outcome:
            ET.SubElement(element, outcome, {"message": message}).text = text
    return suite


def _cases(assessment: Assessment, findings: list[Listed], page: Page) -> Iterator[Case]:
    """The test cases of a dossier: its mistakes, then its matrix."""
    matrix, names, lacking = assessment.matrix, page.names(assessment), by_cell(findings)
    cells = () if page.kind == MISTAKES else (*matrix.cells, *matrix.unjudged)
    in_matrix = {(cell.requirement, cell.subject) for cell in cells}
    for one in findings:
        if one.decides and (one.finding.requirement, one.finding.subject) not in in_matrix:
            yield one.finding.code, f"{one.path}: {one.message}", "error", one.message, _full(one)
    for cell in cells:
        how = _outcome(cell, lacking.get((cell.requirement, cell.subject), []), page)
        yield cell.requirement, f"{names.title(cell.requirement)}: {names.subject(cell.subject)}", *how


def _outcome(cell: Cell, lacking: list[Listed], page: Page) -> tuple[str, str, str]:
    """How the test case of a cell did not pass in JUnit, in short, and in full; empty of one that did."""
    messages = page.messages
    if cell.state is State.MET:
        return "", "", ""
    if cell.state is State.WAIVED:
        reason = cell.waiver.reason if cell.waiver else ""
        return "skipped", f"{messages.text('formats.state.waived')}: {reason}", ""
    if cell.state is State.UNJUDGED:
        return "skipped", messages.text("formats.not-judged"), ""
    outcome = "failure" if any(one.decides for one in lacking) else "skipped"
    short = " ".join([f"{messages.text(f'words.{cell.level}')}:", *(one.shortfall for one in lacking)])
    return outcome, short, "\n\n".join(map(_full, lacking))


def _full(one: Listed) -> str:
    """A finding as the text of a test case: where, what, and the next step."""
    return f"{one.position}\n{one.message}\n{one.hint}"
