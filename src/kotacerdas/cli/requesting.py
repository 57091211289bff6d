"""The command that asks agencies for what is missing: request."""

import io
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kotacerdas.cli.options import Options, day_of
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, default_place, refuse_to_overwrite, tell_mistakes
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.languages.messages import Messages
from kotacerdas.reports.page import PLAIN_WIDTH, wrapped

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.deliverables.letters.earlier import Earlier
    from kotacerdas.deliverables.letters.letters import Requests
    from kotacerdas.deliverables.letters.records import Letter
    from kotacerdas.deliverables.library import Found

    _Render = Callable[[Letter], bytes]

_LETTERS: Final = ("nota-dinas", "surat")
_FORMATS: Final = ("docx", "md", "csv")
_MAX_REPORT: Final = 100 * 1024**2


def add(app: typer.Typer, options: Options) -> None:
    """Add the command."""
    said = options.said
    help_option: Any = options.help
    as_of_option: Any = options.as_of

    @app.command(help=said("request"))
    def request(
        path: Annotated[
            Path, typer.Argument(metavar="PATH", help=said("request-path"), show_default=False)
        ] = Path(),
        letter: options.choosing("letter", _LETTERS, "letter") = "nota-dinas",  # type: ignore[valid-type]
        agency: Annotated[
            str | None,
            typer.Option("--agency", metavar="ID", help=said("request-agency"), show_default=False),
        ] = None,
        format_: options.choosing("format", _FORMATS, "request-format") = "docx",  # type: ignore[valid-type]
        output: Annotated[
            Path | None,
            typer.Option("--output", "-o", metavar="DIR", help=said("request-output"), show_default=False),
        ] = None,
        since: Annotated[
            Path | None,
            typer.Option("--since", metavar="FILE", help=said("since"), show_default=False),
        ] = None,
        as_of: as_of_option = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        return _requested(options, path, letter, agency, format_, output, since, day_of(as_of))


def _requested(
    options: Options,
    path: Path,
    kind: str,
    agency: str | None,
    format_: str,
    output: Path | None,
    since: Path | None,
    day: date,
) -> int:
    """Write the letters, and say where they are and who gets none."""
    from kotacerdas.assessment.assessment import assess  # noqa: PLC0415
    from kotacerdas.deliverables.letters import letters as request  # noqa: PLC0415

    assessment = assess(path, day)
    messages = options.messages_for(assessment.dossier)
    earlier = _earlier(since, assessment) if since else None
    found = request.requests(assessment, messages, day, kind, agency=agency, earlier=earlier)
    folder = _folder(assessment, kind, output)
    files = _files(found, kind, format_, folder)
    if files:
        _refuse(files, folder, assessment)
        if format_ == "csv":
            _write_table(found, messages, assessment, files[0])
        elif not _write_letters(found, kind, format_, files, assessment, messages, options.messages):
            return CANNOT_RUN
    lines = _summary(found, files, format_, assessment, options.messages, earlier)
    lines += _left_over(found, kind, format_, folder, files, options.messages)
    for line in lines:
        sys.stdout.write("\n".join(wrapped(line, PLAIN_WIDTH, "", "  ")) + "\n")
    return COMPLETE


def _earlier(path: Path, assessment: "Assessment") -> "Earlier":
    from kotacerdas.deliverables.letters.earlier import earlier_report  # noqa: PLC0415

    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_REPORT + 1)
    except FileNotFoundError as error:
        raise CannotRun("unread-report", path=path.as_posix(), reason="no-file") from error
    except OSError as error:
        raise CannotRun("unread-report", path=path.as_posix(), reason=reason_of(error)) from error
    if len(content) > _MAX_REPORT:
        raise CannotRun("no-report", path=path.as_posix())
    return earlier_report(content, assessment, path.as_posix())


# --- where -----------------------------------------------------------------------------------------


def _folder(assessment: "Assessment", kind: str, output: Path | None) -> Path:
    """`--output`, or a folder named after the letters; inside the dossier in `output`, as for `build`."""
    from kotacerdas.naming import MAX_PLACE, slug  # noqa: PLC0415

    if output is not None:
        return output
    info = assessment.dossier.info if assessment.dossier else None
    city = slug(info.city.name, MAX_PLACE) if info else ""
    named = "-".join(filter(None, (kind, city, str(info.year) if info else "")))
    return default_place(assessment, named)


def _files(found: "Requests", kind: str, format_: str, folder: Path) -> list[Path]:
    """The files to write: one for each letter, or one table."""
    from kotacerdas.naming import MAX_PLACE, slug  # noqa: PLC0415

    if format_ == "csv":
        return [folder / f"{kind}.csv"] if found.letters else []
    names: dict[str, None] = {}
    for letter in found.letters:
        name = base = f"{kind}-{slug(letter.agency_id, MAX_PLACE) or 'x'}"
        n = 1
        while name in names:
            n += 1
            name = f"{base}-{n}"
        names[name] = None
    return [folder / f"{name}.{format_}" for name in names]


def _refuse(files: Sequence[Path], folder: Path, assessment: "Assessment") -> None:
    """Refuse before anything is written what would overwrite the dossier, or a file that is open in Word."""
    from kotacerdas.writing import program_that_has_open, writable  # noqa: PLC0415

    is_named_as_file = folder.suffix.lower().removeprefix(".") in _FORMATS
    with writable(folder):
        if not folder.is_dir() and (folder.exists() or is_named_as_file):
            raise CannotRun("output-no-folder", path=folder.as_posix())
    for file in files:
        refuse_to_overwrite(file, [assessment])
        if mark := program_that_has_open(file):
            raise CannotRun("file-is-open", path=file.as_posix(), mark=mark)


