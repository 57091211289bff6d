"""Where tags stand in a Word template outside the text of its paragraphs, and print nothing but text there.

In words for people (alternative texts, titles), in the codes of fields, in the addresses of links, in charts, properties
and whatever else the file holds. Where none of this is, a tag is refused: nobody would render it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote

from lxml import etree

from kotacerdas.templating.jinja.failures import Position
from kotacerdas.templating.jinja.tags import tag_spans
from kotacerdas.templating.word import ooxml
from kotacerdas.templating.word.fields import CODE_NAME, codes, drop_results
from kotacerdas.templating.word.ooxml import PACKAGE_RELS, Element, W
from kotacerdas.templating.word.paragraphs import TAG_SIGN, Pieces, split_at_tags, straightened

PLAIN, CODE, LINK_CODE, REFUSED = range(4)
"""What a tag stands in: plain text, the code of a field, that of a link, something that holds none."""

_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_NAMED: Final = frozenset({"descr", "title", "alt", "name", "string", f"{W}tooltip", f"{_OFFICE}title"})
_VALUED: Final = ooxml.word_tags("alias tag tblCaption tblDescription")
"""The attributes that are words for people, and the elements whose value is one."""

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CODE: Final = f"{W}instrText"
_READ: Final = (f"{W}t", _CODE, ooxml.MATH_TEXT)
_ATTRIBUTES: Final = etree.XPath("//@*[contains(., '{')]")
_EVERYTHING: Final = etree.XPath("//@*[contains(., '{')] | //text()[contains(., '{')]")
_BLOCK: Final = re.compile(r"(?<!\{)\{%")
_PROPERTIES: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"


class FlatText(NamedTuple):
    """Text with tags outside paragraphs: what holds it, in which attribute, its pieces, what it is."""

    element: Element
    attribute: str
    pieces: Pieces
    use: int


def in_data(root: Element) -> Iterator[FlatText]:
    """The flat texts with tags of a part that is no running text: charts, properties and the like."""
    titles = root.find(f"{_PROPERTIES}TitlesOfParts")  # headings once more, which Word writes anew
    if titles is not None and TAG_SIGN.search("".join(titles.itertext())):
        etree.strip_elements(root, f"{_PROPERTIES}TitlesOfParts", f"{_PROPERTIES}HeadingPairs")
        yield FlatText(root, "", [], PLAIN)
    inner: set[Element] = set()
    for element in root.iter(etree.Element):
        if element.tag == f"{_DRAWING}p":  # whose text may be in pieces
            texts = list(element.iter(f"{_DRAWING}t"))
            inner.update(texts)
            yield from _flat(element, "", _pieces(texts), PLAIN)
        elif element not in inner:
            yield from _flat(element, "", _pieces([element]), REFUSED if element.tag == _CODE else PLAIN)
    yield from _elsewhere(_ATTRIBUTES(root))


def in_story(root: Element) -> Iterator[FlatText]:
    """The flat texts with tags of a part with running text: those that stand outside its paragraphs."""
    for unseen in drop_results(root):
        yield from _flat(unseen, "", _pieces([unseen]), REFUSED)
    for code in filter(None, codes(root)):
        yield from _flat(code[0], "", _pieces(code), CODE)
    yield from _elsewhere(_EVERYTHING(root))


def _pieces(elements: Iterable[Element]) -> Pieces:
    return [(element, element.text or "") for element in elements]


def _elsewhere(values: Iterable[Element]) -> Iterator[FlatText]:
    """The flat texts with tags among attributes, and among texts with braces, that are read nowhere else."""
    for value in values:
        element, name = value.getparent(), value.attrname
        if name is None and element.tag in _READ:
            continue
        is_named = name in _NAMED or (name == f"{W}val" and element.tag in _VALUED)
        holder = etree.Element("text")
        use = CODE if name == f"{W}instr" else PLAIN if is_named else REFUSED
        yield from _flat(element, name or "", [(holder, str(value))], use)


def _flat(element: Element, attribute: str, pieces: Pieces, use: int) -> Iterator[FlatText]:
    """A flat text, outside the paragraphs of a Word template, if there are tags in it."""
    text = "".join(piece for _, piece in pieces)
    if sign := TAG_SIGN.search(text):
        if use == CODE:
            name = CODE_NAME.match(text, 0, sign.start())
            use = REFUSED if name is None else LINK_CODE if name[0].strip().upper() == "HYPERLINK" else CODE
        yield FlatText(element, attribute, pieces, use)


def without_links(parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, dict[str, str]]]:
    """The parts of a .docx without links whose address has tags; these addresses, which are flat texts, by part and id.

    Word writes braces in an address as `%7B`. Raises TemplateFailed where another address has tags.
    """
    kept, links = dict(parts), dict[str, dict[str, str]]()
    for name, content in parts.items():
        if not name.lower().endswith(".rels") or not re.search(rb"\{|%7b|&#", content, re.IGNORECASE):
            continue
        root = ooxml.parse_xml(content, name)
        for relationship in list(root.iter(f"{PACKAGE_RELS}Relationship")):
            braced = (re.sub("%7b", "{", value, flags=re.IGNORECASE) for value in relationship.values())
            target = next(filter(TAG_SIGN.search, braced), "")
            if not target:
                continue
            target = re.sub("%7d", "}", target, flags=re.IGNORECASE)
            is_open = tag_spans(target)[1] is not None
            if relationship.get("TargetMode") != "External" or is_open or _BLOCK.search(target):
                raise ooxml.unusable("not-here", Position(file=name, tag=target), name="Target")
            links.setdefault(ooxml.owner_of(name), {})[relationship.get("Id", "")] = target
            ooxml.remove(relationship)
            kept[name] = ooxml.xml_of(root)
    return kept, links


def address_of(target: str) -> str:
    """The address of a link, a flat text with tags in it, as an expression of Jinja."""
    terms = []
    *pieces, last = split_at_tags(target)
    for text, tag in zip(pieces[::2], pieces[1::2], strict=True):
        own = "" if text.startswith("file:") else text  # Word puts a folder before what is no address
        terms += [repr(own), f"({straightened(unquote(tag[2:-2]))})"]
    return " ~ ".join([*terms, repr(last)])
