"""The commands that check: init, validate, status, explain, schema."""

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kotacerdas import resources
from kotacerdas.cli import options as shared
from kotacerdas.cli.options import DEFAULT_INSTRUMENT, Options, day_of
from kotacerdas.cli.screen import (
    CANNOT_RUN,
    COMPLETE,
    FOUND,
    assess_all,
    refuse_to_overwrite,
    screen,
    show,
)
from kotacerdas.errors import CannotRun
from kotacerdas.reports import FORMATS

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment


def add(app: typer.Typer, options: Options) -> None:
    """Add the commands."""
    messages, said, selecting = options.messages, options.said, options.selecting
    help_option: Any = options.help
    paths_argument: Any = options.paths
    as_of_option: Any = options.as_of

    @app.command(help=said("init"))
    def init(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=said("dir"))],
        name: Annotated[str, typer.Option(metavar="TEXT", help=said("init-name"))] = "Kota …",
        year: Annotated[str | None, typer.Option(metavar="YEAR", help=said("init-year"))] = None,
        instrument: Annotated[
            str, typer.Option(metavar="ID", help=said("init-instrument"), autocompletion=_instruments)
        ] = DEFAULT_INSTRUMENT,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas.dossier import scaffold  # noqa: PLC0415
        from kotacerdas.instrument import load  # noqa: PLC0415
        from kotacerdas.writing import write_new_folder  # noqa: PLC0415

        chosen = load.load(instrument)
        files = scaffold.files(messages.language, name, _year(year), chosen)
        write_new_folder(folder, files)
        shown = folder.as_posix()
        lines = [messages.text("init.done", path=shown), *(f"  {path}" for path in files)]
        sys.stdout.write("\n".join([*lines, messages.text("init.next", path=shown)]) + "\n")
        return COMPLETE

    @app.command(help=said("validate"))
    def validate(
        paths: paths_argument = None,
        format_: options.choosing("format", FORMATS, "format") = "text",  # type: ignore[valid-type]
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="FILE", help=said("output"))
        ] = None,
        strict: Annotated[bool, typer.Option("--strict", help=said("strict"))] = False,
        agency: selecting("agency") = None,  # type: ignore[valid-type]
        dimension: selecting("dimension") = None,  # type: ignore[valid-type]
        program: selecting("program") = None,  # type: ignore[valid-type]
        as_of: as_of_option = None,
        exit_zero: Annotated[bool, typer.Option("--exit-zero", help=said("exit-zero"))] = False,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        day = day_of(as_of)
        assessments, could_run = assess_all(paths, day, messages)
        assessments = _narrowed(assessments, agency, dimension, program)
        if output is not None:
            refuse_to_overwrite(output, assessments)
        if assessments:
            show(FORMATS[format_], assessments, messages, day, output, is_painted=format_ == "text")
        if not could_run:
            return CANNOT_RUN
        has_found = any(a.findings if strict else not a.is_complete for a in assessments)
        return FOUND if has_found and not exit_zero else COMPLETE

    @app.command(help=said("status"))
    def status(
        paths: paths_argument = None,
        follow_ups: Annotated[bool, typer.Option("--follow-ups", help=said("follow-ups"))] = False,
        as_of: as_of_option = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas.reports import follow_ups as of_follow_ups  # noqa: PLC0415
        from kotacerdas.reports import status as view  # noqa: PLC0415

        day = day_of(as_of)
        assessments, could_run = assess_all(paths, day, messages)
        if assessments:
            render = of_follow_ups.render if follow_ups else view.render
            show(render, assessments, messages, day, None, is_painted=True)
        return COMPLETE if could_run else CANNOT_RUN

    @app.command(help=said("explain"))
    def explain(
        code: Annotated[
            str | None, typer.Argument(metavar="CODE", help=said("code"), show_default=False)
        ] = None,
        instrument: Annotated[
            str | None,
            typer.Option(metavar="ID", help=said("explain-instrument"), autocompletion=_instruments),
        ] = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas.instrument import load  # noqa: PLC0415
        from kotacerdas.reports import explain as view  # noqa: PLC0415

        paint, width, write_out = screen()
        if code is None:
            chosen = load.load(instrument or DEFAULT_INSTRUMENT, Path.cwd())
            write_out(view.overview(chosen, messages, paint, width))
            return COMPLETE
        named = [instrument] if instrument else [DEFAULT_INSTRUMENT, *resources.instruments()]
        for place, name in enumerate(named, start=1):
            try:
                write_out(view.render(code, load.load(name, Path.cwd()), messages, paint, width))
                break
            except CannotRun as trouble:
                if trouble.code != "no-such-code" or place == len(named):
                    raise
        return COMPLETE

    @app.command(help=said("schema"))
    def schema(
        instrument: Annotated[bool, typer.Option("--instrument", help=said("schema-instrument"))] = False,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas.dossier import schema as schemas  # noqa: PLC0415
        from kotacerdas.instrument import load  # noqa: PLC0415

        described = (
            schemas.of_instrument()
            if instrument
            else schemas.of_dossier(messages.language, load.load(DEFAULT_INSTRUMENT))
        )
        sys.stdout.write(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
        return COMPLETE


def _instruments() -> list[str]:
    return list(resources.instruments())


def _year(written: str | None) -> int:
    if written is None:
        return shared.today().year
    if not re.fullmatch(r"20\d{2}", written, re.ASCII):
        raise CannotRun("bad-year", value=written)
    return int(written)


def _narrowed(
    assessments: list["Assessment"], agency: str | None, dimension: str | None, program: str | None
) -> list["Assessment"]:
    """Keep what concerns these. A dossier that has none of them has nothing to say; all cannot have none."""
    from kotacerdas.assessment.assessment import narrowed  # noqa: PLC0415

    kept: list[Assessment] = []
    trouble: CannotRun | None = None
    for assessment in assessments:
        try:
            kept.append(narrowed(assessment, agency, dimension, program))
        except CannotRun as error:
            trouble = error
    if trouble and not kept:
        raise trouble
    return kept
