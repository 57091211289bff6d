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
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from kotacerdas import __version__
from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.proofs import Proofs
from kotacerdas.deliverables.lookup import EN_DASH, Lookup, in_short, unmasked
from kotacerdas.deliverables.package.bag import Piece
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


class Plan(NamedTuple):
    """A package: its name, the evidence that is copied into it, and what its index says.

    `subjects` are all questions and quick wins with what proves each; `paths` tell where each file of the dossier lies
    in the package.
    """

    name: str
    copies: tuple[Piece, ...]
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
    planner = _Planner(lookup, assessment, include)
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
        kept_back=tuple(left for left in planner.excluded if not left.is_unfit),
        shown_only=planner.shown_only(entries),
        unfit=tuple(left for left in planner.excluded if left.is_unfit),
        file_count=len(planner.copies),
        link_count=sum(not entry.path for entry in entries),
    )
    start, end = messages.text("package.name"), str(info.year)
    middle = slug(city.name, _MAX_NAME - len(start) - len(end) - 2)
    name = "-".join(filter(None, [start, middle, end]))
    return Plan(name, tuple(planner.copies.values()), index, subjects, planner.paths)


def _proofs(subjects: Iterable[Subject]) -> Iterator[Proof]:
    """The proofs in the plan of a package: each question and quick win with the codes of its proofs, those alike put together."""
    alike: dict[tuple[str, bool, tuple[str, ...]], list[str]] = {}
    for subject in subjects:
        if subject.code:
            codes = tuple(entry.code for entry in subject.entries)
            alike.setdefault((subject.name, subject.is_quick_win, codes), []).append(subject.code)
    for (name, is_quick_win, codes), refs in alike.items():
        yield Proof(", ".join(in_short(tuple(refs))), name, is_quick_win, codes)


