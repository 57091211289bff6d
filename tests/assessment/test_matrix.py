"""The matrix beyond its single rows, which `test_rows` has: waivers, who owes what, and what it is worth."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.cells import gaps, owed_by_agency
from kotacerdas.assessment.checks import CHECKS
from kotacerdas.instrument.load import load
from tests.conftest import AS_OF, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.assessment.cells import Cell

    Assessed = Callable[..., Assessment]

REGULER = "kominfo-2023-reguler"


def cell_of(assessment: Assessment, row: str, subject: str) -> Cell:
    every_cell = (*assessment.matrix.cells, *assessment.matrix.unjudged)
    [cell] = [c for c in every_cell if (c.requirement, c.subject.id) == (row, subject)]
    return cell


PROGRAM = """\
programs:
  - id: satu
    name: Satu
    dimension: smart-living
    sub_dimension: health
    agency: diskominfo
    status: running
"""
QUICK_WIN = f"{PROGRAM}    quick_win: ya\n"


def files_of(text: str) -> dict[str, str | bytes]:
    """A dossier with this text; what it says under `dossier` goes into the head."""
    own = re.search(r"^dossier:\n((?:  .*\n)*)", text, re.MULTILINE)
    head = HEAD.replace("dossier:\n", own[0]) if own else HEAD
    return {"aa-head.yaml": head, "isi.yaml": text.replace(own[0], "") if own else text}


def test_every_question_but_those_of_the_survey_wants_an_answer_and_a_document(assessed: Assessed) -> None:
    cells = assessed().matrix.cells
    asked = {question.id for question in load(REGULER).questions.values() if question.kind != "survey"}
    for row in ("A-01", "A-02"):
        assert {cell.subject.id for cell in cells if cell.requirement == row} == asked


def test_rows_about_the_whole_are_asked_of_an_empty_dossier(assessed: Assessed) -> None:
    cells = assessed().matrix.cells
    assert {c.requirement for c in cells if c.subject.kind == "dossier"} == {
        f"K-{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 14)
    }
    assert {c.state for c in cells if c.subject.kind == "dossier"} == {"missing"}


def test_a_document_may_meet_many_rows(assessed: Assessed) -> None:
    """A report of the year shows that the program runs, that it is looked after, and answers C14."""
    monev = "{id: monev, type: laporan-monev, title: Monev, date: 2023, url: https://contoh.go.id/1"
    text = f"{QUICK_WIN}documents:\n  - {monev}, supports: [satu, C14]}}\n"
    cells = assessed({"isi.yaml": text}).matrix.cells
    met = {(cell.requirement, cell.subject.id) for cell in cells if cell.documents == ("monev",)}
    assert met == {("Q-11", "satu"), ("P-02", "satu"), ("A-02", "C14")}


@pytest.mark.parametrize(
    ("users", "haves"), [("", [None]), ("    users: {count: 4}\n", [4]), ("    users: {count: 5}\n", [])]
)
def test_what_is_not_told_is_less_than_any_minimum(
    assessed: Assessed, users: str, haves: list[int | None]
) -> None:
    own = "id: kota\nextends: kominfo-2023-reguler\nrequirements:\n  - {id: Q-12, fields: [], minimum: {users.count: 5}}\n"
    files = {"aa.yaml": HEAD.replace(REGULER, "instruments/kota.yaml"), "instruments/kota.yaml": own}
    assessment = assessed({**files, "isi.yaml": QUICK_WIN + users}, head=False)
    lacks = cell_of(assessment, "Q-12", "satu").lacks
    assert [lack.details for lack in lacks] == [{"minimum": 5, "have": have} for have in haves]


@pytest.mark.usefixtures("papers_open")
@pytest.mark.parametrize(
    ("file", "reason"),
    [("bukti.pdf", None), ("BUKTI.PDF", None), ("kosong.pdf", "file"), ("hilang.pdf", "file")],
)
def test_the_file_of_a_document_must_be_there(assessed: Assessed, file: str, reason: str | None) -> None:
    text = f"{QUICK_WIN}documents:\n  - {{id: sop, type: sop, title: SOP, file: {file}, supports: [satu]}}\n"
    assessment = assessed({"isi.yaml": text, "bukti.pdf": b"%PDF-1.7", "kosong.pdf": b""})
    cell = cell_of(assessment, "Q-04", "satu")
    assert [miss.reason for miss in cell.near_misses] == ([reason] if reason else [])
    assert cell.state == ("missing" if reason else "met")


def test_each_dimension_is_counted_for_itself(assessed: Assessed) -> None:
    assessment = assessed({"isi.yaml": QUICK_WIN})
    for row in ("D-01", "Q-01"):
        states = {c.subject.id: c.state.value for c in assessment.matrix.cells if c.requirement == row}
        assert states.pop("smart-living") == "met"
        assert states == dict.fromkeys(
            ["smart-governance", "smart-branding", "smart-economy", "smart-society", "smart-environment"],
            "missing",
        )


# --- waivers -------------------------------------------------------------------------------------

WAIVER = "waivers:\n  - requirement: Q-08\n    reason: Survei pada Desember.\n"
TWO_QUICK_WINS = QUICK_WIN + QUICK_WIN.replace("programs:\n", "").replace("satu", "dua")


@pytest.mark.parametrize(
    ("waiver", "states"),
    [
        pytest.param(WAIVER, ["waived", "waived"], id="every subject"),
        pytest.param(f"{WAIVER}    subject: dua\n", ["missing", "waived"], id="one subject"),
        pytest.param(f"{WAIVER}    until: 2023-11-01\n", ["waived", "waived"], id="until that day"),
        pytest.param(f"{WAIVER}    until: 2023-10-31\n", ["missing", "missing"], id="until the day before"),
        pytest.param(WAIVER.replace("Q-08", "Q-11"), ["missing", "missing"], id="another requirement"),
        pytest.param(
            WAIVER.replace("    reason: Survei pada Desember.\n", ""), ["missing", "missing"], id="no reason"
        ),
    ],
)
def test_a_waiver_sets_a_requirement_aside(assessed: Assessed, waiver: str, states: list[str]) -> None:
    assessment = assessed({"isi.yaml": TWO_QUICK_WINS + waiver})
    assert [cell_of(assessment, "Q-08", name).state for name in ("satu", "dua")] == states
    told = [f.subject.id for f in assessment.findings if f.requirement == "Q-08" and f.subject]
    assert told == [name for name, state in zip(("satu", "dua"), states, strict=True) if state == "missing"]


def test_a_waiver_that_cannot_be_read_sets_nothing_aside(assessed: Assessed) -> None:
    """Without its subject it would mean every one, without its last day for ever."""
    for wrong in ("    subject: [dua]\n", "    until: besok\n"):
        assessment = assessed({"isi.yaml": TWO_QUICK_WINS + WAIVER + wrong})
        assert [cell_of(assessment, "Q-08", name).state for name in ("satu", "dua")] == ["missing", "missing"]
        assert any(finding.code.startswith("KC1") for finding in assessment.findings)


def test_an_expired_waiver_is_told(make: Callable[..., Path]) -> None:
    folder = make({"isi.yaml": f"{QUICK_WIN}{WAIVER}    until: 2023-10-31\n"})
    on_the_day, after = (assess(folder, date(2023, 10, day)) for day in (31, 30))
    assert [f.code for f in (*on_the_day.findings, *after.findings) if f.code == "KC601"] == []
    [finding] = [f for f in assess(folder, AS_OF).findings if f.code == "KC601"]
    assert (finding.severity, finding.location.path, finding.location.line) == ("warning", "isi.yaml", 12)


def test_an_expired_waiver_does_not_hide_one_that_holds(assessed: Assessed) -> None:
    again = "  - {requirement: Q-08, reason: Diperpanjang., until: 2023-12-31}\n"
    for waivers in (f"{WAIVER}    until: 2023-01-31\n{again}", f"waivers:\n{again}" + WAIVER[9:]):
        cell = cell_of(assessed({"isi.yaml": QUICK_WIN + waivers}), "Q-08", "satu")
        assert cell.state == "waived"


def test_a_waived_requirement_counts_among_the_total_only(assessed: Assessed) -> None:
    plain, waived = (assessed({"isi.yaml": text}).matrix for text in (QUICK_WIN, QUICK_WIN + WAIVER))
    assert waived.tally("recommended") == plain.tally("recommended")
    assert [cell.waiver.reason for cell in waived.waived() if cell.waiver] == ["Survei pada Desember."]


def test_a_row_of_a_dimension_or_the_whole_can_be_waived(assessed: Assessed) -> None:
    text = """\
