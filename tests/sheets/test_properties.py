"""Whatever stands in a dossier: a workbook that nobody touched changes nothing, and a changed cell only what it says."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path  # noqa: TC003 - Hypothesis reads it
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kotacerdas.assessment.assessment import assess
from kotacerdas.dossier.loader import load
from kotacerdas.languages.messages import Messages
from kotacerdas.sheets.export import workbook
from kotacerdas.sheets.intake import take
from tests.conftest import AS_OF
from tests.sheets.excel import Excel

if TYPE_CHECKING:
    from collections.abc import Mapping

ODD = ["=1+1", "-", "@x", "'2023", "1.250", "2023-05-01", "ya", "a; b", "a;b\nc", " tepi ", 'k "utip"', "_x0041_", "#REF!", "TRUE",
       "3171234501900001", "hub. 081234567890", "197001011998031008", "\u202eterbalik", "e\u0301", "😀", "\ufffe", "\x07", "!!!",
       "satu", "Satu", "Dinas Satu", "B1", "Smart Living", "x" * 5000, "null", "~", "1e5", "0123", "{a}", "# b", "a: b"]  # fmt: skip
TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
NAME = (
    st.sampled_from(["Satu", "satu", "Dua", "Dua; Tiga", "-", "!!!", "Smart Living", "B1", "Dinas Satu"])
    | TEXT
)
PROGRAMS, AGENCIES = ["satu", "satu-2", "dua", "b1-x"], ["dinas-satu", "dinas-dua", "diskominfo"]
DIMENSION = st.sampled_from(["smart-living", "smart-economy"])
AGENCY = st.sampled_from([*AGENCIES, "tidak-ada", "Dinas Satu"])
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(str) | st.sampled_from(
    ["kemarin", "12 Mei 2023", "2023-05"]
)
ANY_DAYS = DAYS | st.sampled_from(["2023", "2023-05", "1944"])
NUMBER = (
    st.integers(0, 10**15).map(str) | st.decimals(0, 10**12, places=3).map(str) | st.sampled_from(["1.250", "3,5", "x", "1,5 M"])
)  # fmt: skip
QUESTION = st.sampled_from(["B1", "B2", "C1", "C33", "I2", "I54"])
YES = st.sampled_from(["ya", "tidak", "yes", "mungkin"])


def entry(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An entry with any of these fields, or with all that have no default, in any order."""
    return st.fixed_dictionaries(
        {}, optional={key.replace("from_", "from"): value for key, value in fields.items()}
    )


