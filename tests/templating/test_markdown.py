"""Dossiers in Markdown: that any text comes through, and what the shipped templates make.

What the templates make of the two dossiers stands in `golden`; after a change that is meant, write it anew with
`pytest --renew` and read the difference.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kotacerdas.assessment.assessment import assess
from kotacerdas.deliverables.view.context import context
from kotacerdas.deliverables.view.records import Context
from kotacerdas.languages.messages import Messages
from kotacerdas.templating.jinja.failures import TemplateFailed
from kotacerdas.templating.jinja.values import Words
from kotacerdas.templating.markdown import Template, escape
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kotacerdas.assessment.assessment import Assessment
    from tests.conftest import Golden

GOLDEN = ROOT / "tests" / "golden"
LANGUAGES = ("id", "en")
TEMPLATES = ("laporan", "ringkasan", "quick-win")
DOSSIERS = {"contoh": date(2023, 11, 1), "tanjungpinang-2023": date(2023, 11, 14)}
DRAFTS = frozenset({"tanjungpinang-2023"})
ALL = [(name, dossier, language) for name in TEMPLATES for dossier in DOSSIERS for language in LANGUAGES]
KEPT = [
    (name, dossier, language)
    for name, dossier, language in ALL
    if name != "laporan" or (dossier, language) in {("tanjungpinang-2023", "id"), ("contoh", "en")}
]
PARTS: dict[str, dict[str, str]] = {
    "a dimension": {"dimension": "smart-living"},
    "an assessor of the institution": {"assessor": "kelembagaan"},
    "an assessor of dimensions": {"assessor": "smart-society"},
    "a program": {"program": "e-puskesmas"},
}

PARSER = MarkdownIt("gfm-like")


@cache
def assessment(dossier: str) -> Assessment:
    return assess(ROOT / "dossiers" / dossier, DOSSIERS[dossier])


def words(language: str) -> Words:
    messages = Messages(language)
    return Words(messages.date, messages.rupiah, messages.grouped)


def values(dossier: str, language: str, **part: str) -> Context:
    return context(
        assessment(dossier),
        Messages(language),
        DOSSIERS[dossier],
        is_draft=dossier in DRAFTS,
        link_to=lambda path: f"../../dossiers/{dossier}/{path}",
        **part,
    )


def template(name: str, language: str) -> Template:
    return Template((ROOT / "templates" / f"{name}.{language}.md.j2").read_text(encoding="utf-8"))


def rendered(name: str, language: str, of: Context, folder: str = "") -> str:
    return template(name, language).render(of._asdict(), lambda path: f"{folder}{path}", words(language))


@cache
def shipped(name: str, dossier: str, language: str) -> str:
    return rendered(name, language, values(dossier, language), f"../../dossiers/{dossier}/")


def made(source: str, **names: Any) -> str:
    return Template(source).render(names, lambda path: f"dosir/{path}", words("id"))


# --- what a reader sees --------------------------------------------------------------------------


class Page(HTMLParser):
    """The text and the elements of a page; a picture's text is the words that stand for it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.elements: list[str] = []
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.feed(source)
        self.close()
        self.text = "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self.links += [found["href"] or ""] if "href" in found else []
            self.anchors += [found["id"] or ""] if "id" in found else []
        else:
            self.links += [found["src"] or ""] if "src" in found else []
            self.elements.append(tag)
            self.parts.append(found.get("alt") or "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def by_markdown_it(source: str) -> Page:
    return Page(PARSER.render(source))


def by_github(source: str) -> Page:
    """As GitHub's own parser reads it. It makes links of e-mail addresses whatever is escaped."""
    return Page(
        cmarkgfm.github_flavored_markdown_to_html(
            source, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
        )
    )


READERS: tuple[Callable[[str], Page], ...] = (by_markdown_it, by_github)


def seen(text: str) -> str:
    """What a reader can see of a text: line breaks as one kind, none at its ends, and no control characters."""
    text = re.sub("\r\n|[\n\r\v\f\x85\u2028\u2029]", "\n", text)
    return re.sub("[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", text).strip("\n")


# --- any text ------------------------------------------------------------------------------------

PLACES = {
    "paragraph": "Awal\n\n{{ a }}\n\n{{ b }}\n",
    "lines of a paragraph": "x\n{{ a }}\n{{ b }}\n\n> {{ c }}\n",
    "list": "- A: {{ a }}\n- {{ b }}\n\n1. {{ c }}\n",
    "heading": "## {{ a }}\n\n# 1 {{ b }} {{ c }}\n",
    "table": "| A | B |\n|---|---|\n| {{ a }} | x {{ b }} |\n|{{ c }}|{{ d }}|\n",
    "between words": "kata {{ a }}{{ b }}, ({{ c }}) {{ d }}. lagi **B** {{ a }}\n*x* {{ b }}\n",
    "bold and link": "**{{ a }}** x *{{ b }}* y [{{ c }}](http://x.id) {{ d }}\n",
    "a function": "{{ link(a, 'http://x.id/a') }} {{ b }} {{ c }} {{ picture('a.png', 80, d) }}\n",
}
SIGNS = "\\`*_{}[]()<>#+-.!|~&:@=/$%^'\"; \t\n\r0129aw\u00a0\u3000\u2028\0\ud800éE"
PIECES = st.sampled_from(
    [
        "www.example.com",
        "http://a.id/x?b=1&copy;",
        "https://",
        "ftp://x.y",
        "a@b.id",
        "mailto:a@b.id",
        "xmpp:a@b.c",
        "//localhost",
        "example.com",
        "go.id",
        "&amp;",
        "&#35;",
        "<b>",
        "<!--",
        "-->",
        "<script>",
        "</td>",
        "<http://a.id>",
        "[^1]",
        "[x]",
        "[x]:y",
        "](z)",
        "![a](b)",
        "```",
        "~~~",
        "~~a~~",
        "**a**",
        "__a__",
        "-",
        "1.",
        "12)",
        "#",
        ">",
        "---",
        "===",
        ":-:",
        "{{x}}",
        "{%if%}",
        "$a$",
        ":smile:",
        "|",
        "\\|",
        "|-|",
        "||",
        "a",
    ]
) | st.sampled_from(["- ", "1. ", "# ", " #", "> ", "- - -", "| - |", "\r\n", "  ", "    "])
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(SIGNS, max_size=12),
    st.lists(PIECES | st.text(SIGNS, max_size=3), max_size=5).map("".join),
).map(lambda text: text if seen(text) else "k")


