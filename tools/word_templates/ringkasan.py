"""One page for the Sekda: how far the dossier is, who owes what, what weighs most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import package
import score
from chapters import readiness_chart
from markup import (
    BREAK,
    DEEP_RED,
    GOLD,
    GREEN,
    NAVY,
    RED,
    SHEET,
    Table,
    background,
    call,
    cell,
    inline,
    paragraph,
    row,
    run,
    when,
)
from sheet import agency, few, gap, shortened

if TYPE_CHECKING:
    from words import Words

WIDTH = SHEET.text_width
LEFT = 5500
RIGHT = WIDTH - LEFT


def banner(words: Words, title: str, line: str) -> str:
    """The head of a single sheet: arms, government and title on a dark band."""
    edge = f'<w:tcBorders><w:bottom w:val="single" w:sz="24" w:space="0" w:color="{GOLD}"/></w:tcBorders>'
    inset = (
        '<w:tcMar><w:top w:w="142" w:type="dxa"/><w:left w:w="198" w:type="dxa"/>'
        '<w:bottom w:w="142" w:type="dxa"/><w:right w:w="142" w:type="dxa"/></w:tcMar>'
    )
    told = [
        paragraph("{{ '" + words["government-upper"] + "' ~ city.name|upper }}", style="BannerGovernment"),
        paragraph(title, style="BannerTitle"),
        paragraph(line, style="BannerLine"),
    ]
    arms = 1250

    def band(*cells: tuple[int, str | list[str]]) -> str:
        table = Table([width for width, _ in cells], style="Layout")
        return table.of(
            row(
                *(
                    cell(content, width, shade=NAVY, valign="center", borders=edge, inset=inset)
                    for width, content in cells
                )
            )
        )

    picture = [
        paragraph(call(f"picture(city.arms, 16, '{words['arms']} ' ~ city.name, 18)"), style="BannerLine")
    ]
    return when("city.arms", band((arms, picture), (WIDTH - arms, told)), otherwise=band((WIDTH, told)))


def headline(words: Words) -> str:
    """Whether the dossier is complete, in one line."""
    inset = (
        '<w:tcMar><w:top w:w="85" w:type="dxa"/><w:left w:w="198" w:type="dxa"/>'
        '<w:bottom w:w="85" w:type="dxa"/><w:right w:w="142" w:type="dxa"/></w:tcMar>'
    )
    is_met = "readiness.mandatory.met == readiness.mandatory.total"
    said = [
        background(f"'{GREEN}' if {is_met} else '{RED}'"),
        inline(
            is_met,
            run(words["headline-complete"], bold=True, colour="1F5C3D", size=12),
            otherwise=run(words["headline-incomplete"], bold=True, colour=DEEP_RED, size=12),
        ),
        BREAK,
        run(words["headline-met"]),
        inline(
            "readiness.recommended.total",
            f" {words['recommended-met-full']}.",
        ),
        inline("deadline", f" {words['deadline']}: {{{{ deadline|date }}}}."),
        inline("evaluation and evaluation.date", f" {words['interview']}: {{{{ evaluation.date|date }}}}."),
    ]
    table = Table((WIDTH,), style="Layout")
    return table.of(row(cell(said, WIDTH, style="Headline", valign="center", inset=inset)))


def by_agency(words: Words) -> str:
    """The agencies that owe most."""
    widths = (RIGHT - 230 - 1700, 850, 850)
    table = Table(widths, words["agencies-ready"])
    missing = "agency.mandatory.missing"
    return table.of(
        table.head(
            words["agency"],
            words["met-short"],
            words["still-owed"],
            styles=("TableHeading", "TableHeadingNumber", "TableHeadingNumber"),
        ),
        table.rows(
            "agency in (by_agency|sort(attribute='mandatory.missing', reverse=true))[:6 if score else 8]",
            table.row(
                shortened("agency.name", 42),
                "{{ agency.mandatory.met }}",
                [background(f"'{RED}' if {missing} else '{GREEN}'"), f"{{{{ {missing} }}}}"],
                styles=("TableText", "TableNumber", "TableNumber"),
            ),
        ),
    )


def gaps(words: Words) -> str:
    """The ten gaps worth most."""
    widths = (480, WIDTH - 480 - 2500 - 2300 - 850, 2500, 2300, 850)
    table = Table(widths, words["ten-gaps"])
    return table.of(
        table.head(
            words["no"],
            words["requirement"],
            words["applies-to"],
            words["owed-by"],
            words["points"],
            styles=("TableHeading",) * 4 + ("TableHeadingNumber",),
        ),
        table.rows(
            "gap in open_requirements[:5 if score else 10]",
            table.row(
                "{{ loop.index }}",
                [
                    "{{ gap.requirement }}{{ '*' if gap.is_deduced else '' }} {{ gap.title }}",
                    inline("not gap.is_mandatory", f" ({words['recommended']})"),
                ],
                few("gap.subjects", words),
                few("gap.agencies", words, ".short_name"),
                "{{ gap.leverage|number(3) }}",
                styles=("TableText",) * 4 + ("TableNumber",),
            ),
        ),
    )


def quick_wins(words: Words) -> str:
    """Where nothing is missing there is room for the quick wins."""
    widths = (480, WIDTH - 480 - 2300 - 2300 - 1500, 2300, 2300, 1500)
    table = Table(widths, words["quick-wins-chapter"])
    return when(
        "quick_wins",
        table.of(
            table.head(
                words["no"],
                words["quick-win"],
                words["dimension"],
                words["agency"],
                words["mandatory-short"],
                styles=("TableHeading",) * 4 + ("TableHeadingCentre",),
            ),
            table.rows(
                "program in quick_wins[:8 if score else 12]",
                table.row(
                    "{{ loop.index }}",
                    shortened("program.name", 60),
                    "{{ program.dimension_name }}",
                    agency("program.agency", "short_name"),
                    [
                        background(f"'{GREEN}'"),
                        (
                            f"{{{{ program.readiness.mandatory.met }}}} {words['of']}"
                            " {{ program.readiness.mandatory.total }}"
                        ),
                    ],
                    styles=("TableText",) * 4 + ("TableCentre",),
                ),
            ),
        ),
    )


def body(words: Words) -> str:
    """The page."""
    note = words["ten-gaps-note"]
    left = [
        paragraph(words["readiness-by-dimension"], style="SheetHeading"),
        when(
            "by_dimension",
            paragraph(
                readiness_chart(words, 92, "(60 if score else 76) if by_dimension|length > 3 else 38"),
                style="Picture",
            ),
        ),
        paragraph(style="Gap"),
    ]
    right = [
        paragraph(words["agencies-ready"], style="SheetHeading"),
        when("by_agency", by_agency(words)),
        paragraph(style="Gap"),
    ]
    inset = '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'
    columns = Table((LEFT, RIGHT), style="Layout").of(
        row(
            cell(left, LEFT, inset=inset),
            cell(
                right,
                RIGHT,
                inset='<w:tcMar><w:left w:w="230" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>',
            ),
        )
    )
    first = (
        paragraph(words["ten-gaps"], style="SheetHeading")
        + gaps(words)
        + paragraph(
            f"{note} ",
            inline(
                "open_requirements[:5 if score else 10]|selectattr('is_deduced')|list", words["deduced-note"]
            ),
            style="SheetNote",
        )
    )
    return (
        banner(words, words["summary"], words["summary-line"])
        + when("is_draft", paragraph(words["draft-line"], style="DraftNote"), otherwise=gap())
        + headline(words)
        + gap()
        + columns
        + score.panel(words, LEFT)
        + when(
            "open_requirements",
            first,
            otherwise=paragraph(words["no-gaps"], style="SheetHeading") + quick_wins(words),
        )
        + SHEET.section(package.references(header_default="header1", footer_default="footer1"))
    )


def build(language: str, words: Words) -> bytes:
    """The template of the summary."""
    letterhead = package.Letterhead(
        government=words["government"],
        title=words["summary"],
        foot="{{ instrument.title }}",
        draft_mark=words["draft-mark"],
        draft_line=words["draft-line"],
        page_of=(words["page"], words["of"]),
        arms=words["arms"],
    )
    parts = [
        package.document(body(words)),
        package.styles(language, SHEET, has_numbers=False),
        package.settings(language),
        package.footnotes(),
        package.bare_header("header1", letterhead),
        package.footer("footer1", letterhead, WIDTH),
    ]
    return package.package(
        parts,
        language,
        f"{words['summary']} {{{{ year }}}}: {{{{ city.name }}}}",
        "{{ coordinator.agency.name if coordinator and coordinator.agency else city.name }}",
    )
