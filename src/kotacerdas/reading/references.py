"""References: which fields of an entry name something else by its id, and what each of them names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple, get_args, get_origin

from kotacerdas.findings import Route
from kotacerdas.reading.models import Model, parts_of

_AND: Final = r"\s+(?:dan|and|serta)\s+|\s*[/+&]\s*"
_CODE: Final = r"[A-Za-z]{1,2}-?\d{1,3}"
_RUN: Final = r"([A-Za-z])(\d{1,3})\s*(?:-|–|s\.?\s?/?d\.?|sampai|hingga|to)\s*([A-Za-z]?)(\d{1,3})"


@dataclass(frozen=True)
class Names:
    """Marks a field's type as the id of something else: an `agency`, a `program`, and so on."""

    kind: str


class Reference(NamedTuple):
    """An id that an entry names: the way to it in the entry, the id, and the kind of what it names."""

    route: Route
    id: str
    kind: str


def references_of(entry: Model, start: Route = ()) -> Iterator[Reference]:
    """Every reference of an entry and of the entries inside it."""
    for key, kind in naming_fields(type(entry)):
        value, route = getattr(entry, key), (*start, key)
        if isinstance(value, tuple):
            items = [((*route, index), item) for index, item in enumerate(value)]
        elif isinstance(value, dict):
            items = [((*route, name), name) for name in value]
        else:
            items = [(route, value)]
        for way, item in items:
            if isinstance(item, Model):
                yield from references_of(item, way)
            elif item is not None:
                yield Reference(way, item, kind)


@cache
def naming_fields(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """The fields of a model that hold references, each with the kind that it names; none for entries inside it."""
    naming: list[tuple[str, str]] = []
    for key, info in model.model_fields.items():
        is_dict = get_origin(info.annotation) is dict  # whose keys may be references
        parts = [*parts_of(get_args(info.annotation)[0] if is_dict else info.annotation), *info.metadata]
        kind = next((part.kind for part in parts if isinstance(part, Names)), "")
        inner = [part for part in parts if isinstance(part, type) and issubclass(part, Model)]
        if kind or any(map(naming_fields, inner)):
            naming.append((key, kind))
    return tuple(naming)


def ids_in(text: str) -> list[str]:
    """The ids that a text names side by side, as references: `B1, B2`, `W7 dan W8`, `B1 B2`, `B1-B5`.

    A name of several words is one: `Dinas Komunikasi dan Informatika`.
    """
    pieces: list[str] = []
    for part in re.split(r"[,;\n]", text.strip(" []")):
        split = re.split(_AND, part)
        if all(re.fullmatch(_CODE, word) for word in part.split()):
            split = part.split()
        elif any(
            " " in piece.strip() and not re.fullmatch(_RUN, piece.strip(), re.IGNORECASE) for piece in split
        ):
            split = [part]
        pieces += split
    return [name for piece in pieces for name in _run(piece.strip(" \"'")) if name]


def names_in(text: str) -> list[str]:
    """The names that a text lists, as references: parted by every sign and word that may do so."""
    return [name.strip(" \"'") for part in re.split(r"[,;\n]", text) for name in re.split(_AND, part)]


def _run(piece: str) -> list[str]:
    """The ids of a run that references name by its ends, or the one id that is no run."""
    run = re.fullmatch(_RUN, piece, re.IGNORECASE)
    if run is None or run[3] not in ("", run[1]):
        return [piece]
    return [f"{run[1]}{number}" for number in range(int(run[2]), int(run[4]) + 1)]
