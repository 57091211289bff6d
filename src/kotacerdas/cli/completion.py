"""What a shell completes: ids of the dossier that stands on the line so far, of its instrument, and codes.

Whatever is wrong, nothing is said of it: a line on the screen would stand in what somebody is typing.
"""

import os
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import typer

from kotacerdas import resources
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.text import outgoing

_NAME: Final = r"[\w.][\w .-]*"
_UNQUOTED: Final = r"[^\w .,()&/-]+"
"""Signs that shells obey inside the quotes that typer puts around a title."""
_MAX_TITLE: Final = 80
_POWERSHELL: Final = ("powershell", "pwsh")

Completions = list[tuple[str, str]]
Completer = Callable[[typer.Context], Completions]


def is_completing() -> bool:
    """Whether a shell asks what may come next."""
    return bool(_shell())


def unburdened(params: Iterable[Any]) -> None:
    """Take out of parameters what costs completion half of its time in typer: Pydantic, which reads values, and rich, which reads help.

    Both are private to typer; where they have other names, completing is slower, and no more.
    """
    for param in params:
        param.process_value = lambda _context, value: value
    with suppress(ImportError):
        from typer import _completion_classes as shells

        shells._sanitize_help_text = str  # type: ignore[assignment]  # noqa: SLF001 - see above


def _completer(named: Callable[[Messages, Mapping[str, Any]], Iterable[tuple[str, str]]]) -> Completer:
    """Complete by names with their titles, as plain as every shell takes them, and by none that holds somebody's number."""

    def complete(context: typer.Context) -> Completions:
        """Complete a line of the shell by those names, or by none where they cannot be told."""
        try:
            return [
                (_typed(name), re.sub(_UNQUOTED, " ", outgoing(title))[:_MAX_TITLE].strip())
                for name, title in dict(named(context.obj.messages, _given(context))).items()
                if re.fullmatch(_NAME, name) and outgoing(name) == name
            ]
        except Exception:  # noqa: BLE001 - see above
            return []

    return complete


def _typed(name: str) -> str:
    """A name as it is typed: bash alone leaves it to us that a space does not end it."""
    return name.replace(" ", r"\ ") if _shell() == "bash" else name


def _shell() -> str:
    """The shell that asks what may come next; empty if none does."""
    kind, _, shell = os.environ.get("_KOTACERDAS_COMPLETE", "").partition("_")
    return shell if kind == "complete" else ""


def _own(kind: str) -> Completer:
    """Complete by the ids that dossiers have of their own."""

    def named(_messages: Messages, given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        from kotacerdas.dossier import ids

        return (name for folder in _folders(given) for name in ids.own(folder, kind).items())

    return _completer(named)


def _folders(given: Mapping[str, Any]) -> list[Path]:
    """The folders of the dossiers that stand on the line so far; this folder if none does."""
    paths = given.get("paths") or given.get("path") or "."
    return [Path(path).expanduser() for path in ([paths] if isinstance(paths, str | Path) else paths)]


def _given(context: typer.Context) -> Mapping[str, Any]:
    """The parameters on the line to complete so far; typer loses those before an option whose value is asked for."""
    line = os.environ.get("COMP_WORDS") or os.environ["_TYPER_COMPLETE_ARGS"]
    line = line.replace("\\", "/") if _shell() in _POWERSHELL else line
    words: list[str] = []
    for end in ("'", '"', ""):  # a quotation mark may still be open
        with suppress(ValueError):
            words = shlex.split(line + end)
    words = words[words.index(context.info_name or "") + 1 :]
    if words and words[-1].startswith("-"):
        words.pop()
    command = context.command
    return command.make_context(context.info_name, words, context.parent, resilient_parsing=True).params


def _of_instrument(messages: Messages, given: Mapping[str, Any], *sections: str) -> Iterable[tuple[str, str]]:
    """Complete by the ids in some sections of an instrument: the one on the line, or the dossier's, or the default."""
    from kotacerdas.dossier import ids
    from kotacerdas.errors import CannotRun

    for folder in _folders(given):
        try:
            name = given.get("instrument") or ids.instrument(folder)
        except CannotRun:
            name = ""
        for data in ids.instrument_files(folder, name or resources.DEFAULT_INSTRUMENT):
            for section in sections:
                yield from ids.named(data.get(section), messages.language).items()


def _explained(messages: Messages, given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Complete by what `explain` takes: codes of findings, and the ids of an instrument."""
    from kotacerdas.languages import sentences

    for code in sentences.codes(messages):
        yield code, messages.text(f"findings.{code}.title")
    yield from _of_instrument(messages, given, "requirements", "questions", "document_types", "dimensions")


def _assessors(_messages: Messages, given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Complete by the assessors of dossiers: by name, or by number where a shell would not take the name; and their fields."""
    from kotacerdas.dossier import ids

    for folder in _folders(given):
        for evaluation in ids.sections(folder, "evaluation"):
            assessors = evaluation.get("assessors", ()) if isinstance(evaluation, dict) else ()
            for number, assessor in enumerate(assessors, start=1):
                name, fields = assessor.get("name", ""), assessor.get("fields", [])
                is_plain = re.fullmatch(_NAME, name) and _shell() not in _POWERSHELL
                yield (name, ", ".join(fields)) if is_plain else (str(number), name or ", ".join(fields))
                yield from ((field, "") for field in fields)


def _built(_messages: Messages, given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Complete by the templates that `build` takes: the shipped ones, and those of the dossiers."""
    from kotacerdas.deliverables import library
    from kotacerdas.deliverables.letters import FORM, LETTERS
    from kotacerdas.deliverables.package import INDEX

    for folder in _folders(given):
        for name in library.names_of(library.templates(folder)):
            if name not in {*LETTERS, INDEX} and not name.startswith(f"{FORM}-"):
                yield name, ""


agencies, programs, documents = (_own(kind) for kind in ("agency", "program", "document"))
dimensions = _completer(lambda messages, given: _of_instrument(messages, given, "dimensions"))
explained, assessors, built = (_completer(each) for each in (_explained, _assessors, _built))
