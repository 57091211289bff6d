"""What `explain` can tell of: every name that it knows, and the names that some words lead to."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from kotacerdas import resources
from kotacerdas.dossier import editor_schema
from kotacerdas.instrument.model import Case, Instrument, Requirement, Words
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages, catalogue
from kotacerdas.nearest import fold
from kotacerdas.reading.choices import words_for

_SHORT: Final = 3
"""A word of so many letters is meant as it is; of a longer one the beginning will do."""
_SUGGESTIONS: Final = 3
_ALIKE: Final = 0.7
"""How like a word must be that is suggested in the place of another."""


@dataclass(frozen=True)
class Name:
    """A name that can be explained: of what kind it is, and its title.

    `texts` are what it is found by, in both languages; `entry` is what it names in the instrument or the schema, and `reason` why that is.
    """

    id: str
    kind: str
    title: str
    texts: Iterable[str]
    entry: object = None
    reason: str = ""

    @cached_property
    def words(self) -> set[str]:
        """The words by which the name is found."""
        return _words(" ".join((self.id, self.title, *self.texts)))


def names(instrument: Instrument, messages: Messages) -> Iterator[Name]:
    """Every name that can be explained, kind by kind, in the order of the instrument, the schema, the catalogue."""
    yield from of_instrument(instrument, messages)
    yield from _report_words(messages)
    yield from _keys(messages.language)
    yield from _findings(messages)


def of_instrument(instrument: Instrument, messages: Messages) -> Iterator[Name]:
    """The names that can be explained of an instrument, kind by kind."""
    word = messages.word
    for dimension in instrument.dimensions.values():
        yield Name(dimension.id, "dimension", word(dimension.name), _both(dimension.name), dimension)
        for sub in dimension.sub_dimensions:
            yield Name(sub.id, "sub-dimension", word(sub.name), _both(sub.name, dimension.name), sub)
    for kind in instrument.document_types.values():
        texts = (*_both(kind.name, kind.what), *kind.also)
        yield Name(kind.id, "document-type", word(kind.name), texts, kind, word(kind.what))
    for row in instrument.requirements.values():
        yield Name(row.id, "requirement", word(row.title), _texts_of(row, instrument), row, word(row.why))
    for question in instrument.questions.values():
        texts = _both(question.indicator, question.sub_indicator, question.asks)
        yield Name(
            question.id, "question", word(question.sub_indicator), texts, question, word(question.asks)
        )


def _texts_of(row: Requirement, instrument: Instrument) -> Iterator[str]:
    """The texts by which a requirement's explainable name is found: its own, the documents and the values that it demands."""
    yield from _both(row.title, row.why)
    parts: tuple[Requirement | Case, ...] = (row, *row.cases)
    for part in parts:
        rule = part.documents
        for name in (*rule.any_of, *rule.all_of) if rule else ():
            kind = instrument.document_types[name]
            yield from (*_both(kind.name), *kind.also)
        for values in part.where.values():
            yield from (word for value in values for word in (value, *words_for(value)))


def _report_words(messages: Messages) -> Iterator[Name]:
    """The explainable words of reports for states and severities: the title explains one, the texts are its names in both languages."""
    start, end = "explain.word.", ".names"
    for key in (key for key in messages.texts if key.startswith(start) and key.endswith(end)):
        names = [text for language in resources.languages() for text in catalogue(language)[key].split(", ")]
        own = messages.text(key).split(", ")[0]
        yield Name(own, "word", messages.text(key.removesuffix(end) + ".what"), names)


@cache
def _keys(language: str) -> tuple[Name, ...]:
    """The explainable keys of a dossier's YAML, by their paths, as they are told of in a language."""
    own, names = list(resources.languages()).index(language), []
    for in_each in zip(*map(editor_schema.keys, resources.languages()), strict=True):
        key, meanings = in_each[own], [each.meaning for each in in_each]
        choices = [word for choice in key.choices for word in (choice, *words_for(choice))]
        names.append(Name(key.path, "key", key.meaning, [*meanings, *choices], key))
    return tuple(names)


def _findings(messages: Messages) -> Iterator[Name]:
    """The finding codes, as names that can be explained."""
    texts: dict[str, list[str]] = {code: [] for code in sentences.codes(messages)}
    for language in resources.languages():
        for key, text in catalogue(language).items():
            family, *rest = key.split(".")
            if family == "findings" and rest[1] != "hint":
                texts[rest[0]].append(text)
    for code, of_code in texts.items():
        yield Name(code, "finding", messages.text(f"findings.{code}.title"), of_code)


def _both(*several: Words) -> tuple[str, ...]:
    """Texts of the instrument by which a name is found, in both languages."""
    return tuple(text for words in several for text in (words.id, words.en))


def _words(text: str) -> set[str]:
    """The words of a text, as names are searched for them: "Wali Kota" is written as one word, too."""
    return set(fold(text).replace("wali-kota", "walikota").split("-"))


def matches(wanted: str, known: Iterable[Name]) -> list[Name]:
    """The explainable names of which all the wanted words are said, kind by kind, those with the words in their titles first."""
    words = _words(wanted)
    meant = [name for name in known if _holds(name.words, words)]
    in_title = [name for name in meant if _holds(_words(f"{name.id} {name.title}"), words)]
    ordered = [*in_title, *(name for name in meant if name not in in_title)]
    kinds = list(dict.fromkeys(name.kind for name in meant))
    return sorted(ordered, key=lambda name: kinds.index(name.kind))


def _holds(words: set[str], wanted: set[str]) -> bool:
    """Whether every word wanted of an explainable name is among some words, or begins one of them."""
    return all(
        word in words or (len(word) > _SHORT and any(other.startswith(word) for other in words))
        for word in wanted
    )


def suggestions(wanted: str, known: Sequence[Name]) -> list[str]:
    """The explainable names that may be meant by words that lead to none: ids that are spelt like it, else words that are."""
    ids = {fold(name.id): name.id for name in known}
    if close := difflib.get_close_matches(fold(wanted), ids, _SUGGESTIONS, _ALIKE):
        return [ids[name] for name in close]
    vocabulary = sorted({word for name in known for word in name.words})
    near = [difflib.get_close_matches(word, vocabulary, 1, _ALIKE) for word in fold(wanted).split("-")]
    corrected = " ".join(word for words in near for word in words)
    return [corrected] if matches(corrected, known) else []
