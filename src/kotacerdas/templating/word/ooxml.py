"""The XML of Word documents: its namespaces, reading and writing it, and any text as it stands in it."""

import html
import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from lxml import etree

from kotacerdas.templating.jinja.failures import Position, Problem, TemplateFailed

Element: TypeAlias = Any
"""An element of lxml, whose classes cannot be named."""

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH_TEXT: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
PACKAGE_RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_ODD: Final = re.compile("[\t\n\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Line breaks, tabs, and what XML cannot hold; noncharacters serve as marks here."""

_UNFIT: Final = "\N{REPLACEMENT CHARACTER}"
_BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'
_SIGNS: Final = {"\n": _BREAK, "\r": _BREAK, "\t": '</w:t><w:tab/><w:t xml:space="preserve">'}


def parse_xml(content: bytes, part: str) -> Element:
    """The XML of a part. Raises TemplateFailed if it is none, or declares entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken_part(part) from error
    if root.getroottree().docinfo.doctype:
        raise broken_part(part)
    return root


def broken_part(part: str) -> TemplateFailed:
    """What is said of a part that is no XML, or declares a document type: no word processor writes one."""
    return TemplateFailed([Problem("broken-part", position=Position(file=part))])


def xml_of(root: Element) -> bytes:
    """The XML of an element as a part."""
    return XML_HEAD.encode() + bytes(etree.tostring(root, encoding="UTF-8"))


def remove(element: Element) -> None:
    """Take an element out of the one around it."""
    element.getparent().remove(element)


def with_ancestors(element: Element) -> Iterator[Element]:
    """An element, and those around it."""
    yield element
    yield from element.iterancestors()


def escaped(text: str) -> str:
    """Any text as the inside of a `w:t`: line breaks and tabs as Word's own, what XML cannot hold as U+FFFD."""
    text = html.escape(text, quote=False)
    if _ODD.search(text) is None:
        return text
    return _ODD.sub(lambda match: _SIGNS.get(match[0], _UNFIT), text.replace("\r\n", "\n"))


def flat(text: str) -> str:
    """Any text as the inside of an element or attribute without line breaks."""
    return _ODD.sub(
        lambda match: " " if match[0] in _SIGNS else _UNFIT,
        html.escape(text, quote=False).replace('"', "&quot;"),
    )
