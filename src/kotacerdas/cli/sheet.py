"""The commands for Excel: sheet export, sheet import, sheet questionnaire."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kotacerdas.cli import completion
from kotacerdas.cli.app import app, group
from kotacerdas.cli.options import AsOf, Overwrite, day_of
from kotacerdas.cli.output import default_output, file_name, refuse_open, refuse_to_overwrite
from kotacerdas.cli.progress import assessed
from kotacerdas.cli.screen import COMPLETE, FOUND, say, say_written
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages

if TYPE_CHECKING:
    from kotacerdas.cli.reader import Reader
    from kotacerdas.sheets.intake import Intake

sheet = group()
app.add_typer(sheet, name="sheet", help="sheet")

_SUFFIX = ".xlsx"


@sheet.command(help="sheet-export")
def export(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(metavar="DIR", readable=False, help="path", show_default=False)
    ] = Path(),
    agency: Annotated[
        str | None, typer.Option(metavar="ID", help="sheet-agency", autocompletion=completion.agencies)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="sheet-output")
    ] = None,
    overwrite: Overwrite = False,
    as_of: AsOf = None,
) -> int:
    """Write a dossier's entries, and a row for each thing that is missing, into a workbook."""
    from kotacerdas.assessment.narrowing import narrowed
    from kotacerdas.sheets.export import workbook
    from kotacerdas.stamps import write_all
    from kotacerdas.writing import make_folder

    reader: Reader = context.obj
    assessment = assessed(path, day_of(as_of), reader.messages)
    messages = reader.messages_for(assessment.dossier)
    file = output or default_output(
        assessment, f"{file_name(assessment, messages.text('sheet.file'), agency)}{_SUFFIX}"
    )
    if file.suffix.lower() != _SUFFIX:
        raise CannotRun("no-sheet-name", path=file.as_posix())
    refuse_to_overwrite([assessment], file)
    refuse_open(file)
    content = workbook(narrowed(assessment, agency), messages, agency)
    if output is None:
        make_folder(file.parent)
    write_all({file: content}, overwrite=overwrite)
    say_written(file, reader.messages)
    return COMPLETE


@sheet.command("import", help="sheet-import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE… [DIR]", help="sheet-files")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="sheet-dry-run")] = False,
    as_of: AsOf = None,
) -> int:
    """Take what people filled into workbooks over into a dossier's YAML."""
    from kotacerdas.sheets.intake import take
    from kotacerdas.writing import make_folder, write_all

    reader: Reader = context.obj
    folders = [file for file in files if file.is_dir()]
    books = [file for file in files if file not in folders]
    if len(folders) > 1 or not books:
        raise CannotRun("sheet-arguments")
    folder = folders[0] if folders else Path()
    intake = take(folder, books, day_of(as_of), reader.messages)
    _show(intake, reader.messages)
    if intake.troubles or intake.mistakes:
        say(reader.messages.text("sheet.import.nothing-written"))
        return FOUND
    if not dry_run:
        for file in intake.contents:
            if (
                file not in intake.standing and (folder / file).exists()
            ):  # it was not read: a link that leads out
                raise CannotRun("cannot-edit", path=file)
            make_folder((folder / file).parent)
        write_all({folder / file: content for file, content in intake.contents.items()})
        for file in intake.contents:
            say_written(folder / file, reader.messages)
    return FOUND if intake.is_contradicted else COMPLETE


def _show(intake: "Intake", messages: Messages) -> None:
    """Show what an import comes to: mistakes first, then what is added, changed, taken out, left alone."""
    from kotacerdas.sheets.account import lines

    for line, indent in lines(intake, messages):
        say(line, indent)
