"""Word files made on the spot for tests, and what is read of those that come out."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.sax.saxutils import escape

import docx
from docx.oxml.ns import qn
from PIL import Image

from kotacerdas.templating.jinja.values import Words
from kotacerdas.templating.word import document as word
from kotacerdas.templating.word.additions import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docx.document import Document

WORDS: Final = Words(str, "Rp{}".format, lambda number, _digits: str(number))
MAIN: Final = "word/document.xml"
NAMESPACES: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@cache
def blank() -> Mapping[str, bytes]:
    """The parts of an empty document, with a header and a footnote."""
    document = docx.Document()
    document.core_properties.title = "TITLE"
    document.sections[0].header.paragraphs[0].text = "HEADER"
    document.sections[0].footer.paragraphs[0].text = "FOOTER"
    made = io.BytesIO()
    document.save(made)
    parts = parts_of(made.getvalue())
    del parts["word/stylesWithEffects.xml"]  # of an old Word, and at odds with the styles
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        parts[name] = re.sub(rb"<[^<>]*stylesWithEffects[^<>]*>", b"", parts[name])
    return parts


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """A file as its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def word_file(body: str, header: str = "", footer: str = "", title: str = "", **parts: bytes) -> bytes:
    """A .docx with this body, as XML; the header, footer and title are text. `parts` replace whole parts."""
    files = dict(blank())
    main = files[MAIN].decode()
    head, tail = main.index("<w:body>") + len("<w:body>"), main.rindex("<w:sectPr")
    files[MAIN] = (main[:head] + body + main[tail:]).encode("utf-8", "xmlcharrefreplace")
    for name, old, new in (
        ("word/header1.xml", "HEADER", header),
        ("word/footer1.xml", "FOOTER", footer),
        ("docProps/core.xml", "TITLE", title),
    ):
        files[name] = files[name].replace(old.encode(), escape(new).encode())
    return zipped(files | parts)


