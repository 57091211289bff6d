"""Values that YAML reads otherwise than they look: cut by " #", or in quotation marks that only Word knows.

Both are lawful YAML, so they are known by what they look like: nothing is said of a comment that reads like one, nor of
a quotation.
"""

import re
from typing import Any, Final, NamedTuple

import yaml

from kotacerdas.findings import Route
from kotacerdas.reading.positions import lines_of, nodes

DOUBLE: Final = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
"""Quotation marks that Word makes, double ones, and those of other languages."""

CURLY: Final = DOUBLE + "\u2018\u2019\u201a\u201b"
"""All quotation marks that Word makes."""

_TO_DO: Final = frozenset({"TODO", "FIXME", "XXX", "NB", "CATATAN", "NOTE", "CEK"})
_NUMBERED: Final = (
    r"\b(?:no|nomor|lampiran|buku|jilid|bab|versi|seri|tahap|ruang|lantai|gedung|blok|pasal)\.?$"
)
_GOES_ON: Final = r"[,&/]$|\b(?:dan|atau|and|or)$"
_OPENED: Final = rb"(?:^|[:\-,\[{])[ \t]*(?:\xe2\x80[\x98-\x9f]|\xc2\xab)"
_ENDS_LIKE_A_SENTENCE: Final = (".", "!", "?", "…")


class Slip(NamedTuple):
    """A value that reads otherwise than it looks: the way to it, what is read, and what a comment takes from it.

    `variant`: `cut`, `cut-whole` (nothing is left of it), `quoted`, `quote-open` (with no sign that closes it).
    """

    variant: str
    route: Route
    value: str
    rest: str = ""


def slips_of(raw: bytes) -> list[Slip]:
    """The slips of a YAML file that could be read; the usual file, which has none, is only searched for a few bytes."""
    is_quoted = not raw.isascii() and re.search(_OPENED, raw)
    rows = lines_of(raw) if is_quoted or b" #" in raw else []
    if not is_quoted and not any(comment_that_reads_on(row) >= 0 for row in rows if " #" in row):
        return []
    plain = (
        (route, event)
        for route, event, _ in nodes(raw)
        if isinstance(event, yaml.ScalarEvent) and event.implicit[0]
    )
    slips = ((route, _cut(event, rows) or _quoted(event)) for route, event in plain)
    return [slip._replace(route=route) for route, slip in slips if slip]


def _cut(event: Any, rows: list[str]) -> Slip | None:  # noqa: ANN401 - PyYAML's events have no types
    """The slip of a plain value of YAML whose rest is a comment."""
    end = event.end_mark
    behind = rows[end.line][end.column :].strip() if end and end.line < len(rows) else ""
    if not behind.startswith("#") or not _reads_on(event.value, behind[1:]):
        return None
    return Slip("cut" if event.value else "cut-whole", (), event.value, behind)


def _quoted(event: Any) -> Slip | None:  # noqa: ANN401 - PyYAML's events have no types
    """The slip of a plain value of YAML that stands in curly quotation marks; a sentence in them is a quotation."""
    value = event.value
    if value[:1] not in tuple(CURLY):
        return None
    if not any(sign in value[1:] for sign in CURLY + "\"'"):
        return Slip("quote-open", (), value) if value[0] in DOUBLE else None
    inside = value[1:-1].strip()
    is_whole = value[-1] in CURLY + "\"'" and inside and not any(sign in inside for sign in DOUBLE)
    return Slip("quoted", (), inside) if is_whole and not inside.endswith(_ENDS_LIKE_A_SENTENCE) else None


def comment_that_reads_on(row: str) -> int:
    """Where a comment starts in a line of YAML that looks like the rest of its value; -1 where none does."""
    before, sign, rest = row.partition(" #")
    is_text = sign and before.strip() and before.count('"') % 2 == 0
    return len(before) + 1 if is_text and _reads_on(before.rstrip(), rest) else -1


def _reads_on(value: str, rest: str) -> bool:
    """Whether what stands behind the "#" of a comment in YAML looks like the rest of the value before it."""
    text = rest.strip()
    if not text:
        return False
    if not rest[0].isspace():
        word = "".join(re.findall(r"^\w+", rest))
        is_tag = re.search(r"[a-z][A-Z]", word) or (
            word == text and word[:1].isupper() and word not in _TO_DO
        )
        if rest[0].isdigit() or is_tag:
            return True
    is_number = re.fullmatch(r"\d{1,3}|\d+ (?:tahun|thn?\.?) \d{4}.*", text, re.IGNORECASE)
    is_numbered = text[0].isdigit() and re.search(_NUMBERED, value, re.IGNORECASE)
    is_bracketed = any(value.count(a) > value.count(z) and z in text for a, z in ("()", "[]", "{}"))
    return bool(is_number or is_numbered or is_bracketed or re.search(_GOES_ON, value))
