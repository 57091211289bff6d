"""Hostile and broken files: what is refused before a template is read."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest

from kotacerdas.templating.jinja.failures import TemplateFailed
from kotacerdas.templating.word import document as word
from tests.templating.word_files import (
    MAIN,
    NAMESPACES,
    VALUES,
    p,
    parts_of,
    rendered,
    table,
    word_file,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable


TYPES, RELS, ROOT = "[Content_Types].xml", "word/_rels/document.xml.rels", "_rels/.rels"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GOOD = parts_of(word_file(p("{{ name }}")))


def with_(name: str, old: bytes, new: bytes) -> bytes:
    assert old in GOOD[name]
    return zipped({**GOOD, name: GOOD[name].replace(old, new, 1)})


def relationship(kind: str, target: str, mode: str = "External") -> str:
    written = f'TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="x" Type="{kind if ":" in kind else f"{OFFICE}/{kind}"}" Target="{target}" {written}/>'


def related(kind: str, target: str, mode: str = "External", body: str = "") -> bytes:
    """A Word file whose main part has one relationship more, and this before its text."""
    main = GOOD[MAIN].replace(b"<w:body>", f"<w:body>{body}".encode())
    rels = GOOD[RELS].replace(
        b"</Relationships>", f"{relationship(kind, target, mode)}</Relationships>".encode()
    )
    return zipped({**GOOD, MAIN: main, RELS: rels})


def before(body: str) -> bytes:
    """A Word file that begins with this."""
    return with_(MAIN, b"<w:body>", f"<w:body>{body}".encode())


def with_part(name: str, content: bytes, more: str = "") -> bytes:
    """A Word file with one part more, whose kind is told with all that there is of `more`."""
    types = GOOD[TYPES].replace(b"</Types>", f"{more}</Types>".encode())
    return zipped({**GOOD, TYPES: types, name: content})


def field(*codes: str) -> str:
    """A paragraph with a field, whose code is split over runs."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' for code in codes)
    return f"<w:p>{begin}{runs}{end}</w:p>"


def with_entity(declaration: str, text: str) -> bytes:
    main = GOOD[MAIN].decode().partition("?>")[2]
    return zipped({**GOOD, MAIN: f"<!DOCTYPE d [{declaration}]>{main.replace('{{ name }}', text)}".encode()})


