"""What people changed in workbooks, held against the dossier: what is new, what is changed, and what contradicts it.

Each cell is known in three states: as it was exported, as it stands in the workbook, and as it stands in the dossier now. What
only a person changed is a change; what was changed in both, otherwise, is a conflict, and stays as it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from pydantic_core import PydanticCustomError

from kotacerdas.dates import PartialDate
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.findings import Route
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.nearest import fold
from kotacerdas.privacy import anonymous
from kotacerdas.reading.edits import REMOVED, Change
from kotacerdas.sheets.export import base_of
from kotacerdas.sheets.labels import Labels
from kotacerdas.sheets.rows import new_id, rows
from kotacerdas.sheets.tables import ALL, MEANS, TABLES, Column, Table, columns

REMOVE: Final = "-"
"""What a person writes into a cell whose value is to go."""
_MASK: Final = "\N{BULLET}" * 4
"""What stands for digits of a person's number."""


_TITLES: Final = ("name", "title", "file", "url", "body", "type")
"""What an entry may be called after, the best first."""
_NAMED: Final = ("agencies", "programs", "meetings", "documents")
"""The tables whose new rows get ids, and may be named by others."""


class Base(NamedTuple):
    """What was exported of a row: the digests of its cells, and whether it was only ready to be filled."""

    digests: str
    is_ready: bool

    def cells(self, table: Table) -> dict[str, str]:
        """The digests by column."""
        return dict(zip(table.paths, self.digests.split(" "), strict=False))


class Entered(NamedTuple):
    """A row of a workbook: its key and what was exported of it, where its cells stand (`Dokumen!D12`), their texts, by column."""

    key: str
    exported: Base | None
    ref: str
    refs: Mapping[str, str]
    texts: Mapping[str, str]
    is_deleted: bool = False


class Event(NamedTuple):
    """What becomes of a row or cell of a workbook.

    `kind`: `added`, `changed`, `deleted`; `kept`: an emptied cell deletes nothing; `conflict`: it was changed in the dossier,
    too; `masked`: it holds dots for a person's number; `gone`: its entry is no more; `homeless`: nobody knows in which entry it belongs. `ref` is where it stands, `name` what
    its entry is known by, `column` its path; `old` is the value in the dossier and `new` that of the workbook, as cells show them.
    """

    kind: str
    ref: str
    table: str
    name: str
    column: str = ""
    old: str = ""
    new: str = ""


@dataclass(slots=True)
class _Standing:
    """An entry as it stands now, with what this import changes: its canonical texts by column, its file and route."""

    texts: dict[str, str]
    path: str
    route: Route
    name: str
    is_new: bool = False
    base: str = ""


