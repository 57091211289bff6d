"""The shelf of documents: which of them meet a row of the instrument for a subject, and what others fail by.

A document meets a row when its type is one the row names, or counts as one; its state, file, number, date
and signature satisfy the row; and its `supports` names the subject or, for a row about the whole dossier, one of the
questions that the row proves. What a document fails by is kept, so that a report can say "there is a
DPA, but it is dated 2021".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kotacerdas.assessment.cells import Lack, NearMiss
from kotacerdas.assessment.reviews import Reviewed, reviewed
from kotacerdas.assessment.subjects import Subject
from kotacerdas.dates import PartialDate
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Document
from kotacerdas.instrument.model import DocumentsRule, Instrument, Window


class Shelf:
    """The documents, by what they prove and by type, each looked at once for what no row accepts.

    `flaws` holds what keeps a document from meeting any row, by the document's identity.
    """

    def __init__(self, dossier: Dossier, instrument: Instrument) -> None:
        """Put the documents on the shelf, and look at each for what no row accepts."""
        self._year = dossier.info.year
        self._types_of = instrument.types_of
        self._by_support: dict[str, list[Document]] = defaultdict(list)
        self._by_type: dict[str, list[Document]] = defaultdict(list)
        self._by_id = {document.id: document for document in reversed(dossier.documents)}
        reviews = reviewed(dossier)
        flaws = {id(d): flaw_of(d, dossier, instrument, reviews.get(d.id)) for d in dossier.documents}
        self.flaws = {key: flaw for key, flaw in flaws.items() if flaw}
        self._withheld = dossier.withheld()
        for document in dossier.documents:
            for ref in dict.fromkeys(document.supports):
                self._by_support[ref].append(document)
            for name in instrument.types_of(document.type):
                self._by_type[name].append(document)

    def search(
        self, rule: DocumentsRule, subject: Subject, proven: tuple[str, ...]
    ) -> tuple[tuple[str, ...], list[Lack], tuple[NearMiss, ...]]:
        """The documents on the shelf that meet a rule for a subject, what is lacking, and what nearly met it."""
        wanted = rule.any_of or rule.all_of
        fit: list[Document] = []
        near: list[NearMiss] = []
        for document in self._candidates(rule, subject, proven):
            if wanted and not any(name in wanted for name in self._types_of(document.type)):
                near += [NearMiss(document.id, "wrong-type")] if rule.listed else []
                continue
            flaw = self.flaws.get(id(document)) or self._misfit(rule, document)
            if flaw is None:
                fit.append(document)
            else:
                near.append(flaw)
        lacks = list(self._lacks(rule, subject, fit))
        if rule.listed and lacks and not _refs(subject, rule):
            unlisted = (document for name in wanted for document in self._by_type.get(name, ()))
            near += [NearMiss(document.id, "unlisted", {"listed": rule.listed}) for document in unlisted]
        return tuple(d.id for d in fit), lacks, tuple(near)

    def is_shown_only(self, rule: DocumentsRule, subject: Subject, names: tuple[str, ...]) -> bool:
        """Whether a rule that these documents meet for a subject would not be met by those on the shelf that are handed over."""
        fit = [self._by_id[name] for name in names]
        handed_over = [document for document in fit if id(document) not in self._withheld]
        return len(handed_over) < len(fit) and any(self._lacks(rule, subject, handed_over))

    def _candidates(
        self, rule: DocumentsRule, subject: Subject, proven: tuple[str, ...]
    ) -> Iterable[Document]:
        """The documents on the shelf that may meet a rule for a subject, before they are looked at."""
        if rule.listed:
            return [self._by_id[ref] for ref in _refs(subject, rule) if ref in self._by_id]
        if subject.kind != "dossier":
            return self._by_support.get(subject.id, ())
        if proven:
            candidates = (d for ref in proven for d in self._by_support.get(ref, ()))
        else:  # a row that proves no question is met by type alone
            candidates = (d for name in rule.any_of or rule.all_of for d in self._by_type.get(name, ()))
        return {document.id: document for document in candidates}.values()

    def _lacks(self, rule: DocumentsRule, subject: Subject, fit: list[Document]) -> Iterator[Lack]:
        """What is lacking of the documents that a rule demands, given those that fit."""
        if rule.listed:
            refs = _refs(subject, rule)
            have = {document.id for document in fit}
            absent = [ref for ref in refs if ref not in have]
            if absent or not (refs or subject.is_unread(rule.listed)):
                named: dict[str, object] = {"listed": rule.listed, "absent": tuple(absent)}
                yield Lack("documents", rule.any_of, details=named)
        elif rule.all_of:
            have = {name for document in fit for name in self._types_of(document.type)}
            absent = [name for name in rule.all_of if name not in have]
            if absent:
                yield Lack("documents", tuple(absent), is_choice=False)
        elif len(fit) < rule.count:
            counted = {"count": rule.count, "have": len(fit)}
            yield Lack("documents", rule.any_of, details=counted)

    def _misfit(self, rule: DocumentsRule, document: Document) -> NearMiss | None:
        """What a document on the shelf fails by in a rule; None if it fits."""
        if rule.window and (reason := self._off(rule.window, document.date, is_newest=document.newest)):
            return NearMiss(document.id, *reason)
        if rule.signed and document.signed is not True:
            return NearMiss(document.id, "unsigned")
        asked = not rule.fields_of or any(name in rule.fields_of for name in self._types_of(document.type))
        for path in rule.fields if asked else ():
            if not getattr(document, path, None):
                return NearMiss(document.id, "field-empty", {"field": path})
        return None

    def untimely(self, window: Window, subject: Subject) -> list[Lack]:
        """What is wrong with a subject's own date, if anything."""
        off = self._off(window, subject.date, is_newest=subject.is_newest)
        return [Lack("window", details={"reason": off[0], **off[1]})] if off else []

    def _off(
        self, window: Window, at: PartialDate | None, *, is_newest: bool
    ) -> tuple[str, dict[str, object]] | None:
        """Why the date of a document on the shelf is outside the window of a rule; None if it is inside."""
        if at is None:
            return "undated", {}
        first = self._year - (1 if window.newest else window.years_back or 0)
        if window.newest and is_newest:
            first = min(first, at.year)
        if first <= at.year <= self._year:
            return None
        return "wrong-year", {"year": at.year, "first": first, "last": self._year}


