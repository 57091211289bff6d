"""Arguments in, one call, text out, exit status. Heavy imports stand inside the commands that need them."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kotacerdas import __version__, resources
from kotacerdas.errors import CannotRun
from kotacerdas.messages import DEFAULT_LANGUAGE, About, Messages
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import PLAIN_WIDTH, Page, plain, wrapped
from kotacerdas.usage import command_of, misuse, translated

if TYPE_CHECKING:
    from kotacerdas.assessment import Assessment

COMPLETE, FOUND, CANNOT_RUN = 0, 1, 2
DEFAULT_INSTRUMENT: Final = "kominfo-2023-reguler"
_WIDEST: Final = 120


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty() and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # on Windows, too
    try:
        language, arguments = _language(arguments)
    except CannotRun as trouble:
        return _stop(trouble, Messages(_system_language()))
    messages = Messages(language)
    app = _build(messages)
    try:
        status = app(list(arguments), prog_name="kotacerdas", standalone_mode=False)
    except CannotRun as trouble:
        return _stop(trouble, messages)
    except typer.TyperException as error:
        _stop(misuse(error), messages)
        sys.stderr.write(messages.text("stop.see-help", command=command_of(error)) + "\n")
        return CANNOT_RUN
    except (typer.Abort, KeyboardInterrupt):
        return CANNOT_RUN
    return status if isinstance(status, int) else COMPLETE


# --- language ------------------------------------------------------------------------------------


def _language(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The reader's language, and the arguments without it: `--lang` may stand anywhere.

    It is needed before the command line is built, for help is in that language, too.
    """
    rest: list[str] = []
    chosen = None
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            rest += ["--", *waiting]
            break
        if argument == "--lang" and waiting:
            chosen = waiting.pop(0)
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    if chosen is None:
        return _system_language(), rest
    if chosen not in resources.languages():
        raise CannotRun("bad-language", value=chosen, known=", ".join(resources.languages()))
    return chosen, rest


