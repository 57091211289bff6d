"""What people changed in workbooks, held against the dossier: what is new, what is changed, and what contradicts it.

Each cell is known in three states: as it was exported, as it stands in the workbook, and as it stands in the dossier now. What
only a person changed is a change; what was changed in both, otherwise, is a conflict, and stays as it is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from pydantic_core import PydanticCustomError

from kotacerdas.dates import PartialDate
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.findings import Route
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.naming import MAX_PART, slug
from kotacerdas.nearest import fold
from kotacerdas.privacy import anonymous
from kotacerdas.reading.edits import REMOVED, Change
from kotacerdas.sheets.entered import Entered
from kotacerdas.sheets.labels import Labels
from kotacerdas.sheets.tables import ALL, EMPTY, MEANS, Column, Row, Table, base_of, columns, free_id, rows

REMOVE: Final = "-"
"""What a person writes into a cell whose value is to go."""
_MASK: Final = "\N{BULLET}" * 4
"""What stands for digits of a person's number."""

_TITLES: Final = ("name", "title", "file", "url", "body", "type")
"""What an entry may be called after, the best first."""
_NAMED: Final = ("agencies", "programs", "meetings", "documents")
"""The tables whose new rows get ids, and may be named by others."""


class Event(NamedTuple):
    """What becomes of a row or cell of a workbook.

    `kind`: `added`, `changed`, `deleted`; `kept`: an emptied cell deletes nothing; `conflict`: it was changed in the dossier,
    too; `fixed`: it cannot be changed in a workbook; `masked`: it holds dots for a person's number; `gone`: its entry is no more;
    `homeless`: nobody knows in which entry it belongs. `ref` is where it stands, `name` what its entry is known by, `column` its
    path; `old` is the value in the dossier and `new` that of the workbook, as cells show them.
    """

    kind: str
    ref: str
    table: str
    name: str
    column: str = ""
    old: str = ""
    new: str = ""


