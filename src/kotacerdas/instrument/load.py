"""An instrument by name or path, with what it extends → an `Instrument`, or everything wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from kotacerdas import resources
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.findings import Diagnostic, Location, Severity
from kotacerdas.instrument.model import (
    KINDS_OF_DIMENSION,
    SELF,
    Instrument,
    InstrumentFile,
)
from kotacerdas.nearest import nearest
from kotacerdas.reading import source
from kotacerdas.reading.models import check
from kotacerdas.reading.references import references_of
from kotacerdas.reading.shape_errors import diagnose

_MAX_ANCESTORS: Final = 5
_MERGED: Final = ("sources", "aspects", "dimensions", "questions", "document_types", "requirements")


def load(name: str, folder: Path | None = None) -> Instrument:
    """Load a built-in instrument by its id, or one of a city's own by its path in the dossier.

    Raises CannotRun if there is none of that name or the file is broken.
    """
    gathered = _gather(name, folder, ())
    written, errors = check(InstrumentFile, gathered.data)
    findings = diagnose(InstrumentFile, errors, name, ())
    if written is not None:
        findings += _loose_ends(written, name)
    if written is None or findings:
        raise CannotRun("broken-instrument", gathered.at_home(findings), instrument=name)
    return _ready(written)


def placed(name: str, folder: Path | None, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Give findings of an instrument that was loaded their file, line and column."""
    return _gather(name, folder, ()).at_home(findings)


def _ready(written: InstrumentFile) -> Instrument:
    sizes: dict[str, int] = {}
    for question in written.questions:
        sizes[question.aspect] = sizes.get(question.aspect, 0) + 1
    weights = {aspect.id: aspect.weight for aspect in written.aspects}
    return Instrument(
        id=written.id,
        title=written.title,
        authority=written.authority,
        year=written.year,
        cohort=written.cohort,
        scale=written.scale,
        sources={s.id: s for s in written.sources},
        aspects={a.id: a for a in written.aspects},
        dimensions={d.id: d for d in written.dimensions},
        questions={q.id: q for q in written.questions},
        document_types={t.id: t for t in written.document_types},
        requirements={r.id: r for r in written.requirements},
        by_dimension={
            (word, dimension.id): tuple(
                q.id for q in written.questions if q.kind == kind and q.dimension == dimension.id
            )
            for word, kind in KINDS_OF_DIMENSION.items()
            for dimension in written.dimensions
        },
        leverages={q.id: weights[q.aspect] / (100 * sizes[q.aspect]) for q in written.questions},
    )


class _Gathered(NamedTuple):
    """An instrument with what it extends, merged; where each part comes from; the files' bytes."""

    data: dict[str, Any]
    places: dict[str, list[tuple[str, int]]]  # section → the file and the index of each entry
    homes: dict[str, str]  # any other key → the file that it stands in
    files: dict[str, bytes]

    def at_home(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Point findings of the merged data at the files that their entries come from."""
        moved = []
        for finding in findings:
            where = finding.location
            match where.route:
                case (str(section), int(index), *rest) if section in self.places:
                    path, index = self.places[section][index]
                    where = where._replace(path=path, route=(section, index, *rest))
                case (str(key), *_) if key in self.homes:
                    where = where._replace(path=self.homes[key])
                case _:
                    pass
            moved.append(finding._replace(location=where))
        return source.locate(moved, self.files)


def _gather(name: str, folder: Path | None, younger: tuple[str, ...]) -> _Gathered:
    """Read an instrument and what it extends, the younger merged over the older."""
    if name in younger or len(younger) > _MAX_ANCESTORS:
        raise CannotRun("instrument-circle", instrument=name)
    raw, data = _read(name, folder)
    own = {section: data[section] for section in _MERGED if isinstance(data.get(section), list)}
    places = {section: [(name, index) for index in range(len(rows))] for section, rows in own.items()}
    if twice := list(_standing_twice(own, name)):
        raise CannotRun("broken-instrument", source.locate(twice, {name: raw}), instrument=name)
    if not isinstance(parent := data.get("extends"), str):
        return _Gathered(data, places, dict.fromkeys(data, name), {name: raw})
    older = _gather(parent, folder, (*younger, name))
    merged = older.data | data
    for section, rows in own.items():
        homes = list(older.places.get(section, []))
        joined = list(older.data[section]) if homes else []
        index_of = {row["id"]: i for i, row in enumerate(joined) if _has_id(row)}
        for row, home in zip(rows, places[section], strict=True):
            if _has_id(row) and (at := index_of.get(row["id"])) is not None:
                joined[at], homes[at] = joined[at] | row, home
            else:
                joined.append(row)
                homes.append(home)
        merged[section], places[section] = joined, homes
    return _Gathered(
        merged, older.places | places, older.homes | dict.fromkeys(data, name), older.files | {name: raw}
    )


def _standing_twice(own: Mapping[str, list[Any]], path: str) -> Iterator[Diagnostic]:
    """Find the ids that two entries of one file have: only one of them could count."""
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
    path = _path(name, folder)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CannotRun("unread-instrument", instrument=name, reason=reason_of(error)) from error
    reading = source.read(raw)
    if reading.data is None:
        findings = [problem.diagnostic(name) for problem in reading.problems]
        raise CannotRun("broken-instrument", findings, instrument=name)
    return raw, reading.data


def _path(name: str, folder: Path | None) -> Path:
    shipped = resources.instruments()
    if name in shipped:
        return shipped[name]
    if folder is not None and name.endswith((".yaml", ".yml")):
        with suppress(OSError, RuntimeError):  # a name too long, a link that leads in a circle
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                return path
        raise CannotRun("no-instrument-file", instrument=name)
    known = ", ".join(shipped)
    raise CannotRun("no-instrument", instrument=name, known=known, suggestion=nearest(name, shipped))


def _loose_ends(written: InstrumentFile, path: str) -> Iterator[Diagnostic]:
    """Find what an instrument names and does not define, and weights that do not add up."""
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
    total = sum(aspect.weight for aspect in written.aspects)
    if abs(total - 100) > 1e-6:  # noqa: PLR2004 - percent
        yield Diagnostic(
            "KC121", Severity.ERROR, Location(path, ("aspects",), "key"), details={"total": total}
        )
