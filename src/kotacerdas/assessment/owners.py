"""Who owes what a cell lacks: the agency that keeps a registered document, else the one whose subject it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from kotacerdas.assessment.cells import Cell, Lack, NearMiss, Verdict
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.instrument.model import Instrument, Requirement

SENT_AGAIN: Final = frozenset({"no-file", "file", "draft", "unsigned", "returned"})
"""What a document fails by that is mended where it is sent anew: its file, whole, final, signed, and as assessors want it."""

ANOTHER: Final = frozenset({"wrong-year", "revoked"})
"""What a document fails by that only another one can mend."""

_KEPT_WRONG: Final = frozenset({"entry-unread", "review-unread", "wrong-type", "unlisted"})
"""What a document fails by that only who keeps the dossier can mend."""

_WRITTEN_WRONG: Final = frozenset(
    {"outside", "backslash", "bad-name", "not-a-file", "lfs-pointer", "web-address", "linked-folder"}
)
"""Problems of a file that lie in how its path is written, so that nobody has to send it again."""


_Owing = TypeVar("_Owing", Cell, Verdict)


class Owners:
    """Knows of which agency what the cells of a dossier lack is to be asked."""

    def __init__(self, dossier: Dossier, instrument: Instrument) -> None:
        """Keep the documents by id, and who gathers the dossier."""
        self._rows = instrument.requirements
        self._documents = {document.id: document for document in reversed(dossier.documents)}
        self._coordinator = coordinating_agency(dossier)

    def owner(self, cell: Cell) -> str | None:
        """The one agency that owes all that a cell lacks; that of its subject, where there are several."""
        owners = {part.agency for part in self.parts(cell)}
        return owners.pop() if len(owners) == 1 else cell.agency

    def parts(self, cell: Cell) -> list[Cell]:
        """A cell in parts, one for each owner; of the subjects that failed a row, with those that are to be asked about."""
        row = self._rows[cell.requirement]
        attempts: dict[str | None, list[Verdict]] = {}
        for verdict in _nearest(row, cell):
            home = verdict.subject.agency if row.at_least == "all" else cell.agency
            for owner, part in self._by_owner(verdict, home).items():
                attempts.setdefault(owner, []).append(part)
        if attempts:
            return [cell._replace(agency=owner, attempts=tuple(own)) for owner, own in attempts.items()]
        owed = self._by_owner(cell._replace(attempts=()), cell.agency)
        return [part._replace(agency=owner) for owner, part in owed.items()] or [cell]

    def mended(self, lack: Lack, near: Sequence[NearMiss]) -> list[NearMiss]:
        """The registered documents that meet a lack once their owners mend them: one of a choice, one of each type, all that are listed."""
        fit = [miss for miss in near if miss.reason not in ANOTHER and miss.document in self._documents]
        fit.sort(key=is_sent_again)  # what needs only a word comes first
        if "absent" in lack.details:
            return fit
        if lack.is_choice:
            return fit[:1]
        of_type = {self._documents[miss.document].type: miss for miss in reversed(fit)}
        return [of_type[name] for name in lack.types if name in of_type]

    def _by_owner(self, owing: _Owing, home: str | None) -> dict[str | None, _Owing]:
        """A cell or a verdict by owner, each with what it lacks of that one; `home` owes what nobody else keeps."""
        owed: dict[str | None, list[tuple[Lack, Sequence[NearMiss]]]] = {}
        for lack in owing.lacks:
            for owner, part, misses in self._divided(lack, owing.near_misses, home):
                owed.setdefault(owner, []).append((part, misses))
        by_owner = {}
        for owner, parts in owed.items():
            near = {(miss.document, miss.reason): miss for _, misses in parts for miss in misses}
            lacks = tuple(lack for lack, _ in parts)
            by_owner[owner] = owing._replace(lacks=lacks, near_misses=tuple(near.values()))
        return by_owner

    def _divided(
        self, lack: Lack, near: Sequence[NearMiss], home: str | None
    ) -> Iterator[tuple[str | None, Lack, Sequence[NearMiss]]]:
        """A lack by owner; of documents, those that are listed and those of each type that is needed, each on its own."""
        if lack.kind != "documents":
            yield home, lack, ()
            return
        absent = _details(lack).get("absent")
        names = absent or (() if lack.is_choice else lack.types)
        mended = self.mended(lack, near)
        if not names:
            yield self._keeper(mended[0], home) if mended else home, lack, near
            return
        keepers = {self._name(miss, lack): self._keeper(miss, home) for miss in reversed(mended)}
        of_owner: dict[str | None, list[str]] = {}
        for name in names:
            of_owner.setdefault(keepers.get(name, home), []).append(name)
        for owner, own in of_owner.items():
            misses = [miss for miss in near if self._name(miss, lack) in own]
            if absent:
                yield owner, lack._replace(details={**lack.details, "absent": tuple(own)}), misses
            else:
                yield owner, lack._replace(types=tuple(own)), misses

    def _name(self, miss: NearMiss, lack: Lack) -> str:
        """What a lack calls a document that nearly met it: by its id where they are listed, else by its type."""
        return miss.document if "absent" in lack.details else self._documents[miss.document].type

    def _keeper(self, miss: NearMiss, home: str | None) -> str | None:
        """The owner who can mend a registered document: the agency that keeps it, or where its entry is wrong, who fills that in."""
        if is_sent_again(miss):
            return self._documents[miss.document].agency or home
        is_kept_wrong = miss.reason in _KEPT_WRONG or miss.reason == "file"
        return (self._coordinator if is_kept_wrong else None) or home


def is_sent_again(miss: NearMiss) -> bool:
    """Whether a registered document must be sent anew; if not, only what its entry says must change."""
    return miss.reason in SENT_AGAIN and miss.details.get("problem") not in _WRITTEN_WRONG


def _nearest(row: Requirement, cell: Cell) -> Sequence[Verdict]:
    """The subjects whose owners are asked where a row wants a number of them: all, or as many as lack least."""
    if row.at_least == "all" or not cell.attempts:
        return cell.attempts
    counts = _details(cell.lacks[0])
    missing = counts["needed"] - counts["have"]
    of_its_year = (v for v in cell.attempts if not any(lack.details.get("year") for lack in v.lacks))
    nearest = sorted(of_its_year, key=lambda verdict: sum(map(_weight, verdict.lacks)))
    return nearest[:missing] if len(nearest) >= missing else ()


def _details(lack: Lack) -> Mapping[str, Any]:
    """The details of a lack, of which each kind has its own."""
    return lack.details


def _weight(lack: Lack) -> int:
    """How many things a lack stands for."""
    return len(lack.fields) + (1 if lack.is_choice else len(lack.types))
