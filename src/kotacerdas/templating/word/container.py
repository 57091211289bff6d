"""A .docx as a container of parts: read within limits, and written so that the same parts give the same bytes.

A template is an untrusted file: its size, the number of its parts and what they refer to are looked at before
anything else is.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import IO, BinaryIO, Final, NamedTuple

from kotacerdas.stamps import write_office
from kotacerdas.templating.jinja.failures import Position, Problem, TemplateFailed
from kotacerdas.templating.word.flat import without_links
from kotacerdas.templating.word.ooxml import (
    PACKAGE_RELS,
    Element,
    W,
    broken_part,
    parse_xml,
    rels_of,
    unusable,
)
from kotacerdas.templating.word.outward import detached, refuse_macros, refuse_outward

CONTENT_TYPES: Final = "[Content_Types].xml"
TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."

_MAX_ENTRIES: Final = 2_000
_MAX_PACKED: Final = 32 * 1024**2
_MAX_INFLATED: Final = 64 * 1024**2
_XML: Final = (".xml", ".rels")
_MAX_XML: Final = 16 * 1024**2
_MAX_SIGNS: Final = 500_000
"""Of tags and attributes in all XML together: some ten times as many as a template of a hundred pages has."""
_ZIP_HEAD: Final = b"PK\x03\x04"
_ENTRY_HEAD: Final = b"PK\x01\x02"
_OLE_HEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BUFFER: Final = 1 << 16
_MAIN: Final = (f"{WORD_TYPE}document.main+xml", f"{WORD_TYPE}template.main+xml")
_OFFICE_TYPE: Final = "application/vnd.openxmlformats-officedocument."
_KINDS: Final = {
    **{f"{WORD_TYPE}{kind}+xml": kind for kind in ("header", "footer", "footnotes", "endnotes", "comments")},
    "application/vnd.openxmlformats-package.core-properties+xml": "properties",
    f"{_OFFICE_TYPE}extended-properties+xml": "properties",
    f"{_OFFICE_TYPE}custom-properties+xml": "properties",
    f"{_OFFICE_TYPE}drawingml.chart+xml": "chart",
}
STORIES: Final = {"body": "document", "header": "hdr", "footer": "ftr"} | {
    kind: kind for kind in ("footnotes", "endnotes", "comments")
}
"""The kinds of parts that are running text, and what each is in XML."""

_TAG_SIGN: Final = re.compile(rb"\{[{%#<]")


class Container(NamedTuple):
    """A .docx taken apart: its parts by name, those that may hold tags with their kind, the main one, and XML that was read.

    A kind that nobody has a word for is empty. `links` are addresses that have tags, by part and id; `notes` tell what was
    left out.
    """

    parts: Mapping[str, bytes]
    templated: Mapping[str, str]
    main: str
    roots: dict[str, Element]
    links: Mapping[str, Mapping[str, str]]
    notes: Sequence[Problem]

    def beside(self, name: str) -> str:
        """The name of a part of the .docx beside the main one."""
        return posixpath.join(posixpath.dirname(self.main), name)

    def elements(self, kind: str, name: str) -> Iterable[Element]:
        """The elements of a name in the container's part with styles or that with lists (`numbering`), not to be changed."""
        part = self.beside(f"{kind}.xml")
        if part not in self.parts:
            return ()
        root = self.roots[part] = self.parse(part)
        return list(root.iterchildren(f"{W}{name}"))

    def relationships(self, part: str) -> dict[str, Element]:
        """The relationships of a part of the .docx by their ids."""
        name = rels_of(part)
        root = self.parse(name) if name in self.parts else ()
        return {each.get("Id", ""): each for each in root if each.tag == f"{PACKAGE_RELS}Relationship"}

    def parse(self, name: str) -> Element:
        """The XML of a part of the .docx, to be changed at will. Raises TemplateFailed if it is none, or declares entities."""
        return self.roots.pop(name) if name in self.roots else parse_xml(self.parts[name], name)


