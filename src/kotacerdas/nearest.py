"""The known name that is most like a mistyped one."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

MAX_SUGGESTIONS: Final = 50
"""How many wrong names of a kind are told with one that is near."""

_ALIKE: Final = 0.8
"""How like a name of several words must be: `Dinas Perdagangan` is not `Dinas Perhubungan`."""

_OTHER_WORDS: Final = {"link": "url", "tautan": "url", "alamat-web": "url"}
"""What people write for a word that is not spelt like it."""


def fold(name: str) -> str:
    """A name without what people write now so, now so: capitals, and the signs between its words."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def folded(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each name stands for, by the folded name; a name that stands for several things is left out."""
    meant: dict[str, str] = {}
    for name, word in names:
        key = fold(name)
        meant[key] = word if meant.get(key, word) == word else ""
    return {key: word for key, word in meant.items() if key and word}


def nearest(word: str, known: Iterable[str], names: Mapping[str, str] = _OTHER_WORDS) -> str:
    """The known word that is most like this one; empty if none is near. `names` stand for some of the known, folded."""
    import difflib  # noqa: PLC0415 - only mistakes need it

    words = {fold(name): name for name in known}
    written = fold(word)
    meant = words.get(written) or names.get(written, "")
    if meant in words.values():
        return meant
    parts = {names[name] for name in names if f"-{written}-" in f"-{name}-" or f"-{name}-" in f"-{written}-"}
    if len(parts) == 1:
        return parts.pop()
    if close := difflib.get_close_matches(written, words, n=1):
        return words[close[0]]
    close = difflib.get_close_matches(written, names, n=1, cutoff=_ALIKE)
    return names[close[0]] if close else ""
