"""The known name that is most like a mistyped one."""

from collections.abc import Iterable
from typing import Final

MAX_SUGGESTIONS: Final = 50
"""How many wrong names of a kind are told with one that is near."""


_OTHER_WORDS: Final = {"link": "url", "tautan": "url", "alamat-web": "url"}
"""What people write for a word that is not spelt like it."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one; empty if none is near."""
    import difflib  # noqa: PLC0415 - only mistakes need it

    folded = {name.lower().replace("_", "-"): name for name in known}
    written = word.lower().replace("_", "-").replace(" ", "-")
    if (meant := _OTHER_WORDS.get(written)) in folded:
        return folded[meant]
    close = difflib.get_close_matches(written, folded, n=1)
    return folded[close[0]] if close else ""
