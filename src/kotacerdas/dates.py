"""A date as sources give it: often only the year."""

from typing import NamedTuple


class PartialDate(NamedTuple):
    """A date known to the day, the month or the year; 0 stands for what is not known."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        """Write it as ISO 8601, as far as it is known."""
        known = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(known)
