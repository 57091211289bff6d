"""What a rendering adds to a .docx: pictures, charts, footnotes, and the relationships and types of these."""

import hashlib
import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cached_property
from typing import IO, Any, Final, NamedTuple

from lxml import etree

from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.word import ooxml
from kotacerdas.templating.word.container import CONTENT_TYPES, STORIES, TYPES, WORD_TYPE, Container
from kotacerdas.templating.word.ids import Id
from kotacerdas.templating.word.ooxml import PACKAGE_RELS, Element, W
from kotacerdas.templating.word.paragraphs import clean_paragraphs

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_NUMBER: Final = re.compile(rb"""<w:(?:[^<>]*\sw:id|id\s[^<>]*w:val)=["'](\d{1,9})["']""")
_LIST: Final = re.compile(rb"""\sw:(?:n|abstractN)umId=["'](\d{1,9})["']""")
_NAME: Final = re.compile(rb"""\sw:name=["']([^"']*)["']""")
_NAMED: Final = frozenset({"names", "shapes"})
_LONGEST_NAME: Final = 40
_COPIED: Final = {"comments": "comment", "footnotes": "footnote", "endnotes": "endnote", "lists": "num"}
"""The kinds of ids whose holders are copied for each, and what these are in XML."""

_EMPTY_NOTES: Final = (
    f'{ooxml.XML_HEAD}<w:footnotes xmlns:w="{W[1:-1]}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


class Picture(NamedTuple):
    """A picture ready to be added to a .docx: its bytes, `png` or `jpeg`, and its size in pixels."""

    content: bytes
    kind: str
    width: int
    height: int


class Additions:
    """What one rendering adds to a container, until it is written."""

    def __init__(self, source: Container, meter: Meter) -> None:
        """Begin a rendering without additions; what the .docx has of styles, numbers and names is looked at when it is wanted."""
        self._source, self._meter = source, meter
        self._parts: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._relationships: dict[str, dict[tuple[str, str], str]] = {}
        self._unused_ids: dict[str, Iterator[str]] = {}
        self._notes: list[tuple[int, str]] = []
        self._counters: Counter[tuple[str, str]] = Counter()
        self._elements: dict[str, list[Element]] = {}
        self._stories = [source.parts[name] for name, kind in source.templated.items() if kind in STORIES]
        self._bookmarks: set[str] = set()
        self._numbers = _unused(_NUMBER, self._stories)
        self._lists = _unused(_LIST, [source.parts.get(source.beside("numbering.xml"), b"")])
        self._given: dict[tuple[Id, int], str] = {}
        self._copies: dict[str, list[tuple[str, str]]] = {}
        notes = (name for name, kind in source.templated.items() if kind == "footnotes")
        self._footnotes = next(notes, source.beside("footnotes.xml"))

    @cached_property
    def _styles(self) -> dict[str, str]:
        """The ids of styles, by Word's English names of them: with the language of Word the ids differ."""
        named = ((ooxml.value_at("name", style), style) for style in self._source.elements("styles", "style"))
        return {name.lower(): ooxml.flat(style.get(f"{W}styleId", "")) for name, style in named if name}

    @cached_property
    def _names(self) -> set[bytes]:
        """The names of bookmarks and shapes that the template has."""
        return {name for story in self._stories for name in _NAME.findall(story)}

    def style_id(self, name: str, wanted: str) -> tuple[bool, str]:
        """Whether the document has a style of that name, and its id, or one for a style that will be added."""
        known = name.lower() in self._styles
        while not known and wanted in self._styles.values():
            wanted += "-1"
        return known, self._styles.setdefault(name.lower(), wanted)

    def next_list(self) -> str:
        """The id of a list that will be added to the document."""
        return str(next(self._lists))

    def add(self, kind: str, element: Element) -> None:
        """Add an element to the part with styles or that with lists (`numbering`)."""
        self._meter.keep(etree.tostring(element))
        self._elements.setdefault(kind, []).append(element)

    def folder_for(self, name: str, contents: Iterable[bytes]) -> str:
        """The folder for the parts of a file that is added to the .docx, once the size of its contents is counted."""
        for content in contents:
            self._meter.keep(content)
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        return self._source.beside(f"from-{digest[:12]}")

    def has(self, name: str) -> bool:
        """Whether a part of that name is added to the .docx."""
        return name in self._parts

    def part(self, name: str, content: bytes, type_: str) -> None:
        """Add a part to the .docx; one without a type has that of its ending."""
        self._parts[name] = self._meter.keep(content)
        if type_:
            self._types[name] = type_

    def run_style(self, name: str) -> str:
        """The property of a run that has a style, by Word's English name of it; empty if there is no such style."""
        return f'<w:rStyle w:val="{self._styles[name]}"/>' if name in self._styles else ""

    def next_number(self, kind: str, name: str = "") -> int:
        """The next of the numbers that a rendering counts, from 1; of `drawn` things no two may be alike in a document."""
        self._counters[kind, name] += 1
        return self._counters[kind, name]

    def bookmark_id(self, name: str) -> int:
        """Add a bookmark; its id, or 0 if one has that name, since Word leads to the first."""
        if name in self._bookmarks or name.encode() in self._names:
            return 0
        self._bookmarks.add(name)
        return next(self._numbers)

    def id_at(self, id_: Id, turn: int) -> str:
        """The id that is added for one of the template at a turn of its loop: as it is for the first time that it is met, else another."""
        kind, base, _ = id_
        if kind == "drawn":
            return str(self.next_number(kind))
        if (id_, turn) not in self._given:
            number = self.next_number(kind, base)
            self._given[id_, turn] = (
                base if number == 1 else self._meter.keep(self._new_id(kind, base, number))
            )
        return self._given[id_, turn]

    def _new_id(self, kind: str, base: str, number: int) -> str:
        """An id for what is added in place of one of the template: a name like it, or a number that is not used."""
        if kind in _NAMED:
            while (
                name := f"{base[: _LONGEST_NAME - 1 - len(str(number))]}_{number}"
            ).encode() in self._names:
                number = self.next_number(kind, base)
            return name
        new = str(next(self._lists if kind == "lists" else self._numbers))
        if kind in _COPIED:
            self._copies.setdefault(kind, []).append((base, new))
        return new

    def picture(self, picture: Picture, owner: str) -> str:
        """Add a picture to a part of the .docx; the id of its relationship."""
        digest = hashlib.sha256(picture.content).hexdigest()[:20]
        name = self._source.beside(f"media/{digest}.{picture.kind}")
        if not self.has(name):
            self.part(name, picture.content, "")
        self._types[f".{picture.kind}"] = f"image/{picture.kind}"
        return self._relate_part(owner, "image", name)

    def chart(self, content: bytes, stem: str, owner: str) -> str:
        """Add a chart to a part of the .docx; the id of its relationship."""
        names = (self._source.beside(f"charts/{stem}{number}.xml") for number in itertools.count(1))
        name = next(name for name in names if not self.has(name) and name not in self._source.parts)
        self.part(name, content, _CHART_TYPE)
        return self._relate_part(owner, "chart", name)

    def footnote(self, text: str) -> int:
        """Add a footnote to the .docx; its number."""
        number = next(self._numbers)
        self._notes.append((number, self._meter.keep(text)))
        return number

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship of a part of the .docx to a target at its first use; its id."""
        if part not in self._relationships:
            self._relationships[part] = {}
            self._unused_ids[part] = self._ids_for(part)
        known = self._relationships[part]
        if (kind, target) not in known:
            known[kind, self._meter.keep(target)] = next(self._unused_ids[part])
        return known[kind, target]

    def _relate_part(self, owner: str, kind: str, name: str) -> str:
        return self.relate(owner, kind, posixpath.relpath(name, posixpath.dirname(owner)))

    def _ids_for(self, part: str) -> Iterator[str]:
        """Ids for relationships that are added to a part, none of which it has in the template."""
        taken = set(self._source.relationships(part))
        return (f"kc{number}" for number in itertools.count(1) if f"kc{number}" not in taken)

    def added_to(self, parts: Mapping[str, Any]) -> dict[str, bytes]:
        """The parts that are added to a .docx or changed, given those that are there."""
        added = self._parts | self._with_copies(parts)
        for kind, elements in self._elements.items():
            name = self._source.beside(f"{kind}.xml")
            added[name] = self._with_elements(kind, name, elements, {**parts, **added})
        if self._notes:
            added[self._footnotes] = self._with_notes({**parts, **added})
        for part, relationships in self._relationships.items():
            name = ooxml.rels_of(part)
            added[name] = _with_relationships(parts.get(name, b""), relationships)
        if self._types:
            added[CONTENT_TYPES] = self._with_types(parts[CONTENT_TYPES])
        return added

    def _with_copies(self, parts: Mapping[str, Any]) -> dict[str, bytes]:
        """The parts with notes, comments and lists, with copies added of those that a loop repeats."""
        names = {kind: name for name, kind in self._source.templated.items()}
        names["lists"] = self._source.beside("numbering.xml")
        changed = {}
        for kind, ids in self._copies.items():
            if (name := names.get(kind, "")) not in parts:
                continue
            root = _root_to_add_to(parts[name], name)
            attribute = f"{W}numId" if kind == "lists" else f"{W}id"
            originals = {
                child.get(attribute): _copy_of(child) for child in root.iterchildren(f"{W}{_COPIED[kind]}")
            }
            copies = []
            for base, new in ids:
                if base in originals:
                    originals[base].set(attribute, new)
                    copies.append(self._meter.keep(etree.tostring(originals[base], with_tail=False)))
            head, end, tail = ooxml.xml_of(root).rpartition(b"</")
            changed[name] = b"".join([head, *copies, end, tail])
        return changed

    def _with_notes(self, parts: Mapping[str, Any]) -> bytes:
        """The footnotes of the template, as rendered, with additions behind them."""
        if self._footnotes in parts:
            written = _bytes_of(parts[self._footnotes]).decode("utf-8")
        else:
            written = _EMPTY_NOTES
            self._new_part("footnotes", self._footnotes)
        style = self._styles.get("footnote text", "")
        paragraph = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        mark = f'<w:rPr>{self.run_style("footnote reference")}<w:vertAlign w:val="superscript"/></w:rPr>'
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p>{paragraph}<w:r>{mark}<w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
            for number, text in self._notes
        )
        written = re.sub(r"<w:footnotes\b([^>]*)/>\s*\Z", r"<w:footnotes\1></w:footnotes>", written)
        head, end, tail = written.rpartition("</w:footnotes>")
        return f"{head}{notes}{end}{tail}".encode()

    def _with_elements(
        self, kind: str, name: str, elements: list[Element], parts: Mapping[str, Any]
    ) -> bytes:
        """The part with styles or lists, with additions: of lists their levels stand before what names them."""
        if name in parts:
            root = _root_to_add_to(parts[name], name)
        else:
            root = etree.Element(f"{W}{kind}", nsmap={"w": W[1:-1]})
            self._new_part(kind, name)
        for element in elements:
            first = root.find(f"{W}num") if element.tag == f"{W}abstractNum" else None
            if first is None:
                root.append(element)
            else:
                first.addprevious(element)
        return ooxml.xml_of(root)

    def _new_part(self, kind: str, name: str) -> None:
        """Add the type and relationship of a part of a kind that the document had none of."""
        self._types[name] = f"{WORD_TYPE}{kind}+xml"
        self._relate_part(self._source.main, kind, name)

    def _with_types(self, content: bytes) -> bytes:
        """The list of content types, with additions: those of endings, where they are not known, and of parts."""
        root = ooxml.parse_xml(content, CONTENT_TYPES)
        known = {default.get("Extension", "").lower() for default in root.iter(f"{TYPES}Default")}
        for name, type_ in self._types.items():
            if not name.startswith("."):
                etree.SubElement(root, f"{TYPES}Override", PartName=f"/{name}", ContentType=type_)
            elif name[1:] not in known:
                root.insert(0, etree.Element(f"{TYPES}Default", Extension=name[1:], ContentType=type_))
        return ooxml.xml_of(root)


def _unused(pattern: re.Pattern[bytes], contents: Iterable[bytes]) -> Iterator[int]:
    """The numbers from 1 that a template does not use for what a pattern finds, looked for when the first is wanted."""
    used = {int(number) for content in contents for number in pattern.findall(content)}
    yield from (number for number in itertools.count(1) if number not in used)


def _bytes_of(part: bytes | IO[bytes]) -> bytes:
    """The bytes of a part to which a rendering adds, as it is or as it was rendered."""
    if isinstance(part, bytes):
        return part
    part.seek(0)
    return part.read()


def _root_to_add_to(part: bytes | IO[bytes], name: str) -> Element:
    """The XML of a part to which a rendering adds elements, without what would have to stay last."""
    root = ooxml.parse_xml(_bytes_of(part), name)
    etree.strip_elements(root, f"{W}numIdMacAtCleanup")
    return root


def _copy_of(original: Element) -> Element:
    """A copy of a note, comment or list that is added for another id: with no ids inside, and a list begins anew."""
    copy = deepcopy(original)
    clean_paragraphs(copy)
    etree.strip_elements(copy, f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}lvlOverride")
    if copy.tag == f"{W}num":
        known = ooxml.value_at("abstractNumId", copy)
        definitions = original.getparent().iterchildren(f"{W}abstractNum")
        named = (each for each in definitions if each.get(f"{W}abstractNumId") == known)
        for level in (level for each in named for level in each.iterchildren(f"{W}lvl")):
            override = etree.SubElement(copy, f"{W}lvlOverride", {f"{W}ilvl": level.get(f"{W}ilvl", "0")})
            etree.SubElement(
                override, f"{W}startOverride", {f"{W}val": ooxml.value_at("start", level) or "1"}
            )
    return copy


def _with_relationships(content: bytes, added: Mapping[tuple[str, str], str]) -> bytes:
    """The bytes of a part's relationships with those that a rendering adds; links alone lead out of the document."""
    empty = f'<Relationships xmlns="{PACKAGE_RELS[1:-1]}"/>'.encode()
    root = ooxml.parse_xml(content or empty, "")
    for (kind, target), identifier in added.items():
        of_kind = kind if ":" in kind else f"{OFFICE}/{kind}"
        attributes = {"Id": identifier, "Type": of_kind, "Target": target}
        if kind == "hyperlink":
            attributes["TargetMode"] = "External"
        etree.SubElement(root, f"{PACKAGE_RELS}Relationship", attributes)
    return ooxml.xml_of(root)