@dataclass(slots=True)
class Plan:
    """What an import does: its events in order, the changes by file and route, and the cell in which each route was entered.

    `files` are the supporting files that were entered, by cell, `names` the ids that go, each with its cell.
    """

    events: list[Event] = field(default_factory=list)
    changes: dict[str, dict[Route, object]] = field(default_factory=dict)
    cells: dict[tuple[str, Route], str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0

    def edits(self, path: str) -> Iterator[Change]:
        """The changes of one YAML file that merging workbooks comes to."""
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
        """Keep what stands in the dossier, to merge workbooks into. `data` is its YAML as plain data, by file."""
        self.plan = Plan()
        self._dossier, self._instrument, self._data = dossier, instrument, data
        self._labels = Labels(dossier, instrument, messages)
        self._file_of = cache(dossier.file_for)
        self._standing: dict[str, dict[str, Row]] = {name: {} for name in ALL}
        self._by_name: dict[str, dict[str, Row]] = {name: {} for name in ALL}
        self._by_base: dict[str, dict[tuple[str, ...], Row]] = {name: {} for name in ALL}
        self._alike: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[Row]]] = {}
        self._removed: set[tuple[str, Route]] = set()
        self._lengths: dict[tuple[str, Route], int] = {}
        for table in ALL.values():
            for row in rows(table, dossier):
                row.base = tuple(map(base_of, row.texts.values()))
                self._keep_entry(table, row)
        self._ids = {name for by_name in self._by_name.values() for name in by_name}
        self._ids |= {*instrument.dimensions, *instrument.questions}

    def _keep_entry(self, table: Table, entry: Row) -> None:
        """Know an entry to merge into by the key of its row, by its name and by what was exported of it."""
        self._standing[table.name][entry.key] = entry
        self._by_base[table.name][entry.base] = entry
        if table.identity and entry.name:
            self._by_name[table.name].setdefault(entry.name, entry)
        for (name, paths), index in self._alike.items():
            if name == table.name:
                index.setdefault(_texts_at(entry, paths), []).append(entry)

    def _entries_like(self, table: Table, texts: Mapping[str, str]) -> list[Row]:
        """The entries to merge into that hold these texts, by column."""
        paths = tuple(texts)
        index = self._alike.get((table.name, paths))
        if index is None:
            index = self._alike[table.name, paths] = {}
            for entry in self._standing[table.name].values():
                index.setdefault(_texts_at(entry, paths), []).append(entry)
        return [entry for entry in index.get(tuple(texts.values()), ()) if not self._is_removed(entry)]

    def _is_removed(self, entry: Row) -> bool:
        """Whether an entry of the dossier is deleted, or one around it."""
        route = entry.route
        return any((entry.path, route[:n]) in self._removed for n in range(2, len(route) + 1))

    def add(self, entered: Mapping[str, Sequence[Entered]]) -> None:
        """Merge one workbook: its rows by table."""
        listed = {
            name: _without_copies(self._with_meant_texts(table, row) for row in entered.get(name, ()))
            for name, table in ALL.items()
        }
        listed["documents"] = [self._with_path_of_file(row) for row in listed["documents"]]
        for name in _NAMED:
            listed[name] = [self._with_id(ALL[name], row) for row in listed[name]]
        for name, table in ALL.items():  # programs before what stands inside them
            bases = {tuple(row.was.values()) for row in listed[name]}
            for row in listed[name]:
                self._merge_row(table, self._with_meant_texts(table, row), bases)

    # --- what is meant ---------------------------------------------------------------------------

    def _with_meant_texts(self, table: Table, row: Entered) -> Entered:
        """A row to merge with the canonical texts that are meant by what stands in its cells."""
        texts = {}
        for column in columns(table):
            text = row.texts.get(column.path)
            if text is None:
                continue
            is_kept = column.is_many and base_of(text) == row.was.get(
                column.path
            )  # a semicolon makes no list of it
            if text not in {"", REMOVE} and not is_kept:
                text = column.canonical(self._labels.meant(column, text))
            texts[column.path] = text
        return row._replace(texts=texts)

    def _with_path_of_file(self, row: Entered) -> Entered:
        """The row of a document to merge, with the path of its file where a person wrote only its name and one file is called so, or one of the agency's."""
        file, folder = row.texts.get("file", ""), f"/{row.texts.get('agency')}/"
        if not file or "/" in file or row.was.get("file") == base_of(file):
            return row
        called = self._files_by_name.get(fold(file), [])
        own = called if len(called) == 1 else [path for path in called if folder in f"/{path}"]
        return row._replace(texts={**row.texts, "file": own[0]}) if len(own) == 1 else row

    @cached_property
    def _files_by_name(self) -> dict[str, list[str]]:
        """The files in the dossier's folder by the names that rows to merge may give."""
        files: dict[str, list[str]] = {}
        for path in self._dossier.unnamed_files:
            files.setdefault(fold(path.rpartition("/")[2]), []).append(path)
        return files

    def _with_id(self, table: Table, row: Entered) -> Entered:
        """A new row to merge with an id, made of its name where it has none, by which other rows can name it."""
        title = next((row.texts[key] for key in _TITLES if row.texts.get(key)), "")
        id_ = row.texts.get("id", "")
        if not row.is_new or not (id_ or title) or row.is_untouched:
            return row
        id_ = id_ or self._earlier_id(table, row) or free_id(slug(title, MAX_PART) or "baru", self._ids)
        self._ids.add(id_)
        for name in (id_, *(row.texts.get(key, "") for key in ("name", "short_name"))):
            self._labels.add(name, id_)
        return row._replace(texts={**row.texts, "id": id_})

    def _earlier_id(self, table: Table, row: Entered) -> str:
        """The id that an earlier import gave a new row, in which more may be filled by now; empty where there is none.

        A row that was ready is known by its title and by what stood in it, a row that a person added by its title and file.
        """
        known_by = {path for path, cell in row.was.items() if cell != EMPTY} - {"agency"}
        known_by |= {path for path in _TITLES[:2] if row.texts.get(path)} or {*_TITLES}
        known_by |= set() if row.was else {"file"}
        texts = {path: row.texts.get(path, "") for path in table.paths if path in known_by}
        for entry in self._entries_like(table, texts):
            if row.was or all(
                entry.texts.get(path) in {"", text} for path, text in row.texts.items() if text
            ):
                return entry.name
        return ""

    # --- rows ------------------------------------------------------------------------------------

    def _merge_row(self, table: Table, row: Entered, bases: Collection[tuple[str, ...]]) -> None:
        """Merge one row of a sheet. `bases` are what was exported of all of them."""
        if row.is_untouched and not row.is_deleted:
            self.plan.unchanged += not row.is_ready
            return
        is_new = row.is_new
        if is_new:
            if not any(row.texts.values()):
                return
            entry = self._entry_of_new_row(table, row)
            row = row._replace(was=dict.fromkeys(table.paths, EMPTY))
        else:
            entry = self._entry_behind(table, row, bases)
        if entry and row.is_deleted:
            self._delete_entry(table, row, entry)
        elif entry:
            self._merge_cells(table, row, entry)
        elif is_new and not row.is_deleted:
            self._add_entry(table, row)
        elif not row.is_deleted:
            self._note_event("gone", table, row.ref, _name_in(table, row.texts))

    def _entry_of_new_row(self, table: Table, row: Entered) -> Row | None:
        """The entry that a new row merges into, if it stands already: by its id or question, else by all that the row tells."""
        if table.identity and (name := row.texts.get(table.identity)):
            return self._by_name[table.name].get(name)
        filled = {path: row.texts[path] for path in table.paths if row.texts.get(path)}
        if alike := self._entries_like(table, filled):
            return alike[0]
        known_by = {
            path: row.texts.get(path, "") for path in (table.paths[0], _naming_column(table, row.texts))
        }
        begun = (  # filled further since an earlier import
            entry
            for entry in self._entries_like(table, known_by)
            if all(row.texts.get(path) == text for path, text in entry.texts.items() if text)
        )
        return next(begun, None) if all(known_by.values()) else None

    def _entry_behind(self, table: Table, row: Entered, bases: Collection[tuple[str, ...]]) -> Row | None:
        """The entry that a row was exported from and merges into, if it stands. What has no id is known by its place, unless it moved."""
        entry = self._standing[table.name].get(row.key)
        if entry and self._is_removed(entry):
            return None
        was = tuple(row.was.values())
        if table.identity or table.is_single or (entry and entry.base == was):
            return entry
        moved = self._by_base[table.name].get(was)
        if moved or (alike := self._entries_like(table, row.texts)):
            return moved or alike[0]
        if entry is None or entry.base in bases:  # another entry stands in its place
            return None
        same = sum(old == now != EMPTY for old, now in zip(was, entry.base, strict=False))
        return entry if 2 * same > len(was) - was.count(EMPTY) else None

    def _merge_cells(self, table: Table, row: Entered, entry: Row) -> None:
        """Merge the cells of a row of a workbook into its entry."""
        is_changed = False
        for column in columns(table):
            path, was = column.path, row.was.get(column.path)
            text, now = row.texts.get(path, ""), entry.texts.get(path, "")
            is_as_it_was = base_of(text) == was or now in {text, anonymous(text)} or text == REMOVE > now
            if path not in row.texts or is_as_it_was:
                continue
            is_changed = True
            kind = "changed" if base_of(now) == (was or EMPTY) else "conflict"
            if path in {table.owner, table.identity} or (path == "quick_win" and now):
                kind = "fixed"
            if _MASK in text and _MASK in now:
                kind = "masked"
            if not text:
                kind = "kept"
                if was == EMPTY:  # when it was exported, and filled in the dossier since
                    continue
            ref = row.refs.get(path, row.ref)
            self._note_event(kind, table, ref, _name_in(table, entry.texts), column, now, text)
            if kind == "changed":
                entry.texts[path] = "" if text == REMOVE else text
                value = REMOVED if text == REMOVE else value_of(column, text)
                self._put_value(entry.path, (*entry.route, *_route_in_entry(table, path)), value, ref)
        self.plan.unchanged += not is_changed

    def _delete_entry(self, table: Table, row: Entered, entry: Row) -> None:
        """Merge that a row was taken out: its entry goes, unless it was changed in the dossier since the export."""
        is_changed = any(row.was.get(path) not in {None, base_of(text)} for path, text in entry.texts.items())
        is_fixed = not entry.base or table.name == "quick-wins"
        kind = "conflict" if is_changed else "fixed" if is_fixed else "deleted"
        self._note_event(kind, table, row.ref, _name_in(table, entry.texts))
        if kind != "deleted":
            return
        self.plan.cells[entry.path, entry.route] = row.ref
        self.plan.changes.setdefault(entry.path, {})[entry.route] = REMOVED
        self._removed.add((entry.path, entry.route))
        if table.identity and self._by_name[table.name].get(entry.name) is entry:
            del self._by_name[table.name][entry.name]
            self.plan.names[entry.name] = row.ref

    def _note_event(
        self,
        kind: str,
        table: Table,
        ref: str,
        name: str,
        column: Column | None = None,
        old: str = "",
        new: str = "",
    ) -> None:
        """Note an event of the merge, its values as cells show them."""
        if column:
            old, new = (
                self._labels.shown(column, text) if text not in {"", REMOVE} else text for text in (old, new)
            )
        self.plan.events.append(Event(kind, ref, table.name, name, column.path if column else "", old, new))

    # --- new entries -----------------------------------------------------------------------------

    def _add_entry(self, table: Table, row: Entered) -> None:
        """Plan a new entry of the dossier for a row that merges into none."""
        home = self._home_of_entry(table, row)
        if home is None:
            self._note_event("homeless", table, row.ref, row.texts.get(table.identity or table.owner, ""))
            return
        path, route = home
        name = row.texts.get(table.identity, "")
        self._note_event("added", table, row.ref, _name_in(table, row.texts), new=path)
        is_inside = table.name in {"quick-wins", MEANS}  # of an entry that its identity names
        told = {table.owner, table.identity if is_inside else ""}
        filled = {
            column: text
            for column in columns(table)
            if (text := row.texts.get(column.path, "")) not in {"", REMOVE} and column.path not in told
        }
        for column, text in filled.items():
            if _MASK in text:
                self._note_event("masked", table, row.refs.get(column.path, row.ref), name, column, "", text)
        ways = {
            _route_in_entry(table, column.path): column
            for column, text in filled.items()
            if _MASK not in text
        }
        if not is_inside:
            self._put_value(path, route, {}, row.ref)
        elif table.name == "quick-wins" and not any(way[0] == "quick_win" for way in ways):
            self._put_value(path, (*route, "quick_win"), True, row.ref)  # noqa: FBT003 - a value
        for way, column in ways.items():
            value = value_of(column, filled[column])
            self._put_value(path, (*route, *way), value, row.refs.get(column.path, row.ref))
        self._keep_entry(table, Row(f"+{len(self._standing[table.name])}", {**row.texts}, path, route, name))

    def _home_of_entry(self, table: Table, row: Entered) -> tuple[str, Route] | None:
        """The file and route at which a row merged as a new entry shall stand; None where the entry around it is not known."""
        if table.name == MEANS:
            return self._home_of_mean(row.texts.get("question", ""), row.ref)
        around: Route = (table.section,)
        if table.section == "programs" != table.name:
            program = self._by_name["programs"].get(row.texts.get(table.owner or "id", ""))
            if program is None:
                return None
            path, around = program.path, program.route
        elif table.inner:
            entry = self._dossier.info if table.section == "dossier" else self._dossier.evaluation
            path = self._dossier.origin(entry or self._dossier.info).path
        else:
            path = self._file_of_section(table, row)
        if table.name == "quick-wins":
            return path, around
        return path, self._next_route(path, (*around, *filter(None, table.inner.split("."))))

    def _home_of_mean(self, question: str, ref: str) -> tuple[str, Route] | None:
        """Where the merged mean of a survey question shall stand: in the entry of its sub-dimension, which is made where need be."""
        asked = self._instrument.questions.get(question)
        if asked is None or asked.kind != "survey":
            return None
        texts = {"dimension": asked.dimension or "", "sub_dimension": asked.sub_dimension or ""}
        for survey in self._standing["surveys"].values():
            told = {path: survey.texts.get(path, "") for path in texts}
            if told in (texts, {**texts, "sub_dimension": ""}):
                return survey.path, (*survey.route, MEANS, question)
        self._add_entry(ALL["surveys"], Entered(ref, texts))
        return self._home_of_mean(question, ref)

    def _file_of_section(self, table: Table, row: Entered) -> str:
        """The file in which a row merged as a new entry shall stand: with others of its section, else in one named after that."""
        if table.name == "documents":
            return self._file_of(row.texts.get("agency", ""))
        homes = [path for path, data in self._data.items() if isinstance(data.get(table.section), list)]
        if homes:
            return homes[-1]
        return f"{table.section}.yaml" if len(self._data) > 1 else next(iter(self._data))

    def _next_route(self, path: str, route: Route) -> Route:
        """The route for a merged row behind the last item of a list in YAML, which is taken then."""
        if (path, route) not in self._lengths:
            standing = _value_at(self._data.get(path), route)
            self._lengths[path, route] = len(standing) if isinstance(standing, list) else 0
        self._lengths[path, route] += 1
        return (*route, self._lengths[path, route] - 1)

    def _put_value(self, path: str, route: Route, value: object, ref: str) -> None:
        """Plan the merged value that shall stand at a route of YAML; where a word stands on the way (`quick_win: ya`), a mapping takes its place."""
        self.plan.cells[path, route] = ref
        if (route[0], route[-1]) == ("documents", "file"):
            self.plan.files[ref] = str(value)
        changes = self.plan.changes.setdefault(path, {})
        for n in range(1, len(route)):
            if isinstance(_value_at(self._data.get(path), route[:n]), str):
                changes.setdefault(route[:n], {})
        changes[route] = value