def read(content: bytes) -> Container:
    """Take a .docx apart into its container of parts. Raises TemplateFailed if it is none, too large, or holds macros."""
    parts, notes = detached(_unzipped(content, _MAX_INFLATED))
    types = parse_xml(parts[CONTENT_TYPES], CONTENT_TYPES).iter(f"{TYPES}Override", f"{TYPES}Default")
    kinds = [(entry.get("PartName", "").removeprefix("/"), entry.get("ContentType", "")) for entry in types]
    refuse_macros(kind for _, kind in kinds)
    main = next((name for name, kind in kinds if kind in _MAIN and name), "")
    if main not in parts:
        raise unusable("not-word")
    templated = {main: "body"}
    templated |= {name: _KINDS[kind] for name, kind in kinds if kind in _KINDS and name in parts}
    roots: dict[str, Element] = {}
    _refuse_outward(parts, templated, roots)
    parts, links = without_links(parts)
    for name, part in parts.items():
        may_hold_tags = b"&#" in part or b"\0" in part or _TAG_SIGN.search(part)
        if may_hold_tags and name.endswith(".xml") and name != CONTENT_TYPES:
            templated.setdefault(name, "")
    if owner := next((owner for owner in links if templated.get(owner) not in STORIES), ""):
        raise unusable("not-here", Position(file=owner), name="hyperlink")
    document_type = parts[CONTENT_TYPES].replace(b"template.main+xml", b"document.main+xml")  # of a .dotx
    return Container(parts | {CONTENT_TYPES: document_type}, templated, main, roots, links, notes)


def _refuse_outward(parts: Mapping[str, bytes], kinds: Mapping[str, str], roots: dict[str, Element]) -> None:
    """Raise TemplateFailed if a container, or one that is embedded in it, cannot be read, or would fetch or run something."""
    left, count, packages = _MAX_INFLATED, len(parts), [("", parts)]
    for way, package in packages:
        refuse_outward(package, way, kinds, roots)
        for name in (name for name, part in package.items() if part.startswith(_ZIP_HEAD)):
            try:
                inner = _unzipped(package[name], left)
            except TemplateFailed as failed:
                at = Position(file=way + name)
                raise TemplateFailed(p._replace(position=at) for p in failed.problems) from failed
            left, count = left - sum(map(len, inner.values())), count + len(inner)
            if count > _MAX_ENTRIES:
                raise unusable("too-many-parts", limit=_MAX_ENTRIES)
            packages.append((f"{way}{name}/", inner))


def write(stream: BinaryIO, parts: Mapping[str, bytes | IO[bytes]]) -> None:
    """Write a .docx of its parts."""
    write_office(stream, {name: _chunks(part) for name, part in parts.items()})


def _chunks(part: bytes | IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part that is written into the container of a .docx, a bufferful at a time."""
    stream = BytesIO(part) if isinstance(part, bytes) else part
    stream.seek(0)
    while chunk := stream.read(_BUFFER):
        yield chunk


def _unzipped(content: bytes, limit: int) -> dict[str, bytes]:
    """The parts of a zipped container by name. Raises TemplateFailed if it is none, or a larger one than Word makes."""
    if len(content) > _MAX_PACKED:
        raise unusable("file-too-large", limit=_MAX_PACKED // 1024**2)
    if content.startswith(_OLE_HEAD):
        raise unusable("old-or-locked")
    if content.count(_ENTRY_HEAD) > _MAX_ENTRIES:
        raise unusable("too-many-parts", limit=_MAX_ENTRIES)
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = _inflated(packed, limit)
    except TemplateFailed:
        raise
    except Exception as error:  # zipfile and zlib have a dozen ways to say that it is broken
        raise unusable("not-word") from error
    if CONTENT_TYPES not in parts:
        raise unusable("not-word")
    xml = {name: part for name, part in parts.items() if name.lower().endswith(_XML)}
    for name, part in xml.items():  # before a parser looks at it
        if b"<!DOCTYPE" in part:
            raise broken_part(name)
    if sum(part.count(b"<") + part.count(b"=") for part in xml.values()) > _MAX_SIGNS:
        raise unusable("too-many-elements")
    return parts


def _inflated(packed: zipfile.ZipFile, left: int) -> dict[str, bytes]:
    """The parts of a .docx container by name, out of its zip, as many bytes of them as there is room for."""
    parts: dict[str, bytes] = {}
    seen: set[str] = set()
    for entry in packed.infolist():
        name = entry.filename
        if entry.is_dir():
            continue
        if name.lower() in seen or name.startswith("/") or ".." in name.split("/") or set(name) & set("\\:"):
            raise unusable("not-word")
        seen.add(name.lower())
        room = min(left, _MAX_XML) if name.lower().endswith(_XML) else left
        with packed.open(entry) as stream:
            parts[name] = stream.read(room + 1)
        if len(parts[name]) > room:
            raise unusable("file-too-large", limit=room // 1024**2)
        left -= len(parts[name])
    return parts
