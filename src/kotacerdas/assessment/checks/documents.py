"""Supporting documents and their files (KC3xx)."""

import math
from collections.abc import Iterator
from pathlib import PurePosixPath

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.dossier.entries import Document, draft_word
from kotacerdas.dossier.moves import Move, move_between
from kotacerdas.findings import Location
from kotacerdas.instrument.model import MEGABYTE


def file_cannot_serve(context: Context) -> Iterator[Fact]:
    """The file that a document names is not there, or cannot serve as evidence.

    A path must lead to a file inside the dossier's folder, written with `/`. The file must be whole, be
    what its extension says, and open without a password: an assessor who cannot open it scores as if it
    were not there. Until then the document meets no requirement.

    It is said only where it is sure that a file is locked, cut off or damaged, or something else than its name says. A
    file that could not be looked into is a warning (KC312), and counts.
    """
    behind_links: dict[object, list[Document]] = {}
    moved: dict[tuple[str, str], list[Document]] = {}
    for document in _by_id(context):
        if document.file is None:
            continue
        fact = context.dossier.evidence[document.file]
        if link := fact.details.get("link"):
            behind_links.setdefault(link, []).append(document)
        elif fact.problem == "missing" and isinstance(move := fact.details.get("move"), Move):
            moved.setdefault((move.old, move.new), []).append(document)
        elif fact.problem:
            details = {"file": document.file, "variant": fact.problem, **fact.details}
            yield context.document_fact(document, "file", **details)
    for link, documents in behind_links.items():  # one defect, however many files lie there
        yield context.document_fact(
            documents[0], "file", variant="linked-folder", link=link, n=len(documents)
        )
    for (old, new), documents in moved.items():  # as here
        path, n = context.dossier.evidence[documents[0].file or ""].details["suggestion"], _files(documents)
        told: dict[str, object] = {"variant": "moved", "file": documents[0].file, "path": path}
        if n > 1:
            variant = "moved-folder" if old and new else "moved-out" if old else "moved-in"
            told |= {"variant": variant, "n": n, "old": f"{old}/…", "new": f"{new}/…"}
        yield context.document_fact(documents[0], "file", **told)


def file_could_not_be_looked_into(context: Context) -> Iterator[Fact]:
    """A file could not be looked into, or its structure is faulty in a way that readers mend.

    That a library fails to read a file is no proof against it, so its document counts. Only a person who opens it can
    tell.
    """
    for document in context.dossier.documents:
        fact = context.file_of(document)
        if fact is not None and fact.doubt and not fact.problem:
            yield context.document_fact(document, "file", file=document.file, variant=fact.doubt)


def same_bytes_are_registered_twice(context: Context) -> Iterator[Fact]:
    """Two documents have the same file, or files with the same content.

    One document may prove several things: name them all in its `supports`. Registered twice, it looks
    like two proofs and is one.
    """
    first: dict[str, str] = {}
    for document in _by_id(context):
        fact = context.file_of(document)
        if fact is None or not (content := fact.sha256 or (not fact.problem and fact.actual)):
            continue
        if content in first:
            yield context.document_fact(document, "file", file=document.file, first=first[content])
        else:
            first[content] = document.id


def file_name_differs_in_case(context: Context) -> Iterator[Fact]:
    """The name of the file on the disk has other capitals than the entry.

    Windows finds the file all the same, other systems do not; the assessors' system is unknown.
    """
    alike: dict[tuple[str, str], list[Document]] = {}
    for document in _by_id(context):
        fact = context.file_of(document)
        if fact is None or not fact.actual or document.file is None:
            continue
        if _differs_in_case(document.file, fact.actual):
            _, old, new = move_between(str(PurePosixPath(document.file)), fact.actual)
            alike.setdefault((old, new), []).append(document)
    for (old, new), documents in alike.items():  # one defect, however many files lie there
        actual, n = context.dossier.evidence[documents[0].file or ""].actual, _files(documents)
        of_folder = {"variant": "folder", "n": n, "old": old, "new": new}
        told = of_folder if n > 1 else {"variant": "file"}
        yield context.document_fact(documents[0], "file", file=documents[0].file, actual=actual, **told)


def _differs_in_case(registered: str, actual: str) -> bool:
    """Whether the name of a document's file on the disk differs from the registered one in more than how accents are composed."""
    import unicodedata  # noqa: PLC0415 - only names that differ at all need it

    if registered == actual:
        return False
    written, stored = (
        unicodedata.normalize("NFC", str(PurePosixPath(path))) for path in (registered, actual)
    )
    return written != stored and written.casefold() == stored.casefold()


