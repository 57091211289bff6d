"""Every row of the instrument is met by what it asks for, and missing without it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.cells import State
from kotacerdas.assessment.checks import CHECKS
from kotacerdas.assessment.gaps import gaps, owed_by_agency
from kotacerdas.assessment.subjects import subjects_of
from kotacerdas.findings import Severity
from kotacerdas.instrument.load import load

from .conftest import AS_OF, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kotacerdas.assessment.cells import Cell

    Assessed = Callable[..., Assessment]

REGULER, KPPN = "kominfo-2023-reguler", "kominfo-2023-kppn-ikn"
FILE = {"bukti.pdf": b"%PDF-1.7"}

pytestmark = pytest.mark.usefixtures("papers_open")


class Pair(NamedTuple):
    """A dossier that meets a row for a subject, and does not once any of the lines marked `#!` is gone."""

    row: str
    subject: str
    text: str
    instrument: str = REGULER


def cell_of(assessment: Assessment, row: str, subject: str) -> Cell:
    [cell] = [c for c in assessment.matrix.cells if (c.requirement, c.subject.id) == (row, subject)]
    return cell


def paper(kind: str, supports: str = "", **more: object) -> str:
    """A line of `documents` for a paper that is final and has its file."""
    entry = {"id": f"dok-{kind}", "type": kind, "title": "Dokumen", "file": "bukti.pdf", **more}
    if kind in {"perda", "perkada", "sk-kepala-daerah", "sk-kepala-opd"}:
        entry = {"number": "1", "date": 2023, **entry}
    entry["supports"] = f"[{supports}]"
    return "  - {" + ", ".join(f"{key}: {value}" for key, value in entry.items() if value != "") + "}"


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
MEETING = "meetings:\n  - id: rapat\n    body: "
MEETING_PAPERS = "\n".join(f"{paper(kind, 'rapat')} #!" for kind in ("undangan", "daftar-hadir", "notulen"))
OTHER_AGENCY = "agencies:\n  - {id: dlh, name: Dinas Lingkungan Hidup}\n"


def needing(text: str, kind: str, supports: str = "", **more: object) -> str:
    """A text and the paper that it cannot do without."""
    return f"{text}documents:\n{paper(kind, supports, **more)} #!\n"


def with_paper(text: str, kind: str, supports: str, **more: object) -> str:
    return f"{text.rstrip()}\ndocuments:\n{paper(kind, supports, **more)}\n"


def survey(sub_dimension: str, first: int) -> str:
    """The survey of a sub-dimension; what counts in it stands on lines of its own."""
    return f"""\
  - dimension: smart-living
    sub_dimension: {sub_dimension} #!
    service: Layanan
    users: 900
    respondents: 50 #!
    means: {{I{first}: 3.1, I{first + 1}: 3.2, I{first + 2}: "3,3"}} #!
"""


SURVEY = "surveys:\n" + survey("harmony", 28) + survey("health", 31) + survey("mobility", 34)

PAIRS = [
    # --- questions ---
    Pair("A-01", "B1", "answers:\n  - question: B1\n    text: Sudah. #!\n    score: 4 #!\n"),
    Pair("A-02", "B1", needing("", "lainnya", "B1")),
    Pair("A-03", "B4", "answers:\n  - question: B4\n    figure: 12 #!\n    reason: Hasil rapat. #!\n"),
    Pair(
        "A-04",
        "C12",
        f"""\
statistics:
  - question: C12
    value: 9,4 #!
    unit: persen #!
    year: 2022 #!
    source: BPS #!
documents:
{paper("statistik", "C12")} #!
""",
    ),
    *(
        Pair("A-05", question, needing("", kind, question, date=2022))
        for question, kind in {
            "C2": "lhp",
            "C3": "lppd",
            "C4": "spbe",
            "C5": "sakip",
            "C6": "sinovik",
        }.items()
    ),
    *(
        Pair("A-06", "C24", needing("", kind, "C24"))
        for kind in ("laporan", "dpa", "sk-kepala-daerah", "sk-kepala-opd", "sop")
    ),
    Pair(
        "A-07",
        "C30",
        f"""\
action_plan:
  - kind: people
    activity: Pelatihan
    planned: 4 #!
    realised: 0 #!
documents:
{paper("laporan", "C30")} #!
""",
    ),
    *(
        Pair("A-08", "K1", needing("", kind, "K1", scope="Perbatasan"), KPPN)
        for kind in ("kesepakatan-bersama", "pks", "laporan", "dpa", "sk-kepala-daerah")
    ),
    # --- the place as a whole ---
    *(Pair("K-01", "dossier", needing("", kind, "O1")) for kind in ("perda", "perkada")),
    Pair(
        "K-02",
        "dossier",
        f"""\
dossier:
  masterplan:
    books: [dok-masterplan, buku-2] #!
documents:
{paper("masterplan")} #!
{paper("masterplan", id="buku-2")} #!
""",
    ),
    Pair("K-03", "dossier", needing("", "sk-kepala-daerah", "O2")),
    Pair("K-04", "dossier", needing("", "sk-kepala-daerah", "O3")),
    Pair("K-05", "dossier", f"{MEETING}council\n    date: 2023-05-02 #!\ndocuments:\n{MEETING_PAPERS}\n"),
    Pair(
        "K-06",
        "dossier",
        f"{OTHER_AGENCY}{MEETING}team\n    date: 2023-12-31 #!\n    agencies: [diskominfo, dlh] #!\n"
        f"documents:\n{MEETING_PAPERS}\n",
    ),
    Pair("K-07", "dossier", f"{MEETING}forum\n    date: 2023-01-01 #!\ndocuments:\n{MEETING_PAPERS}\n"),
    Pair("K-08", "diskominfo", needing(PROGRAM, "renstra", "diskominfo")),
    Pair("K-09", "dossier", needing("", "rpjmd", "W1")),
    Pair(
        "K-10",
        "dossier",
        f"""\
