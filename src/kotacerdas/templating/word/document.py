"""Jinja inside a .docx that a civil servant edits in Word.

The tag language is that of docxtpl: `{{ x }}` and `{% if %}` inside a paragraph; `{%p %}`, `{%tr %}`, `{%tc %}` in
place of a paragraph, a table row, a cell; `{{r f() }}` in place of a run, `{{p f() }}` of a paragraph; `{% cellbg colour %}`,
`colspan`, `vm` and `hm` for a cell. Tags may be split over runs, and hold the typographic quotes that Word makes of straight ones.

Each part that has tags is read into a source (`parts`), in which numbers stand for the text between tags; what Jinja makes
of it is streamed into the new file, never held as a tree, and the same input gives the same bytes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache, partial
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, Final
from xml.parsers import expat

from markupsafe import Markup

from kotacerdas.templating.jinja.failures import Position, Problem, TagFailed, TemplateFailed
from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.jinja.sandbox import Sandbox
from kotacerdas.templating.jinja.tags import excess
from kotacerdas.templating.jinja.values import (
    PARAGRAPH,
    RUN,
    Block,
    Fragment,
    Run,
    Words,
    text_of,
    without_markup,
)
from kotacerdas.templating.links import address
from kotacerdas.templating.word import container
from kotacerdas.templating.word.additions import Additions, Picture
from kotacerdas.templating.word.flat import LINK_CODE, PLAIN
from kotacerdas.templating.word.functions import Functions
from kotacerdas.templating.word.guards import GuardedOutput
from kotacerdas.templating.word.marks import (
    DELIMITERS,
    FILL,
    FLAT,
    ID,
    KEEP,
    LINK,
    SPAN,
    TEXT,
    Id,
    Part,
    text_mark,
)
from kotacerdas.templating.word.ooxml import XML_HEAD, escaped, flat
from kotacerdas.templating.word.paper import Paper, fitted
from kotacerdas.templating.word.parts import crossing_blocks, located, read_part
from kotacerdas.templating.word.runs import RunProperties, as_run, with_properties
from kotacerdas.templating.word.subdocuments import Subdocument
from kotacerdas.templating.word.tables import cell_colour, cell_span

_AS_IT_IS: Final = Paper()
_ADDRESS: Final = re.compile(r"\s*(?:[\w+.-]+:|[\\/]{2})\S")
_IN_MEMORY: Final = 1 << 22
_BATCH: Final = 1 << 16  # characters


def _nothing_beside(name: str) -> bytes:
    raise TagFailed("no-subdocument", name=name)


class Template:
    """A Word template, taken apart, on the paper that is wanted.

    Raises TemplateFailed if the file is no Word document that may be used as a template; what is wrong
    with its tags is kept in `flaws` and told by `problems` and `render`; `notes` are what is left out of documents.
    """

    def __init__(
        self, content: bytes, paper: Paper = _AS_IT_IS, beside: Callable[[str], bytes] = _nothing_beside
    ) -> None:
        """Read every part of the Word template that may hold tags. `beside` gives the files that lie beside it, by name."""
        self._beside = beside
        self._source = fitted(container.read(content), paper)
        self.notes = self._source.notes
        self.flaws: list[Problem] = []
        self._parts: list[Part] = []
        for name, kind in self._source.templated.items():
            if part := read_part(name, kind, self._source, self.flaws):
                self._parts.append(part)
            if too_much := excess(tag.inside for part in self._parts for tag in part.tags):
                raise TemplateFailed([too_much])

    def problems(self, shape: type | None, words: Words) -> list[Problem]:
        """Everything that is wrong with the Word template and can be found without rendering, in order.

        `shape` is the record of the names that templates see; without it names are not looked at.
        """
        problems = list(self.flaws)
        rendering = _Rendering(self._source, _no_picture, words, self._beside)
        for part in self._parts:
            wrong = rendering.sandbox(part).problems(part.source, shape)
            problems += [located(problem, part) for problem in wrong] or crossing_blocks(part)
        return list({(each.code, each.position, str(each.details)): each for each in problems}.values())

    def render(
        self,
        stream: BinaryIO,
        values: Mapping[str, object],
        picture_of: Callable[[str, float, float | None], Picture],
        words: Words,
    ) -> None:
        """Write the Word document with these values.

        `picture_of` gives the picture of a path for a width and height in millimetres. Raises TemplateFailed.
        """
        flaws = [*self.flaws, *(problem for part in self._parts for problem in crossing_blocks(part))]
        if flaws:
            raise TemplateFailed(flaws)
        rendering = _Rendering(self._source, picture_of, words, self._beside)
        contents: dict[str, bytes | IO[bytes]] = dict(self._source.parts)
        with ExitStack() as spools:
            try:
                for part in self._parts:
                    contents[part.name] = spool = spools.enter_context(SpooledTemporaryFile(_IN_MEMORY))
                    rendering.write(part, values, spool)
                added = rendering.additions.added_to(contents)
            except TagFailed as failed:  # what the template has between its tags is too much
                raise TemplateFailed([Problem(failed.code, details=failed.details)]) from failed
            container.write(stream, contents | added)


def _no_picture(path: str, _width: float, _height: float | None) -> Picture:
    raise TagFailed("bad-picture", path=path)


class _Rendering:
    """One rendering of a template: what its parts share."""

    def __init__(
        self,
        source: container.Container,
        picture_of: Callable[[str, float, float | None], Picture],
        words: Words,
        beside: Callable[[str], bytes] = _nothing_beside,
    ) -> None:
        """Begin to render the parts of the Word document, with nothing added to it yet."""
        self._subdocument = cache(lambda name: Subdocument(name, beside(name), self.additions))
        self._placed: list[str] = []
        self._meter = Meter()
        self.additions = Additions(source, self._meter)
        self._picture_of = cache(picture_of)
        self._text_of = partial(text_of, words=words)
        self._words = words

    def sandbox(self, part: Part) -> Sandbox:
        """The sandbox for a part of the Word document: its functions know where relationships go."""
        functions = Functions(
            part.name,
            part.kind,
            self.additions,
            self._picture_of,
            self._text_of,
            lambda text: "".join(map(self._meter.keep, self._filled([text], part))),
            self._placed_in,
        )
        return Sandbox(
            escaped,
            functions.by_name(),
            self._words,
            self._meter,
            DELIMITERS,
            as_run,
            part.wraps,
            {
                RUN: lambda value, number: self._in_run(value, part.runs[number]),
                PARAGRAPH: lambda value, number: self._in_paragraph(value, part.runs[number]),
                FILL: lambda value, _number: cell_colour(value),
                SPAN: lambda value, _number: cell_span(value),
                ID: lambda _value, number: self._id(part.ids[number]),
                FLAT: self._flat,
                LINK: lambda value, _number: self.additions.relate(
                    part.name, "hyperlink", address(self._plain(value)) or "#"
                ),
                KEEP: lambda value, _number: Fragment("<w:keepNext/>" if value else ""),
            },
            part.codes,
        )

    def _id(self, id_: Id) -> Fragment:
        """An id of the Word document at this turn of its loop."""
        return Fragment(flat(self.additions.id_at(id_, self._meter.turn[id_.loop])))

    def _plain(self, value: object) -> str:
        """A value as text that can hold no markup."""
        return self._text_of(without_markup(value))

    def _flat(self, value: object, use: int) -> Fragment:
        """The value of a tag where the Word document holds text alone, or the code of a field."""
        text = self._plain(value)
        if use == LINK_CODE and _ADDRESS.match(text):
            text = address(text)
        return Fragment(flat(text if use == PLAIN else re.sub(r'(["\\])', r"\\\1", text)))

    def _placed_in(self, name: str, part: str) -> Block:
        """The mark in a part of the Word document for the body of a subdocument, which is longer than what a template may hold."""
        self._placed.append(self._subdocument(name).placed(part))
        self._meter.keep(self._placed[-1].encode())
        return Block(text_mark(-len(self._placed)))

    def _in_run(self, value: object, properties: RunProperties) -> Fragment:
        """The value in the Word document of a tag that stands for a run, with the properties of that run."""
        if isinstance(value, Block):
            raise TagFailed("needs-paragraph")
        if isinstance(value, Run):
            runs = str.__str__(value)
        elif isinstance(value, Fragment | Markup):
            runs = as_run(str.__str__(value))
        else:
            text = escaped(self._text_of(value))
            runs = as_run(text) if text else ""
        styles = (self.additions.run_style(name) for name in ("hyperlink", "footnote reference"))
        return Fragment(with_properties(runs, properties, *styles))

    def _in_paragraph(self, value: object, properties: RunProperties) -> Fragment:
        """The value in the Word document of a tag that stands for a paragraph: one that looks as that for each line of a text."""
        if isinstance(value, Block):
            return Fragment(str.__str__(value))
        lines = [value] if isinstance(value, Fragment | Markup) else self._text_of(value).splitlines()
        of_paragraph = f"<w:pPr>{properties.paragraph}</w:pPr>" if properties.paragraph else ""
        runs = filter(None, (self._in_run(line, properties) for line in lines))
        return Fragment("".join(f"<w:p>{of_paragraph}{run}</w:p>" for run in runs))

    def write(self, part: Part, values: Mapping[str, object], spool: IO[bytes]) -> None:
        """Render a part of the Word document, and see that what comes out is XML."""
        parser = expat.ParserCreate()
        try:
            for chunk in _encoded(self._filled(self.sandbox(part).stream(part.source, values), part)):
                parser.Parse(chunk, False)  # noqa: FBT003
                spool.write(chunk)
            parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            position = Position(part.kind, part.name)
            raise TemplateFailed([Problem("malformed", position=position)]) from error
        except TemplateFailed as failed:
            raise TemplateFailed([located(problem, part) for problem in failed.problems]) from failed

    def _filled(self, pieces: Iterable[str], part: Part) -> Iterator[str]:
        """The output of a part of the Word document with the texts between its tags, in pieces of some size."""
        for piece in pieces:
            batch: list[str] = []
            size = 0
            for index, text in enumerate(TEXT.split(piece)):
                if index % 2:
                    text = part.texts[int(text)] if text[0] != "-" else self._placed[-int(text) - 1]  # noqa: PLW2901
                batch.append(text)
                size += len(batch[-1])
                if size > _BATCH:
                    self._meter.spend(size)
                    yield "".join(batch)
                    batch.clear()
                    size = 0
            self._meter.spend(size)
            yield "".join(batch)


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """The output of a part of the Word document as bytes, with its guards looked at."""
    output = GuardedOutput()
    yield XML_HEAD.encode()
    for piece in pieces:
        yield output.mended(piece).encode("utf-8")
    yield output.mended("", is_last=True).encode("utf-8")
