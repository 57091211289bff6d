"""An assessment → what goes into a package of its evidence, under which names, and the index.

A document lies in one place. Where it names a question in `supports`, that is the first of them in the
instrument's order; else the first quick win that it names; else the first question that it proves as the matrix
has it, or that its subject is asked for; else the folder for the rest. The index names it for everything that it
proves.

Out stay documents that cannot serve (`shelf.flaw_of`) and, unless they are named, those that are not for
everybody: `restricted` and `secret` ones, and specific personal data (UU 27/2022, article 4). The index says that
they exist. Nothing here touches the disk.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas.assessment.shelf import flaw_of
from kotacerdas.deliverables.package.records import Entry, Folder, Group, Index, Left, Paper, Proof
from kotacerdas.deliverables.view.context import context
from kotacerdas.deliverables.view.records import Agency
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import harmless, runs
from kotacerdas.naming import slug
from kotacerdas.nearest import nearest
from kotacerdas.privacy import masked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Matrix
    from kotacerdas.dossier import dossier, entries
    from kotacerdas.instrument.model import Instrument, Question
    from kotacerdas.languages.messages import Messages

TEMPLATE: Final = "indeks"
"""The name of the index's templates."""

_MAX_PLACE: Final = 40
_MAX_FOLDER: Final = 24
_MAX_FILE: Final = 48
_MAX_CODE: Final = 16
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


# --- planning ------------------------------------------------------------------------------------


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
    seen = context(assessment, messages, as_of, is_draft=False, link_to=str)
    dossier, instrument = assessment.dossier, assessment.instrument
    if dossier is None or instrument is None:
        raise CannotRun("unread-dossier", path=assessment.path)
    known = {document.id for document in dossier.documents}
    for name in include:
        if name not in known:
            suggestion = nearest(name, known)
            raise CannotRun("no-such-document", name=name, suggestion=suggestion)
    planning = _Planning(dossier, instrument, assessment.matrix, messages, frozenset(include))
    groups = tuple(planning.groups())
    listed = [entry for group in groups for folder in group.folders for entry in folder.entries]
    index = Index(
        language=messages.language,
        tool=seen.tool,
        as_of=as_of if is_dated else None,
        is_draft=False,
        city=seen.city,
        year=seen.year,
        stage_name=seen.stage_name,
        instrument=seen.instrument,
        coordinator=seen.coordinator,
        groups=groups,
        proofs=tuple(planning.proofs(listed)),
        kept_back=tuple(planning.kept_back),
        unfit=tuple(planning.unfit),
        file_count=len(planning.copies),
        link_count=sum(not entry.path for entry in listed),
    )
    start, end = messages.text("package.name"), str(seen.year)
    city = slug(seen.city.name, _MAX_PLACE - len(start) - len(end) - 2)
    place = "-".join(filter(None, [start, city, end]))
    return Plan(place, tuple(planning.copies), index, f"00_{messages.text('package.index-name')}")


class _Home(NamedTuple):
    """Where documents lie: in which group, under which code, in which folder."""

    group: int
    code: str
    name: str
    folder: str


