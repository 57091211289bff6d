# ruff: noqa: SLF001 - what python-docx has no public name for, and the engine cut at odd places
"""The Word engine: its tag language, what it makes of data, and that what comes out is a sound document."""

from __future__ import annotations

import io
import random
import re
import tracemalloc
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kotacerdas.templating.jinja.failures import TemplateFailed
from kotacerdas.templating.word import document as word
from kotacerdas.templating.word import parts
from kotacerdas.templating.word.additions import Picture
from kotacerdas.templating.word.functions import Functions, Rendering
from tests.templating.word_files import (
    FULL,
    MAIN,
    NAMESPACES,
    PROGRAMS,
    VALUES,
    WORDS,
    assert_sound,
    cell,
    no_picture,
    opened,
    outline,
    p,
    parts_of,
    photo,
    rendered,
    run,
    table,
    template,
    text_of,
    word_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


# --- the tag language ------------------------------------------------------------------------------

TEXT_BOX = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:9pt;height:9pt"><v:textbox>'
    "<w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>{}</w:p>"
)
CONTROL = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
PAGE_BEGUN = "<w:p><w:pPr><w:pageBreakBefore/></w:pPr>{}</w:p>"
PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'
LANGUAGE: dict[str, tuple[str, list[Any]]] = {
    "text": (p("Kota: {{ name }}."), ["Kota: Kota Uji."]),
    "no-spaces": (p("{{name}}{%if yes%}!{%endif%}"), ["Kota Uji!"]),
    "condition": (p("{% if no %}x{% elif yes %}y{% else %}z{% endif %}"), ["y"]),
    "loop": (p("{% for i in items %}{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}"), ["a, b, c"]),
    "set": (
        p("{% set x = name ~ '!' %}{{ x }}{% set y %}<{{ x }}>{% endset %}{{ y }}"),
        ["Kota Uji!<Kota Uji!>"],
    ),
    "set-compared": (p("{% set s %}ya{% endset %}{{ s == 'ya' }}{{ s|length }}"), ["True2"]),
    "macro": (p("{% macro m(x) %}[{{ x }}&]{% endmacro %}{{ m('a') }}{{ m(m('<')) }}"), ["[a&][[<&]&]"]),
    "macro-in-run": (p("{% macro m(x) %}[{{ x }}]{% endmacro %}{{r m('<') }}"), ["[<]"]),
    "comment": (p("a{# {{ nothing }} #}b{#{%p x %}#}c"), ["abc"]),
    "split": (p("{", "{ na", "me", " }", "}"), ["Kota Uji"]),
    "split-by-proofing": (p("{{ ", '<w:proofErr w:type="spellStart"/>', "name", " }}"), ["Kota Uji"]),
    "split-by-revision": (p("{{ na", "<w:ins w:id='1'>" + run("me") + "</w:ins>", " }}"), ["Kota Uji"]),
    "spaces-kept": (p("{{ na", "me }} lagi", " {{ name }}"), ["Kota Uji lagi Kota Uji"]),
    "spaces-kept-bare": (p("{{ na", "<w:r><w:t>me }} x</w:t></w:r>"), ["Kota Uji x"]),
    "deleted": (
        p("{{ ", "<w:del w:id='1'><w:r><w:delText>nothing</w:delText></w:r></w:del>", "name }}"),
        ["Kota Uji"],
    ),
    "moved-away": (
        p("{{ ", "<w:moveFrom w:id='1'>" + run("{{ nothing") + "</w:moveFrom>", "name }}"),
        ["Kota Uji"],
    ),
    "typographic-quotes": (p("{{ “a” ~ \u2018b\u2019 ~ name }}"), ["abKota Uji"]),
    "no-break-space": (p("{{\u00a0name\u00a0}}"), ["Kota Uji"]),
    "tab-in-tag": (p("{{", "<w:r><w:tab/></w:r>", "name", "<w:r><w:br/></w:r>", "}}"), ["Kota Uji"]),
    "tab-kept": (p("a", "<w:r><w:tab/></w:r>", "{{ name }}"), ["a\tKota Uji"]),
    "hyphen-in-tag": (p("{{ 3", "<w:r><w:noBreakHyphen/></w:r>", "1 }}"), ["2"]),
    "mapping-at-end": (p("{% set x = {'a': name} %}{{ {'b':x['a']}['b'] }}{{ x|join}}"), ["Kota Ujia"]),
    "braces-in-text": (p("{a} } { {{ name }} 100%"), ["{a} } { Kota Uji 100%"]),
    "in-link": (
        p('<w:hyperlink w:anchor="x">' + run("{{ na") + run("me }}") + "</w:hyperlink>"),
        ["Kota Uji"],
    ),
    "in-control": (CONTROL.format(p("{{ name }}")), ["Kota Uji"]),
    "in-inline-control": (p("a ", CONTROL.format(run("{{ name }}"))), ["a Kota Uji"]),
    "paragraphs": (p("{%p for i in items %}") + p("- {{ i }}") + p("{%p endfor %}"), ["- a", "- b", "- c"]),
    "paragraph-condition": (
        p("{%p if no %}") + p("x") + p("{%p else %}") + p("y") + p("{%p endif %}") + p("z"),
        ["y", "z"],
    ),
    "paragraph-tags-together": (
        p("{%p for q in programs %}{%p if q.name %}") + p("{{ q.name }}") + p("{%p endif %}{%p endfor %}"),
        ["Layanan 112", "Data Terbuka"],
    ),
    "paragraph-set": (p("{%p set x = 'v' %}") + p("{{ x }}"), ["v"]),
    "paragraph-comment": (p("{%p if yes %}{# why #}") + p("a") + p("{# only #}{%p endif %}"), ["a"]),
    "paragraphs-with-table": (
        p("{%p for q in programs %}") + table(["{{ q.name }}"]) + p("{%p endfor %}"),
        [[["Layanan 112"]], [["Data Terbuka"]]],
    ),
    "rows": (
        table(
            ["A", "B"],
            ["{%tr for i in items %}", ""],
            ["{{ i }}", "{{ loop.index }}"],
            ["{%tr endfor %}", ""],
        ),
        [[["A", "B"], ["a", "1"], ["b", "2"], ["c", "3"]]],
    ),
    "rows-with-tags-in-two-cells": (
        table(
            ["{%tr for q in programs %}", "{%tr for b in q.budgets %}"],
            ["{{ q.name }}", "{{ b.year }}"],
            ["{%tr endfor %}{%tr endfor %}"],
        ),
        [
            [
                ["Layanan 112", "2022"],
                ["Layanan 112", "2023"],
                ["Data Terbuka", "2023"],
                ["Data Terbuka", "2024"],
            ]
        ],
    ),
    "row-condition": (
        table(["A"], ["{%tr if no %}"], ["x"], ["{%tr else %}"], ["y"], ["{%tr endif %}"]),
        [[["A"], ["y"]]],
    ),
    "cells": (
        table(["A", "{%tc for i in items %}", "{{ i }}", "{%tc endfor %}", "Z"]),
        [[["A", "a", "b", "c", "Z"]]],
    ),
    "cells-in-rows": (
        table(
            ["", "{%tc for b in programs[0].budgets %}", "{{ b.year }}", "{%tc endfor %}"],
            ["{%tr for q in programs %}"],
            ["{{ q.name }}", "{%tc for b in q.budgets %}", "{{ b.amount }}", "{%tc endfor %}"],
            ["{%tr endfor %}"],
        ),
        [[["", "2022", "2023"], ["Layanan 112", "5", "7"], ["Data Terbuka", "9", "11"]]],
    ),
    "cells-merged-over-rows": (
        table(
            ["{%tr for q in programs %}"],
            ["{%tr for b in q.budgets %}"],
            ["{% vm %}{{ q.name }}", "{{ b.year }}"],
            ["{%tr endfor %}"],
            ["{%tr endfor %}"],
        ),
        [[["Layanan 112", "2022"], ["", "2023"], ["Data Terbuka", "2023"], ["", "2024"]]],
    ),
    "cells-merged-in-a-row": (
        table(
            ["", "{%tc for i in items %}", "{% hm %}Bulan", "{%tc endfor %}", "Z"],
            ["", "{%tc for i in items %}", "{{ i }}", "{%tc endfor %}", ""],
        ),
        [[["", "Bulan", "Z"], ["", "a", "b", "c", ""]]],
    ),
    "cell-over-columns": (
        table(
            ["{% colspan items|length + 1 %}Judul"],
            ["", "{%tc for i in items %}", "{{ i }}", "{%tc endfor %}"],
        ),
        [[["Judul"], ["", "a", "b", "c"]]],
    ),
    "row-left-out": (
        table(["a"], ["{#tr if not needed #}", "{{ nothing }}{%tr endfor %}"], ["{{ name }}"]),
        [[["a"], ["Kota Uji"]]],
    ),
    "cell-left-out": (table(["a", "x{#tc no #}", "b"]), [[["a", "b"]]]),
    "paragraph-left-out": (p("a") + p("{#p {{ nothing }} #} x {{ nothing }}") + p("b"), ["a", "b"]),
    "paragraph-of-text": (
        p("{{p name }}") + p("{{p '' }}") + p("{{p 'a' ~ link('b', '#x') }}") + p("z"),
        ["Kota Uji", "ab", "z"],
    ),
    "paragraph-of-text-in-cell": (table(["{{p name }}"], ["{{p '' }}"]), [[["Kota Uji"], [""]]]),
    "break-with-a-tag": (
        p("{%p for i in items[:2] %}", PAGE_BREAK) + p("{{ i }}") + p(PAGE_BREAK, "{%p endfor %}"),
        ["\n", "a", "\n", "\n", "b", "\n"],
    ),
    "break-outside-a-loop": (
        p(PAGE_BREAK, "{%p for i in items[:2] %}") + p("{{ i }}") + p("{%p endfor %}", PAGE_BREAK),
        ["\n", "a", "b", "\n"],
    ),
    "page-begun-by-a-tag": (
        PAGE_BEGUN.format(run("{%p for i in items[:2] %}")) + p("{{ i }}") + p("{%p endfor %}"),
        ["", "a", "b"],
    ),
    "page-begun-by-what-follows": (
        PAGE_BEGUN.format(run("{%p for i in items[:2] %}"))
        + PAGE_BEGUN.format(run("{{ i }}"))
        + p("{%p endfor %}"),
        ["a", "b"],
    ),
    "line-break-with-a-tag": (p("{%p if yes %}", "<w:r><w:br/></w:r>") + p("a") + p("{%p endif %}"), ["a"]),
    "nested-table": (
        table([p("x") + table(["{%tr for i in items %}"], ["{{ i }}"], ["{%tr endfor %}"]) + p("")]),
        [[[["x", [["a"], ["b"], ["c"]], ""]]]],
    ),
    "table-in-row": (
        table(
            ["{%tr for q in programs %}"],
            [table(["{%tr for b in q.budgets %}"], ["{{ b.year }}"], ["{%tr endfor %}"]) + p("")],
            ["{%tr endfor %}"],
        ),
        [[[[[["2022"], ["2023"]], ""]], [[[["2023"], ["2024"]], ""]]]],
    ),
    "paragraphs-in-cell": (
        table([p("{%p for i in items %}") + p("{{ i }}") + p("{%p endfor %}")]),
        [[["a\nb\nc"]]],
    ),
    "run": (p("a {{r link(name, 'https://x.id') }} b"), ["a Kota Uji b"]),
    "run-of-text": (p("a {{r name }} b"), ["a Kota Uji b"]),
    "run-joined": (p("{{r 'lihat <' ~ link(name, 'https://x.id') ~ '>' }}"), ["lihat <Kota Uji>"]),
    "run-between-tabs": (
        p("<w:r><w:tab/><w:t>{{r name }}</w:t><w:tab/><w:t>z</w:t></w:r>"),
        ["\tKota Uji\tz"],
    ),
    "two-runs": (p("{{r link('a', '#x') }}{{r link('b', '#x') }}"), ["ab"]),
    "no-white-space": (p("a   {%- if yes -%}   b   {%- endif -%}   c"), ["abc"]),
    "no-white-space-but-kept-spaces": (p("a\u00a0{%- if yes -%} \u00a0b{% endif %}"), ["a\u00a0\u00a0b"]),
    "no-paragraph-break-split": (
        p("a ") + p("{", "%", "-", " if yes", " -", "%}") + p(" b") + p("{%- endif %}"),
        ["a  b"],
    ),
    "escaped": (
        p("{", "_", "{ name }_} {_% if %_} {_# x #_} {{ '{_{' }} _{{ name }}_ {_a_}"),
        ["{{ name }} {% if %} {# x #} {{ _Kota Uji_ {_a_}"],
    ),
    "run-block": (
        p(
            "{%r for i in items %}",
            "{{r link(i, '#x') }}",
            "{%r if not loop.last %}, {%r endif %}{%r endfor %}",
        ),
        ["a, b, c"],
    ),
    "no-line-break": (
        p(
            "a",
            "<w:r><w:br/></w:r>",
            "{%- if yes -%}",
            "<w:r><w:br/><w:t>\u00a0b</w:t></w:r>",
            "<w:r><w:br/></w:r>",
            "{% endif %}c",
        ),
        ["a\u00a0b\nc"],
    ),
    "no-white-space-over-runs": (p("a ", "  ", "{{- name -}}", "  ", " c"), ["aKota Ujic"]),
    "no-paragraph-break": (
        p("Rumah di")
        + p("{%- if yes -%}")
        + p(" kota")
        + p("{%- else -%}")
        + p(" desa")
        + p("{%- endif -%}")
        + p(" saya."),
        ["Rumah di kota saya."],
    ),
    "block-over-paragraphs": (p("a{% if no %}b") + p("c{% endif %}d"), ["ad"]),
    "inline-if-without-else": (p("[{{ 'x' if no }}]"), ["[]"]),
}


