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


def measure(command: list[str]) -> Cost:
    """Run a command once."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    wall = time.perf_counter() - start
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(commands: dict[str, list[str]], runs: int) -> dict[str, Cost]:
    """Run commands in turn, after one turn that does not count."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            cost = measure(command)
            if turn:
                costs[name].append(cost)
    return {name: Cost(*map(statistics.median, zip(*done, strict=True))) for name, done in costs.items()}


def compare(counts: list[int], runs: int) -> None:
    """Print the tables."""
    python = sys.executable
    out = sys.stdout.write
    out("| programs | files | validate: wall s | CPU s | MiB | floor: wall s | CPU s | MiB | wall ratio |\n")
    out("|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
    for count in counts:
        for one_file in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                generate(count, Path(folder), one_file=one_file)
                done = medians(
                    {
                        "validate": [python, "-m", "kotacerdas", "validate", folder, "--as-of", "2023-11-14"],
                        "floor": [python, str(HERE / "floor.py"), folder],
                    },
                    runs,
                )
            ours, floor = done["validate"], done["floor"]
            files = 2 if one_file else count + 1
            out(
                f"| {count:,} | {files:,} | {ours.wall:.2f} | {ours.cpu:.2f} | {ours.memory:.0f} |"
                f" {floor.wall:.2f} | {floor.cpu:.2f} | {floor.memory:.0f} | {ours.wall / floor.wall:.2f} |\n"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    compare(given.counts, given.runs)