class _Planning:
    def __init__(
        self,
        dossier: dossier.Dossier,
        instrument: Instrument,
        matrix: Matrix,
        messages: Messages,
        include: frozenset[str],
    ) -> None:
        self.dossier, self.instrument, self.messages = dossier, instrument, messages
        self.include = include
        self.copies: list[Copy] = []
        self.kept_back: list[Left] = []
        self.unfit: list[Left] = []
        self._agencies = {
            agency.id: Agency(
                masked(agency.id), masked(agency.name), masked(agency.short_name or agency.name), "", None
            )
            for agency in reversed(dossier.agencies)
        }
        self._order = {question: place for place, question in enumerate(self.instrument.questions)}
        self._met: dict[str, set[str]] = {}
        self._asked: dict[str, set[str]] = {}
        for cell in matrix.cells:
            proven = [question for question in cell.proves if question in self._order]
            for ref in (cell.subject.id, *(attempt.subject.id for attempt in cell.attempts)):
                self._asked.setdefault(ref, set()).update(proven)
            for name in cell.documents:
                self._met.setdefault(name, set()).update(proven)
        self._quick_wins = {p.id: masked(p.name) for p in dossier.programs if p.quick_win is not None}
        self._places = {name: place for place, name in enumerate(self._quick_wins)}
        self._homes = self._make_homes()
        self._codes: set[str] = set()
        self._stored: dict[str, str] = {}
        self._protected = {
            self.dossier.evidence[d.file].sha256
            for d in dossier.documents
            if d.file and d.id not in include and _is_protected(d)
        } - {""}

    def _make_homes(self) -> dict[str, _Home]:
        """The folders of questions and quick wins, in order, by what they are for; "" is for the rest."""
        word = self.messages.word
        taken: set[str] = set()
        homes: dict[str, _Home] = {}
        tops: list[str] = []
        aspects = self.instrument.aspects.values()
        names = [word(aspect.name) for aspect in aspects]
        names += [self.messages.text("package.by-quick-win"), self.messages.text("package.others")]
        self._groups = names
        for place, name in enumerate(names, start=1):
            tops.append("_".join(filter(None, [f"{place:0{len(str(len(names)))}}", slug(name, _MAX_FOLDER)])))
        padded = _padded(list(self.instrument.questions))
        for place, aspect in enumerate(aspects):
            for question in self.instrument.questions.values():
                if question.aspect == aspect.id:
                    code = _distinct(padded[question.id][:_MAX_CODE], taken)
                    shown = word(question.sub_indicator)
                    folder = f"{tops[place]}/{_joined(code, shown)}"
                    homes[question.id] = _Home(place, code, self._question(question), folder)
        numbers = _padded([f"QW{number}" for number in range(1, len(self._quick_wins) + 1)])
        for (name, shown), number in zip(self._quick_wins.items(), numbers.values(), strict=True):
            code = _distinct(number, taken)
            folder = f"{tops[-2]}/{_joined(code, masked(name))}"
            homes.setdefault(name, _Home(len(names) - 2, code, shown, folder))
        code = _distinct("X", taken)
        homes[""] = _Home(len(names) - 1, code, "", tops[-1])
        return homes

    def _question(self, question: Question) -> str:
        word = self.messages.word
        return f"{word(question.indicator)}: {word(question.sub_indicator)}"

    # --- documents -------------------------------------------------------------------------------

    def groups(self) -> Iterator[Group]:
        """Place every document, and what is to be copied."""
        shelves: dict[str, list[entries.Document]] = {name: [] for name in self._homes}
        for index, document in enumerate(self.dossier.documents):
            if self._is_packed(index, document):
                shelves[self._home_of(document)].append(document)
        filled: dict[int, list[Folder]] = {}
        for name, documents in shelves.items():
            home = self._homes[name]
            width = max(2, len(str(len(documents))))
            made = tuple(
                self._entry(document, home, f"{home.code}-{number:0{width}}")
                for number, document in enumerate(documents, start=1)
            )
            if made:
                filled.setdefault(home.group, []).append(Folder(home.code, home.name, home.folder, made))
        for place, folders in sorted(filled.items()):
            yield Group(self._groups[place], tuple(folders))

    def _is_packed(self, index: int, document: entries.Document) -> bool:
        """Whether a document goes in; one that does not is noted with the reason."""
        text = self.messages.text
        is_unread = bool(self.dossier.origin("documents", index).unread)
        flaw = flaw_of(document, self.dossier, self.instrument, is_unread=is_unread)
        fact = self.dossier.evidence.get(document.file or "")
        sha256 = fact.sha256 if fact else ""
        if document.id not in self.include and (_is_protected(document) or sha256 in self._protected):
            reason = text("package.kept.same-file")
            if document.personal_data == "specific":
                reason = text("package.kept.personal-data")
            elif document.classification != "public":
                reason = text("package.kept.classification")
            self.kept_back.append(Left(self._paper(document), reason))
            return False
        if flaw:
            self.unfit.append(Left(self._paper(document), masked(self.messages.flaw(flaw))))
            return False
        return True

    def _home_of(self, document: entries.Document) -> str:
        """What a document lies under: a question, a quick win, or nothing."""
        named = self._in_order(document.supports)
        quick_wins = self._quick_wins_among(document.supports)
        asked = [question for ref in document.supports for question in self._asked.get(ref, ())]
        proven = self._in_order(self._met.get(document.id, ())) or self._in_order(asked)
        return [*named, *quick_wins, *proven, ""][0]

    def _in_order(self, names: Iterable[str]) -> list[str]:
        """The questions among some names, in the order of the instrument."""
        return sorted({name for name in names if name in self._order}, key=self._order.__getitem__)

    def _quick_wins_among(self, names: Iterable[str]) -> list[str]:
        """The quick wins among some names, in the order of the dossier."""
        places = self._places
        return sorted({name for name in names if name in places}, key=places.__getitem__)

    def _entry(self, document: entries.Document, home: _Home, number: str) -> Entry:
        code = _distinct(number, self._codes)
        paper = self._paper(document)
        path = ""
        fact = self.dossier.evidence.get(document.file or "")
        if fact is not None:
            path = self._stored.get(fact.sha256, "")
            if not path:
                suffix = PurePosixPath(fact.actual).suffix.lower()
                path = f"{home.folder}/{_joined(code, paper.id, _MAX_FILE)}{suffix}"
                self._stored[fact.sha256] = path
                self.copies.append(Copy(fact.actual, path, fact.sha256, fact.size))
        questions = self._in_order([*document.supports, *self._met.get(document.id, ())])
        others = [self._homes[name].code for name in self._quick_wins_among(document.supports)]
        return Entry(
            code=code,
            document=paper,
            path=path,
            file_name=PurePosixPath(path).name,
            link=path or paper.url,
            pages=fact.pages if fact else 0,
            size=fact.size if fact else 0,
            sha256=fact.sha256 if fact else "",
            proves=(*questions, *others),
            proves_short=(*runs(questions, "\N{EN DASH}"), *runs(others, "\N{EN DASH}")),
        )

    def _paper(self, document: entries.Document) -> Paper:
        kind = self.instrument.document_types.get(document.type)
        name = document.agency
        agency = self._agencies.get(name or "")
        if name and agency is None:
            agency = Agency(masked(name), masked(name), masked(name), "", None)
        is_shown = document.url is not None and document.has_link and masked(document.url) == document.url
        is_open = document.id in self.include or not _is_protected(document)
        return Paper(
            id=masked(document.id),
            type_name=self.messages.word(kind.name) if kind else masked(document.type),
            title=masked(document.title),
            number=masked(document.number or ""),
            date=document.date,
            issuer=masked(document.issuer or ""),
            agency=agency,
            classification_name=self.messages.text(f"terms.classification.{document.classification}"),
            url=document.url if document.url and is_shown and is_open else "",
        )

    # --- the other way round ---------------------------------------------------------------------

    def proofs(self, packed: Sequence[Entry]) -> Iterator[Proof]:
        """Each question and quick win with the documents of the package that prove it; none if none does.

        Questions of one name that the same documents prove stand together.
        """
        by_name: dict[str, list[str]] = {}
        for entry in packed:
            for name in entry.proves:
                by_name.setdefault(name, []).append(entry.code)
        asked: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for question in self.instrument.questions.values():
            key = self._question(question), _ranges(by_name.get(question.id, ()))
            asked.setdefault(key, []).append(question.id)
        for (name, codes), questions in asked.items():
            yield Proof(", ".join(runs(questions, "\N{EN DASH}")), name, is_quick_win=False, codes=codes)
        for name, shown in self._quick_wins.items():
            code = self._homes[name].code
            yield Proof(code, shown, is_quick_win=True, codes=_ranges(by_name.get(code, ())))


