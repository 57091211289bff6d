"""Files that no document names → entries that a person may register for them.

What is proposed comes from the text of the paper first, then from its name and folder, and tells from where. A weak guess
is no value: it stands beside the entry, for a person to take or leave.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, Literal, NamedTuple

from kotacerdas.dates import PartialDate
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Agency, draft_word
from kotacerdas.dossier.folder import Tree
from kotacerdas.dossier.moves import moved_files
from kotacerdas.evidence.page_texts import pages_of
from kotacerdas.instrument.model import Instrument
from kotacerdas.naming import distinct, slug
from kotacerdas.nearest import fold
from kotacerdas.privacy import anonymous
from kotacerdas.scanning.file_names import NameFact, name_fact
from kotacerdas.scanning.papers import PaperFact, is_dated, paper_fact
from kotacerdas.scanning.signs import Signs, Strength, words_of

_MAX_ID: Final = 60
_MIN_NAME: Final = 5
"""Signs of the name of a program that another text may hold by chance."""

Source = Literal["text", "name", "folder"]


class Guess(NamedTuple):
    """What a field of an entry may be: how sure that is, and the words that tell it, on which page where they are text."""

    value: str
    strength: Strength
    source: Source
    words: str
    page: int = 0


class Proposal(NamedTuple):
    """An entry for a file that no document names.

    `guesses` are by the key of the entry's field; `supports` are the ids that it may support. `same_as` is the path of a
    file with the same content, which stands for this one. `has_text` is false where there is none to be read, as in a scan.
    """

    path: str
    id: str
    guesses: Mapping[str, Guess]
    supports: tuple[Guess, ...] = ()
    same_as: str = ""
    has_text: bool = True


def proposals(
    dossier: Dossier, instrument: Instrument, tree: Tree, begun: Collection[str] = ()
) -> Iterator[Proposal]:
    """The proposals for every file of a dossier's folder that no document names and that can serve, in order of path.

    `begun` are files that entries name which cannot be read yet, since something is still empty in them.
    """
    types = instrument.document_types.values()
    signs = Signs(types)
    subjects = _subjects(dossier)
    ids = (getattr(entry, "id", None) for entry in dossier.every_entry())
    taken = {id_.lower() for id_ in ids if isinstance(id_, str)}
    by_content = {fact.sha256: fact.actual for fact in dossier.evidence.values() if fact.sha256}
    passed_over = {*begun, *(path for _, _, path in moved_files(dossier))}
    for path in (path for path in dossier.unnamed_files if path not in passed_over):
        fact = tree.look(path)
        if fact.problem:
            continue
        same = by_content.setdefault(fact.sha256, path)
        if same != path:
            yield Proposal(path, "", {}, same_as=same)
            continue
        name = name_fact(path, signs, types)
        paper = _read(tree.root / path, signs)
        guesses = {key: guess for key, guess in _guesses(path, name, paper, dossier.agencies, signs) if guess}
        agency = guesses["agency"].value if "agency" in guesses else ""
        identity = slug(name.title or path, _MAX_ID) or "x"
        if identity in taken:
            identity = slug(f"{identity}-{agency}", _MAX_ID)
        told = [*_supported(subjects, name, paper, guesses, instrument)]
        supports = {guess.value: guess for guess in sorted(told, key=lambda guess: guess.strength)}
        yield Proposal(
            path, distinct(identity, taken, "-"), guesses, tuple(supports.values()), has_text=paper.has_text
        )


def _read(path: Path, signs: Signs) -> PaperFact:
    """What the text of a file tells for the proposals; nothing where it cannot be read."""
    try:
        return paper_fact(pages_of(path, is_dated), signs)
    except OSError:
        return PaperFact()


def _guesses(
    path: str, name: NameFact, paper: PaperFact, agencies: Sequence[Agency], signs: Signs
) -> Iterator[tuple[str, Guess | None]]:
    """The guesses of the proposals for a file, by field of the entry."""
    yield "type", type_guess(name, paper, signs)
    if title := _title(paper):
        yield "title", Guess(anonymous(title), Strength.SURE, "text", paper.heading, 1)
    elif name.title:
        yield "title", Guess(anonymous(name.title), Strength.LIKELY, "name", name.title)
    for key, quoted, named in (("number", paper.number, name.number), ("date", paper.date, name.date)):
        if quoted:
            yield key, Guess(quoted.value, Strength.SURE, "text", quoted.words, quoted.page)
        elif named:
            is_vague = isinstance(named, PartialDate) and not named.month
            yield key, Guess(str(named), Strength(not is_vague), "name", str(named))
    yield "agency", _agency(path, name, paper, agencies)
    if word := draft_word(name.title) or draft_word(title):
        yield "state", Guess("draft", Strength.SURE, "name" if draft_word(name.title) else "text", word)


def type_guess(name: NameFact, paper: PaperFact, signs: Signs) -> Guess | None:
    """The guess at the type of a file's paper that is proposed, by its heading and its name.

    The form of a regulation or decree counts before a name, unless its title tells the same as the name: the RPJMD is
    a regional regulation.
    """
    by_text = paper.sign and Guess(paper.sign.type, paper.sign.strength, "text", paper.heading, 1)
    by_name = name.sign and Guess(name.sign.type, name.sign.strength, "name", name.sign.phrase)
    if by_name and name.is_folder:  # which tells what is likely at the most
        by_name = by_name._replace(strength=min(by_name.strength, Strength.LIKELY), source="folder")
    if not (by_text and by_name):
        return by_text or by_name
    if by_text.value == by_name.value:
        return by_text._replace(strength=max(by_text.strength, by_name.strength))
    is_named = by_name.strength is Strength.SURE
    in_title = {sign.type for sign in signs.among(words_of(paper.title))}
    if is_named and (not paper.is_formal or by_name.value in in_title):
        return by_name._replace(strength=Strength.LIKELY)
    return by_text._replace(strength=Strength.LIKELY if is_named else by_text.strength)


def _title(paper: PaperFact) -> str:
    """The title that is proposed for a paper, as its text has it; of a regulation or decree with its heading and number."""
    if not paper.is_formal:
        return paper.title
    number = f" {_in_words(paper.number.words)}" if paper.number else ""
    return f"{_in_words(paper.heading)}{number} tentang {_in_words(paper.title)}"


_SMALL: Final = re.compile(
    "(?i)dan|di|ke|dari|yang|untuk|pada|dengan|dalam|atas|tentang|bagi|oleh|serta|atau"
)
"""Words that have no capital in a title."""


def _in_words(text: str) -> str:
    """A text in capitals as a title is written: without them, but for the first letter of each word and abbreviations."""
    return " ".join(map(_in_title, text.split())) if text == text.upper() else text


def _in_title(word: str) -> str:
    """A word in capitals as it is written in a title that is proposed; one without vowels is an abbreviation."""
    if _SMALL.fullmatch(word):
        return word.lower()
    is_short = re.search(r"\w", word) and not re.search(r"[AIUEO]", word)
    return word if is_short else "-".join(part.capitalize() for part in word.split("-"))


def _agency(path: str, name: NameFact, paper: PaperFact, agencies: Iterable[Agency]) -> Guess | None:
    """The guess at the agency whose paper it is: by folder, by the head of the paper, by its name; none where that tells several."""
    names = {a.id: {fold(n) for n in (a.id, a.name, a.short_name) if n} for a in agencies}
    words = f"-{'-'.join(name.words)}-"
    folders = {fold(part): fold(part) for part in PurePosixPath(path).parts[:-1]}
    in_name = {known: known for known in set().union(*names.values()) if f"-{known}-" in words}
    ways: tuple[tuple[Source, Strength, Mapping[str, str], int], ...] = (
        ("folder", Strength.SURE, folders, 0),
        ("text", Strength.SURE, {fold(line): line for line in paper.lines}, 1),
        ("name", Strength.LIKELY, in_name, 0),
    )
    for source, strength, places, page in ways:
        shared = {id_: known & places.keys() for id_, known in names.items()}
        told = [Guess(id_, strength, source, places[min(each)], page) for id_, each in shared.items() if each]
        if told:
            return told[0] if len(told) == 1 else None
    return None


def _subjects(dossier: Dossier) -> dict[str, str]:
    """What a document may support by its name: the names of programs, the ids of programs and meetings, folded → id."""
    names = {fold(program.name): program.id for program in dossier.programs if len(program.name) >= _MIN_NAME}
    ids = (*(program.id for program in dossier.programs), *(meeting.id for meeting in dossier.meetings))
    return names | {fold(id_): id_ for id_ in ids}


def _supported(
    subjects: Mapping[str, str],
    name: NameFact,
    paper: PaperFact,
    guesses: Mapping[str, Guess],
    instrument: Instrument,
) -> Iterator[Guess]:
    """The guesses at what a document may support: programs and meetings that it names, and what rows ask of papers of its type."""
    titles: tuple[tuple[Source, str], ...] = (("text", paper.title), ("name", " ".join(name.words)))
    for source, text in titles:
        folded = f"-{fold(text)}-"
        for known in (known for known in subjects if f"-{known}-" in folded):
            yield Guess(subjects[known], Strength.SURE, source, known, int(source == "text"))
    kind, agency = guesses.get("type"), guesses.get("agency")
    if kind is None:
        return
    rows = [r for r in instrument.requirements.values() if r.documents and kind.value in r.documents.types]
    for row in rows:
        if row.subject == "agency" and agency:
            yield agency._replace(strength=min(agency.strength, kind.strength))
        elif row.subject == "dimension":
            titled = f"-{fold(paper.title or name.title)}-"
            for dimension in instrument.dimensions.values():
                if any(f"-{fold(name)}-" in titled for name in (dimension.name.en, dimension.name.id)):
                    yield Guess(dimension.id, kind.strength, "text", dimension.name.id)
        elif row.subject == "dossier" and len(rows) == 1:
            yield from (Guess(question, Strength.WEAK, kind.source, row.id) for question in row.proves)
