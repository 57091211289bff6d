"""The sheet of a quick win (or another program): the same in the report and as a document of its own.

The template's variable is `program`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markup import (
    AMBER,
    BREAK,
    DEEP_RED,
    GREEN,
    RED,
    Page,
    Table,
    background,
    call,
    cell,
    each,
    faint,
    inline,
    listed,
    paragraph,
    row,
    run,
    when,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from words import Words

MILLIMETRE = 56.7


def text(value: str, style: str = "") -> str:
    """The paragraphs of a longer text."""
    return each(f"line in {value}|paragraphs", paragraph("{{ line }}", style=style))


def caption(words: Words, title: str, kind: str = "table", style: str = "Caption") -> str:
    """The line above a table, or below a picture, with its number."""
    label = words[kind]
    return paragraph(run(f"{label} "), call(f"caption_number('{label}')"), f".  {title}", style=style)


def gap() -> str:
    """A little room below a table."""
    return paragraph(style="Gap")


def document_link(name: str, words: Words) -> str:
    """A link to a document's file or address; its name where it is not for everybody; a dash where there is none."""
    return inline(
        f"{name}.link",
        call(f"link({name}.file_name or '{words['open-link']}', {name}.link)"),
        otherwise=inline(
            f"{name}.file_name",
            f"{{{{ {name}.file_name }}}}",
            otherwise="–",
        ),
    ) + inline(f"not {name}.is_open", BREAK, faint(f"{{{{ {name}.classification_name }}}}"))


def document_titles(documents: str) -> str:
    """Documents in a cell, each on its line, as links where there is something to open."""
    return listed(
        f"document in {documents}",
        inline("document.link", call("link(document.title, document.link)"), otherwise="{{ document.title }}")
        + inline("document.flaw", " ({{ document.flaw }})"),
    )


def number_and_date(name: str) -> str:
    """Number and date of a document, each on its line."""
    return (
        inline(f"{name}.number", f"{{{{ {name}.number }}}}")
        + inline(f"{name}.number and {name}.date", BREAK)
        + inline(f"{name}.date", f"{{{{ {name}.date|date }}}}")
        + inline(f"not {name}.number and not {name}.date", "–")
    )


def shortened(value: str, longest: int) -> str:
    """A value that is cut where it is longer than a summary has room for."""
    return f"{{{{ {value}[:{longest}] ~ '…' if {value}|length > {longest + 1} else {value} }}}}"


def few(items: str, words: Words, field: str = "") -> str:
    """The first of some names, and how many more there are."""
    before, after = words["and-more"].split("{n}")
    name = f"{items}[0]{field}"
    return inline(items, shortened(name, 32), otherwise="–") + inline(
        f"{items}|length > 1", f" {before}{{{{ {items}|length - 1 }}}}{after}"
    )


def capital(value: str) -> str:
    """A value with a capital at its beginning, and the rest as it is."""
    return f"{{{{ {value}[:1]|upper }}}}{{{{ {value}[1:] }}}}"


def agency(name: str, field: str = "name") -> str:
    """The name of an agency, or a dash."""
    return inline(name, f"{{{{ {name}.{field} }}}}", otherwise="–")


def facts(title: str, page: Page, rows: list[tuple[str, str, str]]) -> str:
    """A table of facts: rows of a condition (empty: always), a name and what is known."""
    first = 2700
    table = Table((first, page.text_width - first), title, style="FactTable")
    parts = []
    for condition, name, content in rows:
        line = table.row(name, content, styles=("TableFact", "TableText"))
        parts.append(table.when(condition, line) if condition else line)
    return table.of(*parts)


def share_text(words: Words, of: str) -> str:
    """How many requirements are met, as tags and words without markup."""
    return (
        f"{{{{ {of}.mandatory.met }}}} {words['of']} {{{{ {of}.mandatory.total }}}} {words['mandatory-met']}"
        f"{{% if {of}.recommended.total %}}; {{{{ {of}.recommended.met }}}} {words['of']}"
        f" {{{{ {of}.recommended.total }}}} {words['recommended-met']}{{% endif %}}"
        f"{{% if {of}.waived %}}; {{{{ {of}.waived }}}} {words['waived']}{{% endif %}}"
    )


