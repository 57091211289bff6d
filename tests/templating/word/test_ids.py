"""Ids in loops: every one is another at each turn, and lists that begin in a turn begin anew."""

from __future__ import annotations

import re

import pytest

from kotacerdas.templating.jinja.failures import TemplateFailed
from tests.templating.word.test_flat import loop, with_part
from tests.templating.word_files import MAIN, VALUES, blank, p, parts_of, rendered, run, table, word_file

VML = (
    '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shapetype id="_x0000_t202"/><v:shape id="s5" o:spid="_x0000_s1026" type="#_x0000_t202"/></w:pict></w:r>'
)
IDS: dict[str, tuple[str, str, list[str]]] = {
    "bookmarks": (
        p('<w:bookmarkStart w:id="7" w:name="awal"/>', "x", '<w:bookmarkEnd w:id="7"/>'),
        r'w:(?:id|name)="(\w+)"',
        ["7", "awal", "7", "1", "awal_2", "1", "2", "awal_3", "2"],
    ),
    "long-name": (
        p(f'<w:bookmarkStart w:id="1" w:name="{"a" * 40}"/><w:bookmarkEnd w:id="1"/>'),
        r'w:name="(\w+)"',
        ["a" * 40, "a" * 38 + "_2", "a" * 38 + "_3"],
    ),
    "changes": (
        f'<w:p><w:pPr><w:rPr><w:ins w:id="4"/></w:rPr></w:pPr><w:ins w:id="1">{run("x")}</w:ins></w:p>',
        r'<w:ins w:id="(\d+)"',
        ["4", "1", "2", "3", "5", "6"],
    ),
    "controls": (
        f'<w:sdt><w:sdtPr><w:id w:val="-5"/></w:sdtPr><w:sdtContent>{p("x")}</w:sdtContent></w:sdt>',
        r'<w:id w:val="(-?\d+)"',
        ["-5", "1", "2"],
    ),
    "old-drawings": (
        p(VML),
        r'"#?((?:_x0000_[ts]|s)\w+)"',
        [
            *("_x0000_t202", "s5", "_x0000_s1026", "_x0000_t202"),
            *("_x0000_t202_2", "s5_2", "_x0000_s1026_2", "_x0000_t202_2"),
            *("_x0000_t202_3", "s5_3", "_x0000_s1026_3", "_x0000_t202_3"),
        ],
    ),
}


@pytest.mark.parametrize("name", IDS)
def test_ids_are_new_at_each_turn(name: str):
    body, pattern, expected = IDS[name]
    main = parts_of(rendered(word_file(loop(body)), VALUES))[MAIN].decode().partition("<w:body>")[2]
    assert re.findall(pattern, main.partition("<w:sectPr")[0]) == expected


def test_names_that_are_there_are_not_given_twice():
    taken = p('<w:bookmarkStart w:id="1" w:name="a_2"/><w:bookmarkEnd w:id="1"/>')
    marked = p('<w:bookmarkStart w:id="2" w:name="a"/><w:bookmarkEnd w:id="2"/>')
    main = parts_of(rendered(word_file(taken + loop(marked)), VALUES))[MAIN].decode()
    assert re.findall(r'w:name="(\w+)"', main) == ["a_2", "a", "a_3", "a_4"]


def test_each_turn_has_its_comment():
    thread = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="00000001"'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    comment = f'<w:comment w:id="0"><w:p {thread}><w:bookmarkStart w:id="5" w:name="b"/>{run("{{ name }}")}</w:p></w:comment>'
    name = "word/comments.xml"
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    content = parts_of(with_part(name, f"<w:comments {space}>{comment}</w:comments>", kind))
    body = loop(
        p(
            '<w:commentRangeStart w:id="0"/>',
            "x",
            '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
        )
    )
    made = parts_of(
        rendered(word_file(body, **{each: content[each] for each in (name, "[Content_Types].xml")}), VALUES)
    )
    comments = made[name].decode()
    ids = re.findall(r"<w:comment [^>]*w:id=\"(\d+)\"", comments)
    assert re.findall(r'<w:comment\w+ w:id="(\d+)"', made[MAIN].decode()) == [
        each for each in ids for _ in range(3)
    ]
    assert len(set(ids)) == comments.count(">Kota Uji<") == 3
    assert comments.count("paraId") == comments.count("bookmarkStart") == 1


def item(list_: int, text: str, level: int = 0) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbering}</w:pPr>{run(text)}</w:p>"


def styled(text: str, properties: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="ListNumber2"/>{properties}</w:pPr>{run(text)}</w:p>'


LISTS: dict[str, tuple[str, list[int]]] = {
    "begins-in-the-turn": (loop(p("{{ i }}") + item(5, "a") + item(5, "b")), [5, 5, 10, 10, 11, 11]),
    "made-by-the-loop": (loop(item(5, "{{ i }}") + p("uraian")), [5, 5, 5]),
    "lists-in-a-list": (loop(item(5, "{{ i }}") + item(6, "a")), [5, 6, 5, 10, 5, 11]),
    "made-by-an-inner-loop": (
        p("{%p for q in programs %}")
        + p("x")
        + p("{%p for b in q.budgets %}")
        + item(5, "{{ b.year }}")
        + p("{%p endfor %}{%p endfor %}"),
        [5, 5, 10, 10],
    ),
    "in-cells": (
        table(["{%tr for i in items %}", ""], [item(5, "{{ i }}"), "x"], ["{%tr endfor %}", ""]),
        [5, 5, 5],
    ),
    "by-its-style": (
        loop(p("{{ i }}") + styled("a", "<w:keepNext/>") + styled("b", "<w:spacing/>")),
        [6, 6, 10, 10, 11, 11],
    ),
    "no-loop": (item(5, "a") + item(5, "b"), [5, 5]),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_begins_in_a_turn_begins_anew(name: str):
    body, expected = LISTS[name]
    made = parts_of(rendered(word_file(body + p("")), VALUES))
    assert [int(each) for each in re.findall(r'<w:numId w:val="(\d+)"', made[MAIN].decode())] == expected
    numbering = made["word/numbering.xml"].decode()
    for number in set(expected) - {5, 6}:
        anew = rf'w:numId="{number}"><w:abstractNumId w:val="\d"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        assert re.search(anew, numbering)
    if set(expected) <= {5, 6}:
        assert made["word/numbering.xml"] == blank()["word/numbering.xml"]


def test_a_note_that_is_too_long_to_be_repeated_is_told():
    name = "word/footnotes.xml"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = f'<w:footnotes {space}><w:footnote w:id="1">{p("x" * 400_000)}</w:footnote></w:footnotes>'
    content = parts_of(with_part(name, note, kind))
    body = p("{%p for i in many %}") + p('<w:r><w:footnoteReference w:id="1"/></w:r>') + p("{%p endfor %}")
    file = word_file(body, **{each: content[each] for each in (name, "[Content_Types].xml")})
    with pytest.raises(TemplateFailed) as failed:
        rendered(file, {"many": list(range(1000))})
    assert failed.value.problems[0].code == "too-large"
