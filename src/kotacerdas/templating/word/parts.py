"""A part of a Word template, read into a source for Jinja.

The source has a line for each tag, so that Jinja's line numbers lead back to the paragraph and the cell.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Any, Final

from lxml import etree

from kotacerdas.templating.jinja.failures import Place, Problem, TemplateFailed
from kotacerdas.templating.jinja.tags import MAX_TAGS, end_of
from kotacerdas.templating.word import container as package
from kotacerdas.templating.word.guards import guard
from kotacerdas.templating.word.marks import (
    CLOSE,
    FILL,
    ID,
    MARKS,
    NONCHARACTERS,
    OPEN,
    RUN,
    Part,
    Tag,
    W,
    blocks_opened,
    chain_of,
    drop,
    is_mark,
    with_ancestors,
)
from kotacerdas.templating.word.paragraphs import (
    PREFIX,
    lost_with,
    pieces_of,
    places_of,
    spans_of,
    straightened,
    strip_after,
    strip_before,
    take_in_neighbours,
    tidy,
)

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_PLACEHOLDER: Final = re.compile(f"<\\?kc (\\d+)\\?>|{OPEN}(\\d+){CLOSE}")
_CELL_COLOUR: Final = re.compile(r"\{%[-+]?\s*cellbg\s(.*?)[-+]?%\}", re.DOTALL)
_DRAWN_ID: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_MAY_GO: Final = (f"{W}rPr", f"{W}t")
"""What a run may hold and still be dropped, if it has no text."""
_LEVELS: Final = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}
_AFTER_SHADE: Final = tuple(
    f"{W}{name}"
    for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark", "headers", "cellIns")
)
_MAX_PARAGRAPH: Final = 50_000


def read_part(name: str, kind: str, source: package.Package, flaws: list[Problem]) -> Part:
    """Read a part of a template; what is wrong with its tags is added to `flaws`."""
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
    return etree.fromstring(NONCHARACTERS.sub("", etree.tostring(root, encoding="unicode")))


class _Reader:
    """Takes the tags out of a part, and leaves a numbered mark where each stood."""

    def __init__(self, name: str, kind: str, flaws: list[Problem]) -> None:
        self._name, self._kind, self._flaws = name, kind, flaws
        self._tags: list[Tag] = []
        self._runs: list[dict[str, str]] = []
        self._lost: dict[Any, tuple[str, set[str]]] = {}

    def part(self, root: Any) -> Part:  # noqa: ANN401 - an lxml element
        """The part as a source with a line for each tag, in the order of the document."""
        text = etree.tostring(root, encoding="unicode").replace("\n", " ")
        ordered: list[Tag] = []

        def tag(match: re.Match[str]) -> str:
            found = self._tags[int(match[1] or match[2])]
            ordered.append(found)
            start, end = MARKS.block if found.is_block else MARKS.variable
            return f"{start} {found.inside}\n{end}"

        source = _PLACEHOLDER.sub(tag, text)
        wraps = {line: tag.wrap for line, tag in enumerate(ordered, start=1) if tag.wrap}
        return Part(self._name, self._kind, source, tuple(ordered), tuple(self._runs), wraps)

    # --- the two kinds of part ---------------------------------------------------------------------

    def properties(self, root: Any) -> None:  # noqa: ANN401
        """Core properties: the text of each element may hold tags."""
        for number, element in enumerate(root.iter(etree.Element), start=1):
            text = NONCHARACTERS.sub("", element.text or "")
            place = Place(self._kind, self._name, paragraph=number)
            spans, stray = spans_of(text)
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
        tidy(root)
        places = places_of(root, Place(self._kind, self._name))
        for paragraph in list(places):
            take_in_neighbours(paragraph)
        for paragraph, place in places.items():
            pieces = pieces_of(paragraph)
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
            self._tags.append(Tag("''", False, place, (), (ID, 0)))  # noqa: FBT003
            drawn.set("id", f"{OPEN}{len(self._tags) - 1}{CLOSE}")
        for table in root.iter(f"{W}tbl"):
            _mend_grid(table, self._tags)
        _remove_emptied(root)
        guard(root, self._tags)

    # --- one paragraph -------------------------------------------------------------------------------

    def _paragraph(
        self,
        paragraph: Any,  # noqa: ANN401
        pieces: list[tuple[Any, str]],
        text: str,
        place: Place,
    ) -> None:
        spans, stray = spans_of(text)
        if stray is not None:
            self._flaws.append(Problem("open-tag", place=place._replace(tag=text[stray:][:60])))
        written = [text[start:stop] for start, stop in spans]
        starts = list(accumulate((len(piece) for _, piece in pieces), initial=0))
        levels = {prefix[2] for tag in written if (prefix := PREFIX.match(tag))} - {"r"}
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
        element = next((e for e in with_ancestors(paragraph) if e.tag == _LEVELS[level]), None)
        where = place._replace(tag=straightened(next(tag for tag in written if PREFIX.match(tag))))
        if element is None or element.getparent() is None:
            self._flaws.append(Problem("no-table", details={"level": level}, place=where))
            return
        if element not in self._lost:
            self._lost[element] = lost_with(element)
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
            drop(element)
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
                    drop(element)
                    pieces[index] = (element, "")
        if host is None:
            return
        index, at = host
        if written[2] == "-":
            at = strip_before(pieces, index, at)
        if written[-3] == "-":
            strip_after(pieces, index, at)
        element, kept = pieces[index]
        prefix = PREFIX.match(written)
        if written.startswith("{#"):
            return
        if prefix and prefix[0] == "{{r":
            self._run(written, element, kept, at, place)
            pieces[index] = (element, kept[:at])
        elif (colour := _CELL_COLOUR.fullmatch(straightened(written))) is not None:
            self._shade(colour[1], element, place._replace(tag=straightened(written)))
        else:
            mark = self._mark(written, place, element.getparent())
            pieces[index] = (pieces[index][0], kept[:at] + mark + kept[at:])

    def _run(self, written: str, element: Any, kept: str, at: int, place: Place) -> None:  # noqa: ANN401
        """Split a run where a tag takes over a run, and keep the run's properties for what comes there."""
        run = element.getparent()
        if run is None or run.tag != f"{W}r":
            self._flaws.append(Problem("no-run", place=place._replace(tag=straightened(written))))
            return
        properties = run.find(f"{W}rPr")
        number = self._take(written, place, run.getparent(), (RUN, len(self._runs)))
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
                drop(part)

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
        self._tags.append(Tag(expression, False, place, chain_of(shade), (FILL, 0)))  # noqa: FBT003
        shade.set(f"{W}val", "clear")
        shade.set(f"{W}color", "auto")
        shade.set(f"{W}fill", f"{OPEN}{number}{CLOSE}")

    def _mark(self, written: str, place: Place, parent: Any) -> str:  # noqa: ANN401
        return f"{OPEN}{self._take(written, place, parent)}{CLOSE}"

    def _take(
        self,
        written: str,
        place: Place,
        parent: Any,  # noqa: ANN401
        wrap: tuple[str, int] | None = None,
    ) -> int:
        """Keep a tag, and return its number."""
        straight = straightened(written)
        is_block = straight.startswith("{%")
        inside = PREFIX.sub(r"\1", straight)[2:-2]
        inside = inside.removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+")
        where = place._replace(tag=straight)
        prefix = PREFIX.match(straight)
        if prefix and not wrap and is_block == (prefix[2] == "r"):
            self._flaws.append(
                Problem("no-such-tag", details={"name": prefix[0], "suggestion": ""}, place=where)
            )
        self._tags.append(Tag(inside, is_block, where, chain_of(parent), wrap))
        return len(self._tags) - 1


