"""The versions that are known to pass: writes `constraints.txt`, or prints the lowest that are declared.

`python3 tools/constraints.py` installs everything that the project may need into a fresh environment and writes
down what pip chose. A release that must wait is told in `constraints.txt` itself, in a line that is kept:

    # held back: pyyaml<6.0.4  (what fails with it)

`python3 tools/constraints.py --lowest` prints each direct dependency at the lowest version that `pyproject.toml`
allows, for the gate.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
CONSTRAINTS: Final = ROOT / "constraints.txt"
HEADER: Final = """\
# The versions that are known to pass. Made by `python3 tools/constraints.py` with Python {python}; do not edit,
# but for lines that hold a release back: # held back: NAME<VERSION  (why)
"""
_HELD_BACK: Final = re.compile(r"^# held back: (\S+) .*$", re.MULTILINE)
_LOWER_BOUND: Final = re.compile(r"([\w.-]+)(?:\[[\w,]+\])?(?:>=|==)([\w.]+)")


def lowest_versions() -> Iterator[str]:
    """Each direct dependency of the command and of its tests, pinned to the lowest version that is declared."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        bound = _LOWER_BOUND.fullmatch(requirement)
        if bound is None:
            sys.exit(f"pyproject.toml: no lowest version in {requirement!r}")
        yield f"{bound[1]}=={bound[2]}"


def known_versions(held_back: list[str]) -> list[str]:
    """The versions that pip installs of everything the project may need, in a fresh environment."""
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, "-m", "venv", folder)
        python = Path(folder, "Scripts" if sys.platform == "win32" else "bin", "python")
        constraints = Path(folder, "held-back.txt")
        constraints.write_text("\n".join(held_back), encoding="utf-8")
        run(python, "-m", "pip", "install", "-q", "-c", constraints, f"{ROOT}[test,check]")
        frozen = run(python, "-m", "pip", "freeze", "--exclude", "kotacerdas", "--exclude", "pip")
    return sorted(frozen.splitlines(), key=str.lower)


def run(*command: str | Path) -> str:
    """The output of a command; its complaints go to the terminal."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout  # noqa: S603


def write_constraints() -> None:
    """Write `constraints.txt` anew, with the lines that hold a release back."""
    before = CONSTRAINTS.read_text(encoding="utf-8") if CONSTRAINTS.exists() else ""
    held_back = list(_HELD_BACK.finditer(before))
    versions = known_versions([line[1] for line in held_back])
    header = HEADER.format(python=".".join(map(str, sys.version_info[:2])))
    lines = [header.rstrip("\n"), *(line[0] for line in held_back), *versions]
    CONSTRAINTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--lowest"]:
        print(*lowest_versions(), sep="\n")  # noqa: T201
    else:
        write_constraints()