def _system_language() -> str:
    names = (os.environ.get(key) for key in ("KOTACERDAS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "")
    if not name and sys.platform == "win32":
        import locale  # noqa: PLC0415 - only Windows asks

        name = locale.getlocale()[0] or ""
    is_indonesian = name.lower().startswith(("id", "in_", "indonesia"))
    return "id" if is_indonesian else DEFAULT_LANGUAGE


# --- the command line ----------------------------------------------------------------------------


def _build(messages: Messages) -> typer.Typer:
    """The commands, with their help in the reader's language."""

    def said(key: str) -> str:
        return messages.text(f"help.{key}").strip()

    def show_help(context: typer.Context, _param: object, asked: bool) -> None:  # noqa: FBT001 - a callback
        if asked and not context.resilient_parsing:
            sys.stdout.write(translated(context.get_help(), messages) + "\n")
            raise typer.Exit

    def show_version(asked: bool) -> None:  # noqa: FBT001 - a callback
        if asked:
            sys.stdout.write(f"kotacerdas {__version__}\n")
            raise typer.Exit

    app = typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": [], "max_content_width": 100},
    )
    help_option: Any = Annotated[
        bool,
        typer.Option("--help", "-h", is_eager=True, callback=show_help, help=said("help")),
    ]
    paths_argument: Any = Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", readable=False, help=said("path"), show_default=False),
    ]
    as_of_option: Any = Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=said("as-of"), show_default=False)
    ]

    def selecting(name: str) -> Any:  # noqa: ANN401 - a type for typer
        option = typer.Option(f"--{name}", metavar="ID", help=said(name), show_default=False)
        return Annotated[str | None, option]

    @app.callback(invoke_without_command=True, help=said("app"), epilog=said("app-end"))
    def start(
        context: typer.Context,
        lang: Annotated[str | None, typer.Option(metavar="id|en", help=said("lang"))] = None,  # noqa: ARG001
        version: Annotated[  # noqa: ARG001 - answered by its callback
            bool, typer.Option("--version", is_eager=True, callback=show_version, help=said("version"))
        ] = False,
        help_: help_option = False,  # noqa: ARG001
    ) -> None:
        if context.invoked_subcommand is None:
            sys.stdout.write(translated(context.get_help(), messages) + "\n")

    @app.command(help=said("init"))
    def init(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=said("dir"))],
        name: Annotated[str, typer.Option(metavar="TEXT", help=said("init-name"))] = "Kota …",
        year: Annotated[str | None, typer.Option(metavar="YEAR", help=said("init-year"))] = None,
        instrument: Annotated[
            str, typer.Option(metavar="ID", help=said("init-instrument"), autocompletion=_instruments)
        ] = DEFAULT_INSTRUMENT,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas import instrument as instruments  # noqa: PLC0415
        from kotacerdas import scaffold  # noqa: PLC0415
        from kotacerdas.writing import write_new_folder  # noqa: PLC0415

        chosen = instruments.load(instrument)
        files = scaffold.files(messages.language, name, _year(year), chosen)
        write_new_folder(folder, files)
        shown = folder.as_posix()
        lines = [messages.text("init.done", path=shown), *(f"  {path}" for path in files)]
        sys.stdout.write("\n".join([*lines, messages.text("init.next", path=shown)]) + "\n")
        return COMPLETE

    @app.command(help=said("validate"))
    def validate(
        paths: paths_argument = None,
        format_: Annotated[
            str,
            typer.Option("--format", metavar="|".join(FORMATS), help=said("format"), autocompletion=_formats),
        ] = "text",
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="FILE", help=said("output"))
        ] = None,
        strict: Annotated[bool, typer.Option("--strict", help=said("strict"))] = False,
        agency: selecting("agency") = None,  # type: ignore[valid-type]
        dimension: selecting("dimension") = None,  # type: ignore[valid-type]
        program: selecting("program") = None,  # type: ignore[valid-type]
        as_of: as_of_option = None,
        exit_zero: Annotated[bool, typer.Option("--exit-zero", help=said("exit-zero"))] = False,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        if format_ not in FORMATS:
            raise CannotRun("bad-choice", option="--format", choices=", ".join(FORMATS))
        day = _day(as_of)
        assessments, could_run = _assess(paths, day, messages)
        assessments = _narrowed(assessments, agency, dimension, program)
        if output is not None:
            _refuse_to_overwrite(output, assessments)
        if assessments:
            _print(FORMATS[format_], assessments, messages, day, output, is_painted=format_ == "text")
        if not could_run:
            return CANNOT_RUN
        has_found = any(a.findings if strict else not a.is_complete for a in assessments)
        return FOUND if has_found and not exit_zero else COMPLETE

    @app.command(help=said("status"))
    def status(
        paths: paths_argument = None,
        as_of: as_of_option = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas.reports import status as view  # noqa: PLC0415

        day = _day(as_of)
        assessments, could_run = _assess(paths, day, messages)
        if assessments:
            _print(view.render, assessments, messages, day, None, is_painted=True)
        return COMPLETE if could_run else CANNOT_RUN

    @app.command(help=said("explain"))
    def explain(
        code: Annotated[
            str | None, typer.Argument(metavar="CODE", help=said("code"), show_default=False)
        ] = None,
        instrument: Annotated[
            str | None,
            typer.Option(metavar="ID", help=said("explain-instrument"), autocompletion=_instruments),
        ] = None,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas import instrument as instruments  # noqa: PLC0415
        from kotacerdas.reports import explain as view  # noqa: PLC0415

        paint, width, show = _screen()
        if code is None:
            chosen = instruments.load(instrument or DEFAULT_INSTRUMENT, Path.cwd())
            show(view.overview(chosen, messages, paint, width))
            return COMPLETE
        named = [instrument] if instrument else [DEFAULT_INSTRUMENT, *resources.instruments()]
        for place, name in enumerate(named, start=1):
            try:
                show(view.render(code, instruments.load(name, Path.cwd()), messages, paint, width))
                break
            except CannotRun as trouble:
                if trouble.code != "no-such-code" or place == len(named):
                    raise
        return COMPLETE

    @app.command(help=said("schema"))
    def schema(
        instrument: Annotated[bool, typer.Option("--instrument", help=said("schema-instrument"))] = False,
        help_: help_option = False,  # noqa: ARG001
    ) -> int:
        from kotacerdas import instrument as instruments  # noqa: PLC0415
        from kotacerdas import schema as schemas  # noqa: PLC0415

        described = (
            schemas.of_instrument()
            if instrument
            else schemas.of_dossier(messages.language, instruments.load(DEFAULT_INSTRUMENT))
        )
        sys.stdout.write(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
        return COMPLETE

    return app


def _formats() -> list[str]:
    return list(FORMATS)


def _instruments() -> list[str]:
    return list(resources.instruments())


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the city's calendar


def _year(written: str | None) -> int:
    if written is None:
        return _today().year
    if not re.fullmatch(r"20\d{2}", written, re.ASCII):
        raise CannotRun("bad-year", value=written)
    return int(written)


def _day(as_of: str | None) -> date:
    if as_of is None:
        return _today()
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_of, re.ASCII):
            raise ValueError  # noqa: TRY301 - the same trouble
        return date.fromisoformat(as_of)
    except ValueError:
        raise CannotRun("bad-date", value=as_of) from None


def _assess(paths: list[Path] | None, day: date, messages: Messages) -> tuple[list["Assessment"], bool]:
    """Assess each dossier; whether every one of them could be. What could not is told on stderr."""
    from kotacerdas.assessment import assess  # noqa: PLC0415

    done: list[Assessment] = []
    troubles = 0
    for path in paths or [Path()]:
        try:
            done.append(assess(path, day))
        except CannotRun as trouble:
            _stop(trouble, messages)
            troubles += 1
    return done, not troubles


def _narrowed(
    assessments: list["Assessment"], agency: str | None, dimension: str | None, program: str | None
) -> list["Assessment"]:
    """Keep what concerns these. A dossier that has none of them has nothing to say; all cannot have none."""
    from kotacerdas.assessment import narrowed  # noqa: PLC0415

    kept: list[Assessment] = []
    trouble: CannotRun | None = None
    for assessment in assessments:
        try:
            kept.append(narrowed(assessment, agency, dimension, program))
        except CannotRun as error:
            trouble = error
    if trouble and not kept:
        raise trouble
    return kept


def _refuse_to_overwrite(output: Path, assessments: Sequence["Assessment"]) -> None:
    """Refuse to write a report over a dossier's own files, or where it would be read as one of them."""
    from kotacerdas.evidence import YAML_SUFFIXES  # noqa: PLC0415

    target = output.resolve()
    for assessment in assessments:
        folder = Path(assessment.path).resolve()
        evidence = assessment.dossier.evidence.values() if assessment.dossier else ()
        would_be_read = target.is_relative_to(folder) and target.suffix.lower() in YAML_SUFFIXES
        if would_be_read or target in {(folder / fact.actual).resolve() for fact in evidence}:
            raise CannotRun("output-is-part", path=output.as_posix())


def _screen() -> tuple[Callable[[str, str], str], int, Callable[[str], None]]:
    """How to paint, how wide the page is, and how to show it: a terminal or a pipe."""
    is_terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal else PLAIN_WIDTH
    if is_terminal and not os.environ.get("NO_COLOR"):
        from kotacerdas.reports import terminal  # noqa: PLC0415 - only a terminal needs rich

        return terminal.painter(), width, terminal.show
    return plain, width, _write_plainly


def _write_plainly(text: str) -> None:
    sys.stdout.write(text)


def _print(
    render: Callable[[Page], str],
    assessments: Sequence["Assessment"],
    messages: Messages,
    day: date,
    output: Path | None,
    *,
    is_painted: bool,
) -> None:
    paint, width, show = _screen() if output is None and is_painted else (plain, PLAIN_WIDTH, _write_plainly)
    rendered = render(Page(tuple(assessments), messages, day, paint, width))
    if output is None:
        show(rendered)
    else:
        from kotacerdas.writing import write  # noqa: PLC0415

        write(output, rendered.encode("utf-8"))


# --- what goes wrong -----------------------------------------------------------------------------


def _stop(trouble: CannotRun, messages: Messages) -> int:
    """Say on stderr why a command cannot go on."""
    lines = wrapped(messages.stop(trouble), PLAIN_WIDTH, "kotacerdas: ", "  ")
    for finding in trouble.findings:
        where = finding.location
        said = f"{messages.message(finding, About(None, None))} {messages.hint(finding, About(None, None))}"
        lines += wrapped(said, PLAIN_WIDTH, f"  {where.path}:{where.line}:{where.column}: ", "    ")
    sys.stderr.write("\n".join(lines) + "\n")
    return CANNOT_RUN
