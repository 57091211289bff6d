"""What became of the quick wins of the years before: the question of W11, and what is new, of W12."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kotacerdas.dossier import predecessors

if TYPE_CHECKING:
    from kotacerdas.dossier import Dossier, Program


class Year(NamedTuple):
    """The quick wins of one earlier year, against this year's ledger.

    `gone` are those that the ledger does not name; of an older year, what a year between still named is
    left out. `stopped` are those that the ledger says have stopped, each with its entry of this year.
    """

    year: int
    quick_wins: tuple[Program, ...]
    continued: tuple[Program, ...]
    stopped: tuple[tuple[Program, Program], ...]
    gone: tuple[Program, ...]


def earlier_years(dossier: Dossier) -> list[Year]:
    """The years before, the last one first."""
    years = []
    told: set[str] = set()
    older = dossier.previous
    while older is not None:
        matched = predecessors(dossier.programs, older.programs)
        entries = {program.id: program for program in dossier.programs}
        successors = {old.id: entries[new] for new, (old, _) in matched.items()}
        quick_wins = tuple(program for program in older.programs if program.quick_win is not None)
        continued, stopped, gone = [], [], []
        for program in quick_wins:
            successor = successors.get(program.id)
            if successor is None:
                gone += [program] if program.id not in told else []
            elif successor.status == "stopped":
                stopped.append((program, successor))
            else:
                continued.append(program)
        told |= {program.id for program in older.programs}
        years.append(Year(older.info.year, quick_wins, tuple(continued), tuple(stopped), tuple(gone)))
        older = older.previous
    return years


def new_quick_wins(dossier: Dossier) -> tuple[Program, ...] | None:
    """The quick wins that last year's ledger did not have as such; None without last year's dossier."""
    if dossier.previous is None:
        return None
    old = [program for program in dossier.previous.programs if program.quick_win is not None]
    new = [program for program in dossier.programs if program.quick_win is not None]
    known = predecessors(new, old)
    return tuple(program for program in new if program.id not in known)
