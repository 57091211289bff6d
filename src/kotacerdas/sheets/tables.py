"""The tables of a workbook: which entries of a dossier each sheet lists, and the columns in which their fields stand."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from pydantic import AfterValidator, PlainValidator
from pydantic_core import PydanticCustomError

from kotacerdas.dates import PartialDate
from kotacerdas.dossier.entries import LISTS, SINGLE
from kotacerdas.instrument.model import QuestionRef
from kotacerdas.reading.choices import chosen
from kotacerdas.reading.models import Model, choices_in, model_at, parts_of, types_of
from kotacerdas.reading.references import Names
from kotacerdas.reading.scalars import (
    AnyDate,
    Count,
    Decimal,
    IsoDate,
    Level,
    Rupiah,
    Telephone,
    Year,
    YesNo,
    read_yes_no,
)
from kotacerdas.rounding import written

Kind = Literal["text", "figure", "date", "any-date", "year", "whole", "rupiah", "decimal", "yes-no", "digits"]
"""How the cells of a column are written and read."""

_LETTER: Final = re.compile(r"[A-Za-z]")

MEANS: Final = "means"
"""The table of survey statements, whose rows are the items of a mapping, not of a list."""

_KINDS: Final[tuple[tuple[Any, Kind], ...]] = (
    (IsoDate, "date"),
    (AnyDate, "any-date"),
    (Year, "year"),
    (Count, "whole"),
    (Rupiah, "rupiah"),
    (Decimal, "decimal"),
    (Level, "decimal"),
    (YesNo, "yes-no"),
    (Telephone, "digits"),
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
        """The one spelling of a cell's text, by which it is compared; the text itself where it cannot be read."""
        if self.choices:
            return chosen(text, self.choices) or text
        if self.path == "file":  # as Windows writes paths
            return text.replace("\\", "/")
        if self.reader and text:
            try:
                return text_of(self.reader(text))
            except PydanticCustomError as error:
                if self.kind in {"date", "any-date"} and _LETTER.search(
                    text
                ):  # "31 Juli 2023" is one day alone
                    return str((error.context or {}).get("suggestion") or text)
        return text


class Table(NamedTuple):
    """A table of a workbook: the section that it lists, the paths of its columns, and what its entries are known by.

    Where `inner` is a path, its rows are the entries of the list there, and `owner` tells of which kind the entry around them is.
    """

    name: str
    section: str
    paths: tuple[str, ...]
    identity: str = ""
    inner: str = ""
    owner: str = ""

    @property
    def model(self) -> type[Model]:
        """The model of its entries."""
        section = {**SINGLE, **LISTS}[self.section]
        return (model_at(section, tuple(self.inner.split("."))) or section) if self.inner else section

    @property
    def is_single(self) -> bool:
        """Whether it holds one entry, that of a section which stands once."""
        return self.section in SINGLE and not self.inner


def _table(
    name: str, section: str, paths: str, identity: str = "", inner: str = "", owner: str = ""
) -> Table:
    listed = tuple(paths.split())
    return Table(name, section, (*([owner] if owner else []), *listed), identity, inner, owner)


TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        _table(
            "documents",
            "documents",
            "id type title number date file url agency supports state signed newest scope issuer checked "
            "classification personal_data",
            "id",
        ),
        _table(
            "programs",
            "programs",
            "id name dimension sub_dimension agency status since quick_win description digital masterplan channels "
            "stopped_because formerly contact.name contact.position contact.phone contact.email",
            "id",
        ),
        _table(
            "quick-wins",
            "programs",
            "id quick_win.new quick_win.strategic_issue quick_win.attraction quick_win.benefit quick_win.uniqueness "
            "quick_win.partnership quick_win.development quick_win.sustainability quick_win.resources "
            "users.count users.period",
            "id",
        ),
        _table("risks", "programs", "risk mitigation", inner="risks", owner="program"),
        _table("budget", "programs", "year amount source", inner="budget", owner="program"),
        _table("results", "programs", "indicator value unit period", inner="results", owner="program"),
        _table("partners", "programs", "name kind role", inner="partners", owner="program"),
        _table("answers", "answers", "question text score figure reason agency follow_ups", "question"),
        _table(
            "surveys",
            "surveys",
            "dimension sub_dimension program service users respondents sample method",
        ),
        _table("means", "surveys", "question mean", "question", inner="means"),
        _table("statistics", "statistics", "question value unit year newest source", "question"),
        _table("meetings", "meetings", "id body title date place agencies", "id"),
        _table("action-plan", "action_plan", "kind activity planned realised unit agency"),
        _table(
            "follow-ups",
            "follow_ups",
            "id kind from date due subject about status outcome reply documents",
            "id",
        ),
        _table("reviews", "reviews", "document verdict by date note file"),
        _table("dimensions", "dimensions", "id lead strategy narrative", "id"),
        _table(
            "agencies",
            "agencies",
            "id name short_name kind head contact.name contact.position contact.phone contact.email",
            "id",
        ),
        _table(
            "dossier",
            "dossier",
            "city.name city.province year deadline masterplan.legal_basis masterplan.books masterplan.period.start "
            "masterplan.period.end budget.total budget.smart_city",
        ),
        _table("funding", "dossier", "source amount", inner="budget.other_sources"),
        _table("remarks", "evaluation", "by kind about text", inner="remarks"),
    )
}
"""The tables of a workbook, in the order of its sheets."""

SCORES: Final = _table("scores", "evaluation", "by question program score", inner="scores")
"""The scores that assessors gave, which no workbook of a city shows."""

ALL: Final[Mapping[str, Table]] = {**TABLES, SCORES.name: SCORES}

QUESTIONNAIRE: Final = ("answers", MEANS)
"""The tables that ask the questions of the instrument."""


@cache
def columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table."""
    return tuple(_column(table, path) for path in table.paths)


def _column(table: Table, path: str) -> Column:
    """The column of a field, by what the model says of it."""
    if path == table.owner or (path == "id" and table.name == "quick-wins"):
        return Column(path, names="program")
    if path == "quick_win":
        return Column(path, "yes-no", reader=read_yes_no)
    if table.name == "results" and path == "value":
        return Column(path, "figure")
    if table.name == MEANS:
        annotation: Any = {"question": QuestionRef, "mean": Level}[path]
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


# --- values --------------------------------------------------------------------------------------


def value_at(entry: Model, path: str) -> object:
    """The value of an entry's field by its path; None where nothing stands."""
    at: object = entry
    for step in path.split("."):
        at = getattr(at, "from_" if step == "from" else step, None)
    return at


def text_of(value: Any) -> str:  # noqa: ANN401 - of any field
    """A value as the canonical text of a cell: days by ISO 8601, numbers with a decimal point, several values by lines."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date | PartialDate):
        return str(value)
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return value if isinstance(value, str) else written(value)
