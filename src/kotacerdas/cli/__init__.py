"""Arguments in, one call, text out, exit status. Heavy imports stand inside the commands that need them.

One module for each group of commands: `checking` and `rendering`.
"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from kotacerdas import __version__, resources
from kotacerdas.cli import checking, comparing, packing, rendering, requesting, scoring
from kotacerdas.cli.options import Options
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, stop
from kotacerdas.cli.usage import command_of, misuse, translated
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import DEFAULT_LANGUAGE, Messages


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a path may hold what no encoding can write
            encoding = stream.encoding if stream.isatty() else "utf-8"  # on Windows, too
            stream.reconfigure(encoding=encoding, errors="replace")
    try:
        chosen, arguments = _language(arguments)
    except CannotRun as trouble:
        return stop(trouble, Messages(_system_language()))
    messages = Messages(chosen or _system_language())
    app = _build(Options(messages, is_language_chosen=chosen is not None))
    try:
        status = app(list(arguments), prog_name="kotacerdas", standalone_mode=False)
    except CannotRun as trouble:
        return stop(trouble, messages)
    except typer.TyperException as error:
        stop(misuse(error), messages)
        sys.stderr.write(messages.text("stop.see-help", command=command_of(error)) + "\n")
        return CANNOT_RUN
    except (typer.Abort, KeyboardInterrupt):
        return CANNOT_RUN
    return status if isinstance(status, int) else COMPLETE


# --- language ------------------------------------------------------------------------------------


def _language(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The language that `--lang` chooses, and the arguments without it: it may stand anywhere.

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
    if chosen is not None and chosen not in resources.languages():
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


def _build(options: Options) -> typer.Typer:
    """The commands, with their help in the reader's language."""
    said = options.said
    help_option: Any = options.help

    def show_version(asked: bool) -> None:  # noqa: FBT001 - a callback
        if asked:
            sys.stdout.write(f"kotacerdas {__version__}\n")
            raise typer.Exit

    app = options.group()

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
            sys.stdout.write(translated(context.get_help(), options.messages) + "\n")

    checking.add(app, options)
    comparing.add(app, options)
    rendering.add(app, options)
    requesting.add(app, options)
    packing.add(app, options)
    scoring.add(app, options)
    return app