BEGIN, END = '<w:bookmarkStart w:id="3" w:name="x"/>', '<w:bookmarkEnd w:id="3"/>'
RANGES: dict[str, tuple[str, str]] = {
    "around-a-for": (p(BEGIN, "{%p for i in items %}", END) + p("{{ i }}") + p("{%p endfor %}"), "[]abc"),
    "around-an-endfor": (p("{%p for i in items %}") + p("{{ i }}") + p(BEGIN, "{%p endfor %}", END), "abc[]"),
    "over-a-block": (p(BEGIN, "{%p if yes %}") + p("a") + p("{%p endif %}", END), "[a]"),
    "into-a-block": (p(BEGIN, "{%p if yes %}") + p("a", END) + p("{%p endif %}"), "[a]"),
    "of-a-block-left-out": (p(BEGIN, "{%p if no %}") + p("a", END) + p("{%p endif %}"), ""),
    "around-a-row": (
        table([p("{%tr for i in items %}", BEGIN, END)], ["{{ i }}"], ["{%tr endfor %}"]),
        "[]abc",
    ),
    "around-a-comment": (p("a") + p(BEGIN, "{#p x #}") + p("b", END), "a[b]"),
}


@pytest.mark.parametrize("name", RANGES)
def test_a_bookmark_stays_whole_when_tags_vanish(name: str):
    body, expected = RANGES[name]
    main = parts_of(rendered(word_file(body), VALUES))[MAIN].decode()
    signs = re.findall(r"<w:bookmark(Start|End) |<w:t[^>]*>([^<]*)", main.partition("<w:sectPr")[0])
    assert "".join({"Start": "[", "End": "]"}.get(sign, text) for sign, text in signs) == expected


