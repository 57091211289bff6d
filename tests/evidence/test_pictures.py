"""Pictures: photographs with holes, strips that are not there, rows that never came."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from kotacerdas.evidence import pictures
from kotacerdas.evidence.facts import FileFact, Unfit, Unread

RANDOM = random.Random(7)  # noqa: S311 - nothing secret
SMALL, LARGE = (320, 240), (2000, 1500)
WAYS = [
    {},
    {"optimize": True},
    {"quality": 95, "subsampling": 0},
    {"progressive": True},
    {"restart_marker_rows": 1},
]


def scene(size: tuple[int, int], kind: str) -> Image.Image:
    """A photograph, a scanned page, or a picture that ends in one colour."""
    if kind == "scan":
        picture = Image.new("RGB", size, "white")
        draw = ImageDraw.Draw(picture)
        for top in range(20, size[1] // 2, 14):
            draw.text((20, top), "Peraturan Wali Kota " * 9, fill="black")
        return picture
    coarse = Image.frombytes(
        "L", (size[0] // 8 + 1, size[1] // 8 + 1), RANDOM.randbytes((size[0] // 8 + 1) * (size[1] // 8 + 1))
    )
    picture = coarse.resize(size, Image.Resampling.BICUBIC).convert("RGB")
    if kind == "night":
        picture.paste("black", (0, size[1] // 2, *size))
    return picture


def photograph(size: tuple[int, int], kind: str, way: dict[str, int]) -> bytes:
    stream = io.BytesIO()
    scene(size, kind).save(stream, "JPEG", **way)
    return stream.getvalue()


def verdict(content: bytes) -> str:
    try:
        return pictures.check_jpeg(io.BytesIO(content)).doubt
    except Unread:
        return "unread"
    except Unfit as unfit:
        return unfit.problem


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize("kind", ["photo", "scan", "night"])
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_good_photograph_opens_and_a_cut_one_does_not(
    size: tuple[int, int], kind: str, way: dict[str, int]
):
    content = photograph(size, kind, way)
    assert verdict(content) == verdict(content + bytes(5000)) == verdict(content + content) == ""
    for share in (0.3, 0.6, 0.95):
        cut = content[: int(len(content) * share)]
        assert verdict(cut) == "cut-off"
        if size == LARGE or share < 0.9:
            assert verdict(cut + b"\xff\xd9"), share


@pytest.mark.parametrize("kind", ["photo", "scan"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_a_hole_in_a_photograph_is_found(kind: str, size: tuple[int, int]):
    content = photograph(size, kind, {"quality": 85})
    middle = len(content) // 2
    assert verdict(content[:middle] + bytes(1024) + content[middle + 1024 :]) in {"broken", "cut-off"}


def test_a_lost_piece_is_found_by_the_restart_marks():
    content = photograph(LARGE, "photo", {"restart_marker_rows": 1})
    first, second = (content.index(bytes([0xFF, mark]), len(content) // 2) for mark in (0xD3, 0xD4))
    first, second = min(first, second), max(first, second)
    assert verdict(content[:first] + content[second:]) == "broken"


def test_a_photograph_of_too_many_pixels_is_a_bomb():
    content = bytearray(photograph(SMALL, "photo", {}))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 40_000, 40_000)
    assert verdict(bytes(content)) == "bomb"


# --- PNG -----------------------------------------------------------------------------------------


def png(width: int, height: int, rows: bytes, interlaced: int = 0) -> bytes:
    """An 8-bit grey PNG of these rows, each with its filter's byte before it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced)
    packed = zlib.compress(rows)
    data = b"".join(chunk(b"IDAT", packed[at : at + 500]) for at in range(0, len(packed), 500))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


def png_verdict(content: bytes) -> str:
    try:
        return pictures.check_png(io.BytesIO(content)).doubt
    except Unread:
        return "unread"
    except Unfit as unfit:
        return unfit.problem


def test_every_row_of_a_png_must_be_there():
    rows = b"".join(b"\0" + RANDOM.randbytes(100) for _ in range(80))
    assert png_verdict(png(100, 80, rows)) == png_verdict(png(100, 80, rows) + b"<html>") == ""
    assert png_verdict(png(100, 80, rows[: len(rows) // 2])) == "broken"
    assert png_verdict(png(100, 80, rows)[:-12]) == "cut-off"
    assert png_verdict(png(40_000, 40_000, rows)) == "bomb"


@pytest.mark.parametrize(("side", "told"), [(500, ""), (6100, "unread")])
def test_rows_that_are_not_counted_are_no_damage(side: int, told: str):
    rows = bytes(byte & 15 for byte in RANDOM.randbytes(800_000))
    one_chunk = zlib.compress(rows)
    content = png(side, side, b"", interlaced=1)
    start, end = content.index(b"IDAT") - 4, content.index(b"IEND") - 4
    data = (
        struct.pack(">I", len(one_chunk))
        + b"IDAT"
        + one_chunk
        + struct.pack(">I", zlib.crc32(b"IDAT" + one_chunk))
    )
    assert png_verdict(content[:start] + data + content[end:]) == told


def test_a_scanned_map_of_very_many_pixels_is_left_to_a_person():
    content = png(19_866, 28_087, RANDOM.randbytes(2_900_000))  # A0 at 600 dots to the inch
    assert png_verdict(content) == "unread"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pngs_of_every_colour_open(mode: str):
    stream = io.BytesIO()
    Image.new(mode, (333, 77)).save(stream, "PNG")
    assert png_verdict(stream.getvalue()) == ""


# --- TIFF and WebP -------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["raw", "tiff_lzw", "group4", "jpeg"])
def test_a_tiff_counts_its_pages_and_none_may_be_cut_off(way: str):
    stream = io.BytesIO()
    mode = "1" if way == "group4" else "RGB"
    pages = [scene(SMALL, "scan").convert(mode) for _ in range(3)]
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], compression=way)
    assert pictures.check_tiff(stream).pages == 3


def test_a_tiff_whose_strips_lie_behind_its_end_is_cut_off():
    stream = io.BytesIO()
    scene(LARGE, "photo").save(stream, "TIFF")  # its index stands at the start
    with pytest.raises(Unfit, match="cut-off"):
        pictures.check_tiff(io.BytesIO(stream.getvalue()[:-5000]))


def test_a_webp_is_as_long_as_it_says():
    stream = io.BytesIO()
    scene(SMALL, "photo").save(stream, "WEBP")
    content = stream.getvalue()
    assert (
        pictures.check_webp(io.BytesIO(content))
        == pictures.check_webp(io.BytesIO(content + bytes(99)))
        == FileFact()
    )
    with pytest.raises(Unfit, match="cut-off"):
        pictures.check_webp(io.BytesIO(content[:-99]))
