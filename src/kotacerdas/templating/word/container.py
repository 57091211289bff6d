"""The .docx as a package: reading one within limits, and what a rendering adds to it.

A template is an untrusted file: its size, the number of its parts and what they refer to are looked at before
anything else is.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lxml import etree
from markupsafe import Markup

from kotacerdas.templating.jinja.failures import Place, Problem, TemplateFailed, Trouble
from kotacerdas.templating.jinja.values import Fragment
from kotacerdas.templating.links import address
from kotacerdas.templating.word import charts
from kotacerdas.templating.word.ooxml import escaped, flat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CONTENT_TYPES: Final = "[Content_Types].xml"
ROOT_RELS: Final = "_rels/.rels"
PLAIN_RUN, LINK_RUN, NOTE_RUN = "\ufdd8", "\ufdd9", "\ufdda"
"""In the fragment of a run: where its properties go, as they are, as a hyperlink's, as a footnote mark's."""

_MAX_ENTRIES: Final = 2_000
_MAX_PACKED: Final = 32 * 1024**2
_MAX_INFLATED: Final = 64 * 1024**2
_MAX_XML: Final = 16 * 1024**2
_ENTRY_HEAD: Final = b"PK\x01\x02"
_OLE_HEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FETCHING: Final = re.compile(
    r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|DATABASE|RD)\b",
    re.IGNORECASE,
)
"""The fields by which a word processor reads another file, or runs something."""
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN: Final = (f"{_WORD}document.main+xml", f"{_WORD}template.main+xml")
_KINDS: Final = {
    f"{_WORD}header+xml": "header",
    f"{_WORD}footer+xml": "footer",
    f"{_WORD}footnotes+xml": "footnotes",
    f"{_WORD}endnotes+xml": "endnotes",
    "application/vnd.openxmlformats-package.core-properties+xml": "properties",
}
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_IMAGE_TYPES: Final = {"png": "image/png", "jpeg": "image/jpeg"}
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING: Final = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_EMU: Final = 36_000  # English Metric Units in a millimetre
_METRE: Final = 1000
_MAX_BOOKMARK: Final = 40


class Picture(NamedTuple):
    """A picture ready to be put into a document: its bytes, `png` or `jpeg`, and its size in pixels."""

    content: bytes
    kind: str
    width: int
    height: int


class Package(NamedTuple):
    """A .docx taken apart: its parts by name, and those that may hold tags with their kind."""

    files: Mapping[str, bytes]
    templated: Mapping[str, str]
    main: str

    def parse(self, name: str) -> Any:  # noqa: ANN401 - an lxml element
        """The XML of a part. Raises TemplateFailed if it is none, or declares entities."""
        return _parse(self.files[name], name)


def read(content: bytes) -> Package:
    """Take a template apart. Raises TemplateFailed if it is no .docx, too large, or holds macros."""
    files = _unzipped(content)
    if CONTENT_TYPES not in files:
        raise TemplateFailed([Problem("not-word")])
    types = _parse(files[CONTENT_TYPES], CONTENT_TYPES)
    kinds: dict[str, str] = {}
    main = ""
    for entry in types.iter(f"{{{_TYPES}}}Override", f"{{{_TYPES}}}Default"):
        name, kind = entry.get("PartName", "").removeprefix("/"), entry.get("ContentType", "")
        if _MACROS.search(kind):
            raise TemplateFailed([Problem("macros")])
        if kind in _MAIN and not main:
            main = name
        elif kind in _KINDS and name in files:
            kinds[name] = _KINDS[kind]
    if any(_MACROS.search(name) for name in files):
        raise TemplateFailed([Problem("macros")])
    if main not in files:
        raise TemplateFailed([Problem("not-word")])
    for name, part in files.items():
        if name.endswith(".xml") and b"<!DOCTYPE" in part:
            raise TemplateFailed([Problem("broken-part", place=Place(file=name))])
    outward = [
        problem
        for name in sorted(files)
        if name.endswith(".rels")
        for problem in _outward(_parse(files[name], name), name)
    ]
    if outward:
        raise TemplateFailed(outward)
    parts = {main: "body"} | kinds
    if b"template.main+xml" in files[CONTENT_TYPES]:  # a .dotx becomes a document
        mended = files[CONTENT_TYPES].replace(b"template.main+xml", b"document.main+xml")
        files = files | {CONTENT_TYPES: mended}
    return Package(files, parts, main)


_MACROS: Final = re.compile("macroEnabled|vbaProject|vbaData|wordVbaData|activeX", re.IGNORECASE)


def _unzipped(content: bytes) -> dict[str, bytes]:
    if len(content) > _MAX_PACKED:
        raise TemplateFailed([Problem("file-too-large", details={"limit": _MAX_PACKED // 1024**2})])
    if content.startswith(_OLE_HEAD):
        raise TemplateFailed([Problem("old-or-locked")])
    if content.count(_ENTRY_HEAD) > _MAX_ENTRIES:
        raise TemplateFailed([Problem("too-many-parts", details={"limit": _MAX_ENTRIES})])
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return _inflated(packed)
    except TemplateFailed:
        raise
    except Exception as error:  # zipfile and zlib have a dozen ways to say that it is broken
        raise TemplateFailed([Problem("not-word")]) from error


def _inflated(packed: zipfile.ZipFile) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    seen: set[str] = set()
    left = _MAX_INFLATED
    for entry in packed.infolist():
        name = entry.filename
        if entry.is_dir():
            continue
        if name.lower() in seen or name.startswith("/") or ".." in name.split("/") or set(name) & set("\\:"):
            raise TemplateFailed([Problem("not-word")])
        seen.add(name.lower())
        room = min(left, _MAX_XML) if name.endswith((".xml", ".rels")) else left
        with packed.open(entry) as stream:
            files[name] = stream.read(room + 1)
        if len(files[name]) > room:
            raise TemplateFailed([Problem("file-too-large", details={"limit": room // 1024**2})])
        left -= len(files[name])
    return files


def _parse(content: bytes, name: str) -> Any:  # noqa: ANN401
    if b"<!DOCTYPE" in content:
        raise TemplateFailed([Problem("broken-part", place=Place(file=name))])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TemplateFailed([Problem("broken-part", place=Place(file=name))]) from error
    if root.getroottree().docinfo.doctype:
        raise TemplateFailed([Problem("broken-part", place=Place(file=name))])
    return root


def _outward(root: Any, name: str) -> list[Problem]:  # noqa: ANN401
    """Find what Word would fetch from elsewhere when the document is opened; links are not."""
    found = []
    for relationship in root.iter(f"{{{_PACKAGE_RELS}}}Relationship"):
        kind = relationship.get("Type", "").rpartition("/")[2]
        if _MACROS.search(kind):
            raise TemplateFailed([Problem("macros")])
        if relationship.get("TargetMode") == "External" and kind != "hyperlink":
            details = {"kind": kind, "target": relationship.get("Target", "")[:100]}
            found.append(Problem("outward", details=details, place=Place(file=name)))
    return found


def fetched(root: Any, kind: str, name: str) -> list[Problem]:  # noqa: ANN401
    """Find the fields in a part by which Word would read other files."""
    instructions = [field.get(f"{_W}instr", "") for field in root.iter(f"{_W}fldSimple")]
    nested: list[list[str]] = []
    for element in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        part = element.get(f"{_W}fldCharType", "")
        if part == "begin":
            nested.append([])
        elif part == "end" and nested:
            instructions.append("".join(nested.pop()))
        elif not part and nested:
            nested[-1].append(element.text or "")
    instructions += ["".join(parts) for parts in nested]
    return [
        Problem(
            "outward",
            details={"kind": match[1].upper(), "target": text.strip()[:100]},
            place=Place(kind, name),
        )
        for text in instructions
        if (match := _FETCHING.match(text))
    ]


# --- what a rendering adds -------------------------------------------------------------------------


class Additions:
    """What the functions of templates add to a package, and those functions.

    `text_of` makes text of plain values. `styles` are the run styles of the document as XML, by Word's own
    English name in small letters: their ids differ with the language of the Word that made the file.
    """

    def __init__(
        self,
        source: Package,
        picture_of: Callable[[str, float, float | None], Picture],
        text_of: Callable[[object], str],
    ) -> None:
        self._source = source
        self._picture_of = picture_of
        self._text_of = text_of
        self._folder = posixpath.dirname(source.main)
        self._relationships: dict[str, dict[tuple[str, str, bool], str]] = {}
        self._taken: dict[str, set[str]] = {}
        self._files: dict[str, bytes] = {}
        self._overrides: dict[str, str] = {}
        self._extensions: dict[str, str] = {}
        self._pictures: dict[tuple[str, float, float | None], Picture] = {}
        self._counters: dict[str, int] = {}
        self._captions: dict[str, int] = {}
        self._bookmarks: set[str] = set()
        self._next_bookmark = 1 + max(
            (n for name in source.templated for n in _bookmarks(source.files[name])), default=0
        )
        self._drawn = 0
        self._notes: list[str] = []
        self._first_note = 1
        styles = self._path("styles.xml")
        self._ids = _styles(source.parse(styles)) if styles in source.files else {}
        self.styles = {name: f'<w:rStyle w:val="{identifier}"/>' for name, identifier in self._ids.items()}
        notes = next((name for name, kind in source.templated.items() if kind == "footnotes"), "")
        self._footnotes = notes or self._path("footnotes.xml")
        if notes:
            numbers = [note.get(f"{_W}id", "0") for note in source.parse(notes).iter(f"{_W}footnote")]
            self._first_note = 1 + max([0, *(int(number) for number in numbers if number.isdecimal())])

    def _path(self, name: str) -> str:
        """The name of a part beside the main one."""
        return posixpath.join(self._folder, name)

    def drawn_id(self, _value: object, _number: int) -> int:
        """The next id of something drawn: no two may be alike in a document."""
        self._drawn += 1
        return self._drawn

    def _plain(self, value: object) -> str:
        """A text that can hold no markup."""
        if isinstance(value, Markup | Fragment):
            raise Trouble("is-markup")
        return self._text_of(value)

    def _inner(self, value: object) -> str:
        """What stands inside a `w:t`."""
        if isinstance(value, Fragment) and value.is_run:
            raise Trouble("is-markup")
        return str.__str__(value) if isinstance(value, Markup | Fragment) else escaped(self._text_of(value))

    def functions(self, part: str, kind: str) -> dict[str, Callable[..., object]]:
        """The functions that a part's tags can call. What they add is related to that part."""

        def count(name: object) -> int:
            return _next(self._counters, self._plain(name))

        def link(text: object, href: object) -> Fragment:
            target = address(self._plain(href))
            run = f'<w:r>{LINK_RUN if target else PLAIN_RUN}<w:t xml:space="preserve">{self._inner(text)}</w:t></w:r>'
            if target.startswith("#"):
                attribute = f'w:anchor="{flat(bookmark_name(target[1:]))}"'
            elif target:
                identifier = self._relate(part, f"{_OFFICE}/hyperlink", target, is_external=True)
                attribute = f'r:id="{identifier}" xmlns:r="{_OFFICE}"'
            else:
                return Fragment(run, is_run=True)
            return Fragment(f'<w:hyperlink {attribute} w:history="1">{run}</w:hyperlink>', is_run=True)

        def footnote(text: object) -> Fragment:
            if kind != "body":
                raise Trouble("no-footnote-here")
            number = self._first_note + len(self._notes)
            self._notes.append(self._inner(text))
            return Fragment(f'<w:r>{NOTE_RUN}<w:footnoteReference w:id="{number}"/></w:r>', is_run=True)

        def bookmark(name: object) -> Fragment:
            label = flat(bookmark_name(self._plain(name)))
            if label in self._bookmarks:  # the first is where Word leads to
                return Fragment("", is_run=True)
            self._bookmarks.add(label)
            number = self._next_bookmark
            self._next_bookmark += 1
            start = f'<w:bookmarkStart w:id="{number}" w:name="{label}"/>'
            return Fragment(f'{start}<w:bookmarkEnd w:id="{number}"/>', is_run=True)

        def page_of(name: object) -> Fragment:
            return _field(f" PAGEREF {bookmark_name(self._plain(name))} \\h ", "")

        def caption_number(label: object) -> Fragment:
            name = self._plain(label)
            number = _next(self._captions, name)
            return _field(f" SEQ {re.sub(r'[^0-9A-Za-z]', '_', name)} \\* ARABIC ", str(number))

        def page_break() -> Fragment:
            return Fragment(f'<w:r>{PLAIN_RUN}<w:br w:type="page"/></w:r>', is_run=True)

        def picture(
            path: object, width_mm: float = 80, alt: object = "", height_mm: float | None = None
        ) -> Fragment:
            described = self._plain(alt)
            key = (
                self._plain(path),
                _millimetres(width_mm),
                None if height_mm is None else _millimetres(height_mm),
            )
            if key not in self._pictures:
                self._pictures[key] = self._picture_of(*key)
            found = self._pictures[key]
            digest = hashlib.sha256(found.content).hexdigest()[:20]
            name = self._path(f"media/{digest}.{found.kind}")
            self._files[name] = found.content
            self._extensions[found.kind] = _IMAGE_TYPES[found.kind]
            scale = min(key[1] / found.width, (key[2] or float("inf")) / found.height)
            size = (max(1, round(found.width * scale * _EMU)), max(1, round(found.height * scale * _EMU)))
            identifier = self._relate(
                part, f"{_OFFICE}/image", posixpath.relpath(name, posixpath.dirname(part))
            )
            blip = _PICTURE.format(id=identifier, cx=size[0], cy=size[1], name=flat(described))
            return self._drawing(blip, size, described)

        def bar_chart(
            categories: Sequence[object],
            series: Sequence[Sequence[Any]],
            width_mm: float = 160,
            height_mm: float = 70,
            alt: object = "",
        ) -> Fragment:
            described = self._plain(alt)
            size = (round(_millimetres(width_mm) * _EMU), round(_millimetres(height_mm) * _EMU))
            content = charts.bars(categories, series, self._plain)
            return self._chart(part, "bars", content, size, described)

        def radar_chart(
            categories: Sequence[object],
            series: Sequence[Sequence[Any]],
            width_mm: float = 90,
            height_mm: float = 70,
            alt: object = "",
            highest: float = 4,
        ) -> Fragment:
            described = self._plain(alt)
            size = (round(_millimetres(width_mm) * _EMU), round(_millimetres(height_mm) * _EMU))
            content = charts.radar(categories, series, highest, self._plain)
            return self._chart(part, "radar", content, size, described)

        return {
            "count": count,
            "link": link,
            "footnote": footnote,
            "bookmark": bookmark,
            "page_of": page_of,
            "caption_number": caption_number,
            "page_break": page_break,
            "picture": picture,
            "bar_chart": bar_chart,
            "radar_chart": radar_chart,
        }

    def _chart(self, part: str, stem: str, content: bytes, size: tuple[int, int], alt: str) -> Fragment:
        """A chart as a part of its own, drawn in the line of a part's text."""
        number = 1
        while (name := self._path(f"charts/{stem}{number}.xml")) in {*self._files, *self._source.files}:
            number += 1
        self._files[name] = content
        self._overrides[name] = _CHART_TYPE
        target = posixpath.relpath(name, posixpath.dirname(part))
        identifier = self._relate(part, f"{_OFFICE}/chart", target)
        return self._drawing(_CHART.format(id=identifier), size, alt)

    def _drawing(self, graphic: str, size: tuple[int, int], alt: str) -> Fragment:
        """Something drawn, in the line of the text, with the words that stand for it."""
        self._drawn += 1
        return Fragment(
            f'<w:r>{PLAIN_RUN}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" {_DRAWING}>'
            f'<wp:extent cx="{size[0]}" cy="{size[1]}"/>'
            f'<wp:docPr id="{self._drawn}" name="Object {self._drawn}" descr="{flat(alt)}"/>'
            f"<wp:cNvGraphicFramePr/>{graphic}</wp:inline></w:drawing></w:r>",
            is_run=True,
        )

    def _relate(self, part: str, kind: str, target: str, *, is_external: bool = False) -> str:
        """The id of a relationship of a part, made at its first use."""
        known = self._relationships.setdefault(part, {})
        key = (kind, target, is_external)
        if key not in known:
            taken = self._taken.setdefault(part, self._related(part))
            number = len(known) + 1
            while f"kc{number}" in taken:
                number += 1
            known[key] = f"kc{number}"
            taken.add(known[key])
        return known[key]

    def _related(self, part: str) -> set[str]:
        """The ids of the relationships that a part of the template has."""
        name = rels_of(part)
        if name not in self._source.files:
            return set()
        relationships = self._source.parse(name).iter(f"{{{_PACKAGE_RELS}}}Relationship")
        return {relationship.get("Id", "") for relationship in relationships}

    def finished(self, contents: Mapping[str, Any]) -> dict[str, bytes]:
        """The parts that are added or changed, given those that are there."""
        added = dict(self._files)
        if self._notes:
            added[self._footnotes] = self._with_notes(contents)
        for part, relationships in self._relationships.items():
            name = rels_of(part)
            added[name] = _with_relationships(contents.get(name, b""), relationships)
        if self._extensions or self._overrides:
            types = contents[CONTENT_TYPES]
            added[CONTENT_TYPES] = _with_types(types, self._extensions, self._overrides)
        return added

    def _with_notes(self, contents: Mapping[str, Any]) -> bytes:
        """The footnotes of the template, as rendered, with those of this rendering behind them."""
        if self._footnotes in contents:
            spool = contents[self._footnotes]
            spool.seek(0)
            written = spool.read().decode("utf-8")
        else:
            written = _EMPTY_NOTES
            self._overrides[self._footnotes] = f"{_WORD}footnotes+xml"
            target = posixpath.relpath(self._footnotes, self._folder)
            self._relate(self._source.main, f"{_OFFICE}/footnotes", target)
        style = self._ids.get("footnote text", "")
        paragraph = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        mark = f'<w:rPr>{self.styles.get("footnote reference", "")}<w:vertAlign w:val="superscript"/></w:rPr>'
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p>{paragraph}<w:r>{mark}<w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self._notes, start=self._first_note)
        )
        written = re.sub(r"<w:footnotes\b([^>]*)/>\s*\Z", r"<w:footnotes\1></w:footnotes>", written)
        head, end, tail = written.rpartition("</w:footnotes>")
        return f"{head}{notes}{end}{tail}".encode()


