"""The command line without its commands: `--lang`, `--version` and `--help`."""

import sys
from typing import Annotated

import typer

from kotacerdas import __version__, resources
from kotacerdas.cli.usage import translated


def group() -> typer.Typer:
    """A group of commands of the command line, laid out plainly."""
    return typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": [], "max_content_width": 100},
    )


app = group()
"""The command line; each command adds itself with `@app.command(help=…)`, whose help is a key of the catalogue."""


def _show_version(asked: bool) -> None:  # noqa: FBT001 - a callback
    if asked:
        sys.stdout.write(f"kotacerdas {__version__}\n")
        raise typer.Exit


def _show_help(context: typer.Context, _param: object, asked: bool) -> None:  # noqa: FBT001 - a callback
    if asked and not context.resilient_parsing:
        sys.stdout.write(translated(context.get_help(), context.obj.messages) + "\n")
        raise typer.Exit


@app.callback(invoke_without_command=True, help="app", epilog="app-end")
def start(
    context: typer.Context,
    _lang: Annotated[
        str | None,
        typer.Option(
            "--lang", metavar="id|en", help="lang", autocompletion=lambda: list(resources.languages())
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="version")
    ] = False,
    _traceback: Annotated[bool, typer.Option("--traceback", help="traceback")] = False,
    _help: Annotated[
        bool,
        typer.Option("--help", "-h", is_eager=True, expose_value=False, callback=_show_help, help="help"),
    ] = False,
) -> None:
    """Show help where no command is given. `--help` is declared here for all of them (`usage.command_line`)."""
    if context.invoked_subcommand is None:
        _show_help(context, None, asked=True)
