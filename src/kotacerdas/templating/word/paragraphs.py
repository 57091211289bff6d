"""The paragraphs of a Word template: their text, the tags in it, and where they stand.

A paragraph is a list of pieces, elements with their text, since Word splits a text into runs as it likes.
"""

import re
from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import Final, TypeAlias

from kotacerdas.templating.jinja.failures import Position
from kotacerdas.templating.word.marks import ESCAPE, NONCHARACTERS
from kotacerdas.templating.word.ooxml import MATH_TEXT, Element, W, remove

Pieces: TypeAlias = list[tuple[Element, str]]

TAG_SIGN: Final = re.compile(r"\{[{%#]")
_SIGN: Final = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
_ESCAPED: Final = re.compile(r"(?<=\{)_(?=[{%#])|(?<=[}%#])_(?=\})")
_CLOSING: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
PREFIX: Final = re.compile(r"(\{[{%#])(p|tr|tc|r)(?=\s)")
_TYPOGRAPHIC: Final = str.maketrans(
    "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00a0\u2007\u202f\t\n\r", "\"\"\"\"''''      "
)
_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])\u2019(?=[^\W\d_])")
"""Between letters it is no quotation mark: as in the name of Friday."""

SPELT: Final = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
_RUNS: Final = (f"{W}r", MATH_TEXT.replace("}t", "}r"))
_AROUND: Final = {f"{W}tr": f"{W}tbl", f"{W}tc": f"{W}tr", f"{W}p": f"{W}tc"}
"""What a table row, a cell and a paragraph are counted in."""
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WORDML: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_SPACES: Final = " \t\n\r"  # a space that does not break stays, where people put it to keep one
_MAX_STRIPPED: Final = 50  # runs that a `-` may reach over


def remove_own_marks(root: Element) -> None:
    """Take out what Word writes for itself: proofing marks inside tags, ids that a loop would repeat, tags that are deleted."""
    for element in list(root.iter(f"{W}proofErr")):
        remove(element)
    for fallback in list(
        root.iter(_FALLBACK)
    ):  # a text box once more, for Word 2007: its tags would count twice
        if fallback.getparent() is not None and next(fallback.iter(f"{W}txbxContent"), None) is not None:
            remove(fallback)
    for gone in root.iter(f"{W}del", f"{W}moveFrom"):
        texts = list(gone.iter(f"{W}delText", f"{W}t"))
        if TAG_SIGN.search("".join(text.text or "" for text in texts)):
            for text in texts:
                text.text = None
    of_comments = root.tag == f"{W}comments"  # which are known elsewhere by the ids of their paragraphs
    for element in () if of_comments else root.iter(f"{W}p", f"{W}r", f"{W}tr", f"{W}sectPr"):
        for name in [name for name in element.attrib if name.startswith((_WORDML, f"{W}rsid"))]:
            del element.attrib[name]
    for paragraph in root.iter(f"{W}p"):
        if not len(paragraph) and not paragraph.text:
            paragraph.text = ""  # written as <w:p></w:p>


def paragraph_positions(root: Element, part: Position) -> dict[Element, Position]:
    """The position of every paragraph of a part, in the order of the document."""
    numbers: dict[Element, int] = {}
    counts: Counter[tuple[str, Element]] = Counter()
    positions: dict[Element, Position] = {}
    for element in root.iter(f"{W}tbl", *_AROUND):
        around = next(element.iterancestors(_AROUND[element.tag]), None) if element.tag in _AROUND else None
        counts[element.tag, around] += 1
        numbers[element] = counts[element.tag, around]
        if element.tag == f"{W}p":
            table, row, column = (
                numbers.get(next(element.iterancestors(f"{W}{name}"), None), 0)
                for name in ("tbl", "tr", "tc")
            )
            positions[element] = part._replace(
                paragraph=numbers[element], table=table, row=row, column=column
            )
    return positions


def with_braces(root: Element) -> list[Element]:
    """The paragraphs of a part that may hold tags, in the order of the document."""
    every = root.iter(f"{W}t", MATH_TEXT)
    texts = (text for text in every if text.text and ("{" in text.text or "}" in text.text))
    return list(
        dict.fromkeys(paragraph for text in texts for paragraph in islice(text.iterancestors(f"{W}p"), 1))
    )


def text_pieces(paragraph: Element) -> Pieces:
    """The pieces of a paragraph's own text in order; a tab or break inside it is a space."""
    pieces = []
    for element in paragraph.iter(f"{W}t", MATH_TEXT, *SPELT):
        if next(element.iterancestors(f"{W}p")) is not paragraph or element.getparent().tag not in _RUNS:
            continue
        if element.tag in SPELT:
            pieces.append((element, SPELT[element.tag]))
        elif next(element.iterancestors(f"{W}moveFrom", f"{W}del"), None) is None:
            pieces.append((element, element.text or ""))
    return pieces


