"""What Word put into contents and references when the template was saved: its tags are not those of the text."""

from __future__ import annotations

import pytest

from tests.templating.word.test_flat import field, loop
from tests.templating.word_files import MAIN, VALUES, outline, p, parts_of, rendered, run, word_file

BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)
TOC = f'{BEGIN}<w:r><w:instrText> TOC \\o "1-2" </w:instrText></w:r>{SEPARATE}'
STALE = 'w:fldCharType="begin" w:dirty="true"'


def entry(text: str) -> str:
    return f'<w:hyperlink w:anchor="a">{run(text)}<w:r><w:tab/></w:r>{field(" PAGEREF a ", run("3"))}</w:hyperlink>'


RESULTS: dict[str, tuple[str, list[str], bool]] = {
    "contents": (
        p(TOC, entry("{{ nothing.name }}"))
        + p(entry("{{ nothing"))
        + p(entry("Penutup"))
        + p(END)
        + p("{{ name }}"),
        ["", "Penutup\t3", "", "Kota Uji"],
        True,
    ),
    "contents-without-tags": (p(TOC, entry("Penutup")) + p(END), ["Penutup\t3", ""], True),
    "reference": (p("a ", field(" REF x \\h ", run("{{ nothing }}")), " {{ name }}"), ["a  Kota Uji"], True),
    "reference-without-tags": (p(field(" REF x \\h ", run("b"))), ["b"], False),
    "simple-reference": (
        p('<w:fldSimple w:instr=" STYLEREF Judul "><w:r><w:t>{{ nothing }}</w:t></w:r></w:fldSimple>'),
        [""],
        True,
    ),
    "property": (p(field(" TITLE ", run("{{ name }}"))), ["Kota Uji"], False),
    "not-ended": (p(TOC, "{{ name }}"), ["Kota Uji"], False),
}


@pytest.mark.parametrize("name", RESULTS)
def test_what_word_renews_is_left_to_it(name: str):
    body, expected, is_stale = RESULTS[name]
    made = rendered(word_file(body), VALUES)
    main = parts_of(made)[MAIN].decode()
    assert outline(made) == expected
    assert ('w:dirty="true"' in main) == is_stale
    for kind in ("begin", "separate"):
        assert main.count(f'"{kind}"') >= main.count('"end"')


def test_a_reference_in_a_loop_leads_to_what_stands_in_the_same_turn():
    forward = p(
        field(" REF tabel \\h ", run("{{ i }}")),
        '<w:hyperlink w:anchor="tabel">' + run("x") + "</w:hyperlink>",
    )
    marked = p('<w:bookmarkStart w:id="3" w:name="tabel"/>', "{{ i }}", '<w:bookmarkEnd w:id="3"/>')
    made = parts_of(
        rendered(word_file(loop(forward + marked) + p(field(" PAGEREF tabel ", run("1")))), VALUES)
    )
    main = made[MAIN].decode()
    for name in ("tabel", "tabel_2", "tabel_3"):
        assert (
            main.count(f'w:name="{name}"')
            == main.count(f'w:anchor="{name}"')
            == main.count(f" REF {name} ")
            == 1
        )
    assert main.count(" PAGEREF tabel ") == 1
