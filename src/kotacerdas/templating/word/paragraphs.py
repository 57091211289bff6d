"""The paragraphs of a Word template: their text, the tags in it, where they stand, and what vanishes with those that give way.

A paragraph is a list of pieces, elements with their text, since Word splits a text into runs as it likes. Of a paragraph,
row or cell in whose place tags stand, the ends of bookmarks and comments are kept, and so are breaks and the end of a
section; all else is refused by its name.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, islice, pairwise
from typing import Final, NamedTuple, TypeAlias

from lxml import etree

from kotacerdas.templating.jinja.failures import Position
from kotacerdas.templating.jinja.tags import tag_spans
from kotacerdas.templating.word.marks import ESCAPE, NONCHARACTERS
from kotacerdas.templating.word.ooxml import MATH_TEXT, Element, W, nearest_of, remove, word_tags

Pieces: TypeAlias = list[tuple[Element, str]]

TAG_SIGN: Final = re.compile(r"\{[{%#]")
_ESCAPED: Final = re.compile(r"(?<=\{)_(?=[{%#])|(?<=[}%#])_(?=\})")
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
_LOOKED_INTO: Final = word_tags(
    "p r hyperlink smartTag ins moveTo sdt sdtContent tr tc tbl dir bdo customXml"
)
_NOT_MISSED: Final = word_tags(
    "t tab cr noBreakHyphen softHyphen ptab lastRenderedPageBreak proofErr annotationRef del moveFrom "
    "pPr rPr sdtPr sdtEndPr trPr tblPrEx tcPr tblPr tblGrid smartTagPr customXmlPr"
)
"""What people do not miss: spaces, properties, what was deleted. Text is looked at apart, with the tags in it."""
_KINDS: Final = {
    **dict.fromkeys(word_tags("drawing pict object"), "picture"),
    **dict.fromkeys(word_tags("footnoteReference endnoteReference"), "footnote"),
    **dict.fromkeys(word_tags("fldChar fldSimple instrText"), "field"),
    f"{W}commentReference": "comment",
    f"{W}br": "break",
}
_RANGE: Final = re.compile(rf"{W}(bookmark|commentRange|perm|moveFromRange|moveToRange)(Start|End)")
_PAGE: Final = frozenset({"page", "column"})


def clean_paragraphs(root: Element) -> None:
    """Take out of a part's paragraphs what Word writes for itself: proofing marks, ids that a loop would repeat, deleted tags."""
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
        holder = next(element.iterancestors(_AROUND[element.tag]), None) if element.tag in _AROUND else None
        counts[element.tag, holder] += 1
        numbers[element] = counts[element.tag, holder]
        if element.tag == f"{W}p":
            around = (nearest_of(name, element) for name in ("tbl", "tr", "tc"))
            table, row, column = (numbers.get(each, 0) for each in around)
            positions[element] = Position(*part[:2], numbers[element], table, row, column)
    return positions


def with_braces(root: Element) -> list[Element]:
    """The paragraphs of a part that may hold tags, in the order of the document."""
    every = root.iter(f"{W}t", MATH_TEXT)
    texts = (text for text in every if text.text and ("{" in text.text or "}" in text.text))
    return list(dict.fromkeys(each for text in texts for each in islice(text.iterancestors(f"{W}p"), 1)))


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


def split_at_tags(text: str) -> list[str]:
    """A text in pieces: what stands outside tags, and a tag, by turns, beginning and ending with the first."""
    bounds = [0, *chain.from_iterable(tag_spans(text)[0]), len(text)]
    return [text[start:stop] for start, stop in pairwise(bounds)]


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
        _strip(pieces, range(index - 1, max(-1, index - 1 - _MAX_STRIPPED), -1), str.rstrip)
    return len(kept)


def strip_after(pieces: Pieces, index: int, at: int) -> None:
    """Drop white space after an offset in a piece of a paragraph."""
    element, text = pieces[index]
    kept = text[at:].lstrip(_SPACES)
    pieces[index] = (element, text[:at] + kept)
    if not kept:
        _strip(pieces, range(index + 1, min(len(pieces), index + 1 + _MAX_STRIPPED)), str.lstrip)


def _strip(pieces: Pieces, indices: range, strip: Callable[[str, str], str]) -> None:
    """Drop white space in pieces of a paragraph one after the other, as far as there is nothing else."""
    for index in indices:
        element, text = pieces[index]
        if element.tag == f"{W}t":
            pieces[index] = (element, kept := strip(text, _SPACES))
            if kept:
                return
        elif element.tag == f"{W}br" and text and element.get(f"{W}type") not in {"page", "column"}:
            remove(element)
            pieces[index] = (element, "")


