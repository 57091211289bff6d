"""The command that explains a name, or finds names by words: explain."""

from pathlib import Path
from typing import Annotated

import typer

from kotacerdas import resources
from kotacerdas.cli import completion
from kotacerdas.cli.app import app
from kotacerdas.cli.options import instrument_option
from kotacerdas.cli.screen import COMPLETE, screen


@app.command(help="explain")
def explain(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORD", help="words", show_default=False, autocompletion=completion.explained),
    ] = None,
    instrument: Annotated[str | None, instrument_option("explain-instrument")] = None,
) -> int:
    """Explain names, or find them by words, in the first instrument that has them; without words list all names."""
    from kotacerdas.instrument import load
    from kotacerdas.reports import explain as view

    messages = context.obj.messages
    paint, width, write_out = screen()
    if not words:
        chosen = load.load(instrument or resources.DEFAULT_INSTRUMENT, Path())
        write_out(view.overview(chosen, messages, paint, width))
        return COMPLETE
    asked = " ".join(words)
    named = [instrument] if instrument else [resources.DEFAULT_INSTRUMENT, *resources.instruments()]
    instruments = []
    for name in dict.fromkeys(named):
        instruments.append(load.load(name, Path()))
        for parts in ([asked], words):
            told = [view.render(part, instruments[-1], messages, paint, width) for part in parts]
            if all(told):
                write_out("\n\n".join(filter(None, told)))
                return COMPLETE
    write_out(view.matching(asked, instruments, messages, paint, width))
    return COMPLETE
