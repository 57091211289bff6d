"""What a rendering adds to a .docx: pictures, charts, footnotes, and the relationships and types of these."""

import hashlib
import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from lxml import etree

from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.word.container import CONTENT_TYPES, TYPES, WORD_TYPE, Container
from kotacerdas.templating.word.ooxml import PACKAGE_RELS, XML_HEAD, W, flat, parse_xml, xml_of

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOKMARK_ID: Final = re.compile(rb"<w:bookmarkStart\b[^>]*?\bw:id=[\"'](\d{1,9})[\"']")
_EMPTY_NOTES: Final = (
    f'{XML_HEAD}<w:footnotes xmlns:w="{W[1:-1]}">'
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
        """Begin without additions, and look at what the .docx has: styles, footnotes, bookmarks."""
        self._source, self._meter = source, meter
        self._folder = posixpath.dirname(source.main)
        self._parts: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._picture_kinds: dict[str, None] = {}
        self._relationships: dict[str, dict[tuple[str, str], str]] = {}
        self._unused_ids: dict[str, Iterator[str]] = {}
        self._notes: list[str] = []
        self._counters: Counter[tuple[str, str]] = Counter()
        self._bookmarks: dict[str, int] = {}
        self._styles = self._style_ids()
        bookmarks = (_BOOKMARK_ID.findall(source.parts[name]) for name in source.templated)
        self._first_bookmark = 1 + max(map(int, itertools.chain(*bookmarks)), default=0)
        notes = next((name for name, kind in source.templated.items() if kind == "footnotes"), "")
        self._footnotes = notes or self._path("footnotes.xml")
        self._first_note = 1
        if notes:
            numbers = [note.get(f"{W}id", "0") for note in source.parse(notes).iter(f"{W}footnote")]
            self._first_note += max([0, *(int(number) for number in numbers if number.isdecimal())])

    def _path(self, name: str) -> str:
        """The name of a part beside the main one."""
        return posixpath.join(self._folder, name)

    def _style_ids(self) -> dict[str, str]:
        """The ids of styles for additions, by Word's English names: with the language of Word the ids differ."""
        part = self._path("styles.xml")
        names = {}
        for style in self._source.parse(part).iter(f"{W}style") if part in self._source.parts else ():
            name = style.find(f"{W}name")
            if name is not None:
                names[name.get(f"{W}val", "").lower()] = flat(style.get(f"{W}styleId", ""))
        return names

    def run_style(self, name: str) -> str:
        """The property of a run that has a style, by Word's English name of it; empty if there is no such style."""
        return f'<w:rStyle w:val="{self._styles[name]}"/>' if name in self._styles else ""

    def next_number(self, kind: str, name: str = "") -> int:
        """The next of the numbers that a rendering counts, from 1."""
        self._counters[kind, name] += 1
        return self._counters[kind, name]

    def drawn_id(self) -> int:
        """The next id of something drawn: no two may be alike in a document."""
        return self.next_number("drawn")

    def bookmark_id(self, name: str) -> int:
        """Add a bookmark; its id, or 0 if one has that name, since Word leads to the first."""
        if name in self._bookmarks:
            return 0
        self._bookmarks[name] = self._first_bookmark + len(self._bookmarks)
        return self._bookmarks[name]

    def picture(self, picture: Picture, owner: str) -> str:
        """Add a picture to a part; the id of its relationship."""
        digest = hashlib.sha256(picture.content).hexdigest()[:20]
        name = self._path(f"media/{digest}.{picture.kind}")
        if name not in self._parts:
            self._parts[name] = self._meter.keep(picture.content)
        self._picture_kinds[picture.kind] = None
        return self._relate_part(owner, "image", name)

    def chart(self, content: bytes, stem: str, owner: str) -> str:
        """Add a chart to a part; the id of its relationship."""
        names = (self._path(f"charts/{stem}{number}.xml") for number in itertools.count(1))
        name = next(name for name in names if name not in self._parts and name not in self._source.parts)
        self._parts[name] = self._meter.keep(content)
        self._types[name] = _CHART_TYPE
        return self._relate_part(owner, "chart", name)

    def footnote(self, text: str) -> int:
        """Add a footnote; its number."""
        self._notes.append(self._meter.keep(text))
        return self._first_note + len(self._notes) - 1

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship of a part to a target at its first use; its id."""
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
        name = rels_of(part)
        is_there = name in self._source.parts
        old = self._source.parse(name).iter(f"{PACKAGE_RELS}Relationship") if is_there else ()
        taken = {relationship.get("Id", "") for relationship in old}
        return (f"kc{number}" for number in itertools.count(1) if f"kc{number}" not in taken)

    def added_to(self, parts: Mapping[str, Any]) -> dict[str, bytes]:
        """The parts that are added to a .docx or changed, given those that are there."""
        added = dict(self._parts)
        if self._notes:
            added[self._footnotes] = self._with_notes(parts)
        for part, relationships in self._relationships.items():
            name = rels_of(part)
            added[name] = _with_relationships(parts.get(name, b""), relationships)
        if self._picture_kinds or self._types:
            added[CONTENT_TYPES] = self._with_types(parts[CONTENT_TYPES])
        return added

    def _with_notes(self, parts: Mapping[str, Any]) -> bytes:
        """The footnotes of the template, as rendered, with additions behind them."""
        if self._footnotes in parts:
            stream = parts[self._footnotes]
            stream.seek(0)
            written = stream.read().decode("utf-8")
        else:
            written = _EMPTY_NOTES
            self._types[self._footnotes] = f"{WORD_TYPE}footnotes+xml"
            self._relate_part(self._source.main, "footnotes", self._footnotes)
        style = self._styles.get("footnote text", "")
        paragraph = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        mark = f'<w:rPr>{self.run_style("footnote reference")}<w:vertAlign w:val="superscript"/></w:rPr>'
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p>{paragraph}<w:r>{mark}<w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self._notes, start=self._first_note)
        )
        written = re.sub(r"<w:footnotes\b([^>]*)/>\s*\Z", r"<w:footnotes\1></w:footnotes>", written)
        head, end, tail = written.rpartition("</w:footnotes>")
        return f"{head}{notes}{end}{tail}".encode()

    def _with_types(self, content: bytes) -> bytes:
        """The list of content types, with additions: those of the pictures and parts that are added."""
        root = parse_xml(content, CONTENT_TYPES)
        known = {default.get("Extension", "").lower() for default in root.iter(f"{TYPES}Default")}
        for kind in self._picture_kinds:
            if kind not in known:
                default = etree.Element(f"{TYPES}Default", Extension=kind, ContentType=f"image/{kind}")
                root.insert(0, default)
        for name, type_ in self._types.items():
            etree.SubElement(root, f"{TYPES}Override", PartName=f"/{name}", ContentType=type_)
        return xml_of(root)


def rels_of(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _with_relationships(content: bytes, added: Mapping[tuple[str, str], str]) -> bytes:
    """A part that holds relationships, with those that are added; links alone lead out of the document."""
    empty = f'<Relationships xmlns="{PACKAGE_RELS[1:-1]}"/>'.encode()
    root = parse_xml(content or empty, "")
    for (kind, target), identifier in added.items():
        attributes = {"Id": identifier, "Type": f"{OFFICE}/{kind}", "Target": target}
        if kind == "hyperlink":
            attributes["TargetMode"] = "External"
        etree.SubElement(root, f"{PACKAGE_RELS}Relationship", attributes)
    return xml_of(root)
