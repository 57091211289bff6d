"""The report of `validate` as text: the line of YAML, and the caret under what is meant."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas.reports import FORMATS
from tests.reports.conftest import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.assessment.assessment import Assessment

CODE = re.compile(r"KC\d{3}")
SNIPPET = re.compile(r"^ *(\d+) \| (.*)\n {5} \| ([\t ]*)(\^+)$", re.MULTILINE)


CARETS = {
    "a value": "programs:\n  - id: satu\n    name: Satu\n    status: «entahlah»\n",
    "a value with a remark": "programs:\n  - id: satu\n    name: Satu\n    status: «entahlah»  # kata berita\n",
    "a value in braces": "programs:\n  - {id: satu, name: Satu, status: «entahlah», agency: diskominfo}\n",
    "a quoted value": 'programs:\n  - id: satu\n    name: Satu\n    since: «"14/11/2023"»\n',
    "lines of Windows": "programs:\r\n  - id: satu\r\n    name: Satu\r\n    status: «entahlah»\r\n",
    "a key": "programs:\n  - id: satu\n    name: Satu\n    «warna»: biru\n",
    "a key without a value": "programs:\n  - id: satu\n    name: Satu\n    «quick_win»:\n",
    "a section after a byte-order mark": "\ufeff«programs2»:\n  - {id: satu}\n",
    "an id": "programs:\n  - {id: satu, name: Satu, agency: diskominfo}\n  - id: «satu»\n    name: Dua\n",
    "one of a list": "documents:\n  - {id: d, type: sop, title: SOP, supports: [B1, «B99», O1]}\n",
    "after letters with accents": "documents:\n  - {id: d, type: sop, title: 'Ünïç ✓', supports: [«B99»]}\n",
    "after a tab": "documents:\n  - {id: d, type: sop,\ttitle: SOP, supports: [«B99»]}\n",
    "an entry": "programs:\n  - «id: satu»\n",
    "an entry with a remark": "programs:\n  - «id: satu»  # belum bernama\n",
    "an entry in braces with a remark": "programs:\n  - «{id: satu}»  # belum bernama\n",
}
"""A file in which «what the caret must stand under» is wrong."""


@pytest.mark.parametrize("text", CARETS.values(), ids=CARETS)
def test_the_caret_stands_under_what_is_meant(assessed: Callable[..., Assessment], text: str) -> None:
    meant = re.search("«(.*)»", text)
    assert meant
    line = text[: meant.start()].count("\n") + 1
    assessment = assessed({"zz.yaml": text.replace("«", "").replace("»", "")})
    assert line in {f.location.line for f in assessment.findings if f.location.path == "zz.yaml"}
    shown = FORMATS["text"](page(assessment)).split("zz.yaml:", maxsplit=1)[1]
    under = {
        (int(number), code[len(before) : len(before) + len(carets)])
        for number, code, before, carets in SNIPPET.findall(shown)
    }
    assert (line, meant[1]) in under


def test_a_tab_stays_a_tab_before_the_caret(assessed: Callable[..., Assessment]) -> None:
    shown = FORMATS["text"](
        page(assessed({"zz.yaml": "documents:\n  - {id: d, type: sop,\ttitle: SOP, supports: [B99]}\n"}))
    )
    [before] = [before for _, code, before, _ in SNIPPET.findall(shown) if "B99" in code and "\t" in before]
    assert before.index("\t") == "  - {id: d, type: sop,\t".index("\t")


def test_a_long_line_is_cut(assessed: Callable[..., Assessment]) -> None:
    title = "Judul " * 30
    text = f'documents:\n  - {{id: d, type: sop, title: "{title}", state: selesai}}\n'
    shown = FORMATS["text"](page(assessed({"zz.yaml": text})))
    lines = {line for line in shown.splitlines() if "Judul" in line}
    assert {line[-1] for line in lines} == {"…"}
    assert {len(line) for line in lines} == {len("    2 | ") + 120 + 1}


MIXED = {
    "isi.yaml": """\
programs:
  - {id: satu, name: Satu, dimension: smart-living, agency: diskominfo, status: lari, quick_win: ya}
documents:
  - {id: sop, type: sop, title: SOP}
""",
    "bukti/foto.jpg": b"foto",
    "bukti/undangan.pdf": b"undangan",
}
"""A dossier with a mistake, warnings, gaps, and files that no document names."""
HEADINGS = {
    "en": ("Mistakes and warnings", "What is missing", "Files that no document names (KC309): 2", "Summary"),
    "id": (
        "Kesalahan isian dan peringatan",
        "Kekurangan",
        "Berkas yang tidak disebut dokumen mana pun (KC309): 2",
        "Ringkasan",
    ),
}


@pytest.mark.parametrize("language", HEADINGS)
def test_mistakes_come_before_gaps_and_unnamed_files_last(
    assessed: Callable[..., Assessment], language: str
) -> None:
    lines = FORMATS["text"](page(assessed(MIXED), language)).splitlines()
    starts = [lines.index(heading) for heading in HEADINGS[language]]
    assert starts == sorted(starts)
    mistakes, gaps, unnamed = (lines[a:b] for a, b in itertools.pairwise(starts))
    assert list(dict.fromkeys(CODE.findall("\n".join(mistakes)))) == ["KC104", "KC307", "KC308"]
    assert {code[:3] for code in CODE.findall("\n".join(gaps))} == {"KC2"}
    assert [line for line in unnamed if "bukti/" in line] == ["  bukti/foto.jpg", "  bukti/undangan.pdf"]
    assert len(unnamed) == len(["heading", "foto", "undangan", "next step", ""])


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["mistake KC104", "warning KC308", "missing KC202", "recommended KC201"]),
        ("id", ["kesalahan isian KC104", "peringatan KC308", "kekurangan KC202", "dianjurkan KC201"]),
    ],
)
def test_what_is_missing_is_not_called_a_mistake(
    assessed: Callable[..., Assessment], language: str, labels: list[str]
) -> None:
    text = FORMATS["text"](page(assessed(MIXED), language))
    assert [label for label in labels if f"    {label} " not in text] == []


@pytest.mark.parametrize(("kind", "headings"), [("mistakes", [0, 2, 3]), ("gaps", [1, 3])])
def test_only_one_kind_is_listed_and_both_are_counted(
    assessed: Callable[..., Assessment], kind: str, headings: list[int]
) -> None:
    text = FORMATS["text"](page(assessed(MIXED), filters={"only": kind}))
    assert [n for n, heading in enumerate(HEADINGS["en"]) if f"\n{heading}\n" in text] == headings
    assert re.search(r"Mistakes: 1\. Missing: \d+ mandatory, \d+ recommended\. Warnings: 4\.", text)
    assert ("What to fetch first" in text) == (kind == "gaps")
