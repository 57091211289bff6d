"""What people call the agencies, programs, subjects, questions and document types of a dossier, by id."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.findings import SubjectRef
    from kotacerdas.instrument.model import Instrument, Question, Requirement
    from kotacerdas.languages.messages import Messages


class Names:
    """The names of what a dossier and its instrument hold, in one language; an id where they do not hold it.

    `titles` are those of documents by id, where sentences are for people who do not know the ids.
    """

    def __init__(
        self,
        messages: Messages,
        dossier: Dossier | None = None,
        instrument: Instrument | None = None,
        titles: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Find what people call agencies, programs and the rest, by id."""
        self.messages = messages
        self.instrument = instrument
        self.titles = titles
        self.agencies = {a.id: a.short_name or a.name for a in dossier.agencies} if dossier else {}
        self.programs = {p.id: p.name for p in dossier.programs} if dossier else {}

    def agency(self, name: str | None) -> str:
        """The short name of an agency."""
        return self.messages.text("words.nobody") if name is None else self.agencies.get(name, name)

    def subject(self, ref: SubjectRef) -> str:
        """The name of a subject with its kind: `quick win "Open Data"`."""
        if ref.kind == "dossier":
            return self.messages.text("words.the-dossier")
        return f"{self.messages.text(f'words.{ref.kind}')} {self.subject_alone(ref)}"

    def subject_alone(self, ref: SubjectRef) -> str:
        """The name by which people call a subject, without its kind; its id where that is what they know it by."""
        if ref.kind == "dimension" and self.instrument and ref.id in self.instrument.dimensions:
            return self.messages.word(self.instrument.dimensions[ref.id].name)
        if ref.is_program:
            return f'"{self.programs.get(ref.id, ref.id)}"'
        return self.agency(ref.id) if ref.kind == "agency" else ref.id

    def question(self, name: str) -> str:
        """The name of a question: its id and what it is about, `W8 (sumber daya)`."""
        question = self.instrument.questions.get(name) if self.instrument else None
        return f"{name} ({self.messages.word(question.sub_indicator)})" if question else name

    def basis(self, entry: Requirement | Question) -> str:
        """The basis on which a requirement or question rests, as people call it, and its source."""
        text, source = self.messages.text, entry.source
        if self.instrument:
            source += f" ({self.messages.word(self.instrument.sources[source].title)})"
        words = {part: text(f"words.{basis}") for part, basis in entry.bases.items()}
        if len(words) > 1:
            words = {part: text(f"explain.basis-of-{part}", basis=word) for part, word in words.items()}
        return text("explain.basis-text", basis="; ".join(words.values()), source=source)

    def named(self, name: str) -> str:
        """The name of a question, dimension, sub-dimension or aspect of the instrument by its id; else the id."""
        if self.instrument is None or name in self.instrument.questions:
            return self.question(name)
        names = {aspect.id: aspect.name for aspect in self.instrument.aspects.values()}
        for dimension in self.instrument.dimensions.values():
            names |= {dimension.id: dimension.name, **{sub.id: sub.name for sub in dimension.sub_dimensions}}
        return self.messages.word(names[name]) if name in names else name

    def document(self, name: str) -> str:
        """The title of a document, where it is known; else its id."""
        return self.titles.get(name, name)

    def document_type(self, name: str, *, is_short: bool = False) -> str:
        """The name of a document type, as it stands inside a sentence."""
        kind = self.instrument.document_types.get(name) if self.instrument else None
        if kind is None:
            return name
        if is_short and kind.short:
            return self.messages.word(kind.short)
        return _uncapitalised(self.messages.word(kind.name))

    def requirement(self, name: str | None) -> Requirement | None:
        """The row of a requirement; None where the instrument has none of that name."""
        return self.instrument.requirements.get(name or "") if self.instrument else None

    def title(self, requirement: str | None) -> str:
        """The title of a requirement; empty where the instrument has none of that name."""
        row = self.requirement(requirement)
        return self.messages.word(row.title) if row else ""

    def is_deduced(self, name: str | None) -> bool:
        """Whether a requirement of that name, its documents or its fields are not official."""
        row = self.requirement(name)
        return row is not None and {*row.bases.values()} != {"official"}

    def starred(self, requirement: str | None) -> str:
        """The name of a requirement, with a star where it is not all official."""
        return f"{requirement or ''}{'*' if self.is_deduced(requirement) else ''}"


def _uncapitalised(name: str) -> str:
    """A name without the capital of its first word, unless more words have one: `Notulen rapat`."""
    others = name.split("(", maxsplit=1)[0].split()[1:]
    is_proper = any(word.istitle() for word in others) or not name[1:2].islower()
    return name if is_proper else name[0].lower() + name[1:]