dossier:
  budget:
    total: 1.250.000.000.000 #!
    smart_city: 18.750.000.000 #!
documents:
{paper("dpa", "O6")} #!
""",
    ),
    *(
        Pair(
            "K-11",
            "dossier",
            needing("dossier:\n  budget:\n    other_sources: [{source: CSR}]\n", kind, "O7"),
        )
        for kind in ("csr", "hibah", "pks")
    ),
    Pair("K-12", "dossier", needing("", "inventaris-aplikasi", "C32")),
    Pair("K-13", "dossier", needing("", "struktur-organisasi", "O2")),
    Pair("K-14", "dossier", needing("", "paparan")),
    Pair(
        "K-15",
        "dossier",
        """\
follow_ups:
  - kind: recommendation
    date: 2022-12-05
    subject: Forum dijalankan.
    status: answered #!
  - kind: recommendation
    date: 2022-12-05
    subject: Data dilengkapi.
    status: declined #!
""",
    ),
    # --- each dimension ---
    Pair("D-01", "smart-living", PROGRAM.replace("running", "running #!")),
    Pair(
        "D-02",
        "smart-living",
        f"{PROGRAM}    masterplan: Buku 2 #!\n"
        "  - id: dua\n    name: Dua\n    dimension: smart-living\n    masterplan: Buku 3 #!\n",
    ),
    Pair("D-03", "smart-living", needing(SURVEY, "rekap-survei", "smart-living")),
    Pair("D-04", "smart-living", SURVEY.replace(" #!", "").replace("Layanan", "Layanan #!")),
    Pair("D-04", "smart-living", f"{PROGRAM}surveys:\n  - dimension: smart-living\n    program: satu #!\n"),
    Pair("Q-01", "smart-living", QUICK_WIN.replace("ya\n", "ya #!\n")),
    # --- each quick win ---
    Pair(
        "Q-02",
        "satu",
        QUICK_WIN.replace("diskominfo", "diskominfo #!") + '    contact: {phone: "0271-1"} #!\n',
    ),
    Pair(
        "Q-02",
        "satu",
        f"agencies:\n  - id: dlh\n    name: DLH\n    contact: {{position: Kepala Bidang}} #!\n"
        f"{QUICK_WIN.replace('diskominfo', 'dlh')}",
    ),
    *(
        Pair("Q-03", "satu", needing(QUICK_WIN, kind, "satu"))
        for kind in ("perda", "perkada", "sk-kepala-daerah", "sk-kepala-opd")
    ),
    *(Pair("Q-04", "satu", needing(QUICK_WIN, kind, "satu")) for kind in ("sop", "manual")),
    *(
        Pair("Q-05", "satu", needing(QUICK_WIN, kind, "satu", date="2023-02"))
        for kind in ("dpa", "rka", "bukti-pendanaan", "hibah", "csr")
    ),
    *(
        Pair(
            "Q-06",
            "satu",
            needing(
                f"{QUICK_WIN}    users:\n      count: 1.250 #!\n      period: Triwulan I 2023 #!\n",
                kind,
                "satu",
            ),
        )
        for kind in ("statistik-pengguna", "daftar-penerima-manfaat")
    ),
    Pair("Q-07", "satu", needing(QUICK_WIN, "foto", "satu")),
    Pair("Q-07", "satu", needing(f"{QUICK_WIN}    digital: tidak\n", "foto", "satu")),
    Pair("Q-07", "satu", needing(f"{QUICK_WIN}    digital: ya\n", "tangkapan-layar", "satu")),
    *(Pair("Q-08", "satu", needing(QUICK_WIN, kind, "satu")) for kind in ("survei-kepuasan", "testimoni")),
    *(
        Pair(
            "Q-09",
            "satu",
            needing(f"{QUICK_WIN}    partners: [{{name: Kelompok}}]\n", kind, "satu"),
        )
        for kind in ("mou", "pks", "csr")
    ),
    Pair(
        "Q-10",
        "satu",
        f"""\
{QUICK_WIN}    risks:
      - risk: Petugas berganti.
        mitigation: Pelatihan. #!
      - risk: Listrik padam.
documents:
{paper("register-risiko", "satu")} #!
""",
    ),
    Pair("Q-11", "satu", needing(QUICK_WIN, "laporan-monev", "satu", date=2023)),
    Pair("Q-12", "satu", f"{PROGRAM}    quick_win:\n      new: tidak\n      strategic_issue: Sampah. #!\n"),
    *(Pair("Q-13", "satu", needing(QUICK_WIN, kind, "satu")) for kind in ("undangan", "notulen")),
    Pair("Q-15", "satu", f"{QUICK_WIN}    since: 2019 #!\n"),
    Pair("Q-15", "satu", f"{PROGRAM}    since: 2023-02 #!\n    quick_win: {{new: ya}}\n"),
    Pair(
        "Q-16",
        "satu",
        f"""\
{PROGRAM}    quick_win:
      new: tidak
      attraction: a #!
      benefit: b #!
      uniqueness: c #!
      partnership: d #!
      development: e #!
      sustainability: f #!
      resources: g #!
