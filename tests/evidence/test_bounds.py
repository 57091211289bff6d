"""Whatever a file says of itself, the memory and the time that it takes are bounded; measured in a process of its own."""

from __future__ import annotations

import bz2
import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from .test_archives import NOISE, packed
from .test_films import box
from .test_office import DOCX, PPTX, XLSX, parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEASURED = """
import json, pathlib, re, sys, time
from kotacerdas.evidence.contents import inspect
fact = inspect(pathlib.Path(sys.argv[1]))
most = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(json.dumps([fact.problem, fact.doubt, time.process_time(), int(most) / 1024]))
"""
MOST_SECONDS, MOST_MEGABYTES = 30, 260  # generous: it is 2 s and 200 MB on a machine that does nothing else


def lying_bz2() -> bytes:
    """An archive of a few hundred bytes that says it holds one megabyte, and inflates to 256."""
    content = bz2.compress(bytes(256 * 1024**2))
    archive = bytearray(packed({"a": b"a" * 100}, zipfile.ZIP_BZIP2))
    start, directory = 31, archive.index(b"PK\x01\x02")
    made = archive[:start] + content + archive[directory:]
    shift = len(content) - (directory - start)
    for at in (18, start + len(content) + 20):
        made[at : at + 4] = len(content).to_bytes(4, "little")
    for at in (22, start + len(content) + 24):
        made[at : at + 4] = (1024**2).to_bytes(4, "little")
    end = made.rindex(b"PK\x05\x06")
    made[end + 16 : end + 20] = (directory + shift).to_bytes(4, "little")
    return bytes(made)


def with_main(content: bytes, name: str, text: bytes) -> bytes:
    return packed(parts(content) | {name: text})


def photograph(**way: object) -> bytes:
    stream = io.BytesIO()
    picture = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    picture.save(stream, **way)
    return stream.getvalue()


def tiny_chunks() -> bytes:
    chunk = struct.pack(">I", 0) + b"tEXt" + struct.pack(">I", zlib.crc32(b"tEXt"))
    return b"\x89PNG\r\n\x1a\n" + chunk * 3_000_000


def very_many_entries() -> bytes:
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    directory = entry * 1_000_000
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff" * 2 + len(directory).to_bytes(4, "little") + bytes(6)
    return b"PK\x03\x04" + bytes(26) + directory + end


