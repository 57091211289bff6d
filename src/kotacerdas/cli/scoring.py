"""The command that scores."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from kotacerdas.cli.options import Options, day_of
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, assess_all, refuse_to_overwrite, show
from kotacerdas.reports.page import Page


def _text(page: Page) -> str:
    from kotacerdas.reports import score as view  # noqa: PLC0415 - other commands need not wait for it

    return view.as_text(page)


def _json(page: Page) -> str:
    from kotacerdas.reports import score as view  # noqa: PLC0415

    return view.as_json(page)


FORMATS: Final[Mapping[str, Callable[[Page], str]]] = {"text": _text, "json": _json}
"""Name of a format → the view of that format."""


def add(app: typer.Typer, options: Options) -> None:
    """Add the command."""
    messages, said = options.messages, options.said
    help_option: Any = options.help
    paths_argument: Any = options.paths
    as_of_option: Any = options.as_of

    @app.command(help=said("score"))
    def score(
        paths: paths_argument = None,
        format_: options.choosing("format", FORMATS, "format") = "text",  # type: ignore[valid-type]
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="FILE", help=said("output"))
        ] = None,
        as_of: as_of_option = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        day = day_of(as_of)
        assessments, could_run = assess_all(paths, day, messages)
        if output is not None:
            refuse_to_overwrite(output, assessments)
        if assessments:
            is_painted = format_ == "text"
            show(FORMATS[format_], assessments, messages, day, output, is_painted=is_painted)
        return COMPLETE if could_run else CANNOT_RUN