def run(text: str, properties: str = "") -> str:
    """A run of text; properties are XML."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*texts: str) -> str:
    """A paragraph of runs: what begins with `<` is XML."""
    runs = "".join(text if text.startswith("<") else run(text) for text in texts)
    return f"<w:p>{runs}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """A table: the text of each cell, or its XML."""
    width = max(map(len, rows))
    grid = "".join('<w:gridCol w:w="1000"/>' for _ in range(width))
    shown = "".join(f"<w:tr>{''.join(cell(content) for content in row)}</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{shown}</w:tbl>'


def cell(content: str, properties: str = "") -> str:
    """A cell: its text, or its XML."""
    inner = content if content.startswith(("<w:p", "<w:tbl")) else p(content)
    return f'<w:tc><w:tcPr><w:tcW w:w="1000" w:type="dxa"/>{properties}</w:tcPr>{inner}</w:tc>'


def no_picture(path: str, _width: float, _height: float | None) -> Any:
    """There are no pictures."""
    raise AssertionError(path)


def rendered(
    content: bytes, values: Mapping[str, object] | None = None, picture_of: Callable[..., Any] = no_picture
) -> bytes:
    """The document that a template makes."""
    made = io.BytesIO()
    template(content).render(made, values or {}, picture_of, WORDS)
    return made.getvalue()


@lru_cache(8)
def template(content: bytes) -> word.Template:
    """A file as a template: it is asked for its problems and rendered."""
    return word.Template(content)


def opened(content: bytes) -> Document:
    """A file as python-docx reads it."""
    return docx.Document(io.BytesIO(content))


def outline(content: bytes) -> list[Any]:
    """The text of a document: a paragraph is text, a table a list of rows, a cell text."""
    return _outline(opened(content).element.body)


def _outline(element: Any) -> list[Any]:
    found: list[Any] = []
    for child in element.iterchildren():
        if child.tag == qn("w:p"):
            found.append(text_of(child))
        elif child.tag == qn("w:tbl"):
            found.append(
                [
                    [_cell(each) for each in row.iterchildren(qn("w:tc"))]
                    for row in child.iterchildren(qn("w:tr"))
                ]
            )
        elif child.tag == qn("w:sdt"):
            found += _outline(child.find(qn("w:sdtContent")))
    return found


def _cell(element: Any) -> Any:
    inner = _outline(element)
    return "\n".join(inner) if all(isinstance(part, str) for part in inner) else inner


def text_of(paragraph: Any) -> str:
    """The text of a paragraph, links included, text boxes not."""
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
    return "".join(
        signs.get(element.tag) or element.text or ""
        for element in paragraph.iter(qn("w:t"), *signs)
        if element.getparent().tag == qn("w:r") and next(element.iterancestors(qn("w:p"))) is paragraph
    )


class Budget(NamedTuple):
    """Money of a year."""

    year: int
    amount: int


class Program(NamedTuple):
    """A program as a template sees it."""

    name: str
    budgets: list[Budget]


PROGRAMS = [
    Program("Layanan 112", [Budget(2022, 5), Budget(2023, 7)]),
    Program("Data Terbuka", [Budget(2023, 9), Budget(2024, 11)]),
]
VALUES: dict[str, object] = {
    "name": "Kota Uji",
    "yes": True,
    "no": False,
    "empty": [],
    "items": ["a", "b", "c"],
    "programs": PROGRAMS,
}


FULL = word_file(
    p("{{r bookmark('bab 1') }}Bab {{ count('bab') }}", "{{r page_break() }}")
    + p("{%p for i in items %}")
    + p("{{ i }}{{r footnote('Catatan ' ~ i) }} {{r link(i, '#bab 1') }} {{r page_of('bab 1') }}")
    + p("{%p endfor %}")
    + p(
        "Gambar {{r caption_number('Gambar') }}. {{r picture('a', 40, 'Foto') }}{{r picture('a', 40, 'Foto lagi') }}"
    )
    + p("Gambar {{r caption_number('Gambar') }}. {{r picture('b', 40, 'Foto') }}")
    + p(
        "{{r bar_chart(['Tata kelola', 'Lingkungan'], [['Ada', [3, 4], '#006633'], ['Belum', [1, 0.5], 'CC0000']], 120, 50, 'Grafik') }}"
    )
    + table(
        ["{%tr for i in items %}"],
        [
            "{{ i }}{% cellbg 'E2F0E4' %}{{r footnote('sel') }}{{r link('x', 'mailto:a@b.id') }}{{r picture('a', 5, 'Kecil') }}{{r page_break() }}"
        ],
        ["{%tr endfor %}"],
    )
    + p(""),
    header="x",
    **{
        "word/header1.xml": f"<w:hdr {NAMESPACES}>{p('{{r link(name, ' + repr('https://x.id') + ') }}{{r picture(' + repr('b') + ', 5, name) }}')}</w:hdr>".encode()
    },
)


def photo(path: str, _width: float, _height: float | None) -> Picture:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "navy" if path == "a" else "green").save(
        made, "JPEG" if path == "a" else "PNG"
    )
    return Picture(made.getvalue(), "jpeg" if path == "a" else "png", 40, 20)


def assert_sound(content: bytes) -> None:
    """Word calls a file corrupt that leaves a cell, row, table or header empty."""
    for name, part in parts_of(content).items():
        if not name.endswith(".xml"):
            continue
        assert b"<?kc" not in part
        assert "\ufdd0" not in part.decode("utf-8")
        if not re.search(rb"<w:(?:tc|tr|tbl|hdr|ftr|footnote|txbxContent)[ >/]", part):
            continue
        root = docx.oxml.parse_xml(part)
        for each in root.iter(qn("w:tc")):
            assert each[-1].tag == qn("w:p"), name
        for each in root.iter(qn("w:tr")):
            assert each.find(qn("w:tc")) is not None, name
        for each in root.iter(qn("w:tbl")):
            assert each.find(qn("w:tr")) is not None, name
        for each in root.iter(qn("w:hdr"), qn("w:ftr"), qn("w:footnote"), qn("w:txbxContent")):
            assert each.find(qn("w:p")) is not None, name
