"""The scalar types of YAML values: dates, amounts, numbers, ids, as Indonesian offices write them.

Scalars come as text (see `parser`); these types turn it into values.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from kotacerdas.dates import PartialDate
from kotacerdas.naming import with_backslashes
from kotacerdas.privacy import anonymous, masked

MAX_TEXT: Final = 20_000

_Number = TypeVar("_Number", int, float)


# --- what the types read -------------------------------------------------------------------------

# Patterns stay text until a value asks for them: compiling all of them would cost every start 5 ms.
_ISO: Final = r"(\d{4})-(\d{2})-(\d{2})"
_PARTIAL: Final = r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?"
_DAY_FIRST: Final = r"(?:[A-Za-z'\u2019]+,?\s+)?(\d{1,2})[\s./-]+(\d{1,2}|[A-Za-z]+)[\s./-]+(\d{4})"
_MONTH_FIRST: Final = r"(?:[A-Za-z]+\s+)?(\d{1,2}|[A-Za-z]+)[\s./-]+(\d{4})"
_YEAR_FIRST: Final = r"(\d{4})[\s./-]+(\d{1,2}|[A-Za-z]+)[\s./-]+(\d{1,2})"
_WHOLE: Final = r"\d{1,15}|[1-9]\d{0,2}(?:\.\d{3}){1,4}"
_DECIMAL: Final = rf"-?(?:{_WHOLE})(?:,\d{{1,9}})?"
_POINT: Final = r"-?\d{1,15}\.\d{1,9}"
_GROUPED: Final = r"-?[1-9]\d{0,2}\.\d{3}"
_LEVEL: Final = r"-?\d{1,3}(?:[.,]\d{1,9})?"
_RP: Final = r"(?:[Rr][Pp]\.?\s*)?"
_RUPIAH: Final = rf"{_RP}({_WHOLE})(?:,(?:00|-))?"
_RUPIAH_WORDS: Final = rf"{_RP}({_WHOLE})(?:,(\d{{1,3}})|\.(\d{{1,2}}))?\s*([A-Za-z]+)\.?"
_RUPIAH_COMMAS: Final = rf"{_RP}(\d{{1,3}}(?:,\d{{3}})+)(?:\.00)?"
_ID: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_ID_PATTERN: Final = re.compile(_ID, re.ASCII)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb pebruari peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt aug",
            "september sep sept",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_SCALES: Final = {"ribu": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "m": 9, "triliun": 12}
_YES: Final = frozenset({"ya", "yes", "true"})
_NO: Final = frozenset({"tidak", "no", "false"})
_LIKE_YES: Final = frozenset(
    {"y", "1", "v", "x", "ok", "oke", "iya", "on", "benar", "betul", "ada", "sudah", "✓", "☑", "✔", "√"}
)
_LIKE_NO: Final = frozenset({"n", "t", "0", "-", "off", "tdk", "tak", "bukan", "belum", "salah"})
_YEARS: Final = (1945, 2100)


def _matched(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text, re.ASCII)


def text_of(value: object) -> str:
    """The text of a scalar, which every scalar type starts from. Raises the error of a list or entry instead of one."""
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "text expected")
    return value.strip()


def _real_date(year: int, month: int, day: int) -> date | None:
    """The date that the numbers of a scalar make; None if the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _suggested_date(text: str, form: str) -> str:
    """The ISO spelling of a date that a scalar gives in another form, day before month; empty if it is none."""
    day = ""
    if match := _matched(_DAY_FIRST, text):
        day, month, year = match.groups()
    elif form == "partial" and (match := _matched(_MONTH_FIRST, text)):
        month, year = match.groups()
    elif match := _matched(_YEAR_FIRST, text):
        year, month, day = match.groups()
    else:
        return ""
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    day_meant = _real_date(int(year), number, int(day or 1))
    if day_meant is None or day_meant.isoformat() == text:
        return ""
    if form == "partial" and not _YEARS[0] <= day_meant.year <= _YEARS[1]:
        return ""
    return day_meant.isoformat() if day else day_meant.isoformat()[: len("2021-05")]


def _not_a_date(text: str, form: str) -> PydanticCustomError:
    return PydanticCustomError(
        "date_notation", "not a date", {"suggestion": _suggested_date(text, form), "form": form}
    )


