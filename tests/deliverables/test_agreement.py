"""What is handed over agrees: report, index, letters, score and comparison tell the same of every document and number."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.owners import Owners
from kotacerdas.assessment.proofs import Proofs
from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.deliverables.lookup import in_short
from kotacerdas.deliverables.package.plan import plan
from kotacerdas.deliverables.view.context import context
from kotacerdas.deliverables.view.shortfalls import share
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import FORMATS
from kotacerdas.reports.comparison.comparison import compare
from kotacerdas.reports.page import Page
from kotacerdas.reports.score import as_json as score_as_json
from kotacerdas.reports.status import render as status_of
from tests.conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from kotacerdas.deliverables.package.records import Index
    from kotacerdas.deliverables.view.records import Context

MESSAGES = Messages("id")
DOSSIERS = sorted(path.name for path in (ROOT / "dossiers").iterdir() if path.is_dir())


@pytest.fixture(scope="module", params=DOSSIERS)
def assessment(request: pytest.FixtureRequest) -> Assessment:
    """Each shipped dossier, worked out."""
    return assess(ROOT / "dossiers" / request.param, AS_OF)


@pytest.fixture(scope="module")
def proofs(assessment: Assessment) -> Proofs:
    assert assessment.dossier is not None
    assert assessment.instrument is not None
    return Proofs(assessment.dossier, assessment.instrument, assessment.matrix)


@pytest.fixture(scope="module")
def report(assessment: Assessment) -> Context:
    return context(assessment, MESSAGES, AS_OF, is_draft=False, link_to=str)


@pytest.fixture(scope="module")
def index(assessment: Assessment) -> Index:
    return plan(assessment, MESSAGES, AS_OF).contents


def test_report_answers_and_index_tell_the_same_of_what_a_document_proves(
    assessment: Assessment, proofs: Proofs, report: Context, index: Index
) -> None:
    assert assessment.dossier is not None
    proven = {document.id: proofs.of(document) for document in assessment.dossier.documents}
    answers = {
        question.id: {document.id for document in question.documents}
        for aspect in report.aspects
        for question in aspect.questions
    }
    programs = {program.id: {document.id for document in program.documents} for program in report.programs}
    for name, of_it in proven.items():
        assert {question for question, documents in answers.items() if name in documents} == set(
            of_it.questions
        )
        assert {
            program for program, documents in programs.items() if name in documents
        } == programs.keys() & set(of_it.subjects)
    for entry in (entry for group in index.groups for folder in group.folders for entry in folder.entries):
        questions = proven[entry.document.id].questions
        assert entry.proves[: len(questions)] == questions
        [listed] = (document for document in report.documents if document.id == entry.document.id)
        short = in_short(questions)
        assert entry.proves_short[: len(short)] == short
        assert listed.proves[len(listed.proves) - len(short) :] == short


def test_a_document_of_an_answer_stands_in_the_index_of_each_part(assessment: Assessment) -> None:
    assert assessment.dossier is not None
    interview = assessment.dossier.evaluation
    for number in range(1, 1 + len(interview.assessors if interview else ())):
        part = context(assessment, MESSAGES, AS_OF, is_draft=True, link_to=str, assessor=str(number))
        listed = {document.id for document in part.documents}
        for question in (question for aspect in part.aspects for question in aspect.questions):
            assert {document.id for document in question.documents} <= listed


# --- numbers -------------------------------------------------------------------------------------


def test_every_count_is_the_same_everywhere(assessment: Assessment, report: Context, index: Index) -> None:
    assert assessment.dossier is not None
    page = Page((assessment,), MESSAGES, AS_OF)
    [summary] = (dossier["summary"] for dossier in json.loads(FORMATS["json"](page))["dossiers"])
    itself = compare(assessment, assessment)
    for level in ("mandatory", "recommended"):
        share = getattr(report.readiness, level)
        assert {"met": share.met, "total": share.total} == summary[level]
        assert getattr(itself.new, level) == (share.met, share.total)
        for parts in (report.by_dimension, report.by_agency):
            assert sum(getattr(part, level).met for part in parts) == share.met
            assert sum(getattr(part, level).total for part in parts) == share.total
    listed = sum(len(folder.entries) for group in index.groups for folder in group.folders)
    assert len(report.documents) == listed + len(index.kept_back) + len(index.unfit)
    assert len(report.documents) == len(assessment.dossier.documents)
    status = [" ".join(line.split()) for line in status_of(page).splitlines()]
    for aspect in report.aspects:
        told = f"{aspect.name} {aspect.proven.met}/{aspect.proven.total} "
        assert any(line.startswith(told) for line in status)
    wins = [program.name for program in report.quick_wins]
    assert wins == [proof.name for proof in index.proofs if proof.is_quick_win]
    assert wins == [row.name for row in report.matrix.rows]


def test_letters_ask_for_what_the_report_lacks(assessment: Assessment, report: Context) -> None:
    asked = requests(assessment, MESSAGES, AS_OF, "nota-dinas")
    needs = [need for letter in asked.letters for group in letter.groups for need in group.needs]
    lacking = {gap.requirement for gap in report.gaps if gap.agency}
    assert {need.requirement for need in needs} == lacking
    for requirement in lacking:
        cells = [cell for cell in assessment.matrix.missing() if cell.requirement == requirement]
        proven = {
            question for need in needs if need.requirement == requirement for question in need.questions
        }
        assert proven == {question for cell in cells for question in cell.proves}
    assert assessment.dossier is not None
    assert assessment.instrument is not None
    owners = Owners(assessment.dossier, assessment.instrument)
    names = {letter.agency_id: letter.short_name for letter in asked.letters}
    counts = {part.name: part for part in report.by_agency}
    for level in ("mandatory", "recommended"):
        owed = Counter({counts[name].name: getattr(counts[name], level).missing for name in names.values()})
        for cell in assessment.matrix.missing():  # what several agencies keep is asked of each for its part
            parts = list(owners.parts(cell))
            if cell.level == level and len(parts) > 1:
                owed.update(names[part.agency] for part in parts if part.agency in names)
                owed.subtract([names[cell.agency]] if cell.agency in names else [])
        assert +owed == +Counter({letter.short_name: getattr(letter, level) for letter in asked.letters})


def test_every_score_is_the_same_everywhere(assessment: Assessment, report: Context) -> None:
    page = Page((assessment,), MESSAGES, AS_OF)
    [told] = (dossier["score"] for dossier in json.loads(score_as_json(page))["dossiers"])
    compared = compare(assessment, assessment).scores.new
    if report.score is None:
        assert told is None or told["final"] is None
        assert not compared.scored
        return
    shown = MESSAGES.number(report.score.final, 2)
    assert (shown, report.score.scored) == (MESSAGES.number(told["final"], 2), told["scored"])
    assert (shown, report.score.scored) == (MESSAGES.number(compared.final, 2), compared.scored)
    for aspect, own, other in zip(report.score.aspects, told["aspects"], compared.aspects, strict=True):
        assert {MESSAGES.number(mean, 2) for mean in (aspect.mean, own["mean"], other.mean)} == {
            MESSAGES.number(aspect.mean, 2)
        }


@pytest.mark.parametrize(
    ("met", "total", "shown"),
    [(10, 271, "4%"), (270, 271, "99%"), (271, 271, "100%"), (1, 8, "13%"), (0, 0, "0%")],
)
def test_a_percentage_is_rounded_once_and_is_whole_only_where_all_is_met(
    met: int, total: int, shown: str
) -> None:
    assert MESSAGES.percent(share(met, total).percent) == shown


def test_no_template_rounds_percentages_its_own_way() -> None:
    for path in (ROOT / "templates").glob("*.j2"):
        assert not re.search(r"percent\|(?!percent)", path.read_text(encoding="utf-8")), path


# --- one document --------------------------------------------------------------------------------


def test_a_document_that_names_one_question_proves_all_whose_requirements_it_meets() -> None:
    example = assess(ROOT / "dossiers" / "contoh", AS_OF)
    assert example.dossier is not None
    assert example.instrument is not None
    proofs = Proofs(example.dossier, example.instrument, example.matrix)
    [chart] = (document for document in example.dossier.documents if document.type == "struktur-organisasi")
    assert chart.supports == ("O3",)
    assert proofs.of(chart).questions == ("O2", "O3")
    first, *others = proofs.documents("O2")
    assert "O2" in first.supports
    assert chart in others
