"""What a command writes to the screen, and how it ends."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kotacerdas.errors import CannotRun
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.reports.page import PLAIN_WIDTH, Page, plain, wrapped

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.templating.jinja.failures import Problem

COMPLETE, FOUND, CANNOT_RUN = 0, 1, 2
_WIDEST: Final = 120


def assess_all(paths: list[Path] | None, day: date, messages: Messages) -> tuple[list["Assessment"], bool]:
    """Assess each dossier; whether every one of them could be. What could not is told on stderr."""
    from kotacerdas.assessment.assessment import assess  # noqa: PLC0415

    done: list[Assessment] = []
    troubles = 0
    for path in paths or [Path()]:
        try:
            done.append(assess(path, day))
        except CannotRun as trouble:
            stop(trouble, messages)
            troubles += 1
    return done, not troubles


def refuse_to_overwrite(output: Path, assessments: Sequence["Assessment"]) -> None:
    """Refuse to write a report over a dossier's own files, or where it would be read as one of them."""
    from kotacerdas.evidence.folder import YAML_SUFFIXES  # noqa: PLC0415
    from kotacerdas.writing import place_of  # noqa: PLC0415

    target = place_of(output)
    for assessment in assessments:
        folder = Path(assessment.path).resolve()
        evidence = assessment.dossier.evidence.values() if assessment.dossier else ()
        would_be_read = target.is_relative_to(folder) and target.suffix.lower() in YAML_SUFFIXES
        # realpath, since a file of the dossier may be a link that leads in a circle
        used = {Path(os.path.realpath(folder / fact.actual)) for fact in evidence}
        if would_be_read or target in used:
            raise CannotRun("output-is-part", path=output.as_posix())


def default_place(assessment: "Assessment", name: str) -> Path:
    """Where a command writes that is not told where: here, or in `output` where this is inside the dossier."""
    from kotacerdas.writing import writable  # noqa: PLC0415

    with writable(Path(name)):  # the folder that we stand in may be gone
        here = Path.cwd()
    is_inside = here.is_relative_to(Path(assessment.path).resolve())
    return Path(assessment.path, "output", name) if is_inside else Path(name)


def screen() -> tuple[Callable[[str, str], str], int, Callable[[str], None]]:
    """How to paint, how wide the page is, and how to show it: a terminal or a pipe."""
    is_terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal else PLAIN_WIDTH
    if is_terminal and not os.environ.get("NO_COLOR"):
        from kotacerdas.reports import terminal  # noqa: PLC0415 - only a terminal needs rich

        return terminal.painter(), width, terminal.show
    return plain, width, _write_plainly


def _write_plainly(text: str) -> None:
    sys.stdout.write(text)


def show(
    render: Callable[[Page], str],
    assessments: Sequence["Assessment"],
    messages: Messages,
    day: date,
    output: Path | None,
    *,
    is_painted: bool,
) -> None:
    """Render a report, to the screen or to a file."""
    paint, width, write_out = (
        screen() if output is None and is_painted else (plain, PLAIN_WIDTH, _write_plainly)
    )
    rendered = render(Page(tuple(assessments), messages, day, paint, width))
    if output is None:
        write_out(rendered)
    else:
        from kotacerdas.writing import write  # noqa: PLC0415

        write(output, rendered.encode("utf-8"))


def tell_mistakes(
    path: Path,
    problems: Sequence["Problem"],
    messages: Messages,
    write_out: Callable[[str], object],
    *,
    are_all: bool = False,
) -> None:
    """Say what is wrong with a template, place by place; where these are not all, how to find the others."""
    from kotacerdas.deliverables.problems import said  # noqa: PLC0415

    lines = [messages.text("build.broken", path=path.as_posix(), n=len(problems))]
    for problem in problems:
        lines += wrapped(said(problem, messages), PLAIN_WIDTH, "  ", "    ")
    if not are_all:
        lines.append(messages.text("build.find-all", path=path.as_posix()))
    write_out("\n".join(lines) + "\n")


def stop(trouble: CannotRun, messages: Messages) -> int:
    """Say on stderr why a command cannot go on."""
    lines = wrapped(sentences.stop(trouble, messages), PLAIN_WIDTH, "kotacerdas: ", "  ")
    names = Names(messages)
    for finding in trouble.findings:
        where = finding.location
        said = f"{sentences.message(finding, names)} {sentences.hint(finding, names)}"
        lines += wrapped(said, PLAIN_WIDTH, f"  {where.path}:{where.line}:{where.column}: ", "    ")
    sys.stderr.write("\n".join(lines) + "\n")
    return CANNOT_RUN
