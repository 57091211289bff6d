"""Jinja inside a .docx that a civil servant edits in Word.

The tag language is that of docxtpl: `{{ x }}` and `{% if %}` inside a paragraph; `{%p %}`, `{%tr %}`, `{%tc %}` in
place of a paragraph, a table row, a cell; `{{r f() }}` in place of a run; `{% cellbg colour %}` for a cell. Tags may
be split over runs, and hold the typographic quotes that Word makes of straight ones.

Each part that has tags becomes one text with a line for each tag, so that Jinja's line numbers lead back to the
paragraph and the cell. Its output is streamed into the new file, never held as a tree, and the same input gives
the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left, bisect_right
from functools import partial
from io import BytesIO
from itertools import accumulate
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.parsers import expat

from jinja2.runtime import Undefined
from lxml import etree
from markupsafe import Markup

from kotacerdas.render import package
from kotacerdas.render.ooxml import escaped, flat
from kotacerdas.render.sandbox import (
    MAX_TAGS,
    Fragment,
    Marks,
    Meter,
    Place,
    Problem,
    Sandbox,
    TemplateFailed,
    Trouble,
    Words,
    end_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import IO, BinaryIO

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

# Noncharacters, which no text holds: the first two mark the number of a tag, the others are Jinja's delimiters.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARKS: Final = Marks(("\ufdd2", "\ufdd3"), ("\ufdd4", "\ufdd5"), ("\ufdd6", "\ufdd7"))
_NONCHARACTERS: Final = re.compile("[\ufdd0-\ufdef]")
_SIGN: Final = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
_CLOSING: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_PREFIX: Final = re.compile(r"(\{[{%])(p|tr|tc|r)(?=\s)")
_CELL_COLOUR: Final = re.compile(r"\{%[-+]?\s*cellbg\s(.*?)[-+]?%\}", re.DOTALL)
_TYPOGRAPHIC: Final = str.maketrans(
    "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00a0\u2007\u202f\t\n\r", "\"\"\"\"''''      "
)
_PLACEHOLDER: Final = re.compile(f"<\\?kc (\\d+)\\?>|{_OPEN}(\\d+){_CLOSE}")
_MAY_GO: Final = (f"{W}rPr", f"{W}t")
"""What a run may hold and still be dropped, if it has no text."""
_LEVELS: Final = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}
_MAX_PARAGRAPH: Final = 50_000
_MAX_STRIPPED: Final = 50  # runs that a `-` may reach over
_BUFFER: Final = 1 << 16
_IN_MEMORY: Final = 1 << 22
_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})")
_AFTER_SHADE: Final = tuple(
    f"{W}{name}"
    for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark", "headers", "cellIns")
)


_WORDML: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWN_ID: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DRAWN: Final = (f"{W}drawing", f"{W}pict", f"{W}object")
_HOLDERS: Final = tuple(
    f"{W}{name}"
    for name in ("tc", "hdr", "ftr", "footnote", "endnote", "comment", "txbxContent", "sdtContent")
)
"""What must hold a paragraph; a cell as the last thing in it."""
_BLOCK_HOLDERS: Final = (f"{W}body", *_HOLDERS[:-1])


class _Tag(NamedTuple):
    """A tag: its Jinja text without delimiters, whether it is a block, where it stands.

    `chain` are the XML elements around it, by which an opening and a closing tag must agree. `wrap` is the
    inner filter, with its argument, through which the value goes.
    """

    inside: str
    is_block: bool
    place: Place
    chain: tuple[str, ...]
    wrap: tuple[str, int] | None = None


class _Part(NamedTuple):
    """A part with tags: its name and kind in the package, its Jinja source, its tags by line."""

    name: str
    kind: str
    source: str
    tags: tuple[_Tag, ...]
    runs: tuple[dict[str, str], ...]
    wraps: Mapping[int, tuple[str, int]]


class Template:
    """A Word template, taken apart.

    Raises TemplateFailed if the file is no Word document that may be used as a template; what is wrong
    with its tags is kept in `flaws` and told by `problems` and `render`.
    """

    def __init__(self, content: bytes) -> None:
        self._package = package.read(content)
        self.flaws: list[Problem] = []
        self._parts = [
            _read_part(name, kind, self._package, self.flaws)
            for name, kind in self._package.templated.items()
        ]

    def problems(self, shape: type | None, words: Words) -> list[Problem]:
        """Everything that is wrong with it and can be found without rendering, in the order of the document.

        `shape` is the record of the names that templates see; without it names are not looked at.
        """
        found = list(self.flaws)
        rendering = _Rendering(self._package, _no_picture, words)
        for part in self._parts:
            wrong = rendering.sandbox(part).problems(part.source, shape)
            found += [_placed(problem, part) for problem in wrong]
            if not wrong:
                found += _crossing(part)
        return found

    def render(
        self,
        stream: BinaryIO,
        values: Mapping[str, object],
        picture_of: Callable[[str, float, float | None], package.Picture],
        words: Words,
    ) -> None:
        """Write the document with these values.

        `picture_of` gives the picture of a path for a width and height in millimetres. Raises TemplateFailed.
        """
        flaws = [*self.flaws, *(problem for part in self._parts for problem in _crossing(part))]
        if flaws:
            raise TemplateFailed(flaws)
        rendering = _Rendering(self._package, picture_of, words)
        contents: dict[str, bytes | IO[bytes]] = dict(self._package.files)
        spools = []
        try:
            for part in self._parts:
                spool = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed below, when the zip is written
                spools.append(spool)
                contents[part.name] = spool
                rendering.write(part, values, spool)
            contents |= rendering.finished(contents)
            _write_zip(stream, contents)
        finally:
            for spool in spools:
                spool.close()


def _no_picture(path: str, _width: float, _height: float | None) -> package.Picture:
    raise Trouble("bad-picture", path=path)


# --- reading a template --------------------------------------------------------------------------


def _read_part(name: str, kind: str, source: package.Package, flaws: list[Problem]) -> _Part:
    root = _cleaned(source.parse(name), source.files[name])
    flaws += package.fetched(root, kind, name)
    reader = _Reader(name, kind, flaws)
    if kind == "properties":
        reader.properties(root)
    elif root.nsmap.get("w") == W[1:-1]:
        reader.story(root)
    else:  # ISO's "strict" variant, or a file that no word processor wrote
        raise TemplateFailed([Problem("strict-format", place=Place(kind, name))])
    return reader.part(root)


def _cleaned(root: Any, content: bytes) -> Any:  # noqa: ANN401
    """A part without what could be taken for a mark that is set here."""
    etree.strip_elements(root, etree.PI, etree.Comment, with_tail=False)
    is_utf8 = str(root.getroottree().docinfo.encoding).upper() == "UTF-8"
    if is_utf8 and b"\xef\xb7" not in content and b"&#" not in content:
        return root
    return etree.fromstring(_NONCHARACTERS.sub("", etree.tostring(root, encoding="unicode")))


class _Reader:
    """Takes the tags out of a part, and leaves a numbered mark where each stood."""

    def __init__(self, name: str, kind: str, flaws: list[Problem]) -> None:
        self._name, self._kind, self._flaws = name, kind, flaws
        self._tags: list[_Tag] = []
        self._runs: list[dict[str, str]] = []
        self._lost: dict[Any, tuple[str, set[str]]] = {}

    def part(self, root: Any) -> _Part:  # noqa: ANN401 - an lxml element
        """The part as a source with a line for each tag, in the order of the document."""
        text = etree.tostring(root, encoding="unicode").replace("\n", " ")
        ordered: list[_Tag] = []

        def tag(match: re.Match[str]) -> str:
            found = self._tags[int(match[1] or match[2])]
            ordered.append(found)
            start, end = _MARKS.block if found.is_block else _MARKS.variable
            return f"{start} {found.inside}\n{end}"

        source = _PLACEHOLDER.sub(tag, text)
        wraps = {line: tag.wrap for line, tag in enumerate(ordered, start=1) if tag.wrap}
        return _Part(self._name, self._kind, source, tuple(ordered), tuple(self._runs), wraps)

    # --- the two kinds of part ---------------------------------------------------------------------

    def properties(self, root: Any) -> None:  # noqa: ANN401
        """Core properties: the text of each element may hold tags."""
        for number, element in enumerate(root.iter(etree.Element), start=1):
            text = _NONCHARACTERS.sub("", element.text or "")
            place = Place(self._kind, self._name, paragraph=number)
            spans, stray = _spans(text)
            pieces = []
            end = 0
            for start, stop in spans:
                pieces.append(text[end:start])
                end = stop
                if not text.startswith("{#", start):
                    pieces.append(self._mark(text[start:stop], place, element))
            if stray is not None:
                self._flaws.append(Problem("open-tag", place=place._replace(tag=text[stray:][:60])))
            element.text = "".join([*pieces, text[end:]])

    def story(self, root: Any) -> None:  # noqa: ANN401
        """Running text: paragraphs, in tables and outside."""
        _tidy(root)
        places = _places(root, Place(self._kind, self._name))
        for paragraph in list(places):
            _take_in_neighbours(paragraph)
        for paragraph, place in places.items():
            pieces = _pieces(paragraph)
            text = "".join(piece for _, piece in pieces)
            if "{" in text or "}" in text:
                if max(len(text), len(pieces)) > _MAX_PARAGRAPH:
                    limit = {"limit": _MAX_PARAGRAPH}
                    self._flaws.append(Problem("long-paragraph", details=limit, place=place))
                    continue
                self._paragraph(paragraph, pieces, text, place)
            if len(self._tags) > MAX_TAGS:
                self._flaws.append(Problem("too-many-tags", details={"limit": MAX_TAGS}, place=place))
                return
        for drawn in root.iter(_DRAWN_ID):
            owner = next(drawn.iterancestors(f"{W}p"), None)
            place = places.get(owner, Place(self._kind, self._name))
            self._tags.append(_Tag("''", False, place, (), (_ID, 0)))  # noqa: FBT003
            drawn.set("id", f"{_OPEN}{len(self._tags) - 1}{_CLOSE}")
        for table in root.iter(f"{W}tbl"):
            _mend_grid(table, self._tags)
        _remove_emptied(root)
        _guard(root, self._tags)

    # --- one paragraph -------------------------------------------------------------------------------

    def _paragraph(
        self,
        paragraph: Any,  # noqa: ANN401
        pieces: list[tuple[Any, str]],
        text: str,
        place: Place,
    ) -> None:
        spans, stray = _spans(text)
        if stray is not None:
            self._flaws.append(Problem("open-tag", place=place._replace(tag=text[stray:][:60])))
        written = [text[start:stop] for start, stop in spans]
        starts = list(accumulate((len(piece) for _, piece in pieces), initial=0))
        levels = {prefix[2] for tag in written if (prefix := _PREFIX.match(tag))} - {"r"}
        if levels:
            self._whole(paragraph, levels, written, place)
            return
        for start, stop in reversed(spans):
            self._inline(start, stop, text[start:stop], pieces, starts, place)
        for element, piece in pieces:
            if element.tag == f"{W}t" and element.text != piece:
                element.text = piece
                element.set(_SPACE, "preserve")

    def _whole(
        self,
        paragraph: Any,  # noqa: ANN401
        levels: set[str],
        written: list[str],
        place: Place,
    ) -> None:
        """Put marks in place of the paragraph, row or cell that tags take over."""
        level = next(iter(levels))
        element = next((e for e in _with_ancestors(paragraph) if e.tag == _LEVELS[level]), None)
        where = place._replace(tag=_straight(next(tag for tag in written if _PREFIX.match(tag))))
        if element is None or element.getparent() is None:
            self._flaws.append(Problem("no-table", details={"level": level}, place=where))
            return
        if element not in self._lost:
            self._lost[element] = _lost(element)
        lost, prefixes = self._lost[element]
        if lost or prefixes != {level}:
            details = {"level": level, "lost": lost.strip()[:60]}
            self._flaws.append(Problem("not-alone", details=details, place=where))
            return
        for tag in written:
            if not tag.startswith("{#"):
                number = self._take(tag, place, element.getparent())
                element.addprevious(etree.ProcessingInstruction("kc", str(number)))
        if level != "p":
            element.set("kc-drop", "1")  # other cells of the row may hold tags of their own
        elif element.find(f"{W}pPr/{W}sectPr") is None:
            _drop(element)
        else:  # the end of a section stays
            for child in list(element):
                if child.tag != f"{W}pPr":
                    element.remove(child)

    def _inline(
        self,
        start: int,
        end: int,
        written: str,
        pieces: list[tuple[Any, str]],
        starts: list[int],
        place: Place,
    ) -> None:
        """Put a mark in place of a tag in the text, gathering what is split over several runs."""
        host: tuple[int, int] | None = None
        for index in range(bisect_right(starts, start) - 1, bisect_left(starts, end)):
            element, piece = pieces[index]
            position = starts[index]
            low, high = max(start, position), min(end, starts[index + 1])
            if low < high:
                before, after = piece[: low - position], piece[high - position :]
                if element.tag == f"{W}t":
                    host = host or (index, len(before))
                    pieces[index] = (pieces[index][0], before + after)
                else:
                    _drop(element)
                    pieces[index] = (element, "")
        if host is None:
            return
        index, at = host
        if written[2] == "-":
            at = _strip_before(pieces, index, at)
        if written[-3] == "-":
            _strip_after(pieces, index, at)
        element, kept = pieces[index]
        prefix = _PREFIX.match(written)
        if written.startswith("{#"):
            return
        if prefix and prefix[0] == "{{r":
            self._run(written, element, kept, at, place)
            pieces[index] = (element, kept[:at])
        elif (colour := _CELL_COLOUR.fullmatch(_straight(written))) is not None:
            self._shade(colour[1], element, place._replace(tag=_straight(written)))
        else:
            mark = self._mark(written, place, element.getparent())
            pieces[index] = (pieces[index][0], kept[:at] + mark + kept[at:])

    def _run(self, written: str, element: Any, kept: str, at: int, place: Place) -> None:  # noqa: ANN401
        """Split a run where a tag takes over a run, and keep the run's properties for what comes there."""
        run = element.getparent()
        if run is None or run.tag != f"{W}r":
            self._flaws.append(Problem("no-run", place=place._replace(tag=_straight(written))))
            return
        properties = run.find(f"{W}rPr")
        number = self._take(written, place, run.getparent(), (_RUN, len(self._runs)))
        self._runs.append(_run_properties(properties))
        element.text = kept[:at]
        tail = etree.Element(run.tag, nsmap=run.nsmap)
        if properties is not None:
            tail.append(etree.fromstring(etree.tostring(properties, with_tail=False)))
        text = etree.SubElement(tail, f"{W}t")
        text.text = kept[at:]
        text.set(_SPACE, "preserve")
        for later in list(element.itersiblings()):
            tail.append(later)
        mark = etree.ProcessingInstruction("kc", str(number))
        run.addnext(mark)
        mark.addnext(tail)
        for part in (run, tail):
            if not part.xpath("string()") and all(child.tag in _MAY_GO for child in part):
                _drop(part)

    def _shade(self, expression: str, element: Any, place: Place) -> None:  # noqa: ANN401
        """Give the cell around a tag a colour."""
        cell = next(element.iterancestors(f"{W}tc"), None)
        if cell is None:
            self._flaws.append(Problem("no-table", details={"level": "cellbg"}, place=place))
            return
        properties = cell.find(f"{W}tcPr")
        if properties is None:
            properties = etree.Element(f"{W}tcPr")
            cell.insert(0, properties)
        for old in properties.findall(f"{W}shd"):
            properties.remove(old)
        shade = etree.Element(f"{W}shd")
        later = next((i for i, child in enumerate(properties) if child.tag in _AFTER_SHADE), len(properties))
        properties.insert(later, shade)
        number = len(self._tags)
        self._tags.append(_Tag(expression, False, place, _chain(shade), (_FILL, 0)))  # noqa: FBT003
        shade.set(f"{W}val", "clear")
        shade.set(f"{W}color", "auto")
        shade.set(f"{W}fill", f"{_OPEN}{number}{_CLOSE}")

    def _mark(self, written: str, place: Place, parent: Any) -> str:  # noqa: ANN401
        return f"{_OPEN}{self._take(written, place, parent)}{_CLOSE}"

    def _take(
        self,
        written: str,
        place: Place,
        parent: Any,  # noqa: ANN401
        wrap: tuple[str, int] | None = None,
    ) -> int:
        """Keep a tag, and return its number."""
        straight = _straight(written)
        is_block = straight.startswith("{%")
        inside = _PREFIX.sub(r"\1", straight)[2:-2]
        inside = inside.removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+")
        where = place._replace(tag=straight)
        prefix = _PREFIX.match(straight)
        if prefix and not wrap and is_block == (prefix[2] == "r"):
            self._flaws.append(
                Problem("no-such-tag", details={"name": prefix[0], "suggestion": ""}, place=where)
            )
        self._tags.append(_Tag(inside, is_block, where, _chain(parent), wrap))
        return len(self._tags) - 1