@pytest.mark.parametrize("name", LANGUAGE)
def test_the_tag_language(name: str):
    body, expected = LANGUAGE[name]
    content = word_file(body)
    assert template(content).problems(None, WORDS) == []
    made = rendered(content, VALUES)
    assert outline(made) == expected
    assert_sound(made)


def test_tags_work_in_text_boxes_headers_footers_footnotes_and_properties():
    content = word_file(
        TEXT_BOX.format(p("{%p for i in items %}") + p("{{ i }}") + p("{%p endfor %}"), run("{{ name }}")),
        "{{ name }} & {{ items|join('+') }}",
        "{% if yes %}F{% endif %}",
        "{{ name }} <{{ count('x') }}>",
    )
    made = opened(rendered(content, VALUES))
    box = next(made.element.body.iter(qn("w:txbxContent")))
    assert [text_of(each) for each in box] == ["a", "b", "c"]
    assert text_of(made.element.body[0]) == "Kota Uji"
    assert made.sections[0].header.paragraphs[0].text == "Kota Uji & a+b+c"
    assert made.sections[0].footer.paragraphs[0].text == "F"
    assert made.core_properties.title == "Kota Uji <1>"


def test_a_text_box_counts_once():
    """Word writes it twice: as it is, and for Word 2007."""
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent>" + p("{{ count('x') }}") + "</w:txbxContent>"
    body = p(
        f'<w:r><mc:AlternateContent {compatible}><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    made = opened(rendered(word_file(body + p("{{ count('x') }}")), VALUES))
    assert [text_of(each) for each in made.element.body.iter(qn("w:p"))] == ["", "1", "2"]


def test_a_run_keeps_its_look_and_a_tag_takes_that_of_its_first_run():
    made = opened(
        rendered(
            word_file(p(run("a {{ na", "<w:b/>"), run("me }} b", "<w:i/>"), run("{{r name }}", "<w:u/>"))),
            VALUES,
        )
    )
    runs = [(each.text, bool(each.bold), bool(each.italic)) for each in made.paragraphs[0].runs if each.text]
    assert runs == [("a Kota Uji", True, False), (" b", False, True), ("Kota Uji", False, False)]
    assert made.paragraphs[0].runs[-1]._r.find(f"{qn('w:rPr')}/{qn('w:u')}") is not None


SENTENCE = (
    "A{{ name }}B {% if yes %}ya {{r link(name, '#x') }}{% endif %}C{# x #} {{ items|join(“-”) }}"
    "{% for i in items %}<{{ i }}>{% endfor %}{% if no %}{{ name }}{% endif %} E"
)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["", "<w:b/>", "<w:i/>", "mark"])), max_size=60))
def test_a_tag_may_be_split_over_runs_anywhere(cuts: list[tuple[int, str]]):
    pieces, at = [], 0
    for length, look in cuts:
        if look == "mark":
            pieces.append('<w:proofErr w:type="gramStart"/>')
        pieces.append(run(SENTENCE[at : at + length], look if look != "mark" else ""))
        at += length
    pieces.append(run(SENTENCE[at:]))
    assert outline(rendered(word_file(p(*pieces)), VALUES)) == ["AKota UjiB ya Kota UjiC a-b-c<a><b><c> E"]