def _refs(subject: Subject, rule: DocumentsRule) -> tuple[str, ...]:
    """The documents that a subject lists where a rule demands those, by id."""
    value = subject.value(rule.listed or "")
    return tuple(str(ref) for ref in value) if isinstance(value, tuple) else ()


def flaw_of(
    document: Document, dossier: Dossier, instrument: Instrument, reviewed: Reviewed | None
) -> NearMiss | None:
    """What keeps a document on the shelf, on which a verdict stands, from meeting any row at all; None if nothing does."""
    kind = instrument.document_types.get(document.type)
    needs = kind.needs if kind else ()
    if dossier.origin(document).unread:
        return NearMiss(document.id, "entry-unread")
    if reviewed and reviewed.state == "unread":
        return NearMiss(document.id, "review-unread")
    if reviewed and reviewed.state == "returned":
        return NearMiss(document.id, "returned", reviewed.review.details)
    if document.is_draft:
        return NearMiss(document.id, "draft")
    if document.state == "revoked":
        return NearMiss(document.id, "revoked")
    if "number" in needs and document.number is None:
        return NearMiss(document.id, "no-number")
    if "date" in needs and document.date is None:
        return NearMiss(document.id, "no-date")
    if document.file is None:
        return None if document.has_link else NearMiss(document.id, "no-file")
    fact = dossier.evidence[document.file]
    if not fact.problem:
        return None
    return NearMiss(document.id, "file", {"problem": fact.problem, "file": document.file, **fact.details})
