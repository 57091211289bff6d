"""The command that packs the evidence, and verifies a package: package."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kotacerdas.cli import completion
from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Overwrite, day_of
from kotacerdas.cli.output import default_output, refuse_to_overwrite
from kotacerdas.cli.progress import assessed
from kotacerdas.cli.screen import COMPLETE, FOUND, say, say_written, tell, warn, warn_of
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.cli.reader import Reader
    from kotacerdas.deliverables.package.plan import Plan


@app.command(help="package")
def package(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="templates-path", show_default=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="package-output")
    ] = None,
    overwrite: Overwrite = False,
    include: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="include", autocompletion=completion.documents)
    ] = None,
    without_report: Annotated[bool, typer.Option("--without-report", help="without-report")] = False,
    as_of: AsOf = None,
    check: Annotated[Path | None, typer.Option(metavar="PATH", help="package-check")] = None,
) -> int:
    """Pack one dossier's evidence, and say what is in the package and what is not; or verify a package."""
    reader: Reader = context.obj
    if check is not None:
        if path or output or overwrite or include or without_report or as_of:
            raise CannotRun("check-alone")
        return _verified(check, reader.messages)
    from kotacerdas.deliverables.package import bag
    from kotacerdas.deliverables.package.pages import pages
    from kotacerdas.deliverables.package.plan import plan
    from kotacerdas.writing import make_folder

    day = day_of(as_of)
    assessment = assessed(path or Path(), day, reader.messages, hashes_all=True)
    messages = reader.messages_for(assessment.dossier)
    planned = plan(assessment, messages, day, include or [])
    target = _target(assessment, planned, output)
    if not overwrite:
        _refuse_changed(target)
    made = []
    if not without_report:
        from kotacerdas.deliverables.package.reports import reports

        made = list(reports(assessment, messages, day, planned))
    for template, notes in {report.template: report.notes for report in made}.items():
        warn_of(template, notes, reader.messages)
    files = _indices(assessment, planned, messages)
    files |= {report.path: report.content for report in made}
    files |= dict(pages(planned, [(report.path, report.title) for report in made], messages))
    info = {
        "Bag-Software-Agent": planned.contents.tool,
        "Bagging-Date": day.isoformat(),
        "External-Identifier": planned.name,
        "Source-Organization": planned.contents.city.name,
    }
    content = bag.pieces([*(bag.piece(*file) for file in files.items()), *planned.copies], info)
    if output is None:
        make_folder(target.parent)
    sha256 = ""
    if target.suffix.lower() == ".zip":
        sha256 = bag.write_zip(target, planned.name, content)
    else:
        bag.write_folder(target, content)
    _tell_content(planned, target, sha256, reader.messages)
    _warn_of_gaps(assessment, reader.messages)
    return COMPLETE


def _target(assessment: "Assessment", planned: "Plan", output: Path | None) -> Path:
    """Where the package goes: `--output`, or a zip named after the dossier.

    Inside the dossier only `output` takes one, so that nobody takes it for supporting documents.
    """
    from kotacerdas.writing import resolved

    folder = Path(assessment.path).resolve()
    own = folder / "output"
    target = output or default_output(assessment, f"{planned.name}.zip")
    place = resolved(target)
    if place.is_relative_to(folder) and own not in place.parents:
        raise CannotRun("package-inside", path=target.as_posix())
    refuse_to_overwrite([assessment], target)
    return target


def _refuse_changed(target: Path) -> None:
    """Refuse to replace by a package what is none, or no longer what was packed: an assessor may have put notes into it."""
    from kotacerdas.writing import writable

    with writable(target):
        is_there = target.stat().st_size if target.is_file() else (target / "bagit.txt").is_file()
    if is_there:  # what else stands in a folder is refused in any case
        from kotacerdas.deliverables.package.verify import is_untouched

        if not is_untouched(target):
            raise CannotRun("changed-since", paths=target.as_posix())


def _indices(assessment: "Assessment", planned: "Plan", messages: Messages) -> dict[str, bytes]:
    """The index files that the command `package` packs, in Word and as a workbook, by file name."""
    from kotacerdas.deliverables import library
    from kotacerdas.deliverables.package import INDEX
    from kotacerdas.deliverables.package.table import COLUMNS, rows
    from kotacerdas.deliverables.rendering import Renderer
    from kotacerdas.sheets.plain_list import plain_list

    name = messages.text("package.index-name")
    template = library.template_named(INDEX, "docx", messages.language, Path(assessment.path))
    renderer = Renderer(template, assessment, messages)
    warn_of(template.path, renderer.notes, messages)
    headings = [messages.text(f"package.column.{column}") for column in COLUMNS]
    table = rows(planned.subjects, messages)
    return {
        f"00_{name}.docx": renderer.rendered(planned.contents),
        f"00_{name}.xlsx": plain_list(name, headings, table, COLUMNS.index("file")),
    }


def _tell_content(planned: "Plan", target: Path, sha256: str, messages: Messages) -> None:
    """Say where the package is, how much is in it, and how much is left out."""
    index = planned.contents
    say_written(target, messages)
    counts = {"files": index.file_count, "links": index.link_count}
    say(messages.text("package.counts", **counts), "  ")
    for key, left in (("kept-back", index.kept_back), ("unfit", index.unfit)):
        if left:
            say(messages.text(f"package.{key}", n=len(left)), "  ")
    if sha256:
        say(f"sha256 {sha256}", "  ")


def _warn_of_gaps(assessment: "Assessment", messages: Messages) -> None:
    """Say on stderr what the package cannot hold: what is missing, and what could not be read."""
    missing = sum(cell.level == "mandatory" for cell in assessment.matrix.missing())
    if missing:
        total = assessment.matrix.tally("mandatory").total
        warn(messages.text("package.incomplete", n=missing, total=total))
    if assessment.dossier and assessment.dossier.unread_files:
        warn(messages.text("package.unread", files=assessment.dossier.unread_files))


# --- verifying -----------------------------------------------------------------------------------


def _verified(path: Path, messages: Messages) -> int:
    """Say what `package --check` finds: that a package is sound, or all that differs from its manifest."""
    from kotacerdas.deliverables.package.verify import verify

    differences = verify(path)
    is_sound = all(difference.is_harmless for difference in differences)
    n = sum(int(str(difference.details.get("n", 1))) for difference in differences)
    key = "differs" if not is_sound else "packed-again" if differences else "sound"
    tell(messages.text(f"package.{key}", path=path.as_posix(), n=n))
    for difference in differences:
        details = {"path": difference.path, **difference.details}
        say(messages.text(f"package.difference.{difference.kind}", **details), "  ", "    ")
    return COMPLETE if is_sound else FOUND