def _without_copies(entered: Iterable[Entered]) -> list[Entered]:
    """The rows of a table to merge, copies that were changed taken as rows that a person added."""
    listed: list[Entered] = []
    seen: set[str] = set()
    for row in entered:
        is_copy = row.key in seen and not row.is_untouched
        listed.append(Entered(row.ref, row.texts, row.refs, is_deleted=row.is_deleted) if is_copy else row)
        seen.add(row.key)
    return listed


def _name_in(table: Table, texts: Mapping[str, str]) -> str:
    """What people call an entry: its id, question or document, else its first text in words of its own."""
    keys = (table.identity, "document", _naming_column(table, texts))
    return next((texts[path] for path in keys if texts.get(path)), "")


def _naming_column(table: Table, texts: Mapping[str, str]) -> str:
    """The column of an entry's first text in words of its own."""
    own = (c.path for c in columns(table) if c.kind == "text" and not (c.choices or c.names))
    return next((path for path in own if texts.get(path)), table.paths[0])


def _texts_at(entry: Row, paths: Iterable[str]) -> tuple[str, ...]:
    """The texts of some columns of an entry."""
    return tuple(entry.texts.get(path, "") for path in paths)


def _route_in_entry(table: Table, path: str) -> Route:
    """The way from an entry to the field of a column; a survey statement's mean stands where its entry would."""
    return () if table.name == MEANS else tuple(path.split("."))


def _value_at(data: Any, route: Route) -> Any:  # noqa: ANN401 - whatever YAML holds
    """The value at a route of the YAML that a workbook is merged into; None where there is none."""
    for step in route:
        is_there = (
            step in data if isinstance(data, dict) else isinstance(data, list) and step in range(len(data))
        )
        data = data[step] if is_there else None
    return data


def value_of(column: Column, text: str) -> object:
    """The value to merge into YAML for a canonical text of a cell; the text itself where it cannot be read."""
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
