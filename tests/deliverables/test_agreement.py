"""What is handed over agrees: report, index, letters, score and comparison tell the same of every document and number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.proofs import Proofs
from kotacerdas.deliverables.lookup import in_short
from kotacerdas.deliverables.package.plan import plan
from kotacerdas.deliverables.view.context import context
from kotacerdas.languages.messages import Messages
from tests.conftest import ROOT

if TYPE_CHECKING:
    from kotacerdas.deliverables.package.records import Index
    from kotacerdas.deliverables.view.records import Context

MESSAGES = Messages("id")
DOSSIERS = sorted(path.name for path in (ROOT / "dossiers").iterdir() if path.is_dir())


@pytest.fixture(scope="module", params=DOSSIERS)
def assessment(request: pytest.FixtureRequest) -> Assessment:
    """Each shipped dossier, worked out."""
    return assess(ROOT / "dossiers" / request.param, dt.date(2023, 11, 1))


@pytest.fixture(scope="module")
def proofs(assessment: Assessment) -> Proofs:
    assert assessment.dossier is not None
    assert assessment.instrument is not None
    return Proofs(assessment.dossier, assessment.instrument, assessment.matrix)


@pytest.fixture(scope="module")
def report(assessment: Assessment) -> Context:
    return context(assessment, MESSAGES, dt.date(2023, 11, 1), is_draft=False, link_to=str)


@pytest.fixture(scope="module")
def index(assessment: Assessment) -> Index:
    return plan(assessment, MESSAGES, dt.date(2023, 11, 1)).contents


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


def test_a_document_that_names_one_question_proves_all_whose_requirements_it_meets() -> None:
    example = assess(ROOT / "dossiers" / "contoh", dt.date(2023, 11, 1))
    assert example.dossier is not None
    assert example.instrument is not None
    proofs = Proofs(example.dossier, example.instrument, example.matrix)
    [chart] = (document for document in example.dossier.documents if document.type == "struktur-organisasi")
    assert chart.supports == ("O3",)
    assert proofs.of(chart).questions == ("O2", "O3")
    first, *others = proofs.documents("O2")
    assert "O2" in first.supports
    assert chart in others
