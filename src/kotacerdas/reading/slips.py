"""Values that YAML reads otherwise than they look: cut by " #", or in quotation marks that only Word knows.

Both are lawful YAML, so they are known by what they look like: nothing is said of a comment that reads like one, nor of
a quotation.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import yaml

from kotacerdas.findings import Route
from kotacerdas.reading import source
from kotacerdas.reading.lookalikes import CURLY, DOUBLE, comment_that_reads_on, reads_on

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
    is_cut = b"#" in raw and any(comment_that_reads_on(row) >= 0 for row in _lines_with_a_comment(raw))
    if not (is_quoted or is_cut):
        return []
    lines = source.lines_of(raw)
    slips: list[Slip] = []
    for route, event in source.nodes(raw):
        if isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
            slip = _cut(event, lines) or _quoted(event)
            if slip:
                slips.append(slip._replace(route=route))
    return slips


def _lines_with_a_comment(raw: bytes) -> Iterator[str]:
    """The lines of a YAML file that end in a comment behind something else."""
    at = raw.find(b" #")
    while at >= 0:
        start, end = raw.rfind(b"\n", 0, at) + 1, raw.find(b"\n", at)
        end = len(raw) if end < 0 else end
        if raw[start:at].strip():
            yield raw[start:end].decode("utf-8", errors="replace")
        at = raw.find(b" #", end)


def _cut(event: Any, rows: list[str]) -> Slip | None:  # noqa: ANN401 - PyYAML's events have no types
    """The slip of a plain value of YAML whose rest is a comment."""
    end = event.end_mark
    row = rows[end.line] if end and end.line < len(rows) else ""
    sign, _, rest = row[end.column :].lstrip().partition("#") if end else ("", "", "")
    if sign or not row[end.column :].strip() or not reads_on(event.value, rest):
        return None
    return Slip("cut" if event.value else "cut-whole", (), event.value, f"#{rest.rstrip()}")


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
