"""`explain` tells of any name, and lists them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Here, Run


def test_words_need_no_quotation_marks(here: Here) -> None:
    for words in (["sk", "walikota"], ["sk walikota"]):
        answer = here("explain", *words)
        assert (answer.status, "sk-kepala-daerah" in answer.out, answer.err) == (0, True, "")
    answer = here("explain", "sk", "walkota")
    assert (answer.status, answer.out) == (2, "")
    assert 'Did you mean "sk walikota"?' in " ".join(answer.err.split())


def test_several_names_are_explained_each(here: Here) -> None:
    answer = here("explain", "Q-06", "sop")
    assert [
        line for line in answer.out.splitlines() if line.startswith(("Requirement ", "Document type "))
    ] == [
        "Requirement Q-06: Data on its use",
        "Document type sop: Standard operating procedure (SOP)",
    ]


@pytest.mark.slow
def test_weights_are_told_of_the_regular_cohort_first(run: Run) -> None:
    assert "0.0091" in run("explain", "C1").stdout
    assert "0.0061" in run("explain", "C1", "--instrument", "kominfo-2023-kppn-ikn").stdout
    assert run("explain", "K1").returncode == 0


def test_without_a_code_everything_that_can_be_named_is_listed(run: Run) -> None:
    shown = run("explain").stdout
    assert all(name in shown for name in ("smart-living", "layanan-publik", "perkada", "Q-06", "B1–B5"))
