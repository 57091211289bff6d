"""The documents of a dossier as templates see them, in the order of the questions that they prove."""

from collections.abc import Callable, Iterable
from typing import Final

from kotacerdas.assessment.cells import Cell, Matrix
from kotacerdas.assessment.proofs import Proofs
from kotacerdas.deliverables.lookup import Lookup, unmasked
from kotacerdas.deliverables.view.records import Document
from kotacerdas.deliverables.view.scope import DossierPart
from kotacerdas.dossier import entries
from kotacerdas.languages import sentences
from kotacerdas.privacy import anonymous

_SHOWN: Final = frozenset({"foto", "tangkapan-layar"})


class Documents:
    """Every document's record. `link_to` gives the address of a file by its path in the dossier."""

    def __init__(self, lookup: Lookup, matrix: Matrix, link_to: Callable[[str], str]) -> None:
        """Make the records of all documents that templates see."""
        self._lookup, self._link_to = lookup, link_to
        self._proofs = Proofs(lookup.dossier, lookup.instrument, matrix)
        in_order = sorted(lookup.dossier.documents, key=self._proofs.rank)
        self._documents = {id(entry): (entry, self._record(entry, matrix)) for entry in in_order}
        self._by_id = {entry.id: record for entry, record in reversed(self._documents.values())}

    def _record(self, document: entries.Document, matrix: Matrix) -> Document:
        """A document as templates see it, with a link to it where it is for everybody."""
        lookup, flaw, proven = self._lookup, matrix.flaw_of(document), self._proofs.of(document)
        fact = lookup.dossier.evidence.get(document.file or "")
        path = unmasked(fact.actual) if fact and not fact.problem and document.is_open else ""
        link = self._link_to(path) if path else ""
        if document.is_open and not link and document.url and document.has_link:
            link = unmasked(document.url)
        is_shown = document.type in _SHOWN and fact is not None and fact.is_picture
        return lookup.record(
            Document,
            document,
            id=anonymous(document.id),
            type=anonymous(document.type),
            type_name=lookup.type_name(document),
            link=link,
            file_name=path.rpartition("/")[2],
            pages=fact.pages if fact else 0,
            classification_name=lookup.term("classification", document.classification),
            is_final=document.state == "final" and not document.is_draft,
            flaw=sentences.flaw(flaw, lookup.messages) if flaw else "",
            proves=lookup.named(proven.refs),
            picture=path if is_shown else "",
        )

    def of(self, names: Iterable[str]) -> tuple[Document, ...]:
        """The documents of these ids."""
        return tuple(self._by_id[name] for name in names if name in self._by_id)

    def proving(self, ref: str) -> tuple[Document, ...]:
        """The documents that prove a question, or support something else."""
        return tuple(self._documents[id(entry)][1] for entry in self._proofs.documents(ref))

    def by_question(self, ref: str) -> dict[str, tuple[Document, ...]]:
        """The documents that support something, as templates see them, by the questions that they prove."""
        proving: dict[str, tuple[Document, ...]] = {}
        for entry in self._proofs.documents(ref):
            for question in self._proofs.of(entry).questions:
                proving[question] = (*proving.get(question, ()), self._documents[id(entry)][1])
        return proving

    def of_part(self, part: DossierPart, cells: Iterable[Cell]) -> tuple[Document, ...]:
        """The documents as templates see them, that prove something in this part; of the whole, all."""
        if part.is_whole:
            return tuple(record for _, record in self._documents.values())
        used = {name for cell in cells for name in cell.documents}
        for follow_up in self._lookup.dossier.follow_ups:
            if part.has_follow_up(follow_up):
                used.update(follow_up.documents)
        plan = self._lookup.dossier.info.masterplan
        if plan and part.has_institution:
            used.update(plan.books, [plan.legal_basis] if plan.legal_basis else [])
        return tuple(
            record
            for entry, record in self._documents.values()
            if entry.id in used or part.names(self._proofs.of(entry).refs)
        )
