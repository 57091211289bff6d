"""The command that packs the evidence, and verifies a package: package."""

import io
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kotacerdas.cli.options import Options, day_of
from kotacerdas.cli.screen import (
    CANNOT_RUN,
    COMPLETE,
    FOUND,
    default_place,
    refuse_to_overwrite,
    tell_mistakes,
)
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages
from kotacerdas.reports.page import PLAIN_WIDTH, printable, wrapped

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.deliverables.package.plan import Plan


def add(app: typer.Typer, options: Options) -> None:
    """Add the command."""
    said = options.said
    help_option: Any = options.help
    as_of_option: Any = options.as_of

    @app.command(help=said("package"))
    def package(
        path: Annotated[
            Path | None, typer.Argument(metavar="PATH", help=said("templates-path"), show_default=False)
        ] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="PATH", help=said("package-output"))
        ] = None,
        include: Annotated[
            list[str] | None,
            typer.Option("--include", metavar="ID", help=said("include"), show_default=False),
        ] = None,
        as_of: as_of_option = None,
        check: Annotated[
            Path | None, typer.Option("--check", metavar="PATH", help=said("package-check"))
        ] = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        if check is not None:
            if path or output or include or as_of:
                raise CannotRun("check-alone")
            return _checked(check, options.messages)
        return _packed(path or Path(), output, include or [], as_of, options)


# --- packing -------------------------------------------------------------------------------------


def _packed(path: Path, output: Path | None, include: list[str], as_of: str | None, options: Options) -> int:
    """Pack one dossier, and say what is in the package and what is not."""
    from kotacerdas.assessment.assessment import assess  # noqa: PLC0415
    from kotacerdas.deliverables.package import bag  # noqa: PLC0415
    from kotacerdas.deliverables.package.plan import plan  # noqa: PLC0415
    from kotacerdas.privacy import masked  # noqa: PLC0415
    from kotacerdas.writing import make_folder  # noqa: PLC0415

    day = day_of(as_of)
    assessment = assess(path, day)
    messages = options.messages_for(assessment.dossier)
    planned = plan(assessment, messages, day, include, is_dated=as_of is not None)
    target = _target(assessment, planned, output)
    indices = _indices(assessment, planned, messages, options.messages)
    if indices is None:
        return CANNOT_RUN
    folder = Path(assessment.path)
    payload = [bag.piece(name, content) for name, content in indices.items()]
    payload += [
        bag.Piece(c.target, c.sha256, c.size, folder / c.source, masked(c.source)) for c in planned.copies
    ]
    content = bag.pieces(payload, _info(planned, day if as_of else None))
    if output is None:
        make_folder(target.parent)
    sha256 = ""
    if target.suffix.lower() == ".zip":
        sha256 = bag.write_zip(target, planned.name, content)
    else:
        bag.write_folder(target, content)
    _tell_result(assessment, planned, target, sha256, options.messages)
    return COMPLETE


def _target(assessment: "Assessment", planned: "Plan", output: Path | None) -> Path:
    """Where the package goes: `--output`, or a zip named after the dossier.

    Inside the dossier only `output` takes one, so that nobody takes it for supporting documents.
    """
    from kotacerdas.writing import place_of  # noqa: PLC0415

    folder = Path(assessment.path).resolve()
    own = folder / "output"
    target = output or default_place(assessment, f"{planned.name}.zip")
    place = place_of(target)
    if place.is_relative_to(folder) and own not in place.parents:
        raise CannotRun("package-inside", path=target.as_posix())
    refuse_to_overwrite(target, [assessment])
    return target


def _indices(
    assessment: "Assessment", planned: "Plan", messages: Messages, own: Messages
) -> dict[str, bytes] | None:
    """The index in each of its formats, by file name; None where a template is wrong, which is told then."""
    from kotacerdas.deliverables import inputs, library  # noqa: PLC0415
    from kotacerdas.deliverables.package import INDEX  # noqa: PLC0415
    from kotacerdas.deliverables.package.table import table  # noqa: PLC0415
    from kotacerdas.templating.jinja.failures import TemplateFailed  # noqa: PLC0415
    from kotacerdas.templating.word import document as word  # noqa: PLC0415

    folder = Path(assessment.path)
    words = inputs.words_of(messages)
    values = planned.contents._asdict()
    in_word = io.BytesIO()
    found = library.find(INDEX, "docx", messages.language, folder)
    try:
        word.Template(found.read()).render(in_word, values, inputs.pictures_of(assessment), words)
        found = library.find(INDEX, "md", messages.language, folder)
        text = inputs.markdown_template(found).render(values, str, words)
    except TemplateFailed as failed:
        tell_mistakes(found.path, failed.problems, own, sys.stderr.write)
        return None
    name = planned.index_name
    return {
        f"{name}.docx": in_word.getvalue(),
        f"{name}.md": text.encode("utf-8"),
        f"{name}.csv": table(planned.contents, messages),
    }


def _info(planned: "Plan", day: date | None) -> Mapping[str, str]:
    """What `bag-info.txt` says; no clock but the day that was asked for."""
    index = planned.contents
    return {
        "Bag-Software-Agent": index.tool,
        "Bagging-Date": day.isoformat() if day else "",
        "External-Identifier": planned.name,
        "Source-Organization": index.city.name,
    }


def _tell_result(
    assessment: "Assessment", planned: "Plan", target: Path, sha256: str, messages: Messages
) -> None:
    index = planned.contents
    lines = [messages.text("build.done", path=target.as_posix())]
    counts = {"files": index.file_count, "links": index.link_count}
    lines += wrapped(messages.text("package.counts", **counts), PLAIN_WIDTH, "  ")
    for key, left in (("kept-back", index.kept_back), ("unfit", index.unfit)):
        if left:
            lines += wrapped(messages.text(f"package.{key}", n=len(left)), PLAIN_WIDTH, "  ")
    if sha256:
        lines.append(f"  sha256 {sha256}")
    sys.stdout.write(printable("\n".join(lines) + "\n"))

    mandatory = assessment.matrix.tally("mandatory")
    missing = sum(cell.level == "mandatory" for cell in assessment.matrix.missing())
    warnings = []
    if missing:
        warnings.append(messages.text("package.incomplete", n=missing, total=mandatory.total))
    if assessment.dossier and assessment.dossier.unread_files:
        warnings.append(messages.text("package.unread", files=assessment.dossier.unread_files))
    for warning in warnings:
        sys.stderr.write(printable("\n".join(wrapped(warning, PLAIN_WIDTH, "kotacerdas: ", "  ")) + "\n"))


# --- verifying -----------------------------------------------------------------------------------


def _checked(path: Path, messages: Messages) -> int:
    """Verify a package, and say all that differs."""
    from kotacerdas.deliverables.package.verify import verify  # noqa: PLC0415
    from kotacerdas.privacy import masked  # noqa: PLC0415

    found = verify(path)
    if not found:
        sys.stdout.write(printable(messages.text("package.sound", path=path.as_posix()) + "\n"))
        return COMPLETE
    lines = [messages.text("package.differs", path=path.as_posix(), n=len(found))]
    for difference in found:
        details = {"path": masked(difference.path), **difference.details}
        said = messages.text(f"package.difference.{difference.kind}", **details)
        lines += wrapped(said, PLAIN_WIDTH, "  ", "    ")
    sys.stdout.write(printable("\n".join(lines) + "\n"))
    return FOUND
