"""The words by which types of documents are known, in names and headings: they are data of the instrument."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from kotacerdas.instrument.model import DocumentType

_GLUED: Final = 8
"""Letters from which a word may be several that were run together: `LAPORANPRODENPASAR`."""
_MAX_WORDS: Final = 200
"""Words of a name or heading that are looked at."""

BORDER: Final = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[A-Za-z]{2})|(?<=[A-Za-z]{2})(?=\d)"
)
"""Where a name that lost its blanks may have had one."""


class Strength(IntEnum):
    """How much a word tells of a type: something where nothing else does, likely, surely."""

    WEAK = 0
    LIKELY = 1
    SURE = 2


class Sign(NamedTuple):
    """A word, or several, that tells a type: which, how surely, and where it stands among the words."""

    type: str
    strength: Strength
    phrase: str
    start: int


class Signs:
    """The words of an instrument's types, ready to be looked for."""

    def __init__(self, types: Iterable[DocumentType]) -> None:
        """Gather the signs of all types, which are words; of a phrase that several have, the first keeps it, and `beside` decides."""
        self._phrases: dict[str, dict[tuple[str, ...], list[tuple[str, Strength]]]] = {}
        self._glued: dict[str, tuple[str, Strength]] = {}
        self._beside = {kind.id: frozenset(kind.known_by.beside) for kind in types}
        for kind in types:
            known = kind.known_by
            for strength, phrases in zip(Strength, (known.weak, known.likely, known.sure), strict=True):
                for phrase in phrases:
                    words = tuple(words_of(phrase))
                    # MoU is `mou` in a text, `mo u` in a name.
                    for way in {words, tuple(words_of(spaced(phrase)))}:
                        self._phrases.setdefault(way[0], {}).setdefault(way, []).append((kind.id, strength))
                    if len(run := "".join(words)) >= _GLUED - 2:
                        self._glued.setdefault(run, (kind.id, min(strength, Strength.LIKELY)))
        longest_first = sorted(self._glued, key=len, reverse=True)
        self._run = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def among(self, words: Sequence[str]) -> Iterator[Sign]:
        """The signs of document types among words, in their order; of several at one place the longest."""
        words = words[:_MAX_WORDS]
        start = 0
        while start < len(words):
            phrases = self._phrases.get(words[start], {})
            fitting = [p for p in phrases if tuple(words[start : start + len(p)]) == p]
            phrase = max(fitting, key=len, default=())
            if phrase:
                kinds = phrases[phrase]
                beside = (told for told in kinds if not self._beside[told[0]].isdisjoint(words))
                yield Sign(*next(beside, kinds[0]), " ".join(phrase), start)
            elif len(words[start]) >= _GLUED and (run := self._run.search(words[start])):
                yield Sign(*self._glued[run[0]], run[0], start)
            start += len(phrase) or 1


def spaced(name: str) -> str:
    """A name with blanks for the signs between its words, and where capitals or digits begin."""
    return re.sub(r"[\s_-]+", " ", BORDER.sub(" ", name))


def words_of(text: str) -> list[str]:
    """The words of a text without capitals and signs."""
    return [word for word in re.split(r"[\W_]+", text.casefold()) if word]


def decisive(signs: Iterable[Sign]) -> Sign | None:
    """The sign of a type that counts: the first that is more than a weak one; without one the first."""
    told = list(signs)
    return next((sign for sign in told if sign.strength > Strength.WEAK), told[0] if told else None)
