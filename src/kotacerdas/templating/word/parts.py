"""A part of a Word template, read into a source for Jinja.

The source has a line for each tag, so that Jinja's line numbers lead back to the paragraph and the cell.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate
from types import CodeType
from typing import Final, NamedTuple

from lxml import etree

from kotacerdas.templating.jinja.failures import Position, Problem
from kotacerdas.templating.jinja.tags import MAX_TAGS, end_of, tag_spans
from kotacerdas.templating.jinja.values import PARAGRAPH, RUN
from kotacerdas.templating.word import flat, guards, marks, ooxml, paragraphs, tables
from kotacerdas.templating.word.container import STORIES, Container
from kotacerdas.templating.word.ids import Id, changing_ids
from kotacerdas.templating.word.marks import Tag, Tags
from kotacerdas.templating.word.ooxml import Element, W
from kotacerdas.templating.word.outward import REFERENCES

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_OF_CELL: Final = re.compile(r"\{%[-+]?\s*(?:(cellbg|colspan)\s(.*?)|(vm|hm)\s*)[-+]?%\}", re.DOTALL)
_MAY_GO: Final = (f"{W}rPr", f"{W}t")
"""What a run may hold and still be dropped, if it has no text."""
_SPACED: Final = (f"{W}t", f"{W}instrText", ooxml.MATH_TEXT)
_MAX_PARAGRAPH: Final = 50_000
_MAX_SHOWN: Final = 60


class Part(NamedTuple):
    """A part with tags: its name and kind in the container, its Jinja source and the texts for it, its tags by line.

    `runs` and `ids` are what the arguments of `wraps` count in. `codes` is what its source was compiled to.
    """

    name: str
    kind: str
    source: str
    texts: tuple[str, ...]
    tags: tuple[Tag, ...]
    runs: tuple[ooxml.RunProperties, ...]
    ids: tuple[Id, ...]
    wraps: Mapping[int, tuple[str, int]]
    codes: dict[str, CodeType]


def read_part(name: str, kind: str, source: Container, flaws: list[Problem]) -> Part | None:
    """Read a part of a template, unless it is data without tags; what is wrong with its tags is added to `flaws`."""
    root = _cleaned(source.parse(name), source.parts[name])
    reader = _PartReader(Position(kind, name), flaws)
    is_word = root.nsmap.get("w") == W[1:-1]
    if kind not in STORIES or (kind == "comments" and not is_word):
        texts = list(flat.in_data(root))
        if not texts:
            return None
        reader.take_flat(texts, {})
    elif not is_word:  # ISO's "strict" variant, or a file that no word processor wrote
        raise ooxml.unusable("strict-format", Position(kind, name))
    elif root.tag != f"{W}{STORIES[kind]}":
        raise ooxml.broken_part(name)
    else:
        reader.take_story(root, source)
    return reader.part(root)


def _cleaned(root: Element, content: bytes) -> Element:
    """The XML of a part as it is read, without what could be taken for one of our marks."""
    etree.strip_elements(root, etree.PI, etree.Comment, with_tail=False)
    is_utf8 = str(root.getroottree().docinfo.encoding).upper() == "UTF-8"
    if is_utf8 and b"\xef\xb7" not in content and b"&#" not in content:
        return root
    return etree.fromstring(marks.NONCHARACTERS.sub("", etree.tostring(root, encoding="unicode")))


class _PartReader:
    """Takes the tags out of a part, and leaves a numbered mark where each stood."""

    def __init__(self, start: Position, flaws: list[Problem]) -> None:
        """Begin to read the part that lies at a position, with none of its tags taken out."""
        self._start, self._flaws = start, flaws
        self._tags = Tags()
        self._runs: list[ooxml.RunProperties] = []
        self._ids: list[Id] = []
        self._carried: dict[Element, paragraphs.Carried] = {}

    def part(self, root: Element) -> Part:
        """The part as a source with a line for each tag, in the order of the document."""
        text = etree.tostring(root, encoding="unicode").replace("\n", " ").replace(marks.ESCAPE, "")
        first, *rest = marks.MARK.split(text)
        numbers = [int(one or other) for one, other in zip(rest[::3], rest[1::3], strict=True)]
        ordered = tuple(self._tags[number] for number in numbers)
        texts = (first, *rest[2::3])
        pieces = [marks.text_mark(0)]
        for line, tag in enumerate(ordered, start=1):
            start, end = marks.DELIMITERS.block if tag.is_block else marks.DELIMITERS.variable
            pieces.append(f"{start} {tag.inside}\n{end}")
            pieces.append(marks.text_mark(line) if "<" in texts[line] else texts[line])
        wraps = {line: tag.wrap for line, tag in enumerate(ordered, start=1) if tag.wrap}
        lines = {number: line for line, number in enumerate(numbers, start=1)}
        ids = tuple(id_._replace(loop=lines.get(id_.loop, 0)) for id_ in self._ids)
        kind, name = self._start[:2]
        return Part(name, kind, "".join(pieces), texts, ordered, tuple(self._runs), ids, wraps, {})

    def _report(self, code: str, position: Position, **details: object) -> None:
        self._flaws.append(Problem(code, details=details, position=position))

    def _tags_in(self, text: str, position: Position) -> list[tuple[int, int, Position]]:
        """The tags in a text of the part: where each begins and ends, its position. A stray sign of one is kept as a flaw."""
        spans, stray = tag_spans(text)
        if stray is not None:
            self._report("open-tag", position._replace(tag=text[stray:][:_MAX_SHOWN]))
        return [
            (start, stop, position._replace(tag=paragraphs.straightened(text[start:stop])))
            for start, stop in spans
        ]

    def take_flat(self, texts: Iterable[flat.FlatText], positions: Mapping[Element, Position]) -> None:
        """Take the tags out of texts of the part that hold nothing else; blocks stay in each as a whole."""
        for element, attribute, pieces, use in list(texts):
            position = positions.get(ooxml.nearest_of("p", element), self._start)
            text = "".join(piece for _, piece in pieces)
            if use == flat.REFUSED:
                name = etree.QName(attribute or element).localname
                code = "in-code" if name in {"instr", "instrText", "t"} else "not-here"
                self._report(code, position._replace(tag=text[:_MAX_SHOWN]), name=name)
                continue
            first = len(self._tags)
            self._gather(pieces, self._tags_in(text, position))
            self._tags[first:] = [
                tag if tag.wrap else tag._replace(chain=(f"<{first}>",), wrap=(marks.FLAT, use))
                for tag in self._tags[first:]
            ]
            if attribute:
                element.set(attribute, pieces[0][0].text)

    def take_story(self, root: Element, source: Container) -> None:
        """Take the tags out of a part with running text: of its paragraphs, and what stands outside them."""
        paragraphs.clean_paragraphs(root)
        positions = paragraphs.paragraph_positions(root, self._start)
        self.take_flat(flat.in_story(root), positions)
        links = source.links.get(self._start.file, {})
        for reference in REFERENCES(root) if links else ():
            if target := links.get(str(reference)):
                element = reference.getparent()
                position = positions.get(ooxml.nearest_of("p", element), self._start)._replace(tag=target)
                element.set(
                    reference.attrname, self._value(flat.address_of(target), position, (marks.LINK, 0))
                )
        for paragraph in paragraphs.with_braces(root):
            self._leave_out(paragraph, positions[paragraph])
            paragraphs.join_stripped(paragraph)
        for paragraph in paragraphs.with_braces(root):
            position = positions[paragraph]
            pieces = paragraphs.text_pieces(paragraph)
            text = paragraphs.with_escapes(pieces)
            if max(len(text), len(pieces)) > _MAX_PARAGRAPH:
                self._report("long-paragraph", position, limit=_MAX_PARAGRAPH)
            else:
                self._paragraph(paragraph, pieces, self._tags_in(text, position))
            if len(self._tags) > MAX_TAGS:
                self._report("too-many-tags", position, limit=MAX_TAGS)
                return
        for table in root.iter(f"{W}tbl"):
            tables.repeat_columns(table, self._tags)
            tables.hold_ends_together(table, self._tags)
        tables.remove_taken(root)
        for id_, put in list(changing_ids(root, self._tags, source)):
            put(self._value("''", self._start, (marks.ID, len(self._ids))))
            self._ids.append(id_)
        guards.put_guards(root, self._tags)

    def _leave_out(self, paragraph: Element, position: Position) -> None:
        """Take out of the part the paragraph, row or cell that a comment such as `{#tr #}` stands in."""
        text = paragraphs.own_text(paragraph)
        for start, stop in tag_spans(text)[0] if "{#" in text else ():
            prefix = paragraphs.PREFIX.match(text, start)
            if prefix is None or prefix[1] != "{#" or (level := prefix[2]) == "r":
                continue
            at = position._replace(tag=text[start:stop])
            element = ooxml.nearest_of(level, paragraph)
            if element is None:
                self._report("no-table", at, level=level)
            elif paragraphs.has_half_a_field(element):
                self._report("carries", at, level=level, kind="field")
            elif element.getparent() is not None:
                paragraphs.give_way(element, [])
                if level != "p":
                    ooxml.remove(element)

    def _paragraph(
        self, paragraph: Element, pieces: paragraphs.Pieces, tags: list[tuple[int, int, Position]]
    ) -> None:
        """Take the tags out of a paragraph of the part, and those that stand for it, its row or its cell with that."""
        prefixes = ((paragraphs.PREFIX.match(at.tag), at) for _, _, at in tags)
        standing = [(prefix[2], at) for prefix, at in prefixes if prefix and prefix[1] != "{#"]
        if level := next((level for level, _ in standing if level != "r"), ""):
            self._in_place_of(paragraph, level, standing[0][1], [at for _, _, at in tags])
        else:
            self._gather(pieces, tags)

    def _in_place_of(self, paragraph: Element, level: str, at: Position, tags: list[Position]) -> None:
        """Put marks into the part in place of the paragraph, row or cell that tags stand for; what is wrong is wrong at one of them."""
        element = ooxml.nearest_of(level, paragraph)
        if element is None or element.getparent() is None:
            self._report("no-table", at, level=level)
            return
        if element not in self._carried:
            self._carried[element] = paragraphs.carried(element)
        text, kinds, prefixes = self._carried[element]
        if text or prefixes != {level}:
            self._report("not-alone", at, level=level, lost=text[:_MAX_SHOWN])
            return
        if kinds:
            self._report("carries", at, level=level, kind=kinds[0])
        standing = [self._standing(tag, element) for tag in tags if not tag.tag.startswith("{#")]
        placed = [self._tags.mark_between(tag) for tag in standing]
        paragraphs.give_way(element, placed, is_closing=not end_of(standing[0].inside))
        if level != "p":
            tables.take_over(element)

    def _standing(self, position: Position, element: Element) -> Tag:
        """A tag of the part that is read, in place of an element; what is printed in place of a paragraph looks as it."""
        if not position.tag.startswith("{{p"):
            return self._tag(position, element.getparent())
        of_paragraph = ooxml.run_properties(element.find(f"{W}pPr"), {f"{W}sectPr"}).others
        self._runs.append(
            ooxml.run_properties(element.find(f".//{W}r/{W}rPr"))._replace(paragraph=of_paragraph)
        )
        return self._tag(position, element.getparent(), (PARAGRAPH, len(self._runs) - 1))

    def _gather(self, pieces: paragraphs.Pieces, tags: list[tuple[int, int, Position]]) -> None:
        """Take the tags of the part out of pieces of a text, over which each may be split."""
        starts = list(accumulate((len(piece) for _, piece in pieces), initial=0))
        for start, stop, position in reversed(tags):
            if host := self._cut_out(start, stop, pieces, starts):
                self._inline(position, pieces, *host)
        for element, piece in pieces:
            if element.tag not in paragraphs.SPELT and element.text != piece:
                element.text = piece
                if element.tag in _SPACED:
                    element.set(_SPACE, "preserve")

    def _cut_out(
        self, start: int, end: int, pieces: paragraphs.Pieces, starts: list[int]
    ) -> tuple[int, int] | None:
        """Cut the text of a tag out of the part's pieces; the piece in which it begins, and the offset in that."""
        host: tuple[int, int] | None = None
        for index in range(bisect_right(starts, start) - 1, bisect_left(starts, end)):
            element, piece = pieces[index]
            low, high = max(start, starts[index]), min(end, starts[index + 1])
            if low < high and element.tag in paragraphs.SPELT:
                ooxml.remove(element)
                pieces[index] = (element, "")
            elif low < high:
                before = piece[: low - starts[index]]
                host = host or (index, len(before))
                pieces[index] = (element, before + piece[high - starts[index] :])
        return host

    def _inline(self, position: Position, pieces: paragraphs.Pieces, index: int, at: int) -> None:
        """Put a mark in place of a tag in the text of the part that is read."""
        tag = position.tag
        if tag[2] == "-":
            at = paragraphs.strip_before(pieces, index, at)
        if tag[-3] == "-":
            paragraphs.strip_after(pieces, index, at)
        if tag.startswith("{#"):
            return
        element, kept = pieces[index]
        prefix = paragraphs.PREFIX.match(tag)
        if prefix and prefix[0] == "{{r" and element.tag == f"{W}t":
            self._run(position, element, kept, at)
            pieces[index] = (element, kept[:at])
        elif (of_cell := _OF_CELL.fullmatch(tag)) is not None:
            self._of_cell(of_cell[1] or of_cell[3], of_cell[2] or "", element, position)
        else:
            wrap = (marks.FLAT, flat.PLAIN) if element.tag == ooxml.MATH_TEXT else None
            mark = self._tags.mark_in_text(self._tag(position, element.getparent(), wrap))
            pieces[index] = (element, kept[:at] + mark + kept[at:])

    def _run(self, position: Position, element: Element, kept: str, at: int) -> None:
        """Split a run of the part where a tag takes over a run, and keep the run's properties for what comes there."""
        run = element.getparent()
        if run is None or run.tag != f"{W}r":
            self._report("no-run", position)
            return
        properties = run.find(f"{W}rPr")
        mark = self._tags.mark_between(self._tag(position, run.getparent(), (RUN, len(self._runs))))
        self._runs.append(ooxml.run_properties(properties))
        element.text = kept[:at]
        tail = etree.Element(run.tag, nsmap=run.nsmap)
        if properties is not None:
            tail.append(etree.fromstring(etree.tostring(properties, with_tail=False)))
        text = etree.SubElement(tail, f"{W}t", {_SPACE: "preserve"})
        text.text = kept[at:]
        tail.extend(list(element.itersiblings()))
        run.addnext(mark)
        mark.addnext(tail)
        for part in (run, tail):
            if not part.xpath("string()") and all(child.tag in _MAY_GO for child in part):
                ooxml.remove(part)

    def _of_cell(self, name: str, expression: str, element: Element, position: Position) -> None:
        """Put marks in the part that is read for a tag that colours the cell around it, or merges it with others."""
        cell = next(element.iterancestors(f"{W}tc"), None)
        if cell is None:
            self._report("no-table", position, level="cellbg")
        elif name == "cellbg":
            shade = tables.cell_property(cell, "shd", val="clear", color="auto")
            shade.set(f"{W}fill", self._value(expression, position, (marks.FILL, 0)))
        elif name == "vm":
            first = "'restart' if loop.first else 'continue'"
            tables.cell_property(cell, "vMerge", val=self._value(first, position, None))
            start, end = self._if_first(position, cell)
            cell.find(f"{W}tcPr").addnext(start)
            cell.append(end)
        else:
            inside = expression if name == "colspan" else f"{tables.span_of(cell)} * loop.length"
            tables.cell_property(cell, "gridSpan", val=self._value(inside, position, (marks.SPAN, 0)))
            if name == "hm":
                start, end = self._if_first(position, cell.getparent())
                cell.addprevious(start)
                cell.addnext(end)

    def _if_first(self, position: Position, holder: Element) -> list[Element]:
        """The marks in the part between which stands what the first turn of a loop alone shows, inside a cell or row."""
        chain = marks.chain_around(holder)
        both = (Tag(inside, position, is_block=True, chain=chain) for inside in (marks.IF_FIRST, "endif"))
        return [self._tags.mark_between(tag) for tag in both]

    def _value(self, inside: str, position: Position, wrap: tuple[str, int] | None) -> str:
        """Keep a tag of the part that gives an attribute, and return its mark."""
        return self._tags.mark_in_text(Tag(inside, position, wrap=wrap))

    def _tag(self, position: Position, parent: Element, wrap: tuple[str, int] | None = None) -> Tag:
        """The tag at a position of the part that is read, inside an element."""
        is_block = position.tag.startswith("{%")
        prefix = paragraphs.PREFIX.match(position.tag)
        if prefix and (not wrap or wrap[0] == marks.FLAT) and not is_block:
            self._report("no-such-tag", position, name=prefix[0], suggestion="")
        inside = paragraphs.PREFIX.sub(r"\1", position.tag)[2:-2]
        inside = inside.removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+")
        return Tag(inside, position, is_block, marks.chain_around(parent), wrap)


