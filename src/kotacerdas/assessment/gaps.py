"""What is missing, put together: by requirement in order of leverage, and by agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kotacerdas.assessment.cells import Cell, Matrix
    from kotacerdas.instrument.model import Instrument


class Gap(NamedTuple):
    """A requirement with the cells that miss it.

    `leverage`: what one level more in every question at stake would bring to the final score. A
    question counts once, however many subjects miss the requirement.
    """

    requirement: str
    level: str
    cells: tuple[Cell, ...]
    proves: tuple[str, ...]
    leverage: float

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies that owe what is missing in the gap, who owes most first."""
        owed: dict[str, int] = {}
        for cell in self.cells:
            if cell.agency:
                owed[cell.agency] = owed.get(cell.agency, 0) + 1
        return tuple(sorted(owed, key=lambda name: -owed[name]))


def gaps(matrix: Matrix, instrument: Instrument) -> list[Gap]:
    """The gaps: the requirements that are missed, the most valuable first, mandatory ones before equals."""
    missed: dict[tuple[str, str], list[Cell]] = {}
    for cell in matrix.missing():
        missed.setdefault((cell.requirement, cell.level), []).append(cell)
    missed_rows = []
    for (requirement, level), cells in missed.items():
        proves = tuple(dict.fromkeys(question for cell in cells for question in cell.proves))
        missed_rows.append(Gap(requirement, level, tuple(cells), proves, instrument.leverage(proves)))
    return sorted(missed_rows, key=lambda gap: (-gap.leverage, gap.level != "mandatory"))


def owed_by_agency(cells: Iterable[Cell]) -> dict[str | None, tuple[int, int]]:
    """How many mandatory and recommended gaps each agency has to close, who has most first."""
    owed: dict[str | None, tuple[int, int]] = {}
    for cell in cells:
        mandatory, recommended = owed.get(cell.agency, (0, 0))
        is_mandatory = cell.level == "mandatory"
        owed[cell.agency] = (mandatory + is_mandatory, recommended + (not is_mandatory))
    return dict(sorted(owed.items(), key=lambda item: (-item[1][0], -item[1][1], item[0] or "")))
