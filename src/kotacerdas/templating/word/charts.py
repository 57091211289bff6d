"""Native Word charts as DrawingML: horizontal stacked bars, and a radar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kotacerdas.templating.jinja.failures import Trouble
from kotacerdas.templating.word.ooxml import flat

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
_NO_FRAME: Final = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
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
        f"{_NO_FRAME}</c:chartSpace>"
    ).encode("utf-8", "xmlcharrefreplace")


_Row = tuple[object, list[float], object]
"""A series: its name, its numbers, its colour."""


def _checked(row: Any, count: int) -> _Row:  # noqa: ANN401
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
    row: _Row,
    longest: float,
    text_of: Callable[[object], str],
) -> str:
    name, values, colour = row
    shade = _shade(colour, text_of)
    shown = "0;;" if all(value == int(value) for value in values) else "0.0;;"
    is_dark = sum(int(shade[i : i + 2], 16) for i in (0, 2, 4)) < 3 * 128
    label = _TEXT.format(size=800, colour="FFFFFF" if is_dark else "333333")
    too_short = "".join(
        f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>'
        for i, value in enumerate(values)
        if 0 < value < _SHORTEST * longest
    )
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{flat(text_of(name))}</c:v></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{shade}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls>{too_short}<c:numFmt formatCode="{shown}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{label}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"{_data(categories, values)}</c:ser>"
    )


def _shade(colour: object, text_of: Callable[[object], str]) -> str:
    """A colour as DrawingML has it, RRGGBB."""
    shade = text_of(colour).lstrip("#").upper()
    if len(shade) != 6 or not set(shade) <= set("0123456789ABCDEF"):  # noqa: PLR2004
        raise Trouble("not-colour", value=shade[:20])
    return shade


def _data(categories: list[str], values: list[float]) -> str:
    """The categories of a series and its numbers, which the chart holds itself."""
    names = "".join(f'<c:pt idx="{i}"><c:v>{text}</c:v></c:pt>' for i, text in enumerate(categories))
    points = "".join(f'<c:pt idx="{i}"><c:v>{value + 0}</c:v></c:pt>' for i, value in enumerate(values))
    count = f'<c:ptCount val="{len(categories)}"/>'
    return (
        f"<c:cat><c:strLit>{count}{names}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{points}</c:numLit></c:val>"
    )


# --- radar -----------------------------------------------------------------------------------------

_RADAR_HEAD: Final = _HEAD.partition("<c:barChart>")[0]
_MOST_RINGS: Final = 20
_DASHES: Final = ("solid", "dash", "sysDot")
_MARKERS: Final = ("circle", "diamond", "square")


def radar(categories: object, series: object, highest: object, text_of: Callable[[object], str]) -> bytes:
    """The part of a radar chart with an axis from 0 to `highest` and a ring for each whole number.

    Each series is its name, a number for each category, and its colour in hex; the last is drawn on top of the
    others, in a whole line. They differ in line and marker too, for those who see or print no colours. Raises
    Trouble where the numbers do not fit the categories.
    """
    if not isinstance(categories, list | tuple) or not isinstance(series, list | tuple) or not series:
        raise Trouble("bad-chart")
    if not isinstance(highest, int | float) or not 0 < highest <= _MOST_RINGS:
        raise Trouble("bad-chart")
    names = [flat(text_of(category)) for category in categories]
    checked = [_checked(row, len(names)) for row in series]
    rows = [
        _ring(number, len(checked) - 1 - number, names, row, text_of) for number, row in enumerate(checked)
    ]
    ring = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="C3CDD5"/></a:solidFill></a:ln></c:spPr>'
    axes = (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:majorGridlines>{ring}</c:majorGridlines><c:numFmt formatCode="General" '
        'sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{ring}{_TEXT.format(size=900, colour="333333")}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{highest}"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f'<c:majorGridlines>{ring}</c:majorGridlines><c:numFmt formatCode="0" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{ring}'
        f'{_TEXT.format(size=800, colour="5B6770")}<c:crossAx val="1"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="between"/><c:majorUnit val="1"/></c:valAx>'
    )
    legend = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_TEXT.format(size=900, colour="333333")}</c:legend>'
    return (
        f'{_RADAR_HEAD}<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>{"".join(rows)}'
        f'<c:axId val="1"/><c:axId val="2"/></c:radarChart>{axes}</c:plotArea>{legend if len(rows) > 1 else ""}'
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>{_NO_FRAME}</c:chartSpace>'
    ).encode("utf-8", "xmlcharrefreplace")


def _ring(
    number: int,
    above: int,
    categories: list[str],
    row: _Row,
    text_of: Callable[[object], str],
) -> str:
    """One series of a radar, of which so many others lie above."""
    name, values, colour = row
    fill = f'<a:solidFill><a:srgbClr val="{_shade(colour, text_of)}"/></a:solidFill>'
    dash, marker = (kinds[above % len(kinds)] for kinds in (_DASHES, _MARKERS))
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{flat(text_of(name))}</c:v></c:tx>'
        f'<c:spPr><a:ln w="22225" cap="rnd">{fill}<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="{marker}"/><c:size val="5"/><c:spPr>{fill}<a:ln>{fill}</a:ln></c:spPr></c:marker>'
        f"{_data(categories, values)}</c:ser>"
    )
