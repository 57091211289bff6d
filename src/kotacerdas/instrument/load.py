"""An instrument by name or path, with what it extends → an `Instrument`, or everything wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from kotacerdas import resources
from kotacerdas.errors import CannotRun
from kotacerdas.findings import Diagnostic, Location, Route, Severity
from kotacerdas.instrument.model import KINDS_OF_DIMENSION, SELF, Instrument, InstrumentFile
from kotacerdas.nearest import nearest
from kotacerdas.opening import content_of
from kotacerdas.reading import parser
from kotacerdas.reading.models import check
from kotacerdas.reading.positions import locate
from kotacerdas.reading.references import references_of
from kotacerdas.reading.shape_errors import diagnose
from kotacerdas.rounding import total

_MAX_ANCESTORS: Final = 5
_MERGED: Final = ("sources", "aspects", "dimensions", "questions", "document_types", "requirements")


def load(name: str, folder: Path | None = None) -> Instrument:
    """Load a built-in instrument by its id, or one of a city's own by its path in the dossier.

    Raises CannotRun if there is none of that name or the file is broken.
    """
    return _built_in(name) if name in resources.instruments() else _loaded(name, folder)


@cache
def _built_in(name: str) -> Instrument:
    """An instrument that is shipped, read once for all dossiers."""
    return _loaded(name, None)


def _loaded(name: str, folder: Path | None) -> Instrument:
    """An instrument of its file and of what it extends, checked."""
    gathered = _gather(name, folder, ())
    written, errors = check(InstrumentFile, gathered.data)
    findings = list(diagnose(InstrumentFile, errors, name, ()))
    if written is not None:
        findings += _loose_ends(written, name)
    if written is None or findings:
        raise CannotRun("broken-instrument", gathered.at_home(findings), instrument=name)
    return Instrument(written)


def placed(name: str, folder: Path | None, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Give findings of an instrument that was loaded their file, line and column."""
    return _gather(name, folder, ()).at_home(findings)


class _Gathered(NamedTuple):
    """An instrument merged with what it extends, where each part of it comes from, and the files' bytes.

    `homes`: the way to an entry of a section, or to any other key → the file that it stands in, and the way
    to it there.
    """

    data: dict[str, Any]
    homes: dict[Route, tuple[str, Route]]
    files: dict[str, bytes]

    def at_home(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Point findings of the merged instrument at the files that their entries come from."""
        moved = []
        for finding in findings:
            where = finding.location
            for start in (where.route[:2], where.route[:1]):
                if start in self.homes:
                    path, way = self.homes[start]
                    where = where._replace(path=path, route=(*way, *where.route[len(start) :]))
                    break
            moved.append(finding._replace(location=where))
        return locate(moved, self.files)


def _gather(name: str, folder: Path | None, younger: tuple[str, ...]) -> _Gathered:
    """Read an instrument and what it extends, the younger merged over the older."""
    if name in younger or len(younger) > _MAX_ANCESTORS:
        raise CannotRun("instrument-circle", instrument=name)
    raw, data = _read(name, folder)
    own = {section: data[section] for section in _MERGED if isinstance(data.get(section), list)}
    if twice := list(_standing_twice(own, name)):
        raise CannotRun("broken-instrument", locate(twice, {name: raw}), instrument=name)
    older = _Gathered({}, {}, {})
    if isinstance(parent := data.get("extends"), str):
        older = _gather(parent, folder, (*younger, name))
    merged = older.data | data
    homes: dict[Route, tuple[str, Route]] = older.homes | {(key,): (name, (key,)) for key in data}
    for section, rows in own.items():
        joined = older.data.get(section, ())
        joined = list(joined) if isinstance(joined, list) else []
        index_of = {row["id"]: index for index, row in enumerate(joined) if _has_id(row)}
        for index, row in enumerate(rows):
            at = index_of.get(row["id"]) if _has_id(row) else None
            if at is None:
                at = len(joined)
                joined.append(row)
            else:
                joined[at] = joined[at] | row
            homes[section, at] = name, (section, index)
        merged[section] = joined
    return _Gathered(merged, homes, older.files | {name: raw})


def _standing_twice(own: Mapping[str, list[Any]], path: str) -> Iterator[Diagnostic]:
    """Find the ids that two entries of one instrument's file have: only one of them could count."""
    for section, rows in own.items():
        seen: set[str] = set()
        for index, row in enumerate(rows):
            if not _has_id(row):
                continue
            if row["id"] in seen:
                details = {"value": row["id"], "variant": "twice", "first": path}
                where = Location(path, (section, index, "id"))
                yield Diagnostic("KC112", Severity.ERROR, where, details=details)
            seen.add(row["id"])


def _has_id(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)


def _read(name: str, folder: Path | None) -> tuple[bytes, dict[str, Any]]:
    """The bytes and data of an instrument's file. Raises CannotRun if it cannot be read."""
    path = _path(name, folder)
    raw = content_of(path, parser.MAX_BYTES, "unread-instrument", name)
    reading = parser.read(raw)
    if reading.data is None:
        findings = [problem.diagnostic(name) for problem in reading.problems]
        raise CannotRun("broken-instrument", findings, instrument=name)
    return raw, reading.data


def _path(name: str, folder: Path | None) -> Path:
    """The path of an instrument: a built-in one by its id, or a city's own below its dossier's folder."""
    shipped = resources.instruments()
    if name in shipped:
        return shipped[name]
    if folder is not None and name.endswith((".yaml", ".yml")):
        with suppress(OSError, RuntimeError):  # a name too long, a link that leads in a circle
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()) and path.exists():
                return path
        suggestion = name.replace("\\", "/") if "\\" in name else ""
        raise CannotRun("no-instrument-file", instrument=name, suggestion=suggestion)
    known = ", ".join(shipped)
    raise CannotRun("no-instrument", instrument=name, known=known, suggestion=nearest(name, shipped))


def _loose_ends(written: InstrumentFile, path: str) -> Iterator[Diagnostic]:
    """Find what an instrument names and does not define, a scale that ends below its start, weights that do not add up."""
    known: dict[str, set[str]] = {
        "source": {s.id for s in written.sources},
        "aspect": {a.id for a in written.aspects},
        "dimension": {d.id for d in written.dimensions},
        "sub-dimension": {s.id for d in written.dimensions for s in d.sub_dimensions},
        "document-type": {t.id for t in written.document_types},
        "proven": {q.id for q in written.questions} | {SELF, *KINDS_OF_DIMENSION},
    }
    for route, ref, kind in references_of(written):
        if kind in known and ref not in known[kind]:
            details = {"value": ref, "suggestion": nearest(ref, known[kind]), "variant": "instrument"}
            yield Diagnostic("KC120", Severity.ERROR, Location(path, route), details=details)
    low, high = written.scale.min, written.scale.max
    if high <= low:
        range_: dict[str, object] = {"value": high, "low": int(low) + 1, "high": 999}
        yield Diagnostic("KC109", Severity.ERROR, Location(path, ("scale", "max")), details=range_)
    weight = total(aspect.weight for aspect in written.aspects)
    if abs(weight - 100) > 1e-6:  # noqa: PLR2004 - percent
        yield Diagnostic(
            "KC121", Severity.ERROR, Location(path, ("aspects",), "key"), details={"total": float(weight)}
        )
