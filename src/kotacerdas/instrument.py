"""An evaluation year as data: aspects, questions, document types and requirement rows.

A row is the whole rule language; it has no expressions. A new year is a new file, and a city's own
file may extend a shipped one and override entries by id. Every question and row says whether the
ministry itself asks for it (`official`) or we deduced it (`deduced`), and from which source.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from kotacerdas import resources, source
from kotacerdas.diagnostics import Diagnostic, Location, Route, Severity
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.shapes import (
    Count,
    Decimal,
    Id,
    Model,
    Ref,
    Text,
    Year,
    YesNo,
    check,
    diagnose,
    nearest,
    text_of,
)

Basis = Literal["official", "deduced"]
LevelName = Literal["mandatory", "recommended"]
SubjectKind = Literal["dossier", "question", "agency", "dimension", "meeting", "program", "quick-win"]

PROGRAM_QUESTION: Final = "program-question"
"""In `proves`: the question of kind `program` of the dimension that the subject belongs to."""


def _read_code(value: object) -> str:
    text = text_of(value)
    if re.fullmatch(_CODE, text, re.ASCII):
        return text
    raise PydanticCustomError("id_notation", "not an id", {"suggestion": "", "form": "code"})


def _read_number_of_subjects(value: object) -> str:
    text = text_of(value)
    if re.fullmatch(_NUMBER_OF_SUBJECTS, text, re.ASCII):
        return text
    raise PydanticCustomError("count_notation", "not a number of subjects")


_CODE: Final = r"[A-Za-z][A-Za-z0-9-]{0,39}"
_NUMBER_OF_SUBJECTS: Final = r"[1-9]\d{0,2}|all"
Code = Annotated[str, PlainValidator(_read_code), WithJsonSchema({"type": "string", "pattern": f"^{_CODE}$"})]
"""An id of the ministry's form or of ours: `B1`, `Q-03`."""


NumberOfSubjects = Annotated[
    str,
    PlainValidator(_read_number_of_subjects),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 999}, {"const": "all"}]}),
]
"""How many subjects must meet a row: a number, or `all`."""


class Words(Model):
    """A text in both languages."""

    id: Text
    en: Text


class Source(Model):
    """Where facts about the evaluation come from."""

    id: Code
    title: Words
    reference: Text | None = None


class Scale(Model):
    """The scores that a question can get."""

    min: Decimal
    max: Decimal


class Aspect(Model):
    """A part of the evaluation; `weight` in percent of the final score."""

    id: Id
    name: Words
    weight: Decimal


class SubDimension(Model):
    """A third of a dimension, as the ministry's survey divides it."""

    id: Id
    name: Words


class InstrumentDimension(Model):
    """One of the dimensions of a smart city."""

    id: Id
    name: Words
    sub_dimensions: tuple[SubDimension, ...] = ()


class Question(Model):
    """A question of the self-assessment form, in our words.

    `printed` is the number in the ministry's form, which repeats. `computed` names the figure that
    the dossier itself can give. `levels` describe the scores where a city has them: the ministry has
    not published any.
    """

    id: Code
    printed: Text
    aspect: Ref
    kind: Literal[
        "statement",
        "count",
        "share",
        "program",
        "external",
        "figure",
        "measure",
        "action-plan",
        "survey",
        "trait",
        "continuity",
        "collaboration",
    ]
    dimension: Ref | None = None
    sub_dimension: Ref | None = None
    indicator: Words
    sub_indicator: Words
    asks: Words
    action_plan: Literal["people", "infrastructure", "applications", "literacy"] | None = None
    computed: (
        Literal["programs-last-year", "activities-last-year", "budget-share", "new-quick-wins"] | None
    ) = None
    levels: dict[str, Words] = Field(default_factory=dict)
    basis: Basis
    source: Ref


class DocumentType(Model):
    """A kind of supporting document. `files` are the formats in which it may come."""

    id: Id
    name: Words
    what: Words
    files: tuple[Literal["pdf", "docx", "xlsx", "pptx", "jpg", "png", "mp4", "zip"], ...]
    max_megabytes: Count
    needs: tuple[Literal["number", "date"], ...] = ()


