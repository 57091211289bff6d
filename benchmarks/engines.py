"""One Word document by one engine, as a process of its own.

    python benchmarks/engines.py {kotacerdas,docxtpl,python-docx} {programs,rows} COUNT TEMPLATE OUT

`programs`: a heading, two paragraphs and a table of ten rows and four columns for each. `rows`: one table.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

COLUMNS = ("indikator", "satuan", "target", "capaian")
PROSE = (
    "Program ini mempercepat layanan kepada warga dengan memadukan data antarperangkat daerah. Sebelum program"
    " berjalan, waktu tunggu rata-rata 14 hari kerja; pada akhir tahun menjadi 3 hari kerja."
)


def values(kind: str, count: int) -> dict[str, Any]:
    """What the document holds."""

    def row(number: int) -> dict[str, str]:
        cells = (f"Indikator {number} & turunannya", "orang", f"{number * 37}", f"{number * 31}")
        return dict(zip(COLUMNS, cells, strict=True))

    if kind == "rows":
        return {"baris": [row(number) for number in range(count)]}
    rows = [row(number) for number in range(10)]
    return {
        "programs": [
            {"nama": f"Program {n}", "satu": f"{PROSE} ({n})", "dua": f"{n}: {PROSE}", "baris": rows}
            for n in range(count)
        ]
    }


def make_template(kind: str, path: Path) -> None:
    """The template that kotacerdas and docxtpl share."""
    import docx  # noqa: PLC0415

    document = docx.Document()
    if kind == "programs":
        document.add_paragraph("{%p for p in programs %}")
        document.add_heading("{{ p.nama }}", 1)
        document.add_paragraph("{{ p.satu }}")
        document.add_paragraph("{{ p.dua }}")
    source = "p.baris" if kind == "programs" else "baris"
    table = document.add_table(4, 4, style="Table Grid")
    for column, name in enumerate(COLUMNS):
        table.cell(0, column).text = name
        table.cell(2, column).text = f"{{{{ b.{name} }}}}"
    table.cell(1, 0).text = f"{{%tr for b in {source} %}}"
    table.cell(3, 0).text = "{%tr endfor %}"
    if kind == "programs":
        document.add_paragraph("{%p endfor %}")
    document.save(str(path))


def by_kotacerdas(data: dict[str, Any], template: str, out: str) -> None:
    """Our engine."""
    from kotacerdas.templating.jinja.values import Words  # noqa: PLC0415
    from kotacerdas.templating.word import document as word  # noqa: PLC0415

    def no_picture(*_: object) -> Any:  # noqa: ANN401 - as the engine asks
        raise LookupError

    words = Words(str, str, lambda number, _digits: str(number))
    with Path(out).open("wb") as stream:
        word.Template(Path(template).read_bytes()).render(stream, data, no_picture, words)


def by_docxtpl(data: dict[str, Any], template: str, out: str) -> None:
    """docxtpl; with autoescape, without which it drops the & of this data and what follows."""
    from docxtpl import DocxTemplate  # noqa: PLC0415

    document = DocxTemplate(template)
    document.render(data, autoescape=True)
    document.save(out)


def by_python_docx(data: dict[str, Any], template: str, out: str) -> None:
    """python-docx, by the quicker of its ways: the cells of a row at once."""
    import docx  # noqa: PLC0415

    del template
    document = docx.Document()
    for program in data.get("programs", [data]):
        if "nama" in program:
            document.add_heading(program["nama"], 1)
            document.add_paragraph(program["satu"])
            document.add_paragraph(program["dua"])
        table = document.add_table(len(program["baris"]) + 1, 4, style="Table Grid")
        texts = [COLUMNS, *(tuple(row.values()) for row in program["baris"])]
        for row, line in zip(table.rows, texts, strict=True):
            for cell, text in zip(row.cells, line, strict=True):
                cell.text = text
    document.save(out)


ENGINES = {"kotacerdas": by_kotacerdas, "docxtpl": by_docxtpl, "python-docx": by_python_docx}

if __name__ == "__main__":
    engine, what, number, shared, target = sys.argv[1:]
    ENGINES[engine](values(what, int(number)), shared, target)
