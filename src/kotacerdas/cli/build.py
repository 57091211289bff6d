"""The command that makes the dossier as a file: build."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from kotacerdas.cli import completion
from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Dimension, Overwrite, Paths, Program, choice, day_of
from kotacerdas.cli.output import default_output, file_name, refuse_open, refuse_to_overwrite
from kotacerdas.cli.reader import Reader
from kotacerdas.cli.screen import (
    CANNOT_RUN,
    COMPLETE,
    FOUND,
    assess_all,
    say_written,
    stop,
    tell,
    warn,
    warn_of,
)
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages
from kotacerdas.reports.page import PLAIN_WIDTH, Page, wrapped

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.deliverables.rendering import Renderer
    from kotacerdas.deliverables.view.records import Context

_FORMATS: Final[Mapping[str, str]] = {"docx": "docx", "md": "md", "pdf": "docx"}
"""Format of a built dossier → the format of its template."""


class _Order(NamedTuple):
    """What is built of each dossier: by which template, in which format, where to, and which `part` of it."""

    template: str
    format: str
    output: Path | None
    overwrite: bool
    part: Mapping[str, str | None]
    is_draft: bool
    day: date


@app.command(help="build")
def build(
    context: typer.Context,
    paths: Paths = None,
    template: Annotated[
        str, typer.Option(metavar="NAME", help="template", autocompletion=completion.built)
    ] = "laporan",
    format_: Annotated[str, choice("--format", _FORMATS, "build-format")] = "docx",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="build-output")
    ] = None,
    overwrite: Overwrite = False,
    dimension: Dimension = None,
    program: Program = None,
    assessor: Annotated[
        str | None, typer.Option(metavar="NAME", help="assessor", autocompletion=completion.assessors)
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="draft")] = False,
    as_of: AsOf = None,
) -> int:
    """Build each of the dossiers; one that cannot be built stops none of the others."""
    reader: Reader = context.obj
    part = {"dimension": dimension, "program": program, "assessor": assessor}
    order = _Order(template, format_, output, overwrite, part, draft, day_of(as_of))
    is_several = len(paths or ()) > 1
    if output is not None:
        _refuse_output(output, format_, is_several=is_several)
    assessments, could_run = assess_all(paths, order.day, reader.messages)
    status = COMPLETE if could_run else CANNOT_RUN
    taken: set[str] = set()
    for assessment in assessments:
        try:
            status = max(status, _built(assessment, order, reader, taken))
        except CannotRun as trouble:
            if not is_several:
                raise
            status = stop(trouble, reader.messages)
    return status


def _built(assessment: "Assessment", order: _Order, reader: Reader, taken: set[str]) -> int:
    """Build one dossier, and say where it is; or say why it is not built. `taken` are this run's files."""
    from kotacerdas.deliverables import library
    from kotacerdas.deliverables.rendering import Renderer, links_from
    from kotacerdas.deliverables.view.context import context
    from kotacerdas.naming import distinct
    from kotacerdas.stamps import refuse_changed
    from kotacerdas.writing import make_folder

    messages = reader.messages_for(assessment.dossier)
    template = library.template_named(
        order.template, _FORMATS[order.format], messages.language, Path(assessment.path)
    )
    command = template.use.command
    if command != "build":
        raise CannotRun("template-of-another", name=template.name, command=command)
    target = _target(assessment, messages, order, template.name)
    # two dossiers of a city and year would have the same name
    target = Path(distinct(str(target.with_suffix("")), taken, "-") + target.suffix)
    refuse_to_overwrite([assessment], target)
    link_to = links_from(assessment, target)
    values = context(assessment, messages, order.day, is_draft=order.is_draft, link_to=link_to, **order.part)
    if not (order.is_draft or values.is_complete):
        _refuse_incomplete(assessment, order, reader.messages)
        return FOUND
    if unjudged := len(assessment.matrix.unjudged):
        warn(reader.messages.text("build.unjudged", n=unjudged))
    if order.output is None:
        make_folder(target.parent)
    refuse_open(target)
    if not order.overwrite:
        refuse_changed({target: b""})
    renderer = Renderer(template, assessment, messages, link_to)
    warn_of(template.path, renderer.notes, reader.messages)
    _write(target, order.format, renderer, values)
    say_written(target, reader.messages)
    return COMPLETE


def _refuse_output(output: Path, format_: str, *, is_several: bool) -> None:
    """Refuse to build into a file where only a folder serves, or under a name that tells another format.

    What is there and no ordinary file (a terminal, a pipe) may have any name.
    """
    from kotacerdas.writing import writable

    with writable(output):
        is_folder, is_ordinary = output.is_dir(), output.is_file() or not output.exists()
    if is_folder:
        return
    if is_several:
        raise CannotRun("output-for-several", path=output.as_posix())
    if is_ordinary and output.suffix.lower() != f".{format_}":
        raise CannotRun("output-of-another-format", path=output.as_posix(), format=format_)


def _target(assessment: "Assessment", messages: Messages, order: _Order, template: str) -> Path:
    """The file to build: `--output`, or in that folder, or here, one named after what it holds.

    Inside the dossier it goes into `output`, where nobody takes it for a supporting document.
    """
    draft = messages.text("build.draft") if order.is_draft else ""
    stem = file_name(assessment, template, *order.part.values(), draft)
    name = f"{stem}.{order.format}"
    if order.output is None:
        return default_output(assessment, name)
    return order.output / name if order.output.is_dir() else order.output


def _refuse_incomplete(assessment: "Assessment", order: _Order, messages: Messages) -> None:
    """Say why an incomplete dossier is not built: what is missing of it, and how to build it all the same."""
    from kotacerdas.assessment.narrowing import narrowed
    from kotacerdas.languages.text import command
    from kotacerdas.reports.summary import heading, summary

    part = narrowed(assessment, None, order.part["dimension"], order.part["program"])
    page = Page((part,), messages, order.day)
    lines = [*heading(part, page), "", *summary(part, page), ""]
    lines += wrapped(messages.text("build.refused"), PLAIN_WIDTH)
    tell(*lines, command("validate", part.path), is_trouble=True)


def _write(target: Path, format_: str, renderer: "Renderer", values: "Context") -> None:
    """Write the built file; as PDF by way of a Word file beside it, since its links are relative."""
    from kotacerdas import stamps, writing

    if format_ == "md":
        stamps.write_all({target: renderer.rendered(values)}, overwrite=True)
        return
    if format_ == "docx":  # which the renderer stamps
        with writing.written(target) as stream:
            renderer.write(values, stream)
        return
    import tempfile

    from kotacerdas.deliverables import libreoffice

    libreoffice.libreoffice()
    with writing.writable(target):
        place = writing.resolved(target).parent
        with tempfile.NamedTemporaryFile(prefix=".", suffix=".docx", dir=place, delete=False) as stream:
            document = Path(stream.name)
    try:
        with writing.writable(target), document.open("w+b") as stream:
            renderer.write(values, stream)
        stamps.write_all({target: libreoffice.converted(document)}, overwrite=True)
    finally:
        document.unlink(missing_ok=True)