def _window(value: object) -> object:
    """`round-year` and `newest` are short for the windows that need no number."""
    if isinstance(value, str):
        return {"round-year": {"years_back": "0"}, "newest": {"newest": "yes"}}.get(value, value)
    return value


class Window(Model):
    """When a paper must date from: at most `years_back` years before the round's year, 0 being that year.

    `newest`: the round's year or the year before, or older if its entry says that no newer one has
    been issued (`newest: ya`).
    """

    years_back: Count | None = None
    newest: YesNo = False


WindowField = Annotated[
    Window | None,
    BeforeValidator(_window, json_schema_input_type=Literal["round-year", "newest"] | Window | None),
]


def _listed(value: object) -> object:
    """A condition names one value or several."""
    if isinstance(value, dict):
        return {key: [item] if isinstance(item, str) else item for key, item in value.items()}
    return value


Conditions = Annotated[
    dict[str, tuple[Text, ...]],
    BeforeValidator(_listed, json_schema_input_type=dict[str, Text | tuple[Text, ...]]),
]
"""Field → the values it may have: plain equality, nothing else."""


class DocumentsRule(Model):
    """Which documents a row demands: any of the types, or all of them; of any type if none is named.

    `listed` names a field whose entries are the documents demanded, by id. `fields` must be filled
    in the document's entry.
    """

    any_of: tuple[Ref, ...] = ()
    all_of: tuple[Ref, ...] = ()
    count: Count = 1
    listed: Text | None = None
    window: WindowField = None
    signed: YesNo = False
    fields: tuple[Text, ...] = ()


class Case(Model):
    """What a row demands instead where its conditions hold; the first case that fits counts."""

    where: Conditions
    level: LevelName | None = None
    documents: DocumentsRule | None = None
    fields: tuple[Text, ...] = ()
    subject_window: WindowField = None


class Requirement(Model):
    """One row: what is demanded of every subject of a kind, or of at least so many of them.

    `where` and `where_filled` choose the subjects. With `at_least` the row is about the dossier, or
    about each dimension (`per`), and is met when so many of the subjects meet it. `check` names the
    finding of a check in code that stands for a row which compares several entries.
    """

    id: Code
    level: LevelName
    subject: SubjectKind
    title: Words
    why: Words
    where: Conditions = Field(default_factory=dict)
    where_filled: tuple[Text, ...] = ()
    at_least: NumberOfSubjects | None = None
    per: Literal["dossier", "dimension"] = "dossier"
    documents: DocumentsRule | None = None
    fields: tuple[Text, ...] = ()
    minimum: dict[str, Decimal] = Field(default_factory=dict)
    subject_window: WindowField = None
    cases: tuple[Case, ...] = ()
    proves: tuple[Ref, ...] = ()
    check: Text | None = None
    basis: Basis
    documents_basis: Basis | None = None
    source: Ref


class InstrumentFile(Model):
    """An instrument as it is written; one that extends another may leave out what it keeps."""

    id: Id
    extends: Text | None = None
    title: Words
    authority: Words
    year: Year
    cohort: Literal["reguler", "kppn-ikn"]
    scale: Scale
    sources: tuple[Source, ...]
    aspects: tuple[Aspect, ...]
    dimensions: tuple[InstrumentDimension, ...]
    questions: tuple[Question, ...]
    document_types: tuple[DocumentType, ...]
    requirements: tuple[Requirement, ...]


SELF: Final = "self"
"""In `proves`: the question that is the row's subject."""

IMPACT_QUESTIONS: Final = "impact-questions"
"""In `proves`: the survey's questions of the dimension that is the row's subject."""

_MAX_ANCESTORS: Final = 5
MERGED_ENTRIES: Final = (Source, Aspect, InstrumentDimension, Question, DocumentType, Requirement)
"""The entries of which one that overrides another may leave out what it keeps."""

_MERGED: Final = ("sources", "aspects", "dimensions", "questions", "document_types", "requirements")


