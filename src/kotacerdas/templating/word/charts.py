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
_AXIS: Final = (
    '<c:{kind}><c:axId val="{own}"/><c:scaling><c:orientation val="{order}"/>{limits}</c:scaling>'
    '<c:delete val="{hidden}"/><c:axPos val="{side}"/>{rings}<c:numFmt formatCode="{numbers}" sourceLinked="0"/>'
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{labels}"/>{look}'
    '<c:crossAx val="{other}"/><c:crosses val="autoZero"/>{steps}</c:{kind}>'
)
_RING: Final = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="C3CDD5"/></a:solidFill></a:ln></c:spPr>'
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
    """The part of a native bar chart. Each series is its name, a number for each category, and its colour in hex.

    Raises TagFailed where the numbers do not fit the categories.
    """
    names, rows = _checked(categories, series, text_of)
    longest = max((sum(column) for column in zip(*(row.values for row in rows), strict=True)), default=0)
    no_line = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    category_axis = _axis("cat", order="maxMin", labels="low", look=f"{no_line}{_LABEL}")
    value_axis = _axis("val", hidden=1, side="t", labels="none")
    return _encoded(
        '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f"{_written(names, rows, [_bar(row, longest) for row in rows])}"
        '<c:gapWidth val="45"/><c:overlap val="100"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f"{category_axis}{value_axis}</c:plotArea>{_LEGEND}"
    )


def radar(categories: object, series: object, highest: object, text_of: Callable[[object], str]) -> bytes:
    """The part of a native radar chart with an axis from 0 to `highest` and a ring for each whole number, of at most 20.

    Each series is its name, a number for each category, and its colour in hex; the last is drawn on top of the
    others, in a whole line. They differ in line and marker too, for those who see or print no colours. Raises
    TagFailed where the numbers do not fit the categories.
    """
    if not isinstance(highest, int | float) or not 0 < highest <= _HIGHEST:
        raise TagFailed("bad-chart")
    ring = 1 if highest <= _MOST_RINGS else highest / _FEW_RINGS
    names, rows = _checked(categories, series, text_of)
    rings = f"<c:majorGridlines>{_RING}</c:majorGridlines>"
    category_axis = _axis("cat", side="b", rings=rings, labels="nextTo", look=f"{_RING}{_LABEL}")
    value_axis = _axis(
        "val",
        limits=f'<c:max val="{highest}"/><c:min val="0"/>',
        rings=rings,
        labels="nextTo",
        look=f"{_RING}{_TEXT.format(size=800, colour='5B6770')}",
        steps=f'<c:crossBetween val="between"/><c:majorUnit val="{ring:g}"/>',
    )
    looks = [_ring(above, row) for above, row in enumerate(reversed(rows))]
    return _encoded(
        '<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>'
        f'{_written(names, rows, looks[::-1])}<c:axId val="1"/><c:axId val="2"/></c:radarChart>'
        f"{category_axis}{value_axis}</c:plotArea>{_LEGEND if len(rows) > 1 else ''}"
    )


def _axis(kind: str, **wanted: object) -> str:
    """The axis of a chart with its categories (`cat`) or with its values (`val`)."""
    own, other, numbers = (1, 2, "General") if kind == "cat" else (2, 1, "0")
    usual = {"order": "minMax", "limits": "", "hidden": 0, "side": "l", "rings": "", "look": "", "steps": ""}
    return _AXIS.format(kind=f"{kind}Ax", own=own, other=other, numbers=numbers, **usual | wanted)


def _encoded(plot: str) -> bytes:
    """The part of a chart around what it plots."""
    return f"{_HEAD}{plot}{_TAIL}".encode("utf-8", "xmlcharrefreplace")


def _checked(
    categories: object, series: object, text_of: Callable[[object], str]
) -> tuple[list[str], list[_Series]]:
    """The categories and series of a native chart. Raises TagFailed if they are none, or do not fit each other."""
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


def _bar(row: _Series, longest: float) -> str:
    """The look of a series of a native bar chart; bars too short for a number have none."""
    shown = "0;;" if all(value == int(value) for value in row.values) else "0.0;;"
    is_dark = sum(int(row.colour[i : i + 2], 16) for i in (0, 2, 4)) < 3 * 128
    label = _TEXT.format(size=800, colour="FFFFFF" if is_dark else "333333")
    too_short = "".join(
        f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>'
        for i, value in enumerate(row.values)
        if 0 < value < _SHORTEST * longest
    )
    return (
        f'<c:spPr><a:solidFill><a:srgbClr val="{row.colour}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls>{too_short}<c:numFmt formatCode="{shown}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{label}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _ring(above: int, row: _Series) -> str:
    """The look of a series of a radar chart, of which so many others lie above."""
    fill = f'<a:solidFill><a:srgbClr val="{row.colour}"/></a:solidFill>'
    dash, marker = (kinds[above % len(kinds)] for kinds in (_DASHES, _MARKERS))
    return (
        f'<c:spPr><a:ln w="22225" cap="rnd">{fill}<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="{marker}"/><c:size val="5"/><c:spPr>{fill}<a:ln>{fill}</a:ln></c:spPr></c:marker>'
    )


def _written(categories: list[str], rows: list[_Series], looks: list[str]) -> str:
    """The series of a chart: of each its name, its look, and the numbers, which the chart holds itself."""
    count = f'<c:ptCount val="{len(categories)}"/>'
    names = "".join(f'<c:pt idx="{i}"><c:v>{text}</c:v></c:pt>' for i, text in enumerate(categories))
    written = ""
    for number, (row, look) in enumerate(zip(rows, looks, strict=True)):
        points = "".join(
            f'<c:pt idx="{i}"><c:v>{value + 0}</c:v></c:pt>' for i, value in enumerate(row.values)
        )
        written += (
            f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{row.name}</c:v></c:tx>{look}'
            f"<c:cat><c:strLit>{count}{names}</c:strLit></c:cat>"
            f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{points}</c:numLit></c:val></c:ser>"
        )
    return written
