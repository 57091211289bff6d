"""Requirements that are met only by documents that are never handed over, but can be shown in the interview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas.deliverables.package.plan import plan
from kotacerdas.deliverables.view.context import context
from kotacerdas.languages.messages import Messages
from tests.conftest import AS_OF

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.assessment.assessment import Assessment

    Assessed = Callable[..., Assessment]

PAPERS = "documents:\n"
PERBUP = (
    "{id: perbup, type: perkada, title: P, number: 1, date: 2023-01-02, supports: [B1], url: https://a.id/1"
)
PERDA = "{id: perda, type: perda, title: D, number: 2, date: 2023-01-02, supports: [B1], url: https://a.id/2"


def cell(assessment: Assessment, requirement: str) -> tuple[str, bool]:
    [of_it] = (cell for cell in assessment.matrix.cells if cell.requirement == requirement)
    return of_it.state, of_it.is_shown_only


@pytest.mark.parametrize(
    ("documents", "is_shown_only"),
    [
        ([f"{PERBUP}}}"], False),
        ([f"{PERBUP}, classification: restricted}}"], True),
        ([f"{PERBUP}, personal_data: specific}}"], True),
        ([f"{PERBUP}, personal_data: general}}"], False),
        ([f"{PERBUP}, classification: secret}}", f"{PERDA}}}"], False),
        ([f"{PERBUP}, classification: secret}}", f"{PERDA}, classification: restricted}}"], True),
    ],
)
def test_what_only_such_a_document_meets_is_known(
    assessed: Assessed, documents: list[str], *, is_shown_only: bool
) -> None:
    text = PAPERS + "".join(f"  - {document}\n" for document in documents)
    assert cell(assessed({"d.yaml": text}), "K-01") == ("met", is_shown_only)


def test_of_the_papers_of_one_meeting_one_is_enough(assessed: Assessed) -> None:
    paper = "  - {{id: {0}, type: {0}, title: {0}, date: 2023-03-01, supports: [sidang], url: https://a.id/{0}{1}}}\n"
    meeting = "meetings:\n  - {id: sidang, body: council, date: 2023-03-01}\n"
    others = paper.format("undangan", "") + paper.format("notulen", "")
    closed = paper.format("daftar-hadir", ", classification: restricted")
    assert cell(assessed({"d.yaml": f"{meeting}{PAPERS}{others}{closed}"}), "K-05") == ("met", True)
    second = meeting.replace("sidang", "kedua").removeprefix("meetings:\n")
    more = "".join(
        paper.format(kind, "").replace("sidang", "kedua").replace("id: ", "id: dua-")
        for kind in ("undangan", "notulen", "daftar-hadir")
    )
    text = f"{meeting}{second}{PAPERS}{others}{closed}{more}"
    assert cell(assessed({"d.yaml": text}), "K-05") == ("met", False)


def test_a_file_that_is_restricted_under_another_name_is_not_handed_over(
    assessed: Assessed, png: bytes
) -> None:
    text = PAPERS + (
        "  - {id: a, type: sk-kepala-daerah, title: A, number: 1, date: 2023-01-02, supports: [O2], file: bukti/a.png}\n"
        "  - {id: b, type: laporan, title: B, date: 2023-01-02, supports: [C2], file: bukti/b.png, classification: secret}\n"
    )
    files: dict[str, str | bytes] = {"d.yaml": text, "bukti/a.png": png, "bukti/b.png": png}
    assert cell(assessed(files), "K-03") == ("met", True)


def test_report_and_index_say_so(assessed: Assessed) -> None:
    assessment = assessed({"d.yaml": f"{PAPERS}  - {PERBUP}, classification: restricted}}\n"})
    report = context(assessment, Messages("id"), AS_OF, is_draft=True, link_to=str)
    assert (report.readiness.mandatory.met, report.readiness.shown_only) == (2, 2)
    assert plan(assessment, Messages("id"), AS_OF).contents.shown_only == ("B1", "O1")
    assert plan(assessment, Messages("id"), AS_OF, include=["perbup"]).contents.shown_only == ()
