"""Arguments in, one call, text out, exit status. Each command is the module of its name.

Beside them: `app` (the command line itself), `options` that several commands share, `reader` (the language of what is
printed), `screen` (what is printed, and how a command ends), `output` (where files go), `usage` (typer's words).
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import typer

from kotacerdas.cli.app import app
from kotacerdas.cli.reader import reader_of, system_messages
from kotacerdas.cli.screen import CANNOT_RUN, COMPLETE, stop, tell
from kotacerdas.cli.usage import command_line, command_of, misuse
from kotacerdas.errors import CannotRun

COMMANDS: Final = ("init", "validate", "status", "explain", "schema", "compare", "build", "request", "package",
                   "score", "scan", "sheet", "templates")  # fmt: skip
"""The commands, in the order of the help: each is a module here, which adds itself to the command line."""

for _name in COMMANDS:
    import_module(f"{__name__}.{_name}")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a path may hold what no encoding can write
            encoding = stream.encoding if stream.isatty() else "utf-8"  # on Windows, too
            stream.reconfigure(encoding=encoding, errors="replace")
    messages = system_messages()
    try:
        reader, rest = reader_of(arguments, messages)
        messages = reader.messages
        answer = command_line(app, messages).main(rest, "kotacerdas", standalone_mode=False, obj=reader)
    except CannotRun as trouble:
        return stop(trouble, messages)
    except typer.TyperException as error:
        stop(misuse(error), messages)
        tell(messages.text("stop.see-help", command=command_of(error)), is_trouble=True)
        return CANNOT_RUN
    except (typer.Abort, KeyboardInterrupt):
        return CANNOT_RUN
    return answer if isinstance(answer, int) else COMPLETE
