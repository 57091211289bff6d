"""The floor: read every file, `yaml.CSafeLoader`, Pydantic, and a look whether each reference exists.

What a straightforward program would do in one process, and nothing more: no positions, no limits, no
requirements, no report.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Program(_Entry):
    """A program with the fields that the generated dossiers have."""

    id: str
    name: str
    description: str
    dimension: str
    sub_dimension: str
    agency: str
    status: str
    since: Any
    digital: Any
    masterplan: str


class Document(_Entry):
    """A document, likewise."""

    id: str
    type: str
    title: str
    date: Any
    url: str
    checked: Any
    agency: str
    supports: tuple[str, ...]


def main(folder: Path) -> int:
    """Count the references that lead nowhere."""
    programs: list[Program] = []
    documents: list[Document] = []
    for path in sorted(folder.rglob("*.yaml")):
        data = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        programs += [Program.model_validate(item) for item in data.get("programs", ())]
        documents += [Document.model_validate(item) for item in data.get("documents", ())]
    known = {program.id for program in programs}
    return sum(ref not in known for document in documents for ref in document.supports)


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]))} references lead nowhere\n")
