"""Tags outside the text of paragraphs: what is rendered of them, and that none is left standing unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from kotacerdas.templating.jinja.failures import TemplateFailed
from kotacerdas.templating.word import document as word
from tests.templating.word_files import (
    MAIN,
    NAMESPACES,
    VALUES,
    WORDS,
    blank,
    cell,
    p,
    parts_of,
    rendered,
    run,
    word_file,
)

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "word/_rels/document.xml.rels"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
MATH = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{}</m:oMath>'


def field(code: str, result: str = "") -> str:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return f'{begin}<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>{separate}{result}{end}'


def drawn(attributes: str) -> str:
    inline = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    return (
        f'<w:r><w:drawing><wp:inline {inline}><wp:docPr id="1" {attributes}/></wp:inline></w:drawing></w:r>'
    )


def loop(body: str) -> str:
    return p("{%p for i in items %}") + body + p("{%p endfor %}")


def linked(target: str, body: str | None = None, part: str = "document") -> bytes:
    rels = f"word/_rels/{part}.xml.rels"
    relationship = f'<Relationship Id="h" Type="{OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'
    link = p(f'<w:hyperlink r:id="h" xmlns:r="{OFFICE}"><w:r><w:t>{{{{ i }}}}</w:t></w:r></w:hyperlink>')
    empty = f'<Relationships xmlns="{OFFICE.replace("officeDocument", "package")}"></Relationships>'.encode()
    old = blank().get(rels, empty)
    return word_file(body or loop(link), **{rels: old.replace(b"</Rel", relationship.encode() + b"</Rel")})


def with_part(name: str, content: str, kind: str) -> bytes:
    types = blank()["[Content_Types].xml"]
    entry = f'<Override PartName="/{name}" ContentType="{kind}"/>'.encode()
    return word_file(
        p("x"), **{name: content.encode(), "[Content_Types].xml": types.replace(b"</T", entry + b"</T")}
    )


PROPERTY = "application/vnd.openxmlformats-officedocument.{}-properties+xml"
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
TITLED = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" '
    'xmlns:vt="urn:vt"><Company>{{ name }}</Company><TitlesOfParts><vt:lpstr>{{ program.name }}</vt:lpstr>'
    "</TitlesOfParts><HeadingPairs/></Properties>"
)

RENDERED: dict[str, tuple[bytes, str, list[str]]] = {
    "alternative-text": (
        word_file(
            loop(
                p(drawn('descr="Foto {{ i }} {{ \'&quot;&lt;\' }}{# x #}" title="{% if yes %}J{% endif %}"'))
            )
        ),
        MAIN,
        ['descr="Foto a &quot;&lt;" title="J"', 'descr="Foto c '],
    ),
    "old-alternative-text": (
        word_file(
            p(
                '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="{{ name }}"/></w:pict></w:r>'
            )
        ),
        MAIN,
        ['alt="Kota Uji"'],
    ),
    "description-of-a-table": (
        word_file(
            '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblCaption w:val="T {{ name }}"/></w:tblPr>'
            f'<w:tblGrid><w:gridCol w:w="1"/></w:tblGrid><w:tr>{cell("x")}</w:tr></w:tbl>'
        ),
        MAIN,
        ['<w:tblCaption w:val="T Kota Uji"/>'],
    ),
    "name-of-a-control": (
        word_file(
            f'<w:sdt><w:sdtPr><w:alias w:val="{{{{ name }}}}"/></w:sdtPr><w:sdtContent>{p("x")}</w:sdtContent></w:sdt>'
        ),
        MAIN,
        ['<w:alias w:val="Kota Uji"/>'],
    ),
    "code": (word_file(p(field(' QUOTE "{{ \'a\\"\\\\b\' }}" '))), MAIN, [' QUOTE "a\\&quot;\\\\b" <']),
    "code-in-pieces": (
        word_file(p(field(" MERGEFIELD {{ na</w:instrText></w:r><w:r><w:instrText>me }} "))),
        MAIN,
        ["> MERGEFIELD Kota Uji<", "> </w:instrText>"],
    ),
    "code-with-a-condition": (
        word_file(p(field(' = 1 {% if yes %}\\# "0"{% endif %}'))),
        MAIN,
        ['> = 1 \\# "0"<'],
    ),
    "simple-code": (
        word_file(p('<w:fldSimple w:instr=" QUOTE &quot;{{ name }}&quot;"/>')),
        MAIN,
        ['w:instr=" QUOTE &quot;Kota Uji&quot;"'],
    ),
    "code-of-a-link": (
        word_file(
            loop(p(field(" HYPERLINK \"{{ 'javascript:x' if i == 'a' else 'https://x.id/?q= ' ~ i }}\"")))
        ),
        MAIN,
        [' HYPERLINK ""', ' HYPERLINK "https://x.id/?q=%20b"'],
    ),
    "equation-in-pieces": (
        word_file(p(MATH.format("<m:r><m:t>x={{ na</m:t></m:r><m:r><m:t>me }}+{{ 'a\\nb' }}</m:t></m:r>"))),
        MAIN,
        [">x=Kota Uji</m:t>", ">+a b</m:t>"],
    ),
    "address": (
        linked("https://x.id/{{ i }}?q={{ name }}"),
        RELS,
        ['Target="https://x.id/a?q=Kota%20Uji"', 'Target="https://x.id/c?q=Kota%20Uji"'],
    ),
    "address-as-word-writes-it": (linked("%7b%7B%20i%20%7D%7d#%20x"), RELS, ['Target="a#%20x"']),
    "address-behind-a-folder": (
        linked("file:///C:\\Users\\a\\{{ 'https://x.id' }}"),
        RELS,
        ['Target="https://x.id"'],
    ),
    "address-that-leads-nowhere": (linked("{{ 'javascript:x' }}"), RELS, ['Target="#"']),
    "address-of-no-link": (linked("{{ i.nothing }}", p("x")), MAIN, ["<w:t"]),
    "custom-property": (
        with_part(
            "docProps/custom.xml",
            "<P xmlns:vt=\"urn:vt\"><vt:lpwstr>{{ name }} &amp; {{ '&lt;' }}</vt:lpwstr></P>",
            PROPERTY.format("custom"),
        ),
        "docProps/custom.xml",
        [">Kota Uji &amp; &lt;<"],
    ),
    "headings-that-word-counted": (
        with_part("docProps/app2.xml", TITLED, PROPERTY.format("extended")),
        "docProps/app2.xml",
        ["<Company>Kota Uji</Company></"],
    ),
    "title-of-a-chart-in-pieces": (
        with_part(
            "word/charts/chart1.xml",
            f'<c xmlns:a="{DRAWING}"><a:p><a:r><a:t>{{</a:t></a:r><a:r><a:t>{{ name }}}} {{% if no %}}x{{% endif %}}</a:t></a:r></a:p></c>',
            CHART,
        ),
        "word/charts/chart1.xml",
        ["<a:t>Kota Uji</a:t>", "<a:t> </a:t>"],
    ),
    "what-a-control-shows": (
        word_file(p("x"), **{"customXml/item9.xml": b"<root><city>{{ name }}</city></root>"}),
        "customXml/item9.xml",
        ["<city>Kota Uji</city>"],
    ),
    "comment": (
        with_part(
            "word/comments.xml",
            f'<w:comments {NAMESPACES}><w:comment w:id="0">{p("{{ name }}")}</w:comment></w:comments>',
            "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
        ),
        "word/comments.xml",
        [">Kota Uji<"],
    ),
    "deleted": (
        word_file(p('<w:del w:id="1"><w:r><w:delText>{%p for </w:delText></w:r></w:del>', "x")),
        MAIN,
        ["<w:delText/>"],
    ),
}


@pytest.mark.parametrize("name", RENDERED)
def test_tags_are_rendered_wherever_people_read(name: str):
    content, part, pieces = RENDERED[name]
    assert word.Template(content).problems(None, WORDS) == []
    parts = {
        name: content.decode("utf-8", "replace")
        for name, content in parts_of(rendered(content, VALUES)).items()
    }
    assert [piece for piece in pieces if piece not in parts[part]] == []
    assert [name for name, text in parts.items() if name.endswith((".xml", ".rels")) and "{{" in text] == []


HIDDEN = p(
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
    "{% if no %}",
    "<w:r><w:instrText> QUOTE </w:instrText></w:r>",
    "{% endif %}",
    '<w:r><w:instrText>INCLUDEPICTURE "http://x"</w:instrText></w:r>',
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
)
REFUSED: dict[str, tuple[bytes, list[tuple[str, Any, str]]]] = {
    "name-of-a-field": (word_file(p(field("{{ 'INCLUDE' ~ 'TEXT' }} a"))), [("in-code", 1, MAIN)]),
    "name-under-a-condition": (
        word_file(p(field("{% if yes %}INCLUDETEXT{% endif %} a"))),
        [("in-code", 1, MAIN)],
    ),
    "name-in-pieces": (word_file(p(field(" {{ 'I' }}NCLUDETEXT a"))), [("in-code", 1, MAIN)]),
    "text-amid-a-code": (word_file(HIDDEN), [("in-code", 1, MAIN)] * 2),
    "block-out-of-a-code": (
        word_file(p(field(" QUOTE {% if yes %}")) + p("{% endif %}")),
        [("crosses", 1, MAIN)],
    ),
    "picture-of-an-old-drawing": (
        word_file(
            p(
                '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="{{ name }}"/></w:pict></w:r>'
            )
        ),
        [("not-here", 1, MAIN)],
    ),
    "attribute": (
        word_file(p('<w:bookmarkStart w:id="1" w:name="{{ name }}"/>', "x")),
        [("not-here", 1, MAIN)],
    ),
    "text-that-is-no-text": (word_file("<w:p><w:r>{{ name }}</w:r></w:p>"), [("not-here", 1, MAIN)]),
    "text-of-a-list": (
        word_file(
            p("x"),
            **{"word/numbering.xml": blank()["word/numbering.xml"].replace(b'"%1."', b'"{{ name }}"', 1)},
        ),
        [("not-here", 0, "word/numbering.xml")],
    ),
    "block-in-an-address": (linked("{% if yes %}x{% endif %}"), [("not-here", 0, RELS)]),
    "address-in-a-chart": (
        linked("{{ name }}", p("x"), "theme/theme1"),
        [("not-here", 0, "word/theme/theme1.xml")],
    ),
    "run-in-a-code": (word_file(p(field(" QUOTE {{r name }}"))), [("no-such-tag", 1, MAIN)]),
    "markup-in-an-alternative-text": (
        word_file(p(drawn("descr=\"{{ link('a', '#a') }}\""))),
        [("is-markup", 1, MAIN)],
    ),
    "field-in-a-building-block": (
        with_part(
            "word/glossary/document.xml",
            f"<w:glossaryDocument {NAMESPACES}>{p(field(' QUOTE {{ name }}'))}</w:glossaryDocument>",
            "application/xml",
        ),
        [("in-code", 0, "word/glossary/document.xml")],
    ),
    "block-over-a-building-block": (
        with_part(
            "word/glossary/document.xml",
            f"<w:glossaryDocument {NAMESPACES}>{p('{% if name %}', 'x', '{% endif %}')}</w:glossaryDocument>",
            "application/xml",
        ),
        [("crosses", 0, "word/glossary/document.xml")],
    ),
    "open": (word_file(p(drawn('descr="{{ name"'))), [("open-tag", 1, MAIN)]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_tag_that_nobody_would_render_is_told_with_its_place(name: str):
    content, expected = REFUSED[name]
    with pytest.raises(TemplateFailed) as failed:
        rendered(content, VALUES)
    told = [(each.code, each.position.paragraph, each.position.file) for each in failed.value.problems]
    assert told == expected


def test_braces_that_are_no_tags_are_let_through():
    braces = '{"a":{"b":{}}} }} %} {6668398D-A668}'
    content = word_file(
        p(field(f" ADDIN ZOTERO_ITEM {braces} ", run("(A, 2023)"))),
        **{"customXml/item9.xml": f"<a>{braces}</a>".encode()},
    )
    parts = parts_of(rendered(content, VALUES))
    assert braces in parts[MAIN].decode()
    assert braces in parts["customXml/item9.xml"].decode()
