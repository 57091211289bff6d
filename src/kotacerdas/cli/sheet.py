"""The commands for Excel: sheet export, sheet import, sheet questionnaire."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kotacerdas.cli import completion
from kotacerdas.cli.app import app, group
from kotacerdas.cli.options import AsOf, Overwrite, choice, day_of
from kotacerdas.cli.output import default_output, file_name, refuse_open, refuse_to_overwrite
from kotacerdas.cli.progress import assessed
from kotacerdas.cli.screen import COMPLETE, FOUND, say, say_written, write_yaml
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages

if TYPE_CHECKING:
    from datetime import date

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.cli.reader import Reader

sheet = group()
app.add_typer(sheet, name="sheet", help="sheet")

_Folder = Annotated[
    Path, typer.Argument(metavar="DIR", readable=False, help="request-path", show_default=False)
]

_ALL: Final = "all"
"""What `--assessor` takes for every one of them."""
_FORMATS: Final = ("xlsx", "docx")
_QUESTIONNAIRE: Final = "kuesioner"
"""The name of the template of questionnaires."""


@sheet.command(help="sheet-export")
def export(
    context: typer.Context,
    path: _Folder = Path(),
    agency: Annotated[
        str | None, typer.Option(metavar="ID", help="sheet-agency", autocompletion=completion.agencies)
    ] = None,
    assessor: Annotated[str | None, typer.Option(metavar="NAME|all", help="sheet-assessor")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="sheet-output")
    ] = None,
    overwrite: Overwrite = False,
    as_of: AsOf = None,
) -> int:
    """Write a dossier's entries, and a row for each thing that is missing, into a workbook."""
    from kotacerdas.assessment.narrowing import narrowed
    from kotacerdas.sheets.export import workbook

    reader: Reader = context.obj
    assessment = assessed(path, day_of(as_of), reader.messages)
    messages = reader.messages_for(assessment.dossier)
    if assessor is not None:
        if agency is not None:
            raise CannotRun("assessor-or-agency")
        contents = _of_assessors(assessment, messages, assessor, output, day_of(as_of))
        return _write(contents, reader.messages, overwrite=overwrite)
    file = _target(assessment, file_name(assessment, messages.text("sheet.file"), agency), "xlsx", output)
    part = narrowed(assessment, agency)
    if agency is not None and part.dossier and not any(part.matrix.missing()):
        say(reader.messages.text("sheet.nothing", agency=agency))
        return COMPLETE
    content = workbook(part, messages, is_narrow=agency is not None)
    return _write({file: content}, reader.messages, overwrite=overwrite)


def _of_assessors(
    assessment: "Assessment", messages: Messages, wanted: str, output: Path | None, day: "date"
) -> dict[Path, bytes]:
    """The sheet of an assessor, or of each of them; those of all go into a folder. Links lead into the package beside it."""
    from kotacerdas.deliverables.lookup import Lookup
    from kotacerdas.deliverables.package.plan import plan
    from kotacerdas.deliverables.view.scope import DossierPart, assessors_of
    from kotacerdas.sheets.assessor.export import Part, workbook

    lookup, kind = Lookup(assessment, messages), messages.text("sheet.assessor.file")
    known = assessors_of(lookup)
    planned = plan(assessment, messages, day)
    folders = (folder for group in planned.contents.groups for folder in group.folders)
    entries = [entry for folder in folders for entry in folder.entries if entry.link]
    places = {e.document.id: f"{planned.name}/{e.path}" if e.path else e.link for e in entries}
    contents: dict[Path, bytes] = {}
    for chosen in map(str, range(1, len(known) + 1)) if wanted == _ALL else [wanted]:
        part = DossierPart(lookup, assessor=chosen)
        name = part.name.rpartition(" (")[0] or part.name
        own = file_name(assessment, kind, name)
        target = output / f"{own}.xlsx" if output and wanted == _ALL else output
        file = _target(assessment, own, "xlsx", target)
        contents[file] = workbook(assessment, messages, Part(name, part.holds), places)
    return contents


@sheet.command("import", help="sheet-import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", readable=False, help="sheet-files")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="sheet-dry-run")] = False,
    with_scores: Annotated[bool, typer.Option("--with-scores", help="with-scores")] = False,
    as_of: AsOf = None,
) -> int:
    """Take what people filled into workbooks over into a dossier's YAML."""
    from kotacerdas.sheets.account import lines
    from kotacerdas.sheets.intake import take

    messages: Messages = context.obj.messages
    folders = [file for file in files if os.path.isdir(file)]  # noqa: PTH112 - no trouble over a name too long
    books = [file for file in files if file not in folders]
    if len(folders) > 1 or not books:
        raise CannotRun("sheet-arguments")
    folder = folders[0] if folders else Path()
    intake = take(folder, books, day_of(as_of), messages, with_scores=with_scores)
    for line, start in lines(intake, messages):
        say(line, start)
    if intake.troubles or intake.mistakes:
        say(messages.text("sheet.import.nothing-written"))
        return FOUND
    if not dry_run:
        write_yaml(folder, intake.contents, intake.standing, messages)
    return FOUND if intake.is_contradicted else COMPLETE


@sheet.command(help="sheet-questionnaire")
def questionnaire(
    context: typer.Context,
    path: _Folder = Path(),
    format_: Annotated[str, choice("--format", _FORMATS, "questionnaire-format")] = "xlsx",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="questionnaire-output")
    ] = None,
    overwrite: Overwrite = False,
    as_of: AsOf = None,
) -> int:
    """Write the questions of a dossier's instrument, with its answers and room for those that it lacks."""
    reader: Reader = context.obj
    assessment = assessed(path, day_of(as_of), reader.messages)
    messages = reader.messages_for(assessment.dossier)
    file = _target(assessment, file_name(assessment, messages.text("sheet.questionnaire")), format_, output)
    if format_ == "docx":
        from kotacerdas.deliverables import library
        from kotacerdas.deliverables.rendering import Renderer, links_from
        from kotacerdas.deliverables.view.context import context as values_of

        template = library.template_named(_QUESTIONNAIRE, format_, messages.language, path)
        link_to = links_from(assessment, file)
        values = values_of(assessment, messages, day_of(as_of), is_draft=False, link_to=link_to)
        content = Renderer(template, assessment, messages, link_to).rendered(values)
    else:
        from kotacerdas.sheets.export import workbook
        from kotacerdas.sheets.tables import QUESTIONNAIRE

        content = workbook(assessment, messages, tables=QUESTIONNAIRE)
    return _write({file: content}, reader.messages, overwrite=overwrite)


def _target(assessment: "Assessment", name: str, format_: str, output: Path | None) -> Path:
    """The file that a `sheet` command writes. Raises CannotRun where its name tells another format, or it is the dossier's own or open."""
    file = output or default_output(assessment, f"{name}.{format_}")
    if file.suffix.lower() != f".{format_}":
        raise CannotRun("output-of-another-format", path=file.as_posix(), format=format_)
    refuse_to_overwrite([assessment], file)
    refuse_open(file)
    return file


def _write(contents: Mapping[Path, bytes], messages: Messages, *, overwrite: bool) -> int:
    """Write the files of a `sheet` command, and say which."""
    from kotacerdas.stamps import write_all
    from kotacerdas.writing import make_folder

    for folder in {file.parent for file in contents}:
        make_folder(folder)
    write_all(contents, overwrite=overwrite)
    for file in contents:
        say_written(file, messages)
    return COMPLETE
