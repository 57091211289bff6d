"""The commands that render: build, templates."""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple
from urllib.parse import quote

import typer

from kotacerdas.cli.options import Options, day_of
from kotacerdas.cli.screen import (
    CANNOT_RUN,
    COMPLETE,
    FOUND,
    assess_all,
    default_place,
    refuse_to_overwrite,
    screen,
    stop,
    tell_mistakes,
)
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.languages.messages import Messages
from kotacerdas.reports.page import PLAIN_WIDTH, Page, plain, wrapped

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.deliverables.library import Found
    from kotacerdas.deliverables.view.records import Context

_FORMATS: Final[Mapping[str, str]] = {"docx": "docx", "md": "md", "pdf": "docx"}
"""Format of a built dossier → the format of its template."""


class _Part(NamedTuple):
    """Which part of a dossier is built."""

    dimension: str | None
    program: str | None
    assessor: str | None


def add(app: typer.Typer, options: Options) -> None:
    """Add the commands."""
    said, selecting = options.said, options.selecting
    help_option: Any = options.help
    paths_argument: Any = options.paths
    as_of_option: Any = options.as_of
    format_option: Any = options.choosing("format", _FORMATS, "build-format")

    @app.command(help=said("build"))
    def build(
        paths: paths_argument = None,
        template: Annotated[
            str, typer.Option("--template", metavar="NAME", help=said("template"), autocompletion=_names)
        ] = "laporan",
        format_: format_option = "docx",
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="PATH", help=said("build-output"))
        ] = None,
        dimension: selecting("dimension") = None,  # type: ignore[valid-type]
        program: selecting("program") = None,  # type: ignore[valid-type]
        assessor: selecting("assessor", "NAME") = None,  # type: ignore[valid-type]
        draft: Annotated[bool, typer.Option("--draft", help=said("draft"))] = False,
        as_of: as_of_option = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        day = day_of(as_of)
        is_several = len(paths or ()) > 1
        if output is not None:
            _refuse_output(output, format_, is_several)
        assessments, could_run = assess_all(paths, day, options.messages)
        status = COMPLETE if could_run else CANNOT_RUN
        part = _Part(dimension, program, assessor)
        taken: set[Path] = set()
        for assessment in assessments:
            try:
                one = _built(assessment, options, day, part, template, format_, output, draft, taken)
            except CannotRun as trouble:
                if not is_several:
                    raise
                one = stop(trouble, options.messages)
            status = max(status, one)
        return status

    templates = options.group()
    app.add_typer(templates, name="templates", help=said("templates"))

    @templates.callback()
    def start(help_: help_option = False) -> None:
        pass

    @templates.command(name="list", help=said("templates-list"))
    def list_(
        path: Annotated[Path, typer.Argument(metavar="PATH", help=said("templates-path"))] = Path(),
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas.deliverables import library  # noqa: PLC0415
        from kotacerdas.reports.page import table  # noqa: PLC0415

        messages = options.messages
        _refuse_no_folder(path)
        rows = [
            (t.name, t.language or "–", t.format, messages.text(f"build.{'own' if t.is_own else 'shipped'}"))
            for t in library.listing(path)
        ]
        screen()[2]("\n".join(table(rows)) + "\n")
        return COMPLETE

    @templates.command(name="copy", help=said("templates-copy"))
    def copy(
        name: Annotated[str, typer.Argument(metavar="NAME", help=said("copy-name"), autocompletion=_names)],
        path: Annotated[Path, typer.Argument(metavar="PATH", help=said("templates-path"))] = Path(),
        format_: Annotated[
            str | None, typer.Option("--format", metavar="docx|md", help=said("copy-format"))
        ] = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        return _copied(name, path, format_, options)

    @templates.command(name="check", help=said("templates-check"))
    def check(
        files: Annotated[list[Path], typer.Argument(metavar="FILE", help=said("check-file"))],
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        status = COMPLETE
        for file in files:
            try:
                status = max(status, _checked(file, options.messages))
            except CannotRun as trouble:
                status = stop(trouble, options.messages)
        return status


def _names() -> list[str]:
    from kotacerdas.deliverables import library  # noqa: PLC0415

    return list(dict.fromkeys(template.name for template in library.listing(None)))


# --- build ---------------------------------------------------------------------------------------


def _built(
    assessment: "Assessment",
    options: Options,
    day: date,
    part: _Part,
    template: str,
    format_: str,
    output: Path | None,
    draft: bool,  # noqa: FBT001
    taken: set[Path],
) -> int:
    """Build one dossier, and say where it is; or say why it is not built. `taken` are this run's files."""
    from kotacerdas.assessment.assessment import narrowed  # noqa: PLC0415
    from kotacerdas.deliverables import library  # noqa: PLC0415
    from kotacerdas.deliverables.view.context import context  # noqa: PLC0415

    folder = Path(assessment.path)
    messages = options.messages_for(assessment.dossier)
    found = library.find(template, _FORMATS[format_], messages.language, folder)
    command = library.use_of(found.path).command
    if command != "build":
        raise CannotRun("template-of-another", name=found.name, command=command)
    target = _untaken(_target(assessment, messages, part, found.name, format_, output, draft), taken)
    refuse_to_overwrite(target, [assessment])
    link_to = _links(assessment, target)
    values = context(
        assessment,
        messages,
        day,
        is_draft=draft,
        link_to=link_to,
        dimension=part.dimension,
        program=part.program,
        assessor=part.assessor,
    )
    if not (draft or values.is_complete):
        _refuse(narrowed(assessment, None, part.dimension, part.program), options.messages, day)
        return FOUND
    from kotacerdas.writing import make_folder, program_that_has_open  # noqa: PLC0415

    if output is None:
        make_folder(target.parent)
    if mark := program_that_has_open(target):
        raise CannotRun("file-is-open", path=target.as_posix(), mark=mark)
    problems = _write(assessment, found, values, messages, format_, target, link_to)
    if problems:
        tell_mistakes(found.path, problems, options.messages, sys.stderr.write)
        return CANNOT_RUN
    sys.stdout.write(options.messages.text("build.done", path=target.as_posix()) + "\n")
    return COMPLETE


def _refuse_output(output: Path, format_: str, is_several: bool) -> None:  # noqa: FBT001
    """Refuse a file where only a folder serves, and a name that tells another format than the content.

    What is there and no ordinary file (a terminal, a pipe) may have any name.
    """
    from kotacerdas.writing import writable  # noqa: PLC0415

    with writable(output):
        is_folder, is_ordinary = output.is_dir(), output.is_file() or not output.exists()
    if is_folder:
        return
    if is_several:
        raise CannotRun("output-for-several", path=output.as_posix())
    if is_ordinary and output.suffix.lower() != f".{format_}":
        raise CannotRun("output-of-another-format", path=output.as_posix(), format=format_)


def _target(
    assessment: "Assessment",
    messages: Messages,
    part: _Part,
    name: str,
    format_: str,
    output: Path | None,
    draft: bool,  # noqa: FBT001
) -> Path:
    """The file to write: `--output`, or in that folder, or here, one named after what it holds.

    Inside the dossier it goes into `output`, where nobody takes it for a supporting document.
    """
    from kotacerdas.naming import MAX_PLACE, slug  # noqa: PLC0415

    info = assessment.dossier.info if assessment.dossier else None
    city = slug(info.city.name, MAX_PLACE) if info else ""
    chosen = [slug(choice, MAX_PLACE) for choice in part if choice]
    mark = [messages.text("build.draft")] if draft else []
    parts = [name, city, str(info.year) if info else "", *chosen, *mark]
    named = f"{'-'.join(filter(None, parts))}.{format_}"
    if output is None:
        return default_place(assessment, named)
    return output / named if output.is_dir() else output


def _untaken(target: Path, taken: set[Path]) -> Path:
    """A file that is not one of this run: two dossiers of a city and year would have the same name."""
    found, number = target, 1
    while found in taken:
        number += 1
        found = target.with_stem(f"{target.stem}-{number}")
    taken.add(found)
    return found


def _links(assessment: "Assessment", target: Path) -> Callable[[str], str]:
    """How a file of the dossier is reached from where the built dossier lies."""
    from kotacerdas.writing import place_of  # noqa: PLC0415

    folder = Path(assessment.path).resolve()
    place = place_of(target).parent
    evidence = assessment.dossier.evidence if assessment.dossier else {}

    def link_to(path: str) -> str:
        fact = evidence.get(path)
        try:
            way = os.path.relpath(folder / (fact.actual if fact and fact.actual else path), place)
        except ValueError:  # another drive
            return ""
        return quote(Path(way).as_posix())

    return link_to


def _refuse(assessment: "Assessment", messages: Messages, day: date) -> None:
    """Say what is missing, and how to build all the same."""
    from kotacerdas.reports.summary import heading, summary  # noqa: PLC0415

    page = Page((assessment,), messages, day, plain, PLAIN_WIDTH)
    lines = [heading(assessment, page), "", *summary(assessment, page), ""]
    lines += wrapped(messages.text("build.refused", path=assessment.path), PLAIN_WIDTH)
    sys.stderr.write("\n".join(lines) + "\n")


def _write(
    assessment: "Assessment",
    found: "Found",
    values: "Context",
    messages: Messages,
    format_: str,
    target: Path,
    link_to: Callable[[str], str],
) -> tuple[Any, ...]:
    """Render into the file; the problems of the template if that is impossible."""
    from kotacerdas import writing  # noqa: PLC0415
    from kotacerdas.deliverables import inputs  # noqa: PLC0415
    from kotacerdas.templating.jinja.failures import TemplateFailed  # noqa: PLC0415

    words, named = inputs.words_of(messages), values._asdict()
    try:
        if found.format == "md":
            text = inputs.markdown_template(found).render(named, link_to, words)
            writing.write(target, text.encode("utf-8"))
            return ()
        from kotacerdas.templating.word import document as word  # noqa: PLC0415

        document, picture_of = word.Template(found.read()), inputs.pictures_of(assessment)
        if format_ == "docx":
            with writing.written(target) as stream:
                document.render(stream, named, picture_of, words)
            return ()
        from kotacerdas.deliverables import pdf  # noqa: PLC0415

        pdf.program()
        folder = writing.place_of(target).parent
        with writing.writable(target):
            handle, temporary = tempfile.mkstemp(prefix=".", suffix=".docx", dir=folder)
        try:
            with writing.writable(target), os.fdopen(handle, "w+b") as stream:
                document.render(stream, named, picture_of, words)
            writing.write(target, pdf.converted(Path(temporary)))
        finally:
            Path(temporary).unlink(missing_ok=True)
    except TemplateFailed as failed:
        return failed.problems
    return ()


# --- templates -----------------------------------------------------------------------------------


def _refuse_no_folder(path: Path) -> None:
    """Refuse a folder that is not there: a slip of the pen, rather than a dossier without templates."""
    try:
        is_there, is_folder = path.exists(), path.is_dir()
    except OSError as error:
        raise CannotRun("unread-folder", path=path.as_posix(), reason=reason_of(error)) from error
    if not is_there:
        raise CannotRun("no-such-path", path=path.as_posix())
    if not is_folder:
        raise CannotRun("not-a-folder", path=path.as_posix())


def _copied(name: str, path: Path, format_: str | None, options: Options) -> int:
    """Copy the shipped files of a template into a dossier's `templates`."""
    from kotacerdas import writing  # noqa: PLC0415
    from kotacerdas.deliverables import library  # noqa: PLC0415
    from kotacerdas.nearest import nearest  # noqa: PLC0415

    _refuse_no_folder(path)
    shipped = library.listing(None)
    names = list(dict.fromkeys(template.name for template in shipped))
    if name not in names:
        suggestion = nearest(name, names)
        raise CannotRun("no-such-template", name=name, known=", ".join(names), suggestion=suggestion)
    if format_ not in {None, *library.SUFFIXES}:
        raise CannotRun("bad-choice", option="--format", choices=", ".join(library.SUFFIXES))
    language = _language_of_folder(path, options)
    wanted = [t for t in shipped if t.name == name and t.language == language and format_ in {None, t.format}]
    folder = path / "templates"
    taken = [template.path.name for template in wanted if (folder / template.path.name).exists()]
    if taken:
        raise CannotRun("template-exists", path=(folder / taken[0]).as_posix())
    writing.make_folder(folder)
    for template in wanted:
        target = folder / template.path.name
        writing.write(target, template.read())
        sys.stdout.write(options.messages.text("build.done", path=target.as_posix()) + "\n")
    sys.stdout.write(options.messages.text("build.copied") + "\n")
    return COMPLETE


def _language_of_folder(path: Path, options: Options) -> str:
    """The language of the dossier in a folder, if there is one and `--lang` says nothing."""
    from kotacerdas.dossier import loader  # noqa: PLC0415

    if options.is_language_chosen:
        return options.messages.language
    try:
        loaded = loader.load(path)
    except CannotRun:
        return options.messages.language
    return options.messages_for(loaded.dossier).language


def _checked(file: Path, messages: Messages) -> int:
    """Check one template, and say what is wrong with it."""
    from kotacerdas.deliverables import inputs, library  # noqa: PLC0415
    from kotacerdas.templating.jinja.failures import TemplateFailed  # noqa: PLC0415

    try:
        file.stat()
    except OSError as error:
        reason = "no-file" if isinstance(error, FileNotFoundError) else reason_of(error)
        raise CannotRun("unread-template", path=file.as_posix(), reason=reason) from error
    found = library.of_path(file)
    words, shape = inputs.words_of(messages), library.use_of(file).shape
    try:
        if found.format == "md":
            problems = inputs.markdown_template(found).problems(shape, words)
        else:
            from kotacerdas.templating.word import document as word  # noqa: PLC0415

            problems = word.Template(found.read()).problems(shape, words)
    except TemplateFailed as failed:
        problems = list(failed.problems)
    if problems:
        tell_mistakes(file, problems, messages, sys.stdout.write, are_all=True)
        return FOUND
    sys.stdout.write(messages.text("build.sound", path=file.as_posix()) + "\n")
    return COMPLETE
