"""One sheet for one quick win, to hand to an assessor in the interview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import package
from markup import SHEET, each, paragraph, run, when
from ringkasan import banner
from sheet import gap, sheet

if TYPE_CHECKING:
    from words import Words


def body(words: Words) -> str:
    """A sheet for each quick win of the part that is rendered."""

    def title(_long: str, short: str) -> str:
        return paragraph(short, style="SheetHeading")

    one = (
        when("not loop.first", paragraph(style="Hairline", properties="<w:pageBreakBefore/>"))
        + banner(words, "{{ program.name }}", words["quick-win-line"])
        + when("is_draft", paragraph(words["draft-line"], style="DraftNote"), otherwise=gap())
        + sheet(words, SHEET, lambda _: "", title)
    )
    return (
        each("program in quick_wins", one)
        + when("not quick_wins", paragraph(run(words["none-sheet"])))
        + SHEET.section(package.references(header_default="header1", footer_default="footer1"))
    )


def build(language: str, words: Words) -> bytes:
    """The template of the sheet."""
    letterhead = package.Letterhead(
        government=words["government"],
        title=words["quick-win-sheet"],
        foot="{{ city.name }} – " + words["as-of"],
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
        package.footer("footer1", letterhead, SHEET.text_width),
    ]
    title = (
        words["quick-win-sheet"]
        + "{{ ' ' ~ quick_wins[0].name if quick_wins|length == 1 else '' }}: {{ city.name }}"
    )
    return package.package(
        parts,
        language,
        title,
        "{{ coordinator.agency.name if coordinator and coordinator.agency else city.name }}",
    )
