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
MOST_SECONDS, MOST_MEGABYTES = 8, 260  # generous: it is 2 s and 200 MB on a machine that does nothing else


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


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bz2.zip": (lying_bz2, "bomb"),
    "entries.zip": (very_many_entries, "bomb"),
    "noise.zip": (lambda: packed({f"{n}": NOISE for n in range(60)}, zipfile.ZIP_BZIP2), ""),
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
    "chunks.png": (tiny_chunks, "broken"),
    "marks.jpg": (lambda: b"\xff\xd8\xff\xda\0\x02" + b"\xff\xd0" * 5_000_000 + b"\xff\xd9", "broken"),
    "progressive.jpg": (lambda: photograph(format="JPEG", progressive=True, subsampling=0, quality=95), ""),
    "large.webp": (lambda: photograph(format="WEBP"), ""),
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
