"""Jinja inside a .docx that a civil servant edits in Word.

The tag language is that of docxtpl: `{{ x }}` and `{% if %}` inside a paragraph; `{%p %}`, `{%tr %}`, `{%tc %}` in
place of a paragraph, a table row, a cell; `{{r f() }}` in place of a run, `{{p f() }}` of a paragraph; `{% cellbg colour %}`,
`colspan`, `vm` and `hm` for a cell. Tags may be split over runs, and hold the typographic quotes that Word makes of straight ones.

Each part that has tags is read into a source (`parts`), in which numbers stand for the text between tags; what Jinja makes
of it is streamed into the new file, never held as a tree, and the same input gives the same bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, Final
from xml.parsers import expat

from kotacerdas.templating.jinja.failures import Position, Problem, TagFailed, TemplateFailed
from kotacerdas.templating.jinja.tags import excess
from kotacerdas.templating.jinja.values import Words
from kotacerdas.templating.word import container
from kotacerdas.templating.word.additions import Picture
from kotacerdas.templating.word.functions import Functions, Rendering
from kotacerdas.templating.word.guards import GuardedOutput
from kotacerdas.templating.word.ooxml import XML_HEAD, unusable
from kotacerdas.templating.word.paper import Paper, fitted
from kotacerdas.templating.word.parts import Part, crossing_blocks, located, read_part

_AS_IT_IS: Final = Paper()
_IN_MEMORY: Final = 1 << 22


def _nothing_beside(name: str) -> bytes:
    raise TagFailed("no-subdocument", name=name)


def _no_picture(path: str, _width: float, _height: float | None) -> Picture:
    raise TagFailed("bad-picture", path=path)


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
        rendering = Rendering(self._source, _no_picture, words, self._beside)
        for part in self._parts:
            wrong = Functions(part, rendering).sandbox().problems(part.source, shape)
            problems += [located(problem, part) for problem in wrong] or crossing_blocks(part)
        return list({(each.code, each.position, str(each.details)): each for each in problems}.values())

    def render(
        self,
        stream: BinaryIO,
        values: Mapping[str, object],
        picture_of: Callable[[str, float, float | None], Picture],
        words: Words,
    ) -> None:
        """Render the Word template with these values into a stream.

        `picture_of` gives the picture of a path for a width and height in millimetres. Raises TemplateFailed.
        """
        flaws = [*self.flaws, *(problem for part in self._parts for problem in crossing_blocks(part))]
        if flaws:
            raise TemplateFailed(flaws)
        rendering = Rendering(self._source, picture_of, words, self._beside)
        contents: dict[str, bytes | IO[bytes]] = dict(self._source.parts)
        with ExitStack() as spools:
            try:
                for part in self._parts:
                    contents[part.name] = spool = spools.enter_context(SpooledTemporaryFile(_IN_MEMORY))
                    _write(part, Functions(part, rendering), values, spool)
                added = rendering.additions.added_to(contents)
            except TagFailed as failed:  # what the template has between its tags is too much
                raise TemplateFailed([Problem(failed.code, details=failed.details)]) from failed
            container.write(stream, contents | added)


def _write(part: Part, functions: Functions, values: Mapping[str, object], spool: IO[bytes]) -> None:
    """Render a part of the Word document, and see that what comes out is XML."""
    parser = expat.ParserCreate()
    try:
        for chunk in _encoded(functions.filled(functions.sandbox().stream(part.source, values))):
            parser.Parse(chunk, False)  # noqa: FBT003
            spool.write(chunk)
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise unusable("malformed", Position(part.kind, part.name)) from error
    except TemplateFailed as failed:
        raise TemplateFailed([located(problem, part) for problem in failed.problems]) from failed


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """The output of a part of the Word document as bytes, with its guards looked at."""
    output = GuardedOutput()
    yield XML_HEAD.encode()
    for piece in pieces:
        yield output.mended(piece).encode("utf-8")
    yield output.mended("", is_last=True).encode("utf-8")
