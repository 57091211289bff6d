"""Rounding: numbers are exact until they are shown, and a half goes away from zero."""

from fractions import Fraction

import pytest

from kotacerdas.rounding import Number, exact, mean, rounded, total, written


@pytest.mark.parametrize(
    ("number", "digits", "shown"),
    [
        (3.075, 2, "3.08"),
        (-3.075, 2, "-3.08"),
        (2.675, 2, "2.68"),
        (0.125, 2, "0.13"),
        (2.5, 0, "3"),
        (Fraction(2, 3), 2, "0.67"),
        (-0.001, 2, "0.00"),
        (7, 2, "7.00"),
        (99.995, 2, "100.00"),
        (0.1, None, "0.1"),
        (3.0, None, "3"),
        (Fraction(1, 3), None, "0.333333333"),
        (1e-10, None, "0"),
        (123456789012345, None, "123456789012345"),
    ],
)
def test_a_half_goes_away_from_zero(number: Number, digits: int | None, shown: str) -> None:
    assert written(number, digits) == shown
    if digits is not None:
        assert rounded(number, digits) == Fraction(shown)


def test_floats_are_taken_as_they_are_written() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert total([0.1] * 10) == 1
    assert mean([3.1, 3.05]) == Fraction("3.075")
    assert mean([]) == 0


def test_thousands_are_grouped() -> None:
    assert written(-1234567.5, None, ",") == "-1,234,567.5"
