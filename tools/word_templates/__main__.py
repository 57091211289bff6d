"""Build the Word templates that kotacerdas ships.

    python tools/word_templates [--output DIR]

They are written from text alone, so that two runs give the same bytes on every machine.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import evidence_index
import laporan
import letter
import quick_win
import ringkasan
from words import LANGUAGES, words

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates"
DOCUMENTS: Final = {
    "laporan": laporan.build,
    "ringkasan": ringkasan.build,
    "quick-win": quick_win.build,
    "indeks": evidence_index.build,
    "nota-dinas": letter.nota_dinas,
    "surat": letter.surat,
}


def main() -> None:
    """Write a template for each document and language."""
    parser = argparse.ArgumentParser(description="Build the Word templates that kotacerdas ships.")
    parser.add_argument("--output", type=Path, default=TEMPLATES, help="the folder to write to")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in DOCUMENTS.items():
        for language in LANGUAGES:
            (folder / f"{name}.{language}.docx").write_bytes(build(language, words(language)))


if __name__ == "__main__":
    main()