@settings(max_examples=400)
@given(st.sampled_from(sorted(PLACES)), st.lists(TEXTS, min_size=4, max_size=4))
@example("table", ["\\", "\\|", "a\\", "|"])
@example("list", ["- x", "    kode", "1.", "+"])
@example("heading", ["judul #", "#", " ##"])
@example("between words", ["!", "[a](b)", "http:", "//a.id"])
@example("lines of a paragraph", ["===", "---", "| - |"])
@example("bold and link", ["*", "\u00a0a\u00a0", "[", "]("])
def test_any_text_comes_out_as_it_is(place: str, texts: list[str]) -> None:
    marked = {name: f"V{name.upper()}V" for name in "abcd"}
    given_ = dict(zip("abcd", texts, strict=False)) | {"d": texts[-1]}
    source, plain = made(PLACES[place], **given_), made(PLACES[place], **marked)
    for reader in READERS:
        found, expected = reader(source), reader(plain)
        assert found.elements == expected.elements, source
        said = expected.text
        for name, mark in marked.items():
            in_alt = name == "d" and place == "a function"
            said = said.replace(mark, seen(given_[name]).replace("\n", " ") if in_alt else seen(given_[name]))
        assert found.text == said, source
        if reader is by_markdown_it:
            assert found.links == expected.links, source


@pytest.mark.parametrize(
    "text",
    [
        "Menerima 3.184 aduan (91%), naik 4,6 poin; lihat Perwako No. 84/2020 tentang “Rencana Induk”.",
        "e-Puskesmas: antrean, rujukan, dan rekam medis – dibuka 24 jam!  Setuju? Ya",
        "Rp1.250.000.000 & hibah = 3 + 4 > 5",
    ],
)
def test_prose_stays_readable(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("1. satu", "1\\. satu"),
        ("-0,63", "\\-0,63"),
        ("dinas_pendidikan", "dinas\\_pendidikan"),
        ("https://tanjungpinangkota.go.id", "https:/\\/tanjungpinangkota\\.go\\.id"),
        ("satu\r\ndua", "satu<br>dua"),
        ("\n satu ", "&#32;satu&#32;"),
        ("a\0b\ud800", "a\ufffdb\ufffd"),
        ("", ""),
    ],
)
def test_what_could_mean_something_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


# The names by which templates decide, and the links; what a template changes itself.
DECISIVE = frozenset(
    {"id", "type", "status", "status_name", "dimension", "states", "language", "link", "picture", "arms"}
    | {"evaluation_title"}
)
LINES = TEXTS.filter(lambda text: len(text.splitlines()) == 1 and text == text.strip())


