"""What the tests of the command line share: a run in this process, and two small dossiers."""

from __future__ import annotations

import json
import os
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import docx
import pytest

from kotacerdas import cli
from kotacerdas.instrument.load import load

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Here = Callable[..., "Answer"]
    Run = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = """\
programs:
  - {id: satu, name: Satu, dimension: smart-living, agency: diskominfo, quick_win: ya}
  - {id: dua, name: Dua, dimension: smart-economy, agency: dlh}
"""
AGENCIES = "agencies:\n  - {id: dlh, name: Dinas Lingkungan Hidup}\n"

SMALL = """
dossier:
  city: {name: Kota Uji}
  year: 2023
  instrument: kominfo-2023-reguler
  language: id
evaluation:
  assessors:
    - name: Ani
      fields: [smart-living]
    - fields: [kelembagaan]
agencies:
  - {id: diskominfo, name: Dinas Komunikasi dan Informatika, short_name: Diskominfo}
programs:
  - {id: satu, name: Program Satu, dimension: smart-living, agency: diskominfo, quick_win: ya}
  - {id: dua, name: Program Dua, dimension: smart-economy, agency: diskominfo, quick_win: ya}
"""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Answer(NamedTuple):
    """What a command answered: its exit status, its result, and everything else."""

    status: int
    out: str
    err: str


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Here:
    """Run the command line in this process, in English unless it says otherwise."""
    for name in [n for n in os.environ if n.startswith(("LC_", "LANG", "KOTACERDAS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def _here(*arguments: object) -> Answer:
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        return Answer(status, *capsys.readouterr())

    return _here


@pytest.fixture
def complete(make: Callable[..., Path], tmp_path: Path) -> Path:
    """A dossier that sets every requirement aside but two that are only recommended."""
    rows = [name for name in load("kominfo-2023-reguler").requirements if name not in {"K-12", "K-13"}]
    waivers = "".join(f"  - {{requirement: {name}, reason: Uji.}}\n" for name in rows)
    return make({"w.yaml": f"waivers:\n{waivers}"}).rename(tmp_path / "lengkap")


@pytest.fixture
def incomplete(make: Callable[..., Path], tmp_path: Path) -> Path:
    return make({"a.yaml": AGENCIES, "p.yaml": PROGRAM}).rename(tmp_path / "kurang")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, beside the dossier."""
    place = tmp_path / "kerja"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "dosir"
    folder.mkdir()
    (folder / "dosir.yaml").write_text(SMALL, encoding="utf-8")
    return folder


def template(*paragraphs: str, tables: tuple[tuple[tuple[str, ...], ...], ...] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def words_of(path: Path) -> str:
    """All text of a Word file, headers included."""
    document = docx.Document(str(path))
    parts = [document.element.body, *(s.header._element for s in document.sections)]  # noqa: SLF001
    return "\n".join("".join(t.text or "" for t in part.iter(f"{W}t")) for part in parts)


def data(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.out)
    return found
