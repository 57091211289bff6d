"""Native Word charts as DrawingML: horizontal stacked bars, and a radar."""

from collections.abc import Callable
from typing import Final, NamedTuple

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.word.ooxml import XML_HEAD, flat

_MOST: Final = 10**15
_HEAD: Final = (
    f'{XML_HEAD}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
)
_TEXT: Final = (
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill>'
    '<a:srgbClr val="{colour}"/></a:solidFill><a:latin typeface="Arial"/></a:defRPr></a:pPr>'
    '<a:endParaRPr lang="id-ID"/></a:p></c:txPr>'
)
_LABEL: Final = _TEXT.format(size=900, colour="333333")
_LEGEND: Final = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_LABEL}</c:legend>'
_TAIL: Final = (
    '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
    "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
)
_BAR_AXES: Final = (
    '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
    '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
    '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
    f'{_LABEL}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
    '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="1"/>'
    '<c:axPos val="t"/><c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
    '<c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="1"/>'
    '<c:crosses val="autoZero"/></c:valAx>'
)
_RING: Final = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="C3CDD5"/></a:solidFill></a:ln></c:spPr>'
_RADAR_AXES: Final = (
    '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    f'<c:axPos val="b"/><c:majorGridlines>{_RING}</c:majorGridlines><c:numFmt formatCode="General" '
    'sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    f'{_RING}{_LABEL}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
    '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>'
    '<c:max val="{highest}"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
    f'<c:majorGridlines>{_RING}</c:majorGridlines><c:numFmt formatCode="0" sourceLinked="0"/>'
    f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_RING}'
    f'{_TEXT.format(size=800, colour="5B6770")}<c:crossAx val="1"/><c:crosses val="autoZero"/>'
    '<c:crossBetween val="between"/><c:majorUnit val="{ring:g}"/></c:valAx>'
)
_SHORTEST: Final = 0.04
"""The part of the longest bar that has room for a number."""
_MOST_RINGS: Final = 20
_FEW_RINGS: Final = 5
"""How many rings a scale has that is too long for one at each whole number."""
_HIGHEST: Final = 1_000_000
_MOST_POINTS: Final = 1000
_DASHES: Final = ("solid", "dash", "sysDot")
_MARKERS: Final = ("circle", "diamond", "square")


class _Series(NamedTuple):
    """A row of a chart's numbers: one for each category."""

    name: str
    values: list[float]
    colour: str


def bars(categories: object, series: object, text_of: Callable[[object], str]) -> bytes:
    """The part of a bar chart. Each series is its name, a number for each category, and its colour in hex.

    Raises TagFailed where the numbers do not fit the categories.
    """
    names, rows = _checked(categories, series, text_of)
    longest = max((sum(column) for column in zip(*(row.values for row in rows), strict=True)), default=0)
    written = "".join(_bar(number, names, row, longest) for number, row in enumerate(rows))
    return _encoded(
        '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{written}<c:gapWidth val="45"/><c:overlap val="100"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f"{_BAR_AXES}</c:plotArea>{_LEGEND}"
    )


def radar(categories: object, series: object, highest: object, text_of: Callable[[object], str]) -> bytes:
    """The part of a radar chart with an axis from 0 to `highest` and a ring for each whole number, of at most 20.

    Each series is its name, a number for each category, and its colour in hex; the last is drawn on top of the
    others, in a whole line. They differ in line and marker too, for those who see or print no colours. Raises
    TagFailed where the numbers do not fit the categories.
    """
    if not isinstance(highest, int | float) or not 0 < highest <= _HIGHEST:
        raise TagFailed("bad-chart")
    axes = _RADAR_AXES.format(highest=highest, ring=1 if highest <= _MOST_RINGS else highest / _FEW_RINGS)
    names, rows = _checked(categories, series, text_of)
    written = "".join(_ring(number, len(rows) - 1 - number, names, row) for number, row in enumerate(rows))
    return _encoded(
        f'<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>{written}'
        f'<c:axId val="1"/><c:axId val="2"/></c:radarChart>{axes}</c:plotArea>'
        f"{_LEGEND if len(rows) > 1 else ''}"
    )


