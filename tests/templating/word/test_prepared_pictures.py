"""Pictures of the dossier in a document: upright, small, without metadata, and the same bytes each time."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.word.prepared_pictures import prepared

if TYPE_CHECKING:
    from pathlib import Path

    from kotacerdas.templating.word.additions import Picture

ORIENTATION, GPS = 0x0112, 0x8825


def halves(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1]), "red")
    return picture.convert(mode)


def saved(folder: Path, picture: Image.Image, name: str, **options: object) -> Path:
    path = folder / name
    picture.save(path, **options)
    return path


def seen(made: Picture) -> Image.Image:
    picture = Image.open(io.BytesIO(made.content))
    picture.load()
    assert picture.size == (made.width, made.height)
    assert picture.format == made.kind.upper()
    return picture


def is_red(colour: tuple[int, ...]) -> bool:
    return colour[0] > 200 and colour[1] < 70 and colour[2] < 70


def photograph(folder: Path, orientation: int = 1) -> Path:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[GPS] = {1: "N", 2: (0.0, 55.0, 7.0), 3: "E", 4: (104.0, 27.0, 0.0)}
    return saved(folder, halves((4000, 3000)), "foto.jpg", exif=exif, comment=b"rumah saya", quality=95)


def test_a_large_photograph_becomes_small_and_keeps_nothing_but_pixels(tmp_path: Path):
    path = photograph(tmp_path)
    made = prepared(path, "foto.jpg", 80, None)
    picture = seen(made)
    assert picture.size == (693, 520)  # 80 mm at 220 dots an inch
    assert len(made.content) < 60_000
    assert not dict(picture.getexif())
    assert not {"exif", "comment", "icc_profile"} & set(picture.info)
    assert b"rumah" not in made.content
    assert b"Exif" not in made.content


@pytest.mark.parametrize(("orientation", "red"), [(1, (5, 50)), (3, (-5, 50)), (6, (50, 5)), (8, (50, -5))])
def test_a_photograph_stands_upright(tmp_path: Path, orientation: int, red: tuple[int, int]):
    picture = seen(prepared(photograph(tmp_path, orientation), "foto.jpg", 20, None))
    assert (picture.width > picture.height) == (orientation < 5)
    at = [place % side for place, side in zip(red, picture.size, strict=True)]
    assert is_red(picture.getpixel(tuple(at)))
    assert not is_red(
        picture.getpixel(tuple(side - 1 - place for place, side in zip(at, picture.size, strict=True)))
    )


def test_it_fits_the_height_too(tmp_path: Path):
    made = prepared(photograph(tmp_path), "foto.jpg", 80, 20)
    assert made.height == round(20 * 220 / 25.4)


def test_a_small_picture_is_not_blown_up(tmp_path: Path):
    made = prepared(saved(tmp_path, halves((40, 30)), "a.png"), "a.png", 160, None)
    assert (made.width, made.height) == (40, 30)


def test_several_pictures_in_one_jpeg_are_a_photograph(tmp_path: Path):
    path = saved(
        tmp_path, halves((800, 600)), "a.jpg", format="MPO", save_all=True, append_images=[halves((80, 60))]
    )
    made = prepared(path, "a.jpg", 20, None)
    assert made.kind == "jpeg"
    assert is_red(seen(made).getpixel((5, 5)))


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "RGBA", "LA", "I;16"])
def test_png_of_every_kind(tmp_path: Path, mode: str):
    whole = Image.new(mode, (900, 600), 32768) if mode == "I;16" else halves((900, 600), mode)
    picture = seen(prepared(saved(tmp_path, whole, "a.png"), "a.png", 20, None))
    assert picture.mode == ("RGBA" if mode in {"RGBA", "LA"} else "RGB")
    left = picture.getpixel((9, 9))[:3]
    if mode in {"RGB", "P", "RGBA"}:
        assert is_red(left)
    elif mode == "I;16":
        assert left == (128, 128, 128)


def test_what_is_transparent_stays_so(tmp_path: Path):
    clear = halves((300, 200), "RGBA")
    clear.putalpha(Image.new("L", (300, 200), 0))
    palette = halves((300, 200), "P")
    for picture, options in ((clear, {}), (palette, {"transparency": palette.getpixel((1, 1))})):
        path = saved(tmp_path, picture, "a.png", **options)
        assert seen(prepared(path, "a.png", 10, None)).getpixel((3, 3))[3] == 0


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_jpeg_of_every_kind(tmp_path: Path, mode: str):
    picture = seen(prepared(saved(tmp_path, halves((900, 600), mode), "a.jpg"), "a.jpg", 20, None))
    assert picture.mode == "RGB"
    assert mode == "L" or is_red(picture.getpixel((9, 9)))


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path):
    for path in (photograph(tmp_path), saved(tmp_path, halves((900, 600), "P"), "a.png")):
        assert prepared(path, "", 33, None) == prepared(path, "", 33, None)


def png_claiming(width: int, height: int) -> bytes:
    """The head of a PNG of that size, with hardly any content."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9)))
        + chunk(b"IEND", b"")
    )


BROKEN = {
    "empty": b"",
    "text": b"no picture",
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "bomb": png_claiming(50_000, 50_000),
    "too-many-pixels": png_claiming(9_000, 5_000),
    "no-pixels": png_claiming(0, 0),
    "cut-off": png_claiming(900, 900),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_usable_picture_is_refused(tmp_path: Path, name: str):
    path = tmp_path / "a.png"
    path.write_bytes(BROKEN[name])
    with pytest.raises(TagFailed) as trouble:
        prepared(path, "bukti/a.png", 20, None)
    assert (trouble.value.code, trouble.value.details) == ("bad-picture", {"path": "bukti/a.png"})


def test_a_photograph_cut_off_or_damaged_is_refused_or_shown(tmp_path: Path):
    whole = photograph(tmp_path).read_bytes()
    path = tmp_path / "b.jpg"
    for end in (20, 300, 700, len(whole) // 2):
        path.write_bytes(whole[:end])
        with pytest.raises(TagFailed):
            prepared(path, "b.jpg", 20, None)
    for at in range(2, 900, 30):
        path.write_bytes(whole[:at] + b"\xff\x00\xee" + whole[at + 3 :])
        with contextlib.suppress(TagFailed):
            seen(prepared(path, "b.jpg", 20, None))


def test_a_file_that_is_not_there_and_a_size_that_is_none_are_refused(tmp_path: Path):
    with pytest.raises(TagFailed):
        prepared(tmp_path / "none.png", "none.png", 20, None)
    path = saved(tmp_path, halves((9, 9)), "a.png")
    for width, height in ((0, None), (-1, None), (5000, None), (20, 0)):
        with pytest.raises(TagFailed):
            prepared(path, "a.png", width, height)
