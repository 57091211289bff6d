"""Figures that questions ask for: counted or computed from the dossier, or stated by the city with its reason."""

from typing import Final

from kotacerdas.dossier.continuity import is_followed, is_known, lists_all, new_quick_wins
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Answer
from kotacerdas.instrument.model import Question


def figure_of(question: Question, answer: Answer | None, dossier: Dossier) -> float | None:
    """The figure that a question asks for: computed, or stated with its reason; None if neither.

    It is computed only where everything it counts is known: a program without a status, or an
    activity of which nobody said whether it was realised, leaves the count to the city.
    """
    if answer and answer.figure is not None and answer.reason:
        return answer.figure
    return _COMPUTERS[question.computed](dossier) if question.computed else None


def _programs_last_year(dossier: Dossier) -> float | None:
    """The figure of programs that ran last year, or were completed."""
    programs = dossier.previous.programs if lists_all(dossier.previous) else ()
    if not programs or any(program.status is None for program in programs):
        return None
    return sum(program.status in {"running", "completed"} for program in programs)


def _activities_last_year(dossier: Dossier) -> float | None:
    """The figure of activities of last year's action plan that were realised."""
    activities = dossier.previous.action_plan if is_known(dossier.previous, "action_plan") else ()
    if not activities or any(activity.realised is None for activity in activities):
        return None
    return sum((activity.realised or 0) > 0 for activity in activities)


def _budget_share(dossier: Dossier) -> float | None:
    """The figure of the smart-city budget, in percent of the whole."""
    return dossier.info.budget.share if dossier.info.budget else None


def _new_quick_wins(dossier: Dossier) -> float | None:
    """The figure of quick wins that are new this year."""
    is_counted = dossier.info.programs_complete and is_followed(dossier) and lists_all(dossier.previous)
    new = new_quick_wins(dossier) if is_counted else None
    return None if new is None else len(new)


_COMPUTERS: Final = {
    "programs-last-year": _programs_last_year,
    "activities-last-year": _activities_last_year,
    "budget-share": _budget_share,
    "new-quick-wins": _new_quick_wins,
}
