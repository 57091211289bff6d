"""Whom a command speaks to: the language that `--lang` chooses, else the system's, else a dossier's own."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kotacerdas import resources
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import DEFAULT_LANGUAGE, Messages

if TYPE_CHECKING:
    from kotacerdas.dossier.dossier import Dossier


class Reader(NamedTuple):
    """The reader of what is printed, and whether `--lang` chose the language."""

    messages: Messages
    is_language_chosen: bool

    def messages_for(self, dossier: "Dossier | None") -> Messages:
        """The messages for what is made of a dossier: in the language that the reader chose, else in the dossier's own."""
        if self.is_language_chosen or dossier is None:
            return self.messages
        return Messages(dossier.info.language)


def reader_of(arguments: Sequence[str], default: Messages) -> tuple[Reader, list[str]]:
    """The reader whose language `--lang` chooses, and the arguments without it: it may stand anywhere.

    It is needed before the command line is built, for help is in that language, too.
    """
    rest: list[str] = []
    language = None
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            rest += ["--", *waiting]
            break
        if argument == "--lang" and waiting:
            language = waiting.pop(0)
        elif argument.startswith("--lang="):
            language = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    if language is None:
        return Reader(default, is_language_chosen=False), rest
    if language not in resources.languages():
        raise CannotRun("bad-language", value=language, known=", ".join(resources.languages()))
    return Reader(Messages(language), is_language_chosen=True), rest


def system_messages() -> Messages:
    """The messages for a reader whose command line chooses no language: in the system's, as far as we speak it."""
    names = (os.environ.get(key) for key in ("KOTACERDAS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "")
    if not name and sys.platform == "win32":
        import locale  # only Windows asks

        name = locale.getlocale()[0] or ""
    is_indonesian = name.lower().startswith(("id", "in_", "indonesia"))
    return Messages("id" if is_indonesian else DEFAULT_LANGUAGE)