waivers:
  - {requirement: Q-01, subject: smart-branding, reason: Tidak ada.}
  - {requirement: K-14, subject: dossier, reason: Lisan.}
"""
    assessment = assessed({"isi.yaml": text})
    assert [(c.requirement, c.subject.id) for c in assessment.matrix.waived()] == [
        ("K-14", "dossier"),
        ("Q-01", "smart-branding"),
    ]
    assert [f for f in assessment.findings if f.code < "KC2"] == []


CONDITIONS = {
    "A-03 where: {answer.score: [2, 3]}": (
        "answers",
        "- {question: B4, score: 2}",
        "- {question: B4, score: '2,5'}",
    ),
    "A-03 where: {answer.score: '2,50'}": (
        "answers",
        "- {question: B4, score: 2.5}",
        "- {question: B4, score: 2}",
    ),
    "A-03 where: {statistic.value: 1000}": (
        "statistics",
        "- {question: B4, value: '1000,0'}",
        "- {question: B4, value: 100}",
    ),
    "Q-12 where: {users.count: 1.250}": ("programs", "users: {count: 1250}", "users: {count: 125}"),
    "Q-12 where: {digital: 'true'}": ("programs", "digital: ya", "digital: tidak"),
    "Q-12 where: {digital: [tidak]}": ("programs", "digital: no", "digital: ya"),
    "Q-12 where: {status: berjalan}": ("programs", "status: running", "status: stopped"),
    "Q-12 where: {since: 2023-11}": ("programs", "since: 2023-11", "since: 2023"),
    "Q-12 where: {mitigated_risks: 0}": ("programs", "risks: []", "risks: [{risk: A, mitigation: B}]"),
}
"""A row and its condition → the section where it holds, an entry of which it holds, and one of which it does not."""


@pytest.mark.parametrize(("asked", "entries"), CONDITIONS.items(), ids=CONDITIONS)
def test_a_condition_reads_its_values_as_the_field_is_read(
    assessed: Assessed, asked: str, entries: tuple[str, str, str]
) -> None:
    row, condition = asked.split(" ", 1)
    own = f"id: kota\nextends: {REGULER}\nrequirements:\n  - id: {row}\n    {condition}\n"
    section, *forms = entries
    states = []
    for form in forms:
        entry = form if form.startswith("-") else f"- {{id: satu, name: Satu, quick_win: ya, {form}}}"
        files = {"aa-head.yaml": HEAD.replace(REGULER, "instruments/kota.yaml"), "instruments/kota.yaml": own}
        cells = assessed(files | {"isi.yaml": f"{section}:\n  {entry}\n"}).matrix.cells
        states.append(any(c.requirement == row and c.subject.id in {"B4", "satu"} for c in cells))
    assert states == [True, False]


# --- who owes it, where it stands, what it is worth ----------------------------------------------

OWNERS = """\
agencies:
  - {id: dlh, name: DLH}
  - {id: dinkes, name: Dinas Kesehatan}
