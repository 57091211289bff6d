"""What a word processor would fetch from elsewhere, or run, when a template is opened.

Allowed is what is listed: kinds of relationships between parts, and links that lead elsewhere where somebody has to
click on them. Packages in a package are looked into as well, for LibreOffice opens them; old OLE objects and what a
picture in SVG names are left alone, for it does not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from lxml import etree

from kotacerdas.templating.jinja.failures import Position, Problem, TemplateFailed
from kotacerdas.templating.word import ooxml
from kotacerdas.templating.word.fields import codes
from kotacerdas.templating.word.ooxml import PACKAGE_RELS, Element, W
from kotacerdas.templating.word.paragraphs import paragraph_positions

_MACROS: Final = re.compile(
    "(?<!sheet.binary.)macroEnabled|vbaProject|vbaData|wordVbaData|activeX", re.IGNORECASE
)
"""An .xlsb is called so whether it holds any or not."""
_FETCHING: Final = re.compile(
    r"[\s\"]*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|DATABASE|DATA|RD)\b", re.IGNORECASE
)
"""The fields by which a word processor reads another file, or runs something."""

_KINDS: Final = (
    # of any package
    "officeDocument core-properties extended-properties extendedProperties custom-properties customProperties thumbnail "
    "origin signature certificate customXml customXmlProps classificationLabels extensibility userCustomization intelligence "
    # of Word
    "styles stylesWithEffects settings webSettings fontTable font numbering theme themeOverride header footer footnotes "
    "endnotes comments commentsExtended commentsIds commentsExtensible people documentTasks glossaryDocument "
    "recipientData keyMapCustomizations attachedToolbars printerSettings "
    # what is drawn, and objects
    "image hdphoto media audio video model3d ink chart chartEx chartStyle chartColorStyle chartUserShapes drawing "
    "vmlDrawing diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing package oleObject hyperlink "
    # of embedded spreadsheets and presentations
    "worksheet chartsheet sharedStrings calcChain sheetMetadata table pivotTable pivotCacheDefinition pivotCacheRecords "
    "xlBinaryIndex ctrlProp person threadedComment slide slideLayout slideMaster notesSlide notesMaster handoutMaster presProps "
    "viewProps tableStyles tags commentAuthors authors"
)
_KNOWN: Final = re.compile(
    r"http://(?:schemas\.openxmlformats\.org|schemas\.microsoft\.com/office|purl\.oclc\.org/ooxml)/[\w/-]*/"
    rf"({_KINDS.replace(' ', '|')})",
    re.IGNORECASE,
)
_CLICKED: Final = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"})
"""The elements that may lead elsewhere."""

_VML: Final = "{urn:schemas-microsoft-com:vml}"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_NAMESPACES: Final = {
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "strict": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "o": _OFFICE[1:-1],
}
REFERENCES: Final = etree.XPath("//@r:* | //@strict:* | //@o:relid", namespaces=_NAMESPACES)
_DETACHED: Final = re.compile(".*/(attachedTemplate|mailMerge)(?:Source|HeaderSource)?")
_MAX_TARGET: Final = 100
_HINTS: Final = {
    **dict.fromkeys(("image", "blip", "svgblip", "imagedata"), "picture"),
    **dict.fromkeys(("oleobject", "package"), "object"),
}


def detached(parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Problem]]:
    """The parts of a .docx without what leads outward by itself: attached templates, sources of a mail merge; and notes of these."""
    kept, notes = dict(parts), []
    for name, part in parts.items():
        is_about_them = b"attachedTemplate" in part or b"mailMerge" in part
        if not is_about_them or not name.lower().endswith((".xml", ".rels")):
            continue
        root = ooxml.parse_xml(part, name)
        settings = [*root.iterdescendants(f"{W}attachedTemplate", f"{W}mailMerge")]
        for relationship in root.iterdescendants(f"{PACKAGE_RELS}Relationship"):
            if match := _DETACHED.fullmatch(relationship.get("Type", "").strip()):
                settings.append(relationship)
                notes.append(Problem(match[1], details=_details("", relationship.get("Target", ""))))
        for element in settings:
            ooxml.remove(element)
            kept[name] = ooxml.xml_of(root)
    return kept, notes


def refuse_outward(
    parts: Mapping[str, bytes], way: str, kinds: Mapping[str, str], roots: dict[str, Element]
) -> None:
    """Raise TemplateFailed if opening a package would lead outward: fetch something from elsewhere, or run it.

    `way` is where it is embedded, `kinds` those of parts that people know by a word; the XML of these is kept in `roots`.
    """
    refuse_macros(parts)
    problems: list[Problem] = []
    links: dict[str, dict[str, Problem]] = {}
    fetched: dict[str, dict[str, Problem]] = {}
    for part in sorted(parts, key=lambda part: (not part.lower().endswith(".rels"), part)):
        name, position = part.lower(), Position(kinds.get(way + part, ""), way + part)
        if name.endswith(".rels"):
            lists = (links.setdefault(ooxml.owner_of(name), {}), fetched.setdefault(ooxml.owner_of(name), {}))
            problems += _relationships(ooxml.parse_xml(parts[part], way + part), *lists, position)
        elif name.endswith(".xml") or links.get(name) or position.part:
            root = ooxml.parse_xml(parts[part], way + part)
            problems += _in_part(root, links.get(name, {}), fetched.get(name, {}), position)
            if position.part:
                roots[part] = root
    problems += (problem for unused in fetched.values() for problem in unused.values())
    if problems:
        raise TemplateFailed(problems)


def refuse_macros(names: Iterable[str]) -> None:
    """Raise TemplateFailed if a content type, part or kind of relationship is one that macros have."""
    if any(map(_MACROS.search, names)):
        raise TemplateFailed([Problem("macros")])


def _relationships(
    root: Element, links: dict[str, Problem], fetched: dict[str, Problem], position: Position
) -> Iterator[Problem]:
    """Find the relationships of a part that lead outward and are not allowed; those that lead elsewhere are kept by their id.

    `links` may do so where somebody clicks, what is `fetched` may not at all.
    """
    for relationship in root.iterdescendants(etree.Element):
        kind, target, mode = (relationship.get(name, "") for name in ("Type", "Target", "TargetMode"))
        known = _KNOWN.fullmatch(kind.strip()) if relationship.tag == f"{PACKAGE_RELS}Relationship" else None
        name = kind.rpartition("/")[2]
        refuse_macros([name])
        if mode in {"", "Internal"} and not re.match(r"(?s)\s*(?!#).*[:\\]|\s*//", target):
            if known is None:
                yield Problem("unlisted", details=_details(name, target), position=position)
        else:
            is_link = mode == "External" and known is not None and known[1].lower() == "hyperlink"
            leading = links if is_link else fetched
            identifier = _plain(relationship.get("Id", "")) or f"{len(leading)}"
            leading[identifier] = Problem("outward", details=_details(name, target), position=position)


def _in_part(
    root: Element, links: Mapping[str, Problem], fetched: dict[str, Problem], position: Position
) -> Iterator[Problem]:
    """Find what in a part leads outward: by a link on which nobody clicks, by an address of its own, by a field."""
    positions = cache(lambda: paragraph_positions(root, position))

    def outward(element: Element, kind: str, target: object) -> Problem:
        at = positions().get(ooxml.nearest_of("p", element), position)
        return Problem("outward", 0, _details(kind, str(target)), at)

    for reference in REFERENCES(root) if links or fetched else ():
        element, identifier = reference.getparent(), _plain(reference)
        kind = etree.QName(element).localname
        if problem := fetched.pop(identifier, None):
            yield outward(element, str(problem.details["kind"]), problem.details["target"])
        elif identifier in links and kind not in _CLICKED:
            yield outward(element, kind, links[identifier].details["target"])
    for drawn in root.iter(f"{_VML}*"):  # of an old Word, whose pictures need no relationship
        for address in filter(None, (drawn.get("src"), drawn.get(f"{_OFFICE}href"))):
            if re.search(r"[:/\\]", address):
                yield outward(drawn, etree.QName(drawn).localname, address)
    simple = ([field] for field in root.iter(f"{W}fldSimple"))
    for code in (*simple, *filter(None, codes(root))):
        text = "".join(piece.get(f"{W}instr") or piece.text or "" for piece in code)
        if match := _FETCHING.match(text):
            yield outward(code[0], match[1].upper(), text.strip())


def _plain(identifier: str) -> str:
    return identifier.strip().lower()


def _details(kind: str, target: str) -> dict[str, object]:
    hint = "field" if kind.isupper() else _HINTS.get(kind.lower(), "other")
    return {"kind": kind, "target": target[:_MAX_TARGET], "hint": hint}
