"""Personal data (KC9xx)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kotacerdas.checks.context import Context, Fact
from kotacerdas.diagnostics import Location, SubjectRef
from kotacerdas.source import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIXTEEN: Final = (
    r"(?<![0-9])(?:[0-9]{16}|[0-9]{4}(?: [0-9]{4}){3}|[0-9]{6}[ .-][0-9]{6}[ .-][0-9]{4})(?![0-9])"
)
_NIK: Final = re.compile(_SIXTEEN)
# Every digit becomes 9 and what may stand between groups a space, so that a file without such a number,
# the usual one, is known by three searches for fixed bytes: thirty times as fast as the pattern.
_OUTLINE: Final = bytes(
    0x39 if chr(i) in "0123456789" else 0x20 if chr(i) in " .-" else 0x78 for i in range(256)
)
_OUTLINES: Final = (b"9" * 16, b"9999 9999 9999 9999", b"999999 999999 9999")
_MASK: Final = "•" * 16


def masked(text: str) -> str:
    """A text as it may be printed: dots stand for an identity number (NIK)."""
    return _NIK.sub(_MASK, text)


def identity_number_is_written_out(context: Context) -> Iterator[Fact]:
    """A number of sixteen digits stands in the dossier: most likely a citizen's identity number (NIK).

    A dossier passes through many hands, and a NIK in a title, a file name or a text is personal data that
    nobody needs there (UU 27/2022). An official's number (NIP) has eighteen digits and is let be. The
    number is never printed.
    """
    for path, raw in context.files.items():
        outline = raw.translate(_OUTLINE)
        if any(shape in outline for shape in _OUTLINES):
            yield from _in_file(path, raw)
    for path in context.dossier.unnamed_files:
        if _NIK.search(path):
            yield Fact(Location(path, line=1, column=1), details={"variant": "file-name"})


def _in_file(path: str, raw: bytes) -> Iterator[Fact]:
    for number, line in enumerate(lines_of(raw), start=1):
        for match in _NIK.finditer(line):
            where = Location(path, (), "value", number, match.start() + 1, match.end() + 1)
            yield Fact(where, details={"variant": "text"})


def specific_personal_data_is_public(context: Context) -> Iterator[Fact]:
    """A document holds specific personal data and is classified as public.

    Health, biometric, genetic and financial data, criminal records and data of children are specific
    personal data (UU 27/2022, article 4): show a recap instead, or classify the document as restricted.
    """
    for index, document in enumerate(context.dossier.documents):
        if context.is_unread("documents", index, "classification"):
            continue
        if document.personal_data == "specific" and document.classification == "public":
            where = context.at("documents", index, "personal_data")
            yield Fact(where, SubjectRef("document", document.id), document.agency)
