"""Measure `validate` against the floor, in one run.

    python benchmarks/run.py [--counts 100 1000 10000] [--runs 5]

Each command runs as a process of its own, in turn with the one it is compared with, so that a ratio holds
where the machine's speed drifts. Prints medians as a Markdown table: wall and CPU seconds, the largest
resident memory, and the ratio. The kernel's accounting of the finished process gives the numbers.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from generate import generate

HERE = Path(__file__).parent
ROOT = HERE.parent


class Cost(NamedTuple):
    """What a process took: wall and CPU seconds, and its largest memory in MiB."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], most: int = 1) -> Cost:
    """Run a command once; `most` is the highest exit status of one that worked."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if not 0 <= process.returncode <= most:
        sys.exit(f"It failed: {' '.join(command)}")
    wall = time.perf_counter() - start
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(commands: dict[str, list[str]], runs: int, most: int = 1) -> dict[str, Cost]:
    """Run commands in turn, after one turn that does not count and leaves modules compiled; `most` as for `measure`."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            cost = measure(command, most)
            if turn:
                costs[name].append(cost)
    return {name: Cost(*map(statistics.median, zip(*done, strict=True))) for name, done in costs.items()}


def compare(counts: list[int], runs: int) -> None:
    """Print the table: dossiers made for it, and the example with its supporting files."""
    out = sys.stdout.write
    out("| programs | files | validate: wall s | CPU s | MiB | floor: wall s | CPU s | MiB | CPU ratio |\n")
    out("|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
    for count in counts:
        for one_file in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                generate(count, Path(folder), one_file=one_file)
                out(row(f"{count:,} | {2 if one_file else count + 1:,}", folder, "floor.py", runs))
    example = ROOT / "dossiers" / "contoh"
    files = sum(path.is_file() for path in example.rglob("*"))
    out(row(f"the example | {files:,}", str(example), "floor_example.py", runs, "--format", "json"))


def row(start: str, folder: str, floor: str, runs: int, *options: str) -> str:
    """Measure one dossier and its floor, as a row of the table."""
    validate = ["-m", "kotacerdas", "validate", folder, "--as-of", "2023-11-14", *options]
    commands = {"validate": validate, "floor": [str(HERE / floor), folder]}
    done = medians({name: [sys.executable, *command] for name, command in commands.items()}, runs)
    ours, least = done["validate"], done["floor"]
    return (
        f"| {start} | {ours.wall:.2f} | {ours.cpu:.2f} | {ours.memory:.0f} |"
        f" {least.wall:.2f} | {least.cpu:.2f} | {least.memory:.0f} | {ours.cpu / least.cpu:.2f} |\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    compare(given.counts, given.runs)