def test_the_grid_of_a_table_follows_its_cells():
    body = table(["A", "{%tc for i in items %}", "{{ i }}", "{%tc endfor %}"], ["x", "", "", ""])
    grid = opened(rendered(word_file(body), VALUES)).tables[0]._tbl.tblGrid
    assert len(grid) == 4


def test_a_cell_takes_a_colour():
    body = table(
        ["{%tr for i in items %}"],
        ["{{ i }}{% cellbg '#e2f0e4' if loop.first else '' %}"],
        ["{%tr endfor %}"],
    )
    rows = opened(rendered(word_file(body), VALUES)).tables[0]._tbl.tr_lst
    assert [row.tc_lst[0].tcPr.find(qn("w:shd")).get(qn("w:fill")) for row in rows] == [
        "E2F0E4",
        "auto",
        "auto",
    ]


HEAD = "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + cell("N") + "</w:tr>"


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([["{%tr for i in 'abcde' %}"], ["{{ i }}"], ["{%tr endfor %}"]], "ad"),
        ([["{%tr for i in 'ab' %}"], ["{{ i }}"], ["{%tr endfor %}"]], "a"),
        ([["{%tr for i in 'a' %}"], ["{{ i }}"], ["{%tr else %}"], ["x"], ["{%tr endfor %}"]], ""),
        ([["{%tr for i in '' %}"], ["{{ i }}"], ["{%tr else %}"], ["x"], ["{%tr endfor %}"]], ""),
        ([["{%tr for i in 'abc' %}"], ["{%tr if i != 'b' %}"], ["{{ i }}"], ["{%tr endif %}"], ["{%tr endfor %}"]], "a"),
        ([["{%tr for i in 'abc' %}"], [p("{{ i }}").replace("<w:p>", "<w:p><w:pPr><w:keepNext/></w:pPr>")], ["{%tr endfor %}"]], "abc"),
        (
            [["{%tr for i in 'ab' %}"], ["{{ i }}"], ["{%tr for j in 'xyz' %}"], ["{{ i }}{{ j }}"], ["{%tr endfor %}"], ["{%tr endfor %}"]],
            ["a", "ay", "by"],
        ),
    ],
)  # fmt: skip
def test_no_page_begins_or_ends_with_one_row_of_a_list(rows: list[list[str]], kept: str | list[str]):
    body = table(*rows)
    with_head = body.replace("<w:tr>", f"{HEAD}<w:tr>", 1)
    assert [paragraph.text for paragraph in kept_with_next(with_head)] == [*kept]
    assert len(kept_with_next(body)) == len([each for each in kept if "keepNext" in body])


def kept_with_next(body: str) -> list[Any]:
    """The paragraphs in the first table of what is rendered that stay with the next."""
    (made,) = opened(rendered(word_file(body + p("")), VALUES)).tables
    cells = (row.cells[0] for row in made.rows)
    return [
        paragraph
        for each in cells
        for paragraph in each.paragraphs
        if paragraph.paragraph_format.keep_with_next
    ]


def test_the_end_of_a_section_outlives_the_tag_that_stands_in_it():
    section = '<w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr></w:pPr>'
    body = p("{%p if yes %}") + p("a") + f"<w:p>{section}{run('{%p endif %}')}</w:p>" + p("b")
    made = opened(rendered(word_file(body), VALUES))
    assert len(made.sections) == 2
    assert [each.text for each in made.paragraphs] == ["a", "", "b"]


# --- nothing is left empty -------------------------------------------------------------------------