# --- what gives way to tags -------------------------------------------------------------------


class Carried(NamedTuple):
    """What a paragraph, row or cell carries beside tags: text, what is known by a name; and the prefixes of those tags."""

    text: str
    kinds: tuple[str, ...]
    prefixes: frozenset[str]


def carried(element: Element) -> Carried:
    """What would be lost with a Word paragraph, row or cell in whose place tags stand. Breaks of a paragraph are not."""
    text, prefixes = "", set()
    for paragraph in element.iter(f"{W}p"):
        pieces = split_at_tags(own_text(paragraph))
        text += "".join(pieces[::2]).strip()
        for tag in pieces[1::2]:
            if not tag.startswith("{#"):
                prefix = PREFIX.match(tag)
                prefixes.add(prefix[2] if prefix else "")
    kinds = dict.fromkeys(_KINDS.get(child.tag, "other") for child in _contents(element))
    if element.tag == f"{W}p":
        kinds.pop("break", None)
    return Carried(text, tuple(kinds), frozenset(prefixes))


def _contents(element: Element) -> Iterator[Element]:
    """The elements that would be lost with a vanishing paragraph, row or cell."""
    for child in element.iterchildren(etree.Element):
        if child.tag in _LOOKED_INTO:
            yield from _contents(child)
        elif child.tag not in _NOT_MISSED and not _RANGE.fullmatch(child.tag) and not _is_line(child):
            yield child


def _begins_page(element: Element) -> bool:
    """Whether a paragraph begins a page by its own properties."""
    begins = None if element is None else element.find(f"{W}pPr/{W}pageBreakBefore")
    return begins is not None and begins.get(f"{W}val", "true") in {"true", "1", "on"}


def _is_line(element: Element) -> bool:
    return element.tag == f"{W}br" and element.get(f"{W}type") not in _PAGE


def has_half_a_field(element: Element) -> bool:
    """Whether a field begins or ends in a vanishing paragraph, row or cell, and not both."""
    signs = [sign.get(f"{W}fldCharType") for sign in element.iter(f"{W}fldChar")]
    return signs.count("begin") != signs.count("end")


def give_way(element: Element, marks: list[Element], *, is_closing: bool = False) -> None:
    """Put marks in place of a paragraph, and what it carries around them; of a row or cell, which stays for now, before it.

    A bookmark or comment that begins there begins behind the marks, and one that ends there ends before them, so that
    both ends stay on the same side of a block.
    """
    for mark in marks:
        element.addprevious(mark)
    first, last = (marks[0], marks[-1]) if marks else (element, element)
    ends = [end for end in element.iter() if isinstance(end.tag, str) and _RANGE.fullmatch(end.tag)]
    names = [(_RANGE.fullmatch(end.tag)[1], end.get(f"{W}id")) for end in ends]  # type: ignore[index]
    counts = Counter(names)
    for end, name in zip(ends, names, strict=True):
        is_whole, is_start = counts[name] > 1, end.tag.endswith("Start")
        if (is_closing if is_whole else is_start) and marks:
            last.addnext(end)
            last = end
        else:
            first.addprevious(end)
    if element.tag == f"{W}p":
        _keep_breaks(element, marks)


def _keep_breaks(paragraph: Element, marks: list[Element]) -> None:
    """Keep of a paragraph its breaks and the end of its section, before the marks or behind them; without these remove it."""
    breaks = dict.fromkeys(br for br in paragraph.iter(f"{W}br") if marks and not _is_line(br))
    begins_page = bool(marks) and _begins_page(paragraph) and not _begins_page(paragraph.getnext())
    if not (breaks or begins_page) and paragraph.find(f"{W}pPr/{W}sectPr") is None:
        remove(paragraph)
        return
    order = (each for each in paragraph.iter(f"{W}t", f"{W}br") if each in breaks or "{" in (each.text or ""))
    is_before = begins_page or (bool(breaks) and next(order) in breaks)
    for child in list(paragraph):
        if child.tag != f"{W}pPr":
            paragraph.remove(child)
    for br in breaks:
        etree.SubElement(paragraph, f"{W}r").append(br)
    if is_before:
        for mark in reversed(marks):
            paragraph.addnext(mark)
