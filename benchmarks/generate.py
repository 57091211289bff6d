"""Make a dossier of N programs with three documents each, in a file for each program or in one for all.

python benchmarks/generate.py 1000 /path/to/folder [--one-file]
"""

from __future__ import annotations

import argparse
from pathlib import Path

HEAD = """\
dossier:
  city: {name: Kabupaten Ukur (rekaan), cohort: reguler}
  year: 2023
  instrument: kominfo-2023-reguler
  coordinator: {agency: diskominfo}
agencies:
  - {id: diskominfo, name: Dinas Komunikasi dan Informatika}
"""
SUB_DIMENSIONS = (
    ("smart-governance", "layanan-publik"),
    ("smart-branding", "business-branding"),
    ("smart-economy", "welfare"),
    ("smart-living", "mobility"),
    ("smart-society", "pendidikan"),
    ("smart-environment", "energi"),
)


def program(number: int) -> str:
    """The entry of one program."""
    dimension, sub_dimension = SUB_DIMENSIONS[number % len(SUB_DIMENSIONS)]
    return f"""\
  - id: program-{number}
    name: Program layanan nomor {number}
    description: Layanan daring bagi warga.
    dimension: {dimension}
    sub_dimension: {sub_dimension}
    agency: diskominfo
    status: running
    since: 2022-03
    digital: ya
    masterplan: Buku 2, hlm. {number % 200 + 1}
"""


def documents(number: int) -> str:
    """The entries of its three documents."""
    return "".join(
        f"""\
  - id: {kind}-{number}
    type: {kind}
    title: {title} {number}
    date: 2023-0{number % 9 + 1}-15
    url: https://ukur.id/{kind}/{number}
    checked: 2023-11-01
    agency: diskominfo
    supports: [program-{number}]
"""
        for kind, title in (("laporan", "Laporan"), ("sop", "SOP"), ("dpa", "DPA"))
    )


def generate(count: int, folder: Path, *, one_file: bool) -> None:
    """Write the dossier."""
    (folder / "programs").mkdir(parents=True, exist_ok=True)
    (folder / "dossier.yaml").write_text(HEAD, encoding="utf-8")
    numbers = range(count)
    if one_file:
        programs = "".join(map(program, numbers))
        papers = "".join(map(documents, numbers))
        text = f"programs:\n{programs}documents:\n{papers}"
        (folder / "programs" / "all.yaml").write_text(text, encoding="utf-8")
        return
    for number in numbers:
        text = f"programs:\n{program(number)}documents:\n{documents(number)}"
        (folder / "programs" / f"program-{number:05}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--one-file", action="store_true")
    given = parser.parse_args()
    generate(given.count, given.folder, one_file=given.one_file)
