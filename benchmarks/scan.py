"""How often `scan` is right: on real names of files, and on the files of the example, whose documents are known.

    .venv/bin/python benchmarks/scan.py [NAMES.csv]

The list of names has a path and the types that are right in each row (`tests/data/names.csv` is one); types that it does not
know stand for `lainnya`.
"""

import csv
import sys
from pathlib import Path

from kotacerdas.dossier.folder import Tree
from kotacerdas.dossier.loader import load
from kotacerdas.instrument.load import load as load_instrument
from kotacerdas.scanning.file_names import name_fact
from kotacerdas.scanning.proposals import proposals
from kotacerdas.scanning.signs import Signs, Strength

ROOT = Path(__file__).resolve().parent.parent


def show(what: str, right: list[bool]) -> None:
    """Print how many guesses of a kind are right."""
    print(f"{what:<58} {sum(right):>4} of {len(right):>4}  {sum(right) / len(right):.1%}")  # noqa: T201


def names(path: Path) -> None:
    """The shares of a list of names."""
    types = load_instrument("kominfo-2023-reguler", Path()).document_types
    signs = Signs(types.values())
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {name for row in rows for name in row["types"].split("|")}
    decided, others, sure = [], [], []
    for row in rows:
        told = name_fact(row["path"], signs, types.values())
        accepted, kind = row["types"].split("|"), told.sign.type if told.sign else "lainnya"
        is_right = kind in accepted or ("lainnya" in accepted and kind not in known)
        if row["told_by"] in {"name", "folder"}:
            decided.append(is_right)
            if accepted != ["lainnya"]:
                others.append(is_right)
        if told.sign and told.sign.strength is Strength.SURE and not told.is_folder:
            sure.append(is_right)
    show("names that decide the type", decided)
    show("of these, without those of other documents alone", others)
    show("names that tell a type surely", sure)


def example(folder: Path) -> None:
    """The shares of a dossier's files, as if no document named them."""
    held = load(folder)
    assert held.dossier and held.instrument  # noqa: S101, PT018
    known = {document.file: document for document in held.dossier.documents if document.file}
    bare = held.dossier._replace(documents=(), evidence={}, unnamed_files=tuple(sorted(known)))
    made = [*proposals(bare, held.instrument, Tree(folder))]
    guesses = [(known[p.path], p.guesses, p.has_text) for p in made]
    show(
        "files of the example, type",
        [bool((t := g.get("type")) and t.strength and t.value == d.type) for d, g, _ in guesses],
    )
    for key in ("number", "date"):
        told = [
            (str(getattr(d, key)), g.get(key)) for d, g, has_text in guesses if has_text and getattr(d, key)
        ]
        show(
            f"files of the example with text, {key}",
            [bool(guess and guess.value == value) for value, guess in told],
        )


names(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "data" / "names.csv")
example(ROOT / "dossiers" / "contoh")