def _is_protected(document: entries.Document) -> bool:
    """Whether a document is not for everybody."""
    return document.classification != "public" or document.personal_data == "specific"


# --- names ---------------------------------------------------------------------------------------


def _joined(code: str, text: str, limit: int = _MAX_FOLDER) -> str:
    name = "_".join(filter(None, [code, slug(text, limit)]))
    return f"{name}_" if _RESERVED.fullmatch(name.lower()) else name


def _distinct(name: str, taken: set[str]) -> str:
    """A name that no other has, in either case."""
    found, number = name, 1
    while found.lower() in taken:
        number += 1
        found = f"{name}x{number}"
    taken.add(found.lower())
    return found


def _padded(names: Sequence[str]) -> dict[str, str]:
    """Names that end in a number, with zeros so that they sort: `W01`, where there is a `W12`."""
    parts = {name: _NUMBERED.fullmatch(name) for name in names}
    widths: dict[str, int] = {}
    for match in parts.values():
        if match:
            widths[match[1]] = max(widths.get(match[1], 0), len(match[2]))
    return {name: f"{m[1]}{m[2]:0>{widths[m[1]]}}" if m else name for name, m in parts.items()}


def _ranges(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes in short: `B1-01`, `QW1-01-09` with a long dash."""
    found: list[list[str]] = []
    for code in codes:
        start, _, number = code.rpartition("-")
        if found:
            before, _, last = found[-1][-1].rpartition("-")
            if before == start and last.isdecimal() and number.isdecimal() and int(last) + 1 == int(number):
                found[-1].append(code)
                continue
        found.append([code])
    shown: list[str] = []
    for run in found:
        last = run[-1].rpartition("-")[2]
        shown += [f"{run[0]}\N{EN DASH}{last}"] if len(run) > 2 else run  # noqa: PLR2004 - a pair is no range
    return tuple(shown)


# --- the index as a table ------------------------------------------------------------------------

COLUMNS: Final = (
    "code", "state", "proves", "id", "type", "title", "number", "date", "issuer", "agency", "classification",
    "file", "url", "pages", "size", "sha256", "reason",
)  # fmt: skip


def table(index: Index, messages: Messages) -> bytes:
    """The index as CSV for a spreadsheet: a row for each document, those that are not in the package, too.

    UTF-8 with a byte order mark, and fields parted by what the language's spreadsheets expect: a semicolon where
    the comma is the decimal sign. No cell is a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=messages.text("package.delimiter"), lineterminator="\r\n")
    writer.writerow(messages.text(f"package.column.{name}") for name in COLUMNS)

    def write(state: str, paper: Paper, entry: Entry | None = None, reason: str = "") -> None:
        cells = {
            "state": messages.text(f"package.state.{state}"),
            "id": paper.id,
            "type": paper.type_name,
            "title": paper.title,
            "number": paper.number,
            "date": str(paper.date or ""),
            "issuer": paper.issuer,
            "agency": paper.agency.name if paper.agency else "",
            "classification": paper.classification_name,
            "url": paper.url,
            "reason": reason,
        }
        if entry:
            cells |= {"code": entry.code, "proves": " ".join(entry.proves), "file": entry.path}
        if entry and entry.path:
            cells |= {"pages": str(entry.pages or ""), "size": str(entry.size), "sha256": entry.sha256}
        writer.writerow(harmless(cells.get(name, "")) for name in COLUMNS)

    for entry in (entry for group in index.groups for folder in group.folders for entry in folder.entries):
        write("packed" if entry.path else "link", entry.document, entry)
    for state, papers in (("kept-back", index.kept_back), ("unfit", index.unfit)):
        for left in papers:
            write(state, left.document, reason=left.reason)
    return out.getvalue().encode("utf-8-sig")
