"""The functions that the tags of a Word template can call, and the inner filters through which values of tags go.

Functions are links, footnotes, captions, pictures, charts, subdocuments; inner filters make a value fit where its tag stands.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Final

from markupsafe import Markup

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.jinja.sandbox import Sandbox
from kotacerdas.templating.jinja.values import (
    PARAGRAPH,
    RUN,
    Block,
    Fragment,
    Run,
    Words,
    is_markup,
    text_of,
    without_markup,
)
from kotacerdas.templating.link_addresses import address
from kotacerdas.templating.word import charts, marks, ooxml
from kotacerdas.templating.word.additions import OFFICE, Additions, Picture
from kotacerdas.templating.word.container import Container
from kotacerdas.templating.word.flat import LINK_CODE, PLAIN
from kotacerdas.templating.word.ooxml import PLAIN_RUN, flat
from kotacerdas.templating.word.parts import Part
from kotacerdas.templating.word.subdocuments import Subdocument
from kotacerdas.templating.word.tables import cell_colour, cell_span

_DRAWING: Final = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}"'
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
_ADDRESS: Final = re.compile(r"\s*(?:[\w+.-]+:|[\\/]{2})\S")
_EMU: Final = 36_000  # English Metric Units in a millimetre
_METRE: Final = 1000
_MAX_BOOKMARK: Final = 40


class Rendering:
    """One rendering of a Word template: what its parts share."""

    def __init__(
        self,
        source: Container,
        picture_of: Callable[[str, float, float | None], Picture],
        words: Words,
        beside: Callable[[str], bytes],
    ) -> None:
        """Begin a rendering in which the tags of a Word template have functions, with nothing added to the document yet."""
        self.words, self.meter = words, Meter()
        self.additions = Additions(source, self.meter)
        self.picture_of = cache(picture_of)
        self.subdocument_of = cache(lambda name: Subdocument(name, beside(name), self.additions))
        self.bodies: list[str] = []
        """Of subdocuments, as they are placed, which are longer than what a template may hold."""


class Functions:
    """The functions that the tags of one part can call; what they add is related to that part."""

    def __init__(self, part: Part, rendering: Rendering) -> None:
        """Make the functions for the tags of a part."""
        self._part, self._rendering, self._additions = part, rendering, rendering.additions
        self._text_of = partial(text_of, words=rendering.words)

    def sandbox(self) -> Sandbox:
        """The sandbox for the tags of a Word part, in which these functions and inner filters are known."""
        texts = (self.count, self.link, self.footnote, self.bookmark, self.page_of, self.caption_number)
        drawn = (self.page_break, self.picture, self.bar_chart, self.radar_chart, self.subdocument)
        part = self._part
        return Sandbox(
            ooxml.escaped,
            {function.__name__: function for function in (*texts, *drawn)},
            self._rendering.words,
            self._rendering.meter,
            marks.DELIMITERS,
            ooxml.as_run,
            part.wraps,
            {
                RUN: lambda value, number: self._in_run(value, part.runs[number]),
                PARAGRAPH: lambda value, number: self._in_paragraph(value, part.runs[number]),
                marks.FILL: lambda value, _number: cell_colour(value),
                marks.SPAN: lambda value, _number: cell_span(value),
                marks.ID: lambda _value, number: self._id(number),
                marks.FLAT: self._flat,
                marks.LINK: lambda value, _number: self._related(address(self._plain(value)) or "#"),
                marks.KEEP: lambda value, _number: Fragment("<w:keepNext/>" if value else ""),
            },
            part.codes,
        )

    def filled(self, pieces: Iterable[str]) -> Iterator[str]:
        """The output of the part's tags with the texts between them, in pieces of some size."""
        return self._rendering.meter.batched(self._with_texts(pieces))

    def _with_texts(self, pieces: Iterable[str]) -> Iterator[str]:
        """The output of the part's functions and tags, and what stands between them for each mark of a text or a subdocument."""
        texts, bodies = self._part.texts, self._rendering.bodies
        for piece in pieces:
            for index, text in enumerate(marks.TEXT.split(piece)):
                if index % 2:
                    yield texts[int(text)] if text[0] != "-" else bodies[-int(text) - 1]
                else:
                    yield text

    def _plain(self, value: object) -> str:
        """The argument of a function as text that can hold no markup."""
        return self._text_of(without_markup(value))

    def _inner(self, value: object) -> str:
        """The argument of a function as what stands inside a `w:t`."""
        if isinstance(value, Run | Block):
            raise TagFailed("is-markup")
        return str.__str__(value) if is_markup(value) else ooxml.escaped(self._text_of(value))

    def _related(self, target: str) -> str:
        """The id of the relationship by which the part of a tag links to an address."""
        return self._additions.relate(self._part.name, "hyperlink", target)

    # --- what tags can call --------------------------------------------------------------------

    def count(self, name: object) -> int:
        """The function for a count in Word: the next whole number of a counter, from 1."""
        return self._additions.next_number("count", self._plain(name))

    def link(self, text: object, href: object) -> Run:
        """The function for a link in Word; only the text where the address is none that may be followed."""
        target = address(self._plain(href))
        sign = ooxml.LINK_RUN if target else PLAIN_RUN
        run = f'<w:r>{sign}<w:t xml:space="preserve">{self._inner(text)}</w:t></w:r>'
        if not target:
            return Run(run)
        if target.startswith("#"):
            attribute = f'w:anchor="{flat(bookmark_name(target[1:]))}"'
        else:
            attribute = f'r:id="{self._related(target)}" xmlns:r="{OFFICE}"'
        return Run(f'<w:hyperlink {attribute} w:history="1">{run}</w:hyperlink>')

    def footnote(self, text: object) -> Run:
        """The function for the mark of a footnote in Word, which the body alone can have."""
        if self._part.kind != "body":
            raise TagFailed("no-footnote-here")
        written = "".join(map(self._rendering.meter.keep, self.filled([self._inner(text)])))
        return Run(
            f'<w:r>{ooxml.NOTE_RUN}<w:footnoteReference w:id="{self._additions.footnote(written)}"/></w:r>'
        )

    def bookmark(self, name: object) -> Run:
        """The function for a bookmark in Word, to which a link to `#name` leads; only the first of a name."""
        label = flat(bookmark_name(self._plain(name)))
        number = self._additions.bookmark_id(label)
        if not number:
            return Run("")
        start = f'<w:bookmarkStart w:id="{number}" w:name="{label}"/>'
        return Run(f'{start}<w:bookmarkEnd w:id="{number}"/>')

    def page_of(self, name: object) -> Run:
        """The function for the page of a bookmark, which Word finds."""
        return _field(f" PAGEREF {bookmark_name(self._plain(name))} \\h ", "")

    def caption_number(self, label: object) -> Run:
        """The function for the number of a caption in Word, counted for each label."""
        name = self._plain(label)
        number = self._additions.next_number("caption", name)
        return _field(f" SEQ {re.sub(r'[^0-9A-Za-z]', '_', name)} \\* ARABIC ", str(number))

    def page_break(self) -> Run:
        """The function for the end of a page in Word."""
        return Run(f'<w:r>{PLAIN_RUN}<w:br w:type="page"/></w:r>')

    def subdocument(self, name: object) -> Block:
        """The function for the body of another .docx, which lies beside the template; it is put in place of a mark."""
        body = self._rendering.subdocument_of(self._plain(name)).placed(self._part.name)
        self._rendering.bodies.append(body)
        self._rendering.meter.keep(body.encode())
        return Block(marks.text_mark(-len(self._rendering.bodies)))

    def picture(
        self, path: object, width_mm: float = 80, alt: object = "", height_mm: float | None = None
    ) -> Run:
        """The function for a picture of the dossier in Word, with the words that stand for it."""
        described, name, width = self._plain(alt), self._plain(path), _millimetres(width_mm)
        height = None if height_mm is None else _millimetres(height_mm)
        picture = self._rendering.picture_of(name, width, height)
        identifier = self._additions.picture(picture, self._part.name)
        scale = min(width / picture.width, (height or float("inf")) / picture.height)
        cx, cy = (max(1, round(side * scale * _EMU)) for side in (picture.width, picture.height))
        drawn = _PICTURE.format(id=identifier, cx=cx, cy=cy, name=flat(described))
        return self._drawing(drawn, cx, cy, described)

    def bar_chart(
        self,
        categories: object,
        series: object,
        width_mm: float = 160,
        height_mm: float = 70,
        alt: object = "",
    ) -> Run:
        """The function for a chart of horizontal bars in Word, with the words that stand for it."""
        return self._chart("bars", charts.bars(categories, series, self._plain), width_mm, height_mm, alt)

    def radar_chart(
        self,
        categories: object,
        series: object,
        width_mm: float = 90,
        height_mm: float = 70,
        alt: object = "",
        highest: float = 4,
    ) -> Run:
        """The function for a radar chart in Word, with the words that stand for it."""
        content = charts.radar(categories, series, highest, self._plain)
        return self._chart("radar", content, width_mm, height_mm, alt)

    def _chart(self, stem: str, content: bytes, width_mm: float, height_mm: float, alt: object) -> Run:
        """What one of the functions for tags prints as a chart in Word, with the words that stand for it."""
        described = self._plain(alt)
        cx, cy = (round(_millimetres(side) * _EMU) for side in (width_mm, height_mm))
        drawn = _CHART.format(id=self._additions.chart(content, stem, self._part.name))
        return self._drawing(drawn, cx, cy, described)

    def _drawing(self, graphic: str, cx: int, cy: int, described: str) -> Run:
        """What one of the functions for tags prints as a drawing in the line of a Word text, with the words that stand for it."""
        number = self._additions.next_number("drawn")
        return Run(
            f'<w:r>{PLAIN_RUN}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" {_DRAWING}>'
            f'<wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="{number}" name="Object {number}" descr="{flat(described)}"/>'
            f"<wp:cNvGraphicFramePr/>{graphic}</wp:inline></w:drawing></w:r>",
        )

    # --- inner filters -------------------------------------------------------------------------

    def _id(self, number: int) -> Fragment:
        """The inner filter for an id of the Word document: as it is at this turn of its loop."""
        id_ = self._part.ids[number]
        return Fragment(flat(self._additions.id_at(id_, self._rendering.meter.turn[id_.loop])))

    def _flat(self, value: object, use: int) -> Fragment:
        """The inner filter for a value where the Word document holds text alone, or the code of a field."""
        text = self._plain(value)
        if use == LINK_CODE and _ADDRESS.match(text):
            text = address(text)
        return Fragment(flat(text if use == PLAIN else re.sub(r'(["\\])', r"\\\1", text)))

    def _in_run(self, value: object, properties: ooxml.RunProperties) -> Fragment:
        """The inner filter for the value of a tag that stands for a run of Word, with the properties of that run."""
        if isinstance(value, Block):
            raise TagFailed("needs-paragraph")
        if isinstance(value, Run):
            runs = str.__str__(value)
        elif isinstance(value, Fragment | Markup):
            runs = ooxml.as_run(str.__str__(value))
        else:
            text = ooxml.escaped(self._text_of(value))
            runs = ooxml.as_run(text) if text else ""
        styles = (self._additions.run_style(name) for name in ("hyperlink", "footnote reference"))
        return Fragment(ooxml.with_properties(runs, properties, *styles))

    def _in_paragraph(self, value: object, properties: ooxml.RunProperties) -> Fragment:
        """The inner filter for the value of a tag that stands for a paragraph: one that looks as that for each line of a text."""
        if isinstance(value, Block):
            return Fragment(str.__str__(value))
        lines = [value] if isinstance(value, Fragment | Markup) else self._text_of(value).splitlines()
        of_paragraph = f"<w:pPr>{properties.paragraph}</w:pPr>" if properties.paragraph else ""
        runs = filter(None, (self._in_run(line, properties) for line in lines))
        return Fragment("".join(f"<w:p>{of_paragraph}{run}</w:p>" for run in runs))


def bookmark_name(text: str) -> str:
    """The name of a bookmark that a function for tags makes of any text: what Word admits there, at most 40 characters."""
    name = re.sub(r"[^0-9A-Za-z]", "_", text)
    if name == text.replace("-", "_") and len(name) < _MAX_BOOKMARK:
        return f"_{name}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"_{name[:25]}_{digest}"


def _millimetres(value: object) -> float:
    """The argument of a function that is a length on paper. Raises TagFailed for what is none."""
    if not isinstance(value, int | float) or not 0 < value < _METRE:
        raise TagFailed("bad-length", value=str(value)[:20])
    return value


def _field(instruction: str, result: str) -> Run:
    """What one of the functions for tags prints as a Word field, with its cached result."""
    begin, separate, end = (
        f'<w:r>{PLAIN_RUN}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = f'<w:r>{PLAIN_RUN}<w:instrText xml:space="preserve">{flat(instruction)}</w:instrText></w:r>'
    return Run(f"{begin}{code}{separate}<w:r>{PLAIN_RUN}<w:t>{result}</w:t></w:r>{end}")