""",
    ),
    *(
        Pair("Q-17", "satu", needing(QUICK_WIN, kind, "satu"))
        for kind in ("penghargaan", "video", "publikasi-media")
    ),
    # --- each program ---
    Pair(
        "P-01",
        "satu",
        "programs:\n  - id: satu\n    name: Satu\n    dimension: smart-living #!\n"
        "    sub_dimension: health #!\n    agency: diskominfo #!\n    status: stopped #!\n",
    ),
    Pair("P-02", "satu", needing(PROGRAM, "lainnya", "satu", date="2023-01-31")),
]

CHECKED_IN_CODE = {"D-05", "D-06", "D-07"}
"""Rows that compare several entries; no cell of the matrix stands for them."""

_MARKED = re.compile(r"^.* #!$")


def marked_lines(pair: Pair) -> list[int]:
    return [number for number, line in enumerate(pair.text.splitlines()) if _MARKED.match(line)]


def without(text: str, number: int) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(lines[:number] + lines[number + 1 :])


def files_of(text: str, instrument: str = REGULER) -> dict[str, str | bytes]:
    """A dossier with this text; what it says under `dossier` goes into the head."""
    own = re.search(r"^dossier:\n((?:  .*\n)*)", text, re.MULTILINE)
    head = HEAD.replace(REGULER, instrument)
    if instrument == KPPN:
        head = head.replace("cohort: reguler", "cohort: kppn-ikn")
    if own:
        head = head.replace("dossier:\n", own[0])
        text = text.replace(own[0], "")
    return {"aa-head.yaml": head, "isi.yaml": text, **FILE}


def check_pair(assessed: Assessed, pair: Pair, text: str, allowed: tuple[str, ...] = ()) -> Cell:
    assessment = assessed(files_of(text, pair.instrument), head=False)
    errors = [finding for finding in assessment.findings if finding.severity is Severity.ERROR]
    assert {finding.code[:3] for finding in errors} <= {"KC2", *allowed}
    return cell_of(assessment, pair.row, pair.subject)


def short(value: object) -> str:
    """The part of a test's name that is a word, not a whole text."""
    return str(value) if len(str(value)) <= 20 else "text"


def named(pair: Pair) -> str:
    return f"{pair.row}-{pair.subject}"


def test_every_row_has_its_pair() -> None:
    rows = set(load(KPPN).requirements)
    assert {pair.row for pair in PAIRS} == rows - CHECKED_IN_CODE
    assert {row.id for row in load(KPPN).requirements.values() if row.check} == CHECKED_IN_CODE


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_what_a_row_asks_for_meets_it(assessed: Assessed, pair: Pair) -> None:
    cell = check_pair(assessed, pair, pair.text)
    assert (cell.state, cell.lacks, cell.near_misses) == ("met", (), ())
    assert cell.level == ("recommended" if pair.subject == "C6" else load(KPPN).requirements[pair.row].level)
    assert set(cell.documents) <= set(re.findall(r"id: ([\w-]+)", pair.text))
    assert bool(cell.documents) == ("documents:" in pair.text)


@pytest.mark.parametrize(
    ("pair", "number"),
    [pytest.param(pair, n, id=f"{named(pair)}-{n}") for pair in PAIRS for n in marked_lines(pair)],
)
def test_without_one_thing_it_is_missing(assessed: Assessed, pair: Pair, number: int) -> None:
    cell = check_pair(assessed, pair, without(pair.text, number), allowed=("KC1",))
    assert cell.state == "missing"
    assert cell.lacks


def test_every_pair_has_something_to_leave_out() -> None:
    assert [pair for pair in PAIRS if not marked_lines(pair)] == []


def test_every_question_but_those_of_the_survey_wants_an_answer_and_a_document(assessed: Assessed) -> None:
    cells = assessed().matrix.cells
    asked = {question.id for question in load(REGULER).questions.values() if question.kind != "survey"}
    for row in ("A-01", "A-02"):
        assert {cell.subject.id for cell in cells if cell.requirement == row} == asked


# --- when a row is asked at all ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "text"),
    [
        pytest.param("K-08", "", id="an agency without a program"),
        pytest.param("K-11", "", id="no other funding named"),
        pytest.param("K-15", "", id="no recommendation"),
        pytest.param(
            "K-15",
            "follow_ups:\n  - {kind: recommendation, date: 2023-11-14, subject: Forum.}\n"
            "  - {kind: request, date: 2022-11-14, subject: Dokumen.}\n",
            id="this year's, and a request",
        ),
        pytest.param("D-02", "", id="no program"),
        pytest.param("D-04", "", id="no survey"),
        pytest.param("Q-02", PROGRAM, id="no quick win"),
        pytest.param("Q-02", f"{PROGRAM}    quick_win: tidak\n", id="said to be none"),
        pytest.param("Q-09", QUICK_WIN, id="no partner"),
        pytest.param("P-02", PROGRAM.replace("running", "planned"), id="not running"),
    ],
)
def test_a_row_is_not_asked_where_it_does_not_apply(assessed: Assessed, row: str, text: str) -> None:
    assert [c for c in assessed({"isi.yaml": text}).matrix.cells if c.requirement == row] == []


def test_rows_about_the_whole_are_asked_of_an_empty_dossier(assessed: Assessed) -> None:
    cells = assessed().matrix.cells
    assert {c.requirement for c in cells if c.subject.kind == "dossier"} == {
        f"K-{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 14)
    }
    assert {c.state for c in cells if c.subject.kind == "dossier"} == {"missing"}


