"""The command that explains a code, requirement, question or document type: explain."""

from pathlib import Path
from typing import Annotated

import typer

from kotacerdas import resources
from kotacerdas.cli.app import app
from kotacerdas.cli.options import DEFAULT_INSTRUMENT, instrument_option
from kotacerdas.cli.screen import COMPLETE, screen
from kotacerdas.errors import CannotRun


@app.command(help="explain")
def explain(
    context: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="code", show_default=False)] = None,
    instrument: Annotated[str | None, instrument_option("explain-instrument")] = None,
) -> int:
    """Explain one name by the first instrument that knows it; without one, list all names."""
    from kotacerdas.instrument import load
    from kotacerdas.reports import explain as view

    messages = context.obj.messages
    paint, width, write_out = screen()
    if code is None:
        chosen = load.load(instrument or DEFAULT_INSTRUMENT, Path.cwd())
        write_out(view.overview(chosen, messages, paint, width))
        return COMPLETE
    named = [instrument] if instrument else [DEFAULT_INSTRUMENT, *resources.instruments()]
    for number, name in enumerate(named, start=1):
        try:
            write_out(view.render(code, load.load(name, Path.cwd()), messages, paint, width))
            break
        except CannotRun as trouble:
            if trouble.code != "no-such-code" or number == len(named):
                raise
    return COMPLETE
