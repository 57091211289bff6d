"""The tables of a workbook: which entries of a dossier each sheet lists, the columns in which their fields stand, and the rows."""

import hashlib
import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from typing import Any, Final, Literal, NamedTuple

from pydantic import AfterValidator, PlainValidator
from pydantic_core import PydanticCustomError

from kotacerdas.dates import PartialDate
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import LISTS, SINGLE
from kotacerdas.findings import Route
from kotacerdas.instrument.model import QuestionRef
from kotacerdas.privacy import anonymous
from kotacerdas.reading import scalars
from kotacerdas.reading.choices import chosen
from kotacerdas.reading.models import Model, choices_in, model_at, parts_of, types_of
from kotacerdas.reading.references import Names
from kotacerdas.rounding import written
from kotacerdas.sheets.reader import tidied

Kind = Literal["text", "figure", "date", "any-date", "year", "whole", "rupiah", "decimal", "yes-no", "digits"]
"""How the cells of a column are written and read.

A `figure` is text that is mostly a number (`3,25`, `85%`); `digits` are no number: a NIP, a telephone.
"""

_LETTER: Final = re.compile(r"[A-Za-z]")

MEANS: Final = "means"
"""The table of survey statements, whose rows are the items of a mapping, not of a list."""

_KINDS: Final[tuple[tuple[Any, Kind], ...]] = (
    (scalars.IsoDate, "date"),
    (scalars.AnyDate, "any-date"),
    (scalars.Year, "year"),
    (scalars.Count, "whole"),
    (scalars.Rupiah, "rupiah"),
    (scalars.Decimal, "decimal"),
    (scalars.Level, "decimal"),
    (scalars.YesNo, "yes-no"),
    (scalars.Telephone, "digits"),
)


class Column(NamedTuple):
    """A column of a table: the path of its field in an entry, and what its cells hold.

    `choices` are the words that it takes, `names` the kind of what its ids name; `is_many`: a cell holds a list.
    """

    path: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    names: str = ""
    is_many: bool = False
    reader: Any = None

    def canonical(self, text: str) -> str:
        """The one spelling of a text in a column of a table, by which it is compared; the text itself where it cannot be read."""
        if self.choices:
            return chosen(text, self.choices) or text
        if self.path == "file":  # as Windows writes paths
            return text.replace("\\", "/")
        if self.reader and text:
            try:
                return text_of(self.reader(text))
            except PydanticCustomError as error:  # "31 Juli 2023" is one day alone
                if self.kind in {"date", "any-date"} and _LETTER.search(text):
                    return str((error.context or {}).get("suggestion") or text)
        return text


class Table(NamedTuple):
    """A table of a workbook: the section that it lists, and the paths of its columns.

    Where `inner` is a path, its rows are the entries of the list there, and `owner` tells of which kind the entry around them is.
    """

    name: str
    section: str
    paths: tuple[str, ...]
    inner: str = ""
    owner: str = ""

    @property
    def identity(self) -> str:
        """The column by which its entries are known; empty where they are known by all that they tell."""
        return self.paths[0] if self.paths[0] in {"id", "question"} else ""

    @property
    def model(self) -> type[Model]:
        """The model of its entries."""
        section = {**SINGLE, **LISTS}[self.section]
        return (model_at(section, tuple(self.inner.split("."))) or section) if self.inner else section

    @property
    def is_single(self) -> bool:
        """Whether it holds one entry, that of a section which stands once."""
        return self.section in SINGLE and not self.inner


def _table(name: str, paths: str, home: str = "") -> Table:
    """A table of the section or the inner list at `home`, else of the section that is called as it is."""
    section, _, inner = (home or name.replace("-", "_")).partition(".")
    owner = "program" if inner and section == "programs" else ""
    return Table(name, section, tuple(f"{owner} {paths}".split()), inner, owner)


