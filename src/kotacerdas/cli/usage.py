"""What typer says, in the reader's language: its help and its complaints about arguments.

Typer's own words are not behind a catalogue, and its exceptions are private; they are known by the names
of their classes and by the few sentences that have no class of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.main import get_group, get_install_completion_arguments

from kotacerdas.cli.completion import is_completing, unburdened
from kotacerdas.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer import Typer
    from typer.core import TyperGroup

    from kotacerdas.languages.messages import Messages


def command_line(app: Typer, messages: Messages) -> TyperGroup:
    """The command line, built, with the reader's words for the keys that stand in its help.

    `--help`, which it declares, comes into each of its commands.
    """

    def words(key: str) -> str:
        return messages.text(f"help.{key}").strip()

    line = get_group(app)
    [help_option] = [option for option in line.params if "--help" in option.opts]
    [language] = [option for option in line.params if "--lang" in option.opts]
    commands: list[Any] = list(_commands(line))
    params = [param for command in commands for param in command.params]
    for part in [*commands, *params]:
        part.help = words(part.help)
    for param in params:
        param.metavar = messages.texts.get(f"help.metavar.{param.metavar}", param.metavar)
    line.epilog = words(line.epilog or "")
    for command in commands[1:]:
        command.params += [help_option, language] if is_completing() else [help_option]
    line.params += get_install_completion_arguments()
    if is_completing():
        unburdened([*params, *line.params])
    return line


def _commands(command: Any) -> Iterator[Any]:  # noqa: ANN401 - typer keeps the types of commands to itself
    """A command and all that stand under it."""
    yield command
    for inner in getattr(command, "commands", {}).values():
        yield from _commands(inner)


def misuse(error: Exception) -> CannotRun:
    """What is wrong with the arguments of a command line, from typer's exception."""
    kind = type(error).__name__
    name = getattr(error, "option_name", None) or _shown_name(getattr(error, "param", None))
    reason: str = getattr(error, "format_message", lambda: str(error))()
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None) or [""]
        return CannotRun("no-such-option", option=name, suggestion=near[0])
    if kind == "MissingParameter":
        return CannotRun("missing-argument", argument=name)
    if kind == "BadParameter":
        return CannotRun("bad-value", option=name, reason=reason)
    if match := re.match(r"No such command '(.*?)'", reason):
        from kotacerdas.nearest import nearest  # only for a slip of the hand

        known = getattr(getattr(getattr(error, "ctx", None), "command", None), "commands", ())
        return CannotRun("no-such-command", command=match[1], suggestion=nearest(match[1], known))
    if match := re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)$", reason):
        return CannotRun("extra-argument", argument=match[1])
    if match := re.match(r"Option '(.*?)' requires", reason):
        return CannotRun("option-needs-value", option=match[1])
    if match := re.match(r"Option '(.*?)' does not take", reason):
        return CannotRun("option-takes-no-value", option=match[1])
    return CannotRun("usage", reason=reason)


def command_of(error: Exception) -> str:
    """The command whose arguments are wrong, as it is typed."""
    path: str = getattr(getattr(error, "ctx", None), "command_path", "kotacerdas")
    return path


def _shown_name(param: object) -> str:
    options: list[str] = getattr(param, "opts", None) or [""]
    metavar: str = getattr(param, "metavar", None) or options[0]
    return next((option for option in options if option.startswith("--")), metavar)


def translated(text: str, messages: Messages) -> str:
    """The help of commands as typer lays it out, with its own words in the reader's language."""
    for name in ("usage", "options", "arguments", "commands"):
        heading = rf"^{name.capitalize()}:"
        text = re.sub(heading, f"{messages.text(f'help.{name}')}:", text, flags=re.MULTILINE)
    usage, rest = text.split("\n", maxsplit=1)
    for word in ("OPTIONS", "COMMAND", "ARGS"):
        usage = usage.replace(word, messages.text(f"help.{word}"))
    text = f"{usage}\n{rest}"
    python_types = r"^(  \S+)( <[^>]+>)"
    text = re.sub(python_types, lambda m: m[1] + " " * len(m[2]), text, flags=re.MULTILINE)
    text = text.replace("[required]", f"[{messages.text('help.required')}]")
    default = messages.text("help.default", value=r"\1")
    text = re.sub(r"\[default:\s+(.+?)\]", f"[{default}]", text, flags=re.DOTALL)
    for key in ("install", "show"):
        meaning = messages.text(f"help.{key}-completion")
        text = re.sub(rf"(--{key}-completion\s+)\S[^\n]*(?:\n\s{{20,}}\S[^\n]*)*", rf"\1{meaning}", text)
    return text
