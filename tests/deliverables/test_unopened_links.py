"""A link that nobody opened is marked wherever its document is shown: report, summary, letter, index; and counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from tests.cli.conftest import words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINKS = """\
documents:
  - {id: sop, type: sop, title: SOP Sampah, url: https://kota.go.id/sop, supports: [B1, satu], agency: diskominfo}
  - {id: lama, type: sop, title: SOP Lama, url: https://kota.go.id/lama, checked: 2023-10-20, supports: [B1, satu], agency: diskominfo}
programs:
  - {id: satu, name: Program Satu, agency: diskominfo, dimension: smart-living, quick_win: ya}
"""
MARKS = {"id": "belum dibuka", "en": "not opened yet"}


@pytest.fixture
def linked(make: Callable[..., Path]) -> Path:
    return make({"d.yaml": LINKS})


def text_of(path: Path) -> str:
    return words_of(path) if path.suffix == ".docx" else path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", MARKS)
@pytest.mark.parametrize("format_", ["md", "docx"])
@pytest.mark.parametrize("name", ["laporan", "quick-win"])
def test_a_report_marks_it(name: str, format_: str, lang: str, linked: Path, tmp_path: Path) -> None:
    made = tmp_path / f"x.{format_}"
    options = ["--draft", "--template", name, "--format", format_, "-o", str(made), "--as-of", "2023-11-01"]
    options += ["--program", "satu"] if name == "quick-win" else []
    assert cli.run(["--lang", lang, "build", str(linked), *options]) in {0, 1}
    text = text_of(made)
    assert MARKS[lang] in text
    opened = linked / "d.yaml"
    opened.write_text(
        LINKS.replace("kota.go.id/sop,", "kota.go.id/sop, checked: 2023-10-20,"), encoding="utf-8"
    )
    assert cli.run(["--lang", lang, "build", str(linked), *options]) in {0, 1}
    assert MARKS[lang] not in text_of(made)


@pytest.mark.parametrize(
    ("lang", "words"), [("id", "belum dibuka siapa pun: 1"), ("en", "nobody opened yet: 1")]
)
@pytest.mark.parametrize("format_", ["md", "docx"])
def test_a_summary_counts_them(format_: str, lang: str, words: str, linked: Path, tmp_path: Path) -> None:
    made = tmp_path / f"x.{format_}"
    options = ["--draft", "--template", "ringkasan", "--format", format_, "-o", str(made)]
    assert cli.run(["--lang", lang, "build", str(linked), *options]) in {0, 1}
    assert words in text_of(made)


@pytest.mark.parametrize(
    ("lang", "words"), [("id", "belum ada yang membukanya"), ("en", "nobody has opened them yet")]
)
@pytest.mark.parametrize("letter", ["nota-dinas", "surat"])
@pytest.mark.parametrize("format_", ["md", "docx"])
def test_a_letter_names_those_of_its_agency(
    letter: str, format_: str, lang: str, words: str, linked: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "surat"
    options = ["--letter", letter, "--format", format_, "-o", str(folder)]
    assert cli.run(["--lang", lang, "request", str(linked), *options]) in {0, 1}
    (made,) = folder.iterdir()
    text = text_of(made)
    assert words in text
    assert "SOP Sampah" in text
    assert "SOP Lama" not in text


@pytest.mark.parametrize("lang", MARKS)
def test_an_index_marks_it(lang: str, linked: Path, tmp_path: Path) -> None:
    assert cli.run(["--lang", lang, "package", str(linked), "-o", str(tmp_path / "paket")]) == 0
    (made,) = (tmp_path / "paket").glob("00_*.docx")
    assert text_of(made).count(MARKS[lang]) == 1


def test_the_report_counts_files_and_links(linked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["--lang", "en", "validate", str(linked)])
    assert "Files opened: 0 · links that nobody opened: 1" in capsys.readouterr().out
    cli.run(["validate", str(linked), "--format", "json"])
    summary = json.loads(capsys.readouterr().out)["dossiers"][0]["summary"]
    assert (summary["files_opened"], summary["links_unopened"]) == (0, 1)
