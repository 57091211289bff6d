"""The functions of Word templates: pictures, charts, links, footnotes, bookmarks; what they add is sound."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml.ns import qn

from tests.conftest import needs_libreoffice
from tests.templating.word_files import (
    FULL,
    MAIN,
    VALUES,
    assert_sound,
    opened,
    outline,
    p,
    parts_of,
    photo,
    rendered,
    run,
    text_of,
    word_file,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_a_document_with_everything_is_sound_for_word(tmp_path: Path):
    openxml_audit = pytest.importorskip("openxml_audit")
    content = rendered(FULL, VALUES, photo)
    assert_sound(content)
    file = tmp_path / "full.docx"
    file.write_bytes(content)
    result = openxml_audit.OpenXmlValidator().validate(file)
    assert [str(error) for error in result.errors] == []


@pytest.mark.slow
def test_a_picture_used_often_is_there_once():
    parts = parts_of(rendered(FULL, VALUES, photo))
    assert sorted(name.rpartition(".")[2] for name in parts if "/media/" in name) == ["jpeg", "png"]


def test_everything_drawn_has_an_id_of_its_own():
    drawn = "<w:r><w:drawing><wp:inline xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing'><wp:docPr id='1' name='x'/></wp:inline></w:drawing></w:r>"
    body = p("{%p for i in items %}") + p(drawn, "{{r picture('a', 5, i) }}") + p("{%p endfor %}")
    made = opened(rendered(word_file(body), VALUES, photo))
    ids = [each.get("id") for each in made.element.body.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids)) == 6


def test_a_footnote_may_hold_words_that_look_different():
    body = p("{% set t %}satu ", run("dua", "<w:b/>"), "{% endset %}{{r footnote(t) }}{{r link(t, '#x') }}")
    made = rendered(word_file(body), VALUES)
    notes = parts_of(made)["word/footnotes.xml"].decode()
    assert [outline(made), "dua</w:t></w:r>" in notes, "\ufddb" in notes] == [["satu dua"], True, False]
    assert_sound(made)


def test_each_footnote_of_a_loop_is_its_own():
    content = rendered(FULL, VALUES, photo)
    notes = docx.oxml.parse_xml(parts_of(content)["word/footnotes.xml"])
    texts = {note.get(qn("w:id")): text_of(note[0]) for note in notes if note.get(qn("w:type")) is None}
    used = [each.get(qn("w:id")) for each in opened(content).element.body.iter(qn("w:footnoteReference"))]
    assert [texts[number] for number in used] == [" Catatan a", " Catatan b", " Catatan c", *[" sel"] * 3]


def test_what_is_added_does_not_clash_with_what_is_there():
    """A document that was made here may serve as a template."""
    first = rendered(FULL, VALUES, photo)
    parts = parts_of(first)
    body = p(
        "{{r bookmark('lain') }}{{r link('x', 'https://y.id') }}{{r picture('b', 9, 'x') }}{{r footnote('baru') }}{{r bar_chart(['a'], [['b', [1], '000000']], 9, 9, '') }}"
    )
    parts[MAIN] = parts[MAIN].replace(b"<w:body>", b"<w:body>" + body.encode())
    again = parts_of(rendered(word_file("", **parts), {}, photo))
    relationships = docx.oxml.parse_xml(again["word/_rels/document.xml.rels"])
    ids = [each.get("Id") for each in relationships]
    assert len(ids) == len(set(ids))
    marks = re.findall(rb'<w:bookmarkStart w:id="(\d+)"', again[MAIN])
    assert len(marks) == len(set(marks)) == 2
    assert sum("charts/" in name for name in again) == 2
    notes = [note.get(qn("w:id")) for note in docx.oxml.parse_xml(again["word/footnotes.xml"])]
    assert len(notes) == len(set(notes)) == 9


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("https://x.id/a b?c=<d>&e=é", "https://x.id/a%20b?c=%3Cd%3E&e=%C3%A9"),
        ("mailto:a@b.id", "mailto:a@b.id"),
        ("bukti/SK 1 & 2.pdf", "bukti/SK%201%20&%202.pdf"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("//host/share", None),
        ("\\\\host\\share", None),
        ("C:\\x", None),
        ("", None),
    ],
)
def test_a_link_leads_only_where_it_may(href: str, target: str | None):
    content = rendered(word_file(p("{{r link('teks', h) }}")), {"h": href})
    relationships = docx.oxml.parse_xml(parts_of(content)["word/_rels/document.xml.rels"])
    external = [each.get("Target") for each in relationships if each.get("TargetMode") == "External"]
    assert external == ([] if target is None else [target])
    assert outline(content) == ["teks"]


@needs_libreoffice
def test_libreoffice_opens_it(tmp_path: Path):
    file = tmp_path / "full.docx"
    file.write_bytes(rendered(FULL, VALUES, photo))
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, file], check=True, capture_output=True, timeout=600)
    assert (tmp_path / "full.pdf").read_bytes().startswith(b"%PDF")
