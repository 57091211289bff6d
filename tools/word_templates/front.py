"""What stands before the chapters of the report: cover, what is missing, foreword, contents, identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headings import Chapter, heading
from markup import (
    AMBER,
    BREAK,
    DEEP_RED,
    GOLD,
    NAVY,
    PORTRAIT,
    RED,
    TAB,
    Table,
    background,
    call,
    cell,
    each,
    faint,
    inline,
    paragraph,
    row,
    run,
    tag,
    when,
)
from sheet import (
    agency,
    capital,
    caption,
    facts,
    few,
    text,
)

if TYPE_CHECKING:
    from words import Words

PAGE = PORTRAIT
WIDTH = PAGE.text_width


def cover(words: Words) -> str:
    """The cover: a panel with arms and title, and below it who made the report."""
    width = PAGE.width
    inset = (
        f'<w:tcMar><w:top w:w="0" w:type="dxa"/><w:left w:w="{PAGE.side}" w:type="dxa"/>'
        f'<w:bottom w:w="0" w:type="dxa"/><w:right w:w="{PAGE.side}" w:type="dxa"/></w:tcMar>'
    )
    edge = f'<w:tcBorders><w:bottom w:val="single" w:sz="48" w:space="0" w:color="{GOLD}"/></w:tcBorders>'
    title = [
        when(
            "city.arms",
            paragraph(
                call(f"picture(city.arms, 34, '{words['arms']} ' ~ city.name, 40)"), style="CoverGovernment"
            ),
            paragraph(style="CoverYear"),
        ),
        paragraph("{{ '" + words["government-upper"] + "' ~ city.name|upper }}", style="CoverGovernment"),
        paragraph(words["report"], style="Title"),
        paragraph(
            "{{ scope.name if not scope.is_whole else stage_name[:1]|upper ~ stage_name[1:] }}",
            style="Subtitle",
        ),
        paragraph(words["cover-year"], style="CoverYear"),
    ]
    panel = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Layout"/><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblInd w:w="-{PAGE.side}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
        + row(cell(title, width, shade=NAVY, valign="center", borders=edge, inset=inset), height=9000)
        + "</w:tbl>"
    )
    first = 2500
    table = Table((first, WIDTH - first), style="Layout")

    def line(name: str, *content: str) -> str:
        return row(
            cell(run(name, bold=True, colour=NAVY), first, style="CoverFact"),
            cell(content, WIDTH - first, style="CoverFact"),
        )

    known = table.of(
        table.when(
            "coordinator and coordinator.agency", line(words["prepared-by"], "{{ coordinator.agency.name }}")
        ),
        line(words["instrument"], "{{ instrument.title }}"),
        table.when("not scope.is_whole", line(words["stage"], capital("stage_name"))),
        line(words["as-of-title"], "{{ as_of|date }}"),
        table.when("is_draft", line(words["status"], run(words["draft-line"], bold=True, colour=DEEP_RED))),
    )
    return panel + paragraph(style="CoverYear") + known


def missing(words: Words) -> str:
    """A draft's first page: what is not there yet."""
    table = Table((800, 3300, WIDTH - 800 - 3300 - 2000 - 750, 2000, 750), words["first-gaps"])
    rows = table.rows(
        "gap in open_requirements[:15]",
        table.row(
            [background(f"'{RED}' if gap.is_mandatory else '{AMBER}'"), "{{ gap.requirement }}"],
            "{{ gap.title }}{{ '*' if gap.is_deduced else '' }}",
            few("gap.subjects", words),
            few("gap.agencies", words, ".short_name"),
            "{{ gap.leverage|number(3) }}",
            styles=("TableText", "TableText", "TableText", "TableText", "TableNumber"),
        ),
    )
    head = table.head(
        words["code"],
        words["requirement"],
        words["applies-to"],
        words["owed-by"],
        words["points"],
        styles=("TableHeading", "TableHeading", "TableHeading", "TableHeading", "TableHeadingNumber"),
    )
    gaps = (
        paragraph(words["incomplete-2"])
        + caption(words, words["first-gaps"])
        + table.of(head, rows)
        + when(
            "open_requirements[:15]|selectattr('is_deduced')|list",
            paragraph(words["deduced-note"], style="Note"),
        )
        + when("open_requirements|length > 15", paragraph(words["more-gaps"], style="Note"))
    )
    return when(
        "is_draft",
        heading(1, words["incomplete"], "'incomplete'", plain=True),
        when(
            "readiness.mandatory.met < readiness.mandatory.total",
            paragraph(words["incomplete-1"], style="Warning"),
            otherwise=paragraph(words["complete-draft"], style="Warning"),
        ),
        when("open_requirements", gaps),
    )


def foreword(words: Words) -> str:
    """The city's own words, or else plain facts; and who signs."""
    own = text("foreword.text")
    plain = "".join(paragraph(words[key]) for key in ("foreword-1", "foreword-2", "foreword-3"))
    space = '<w:spacing w:before="480" w:after="1100"/><w:ind w:left="4990"/>'
    signature = when(
        "foreword.name or foreword.position",
        paragraph("{{ foreword.position or ' ' }}", style="Signature", properties=space),
        when("foreword.name", paragraph(run("{{ foreword.name }}", bold=True), style="Signature")),
    )
    return (
        heading(1, words["foreword"], "'foreword'", plain=True)
        + when("foreword.text", own, otherwise=plain)
        + signature
    )