def _read_date(value: object) -> date:
    """A day, as the scalar type `IsoDate` reads it."""
    text = text_of(value)
    day = _date_in(text)
    if day is None or not day.day:
        raise _not_a_date(text, "full")
    return date(*day)


def _read_partial_date(value: object) -> PartialDate:
    """A day, month or year, as the scalar type `AnyDate` reads it."""
    text = text_of(value)
    day = _date_in(text)
    if day is None or not _YEARS[0] <= day.year <= _YEARS[1]:
        raise _not_a_date(text, "partial")
    return day


@lru_cache(4096)  # the same dates stand in many entries
def _date_in(text: str) -> PartialDate | None:
    """The day, month or year that a scalar is, if it is one."""
    parts = match.groups() if (match := _matched(_PARTIAL, text)) else ()
    if not parts or not _real_date(*(int(part or 1) for part in parts)):
        return None
    return PartialDate(*(int(part or 0) for part in parts))


def _written_as(pattern: str, value: object, error: str) -> str:
    """The text of a scalar that is written as a pattern tells. Raises the error of one that is not."""
    text = text_of(value)
    if not _matched(pattern, text):
        raise PydanticCustomError(error, "in another notation")
    return text


def _read_year(value: object) -> int:
    """A year, as `Year` reads it."""
    return _within(int(_written_as(r"\d{4}", value, "year_notation")), *_YEARS)


def _read_count(value: object) -> int:
    """A whole number, as `Count` reads it."""
    return int(_written_as(_WHOLE, value, "count_notation").replace(".", ""))


def _read_decimal(value: object) -> float:
    """A number, as the scalar type `Decimal` reads it."""
    text = text_of(value)
    if _matched(_GROUPED, text):  # 1.250: a thousand and more, or one and a quarter?
        whole = text.replace(".", "")
        details = {"whole": whole, "fraction": text.replace(".", ",")}
        raise PydanticCustomError("ambiguous_number", "two readings", details)
    if _matched(_DECIMAL, text):
        return float(text.replace(".", "").replace(",", "."))
    return float(_written_as(_POINT, text, "number_notation"))


def _read_level(value: object) -> float:
    """A number near the scale, as `Level` reads it."""
    return float(_written_as(_LEVEL, value, "number_notation").replace(",", "."))


def _read_rupiah(value: object) -> int:
    """An amount of money, as the scalar type `Rupiah` reads it; its error suggests a spelling."""
    text = text_of(value)
    if match := _matched(_RUPIAH, text):
        return int(match[1].replace(".", ""))
    suggestion = ""
    words = _matched(_RUPIAH_WORDS, text)
    if words and (zeros := _SCALES.get(words[4].lower())):
        fraction = words[2] or words[3] or ""
        amount = int(words[1].replace(".", "") + fraction) * 10 ** (zeros - len(fraction))
        suggestion = f"{amount:,}".replace(",", ".")
    elif match := _matched(_RUPIAH_COMMAS, text):
        suggestion = match[1].replace(",", ".")
    raise PydanticCustomError("rupiah_notation", "not an amount", {"suggestion": suggestion})


def read_yes_no(value: object) -> bool:
    """Yes or no, as the scalar type `YesNo` reads it; its error suggests the word for a mark that is like one."""
    text = text_of(value).lower()
    if text in _YES or text in _NO:
        return text in _YES
    suggestion = "ya" if text in _LIKE_YES else "tidak" if text in _LIKE_NO else ""
    raise PydanticCustomError("yes_no_notation", "neither yes nor no", {"suggestion": suggestion})


def _read_id(value: object) -> str:
    """An id, as the scalar type `Id` reads it; its error suggests one."""
    text = text_of(value)
    if _ID_PATTERN.fullmatch(text) and len(text) <= 80:  # noqa: PLR2004 - told in the message
        return text
    slug = "-".join(re.findall(r"[a-z0-9]+", text.lower(), re.ASCII))[:80].strip("-")
    raise PydanticCustomError("id_notation", "not an id", {"suggestion": slug})


