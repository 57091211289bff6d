"""WordprocessingML as text: runs, paragraphs, tables, and the tags of the template language among them.

Widths are in twentieths of a point (twips), sizes of letters in points. Children of properties stand in the
order of the schema, since Word "repairs" files where they do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAVY: Final = "0B3A5B"
TEAL: Final = "1F6F8B"
GOLD: Final = "C99A2E"
PALE_GOLD: Final = "F0D48A"
INK: Final = "1E2A33"
GREY: Final = "5B6770"
RULE: Final = "C3CDD5"
PALE: Final = "F3F6F8"
BAND: Final = "E4EBF0"
LINK: Final = "0B5C8A"
GREEN: Final = "DDEFE1"
RED: Final = "F8DCDC"
AMBER: Final = "FDF1D0"
DEEP_GREEN: Final = "3D8B63"
DEEP_RED: Final = "A32020"

TAB: Final = "<w:r><w:tab/></w:r>"
BREAK: Final = "<w:r><w:br/></w:r>"


class Page(NamedTuple):
    """A sheet of paper: its size and margins, and how its section refers to headers and footers."""

    width: int
    height: int
    top: int
    side: int
    bottom: int

    @property
    def text_width(self) -> int:
        """What stands between the margins."""
        return self.width - 2 * self.side

    def section(self, parts: str, *, has_title_page: bool = False) -> str:
        """The properties of a section on such paper; `parts` refer to its headers and footers."""
        turned = ' w:orient="landscape"' if self.width > self.height else ""
        return (
            f'<w:sectPr>{parts}<w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"{turned}/>'
            f'<w:pgMar w:top="{self.top}" w:right="{self.side}" w:bottom="{self.bottom}" w:left="{self.side}"'
            f' w:header="567" w:footer="510" w:gutter="0"/>'
            f'<w:cols w:space="708"/>{"<w:titlePg/>" if has_title_page else ""}</w:sectPr>'
        )


PORTRAIT: Final = Page(11906, 16838, 1871, 1247, 1304)
LANDSCAPE: Final = Page(16838, 11906, 1701, 1134, 1134)
SHEET: Final = Page(11906, 16838, 794, 1077, 964)


def run(
    text: str,
    *,
    style: str = "",
    bold: bool = False,
    plain: bool = False,
    colour: str = "",
    size: float = 0,
) -> str:
    """Text, or a tag, in one run. `plain`: not bold, though the paragraph is."""
    properties = (
        (f'<w:rStyle w:val="{style}"/>' if style else "")
        + ("<w:b/>" if bold else "")
        + ('<w:b w:val="0"/>' if plain else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + (f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "")
    )
    return (
        f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def faint(text: str) -> str:
    """Text of second rank."""
    return run(text, style="Faint")


def call(expression: str, style: str = "") -> str:
    """The run that a function of the template language replaces: a link, a picture, a field."""
    return run(f"{{{{r {expression} }}}}", style=style)


def paragraph(*content: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs; plain text becomes a run. `properties` follow the style in schema order."""
    head = (f'<w:pStyle w:val="{style}"/>' if style else "") + properties
    runs = "".join(part if part.startswith("<") else run(part) for part in content if part)
    return f"<w:p>{f'<w:pPr>{head}</w:pPr>' if head else ''}{runs}</w:p>"


def tag(inside: str) -> str:
    """A block tag in a paragraph of its own, which it replaces."""
    return paragraph(run(f"{{%p {inside} %}}"))


def when(condition: str, *content: str, otherwise: str = "") -> str:
    """Whole paragraphs and tables under a condition."""
    other = tag("else") + otherwise if otherwise else ""
    return tag(f"if {condition}") + "".join(content) + other + tag("endif")


def each(loop: str, *content: str) -> str:
    """Whole paragraphs and tables once for each item."""
    return tag(f"for {loop}") + "".join(content) + tag("endfor")


def inline(condition: str, *content: str, otherwise: str = "") -> str:
    """Runs under a condition, inside a paragraph."""
    other = run("{% else %}") + _runs([otherwise]) if otherwise else ""
    return run(f"{{% if {condition} %}}") + _runs(content) + other + run("{% endif %}")