_LISTED: Final = (
    _table(
        "documents",
        "id type title number date file url agency supports state signed newest scope issuer checked "
        "classification personal_data",
    ),
    _table(
        "programs",
        "id name dimension sub_dimension agency status since quick_win description digital masterplan channels "
        "stopped_because formerly contact.name contact.position contact.phone contact.email",
    ),
    _table(
        "quick-wins",
        "id quick_win.new quick_win.strategic_issue quick_win.attraction quick_win.benefit quick_win.uniqueness "
        "quick_win.partnership quick_win.development quick_win.sustainability quick_win.resources "
        "users.count users.period",
        "programs",
    ),
    _table("risks", "risk mitigation", "programs.risks"),
    _table("budget", "year amount source", "programs.budget"),
    _table("results", "indicator value unit period", "programs.results"),
    _table("partners", "name kind role", "programs.partners"),
    _table("answers", "question text score figure reason agency follow_ups"),
    _table("surveys", "dimension sub_dimension program service users respondents sample method"),
    _table(MEANS, "question mean", "surveys.means"),
    _table("statistics", "question value unit year newest source"),
    _table("meetings", "id body title date place agencies"),
    _table("action-plan", "kind activity planned realised unit agency"),
    _table("follow-ups", "id kind from date due subject about status outcome reply documents"),
    _table("reviews", "document verdict by date note file"),
    _table("dimensions", "id lead strategy narrative"),
    _table(
        "agencies", "id name short_name kind head contact.name contact.position contact.phone contact.email"
    ),
    _table(
        "dossier",
        "city.name city.province year deadline masterplan.legal_basis masterplan.books masterplan.period.start "
        "masterplan.period.end budget.total budget.smart_city",
    ),
    _table("funding", "source amount", "dossier.budget.other_sources"),
    _table("remarks", "by kind about text", "evaluation.remarks"),
)

TABLES: Final[Mapping[str, Table]] = {table.name: table for table in _LISTED}
"""The tables of a workbook, in the order of its sheets."""

SCORES: Final = _table("scores", "by question program score", "evaluation.scores")
"""The scores that assessors gave, which no workbook of a city shows."""

ALL: Final[Mapping[str, Table]] = {**TABLES, SCORES.name: SCORES}

QUESTIONNAIRE: Final = ("answers", MEANS)
"""The tables that ask the questions of the instrument."""


@cache
def columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table."""
    return tuple(_column(table, path) for path in table.paths)


def _column(table: Table, path: str) -> Column:
    """The column of a table for a field, by what the model says of it."""
    if path == table.owner or (path == "id" and table.name == "quick-wins"):
        return Column(path, names="program")
    if path == "quick_win":
        return Column(path, "yes-no", reader=scalars.read_yes_no)
    if table.name == "results" and path == "value":
        return Column(path, "figure")
    if table.name == MEANS:
        annotation: Any = {"question": QuestionRef, "mean": scalars.Level}[path]
    else:
        *way, key = path.split(".")
        model = model_at(table.model, tuple(way)) or table.model
        annotation = types_of(model)[key]
    parts = parts_of(annotation)
    names = next((part.kind for part in parts if isinstance(part, Names)), "")
    readers = [part.func for part in parts if isinstance(part, PlainValidator | AfterValidator)]
    kind: Kind = next((kind for type_, kind in _KINDS if _reader(type_) in readers), "text")
    is_read = Ellipsis not in parts and any(isinstance(part, PlainValidator) for part in parts)
    reader = readers[0] if is_read else None
    return Column(path, kind, choices_in(annotation), names, Ellipsis in parts, reader)


def _reader(type_: Any) -> object:  # noqa: ANN401 - any scalar type
    """The function that reads a scalar of a type."""
    return next(part.func for part in parts_of(type_) if isinstance(part, PlainValidator | AfterValidator))


def value_at(entry: Model, path: str) -> object:
    """The value of an entry that a table shows in a column, by the field's path; None where nothing stands."""
    at: object = entry
    for step in path.split("."):
        at = getattr(at, "from_" if step == "from" else step, None)
    return at


