"""What looks like something else in YAML: a comment like the rest of a value, quotation marks of Word like those of YAML."""

import re
from typing import Final

DOUBLE: Final = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
"""Quotation marks that Word makes, double ones, and those of other languages."""

CURLY: Final = DOUBLE + "\u2018\u2019\u201a\u201b"
"""All quotation marks that Word makes."""

_TO_DO: Final = frozenset({"TODO", "FIXME", "XXX", "NB", "CATATAN", "NOTE", "CEK"})
_NUMBERED: Final = (
    r"\b(?:no|nomor|lampiran|buku|jilid|bab|versi|seri|tahap|ruang|lantai|gedung|blok|pasal)\.?$"
)
_GOES_ON: Final = r"[,&/]$|\b(?:dan|atau|and|or)$"


def comment_that_reads_on(row: str) -> int:
    """Where a comment starts in a line of YAML that looks like the rest of its value; -1 where none does."""
    before, sign, rest = row.partition(" #")
    is_text = sign and before.strip() and before.count('"') % 2 == 0
    return len(before) + 1 if is_text and reads_on(before.rstrip(), rest) else -1


def reads_on(value: str, rest: str) -> bool:
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
