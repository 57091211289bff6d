"""The pages of everything that is shipped, as LibreOffice lays them out: full enough, tables whole enough, text inside the margins.

LibreOffice opens all products at once, and Poppler tells where each word stands.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple
from zipfile import ZipFile

import pytest
from lxml import etree

from kotacerdas import cli

from .conftest import ROOT, TANJUNGPINANG, needs_libreoffice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LANGUAGES = ("id", "en")
LEAST: Final = 0.15
LEAST_AT_END: Final = 0.05
"""How much of a page's height must be written on: of each page that another follows, and of the last of several."""
_WORD: Final = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
_WATERMARK: Final = 30  # points: what is higher is no word of the text
_NEAR: Final = 2.5  # points


class Word(NamedTuple):
    """A word on a page, and where it stands, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


class Line(NamedTuple):
    """The words of a page that stand side by side."""

    left: float
    top: float
    bottom: float
    texts: tuple[str, ...]


class Paper(NamedTuple):
    """What a Word file says of its pages: margins and size in points, and the words of the heads and bands of its tables."""

    left: float
    right: float
    top: float
    bottom: float
    heads: frozenset[tuple[str, ...]]
    bands: frozenset[tuple[str, ...]]


def commands(folder: Path) -> Iterator[list[str]]:
    """Each command that makes products, in an Indonesian dossier's language and in English."""
    contoh, owing, empty = ROOT / "dossiers" / "contoh", folder / "owing" / "contoh", folder / "empty"
    made_of = {
        "contoh": [str(contoh), "--as-of", "2023-11-01"],
        "tanjungpinang": [str(TANJUNGPINANG), "--as-of", "2023-11-14", "--draft"],
        "empty": [str(empty), "--as-of", "2023-11-14", "--draft"],
    }
    parts = {
        "contoh": (["--dimension", "smart-living"], ["--program", "suara-warga"]),
        "tanjungpinang": (["--dimension", "smart-living"], ["--program", "open-data"]),
    }
    for dossier, arguments in made_of.items():
        for template in ("laporan", "ringkasan", "quick-win"):
            for n, part in enumerate(([], *parts.get(dossier, ())) if template == "laporan" else ([],)):
                output = ["--output", str(folder / f"{dossier}.{template}.{n}.LANG.docx")]
                yield ["build", *arguments, "--template", template, *part, *output]
    for path, day in ((TANJUNGPINANG, "2023-11-14"), (owing, "2023-11-01")):
        for letter in ("nota-dinas", "surat"):
            output = ["--output", str(folder / f"{path.name}.{letter}.LANG")]
            yield ["request", str(path), "--as-of", day, "--letter", letter, *output]
    for path in (TANJUNGPINANG, contoh):
        yield [
            "package",
            str(path),
            "--as-of",
            "2023-11-14",
            "--output",
            str(folder / f"{path.name}.package.LANG"),
        ]


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All products as Word files with a PDF beside each."""
    folder = tmp_path_factory.mktemp("pages")
    assert cli.run(["init", str(folder / "empty")]) == 0
    shutil.copytree(ROOT / "dossiers", folder / "owing")
    for paper in [
        *folder.glob("owing/contoh/bukti/dlh/*.pdf"),
        *folder.glob("owing/contoh/bukti/dinkes/sop*"),
    ]:
        paper.unlink()
    for command in commands(folder):
        for language in LANGUAGES:
            told = [argument.replace("LANG", language) for argument in command]
            assert cli.run(["--lang", language, *told]) == 0, told
    pages = folder / "pdf"
    pages.mkdir()
    found = [path for path in sorted(folder.rglob("*.docx")) if not {"owing", "data"} & set(path.parts)]
    found += sorted(folder.glob("*.package.*/data/00_*.docx"))
    for n, path in enumerate(found):
        shutil.copy(path, pages / f"{n:03}.{path.parent.name}.{path.name}")
    files = sorted(pages.glob("*.docx"))
    start = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*start, "--outdir", str(pages), *map(str, files)], check=True, capture_output=True, timeout=300
    )
    return files


def paper_of(path: Path) -> Paper:
    """What a Word file says of its pages."""
    with ZipFile(path) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
    section = list(body.iter(f"{W}sectPr"))[-1]
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    width, height = (int(size.get(f"{W}{side}")) / 20 for side in "wh")
    left, right, top, bottom = (
        int(margins.get(f"{W}{side}")) / 20 for side in ("left", "right", "top", "bottom")
    )
    heads = {
        tuple(" ".join("".join(cell.itertext()) for cell in row.iter(f"{W}tc")).split())
        for row in body.iter(f"{W}tr")
        if row.find(f"{W}trPr/{W}tblHeader") is not None
    }
    bands = {
        tuple("".join(paragraph.itertext()).split())
        for paragraph in body.iter(f"{W}p")
        for style in paragraph.iterfind(f"{W}pPr/{W}pStyle")
        if style.get(f"{W}val") == "TableBand"
    }
    return Paper(left, width - right, top, height - bottom, frozenset(heads), frozenset(bands))


@cache
def words_of(path: Path) -> list[list[Word]]:
    """The words of each page, but for a draft's watermark."""
    command = ["pdftotext", "-bbox", str(path.with_suffix(".pdf")), "-"]
    told = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    pages = [
        [Word(*map(float, found[:4]), unescape(found[4])) for found in _WORD.findall(page)]
        for page in told.split("<page ")[1:]
    ]
    return [[word for word in words if word.bottom - word.top < _WATERMARK] for words in pages]


