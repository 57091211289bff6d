"""The command that writes letters to agencies that owe documents: request."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kotacerdas.cli import completion
from kotacerdas.cli.app import app
from kotacerdas.cli.options import AsOf, Overwrite, choice, day_of, earlier_of
from kotacerdas.cli.output import default_output, file_name, refuse_open, refuse_to_overwrite
from kotacerdas.cli.progress import assessed
from kotacerdas.cli.screen import COMPLETE, say, warn, warn_of
from kotacerdas.deliverables.letters import FORM, LETTERS, NOTA_DINAS
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.cli.reader import Reader
    from kotacerdas.deliverables.letters.letters import Requests
    from kotacerdas.deliverables.letters.records import BlankForm, Letter
    from kotacerdas.reports.earlier import Earlier

_FORMATS: Final = ("docx", "md", "csv")


@app.command(help="request")
def request(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="DIR", help="request-path", show_default=False)] = Path(),
    letter: Annotated[str, choice("--letter", LETTERS, "letter")] = NOTA_DINAS,
    agency: Annotated[
        str | None, typer.Option(metavar="ID", help="request-agency", autocompletion=completion.agencies)
    ] = None,
    format_: Annotated[str, choice("--format", _FORMATS, "request-format")] = "docx",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="request-output")
    ] = None,
    overwrite: Overwrite = False,
    since: Annotated[Path | None, typer.Option(metavar="FILE", help="since")] = None,
    with_forms: Annotated[bool, typer.Option("--with-forms", help="with-forms")] = False,
    with_sheet: Annotated[bool, typer.Option("--with-sheet", help="with-sheet")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="request-draft")] = False,
    as_of: AsOf = None,
) -> int:
    """Write the letters, or a table of what they ask, and say where they are and who gets none."""
    from kotacerdas.deliverables.letters import letters
    from kotacerdas.deliverables.letters.table import table
    from kotacerdas.sheets.export import workbook
    from kotacerdas.stamps import write_all
    from kotacerdas.writing import make_folder

    if (with_forms or with_sheet) and format_ == "csv":
        raise CannotRun("forms-without-letters")
    reader: Reader = context.obj
    day = day_of(as_of)
    assessment = assessed(path, day, reader.messages)
    messages = reader.messages_for(assessment.dossier)
    dossier = assessment.dossier
    if dossier and dossier.unread_files and not draft:
        raise CannotRun("letters-unread", path=path.as_posix(), files=", ".join(dossier.unread_files))
    earlier = earlier_of(since, assessment) if since else None
    requests = letters.requests(
        assessment, messages, day, letter, agency=agency, earlier=earlier, with_forms=with_forms
    )
    stem = f"{letter}-{messages.text('build.draft')}" if draft else letter
    folder = output or default_output(assessment, file_name(assessment, stem))
    files = _files(requests, folder / stem, format_)
    lettered = dict(zip(files, requests.letters, strict=False)) if format_ != "csv" else {}
    forms = {
        file.with_name(f"{file.stem}-{FORM}") / f"{form.name}{file.suffix}": form
        for file, of_agency in lettered.items()
        for form in of_agency.forms
    }
    sheets = _sheets(lettered, assessment) if with_sheet else {}
    if files:
        _refuse_files([*files, *forms, *sheets], folder, assessment)
        if format_ == "csv" and assessment.instrument:
            contents = {files[0]: table(requests.letters, messages, assessment.instrument)}
        else:
            contents = _rendered(lettered, forms, letter, format_, assessment, messages)
        contents |= {file: workbook(part, messages, is_narrow=True) for file, part in sheets.items()}
        for parent in dict.fromkeys(file.parent for file in contents):
            make_folder(parent)
        write_all(contents, overwrite=overwrite)
    lines = [*_written(requests, files, format_, reader.messages)]
    if with_forms and files:
        lines += _enclosed(forms, reader.messages)
    if with_sheet and files:
        lines.append(reader.messages.text("request.sheets", n=len(sheets), path=folder.as_posix()))
    lines += _not_asked(requests, assessment, reader.messages, earlier)
    lines += _left_over(requests, folder / stem, format_, files, reader.messages)
    for line in lines:
        say(line)
    for line in _unset(requests, letter, format_, assessment, reader.messages):
        warn(line)
    return COMPLETE


# --- the files -----------------------------------------------------------------------------------


def _files(requests: "Requests", start: Path, format_: str) -> list[Path]:
    """The files that a request writes: one for each letter, or one table; `start` is how their paths begin."""
    from kotacerdas.naming import MAX_PART, distinct, slug

    if format_ == "csv":
        return [start.with_name(f"{start.name}.csv")] if requests.letters else []
    taken: set[str] = set()
    slugs = (slug(letter.agency_id, MAX_PART) or "x" for letter in requests.letters)
    names = [distinct(f"{start.name}-{name}", taken, "-") for name in slugs]
    return [start.with_name(f"{name}.{format_}") for name in names]


def _sheets(letters: Mapping[Path, "Letter"], assessment: "Assessment") -> dict[Path, "Assessment"]:
    """The files of the workbooks beside the letters, each with what its agency owes; only listed agencies have one."""
    from kotacerdas.assessment.narrowing import narrowed

    listed = {agency.id for agency in assessment.dossier.agencies} if assessment.dossier else set()
    return {
        file.with_suffix(".xlsx"): narrowed(assessment, letter.agency_id)
        for file, letter in letters.items()
        if letter.agency_id in listed
    }


def _refuse_files(files: Sequence[Path], folder: Path, assessment: "Assessment") -> None:
    """Refuse before any letter is written what would overwrite the dossier, or a file that is open in Word."""
    from kotacerdas.writing import writable

    is_named_as_file = folder.suffix.lower().removeprefix(".") in _FORMATS
    with writable(folder):
        if not folder.is_dir() and (folder.exists() or is_named_as_file):
            raise CannotRun("output-no-folder", path=folder.as_posix())
    refuse_to_overwrite([assessment], *files)
    for file in files:
        refuse_open(file)


def _rendered(
    letters: Mapping[Path, "Letter"],
    forms: Mapping[Path, "BlankForm"],
    kind: str,
    format_: str,
    assessment: "Assessment",
    messages: Messages,
) -> dict[Path, bytes]:
    """The files that a request writes, with every letter and blank form rendered."""
    from kotacerdas.deliverables import library
    from kotacerdas.deliverables.rendering import Renderer

    def renderer(name: str) -> Renderer:
        template = library.template_named(name, format_, messages.language, Path(assessment.path))
        opened = Renderer(template, assessment, messages, is_letter=True)
        warn_of(template.path, opened.notes, messages)
        return opened

    of_letters = renderer(kind)
    of_forms = {name: renderer(f"{FORM}-{name}") for name in {form.form for form in forms.values()}}
    return {
        **{file: of_letters.rendered(letter) for file, letter in letters.items()},
        **{file: of_forms[form.form].rendered(form) for file, form in forms.items()},
    }


# --- what is told --------------------------------------------------------------------------------


def _written(requests: "Requests", files: Sequence[Path], format_: str, messages: Messages) -> Iterator[str]:
    """Tell which letters the request wrote, each with its file and its counts; or the table."""
    if not files:
        yield messages.text("request.nothing")
    elif format_ == "csv":
        needs = sum(len(group.needs) for letter in requests.letters for group in letter.groups)
        agencies = len(requests.letters)
        yield messages.text("request.table", path=files[0].as_posix(), n=needs, agencies=agencies)
    else:
        for letter, file in zip(requests.letters, files, strict=True):
            yield messages.text(
                "request.written",
                path=file.as_posix(),
                agency=letter.short_name,
                mandatory=letter.mandatory,
                recommended=letter.recommended,
            )


def _enclosed(forms: Iterable[Path], messages: Messages) -> Iterator[str]:
    """Tell where the blank forms of the letters are, and how many; or that no paper has one."""
    folders = Counter(file.parent for file in forms)
    for folder, n in folders.items():
        yield messages.text("request.forms", path=folder.as_posix(), n=n)
    if not folders:
        yield messages.text("request.no-forms")


def _unset(
    requests: "Requests", kind: str, format_: str, assessment: "Assessment", messages: Messages
) -> Iterator[str]:
    """Tell which settings the requested letters leave open, and where each is filled in."""
    of_table = {"deadline", "contact"}
    names = [name for name in requests.unset if format_ != "csv" or name in of_table]
    if requests.letters and names and assessment.dossier:
        section = assessment.dossier.origin(assessment.dossier.info).at()
        form = kind.replace("-", "_")
        settings = "; ".join(messages.text(f"request.setting.{name}", form=form) for name in names)
        file = Path(assessment.path, section.path).as_posix()
        yield messages.text("request.unset", settings=settings, path=file)


def _not_asked(
    requests: "Requests", assessment: "Assessment", messages: Messages, earlier: "Earlier | None"
) -> Iterator[str]:
    """Tell what no letter requests: of whom nothing, what has come since, what nobody owns or could not be read."""
    day = messages.date(earlier.as_of) if earlier else ""
    if requests.settled:
        key = "request.settled-since" if earlier else "request.settled"
        names = ", ".join(settled.name for settled in requests.settled)
        yield messages.text(key, agencies=names, day=day)
    received = [(letter.short_name, len(letter.received)) for letter in requests.letters]
    received += [(settled.name, settled.received) for settled in requests.settled]
    for name, n in received:
        if n:
            yield messages.text("request.received", agency=name, n=n, day=day)
    counts = {
        "request.new": requests.new,
        "request.unowned": requests.unowned,
        "request.unjudged": len(assessment.matrix.unjudged),
        "request.unread": sum(f.code < "KC2" and f.severity.value == "error" for f in assessment.findings),
    }
    for key, n in counts.items():
        if n:
            yield messages.text(key, n=n, day=day)


def _left_over(
    requests: "Requests", start: Path, format_: str, files: Sequence[Path], messages: Messages
) -> Iterator[str]:
    """Tell which letters of an earlier run are left over, since these agencies owe nothing any more."""
    from kotacerdas.naming import MAX_PART, slug

    names = [""] if not requests.letters else []
    if format_ != "csv":
        names = [f"-{slug(settled.agency_id, MAX_PART)}" for settled in requests.settled]
    for name in names:
        file = start.with_name(f"{start.name}{name}.{format_}")
        if file not in files and file.is_file():
            yield messages.text("request.left-over", path=file.as_posix())
