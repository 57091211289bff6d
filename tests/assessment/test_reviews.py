"""Verdicts on documents: what came back meets nothing until something newer stands, and nobody is accused of what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.assessment.test_matrix import QUICK_WIN, cell_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Cell

    Assessed = Callable[..., Assessment]

SOP = "documents:\n  - {id: sop, type: sop, title: SOP, supports: [satu], WHERE}\n"
LINK = "url: https://contoh.go.id/1"


def sop_cell(assessed: Assessed, reviews: str, where: str = LINK, **more: str) -> Cell:
    """The cell of the SOP of a quick win, of which these verdicts are recorded."""
    text = QUICK_WIN + SOP.replace("WHERE", where) + reviews
    return cell_of(assessed({"isi.yaml": text, "bukti/sop.pdf": b"%PDF-1.7", **more}), "Q-04", "satu")


def reviews(*entries: str) -> str:
    return "reviews:\n" + "".join(f"  - {{document: sop, {entry}}}\n" for entry in entries)


@pytest.mark.usefixtures("papers_open")
@pytest.mark.parametrize(
    ("where", "entries", "state"),
    [
        (LINK, ["verdict: diterima, date: 2023-10-14"], "met"),
        (LINK, ["verdict: perlu diperbaiki, date: 2023-10-14"], "missing"),
        (LINK, ["verdict: ditolak, date: 2023-10-14"], "missing"),
        (LINK, ["verdict: accepted, date: 2023-10-15", "verdict: rejected, date: 2023-10-14"], "met"),
        (LINK, ["verdict: accepted, date: 2023-10-14", "verdict: rejected, date: 2023-10-14"], "missing"),
        (f"{LINK}, date: 2023-10-14", ["verdict: revise, date: 2023-10-14"], "missing"),
        (f"{LINK}, date: 2023-10-15", ["verdict: revise, date: 2023-10-14"], "met"),
        (f"{LINK}, date: 2023-10", ["verdict: revise, date: 2023-10-14"], "missing"),
        (f"{LINK}, date: 2023-11", ["verdict: revise, date: 2023-10-14"], "met"),
        ("file: bukti/sop.pdf", ["verdict: revise, date: 2023-10-14"], "missing"),
        ("file: bukti/sop.pdf", ["verdict: revise, date: 2023-10-14, file: bukti/sop.pdf"], "missing"),
        ("file: bukti/sop.pdf", ["verdict: revise, date: 2023-10-14, file: bukti/lama.pdf"], "met"),
        ("file: lama/sop.pdf", ["verdict: revise, date: 2023-10-14, file: lama/sop.pdf"], "unjudged"),
    ],
)
def test_what_came_back_meets_nothing_until_something_newer_stands(
    assessed: Assessed, where: str, entries: list[str], state: str
) -> None:
    assert sop_cell(assessed, reviews(*entries), where).state == state


def test_a_cell_knows_what_was_said_of_the_document(assessed: Assessed) -> None:
    said = "verdict: revise, by: Ketua Tim Asesor, date: 2023-10-14, note: Belum ditandatangani."
    [miss] = sop_cell(assessed, reviews(said)).near_misses
    assert (miss.document, miss.reason, miss.details["note"]) == ("sop", "returned", "Belum ditandatangani.")


@pytest.mark.parametrize(
    "unread",
    [
        "  - {document: sop, verdict: setuju sekali, date: 2023-10-15}\n",
        "  - {document: sop, verdict: accepted, date: kemarin}\n",
        "  - {document: [sop], verdict: accepted, date: 2023-10-15}\n",
        "  - {document: sop, verdict: revise, date: 2023-10-15, file: [a]}\n",
    ],
)
def test_a_document_that_came_back_is_not_judged_while_a_verdict_on_it_cannot_be_read(
    assessed: Assessed, unread: str
) -> None:
    returned = reviews("verdict: revise, date: 2023-10-14")
    assert sop_cell(assessed, returned).state == "missing"
    assert sop_cell(assessed, returned + unread).state == "unjudged"
    elsewhere = unread.replace("sop", "lain")
    assert sop_cell(assessed, returned + elsewhere).state == ("unjudged" if "[" in unread[:20] else "missing")
    accepted = reviews("verdict: accepted, date: 2023-10-16")
    assert sop_cell(assessed, accepted + unread).state == "met"


def test_a_document_that_came_back_is_not_judged_while_a_file_cannot_be_read(assessed: Assessed) -> None:
    returned = reviews("verdict: revise, date: 2023-10-14")
    assert sop_cell(assessed, returned, **{"rusak.yaml": "reviews:\n  - {document: \n"}).state == "unjudged"
    assert sop_cell(assessed, returned, **{"rusak.yaml": "meetings:\n  - {id: \n"}).state == "missing"


@pytest.mark.usefixtures("papers_open")
def test_the_file_that_came_back_is_no_file_that_nobody_names(assessed: Assessed) -> None:
    text = SOP.replace("WHERE", "file: bukti/sop.pdf")
    returned = reviews("verdict: revise, date: 2023-10-14, file: bukti/lama.pdf")
    files = {"bukti/sop.pdf": b"%PDF-1.7", "bukti/lama.pdf": b"%PDF-1.7 lama"}
    codes = [finding.code for finding in assessed({"isi.yaml": QUICK_WIN + text, **files}).findings]
    assert codes.count("KC309") == 1
    codes = [
        finding.code for finding in assessed({"isi.yaml": QUICK_WIN + text + returned, **files}).findings
    ]
    assert codes.count("KC309") == codes.count("KC315") == 0