def listed(known: list[str], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Entries with ids, some of those that are known."""
    ids = st.lists(st.sampled_from(known), max_size=3, unique=True)
    return ids.flatmap(
        lambda names: st.tuples(*(entry(**fields).map(lambda e, n=n: {"id": n, **e}) for n in names))
    ).map(list)


PROGRAM = {
    "name": NAME, "dimension": DIMENSION, "agency": AGENCY, "since": ANY_DAYS, "description": TEXT,
    "status": st.sampled_from(["running", "berjalan", "selesai", "aneh"]), "digital": YES,
    "channels": st.lists(TEXT, max_size=3), "masterplan": TEXT,
    "quick_win": st.just("ya") | entry(benefit=TEXT, attraction=TEXT, new=YES),
    "users": entry(count=NUMBER, period=TEXT), "contact": entry(name=TEXT, phone=st.sampled_from(["0812-3456-789", "112", "x  y"])),
    "risks": st.lists(entry(risk=TEXT, mitigation=TEXT), max_size=3),
    "budget": st.lists(entry(year=st.sampled_from(["2022", "2023", "x"]), amount=NUMBER, source=TEXT), max_size=2),
    "results": st.lists(entry(indicator=TEXT, value=TEXT, unit=TEXT, period=TEXT), max_size=2),
    "partners": st.lists(entry(name=TEXT, role=TEXT), max_size=2),
}  # fmt: skip
SECTIONS: Mapping[str, st.SearchStrategy[Any]] = {
    "agencies": listed(AGENCIES[:2], name=NAME, short_name=NAME, head=TEXT),
    "programs": listed(PROGRAMS, **PROGRAM),
    "documents": listed(
        ["d1", "d2", "d3"], type=st.sampled_from(["laporan", "sop", "SOP", "apa"]), title=TEXT, number=TEXT, date=DAYS,
        file=TEXT, agency=AGENCY, signed=YES, supports=st.lists(st.sampled_from([*PROGRAMS, "B1", "C1", "tidak ada"]), max_size=4),
    ),
    "answers": st.lists(entry(question=QUESTION, text=TEXT, score=NUMBER, reason=TEXT, follow_ups=st.lists(TEXT, max_size=2)),
                        max_size=3),
    "surveys": st.lists(entry(dimension=DIMENSION, service=TEXT, respondents=NUMBER,
                              means=st.dictionaries(QUESTION, NUMBER, max_size=2)), max_size=2),
    "statistics": st.lists(entry(question=QUESTION, value=NUMBER, unit=TEXT, year=st.just("2023")), max_size=2),
    "meetings": listed(["rapat-1", "rapat-2"], title=TEXT, date=DAYS, agencies=st.lists(AGENCY, max_size=3)),
    "action_plan": st.lists(entry(kind=TEXT, activity=TEXT, planned=NUMBER, realised=NUMBER, agency=AGENCY), max_size=3),
    "follow_ups": listed(["f1", "f2"], from_=TEXT, date=DAYS, subject=TEXT, status=TEXT, reply=TEXT),
    "reviews": st.lists(entry(document=st.sampled_from(["d1", "d2", "d9"]), by=TEXT, date=DAYS, note=TEXT), max_size=2),
}  # fmt: skip
INFO = {
    "city": {"name": "Kota Uji", "cohort": "reguler"},
    "year": "2023",
    "instrument": "kominfo-2023-reguler",
}


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, bytes]:
    """The YAML files of a dossier: one or several, in any style that people and programs write."""
    data = draw(st.fixed_dictionaries({}, optional=dict(SECTIONS)))
    has_several = draw(st.booleans())
    files: dict[str, Any] = {"dosir.yaml": {"dossier": INFO}}
    for section, content in data.items():
        files.setdefault(f"{section}.yaml" if has_several else "dosir.yaml", {})[section] = content
    style = {
        "default_flow_style": draw(st.sampled_from([None, False, True])),
        "allow_unicode": draw(st.booleans()),
        "width": draw(st.sampled_from([40, 100])),
        "default_style": draw(st.sampled_from([None, None, '"', "'"])),
    }
    newline, mark = draw(st.sampled_from([b"\n", b"\r\n"])), draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    head = draw(st.sampled_from([b"", b"# atas\n---\n"]))
    texts = {
        name: yaml.safe_dump(content, sort_keys=False, **style).encode() for name, content in files.items()
    }
    return {name: mark + (head + text).replace(b"\n", newline) for name, text in texts.items()}


def made(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A dossier of these files alone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def exported(folder: Path, messages: Messages) -> Path | None:
    """The workbook of a dossier, if that can be read."""
    assessment = assess(folder, AS_OF)
    if assessment.dossier is None or assessment.dossier.unread_files:
        return None
    book = folder / "isian.xlsx"
    book.write_bytes(workbook(assessment, messages))
    return book


def problems(folder: Path) -> list[str]:
    """The codes of what is wrong with the shape of a dossier."""
    return sorted(finding.code for finding in load(folder).findings)


@settings(max_examples=60)
@given(dossiers(), st.sampled_from(["id", "en"]))
def test_a_workbook_that_nobody_touched_changes_nothing(
    tmp_path: Path, files: dict[str, bytes], language: str
):
    folder, messages = made(tmp_path / "d", files), Messages(language)
    book = exported(folder, messages)
    if book is None:
        return
    intake = take(folder, [book], AS_OF, messages)
    assert not intake.troubles
    assert not intake.mistakes
    assert not intake.plan.events
    assert not intake.contents


TYPED = re.compile(r"[\x00-\x08\x0b-\x1f]")


@settings(max_examples=60)
@given(dossiers(), st.data())
def test_a_changed_cell_changes_what_it_says_alone(
    tmp_path: Path, files: dict[str, bytes], data: st.DataObject
):
    folder, messages = made(tmp_path / "d", files), Messages("id")
    book = exported(folder, messages)
    if book is None:
        return
    excel, before = Excel(book), problems(folder)
    cells = [
        (sheet.title, row, column)
        for sheet in excel.book.worksheets[1:]
        if sheet.sheet_state == "visible"
        for row in range(2, sheet.max_row + 2)
        for column in range(2, sheet.max_column + 1)
    ]
    for _ in range(data.draw(st.integers(1, 4))):
        title, row, column = data.draw(st.sampled_from(cells))
        typed: Any = data.draw(
            st.sampled_from(["", "-", "ya", "B1", "Satu"]) | TEXT | NUMBER | DAYS | st.integers(0, 10**6)
        )
        if isinstance(typed, str):
            typed = TYPED.sub("", typed).replace("\ufffe", "")
        excel.book[title].cell(row, column).value = typed
        if isinstance(typed, str) and typed:
            excel.book[title].cell(row, column).data_type = "s"
    excel.save()
    intake = take(folder, [book], AS_OF, messages)
    if intake.troubles or intake.mistakes:
        return
    for name, content in intake.contents.items():
        (folder / name).write_bytes(content)
    assert not [code for code in problems(folder) if code not in before and code.startswith("KC1")]
    again = take(folder, [book], AS_OF, messages)
    assert not again.contents
    assert not [event for event in again.plan.events if event.kind in {"added", "changed", "deleted"}]
