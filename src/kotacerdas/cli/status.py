"""The command that shows how far a dossier is: status."""

from typing import Annotated

import typer

from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Paths, day_of
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, assess_all, show
from kotacerdas.reports.page import Page


@app.command(help="status")
def status(
    context: typer.Context,
    paths: Paths = None,
    follow_ups: Annotated[bool, typer.Option("--follow-ups", help="follow-ups")] = False,
    as_of: AsOf = None,
) -> int:
    """Show the matrix of dossiers for people, or what assessors asked for."""
    from kotacerdas.reports import follow_ups as of_follow_ups
    from kotacerdas.reports import status as view

    day, messages = day_of(as_of), context.obj.messages
    assessments, could_run = assess_all(paths, day, messages)
    show(of_follow_ups.render if follow_ups else view.render, Page(tuple(assessments), messages, day))
    return COMPLETE if could_run else CANNOT_RUN