@dataclass(slots=True)
class Plan:
    """What an import does: its events in order, the changes by file and route, and the cell in which each route was entered.

    `files`: the supporting files that were entered, by cell.
    `names` are the ids that come or go, each with its cell.
    """

    events: list[Event] = field(default_factory=list)
    changes: dict[str, dict[Route, object]] = field(default_factory=dict)
    cells: dict[tuple[str, Route], str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0

    def edits(self, path: str) -> Iterator[Change]:
        """The changes of one file."""
        changes = self.changes[path]
        removed = {route for route, value in changes.items() if value is REMOVED}
        for route, value in changes.items():
            if removed.isdisjoint(route[:n] for n in range(1, len(route))):
                yield Change(route, value)


class Merge:
    """Merges workbooks into a dossier, one after another."""

    def __init__(
        self,
        dossier: Dossier,
        instrument: Instrument,
        data: Mapping[str, Mapping[str, Any]],
        messages: Messages,
    ) -> None:
        """Keep what stands in the dossier. `data` is its YAML as plain data, by file."""
        self.plan = Plan()
        self._dossier, self._instrument, self._data = dossier, instrument, data
        self._labels = Labels(dossier, instrument, messages)
        self._standing: dict[str, dict[str, _Standing]] = {}
        self._by_name: dict[str, dict[str, _Standing]] = {}
        self._alike: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[_Standing]]] = {}
        self._homes: dict[str, str] = {}
        self._tried: Counter[str] = Counter()
        self._removed: set[tuple[str, Route]] = set()
        self._by_base: dict[str, dict[str, _Standing]] = {}
        self._lengths: dict[tuple[str, Route], int] = {}
        self._new: dict[tuple[str, Route], Any] = {}
        for name, table in ALL.items():
            self._standing[name] = {}
            self._by_name[name] = {}
            for row in rows(table, dossier):
                texts = dict(zip(table.paths, row.texts, strict=True))
                base = "" if table.identity else base_of(row.texts)
                self._keep(table, row.key, _Standing(texts, row.path, row.route, row.name, base=base))
        self._ids = {name for by_name in self._by_name.values() for name in by_name}
        self._ids |= {*instrument.dimensions, *instrument.questions}

    def _keep(self, table: Table, key: str, standing: _Standing) -> None:
        """Know an entry by the key of its row and by its name."""
        self._standing[table.name][key] = standing
        if table.identity and standing.name:
            self._by_name[table.name].setdefault(standing.name, standing)
        for (name, paths), index in self._alike.items():
            if name == table.name:
                index.setdefault(_texts_at(standing.texts, paths), []).append(standing)

    def _like(self, table: Table, texts: Mapping[str, str]) -> list[_Standing]:
        """The entries that hold these texts, by column."""
        paths = tuple(texts)
        index = self._alike.get((table.name, paths))
        if index is None:
            index = self._alike[table.name, paths] = {}
            for standing in self._standing[table.name].values():
                index.setdefault(_texts_at(standing.texts, paths), []).append(standing)
        return [s for s in index.get(tuple(texts.values()), ()) if not self._is_removed(s)]

    def _is_removed(self, standing: _Standing) -> bool:
        """Whether an entry goes, or one around it."""
        route = standing.route
        return any((standing.path, route[:n]) in self._removed for n in range(2, len(route) + 1))

    def add(self, entered: Mapping[str, Sequence[Entered]]) -> None:
        """Merge one workbook: its rows by table."""
        listed = {
            name: _once(table, [self._meant(table, row) for row in entered.get(name, ())])
            for name, table in ALL.items()
        }
        listed["documents"] = [self._located(row) for row in listed["documents"]]
        for name in _NAMED:
            listed[name] = [self._named(ALL[name], row) for row in listed[name]]
        for name, table in ALL.items():  # programs before what stands inside them
            bases = {row.exported.digests for row in listed[name] if row.exported}
            for row in listed[name]:
                self._row(table, self._meant(table, row), bases)

    # --- what is meant ---------------------------------------------------------------------------

    def _meant(self, table: Table, row: Entered) -> Entered:
        """A row with the canonical texts that are meant by what stands in its cells."""
        was = row.exported.cells(table) if row.exported else {}
        texts = {
            c.path: text
            if c.is_many and base_of([text]) == was.get(c.path)  # a text with a semicolon is no list
            else self._canonical(c, text)
            for c in columns(table)
            if (text := row.texts.get(c.path)) is not None
        }
        return row._replace(texts=texts)

    def _canonical(self, column: Column, text: str) -> str:
        return text if text in {"", REMOVE} else column.canonical(self._labels.meant(column, text))

    def _located(self, row: Entered) -> Entered:
        """A document with the path of its file, where a person wrote only its name and one file is called so, or one of the agency's."""
        file, folder = row.texts.get("file", ""), f"/{row.texts.get('agency')}/"
        was = row.exported.cells(ALL["documents"]) if row.exported else {}
        if not file or "/" in file or was.get("file") == base_of([file]):
            return row
        called = self._paths.get(fold(file), [])
        own = called if len(called) == 1 else [path for path in called if folder in f"/{path}"]
        return row._replace(texts={**row.texts, "file": own[0]}) if len(own) == 1 else row

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The files in the dossier's folder by their names."""
        files: dict[str, list[str]] = {}
        for path in self._dossier.unnamed_files:
            files.setdefault(fold(path.rpartition("/")[2]), []).append(path)
        return files

    def _named(self, table: Table, row: Entered) -> Entered:
        """A new row with an id, made of its name where it has none, by which other rows can name it."""
        is_new = row.exported is None or row.exported.is_ready
        title = next((row.texts[key] for key in _TITLES if row.texts.get(key)), "")
        id_ = row.texts.get("id", "")
        if not is_new or not (id_ or title) or _is_untouched(table, row):
            return row
        id_ = id_ or self._earlier_id(table, row) or self._free_id(title)
        self._ids.add(id_)
        for name in (id_, *(row.texts.get(key, "") for key in ("name", "short_name"))):
            self._labels.add(name, id_)
        return row._replace(texts={**row.texts, "id": id_})

    def _earlier_id(self, table: Table, row: Entered) -> str:
        """The id that an earlier import gave a new row, in which more may be filled by now; empty where there is none.

        A row that was ready is known by its title and by what stood in it, a row that a person added by its title and file.
        """
        was = row.exported.cells(table) if row.exported else {}
        known_by = {path for path, cell in was.items() if cell not in {"-", ""}} - {"agency"}
        known_by |= {path for path in _TITLES[:2] if row.texts.get(path)} or {*_TITLES}
        known_by |= set() if row.exported else {"file"}
        texts = {path: row.texts.get(path, "") for path in table.paths if path in known_by}
        for standing in self._like(table, texts):
            if row.exported or all(standing.texts.get(p) in {"", t} for p, t in row.texts.items() if t):
                return standing.name
        return ""

    def _free_id(self, title: str) -> str:
        """An id for a new entry that nothing has."""
        start = new_id(title)
        while True:
            self._tried[start] += 1
            id_ = start if self._tried[start] == 1 else f"{start}-{self._tried[start]}"
            if id_ not in self._ids:
                return id_

    # --- rows ------------------------------------------------------------------------------------

    def _row(self, table: Table, row: Entered, bases: Collection[str]) -> None:
        """Merge one row of a sheet. `bases` are those of all of them."""
        exported = row.exported
        is_ready = exported is not None and exported.is_ready
        if _is_untouched(table, row) and not row.is_deleted:
            self.plan.unchanged += not is_ready
            return
        if not any(row.texts.values()) and (is_ready or exported is None):
            return
        standing = None if is_ready else self._standing_behind(table, row, bases)
        was = exported.cells(table) if exported and not is_ready else None
        if standing is None and was is not None:
            if not row.is_deleted:
                self._tell("gone", table, row.ref, _called(table, row.texts))
            return
        if standing is None:
            standing = self._same(table, row)
            was = dict.fromkeys(table.paths, base_of([""]))
        if standing is None:
            if not row.is_deleted:
                self._add(table, row)
        elif row.is_deleted:
            self._delete(table, row, standing, was or {})
        else:
            self._change(table, row, standing, was or {})

    def _same(self, table: Table, row: Entered) -> _Standing | None:
        """The entry that a new row is about, if it stands already: by its id or question, else by all that the row tells."""
        if table.identity and (name := row.texts.get(table.identity)):
            return self._by_name[table.name].get(name)
        filled = {path: row.texts[path] for path in table.paths if row.texts.get(path)}
        if alike := self._like(table, filled):
            return alike[0]
        known_by = {path: row.texts.get(path, "") for path in (table.paths[0], _called_by(table, row.texts))}
        begun = (  # filled further since an earlier import
            standing
            for standing in self._like(table, known_by)
            if all(row.texts.get(path) == text for path, text in standing.texts.items() if text)
        )
        return next(begun, None) if all(known_by.values()) else None

    def _standing_behind(self, table: Table, row: Entered, bases: Collection[str]) -> _Standing | None:
        """The entry that a row was exported from, if it stands. What has no id is known by its place, unless it moved."""
        standing = self._standing[table.name].get(row.key)
        if standing and self._is_removed(standing):
            return None
        if table.identity or table.is_single or row.exported is None:
            return standing
        was = row.exported.digests
        if standing and standing.base == was:
            return standing
        if table.name not in self._by_base:
            self._by_base[table.name] = {s.base: s for s in self._standing[table.name].values()}
        moved = self._by_base[table.name].get(was)
        if moved or (alike := self._like(table, row.texts)):
            return moved or alike[0]
        if standing is None or standing.base in bases:  # another entry stands in its place
            return None
        pairs = [*zip(was.split(" "), standing.base.split(" "), strict=False)]
        same = sum(old == now != "-" for old, now in pairs)
        return standing if 2 * same > sum(old != "-" for old, _ in pairs) else None

    def _change(self, table: Table, row: Entered, standing: _Standing, was: Mapping[str, str]) -> None:
        """Merge the cells of a row whose entry stands."""
        is_changed = False
        for column in columns(table):
            path = column.path
            text, now = row.texts.get(path, ""), standing.texts.get(path, "")
            if (
                path not in row.texts
                or now in {text, anonymous(text)}
                or base_of([text]) == was.get(path)
                or text == REMOVE > now
            ):
                continue
            is_changed = True
            kind = "changed" if base_of([now]) == was.get(path, base_of([""])) else "conflict"
            if path in {table.owner, table.identity} or (path == "quick_win" and now):
                kind = "fixed"
            if _MASK in text and _MASK in now:
                kind = "masked"
            kind = kind if text else "kept"
            is_kept_empty = kind == "kept" and was.get(path) == base_of([""])
            if is_kept_empty:  # it was empty when it was exported, and filled in the dossier since
                continue
            ref = row.refs.get(path, row.ref)
            self._tell(kind, table, ref, _called(table, standing.texts), column, now, text)
            if kind == "changed":
                standing.texts[path] = "" if text == REMOVE else text
                way = () if table.name == MEANS else tuple(path.split("."))
                value = REMOVED if text == REMOVE else value_of(column, text)
                self._put(standing.path, (*standing.route, *way), value, ref)
        self.plan.unchanged += not is_changed

    def _delete(self, table: Table, row: Entered, standing: _Standing, was: Mapping[str, str]) -> None:
        """Take an entry out, unless it was changed in the dossier since the export."""
        changed = [
            path for path, text in standing.texts.items() if base_of([text]) != was.get(path, base_of([text]))
        ]
        if changed or standing.is_new or table.name == "quick-wins":
            self._tell("conflict" if changed else "fixed", table, row.ref, _called(table, standing.texts))
            return
        self._tell("deleted", table, row.ref, _called(table, standing.texts))
        self.plan.cells[standing.path, standing.route] = row.ref
        self.plan.changes.setdefault(standing.path, {})[standing.route] = REMOVED
        self._removed.add((standing.path, standing.route))
        if table.identity and self._by_name[table.name].get(standing.name) is standing:
            del self._by_name[table.name][standing.name]
            self.plan.names[standing.name] = row.ref

    def _tell(
        self,
        kind: str,
        table: Table,
        ref: str,
        name: str,
        column: Column | None = None,
        old: str = "",
        new: str = "",
    ) -> None:
        """Note an event, its values as cells show them."""
        if column:
            old, new = (
                self._labels.shown(column, text) if text not in {"", REMOVE} else text for text in (old, new)
            )
        self.plan.events.append(Event(kind, ref, table.name, name, column.path if column else "", old, new))

    # --- new entries -----------------------------------------------------------------------------

    def _add(self, table: Table, row: Entered) -> None:
        """Note a new entry."""
        home = self._home(table, row)
        if home is None:
            self._tell("homeless", table, row.ref, row.texts.get(table.identity or table.owner, ""))
            return
        path, route = home
        name = row.texts.get(table.identity, "")
        self._tell("added", table, row.ref, _called(table, row.texts), new=path)
        filled = [
            c
            for c in columns(table)
            if row.texts.get(c.path, "") not in {"", REMOVE} and c.path != table.owner
        ]
        for column in (column for column in filled if _MASK in row.texts[column.path]):
            self._tell(
                "masked", table, row.refs.get(column.path, row.ref), name, column, "", row.texts[column.path]
            )
        filled = [column for column in filled if _MASK not in row.texts[column.path]]
        ways: dict[Route, Column] = {tuple(column.path.split(".")): column for column in filled}
        if table.name == "quick-wins":  # of a program that is none yet
            ways = {way: column for way, column in ways.items() if way != ("id",)}
            if not any(way[0] == "quick_win" for way in ways):
                self._put(path, (*route, "quick_win"), True, row.ref)  # noqa: FBT003 - a value
        elif table.name == MEANS:
            ways = {(): ways["mean",]} if ("mean",) in ways else {}
        else:
            self._put(path, route, {}, row.ref)
        for way, column in ways.items():
            value = value_of(column, row.texts[column.path])
            self._put(path, (*route, *way), value, row.refs.get(column.path, row.ref))
        self._keep(
            table,
            f"+{len(self._standing[table.name])}",
            _Standing({**row.texts}, path, route, name, is_new=True),
        )

    def _home(self, table: Table, row: Entered) -> tuple[str, Route] | None:
        """The file and route at which a new entry shall stand; None where the entry around it is not known."""
        if table.name == "quick-wins":
            program = self._by_name["programs"].get(row.texts.get("id", ""))
            return (program.path, program.route) if program else None
        if table.name == MEANS:
            return self._home_of_mean(row.texts.get("question", ""), row.ref)
        if table.inner:
            around = self._around(table, row)
            return around and (around[0], self._behind(around[0], (*around[1], *table.inner.split("."))))
        path = self._file_for(table, row)
        return path, self._behind(path, (table.section,))

    def _around(self, table: Table, row: Entered) -> tuple[str, Route] | None:
        """The file and route of the entry around a new one inside it; None where that is not known."""
        if table.owner:
            program = self._by_name["programs"].get(row.texts.get(table.owner, ""))
            return (program.path, program.route) if program else None
        entry = self._dossier.info if table.section == "dossier" else self._dossier.evaluation
        path = self._dossier.origin(entry or self._dossier.info).path
        return path, (table.section,)

    def _home_of_mean(self, question: str, ref: str) -> tuple[str, Route] | None:
        """Where the mean of a survey question shall stand: in the entry of its sub-dimension, which is made where need be."""
        asked = self._instrument.questions.get(question)
        if asked is None or asked.kind != "survey":
            return None
        table, sub = TABLES["surveys"], asked.sub_dimension or ""
        own = [s for s in self._standing["surveys"].values() if s.texts.get("dimension") == asked.dimension]
        own = [s for s in own if s.texts.get("sub_dimension", "") in {"", sub}]
        if not own:
            self._add(
                table, Entered("", None, ref, {}, {"dimension": asked.dimension or "", "sub_dimension": sub})
            )
            return self._home_of_mean(question, ref)
        return own[0].path, (*own[0].route, MEANS, question)

    def _file_for(self, table: Table, row: Entered) -> str:
        """The file in which a new entry shall stand: with others of its section, else in one named after that."""
        if table.name == "documents":
            agency = row.texts.get("agency", "")
            if agency not in self._homes:
                self._homes[agency] = self._dossier.file_for(agency)
            return self._homes[agency]
        homes = [path for path, data in self._data.items() if isinstance(data.get(table.section), list)]
        if homes:
            return homes[-1]
        return f"{table.section}.yaml" if len(self._data) > 1 else next(iter(self._data))

    def _behind(self, path: str, route: Route) -> Route:
        """The route behind the last item of a list, which is taken then."""
        if (path, route) not in self._lengths:
            standing = self._data.get(path, {})
            for step in route:
                standing = _step(standing, step)
            self._lengths[path, route] = len(standing) if isinstance(standing, list) else 0
        self._lengths[path, route] += 1
        return (*route, self._lengths[path, route] - 1)

    def _put(self, path: str, route: Route, value: object, ref: str) -> None:
        """Note what shall stand at a route: in a new entry, in a mapping that takes the place of a word, or as it is."""
        self.plan.cells[path, route] = ref
        if (route[0], route[-1]) == ("documents", "file"):
            self.plan.files[ref] = str(value)
        for n in range(len(route) - 1, 0, -1):
            if (path, route[:n]) in self._new:
                _nest(self._new[path, route[:n]], route[n:], value)
                return
        changes = self.plan.changes.setdefault(path, {})
        standing: Any = self._data.get(path, {})
        for n, step in enumerate(route[:-1], start=1):
            standing = _step(standing, step)
            if isinstance(standing, str):  # `quick_win: ya`
                changes[route[:n]] = self._new[path, route[:n]] = _nest({}, route[n:], value)
                return
        changes[route] = value
        if isinstance(value, dict):
            self._new[path, route] = value


