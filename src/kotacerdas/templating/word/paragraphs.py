"""The paragraphs of a Word template: their text, the tags in it, and where they stand.

A paragraph is a list of pieces, elements with their text, since Word splits a text into runs as it likes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from kotacerdas.templating.word.marks import NONCHARACTERS, W, drop

if TYPE_CHECKING:
    from kotacerdas.templating.jinja.failures import Place

_SIGN: Final = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
_CLOSING: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
PREFIX: Final = re.compile(r"(\{[{%])(p|tr|tc|r)(?=\s)")
_TYPOGRAPHIC: Final = str.maketrans(
    "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00a0\u2007\u202f\t\n\r", "\"\"\"\"''''      "
)
_SPELT: Final = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
_DRAWN: Final = (f"{W}drawing", f"{W}pict", f"{W}object")
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WORDML: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MAX_STRIPPED: Final = 50  # runs that a `-` may reach over


def tidy(root: Any) -> None:  # noqa: ANN401
    """Take out what Word writes for itself: proofing marks inside tags, and ids that a loop would repeat."""
    for element in list(root.iter(f"{W}proofErr")):
        drop(element)
    for element in list(
        root.iter(_FALLBACK)
    ):  # a text box once more, for Word 2007: its tags would count twice
        if element.getparent() is not None and next(element.iter(f"{W}txbxContent"), None) is not None:
            drop(element)
    for element in root.iter(f"{W}p", f"{W}r", f"{W}tr", f"{W}sectPr"):
        for name in [name for name in element.attrib if name.startswith((_WORDML, f"{W}rsid"))]:
            del element.attrib[name]
    for empty in root.iter(f"{W}p"):
        if not len(empty) and not empty.text:
            empty.text = ""  # written as <w:p></w:p>


def places_of(root: Any, start: Place) -> dict[Any, Place]:  # noqa: ANN401
    """Where every paragraph stands, in the order of the document."""
    numbers: dict[Any, int] = {}
    counts: dict[tuple[str, Any], int] = {}
    places: dict[Any, Place] = {}
    for element in root.iter(f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"):
        inside = {f"{W}tr": f"{W}tbl", f"{W}tc": f"{W}tr", f"{W}p": f"{W}tc"}.get(element.tag)
        owner = next(element.iterancestors(inside), None) if inside else None
        numbers[element] = counts[element.tag, owner] = counts.get((element.tag, owner), 0) + 1
        if element.tag == f"{W}p":
            row = next(owner.iterancestors(f"{W}tr"), None) if owner is not None else None
            table = next(row.iterancestors(f"{W}tbl"), None) if row is not None else None
            places[element] = start._replace(
                paragraph=numbers[element],
                table=numbers.get(table, 0),
                row=numbers.get(row, 0),
                column=numbers.get(owner, 0),
            )
    return places


def pieces_of(paragraph: Any) -> list[tuple[Any, str]]:  # noqa: ANN401
    """The pieces of a paragraph's own text in order; a tab or break inside it is a space."""
    found = []
    for element in paragraph.iter(f"{W}t", *_SPELT):
        if next(element.iterancestors(f"{W}p")) is not paragraph or element.getparent().tag != f"{W}r":
            continue
        if element.tag != f"{W}t":
            found.append((element, _SPELT[element.tag]))
        elif next(element.iterancestors(f"{W}moveFrom", f"{W}del"), None) is None:
            element.text = NONCHARACTERS.sub("", element.text or "")
            found.append((element, element.text))
    return found


def spans_of(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """From where to where the tags of a text go, and where one begins that never ends, or ends that never began."""
    found: list[tuple[int, int]] = []
    position = 0
    while match := _SIGN.search(text, position):
        closing = _CLOSING.get(match[0])
        end = text.find(closing, match.end()) if closing else -1
        if end < 0:
            return found, match.start()
        while closing == "}}" and text.startswith("}", end + 2):  # a mapping may stand before the end
            end += 1
        position = end + 2
        found.append((match.start(), position))
    return found, None


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """A text without its tags."""
    starts = [0, *(stop for _, stop in spans)]
    stops = [*(start for start, _ in spans), len(text)]
    return "".join(text[start:stop] for start, stop in zip(starts, stops, strict=True))


def straightened(written: str) -> str:
    """A tag with the quotes and spaces that Jinja knows."""
    return NONCHARACTERS.sub("", written.translate(_TYPOGRAPHIC))


def lost_with(element: Any) -> tuple[str, set[str]]:  # noqa: ANN401
    """What is lost with a paragraph, row or cell beside its tags, and the letters of those tags."""
    lost = " " if next(element.iter(*_DRAWN), None) is not None else ""
    prefixes = set()
    for paragraph in element.iter(f"{W}p"):
        text = "".join(piece for _, piece in pieces_of(paragraph))
        spans, _ = spans_of(text)
        lost += _without(text, spans).strip()
        for start, _ in spans:
            if text[start : start + 2] != "{#":
                prefix = PREFIX.match(text, start)
                prefixes.add(prefix[2] if prefix else "")
    return lost, prefixes


def take_in_neighbours(paragraph: Any) -> None:  # noqa: ANN401
    """Join a paragraph that begins with `{%-` to the one before, one that ends with `-%}` to the one after."""
    if paragraph.getparent() is None:
        return
    text = "".join(piece for _, piece in pieces_of(paragraph)).strip()
    before = paragraph.getprevious()
    if text.startswith(("{%-", "{{-")) and before is not None and before.tag == f"{W}p":
        _join(before, paragraph)
        paragraph = before
    after = paragraph.getnext()
    while text.endswith(("-%}", "-}}")) and after is not None and after.tag == f"{W}p":
        text = "".join(piece for _, piece in pieces_of(after)).strip()
        _join(paragraph, after)
        after = paragraph.getnext()


def _join(paragraph: Any, other: Any) -> None:  # noqa: ANN401
    for child in list(other):
        if child.tag != f"{W}pPr":
            paragraph.append(child)
    drop(other)


def strip_before(pieces: list[tuple[Any, str]], index: int, at: int) -> int:
    """Drop white space before a place, and return where the place is then."""
    text = pieces[index][1]
    kept = text[:at].rstrip()
    pieces[index] = (pieces[index][0], kept + text[at:])
    place = len(kept)
    first = max(0, index - _MAX_STRIPPED)
    while not kept and index > first:
        index -= 1
        if pieces[index][0].tag == f"{W}t":
            kept = pieces[index][1].rstrip()
            pieces[index] = (pieces[index][0], kept)
    return place


def strip_after(pieces: list[tuple[Any, str]], index: int, at: int) -> None:
    """Drop white space after a place."""
    text = pieces[index][1]
    kept = text[at:].lstrip()
    pieces[index] = (pieces[index][0], text[:at] + kept)
    last = min(len(pieces) - 1, index + _MAX_STRIPPED)
    while not kept and index < last:
        index += 1
        if pieces[index][0].tag == f"{W}t":
            kept = pieces[index][1].lstrip()
            pieces[index] = (pieces[index][0], kept)
