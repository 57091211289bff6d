"""The commands for templates: templates list, templates copy, templates check."""

from pathlib import Path
from typing import Annotated

import typer

from kotacerdas.cli.app import app, group
from kotacerdas.cli.options import template_names
from kotacerdas.cli.reader import Reader
from kotacerdas.cli.screen import COMPLETE, FOUND, say_written, stop, tell, warn_of
from kotacerdas.errors import CannotRun, reason_of

templates = group()
app.add_typer(templates, name="templates", help="templates")

_Folder = Annotated[Path, typer.Argument(metavar="DIR", help="templates-path")]


@templates.command("list", help="templates-list")
def list_(context: typer.Context, path: _Folder = Path()) -> int:
    """List the templates that a dossier can use."""
    from kotacerdas.deliverables import library
    from kotacerdas.reports.page import table

    messages = context.obj.messages
    _refuse_no_folder(path)
    rows = [
        (t.name, t.language or "–", t.format, messages.text(f"build.{'own' if t.folder else 'shipped'}"))
        for t in library.templates(path)
    ]
    tell(*table(rows))
    return COMPLETE


@templates.command(help="templates-copy")
def copy(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="copy-name", autocompletion=template_names)],
    path: _Folder = Path(),
    format_: Annotated[str | None, typer.Option("--format", metavar="docx|md", help="copy-format")] = None,
) -> int:
    """Copy the shipped files of a template into a dossier's `templates`."""
    from kotacerdas import writing
    from kotacerdas.deliverables import library

    reader: Reader = context.obj
    _refuse_no_folder(path)
    if format_ not in {None, *library.SUFFIXES}:
        raise CannotRun("bad-choice", option="--format", choices=", ".join(library.SUFFIXES))
    wanted = library.shipped(name, format_, _language_of_folder(path, reader))
    folder = path / "templates"
    with writing.writable(folder):
        taken = [template.path.name for template in wanted if (folder / template.path.name).exists()]
    if taken:
        raise CannotRun("template-exists", path=(folder / taken[0]).as_posix())
    writing.make_folder(folder)
    for template in wanted:
        target = folder / template.path.name
        writing.write(target, template.read())
        say_written(target, reader.messages)
    tell(reader.messages.text("build.copied"))
    return COMPLETE


@templates.command(help="templates-check")
def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="check-file")],
) -> int:
    """Say what is wrong with templates."""
    from kotacerdas.deliverables import library
    from kotacerdas.deliverables.problems import mistakes
    from kotacerdas.deliverables.rendering import open_in_trial

    messages = context.obj.messages
    status = COMPLETE
    for file in files:
        try:
            wrong, left_out = open_in_trial(library.template_in(file), messages)
        except CannotRun as trouble:
            status = stop(trouble, messages)
            continue
        warn_of(file, left_out, messages)
        if wrong:
            tell(*mistakes(file, wrong, messages))
            status = max(status, FOUND)
        else:
            tell(messages.text("build.sound", path=file.as_posix()))
    return status


def _refuse_no_folder(path: Path) -> None:
    """Refuse a folder of templates that is not there: a slip of the pen, rather than a dossier without templates."""
    try:
        is_there, is_folder = path.exists(), path.is_dir()
    except OSError as error:
        raise CannotRun("unread-folder", path=path.as_posix(), reason=reason_of(error)) from error
    if not is_there:
        raise CannotRun("no-such-path", path=path.as_posix())
    if not is_folder:
        raise CannotRun("not-a-folder", path=path.as_posix())


def _language_of_folder(path: Path, reader: Reader) -> str:
    """The language of templates for the dossier in a folder, if there is one and `--lang` says nothing."""
    from kotacerdas.dossier import loader

    if reader.is_language_chosen:
        return reader.messages.language
    try:
        loaded = loader.load(path)
    except CannotRun:
        return reader.messages.language
    return reader.messages_for(loaded.dossier).language
