"""What a missing requirement asks of an agency: papers to send, and what is to be filled in.

A document that is registered and cannot serve is asked for by its title, once, of the agency that keeps it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from kotacerdas.assessment.cells import Cell, Lack, NearMiss, Verdict
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.deliverables.letters.forms import conditions, formats, rule_of
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.findings import SubjectRef
from kotacerdas.instrument.model import Requirement
from kotacerdas.languages import sentences

_ANOTHER: Final = frozenset({"wrong-year", "revoked"})
"""What a document fails by that only another one can mend."""

SENT_AGAIN: Final = frozenset({"no-file", "file", "draft", "unsigned"})
"""What a document fails by that is mended where it is sent anew: its file, whole, final and signed."""

_KEPT_WRONG: Final = frozenset({"entry-unread", "wrong-type", "unlisted"})
"""What a document fails by that only who keeps the dossier can mend."""

_WRITTEN_WRONG: Final = frozenset(
    {"outside", "backslash", "bad-name", "not-a-file", "lfs-pointer", "web-address", "linked-folder"}
)
"""Problems of a file that lie in how its path is written, so that nobody has to send it again."""

TOLD: Final = frozenset({"missing", "empty", "locked", "cut-off", "broken"})
"""Problems of a file that a letter names; of the others it says that the file cannot be used."""


class Ask(NamedTuple):
    """Something that is asked for. Asks with the same `key` are one line of a letter; `subject` is what it is for."""

    key: tuple[str, ...]
    subject: SubjectRef
    text: str
    note: str = ""
    formats: str = ""

    @property
    def is_paper(self) -> bool:
        """Whether a paper is to be sent; if not, something is to be filled in."""
        return self.key[0] != "blank"


class Asks:
    """What the cells of a dossier ask for."""

    def __init__(self, lookup: Lookup) -> None:
        """Keep the documents by id, and what checks in code found."""
        self._lookup, self._names = lookup, lookup.names
        self._text, self._word = lookup.messages.text, lookup.messages.word
        self._documents = {document.id: document for document in reversed(lookup.dossier.documents)}
        self._loose = [document for document in lookup.dossier.documents if not document.supports]
        self._coordinator = coordinating_agency(lookup.dossier)

    def of(self, cell: Cell) -> Iterator[Ask]:
        """What a cell asks for."""
        row = self._lookup.instrument.requirements[cell.requirement]
        if not (cell.attempts or any(lack.kind == "subjects" for lack in cell.lacks)):
            for ask in self._of_subject(row, cell.subject, cell.lacks, cell.near_misses):
                yield self._with_loose(ask, cell)
            return
        chosen = _nearest(row, cell)
        for verdict in chosen:
            yield from self._of_subject(row, verdict.subject.ref, verdict.lacks, verdict.near_misses)
        if not chosen:
            yield self._of_group(row, cell)

    def _with_loose(self, ask: Ask, cell: Cell) -> Ask:
        """An ask for a paper with a note on those of its types that the agency has sent and that support nothing yet."""
        if ask.key[0] != "paper":
            return ask
        types = {name for lack in cell.lacks for name in lack.types}
        loose = (d.title for d in self._loose if d.type in types and d.agency == cell.agency)
        notes = [self._text("request.loose", document=title) for title in loose]
        return ask._replace(note="; ".join(filter(None, [ask.note, *notes])))

    def _of_group(self, row: Requirement, cell: Cell) -> Ask:
        """What is asked for where a row wants a number of subjects and none can be mended: a whole one."""
        title, rule = self._word(row.title), row.documents
        if rule:
            types = rule.any_of or rule.all_of
            text = self._paper_text(row, types, "or" if rule.any_of else "and")
            return Ask(("paper", row.id, text), cell.subject, text, formats=formats(types, self._lookup))
        details = cell.lacks[0].details
        text = self._text("request.at-least", of=title, n=details["needed"])
        return Ask(("blank", text), cell.subject, text)

    def _of_subject(
        self, row: Requirement, subject: SubjectRef, lacks: Iterable[Lack], near: Sequence[NearMiss]
    ) -> Iterator[Ask]:
        """What is asked for of one subject: its papers first, then all that is to be filled in, in one line."""
        blanks: list[str] = []
        for lack in lacks:
            if lack.kind == "documents":
                yield from self._papers(row, subject, lack, near)
            elif lack.kind == "check":
                blanks += self._lookup.checked(row.id, subject)
            elif lack.kind == "minimum":
                field = self._lookup.messages.field(lack.fields[0])
                blanks.append(self._text("request.at-least", of=field, n=lack.details["minimum"]))
            elif lack.kind == "fields" and not lack.details:
                blanks.append(self._lookup.messages.fields(lack.fields))
            else:
                blanks.append(sentences.shortfall(self._names, [lack]).removesuffix("."))
        if blanks:
            text = _capitalised("; ".join(blanks))
            yield Ask(("blank", text), subject, text)

    # --- papers ----------------------------------------------------------------------------------

    def _papers(
        self, row: Requirement, subject: SubjectRef, lack: Lack, near: Sequence[NearMiss]
    ) -> Iterator[Ask]:
        """The papers that are asked for where documents are lacking: those that are registered, else their types."""
        mended = self._mended(lack, near)
        for miss in mended:
            yield self._again(miss, subject)
        types, details = lack.types, _details(lack)
        if "absent" in details:
            is_done = bool(mended) and {miss.document for miss in mended} >= set(details["absent"])
        elif lack.is_choice:
            is_done = bool(mended)
        else:
            have = {self._documents[miss.document].type for miss in mended}
            types = tuple(name for name in types if name not in have)
            is_done = not types
        if is_done:
            return
        others = [miss for miss in near if miss.reason in _ANOTHER]
        note = "; ".join(sentences.near_miss(miss, self._names) for miss in others)
        text = self._paper_text(row, types, "or" if lack.is_choice else "and", lack)
        yield Ask(("paper", row.id, text), subject, text, note, formats(types, self._lookup))

    def _paper_text(
        self, row: Requirement, types: Sequence[str], conjunction: str, lack: Lack | None = None
    ) -> str:
        """What a paper is for and of which types it may be; the types alone do where the title begins with them."""
        title, messages = self._word(row.title), self._lookup.messages
        joined = messages.joined(
            (self._names.document_type(name, is_short=True) for name in types), conjunction
        )
        if not types:
            title = f"{title}: {self._text('request.any-paper')}"
        elif not self._begins_with(title, joined):
            title = f"{title}: {joined}"
        rule = rule_of(row, lack) if lack else row.documents
        return ", ".join([title, *(conditions(rule, self._lookup) if rule else ())])

    def _begins_with(self, title: str, types: str) -> bool:
        """Whether a title begins with these types and names no others after them."""
        rest = title[len(types) :]
        more = (",", *(f" {self._text(f'words.{word}')} " for word in ("and", "or")))
        return title.casefold().startswith(types.casefold()) and not rest.startswith(more)

    def _again(self, miss: NearMiss, subject: SubjectRef) -> Ask:
        """What is asked for so that a registered document counts: the document anew, or a word on it."""
        document = self._documents[miss.document]
        if not _is_sent_again(miss):
            text = _capitalised(sentences.near_miss(miss, self._names))
            return Ask(("blank", document.id, text), subject, text)
        problem = miss.details.get("problem")
        flaw = miss.reason if miss.reason != "file" else problem if problem in TOLD else "other"
        note = self._text(f"request.again.{flaw}")
        shown = formats([document.type], self._lookup)
        return Ask(("document", document.id), subject, document.title, note, shown)

    def _mended(self, lack: Lack, near: Sequence[NearMiss]) -> list[NearMiss]:
        """The registered documents that a letter asks for anew, since they meet a lack once they are mended: one of a choice, one of each type, all that are listed."""
        fit = [miss for miss in near if miss.reason not in _ANOTHER and miss.document in self._documents]
        fit.sort(key=_is_sent_again)  # what needs only a word comes first
        if "absent" in lack.details:
            return fit
        if lack.is_choice:
            return fit[:1]
        of_type = {self._documents[miss.document].type: miss for miss in reversed(fit)}
        return [of_type[name] for name in lack.types if name in of_type]

    # --- whom to ask -----------------------------------------------------------------------------

    def by_owner(self, cell: Cell) -> Iterator[Cell]:
        """A cell in parts, one for each agency that is asked: who keeps the document, or who owns the subject."""
        row = self._lookup.instrument.requirements[cell.requirement]
        if cell.attempts:
            owners = dict.fromkeys(verdict.subject.agency for verdict in cell.attempts)
            for owner in owners if row.at_least == "all" else [cell.agency]:
                mine = [v for v in cell.attempts if row.at_least != "all" or v.subject.agency == owner]
                yield cell._replace(agency=owner, attempts=tuple(mine))
            return
        parts: dict[str | None, list[Lack]] = {}
        for lack in cell.lacks:
            parts.setdefault(self._owner(cell, lack), []).append(lack)
        for owner, lacks in parts.items():
            has_papers = any(lack.kind == "documents" for lack in lacks)
            near = cell.near_misses if has_papers else ()
            yield cell._replace(agency=owner, lacks=tuple(lacks), near_misses=near)
        if not parts:
            yield cell

    def _owner(self, cell: Cell, lack: Lack) -> str | None:
        """Of whom a letter asks what a cell lacks."""
        mended = self._mended(lack, cell.near_misses) if lack.kind == "documents" else []
        owners = set()
        for miss in mended:
            keeper = self._documents[miss.document].agency
            if not _is_sent_again(miss):
                is_kept = miss.reason in _KEPT_WRONG or miss.reason == "file"
                keeper = self._coordinator if is_kept else cell.agency
            owners.add(keeper or cell.agency)
        is_whole = lack.is_choice or len(mended) == len(lack.types)
        return owners.pop() if len(owners) == 1 and is_whole else cell.agency


def _is_sent_again(miss: NearMiss) -> bool:
    """Whether a registered document must be sent anew; if not, only what its entry says must change."""
    return miss.reason in SENT_AGAIN and miss.details.get("problem") not in _WRITTEN_WRONG


def _nearest(row: Requirement, cell: Cell) -> Sequence[Verdict]:
    """The subjects that a letter asks about where a row wants a number of them: all, or as many as lack least."""
    if row.at_least == "all":
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


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
