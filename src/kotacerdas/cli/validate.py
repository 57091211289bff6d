"""The command that checks dossiers: validate."""

from functools import partial
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kotacerdas.cli import completion
from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Dimension, Outputs, Paths, Program, choice, day_of
from kotacerdas.cli.output import destinations, in_repository, refuse_to_overwrite
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, FOUND, assess_all, show, tell, warn
from kotacerdas.errors import CannotRun
from kotacerdas.findings import KINDS
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import FORMATS
from kotacerdas.reports.gate import FAILING, Gate, share
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
    fail_on: Annotated[str | None, choice("--fail-on", FAILING, "fail-on")] = None,
    fail_under: Annotated[float | None, typer.Option(metavar="PERCENT", help="fail-under")] = None,
    baseline: Annotated[Path | None, typer.Option(metavar="FILE", help="baseline")] = None,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="recursive")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="exit-zero")] = False,
) -> int:
    """Report the findings of dossiers, and whether they are complete."""
    from kotacerdas.reports.baseline import changes, told

    day, messages = day_of(as_of), context.obj.messages
    reports = destinations(format_ or ["text"], output or ())
    gate = Gate(strict, only, fail_on, fail_under)
    gate.refuse_contradictions()
    assessments, could_run = assess_all(_below(paths) if recursive else paths, day, messages)
    assessments = _narrowed(assessments, messages, agency, dimension, program)
    for _, file in reports:
        refuse_to_overwrite(file, assessments)
    chosen = {"agency": agency, "dimension": dimension, "program": program, "only": only}
    filters = {option: value for option, value in chosen.items() if value}
    folders = {assessment.path: in_repository(assessment.path) for assessment in assessments}
    page = Page(tuple(assessments), messages, day, filters=filters, is_strict=strict, folders=folders)
    since = changes(baseline, assessments, filters) if baseline else None
    if since is not None:
        page = page._replace(known=frozenset[str]().union(*(change.known for change in since)))
    for name, file in reports:
        show(FORMATS[name], page, file, is_painted=name == "text", is_whole=all_)
    if any(file for _, file in reports):
        tell(*map(partial(totals, page=page), assessments), is_trouble=True)
    for assessment, change in zip(assessments, since, strict=True) if since else ():
        tell(*told(assessment, change, page), is_trouble=True)
    for assessment in assessments if fail_under is not None else ():
        shown = {
            "share": messages.percent(share(assessment), 1),
            "least": messages.percent(fail_under or 0, 1),
        }
        tell(messages.text("report.share", path=assessment.path, **shown), is_trouble=True)
    if not could_run:
        return CANNOT_RUN
    is_short = any(map(gate.fails, assessments, since or repeat(None)))
    return FOUND if is_short and not exit_zero else COMPLETE


def _below(paths: list[Path] | None) -> list[Path]:
    """The folders of dossiers below these. Raises CannotRun where there is none."""
    from kotacerdas.dossier.folder import dossiers_below

    folders = [folder for path in paths or [Path()] for folder in dossiers_below(path)]
    if not folders:
        raise CannotRun("no-dossier", path=(paths or [Path()])[0].as_posix())
    return folders


def _narrowed(
    assessments: list["Assessment"],
    messages: Messages,
    agency: str | None,
    dimension: str | None,
    program: str | None,
) -> list["Assessment"]:
    """Narrow what `validate` reports. A dossier that has none of these is told on stderr; all cannot have none."""
    from kotacerdas.assessment.narrowing import narrowed

    kept: list[Assessment] = []
    lacking: list[str] = []
    troubles: list[CannotRun] = []
    for assessment in assessments:
        try:
            kept.append(narrowed(assessment, agency, dimension, program))
        except CannotRun as error:
            troubles.append(error)
            lacking.append(assessment.path)
    if troubles and not kept:
        raise troubles[-1]
    for path, trouble in zip(lacking, troubles, strict=True):
        warn(messages.text("report.left-out", path=path, reason=sentences.stop(trouble, messages)))
    return kept