# --- writing ---------------------------------------------------------------------------------------


def _write_table(found: "Requests", messages: Messages, assessment: "Assessment", file: Path) -> None:
    from kotacerdas.deliverables.letters.table import table  # noqa: PLC0415
    from kotacerdas.writing import make_folder, write  # noqa: PLC0415

    if assessment.instrument is not None:
        content = table(found.letters, messages, assessment.instrument)
        make_folder(file.parent)
        write(file, content)


def _write_letters(
    found: "Requests",
    kind: str,
    format_: str,
    files: Sequence[Path],
    assessment: "Assessment",
    messages: Messages,
    reader: Messages,
) -> bool:
    """Write every letter, or none; whether the template let it. What is wrong with it is told on stderr."""
    from kotacerdas.deliverables import library  # noqa: PLC0415
    from kotacerdas.templating.jinja.failures import TemplateFailed  # noqa: PLC0415
    from kotacerdas.writing import make_folder, write  # noqa: PLC0415

    template = library.find(kind, format_, messages.language, Path(assessment.path))
    try:
        render = _word(template, assessment, messages) if format_ == "docx" else _markdown(template, messages)
        rendered = [render(letter) for letter in found.letters]
    except TemplateFailed as failed:
        tell_mistakes(template.path, failed.problems, reader, sys.stderr.write)
        return False
    make_folder(files[0].parent)
    for content, file in zip(rendered, files, strict=True):
        write(file, content)
    return True


def _word(template: "Found", assessment: "Assessment", messages: Messages) -> "_Render":
    """How a letter is rendered in Word: the template is read once."""
    from kotacerdas.deliverables import inputs  # noqa: PLC0415
    from kotacerdas.templating.word import document as word  # noqa: PLC0415
    from kotacerdas.templating.word import paper  # noqa: PLC0415

    settings = assessment.dossier.info.letter if assessment.dossier else None
    margins = settings.margins.model_dump() if settings and settings.margins else None
    wanted = paper.Paper(settings.paper, margins, settings.font, settings.size) if settings else paper.Paper()
    document = word.Template(paper.fitted(template.read(), wanted))
    words, picture_of = inputs.words_of(messages), inputs.pictures_of(assessment)

    def render(letter: "Letter") -> bytes:
        stream = io.BytesIO()
        document.render(stream, letter._asdict(), picture_of, words)
        return stream.getvalue()

    return render


def _markdown(template: "Found", messages: Messages) -> "_Render":
    """How a letter is rendered in Markdown: the template is read once."""
    from kotacerdas.deliverables import inputs  # noqa: PLC0415

    document, words = inputs.markdown_template(template), inputs.words_of(messages)

    def render(letter: "Letter") -> bytes:
        return document.render(letter._asdict(), lambda _path: "", words).encode("utf-8")

    return render


# --- what is said ----------------------------------------------------------------------------------


def _summary(
    found: "Requests",
    files: Sequence[Path],
    format_: str,
    assessment: "Assessment",
    messages: Messages,
    earlier: "Earlier | None",
) -> list[str]:
    lines = []
    if format_ == "csv" and files:
        needs = sum(len(group.needs) for letter in found.letters for group in letter.groups)
        lines.append(
            messages.text("request.table", path=files[0].as_posix(), n=needs, agencies=len(found.letters))
        )
    else:
        lines += [
            messages.text(
                "request.written",
                path=file.as_posix(),
                agency=letter.short_name,
                mandatory=letter.mandatory,
                recommended=letter.recommended,
            )
            for letter, file in zip(found.letters, files, strict=True)
        ]
    if not found.letters:
        lines.append(messages.text("request.nothing"))
    day = messages.date(earlier.as_of) if earlier else ""
    if found.settled:
        key = "request.settled-since" if earlier else "request.settled"
        names = ", ".join(settled.name for settled in found.settled)
        lines.append(messages.text(key, agencies=names, day=day))
    received = [(letter.short_name, len(letter.received)) for letter in found.letters]
    received += [(settled.name, settled.received) for settled in found.settled]
    lines += [messages.text("request.received", agency=name, n=n, day=day) for name, n in received if n]
    if found.new:
        lines.append(messages.text("request.new", n=found.new, day=day))
    if found.unowned:
        lines.append(messages.text("request.unowned", n=found.unowned))
    wrong = sum(f.code < "KC2" and f.severity.value == "error" for f in assessment.findings)
    if wrong:
        lines.append(messages.text("request.unread", n=wrong))
    return lines


def _left_over(
    found: "Requests", kind: str, format_: str, folder: Path, files: Sequence[Path], messages: Messages
) -> list[str]:
    """Letters of an earlier run to agencies that owe nothing any more."""
    from kotacerdas.naming import MAX_PLACE, slug  # noqa: PLC0415

    names = [f"{kind}.csv"] if not found.letters else []
    if format_ != "csv":
        names = [f"{kind}-{slug(settled.agency_id, MAX_PLACE)}.{format_}" for settled in found.settled]
    old = [file for name in names if (file := folder / name) not in files and file.is_file()]
    return [messages.text("request.left-over", path=file.as_posix()) for file in old]
