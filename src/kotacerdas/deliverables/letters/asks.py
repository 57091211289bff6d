"""What a missing requirement asks of an agency: papers to send, in which form, and what is to be filled in.

A document that is registered and cannot serve is asked for by its title, once, of the agency that keeps it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from kotacerdas.assessment.cells import Cell, Lack, NearMiss
from kotacerdas.assessment.owners import ANOTHER, Owners, is_sent_again
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.findings import SubjectRef
from kotacerdas.instrument.model import DocumentsRule, Requirement
from kotacerdas.languages import sentences
from kotacerdas.languages.text import capitalised

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
        """Keep what asking needs: the documents by id, and what checks in code found."""
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
        if rule := row.documents:
            types = rule.any_of or rule.all_of
            return self._paper(row, cell.subject, types, rule, is_choice=bool(rule.any_of))
        of, n = self._word(row.title), cell.lacks[0].details["needed"]
        text = self._text("request.at-least", of=of, n=n)
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
            text = capitalised("; ".join(blanks))
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
        yield self._paper(row, subject, types, rule_of(row, lack), note, is_choice=lack.is_choice)

    def _paper(
        self,
        row: Requirement,
        subject: SubjectRef,
        types: Sequence[str],
        rule: DocumentsRule | None,
        note: str = "",
        *,
        is_choice: bool,
    ) -> Ask:
        """A missing paper: what it is for and of which types it may be; the types alone do where the title begins with them."""
        title = self._word(row.title)
        names = (self._names.document_type(name, is_short=True) for name in types)
        joined = self._lookup.messages.joined(names, "or" if is_choice else "and")
        if not types:
            title = f"{title}: {self._text('request.any-paper')}"
        elif not self._begins_with(title, joined):
            title = f"{title}: {joined}"
        text = ", ".join([title, *(conditions(rule, self._lookup) if rule else ())])
        return Ask(("paper", row.id, text), subject, text, note, formats(types, self._lookup), tuple(types))

    def _begins_with(self, title: str, types: str) -> bool:
        """Whether the title of what is asked for begins with these types of paper and names no others after them."""
        rest = title[len(types) :]
        more = (",", *(f" {self._text(f'words.{word}')} " for word in ("and", "or")))
        return title.casefold().startswith(types.casefold()) and not rest.startswith(more)

    def _again(self, miss: NearMiss, subject: SubjectRef) -> Ask:
        """What is asked for so that a registered document counts: the document anew, or a word on it."""
        document = self._documents[miss.document]
        if not is_sent_again(miss):
            text = capitalised(sentences.near_miss(miss, self._names))
            return Ask(("blank", document.id, text), subject, text)
        problem = miss.details.get("problem")
        flaw = miss.reason if miss.reason != "file" else problem if problem in TOLD else "other"
        told = {"flaw": sentences.flaw(miss, self._lookup.messages)} if flaw == "returned" else {}
        note = self._text(f"request.again.{flaw}", **told)
        shown = formats([document.type], self._lookup)
        return Ask(("document", document.id), subject, document.title, note, shown)


# --- in which form papers come -------------------------------------------------------------------


def form_of(row: Requirement, lacks: Iterable[Lack], lookup: Lookup) -> str:
    """What is asked of the documents that a requirement lacks: what they must be like; or that there need be none."""
    forms = []
    for lack in lacks:
        if lack.kind == "documents" and (rule := rule_of(row, lack)):
            forms.append(_form(lack.types, rule, lookup))
        elif lack.kind == "subjects" and row.documents:
            forms.append(_form(row.documents.any_of or row.documents.all_of, row.documents, lookup))
    return "; ".join(forms) or lookup.messages.text("request.form-data")


def rule_of(row: Requirement, lack: Lack) -> DocumentsRule | None:
    """The rule that tells the form of papers that are asked for: the row's, or that of the case which names their types."""
    rules = [rule for rule in (row.documents, *(case.documents for case in row.cases)) if rule]
    exact = (rule for rule in rules if lack.types in {rule.any_of, rule.all_of})
    partial = (rule for rule in rules if set(lack.types) <= set(rule.types))
    return next(exact, None) or next(partial, None)


def formats(types: Sequence[str], lookup: Lookup) -> str:
    """In which formats papers that are asked for may come, in short: those that all of these types share, else those of each."""
    messages, known = lookup.messages, lookup.instrument.document_types
    kinds = [known[name] for name in types if name in known]
    shared = [file for file in kinds[0].files if all(file in kind.files for kind in kinds)] if kinds else []
    if shared:
        return ", ".join(map(str.upper, shared))
    of_each: dict[str, list[str]] = {}
    for kind in kinds:
        form = ", ".join(map(str.upper, kind.files))
        of_each.setdefault(form, []).append(lookup.names.document_type(kind.id, is_short=True))
    parts = (f"{', '.join(names)}: {form}" for form, names in of_each.items())
    return "; ".join(parts) or messages.text("request.formats-any")


def _form(types: Sequence[str], rule: DocumentsRule, lookup: Lookup) -> str:
    """The form in which papers of these types are asked for, those of one form put together."""
    messages, known = lookup.messages, lookup.instrument.document_types
    kinds = {name: known[name] for name in types if name in known}
    sizes = {kind.max_megabytes for kind in kinds.values()}
    forms: dict[str, list[str]] = {}
    for name, kind in kinds.items():
        form = messages.joined([file.upper() for file in kind.files], "or")
        if kind.needs:
            needs = messages.joined([messages.text(f"words.{need}") for need in kind.needs], "and")
            form = messages.text("request.form-with", form=form, needs=needs)
        if len(sizes) > 1:
            form = f"{form}, {messages.text('request.form-size', size=kind.max_megabytes)}"
        forms.setdefault(form, []).append(lookup.names.document_type(name, is_short=True))
    if len(forms) > 1:
        parts = [f"{', '.join(names)}: {form}" for form, names in forms.items()]
    else:
        parts = list(forms) or [messages.text("request.form-any")]
    if len(sizes) == 1:
        parts.append(messages.text("request.form-size", size=sizes.pop()))
    return "; ".join([*parts, *conditions(rule, lookup)])


def conditions(rule: DocumentsRule, lookup: Lookup) -> Iterator[str]:
    """What a rule demands of the form of papers that are asked for: their year, a signature, fields."""
    year, text = lookup.dossier.info.year, lookup.messages.text
    if rule.window and rule.window.newest:
        yield text("request.form-newest", first=year - 1, last=year)
    elif rule.window:
        first = year - (rule.window.years_back or 0)
        yield text("request.form-year", years=year if first == year else f"{first}–{year}")
    if rule.signed:
        yield text("request.form-signed")
    if rule.fields:
        types = lookup.messages.joined(map(lookup.names.document_type, rule.fields_of), "or")
        key = "request.form-fields-of" if types else "request.form-fields"
        yield text(key, types=types, fields=lookup.messages.fields(rule.fields))
