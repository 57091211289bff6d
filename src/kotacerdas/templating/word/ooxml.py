"""The XML of Word documents: its namespaces, reading and writing it, runs and any text as they stand in it."""

import html
import posixpath
import re
from collections.abc import Container, Iterator
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

from lxml import etree

from kotacerdas.templating.jinja.failures import Position, Problem, TemplateFailed

Element: TypeAlias = Any
"""An element of lxml, whose classes cannot be named."""

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH_TEXT: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
PACKAGE_RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PLAIN_RUN, LINK_RUN, NOTE_RUN = "\ufdd8", "\ufdd9", "\ufdda"
"""In the markup of a run: where its properties go, as they are, as a hyperlink's, as a footnote mark's."""

_NOWHERE: Final = Position()
_ODD: Final = re.compile("[\t\n\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Line breaks, tabs, and what XML cannot hold; noncharacters serve as marks here."""

_UNFIT: Final = "\N{REPLACEMENT CHARACTER}"
_BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'
_SIGNS: Final = {"\n": _BREAK, "\r": _BREAK, "\t": '</w:t><w:tab/><w:t xml:space="preserve">'}
_RAISED: Final = '<w:vertAlign w:val="superscript"/>'
_AFTER_RAISED: Final = re.compile(r"<w:(?:rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)\b|\Z")


class RunProperties(NamedTuple):
    """The properties of a run, as XML: its style, and the others; and those of its paragraph, if a tag stands for that."""

    style: str
    others: str
    paragraph: str = ""


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
    """The exception for a part that is no XML, or declares a document type: no word processor writes one."""
    return unusable("broken-part", Position(file=part))


def unusable(code: str, position: Position = _NOWHERE, **details: object) -> TemplateFailed:
    """The exception for a Word template that has this one problem."""
    return TemplateFailed([Problem(code, details=details, position=position)])


def xml_of(root: Element) -> bytes:
    """The XML of an element as a part."""
    return XML_HEAD.encode() + bytes(etree.tostring(root, encoding="UTF-8"))


def rels_of(part: str) -> str:
    """The name of the part that holds the relationships of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def owner_of(rels: str) -> str:
    """The name of the part whose relationships a part holds."""
    folder, _, name = rels.rpartition("_rels/")
    return folder + name.removesuffix(".rels")


def word_tags(names: str) -> tuple[str, ...]:
    """The XML tags of Word's elements of these names."""
    return tuple(f"{W}{name}" for name in names.split())


def remove(element: Element) -> None:
    """Take an XML element out of the one around it."""
    element.getparent().remove(element)


def with_ancestors(element: Element) -> Iterator[Element]:
    """An XML element, and those around it."""
    yield element
    yield from element.iterancestors()


def nearest_of(name: str, element: Element) -> Element | None:
    """The nearest element of Word's XML with that name around an element, or this itself."""
    return next((each for each in with_ancestors(element) if each.tag == f"{W}{name}"), None)


@cache
def _tags_of(path: str) -> str:
    return "/".join(word_tags(path.replace("/", " ")))


def value_at(path: str, element: Element) -> str:
    """The `w:val` of what lies in an element at a path of names; empty if there is none."""
    child = element.find(_tags_of(path))
    return "" if child is None else child.get(f"{W}val", "")


def escaped(text: str) -> str:
    """Any text as the XML inside of a `w:t`: line breaks and tabs as Word's own, what XML cannot hold as U+FFFD."""
    text = html.escape(text, quote=False)
    if _ODD.search(text) is None:
        return text
    return _ODD.sub(lambda match: _SIGNS.get(match[0], _UNFIT), text.replace("\r\n", "\n"))


def flat(text: str) -> str:
    """Any text as the XML inside of an element or attribute without line breaks."""
    return _ODD.sub(
        lambda match: " " if match[0] in _SIGNS else _UNFIT,
        html.escape(text, quote=False).replace('"', "&quot;"),
    )


def as_run(markup: str) -> str:
    """The XML of a run around what stands in it."""
    return f'<w:r>{PLAIN_RUN}<w:t xml:space="preserve">{markup}</w:t></w:r>'


def run_properties(properties: Element, without: Container[str] = ()) -> RunProperties:
    """The XML of the properties of a run for which a tag stands, the style apart from the others."""
    style, others = "", ""
    for child in () if properties is None else properties:
        written = etree.tostring(child, encoding="unicode", with_tail=False)
        if child.tag == f"{W}rStyle":
            style = style or written
        elif child.tag not in without:
            others += written
    return RunProperties(style, others)


def with_properties(runs: str, properties: RunProperties, link_style: str, note_style: str) -> str:
    """The XML of runs with the properties of the one for which their tag stands; links and footnote marks have their style."""
    style, others, _ = properties
    for sign, inner in (
        (PLAIN_RUN, style + others),
        (LINK_RUN, (style or link_style) + others),
        (NOTE_RUN, note_style + _raised(others)),
    ):
        runs = runs.replace(sign, f"<w:rPr>{inner}</w:rPr>" if inner else "")
    return runs


def _raised(properties: str) -> str:
    """The properties of a run with its text set above the line, where the schema wants that."""
    return _AFTER_RAISED.sub(rf"{_RAISED}\g<0>", re.sub(r"<w:vertAlign[^>]*/>", "", properties), count=1)