def _next(counters: dict[str, int], name: str) -> int:
    counters[name] = counters.get(name, 0) + 1
    return counters[name]


def _millimetres(value: object) -> float:
    """A length on paper. Raises Trouble for what is none."""
    if not isinstance(value, int | float) or not 0 < value < _METRE:
        raise Trouble("bad-length", value=str(value)[:20])
    return value


def _bookmarks(content: bytes) -> list[int]:
    """The ids of the bookmarks in a part."""
    found = re.findall(rb"<w:bookmarkStart\b[^>]*?\bw:id=[\"'](\d{1,9})[\"']", content)
    return [int(number) for number in found]


def rels_of(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def bookmark_name(text: str) -> str:
    """Any text as the name of a bookmark: what Word admits there, at most 40 characters."""
    name = re.sub(r"[^0-9A-Za-z]", "_", text)
    if name == text.replace("-", "_") and len(name) < _MAX_BOOKMARK:
        return f"_{name}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"_{name[:25]}_{digest}"


def _styles(root: Any) -> dict[str, str]:  # noqa: ANN401
    names = {}
    for style in root.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            names[name.get(f"{_W}val", "").lower()] = flat(style.get(f"{_W}styleId", ""))
    return names


def _field(instruction: str, shown: str) -> Fragment:
    """A field with its cached result."""
    char = '<w:r>{run}<w:fldChar w:fldCharType="{kind}"/></w:r>'
    parts = [
        char.format(run=PLAIN_RUN, kind="begin"),
        f'<w:r>{PLAIN_RUN}<w:instrText xml:space="preserve">{flat(instruction)}</w:instrText></w:r>',
        char.format(run=PLAIN_RUN, kind="separate"),
        f"<w:r>{PLAIN_RUN}<w:t>{shown}</w:t></w:r>",
        char.format(run=PLAIN_RUN, kind="end"),
    ]
    return Fragment("".join(parts), is_run=True)


_EMPTY_NOTES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)
_PICTURE: Final = (
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
    '<pic:cNvPr id="0" name="Picture" descr="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="{id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</pic:spPr></pic:pic></a:graphicData></a:graphic>"
)
_CHART: Final = (
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{id}"/>'
    "</a:graphicData></a:graphic>"
)


def _with_relationships(content: bytes, added: Mapping[tuple[str, str, bool], str]) -> bytes:
    root = (
        _parse(content, "")
        if content
        else etree.Element(f"{{{_PACKAGE_RELS}}}Relationships", nsmap={None: _PACKAGE_RELS})
    )
    for (kind, target, is_external), identifier in added.items():
        attributes = {"Id": identifier, "Type": kind, "Target": target}
        if is_external:
            attributes["TargetMode"] = "External"
        etree.SubElement(root, f"{{{_PACKAGE_RELS}}}Relationship", attributes)
    return _written(root)


def _with_types(content: bytes, extensions: Mapping[str, str], overrides: Mapping[str, str]) -> bytes:
    root = _parse(content, CONTENT_TYPES)
    known = {default.get("Extension", "").lower() for default in root.iter(f"{{{_TYPES}}}Default")}
    for extension, kind in extensions.items():
        if extension not in known:
            root.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind))
    for name, kind in overrides.items():
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=kind)
    return _written(root)


def _written(root: Any) -> bytes:  # noqa: ANN401
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return head + bytes(etree.tostring(root, encoding="UTF-8"))
