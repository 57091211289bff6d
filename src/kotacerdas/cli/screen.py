"""What a command writes to the screen, and how it ends."""

import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kotacerdas.cli.output import FOR_PEOPLE
from kotacerdas.cli.progress import assessed
from kotacerdas.deliverables.problems import BrokenTemplate, mistakes
from kotacerdas.errors import CannotRun
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import command, outgoing
from kotacerdas.reports.page import PLAIN_WIDTH, Page, plain, wrapped

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.templating.jinja.failures import Problem

COMPLETE, FOUND, CANNOT_RUN = 0, 1, 2
_WIDEST: Final = 120


def assess_all(
    paths: Iterable[Path] | None, day: date, messages: Messages
) -> tuple[list["Assessment"], bool]:
    """Assess the dossiers of a command; whether every one of them could be. What could not is told on the screen."""
    done: list[Assessment] = []
    could_run = True
    for path in paths or [Path()]:
        try:
            done.append(assessed(path, day, messages))
        except CannotRun as trouble:
            stop(trouble, messages)
            could_run = False
    return done, could_run


def screen() -> tuple[Callable[[str, str], str], int, Callable[[str], object]]:
    """How to paint the screen, how wide its page is, and how to show it: a terminal, a pipe, or a log that shows colours."""
    is_terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal else PLAIN_WIDTH
    if (is_terminal or os.environ.get("FORCE_COLOR")) and not os.environ.get("NO_COLOR"):
        from kotacerdas.reports import terminal  # only a terminal needs rich

        return terminal.painter(), width, terminal.show
    return plain, width, sys.stdout.write


def show(
    render: Callable[[Page], str],
    page: Page,
    output: Path | None = None,
    format_: str = "text",
    *,
    is_whole: bool = True,
) -> None:
    """Render a report of dossiers, to the screen or to a file; nothing where none could be assessed.

    Unless the whole of it is wanted, a terminal gets what its screen can hold.
    """
    if not page.assessments:
        return
    is_shown = output is None and format_ == "text"
    paint, width, write_out = screen() if is_shown else (plain, PLAIN_WIDTH, sys.stdout.write)
    is_bound = is_shown and not is_whole and sys.stdout.isatty()
    height = shutil.get_terminal_size().lines if is_bound else None
    rendered = render(page._replace(paint=paint, width=width, height=height))
    if output is None:
        write_out(rendered)
    elif format_ in FOR_PEOPLE:
        from kotacerdas import stamps

        stamps.write_all({output: rendered.encode("utf-8")}, overwrite=True)
    else:
        from kotacerdas import writing

        writing.write(output, rendered.encode("utf-8"))


def say_written(path: Path, messages: Messages) -> None:
    """Say which file is written."""
    tell(messages.text("build.done", path=path.as_posix()))


def write_yaml(
    folder: Path, contents: Mapping[str, bytes], standing: Collection[str], messages: Messages
) -> None:
    """Write YAML files of a dossier, all or none, and say on the screen which.

    Raises CannotRun for one that stands there and was not read.
    """
    from kotacerdas.writing import make_folder, write_all

    for file in contents:
        if file not in standing and (folder / file).exists():  # a link that leads out
            raise CannotRun("cannot-edit", path=file)
    for file in contents:
        make_folder((folder / file).parent)
    write_all({folder / file: content for file, content in contents.items()})
    for file in contents:
        say_written(folder / file, messages)


def tell(*lines: str, is_trouble: bool = False) -> None:
    """Print lines of a result on stdout, or of trouble on stderr, as all may see them: the way out of every command."""
    stream = sys.stderr if is_trouble else sys.stdout
    stream.write(outgoing("\n".join(lines) + "\n"))


def say(text: str, start: str = "", indent: str = "  ") -> None:
    """Print a paragraph of a result; `start` goes before its first line, `indent` before the others."""
    tell(*wrapped(text, PLAIN_WIDTH, start, indent))


def warn(text: str, *more: str) -> None:
    """Print a paragraph on stderr, after the tool's name, and more lines under it."""
    tell(*wrapped(text, PLAIN_WIDTH, "kotacerdas: ", "  "), *more, is_trouble=True)


def warn_of(path: Path, left_out: Iterable["Problem"], messages: Messages) -> None:
    """Say on stderr what a template holds that is left out of documents."""
    for problem in left_out:
        warn(messages.text(f"template.note.{problem.code}", path=path.as_posix(), **problem.details))


def stop(trouble: CannotRun, messages: Messages) -> int:
    """Say on the screen why a command ends and cannot go on: in a sentence, or mistake by mistake."""
    if isinstance(trouble, BrokenTemplate):
        lines = mistakes(trouble.path, trouble.problems, messages)
        lines += [messages.text("build.find-all"), command("templates", "check", trouble.path.as_posix())]
        tell(*lines, is_trouble=True)
        return CANNOT_RUN
    names, lines = Names(messages), []
    for finding in trouble.findings:
        where = finding.location
        sentence = f"{sentences.message(finding, names)} {sentences.hint(finding, names)}"
        lines += wrapped(sentence, PLAIN_WIDTH, f"  {where.path}:{where.line}:{where.column}: ", "    ")
    warn(sentences.stop(trouble, messages), *lines)
    return CANNOT_RUN