def crossing_blocks(part: Part) -> list[Problem]:
    """Find blocks that begin and end at places of a part that do not match, so that its XML would break."""
    problems = []
    opened: list[Tag] = []
    for tag in part.tags:
        if not tag.is_block:
            continue
        name = re.match(r"\s*(\w*)", tag.inside)[1]  # type: ignore[index]
        if end_of(tag.inside):
            if tag.inside == marks.IF_FIRST and not _is_repeated(tag, opened):
                problems.append(Problem("no-loop", position=tag.position))
            opened.append(tag)
            if name in {"set", "macro"} and tag.wrap is None and tag.chain[:1] != (f"{W}r",):
                problems.append(Problem("whole-kept", details={"name": name}, position=tag.position))
        elif opened and (name in {"else", "elif"} or name.startswith("end")):
            if opened[-1].chain != tag.chain:
                end = {"end": tag.position.tag, "row": tag.position.row, "table": tag.position.table}
                problems.append(Problem("crosses", details=end, position=opened[-1].position))
            if name.startswith("end"):
                opened.pop()
    return problems


def _is_repeated(tag: Tag, opened: list[Tag]) -> bool:
    """Whether the innermost loop around a tag that merges cells repeats these: for `vm` rows, for `hm` cells of a row."""
    loop = next((block for block in reversed(opened) if block.inside.lstrip().startswith("for")), None)
    return loop is not None and loop.chain == tag.chain[2 if tag.chain[0] == f"{W}tc" else 0 :]


def located(problem: Problem, part: Part) -> Problem:
    """A problem of a part's source with the position of its tag."""
    if problem.position != Position():  # in another file
        return problem
    if problem.code == "no-such-name" and problem.details.get("name") == "loop":
        problem = problem._replace(code="no-loop")
    is_known = 0 < problem.line <= len(part.tags)
    at = part.tags[problem.line - 1].position if is_known else Position(part.kind, part.name)
    return problem._replace(position=at)