def pages_of(path: Path, paper: Paper) -> list[list[Line]]:
    """The lines of each page between its header and its footer, from the top."""
    top, bottom = paper.top - _NEAR, paper.bottom + _NEAR
    return [
        list(lines_of(word for word in words if top <= word.top and word.bottom <= bottom))
        for words in words_of(path)
    ]


def lines_of(words: Iterator[Word]) -> Iterator[Line]:
    """The lines that words make."""
    line: list[Word] = []
    for word in [*sorted(words, key=lambda word: (round(word.bottom), word.left)), None]:
        if line and (word is None or abs(word.bottom - line[0].bottom) > _NEAR):
            line.sort()
            yield Line(line[0].left, line[0].top, line[0].bottom, tuple(each.text for each in line))
            line = []
        if word:
            line.append(word)


def is_head(line: Line, heads: frozenset[tuple[str, ...]]) -> bool:
    """Whether a line is the head of a table, or as much of one as does not stand in lines of its own."""
    return any(
        line.texts[0] == head[0] and len(line.texts) > 1 and all(text in head for text in line.texts)
        for head in heads
    )


def rows_below(head: Line, lines: Sequence[Line]) -> int:
    """How many rows of a table stand below its head: lines that begin where its first cell does."""
    n = 0
    for line in lines:
        if line.left < head.left - _NEAR:
            return n
        n += line.left < head.left + _NEAR
    return n


@needs_libreoffice
def test_no_page_is_nearly_empty(products: list[Path]) -> None:
    flaws = []
    for path in products:
        paper = paper_of(path)
        pages = pages_of(path, paper)
        for n, lines in enumerate(pages, start=1):
            written = lines[-1].bottom - lines[0].top if lines else 0
            least = LEAST if n < len(pages) else LEAST_AT_END
            if len(pages) > 1 and written < least * (paper.bottom - paper.top):
                flaws.append(f"{path.name}, page {n}: {written:.0f} points are written on")
    assert flaws == []


@needs_libreoffice
def test_no_head_of_a_table_stands_with_one_row(products: list[Path]) -> None:
    flaws = []
    for path in products:
        paper = paper_of(path)
        pages = pages_of(path, paper)
        for n, (before, after) in enumerate(pairwise(pages), start=1):
            if before and before[-1].texts in paper.bands:
                flaws.append(f"{path.name}, page {n}, at its end: {' '.join(before[-1].texts)}")
            if not after or not is_head(after[0], paper.heads):
                continue
            if rows_below(after[0], after[1:]) < 2:
                flaws.append(f"{path.name}, page {n + 1}: {' '.join(after[0].texts)}")
            last = [at for at, line in enumerate(before) if line.texts == after[0].texts]
            if last and rows_below(before[last[-1]], before[last[-1] + 1 :]) < 2:
                flaws.append(f"{path.name}, page {n}, at its end: {' '.join(after[0].texts)}")
    assert flaws == []


@needs_libreoffice
def test_no_text_stands_outside_the_margins(products: list[Path]) -> None:
    flaws = []
    for path in products:
        paper = paper_of(path)
        for n, words in enumerate(words_of(path), start=1):
            outside = [w.text for w in words if w.left < paper.left - 1 or w.right > paper.right + 1]
            flaws += [f"{path.name}, page {n}: {text}" for text in outside]
    assert flaws == []
