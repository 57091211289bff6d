"""The fields of a Word text: what Word is told to compute there, and what it computed when the template was saved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Final

from kotacerdas.templating.word.ooxml import MATH_TEXT, Element, W, nearest_of, remove, word_tags
from kotacerdas.templating.word.paragraphs import PREFIX, TAG_SIGN

CODE_NAME: Final = re.compile(r"\s*(?:[A-Za-z]+\s|=)")
"""What a code begins with, and no tag may choose: some fields fetch files."""

_RENEWED: Final = re.compile(r"\s*(?:(TOC|TOA|INDEX)|REF|NOTEREF|STYLEREF)\b", re.IGNORECASE)
"""The fields that repeat what stands elsewhere, with the tags that it has there; the first three list much of it."""

_SHOWN: Final = (f"{W}t", MATH_TEXT, f"{W}tab")
_OF_ENTRY: Final = word_tags("pPr r hyperlink")
_LONGEST_NAME: Final = 100


@dataclass(slots=True)
class _Field:
    """A field that has begun: its first sign, the beginning of its code, the sign behind that, text amid the code."""

    begin: Element
    code: str = ""
    separate: Element = None
    unseen: list[Element] = field(default_factory=list)


def codes(root: Element) -> Iterator[list[Element]]:
    """The pieces of the code of each Word field in a part."""
    begun: list[list[Element]] = []
    for element in root.iter(f"{W}fldChar", f"{W}instrText"):
        sign = element.get(f"{W}fldCharType")
        if sign == "begin":
            begun.append([])
        elif sign == "end" and begun:
            yield begun.pop()
        elif element.tag == f"{W}instrText":
            if begun:
                begun[-1].append(element)
            else:
                yield [element]
    yield from begun


def drop_results(root: Element) -> list[Element]:
    """Take text with tags out of the results of fields that Word has filled (contents, references), and let it renew them.

    What else Word shows nobody, since it stands amid a code, is given back.
    """
    for simple in root.iter(f"{W}fldSimple"):
        if _RENEWED.match(simple.get(f"{W}instr", "")):
            _drop(_Field(simple, simple.get(f"{W}instr"), simple), list(simple.iter(*_SHOWN)), simple)
    if next(root.iter(f"{W}fldChar"), None) is None:
        return []
    unseen: list[Element] = []
    result: list[Element] = []
    begun: list[_Field] = []
    renewed: _Field | None = None
    at_code: list[_Field] = []
    for element in root.iter(f"{W}fldChar", f"{W}instrText", *_SHOWN):
        sign = element.get(f"{W}fldCharType")
        if sign == "begin":
            begun.append(_Field(element))
            at_code.append(begun[-1])
        elif sign and begun:
            last = begun[-1]
            if last.separate is None:
                at_code.pop()
            if sign == "end":
                unseen += begun.pop().unseen
                if last is renewed:
                    _drop(last, result, element)
                    renewed = None
            else:
                last.separate = element
                if renewed is None and _RENEWED.match(last.code):
                    renewed, result = last, []
        elif renewed:
            if element.tag != f"{W}instrText":
                result.append(element)
        elif element.tag == f"{W}instrText":
            if begun and len(begun[-1].code) < _LONGEST_NAME:
                begun[-1].code += element.text or ""
        elif at_code:
            at_code[-1].unseen.append(element)
    return unseen


def _drop(of: _Field, result: Sequence[Element], end: Element) -> None:
    """Take the text of the paragraphs that hold tags out of a Word field's result, and mark the field as out of date."""
    if PREFIX.search("".join(piece.text or "" for piece in result)):
        return  # somebody's own text, whatever Word does with it
    is_stale = bool(_RENEWED.match(of.code)[1])  # type: ignore[index] # its pages are others now
    paragraph_of = partial(nearest_of, "p")
    kept = [paragraph_of(of.separate), paragraph_of(end)]
    for paragraph, shown in groupby(result, paragraph_of):
        pieces = list(shown)
        if TAG_SIGN.search("".join(piece.text or "" for piece in pieces)):
            is_stale = True
            for piece in pieces:
                piece.text = None
                if piece.tag == f"{W}tab":
                    remove(piece)
            if paragraph not in kept and _is_entry(paragraph):
                remove(paragraph)
    if is_stale:
        of.begin.set(f"{W}dirty", "true")


def _is_entry(paragraph: Element) -> bool:
    """Whether a paragraph in a Word field is nothing but a line of contents, whole fields included, and not the last where it stands."""
    signs = [sign.get(f"{W}fldCharType") for sign in paragraph.iter(f"{W}fldChar")]
    return (
        all(child.tag in _OF_ENTRY for child in paragraph)
        and signs.count("begin") == signs.count("end")
        and paragraph.find(f"{W}pPr/{W}sectPr") is None
        and paragraph.getnext() is not None
    )