def replaced(value: Any, change: Callable[[str], str], name: str = "") -> Any:
    """A record with every text in it changed."""
    if isinstance(value, str):
        return change(value) if value and name not in DECISIVE else value
    if hasattr(value, "_fields"):
        return type(value)(*(replaced(getattr(value, n), change, n) for n in value._fields))
    if isinstance(value, tuple):
        return tuple(replaced(item, change, name) for item in value)
    return value


@settings(max_examples=8)
@given(
    st.sampled_from(
        [("ringkasan", "tanjungpinang-2023"), ("quick-win", "contoh"), ("laporan", "tanjungpinang-2023")]
    ),
    st.lists(LINES, min_size=3, max_size=3),
)
@example(("laporan", "contoh"), ["| <b> [x](y) *z*", "1. http://a.id", "\\"])
def test_any_text_in_any_field_changes_nothing_but_the_text(shown: tuple[str, str], texts: list[str]) -> None:
    name, dossier = shown
    known: dict[str, int] = {}

    def mark(text: str) -> str:
        return f"W{known.setdefault(text, len(known))}W"

    def hostile(text: str) -> str:
        number = known[text]
        return f"{texts[number % 3]} {number} {texts[(number + 1) % 3]}"

    of = values(dossier, "id")
    plain = rendered(name, "id", replaced(of, mark))
    source = rendered(name, "id", replaced(of, hostile))
    said = {f"W{number}W": seen(hostile(text)) for text, number in known.items()}
    for reader in READERS:
        expected = re.sub(r"W\d+W", lambda match: said[match[0]], reader(plain).text)
        assert reader(source).text == expected
        assert reader(source).elements == reader(plain).elements


# --- what templates can call ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "to"),
    [
        ("https://a.id/b?c=1&d=2", "https://a.id/b?c=1&d=2"),
        ("mailto:a@b.id", "mailto:a@b.id"),
        ("bukti/satu dua (3) [4].pdf", "bukti/satu%20dua%20%283%29%20%5B4%5D.pdf"),
        ("../bukti/é.pdf", "../bukti/%C3%A9.pdf"),
        ("a\nb|c<d>\"e'", "a%0Ab%7Cc%3Cd%3E%22e'"),
        ("https://a.id/&copy;", "https://a.id/&copy;"),
        ("https://a.id/100%", "https://a.id/100%25"),
    ],
)
def test_a_link_leads_where_it_says(href: str, to: str) -> None:
    for reader in READERS:
        found = reader(made("x {{ link('teks', href) }} y", href=href))
        assert (found.text.strip(), found.links) == ("x teks y", [to])
        in_cell = reader(made("| A |\n|---|\n|{{ link('teks', href) }}|\n", href=href))
        assert in_cell.links == [to]


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "//a.id/b", "\\\\a\\b", "C:\\a.pdf", "file:///etc", "", " "],
)
def test_what_is_no_link_stays_text(href: str) -> None:
    assert made("x {{ link('a*b', href) }} y", href=href) == "x a\\*b y\n"


def test_bookmarks_are_found_by_any_name() -> None:
    names = ["Satu & dua", "satu-dua", "SATU DUA", "***", "é"]
    source = made(
        "{% for n in names %}{{ link(n, '#' ~ n) }} {% endfor %}\n\n"
        "{% for n in names %}{{ bookmark(n) }}\n\n{% endfor %}",
        names=tuple(names),
    )
    for reader in READERS:
        found = reader(source)
        assert found.links == [f"#{anchor}" for anchor in found.anchors]
        assert len(set(found.anchors)) == len(names)


def test_footnotes_of_a_loop_stand_at_the_end() -> None:
    source = made("{% for n in notes %}kata{{ footnote(n) }} {% endfor %}", notes=("satu", "*dua*"))
    assert source == "kata[^1] kata[^2] \n\n[^1]: satu\n\n[^2]: \\*dua\\*\n"
    assert [line.strip() for line in by_github(source).text.split("\n") if line.strip()] == [
        "kata1 kata2",
        "satu ↩",
        "*dua* ↩",
    ]


def test_counters_are_apart() -> None:
    source = (
        "{{ count('a') }}{{ count('a') }}{{ count('b') }}{{ caption_number('a') }}{{ caption_number('a') }}"
    )
    assert made(source) == "12112\n"


def test_a_picture_is_linked_in_the_dossier() -> None:
    source = made("{{ picture('bukti/a b.png', 80, 'Layar [1]') }}{{ picture('', 80, 'tanpa') }}")
    assert source == '<img src="dosir/bukti/a%20b.png" alt="Layar [1]" width="302">tanpa\n'


