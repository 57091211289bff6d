"""What `status` tells of documents that were reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas.languages.messages import Messages
from kotacerdas.reports import follow_ups, status
from kotacerdas.reports.page import Page
from tests.conftest import AS_OF

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.assessment.assessment import Assessment

TEXT = """\
documents:
  - {id: kembali, type: sop, title: SOP Satu, url: https://contoh.go.id/1}
  - {id: diganti, type: sop, title: SOP Dua, date: 2023-10-20, url: https://contoh.go.id/2}
  - {id: diterima, type: sop, title: SOP Tiga, url: https://contoh.go.id/3}
  - {id: belum, type: sop, title: SOP Empat, url: https://contoh.go.id/4}
  - {id: lama, type: sop, title: SOP Lima, url: https://contoh.go.id/5}
reviews:
  - {document: kembali, verdict: rejected, by: Sekda, date: 2023-10-14, note: "Bukan SOP.\\nMinta yang benar."}
  - {document: diganti, verdict: revise, by: Ketua Tim Asesor, date: 2023-10-14, note: Belum ditandatangani.}
  - {document: diterima, verdict: revise, date: 2023-10-14}
  - {document: diterima, verdict: accepted, date: 2023-10-15}
  - {document: lama, verdict: revise, date: 2023-10-14}
  - {document: lama, verdict: mungkin, date: 2023-10-15}
"""


@pytest.fixture
def page(assessed: Callable[..., Assessment]) -> Page:
    return Page((assessed({"isi.yaml": TEXT}),), Messages("en"), AS_OF)


def test_status_counts_what_came_back_and_what_is_settled(page: Page) -> None:
    text = status.render(page)
    assert (
        "Documents that were reviewed\n  Came back: 1. Newer since they came back: 1. Accepted: 1.\n" in text
    )
    assert "status --follow-ups" in text
    assert "What assessors asked for" not in text


def test_status_says_nothing_of_reviews_where_there_are_none(assessed: Callable[..., Assessment]) -> None:
    page = Page((assessed(),), Messages("en"), AS_OF)
    for render in (status.render, follow_ups.render):
        assert "review" not in render(page)


def test_each_is_listed_with_its_verdict_but_one_of_which_a_verdict_could_not_be_read(page: Page) -> None:
    text = follow_ups.render(page)
    assert text[text.index("Came back (1)") :].splitlines() == [
        "Came back (1)",
        "  - SOP Satu (kembali): rejected by Sekda on 14 October 2023: Bukan SOP. Minta yang benar",
        "",
        "Newer since they came back, with no verdict yet (1)",
        "  - SOP Dua (diganti): sent back by Ketua Tim Asesor on 14 October 2023 to be revised: Belum",
        "    ditandatangani",
        "",
        "Accepted (1)",
        "  - SOP Tiga (diterima): accepted on 15 October 2023",
    ]