EMPTY: dict[str, tuple[str, list[Any]]] = {
    "cell-of-loop": (
        table([p("{%p for i in empty %}") + p("{{ i }}") + p("{%p endfor %}"), "x"]),
        [[["", "x"]]],
    ),
    "cell-of-condition": (table([p("{%p if no %}") + p("x") + p("{%p endif %}")]), [[[""]]]),
    "cell-full": (table([p("{%p if yes %}") + p("x") + p("{%p endif %}")]), [[["x"]]]),
    "cell-either": (
        table([p("{%p if no %}") + p("x") + p("{%p else %}") + p("") + p("{%p endif %}")]),
        [[[""]]],
    ),
    "cell-ends-with-table": (
        table([table(["t"]) + p("{%p if no %}") + p("x") + p("{%p endif %}")]),
        [[[[[["t"]], ""]]]],
    ),
    "table-of-loop": (
        p("v") + table(["{%tr for i in empty %}"], ["{{ i }}"], ["{%tr endfor %}"]) + p("n"),
        ["v", "n"],
    ),
    "table-in-cell": (
        table(
            [
                table(["{%tr for i in empty %}"], ["{{ i }}"], ["{%tr endfor %}"])
                + p("{%p if no %}{%p endif %}")
            ]
        ),
        [[[""]]],
    ),
    "table-in-cell-of-loop": (
        table(
            ["{%tr for i in items %}"],
            [table(["{%tr for i in empty %}"], ["{{ i }}"], ["{%tr endfor %}"]) + p("{{ i }}")],
            ["{%tr endfor %}"],
        ),
        [[["a"], ["b"], ["c"]]],
    ),
    "row-of-cells": (
        table(["{%tc for i in empty %}", "{{ i }}", "{%tc endfor %}"], ["x", "y", "z"]),
        [[["x", "y", "z"]]],
    ),
    "table-of-rows-of-cells": (
        p("v") + table(["{%tc for i in empty %}", "{{ i }}", "{%tc endfor %}"]) + p("n"),
        ["v", "n"],
    ),
    "control": (CONTROL.format(p("{%p if no %}") + p("x") + p("{%p endif %}")), [""]),
    "row-control": (
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
        + CONTROL.format(
            f"<w:tr>{cell('{%tr if yes %}')}</w:tr><w:tr>{cell('x')}</w:tr><w:tr>{cell('{%tr endif %}')}</w:tr>"
        )
        + f"<w:tr>{cell('y')}</w:tr></w:tbl>",
        [[["y"]]],
    ),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_is_left_empty_that_word_would_call_corrupt(name: str):
    body, expected = EMPTY[name]
    made = rendered(word_file(body), VALUES)
    assert outline(made) == expected
    assert_sound(made)


@pytest.mark.slow
@pytest.mark.parametrize("name", EMPTY)
def test_what_is_emptied_is_sound_for_word(name: str, tmp_path: Path):
    openxml_audit = pytest.importorskip("openxml_audit")
    file = tmp_path / "empty.docx"
    file.write_bytes(rendered(word_file(EMPTY[name][0] + p("")), VALUES))
    assert [str(error) for error in openxml_audit.OpenXmlValidator().validate(file).errors] == []


def test_a_header_and_a_text_box_keep_a_paragraph():
    header = f"<w:hdr {NAMESPACES}>{p('{%p if no %}')}{p('x')}{p('{%p endif %}')}</w:hdr>".encode()
    box = TEXT_BOX.format(p("{%p if no %}") + p("x") + p("{%p endif %}"), "")
    made = rendered(word_file(box, **{"word/header1.xml": header}), VALUES)
    assert_sound(made)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), st.text("ab", max_size=5)), max_size=12), st.integers(1, 300))
def test_guards_work_wherever_the_output_is_cut(rows: list[tuple[int, str]], size: int):
    body = (
        p("{%p for r in rows %}")
        + table(
            ["{%tr for i in r.items %}"],
            [
                p("{%p if r.text %}") + p("{{ r.text }}") + p("{%p endif %}"),
                "{%tc for i in r.items %}",
                "{{ i }}",
                "{%tc endfor %}",
            ],
            ["{%tr endfor %}"],
        )
        + p("{%p endfor %}")
        + p("z")
    )

    class Row(NamedTuple):
        items: list[int]
        text: str

    read = template(word_file(body))
    part = read._parts[0]
    functions = Functions(part, Rendering(read._source, no_picture, WORDS, read._beside))
    values = {"rows": [Row(list(range(n)), text) for n, text in rows]}
    whole = "".join(functions.filled(functions.sandbox().stream(part.source, values)))
    at_once = b"".join(word._encoded([whole]))
    pieces = re.findall(r"<\?[^>]*>|<[^>]*>|[^<]+", whole)
    grouped = ["".join(pieces[i : i + size]) for i in range(0, len(pieces), size)]
    assert b"".join(word._encoded(grouped)) == at_once
    tables = [r for r in rows if r[0]]
    assert at_once.count(b"<w:tbl>") == len(tables)
    assert b"</w:tcPr></w:tc>" not in at_once
    assert b"<?kc" not in at_once


# --- data ------------------------------------------------------------------------------------------

ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(
            "&<>\"'\n\r\t\x00\x0b\x1f\x7f\x85\u2028\ud800\udfff\ufdd0\ufdd4\ufdd8\ufdda\ufffe\uffff{}%# 🏙"
        ),
    ),
    max_size=40,
)
TRICKS = [
    "A & B",
    "</w:t></w:r></w:p><w:p>",
    "{{ name }} {% for %} {_{ }}",
    "&amp;&#65;<!-- x --><?kc 0?><![CDATA[x]]>",
    "<?kc-last?><?kc-row?>",
    "\ufdd00\ufdd1\ufdd4 name \ufdd5",
    " spaces  inside ",
    "a\r\nb\nc\rd\te",
    "\ud83c\udfd9 \ud83c 🏙",
    "\x00\x01\x0b\x0c\x1f\x7f\x85\x9f\u2028",
    "]]>",
    "%s %(x)s {0}",
]


def as_read(text: str, *, is_flat: bool = False) -> str:
    """What a text is after a round trip: XML cannot hold everything."""
    text = text if is_flat else text.replace("\r\n", "\n")
    shown = []
    for sign in text:
        code = ord(sign)
        if sign in "\t\n\r":
            shown.append(" " if is_flat else "\t" if sign == "\t" else "\n")
        elif code < 0x20 or 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code in {0xFFFE, 0xFFFF}:
            shown.append("\ufffd")
        else:
            shown.append(sign)
    return "".join(shown)


FIELDS = word_file(
    p("{{ x }}")
    + p("{{ x|upper|lower }}{{r x }}")
    + table(["{{ x }}"])
    + p("{{r link(x, 'https://x.id/?q=1&r=2') }}")
    + p("{{r footnote(x) }}")
    + p("{{r picture('p', 10, x) }}")
    + p("{{ x ~ '|' ~ x }}"),
    "{{ x }}",
    "{{ x }}",
    "{{ x }}",
)