def _once(table: Table, entered: Iterable[Entered]) -> list[Entered]:
    """The rows of a table, copies that were changed taken as rows that a person added."""
    listed: list[Entered] = []
    seen: set[str] = set()
    for row in entered:
        is_copy = row.key in seen and not _is_untouched(table, row)
        listed.append(row._replace(key="", exported=None) if is_copy else row)
        seen.add(row.key)
    return listed


def _is_untouched(table: Table, row: Entered) -> bool:
    """Whether a row is as it was exported, in the columns that its sheet has."""
    if row.exported is None:
        return False
    was = row.exported.cells(table)
    return all(base_of([text]) == was.get(path) for path, text in row.texts.items())


def _called(table: Table, texts: Mapping[str, str]) -> str:
    """What people call an entry: its id, question or document, else its first text in words of its own."""
    keys = (table.identity, "document", _called_by(table, texts))
    return next((texts[path] for path in keys if texts.get(path)), "")


def _called_by(table: Table, texts: Mapping[str, str]) -> str:
    """The column of an entry's first text in words of its own."""
    own = (
        column.path
        for column in columns(table)
        if not (column.choices or column.names) and column.kind == "text"
    )
    return next((path for path in own if texts.get(path)), table.paths[0])


def _texts_at(texts: Mapping[str, str], paths: Iterable[str]) -> tuple[str, ...]:
    """The texts of some columns."""
    return tuple(texts.get(path, "") for path in paths)


def _step(standing: Any, step: str | int) -> Any:  # noqa: ANN401 - whatever YAML holds
    """What stands at a key or index; None where nothing does."""
    if isinstance(standing, dict):
        return standing.get(step)
    return (
        standing[step]
        if isinstance(standing, list) and isinstance(step, int) and step < len(standing)
        else None
    )


def _nest(item: dict[str, Any], way: Route, value: object) -> dict[str, Any]:
    """A new mapping with a value at a way into it; lists on the way grow."""
    at: Any = item
    for step, following in zip(way, (*way[1:], None), strict=True):
        inner: Any = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(at, list):
            if step == len(at):
                at.append(inner)
        elif following is None or step not in at:
            at[step] = inner
        at = at[step]
    return item


def value_of(column: Column, text: str) -> object:
    """The value that stands in YAML for a canonical text; the text itself where it cannot be read."""
    if column.is_many:
        return text.split("\n")
    if column.reader and column.path not in {"id", "question"}:
        with suppress(PydanticCustomError):
            value = column.reader(text)
            if isinstance(value, float) and value.is_integer():
                return int(value)
            if not isinstance(value, PartialDate):
                return value
            return date(*value) if value.day else text if value.month else value.year
    return text