dimensions:
  - {id: smart-living, lead: dinkes}
answers:
  - {question: C15, text: Ya., agency: dlh}
meetings:
  - {id: rapat, body: council}
programs:
  - {id: satu, name: Satu, dimension: smart-living, agency: dlh, status: running, quick_win: ya}
  - {id: dua, name: Dua, dimension: smart-economy, status: running, quick_win: ya}
"""


@pytest.mark.parametrize(
    ("row", "subject", "agency"),
    [
        pytest.param("Q-04", "satu", "dlh", id="the program's own"),
        pytest.param("P-02", "satu", "dlh", id="the program's own, as a program"),
        pytest.param("Q-04", "dua", "diskominfo", id="a program of nobody: who gathers"),
        pytest.param("K-08", "dlh", "dlh", id="the agency itself"),
        pytest.param("D-03", "smart-living", "dinkes", id="who leads the dimension"),
        pytest.param("D-03", "smart-economy", "diskominfo", id="a dimension without a lead"),
        pytest.param("D-02", "smart-living", "dlh", id="the program that falls short"),
        pytest.param("A-02", "C15", "dlh", id="who answers"),
        pytest.param("A-01", "C14", "dinkes", id="a question of the dimension"),
        pytest.param("A-01", "B1", "diskominfo", id="any other question"),
        pytest.param("K-05", "dossier", "diskominfo", id="a meeting"),
        pytest.param("K-14", "dossier", "diskominfo", id="the whole"),
    ],
)
def test_the_agency_that_owes_it(assessed: Assessed, row: str, subject: str, agency: str) -> None:
    assessment = assessed({"isi.yaml": OWNERS})
    assert cell_of(assessment, row, subject).agency == agency
    [finding] = [
        f for f in assessment.findings if f.requirement == row and f.subject and f.subject.id == subject
    ]
    assert finding.agency == agency


def test_nobody_owes_it_where_nobody_gathers(assessed: Assessed) -> None:
    head = HEAD.replace("  coordinator: {agency: diskominfo}\n", "")
    assessment = assessed({"aa.yaml": head}, head=False)
    assert {cell.agency for cell in assessment.matrix.cells} == {None}


def test_what_is_owed_is_counted_for_each_agency(assessed: Assessed) -> None:
    missing = list(assessed({"isi.yaml": OWNERS}).matrix.missing())
    assert list(owed_by_agency(missing)) == ["diskominfo", "dinkes", "dlh"]
    rows = {"A-01", "A-02", "A-04", "K-08", "P-01", "P-02", "Q-16", "Q-17"}  # the last one is recommended
    assert owed_by_agency(cell for cell in missing if cell.requirement in rows)["dlh"] == (7, 1)


@pytest.mark.parametrize(
    ("row", "subject", "line"),
    [("Q-04", "satu", 11), ("K-08", "dlh", 2), ("D-03", "smart-living", 5), ("A-02", "C15", 7)],
)
def test_a_finding_stands_at_the_entry_it_is_about(
    assessed: Assessed, row: str, subject: str, line: int
) -> None:
    [finding] = [
        f
        for f in assessed({"isi.yaml": OWNERS}).findings
        if f.requirement == row and f.subject and f.subject.id == subject
    ]
    assert (finding.location.path, finding.location.line, finding.location.column) == ("isi.yaml", line, 5)


def test_a_finding_about_what_has_no_entry_stands_at_the_dossier(assessed: Assessed) -> None:
    [finding] = [
        f
        for f in assessed().findings
        if f.requirement == "D-03" and f.subject and f.subject.id == "smart-living"
    ]
    assert (finding.location.path, finding.location.line) == ("aa-head.yaml", 1)


@pytest.mark.parametrize(
    ("row", "subject", "proves", "leverage"),
    [
        ("K-01", "dossier", ("B1", "O1"), 0.0486),
        ("Q-05", "satu", ("W8", "O6"), 0.0452),
        ("Q-06", "satu", ("W3", "C14"), 0.0258),
        ("Q-16", "satu", ("W2", "W3", "W4", "W5", "W6", "W7", "W8"), 0.1167),
        ("D-01", "smart-economy", ("C11",), 0.0091),
        ("D-03", "smart-living", tuple(f"I{number}" for number in range(28, 37)), 0.0333),
        ("A-02", "C15", ("C15",), 0.0091),
        ("K-14", "dossier", (), 0),
    ],
)
def test_what_it_proves_and_what_that_is_worth(
    assessed: Assessed, row: str, subject: str, proves: tuple[str, ...], leverage: float
) -> None:
    cell = cell_of(assessed({"isi.yaml": OWNERS}), row, subject)
    assert (cell.proves, round(cell.leverage, 4)) == (proves, leverage)


def test_a_question_counts_once_however_many_subjects_miss_a_row(assessed: Assessed) -> None:
    assessment = assessed({"isi.yaml": TWO_QUICK_WINS})
    assert assessment.instrument is not None
    found = gaps(assessment.matrix, assessment.instrument)
    [gap] = [gap for gap in found if gap.requirement == "Q-03"]
    assert (len(gap.cells), gap.proves, round(gap.leverage, 4)) == (2, ("W7", "W8"), 0.0333)
    assert [gap.leverage for gap in found] == sorted((gap.leverage for gap in found), reverse=True)


def test_a_budget_that_cannot_be_read_is_not_told_as_a_missing_share_too(assessed: Assessed) -> None:
    head = HEAD.replace("  coordinator", "  budget: {total: 1.000.000, smart_city: satu juta}\n  coordinator")
    assessment = assessed({"aa-head.yaml": head}, head=False)
    assert [f.code for f in assessment.findings if f.code < "KC2"] == ["KC106"]
    assert cell_of(assessment, "A-03", "O6").lacks == ()


# --- the checks that stand for rows --------------------------------------------------------------


def test_the_check_that_stands_for_a_row_exists() -> None:
    named_checks = {row.check for row in load(REGULER).requirements.values() if row.check}
    assert named_checks <= set(CHECKS)
