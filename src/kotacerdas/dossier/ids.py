"""The ids of a dossier that is still being written, for editors and shells: read at once, whatever else is wrong with it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from kotacerdas import resources
from kotacerdas.dossier.folder import YAML_SUFFIXES, tree_of
from kotacerdas.opening import opened
from kotacerdas.privacy import anonymous
from kotacerdas.reading import parser

SECTIONS: Final = {
    "agency": "agencies",
    "program": "programs",
    "meeting": "meetings",
    "document": "documents",
}
"""A kind of things that a dossier has of its own → the section that they stand in."""

_MAX_ANCESTORS: Final = 5


def named(entries: Any, language: str = "") -> dict[str, str]:  # noqa: ANN401 - whatever YAML holds
    """The ids of entries as they were read, for editors and shells, each with its name or title; ids that hold somebody's number are left out."""
    names: dict[str, str] = {}
    for entry in entries if isinstance(entries, list) else ():
        name = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(name, str) and anonymous(name) == name:
            title = next((entry[key] for key in ("name", "sub_indicator", "title") if key in entry), "")
            title = title.get(language) if isinstance(title, dict) else title
            names[name] = anonymous(title) if isinstance(title, str) else ""
    return names


def own(folder: Path, kind: str) -> dict[str, str]:
    """The ids of a kind that a dossier has of its own, each with what it names. Raises CannotRun if it has no folder."""
    return {name: title for part in sections(folder, SECTIONS[kind]) for name, title in named(part).items()}


def sections(folder: Path, section: str) -> Iterator[Any]:
    """What the YAML files of a dossier hold in a section, to find ids in: those that can be read. Raises CannotRun if it has no folder."""
    tree = tree_of(folder)
    for path in tree.files:
        if path.lower().endswith(YAML_SUFFIXES):
            with suppress(OSError, RuntimeError):
                raw = tree.content(path)
                if re.search(rf"^[\"'{{]*{section}".encode(), raw, re.MULTILINE):  # else it need not be read
                    yield (parser.read(raw).data or {}).get(section)


def instrument(folder: Path) -> str:
    """The instrument that a dossier names; empty if it names none that can be read. Raises CannotRun if it has no folder."""
    parts = (part.get("instrument") for part in sections(folder, "dossier") if isinstance(part, dict))
    return next((name for name in parts if isinstance(name, str)), "")


def instrument_files(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """What the files of an instrument and of those that it extends hold, to find ids in: the youngest first, as far as they can be read."""
    for _ in range(_MAX_ANCESTORS):
        shipped = resources.instruments().get(name)
        try:
            path = shipped or (folder / name).resolve()
            if not shipped and not path.is_relative_to(folder.resolve()):
                return
            with opened(path) as stream:
                data = parser.read(stream.read(parser.MAX_BYTES + 1)).data or {}
        except (OSError, RuntimeError, ValueError):
            return
        yield data
        name = str(data.get("extends", ""))
