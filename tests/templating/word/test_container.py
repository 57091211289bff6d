"""Hostile and broken files: what is refused before a template is read."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest

from kotacerdas.templating.jinja.failures import TemplateFailed
from kotacerdas.templating.word import document as word
from tests.templating.word_files import MAIN, VALUES, outline, p, parts_of, rendered, word_file, zipped

if TYPE_CHECKING:
    from collections.abc import Callable


TYPES, RELS, ROOT = "[Content_Types].xml", "word/_rels/document.xml.rels", "_rels/.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GOOD = parts_of(word_file(p("{{ name }}")))


def with_(name: str, old: bytes, new: bytes) -> bytes:
    assert old in GOOD[name]
    return zipped({**GOOD, name: GOOD[name].replace(old, new, 1)})


def related(kind: str, target: str) -> bytes:
    new = f'<Relationship Id="x" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return with_(RELS, b"</Relationships>", new.encode())


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
    "attached-template": (lambda: related("attachedTemplate", "http://x.id/a.dotm"), "outward"),
    "linked-picture": (lambda: related("image", "http://x.id/a.png"), "outward"),
    "linked-object": (lambda: related("oleObject", "file:///x"), "outward"),
    "frame": (lambda: related("frame", "//host/share/a"), "outward"),
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


def test_links_of_a_template_are_no_concern():
    assert outline(rendered(related("hyperlink", "https://x.id"), VALUES)) == ["Kota Uji"]
