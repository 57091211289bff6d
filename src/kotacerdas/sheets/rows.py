"""The rows of a table: one for each entry of a dossier, known by a key that stays with it through sorting and copying."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kotacerdas.dossier.dossier import Dossier
from kotacerdas.findings import Route
from kotacerdas.privacy import anonymous
from kotacerdas.reading.models import Model
from kotacerdas.sheets.tables import MEANS, Table, columns, text_of, value_at
from kotacerdas.sheets.workbook import tidied

_KEY_LENGTH: Final = 12


class Row(NamedTuple):
    """A row of a table: its key, the canonical texts of its cells by column, and the file and route of its entry.

    `name` is the id of the entry, or of the entry around it, where it has one.
    """

    key: str
    texts: tuple[str, ...]
    path: str = ""
    route: Route = ()
    name: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether no entry stands behind it yet."""
        return not self.path


def digest(*texts: str) -> str:
    """What texts are known by where they themselves need not stand."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:_KEY_LENGTH]


def rows(table: Table, dossier: Dossier) -> Iterator[Row]:
    """The rows of a table, in the order of the dossier."""
    taken: Counter[str] = Counter()
    for entry in _entries(table, dossier):
        origin = dossier.origin(entry)
        owner = str(getattr(entry, "id", None) or "")
        for route, texts in _texts(table, entry):
            identity = texts[table.paths.index(table.identity)] if table.identity else ""
            identity = identity or f"{owner}#{'.'.join(map(str, (*([] if owner else origin.route), *route)))}"
            taken[identity] += 1
            key = digest(table.name, identity, str(taken[identity]))
            name = identity if table.identity not in {"", "id"} else owner
            yield Row(key, texts, origin.path, (*origin.route, *route), name)


def _entries(table: Table, dossier: Dossier) -> Sequence[Model]:
    """The entries of a dossier's section that a table lists."""
    if table.section == "dossier":
        return (dossier.info,)
    if table.section == "evaluation":
        return (dossier.evaluation,) if dossier.evaluation else ()
    entries: Sequence[Model] = getattr(dossier, table.section)
    if table.name == "quick-wins":
        return [program for program in dossier.programs if program.quick_win is not None]
    return entries


def _texts(table: Table, entry: Model) -> Iterator[tuple[Route, tuple[str, ...]]]:
    """The texts of the rows that an entry has in a table, each with the way to it in the entry."""
    if table.name == MEANS:
        for question, mean in getattr(entry, MEANS).items():
            yield (MEANS, question), (question, text_of(mean))
    elif table.inner:
        way = tuple(table.inner.split("."))
        inner = value_at(entry, table.inner)
        owner = [getattr(entry, "id", "")] if table.owner else []
        for index, item in enumerate(inner if isinstance(inner, tuple) else ()):
            yield (*way, index), (*owner, *_cells(table, item))
    else:
        yield (), _cells(table, entry)


def _cells(table: Table, entry: Model) -> tuple[str, ...]:
    """The texts of an entry's cells as they come back from a workbook, without identity numbers."""
    texts: list[str] = []
    for column in columns(table):
        if column.path != table.owner:
            value = value_at(entry, column.path)
            value = value is not None or None if column.path == "quick_win" else value
            text = text_of(value) if column.path != "file" else column.canonical(text_of(value))
            texts.append(text if column.kind == "digits" else tidied(anonymous(text)))
    return tuple(texts)


def new_id(title: str) -> str:
    """An id for a new entry, made of what people call it."""
    from kotacerdas.naming import MAX_PART, slug

    return slug(title, MAX_PART) or "baru"