class Instrument(NamedTuple):
    """An instrument ready for use, everything by id in the order of the file."""

    id: str
    title: Words
    authority: Words
    year: int
    cohort: str
    scale: Scale
    sources: Mapping[str, Source]
    aspects: Mapping[str, Aspect]
    dimensions: Mapping[str, InstrumentDimension]
    questions: Mapping[str, Question]
    document_types: Mapping[str, DocumentType]
    requirements: Mapping[str, Requirement]
    leverages: Mapping[str, float] = MappingProxyType({})
    """Question → what one level more brings to the final score, in its points.

    The weight of its aspect / (100 × the questions of the aspect), since an aspect's score is the
    plain mean of its questions and the final score the weighted sum [M23, recomputed].
    """

    by_dimension: Mapping[tuple[str, str | None], tuple[str, ...]] = MappingProxyType({})
    """A word of `proves` and a dimension → the questions that it stands for there."""

    def proven_by(
        self, requirement: Requirement, dimension: str | None, question: str | None
    ) -> tuple[str, ...]:
        """The questions that a row proves for a subject of that dimension, or that question."""
        proven: list[str] = []
        for ref in requirement.proves:
            if ref == SELF:
                proven += [question] if question else []
            elif ref in _KINDS_OF_DIMENSION:
                proven += self.by_dimension.get((ref, dimension), ())
            else:
                proven.append(ref)
        return tuple(dict.fromkeys(proven))

    def leverage(self, proven: Iterable[str]) -> float:
        """What one level more in each of these questions brings, in points of the final score."""
        return sum(self.leverages.get(question, 0.0) for question in proven)

    def sub_dimensions(self) -> dict[str, str]:
        """Sub-dimension → the dimension that it belongs to."""
        return {s.id: d.id for d in self.dimensions.values() for s in d.sub_dimensions}


_KINDS_OF_DIMENSION: Final = {PROGRAM_QUESTION: "program", IMPACT_QUESTIONS: "survey"}


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
            for word, kind in _KINDS_OF_DIMENSION.items()
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
    dimensions = {d.id for d in written.dimensions}
    types = {t.id for t in written.document_types}
    sources = {s.id for s in written.sources}
    questions = {q.id for q in written.questions}
    proven = questions | {SELF, *_KINDS_OF_DIMENSION}
    subs = {s.id for d in written.dimensions for s in d.sub_dimensions}
    aspects = {a.id for a in written.aspects}
    refs: list[tuple[Route, str | None, set[str]]] = []
    at: Route
    for index, question in enumerate(written.questions):
        at = ("questions", index)
        refs += [
            ((*at, "aspect"), question.aspect, aspects),
            ((*at, "dimension"), question.dimension, dimensions),
            ((*at, "sub_dimension"), question.sub_dimension, subs),
            ((*at, "source"), question.source, sources),
        ]
    for index, row in enumerate(written.requirements):
        at = ("requirements", index)
        refs.append(((*at, "source"), row.source, sources))
        refs += [((*at, "proves", i), ref, proven) for i, ref in enumerate(row.proves)]
        rules: list[tuple[Route, DocumentsRule | None]] = [((*at, "documents"), row.documents)]
        rules += [((*at, "cases", i, "documents"), c.documents) for i, c in enumerate(row.cases)]
        for route, rule in rules:
            for key in ("any_of", "all_of") if rule else ():
                named = getattr(rule, key)
                refs += [((*route, key, i), ref, types) for i, ref in enumerate(named)]
    for route, ref, known in refs:
        if ref is not None and ref not in known:
            details = {"value": ref, "suggestion": nearest(ref, known), "variant": "instrument"}
            yield Diagnostic("KC120", Severity.ERROR, Location(path, route), details=details)
    total = sum(aspect.weight for aspect in written.aspects)
    if abs(total - 100) > 1e-6:  # noqa: PLR2004 - percent
        yield Diagnostic(
            "KC121", Severity.ERROR, Location(path, ("aspects",), "key"), details={"total": total}
        )