def test_macros_and_joined_links_are_not_escaped_again() -> None:
    source = "{% macro m(x) %}*{{ link(x, 'http://a.id') }}*{% endmacro %}{{ m('a*b') ~ ' & *c*' }}"
    assert made(source) == "*[a\\*b](http://a.id)*&#32;& \\*c\\*\n"


def test_blank_lines_come_one_at_a_time() -> None:
    source = "\n\na\n\n{% if x %}\nb\n{% endif %}\n\n{% for y in z %}\n\n{{ y }}\n\n{% endfor %}\n \n\nc"
    assert made(source, x=False, z=(1, 2)) == "a\n\n1\n\n2\n\nc\n"


def test_a_mistake_is_told_by_its_line() -> None:
    with pytest.raises(TemplateFailed) as caught:
        made("a\n\nb {{ link(kota.nama, '#x') }}\n", kota="x")
    assert [(problem.code, problem.line) for problem in caught.value.problems] == [("no-such-field", 3)]
    wrong = Template("a\n{{ citty.name }}\n{% for x in programs %}\n{{ x.nam }}\n{% endfor %}{{ lnk() }}")
    found = wrong.problems(Context, words("id"))
    assert [(problem.line, problem.details.get("suggestion")) for problem in found] == [
        (2, "city"),
        (4, "name"),
        (5, "link"),
    ]


# --- the shipped templates -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_shipped_templates_are_without_mistakes(name: str, language: str) -> None:
    assert template(name, language).problems(Context, words(language)) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_both_languages_have_the_same_tags(name: str) -> None:
    indonesian, english = (
        re.findall(
            r"\{\{.*?\}\}|\{%.*?%\}",
            (ROOT / "templates" / f"{name}.{language}.md.j2").read_text(encoding="utf-8"),
        )
        for language in LANGUAGES
    )
    assert len(indonesian) > 30
    assert indonesian == english


@pytest.mark.parametrize(("name", "dossier", "language"), KEPT)
def test_what_is_made_is_as_it_was(name: str, dossier: str, language: str, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.{dossier}.{language}.md", shipped(name, dossier, language))


def test_every_golden_file_in_markdown_has_its_test() -> None:
    kept = {f"{name}.{dossier}.{language}.md" for name, dossier, language in KEPT}
    assert {path.name for path in GOLDEN.glob("*.md")} == kept


@pytest.fixture(
    params=[*ALL, *((name, "tanjungpinang-2023", part) for name in TEMPLATES for part in PARTS)], ids=str
)
def document(request: pytest.FixtureRequest) -> str:
    """Something that a shipped template makes: of a whole dossier, or of a part."""
    name, dossier, language = request.param
    if language in LANGUAGES:
        return shipped(name, dossier, language)
    return rendered(name, "id", values(dossier, "id", **PARTS[language]), f"../../dossiers/{dossier}/")


@pytest.mark.slow
def test_the_source_is_clean(document: str) -> None:
    assert "\n\n\n" not in document
    assert re.findall(r"[ \t]+$", document, re.MULTILINE) == []
    assert document.endswith("\n")
    assert re.findall(r"\{\{|\{%|\{#|None|Undefined|\(\)|\[\]|, ,|\w  ", document) == []


def cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) - 1


@pytest.mark.slow
def test_every_row_has_the_cells_of_its_head(document: str) -> None:
    tables = re.findall(r"(?:^\|.*\n)+", document, re.MULTILINE)
    for table in tables:
        head, rule, *rows = table.splitlines()
        assert rows, head
        assert re.fullmatch(r"\|(:?-+:?\|)+", rule), head
        assert {cells(line) for line in (rule, *rows)} == {cells(head)}, head
        assert re.findall(r"\| \|", head) == []


@pytest.mark.slow
def test_every_reader_sees_the_same_tables(document: str) -> None:
    found = [
        [tag for tag in reader(document).elements if tag in {"table", "tr", "h1", "h2", "h3"}]
        for reader in READERS
    ]
    assert found[0] == found[1]


@pytest.mark.slow
def test_links_lead_somewhere(document: str) -> None:
    page = by_markdown_it(document)
    assert len(set(page.anchors)) == len(page.anchors)
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.anchors
        elif not link.startswith(("http", "mailto:")):
            assert (GOLDEN / unquote(link)).is_file(), link


@pytest.mark.slow
def test_the_contents_are_those_of_the_chapters(document: str) -> None:
    listed = re.findall(r"^(\d+)\. \[(.+)\]\(#[a-z-]+\)$", document, re.MULTILINE)
    assert listed == re.findall(r"^## (\d+)\. (.+)$", document, re.MULTILINE)