def own_text(paragraph: Element) -> str:
    """The text of a paragraph without that of text boxes in it."""
    return "".join(text for _, text in text_pieces(paragraph))


def with_escapes(pieces: Pieces) -> str:
    """The text of a paragraph's pieces, in which `{_{` and the like are no tags."""
    text = "".join(piece for _, piece in pieces)
    escaped = _ESCAPED.sub(ESCAPE, text)
    start = 0
    for index, (element, piece) in enumerate(pieces if escaped != text else ()):
        kept = escaped[start : start + len(piece)]
        start += len(piece)
        if kept != piece:
            element.text = kept
            pieces[index] = (element, kept)
    return escaped


def tag_spans(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Where the tags in a paragraph's text begin and end, and where one stands that never ends, or never began."""
    spans: list[tuple[int, int]] = []
    offset = 0
    while match := _SIGN.search(text, offset):
        closing = _CLOSING.get(match[0])
        end = text.find(closing, match.end()) if closing else -1
        if end < 0:
            return spans, match.start()
        while closing == "}}" and text.startswith("}", end + 2):  # a mapping may stand before the end
            end += 1
        offset = end + 2
        spans.append((match.start(), offset))
    return spans, None


def straightened(tag: str) -> str:
    """A tag with the quotes and spaces that Jinja knows, instead of typographic ones."""
    parts = (part.translate(_TYPOGRAPHIC) for part in _APOSTROPHE.split(tag))
    return NONCHARACTERS.sub("", "\u2019".join(parts))


def join_stripped(paragraph: Element) -> None:
    """Join a paragraph that begins with `{%-` to the one before, one that ends with `-%}` to the one after.

    The dash is used up: of the text, it takes no white space away.
    """
    if paragraph.getparent() is None:
        return
    pieces = text_pieces(paragraph)
    text = "".join(piece for _, piece in pieces)
    before, lead = paragraph.getprevious(), len(text) - len(text.lstrip())
    if text.startswith(("{%-", "{{-"), lead) and before is not None and before.tag == f"{W}p":
        _blank(pieces, lead + 2)
        _join(before, paragraph)
        paragraph = before
    after = paragraph.getnext()
    while text.rstrip().endswith(("-%}", "-}}")) and after is not None and after.tag == f"{W}p":
        _blank(pieces, len(text.rstrip()) - 3)
        pieces = text_pieces(after)
        text = "".join(piece for _, piece in pieces)
        _join(paragraph, after)
        after = paragraph.getnext()


def _blank(pieces: Pieces, at: int) -> None:
    """Put a space in place of the sign at an offset in a paragraph."""
    for element, piece in pieces:
        if 0 <= at < len(piece):
            element.text = f"{piece[:at]} {piece[at + 1 :]}"
        at -= len(piece)


def _join(paragraph: Element, other: Element) -> None:
    """Put what another paragraph holds at the end of this one."""
    for child in list(other):
        if child.tag != f"{W}pPr":
            paragraph.append(child)
    remove(other)


def strip_before(pieces: Pieces, index: int, at: int) -> int:
    """Drop white space before an offset in a piece of a paragraph, and return what the offset is then."""
    element, text = pieces[index]
    kept = text[:at].rstrip(_SPACES)
    pieces[index] = (element, kept + text[at:])
    if not kept:
        before = range(index - 1, max(-1, index - 1 - _MAX_STRIPPED), -1)
        _strip(pieces, before, lambda piece: piece.rstrip(_SPACES))
    return len(kept)


def strip_after(pieces: Pieces, index: int, at: int) -> None:
    """Drop white space after an offset in a piece of a paragraph."""
    element, text = pieces[index]
    kept = text[at:].lstrip(_SPACES)
    pieces[index] = (element, text[:at] + kept)
    if not kept:
        after = range(index + 1, min(len(pieces), index + 1 + _MAX_STRIPPED))
        _strip(pieces, after, lambda piece: piece.lstrip(_SPACES))


def _strip(pieces: Pieces, indices: range, strip: Callable[[str], str]) -> None:
    """Drop white space in pieces of a paragraph one after the other, as far as there is nothing else."""
    for index in indices:
        element, text = pieces[index]
        if element.tag == f"{W}t":
            pieces[index] = (element, strip(text))
            if strip(text):
                return
        elif element.tag == f"{W}br" and text and element.get(f"{W}type") not in {"page", "column"}:
            remove(element)
            pieces[index] = (element, "")
