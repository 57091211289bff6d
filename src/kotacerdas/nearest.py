"""The known name that is most like a mistyped one."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Final

MAX_SUGGESTIONS: Final = 50
"""How many wrong names of a kind are told with one that is near."""

_MAX_KNOWN: Final = 2000
"""Among more names than these none near is looked for: each look costs as much as there are names."""

_MAX_WORD: Final = 200
"""Signs of what may still be a name."""

ALIKE: Final = 0.8
"""How like a name must be that is not a key: `Dinas Perdagangan` is not `Dinas Perhubungan`, `LKPD` is not `rkpd`."""

Names = Mapping[str, tuple[str, ...]]
"""Folded names → the words that each may stand for."""

_OTHER_WORDS: Final[Names] = {
    "link": ("url",), "tautan": ("url",), "alamat-web": ("url",), "berkas": ("file",),
    "nomor": ("number",), "judul": ("title",), "nama": ("name", "title"), "jenis": ("type", "kind"),
    "tanggal": ("date",), "tahun": ("year",), "mulai": ("since",), "penerbit": ("issuer",),
    "opd": ("agency",), "perangkat-daerah": ("agency",), "mendukung": ("supports",),
    "narahubung": ("contact",), "anggaran": ("budget",), "risiko": ("risks",), "pengguna": ("users",),
    "jawaban": ("text",), "answer": ("text",), "nilai": ("score",), "pertanyaan": ("question",),
    "angka": ("figure",), "alasan": ("reason",), "responden": ("respondents",),
}  # fmt: skip
"""What people write for a word that is not spelt like it."""


@lru_cache(4096)  # the same names stand in many cells
def fold(name: str) -> str:
    """A name without what people write now so, now so: capitals, the signs between its words and letters (`S.O.P.`)."""
    words = re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
    return re.sub(r"\b([^\W\d])-(?=[^\W\d]\b)", r"\1", words)


def folded(names: Iterable[tuple[str, str]]) -> Names:
    """Names with what each stands for, folded, for mistyped ones to be compared with."""
    meant: dict[str, dict[str, None]] = {}
    for name, word in names:
        meant.setdefault(fold(name), {})[word] = None
    return {name: tuple(words) for name, words in meant.items() if name}


def candidates(word: str, names: Names) -> tuple[str, ...]:
    """What may be meant by a mistyped name, by the name itself or by the longest that is part of it, or of which it is part."""
    written = fold(word)
    if written in names or not written:
        return names.get(written, ())
    alike = [name for name in names if f"-{written}-" in f"-{name}-" or f"-{name}-" in f"-{written}-"]
    longest = max((min(len(name), len(written)) for name in alike), default=0)
    meant = (word for name in alike if min(len(name), len(written)) == longest for word in names[name])
    return tuple(dict.fromkeys(meant))


def nearest(word: str, known: Iterable[str], names: Names = _OTHER_WORDS, alike: float = 0.6) -> str:
    """The known word that is most like this one, or that a name like it stands for; empty if none is near."""
    import difflib  # noqa: PLC0415 - only mistakes need it

    known = list(islice(known, _MAX_KNOWN + 1))
    if len(known) > _MAX_KNOWN or len(word) > _MAX_WORD:
        return ""
    words = {fold(name): name for name in known}
    written = fold(word)
    if written in words:
        return words[written]
    meant = tuple(word for word in candidates(word, names) if word in words.values())
    if meant:
        return meant[0] if len(meant) == 1 else ""
    if close := difflib.get_close_matches(written, words, n=1, cutoff=alike):
        return words[close[0]]
    close = difflib.get_close_matches(written, names, n=1, cutoff=ALIKE)
    meant = names[close[0]] if close else ()
    return meant[0] if len(meant) == 1 else ""
