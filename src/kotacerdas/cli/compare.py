"""The command that compares two dossiers: compare."""

from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Output, Overwrite, choice, day_of
from kotacerdas.cli.output import file_of, refuse_reports
from kotacerdas.cli.progress import assessed
from kotacerdas.cli.screen import COMPLETE, show, warn
from kotacerdas.reports import COMPARISON_FORMATS
from kotacerdas.reports.page import Page

_WARNINGS: Final = frozenset({"older-is-newer", "other-city"})


@app.command(help="compare")
def compare(
    context: typer.Context,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="compare-old")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="compare-new")],
    format_: Annotated[str, choice("--format", COMPARISON_FORMATS, "format")] = "text",
    output: Output = None,
    overwrite: Overwrite = False,
    as_of: AsOf = None,
) -> int:
    """Report what continued, stopped or is new from one dossier to the next."""
    from kotacerdas.reports.comparison import comparison as facts
    from kotacerdas.reports.comparison.content import note_of

    day, messages, file = day_of(as_of), context.obj.messages, file_of(output)
    both = [assessed(folder, day, messages) for folder in (old, new)]
    comparison = facts.compare(*both)
    refuse_reports([(format_, file)], both, overwrite=overwrite)
    for note in comparison.notes:
        if note in _WARNINGS:
            warn(note_of(note, comparison, messages))
    page = Page(tuple(both), messages, day)
    show(partial(COMPARISON_FORMATS[format_], comparison), page, file, format_)
    return COMPLETE