def packed(*entries: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter("ignore")
        for name, content in entries:
            file.writestr(name, content)
    return made.getvalue()


WORD_XML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not-word"),
    "text": (lambda: b"{{ name }}", "not-word"),
    "old-word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-or-locked"),
    "other-zip": (lambda: zipped({"a.txt": b"a"}), "not-word"),
    "spreadsheet": (
        lambda: with_(TYPES, b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"),
        "not-word",
    ),
    "no-main-part": (lambda: zipped({n: c for n, c in GOOD.items() if n != MAIN}), "not-word"),
    "no-types": (lambda: zipped({n: c for n, c in GOOD.items() if n != TYPES}), "not-word"),
    "truncated": (lambda: zipped(GOOD)[:-900], "not-word"),
    "damaged": (
        lambda: zipped(GOOD).replace(GOOD[MAIN][:4], b"xxxx").replace(b"PK\x03\x04", b"PK\x03\x05", 2),
        "not-word",
    ),
    "encrypted-entry": (lambda: _encrypted(zipped(GOOD)), "not-word"),
    "twice-the-same": (lambda: packed(*GOOD.items(), (MAIN, GOOD[MAIN])), "not-word"),
    "twice-but-for-capitals": (lambda: packed(*GOOD.items(), (MAIN.upper(), GOOD[MAIN])), "not-word"),
    "upwards": (lambda: packed(*GOOD.items(), ("word/../../x", b"a")), "not-word"),
    "absolute": (lambda: packed(*GOOD.items(), ("/etc/x", b"a")), "not-word"),
    "drive": (lambda: packed(*GOOD.items(), ("C:x", b"a")), "not-word"),
    "backslash": (lambda: packed(*GOOD.items(), ("..\\x", b"a")), "not-word"),
    "many-parts": (lambda: packed(*GOOD.items(), *((f"x{n}", b"") for n in range(5000))), "too-many-parts"),
    "large-part": (lambda: zipped({**GOOD, MAIN: GOOD[MAIN] + b" " * 40_000_000}), "file-too-large"),
    "large-in-all": (lambda: zipped({**GOOD, "word/media/a.png": bytes(90_000_000)}), "file-too-large"),
    "broken-main": (lambda: with_(MAIN, b"<w:body>", b"<w:bdy>"), "broken-part"),
    "broken-header": (lambda: zipped({**GOOD, "word/header1.xml": b"<w:hdr"}), "broken-part"),
    "broken-relations": (lambda: zipped({**GOOD, RELS: b""}), "broken-part"),
    "broken-types": (lambda: zipped({**GOOD, TYPES: b"x"}), "broken-part"),
    "no-namespace": (lambda: zipped({**GOOD, MAIN: b"<document/>"}), "strict-format"),
    "strict": (
        lambda: zipped(
            {
                **GOOD,
                MAIN: GOOD[MAIN].replace(
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                ),
            }
        ),
        "strict-format",
    ),
    "deep": (
        lambda: with_(MAIN, b"<w:body>", b"<w:body>" + b"<w:sdt>" * 5000 + b"</w:sdt>" * 5000),
        "broken-part",
    ),
    "laughs": (lambda: with_entity(LAUGHS, "&a9;"), "broken-part"),
    "laughs-in-attribute": (lambda: with_entity(LAUGHS, ""), "broken-part"),
    "external-entity": (lambda: with_entity('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), "broken-part"),
    "external-dtd": (
        lambda: with_(MAIN, b"<w:document", b"<!DOCTYPE a SYSTEM 'http://x.id/a.dtd'><w:document"),
        "broken-part",
    ),
    "entity-in-utf16": (
        lambda: zipped({**GOOD, MAIN: f"<!DOCTYPE d [{LAUGHS}]><d>&a9;</d>".encode("utf-16")}),
        "broken-part",
    ),
    "entity-in-settings": (
        lambda: zipped({**GOOD, "word/settings.xml": b"<!DOCTYPE d []><d/>"}),
        "broken-part",
    ),
    "macro-document": (
        lambda: with_(
            TYPES,
            f"{WORD_XML}document.main+xml".encode(),
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "macros",
    ),
    "macro-part": (lambda: zipped({**GOOD, "word/vbaProject.bin": b"x"}), "macros"),
    "macro-part-of-another-name": (
        lambda: with_(
            TYPES,
            b"<Override",
            b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override',
        ),
        "macros",
    ),
    "macro-relation": (lambda: related("vbaProject", "x.bin"), "macros"),
    "header-of-another-root": (
        lambda: zipped({**GOOD, "word/header1.xml": f"<w:p {NAMESPACES}/>".encode()}),
        "broken-part",
    ),
    "content-of-a-control-as-root": (
        lambda: zipped({**GOOD, MAIN: f"<w:sdtContent {NAMESPACES}><w:p/></w:sdtContent>".encode()}),
        "broken-part",
    ),
}


def _encrypted(content: bytes) -> bytes:
    """The same with every entry marked as encrypted."""
    made = bytearray(content)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(sign)
        while at >= 0:
            made[at + offset] |= 1
            at = made.find(sign, at + 4)
    return bytes(made)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str):
    make, code = HOSTILE[name]
    content = make()
    with pytest.raises(TemplateFailed) as failed:
        word.Template(content)
    assert failed.value.problems[0].code == code


# --- what would be fetched, and what is not ---------------------------------------------------------------


XMLNS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    f'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="{OFFICE}"'
)
URL = "http://x.id/a.png"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def drawn(element: str) -> str:
    """A paragraph with something drawn."""
    return f"<w:p><w:r><w:drawing><a:x {XMLNS}>{element}</a:x></w:drawing></w:r></w:p>"


def at_link(element: str) -> bytes:
    """A Word file that uses a link for something else."""
    return related("hyperlink", URL, body=drawn(element))


COMMENT = f"<w:comments {NAMESPACES}>{field(' DDEAUTO cmd ')}</w:comments>".encode()
HEADER = f"<w:hdr {NAMESPACES}>{field(' DDEAUTO cmd ')}</w:hdr>".encode()
FETCHING: dict[str, tuple[bytes, tuple[str, str, str]]] = {
    "linked-picture": (related("image", URL), (RELS, "image", URL)),
    "linked-object": (related("oleObject", "file:///x"), (RELS, "oleObject", "file:///x")),
    "linked-part": (related("subDocument", "b.docx"), (RELS, "subDocument", "b.docx")),
    "linked-font": (related("font", URL), (RELS, "font", URL)),
    "linked-film": (related("video", URL), (RELS, "video", URL)),
    "frame": (related("frame", "//host/share/a"), (RELS, "frame", "//host/share/a")),
    "mode-in-small-letters": (related("image", URL, "external"), (RELS, "image", URL)),
    "mode-with-blanks": (related("image", URL, " External "), (RELS, "image", URL)),
    "mode-with-a-line-end": (related("image", URL, "External&#10;"), (RELS, "image", URL)),
    "mode-of-a-link": (related("hyperlink", URL, "EXTERNAL"), (RELS, "hyperlink", URL)),
    "address-of-a-part": (related("image", URL, ""), (RELS, "image", URL)),
    "address-behind-a-line-end": (
        related("image", f"&#10;{URL}", ""),
        (RELS, "image", f"\n{URL}"),
    ),
    "share-as-a-part": (related("image", "//host/a.png", "Internal"), (RELS, "image", "//host/a.png")),
    "share-with-backslashes": (related("image", r"\\host\a.png", ""), (RELS, "image", r"\\host\a.png")),
    "kind-like-a-link": (related("http://x.id/hyperlink", URL), (RELS, "hyperlink", URL)),
    "kind-behind-a-link": (related(f"{OFFICE}/image/hyperlink#image", URL), (RELS, "hyperlink#image", URL)),
    "relationship-of-another-namespace": (
        zipped(
            {
                **GOOD,
                RELS: f'<Relationships xmlns="urn:x">{relationship("image", URL)}</Relationships>'.encode(),
            }
        ),
        (RELS, "image", URL),
    ),
    "rels-in-capitals": (
        zipped(
            {
                **GOOD,
                "word/_rels/header1.xml.RELS": GOOD[RELS].replace(
                    b"</R", relationship("image", URL).encode() + b"</R"
                ),
            }
        ),
        ("word/_rels/header1.xml.RELS", "image", URL),
    ),
    "inserted-page": (related("aFChunk", "a.html", ""), (RELS, "aFChunk", "a.html")),
    "add-in": (
        related("http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "a.xml", ""),
        (RELS, "webextensiontaskpanes", "a.xml"),
    ),
    "picture-by-a-link": (at_link('<a:blip r:link="x"/>'), (MAIN, "blip", URL)),
    "picture-by-a-link-in-capitals": (at_link('<a:blip r:embed=" X "/>'), (MAIN, "blip", URL)),
    "svg-by-a-link": (at_link('<a:svgBlip r:embed="x"/>'), (MAIN, "svgBlip", URL)),
    "old-picture-by-a-link": (at_link('<v:imagedata r:href="x"/>'), (MAIN, "imagedata", URL)),
    "oldest-picture-by-a-link": (at_link('<v:imagedata o:relid="x"/>'), (MAIN, "imagedata", URL)),
    "object-by-a-link": (at_link('<o:OLEObject Type="Link" r:id="x"/>'), (MAIN, "OLEObject", URL)),
    "old-picture-by-itself": (
        before(drawn(f'<v:imagedata src="{URL}"/>')),
        (MAIN, "imagedata", URL),
    ),
    "old-filling-by-itself": (
        before(drawn('<v:fill src="../a.png"/>')),
        (MAIN, "fill", "../a.png"),
    ),
    "field": (
        before(field(" INCLUDE", f"PICTURE {URL}")),
        (MAIN, "INCLUDEPICTURE", f"INCLUDEPICTURE {URL}"),
    ),
    "field-in-quotes": (
        before(field(' "LINK" a.xlsx ')),
        (MAIN, "LINK", '"LINK" a.xlsx'),
    ),
    "simple-field": (
        before('<w:p><w:fldSimple w:instr=" IncludeText b.docx"/></w:p>'),
        (MAIN, "INCLUDETEXT", "IncludeText b.docx"),
    ),
    "field-in-comments": (
        with_part("word/comments.xml", COMMENT),
        ("word/comments.xml", "DDEAUTO", "DDEAUTO cmd"),
    ),
    "field-in-a-header-of-another-name": (
        with_part(
            "word/h.dat", HEADER, f'<Override PartName="/word/h.dat" ContentType="{WORD_XML}header+xml"/>'
        ),
        ("word/h.dat", "DDEAUTO", "DDEAUTO cmd"),
    ),
    "glossary": (
        with_part(
            "word/glossary/_rels/document.xml.rels",
            GOOD[RELS].replace(b"</R", relationship("image", URL).encode() + b"</R"),
        ),
        ("word/glossary/_rels/document.xml.rels", "image", URL),
    ),
    "embedded-document": (
        with_part("word/embeddings/a.docx", related("image", URL)),
        (f"word/embeddings/a.docx/{RELS}", "image", URL),
    ),
    "embedded-in-what-is-embedded": (
        with_part("word/a.bin", with_part("xl/b.bin", at_link('<a:blip r:embed="x"/>'))),
        (f"word/a.bin/xl/b.bin/{MAIN}", "blip", URL),
    ),
}


@pytest.mark.parametrize("name", FETCHING)
def test_a_template_that_would_fetch_something_is_refused(name: str):
    content, expected = FETCHING[name]
    with pytest.raises(TemplateFailed) as failed:
        word.Template(content)
    (problem,) = failed.value.problems
    assert problem.code in {"outward", "unlisted"}
    assert (problem.position.file, problem.details["kind"], problem.details["target"]) == expected


def linked_picture(body: str) -> bytes:
    return related("image", URL, body=p("x") + body)


PLACED: dict[str, tuple[bytes, str, tuple[int, int]]] = {
    "picture": (linked_picture(drawn('<v:imagedata r:id="x"/>')), "picture", (2, 0)),
    "picture-nowhere": (related("image", URL), "picture", (0, 0)),
    "object": (related("oleObject", URL, body=p("x")), "object", (0, 0)),
    "old-picture": (before(drawn(f'<v:imagedata src="{URL}"/>')), "picture", (1, 0)),
    "field-in-a-table": (before(table(["x", field(' INCLUDEPICTURE "a.png"')])), "field", (1, 2)),
    "simple-field": (before('<w:p><w:fldSimple w:instr="DDE a"/></w:p>'), "field", (1, 0)),
    "frame": (related("frame", URL), "other", (0, 0)),
}


@pytest.mark.parametrize("name", PLACED)
def test_what_would_be_fetched_is_told_with_its_paragraph_and_what_to_do(name: str):
    content, hint, (paragraph, column) = PLACED[name]
    with pytest.raises(TemplateFailed) as failed:
        word.Template(content)
    (problem,) = failed.value.problems
    assert problem.details["hint"] == hint
    assert (problem.position.paragraph, problem.position.column) == (paragraph, column)


def settings(content: str) -> bytes:
    return f'<w:settings {NAMESPACES} xmlns:r="{OFFICE}">{content}</w:settings>'.encode()


MICROSOFT = "http://schemas.microsoft.com/office"
HARMLESS: dict[str, bytes] = {
    "link": related("hyperlink", "https://x.id"),
    "link-that-is-clicked": related(
        "hyperlink", URL, body=f'<w:p><w:hyperlink xmlns:r="{OFFICE}" r:id="x"/></w:p>'
    ),
    "picture-that-is-clicked": at_link('<a:hlinkClick r:id="x"/>'),
    "link-into-the-document": related("hyperlink", "#bab:1", ""),
    "properties-as-other-programs-write-them": related(
        "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties",
        "a.xml",
        "",
    ),
    "strict-styles": related(f"{STRICT}/styles", "a.xml", "Internal"),
    "comments": related(f"{MICROSOFT}/2018/08/relationships/commentsExtensible", "a.xml", ""),
    "label-of-secrecy": related(f"{MICROSOFT}/2020/02/relationships/classificationlabels", "a.xml", ""),
    "signature": related(
        "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin", "a.sigs", ""
    ),
    "old-picture-with-a-name": before(drawn('<v:imagedata src="a"/>')),
    "fields": before(field(" REF Linked ") + field(" DATE ") + field(" TOC ")),
    "picture-in-svg": with_part(
        "word/media/a.svg", b"<!DOCTYPE svg><svg/>", '<Default Extension="svg" ContentType="image/svg+xml"/>'
    ),
    "embedded-document": with_part("word/embeddings/a.docx", word_file(p("x"))),
    "embedded-binary-workbook": with_part(
        "word/embeddings/a.xlsb",
        b"PK",
        '<Default Extension="xlsb" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.12"/>',
    ),
    "embedded-binary-workbook-as-excel-writes-it": with_part(
        "word/embeddings/a.xlsb",
        packed(
            (TYPES, GOOD[TYPES]),
            ("xl/workbook.bin", b"\x83\x01"),
            (
                "xl/worksheets/_rels/sheet1.bin.rels",
                f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Target="binaryIndex1.bin" '
                'Type="http://schemas.microsoft.com/office/2006/relationships/xlBinaryIndex"/></Relationships>'.encode(),
            ),
        ),
        '<Default Extension="xlsb" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.12"/>',
    ),
    "old-object": with_part("word/embeddings/a.bin", b"\xd0\xcf\x11\xe0"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_ordinary_templates_have_is_no_concern(name: str):
    assert b"Kota Uji" in parts_of(rendered(HARMLESS[name], VALUES))[MAIN]


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        ("attachedTemplate", '<w:attachedTemplate r:id="x"/>'),
        (
            "mailMergeSource",
            '<w:mailMerge><w:connectString w:val="a"/><w:dataSource r:id="x"/></w:mailMerge>',
        ),
    ],
)
def test_an_attached_template_and_the_source_of_a_mail_merge_are_taken_off(kind: str, element: str):
    rels = f'<Relationships xmlns="{PACKAGE}">{relationship(kind, "http://x.id/a.dotm")}</Relationships>'
    kept = '<w:zoom w:percent="100"/>'
    parts = {"word/settings.xml": settings(element + kept), "word/_rels/settings.xml.rels": rels.encode()}
    content = zipped({**GOOD, **parts})
    (note,) = word.Template(content).notes
    assert (note.code, note.details["target"]) == (kind.removesuffix("Source"), "http://x.id/a.dotm")
    made = parts_of(rendered(content, VALUES))
    assert b"x.id" not in made["word/_rels/settings.xml.rels"]
    assert kind.removesuffix("Source").encode() not in made["word/settings.xml"]
    assert b"zoom" in made["word/settings.xml"]


def test_what_is_embedded_counts_with_the_parts_around_it():
    embedded = packed((TYPES, GOOD[TYPES]))
    with pytest.raises(TemplateFailed) as failed:
        word.Template(zipped({**GOOD, **{f"word/{number}.xlsx": embedded for number in range(1_100)}}))
    assert failed.value.problems[0].code == "too-many-parts"
