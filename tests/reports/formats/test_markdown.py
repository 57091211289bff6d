"""The report in Markdown, as GitHub's own parser reads it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import cmarkgfm
from cmarkgfm.cmark import Options

from kotacerdas.reports.formats import markdown
from tests.reports.formats.conftest import any_text, assessed_with, page_of, rendered

if TYPE_CHECKING:
    import pytest

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page

TAGS = {
    *("h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "br"),
    *("details", "summary"),
}


def html_of(page: Page) -> str:
    """A report as GitHub shows it: no tags but ours, each of them closed, and short enough for a comment."""
    text = rendered("markdown", page)
    assert len(text) <= 65_536
    shown: str = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    shown = shown.replace("<!-- -->", "")
    assert "<!--" not in shown
    assert {tag.strip("/") for tag in re.findall(r"<(/?\w+)", shown)} <= TAGS
    for tag in ("details", "table", "li"):
        assert shown.count(f"<{tag}>") == shown.count(f"</{tag}>")
    return shown


def text_of(shown: str) -> str:
    return html.unescape(re.sub(r"<br ?/?>", "\n", re.sub(r"</?(?!br)\w+[^>]*>", "", shown)))


def test_every_dossier_is_told_with_its_bars_and_quick_wins(page: Page) -> None:
    for assessment in page.assessments:
        shown = html_of(page._replace(assessments=(assessment,)))
        assert shown.count("<h2>") == 1
        if assessment.instrument:
            assert shown.count("░") + shown.count("█") >= 10
            quick_wins = {c.subject.id for c in assessment.matrix.cells if c.subject.kind == "quick-win"}
            rows = re.findall(r"<tr>(?:\n<td[^>]*>[^<]*</td>)(?:\n<td[^>]*>[●✗○~·?]</td>)+\n</tr>", shown)
            assert len(rows) == len(quick_wins)
        assert shown.count("<li>") >= len(assessment.findings) or "--format text --all" in text_of(shown)


def test_what_could_not_be_read_stands_before_everything_else(page: Page) -> None:
    [partly] = [each for each in page.assessments if each.dossier and each.dossier.unread_files]
    text = text_of(html_of(page._replace(assessments=(partly,))))
    assert 0 < text.index("rusak.yaml") < text.index("Smart Living")


def test_many_dossiers_share_the_room(page: Page) -> None:
    shown = html_of(page)
    assert shown.count("<h2>") == len(page.assessments)
    many = page._replace(assessments=page.assessments * 10)
    assert 0 < html_of(many).count("<h2>") < len(many.assessments)


def test_a_dossier_without_findings_leaves_its_room_to_others(tanjungpinang: Assessment) -> None:
    silent = tanjungpinang._replace(findings=())
    assert len(rendered("markdown", page_of((silent, tanjungpinang, silent)))) > 63_000


def test_what_has_no_room_is_counted(tanjungpinang: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "MOST", 12_000)
    page = page_of((tanjungpinang,))
    text = rendered("markdown", page)
    assert len(text) <= 12_000
    *_, rest = re.findall(r"and (\d+) more:", text)
    shown = len(re.findall(r"^- .*\*\*KC", text, re.MULTILINE))
    left_out = sum(map(int, re.findall(r"and (\d+) more:", text)))
    assert (shown + left_out, int(rest) > 0) == (len(tanjungpinang.findings), True)


@any_text
def test_any_text_comes_out_as_it_is(text: str) -> None:
    shown = text_of(html_of(page_of((assessed_with(text),))))
    assert shown.startswith("Kota Uji 2023")


def test_nobody_is_called_by_a_name_in_a_text() -> None:
    shown = rendered("markdown", page_of((assessed_with("tim @orang, tahap #1"),)))
    assert "tim @<!-- -->orang, tahap #<!-- -->1" in shown
    assert "@orang" not in shown