def _run_properties(properties: Any) -> dict[str, str]:  # noqa: ANN401
    """A run's properties as they are, and with the style of a link or a footnote's mark."""
    own = [] if properties is None else [child for child in properties if child.tag != f"{W}rStyle"]
    style = None if properties is None else properties.find(f"{W}rStyle")
    written = "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in own)
    plain = "" if style is None else etree.tostring(style, encoding="unicode", with_tail=False)
    return {"own": written, "style": plain}


def _mend_grid(table: Any, tags: list[Tag]) -> None:  # noqa: ANN401
    """Repeat the columns of a table's grid as its cells are repeated, in the first row that stands by itself."""
    grid = table.find(f"{W}tblGrid")
    if grid is None:
        return
    columns = list(grid.iterchildren(f"{W}gridCol"))
    depth = 0
    for row in table.iterchildren():
        if is_mark(row):
            depth += blocks_opened(row, tags)
        if row.tag != f"{W}tr" or depth or row.get("kc-drop"):
            continue
        column = 0
        waiting: list[Any] = []
        taken: list[tuple[int, list[Any]]] = []
        for cell in row.iterchildren():
            if is_mark(cell):
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
                    tags.append(tags[int(mark.text)]._replace(chain=chain_of(grid)))
                    columns[place].addprevious(etree.ProcessingInstruction("kc", str(len(tags) - 1)))
                grid.remove(columns[place])
        if taken:
            return


def _remove_emptied(root: Any) -> None:  # noqa: ANN401
    """Take out the rows and cells that tags have taken over."""
    for element in [e for e in root.iter(f"{W}tr", f"{W}tc") if e.get("kc-drop")]:
        if element.getparent() is not None:
            drop(element)


def crossing(part: Part) -> list[Problem]:
    """Find blocks that begin and end at places that do not match, so that the XML would break."""
    found = []
    opened: list[Tag] = []
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


def placed(problem: Problem, part: Part) -> Problem:
    """Give a problem the place of its tag."""
    at = problem.line - 1
    if 0 <= at < len(part.tags):
        return problem._replace(place=part.tags[at].place)
    return problem._replace(place=Place(part.kind, part.name))