# --- when a document counts ----------------------------------------------------------------------


def quick_win_with(*papers: str) -> dict[str, str | bytes]:
    return {"isi.yaml": QUICK_WIN + "documents:\n" + "\n".join(papers) + "\n", **FILE}


@pytest.mark.parametrize(
    ("row", "document", "reason"),
    [
        ("Q-04", paper("sop", "satu", state="draft"), "draft"),
        ("Q-04", paper("sop", "satu", title="Draft SOP"), "draft"),
        ("Q-04", paper("sop", "satu", title="SOP (draf)"), "draft"),
        ("Q-04", paper("sop", "satu", title="KONSEP SOP"), "draft"),
        ("Q-03", paper("perkada", "satu", title="Rancangan Peraturan Wali Kota"), "draft"),
        ("Q-04", paper("sop", "satu", state="revoked"), "revoked"),
        ("Q-03", paper("perda", "satu", number=""), "no-number"),
        ("Q-03", paper("perkada", "satu", number=""), "no-number"),
        ("Q-03", paper("sk-kepala-daerah", "satu", number=""), "no-number"),
        ("Q-03", paper("sk-kepala-opd", "satu", number=""), "no-number"),
        ("Q-03", paper("perda", "satu", date=""), "no-date"),
        ("Q-03", paper("perkada", "satu", date=""), "no-date"),
        ("Q-03", paper("sk-kepala-daerah", "satu", date=""), "no-date"),
        ("Q-03", paper("sk-kepala-opd", "satu", date=""), "no-date"),
        ("Q-04", paper("sop", "satu", file=""), "no-file"),
        ("Q-04", paper("sop", "satu", file="hilang.pdf"), "file"),
        ("Q-04", paper("sop", "satu", file="../bukti.pdf"), "file"),
        ("Q-04", paper("sop", "satu", file="kosong.pdf"), "file"),
        ("Q-05", paper("dpa", "satu"), "undated"),
        ("Q-05", paper("dpa", "satu", date=2022), "wrong-year"),
        ("Q-05", paper("dpa", "satu", date="2024-01-01"), "wrong-year"),
        ("P-02", paper("laporan", "satu", date="2022-12-31"), "wrong-year"),
        ("Q-04", paper("sop", "satu", date="kemarin"), "entry-unread"),
        ("Q-04", paper("sop", "satu", state="selesai"), "entry-unread"),
        ("Q-04", paper("sop", "satu", halaman=3), "entry-unread"),
    ],
    ids=short,
)
def test_a_document_that_falls_short_is_told_with_what_it_fails_by(
    assessed: Assessed, row: str, document: str, reason: str
) -> None:
    cell = cell_of(assessed({**quick_win_with(document), "kosong.pdf": b""}), row, "satu")
    assert cell.state == "missing"
    assert [miss.reason for miss in cell.near_misses] == [reason]
    assert f"id: {cell.near_misses[0].document}," in document


@pytest.mark.parametrize(
    ("row", "document"),
    [
        ("Q-04", paper("sop", "satu", title="Draftsman dan konseptor")),
        ("Q-04", paper("sop", "satu", file="", url="https://contoh.go.id/sop.pdf")),
        ("Q-04", paper("sop", "satu", file="", url="https://contoh.go.id/sop.pdf", signed="tidak")),
        ("Q-04", paper("sop", "satu", date=1999)),
        ("Q-04", paper("sop", "B1, satu, smart-living")),
        ("Q-04", paper("sop", "satu", file="BUKTI.PDF")),
        ("Q-05", paper("dpa", "satu", date="2023-12-31")),
        ("Q-03", paper("perda", "satu", date=2004)),
    ],
    ids=short,
)
def test_a_document_counts_that_only_looks_as_if_it_did_not(
    assessed: Assessed, row: str, document: str
) -> None:
    assert cell_of(assessed(quick_win_with(document)), row, "satu").state == "met"


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(paper("sop"), id="it supports nothing"),
        pytest.param(paper("sop", "smart-living"), id="it supports the dimension"),
        pytest.param(paper("sop", "W8"), id="it supports the question"),
        pytest.param(paper("sop", "diskominfo"), id="it supports the agency"),
        pytest.param(paper("laporan", "satu"), id="it is of another type"),
    ],
)
def test_a_document_that_is_about_something_else_is_not_even_near(assessed: Assessed, document: str) -> None:
    cell = cell_of(assessed(quick_win_with(document)), "Q-04", "satu")
    assert (cell.state, cell.documents, cell.near_misses) == ("missing", (), ())


def test_a_document_of_one_program_does_not_serve_another(assessed: Assessed) -> None:
    second = QUICK_WIN.replace("programs:\n", "").replace("satu", "dua")
    files = {"isi.yaml": f"{QUICK_WIN}{second}documents:\n{paper('sop', 'satu')}\n", **FILE}
    assessment = assessed(files)
    assert [cell_of(assessment, "Q-04", name).state for name in ("satu", "dua")] == ["met", "missing"]


def test_a_document_may_meet_many_rows(assessed: Assessed) -> None:
    """A report of the year shows that the program runs, that it is looked after, and answers C14."""
    assessment = assessed(quick_win_with(paper("laporan-monev", "satu, C14", date=2023)))
    met = {
        (cell.requirement, cell.subject.id)
        for cell in assessment.matrix.cells
        if cell.documents == ("dok-laporan-monev",)
    }
    assert met == {("Q-11", "satu"), ("P-02", "satu"), ("A-02", "C14")}