def text_of(value: Any) -> str:  # noqa: ANN401 - of any field
    """A value of an entry as the canonical text in a table: days by ISO 8601, numbers with a decimal point, several values by lines."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date | PartialDate):
        return str(value)
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return value if isinstance(value, str) else written(value)


# --- rows ----------------------------------------------------------------------------------------

KEY: Final = "kotacerdas"
"""How the heading of the hidden column begins that holds the keys of rows; behind it stands by what the dossier is known."""
READY: Final = "+"
"""How the key of a row begins that is only ready to be filled."""
EMPTY: Final = "-"
"""The digest of an empty cell."""
_KEY_LENGTH: Final = 12


@dataclass(slots=True)
class Row:
    """A row of a table: its key, the canonical texts of its cells by column, and the file and route of its entry.

    Where no entry stands behind it yet, it has no file. `name` is the id of the entry, or of the entry around it, where it has one;
    `base` are the digests of its cells, as an export would write them.
    """

    key: str
    texts: dict[str, str]
    path: str = ""
    route: Route = ()
    name: str = ""
    base: tuple[str, ...] = ()


def digest(*texts: object) -> str:
    """What texts are known by where they themselves need not stand."""
    return hashlib.sha256("\0".join(map(str, texts)).encode()).hexdigest()[:_KEY_LENGTH]


def base_of(text: str) -> str:
    """The digest of a cell's text, by which an import knows whether a person changed it."""
    return digest(text)[:8] if text else EMPTY


def free_id(start: str, taken: Container[str]) -> str:
    """An id for a new entry that nothing has yet."""
    names = (start if n == 1 else f"{start}-{n}" for n in count(1))
    return next(name for name in names if name not in taken)


def rows(table: Table, dossier: Dossier) -> Iterator[Row]:
    """The rows of a table, in the order of the dossier, each known by a key that stays through sorting and copying."""
    taken: Counter[str] = Counter()
    for entry in _entries(table, dossier):
        origin = dossier.origin(entry)
        owner = str(getattr(entry, "id", None) or "")
        for route, texts in _texts(table, entry):
            identity = texts.get(table.identity, "")
            identity = identity or f"{owner}#{'.'.join(map(str, (*([] if owner else origin.route), *route)))}"
            taken[identity] += 1
            key = digest(table.name, identity, taken[identity])
            name = identity if table.identity not in {"", "id"} else owner
            yield Row(key, texts, origin.path, (*origin.route, *route), name)


def _entries(table: Table, dossier: Dossier) -> Sequence[Model]:
    """The entries of a dossier's section that a table lists."""
    if table.section == "dossier":
        return (dossier.info,)
    if table.section == "evaluation":
        return (dossier.evaluation,) if dossier.evaluation else ()
    if table.name == "quick-wins":
        return [program for program in dossier.programs if program.quick_win is not None]
    entries: Sequence[Model] = getattr(dossier, table.section)
    return entries


def _texts(table: Table, entry: Model) -> Iterator[tuple[Route, dict[str, str]]]:
    """The texts of the rows that an entry has in a table, by column, each with the way to it in the entry."""
    if table.name == MEANS:
        for question, mean in getattr(entry, MEANS).items():
            yield (MEANS, question), {"question": question, "mean": text_of(mean)}
    elif table.inner:
        inner = value_at(entry, table.inner)
        owner = {table.owner: getattr(entry, "id", "")} if table.owner else {}
        for index, item in enumerate(inner if isinstance(inner, tuple) else ()):
            yield (*table.inner.split("."), index), owner | dict(_cells(table, item))
    else:
        yield (), dict(_cells(table, entry))


def _cells(table: Table, entry: Model) -> Iterator[tuple[str, str]]:
    """The columns of a table for an entry, with their texts as they come back from a workbook, without identity numbers."""
    for column in columns(table):
        if column.path != table.owner:
            value = value_at(entry, column.path)
            value = value is not None or None if column.path == "quick_win" else value
            text = text_of(value) if column.path != "file" else column.canonical(text_of(value))
            yield column.path, text if column.kind == "digits" else tidied(anonymous(text))
