"""Makes the man pages of `share/man` of the help that the commands print; `make golden` writes them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from typer import Context

from kotacerdas import __version__
from kotacerdas.cli.app import app
from kotacerdas.cli.usage import command_line, translated
from kotacerdas.languages.messages import Messages

_HEADINGS: Final = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
_ROW: Final = re.compile(r"^  (\S.*?)(?: {2,}|\n +)(\S.*)$", re.MULTILINE)
_OPTION: Final = re.compile(r"(?:\\-){1,2}[a-z](?:\w|\\-)*")
_WIDE: Final = 10_000
"""Columns enough that no line of help is wrapped."""


def page(language: str) -> str:
    """The man page in a language: what the command line is for, its options, its commands, its environment."""
    headings, messages = _HEADINGS[language], Messages(language)
    line = command_line(app, messages)
    summary = messages.text("help.app").partition(".")[0]
    lines = [f'.TH KOTACERDAS 1 "" "kotacerdas {__version__}"', f".SH {headings['name']}"]
    lines += [_roff(f"kotacerdas - {summary[0].lower()}{summary[1:]}"), f".SH {headings['description']}"]
    lines += [*_described(line, "kotacerdas", messages), f".SH {headings['commands']}"]
    for name, command in _commands(line, "kotacerdas"):
        lines += [f".SS {_roff(name)}", *_described(command, name, messages)]
    lines.append(f".SH {headings['environment']}")
    for variable, effect in headings["variables"].items():
        lines += [".TP", f".B {variable}", _roff(effect)]
    return "\n".join(lines) + "\n"


def _commands(group: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - typer keeps the type to itself
    """The commands under a group of the command line, by what is typed."""
    for each, command in group.commands.items():
        yield f"{name} {each}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{name} {each}")


def _described(command: Any, name: str, messages: Messages) -> Iterator[str]:  # noqa: ANN401 - as above
    """The help of a command for its man page, less its list of commands."""
    context = Context(command, info_name=name, terminal_width=_WIDE, max_content_width=_WIDE)
    usage, *blocks = translated(command.get_help(context), messages).split("\n\n")
    yield f".B {_roff(usage.partition(' ')[2])}"
    for block in blocks:
        if block.startswith("    "):
            yield from (".PP", ".RS 4", _roff(block.strip()), ".RE")
        elif block.startswith(" "):
            yield from (".PP", _roff(block.strip()))
        elif not block.startswith(messages.text("help.commands")):
            for label, effect in _ROW.findall(block):
                yield from (".TP", _OPTION.sub(r"\\fB\g<0>\\fR", _roff(label)), _roff(effect))


def _roff(text: str) -> str:
    """A text as roff takes it letter for letter."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^(?=[.'])", r"\\&", escaped, flags=re.MULTILINE)
