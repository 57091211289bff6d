"""The functions that the tags of a Word template can call: links, footnotes, captions, pictures, charts."""

import hashlib
import re
from collections.abc import Callable
from typing import Final

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.values import Block, Run, is_markup, without_markup
from kotacerdas.templating.links import address
from kotacerdas.templating.word import charts
from kotacerdas.templating.word.additions import OFFICE, Additions, Picture
from kotacerdas.templating.word.ooxml import escaped, flat
from kotacerdas.templating.word.runs import LINK_RUN, NOTE_RUN, PLAIN_RUN

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
_EMU: Final = 36_000  # English Metric Units in a millimetre
_METRE: Final = 1000
_MAX_BOOKMARK: Final = 40


class Functions:
    """The functions that the tags of one part can call; what they add is related to that part.

    `additions` is what all parts of a rendering share; `text_of` makes text of plain values, `written` markup of one that
    has numbers in place of what the template says.
    """

    def __init__(
        self,
        part: str,
        kind: str,
        additions: Additions,
        picture_of: Callable[[str, float, float | None], Picture],
        text_of: Callable[[object], str],
        written: Callable[[str], str],
        subdocument_of: Callable[[str, str], Block],
    ) -> None:
        """Make the functions that the tags of a part call, by its name and kind."""
        self._written, self._subdocument_of = written, subdocument_of
        self._part, self._kind = part, kind
        self._additions, self._picture_of, self._text_of = additions, picture_of, text_of

    def by_name(self) -> dict[str, Callable[..., object]]:
        """All functions, by the names under which tags know them."""
        texts = (self.count, self.link, self.footnote, self.bookmark, self.page_of, self.caption_number)
        drawn = (self.page_break, self.picture, self.bar_chart, self.radar_chart, self.subdocument)
        return {function.__name__: function for function in (*texts, *drawn)}

    def _plain(self, value: object) -> str:
        """A text that can hold no markup."""
        return self._text_of(without_markup(value))

    def _inner(self, value: object) -> str:
        """What stands inside a `w:t`."""
        if isinstance(value, Run | Block):
            raise TagFailed("is-markup")
        return str.__str__(value) if is_markup(value) else escaped(self._text_of(value))

    def count(self, name: object) -> int:
        """The next whole number of a counter, from 1."""
        return self._additions.next_number("count", self._plain(name))

    def link(self, text: object, href: object) -> Run:
        """The function for a link in Word; only the text where the address is none that may be followed."""
        target = address(self._plain(href))
        sign = LINK_RUN if target else PLAIN_RUN
        run = f'<w:r>{sign}<w:t xml:space="preserve">{self._inner(text)}</w:t></w:r>'
        if target.startswith("#"):
            attribute = f'w:anchor="{flat(bookmark_name(target[1:]))}"'
        elif target:
            identifier = self._additions.relate(self._part, "hyperlink", target)
            attribute = f'r:id="{identifier}" xmlns:r="{OFFICE}"'
        else:
            return Run(run)
        return Run(f'<w:hyperlink {attribute} w:history="1">{run}</w:hyperlink>')

    def footnote(self, text: object) -> Run:
        """The function for the mark of a footnote in Word, which the body alone can have."""
        if self._kind != "body":
            raise TagFailed("no-footnote-here")
        number = self._additions.footnote(self._written(self._inner(text)))
        return Run(f'<w:r>{NOTE_RUN}<w:footnoteReference w:id="{number}"/></w:r>')

    def bookmark(self, name: object) -> Run:
        """The function for a bookmark in Word, to which a link to `#name` leads; only the first of a name."""
        label = flat(bookmark_name(self._plain(name)))
        number = self._additions.bookmark_id(label)
        if not number:
            return Run("")
        start = f'<w:bookmarkStart w:id="{number}" w:name="{label}"/>'
        return Run(f'{start}<w:bookmarkEnd w:id="{number}"/>')

    def page_of(self, name: object) -> Run:
        """The page of a bookmark, which Word finds."""
        return _field(f" PAGEREF {bookmark_name(self._plain(name))} \\h ", "")

    def caption_number(self, label: object) -> Run:
        """The number of a caption in Word, counted for each label."""
        name = self._plain(label)
        number = self._additions.next_number("caption", name)
        return _field(f" SEQ {re.sub(r'[^0-9A-Za-z]', '_', name)} \\* ARABIC ", str(number))

    def page_break(self) -> Run:
        """The end of a page."""
        return Run(f'<w:r>{PLAIN_RUN}<w:br w:type="page"/></w:r>')

    def subdocument(self, name: object) -> Block:
        """The body of another .docx, which lies beside the template."""
        return self._subdocument_of(self._plain(name), self._part)

    def picture(
        self, path: object, width_mm: float = 80, alt: object = "", height_mm: float | None = None
    ) -> Run:
        """The function for a picture of the dossier in Word, with the words that stand for it."""
        described, name, width = self._plain(alt), self._plain(path), _millimetres(width_mm)
        height = None if height_mm is None else _millimetres(height_mm)
        picture = self._picture_of(name, width, height)
        identifier = self._additions.picture(picture, self._part)
        scale = min(width / picture.width, (height or float("inf")) / picture.height)
        cx, cy = (max(1, round(side * scale * _EMU)) for side in (picture.width, picture.height))
        return self._drawing(
            _PICTURE.format(id=identifier, cx=cx, cy=cy, name=flat(described)), cx, cy, described
        )

    def bar_chart(
        self,
        categories: object,
        series: object,
        width_mm: float = 160,
        height_mm: float = 70,
        alt: object = "",
    ) -> Run:
        """The function for a chart of horizontal bars in Word, with the words that stand for it."""
        described, size = self._plain(alt), _chart_size(width_mm, height_mm)
        return self._chart("bars", charts.bars(categories, series, self._plain), size, described)

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
        described, size = self._plain(alt), _chart_size(width_mm, height_mm)
        return self._chart("radar", charts.radar(categories, series, highest, self._plain), size, described)

    def _chart(self, stem: str, content: bytes, size: tuple[int, int], described: str) -> Run:
        identifier = self._additions.chart(content, stem, self._part)
        return self._drawing(_CHART.format(id=identifier), *size, described)

    def _drawing(self, graphic: str, cx: int, cy: int, described: str) -> Run:
        """What a function draws in the line of a Word text, with the words that stand for it."""
        number = self._additions.drawn_id()
        return Run(
            f'<w:r>{PLAIN_RUN}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" {_DRAWING}>'
            f'<wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="{number}" name="Object {number}" descr="{flat(described)}"/>'
            f"<wp:cNvGraphicFramePr/>{graphic}</wp:inline></w:drawing></w:r>",
        )


def bookmark_name(text: str) -> str:
    """The name of a bookmark that a function makes of any text: what Word admits there, at most 40 characters."""
    name = re.sub(r"[^0-9A-Za-z]", "_", text)
    if name == text.replace("-", "_") and len(name) < _MAX_BOOKMARK:
        return f"_{name}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"_{name[:25]}_{digest}"


def _millimetres(value: object) -> float:
    """A length on paper. Raises TagFailed for what is none."""
    if not isinstance(value, int | float) or not 0 < value < _METRE:
        raise TagFailed("bad-length", value=str(value)[:20])
    return value


def _chart_size(width_mm: object, height_mm: object) -> tuple[int, int]:
    return round(_millimetres(width_mm) * _EMU), round(_millimetres(height_mm) * _EMU)


def _field(instruction: str, result: str) -> Run:
    """What a function gives as a field of Word, with its cached result."""
    begin, separate, end = (
        f'<w:r>{PLAIN_RUN}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = f'<w:r>{PLAIN_RUN}<w:instrText xml:space="preserve">{flat(instruction)}</w:instrText></w:r>'
    return Run(f"{begin}{code}{separate}<w:r>{PLAIN_RUN}<w:t>{result}</w:t></w:r>{end}")
