"""The plan of an evidence package: which documents go in, in which folders, under which names, and the index.

A document lies in one place. Where it names a question in `supports`, that is the first of them in the
instrument's order; else the first quick win that it names; else the first question that it proves as the matrix
has it, or that its subject is asked for; else the folder for the rest. The index names it for everything that it
proves.

Out stay documents that cannot serve (`Matrix.flaws`) and, unless they are named, those that are not for
everybody: `restricted` and `secret` ones, and specific personal data (UU 27/2022, article 4). The index says that
they exist. Nothing here touches the disk.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from kotacerdas import __version__
from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Matrix
from kotacerdas.assessment.proofs import Proofs
from kotacerdas.deliverables.lookup import EN_DASH, Lookup, in_short, unmasked
from kotacerdas.deliverables.package.records import (
    Entry,
    ExcludedDocument,
    Folder,
    Group,
    Index,
    IndexedDocument,
    Proof,
)
from kotacerdas.dossier.entries import Document
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.model import Question
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.text import runs
from kotacerdas.naming import distinct, slug
from kotacerdas.nearest import nearest
from kotacerdas.privacy import anonymous

_MAX_NAME: Final = 40
_MAX_FOLDER: Final = 24
_MAX_FILE: Final = 48
_MAX_CODE: Final = 16
_CODE: Final = re.compile(r"(.*-)(\d+)")
_NUMBERED: Final = re.compile(r"(.*?[A-Za-z-])(\d{1,4})", re.ASCII)
_RESERVED: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


class Copy(NamedTuple):
    """A file to copy: from where in the dossier to where in the package, both POSIX; its checksum and size."""

    source: str
    target: str
    sha256: str
    size: int


class Plan(NamedTuple):
    """A package: its name, what is copied into it, what its index says, and that file's name."""

    name: str
    copies: tuple[Copy, ...]
    contents: Index
    index_name: str


def plan(
    assessment: Assessment,
    messages: Messages,
    as_of: dt.date,
    include: Collection[str] = (),
    *,
    is_dated: bool = False,
) -> Plan:
    """Plan the package of a dossier in the language of the messages.

    `include` names documents that go in though they are not for everybody. Without `is_dated` nothing in the
    package depends on the day. Raises CannotRun if the dossier cannot be read or has no document of that name.
    """
    lookup = Lookup(assessment, messages)
    known = {document.id for document in lookup.dossier.documents}
    for name in include:
        if name not in known:
            raise CannotRun("no-such-document", name=name, suggestion=nearest(name, known))
    planner = _Planner(lookup, assessment.matrix, include)
    groups = tuple(planner.groups())
    entries = [entry for group in groups for folder in group.folders for entry in folder.entries]
    info, city = lookup.dossier.info, lookup.city()
    index = Index(
        language=messages.language,
        tool=f"kotacerdas {__version__}",
        as_of=as_of if is_dated else None,
        is_draft=False,
        city=city,
        year=info.year,
        stage_name=lookup.term("stage", info.stage),
        evaluation_title=lookup.evaluation_title(),
        instrument=lookup.instrument_record(),
        coordinator=lookup.coordinator(),
        groups=groups,
        proofs=tuple(planner.proofs(entries)),
        kept_back=tuple(planner.kept_back),
        shown_only=planner.shown_only(entries),
        unfit=tuple(planner.unfit),
        file_count=len(planner.copies),
        link_count=sum(not entry.path for entry in entries),
    )
    start, end = messages.text("package.name"), str(info.year)
    middle = slug(city.name, _MAX_NAME - len(start) - len(end) - 2)
    name = "-".join(filter(None, [start, middle, end]))
    return Plan(name, tuple(planner.copies), index, f"00_{messages.text('package.index-name')}")