class _Planner:
    """Plans where each document of a package lies, and notes what is copied and what stays out."""

    def __init__(self, lookup: Lookup, assessment: Assessment, include: Collection[str]) -> None:
        """Begin the plan of a package: its empty folders, and what may go into them."""
        self._lookup, self._messages, self._include = lookup, lookup.messages, include
        self._root, self._matrix = Path(assessment.path), assessment.matrix
        self._dossier, self._instrument = lookup.dossier, lookup.instrument
        self.copies: dict[str, Piece] = {}
        self.excluded: list[ExcludedDocument] = []
        self.paths: dict[str, str] = {}
        self._proofs = Proofs(self._dossier, self._instrument, self._matrix)
        self._withheld = self._dossier.withheld(include)
        self._quick_wins = {p.id: p.name for p in self._dossier.programs if p.quick_win is not None}
        self._empty = tuple(self._empty_subjects())
        self._names: set[str] = set()

    def _empty_subjects(self) -> Iterator[Subject]:
        """All questions and quick wins, and last the rest, each with its folder in the package and no documents yet."""
        word, text, questions = self._messages.word, self._messages.text, self._instrument.questions
        aspects, padded, taken = self._instrument.aspects, _padded(questions), set[str]()
        names = [word(aspect.name) for aspect in aspects.values()]
        names += [text("package.by-quick-win"), text("package.others")]
        width = len(str(len(names)))
        tops = [f"data/{_joined(f'{n:0{width}}', name, _MAX_GROUP)}" for n, name in enumerate(names, start=1)]
        for aspect, group, top in zip(aspects, names, tops, strict=False):
            of_aspect = [question for question in questions.values() if question.aspect == aspect]
            for shown, alike in groupby(of_aspect, lambda q: f"{word(q.indicator)}: {word(q.sub_indicator)}"):
                together = list(alike)
                refs = [question.id for question in together]
                code = _range([padded[ref] for ref in refs], "-")
                title = _joined(code, word(together[0].sub_indicator), _MAX_FOLDER)
                folder = Folder(_range(refs, EN_DASH), shown, f"{top}/{distinct(title, taken, '-')}", ())
                for ref, one in zip(refs, together, strict=True):
                    asks = word(one.asks)
                    yield Subject(
                        ref, anonymous(ref), shown, asks, is_quick_win=False, group=group, folder=folder
                    )
        for ref, name in self._quick_wins.items():
            code, title = anonymous(ref), distinct(_own_name(ref, _MAX_FOLDER), taken, "-")
            folder = Folder(code, name, f"{tops[-2]}/{title}", ())
            yield Subject(ref, code, name, name, is_quick_win=True, group=names[-2], folder=folder)
        rest = Folder("", "", tops[-1], ())
        yield Subject("", "", "", "", is_quick_win=False, group=names[-1], folder=rest)

    # --- documents -----------------------------------------------------------------------------------

    def groups(self) -> Iterator[Group]:
        """The groups of the planned package that hold anything, every document in its folder."""
        paths = {subject.ref: subject.folder.path for subject in reversed(self._empty)}
        packed: dict[str, list[Document]] = {}
        for document in self._dossier.documents:
            if left := self._left_out(document):
                self.excluded.append(left)
            else:
                packed.setdefault(paths[self._home_of(document)], []).append(document)
        self.excluded.sort(key=lambda left: left.is_unfit)
        for name, of_group in groupby(self._empty, lambda subject: subject.group):
            held = dict.fromkeys(subject.folder for subject in of_group if subject.folder.path in packed)
            filled = tuple(
                folder._replace(entries=tuple(self._entry(one, folder) for one in packed[folder.path]))
                for folder in held
            )
            if filled:
                yield Group(name, filled)

    def _left_out(self, document: Document) -> ExcludedDocument | None:
        """A document that the plan leaves out of the package, and why; None if it goes in."""
        flaw = self._matrix.flaw_of(document)
        is_unfit = id(document) not in self._withheld
        if not is_unfit:
            key = "package.kept.same-file"
            if document.personal_data == "specific":
                key = "package.kept.personal-data"
            elif document.classification != "public":
                key = "package.kept.classification"
            reason = self._messages.text(key)
        elif flaw:
            reason = sentences.flaw(flaw, self._messages)
        else:
            return None
        return ExcludedDocument(self._indexed(document), reason, is_unfit, self._proven_by(document))

    def _home_of(self, document: Document) -> str:
        """What the folder of a document in the package is for, by id: a question, a quick win, or nothing."""
        proven = self._proofs.of(document)
        quick_wins = [ref for ref in self._quick_wins if ref in proven.subjects]
        return [*proven.named, *quick_wins, *proven.questions, *proven.asked, ""][0]

    def _proven_by(self, document: Document) -> tuple[str, ...]:
        """The questions and quick wins that a document proves, by the codes of the index."""
        proven = self._proofs.of(document)
        quick_wins = [anonymous(ref) for ref in self._quick_wins if ref in proven.subjects]
        return (*proven.questions, *quick_wins)

    def _entry(self, document: Document, folder: Folder) -> Entry:
        """A document that the plan puts into a folder of the package. Its file is noted to be copied, once."""
        indexed, proves, path = self._indexed(document), self._proven_by(document), ""
        fact = self._dossier.evidence.get(document.file or "")
        if fact is not None:
            content = fact.sha256 or fact.actual  # a large file has no checksum where nothing is packed
            if content not in self.copies:
                suffix = PurePosixPath(fact.actual).suffix.lower()
                name = _own_name(document.id, MAX_PATH - len(f"{folder.path}/{suffix}") - _SPARE)
                path = f"{folder.path}/{distinct(name, self._names, '-')}{suffix}"
                source = self._root / fact.actual
                self.copies[content] = Piece(path, fact.sha256, fact.size, source, fact.actual)
            path = self.paths[fact.actual] = self.copies[content].path
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
        """A document as the plan of the package knows it, whether it goes in or not."""
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
        """The plan of each question and quick win with the documents that prove it, in the package or not; last what proves none."""
        proving, left_out = (
            defaultdict[str, list[Entry]](list),
            defaultdict[str, list[ExcludedDocument]](list),
        )
        for entry in entries:
            for code in entry.proves or ("",):
                proving[code].append(entry)
        for excluded in self.excluded:
            for code in excluded.proves or ("",):
                left_out[code].append(excluded)
        for subject in self._empty:
            yield subject._replace(
                entries=tuple(proving[subject.code]), excluded=tuple(left_out[subject.code])
            )

    def shown_only(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """The questions, in short, that nothing in the planned package proves, but a document that is kept back."""
        packed = {name for entry in entries for name in entry.proves}
        kept = {
            question
            for document in self._dossier.documents
            if id(document) in self._withheld and not self._matrix.flaw_of(document)
            for question in self._proofs.of(document).questions
        }
        return in_short(tuple(ref for ref in self._instrument.questions if ref in kept - packed))


# --- codes and names -----------------------------------------------------------------------------


def _joined(code: str, title: str, limit: int) -> str:
    """The name of a folder in the package, its code and a title, within a limit."""
    return "_".join(filter(None, [code, slug(title, max(limit - len(code) - 1, 1))]))


def _own_name(ref: str, limit: int) -> str:
    """The name that the plan of a package gives to what lies there under an id: the id, where it serves as a name and gives no person away.

    Else it is as much of the id as there is room for, with a digest of it, so that it is the same however many there are.
    """
    if len(ref) <= limit and anonymous(ref) == ref and not _RESERVED.fullmatch(ref):
        return ref
    digest = hashlib.sha256(ref.encode("utf-8")).hexdigest()[:6]
    return "-".join(filter(None, [slug(ref, max(limit - len(digest) - 1, 1)), digest]))


def _range(codes: Sequence[str], dash: str) -> str:
    """The code of a folder in the package for these questions: that of the first, and of the last if there are several."""
    return dash.join(dict.fromkeys((codes[0], codes[-1])))


def _padded(names: Iterable[str]) -> dict[str, str]:
    """The codes of the folders in the plan of a package, with zeros so that they sort: `W01`, where there is a `W12`."""
    parts = {name: _NUMBERED.fullmatch(name) for name in names}
    widths: dict[str, int] = {}
    for match in parts.values():
        if match:
            widths[match[1]] = max(widths.get(match[1], 0), len(match[2]))
    return {name: f"{m[1]}{m[2]:0>{widths[m[1]]}}" if m else name for name, m in parts.items()}