def test_one_decree_may_establish_both_bodies(assessed: Assessed) -> None:
    assessment = assessed({"isi.yaml": f"documents:\n{paper('sk-kepala-daerah', 'O2, O3')}\n", **FILE})
    assert [cell_of(assessment, row, "dossier").state for row in ("K-03", "K-04")] == ["met", "met"]


def test_a_good_document_counts_beside_a_bad_one(assessed: Assessed) -> None:
    cell = cell_of(
        assessed(quick_win_with(paper("sop", "satu", state="draft"), paper("manual", "satu"))), "Q-04", "satu"
    )
    assert (cell.state, cell.documents) == ("met", ("dok-manual",))
    assert [miss.document for miss in cell.near_misses] == ["dok-sop"]


def test_papers_that_are_all_needed_must_be_of_one_meeting(assessed: Assessed) -> None:
    two = f"{MEETING}council\n    date: 2023-03-03\n  - {{id: kedua, body: council, date: 2023-06-03}}\n"
    papers = [
        paper(kind, meeting)
        for kind, meeting in (("undangan", "rapat"), ("daftar-hadir", "rapat"), ("notulen", "kedua"))
    ]
    cell = cell_of(
        assessed({"isi.yaml": f"{two}documents:\n" + "\n".join(papers) + "\n", **FILE}), "K-05", "dossier"
    )
    assert cell.state == "missing"
    assert [verdict.lacks[0].types for verdict in cell.attempts] == [
        ("notulen",),
        ("undangan", "daftar-hadir"),
    ]


@pytest.mark.parametrize(
    ("changed", "lack"),
    [
        pytest.param(("council", "team"), None, id="of another body"),
        pytest.param(("2023", "2022"), "window", id="last year's"),
        pytest.param(("2023", "2024"), "window", id="next year's"),
    ],
)
def test_another_meeting_does_not_count(
    assessed: Assessed, changed: tuple[str, str], lack: str | None
) -> None:
    text = f"{MEETING}council\n    date: 2023-05-02\ndocuments:\n{MEETING_PAPERS}\n".replace(*changed)
    cell = cell_of(assessed({"isi.yaml": text, **FILE}), "K-05", "dossier")
    assert cell.state == "missing"
    assert [verdict.lacks[0].kind for verdict in cell.attempts] == ([lack] if lack else [])


def test_a_team_that_meets_alone_does_not_count(assessed: Assessed) -> None:
    text = f"{MEETING}team\n    date: 2023-05-02\n    agencies: [diskominfo]\ndocuments:\n{MEETING_PAPERS}\n"
    cell = cell_of(assessed({"isi.yaml": text, **FILE}), "K-06", "dossier")
    assert cell.state == "missing"
    assert [verdict.lacks[0].fields for verdict in cell.attempts] == [("other_agencies",)]


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ({"date": 2023}, "met"),
        ({"date": 2022}, "met"),
        ({"date": 2021}, "missing"),
        ({"date": 2021, "newest": "ya"}, "met"),
        ({"date": 2021, "newest": "tidak"}, "missing"),
        ({"date": 2024}, "missing"),
        ({"date": 2024, "newest": "ya"}, "missing"),
        ({"newest": "ya"}, "missing"),
        ({}, "missing"),
    ],
)
def test_the_newest_result_is_of_this_year_or_the_last_or_said_to_be_the_newest(
    assessed: Assessed, written: Mapping[str, object], state: str
) -> None:
    files = {"isi.yaml": f"documents:\n{paper('spbe', 'C4', **written)}\n", **FILE}
    assert cell_of(assessed(files), "A-05", "C4").state == state


@pytest.mark.parametrize(
    ("year", "newest", "state"),
    [(2023, "tidak", "met"), (2022, "tidak", "met"), (2020, "tidak", "missing"), (2020, "ya", "met")],
)
def test_a_statistic_is_of_this_year_or_the_last_or_the_newest(
    assessed: Assessed, year: int, newest: str, state: str
) -> None:
    text = (
        f"statistics:\n  - {{question: C12, value: 3, unit: persen, year: {year}, source: BPS, "
        f"newest: {newest}}}\ndocuments:\n{paper('statistik', 'C12')}\n"
    )
    assert cell_of(assessed({"isi.yaml": text, **FILE}), "A-04", "C12").state == state


@pytest.mark.parametrize(
    ("since", "new", "state"),
    [
        ("2023", "ya", "met"),
        ("2022-12", "ya", "missing"),
        ("2022-12", "tidak", "met"),
        ("2024", "ya", "missing"),
    ],
)
def test_a_new_quick_win_started_this_year(assessed: Assessed, since: str, new: str, state: str) -> None:
    text = f"{PROGRAM}    since: {since}\n    quick_win: {{new: {new}}}\n"
    assert cell_of(assessed({"isi.yaml": text}), "Q-15", "satu").state == state


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(paper("masterplan", id="buku-2", state="draft"), id="draft"),
        pytest.param(paper("lainnya", id="buku-2"), id="no masterplan"),
        pytest.param("", id="not registered"),
    ],
)
def test_every_listed_book_must_be_there(assessed: Assessed, second: str) -> None:
    text = "dossier:\n  masterplan:\n    books: [dok-masterplan, buku-2]\n"
    text += f"documents:\n{paper('masterplan')}\n{second}\n"
    cell = cell_of(assessed(files_of(text), head=False), "K-02", "dossier")
    assert (cell.state, cell.documents) == ("missing", ("dok-masterplan",))
    assert cell.lacks[0].details["absent"] == ("buku-2",)


