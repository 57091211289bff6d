"""Where the text of a paper says otherwise than the entry of the document that names it.

Only what is sure on both sides counts, for a false alarm is as bad as a miss: the number in a paper's head, the year of its
date, the type that its heading tells, and whether a paper for one program ever names it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Document
from kotacerdas.evidence.page_texts import pages_of
from kotacerdas.instrument.model import Instrument
from kotacerdas.nearest import fold
from kotacerdas.scanning.papers import PaperFact, paper_fact
from kotacerdas.scanning.signs import Signs, Strength, words_of

_WORD: Final = 4
"""Letters of a word in a program's name that another text does not hold by chance."""


class Contradiction(NamedTuple):
    """What a document's entry says in a field, what its paper says instead, and the words that do.

    Of a paper that never names the program of `supports`, `paper` is empty.
    """

    document: Document
    field: str
    registered: str
    paper: str = ""
    words: str = ""


def contradictions(dossier: Dossier, instrument: Instrument, folder: Path) -> Iterator[Contradiction]:
    """The contradictions between the documents of a dossier and their papers, as far as those have text."""
    signs = Signs(instrument.document_types.values())
    names = {program.id: {*words_of(program.name), *words_of(program.id)} for program in dossier.programs}
    for document in dossier.documents:
        fact = dossier.evidence.get(document.file or "")
        if fact is None or fact.problem:
            continue
        try:
            pages = pages_of(folder / fact.actual, lambda _: False)
        except OSError:
            continue
        paper = paper_fact(pages, signs)
        if paper.has_text:
            yield from _of_head(document, paper, signs)
            kind = instrument.document_types.get(document.type)
            programs = [id_ for id_ in document.supports if id_ in names]
            text = {word for page in pages for line in page for word in words_of(line)}
            is_for_one = kind is not None and kind.names_program and len(programs) == 1
            if is_for_one and not any(len(w) >= _WORD and w in text for w in names[programs[0]]):
                yield Contradiction(document, "supports", programs[0])


def _of_head(document: Document, paper: PaperFact, signs: Signs) -> Iterator[Contradiction]:
    """The contradictions between a document's entry and what the head and the date of its paper tell."""
    number, date, sign = paper.number, paper.date, paper.sign
    if paper.is_formal and number and document.number and fold(number.value) not in fold(document.number):
        yield Contradiction(document, "number", document.number, number.value, number.words)
    if date and document.date and int(date.value[:4]) != document.date.year:
        yield Contradiction(document, "date", str(document.date.year), date.value[:4], date.words)
    if sign and sign.strength is Strength.SURE and sign.type != document.type:
        in_title = {other.type for other in signs.among(words_of(f"{paper.title} {document.title}"))}
        if document.type not in in_title:
            yield Contradiction(document, "type", document.type, sign.type, paper.heading)
