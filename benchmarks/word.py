"""Measure our Word engine against docxtpl and python-docx, in one run.

    python benchmarks/word.py [--counts 10 100 1000 5000] [--rows 20000] [--runs 3] [--slowest 60]

It needs docxtpl beside the installed package. Each document is a process of its own, the engines in turn. An
engine that took more than a tenth of `--slowest` seconds for a document is left out of the larger ones.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from engines import ENGINES, make_template
from run import Cost, medians

SCRIPT = str(Path(__file__).with_name("engines.py"))
OURS = "kotacerdas"


def compare(cases: list[tuple[str, int]], runs: int, slowest: float) -> None:
    """Print the table."""
    out = sys.stdout.write
    names = list(ENGINES)
    out(f"| document | {' | '.join(f'{name}: CPU s | MiB' for name in names)} | docxtpl / {OURS} |\n")
    out("|:--|" + "--:|" * (2 * len(names) + 1) + "\n")
    last: dict[tuple[str, str], Cost] = {}
    for kind, count in cases:
        with tempfile.TemporaryDirectory() as folder:
            template = Path(folder, "template.docx")
            make_template(kind, template)
            commands = {
                name: [sys.executable, SCRIPT, name, kind, str(count), str(template), f"{folder}/{name}.docx"]
                for name in names
                if (name, kind) not in last or last[name, kind].cpu < slowest / 10
            }
            done = medians(commands, runs, most=0)
        last |= {(name, kind): cost for name, cost in done.items()}
        shown = [
            f"{done[name].cpu:.2f} | {done[name].memory:.0f}" if name in done else "– | –" for name in names
        ]
        ratio = f"{done['docxtpl'].cpu / done[OURS].cpu:.1f}" if "docxtpl" in done else "–"
        out(f"| {count:,} {kind} | {' | '.join(shown)} | {ratio} |\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[10, 100, 1_000, 5_000])
    parser.add_argument("--rows", type=int, nargs="+", default=[5_000, 20_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slowest", type=float, default=60.0)
    given = parser.parse_args()
    wanted = [("programs", count) for count in given.counts] + [("rows", count) for count in given.rows]
    compare(wanted, given.runs, given.slowest)
