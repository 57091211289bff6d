"""The command that scores dossiers: score."""

from typing import Annotated

import typer

from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Output, Overwrite, Paths, choice, day_of
from kotacerdas.cli.output import file_of, refuse_reports
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, assess_all, show
from kotacerdas.reports import SCORE_FORMATS
from kotacerdas.reports.page import Page


@app.command(help="score")
def score(
    context: typer.Context,
    paths: Paths = None,
    format_: Annotated[str, choice("--format", SCORE_FORMATS, "format")] = "text",
    output: Output = None,
    overwrite: Overwrite = False,
    as_of: AsOf = None,
) -> int:
    """Report the self-assessed scores of dossiers."""
    day, messages, file = day_of(as_of), context.obj.messages, file_of(output)
    assessments, could_run = assess_all(paths, day, messages)
    refuse_reports([(format_, file)], assessments, overwrite=overwrite)
    show(SCORE_FORMATS[format_], Page(tuple(assessments), messages, day), file, format_)
    return COMPLETE if could_run else CANNOT_RUN
