"""A Word template on the city's own paper and in its own type, before it is rendered."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from lxml import etree

from kotacerdas.templating.word.container import STORIES, Container
from kotacerdas.templating.word.ooxml import Element, W

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TWIPS: Final = 1440 / 25.4
PAPERS: Final[Mapping[str, tuple[int, int]]] = {"A4": (210, 297), "F4": (215, 330)}
"""Name of a paper → width and height in millimetres."""

_SIDES: Final = ("top", "right", "bottom", "left")
_DEFAULTS: Final = f"{W}docDefaults/{W}rPrDefault/{W}rPr"
_NORMAL: Final = f"{W}style[@{W}type='paragraph'][@{W}default='1']/{W}rPr"
_DEFAULT_HALF_POINTS: Final = 20
_WIDTHS: Final = (f"{W}tblW", f"{W}tcW", f"{W}tblInd")


class Paper(NamedTuple):
    """The paper that a letter is written on, and its type; None keeps what the template has.

    `margins` in millimetres by side, `size` in points.
    """

    paper: str | None = None
    margins: Mapping[str, int | None] | None = None
    font: str | None = None
    size: int | None = None


def fitted(source: Container, paper: Paper) -> Container:
    """A Word template on this paper. Its tables keep their share of the width, its styles their proportions.

    Raises TemplateFailed if a part of it is no XML.
    """
    if not any(paper):
        return source
    body = source.parse(source.main)
    before = _text_width(body)
    for section in body.iter(f"{W}sectPr"):
        _lay_out(section, paper)
    changed = {source.main: body}
    after = _text_width(body)
    if before and after and before != after:
        for name, kind in source.templated.items():
            if kind in STORIES:
                root = changed.setdefault(name, body if name == source.main else source.parse(name))
                _scale_tables(root, after / before)
    for name in source.parts:
        if paper.font and "theme/" in name and name.endswith(".xml"):
            changed[name] = source.parse(name)
            for face in changed[name].iter(f"{_A}latin"):
                face.set("typeface", paper.font)
        elif name.endswith("styles.xml") and (paper.font or paper.size):
            changed[name] = source.parse(name)
            _set_type(changed[name], paper)
    written = {
        name: etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
        for name, root in changed.items()
    }
    return source._replace(parts={**source.parts, **written})


def _lay_out(section: Element, paper: Paper) -> None:
    """Give a section the size and the margins of the paper."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is not None and paper.paper:
        width, height = (str(round(side * _TWIPS)) for side in PAPERS[paper.paper])
        is_turned = size.get(f"{W}orient") == "landscape"
        size.set(f"{W}w", height if is_turned else width)
        size.set(f"{W}h", width if is_turned else height)
    if margins is not None and paper.margins:
        for side in _SIDES:
            if (wanted := paper.margins.get(side)) is not None:
                margins.set(f"{W}{side}", str(round(wanted * _TWIPS)))


def _text_width(body: Element) -> int:
    """The width between the margins of the last section's paper, in twips; 0 if it does not say."""
    section = next(reversed([*body.iter(f"{W}sectPr")]), etree.Element("none"))
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        return 0
    return _measure(size, "w") - _measure(margins, "left") - _measure(margins, "right")


def _scale_tables(root: Element, ratio: float) -> None:
    """Make the tables of a part as much wider as the text on the city's paper."""
    for element in root.iter(f"{W}gridCol", *_WIDTHS):
        is_absolute = element.tag not in _WIDTHS or element.get(f"{W}type") == "dxa"
        if is_absolute and element.get(f"{W}w") is not None:
            element.set(f"{W}w", str(round(_measure(element, "w") * ratio)))


def _set_type(styles: Element, paper: Paper) -> None:
    """Give a document the type that the paper is to have; styles with a size of their own keep their proportion."""
    if paper.font:
        for path in (_DEFAULTS, _NORMAL):
            fonts = styles.find(f"{path}/{W}rFonts")
            if fonts is not None:
                for name in list(fonts.attrib):
                    if name.endswith("Theme"):
                        del fonts.attrib[name]
                for name in ("ascii", "hAnsi", "cs"):
                    fonts.set(f"{W}{name}", paper.font)
    if paper.size:
        sizes = [styles.find(f"{path}/{W}sz") for path in (_NORMAL, _DEFAULTS)]
        base = next((_measure(size, "val") for size in sizes if size is not None), 0)
        ratio = paper.size * 2 / (base or _DEFAULT_HALF_POINTS)
        for size in styles.iter(f"{W}sz", f"{W}szCs"):
            size.set(f"{W}val", str(max(2, round(_measure(size, "val") * ratio))))


def _measure(element: Element, name: str) -> int:
    """A measure of the paper or type that an element has, as a whole number; 0 for what is none."""
    try:
        return round(float(element.get(f"{W}{name}") or 0))
    except ValueError:
        return 0
