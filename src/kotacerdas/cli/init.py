"""The command that makes a dossier to fill in: init."""

import re
from pathlib import Path
from typing import Annotated

import typer

from kotacerdas import resources
from kotacerdas.cli import options
from kotacerdas.cli.app import app
from kotacerdas.cli.options import instrument_option
from kotacerdas.cli.screen import COMPLETE, tell
from kotacerdas.errors import CannotRun


@app.command(help="init")
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="dir")],
    name: Annotated[str, typer.Option(metavar="TEXT", help="init-name")] = "Kota …",
    year: Annotated[str | None, typer.Option(metavar="YEAR", help="init-year")] = None,
    instrument: Annotated[str, instrument_option("init-instrument")] = resources.DEFAULT_INSTRUMENT,
) -> int:
    """Write the scaffold of a dossier into a new folder, and say what comes next."""
    from kotacerdas.dossier import scaffold
    from kotacerdas.instrument import load
    from kotacerdas.languages import sentences
    from kotacerdas.languages.text import command
    from kotacerdas.writing import write_new_folder

    messages = context.obj.messages
    loaded, written = load.load(instrument), _year(year)
    files = scaffold.files(messages.language, name, written, loaded)
    write_new_folder(folder, files)
    shown = folder.as_posix()
    lines = [messages.text("init.done", path=shown), *(f"  {path}" for path in files)]
    lines += filter(None, [sentences.other_round(loaded, written, None, messages)])
    tell(*lines, messages.text("init.next"), command("validate", shown))
    return COMPLETE


def _year(written: str | None) -> int:
    """The year of the dossier that `init` writes: `--year`, or this one."""
    if written is None:
        return options.today().year
    if not re.fullmatch(r"20\d{2}", written, re.ASCII):
        raise CannotRun("bad-year", value=written)
    return int(written)