def test_a_masterplan_that_no_list_names_does_not_count(assessed: Assessed) -> None:
    cell = cell_of(
        assessed({"isi.yaml": f"documents:\n{paper('masterplan', 'B1')}\n", **FILE}), "K-02", "dossier"
    )
    assert (cell.state, cell.lacks[0].details["absent"]) == ("missing", ())


def test_an_agreement_needs_its_scope(assessed: Assessed) -> None:
    files = files_of(f"documents:\n{paper('pks', 'K1')}\n", KPPN)
    cell = cell_of(assessed(files, head=False), "A-08", "K1")
    assert (cell.state, [miss.reason for miss in cell.near_misses]) == ("missing", ["field-empty"])


# --- numbers of things ---------------------------------------------------------------------------


def test_each_dimension_is_counted_for_itself(assessed: Assessed) -> None:
    assessment = assessed({"isi.yaml": QUICK_WIN})
    for row in ("D-01", "Q-01"):
        states = {c.subject.id: c.state.value for c in assessment.matrix.cells if c.requirement == row}
        assert states.pop("smart-living") == "met"
        assert states == dict.fromkeys(
            ["smart-governance", "smart-branding", "smart-economy", "smart-society", "smart-environment"],
            "missing",
        )


def test_a_sub_dimension_tells_the_dimension(assessed: Assessed) -> None:
    text = QUICK_WIN.replace("    dimension: smart-living\n", "")
    assert cell_of(assessed({"isi.yaml": text}), "D-01", "smart-living").state == "met"


def test_all_of_them_means_each_and_names_who_falls_short(assessed: Assessed) -> None:
    more = "".join(
        f"  - {{id: {name}, name: {name}, dimension: smart-living{rest}}}\n"
        for name, rest in (("dua", ", masterplan: Buku 1"), ("tiga", ""))
    )
    cell = cell_of(assessed({"isi.yaml": PROGRAM + more}), "D-02", "smart-living")
    assert (cell.state, cell.lacks[0].details["have"], cell.lacks[0].details["needed"]) == ("missing", 1, 3)
    assert [verdict.subject.id for verdict in cell.attempts] == ["satu", "tiga"]


def test_one_answer_of_many_is_not_enough_for_recommendations(assessed: Assessed) -> None:
    entry = "  - {kind: recommendation, date: 2022-12-05, subject: Forum."
    text = f"follow_ups:\n{entry}, status: answered}}\n{entry}}}\n"
    assert cell_of(assessed({"isi.yaml": text}), "K-15", "dossier").state == "missing"


@pytest.mark.parametrize(
    ("respondents", "state"), [(("50", "50", "50"), "met"), (("50", "49", "90"), "missing")]
)
def test_the_smallest_survey_counts(
    assessed: Assessed, respondents: tuple[str, str, str], state: str
) -> None:
    text = SURVEY
    for number in respondents:
        text = text.replace("respondents: 50 #!", f"respondents: {number}", 1)
    text += f"documents:\n{paper('rekap-survei', 'smart-living')}\n"
    assert cell_of(assessed({"isi.yaml": text, **FILE}), "D-03", "smart-living").state == state


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


def test_a_requirement_that_is_met_stays_met(assessed: Assessed) -> None:
    files = {"isi.yaml": f"{QUICK_WIN}{WAIVER}documents:\n{paper('testimoni', 'satu')}\n", **FILE}
    cell = cell_of(assessed(files), "Q-08", "satu")
    assert (cell.state, cell.waiver) == ("met", None)


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


# --- figures -------------------------------------------------------------------------------------

LAST_YEAR = """\
dossier:
  city: {name: Kota Uji}
  year: 2022
  instrument: kominfo-2023-reguler
"""


@pytest.fixture
def figure(make: Callable[..., Path]) -> Callable[..., object]:
    """The figure of a question, in a dossier with these files and those of last year."""

    def _figure(
        question: str,
        this_year: str = "",
        last_year: Mapping[str, str] | None = None,
    ) -> object:
        files = files_of(this_year)
        if last_year is not None:
            head = str(files["aa-head.yaml"]).replace("  year:", "  previous: ../lalu\n  year:")
            files |= {"aa-head.yaml": head, "../lalu/aa.yaml": LAST_YEAR}
            files |= {f"../lalu/{name}": text for name, text in last_year.items()}
        assessment = assess(make(files, head=False), AS_OF)
        assert assessment.dossier is not None
        assert assessment.instrument is not None
        subjects = {s.id: s for s in subjects_of(assessment.dossier, assessment.instrument)["question"]}
        value = subjects[question].value("figure")
        assert (cell_of(assessment, "A-03", question).state == "met") == (value is not None)
        return value

    return _figure


def ledger(*statuses: str) -> dict[str, str]:
    rows = (
        f"  - {{id: p{number}, name: P{number}{status and ', status: ' + status}}}\n"
        for number, status in enumerate(statuses)
    )
    return {"program.yaml": "programs:\n" + "".join(rows)}


