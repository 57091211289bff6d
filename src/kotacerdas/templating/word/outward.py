"""What a word processor would fetch from elsewhere, or run, when a template is opened.

Allowed is what is listed: kinds of relationships between parts, and links that lead elsewhere where somebody has to
click on them. Packages in a package are looked into as well, for LibreOffice opens them; old OLE objects and what a
picture in SVG names are left alone, for it does not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree

from kotacerdas.templating.jinja.failures import Position, Problem, TemplateFailed
from kotacerdas.templating.word.fields import codes
from kotacerdas.templating.word.ooxml import PACKAGE_RELS, Element, W, parse_xml, remove, xml_of

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
    "origin signature certificate customXml customXmlProps classificationLabels extensibility userCustomization "
    # of Word
    "styles stylesWithEffects settings webSettings fontTable font numbering theme themeOverride header footer footnotes "
    "endnotes comments commentsExtended commentsIds commentsExtensible people documentTasks glossaryDocument "
    "recipientData keyMapCustomizations attachedToolbars printerSettings "
    # what is drawn, and objects
    "image hdphoto media audio video model3d ink chart chartEx chartStyle chartColorStyle chartUserShapes drawing "
    "vmlDrawing diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing package oleObject hyperlink "
    # of embedded spreadsheets and presentations
    "worksheet chartsheet sharedStrings calcChain sheetMetadata table pivotTable pivotCacheDefinition pivotCacheRecords "
    "ctrlProp person threadedComment slide slideLayout slideMaster notesSlide notesMaster handoutMaster presProps "
    "viewProps tableStyles tags commentAuthors authors"
)
_KNOWN: Final = re.compile(
    r"http://(?:schemas\.openxmlformats\.org|schemas\.microsoft\.com/office|purl\.oclc\.org/ooxml)/[\w/-]*/"
    rf"({_KINDS.replace(' ', '|')})",
    re.IGNORECASE,
)
_CLICKED: Final = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"})
"""The elements that may lead elsewhere."""

_NAMESPACES: Final = {
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "strict": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
REFERENCES: Final = etree.XPath("//@r:* | //@strict:* | //@o:relid", namespaces=_NAMESPACES)
_ADDRESSES: Final = etree.XPath("//v:*/@src | //v:*/@o:href", namespaces=_NAMESPACES)
"""What leads elsewhere without a relationship: pictures of old drawings."""
_DETACHED: Final = re.compile(".*/(?:attachedTemplate|mailMergeSource|mailMergeHeaderSource)")
_MAX_TARGET: Final = 100


def detached(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a .docx without the template that Word attached and the sources of a mail merge: no document needs them."""
    kept = dict(parts)
    for name, part in parts.items():
        if not (b"attachedTemplate" in part or b"mailMerge" in part) or not name.lower().endswith(
            (".xml", ".rels")
        ):
            continue
        root = parse_xml(part, name)
        settings = [*root.iterdescendants(f"{W}attachedTemplate", f"{W}mailMerge")]
        relationships = root.iterdescendants(f"{PACKAGE_RELS}Relationship")
        sources = (r for r in relationships if _DETACHED.fullmatch(r.get("Type", "").strip()))
        for element in [*settings, *sources]:
            remove(element)
            kept[name] = xml_of(root)
    return kept


def refuse_outward(
    parts: Mapping[str, bytes], way: str, kinds: Mapping[str, str], roots: dict[str, Element]
) -> None:
    """Raise TemplateFailed if opening a package would fetch or run something.

    `way` is where it is embedded, `kinds` those of parts that people know by a word; the XML of these is kept in `roots`.
    """
    refuse_macros(parts)
    problems: list[Problem] = []
    links: dict[str, dict[str, str]] = {}
    for part in sorted(parts, key=lambda part: (not part.lower().endswith(".rels"), part)):
        name, position = part.lower(), Position(kinds.get(way + part, ""), way + part)
        if name.endswith(".rels"):
            folder, _, file = name.rpartition("_rels/")
            of_owner = links.setdefault(folder + file.removesuffix(".rels"), {})
            problems += _relationships(parse_xml(parts[part], way + part), of_owner, position)
        elif name.endswith(".xml") or links.get(name) or position.part:
            root = parse_xml(parts[part], way + part)
            problems += _in_part(root, links.get(name, {}), position)
            if position.part:
                roots[part] = root
    if problems:
        raise TemplateFailed(problems)


def refuse_macros(names: Iterable[str]) -> None:
    """Raise TemplateFailed if a content type, part or kind of relationship is one that macros have."""
    if any(map(_MACROS.search, names)):
        raise TemplateFailed([Problem("macros")])


def _relationships(root: Element, links: dict[str, str], position: Position) -> Iterator[Problem]:
    """Find the relationships of a part that are not allowed; links that lead elsewhere are kept by their id."""
    for relationship in root.iterdescendants(etree.Element):
        kind, target, mode = (relationship.get(name, "") for name in ("Type", "Target", "TargetMode"))
        known = _KNOWN.fullmatch(kind.strip()) if relationship.tag == f"{PACKAGE_RELS}Relationship" else None
        name = kind.rpartition("/")[2]
        refuse_macros([name])
        if mode in {"", "Internal"} and not re.match(r"(?s)\s*(?!#).*[:\\]|\s*//", target):
            if known is None:
                yield Problem("unlisted", details=_details(name, target), position=position)
        elif mode == "External" and known and known[1].lower() == "hyperlink":
            links[_plain(relationship.get("Id", ""))] = target
        else:
            yield Problem("outward", details=_details(name, target), position=position)


def _in_part(root: Element, links: Mapping[str, str], position: Position) -> Iterator[Problem]:
    """Find what in a part leads elsewhere: by a link on which nobody clicks, by an address of its own, by a field."""
    for reference in REFERENCES(root) if links else ():
        element = etree.QName(reference.getparent()).localname
        if _plain(reference) in links and element not in _CLICKED:
            yield Problem("outward", details=_details(element, links[_plain(reference)]), position=position)
    for address in _ADDRESSES(root):
        if re.search(r"[:/\\]", address):
            yield Problem(
                "outward",
                details=_details(etree.QName(address.getparent()).localname, address),
                position=position,
            )
    simple = (field.get(f"{W}instr", "") for field in root.iter(f"{W}fldSimple"))
    for text in (*simple, *("".join(piece.text or "" for piece in code) for code in codes(root))):
        if match := _FETCHING.match(text):
            yield Problem("outward", details=_details(match[1].upper(), text.strip()), position=position)


def _plain(identifier: str) -> str:
    return identifier.strip().lower()


def _details(kind: str, target: str) -> dict[str, object]:
    return {"kind": kind, "target": target[:_MAX_TARGET]}
