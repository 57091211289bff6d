"""The command that checks dossiers: validate."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from kotacerdas.cli import completion
from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Dimension, Outputs, Paths, Program, choice, day_of
from kotacerdas.cli.output import destinations, in_repository, refuse_to_overwrite
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, FOUND, assess_all, show, tell
from kotacerdas.errors import CannotRun
from kotacerdas.findings import KINDS, MISTAKES
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page
from kotacerdas.reports.summary import totals

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment


@app.command(help="validate")
def validate(
    context: typer.Context,
    paths: Paths = None,
    format_: Annotated[list[str] | None, choice("--format", FORMATS, "formats")] = None,
    output: Outputs = None,
    strict: Annotated[bool, typer.Option("--strict", help="strict")] = False,
    agency: Annotated[
        str | None, typer.Option(metavar="ID", help="agency", autocompletion=completion.agencies)
    ] = None,
    dimension: Dimension = None,
    program: Program = None,
    only: Annotated[str | None, choice("--only", KINDS, "only")] = None,
    all_: Annotated[bool, typer.Option("--all", help="all")] = False,
    as_of: AsOf = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="exit-zero")] = False,
) -> int:
    """Report the findings of dossiers, and whether they are complete."""
    day, messages = day_of(as_of), context.obj.messages
    reports = destinations(format_ or ["text"], output or ())
    assessments, could_run = assess_all(paths, day, messages)
    assessments = _narrowed(assessments, agency, dimension, program)
    for _, file in reports:
        refuse_to_overwrite(file, assessments)
    chosen = {"agency": agency, "dimension": dimension, "program": program, "only": only}
    filters = {option: value for option, value in chosen.items() if value}
    folders = {assessment.path: in_repository(assessment.path) for assessment in assessments}
    page = Page(tuple(assessments), messages, day, filters=filters, is_strict=strict, folders=folders)
    for name, file in reports:
        show(FORMATS[name], page, file, is_painted=name == "text", is_whole=all_)
    if any(file for _, file in reports):
        tell(*map(partial(totals, page=page), assessments), is_trouble=True)
    if not could_run:
        return CANNOT_RUN
    is_short = any(
        (only != MISTAKES and not assessment.is_judged)
        or any(finding.decides(is_strict=strict) for finding in assessment.listed(only))
        for assessment in assessments
    )
    return FOUND if is_short and not exit_zero else COMPLETE


def _narrowed(
    assessments: list["Assessment"], agency: str | None, dimension: str | None, program: str | None
) -> list["Assessment"]:
    """Narrow what `validate` reports. A dossier that has none of these has nothing to say; all cannot have none."""
    from kotacerdas.assessment.narrowing import narrowed

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
