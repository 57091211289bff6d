"""The floor for a whole dossier: a Typer command that reads the same files into the same Pydantic models by PyYAML.

    python benchmarks/floor_example.py FOLDER

The dossier with last year's, its instrument, the texts of a language, and the bytes of every supporting file: no
positions, no limits, no requirements, no look into supporting files, no report.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import Any

import typer
import yaml

from kotacerdas import resources
from kotacerdas.dossier.entries import LISTS, SINGLE
from kotacerdas.instrument.model import InstrumentFile

app = typer.Typer()


def read(path: Path) -> dict[str, Any]:
    """A YAML file; its scalars stay text, as the models take them."""
    return yaml.load(path.read_bytes(), yaml.CBaseLoader)  # noqa: S506 - makes text alone


def entries(folder: Path) -> list[Any]:
    """Every entry of a dossier."""
    made: list[Any] = []
    for path in sorted(folder.rglob("*.yaml")):
        for section, content in read(path).items():
            if section in SINGLE:
                made.append(SINGLE[section].model_validate(content))
            else:
                made += [LISTS[section].model_validate(entry) for entry in content]
    return made


@app.command()
def count(folder: Path, *, strict: bool = False) -> None:
    """Count what was read."""
    made = entries(folder)
    previous = [entry.previous for entry in made if getattr(entry, "previous", None)]
    for older in previous:
        made += entries(folder / older)
    instrument = InstrumentFile.model_validate(read(resources.instruments()["kominfo-2023-reguler"]))
    texts = read(resources.languages()["id"])
    sums = {hashlib.sha256((folder / e.file).read_bytes()).digest() for e in made if getattr(e, "file", None)}
    sys.stdout.write(f"{len(made)} {len(instrument.requirements)} {len(texts)} {len(sums)} {strict}\n")


if __name__ == "__main__":
    app()
