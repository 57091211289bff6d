# ruff: noqa: SLF001 - what python-docx has no public name for
"""The body of another .docx in a document: what comes along with it, and what is refused."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from PIL import Image

from kotacerdas.deliverables import rendering
from kotacerdas.deliverables.library import template_in
from kotacerdas.languages.messages import Messages
from kotacerdas.templating.jinja.failures import TemplateFailed
from kotacerdas.templating.word import document as word
from tests.templating.word_files import (
    MAIN,
    VALUES,
    WORDS,
    assert_sound,
    no_picture,
    opened,
    outline,
    p,
    parts_of,
    run,
    table,
    word_file,
    zipped,
)

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

FOOTNOTE = '<w:r><w:footnoteReference w:id="1"/></w:r>'


def saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def letterhead() -> bytes:
    """A letterhead with a style of its own, a picture, a link, a list and a table."""
    document = docx.Document()
    style = document.styles.add_style("Kop Surat", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles.add_style("Dasar Kop", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("PEMERINTAH KOTA UJI", style="Kop Surat")
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(picture, "PNG")
    document.add_picture(picture)
    for text in ("satu", "dua"):
        document.add_paragraph(text, style="List Number")
    document.add_table(1, 2).cell(0, 1).text = "sel"
    link = document.part.relate_to(
        "https://kota.id", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    paragraph = docx.oxml.parse_xml(
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<w:bookmarkStart w:id="0" w:name="alamat"/><w:hyperlink r:id="{link}">{run("kota.id")}</w:hyperlink>'
        '<w:bookmarkEnd w:id="0"/></w:p>'
    )
    document.element.body.insert(-1, paragraph)
    return saved(document)


LETTERHEAD = letterhead()


def made_of(body: str, **files: bytes) -> bytes:
    """The document that a template makes with these files beside it."""
    made = io.BytesIO()
    template = word.Template(word_file(body), beside=lambda name: files[name.removesuffix(".docx")])
    assert template.problems(None, WORDS) == []
    template.render(made, VALUES, no_picture, WORDS)
    return made.getvalue()


def test_a_letterhead_comes_along_with_all_that_it_needs():
    made = made_of(p("{{p subdocument('kop.docx') }}") + p("Isi {{ name }}"), kop=LETTERHEAD)
    text = ["PEMERINTAH KOTA UJI", "", "satu", "dua", [["", "sel"]], "kota.id", "Isi Kota Uji"]
    assert outline(made) == text
    assert_sound(made)
    document = opened(made)
    assert document.paragraphs[0].style.base_style.name == "Dasar Kop"
    assert document.paragraphs[2].style.name == "List Number"
    assert [link.address for each in document.paragraphs for link in each.hyperlinks] == ["https://kota.id"]
    (shape,) = document.inline_shapes
    relation = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
    assert document.part.related_parts[relation].blob in parts_of(LETTERHEAD).values()


@pytest.mark.slow
def test_word_finds_no_fault_that_a_letterhead_has_not(tmp_path: Path):
    made = made_of(p("{{p subdocument('kop.docx') }}") + p("Isi {{ name }}"), kop=LETTERHEAD)
    audit = pytest.importorskip("openxml_audit").OpenXmlValidator()
    faults = []
    for content in (made, LETTERHEAD, word_file(p("x"))):
        (tmp_path / "x.docx").write_bytes(content)
        faults.append({str(error) for error in audit.validate(tmp_path / "x.docx").errors})
    assert faults[0] <= faults[1] | faults[2]


def test_each_time_has_ids_of_its_own_and_lists_begin_anew():
    body = p("{%p for i in items %}") + p("{{p subdocument('kop.docx') }}") + p("{%p endfor %}")
    document = opened(made_of(body, kop=LETTERHEAD))
    drawn = [each.get("id") for each in document.element.iter(qn("wp:docPr"))]
    assert len(drawn) == len(set(drawn)) == 3
    assert len(list(document.element.iter(qn("w:bookmarkStart")))) == 1
    numbered = docx.Document()
    for text in ("satu", "dua"):
        paragraph = numbered.add_paragraph(text)
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 1
    lists = opened(made_of(body, kop=saved(numbered)))
    numbers = [each.val for each in lists.element.iter(qn("w:numId"))]
    assert len(set(numbers)) == 3
    known = lists.part.numbering_part.element
    assert {each.numId for each in known.num_lst} >= set(numbers)
    kinds = [each.get(qn("w:abstractNumId")) for each in known.iter(qn("w:abstractNum"))]
    assert len(kinds) == len(set(kinds))
    order = [child.tag for child in known if child.tag in {qn("w:num"), qn("w:abstractNum")}]
    assert order == sorted(order)


def test_in_a_cell_and_in_a_header_it_is_sound():
    assert_sound(made_of(table(["{{p subdocument('kop.docx') }}"]), kop=LETTERHEAD))
    with_header = word_file(p("x"), header="{{p subdocument('kop.docx') }}")
    made = io.BytesIO()
    word.Template(with_header, beside=lambda _name: LETTERHEAD).render(made, VALUES, no_picture, WORDS)
    assert_sound(made.getvalue())
    header = opened(made.getvalue()).sections[0].header
    assert header.paragraphs[0].text == "PEMERINTAH KOTA UJI"
    assert header.part.rels


def several_sections() -> bytes:
    document = docx.Document()
    document.add_paragraph("a")
    document.add_section()
    return saved(document)


REFUSED: dict[str, tuple[str, bytes, str, dict[str, Any]]] = {
    "tags": (
        "{{p subdocument('a.docx') }}",
        word_file(p("{{ na", "me }}")),
        "subdocument-holds",
        {"kind": "tag"},
    ),
    "tags-in-an-attribute": (
        "{{p subdocument('a.docx') }}",
        word_file(
            p('<w:hyperlink w:anchor="x" w:tooltip="{{ name }}"><w:r><w:t>x</w:t></w:r></w:hyperlink>')
        ),
        "subdocument-holds",
        {"kind": "tag"},
    ),
    "footnote": (
        "{{p subdocument('a.docx') }}",
        word_file(p("x", FOOTNOTE)),
        "subdocument-holds",
        {"kind": "footnote"},
    ),
    "sections": (
        "{{p subdocument('a.docx') }}",
        several_sections(),
        "subdocument-holds",
        {"kind": "section"},
    ),
    "header-alone": ("{{p subdocument('a.docx') }}", word_file(p(""), header="Kop"), "subdocument-empty", {}),
    "no-word": ("{{p subdocument('a.docx') }}", b"x", "not-word", {}),
    "macros": (
        "{{p subdocument('a.docx') }}",
        zipped({**parts_of(LETTERHEAD), "word/vbaProject.bin": b"x"}),
        "macros",
        {},
    ),
    "strict": (
        "{{p subdocument('a.docx') }}",
        zipped(
            {
                **parts_of(LETTERHEAD),
                MAIN: b'<document xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>',
            }
        ),
        "strict-format",
        {},
    ),
    "in-a-run": ("{{r subdocument('a.docx') }}", LETTERHEAD, "needs-paragraph", {}),
    "in-text": ("{{ subdocument('a.docx') }}", LETTERHEAD, "needs-paragraph", {}),
    "joined": ("{{p 'x' ~ subdocument('a.docx') }}", LETTERHEAD, "needs-paragraph", {}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_over_is_refused_by_check_and_by_build(name: str):
    body, file, code, details = REFUSED[name]
    template = word.Template(word_file(p(body)), beside=lambda _name: file)
    if name != "joined":
        (problem,) = template.problems(None, WORDS)
        assert (problem.code, dict(problem.details) | details) == (code, dict(problem.details))
    with pytest.raises(TemplateFailed) as failed:
        template.render(io.BytesIO(), VALUES, no_picture, WORDS)
    assert failed.value.problems[0].code == code


def test_only_what_lies_beside_the_template_is_found(tmp_path: Path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "luar.docx").write_bytes(LETTERHEAD)
    (folder / "kop.docx").write_bytes(LETTERHEAD)
    (folder / "tautan.docx").symlink_to(tmp_path / "luar.docx")
    codes = {}
    for name in (
        "kop.docx",
        "KOP.txt",
        "luar.docx",
        "../luar.docx",
        "tautan.docx",
        str(tmp_path / "luar.docx"),
        "..\\luar.docx",
        "C:luar.docx",
    ):
        (folder / "t.docx").write_bytes(word_file(p("{{p subdocument(" + repr(name) + ") }}")))
        problems, _notes = rendering.open_in_trial(template_in(folder / "t.docx"), Messages("en"))
        codes[name] = [each.code for each in problems]
    assert codes.pop("kop.docx") == []
    assert set(map(tuple, codes.values())) == {("no-subdocument",)}


def test_many_large_files_are_bounded():
    big = word_file("".join(p("kata " * 200) for _ in range(8_000)))
    calls = "".join(p("{{p subdocument('" + str(number) + ".docx') }}") for number in range(60))
    with pytest.raises(TemplateFailed) as failed:
        word.Template(word_file(calls), beside=lambda _name: big).render(
            io.BytesIO(), VALUES, no_picture, WORDS
        )
    assert failed.value.problems[0].code in {"too-large", "too-long"}


def test_nothing_lies_beside_a_template_of_nowhere():
    with pytest.raises(TemplateFailed) as failed:
        word.Template(word_file(p("{{p subdocument('a.docx') }}"))).render(
            io.BytesIO(), VALUES, no_picture, WORDS
        )
    assert failed.value.problems[0].code == "no-subdocument"
