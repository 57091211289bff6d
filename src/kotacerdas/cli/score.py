"""The command that scores dossiers: score."""

from collections.abc import Callable, Mapping
from typing import Annotated, Final

import typer

from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Output, Paths, choice, day_of
from kotacerdas.cli.output import refuse_to_overwrite
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, assess_all, show
from kotacerdas.reports.page import Page


def _text(page: Page) -> str:
    from kotacerdas.reports import score as view

    return view.as_text(page)


def _json(page: Page) -> str:
    from kotacerdas.reports import score as view

    return view.as_json(page)


FORMATS: Final[Mapping[str, Callable[[Page], str]]] = {"text": _text, "json": _json}
"""Name of a format → the view of that format."""


@app.command(help="score")
def score(
    context: typer.Context,
    paths: Paths = None,
    format_: Annotated[str, choice("--format", FORMATS, "format")] = "text",
    output: Output = None,
    as_of: AsOf = None,
) -> int:
    """Report the self-assessed scores of dossiers."""
    day, messages = day_of(as_of), context.obj.messages
    assessments, could_run = assess_all(paths, day, messages)
    refuse_to_overwrite(output, assessments)
    show(FORMATS[format_], assessments, messages, day, output, is_painted=format_ == "text")
    return COMPLETE if could_run else CANNOT_RUN
