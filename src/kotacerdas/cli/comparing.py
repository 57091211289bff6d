"""The command that compares two dossiers."""

import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from kotacerdas.cli.options import Options, day_of
from kotacerdas.cli.screen import COMPLETE, refuse_to_overwrite, show
from kotacerdas.reports.comparison.content import note_of
from kotacerdas.reports.comparison.formats import FORMATS
from kotacerdas.reports.page import PLAIN_WIDTH, wrapped

_WARNINGS: Final = frozenset({"older-is-newer", "other-city"})


def add(app: typer.Typer, options: Options) -> None:
    """Add the command."""
    messages, said = options.messages, options.said
    help_option: Any = options.help
    as_of_option: Any = options.as_of

    @app.command(help=said("compare"))
    def compare(
        old: Annotated[Path, typer.Argument(metavar="OLD", help=said("compare-old"))],
        new: Annotated[Path, typer.Argument(metavar="NEW", help=said("compare-new"))],
        format_: options.choosing("format", FORMATS, "format") = "text",  # type: ignore[valid-type]
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="FILE", help=said("output"))
        ] = None,
        as_of: as_of_option = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas.assessment.assessment import assess  # noqa: PLC0415
        from kotacerdas.reports.comparison.comparison import compare as compared  # noqa: PLC0415

        day = day_of(as_of)
        both = [assess(old, day), assess(new, day)]
        comparison = compared(*both)
        if output is not None:
            refuse_to_overwrite(output, both)
        for note in comparison.notes:
            if note in _WARNINGS:
                lines = wrapped(note_of(note, comparison, messages), PLAIN_WIDTH, "kotacerdas: ", "  ")
                sys.stderr.write("\n".join(lines) + "\n")
        is_painted = format_ == "text"
        show(
            lambda page: FORMATS[format_](comparison, page),
            both,
            messages,
            day,
            output,
            is_painted=is_painted,
        )
        return COMPLETE
