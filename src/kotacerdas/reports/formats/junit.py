"""`--format junit` of `validate`: a suite for each dossier, a test case for each cell of its matrix and each mistake."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.etree import ElementTree as ET

from kotacerdas.assessment.cells import State
from kotacerdas.findings import MISTAKES
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import outgoing
from kotacerdas.naming import MAX_PART, slug
from kotacerdas.reports.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Cell
    from kotacerdas.reports.listing import Listed
    from kotacerdas.reports.page import Page

_COUNTED: Final = {"failure": "failures", "error": "errors", "skipped": "skipped"}


class _Case(NamedTuple):
    """A test case. `outcome` is how it did not pass (`failure`, `error`, `skipped`), if so; `message` tells it in short, `text` in full."""

    group: str
    name: str
    outcome: str = ""
    message: str = ""
    text: str = ""


def render(page: Page) -> str:
    """The matrices of dossiers as test suites, with mistakes that decide. Waived, not judged, recommended or known: skipped."""
    suites = [
        _suite(assessment, list(_cases(assessment, findings, page)), page)
        for assessment, findings in zip(page.assessments, listed(page), strict=True)
    ]
    counts = {
        key: str(sum(int(suite.get(key, "0")) for suite in suites)) for key in ("tests", "failures", "errors")
    }
    root = ET.Element("testsuites", {"name": "kotacerdas", **counts})
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(assessment: Assessment, cases: list[_Case], page: Page) -> ET.Element:
    """The test suite of a dossier, named by its folder; of cases that are named alike, the later ones get a number."""
    outcomes = [case.outcome for case in cases]
    counts = {plural: str(outcomes.count(outcome)) for outcome, plural in _COUNTED.items()}
    name = outgoing(page.folders.get(assessment.path, assessment.path))
    suite = ET.Element("testsuite", {"name": name, "tests": str(len(cases)), **counts})
    info = assessment.dossier.info if assessment.dossier else None
    whose = f"{slug(info.city.name, MAX_PART)}-{info.year}" if info else "dossier"
    counts_of_names = Counter[tuple[str, str]]()
    for case in cases:
        group, title, message, text = map(outgoing, (case.group, case.name, case.message, case.text))
        counts_of_names[group, title] += 1
        if (number := counts_of_names[group, title]) > 1:
            title = f"{title} ({number})"
        element = ET.SubElement(suite, "testcase", {"classname": f"{whose}.{group}", "name": title})
        if case.outcome:
            ET.SubElement(element, case.outcome, {"message": message}).text = text
    return suite


def _cases(assessment: Assessment, findings: list[Listed], page: Page) -> Iterator[_Case]:
    """The test cases of a dossier: its mistakes, then its matrix."""
    matrix = assessment.matrix
    lacking: dict[object, list[Listed]] = {}
    if page.kind != MISTAKES:
        lacking = {(cell.requirement, cell.subject): [] for cell in (*matrix.cells, *matrix.unjudged)}
    for one in findings:
        if one.cell in lacking:
            lacking[one.cell].append(one)
        elif one.decides:
            yield _Case(one.finding.code, f"{one.path}: {one.message}", "error", one.message, _full(one))
    names = Names(page.messages, assessment.dossier, assessment.instrument)
    for cell in (*matrix.cells, *matrix.unjudged) if lacking else ():
        row = names.requirement(cell.requirement)
        title = page.messages.word(row.title) if row else ""
        how = _outcome(cell, lacking[cell.requirement, cell.subject], page)
        yield _Case(cell.requirement, f"{title}: {names.subject(cell.subject)}", *how)


def _outcome(cell: Cell, lacking: list[Listed], page: Page) -> tuple[str, ...]:
    """How the test case of a cell did not pass, in short, and in full; nothing of one that did."""
    messages = page.messages
    if cell.state is State.MET:
        return ()
    if cell.state is State.WAIVED:
        reason = cell.waiver.reason if cell.waiver else ""
        return "skipped", f"{messages.text('formats.state.waived')}: {reason}", ""
    if cell.state is State.UNJUDGED:
        return "skipped", messages.text("formats.not-judged"), ""
    is_failure = any(one.decides for one in lacking)
    short = " ".join([f"{messages.text(f'words.{cell.level}')}:", *(one.shortfall for one in lacking)])
    return "failure" if is_failure else "skipped", short, "\n\n".join(map(_full, lacking))


def _full(one: Listed) -> str:
    """A finding as the text of a test case: where, what, and the next step."""
    where = one.finding.location
    return f"{one.path}:{where.line}:{where.column}\n{one.message}\n{one.hint}"
