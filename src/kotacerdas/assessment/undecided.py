"""What cannot be decided of a dossier: a lack that what could not be read may fill.

Nobody is told that something is missing which may stand in a file that cannot be read, in an entry too broken to be
kept, or in a supporting file that was moved. Such a cell is not judged until the file is mended.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from kotacerdas.assessment.cells import Lack, NearMiss
from kotacerdas.assessment.subjects import Subject
from kotacerdas.dossier.continuity import is_known
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.instrument.model import Question, Requirement

_OF_KIND: Final = {
    "agency": "agencies",
    "meeting": "meetings",
    "program": "programs",
    "quick-win": "programs",
}
"""A kind of subject that the dossier itself names → the section in which it does."""

_FACTS: Final = {
    "answer": "answers",
    "statistic": "statistics",
    "action_plan": "action_plan",
    "survey": "surveys",
    "recommendations": "follow_ups",
    "owns_program": "programs",
    "contact": "agencies",
}
"""A fact of a subject → the section whose entries it is made of."""

_LAST_YEAR: Final = {"programs-last-year": "programs", "activities-last-year": "action_plan"}
"""A figure that is computed of last year's dossier → the section that it counts."""


class Undecided:
    """Knows which lacks of a dossier what could not be read may fill."""

    def __init__(self, dossier: Dossier) -> None:
        """Keep what of the dossier could not be read."""
        self._dossier = dossier

    def covers(
        self, lacks: Sequence[Lack], subject: Subject, proven: tuple[str, ...], near: tuple[NearMiss, ...]
    ) -> bool:
        """Whether what could not be read may fill a lack of a subject, or set the row aside."""
        if not lacks:
            return False
        may_be_waived = "waivers" in self._dossier.unread_sections
        return may_be_waived or any(self._may_fill(lack, subject, proven, near) for lack in lacks)

    def has_members(self, row: Requirement) -> bool:
        """Whether a row stays undecided, since subjects that it asks a number of may stand where nothing could be read."""
        sections = {_OF_KIND.get(row.subject, ""), *(_FACTS.get(_first(path), "") for path in row.where)}
        if any(self._dossier.is_unread(section) for section in sections if section):
            return True
        programs = self._dossier.programs if row.subject in {"program", "quick-win"} else ()
        return any(self._dossier.origin(p).is_unread("quick_win", "dimension") for p in programs)

    def is_fact(self, paths: Iterable[str], subject: Subject) -> bool:
        """Whether one of these fields of a subject may have more than could be read."""
        return any(self._is_field(path, subject) for path in paths)

    def _may_fill(
        self, lack: Lack, subject: Subject, proven: tuple[str, ...], near: tuple[NearMiss, ...]
    ) -> bool:
        """Whether a lack stays undecided, since what could not be read may fill it."""
        if lack.kind == "documents":
            absent = lack.details.get("absent")
            names = absent if isinstance(absent, tuple) else proven if subject.kind == "dossier" else ()
            is_wrong = any(miss.is_undecided for miss in near)
            return is_wrong or self._dossier.is_unread("documents", names or {subject.id})
        return self.is_fact(lack.fields or (["statistic"] if lack.kind == "window" else ()), subject)

    def _is_field(self, path: str, subject: Subject) -> bool:
        """Whether a field of a subject may stand where nothing could be read: an entry that is known is known as a whole."""
        first, dossier = _first(path), self._dossier
        if first == "figure" and isinstance(subject.entry, Question):
            return self._is_figure(subject.entry, subject)
        if first in {"answer", "statistic"} and subject.facts.get(first) is not None:
            return False
        if first == "contact":
            return dossier.is_unread("agencies", {getattr(subject.entry, "agency", None) or ""})
        if section := _FACTS.get(first):
            is_keyed = first in {"answer", "statistic", "survey"}
            return dossier.is_unread(section, {subject.id} if is_keyed else None)
        if subject.kind == "dimension" and subject.entry is None:
            return dossier.is_unread("dimensions", {subject.id})
        return subject.kind == "dossier" and dossier.is_unread("dossier")

    def _is_figure(self, question: Question, subject: Subject) -> bool:
        """Whether the figure of a question may be stated, or rest on what is counted, where nothing could be read."""
        dossier, computed = self._dossier, question.computed or ""
        if subject.facts.get("answer") is None and dossier.is_unread("answers", {question.id}):
            return True
        if computed == "budget-share":
            return dossier.is_unread("dossier")
        if computed == "new-quick-wins":
            return dossier.is_unread("programs") or self._is_last_year("programs")
        return computed in _LAST_YEAR and self._is_last_year(_LAST_YEAR[computed])

    def _is_last_year(self, section: str) -> bool:
        """Whether last year's dossier is named, and a section of it could not be read."""
        return self._dossier.info.previous is not None and not is_known(self._dossier.previous, section)


def _first(path: str) -> str:
    """The first step of a path to a field: the fact or the key of the entry."""
    return path.partition(".")[0]