def _encoded(plot: str) -> bytes:
    """The part of a chart around what it plots."""
    return f"{_HEAD}{plot}{_TAIL}".encode("utf-8", "xmlcharrefreplace")


def _checked(
    categories: object, series: object, text_of: Callable[[object], str]
) -> tuple[list[str], list[_Series]]:
    """The categories and series of a chart. Raises TagFailed if they are none, or do not fit each other."""
    if not isinstance(categories, list | tuple) or not isinstance(series, list | tuple) or not series:
        raise TagFailed("bad-chart")
    if len(categories) * len(series) > _MOST_POINTS:
        raise TagFailed("too-large")
    names = [flat(text_of(category)) for category in categories]
    for row in series:
        if not isinstance(row, list | tuple) or len(row) != 3:  # noqa: PLR2004
            raise TagFailed("bad-chart")
        if not isinstance(row[1], list | tuple) or len(row[1]) != len(names):
            raise TagFailed("bad-chart")
        if not all(isinstance(value, int | float) and abs(value) < _MOST for value in row[1]):
            raise TagFailed("bad-chart")
    return names, [_Series(flat(text_of(n)), list(values), _rgb(c, text_of)) for n, values, c in series]


def _rgb(colour: object, text_of: Callable[[object], str]) -> str:
    """The colour of a chart's series as DrawingML has it, RRGGBB."""
    rgb = text_of(colour).lstrip("#").upper()
    if len(rgb) != 6 or not set(rgb) <= set("0123456789ABCDEF"):  # noqa: PLR2004
        raise TagFailed("not-colour", value=rgb[:20])
    return rgb


def _bar(number: int, categories: list[str], row: _Series, longest: float) -> str:
    """One series of a native bar chart; bars too short for a number have none."""
    shown = "0;;" if all(value == int(value) for value in row.values) else "0.0;;"
    is_dark = sum(int(row.colour[i : i + 2], 16) for i in (0, 2, 4)) < 3 * 128
    label = _TEXT.format(size=800, colour="FFFFFF" if is_dark else "333333")
    too_short = "".join(
        f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>'
        for i, value in enumerate(row.values)
        if 0 < value < _SHORTEST * longest
    )
    return _series(
        number,
        categories,
        row,
        f'<c:spPr><a:solidFill><a:srgbClr val="{row.colour}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls>{too_short}<c:numFmt formatCode="{shown}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{label}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>',
    )


def _ring(number: int, above: int, categories: list[str], row: _Series) -> str:
    """One series of a radar chart, of which so many others lie above."""
    fill = f'<a:solidFill><a:srgbClr val="{row.colour}"/></a:solidFill>'
    dash, marker = (kinds[above % len(kinds)] for kinds in (_DASHES, _MARKERS))
    return _series(
        number,
        categories,
        row,
        f'<c:spPr><a:ln w="22225" cap="rnd">{fill}<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="{marker}"/><c:size val="5"/><c:spPr>{fill}<a:ln>{fill}</a:ln></c:spPr></c:marker>',
    )


def _series(number: int, categories: list[str], row: _Series, look: str) -> str:
    """A series of a chart: its name, its look, and the numbers, which the chart holds itself."""
    names = "".join(f'<c:pt idx="{i}"><c:v>{text}</c:v></c:pt>' for i, text in enumerate(categories))
    points = "".join(f'<c:pt idx="{i}"><c:v>{value + 0}</c:v></c:pt>' for i, value in enumerate(row.values))
    count = f'<c:ptCount val="{len(categories)}"/>'
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{row.name}</c:v></c:tx>{look}'
        f"<c:cat><c:strLit>{count}{names}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{points}</c:numLit></c:val></c:ser>"
    )