@pytest.mark.parametrize(
    ("statuses", "count"),
    [
        (("running", "completed", "stopped", "planned", "proposed"), 2),
        (("planned",), 0),
        (("running", ""), None),
        ((), None),
    ],
)
def test_programs_of_last_year_are_counted_where_all_are_known(
    figure: Callable[..., object], statuses: tuple[str, ...], count: int | None
) -> None:
    assert figure("B4", last_year=ledger(*statuses)) == count


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"lain.yaml": "programs:\n  - {id: x, name: A: B}\n"}, id="a file"),
        pytest.param({"lain.yaml": "programs:\n  - {id: x, status: running}\n"}, id="an entry"),
        pytest.param({"lain.yaml": "programs:\n  - {id: x, name: X, status: berjalan}\n"}, id="a status"),
    ],
)
def test_programs_of_last_year_are_not_counted_where_something_cannot_be_read(
    figure: Callable[..., object], broken: dict[str, str]
) -> None:
    assert figure("B4", last_year={**ledger("running"), **broken}) is None


@pytest.mark.parametrize(
    ("realised", "count"),
    [(("4", "0", "1,5"), 2), (("0",), 0), (("3", ""), None), ((), None)],
)
def test_activities_of_last_year_are_counted_where_all_are_known(
    figure: Callable[..., object], realised: tuple[str, ...], count: int | None
) -> None:
    rows = "".join(
        f"  - {{kind: people, activity: A, planned: 5{number and f', realised: {chr(34)}{number}{chr(34)}'}}}\n"
        for number in realised
    )
    assert figure("B5", last_year={"aksi.yaml": f"action_plan:\n{rows}"}) == count


@pytest.mark.parametrize(
    ("budget", "share"),
    [
        ("{total: 1.250.000, smart_city: 25.000}", 2),
        ("{total: 1.250.000, smart_city: 0}", 0),
        ("{total: 1.250.000}", None),
        ("{smart_city: 25.000}", None),
        ("{total: 0, smart_city: 0}", None),
    ],
)
def test_the_share_of_the_budget_is_computed_where_both_amounts_are_known(
    figure: Callable[..., object], budget: str, share: int | None
) -> None:
    assert figure("O6", f"dossier:\n  budget: {budget}\n") == share


def quick_wins(*programs: str) -> str:
    return "programs:\n" + "".join(f"  - {{{program}, quick_win: ya}}\n" for program in programs)


@pytest.mark.parametrize(
    ("now", "before", "count"),
    [
        pytest.param(
            ("id: a, name: A", "id: b, name: B"), ("id: a, name: A",), 1, id="one goes on, one is new"
        ),
        pytest.param(("id: a, name: A",), ("id: b, name: B",), 1, id="one is new"),
        pytest.param(("id: a, name: A",), ("id: a, name: Z",), 0, id="same id, other name"),
        pytest.param(("id: a, name: A, formerly: [b]",), ("id: b, name: B",), 0, id="a former id"),
        pytest.param(("id: a, name: Proklim",), ("id: b, name: PROKLIM",), 0, id="same name"),
        pytest.param((), ("id: b, name: B",), 0, id="none"),
    ],
)
def test_new_quick_wins_are_those_that_last_year_did_not_have(
    figure: Callable[..., object], now: tuple[str, ...], before: tuple[str, ...], count: int
) -> None:
    assert figure("W12", quick_wins(*now), {"qw.yaml": quick_wins(*before)}) == count


def test_new_quick_wins_are_not_counted_where_last_years_cannot_be_read(
    figure: Callable[..., object],
) -> None:
    broken = {"lain.yaml": "programs:\n  - {id: x, name: A: B, quick_win: ya}\n"}
    assert figure("W12", quick_wins("id: x, name: X"), {**ledger("running"), **broken}) is None


def test_what_became_a_quick_win_this_year_is_new(figure: Callable[..., object]) -> None:
    assert figure("W12", quick_wins("id: p0, name: P0"), ledger("running")) == 1


@pytest.mark.parametrize("question", ["B4", "B5", "O6", "W12"])
def test_without_last_year_and_a_budget_the_city_must_say(
    figure: Callable[..., object], question: str
) -> None:
    stated = f"answers:\n  - {{question: {question}, figure: 7, reason: Menurut rapat.}}\n"
    assert figure(question, QUICK_WIN) is None
    assert figure(question, QUICK_WIN + stated) == 7


def test_what_the_city_says_with_a_reason_goes_before_what_is_computed(
    figure: Callable[..., object],
) -> None:
    answer = "answers:\n  - {question: B4, figure: 79"
    last = ledger("running")
    assert figure("B4", f"{answer}, reason: Menurut rapat.}}\n", last) == 79
    assert figure("B4", f"{answer}}}\n", last) == 1


