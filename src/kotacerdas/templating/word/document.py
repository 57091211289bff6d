"""Jinja inside a .docx that a civil servant edits in Word.

The tag language is that of docxtpl: `{{ x }}` and `{% if %}` inside a paragraph; `{%p %}`, `{%tr %}`, `{%tc %}` in
place of a paragraph, a table row, a cell; `{{r f() }}` in place of a run; `{% cellbg colour %}` for a cell. Tags may
be split over runs, and hold the typographic quotes that Word makes of straight ones.

Each part that has tags is read into a source (`parts`); what Jinja makes of it is streamed into the new file, never
held as a tree, and the same input gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from functools import partial
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from jinja2.runtime import Undefined
from markupsafe import Markup

from kotacerdas.templating.jinja.failures import Place, Problem, TemplateFailed, Trouble
from kotacerdas.templating.jinja.meter import Meter
from kotacerdas.templating.jinja.sandbox import Sandbox
from kotacerdas.templating.jinja.values import Fragment, Words, text_of
from kotacerdas.templating.word import container as package
from kotacerdas.templating.word.guards import Guards
from kotacerdas.templating.word.marks import FILL, ID, MARKS, RUN
from kotacerdas.templating.word.ooxml import escaped, flat
from kotacerdas.templating.word.parts import crossing, placed, read_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import IO, BinaryIO

    from kotacerdas.templating.word.marks import Part

_BUFFER: Final = 1 << 16
_IN_MEMORY: Final = 1 << 22
_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})")


class Template:
    """A Word template, taken apart.

    Raises TemplateFailed if the file is no Word document that may be used as a template; what is wrong
    with its tags is kept in `flaws` and told by `problems` and `render`.
    """

    def __init__(self, content: bytes) -> None:
        self._package = package.read(content)
        self.flaws: list[Problem] = []
        self._parts = [
            read_part(name, kind, self._package, self.flaws) for name, kind in self._package.templated.items()
        ]

    def problems(self, shape: type | None, words: Words) -> list[Problem]:
        """Everything that is wrong with it and can be found without rendering, in the order of the document.

        `shape` is the record of the names that templates see; without it names are not looked at.
        """
        found = list(self.flaws)
        rendering = _Rendering(self._package, _no_picture, words)
        for part in self._parts:
            wrong = rendering.sandbox(part).problems(part.source, shape)
            found += [placed(problem, part) for problem in wrong]
            if not wrong:
                found += crossing(part)
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
        flaws = [*self.flaws, *(problem for part in self._parts for problem in crossing(part))]
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

    def sandbox(self, part: Part) -> Sandbox:
        """The environment for a part: its functions know where relationships go."""
        escape = flat if part.kind == "properties" else escaped
        functions = self._additions.functions(part.name, part.kind)
        sandbox = Sandbox(escape, functions, self._words, self._meter, MARKS, _as_run, part.wraps)
        sandbox.filters[FILL] = _fill
        sandbox.filters[ID] = self._additions.drawn_id
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

        sandbox.filters[RUN] = run
        return sandbox

    def write(self, part: Part, values: Mapping[str, object], spool: IO[bytes]) -> None:
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
            raise TemplateFailed([placed(problem, part) for problem in failed.problems]) from failed

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
    guards = Guards()
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
