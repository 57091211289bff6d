"""Measure how long a template with a document.xml of 12.6 MB takes to be read, checked and rendered.

    .venv/bin/python benchmarks/large.py

Each row is a document of one kind: running text in many runs, a table, many tags, long paragraphs, everything in a loop.
CPU seconds, the median of three; the floor is to unpack, parse, write and pack the same file with lxml and zipfile.
"""

import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice
from statistics import median
from time import process_time

import docx
from lxml import etree

from kotacerdas.templating.jinja.values import Words
from kotacerdas.templating.word.additions import Picture
from kotacerdas.templating.word.document import Template

SIZE = 12_600_000
MAX_SIGNS = 490_000  # of < and =, of which a template may hold half a million
WORDS = Words(str, str, lambda number, _digits: str(number))
TEXT = (
    "Kota ini melaksanakan program prioritas dengan pembinaan perangkat daerah dan data dukung yang lengkap. "
)


def run(length: int, text: str = "") -> str:
    """A run of that many signs, or of a text."""
    shown = text or "".join(islice(cycle(TEXT), length))
    return f'<w:r w:rsidR="00AB12CD"><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'


def paragraph(runs: int, length: int, text: str = "") -> str:
    """A paragraph of runs, the last of which is a text."""
    inner = run(length) * runs + (run(0, text) if text else "")
    return f'<w:p w:rsidR="00AB12CD"><w:pPr><w:pStyle w:val="Normal"/></w:pPr>{inner}</w:p>'


def row(cells: int) -> str:
    """A row of a table."""
    cell = f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{paragraph(1, 480)}</w:tc>'
    return f"<w:tr>{cell * cells}</w:tr>"


def filled(piece: str) -> str:
    """A piece of a body as often as there is room for it."""
    signs = piece.count("<") + piece.count("=")
    return piece * min(SIZE // len(piece), MAX_SIGNS // signs)


COLUMN = '<w:gridCol w:w="2000"/>'
GRID = f"<w:tbl><w:tblPr/><w:tblGrid>{COLUMN * 4}</w:tblGrid>"
BODIES: Mapping[str, Callable[[], str]] = {
    "running text": lambda: filled(paragraph(6, 235)),
    "one table": lambda: f"{GRID}{filled(row(4))}</w:tbl><w:p/>",
    "tags": lambda: filled(paragraph(3, 240) * 3 + paragraph(3, 240, "{{ name }} dan {{ name|upper }}")),
    "long paragraphs": lambda: filled(paragraph(1, 40_000)),
    "in a loop": lambda: (
        f"{paragraph(0, 0, '{%p for i in [1] %}')}{filled(paragraph(6, 235))}{paragraph(0, 0, '{%p endfor %}')}"
    ),
}


def template(body: str) -> bytes:
    """A template with this body."""
    made = io.BytesIO()
    docx.Document().save(made)
    parts = unpacked(made.getvalue())
    main = parts["word/document.xml"].decode()
    at = main.index("<w:body>") + len("<w:body>")
    return packed(parts | {"word/document.xml": (main[:at] + body + main[at:]).encode()})


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return made.getvalue()


def no_picture(path: str, _width: float, _height: float | None) -> Picture:
    """There are no pictures."""
    raise ValueError(path)


def timed(content: bytes) -> Iterator[float]:
    """The CPU seconds of the floor, of reading, checking and rendering."""
    began = process_time()
    parts = unpacked(content)
    root = etree.fromstring(parts["word/document.xml"])
    packed(parts | {"word/document.xml": etree.tostring(root)})
    yield process_time() - began
    began = process_time()
    read = Template(content)
    yield process_time() - began
    began = process_time()
    problems = read.problems(None, WORDS)
    yield process_time() - began
    if problems:
        raise ValueError(problems)
    began = process_time()
    read.render(io.BytesIO(), {"name": "Kota Uji"}, no_picture, WORDS)
    yield process_time() - began


def main() -> None:
    """Measure each kind, and print a table."""
    out = sys.stdout.write
    out("| document | MB | floor: s | read: s | check: s | render: s | read and render / floor |\n")
    out("|:--|--:|--:|--:|--:|--:|--:|\n")
    for name, body in BODIES.items():
        content = template(body())
        size = len(unpacked(content)["word/document.xml"]) / 1e6
        floor, read, check, render = (
            median(each) for each in zip(*(timed(content) for _ in range(3)), strict=True)
        )
        numbers = f"{floor:.2f} | {read:.2f} | {check:.2f} | {render:.2f} | {(read + render) / floor:.1f}"
        out(f"| {name} | {size:.1f} | {numbers} |\n")


if __name__ == "__main__":
    main()
