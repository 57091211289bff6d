"""What a missing requirement asks of an agency: papers to send, and what is to be filled in.

A document that is registered and cannot serve is asked for by its title, once, of the agency that keeps it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from kotacerdas.assessment.cells import Cell, Lack, NearMiss
from kotacerdas.assessment.owners import ANOTHER, Owners, is_sent_again
from kotacerdas.deliverables.letters.forms import conditions, formats, rule_of
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.findings import SubjectRef
from kotacerdas.instrument.model import Requirement
from kotacerdas.languages import sentences

TOLD: Final = frozenset({"missing", "empty", "locked", "cut-off", "broken"})
"""Problems of a file that a letter names; of the others it says that the file cannot be used."""


class Ask(NamedTuple):
    """Something that is asked for. Asks with the same `key` are one line of a letter; `subject` is what it is for.

    `types` are those of a paper that is missing.
    """

    key: tuple[str, ...]
    subject: SubjectRef
    text: str
    note: str = ""
    formats: str = ""
    types: tuple[str, ...] = ()

    @property
    def is_paper(self) -> bool:
        """Whether a paper is to be sent; if not, something is to be filled in."""
        return self.key[0] != "blank"


class Asks:
    """What the parts of cells that are of one owner ask for."""

    def __init__(self, lookup: Lookup) -> None:
        """Keep the documents by id, and what checks in code found."""
        self._lookup, self._names = lookup, lookup.names
        self._text, self._word = lookup.messages.text, lookup.messages.word
        self._documents = {document.id: document for document in reversed(lookup.dossier.documents)}
        self._loose = [document for document in lookup.dossier.documents if not document.supports]
        self._owners = Owners(lookup.dossier, lookup.instrument)

    def of(self, cell: Cell) -> Iterator[Ask]:
        """What a cell, or its part of one owner, asks for."""
        row = self._lookup.instrument.requirements[cell.requirement]
        if not (cell.attempts or any(lack.kind == "subjects" for lack in cell.lacks)):
            for ask in self._of_subject(row, cell.subject, cell.lacks, cell.near_misses):
                yield self._with_loose(ask, cell)
            return
        for verdict in cell.attempts:
            yield from self._of_subject(row, verdict.subject.ref, verdict.lacks, verdict.near_misses)
        if not cell.attempts:
            yield self._of_group(row, cell)

    def _with_loose(self, ask: Ask, cell: Cell) -> Ask:
        """An ask for a paper with a note on those of its types that the agency has sent and that support nothing yet."""
        if ask.key[0] != "paper":
            return ask
        types = {name for lack in cell.lacks for name in lack.types}
        own = (d for d in self._loose if d.agency == cell.agency)
        loose = (d.title for d in own if not types.isdisjoint(self._lookup.instrument.types_of(d.type)))
        notes = [self._text("request.loose", document=title) for title in loose]
        return ask._replace(note="; ".join(filter(None, [ask.note, *notes])))

    def _of_group(self, row: Requirement, cell: Cell) -> Ask:
        """What is asked for where a row wants a number of subjects and none can be mended: a whole one."""
        title, rule = self._word(row.title), row.documents
        if rule:
            types = rule.any_of or rule.all_of
            text = self._paper_text(row, types, "or" if rule.any_of else "and")
            return Ask(("paper", row.id, text), cell.subject, text, "", formats(types, self._lookup), types)
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
        mended = self._owners.mended(lack, near)
        for miss in mended:
            yield self._again(miss, subject)
        types, absent = lack.types, lack.details.get("absent")
        if isinstance(absent, tuple):
            is_done = bool(mended) and {miss.document for miss in mended} >= set(absent)
        elif lack.is_choice:
            is_done = bool(mended)
        else:
            have = {self._documents[miss.document].type for miss in mended}
            types = tuple(name for name in types if name not in have)
            is_done = not types
        if is_done:
            return
        others = [miss for miss in near if miss.reason in ANOTHER]
        note = "; ".join(sentences.near_miss(miss, self._names) for miss in others)
        text = self._paper_text(row, types, "or" if lack.is_choice else "and", lack)
        yield Ask(("paper", row.id, text), subject, text, note, formats(types, self._lookup), types)

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
        if not is_sent_again(miss):
            text = _capitalised(sentences.near_miss(miss, self._names))
            return Ask(("blank", document.id, text), subject, text)
        problem = miss.details.get("problem")
        flaw = miss.reason if miss.reason != "file" else problem if problem in TOLD else "other"
        told = {"flaw": sentences.flaw(miss, self._lookup.messages)} if flaw == "returned" else {}
        note = self._text(f"request.again.{flaw}", **told)
        shown = formats([document.type], self._lookup)
        return Ask(("document", document.id), subject, document.title, note, shown)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