def shares(words: Words, of: str) -> str:
    """How many requirements are met, in a cell that shows it by its colour."""
    colour = f"'{GREEN}' if {of}.mandatory.met == {of}.mandatory.total else '{RED}'"
    return background(colour) + run(share_text(words, of))


def program_facts(words: Words, page: Page) -> str:
    """Who is in charge, since when, with whom, with what money."""
    contact = inline(
        "program.contact",
        inline("program.contact.name", "{{ program.contact.name }}"),
        inline("program.contact.name and program.contact.position", ", "),
        inline("program.contact.position", "{{ program.contact.position }}"),
        inline("program.contact.email and (program.contact.name or program.contact.position)", BREAK),
        inline(
            "program.contact.email",
            call("link(program.contact.email, 'mailto:' ~ program.contact.email)"),
        ),
    )
    partners = listed(
        "partner in program.partners",
        "{{ partner.name }}",
        inline("partner.role", faint(" – {{ partner.role }}")),
    )
    budget = listed(
        "line in program.budget",
        "{{ line.year }}: {{ line.amount|rupiah }}",
        inline("line.source", " ({{ line.source }})"),
    )
    state = (
        inline("program.status_name", capital("program.status_name"))
        + inline("program.status_name and program.since", ", ")
        + inline("program.since", f"{words['from']} {{{{ program.since|date }}}}")
        + inline("program.stopped_because", BREAK, "{{ program.stopped_because }}")
    )
    goes_on = inline(
        "program.goes_on_from",
        f"{words['goes-on']} {{{{ program.goes_on_from }}}}",
        otherwise=words["is-new"],
    )
    users = run("{{ program.users.count|number }}") + inline(
        "program.users.period", " ({{ program.users.period }})"
    )
    rows = [
        ("", words["agency"], agency("program.agency")),
        (
            "program.contact and (program.contact.name or program.contact.position or program.contact.email)",
            words["contact"],
            contact,
        ),
        (
            "",
            words["dimension"],
            "{{ program.dimension_name }}{% if program.sub_dimension_name %}, {{ program.sub_dimension_name }}{% endif %}",
        ),
        ("program.partners", words["partners"], partners),
        ("program.status_name or program.since", words["status"], state),
        ("program.goes_on_from or program.is_new", words["continuity"], goes_on),
        ("program.masterplan", words["masterplan-place"], "{{ program.masterplan }}"),
        ("program.strategic_issue", words["strategic-issue"], "{{ program.strategic_issue }}"),
        ("program.budget", words["budget"], budget),
        ("program.channels", words["channels"], "{{ program.channels|join(', ') }}"),
        ("program.users and program.users.count is not none", words["users"], users),
        ("program.readiness.mandatory.total", words["completeness"], shares(words, "program.readiness")),
    ]
    return facts(words["sheet-facts"], page, rows)


def sheet(words: Words, page: Page, heading: Callable[[str], str], title: Callable[[str, str], str]) -> str:
    """The whole sheet below its name.

    `heading` makes the heading of a part, `title` the line above a table from a long and a short form.
    """
    return (
        when("program.description", text("program.description"))
        + program_facts(words, page)
        + when("program.pictures", gap(), pictures(words, page))
        + when(
            f"{TOLD}|list or program.results or program.risks",
            heading(words["traits-and-results"]),
            when(f"{TOLD}|list", traits(words, page, title)),
            when("program.results", results(words, page, title)),
            when("program.risks", risks(words, page, title)),
        )
        + when("program.documents", heading(words["documents"]), documents(words, page, title))
        + when("program.gaps", heading(words["missing"]), gaps(words, page, title))
    )


TOLD = "program.traits|selectattr('text')"


def traits(words: Words, page: Page, title: Callable[[str, str], str]) -> str:
    """What the city says of each trait that assessors score."""
    table = Table((2300, page.text_width - 2300), words["traits"])
    return title(words["traits-of"], words["traits"]) + table.of(
        table.head(words["trait"], words["explanation"]),
        table.rows(
            f"trait in {TOLD}",
            table.row("{{ trait.name }}", "{{ trait.text }}", styles=("TableFact", "TableText")),
        ),
    )