def dot(_path: str, _width: float, _height: float | None) -> Picture:
    made = io.BytesIO()
    Image.new("RGB", (2, 2)).save(made, "PNG")
    return Picture(made.getvalue(), "png", 2, 2)


def assert_round_trip(text: str) -> None:
    content = rendered(FIELDS, {"x": text}, dot)
    made = opened(content)
    shown, flat = as_read(text), as_read(text, is_flat=True)
    body = outline(content)
    assert body[0] == shown
    assert body[1] == as_read(text.upper().lower()) + shown
    assert body[2] == [[shown]]
    assert body[3] == shown
    assert body[6] == f"{shown}|{shown}"
    assert made.sections[0].header.paragraphs[0].text == shown
    assert made.sections[0].footer.paragraphs[0].text == shown
    assert made.core_properties.title.strip() == flat.strip()
    notes = docx.oxml.parse_xml(parts_of(content)["word/footnotes.xml"])
    assert text_of(notes[-1][0]) == f" {shown}"
    assert next(made.element.body.iter(qn("wp:docPr"))).get("descr") == flat


@pytest.mark.parametrize("text", TRICKS)
def test_tricky_text_comes_out_as_the_text_it_is(text: str):
    assert_round_trip(text)


@settings(max_examples=40)
@given(ANY_TEXT)
def test_any_text_comes_out_as_the_text_it_is(text: str):
    assert_round_trip(text)


def test_marks_of_the_engine_in_a_template_are_taken_out():
    hostile = (
        p("a\ufdd00\ufdd1b")
        + '<w:p><?kc 7?><w:r><w:rPr><w:rStyle w:val="\ufdd09\ufdd1"/></w:rPr></w:r></w:p><?kc 999?>'
    )
    content = word_file(hostile + p("<?kc 5?>&#xFDD0;3&#xFDD1;", "{{ name }}"))
    assert outline(rendered(content, VALUES))[0] == "a0b"


# --- the file --------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes():
    content = rendered(FULL, VALUES, photo)
    assert rendered(FULL, VALUES, photo) == content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]
        assert names[2:] == sorted(names[2:], key=lambda name: (name.endswith(".xml"), name))
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_template_file_becomes_a_document():
    parts = parts_of(word_file(p("{{ name }}")))
    types = parts["[Content_Types].xml"].replace(b"document.main+xml", b"template.main+xml")
    made = rendered(word_file(p("{{ name }}"), **{"[Content_Types].xml": types}), VALUES)
    assert outline(made) == ["Kota Uji"]


def test_memory_does_not_grow_with_the_document():
    body = table(["{%tr for i in rows %}"], ["{{ i }}", "{{ i }} kali"], ["{%tr endfor %}"])
    template = word.Template(word_file(body))
    peaks = []
    for number in (500, 8000):
        rows = list(range(number))
        template.render(io.BytesIO(), {"rows": rows}, no_picture, WORDS)
        tracemalloc.start()
        template.render(io.BytesIO(), {"rows": rows}, no_picture, WORDS)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 6_000_000  # the part waits for the zip, on disk beyond four megabytes


# --- against docxtpl -------------------------------------------------------------------------------

SHARED = word_file(
    p("Kota {{ na", "me }}: {% if yes %}ya{% else %}tidak{% endif %}{# catatan #}")
    + p("{%p for q in programs %}")
    + p("{{ loop.index }}. {{ q.name|upper }}")
    + p("{%p if loop.first %}")
    + p("pertama")
    + p("{%p endif %}")
    + table(
        ["Tahun", "Jumlah"],
        ["{%tr for b in q.budgets %}", ""],
        ["{{ b.year }}", "{{ b.amount }}"],
        ["{%tr endfor %}", ""],
    )
    + p("{%p endfor %}")
    + table(["", "{%tc for i in items %}", "{{ i }}", "{%tc endfor %}"], ["x", "", "", ""])
    + p("{% for i in items %}{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}"),
    "Kop {{ name }}",
    "Kaki {% for i in items %}{{ i }}{% endfor %}",
)


def test_what_docxtpl_makes_of_a_template_is_made_here_too():
    docxtpl = pytest.importorskip("docxtpl")
    theirs = docxtpl.DocxTemplate(io.BytesIO(SHARED))
    theirs.render(VALUES)
    made = io.BytesIO()
    theirs.save(made)
    ours = rendered(SHARED, VALUES)
    assert outline(ours) == outline(made.getvalue())
    for mine, other in zip(opened(ours).sections, opened(made.getvalue()).sections, strict=True):
        assert mine.header.paragraphs[0].text == other.header.paragraphs[0].text
        assert mine.footer.paragraphs[0].text == other.footer.paragraphs[0].text


# --- mistakes in templates -------------------------------------------------------------------------

FILLER = table(["a", "b"], ["c", "d"])


def problems(body: str, **more: Any) -> list[tuple[Any, ...]]:
    found = word.Template(word_file(body, **more)).problems(None, WORDS)
    return [
        (each.code, each.position.paragraph, each.position.table, each.position.row, each.position.column)
        for each in found
    ]


def test_a_mistake_says_its_part_table_row_column_paragraph_and_tag():
    third = table(["a", "b", "c"], ["d", "e", p("x") + p("Nilai {{ name|uper }}")])
    content = word_file(p("v") + FILLER + p("") + FILLER + third)
    (found,) = word.Template(content).problems(None, WORDS)
    place = found.position
    assert (found.code, found.details["suggestion"]) == ("no-such-filter", "upper")
    assert (place.part, place.table, place.row, place.column, place.paragraph) == ("body", 3, 2, 3, 2)
    assert place.tag == "{{ name|uper }}"
    with pytest.raises(TemplateFailed) as failed:
        rendered(content, VALUES)
    assert failed.value.problems[0].position == place


