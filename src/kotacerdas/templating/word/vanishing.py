"""What a paragraph, row or cell of a Word template carries beside the tags in whose favour it vanishes, and what becomes of that.

The ends of bookmarks and comments are kept, and so are breaks and the end of a section; all else is refused by its name.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from kotacerdas.templating.word.ooxml import Element, W, remove
from kotacerdas.templating.word.paragraphs import PREFIX, own_text, tag_spans


def _named(names: str) -> frozenset[str]:
    return frozenset(f"{W}{name}" for name in names.split())


_AROUND: Final = _named("p r hyperlink smartTag ins moveTo sdt sdtContent tr tc tbl dir bdo customXml")
_NOTHING: Final = _named(
    "t tab cr noBreakHyphen softHyphen ptab lastRenderedPageBreak proofErr annotationRef del moveFrom "
    "pPr rPr sdtPr sdtEndPr trPr tblPrEx tcPr tblPr tblGrid smartTagPr customXmlPr"
)
"""What people do not miss: spaces, properties, what was deleted. Text is looked at apart, with the tags in it."""
_KINDS: Final = {
    **dict.fromkeys(_named("drawing pict object"), "picture"),
    **dict.fromkeys(_named("footnoteReference endnoteReference"), "footnote"),
    **dict.fromkeys(_named("fldChar fldSimple instrText"), "field"),
    f"{W}commentReference": "comment",
    f"{W}br": "break",
}
_RANGE: Final = re.compile(rf"{W}(bookmark|commentRange|perm|moveFromRange|moveToRange)(Start|End)")
_PAGE: Final = frozenset({"page", "column"})


class Carried(NamedTuple):
    """What a paragraph, row or cell carries beside tags: text, what is known by a name; and the prefixes of those tags."""

    text: str
    kinds: tuple[str, ...]
    prefixes: frozenset[str]


def carried(element: Element) -> Carried:
    """What would be lost with a paragraph, row or cell in whose place tags stand. Breaks of a paragraph are not."""
    text, prefixes = "", set()
    for paragraph in element.iter(f"{W}p"):
        own = own_text(paragraph)
        spans, _ = tag_spans(own)
        starts = [0, *(stop for _, stop in spans)]
        stops = [*(start for start, _ in spans), len(own)]
        text += "".join(own[start:stop] for start, stop in zip(starts, stops, strict=True)).strip()
        for start, _ in spans:
            if own[start : start + 2] != "{#":
                prefix = PREFIX.match(own, start)
                prefixes.add(prefix[2] if prefix else "")
    kinds = dict.fromkeys(_KINDS.get(child.tag, "other") for child in _contents(element))
    if element.tag == f"{W}p":
        kinds.pop("break", None)
    return Carried(text, tuple(kinds), frozenset(prefixes))


def _contents(element: Element) -> Iterator[Element]:
    """What a vanishing element holds and does not keep anyhow."""
    for child in element.iterchildren(etree.Element):
        if child.tag in _AROUND:
            yield from _contents(child)
        elif child.tag not in _NOTHING and not _RANGE.fullmatch(child.tag) and not _is_line(child):
            yield child


def _begins_page(element: Element) -> bool:
    """Whether a paragraph begins a page by its own properties."""
    begins = None if element is None else element.find(f"{W}pPr/{W}pageBreakBefore")
    return begins is not None and begins.get(f"{W}val", "true") in {"true", "1", "on"}


def _is_line(element: Element) -> bool:
    return element.tag == f"{W}br" and element.get(f"{W}type") not in _PAGE


def has_half_a_field(element: Element) -> bool:
    """Whether a field begins or ends in a vanishing element, and not both."""
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
