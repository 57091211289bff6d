"""Measure what judging supporting files costs, in an older and in the present version, in one run.

    python benchmarks/evidence.py OLD NEW [--runs 5]

OLD and NEW are the Python interpreters of two environments in which two versions are installed. Each reads the same
files in a process of its own, in turn with the other, so that the ratio holds where the machine's speed drifts: the
example's 144 files, scanned PDFs of 5 to 10 MB, and photographs of 12 megapixels. Prints medians as a Markdown table.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
from run import ROOT, medians

JUDGE = """
import sys, pathlib
try:
    from kotacerdas.evidence.contents import inspect
except ImportError:
    from kotacerdas.contents import inspect
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        inspect(path)
"""
PAGES = 3


def photographs(folder: Path, count: int) -> None:
    """Make photographs of 12 megapixels, as coarse and as grainy as real ones."""
    noise = Image.effect_noise((1000, 750), 40).resize((4000, 3000)).convert("RGB")
    for number in range(count):
        noise.rotate(number).save(folder / f"foto-{number}.jpg", quality=92)


def scans(folder: Path, count: int) -> None:
    """Make PDFs of scanned pages, 5 to 10 MB each."""
    page = Image.effect_noise((1240, 1754), 60).resize((2480, 3508)).convert("RGB")
    for number in range(count):
        pages = [page.rotate(180 * turn) for turn in range(PAGES)]
        pages[0].save(
            folder / f"pindaian-{number}.pdf", save_all=True, append_images=pages[1:], quality=70 + number
        )


def measure(name: str, folder: Path, old: str, new: str, runs: int) -> None:
    """Print one row: a folder's files judged by both."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1024**2
    done = medians(
        {which: [python, "-c", JUDGE, str(folder)] for which, python in (("old", old), ("new", new))}, runs
    )
    before, now = done["old"], done["new"]
    sys.stdout.write(
        f"| {name} | {len(files)} | {size:.0f} | {before.cpu:.2f} | {now.cpu:.2f} | {before.memory:.0f} |"
        f" {now.memory:.0f} | {now.cpu / before.cpu:.2f} |\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    sys.stdout.write("| files | n | MiB | old: CPU s | new: CPU s | old: MiB | new: MiB | ratio |\n")
    sys.stdout.write("|:--|--:|--:|--:|--:|--:|--:|--:|\n")
    measure("the example's", ROOT / "dossiers" / "contoh" / "bukti", given.old, given.new, given.runs)
    for title, make in (("scanned PDFs", scans), ("photographs of 12 megapixels", photographs)):
        with tempfile.TemporaryDirectory() as made:
            process = multiprocessing.Process(target=make, args=(Path(made), 12))
            process.start()  # for what it holds would count as the memory of those that are measured
            process.join()
            measure(title, Path(made), given.old, given.new, given.runs)