_RUN, _FILL, _ID = "<run>", "<fill>", "<id>"


def _spans(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """From where to where the tags of a text go, and where one begins that never ends, or ends that never began."""
    found: list[tuple[int, int]] = []
    position = 0
    while match := _SIGN.search(text, position):
        closing = _CLOSING.get(match[0])
        end = text.find(closing, match.end()) if closing else -1
        if end < 0:
            return found, match.start()
        while closing == "}}" and text.startswith("}", end + 2):  # a mapping may stand before the end
            end += 1
        position = end + 2
        found.append((match.start(), position))
    return found, None


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """A text without its tags."""
    starts = [0, *(stop for _, stop in spans)]
    stops = [*(start for start, _ in spans), len(text)]
    return "".join(text[start:stop] for start, stop in zip(starts, stops, strict=True))


def _lost(element: Any) -> tuple[str, set[str]]:  # noqa: ANN401
    """What is lost with a paragraph, row or cell beside its tags, and the letters of those tags."""
    lost = " " if next(element.iter(*_DRAWN), None) is not None else ""
    prefixes = set()
    for paragraph in element.iter(f"{W}p"):
        text = "".join(piece for _, piece in _pieces(paragraph))
        spans, _ = _spans(text)
        lost += _without(text, spans).strip()
        for start, _ in spans:
            if text[start : start + 2] != "{#":
                prefix = _PREFIX.match(text, start)
                prefixes.add(prefix[2] if prefix else "")
    return lost, prefixes


def _strip_before(pieces: list[tuple[Any, str]], index: int, at: int) -> int:
    """Drop white space before a place, and return where the place is then."""
    text = pieces[index][1]
    kept = text[:at].rstrip()
    pieces[index] = (pieces[index][0], kept + text[at:])
    place = len(kept)
    first = max(0, index - _MAX_STRIPPED)
    while not kept and index > first:
        index -= 1
        if pieces[index][0].tag == f"{W}t":
            kept = pieces[index][1].rstrip()
            pieces[index] = (pieces[index][0], kept)
    return place


def _strip_after(pieces: list[tuple[Any, str]], index: int, at: int) -> None:
    """Drop white space after a place."""
    text = pieces[index][1]
    kept = text[at:].lstrip()
    pieces[index] = (pieces[index][0], text[:at] + kept)
    last = min(len(pieces) - 1, index + _MAX_STRIPPED)
    while not kept and index < last:
        index += 1
        if pieces[index][0].tag == f"{W}t":
            kept = pieces[index][1].lstrip()
            pieces[index] = (pieces[index][0], kept)


def _take_in_neighbours(paragraph: Any) -> None:  # noqa: ANN401
    """Join a paragraph that begins with `{%-` to the one before, one that ends with `-%}` to the one after."""
    if paragraph.getparent() is None:
        return
    text = "".join(piece for _, piece in _pieces(paragraph)).strip()
    before = paragraph.getprevious()
    if text.startswith(("{%-", "{{-")) and before is not None and before.tag == f"{W}p":
        _join(before, paragraph)
        paragraph = before
    after = paragraph.getnext()
    while text.endswith(("-%}", "-}}")) and after is not None and after.tag == f"{W}p":
        text = "".join(piece for _, piece in _pieces(after)).strip()
        _join(paragraph, after)
        after = paragraph.getnext()


def _join(paragraph: Any, other: Any) -> None:  # noqa: ANN401
    for child in list(other):
        if child.tag != f"{W}pPr":
            paragraph.append(child)
    _drop(other)


def _straight(written: str) -> str:
    """A tag with the quotes and spaces that Jinja knows."""
    return _NONCHARACTERS.sub("", written.translate(_TYPOGRAPHIC))


def _tidy(root: Any) -> None:  # noqa: ANN401
    """Take out what Word writes for itself: proofing marks inside tags, and ids that a loop would repeat."""
    for element in list(root.iter(f"{W}proofErr")):
        _drop(element)
    for element in list(
        root.iter(_FALLBACK)
    ):  # a text box once more, for Word 2007: its tags would count twice
        if element.getparent() is not None and next(element.iter(f"{W}txbxContent"), None) is not None:
            _drop(element)
    for element in root.iter(f"{W}p", f"{W}r", f"{W}tr", f"{W}sectPr"):
        for name in [name for name in element.attrib if name.startswith((_WORDML, f"{W}rsid"))]:
            del element.attrib[name]
    for empty in root.iter(f"{W}p"):
        if not len(empty) and not empty.text:
            empty.text = ""  # written as <w:p></w:p>


def _places(root: Any, start: Place) -> dict[Any, Place]:  # noqa: ANN401
    """Where every paragraph stands, in the order of the document."""
    numbers: dict[Any, int] = {}
    counts: dict[tuple[str, Any], int] = {}
    places: dict[Any, Place] = {}
    for element in root.iter(f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"):
        inside = {f"{W}tr": f"{W}tbl", f"{W}tc": f"{W}tr", f"{W}p": f"{W}tc"}.get(element.tag)
        owner = next(element.iterancestors(inside), None) if inside else None
        numbers[element] = counts[element.tag, owner] = counts.get((element.tag, owner), 0) + 1
        if element.tag == f"{W}p":
            row = next(owner.iterancestors(f"{W}tr"), None) if owner is not None else None
            table = next(row.iterancestors(f"{W}tbl"), None) if row is not None else None
            places[element] = start._replace(
                paragraph=numbers[element],
                table=numbers.get(table, 0),
                row=numbers.get(row, 0),
                column=numbers.get(owner, 0),
            )
    return places


_SPELT: Final = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}


def _pieces(paragraph: Any) -> list[tuple[Any, str]]:  # noqa: ANN401
    """The pieces of a paragraph's own text in order; a tab or break inside it is a space."""
    found = []
    for element in paragraph.iter(f"{W}t", *_SPELT):
        if next(element.iterancestors(f"{W}p")) is not paragraph or element.getparent().tag != f"{W}r":
            continue
        if element.tag != f"{W}t":
            found.append((element, _SPELT[element.tag]))
        elif next(element.iterancestors(f"{W}moveFrom", f"{W}del"), None) is None:
            element.text = _NONCHARACTERS.sub("", element.text or "")
            found.append((element, element.text))
    return found


def _with_ancestors(element: Any) -> Iterator[Any]:  # noqa: ANN401
    yield element
    yield from element.iterancestors()


def _chain(element: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(e.tag for e in _with_ancestors(element)) if element is not None else ()


def _drop(element: Any) -> None:  # noqa: ANN401
    element.getparent().remove(element)


def _remove_emptied(root: Any) -> None:  # noqa: ANN401
    """Take out the rows and cells that tags have taken over."""
    for element in [e for e in root.iter(f"{W}tr", f"{W}tc") if e.get("kc-drop")]:
        if element.getparent() is not None:
            _drop(element)


def _run_properties(properties: Any) -> dict[str, str]:  # noqa: ANN401
    """A run's properties as they are, and with the style of a link or a footnote's mark."""
    own = [] if properties is None else [child for child in properties if child.tag != f"{W}rStyle"]
    style = None if properties is None else properties.find(f"{W}rStyle")
    written = "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in own)
    plain = "" if style is None else etree.tostring(style, encoding="unicode", with_tail=False)
    return {"own": written, "style": plain}


def _opened(mark: Any, tags: list[_Tag]) -> int:  # noqa: ANN401
    """How many blocks a mark opens (1), or closes (-1)."""
    tag = tags[int(mark.text)] if mark.target == "kc" else None
    if tag is None or not tag.is_block:
        return 0
    return -1 if tag.inside.strip().startswith("end") else int(bool(end_of(tag.inside)))


def _is_mark(node: Any) -> bool:  # noqa: ANN401
    return node.tag is etree.ProcessingInstruction


def _mend_grid(table: Any, tags: list[_Tag]) -> None:  # noqa: ANN401
    """Repeat the columns of a table's grid as its cells are repeated, in the first row that stands by itself."""
    grid = table.find(f"{W}tblGrid")
    if grid is None:
        return
    columns = list(grid.iterchildren(f"{W}gridCol"))
    depth = 0
    for row in table.iterchildren():
        if _is_mark(row):
            depth += _opened(row, tags)
        if row.tag != f"{W}tr" or depth or row.get("kc-drop"):
            continue
        column = 0
        waiting: list[Any] = []
        taken: list[tuple[int, list[Any]]] = []
        for cell in row.iterchildren():
            if _is_mark(cell):
                waiting.append(cell)
            elif cell.tag == f"{W}tc":
                if cell.get("kc-drop"):
                    taken.append((column, waiting))
                waiting = []
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                width = span.get(f"{W}val", "1") if span is not None else "1"
                column += int(width) if width.isdecimal() else 1
        for place, marks in taken:
            if place < len(columns):
                for mark in marks:
                    tags.append(tags[int(mark.text)]._replace(chain=_chain(grid)))
                    columns[place].addprevious(etree.ProcessingInstruction("kc", str(len(tags) - 1)))
                grid.remove(columns[place])
        if taken:
            return


# --- what must not be left empty -----------------------------------------------------------------

# Word calls a file corrupt that has a cell without a paragraph at its end, a row without cells, or a table
# without rows. Where tags can take these away, a guard stands, and the output is looked at there.
_GUARD: Final = "kc-guard"
_ROW, _ROW_END, _TABLE, _TABLE_END, _LAST = "row", "row-end", "table", "table-end", "last"


def _guard(root: Any, tags: list[_Tag]) -> None:  # noqa: ANN401
    """Put guards around rows and tables, and at the ends of cells, that may be left empty."""
    for row in list(root.iter(f"{W}tr")):
        if not _holds(row, tags, f"{W}tc", f"{W}sdt"):
            _surround(row, _ROW, _ROW_END)
    for table in list(root.iter(f"{W}tbl")):
        if not _holds(table, tags, f"{W}tr", f"{W}sdt"):
            _surround(table, _TABLE, _TABLE_END)
    for holder in root.iter(*_HOLDERS):
        if holder.tag == f"{W}sdtContent" and holder.getparent().getparent().tag not in _BLOCK_HOLDERS:
            continue
        depth = 0
        is_sound = is_guarded = False
        for child in holder:
            if _is_mark(child):
                depth += _opened(child, tags)
                is_guarded = child.target == _GUARD and child.text == _TABLE
            elif child.tag == f"{W}tbl":
                is_sound = not depth and not is_guarded and holder.tag != f"{W}tc"
            elif child.tag in {f"{W}p", f"{W}sdt"}:
                is_sound = not depth
        if not is_sound:
            holder.append(etree.ProcessingInstruction(_GUARD, _LAST))


def _holds(element: Any, tags: list[_Tag], *kinds: str) -> bool:  # noqa: ANN401
    """Whether there is something in it that no tag takes away."""
    depth = 0
    is_guarded = False
    for child in element:
        if _is_mark(child):
            depth += _opened(child, tags)
            is_guarded = child.target == _GUARD and child.text == _ROW
        elif child.tag in kinds and not depth and not is_guarded:
            return True
    return False


def _surround(element: Any, start: str, end: str) -> None:  # noqa: ANN401
    element.addprevious(etree.ProcessingInstruction(_GUARD, start))
    element.addnext(etree.ProcessingInstruction(_GUARD, end))


_PARAGRAPH_END: Final = "</w:p>"


class _Guards:
    """Looks at the guards in the output, piece by piece."""

    def __init__(self) -> None:
        self._held = ""
        self._is_after_paragraph = False

    def mended(self, text: str, *, is_last: bool = False) -> str:
        """The output up to where all is decided."""
        text = self._held + text
        self._held = ""
        if f"<?{_GUARD}" not in text:
            self._is_after_paragraph = text.endswith(_PARAGRAPH_END) or (
                not text and self._is_after_paragraph
            )
            return text
        row, table, last = (f"<?{_GUARD} {kind}?>" for kind in (_ROW, _TABLE, _LAST))
        text = _EMPTY_TABLE.sub("", _EMPTY_ROW.sub("", text))
        if not is_last:
            open_at = text.rfind(row)
            limit = len(text) if open_at < 0 or _CELL.search(text, open_at) else open_at
            open_at = text.rfind(table, 0, limit)
            if open_at >= 0 and not _ROW_START.search(text, open_at, limit):
                limit = open_at
            text, self._held = text[:limit], text[limit:]
        text = _BOUNDS.sub("", text)
        if text.startswith(last) and self._is_after_paragraph:
            text = text.removeprefix(last)
        self._is_after_paragraph = text.endswith(_PARAGRAPH_END) or (not text and self._is_after_paragraph)
        text = text.replace(f"{_PARAGRAPH_END}{last}", _PARAGRAPH_END)
        return text.replace(last, "<w:p></w:p>")


_CELL: Final = re.compile(r"<w:tc[ >/]")
_ROW_START: Final = re.compile(r"<w:tr[ >/]")
_EMPTY_ROW: Final = re.compile(
    rf"<\?{_GUARD} {_ROW}\?>(?:(?!<w:tc[ >/]|<\?).)*<\?{_GUARD} {_ROW_END}\?>", re.DOTALL
)
_EMPTY_TABLE: Final = re.compile(
    rf"<\?{_GUARD} {_TABLE}\?>(?:(?!<w:tr[ >/]|<\?).)*<\?{_GUARD} {_TABLE_END}\?>", re.DOTALL
)
_BOUNDS: Final = re.compile(rf"<\?{_GUARD} (?:{_ROW}|{_ROW_END}|{_TABLE}|{_TABLE_END})\?>")


def _crossing(part: _Part) -> list[Problem]:
    """Find blocks that begin and end at places that do not match, so that the XML would break."""
    found = []
    opened: list[_Tag] = []
    for tag in part.tags:
        if not tag.is_block:
            continue
        name = re.match(r"\s*(\w*)", tag.inside)[1]  # type: ignore[index]
        if end_of(tag.inside):
            opened.append(tag)
            if name in {"set", "macro"} and part.kind != "properties" and tag.chain[:1] != (f"{W}r",):
                found.append(Problem("whole-kept", details={"name": name}, place=tag.place))
        elif name in {"else", "elif"} or name.startswith("end"):
            if not opened:
                continue
            if opened[-1].chain != tag.chain:
                details = {"end": tag.place.tag, "row": tag.place.row, "table": tag.place.table}
                found.append(Problem("crosses", details=details, place=opened[-1].place))
            if name.startswith("end"):
                opened.pop()
    return found


def _placed(problem: Problem, part: _Part) -> Problem:
    """Give a problem the place of its tag."""
    at = problem.line - 1
    if 0 <= at < len(part.tags):
        return problem._replace(place=part.tags[at].place)
    return problem._replace(place=Place(part.kind, part.name))


# --- rendering -----------------------------------------------------------------------------------


class _Rendering:
    """One rendering: what its parts share."""

    def __init__(
        self,
        source: package.Package,
        picture_of: Callable[[str, float, float | None], package.Picture],
        words: Words,
    ) -> None:
        self._additions = package.Additions(source, picture_of, partial(text_of, words=words))
        self._words = words
        self._meter = Meter()

    def sandbox(self, part: _Part) -> Sandbox:
        """The environment for a part: its functions know where relationships go."""
        escape = flat if part.kind == "properties" else escaped
        functions = self._additions.functions(part.name, part.kind)
        sandbox = Sandbox(escape, functions, self._words, self._meter, _MARKS, _as_run, part.wraps)
        sandbox.filters[_FILL] = _fill
        sandbox.filters[_ID] = self._additions.drawn_id
        styles = self._additions.styles

        def run(value: object, number: int) -> Fragment:
            own = part.runs[number]
            if isinstance(value, Fragment) and value.is_run:
                shown = str.__str__(value)
            elif isinstance(value, Fragment | Markup):
                shown = _as_run(str.__str__(value))
            else:
                text = sandbox.text_of(value)
                shown = _as_run(escaped(text)) if text else ""
            for sign, style, is_note in (
                (package.PLAIN_RUN, own["style"], False),
                (package.LINK_RUN, own["style"] or styles.get("hyperlink", ""), False),
                (
                    package.NOTE_RUN,
                    styles.get("footnote reference", ""),
                    '<w:vertAlign w:val="superscript"/>',
                ),
            ):
                inner = style + (_raised(own["own"]) if is_note else own["own"])
                shown = shown.replace(sign, f"<w:rPr>{inner}</w:rPr>" if inner else "")
            return Fragment(shown)

        sandbox.filters[_RUN] = run
        return sandbox

    def write(self, part: _Part, values: Mapping[str, object], spool: IO[bytes]) -> None:
        """Render a part, and see that what comes out is XML."""
        parser = expat.ParserCreate()
        head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        try:
            for chunk in _chunks(head, self.sandbox(part).stream(part.source, values)):
                parser.Parse(chunk, False)  # noqa: FBT003
                spool.write(chunk)
            parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise TemplateFailed([Problem("malformed", 0, {}, Place(part.kind, part.name))]) from error
        except TemplateFailed as failed:
            raise TemplateFailed([_placed(problem, part) for problem in failed.problems]) from failed

    def finished(self, contents: Mapping[str, Any]) -> dict[str, bytes]:
        """What the rendering adds to the package: footnotes, pictures, charts, relationships."""
        return self._additions.finished(contents)


def _as_run(markup: str) -> str:
    """What stands in a run, as a run."""
    return f'<w:r>{package.PLAIN_RUN}<w:t xml:space="preserve">{markup}</w:t></w:r>'


def _raised(properties: str) -> str:
    """Run properties with the mark set above the line, where the schema wants it."""
    kept = re.sub(r"<w:vertAlign[^>]*/>", "", properties)
    later = re.search(r"<w:(?:rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)\b", kept)
    at = later.start() if later else len(kept)
    return f'{kept[:at]}<w:vertAlign w:val="superscript"/>{kept[at:]}'


def _fill(value: object, _number: int) -> str:
    """A cell's colour."""
    if isinstance(value, Undefined):
        str(value)
    if value is None or value == "":
        return "auto"
    if isinstance(value, str) and (match := _HEX.fullmatch(value)):
        return match[1].upper()
    raise Trouble("not-colour", value=str(value)[:20])


def _chunks(head: bytes, pieces: Iterable[str]) -> Iterator[bytes]:
    guards = _Guards()
    yield head
    for piece in pieces:
        yield guards.mended(piece).encode("utf-8")
    yield guards.mended("", is_last=True).encode("utf-8")


def _write_zip(stream: BinaryIO, contents: Mapping[str, Any]) -> None:
    """Write the package: the list of contents first, the rest by name, nothing that depends on the clock."""
    order = sorted(
        contents, key=lambda name: (name != package.CONTENT_TYPES, name != package.ROOT_RELS, name)
    )
    with zipfile.ZipFile(stream, "w") as made:
        for name in order:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            content = contents[name]
            source = BytesIO(content) if isinstance(content, bytes) else content
            source.seek(0)
            with made.open(entry, "w") as target:
                while chunk := source.read(_BUFFER):
                    target.write(chunk)