def levels(document: str) -> Iterator[int]:
    """The level of each heading, and 9 for what stands between."""
    for token in PARSER.parse(document):
        if token.type == "heading_open":
            yield int(token.tag[1:])
        elif token.level == 0 and token.nesting >= 0 and token.type not in {"inline", "html_block", "hr"}:
            yield 9


@pytest.mark.slow
def test_no_section_is_empty(document: str) -> None:
    found = list(levels(document))
    assert found[0] == 1
    assert [(one, other) for one, other in pairwise([*found, 1]) if one < 9 and other <= one] == []
    assert [(one, other) for one, other in pairwise(found) if other < 9 and other > one + 1 and one < 9] == []


def test_what_is_not_for_handing_in_says_so() -> None:
    for name, dossier, language in ALL:
        head = shipped(name, dossier, language)[:600]
        assert (("**DRAF" in head), ("**DRAFT" in head)) == (
            dossier in DRAFTS,
            dossier in DRAFTS and language == "en",
        )


def test_the_report_of_a_draft_lists_all_that_is_missing() -> None:
    text = shipped("laporan", "tanjungpinang-2023", "id")
    listed = text.split("## Yang Belum Lengkap")[1].split("## Identitas")[0]
    of = values("tanjungpinang-2023", "id")
    assert [line.split(" |")[0][2:] for line in listed.splitlines() if re.match(r"\| [A-Z]-\d", line)] == [
        requirement.requirement for requirement in of.open_requirements
    ]


@pytest.mark.slow
def test_what_is_deduced_is_marked(document: str) -> None:
    if "\\*" in document:
        assert "\n\\* " in document


@pytest.mark.slow
def test_the_same_comes_out_twice() -> None:
    for name, dossier, language in ALL:
        assert rendered(name, language, values(dossier, language), f"../../dossiers/{dossier}/") == shipped(
            name, dossier, language
        )


ODD = """\
evaluation: {mode: online, attendees: [{position: Sekda}], assessors: [{name: "A | B"}]}
meetings:
  - {id: rapat, body: forum}
programs:
  - {id: tanpa, name: Tanpa Dimensi, since: 2021-06}
  - id: satu
    name: "Satu *bintang*"
    dimension: smart-living
    status: stopped
    stopped_because: "Satu baris.\\nBaris kedua."
    description: "Alinea satu.\\n\\nAlinea dua."
    contact: {email: satu@contoh.example}
    results: [{indicator: Pengguna, value: "10"}]
    risks: [{risk: Listrik padam}]
    quick_win: {attraction: "Menarik\\nsekali"}
documents:
  - {id: draf, type: sop, title: "SOP (draf) [1]", state: draft, supports: [satu], file: hilang.pdf}
  - {id: rahasia, type: dpa, title: DPA, classification: secret, url: "https://contoh.example/a_b?c=1&d=2"}
  - {id: tautan, type: perkada, title: Perkada, date: 2022, url: "https://contoh.example/a_(b)?c=1&d=2", supports: [B1]}
answers:
  - {question: B1, text: "Ya.\\nSejak 2022.", score: 3}
statistics:
  - {question: C12, value: "9,5", year: 2022}
follow_ups:
  - {from: Tim asesor, due: 2023-10-01, subject: Lengkapi, documents: [tautan]}
  - {date: 2022-12-01, subject: Perbaiki, about: [B1]}
reviews:
  - {document: tautan, verdict: revise, date: 2023-10-14, note: "Salah | *dokumen*\\nMinta [lagi]"}
waivers:
  - {requirement: Q-02, reason: "Alasan | dengan garis", approved_by: Sekda}
action_plan:
  - {kind: people, activity: Pelatihan}
surveys:
  - {dimension: smart-living, service: Antrean}
"""


@pytest.mark.slow
@pytest.mark.parametrize("files", [{}, {"ganjil.yaml": ODD}], ids=["hardly anything", "odd things"])
def test_whatever_a_dossier_holds_reads_well(make: Callable[..., Path], files: dict[str, str]) -> None:
    folder = make(files)
    assessment_ = assess(folder, date(2023, 11, 1))
    for language in LANGUAGES:
        of = context(assessment_, Messages(language), date(2023, 11, 1), is_draft=True, link_to=str)
        for name in TEMPLATES:
            document = rendered(name, language, of)
            test_the_source_is_clean(document)
            test_every_row_has_the_cells_of_its_head(document)
            test_every_reader_sees_the_same_tables(document)
            test_the_contents_are_those_of_the_chapters(document)
            test_links_lead_somewhere(document)
            test_no_section_is_empty(document)
