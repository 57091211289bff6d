"""The index of a package, by its templates."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kotacerdas import cli, resources
from kotacerdas.deliverables.package.pages import pages
from kotacerdas.deliverables.package.records import Index
from kotacerdas.deliverables.package.table import COLUMNS, rows
from kotacerdas.errors import CannotRun
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.templating.jinja.values import Words
from kotacerdas.templating.word import document as word
from tests.conftest import HEAD, ROOT
from tests.deliverables.package.conftest import (
    CONTOH,
    GOLDEN,
    LANGUAGES,
    entries,
    picture,
    planned,
    tree,
)
from tests.test_word_templates import lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Golden

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_reads_as_it_did(lang: str, tmp_path: Path, golden: Golden) -> None:
    folder, name = tmp_path / "p", {"id": "00_indeks", "en": "00_index"}[lang]
    command = ["package", str(CONTOH), "--as-of", "2023-11-01", "--without-report", "-o", str(folder)]
    assert cli.run(["--lang", lang, *command]) == 0
    golden(GOLDEN / f"word/indeks.{lang}.txt", "\n".join(lines(folder / f"{name}.docx")) + "\n")
    shown = "\n".join("\t".join(map(str, row)) for row in cells_of(folder / f"{name}.xlsx"))
    golden(GOLDEN / f"package/indeks.contoh.{lang}.tsv", shown + "\n")


def cells_of(file: Path) -> list[list[object]]:
    """What stands in the rows of the workbook of an index."""
    rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
    return [["" if value is None else value for value in row] for row in rows]


def test_the_workbook_has_a_row_for_each_question_and_paper(small: Path, say: Say, tmp_path: Path) -> None:
    assert say("package", small, "-o", tmp_path / "p")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "p" / "00_index.xlsx").worksheets[0]
    head, *rows = cells_of(tmp_path / "p" / "00_index.xlsx")
    assert sheet.auto_filter.ref == f"A1:O{len(rows) + 1}"
    about = {(row[1], row[3]): row for row in rows}
    assert len(about) == len(rows)
    questions = [name for name, _ in about if name]
    assert all(re.fullmatch("[A-Z][0-9]+|peta|kios", str(name)) for name in questions)
    assert {str(name) for name in questions} >= {"B1", "C2", "C21", "I54", "K1"} - {"K1"}
    assert about["C21", ""][head.index("Status")] == "no document yet"
    assert about["B1", "sk-dewan"][head.index("Date")] == dt.datetime(2023, 1, 2)  # noqa: DTZ001
    assert about["B1", "jdih"][head.index("Date")] == "2022"
    assert about["B2", "terbatas"][head.index("Status")] == "left out (restricted access)"
    assert about["", "lain"][head.index("File or link")] == "lain.png"


def test_a_text_of_the_dossier_is_no_formula_of_the_workbook(make: Make, tmp_path: Path) -> None:
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "https://x.example", "{=1}", "007"]
    rows = [
        f'  - {{id: d{i}, type: foto, title: "{title}", number: "=cmd()", file: f{i}.png, supports: [B1]}}'
        for i, title in enumerate(titles)
    ]
    files = {f"f{i}.png": picture(i) for i in range(len(titles))}
    folder = make({"isi.yaml": "documents:\n" + "\n".join(rows), **files})
    assert cli.run(["--lang", "id", "package", str(folder), "-o", str(tmp_path / "p")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "p" / "00_indeks.xlsx").worksheets[0]
    shown = [row[4] for row in sheet.iter_rows() if str(row[3].value).startswith("d")]
    assert [cell.value for cell in shown] == [title.strip() for title in titles]
    assert {cell.data_type for cell in shown} == {"s"}
    assert all(cell.hyperlink is None for cell in shown)


@pytest.mark.parametrize("path", [p for p in resources.templates() if p.name.startswith("indeks.")])
def test_the_templates_name_only_what_there_is(path: Path) -> None:
    messages = Messages("en")
    words = Words(messages.date, messages.rupiah, messages.grouped)
    assert word.Template(path.read_bytes()).problems(Index, words) == []


def test_there_is_a_template_in_each_language() -> None:
    names = {path.name for path in resources.templates() if path.name.startswith("indeks.")}
    assert names == {f"indeks.{lang}.docx" for lang in LANGUAGES}


@pytest.mark.slow
def test_nothing_is_wrong_with_the_word_index(packed: Path, small: Path, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    assert cli.run(["--lang", "en", "package", str(small), "-o", str(tmp_path / "s")]) == 0
    for file in (packed / "00_indeks.docx", tmp_path / "s" / "00_index.docx"):
        assert [str(error) for error in audit.OpenXmlValidator().validate(str(file)).errors] == []


def test_the_index_tells_nothing_of_what_is_kept_back_but_that_it_exists(small: Path, tmp_path: Path) -> None:
    assert cli.run(["--lang", "en", "package", str(small), "-o", str(tmp_path / "s")]) == 0
    text = str(cells_of(tmp_path / "s" / "00_index.xlsx"))
    assert "Pasien" in text
    assert "p.png" not in text
    hidden = (small / "bukti" / "p.png").read_bytes()
    assert hidden not in tree(tmp_path / "s").values()


CASES = sorted((ROOT / "tests" / "cases").glob("*.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_dossier_with_mistakes_has_a_plan_or_a_sentence(case: Path, tmp_path: Path) -> None:
    (tmp_path / "aa.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "isi.yaml").write_bytes(case.read_bytes())
    try:
        made = planned(tmp_path)
    except CannotRun as trouble:
        sentences.stop(trouble, Messages("id"))
        return
    messages = Messages("id")
    named = {row.values[COLUMNS.index("code")] for row in rows(made.subjects, messages)}
    assert len(named) >= len(entries(made)) > -1
    for path, content in pages(made, [], messages):
        assert path.endswith(".html")
        assert content.startswith(b"<!doctype html>")