def pdf_of(*objects: bytes, shift: int = 0) -> bytes:
    """A PDF of these objects; its table says so many bytes more than where each stands."""
    made, starts = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        starts.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % (start + shift) for start in starts)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(made) + end % (count, table, count, len(made))


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = (b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Page /Parent 2 0 R >>")


def pdf_with_stream_of_references(size: int) -> bytes:
    """A PDF whose table is a stream that inflates to so many bytes."""
    packed_table = zlib.compress((b"\1" + bytes(6)) * (size // 7))
    start = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate((CATALOG, *PAGES), start=1)
    )
    head = b"4 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n"
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(start)
    return start + head % (size // 7, len(packed_table)) + packed_table + end


def tiff_of(*fields: tuple[int, int, int, int], behind: bytes = b"", after: int = 0) -> bytes:
    """A TIFF of one page with these fields: tag, kind, count and value."""
    listed = b"".join(struct.pack("<HHII", *field) for field in fields)
    return b"II*\0" + struct.pack("<IH", 8, len(fields)) + listed + struct.pack("<I", after) + behind


def very_many_scans() -> bytes:
    """A progressive photograph whose last scan comes 20,000 times; each passes over the whole of it."""
    stream = io.BytesIO()
    Image.new("RGB", (4000, 3000), "grey").save(stream, "JPEG", progressive=True)
    content = stream.getvalue()[:-2]
    return content + content[content.rindex(b"\xff\xda") :] * 20_000 + b"\xff\xd9"


def very_many_streams() -> bytes:
    """An OLE container of 50,000 streams, each beside the one before."""
    none, count = 0xFFFFFFFF, 50_000

    def entry(name: str, kind: int, right: int, child: int) -> bytes:
        encoded = name.encode("utf-16-le")
        start = encoded.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(encoded) + 2, kind, 1, none, right, child
        )
        return start + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)

    entries = [entry("Root Entry", 5, none, 1)]
    entries += [entry(f"a{n}", 2, n + 1 if n < count else none, none) for n in range(1, count + 1)]
    sectors = -(-len(entries) // 4)
    tables = -(-(sectors + 98) // 128)
    chain = [0xFFFFFFFD] * tables + [*range(tables + 1, tables + sectors), 0xFFFFFFFE]
    chain += [none] * (tables * 128 - len(chain))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
    )
    head += struct.pack("<IIIIIIIII", tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    head += struct.pack("<109I", *range(tables), *[none] * (109 - tables))
    body = b"".join(entries)
    return head + struct.pack(f"<{len(chain)}I", *chain) + body.ljust(sectors * 512, b"\0")


def slow_password() -> bytes:
    """A locked workbook that says of its key that it takes a hundred times as long as others."""
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(XLSX)).encrypt("rahasia", made)
    content = made.getvalue()
    at = content.index(b'spinCount="100000"')
    return content[:at] + b'spinCount="99999999"'[:20] + content[at + 20 :]


def large(mode: str, size: tuple[int, int], **way: object) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((500, 500), 60).resize(size).convert(mode).save(stream, **way)
    return stream.getvalue()


PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "marks.jpg": (lambda: b"\xff\xd8\xff\xda\0\x02" + b"\xff\xd0" * 5_000_000 + b"\xff\xd9", "broken"),
    "progressive.jpg": (lambda: photograph(format="JPEG", progressive=True, subsampling=0, quality=95), ""),
    "large-progressive.jpg": (lambda: large("RGB", (8000, 6000), format="JPEG", progressive=True), "unread"),
    "scans.jpg": (very_many_scans, "unread"),
    "camera.jpg": (lambda: large("RGB", (12_000, 9000), format="JPEG", quality=60), ""),
    "large.png": (lambda: large("RGBA", (5900, 5900), format="PNG", compress_level=1), ""),
    "grey.png": (lambda: large("I;16", (5900, 5900), format="PNG", compress_level=1), ""),
    "larger.png": (lambda: large("L", (7000, 7000), format="PNG", compress_level=1), "unread"),
    "chunks.png": (tiny_chunks, "broken"),
}
"""Pictures, which documents can show."""

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    **PICTURES,
    "bz2.zip": (lying_bz2, "bomb"),
    "entries.zip": (very_many_entries, "bomb"),
    "noise-bz2.zip": (lambda: packed({f"{n}": NOISE for n in range(120)}, zipfile.ZIP_BZIP2), "unread"),
    "zeros-lzma.zip": (lambda: packed({"a": bytes(40 * 1024**2)}, zipfile.ZIP_LZMA), "unread"),
    "stored.zip": (lambda: packed({"a": NOISE * 400}, zipfile.ZIP_STORED), ""),
    "behind.zip": (lambda: packed({"a": NOISE}) + bytes(60_000_000), ""),
    "files.zip": (lambda: packed({f"{n}": b"" for n in range(80_000)}), ""),
    "types.docx": (lambda: with_main(DOCX, "[Content_Types].xml", b"<a>" * 340_000), "wrong-kind"),
    "entities.docx": (
        lambda: with_main(
            DOCX,
            "[Content_Types].xml",
            b'<!DOCTYPE a [<!ENTITY b0 "ha">'
            + b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 9))
            + b"]><Types>&b8;</Types>",
        ),
        "wrong-kind",
    ),
    "attributes.docx": (
        lambda: with_main(
            DOCX,
            "word/document.xml",
            b"<w:document " + b" ".join(b"a%d='b'" % n for n in range(4_000_000)) + b"/>",
        ),
        "unread",
    ),
    "paragraphs.docx": (
        lambda: with_main(DOCX, "word/document.xml", b"<document>" + b"<p/>" * 8_000_000 + b"</document>"),
        "unread",
    ),
    "deep.pptx": (
        lambda: with_main(PPTX, "ppt/presentation.xml", b"<presentation>" + b"<a>" * 4_000_000),
        "unread",
    ),
    "sheets.xlsx": (
        lambda: with_main(
            XLSX, "xl/workbook.xml", b"<workbook>" + b"<sheet name='a'/>" * 200_000 + b"</workbook>"
        ),
        "",
    ),
    "large.webp": (lambda: photograph(format="WEBP"), ""),
    "behind.webp": (lambda: photograph(format="WEBP") + bytes(50_000_000), ""),
    "strips.tif": (
        lambda: tiff_of((273, 4, 15_000_000, 38), (279, 4, 15_000_000, 38), behind=bytes(60_000_000)),
        "unread",
    ),
    "fields.tif": (
        lambda: tiff_of(*[(60_000, 7, 50_000_000, 200)] * 5000, behind=bytes(55_000_000)),
        "",
    ),
    "pages.tif": (lambda: tiff_of((256, 4, 1, 10), after=8), "unread"),
    "rebuilt.pdf": (lambda: pdf_of(CATALOG, *PAGES, *[b"<< /A 1 >>"] * 400_000, shift=7), "unread"),
    "large-rebuilt.pdf": (lambda: pdf_of(CATALOG, *PAGES, bytes(300_000_000), shift=7), "unread"),
    "blanks.pdf": (lambda: pdf_of(CATALOG[:-2] + b" " * 50_000_000 + b">>", *PAGES), "unread"),
    "numbers.pdf": (lambda: pdf_of(CATALOG[:-2] + b"/A [" + b"0 " * 9_000_000 + b"] >>", *PAGES), "unread"),
    "deep.pdf": (lambda: pdf_of(CATALOG[:-2] + b"/A " + b"[" * 5_000_000 + b" >>", *PAGES), "unread"),
    "laughs.pdf": (
        lambda: pdf_of(
            CATALOG,
            *[b"<< /Type /Pages /Count 9 /Kids [" + b"%d 0 R " % n * 10 + b"] >>" for n in range(3, 33)],
            b"<< /Type /Page >>",
        ),
        "unread",
    ),
    "references.pdf": (lambda: pdf_with_stream_of_references(70_000_000), "unread"),
    "digits.pdf": (lambda: pdf_of(CATALOG, *PAGES) + (b"1234567890" + b" " * 20) * 500_000 + b"endobj", ""),
    "streams.doc": (very_many_streams, "wrong-kind"),
    "password.xlsx": (slow_password, "unread"),
    "boxes.mp4": (
        lambda: box(b"ftyp", b"isom") + box(b"moov", box(b"trak") * 3_000_000) + box(b"mdat"),
        "unread",
    ),
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's accounting of Linux")
@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_takes_more_than_it_may(name: str, tmp_path: Path) -> None:
    make, told = HOSTILE[name]
    (tmp_path / name).write_bytes(make())
    command = [sys.executable, "-c", MEASURED, str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    problem, doubt, seconds, megabytes = json.loads(done.stdout)
    assert told == (problem or doubt)
    assert done.stderr == ""
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


SHOWN = """
import json, pathlib, re, sys, time
from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.word.prepared_pictures import prepared
try:
    with open(sys.argv[1], "rb") as stream:
        kind = prepared(stream, "", 160, None).kind
except TagFailed as failed:
    kind = failed.code
most = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(json.dumps([kind, "", time.process_time(), int(most) / 1024]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's accounting of Linux")
@pytest.mark.parametrize("name", [name for name, (_, told) in PICTURES.items() if not told])
def test_what_is_sound_can_be_shown_within_the_same_limits(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(PICTURES[name][0]())
    command = [sys.executable, "-c", SHOWN, str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    kind, _, seconds, megabytes = json.loads(done.stdout)
    assert kind == name[-3:].replace("jpg", "jpeg")
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES
