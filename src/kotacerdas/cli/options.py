"""The options that several commands share, with their help in the reader's language."""

import re
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kotacerdas.cli.usage import translated
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages

if TYPE_CHECKING:
    from kotacerdas.dossier.dossier import Dossier

DEFAULT_INSTRUMENT: Final = "kominfo-2023-reguler"


class Options:
    """What commands are made of. `is_language_chosen`: `--lang` was given."""

    def __init__(self, messages: Messages, *, is_language_chosen: bool) -> None:
        self.messages = messages
        self.is_language_chosen = is_language_chosen
        self.help: Any = Annotated[
            bool,
            typer.Option("--help", "-h", is_eager=True, callback=self._show_help, help=self.said("help")),
        ]
        self.paths: Any = Annotated[
            list[Path] | None,
            typer.Argument(metavar="PATH", readable=False, help=self.said("path"), show_default=False),
        ]
        self.as_of: Any = Annotated[
            str | None,
            typer.Option("--as-of", metavar="DATE", help=self.said("as-of"), show_default=False),
        ]

    def messages_for(self, dossier: "Dossier | None") -> Messages:
        """The language of what is made of a dossier: `--lang`, or the dossier's own."""
        if self.is_language_chosen or dossier is None:
            return self.messages
        return Messages(dossier.info.language)

    def said(self, key: str) -> str:
        """A text of help."""
        return self.messages.text(f"help.{key}").strip()

    def selecting(self, name: str, metavar: str = "ID") -> Any:  # noqa: ANN401 - a type for typer
        """An option that keeps a part of the dossier."""
        option = typer.Option(f"--{name}", metavar=metavar, help=self.said(name), show_default=False)
        return Annotated[str | None, option]

    def choosing(self, name: str, choices: Iterable[str], said: str) -> Any:  # noqa: ANN401 - a type for typer
        """An option that takes one of several words; `said` is the key of its help."""
        known = tuple(choices)

        def checked(value: str) -> str:
            if value not in known:
                raise CannotRun("bad-choice", option=f"--{name}", choices=", ".join(known))
            return value

        option = typer.Option(
            f"--{name}",
            metavar="|".join(known),
            help=self.said(said),
            autocompletion=lambda: list(known),
            callback=checked,
        )
        return Annotated[str, option]

    def group(self) -> typer.Typer:
        """A group of commands."""
        return typer.Typer(
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            no_args_is_help=False,
            context_settings={"help_option_names": [], "max_content_width": 100},
        )

    def _show_help(self, context: typer.Context, _param: object, asked: bool) -> None:  # noqa: FBT001 - a callback
        if asked and not context.resilient_parsing:
            sys.stdout.write(translated(context.get_help(), self.messages) + "\n")
            raise typer.Exit


def day_of(as_of: str | None) -> date:
    """The day of `--as-of`; today without it. Raises CannotRun for what is no date."""
    if as_of is None:
        return today()
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_of, re.ASCII):
            raise ValueError  # noqa: TRY301 - the same trouble
        return date.fromisoformat(as_of)
    except ValueError:
        raise CannotRun("bad-date", value=as_of) from None


def today() -> date:
    """The day on the city's calendar."""
    return date.today()  # noqa: DTZ011