def contents(words: Words, chapters: list[Chapter]) -> str:
    """The contents: a line for each chapter and section that is there, with its page."""

    def line(style: str, number: str, title: str, bookmark: str) -> str:
        link = call(f"link({title}, '#' ~ {bookmark})", "ContentsLink")
        page = call(f"page_of({bookmark})")
        if number:
            return paragraph(run(number), TAB, link, TAB, page, style=style)
        return paragraph(link, TAB, page, style=style, properties='<w:ind w:left="0" w:firstLine="0"/>')

    def front(key: str) -> str:
        return line("TOC1", "", f"'{words[key]}'", f"'{key}'")

    lines = [when("is_draft", front("incomplete")), front("foreword"), front("identity")]
    for chapter in chapters:
        bookmark = f"'{chapter.key}'"
        title = f"'{words[chapter.key]}'"
        if chapter.is_numbered:
            one = tag("set chapter = count('chapter')") + line("TOC1", "{{ chapter }}", title, bookmark)
        else:
            one = line("TOC1", "", title, bookmark)
        if chapter.sections:
            loop, name, mark = chapter.sections
            one += each(loop, line("TOC2", "{{ chapter }}.{{ loop.index }}", name, mark))
        lines.append(when(chapter.condition, one) if chapter.condition else one)
    return paragraph(words["contents"], style="TOCHeading") + "".join(lines)


def identity(words: Words) -> str:
    """Who the city is, who gathered the dossier, who assesses it, which agencies take part."""
    coordinator = (
        inline("coordinator.agency", "{{ coordinator.agency.name }}")
        + inline("coordinator.agency and (coordinator.name or coordinator.position)", BREAK)
        + inline("coordinator.name", "{{ coordinator.name }}")
        + inline("coordinator.name and coordinator.position", ", ")
        + inline("coordinator.position", "{{ coordinator.position }}")
        + inline("coordinator.email", BREAK, call("link(coordinator.email, 'mailto:' ~ coordinator.email)"))
    )
    interview = (
        inline("evaluation.date", "{{ evaluation.date|date }}")
        + inline("evaluation.date and evaluation.mode_name", ", ")
        + inline("evaluation.mode_name", "{{ evaluation.mode_name }}")
    )
    plain = facts(
        words["identity"],
        PAGE,
        [
            ("", words["city"], "{{ city.name }}"),
            ("city.province", words["province"], "{{ city.province }}"),
            ("city.cohort_name", words["cohort"], capital("city.cohort_name")),
            ("", words["stage"], capital("stage_name") + " {{ year }}"),
            ("", words["instrument"], "{{ instrument.title }}"),
            ("coordinator", words["coordinator"], coordinator),
            ("deadline", words["deadline"], "{{ deadline|date }}"),
            ("evaluation and (evaluation.date or evaluation.mode_name)", words["interview"], interview),
            ("evaluation and evaluation.place", words["place"], "{{ evaluation.place }}"),
            (
                "evaluation and evaluation.assessor_count",
                words["assessor-count"],
                "{{ evaluation.assessor_count }}",
            ),
        ],
    )
    name = 4200
    panel = Table((name, WIDTH - name), words["assessors"])
    assessors = caption(words, words["assessors"]) + panel.of(
        panel.head(words["assessor"], words["fields"]),
        panel.rows(
            "assessor in evaluation.assessors",
            panel.row(
                f"{{{{ assessor.name or '{words['assessor']} ' ~ loop.index }}}}"
                f"{{{{ ' ({words['chair']})' if assessor.is_chair else '' }}}}",
                "{{ assessor.fields|join(', ') or '–' }}",
            ),
        ),
    )
    people = Table((name, WIDTH - name), words["attendees"])
    attendees = caption(words, words["attendees"]) + people.of(
        people.head(words["name-and-position"], words["agency"]),
        people.rows(
            "person in evaluation.attendees",
            people.row(
                [
                    inline("person.name", "{{ person.name }}"),
                    inline("person.name and person.position", ", "),
                    inline("person.position", "{{ person.position }}"),
                ],
                agency("person.agency"),
            ),
        ),
    )
    offices = Table((510, name, WIDTH - 510 - name), words["agency-table"])
    reach = (
        inline("agency.head", "{{ agency.head }}")
        + inline(
            "agency.contact and (agency.contact.name or agency.contact.position or agency.contact.email)",
            inline("agency.head", BREAK),
            faint(f"{words['contact']}: "),
            inline("agency.contact.name", "{{ agency.contact.name }}"),
            inline("agency.contact.name and agency.contact.position", ", "),
            inline("agency.contact.position", "{{ agency.contact.position }}"),
            inline("agency.contact.email and (agency.contact.name or agency.contact.position)", ", "),
            inline(
                "agency.contact.email", call("link(agency.contact.email, 'mailto:' ~ agency.contact.email)")
            ),
        )
        + inline("not agency.head and not agency.contact", "–")
    )
    agencies = caption(words, words["agency-table"]) + offices.of(
        offices.head(words["no"], words["agency"], words["head-and-contact"]),
        offices.rows(
            "agency in agencies",
            offices.row(
                "{{ loop.index }}",
                [
                    "{{ agency.name }}",
                    inline("agency.short_name != agency.name", faint(" ({{ agency.short_name }})")),
                ],
                reach,
            ),
        ),
    )
    return (
        heading(1, words["identity"], "'identity'", plain=True)
        + plain
        + when("evaluation and evaluation.assessors", assessors)
        + when("evaluation and evaluation.attendees", attendees)
        + when("agencies", agencies)
    )
