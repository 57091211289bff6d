"""The plan of an evidence package: which documents go in, in which folders, under which names, and the index.

A document is stored once. Where it names a question in `supports`, it lies in the folder of the first of them in the
instrument's order; else of the first quick win that it names; else of the first question that it proves as the matrix
has it, or that its subject is asked for; else in the folder for the rest. Questions of one sub-indicator that follow one
another share a folder. The index and the page in each folder name a document for everything that it proves.

A document is known by its id, and its file is named by it: whatever is added to the dossier, it keeps both.

Out stay documents that cannot serve (`Matrix.flaws`) and, unless they are named, those that are not for
everybody: `restricted` and `secret` ones, and specific personal data (UU 27/2022, article 4). The index says that
they exist. Nothing here touches the disk.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
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
    Subject,
)
from kotacerdas.dossier.entries import Document
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.model import Question
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.naming import distinct, slug
from kotacerdas.nearest import nearest
from kotacerdas.privacy import anonymous

MAX_PATH: Final = 100
"""Characters of a path in the package, from its own folder on: Windows has 260 for that and all the folders above."""
_MAX_NAME: Final = 40
_MAX_GROUP, _MAX_FOLDER = 16, 56
_SPARE: Final = 3
"""Characters that are kept for a number behind a name, where two are alike."""
_NUMBERED: Final = re.compile(r"(.*?[A-Za-z-])(\d{1,4})", re.ASCII)
_RESERVED: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


class Copy(NamedTuple):
    """A file to copy: from where in the dossier to where in the package, both POSIX; its checksum and size."""

    source: str
    target: str
    sha256: str
    size: int


class Plan(NamedTuple):
    """A package: its name, what is copied into it, and what its index says.

    `subjects` are all questions and quick wins with what proves each; `paths` tell where each file of the dossier lies
    in the package.
    """

    name: str
    copies: tuple[Copy, ...]
    contents: Index
    subjects: tuple[Subject, ...]
    paths: Mapping[str, str]


def plan(assessment: Assessment, messages: Messages, as_of: dt.date, include: Collection[str] = ()) -> Plan:
    """Plan the package of a dossier in the language of the messages.

    `include` names documents that go in though they are not for everybody. Raises CannotRun if the dossier cannot be
    read or has no document of that name.
    """
    lookup = Lookup(assessment, messages)
    known = {document.id for document in lookup.dossier.documents}
    for name in include:
        if name not in known:
            raise CannotRun("no-such-document", name=name, suggestion=nearest(name, known))
    planner = _Planner(lookup, assessment.matrix, include)
    groups = tuple(planner.groups())
    entries = [entry for group in groups for folder in group.folders for entry in folder.entries]
    subjects = tuple(planner.subjects(entries))
    info, city = lookup.dossier.info, lookup.city()
    index = Index(
        language=messages.language,
        tool=f"kotacerdas {__version__}",
        as_of=as_of,
        is_draft=False,
        city=city,
        year=info.year,
        stage_name=lookup.term("stage", info.stage),
        evaluation_title=lookup.evaluation_title(),
        instrument=lookup.instrument_record(),
        coordinator=lookup.coordinator(),
        groups=groups,
        proofs=tuple(_proofs(subjects)),
        kept_back=tuple(planner.kept_back),
        shown_only=planner.shown_only(entries),
        unfit=tuple(planner.unfit),
        file_count=len(planner.copies),
        link_count=sum(not entry.path for entry in entries),
    )
    start, end = messages.text("package.name"), str(info.year)
    middle = slug(city.name, _MAX_NAME - len(start) - len(end) - 2)
    name = "-".join(filter(None, [start, middle, end]))
    return Plan(name, tuple(planner.copies), index, subjects, planner.paths)


def _proofs(subjects: Iterable[Subject]) -> Iterator[Proof]:
    """Each question and quick win with the codes of what proves it; questions of one name that the same proves stand together."""
    alike: dict[tuple[str, bool, tuple[str, ...]], list[str]] = {}
    for subject in subjects:
        if subject.code:
            codes = tuple(entry.code for entry in subject.entries)
            alike.setdefault((subject.name, subject.is_quick_win, codes), []).append(subject.code)
    for (name, is_quick_win, codes), refs in alike.items():
        yield Proof(", ".join(in_short(tuple(refs))), name, is_quick_win, codes)


class _Planner:
    """Plans where each document of a package lies, and notes what is copied and what stays out."""

    def __init__(self, lookup: Lookup, matrix: Matrix, include: Collection[str]) -> None:
        """Begin the plan of a package: its empty folders, and where each document may go."""
        self._lookup, self._messages, self._include = lookup, lookup.messages, include
        self._dossier, self._instrument, self._matrix = lookup.dossier, lookup.instrument, matrix
        self.copies: list[Copy] = []
        self.kept_back: list[ExcludedDocument] = []
        self.unfit: list[ExcludedDocument] = []
        self.paths: dict[str, str] = {}
        self._proofs = Proofs(self._dossier, self._instrument, matrix)
        self._quick_wins = {p.id: p.name for p in self._dossier.programs if p.quick_win is not None}
        self._groups = list(self._empty_groups())
        self._folders = {ref: folder for _, group in reversed(self._groups) for ref, folder in group.items()}
        self._names: set[str] = set()
        self._stored: dict[str, str] = {}
        self._withheld = self._dossier.withheld(include)

    # --- folders -------------------------------------------------------------------------------------

    def _empty_groups(self) -> Iterator[tuple[str, dict[str, Folder]]]:
        """The groups of the package by name, with their empty folders by the question or quick win that each is for."""
        groups = list(self._folders_for())
        width, taken = len(str(len(groups))), set[str]()
        for n, (name, folders) in enumerate(groups, start=1):
            top = f"data/{_joined(f'{n:0{width}}', name, _MAX_GROUP)}"
            placed: dict[str, Folder] = {}
            for refs, code, title, shown in folders:
                path = f"{top}/{distinct(title, taken, '-')}" if title else top
                placed |= dict.fromkeys(refs, Folder(code, shown, path, ()))
            yield name, placed

    def _folders_for(self) -> Iterator[tuple[str, list[tuple[list[str], str, str, str]]]]:
        """The folders of each group: what each is for, its code, its own name, and how the index names it.

        The last group is for the rest, which has no folder of its own.
        """
        word, questions = self._messages.word, self._instrument.questions
        padded = _padded(questions)
        for aspect in self._instrument.aspects.values():
            of_aspect = [question for question in questions.values() if question.aspect == aspect.id]
            folders = []
            for shown, alike in groupby(of_aspect, self._shown):
                together = list(alike)
                refs, title = [question.id for question in together], word(together[0].sub_indicator)
                code = _joined(_range([padded[ref] for ref in refs], "-"), title, _MAX_FOLDER)
                folders.append((refs, _range(refs, EN_DASH), code, shown))
            yield word(aspect.name), folders
        yield (
            self._messages.text("package.by-quick-win"),
            [
                ([ref], anonymous(ref), _own_name(ref, _MAX_FOLDER), name)
                for ref, name in self._quick_wins.items()
            ],
        )
        yield self._messages.text("package.others"), [([""], "", "", "")]

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
                packed.setdefault(self._folders[self._home_of(document)].path, []).append(document)
        for name, folders in self._groups:
            held = dict.fromkeys(folder for folder in folders.values() if folder.path in packed)
            filled = tuple(
                folder._replace(entries=tuple(self._entry(one, folder) for one in packed[folder.path]))
                for folder in held
            )
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
            self.kept_back.append(self._excluded(document, self._messages.text(key), is_unfit=False))
            return False
        flaw = self._matrix.flaw_of(document)
        if flaw:
            reason = sentences.flaw(flaw, self._messages)
            self.unfit.append(self._excluded(document, reason, is_unfit=True))
        return not flaw

    def _excluded(self, document: Document, reason: str, *, is_unfit: bool) -> ExcludedDocument:
        """A document that is not in the package, and why."""
        return ExcludedDocument(self._indexed(document), reason, is_unfit, self._proven_by(document))

    def _home_of(self, document: Document) -> str:
        """What the folder of a document is for: a question, a quick win, or nothing."""
        proven = self._proofs.of(document)
        quick_wins = [ref for ref in self._quick_wins if ref in proven.subjects]
        return [*proven.named, *quick_wins, *proven.questions, *proven.asked, ""][0]

    def _proven_by(self, document: Document) -> tuple[str, ...]:
        """The questions and quick wins that a document proves, by the codes of the index."""
        proven = self._proofs.of(document)
        quick_wins = [anonymous(ref) for ref in self._quick_wins if ref in proven.subjects]
        return (*proven.questions, *quick_wins)

    def _entry(self, document: Document, folder: Folder) -> Entry:
        """A document of the package as its index lists it. Its file is noted to be copied, once."""
        indexed, proves, path = self._indexed(document), self._proven_by(document), ""
        fact = self._dossier.evidence.get(document.file or "")
        if fact is not None:
            path = self._stored.get(fact.sha256, "")
            if not path:
                suffix = PurePosixPath(fact.actual).suffix.lower()
                name = _own_name(document.id, MAX_PATH - len(f"{folder.path}/{suffix}") - _SPARE)
                path = f"{folder.path}/{distinct(name, self._names, '-')}{suffix}"
                self._stored[fact.sha256] = path
                self.copies.append(Copy(fact.actual, path, fact.sha256, fact.size))
            self.paths[fact.actual] = path
        return Entry(
            code=indexed.id,
            document=indexed,
            path=path,
            file_name=PurePosixPath(path).name,
            link=path or indexed.url,
            pages=fact.pages if fact else 0,
            size=fact.size if fact else 0,
            sha256=fact.sha256 if fact else "",
            proves=proves,
            proves_short=in_short(proves),
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

    def subjects(self, entries: Iterable[Entry]) -> Iterator[Subject]:
        """Each question and quick win with the documents that prove it, in the package or not; last what proves none."""
        proving: dict[str, list[Entry]] = {}
        for entry in entries:
            for code in entry.proves or ("",):
                proving.setdefault(code, []).append(entry)
        left_out: dict[str, list[ExcludedDocument]] = {}
        for excluded in (*self.kept_back, *self.unfit):
            for code in excluded.proves or ("",):
                left_out.setdefault(code, []).append(excluded)
        for group, folders in self._groups:
            for ref, folder in folders.items():
                question, code = self._instrument.questions.get(ref), anonymous(ref)
                yield Subject(
                    ref=ref,
                    code=code,
                    name=folder.name,
                    asks=self._messages.word(question.asks) if question else folder.name,
                    is_quick_win=ref in self._quick_wins,
                    group=group,
                    folder=folder,
                    entries=tuple(proving.get(code, ())),
                    excluded=tuple(left_out.get(code, ())),
                )

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


def _joined(code: str, title: str, limit: int) -> str:
    """The name of a folder in the package, its code and a title, within a limit."""
    return "_".join(filter(None, [code, slug(title, max(limit - len(code) - 1, 1))]))


def _own_name(ref: str, limit: int) -> str:
    """The name of what lies in the package under an id: the id, where it serves as a name and gives no person away.

    Else it is as much of the id as there is room for, with a digest of it, so that it is the same however many there are.
    """
    if len(ref) <= limit and anonymous(ref) == ref and not _RESERVED.fullmatch(ref):
        return ref
    digest = hashlib.sha256(ref.encode("utf-8")).hexdigest()[:6]
    return "-".join(filter(None, [slug(ref, max(limit - len(digest) - 1, 1)), digest]))


def _range(codes: Sequence[str], dash: str) -> str:
    """The code of a folder for these questions: that of the first, and of the last if there are several."""
    return dash.join(dict.fromkeys((codes[0], codes[-1])))


def _padded(names: Iterable[str]) -> dict[str, str]:
    """The codes of a package's folders, with zeros so that they sort: `W01`, where there is a `W12`."""
    parts = {name: _NUMBERED.fullmatch(name) for name in names}
    widths: dict[str, int] = {}
    for match in parts.values():
        if match:
            widths[match[1]] = max(widths.get(match[1], 0), len(match[2]))
    return {name: f"{m[1]}{m[2]:0>{widths[m[1]]}}" if m else name for name, m in parts.items()}