class _Planner:
    """Plans where each document of a package lies, and notes what is copied and what stays out."""

    def __init__(self, lookup: Lookup, matrix: Matrix, include: Collection[str]) -> None:
        """Begin the plan of a package: its empty folders, and where each document may go."""
        self._lookup, self._messages, self._include = lookup, lookup.messages, include
        self._dossier, self._instrument, self._matrix = lookup.dossier, lookup.instrument, matrix
        self.copies: list[Copy] = []
        self.kept_back: list[ExcludedDocument] = []
        self.unfit: list[ExcludedDocument] = []
        self._proofs = Proofs(self._dossier, self._instrument, matrix)
        self._quick_wins = {p.id: p.name for p in self._dossier.programs if p.quick_win is not None}
        self._quick_win_order = {name: n for n, name in enumerate(self._quick_wins)}
        self._groups = list(self._empty_groups())
        self._folders = {ref: folder for _, group in reversed(self._groups) for ref, folder in group.items()}
        self._codes: set[str] = set()
        self._stored: dict[str, str] = {}
        self._withheld = self._dossier.withheld(include)

    # --- folders -------------------------------------------------------------------------------------

    def _empty_groups(self) -> Iterator[tuple[str, dict[str, Folder]]]:
        """The groups of the package by name, with their empty folders by the question or quick win that each is for."""
        groups = list(self._subjects())
        width, taken = len(str(len(groups))), set[str]()
        for n, (name, subjects) in enumerate(groups, start=1):
            top = _joined(f"{n:0{width}}", name)
            folders = {}
            for ref, number, title, shown in subjects:
                code = distinct(number, taken, "x")
                folders[ref] = Folder(code, shown, f"{top}/{_joined(code, title)}" if ref else top, ())
            yield name, folders

    def _subjects(self) -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
        """What each group of folders is for: an id, its number, the folder's title, its name in the index.

        The last group is for the rest, which has no id.
        """
        word, questions = self._messages.word, self._instrument.questions
        padded = _padded(questions)
        for aspect in self._instrument.aspects.values():
            yield (
                word(aspect.name),
                [
                    (name, padded[name][:_MAX_CODE], word(question.sub_indicator), self._shown(question))
                    for name, question in questions.items()
                    if question.aspect == aspect.id
                ],
            )
        numbers = _padded([f"QW{n}" for n in range(1, len(self._quick_wins) + 1)]).values()
        named = zip(self._quick_wins.items(), numbers, strict=True)
        yield (
            self._messages.text("package.by-quick-win"),
            [(ref, number, ref, name) for (ref, name), number in named],
        )
        yield self._messages.text("package.others"), [("", "X", "", "")]

    def _shown(self, question: Question) -> str:
        """A question as the index names it."""
        word = self._messages.word
        return f"{word(question.indicator)}: {word(question.sub_indicator)}"

    # --- documents -----------------------------------------------------------------------------------

    def groups(self) -> Iterator[Group]:
        """The groups of the package that hold anything, every document in its folder."""
        packed: dict[str, list[Document]] = {}
        for document in self._dossier.documents:
            if self._is_packed(document):
                packed.setdefault(self._home_of(document), []).append(document)
        for name, folders in self._groups:
            filled = tuple(self._filled(folders[ref], packed.pop(ref)) for ref in folders if ref in packed)
            if filled:
                yield Group(name, filled)

    def _is_packed(self, document: Document) -> bool:
        """Whether a document goes into the package; one that does not is noted with the reason."""
        if id(document) in self._withheld:
            key = "package.kept.same-file"
            if document.personal_data == "specific":
                key = "package.kept.personal-data"
            elif document.classification != "public":
                key = "package.kept.classification"
            self.kept_back.append(ExcludedDocument(self._indexed(document), self._messages.text(key)))
            return False
        flaw = self._matrix.flaw_of(document)
        if flaw:
            reason = sentences.flaw(flaw, self._messages)
            self.unfit.append(ExcludedDocument(self._indexed(document), reason))
        return not flaw

    def _home_of(self, document: Document) -> str:
        """What the folder of a document is for: a question, a quick win, or nothing."""
        proven = self._proofs.of(document)
        quick_wins = _in_order(proven.subjects, self._quick_win_order)
        return [*proven.named, *quick_wins, *proven.questions, *proven.asked, ""][0]

    def _filled(self, folder: Folder, documents: Sequence[Document]) -> Folder:
        """A folder of the package with its documents, numbered."""
        width = max(2, len(str(len(documents))))
        numbered = enumerate(documents, start=1)
        entries = (self._entry(document, folder, f"{folder.code}-{n:0{width}}") for n, document in numbered)
        return folder._replace(entries=tuple(entries))

    def _entry(self, document: Document, folder: Folder, number: str) -> Entry:
        """A document of the package as its index lists it. Its file is noted to be copied, once."""
        code, indexed, path = distinct(number, self._codes, "x"), self._indexed(document), ""
        fact = self._dossier.evidence.get(document.file or "")
        if fact is not None:
            path = self._stored.get(fact.sha256, "")
            if not path:
                suffix = PurePosixPath(fact.actual).suffix.lower()
                path = f"{folder.path}/{_joined(code, indexed.id, _MAX_FILE)}{suffix}"
                self._stored[fact.sha256] = path
                self.copies.append(Copy(fact.actual, path, fact.sha256, fact.size))
        proven = self._proofs.of(document)
        others = [self._folders[name].code for name in _in_order(proven.subjects, self._quick_win_order)]
        return Entry(
            code=code,
            document=indexed,
            path=path,
            file_name=PurePosixPath(path).name,
            link=path or indexed.url,
            pages=fact.pages if fact else 0,
            size=fact.size if fact else 0,
            sha256=fact.sha256 if fact else "",
            proves=(*proven.questions, *others),
            proves_short=(*in_short(proven.questions), *in_short(tuple(others))),
        )

    def _indexed(self, document: Document) -> IndexedDocument:
        """A document as the index of the planned package names it, whether it goes in or not."""
        is_open = document.id in self._include or document.is_open
        return self._lookup.record(
            IndexedDocument,
            document,
            id=anonymous(document.id),
            type_name=self._lookup.type_name(document),
            classification_name=self._lookup.term("classification", document.classification),
            url=unmasked(document.url) if document.url and document.has_link and is_open else "",
        )

    # --- the other way round -------------------------------------------------------------------------

    def proofs(self, entries: Sequence[Entry]) -> Iterator[Proof]:
        """Each question and quick win with the documents of the package that prove it; none if none does.

        Questions of one name that the same documents prove stand together.
        """
        codes: dict[str, list[str]] = {}
        for entry in entries:
            for name in entry.proves:
                codes.setdefault(name, []).append(entry.code)
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for question in self._instrument.questions.values():
            key = self._shown(question), _ranges(codes.get(question.id, ()))
            alike.setdefault(key, []).append(question.id)
        for (name, proving), questions in alike.items():
            yield Proof(", ".join(in_short(tuple(questions))), name, is_quick_win=False, codes=proving)
        for ref, name in self._quick_wins.items():
            code = self._folders[ref].code
            yield Proof(code, name, is_quick_win=True, codes=_ranges(codes.get(code, ())))

    def shown_only(self, entries: Sequence[Entry]) -> tuple[str, ...]:
        """The questions, in short, that nothing in the package proves, but a document that is kept back."""
        packed = {name for entry in entries for name in entry.proves}
        kept = {question: self._proofs.documents(question) for question in self._instrument.questions}
        return in_short(
            tuple(
                question
                for question, documents in kept.items()
                if question not in packed
                and any(id(d) in self._withheld and not self._matrix.flaw_of(d) for d in documents)
            )
        )


# --- codes and names -----------------------------------------------------------------------------


def _in_order(names: Iterable[str], order: Mapping[str, int]) -> list[str]:
    """Those of some names that have a place in an order: the quick wins of a document."""
    return sorted({name for name in names if name in order}, key=order.__getitem__)


def _joined(code: str, title: str, limit: int = _MAX_FOLDER) -> str:
    """The name of a folder or file in the package: its code and a title, and none that Windows reserves."""
    name = "_".join(filter(None, [code, slug(title, limit)]))
    return f"{name}_" if _RESERVED.fullmatch(name.lower()) else name


def _padded(names: Iterable[str]) -> dict[str, str]:
    """The codes of a package's folders, with zeros so that they sort: `W01`, where there is a `W12`."""
    parts = {name: _NUMBERED.fullmatch(name) for name in names}
    widths: dict[str, int] = {}
    for match in parts.values():
        if match:
            widths[match[1]] = max(widths.get(match[1], 0), len(match[2]))
    return {name: f"{m[1]}{m[2]:0>{widths[m[1]]}}" if m else name for name, m in parts.items()}


def _ranges(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes of documents in short: `B1-01`, `QW1-01-09` with a long dash."""
    return tuple(runs(codes, EN_DASH, _CODE, end=2))
