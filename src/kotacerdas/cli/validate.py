"""The command that checks dossiers: validate."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kotacerdas.cli import completion
from kotacerdas.cli.app import app
from kotacerdas.cli.options import (
    AsOf,
    Dimension,
    Outputs,
    Overwrite,
    Paths,
    Program,
    choice,
    day_of,
    earlier_of,
    percent_of,
)
from kotacerdas.cli.output import destinations, folder_in_output, refuse_reports
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, FOUND, assess_all, show, tell, warn
from kotacerdas.errors import CannotRun
from kotacerdas.findings import GAPS, KINDS, MISTAKES
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.earlier import Earlier
    from kotacerdas.reports.gate import Changes, Gate

_FAIL_ON: Final = {"missing": (GAPS,), "mistakes": (MISTAKES,), "none": ()}
"""What `--fail-on` takes → the kinds of findings that decide."""

_CONTRADICTIONS: Final = (
    *(("--exit-zero", option) for option in ("--fail-on", "--fail-under", "--baseline")),
    *(("--only", option) for option in ("--fail-on", "--fail-under")),
    *(("--fail-under", option) for option in ("--strict", "--baseline", "--fail-on missing")),
    ("--strict", "--fail-on none"),
)
"""Options that say otherwise what decides the exit status."""


@app.command(help="validate")
def validate(
    context: typer.Context,
    paths: Paths = None,
    format_: Annotated[list[str] | None, choice("--format", FORMATS, "formats")] = None,
    output: Outputs = None,
    overwrite: Overwrite = False,
    strict: Annotated[bool, typer.Option("--strict", help="strict")] = False,
    agency: Annotated[
        str | None, typer.Option(metavar="ID", help="agency", autocompletion=completion.agencies)
    ] = None,
    dimension: Dimension = None,
    program: Program = None,
    only: Annotated[str | None, choice("--only", KINDS, "only")] = None,
    all_: Annotated[bool, typer.Option("--all", help="all")] = False,
    as_of: AsOf = None,
    recursive: Annotated[bool, typer.Option("--recursive", help="recursive")] = False,
    fail_on: Annotated[str | None, choice("--fail-on", _FAIL_ON, "fail-on")] = None,
    fail_under: Annotated[str | None, typer.Option(metavar="PERCENT", help="fail-under")] = None,
    baseline: Annotated[Path | None, typer.Option(metavar="FILE", help="baseline")] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="exit-zero")] = False,
) -> int:
    """Report the findings of dossiers, and whether they are complete."""
    from kotacerdas.reports.summary import totals

    day, messages = day_of(as_of), context.obj.messages
    given = {"--strict": strict, "--only": only, "--exit-zero": exit_zero, "--baseline": baseline}
    given |= {"--fail-under": fail_under, "--fail-on": fail_on, f"--fail-on {fail_on}": fail_on}
    gate = _gate({option for option, value in given.items() if value}, only, fail_on, fail_under)
    reports = destinations(format_ or ["text"], output or ())
    assessments, could_run = assess_all(_below(paths) if recursive else paths, day, messages)
    chosen = {"agency": agency, "dimension": dimension, "program": program}
    assessments = _narrowed(assessments, chosen, messages)
    refuse_reports(reports, assessments, overwrite=overwrite)
    filters = {option: value for option, value in {**chosen, "only": only}.items() if value}
    folders = {assessment.path: folder_in_output(assessment.path) for assessment in assessments}
    page = Page(tuple(assessments), messages, day, filters=filters, is_strict=strict, folders=folders)
    earlier = [
        earlier_of(baseline, one, filters) if baseline and one.dossier else None for one in assessments
    ]
    changed = _changes(earlier, page)
    if baseline:
        page = page._replace(known=frozenset[str]().union(*(each.known for each in changed if each)))
    for name, file in reports:
        show(FORMATS[name], page, file, name, is_whole=all_)
    if any(file for _, file in reports):
        tell(*map(partial(totals, page=page), assessments), is_trouble=True)
    is_stopped = _is_stopped(gate, earlier, changed, page)
    if not could_run:
        return CANNOT_RUN
    return FOUND if is_stopped and not exit_zero else COMPLETE


def _gate(given: set[str], only: str | None, fail_on: str | None, fail_under: str | None) -> "Gate":
    """What decides the exit status of `validate`. Raises CannotRun where options that are given contradict each other."""
    from kotacerdas.reports.gate import Gate

    for first, second in _CONTRADICTIONS:
        if {first, second} <= given:
            raise CannotRun("options-contradict", first=first, second=second)
    kinds = (only,) if only else _FAIL_ON[fail_on] if fail_on else (MISTAKES,) if fail_under else KINDS
    return Gate(kinds, "--strict" in given, percent_of(fail_under))


def _changes(earlier: "Sequence[Earlier | None]", page: Page) -> "list[Changes | None]":
    """What changed in each dossier that `validate` got since the earlier report of it, if there is one."""
    if not any(earlier):
        return [None] * len(earlier)
    from kotacerdas.assessment.fingerprints import fingerprints
    from kotacerdas.reports.gate import changes

    marks = fingerprints(page.assessments, page.kind)
    each = zip(page.assessments, marks, earlier, strict=True)
    return [changes(one, known_by, then, page.kind) if then else None for one, known_by, then in each]


def _is_stopped(
    gate: "Gate", earlier: "Iterable[Earlier | None]", changed: "Iterable[Changes | None]", page: Page
) -> bool:
    """Whether `validate` ends with a dossier that does not pass; what decides, beside its findings, is told."""
    from kotacerdas.reports.gate import change_lines

    is_stopped = False
    for assessment, then, since in zip(page.assessments, earlier, changed, strict=True):
        if since and then:
            tell(*change_lines(since, assessment, then, gate, page), is_trouble=True)
        if verdict := gate.verdict(assessment, page):
            tell(verdict, is_trouble=True)
        is_stopped |= gate.stops(assessment, since)
    return is_stopped


def _below(paths: list[Path] | None) -> list[Path]:
    """The dossiers below the folders that `validate` is given; a folder without one stays, so that it is told."""
    from kotacerdas.dossier.folder import dossiers_below

    return list(dict.fromkeys(one for path in paths or [Path()] for one in dossiers_below(path) or [path]))


def _narrowed(
    assessments: list["Assessment"], chosen: dict[str, str | None], messages: Messages
) -> list["Assessment"]:
    """Narrow what `validate` reports. A dossier that has none of these is left out, and told; all cannot have none."""
    from kotacerdas.assessment.narrowing import narrowed

    kept: list[Assessment] = []
    left_out: dict[str, CannotRun] = {}
    for assessment in assessments:
        try:
            kept.append(narrowed(assessment, **chosen))
        except CannotRun as error:
            left_out[assessment.path] = error
    if left_out and not kept:
        raise [*left_out.values()][-1]
    for path, trouble in left_out.items():
        warn(messages.text("gate.left-out", path=path, reason=sentences.stop(trouble, messages)))
    return kept
