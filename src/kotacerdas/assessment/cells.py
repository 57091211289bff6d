"""The matrix as data: a cell for each requirement of each subject, its state and what it lacks; and the gaps among cells."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from kotacerdas.findings import NO_DETAILS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kotacerdas.assessment.subjects import Subject
    from kotacerdas.dossier.entries import Document, Waiver
    from kotacerdas.findings import Location, SubjectRef
    from kotacerdas.instrument.model import Instrument


class State(StrEnum):
    """Whether a requirement is met for a subject; nobody can say where what could not be read may meet it."""

    MET = "met"
    MISSING = "missing"
    WAIVED = "waived"
    UNJUDGED = "unjudged"


class NearMiss(NamedTuple):
    """A document that is registered for a requirement and does not meet it, and what it fails by."""

    document: str
    reason: str
    details: Mapping[str, object] = NO_DETAILS

    @property
    def is_undecided(self) -> bool:
        """Whether it may meet the row: its entry or its review has an error, or its file was moved, which is told already."""
        return self.reason in {"entry-unread", "review-unread"} or "move" in self.details


class Lack(NamedTuple):
    """What a cell lacks.

    `documents`: `types` are the document types of which any would do (`is_choice`) or all are missing,
    none meaning any type; `fields`: `fields` are empty; `minimum`: a number is too small; `window`: the
    subject's own date does not fit, which only the marks at `fields` demand, if any; `subjects`: too few subjects of a kind meet the row; `check`: a check
    in code found something, and tells it.
    """

    kind: str
    types: tuple[str, ...] = ()
    is_choice: bool = True
    fields: tuple[str, ...] = ()
    details: Mapping[str, object] = NO_DETAILS


class Verdict(NamedTuple):
    """How one subject fares by one row: what meets it, what it lacks, what nearly met it.

    `is_undecided`: what could not be read may decide it otherwise. `is_shown_only`: what meets it is not handed over.
    """

    subject: Subject
    level: str
    documents: tuple[str, ...] = ()
    lacks: tuple[Lack, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    is_undecided: bool = False
    is_shown_only: bool = False


class Cell(NamedTuple):
    """One requirement for one subject.

    `location` is where the subject stands; `proves` the questions at stake and `leverage` what one level
    more in each of them brings to the final score; `attempts` the subjects that failed a row which
    demands a number of them. `is_shown_only`: it would not be met without documents that are never handed over, but can be
    shown in the interview.
    """

    requirement: str
    subject: SubjectRef
    level: str
    state: State
    location: Location
    dimension: str | None = None
    agency: str | None = None
    documents: tuple[str, ...] = ()
    lacks: tuple[Lack, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    attempts: tuple[Verdict, ...] = ()
    proves: tuple[str, ...] = ()
    leverage: float = 0.0
    waiver: Waiver | None = None
    is_shown_only: bool = False


class Tally(NamedTuple):
    """How many requirements there are, and how many of them are met."""

    met: int
    total: int


def tally(cells: Iterable[Cell], level: str) -> Tally:
    """Count those of some cells that are of a level. A waived one counts among the total, not among the met."""
    states = [cell.state for cell in cells if cell.level == level]
    return Tally(states.count(State.MET), len(states))


def at_stake(cells: Iterable[Cell]) -> set[str]:
    """The questions that the mandatory ones among some cells are to prove."""
    return {question for cell in cells if cell.level == "mandatory" for question in cell.proves}


class Matrix(NamedTuple):
    """All cells that are judged, row by row in the order of the instrument, and the documents that could meet none.

    `unjudged` are the other cells, which count nowhere.
    `flaws` holds what keeps a document from meeting any row at all, by the document's identity.
    """

    cells: tuple[Cell, ...]
    flaws: Mapping[int, NearMiss] = MappingProxyType({})
    unjudged: tuple[Cell, ...] = ()

    def flaw_of(self, document: Document) -> NearMiss | None:
        """What keeps a document from meeting any row at all; None if nothing does."""
        return self.flaws.get(id(document))

    def missing(self) -> Iterator[Cell]:
        """The cells that are neither met nor waived."""
        return (cell for cell in self.cells if cell.state is State.MISSING)

    def waived(self) -> Iterator[Cell]:
        """The cells that the city sets aside."""
        return (cell for cell in self.cells if cell.state is State.WAIVED)

    def tally(self, level: str) -> Tally:
        """Count the cells of a level."""
        return tally(self.cells, level)


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
        owed = Counter(cell.agency for cell in self.cells if cell.agency)
        return tuple(name for name, _ in owed.most_common())


def gaps(matrix: Matrix, instrument: Instrument) -> list[Gap]:
    """The gaps among the cells of a matrix: the requirements that are missed, the most valuable first, mandatory ones before equals."""
    missed: dict[tuple[str, str], list[Cell]] = {}
    for cell in matrix.missing():
        missed.setdefault((cell.requirement, cell.level), []).append(cell)
    rows = []
    for (requirement, level), cells in missed.items():
        proves = tuple(dict.fromkeys(question for cell in cells for question in cell.proves))
        rows.append(Gap(requirement, level, tuple(cells), proves, instrument.leverage(proves)))
    return sorted(rows, key=lambda gap: (-gap.leverage, gap.level != "mandatory"))


def owed_by_agency(cells: Iterable[Cell]) -> dict[str | None, tuple[int, int]]:
    """How many mandatory and recommended gaps among cells each agency has to close, who has most first."""
    owed: dict[str | None, tuple[int, int]] = {}
    for cell in cells:
        mandatory, recommended = owed.get(cell.agency, (0, 0))
        is_mandatory = cell.level == "mandatory"
        owed[cell.agency] = (mandatory + is_mandatory, recommended + (not is_mandatory))
    return dict(sorted(owed.items(), key=lambda item: (-item[1][0], -item[1][1], item[0] or "")))