def results(words: Words, page: Page, title: Callable[[str, str], str]) -> str:
    """What the program reached."""
    table = Table((page.text_width - 5000, 2500, 2500), words["results"])
    return title(words["results-of"], words["results"]) + table.of(
        table.head(words["indicator"], words["value"], words["period"]),
        table.rows(
            "result in program.results",
            table.row(
                "{{ result.indicator }}",
                ["{{ result.value }}", inline("result.unit", " {{ result.unit }}")],
                "{{ result.period or '–' }}",
            ),
        ),
    )


def risks(words: Words, page: Page, title: Callable[[str, str], str]) -> str:
    """What may go wrong, and what is done about it."""
    half = page.text_width // 2
    table = Table((half, page.text_width - half), words["risks"])
    return title(words["risks-of"], words["risks"]) + table.of(
        table.head(words["risk"], words["mitigation"]),
        table.rows("risk in program.risks", table.row("{{ risk.risk }}", "{{ risk.mitigation or '–' }}")),
    )


def documents(words: Words, page: Page, title: Callable[[str, str], str]) -> str:
    """The documents that support the program."""
    rest = page.text_width - 480 - 1950 - 2050 - 1150
    table = Table((480, rest, 1950, 2050, 1150), words["documents"])
    state = (
        background(f"'{RED}' if document.flaw else ('{GREEN}' if document.is_final else '{AMBER}')")
        + inline("document.flaw", words["flawed"])
        + inline("not document.flaw and document.is_final", words["present"])
        + inline("not document.flaw and not document.is_final", words["draft"])
    )
    return title(words["documents-of"], words["documents"]) + table.of(
        table.head(words["no"], words["document"], words["number-and-date"], words["file"], words["state"]),
        table.rows(
            "document in program.documents",
            table.row(
                "{{ loop.index }}",
                named("document"),
                number_and_date("document"),
                document_link("document", words),
                state,
            ),
        ),
    )


def named(name: str) -> list[str]:
    """A document's title and type, and what is wrong with it."""
    return [
        f"{{{{ {name}.title }}}}",
        faint(f" – {{{{ {name}.type_name }}}}"),
        inline(f"{name}.flaw", BREAK, run(f"{{{{ {name}.flaw }}}}", colour=DEEP_RED)),
    ]


def pictures(words: Words, page: Page) -> str:
    """Photographs and screenshots, two in a row, each with its words below."""
    half = page.text_width // 2
    table = Table((half, half), style="Layout")
    width = round(half / MILLIMETRE) - 4

    def shown(name: str) -> list[str]:
        return [
            paragraph(call(f"picture({name}.picture, {width}, {name}.title, 52)"), style="Picture"),
            caption(words, f"{{{{ {name}.title }}}}", "figure", "PictureCaption"),
        ]

    pair = row(cell(shown("document"), half), cell(shown("loop.nextitem"), half))
    single = row(cell(shown("document"), half * 2, span=2))
    return table.of(
        table.rows(
            "document in program.pictures",
            table.when("loop.index is odd and not loop.last", pair),
            table.when("loop.index is odd and loop.last", single),
        )
    )


def gaps(words: Words, page: Page, title: Callable[[str, str], str]) -> str:
    """What the program still lacks."""
    width = page.text_width
    table = Table((720, 2800, width - 720 - 2800 - 1350, 1350), words["missing"])
    return (
        title(words["missing-of"], words["missing"])
        + table.of(
            table.head(words["code"], words["requirement"], words["lacking"], words["level"]),
            table.rows(
                "gap in program.gaps",
                table.row(
                    "{{ gap.requirement }}",
                    "{{ gap.title }}{{ '*' if gap.is_deduced else '' }}",
                    "{{ gap.lacks }}",
                    background(f"'{RED}' if gap.is_mandatory else '{AMBER}'")
                    + run(
                        f"{{{{ '{words['mandatory']}' if gap.is_mandatory else '{words['recommended']}' }}}}"
                    ),
                ),
            ),
        )
        + when(
            "program.gaps|selectattr('is_deduced')|list",
            paragraph(words["deduced-note"], style="Note"),
        )
    )
