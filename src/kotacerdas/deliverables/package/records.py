"""What the templates of a package's index see: plain records, as those of a dossier's templates are."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - annotations are read when templates are checked
from typing import NamedTuple

from kotacerdas.dates import PartialDate  # noqa: TC001 - as above
from kotacerdas.deliverables.records import Agency, City, Coordinator, Instrument  # noqa: TC001 - as above


class IndexedDocument(NamedTuple):
    """A document as the index names it. `url` is its address on the web; empty if it has none.

    `is_unopened`: it is a link that nobody says to have opened.
    """

    id: str
    type_name: str
    title: str
    number: str
    date: PartialDate | None
    issuer: str
    agency: Agency | None
    classification_name: str
    url: str
    is_unopened: bool


class Entry(NamedTuple):
    """A document in the package. Its `code` is its id, which names its file, too.

    `path` is its file's, as seen from the index, and `file_name` its name; both are empty where there is only a
    link. Of two documents with the same file, both name it. `link` is the path or the web address. `proves` are
    the questions and quick wins one by one, `proves_short` the same with those that follow one another put
    together.
    """

    code: str
    document: IndexedDocument
    path: str
    file_name: str
    link: str
    pages: int
    size: int
    sha256: str
    proves: tuple[str, ...]
    proves_short: tuple[str, ...]


class Folder(NamedTuple):
    """The documents of one question or quick win, or of several questions that share a sub-indicator."""

    code: str
    name: str
    path: str
    entries: tuple[Entry, ...]


class Group(NamedTuple):
    """An aspect with its questions, or the quick wins, or the rest."""

    name: str
    folders: tuple[Folder, ...]


class Proof(NamedTuple):
    """A question (or several) or a quick win, and the codes of all documents that prove it."""

    code: str
    name: str
    is_quick_win: bool
    codes: tuple[str, ...]


class ExcludedDocument(NamedTuple):
    """A document that is not in the package, why, and the questions and quick wins that it is for."""

    document: IndexedDocument
    reason: str
    is_unfit: bool
    proves: tuple[str, ...]


class Subject(NamedTuple):
    """A question or quick win with all documents that prove it, wherever they lie, and those that stay out.

    `ref` is its id and `code` what is shown of it, `name` what its folder is called, `asks` the question; `group` is the aspect.
    The one without a code is for documents that prove nothing.
    """

    ref: str
    code: str
    name: str
    asks: str
    is_quick_win: bool
    group: str
    folder: Folder
    entries: tuple[Entry, ...] = ()
    excluded: tuple[ExcludedDocument, ...] = ()


class Index(NamedTuple):
    """Everything that the index's templates can name.

    `evaluation_title` is the name of the evaluation with year and stage.
    `as_of` is the day whose state is shown.
    `kept_back` are the documents that are not for everybody, `shown_only` the questions, in short, that only they prove;
    `unfit` those that cannot serve as evidence.
    `counts` tell how many files there are, and how many documents have only a link.
    """

    language: str
    tool: str
    as_of: dt.date
    is_draft: bool
    city: City
    year: int
    stage_name: str
    evaluation_title: str
    instrument: Instrument
    coordinator: Coordinator | None
    groups: tuple[Group, ...]
    proofs: tuple[Proof, ...]
    kept_back: tuple[ExcludedDocument, ...]
    shown_only: tuple[str, ...]
    unfit: tuple[ExcludedDocument, ...]
    file_count: int
    link_count: int