def format_or_size_is_not_accepted(context: Context) -> Iterator[Fact]:
    """The file is of a format that its document type does not come in, or larger than the limit.

    Formats and limits are settings of the instrument, not rules of the ministry, which has published
    none; they keep out what is awkward to open or to send.
    """
    for document in context.dossier.documents:
        fact = context.file_of(document)
        kind = context.instrument.document_types.get(document.type)
        if fact is None or kind is None or fact.problem:
            continue
        if not context.instrument.accepts(kind, fact.kind):
            accepted = {"kind": fact.kind, "files": kind.files}
            yield context.document_fact(document, "file", variant="format", **accepted)
        if fact.size > kind.max_size:
            size = math.ceil(fact.size / MEGABYTE * 10) / 10  # never as large as the limit
            limit = kind.max_megabytes
            yield context.document_fact(document, "file", variant="size", size=size, limit=limit)


def draft_meets_nothing(context: Context) -> Iterator[Fact]:
    """A document is a draft, by its state or by its title.

    The ministry's report on 2022 scored a regulation that was not yet enacted low [M22]; a title that
    says draft, konsep or rancangan counts as one, whatever `state` says.
    """
    for document in context.dossier.documents:
        if word := draft_word(document.title):
            yield context.document_fact(document, "title", variant="title", word=word)
        elif document.state == "draft":
            yield context.document_fact(document, "state", variant="state")


def number_or_date_is_missing(context: Context) -> Iterator[Fact]:
    """A regulation or decree has no number, or no date.

    An assessor finds and cites it by number and year; without them it meets nothing.
    """
    for document in context.dossier.documents:
        kind = context.instrument.document_types.get(document.type)
        for need in kind.needs if kind else ():
            if getattr(document, need) is None and not context.is_unread(document, need):
                yield context.document_fact(document, variant=need)


def document_supports_nothing(context: Context) -> Iterator[Fact]:
    """A document does not say what it proves.

    It counts for nothing then, unless some requirement asks for one of its type and proves no question.
    """
    by_type_alone = {
        name
        for row in context.instrument.requirements.values()
        if row.documents and not row.proves
        for name in row.documents.types
    }
    masterplan = context.dossier.info.masterplan
    listed = set(masterplan.books) if masterplan else set()
    for document in context.dossier.documents:
        serves = any(name in by_type_alone for name in context.instrument.types_of(document.type))
        if document.supports or serves or document.id in listed:
            continue
        if not context.is_unread(document, "supports"):
            yield context.document_fact(document)


def document_has_no_owner(context: Context) -> Iterator[Fact]:
    """A document does not say which agency answers for it.

    Whoever has to ask for a better copy, or for last year's number, must know whom to ask.
    """
    for document in context.dossier.documents:
        if document.agency is None and not context.is_unread(document, "agency"):
            yield context.document_fact(document)


def file_is_named_by_no_document(context: Context) -> Iterator[Fact]:
    """A file lies in the dossier's folder, and no document names it.

    It was gathered for something, and counts for nothing until a document names it. Hidden files, YAML
    files, files named README and the folders `templates`, `instruments` and `output` are passed over.
    """
    if context.dossier.unread_files:
        return
    proposed = {path for fact in context.dossier.evidence.values() for path in fact.proposed}
    for path in context.dossier.unnamed_files:
        if path in proposed:
            continue  # told with the document whose file is not there
        yield Fact(Location(path), details={"file": path})


def arms_cannot_be_used(context: Context) -> Iterator[Fact]:
    """The picture of the city's arms is not there, is not whole, or is neither PNG nor JPEG.

    The arms stand on the cover of every dossier that is rendered; without the picture the cover has none.
    """
    arms = context.dossier.info.city.arms
    if arms is None:
        return
    fact = context.dossier.evidence[arms]
    where = context.at(context.dossier.info, "city", "arms")
    if isinstance(move := fact.details.get("move"), Move) and any(
        isinstance(other, Move) and other != move and other[1:] == move[1:]
        for other in (fact.details.get("move") for fact in context.dossier.evidence.values())
    ):
        return  # told with the documents of its folder
    if fact.problem:
        details = {"file": arms, "variant": "file", "problem": fact.problem, **fact.details}
        yield Fact(where, details=details)
    elif not fact.is_picture:
        yield Fact(where, details={"file": arms, "variant": "no-picture", "kind": fact.kind})


def document_came_back(context: Context) -> Iterator[Fact]:
    """Who looked at a document wants it mended, or rejected it, and nothing newer stands for it.

    Who sends a paper back does not count it, so it meets nothing until something newer stands: a date of the document after
    that of the verdict, another file than the verdict names, or a newer verdict. Of two verdicts of one day, the one further down
    counts.
    """
    for document in context.dossier.documents:
        flaw = context.matrix.flaw_of(document)
        if flaw and flaw.reason == "returned":
            yield context.document_fact(document, **flaw.details)


def _files(documents: list[Document]) -> int:
    """How many files documents name."""
    return len({document.file for document in documents})


def _by_id(context: Context) -> list[Document]:
    """The documents in an order that theirs in the YAML does not change: a finding about several points at the first."""
    return sorted(context.dossier.documents, key=lambda document: document.id)