def test_a_mistake_at_run_time_says_its_place_too():
    third = table(
        ["{%tr for q in programs %}"], ["{{ q.name }}", "{{ q.budgets[5].year }}"], ["{%tr endfor %}"]
    )
    with pytest.raises(TemplateFailed) as failed:
        rendered(word_file(FILLER + p("") + FILLER + p("") + third), VALUES)
    (found,) = failed.value.problems
    assert found.code == "no-such-field"
    assert (found.position.table, found.position.row, found.position.column) == (3, 2, 2)
    assert found.position.tag == "{{ q.budgets[5].year }}"


@pytest.mark.parametrize(
    ("part", "more"),
    [
        ("header", {"header": "{{ x.y }}"}),
        ("footer", {"footer": "{{ x.y }}"}),
        ("properties", {"title": "{{ x.y }}"}),
    ],
)
def test_a_mistake_outside_the_body_says_its_part(part: str, more: dict[str, str]):
    with pytest.raises(TemplateFailed) as failed:
        rendered(word_file(p("a"), **more), {"x": PROGRAMS[0]})
    (found,) = failed.value.problems
    assert (found.code, found.position.part, found.position.tag) == ("no-such-field", part, "{{ x.y }}")


FLAWS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "open": (p("a") + p("{{ name"), [("open-tag", 2, 0, 0, 0)]),
    "open-block": (p("{% if name } x"), [("open-tag", 1, 0, 0, 0)]),
    "open-behind-a-block": (p("{% for i in items %}{{ i") + p("{% endfor %}"), [("open-tag", 1, 0, 0, 0)]),
    "closed-only": (p("name }}"), [("open-tag", 1, 0, 0, 0)]),
    "row-outside-a-table": (p("{%tr for i in items %}"), [("no-table", 1, 0, 0, 0), ("x",)]),
    "colour-outside-a-table": (p("{% cellbg 'FFFFFF' %}"), [("no-table", 1, 0, 0, 0)]),
    "text-beside": (p("{%p if yes %} teks") + p("{%p endif %}"), [("not-alone", 1, 0, 0, 0), ("x",)]),
    "text-in-the-row": (
        table(["{%tr if yes %}", "teks"], ["{%tr endif %}", ""]),
        [("not-alone", 1, 1, 1, 1), ("x",)],
    ),
    "tag-in-the-row": (
        table(["{%tr if yes %}", "{{ name }}"], ["{%tr endif %}", ""]),
        [("not-alone", 1, 1, 1, 1), ("x",)],
    ),
    "levels-mixed": (table(["{%tr if yes %}{%p if no %}"]), [("not-alone", 1, 1, 1, 1)]),
    "picture-lost": (
        p("{%p if yes %}", "<w:r><w:drawing/></w:r>") + p("{%p endif %}"),
        [("carries", 1, 0, 0, 0)],
    ),
    "printing-row": (table(["{{tr name }}"]), [("no-such-tag", 1, 1, 1, 1)]),
    "footnote-with-a-tag": (
        p("{%p if yes %}", '<w:r><w:footnoteReference w:id="1"/></w:r>') + p("{%p endif %}"),
        [("carries", 1, 0, 0, 0)],
    ),
    "field-with-a-tag": (
        p("{%p if yes %}", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p("{%p endif %}"),
        [("carries", 1, 0, 0, 0)],
    ),
    "equation-with-a-tag": (
        p("{%p if yes %}", '<m:oMath xmlns:m="urn:m"><m:r><m:t>x</m:t></m:r></m:oMath>') + p("{%p endif %}"),
        [("carries", 1, 0, 0, 0)],
    ),
    "break-with-a-row-tag": (
        table([p("{%tr if yes %}", PAGE_BREAK)], ["a"], ["{%tr endif %}"]),
        [("carries", 1, 1, 1, 1)],
    ),
    "half-a-field-left-out": (
        p("{#p x #}", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'),
        [("carries", 1, 0, 0, 0)],
    ),
    "left-out-no-table": (p("{#tr x #}"), [("no-table", 1, 0, 0, 0)]),
    "merged-no-loop": (table(["{% vm %}a"]), [("no-loop", 1, 1, 1, 1)]),
    "merged-over-no-rows": (
        table(["{%tc for i in items %}", "{% vm %}a", "{%tc endfor %}"]),
        [("no-loop", 1, 1, 1, 2)],
    ),
    "merged-in-no-row": (
        table(["{%tr for i in items %}"], ["{% hm %}a"], ["{%tr endfor %}"]),
        [("no-loop", 1, 1, 2, 1)],
    ),
    "colspan-no-table": (p("{% colspan 2 %}"), [("no-table", 1, 0, 0, 0)]),
    "run-without-r": (p("{{ link('a', '#x') if yes else '' }}"), [("needs-run", 1, 0, 0, 0)]),
    "joined-run-without-r": (p("{{ 'a' ~ link('a', '#x') }}"), [("needs-run", 1, 0, 0, 0)]),
    "unknown": (p("{% iff yes %}"), [("no-such-tag", 1, 0, 0, 0)]),
    "never-closed": (
        p("{%p for i in items %}") + table(["{% if i %}x"]) + p("{%p endfor %}"),
        [("never-closed", 1, 1, 1, 1)],
    ),
    "stray": (p("{%p endfor %}"), [("stray-tag", 1, 0, 0, 0)]),
    "crosses-levels": (p("{%p if yes %}") + p("x{% endif %}"), [("crosses", 1, 0, 0, 0)]),
    "crosses-tables": (
        table(["{%tr for i in items %}"], ["x"]) + p("{%p endfor %}"),
        [("crosses", 1, 1, 1, 1)],
    ),
    "paragraphs-kept": (p("{%p set x %}") + p("y") + p("{%p endset %}"), [("whole-kept", 1, 0, 0, 0)]),
    "macro-of-paragraphs": (
        p("{%p macro m() %}") + p("y") + p("{%p endmacro %}"),
        [("whole-kept", 1, 0, 0, 0)],
    ),
    "all-at-once": (
        p("{{ name + }}") + p("{{ name|uper }}") + table(["{% include 'x' %}", "{{ name is strin }}"]),
        [
            ("syntax-unexpected", 1, 0, 0, 0),
            ("no-such-filter", 2, 0, 0, 0),
            ("refused-tag", 1, 1, 1, 1),
            ("no-such-test", 1, 1, 1, 2),
        ],
    ),
    "wrong-call": (
        p("{{r link('x') }}") + p("{{r picture('a', width=3) }}"),
        [("bad-call", 1, 0, 0, 0), ("bad-call", 2, 0, 0, 0)],
    ),
    "private": (p("{{ name|_run(0) }}"), [("no-such-filter", 1, 0, 0, 0)]),
}


@pytest.mark.parametrize("name", FLAWS)
def test_a_flaw_is_found_without_rendering_and_stops_it(name: str):
    body, expected = FLAWS[name]
    found = problems(body)
    if expected[-1] == ("x",):  # what follows from it may be told, too
        assert found[0] == expected[0]
    else:
        assert found == expected
    with pytest.raises(TemplateFailed):
        rendered(word_file(body), VALUES, photo)


RUN_TIME = {
    "{{ link('a', 'https://x.id') }}": "needs-run",
    "{{r bar_chart(['a'], [['b', [1, 2], '000000']]) }}": "bad-chart",
    "{{r bar_chart(['a'], [['b', ['1'], '000000']]) }}": "bad-chart",
    "{{r bar_chart('a', 5) }}": "bad-chart",
    "{{r bar_chart(['a'], [['b', [1], 'red']]) }}": "not-colour",
    "{% cellbg 'red' %}": "not-colour",
    "{% cellbg 5 %}": "not-colour",
    "{% cellbg nothing %}": "no-such-name",
    "{{r picture('a', 0) }}": "bad-length",
    "{{r picture('a', 'x') }}": "bad-length",
    "{{r link(nothing, 'x') }}": "no-such-name",
    "{{r link(link('a', 'b'), 'x') }}": "is-markup",
    "{{r footnote(items) }}": "not-text",
    "{{r link(items, 'x') }}": "not-text",
    "{{ count(items) }}": "not-text",
    "{{r bookmark(link('a', 'b')) }}": "is-markup",
}


@pytest.mark.parametrize("tag", RUN_TIME)
def test_a_function_says_what_it_has_against_its_use(tag: str):
    with pytest.raises(TemplateFailed) as failed:
        rendered(word_file(p("") + table(["a"], ["b " + tag])), VALUES, photo)
    (found,) = failed.value.problems
    assert (found.code, found.position.row, found.position.tag) == (RUN_TIME[tag], 2, tag)


def test_a_footnote_stands_in_the_body_only():
    with pytest.raises(TemplateFailed) as failed:
        rendered(word_file(p(""), "{{r footnote('x') }}"), VALUES)
    assert failed.value.problems[0].code == "no-footnote-here"


# --- what has no end, or is broken -------------------------------------------------------------------


LONG = {
    "tags": (p("{{ name }}" * 500) * 5, "too-many-tags"),
    "paragraph": (p("{{ name }}" * 100_000), "long-paragraph"),
    "runs": (p(*["{{ ", "name", " }}"] * 3_000), ""),
    "row-of-tags": (table(["".join(p("{%tr if yes %}") for _ in range(2_000))]), "never-closed"),
    "opening-braces": (p("{{ " * 16_000), "syntax"),
    "opening-blocks": (p("{% " * 16_000), "open-tag"),
    "closing-braces": (p("}}" * 24_000), "open-tag"),
    "single-braces": (p("{" * 49_999), "open-tag"),
    "long-end": (p("{{" + "}" * 49_000), "syntax"),
    "white-space": (p(*["{{- name -}}", "  "] * 1_000), ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_what_has_no_end_is_read_in_no_time(
    name: str, monkeypatch: pytest.MonkeyPatch, loops_of: Callable[[Callable[[], object]], float]
):
    body, code = LONG[name]
    if name == "tags":
        monkeypatch.setattr(parts, "MAX_TAGS", 2_000)
    content = word_file(body)
    assert loops_of(lambda: word.Template(content)) < 2_000
    if code != "syntax":
        assert [each.code for each in word.Template(content).problems(None, WORDS)][:1] == [code] * bool(code)


@pytest.mark.slow
def test_any_bytes_give_a_document_or_a_clear_failure():
    """Bytes changed at random, in the file and in the XML of its parts."""
    chance = random.Random(4)  # noqa: S311 - the same changes each time
    original = FULL
    parts = parts_of(original)
    for turn in range(200):
        if turn % 2:
            content = bytearray(original)
            for _ in range(chance.randint(1, 8)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            content = content[: chance.randrange(len(content))] if chance.random() < 0.2 else content
            broken = bytes(content)
        else:
            name = chance.choice(
                [
                    MAIN,
                    MAIN,
                    "[Content_Types].xml",
                    "word/header1.xml",
                    "word/styles.xml",
                    "word/_rels/document.xml.rels",
                    "docProps/core.xml",
                ]
            )
            text = parts[name].decode()
            at = chance.randrange(len(text))
            cut = chance.randint(0, 60)
            text = (
                text[:at]
                + chance.choice(
                    ["", "<w:p>", "</w:tc>", "{{", "%}", "<w:tbl/>", '"', "&x;", "\x00", "9" * 30]
                )
                + text[at + cut :]
            )
            broken = word_file("", **(parts | {name: text.encode()}))
        try:
            template = word.Template(broken)
            template.problems(None, WORDS)
            template.render(io.BytesIO(), VALUES, photo, WORDS)
        except TemplateFailed:
            continue
