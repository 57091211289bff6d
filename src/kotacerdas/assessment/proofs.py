"""What each document proves, worked out once for everything that tells of it.

A document proves the questions that it names in `supports`, those of the rows that it meets in the matrix, and whatever else it names.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kotacerdas.assessment.cells import Matrix
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Document
from kotacerdas.instrument.model import Instrument


class Proven(NamedTuple):
    """What one document proves: `questions` in the order of the instrument, and `subjects`, all else that it names, by id.

    `named` are the questions that it names itself; `asked` those that its subjects are asked for, whether it proves them or not.
    """

    questions: tuple[str, ...]
    subjects: tuple[str, ...]
    named: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def refs(self) -> tuple[str, ...]:
        """All that it proves, by id: subjects first."""
        return (*self.subjects, *self.questions)


class Proofs:
    """What the documents of a dossier prove, by document and by what is proven."""

    def __init__(self, dossier: Dossier, instrument: Instrument, matrix: Matrix) -> None:
        """Work out what each document proves."""
        self._order = {question: n for n, question in enumerate(instrument.questions)}
        met: dict[str, set[str]] = defaultdict(set)
        asked: dict[str, set[str]] = defaultdict(set)
        for cell in matrix.cells:
            for ref in (cell.subject.id, *(attempt.subject.id for attempt in cell.attempts)):
                asked[ref].update(cell.proves)
            for name in cell.documents:
                met[name].update(cell.proves)
        self._proven: dict[int, Proven] = {}
        self._documents: dict[str, list[Document]] = {}
        for document in dossier.documents:
            refs = dict.fromkeys(document.supports)
            proven = self._proven[id(document)] = Proven(
                questions=self._in_order([*refs, *met.get(document.id, ())]),
                subjects=tuple(ref for ref in refs if ref not in self._order),
                named=self._in_order(refs),
                asked=self._in_order(question for ref in refs for question in asked.get(ref, ())),
            )
            for ref in proven.refs:
                self._documents.setdefault(ref, []).append(document)

    def _in_order(self, refs: Iterable[str]) -> tuple[str, ...]:
        """The questions among some ids, in the order of the instrument, each once."""
        return tuple(sorted({ref for ref in refs if ref in self._order}, key=self._order.__getitem__))

    def of(self, document: Document) -> Proven:
        """What a document proves."""
        return self._proven[id(document)]

    def documents(self, ref: str) -> list[Document]:
        """The documents that prove a question, or support something else by its id: first those that name it, each in its place."""
        return sorted(self._documents.get(ref, ()), key=lambda d: (ref not in d.supports, self.rank(d)))

    def rank(self, document: Document) -> int:
        """The rank of a document among others: by the first question that it names or its subjects are asked for, else proves."""
        proven = self.of(document)
        questions = (*proven.named, *proven.asked) or proven.questions
        return min(map(self._order.__getitem__, questions), default=len(self._order))