# --- a wrong value is told once ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "subject", "text"),
    [
        ("Q-15", "satu", f"{PROGRAM}    since: kemarin\n    quick_win: {{new: tidak}}\n"),
        ("Q-15", "satu", f"{PROGRAM}    since: kemarin\n    quick_win: {{new: ya}}\n"),
        (
            "Q-06",
            "satu",
            with_paper(
                f"{QUICK_WIN}    users: {{count: banyak, period: 2023}}", "statistik-pengguna", "satu"
            ),
        ),
        ("P-01", "satu", PROGRAM.replace("running", "berjalan")),
        ("P-02", "satu", PROGRAM.replace("running", "berjalan")),
        ("A-01", "B1", "answers:\n  - {question: B1, text: Sudah., score: empat}\n"),
        ("A-03", "B4", "answers:\n  - {question: B4, figure: banyak, reason: Rapat.}\n"),
        (
            "A-04",
            "C12",
            with_paper(
                "statistics:\n  - {question: C12, value: banyak, unit: persen, year: 2022, source: BPS}",
                "statistik",
                "C12",
            ),
        ),
        (
            "A-07",
            "C30",
            with_paper(
                "action_plan:\n  - {kind: people, activity: A, planned: 4, realised: semua}", "laporan", "C30"
            ),
        ),
        (
            "K-05",
            "dossier",
            f"{MEETING}council\n    date: besok\ndocuments:\n{MEETING_PAPERS}\n",
        ),
        (
            "K-10",
            "dossier",
            with_paper("dossier:\n  budget: {total: banyak, smart_city: 5}", "dpa", "O6"),
        ),
        (
            "D-03",
            "smart-living",
            with_paper(
                SURVEY.replace("respondents: 50", "respondents: banyak", 1), "rekap-survei", "smart-living"
            ),
        ),
    ],
    ids=short,
)
def test_a_value_that_cannot_be_read_is_not_told_to_be_missing_too(
    assessed: Assessed, row: str, subject: str, text: str
) -> None:
    findings = assessed(files_of(text), head=False).findings
    assert len([finding for finding in findings if finding.code.startswith("KC1")]) == 1
    assert [f for f in findings if f.requirement == row and f.subject and f.subject.id == subject] == []


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
    owed = owed_by_agency(assessed({"isi.yaml": OWNERS}).matrix.missing())
    assert list(owed) == ["diskominfo", "dinkes", "dlh"]
    assert owed["dlh"] == (15, 6)  # K-08, P-01, P-02, nine of its quick win, three of its question; six of Q


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


def test_one_wrong_value_hides_nothing_beside_it(assessed: Assessed) -> None:
    """`new` is wrong, the traits are not there: both are told."""
    text = f"{PROGRAM}    quick_win: {{new: baru}}\n    users: {{count: banyak}}\n"
    assessment = assessed({"isi.yaml": text})
    assert [lack.fields for lack in cell_of(assessment, "Q-12", "satu").lacks] == [
        ("quick_win.strategic_issue",)
    ]
    assert [lack.fields for lack in cell_of(assessment, "Q-06", "satu").lacks if lack.fields] == [
        ("users.period",)
    ]


def test_a_wrong_value_does_not_ask_for_more(assessed: Assessed) -> None:
    """No other funding is named, so no paper of it is asked for."""
    head = HEAD.replace("  coordinator", "  budget: {total: banyak}\n  coordinator")
    cells = assessed({"aa-head.yaml": head}, head=False).matrix.cells
    assert "K-11" not in {cell.requirement for cell in cells}


def test_a_status_that_cannot_be_read_is_not_told_as_no_running_program(assessed: Assessed) -> None:
    text = "programs:\n  - {id: satu, name: Satu, dimension: smart-living, status: runing}\n"
    assert cell_of(assessed({"isi.yaml": text}), "D-01", "smart-living").state is State.MET


def test_a_budget_that_cannot_be_read_is_not_told_as_a_missing_share_too(assessed: Assessed) -> None:
    head = HEAD.replace("  coordinator", "  budget: {total: 1.000.000, smart_city: satu juta}\n  coordinator")
    assessment = assessed({"aa-head.yaml": head}, head=False)
    assert [f.code for f in assessment.findings if f.code < "KC2"] == ["KC106"]
    assert cell_of(assessment, "A-03", "O6").lacks == ()


# --- the checks that stand for rows --------------------------------------------------------------


def test_the_check_that_stands_for_a_row_exists() -> None:
    named_checks = {row.check for row in load(REGULER).requirements.values() if row.check}
    assert named_checks <= set(CHECKS)


DEFECTIVE = """\
agencies:
  - {id: dinkes, name: Dinas Kesehatan}
dimensions:
  - {id: smart-living, lead: dinkes}
surveys:
  - {dimension: smart-living, users: 30, respondents: 50, sample: warga, means: {I28: 9}}
  - {dimension: smart-economy, users: 30, respondents: 50, sample: warga, means: {I19: 0}}
"""


def test_a_check_that_stands_for_a_row_tells_what_that_row_would(assessed: Assessed) -> None:
    findings = [f for f in assessed({"isi.yaml": DEFECTIVE}).findings if f.requirement in CHECKED_IN_CODE]
    found = {
        (f.requirement, f.subject.id, f.severity.value, round(f.leverage, 4)) for f in findings if f.subject
    }
    assert found == {
        ("D-05", "smart-economy", "warning", 0.0333),
        ("D-06", "smart-living", "warning", 0.0333),
        ("D-06", "smart-economy", "warning", 0.0333),
        ("D-07", "smart-living", "error", 0.0333),
        ("D-07", "smart-economy", "error", 0.0333),
    }


def test_defects_of_a_survey_are_owed_by_who_leads_its_dimension(assessed: Assessed) -> None:
    """As its recap (D-03) is, so that `--agency` shows them together."""
    findings = [f for f in assessed({"isi.yaml": DEFECTIVE}).findings if f.requirement in CHECKED_IN_CODE]
    owed = {f.subject.id: f.agency for f in findings if f.subject}
    assert owed == {"smart-living": "dinkes", "smart-economy": "diskominfo"}


@pytest.mark.parametrize("row", sorted(CHECKED_IN_CODE))
def test_a_row_that_a_check_stands_for_can_be_waived(assessed: Assessed, row: str) -> None:
    waiver = f"waivers:\n  - {{requirement: {row}, reason: Sudah dijelaskan kepada asesor.}}\n"
    findings = assessed({"isi.yaml": DEFECTIVE + waiver}).findings
    assert [f.code for f in findings if f.requirement == row] == []
    assert {f.requirement for f in findings} & CHECKED_IN_CODE == CHECKED_IN_CODE - {row}
