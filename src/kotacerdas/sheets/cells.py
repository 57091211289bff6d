"""What stands in a cell → the text that would stand in YAML, or the problem with it.

Notations that people type (`12 Mei 2023`, `Rp1.250.000`, `ya`) are read by the types of the models; here is told only
what Excel made of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kotacerdas.dates import PartialDate
from kotacerdas.findings import NO_DETAILS
from kotacerdas.privacy import identity_numbers
from kotacerdas.sheets.reader import EPOCH, day_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kotacerdas.sheets.reader import Cell
    from kotacerdas.sheets.tables import Kind

_DATES: Final = frozenset({"date", "any-date"})
EXACT: Final = 10**15
"""From here on Excel keeps only the first 15 digits of a number."""
_LOCAL: Final = 10**7
"""Up to here a number may be dialled without a zero before it: inside an area, or a short one for services."""
_ABROAD: Final = re.compile(r"62\d{8,12}", re.ASCII)
_GROUPED: Final = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)


class Flaw(NamedTuple):
    """Why a cell is no value: `sheet.cell.CODE` names the sentence and the next step."""

    code: str
    details: Mapping[str, object] = NO_DETAILS


def text_of(cell: Cell | None, kind: Kind, epoch: date = EPOCH) -> str | Flaw:
    """The text that a cell of a column holds, empty where it holds none. `epoch` is the sheet's."""
    if cell is None:
        return ""
    value: Any = cell.value
    match cell.kind:
        case "text" if next(identity_numbers(value), None):
            return Flaw("identity-number")
        case "text":  # of what is no prose the blanks inside are changed
            return value if kind in {"text", "figure"} else " ".join(value.split())
        case "truth":
            return "ya" if value else "tidak"
        case "error" | "formula" | "merged":
            return Flaw(cell.kind, {"value": value})
        case "percent" if kind == "figure":
            return f"{_plain(value * 100)}%".replace(".", ",")
        case "percent":
            return Flaw("percent", {"value": round(value * 100, 9), "stored": value})
        case "yearless":
            return Flaw("yearless")
        case "date":
            return str(value) if kind in _DATES else Flaw("date-typed", {"value": value})
        case "number":
            return _text_of_number(value, kind, epoch)


def _text_of_number(value: float, kind: Kind, epoch: date) -> str | Flaw:
    """The text that a number in a cell of a column is."""
    if abs(value) >= EXACT:
        return Flaw("digits-lost")
    if kind in _DATES:
        day = day_of(value, epoch)
        return str(PartialDate(day.year, day.month, day.day)) if day else _plain(value)
    if isinstance(value, float):
        if kind == "figure":
            return _plain(value).replace(".", ",")
        if kind == "decimal":
            text = _plain(value)
            has_two_readings = _GROUPED.fullmatch(text)
            return text.replace(".", ",") if has_two_readings else text
        if kind not in {"whole", "year", "rupiah"}:
            return Flaw("number-typed", {"value": value})
        thousands = round(value * 1000, 6)
        if 1 < value < 1000 and thousands.is_integer():  # noqa: PLR2004 - three digits and a point
            return Flaw("thousands", {"value": value, "whole": f"{thousands:.0f}"})
        return Flaw("not-whole", {"value": value})
    if kind == "digits" and value > _LOCAL and not _ABROAD.fullmatch(str(value)):
        return Flaw("zero-lost")
    return str(value)


def _plain(value: float) -> str:
    """A number with a decimal point and at most nine digits behind it, as the models read it."""
    return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
