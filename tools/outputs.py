"""What the commands make of the shipped dossiers, as files in a folder: the gate compares them between versions of Python.

`python3 tools/outputs.py FOLDER` writes them with the kotacerdas that this Python has.
"""

import io
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from kotacerdas import cli
from kotacerdas.reports import FORMATS

ROOT: Final = Path(__file__).parent.parent
DAY: Final = "2023-11-01"
DOSSIERS: Final = ("contoh", "contoh-2022", "tanjungpinang-2022", "tanjungpinang-2023")


def commands(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The commands whose outputs are compared, each with the name of the file for what it prints; none for those that write files."""
    for name in DOSSIERS:
        path = f"dossiers/{name}"
        for format_ in FORMATS:
            yield f"{name}.validate.{format_}", ["validate", path, "--format", format_]
        yield f"{name}.status.txt", ["status", path]
        yield f"{name}.follow-ups.txt", ["status", "--follow-ups", path]
        yield f"{name}.score.json", ["score", path, "--format", "json"]
        yield f"{name}.score.txt", ["score", path]
    for old, new in (("contoh-2022", "contoh"), ("tanjungpinang-2022", "tanjungpinang-2023")):
        for format_ in ("text", "markdown", "json"):
            paths = [f"dossiers/{old}", f"dossiers/{new}"]
            yield f"{new}.compare.{format_}", ["compare", *paths, "--format", format_]
    for name in ("contoh", "tanjungpinang-2023"):
        path = f"dossiers/{name}"
        for template in ("laporan", "ringkasan"):
            for format_ in ("docx", "md"):
                target = str(folder / f"{name}.{template}.{format_}")
                options = ["--template", template, "--format", format_, "--output", target]
                yield "", ["build", path, "--draft", *options]
        for format_ in ("docx", "md", "csv"):
            forms = [] if format_ == "csv" else ["--with-forms"]
            yield (
                "",
                ["request", path, "--format", format_, *forms, "--output", str(folder / f"{name}.request")],
            )
        yield "", ["package", path, "--output", str(folder / f"{name}.package.zip")]


def write(folder: Path) -> None:
    """Write the output of every command into a folder."""
    folder.mkdir(parents=True)
    for name, command in commands(folder):
        text = output(command)
        if name:
            (folder / name).write_text(text, encoding="utf-8")


def output(command: list[str]) -> str:
    """The output that a command prints. Exits if it could not run."""
    with redirect_stdout(io.StringIO()) as stream, redirect_stderr(stream):
        status = cli.run(["--lang", "id", *command, "--as-of", DAY])
    if status not in {0, 1}:
        sys.exit(f"{shlex.join(command)}: status {status}\n{stream.getvalue()}")
    return stream.getvalue()


if __name__ == "__main__":
    made_in = Path(sys.argv[1]).resolve()
    os.chdir(ROOT)
    write(made_in)