def listed(loop: str, *content: str, between: str = BREAK) -> str:
    """Runs once for each item, inside a paragraph, with something between them."""
    return (
        run(f"{{% for {loop} %}}{{% if not loop.first %}}")
        + _runs([between])
        + run("{% endif %}")
        + _runs(content)
        + run("{% endfor %}")
    )


def _runs(content: Iterable[str]) -> str:
    return "".join(part if part.startswith("<") else run(part) for part in content if part)


# --- tables -----------------------------------------------------------------------------------------


class Table(NamedTuple):
    """What a table needs beside its rows: the widths of its columns, and what it is called by those who hear it.

    A table that only sets things side by side has the style `Layout` and no name.
    """

    widths: Sequence[int]
    title: str = ""
    style: str = "DossierTable"

    def of(self, *rows: str) -> str:
        """The table with rows."""
        caption = f'<w:tblCaption w:val="{escape(self.title, _QUOTE)}"/>' if self.title else ""
        look = _LOOKS.get(self.style, _NO_LOOK)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.style}"/><w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/>{look}{caption}</w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
            + f"</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def head(self, *titles: str, styles: Sequence[str] = ()) -> str:
        """The row of titles, repeated on each page."""
        marked = styles or ["TableHeading"] * len(titles)
        cells = (
            cell(title, width, style=style, shade=NAVY, valign="center")
            for title, width, style in zip(titles, self.widths, marked, strict=True)
        )
        return row(*cells, is_head=True)

    def row(self, *contents: str | Sequence[str], styles: Sequence[str] = ()) -> str:
        """A row with one content for each column."""
        marked = styles or ["TableText"] * len(contents)
        cells = (
            cell(content, width, style=style)
            for content, width, style in zip(contents, self.widths, marked, strict=True)
        )
        return row(*cells)

    def band(self, *content: str) -> str:
        """A row across all columns that names what follows; it stays with it."""
        return row(cell(content, sum(self.widths), style="TableBand", shade=BAND, span=len(self.widths)))

    def rows(self, loop: str, *rows: str) -> str:
        """Rows once for each item."""
        return self.tag(f"for {loop}") + "".join(rows) + self.tag("endfor")

    def when(self, condition: str, *rows: str) -> str:
        """Rows under a condition."""
        return self.tag(f"if {condition}") + "".join(rows) + self.tag("endif")

    def tag(self, inside: str) -> str:
        """A block tag in a row of its own, which it replaces."""
        return row(cell(run(f"{{%tr {inside} %}}"), sum(self.widths), span=len(self.widths)))


_QUOTE: Final = {'"': "&quot;"}
_NO_LOOK: Final = (
    '<w:tblLook w:val="0000" w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
    ' w:noVBand="1"/>'
)
LOOK: Final = 'w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"'
_LOOKS: Final = {
    "DossierTable": f'<w:tblLook w:val="0420" {LOOK}/>',
    "FactTable": '<w:tblLook w:val="0680" w:firstRow="0" w:lastRow="0" w:firstColumn="1" w:lastColumn="0"'
    ' w:noHBand="1" w:noVBand="1"/>',
}


def row(*cells: str, is_head: bool = False, height: int = 0) -> str:
    """A row that does not break over pages; a head is repeated on each. `height` is the least it has."""
    rule = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{rule}{head}</w:trPr>{''.join(cells)}</w:tr>"


def cell(
    content: str | Sequence[str],
    width: int,
    *,
    style: str = "TableText",
    shade: str = "",
    span: int = 1,
    valign: str = "",
    borders: str = "",
    inset: str = "",
) -> str:
    """A cell with one paragraph, or with the paragraphs that the content consists of.

    `borders` and `inset` are properties of the cell, for what no style of tables says.
    """
    parts = [content] if isinstance(content, str) else list(content)
    whole = bool(parts) and parts[0].startswith(("<w:p>", "<w:tbl>"))
    inside = "".join(parts) if whole else paragraph(*parts, style=style)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + borders
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else "")
        + inset
        + (f'<w:vAlign w:val="{valign}"/>' if valign else "")
        + f"</w:tcPr>{inside}</w:tc>"
    )


def background(expression: str) -> str:
    """The tag that colours the cell in which it stands."""
    return run(f"{{% cellbg {expression} %}}")
