"""Rounding: numbers stay exact until they are shown, and a half goes away from zero, as by hand and in a spreadsheet.

Floats are taken as they are written (0.1 is a tenth), so that no sum or mean depends on how a machine stores them, nor on
the version of Python, whose `sum` and `round` differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

Number: TypeAlias = "int | float | Fraction"

_MOST_DIGITS: Final = 9
"""Digits that are shown where nobody asks for a number of them: as many as a value in YAML may have."""


def exact(number: Number) -> Fraction:
    """A number as it is written: 3.075 is 3075 thousandths."""
    from fractions import Fraction  # noqa: PLC0415 - help shows no number

    return Fraction(repr(number) if isinstance(number, float) else number)


def total(numbers: Iterable[Number]) -> Fraction:
    """The sum of numbers, exact."""
    return sum(map(exact, numbers), start=exact(0))


def mean(numbers: Iterable[Number]) -> Fraction:
    """The plain mean of numbers, exact; 0 of none."""
    listed = list(numbers)
    return total(listed) / max(1, len(listed))


def rounded(number: Number, digits: int = 0) -> Fraction:
    """A number rounded to so many decimals: 3.075 to two is 3.08, and -3.075 is -3.08."""
    value = exact(number)
    scale: int = 10**digits
    units = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return exact(units if value >= 0 else -units) / scale


def written(number: Number, digits: int | None = None, thousands: str = "") -> str:
    """A number in digits with a decimal point, rounded to so many decimals; without `digits` those that it has."""
    most = _MOST_DIGITS if digits is None else digits
    units = int(rounded(number, most) * 10**most)
    whole, part = divmod(abs(units), 10**most)
    decimals = f"{part:0{most}}" if most else ""
    if digits is None:
        decimals = decimals.rstrip("0")
    return f"{'-' if units < 0 else ''}{whole:{thousands}}{'.' if decimals else ''}{decimals}"
