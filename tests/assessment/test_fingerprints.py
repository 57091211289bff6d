"""Fingerprints: no two alike, and the same for as long as a finding is the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.assessment.fingerprints import fingerprints
from kotacerdas.findings import GAPS, MISTAKES
from tests.conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENTRIES = [
    "  - {id: satu, name: Satu, agency: tiada, status: lari, unit: a, orang: b, warna: c}\n",
    "  - {id: dua, name: Dua, status: lari, channels: [web, 081234567890], dimension: smart-x}\n",
    "  - id: tiga\n    name: Tiga\n    quick_win: ya\n    budget: [{year: 2023, amount: x}, {year: 2022, amount: y}]\n",
]
ANSWERS = ["  - {question: B1, score: 9}\n", "  - {question: B2, score: 9}\n", "  - {question: B99}\n"]


def _text(entries: list[str], answers: list[str], before: str = "") -> str:
    return f"{before}programs:\n{''.join(entries)}answers:\n{''.join(answers)}"


def test_no_two_findings_of_a_report_share_one(assessed: Callable[..., object]) -> None:
    one = assessed({"isi.yaml": _text(ENTRIES, ANSWERS)})
    folders = [path for path in sorted((ROOT / "dossiers").iterdir()) if path.is_dir()]
    several = [assess(folder, AS_OF) for folder in folders]
    for assessments in ([one], several, [one, one], [several[0], *several]):
        marks = [mark for each in fingerprints(assessments) for mark in each]
        assert len(marks) == len(set(marks)) == sum(len(each.findings) for each in assessments)


@pytest.mark.parametrize(
    "files",
    [
        {"isi.yaml": _text(ENTRIES, ANSWERS, "# one\n\n# two\n")},
        {"isi.yaml": _text(ENTRIES[::-1], ANSWERS[::-1])},
        {"lain.yaml": _text(ENTRIES, ANSWERS[:1]), "z.yaml": "answers:\n" + "".join(ANSWERS[1:])},
    ],
    ids=["lines", "order", "files"],
)
def test_one_survives_what_moves(make: Callable[..., Path], files: dict[str, str]) -> None:
    folder = make({"isi.yaml": _text(ENTRIES, ANSWERS)})
    before = assess(folder, AS_OF)
    (folder / "isi.yaml").unlink()
    make(files)
    after = assess(folder.rename(folder.with_name("lain")), AS_OF)
    assert len(before.findings) > 100
    [old], [new] = (fingerprints([assessment]) for assessment in (before, after))
    assert sorted(old) == sorted(new)


def test_the_order_of_entries_that_share_a_finding_makes_no_other(make: Callable[..., Path]) -> None:
    """Quick wins of one dimension, files that moved together, one file for two documents."""
    programs = [
        f"  - {{id: {name}, name: {name}, dimension: smart-living, quick_win: ya}}\n" for name in ("b", "a")
    ]
    documents = [
        f"  - {{id: d-{name}, type: sop, title: {name}, file: {file}.pdf}}\n"
        for name, file in (("z", "lama/satu"), ("x", "lama/dua"), ("q", "sama"), ("p", "sama"), ("o", "sama"))
    ]
    marks = []
    for order in (1, -1):
        entries = f"programs:\n{''.join(programs[::order])}documents:\n{''.join(documents[::order])}"
        files = {"baru/satu.pdf": b"satu", "baru/dua.pdf": b"dua", "sama.pdf": b"sama"}
        assessment = assess(make({"isi.yaml": entries, **files}), AS_OF)
        assert {"KC301", "KC302", "KC403"} <= {finding.code for finding in assessment.findings}
        marks.append(sorted(fingerprints([assessment])[0]))
    assert marks[0] == marks[1]


def test_a_mistake_that_is_mended_takes_only_its_own(make: Callable[..., Path]) -> None:
    before = assess(make({"isi.yaml": _text(ENTRIES, ANSWERS)}), AS_OF)
    mended = [entry.replace("warna: c", "digital: ya") for entry in ENTRIES]
    after = assess(make({"isi.yaml": _text(mended, ANSWERS)}), AS_OF)
    [old], [new] = (fingerprints([assessment], MISTAKES) for assessment in (before, after))
    [gone] = set(old) - set(new)
    [finding] = [f for f, mark in zip(before.listed(MISTAKES), old, strict=True) if mark == gone]
    assert (finding.code, finding.location.route[-1], set(new) <= set(old)) == ("KC101", "warna", True)


def test_those_of_a_kind_are_the_same_as_among_all(assessed: Callable[..., object]) -> None:
    one = assessed({"isi.yaml": _text(ENTRIES, ANSWERS)})
    [every] = fingerprints([one])
    kinds = [mark for kind in (MISTAKES, GAPS) for mark in fingerprints([one], kind)[0]]
    assert sorted(every) == sorted(kinds)
    assert all(re.fullmatch(r"[0-9a-f]{32}", mark) for mark in every)