def _within(number: _Number, low: int, high: int) -> _Number:
    if not low <= number <= high:
        raise PydanticCustomError("out_of_range", "out of range", {"low": low, "high": high})
    return number


@dataclass(frozen=True)
class between:  # noqa: N801 - it reads as what it says
    """Refuses a number outside these bounds, which editors know, too."""

    low: int
    high: int

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the number, then compare it."""
        return core_schema.no_info_after_validator_function(
            lambda number: _within(number, self.low, self.high), handler(source)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        """Tell editors the bounds of what YAML takes for a number."""
        return handler(schema) | {"minimum": self.low, "maximum": self.high}


def _written(*types: str, pattern: str, **more: object) -> WithJsonSchema:
    """How such a scalar looks to editors: the pattern is for text, bounds are for what YAML takes for a number."""
    pattern = pattern.replace(r"\d", "[0-9]").replace(r"\s", "[ \t]")  # \d is every script's in Python
    return WithJsonSchema({"type": list(types), "pattern": f"^(?:{pattern})$", **more})


_A_YEAR: Final = r"(?:19(?:4[5-9]|[5-9]\d)|20\d\d|2100)"
_A_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_A_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_OF_OURS: Final = {"minimum": _YEARS[0], "maximum": _YEARS[1]}
_ANY_DECIMAL: Final = rf"(?!{_GROUPED}$)(?:{_DECIMAL}|{_POINT})"
_MOST: Final = 10**15 - 1

_Filled = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
Address = Annotated[_Filled, AfterValidator(with_backslashes)]
"""A path or a web address, kept as it was written, for it must open what it leads to."""

Text = Annotated[_Filled, AfterValidator(anonymous)]
"""What people read, without identity numbers and mobile telephones."""

Telephone = Annotated[_Filled, AfterValidator(masked)]
"""The number of somebody who is to be called, which letters tell."""

Ref = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""The id of something else: of the dossier or of the instrument."""

Id = Annotated[
    str, PlainValidator(_read_id), _written("string", "integer", pattern=_ID, maxLength=80, minimum=0)
]
IsoDate = Annotated[date, PlainValidator(_read_date), _written("string", pattern=_ISO, format="date")]
"""A day, ISO 8601."""

AnyDate = Annotated[
    PartialDate,
    PlainValidator(_read_partial_date),
    _written("string", "integer", pattern=rf"{_A_YEAR}(?:-{_A_MONTH}(?:-{_A_DAY})?)?", **_OF_OURS),
]
"""A day, a month or a year: `2023-11-14`, `2023-11`, `2023`."""

Year = Annotated[int, PlainValidator(_read_year), _written("integer", "string", pattern=_A_YEAR, **_OF_OURS)]
Count = Annotated[
    int, PlainValidator(_read_count), _written("number", "string", pattern=_WHOLE, minimum=0, maximum=_MOST)
]
"""A whole number of things; dots group thousands (`1.250` is 1,250)."""

Decimal = Annotated[
    float,
    PlainValidator(_read_decimal),
    _written("number", "string", pattern=_ANY_DECIMAL, minimum=-_MOST, maximum=_MOST),
]
"""A number with a decimal comma (`1.250,5`) or point (`12.5`); `1.250` alone is refused as unclear."""

Level = Annotated[
    float,
    PlainValidator(_read_level),
    _written("number", "string", pattern=_LEVEL, exclusiveMinimum=-1000, exclusiveMaximum=1000),
]
"""A number on the scale of an instrument, where a point can only be a decimal point."""

Rupiah = Annotated[
    int, PlainValidator(_read_rupiah), _written("string", "number", pattern=_RUPIAH, minimum=0, maximum=_MOST)
]
"""An amount of money in whole rupiah: `1.250.000`, `Rp1.250.000.000`."""

YES_NO: Final[dict[str, Any]] = {
    "type": ["string", "boolean"],
    "pattern": "^(?:[Yy][Aa]|[Yy][Ee][Ss]|[Tt][Rr][Uu][Ee]|[Tt][Ii][Dd][Aa][Kk]|[Nn][Oo]|[Ff][Aa][Ll][Ss][Ee])$",
}
YesNo = Annotated[bool, PlainValidator(read_yes_no), WithJsonSchema(YES_NO)]
