"""The case that kotacerdas was made for: Tanjungpinang's evaluation of 14 November 2023."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from kotacerdas import cli
from kotacerdas.assessment.assessment import assess
from kotacerdas.findings import Severity

from .conftest import AS_OF, ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

YEARS = [ROOT / "dossiers" / f"tanjungpinang-{year}" for year in (2020, 2021, 2022, 2023)]
FILES = [path for folder in YEARS for path in sorted(folder.glob("*.yaml"))]

QUICK_WINS = {
    "open-data": ("diskominfo", "C1", False),
    "jdih": ("bagian-hukum", "C1", False),
    "mpp": ("dpmptsp", "C7", True),
    "pk-offline": ("disnakerkopum", "C11", False),
    "gerai-pangan": ("dp3", "C11", False),
    "e-puskesmas": ("dinkes-dalduk-kb", "C14", True),
    "dakkota": ("dispora", "C21", False),
    "ppdb-online": ("dinas-pendidikan", "C21", False),
    "proklim": ("dlh", "C27", True),
}
"""Each with its agency, the question on the programs of its dimension, and whether the source says it runs."""

MANDATORY = {
    "Q-02": ["W8"],
    "Q-03": ["W7", "W8"],
    "Q-04": ["W8"],
    "Q-05": ["W8", "O6"],
    "Q-06": ["W3", "PROGRAMS"],
    "Q-10": ["W9", "W10"],
    "Q-12": ["W1"],
    "Q-15": ["W12"],
    "Q-16": ["W2", "W3", "W4", "W5", "W6", "W7", "W8"],
    "P-01": ["PROGRAMS"],
}
"""What each of the nine lacks, as of 1 November 2023, and what that proves."""

STARTED = ("e-puskesmas", "proklim")
"""Those whose start is known: they were there years before."""

WHERE_RUNNING = {"P-02": ["PROGRAMS"]}

ENTRY = re.compile(r"^  - (?:id|kind|question): *(\S+)", re.MULTILINE)
SOURCE = re.compile(r"^#   ?([A-Z]+\d*) {1,6}\S", re.MULTILINE)
SECTION = re.compile(
    r"^(programs|agencies|documents|evaluation|follow_ups):\n((?:(?: .*|#.*)?\n)*)", re.MULTILINE
)


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    arguments = ["validate", str(TANJUNGPINANG), "--as-of", "2023-11-01", "--format", "json"]
    assert cli.run([*arguments, "--lang", "id"]) == 1
    [dossier] = json.loads(capsys.readouterr().out)["dossiers"]
    found: dict[str, Any] = dossier
    return found


@pytest.fixture
def lines() -> dict[str, int]:
    """Program → the line of `- id: program` in programs.yaml."""
    text = (TANJUNGPINANG / "programs.yaml").read_text(encoding="utf-8")
    return {match[1]: text[: match.start()].count("\n") + 1 for match in ENTRY.finditer(text)}


def missing_of(report: dict[str, Any], program: str) -> list[dict[str, Any]]:
    return [f for f in report["findings"] if f["subject"] and f["subject"]["id"] == program]


# --- what the mission demands --------------------------------------------------------------------


def test_the_nine_quick_wins_are_there(report: dict[str, Any], lines: dict[str, int]) -> None:
    found = [c["subject"]["id"] for c in report["matrix"] if c["requirement"] == "Q-02"]
    assert found == list(QUICK_WINS) == list(lines)


@pytest.mark.parametrize("program", QUICK_WINS)
def test_every_mandatory_document_of_a_quick_win_is_named_with_its_agency(
    report: dict[str, Any], lines: dict[str, int], program: str
) -> None:
    agency, question, is_running = QUICK_WINS[program]
    owed = {name: proves for name, proves in MANDATORY.items() if name != "Q-15" or program not in STARTED}
    expected = {
        (
            requirement,
            agency,
            "programs.yaml",
            lines[program],
            tuple(question if ref == "PROGRAMS" else ref for ref in proves),
        )
        for requirement, proves in {**owed, **(WHERE_RUNNING if is_running else {})}.items()
    }
    found = {
        (f["requirement"], f["agency"], f["path"], f["line"], tuple(f["proves"]))
        for f in missing_of(report, program)
        if f["severity"] == "error"
    }
    assert found == expected


@pytest.mark.parametrize("program", QUICK_WINS)
def test_each_finding_of_a_quick_win_names_it_and_says_what_to_do(
    report: dict[str, Any], program: str
) -> None:
    for finding in missing_of(report, program):
        assert '"' in finding["message"]
        assert finding["hint"]
        assert finding["leverage"] > 0


def test_only_quick_wins_with_partners_owe_papers_of_the_partnership(report: dict[str, Any]) -> None:
    assert [f["subject"]["id"] for f in report["findings"] if f["requirement"] == "Q-09"] == ["proklim"]


def test_the_partnership_that_the_news_tells_of_counts(report: dict[str, Any]) -> None:
    [finding] = [f for f in missing_of(report, "proklim") if f["requirement"] == "Q-16"]
    [other] = [f for f in missing_of(report, "jdih") if f["requirement"] == "Q-16"]
    assert "kemitraan" in other["message"]
    assert "kemitraan" not in finding["message"]


def test_each_agency_with_a_quick_win_owes_its_strategic_plan(report: dict[str, Any]) -> None:
    owed = {f["agency"] for f in report["findings"] if f["requirement"] == "K-08"}
    assert owed == {agency for agency, _, _ in QUICK_WINS.values()}


def test_every_dimension_has_its_quick_win(report: dict[str, Any]) -> None:
    assert [c["state"] for c in report["matrix"] if c["requirement"] == "Q-01"] == ["met"] * 6


def test_what_is_registered_without_a_file_is_near(report: dict[str, Any]) -> None:
    said = {f["requirement"]: f["message"] for f in report["findings"] if f["requirement"]}
    assert "perwako-84-2020" in said["K-01"]
    assert "paparan-2023-11-14" in said["K-14"]


def test_nothing_but_what_is_missing_is_found(report: dict[str, Any]) -> None:
    errors = {f["code"] for f in report["findings"] if f["severity"] == "error"}
    assert errors == {"KC201", "KC202", "KC203"}


def test_what_else_is_told_is_what_the_sources_leave_open(report: dict[str, Any]) -> None:
    """Quick wins no longer named, two in one dimension, nine for six, papers without an owner, an open request."""
    codes = Counter(f["code"] for f in report["findings"] if not f["code"].startswith("KC2"))
    assert codes == {"KC308": 2, "KC401": 12, "KC403": 3, "KC404": 1, "KC602": 1}


def test_the_quick_wins_that_are_no_longer_named_are_told(report: dict[str, Any]) -> None:
    gone = {f["subject"]["id"] for f in report["findings"] if f["code"] == "KC401"}
    of_2022 = {"siap", "teh-tarek", "income-point", "sicepat", "tossa"}
    of_2021 = {"tanjak", "fasilitasi-kekayaan-intelektual", "puan-molek", "simarkonang"}
    assert gone == of_2022 | of_2021 | {"sim-rumah-sakit", "produk-unggulan-wisata", "produk-unggulan-ekraf"}


def test_new_quick_wins_are_not_counted_from_a_list_that_is_not_complete(report: dict[str, Any]) -> None:
    """Of the six quick wins of 2022 five were read."""
    states = {c["subject"]["id"]: c["state"] for c in report["matrix"] if c["requirement"] == "A-03"}
    assert states == {"B4": "missing", "B5": "missing", "O6": "missing", "W12": "missing"}


# --- the four dossiers --------------------------------------------------------------------------


@pytest.mark.parametrize("folder", YEARS, ids=lambda path: path.name)
def test_a_dossier_is_read_without_a_fault(folder: Path) -> None:
    assessment = assess(folder, AS_OF)
    assert [f for f in assessment.findings if f.severity is Severity.ERROR and f.code[:3] != "KC2"] == []
    assert assessment.dossier is not None
    assert assessment.dossier.info.year == int(folder.name[-4:])


def test_each_year_knows_the_one_before() -> None:
    at = assess(TANJUNGPINANG, AS_OF).dossier
    years = []
    while at is not None:
        years.append(at.info.year)
        at = at.previous
    assert years == [2023, 2022, 2021, 2020]


def entries(text: str) -> Iterator[str]:
    """Each entry of the sections that hold facts, with the remarks beside and below it."""
    for section in SECTION.finditer(text):
        if section[1] == "evaluation":
            yield section[2]
        else:
            yield from re.split(r"^(?=  - )", section[2], flags=re.MULTILINE)[1:]


def sources(text: str) -> set[str]:
    """The codes of sources that the head of a file defines."""
    head = re.match(r"(?:#.*\n)*", text)
    _, _, told = (head[0] if head else "").partition("# Sumber:\n")
    return set(SOURCE.findall(told))


def test_the_dossiers_have_entries() -> None:
    counts = {path.parent.name: 0 for path in FILES}
    for path in FILES:
        counts[path.parent.name] += len(list(entries(path.read_text(encoding="utf-8"))))
    expected = {"2020": 9, "2021": 15, "2022": 8, "2023": 33}
    assert counts == {f"tanjungpinang-{year}": count for year, count in expected.items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_fact_names_its_source(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = sources(text)
    assert known
    without = [
        entry.splitlines()[0]
        for entry in entries(text)
        if not known & {code for remark in re.findall(r"#(.*)", entry) for code in re.findall(r"\w+", remark)}
    ]
    assert without == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_source_is_named_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    told = text.partition("# Sumber:\n")[2]
    unused = [code for code in sources(text) if len(re.findall(rf"\b{code}\b", told)) < 2]
    assert unused == []
