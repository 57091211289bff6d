"""The report: the self-assessment, its answers in the order of the ministry's aspects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import package
import score
from annex import index, matrix
from chapters import (
    action_plan,
    answers,
    budget,
    dimensions,
    follow_ups,
    institutions,
    legal,
    quick_wins,
    survey,
)
from front import contents, cover, foreword, identity, missing
from headings import Chapter, heading
from markup import (
    LANDSCAPE,
    PORTRAIT,
    when,
)

if TYPE_CHECKING:
    from words import Words

PAGE = PORTRAIT
WIDTH = PAGE.text_width
INSTITUTION = "scope.has_institution"


def chapters(words: Words) -> list[Chapter]:
    """The chapters in order."""
    return [
        Chapter("legal", legal(words), INSTITUTION),
        Chapter("institutions", institutions(words), INSTITUTION),
        Chapter("budget-chapter", budget(words), INSTITUTION),
        Chapter(
            "dimensions-chapter",
            dimensions(words),
            "dimensions",
            ("dimension in dimensions", "dimension.name", "'dimension-' ~ dimension.id"),
        ),
        Chapter(
            "quick-wins-chapter",
            quick_wins(words),
            "dimensions",
            ("program in quick_wins", "program.name", "'program-' ~ program.id"),
        ),
        Chapter("action-plan", action_plan(words), INSTITUTION),
        Chapter("survey", survey(words), "dimensions"),
        Chapter("follow-ups", follow_ups(words)),
        Chapter("score-chapter", score.chapter(words), "score"),
        Chapter(
            "answers",
            answers(words),
            "aspects",
            ("aspect in aspects", "aspect.name", "'aspect-' ~ aspect.id"),
        ),
        Chapter("index", index(words)),
        Chapter("matrix", matrix(words), "matrix.rows or scope.is_whole", is_numbered=False),
    ]


def body(words: Words) -> str:
    """The body of the report."""
    parts = [cover(words), missing(words), foreword(words), contents(words, chapters(words)), identity(words)]
    for chapter in chapters(words):
        if chapter.key == "index":
            portrait = PAGE.section(
                package.references(
                    header_first="header1",
                    header_default="header2",
                    footer_first="footer1",
                    footer_default="footer2",
                ),
                has_title_page=True,
            )
            parts.append(f'<w:p><w:pPr><w:pStyle w:val="Hairline"/>{portrait}</w:pPr></w:p>')
        whole = (
            heading(
                1,
                words[chapter.key],
                f"'{chapter.key}'",
                plain=not chapter.is_numbered,
                is_first=chapter.key in {"legal", "dimensions-chapter", "quick-wins-chapter"},
            )
            + chapter.body
        )
        parts.append(when(chapter.condition, whole) if chapter.condition else whole)
    landscape = LANDSCAPE.section(package.references(header_default="header3", footer_default="footer3"))
    return "".join(parts) + landscape


def build(language: str, words: Words) -> bytes:
    """The template of the report."""
    letterhead = package.Letterhead(
        government=words["government"],
        title=f"{words['report-short']} {{{{ year }}}}",
        foot="{{ city.name }} – " + words["as-of"] + "{{ ' – ' ~ scope.name if not scope.is_whole else '' }}",
        draft_mark=words["draft-mark"],
        draft_line=words["draft-line"],
        page_of=(words["page"], words["of"]),
        arms=words["arms"],
    )
    parts = [
        package.document(body(words)),
        package.styles(language, PAGE, has_numbers=True),
        package.numbering(),
        package.settings(language),
        package.footnotes(),
        package.bare_header("header1", letterhead, centre=560),
        package.header("header2", letterhead, PAGE.text_width),
        package.header("header3", letterhead, LANDSCAPE.text_width),
        package.empty_footer("footer1"),
        package.footer("footer2", letterhead, PAGE.text_width),
        package.footer("footer3", letterhead, LANDSCAPE.text_width),
    ]
    return package.package(
        parts,
        language,
        f"{words['report']} {{{{ year }}}}: {{{{ city.name }}}}",
        "{{ coordinator.agency.name if coordinator and coordinator.agency else city.name }}",
    )
