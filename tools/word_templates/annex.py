"""What stands on wide pages at the end of the report: the index of documents and the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headings import nothing
from markup import (
    AMBER,
    BAND,
    BREAK,
    DEEP_RED,
    GREEN,
    LANDSCAPE,
    LOOK,
    NAVY,
    RED,
    Table,
    background,
    cell,
    faint,
    inline,
    paragraph,
    row,
    run,
    when,
)
from sheet import (
    agency,
    caption,
    document_link,
    gap,
    number_and_date,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from words import Words


def index(words: Words) -> str:
    """All documents."""
    width = LANDSCAPE.text_width
    widths = (560, width - 560 - 2150 - 1450 - 2500 - 2350, 2150, 1450, 2500, 2350)
    table = Table(widths, words["index-table"])
    listing = caption(words, words["index-table"]) + table.of(
        table.head(
            words["no"],
            words["document"],
            words["number-and-date"],
            words["agency"],
            words["supports"],
            words["file"],
        ),
        table.rows(
            "document in documents",
            table.row(
                "{{ loop.index }}",
                [
                    "{{ document.title }}",
                    BREAK,
                    faint("{{ document.type_name }}"),
                    inline("document.issuer", faint(" – {{ document.issuer }}")),
                    inline("document.flaw", BREAK, run("{{ document.flaw }}", colour=DEEP_RED)),
                ],
                number_and_date("document"),
                agency("document.agency", "short_name"),
                "{{ document.proves|join(', ') or '–' }}",
                document_link("document", words),
            ),
        ),
    )
    return when("documents", listing, otherwise=nothing(words["index-none"]))


def matrix(words: Words) -> str:
    """The annex: quick wins against requirements, with what the colours and the codes mean."""
    first, each_one = 4400, 640
    colours = f"{{'met': '{GREEN}', 'missing': '{RED}', 'recommended': '{AMBER}', 'waived': '{BAND}'}}.get(state, '')"
    signs = "{'met': '●', 'missing': '✗', 'recommended': '○', 'waived': '~'}.get(state, '·')"
    narrow = '<w:tcMar><w:left w:w="15" w:type="dxa"/><w:right w:w="15" w:type="dxa"/></w:tcMar>'

    def column_tag(inside: str) -> str:
        return cell(run(f"{{%tc {inside} %}}"), each_one)

    def middle(content: Sequence[str], style: str, shade: str = "") -> str:
        return cell(content, each_one, style=style, shade=shade, valign="center", inset=narrow)

    head = row(
        cell(words["quick-win"], first, style="TableHeading", shade=NAVY, valign="center"),
        column_tag("for column in matrix.columns"),
        middle(
            ["{{ column.requirement }}{{ '*' if column.is_deduced else '' }}"], "TableHeadingCentre", NAVY
        ),
        column_tag("endfor"),
        is_head=True,
    )
    name = ["{{ row.name }}", inline("row.agency", faint(" – {{ row.agency.short_name }}"))]
    body = row(
        cell(name, first),
        column_tag("for state in row.states"),
        middle([background(colours), f"{{{{ {signs} }}}}"], "TableCentre"),
        column_tag("endfor"),
    )
    table = (
        '<w:tbl><w:tblPr><w:tblStyle w:val="DossierTable"/><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLook w:val="0420" {LOOK}/><w:tblCaption w:val="{words["matrix-table"]}"/>'
        f'<w:tblDescription w:val="{words["matrix-told"]}"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{first}"/>'
        + f'<w:gridCol w:w="{each_one}"/>' * 3
        + "</w:tblGrid>"
        + head
        + row(cell(run("{%tr for row in matrix.rows %}"), first))
        + body
        + row(cell(run("{%tr endfor %}"), first))
        + "</w:tbl>"
    )
    keys = [
        (GREEN, "●", "legend-met"),
        (RED, "✗", "legend-missing"),
        (AMBER, "○", "legend-recommended"),
        (BAND, "~", "legend-waived"),
        ("", "·", "legend-none"),
    ]
    width = LANDSCAPE.text_width
    one = width // len(keys)
    legend = Table((one,) * len(keys), style="Layout").of(
        row(*(cell(f"{sign}  {words[key]}", one, shade=colour) for colour, sign, key in keys))
    )
    half = (1000, width // 2 - 1000)
    titles = Table((*half, *half), words["requirement-titles"])

    def title(name: str) -> tuple[str, str]:
        return (
            f"{{{{ {name}.requirement }}}}{{{{ '*' if {name}.is_deduced else '' }}}}",
            f"{{{{ {name}.title }}}}{{{{ '' if {name}.is_mandatory else ' ({words['recommended']})' }}}}",
        )

    pair = titles.row(*title("column"), *title("loop.nextitem"), styles=("TableFact", "TableText") * 2)
    single = titles.row(*title("column"), "", "", styles=("TableFact", "TableText") * 2)
    meanings = titles.of(
        titles.head(words["code"], words["requirement"], words["code"], words["requirement"]),
        titles.rows(
            "column in matrix.columns",
            titles.when("loop.index is odd and not loop.last", pair),
            titles.when("loop.index is odd and loop.last", single),
        ),
    )
    reasons = Table((1000, 4200, 3200, width - 8400), words["waived-table"])
    waived = caption(words, words["waived-table"]) + reasons.of(
        reasons.head(words["code"], words["requirement"], words["applies-to"], words["reason"]),
        reasons.rows(
            "gap in waived",
            reasons.row(
                "{{ gap.requirement }}", "{{ gap.title }}", "{{ gap.subject }}", "{{ gap.waived_because }}"
            ),
        ),
    )
    return when(
        "matrix.rows and matrix.columns",
        caption(words, words["matrix-table"]),
        table,
        gap(),
        legend,
        caption(words, words["requirement-titles"]),
        meanings,
        when("matrix.columns|selectattr('is_deduced')|list", paragraph(words["deduced-note"], style="Note")),
        otherwise=nothing(words["matrix-none"]),
    ) + when("waived", waived)
