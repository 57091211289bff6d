"""A native Word chart: horizontal stacked bars, as DrawingML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kotacerdas.render.ooxml import flat
from kotacerdas.render.sandbox import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST: Final = 10**15
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
    '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
)
_TEXT: Final = (
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill>'
    '<a:srgbClr val="{colour}"/></a:solidFill><a:latin typeface="Arial"/></a:defRPr></a:pPr>'
    '<a:endParaRPr lang="id-ID"/></a:p></c:txPr>'
)
_SHORTEST: Final = 0.04
"""The part of the longest bar that has room for a number."""
_NO_LINE: Final = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"


def bars(categories: object, series: object, text_of: Callable[[object], str]) -> bytes:
    """The part of a chart. Each series is its name, a number for each category, and its colour in hex.

    Raises Trouble where the numbers do not fit the categories.
    """
    if not isinstance(categories, list | tuple) or not isinstance(series, list | tuple) or not series:
        raise Trouble("bad-chart")
    names = [flat(text_of(category)) for category in categories]
    rows = [_checked(row, len(names)) for row in series]
    longest = max((sum(column) for column in zip(*(values for _, values, _ in rows), strict=True)), default=0)
    written = "".join(_series(number, names, row, longest, text_of) for number, row in enumerate(rows))
    axes = (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_NO_LINE}{_TEXT.format(size=900, colour="333333")}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="1"/>'
        '<c:axPos val="t"/><c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="1"/>'
        '<c:crosses val="autoZero"/></c:valAx>'
    )
    legend = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_TEXT.format(size=900, colour="333333")}</c:legend>'
    return (
        f'{_HEAD}{written}<c:gapWidth val="45"/><c:overlap val="100"/><c:axId val="1"/><c:axId val="2"/>'
        f'</c:barChart>{axes}</c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    ).encode("utf-8", "xmlcharrefreplace")


def _checked(row: Any, count: int) -> tuple[object, list[float], object]:  # noqa: ANN401
    """A series of that many numbers. Raises Trouble if it is none."""
    if not isinstance(row, list | tuple) or len(row) != 3:  # noqa: PLR2004
        raise Trouble("bad-chart")
    name, values, colour = row
    if not isinstance(values, list | tuple) or len(values) != count:
        raise Trouble("bad-chart")
    if not all(isinstance(value, int | float) and abs(value) < _MOST for value in values):
        raise Trouble("bad-chart")
    return name, list(values), colour


def _series(
    number: int,
    categories: list[str],
    row: tuple[object, list[float], object],
    longest: float,
    text_of: Callable[[object], str],
) -> str:
    name, values, colour = row
    shade = text_of(colour).lstrip("#").upper()
    if len(shade) != 6 or not set(shade) <= set("0123456789ABCDEF"):  # noqa: PLR2004 - RRGGBB
        raise Trouble("not-colour", value=shade[:20])
    shown = "0;;" if all(value == int(value) for value in values) else "0.0;;"
    is_dark = sum(int(shade[i : i + 2], 16) for i in (0, 2, 4)) < 3 * 128
    label = _TEXT.format(size=800, colour="FFFFFF" if is_dark else "333333")
    names = "".join(f'<c:pt idx="{i}"><c:v>{text}</c:v></c:pt>' for i, text in enumerate(categories))
    points = "".join(f'<c:pt idx="{i}"><c:v>{value + 0}</c:v></c:pt>' for i, value in enumerate(values))
    too_short = "".join(
        f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>'
        for i, value in enumerate(values)
        if 0 < value < _SHORTEST * longest
    )
    count = f'<c:ptCount val="{len(categories)}"/>'
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{flat(text_of(name))}</c:v></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{shade}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls>{too_short}<c:numFmt formatCode="{shown}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{label}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{count}{names}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{points}</c:numLit></c:val></c:ser>"
    )
