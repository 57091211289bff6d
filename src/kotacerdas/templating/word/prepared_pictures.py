"""A picture of the dossier made ready for a document: no larger than print needs, and nothing in it but pixels.

Photographs come from telephones: twelve megapixels, turned by a mark in their metadata, and telling the place
where they were taken. The document gets them upright, small, and without metadata.
"""

import warnings
from io import BytesIO
from typing import IO, Final

from PIL import ExifTags, Image, ImageOps

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.word.additions import Picture

_DOTS: Final = 220 / 25.4  # in a millimetre, what Word itself keeps for print
_MAX_PIXELS: Final = {"jpeg": 200_000_000, "png": 36_000_000, "progressive": 25_000_000}
"""What is opened: a photograph is shrunk as it is read, everything else is held whole."""
_MAX_SHOWN: Final = 8_000_000
_METRE: Final = 1000
_BAND: Final = 64
_ON_SIDE: Final = range(5, 9)
"""The marks of pictures that lie on their side."""

_QUALITY: Final = 85


def prepared(stream: IO[bytes], path: str, width_mm: float, height_mm: float | None) -> Picture:
    """A picture of the dossier prepared for that many millimetres on paper. Raises TagFailed if it cannot be used; its path names it then."""
    if not (0 < width_mm < _METRE and (height_mm is None or 0 < height_mm < _METRE)):
        raise TagFailed("bad-picture", path=path)
    made = BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's doubts about a file are not the reader's
            picture, size, kind = _read(stream, width_mm, height_mm)
        ImageOps.exif_transpose(picture, in_place=True)
        if size[0] < picture.width:
            picture = picture.resize(size, Image.Resampling.LANCZOS)
        bare = Image.frombytes(
            picture.mode, picture.size, picture.tobytes()
        )  # pixels only: no EXIF, no place
        quality = {"quality": _QUALITY} if kind == "jpeg" else {}
        bare.save(made, kind, optimize=True, **quality)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise TagFailed("bad-picture", path=path) from error
    return Picture(made.getvalue(), kind, *bare.size)


def _read(
    stream: IO[bytes], width_mm: float, height_mm: float | None
) -> tuple[Image.Image, tuple[int, int], str]:
    """A picture to be prepared for print, with at least twice the pixels needed; how many that are upright, and its kind."""
    with Image.open(stream, formats=("PNG", "JPEG")) as picture:
        kind = "png" if picture.format == "PNG" else "jpeg"  # or a telephone's "MPO"
        limit = _MAX_PIXELS["progressive" if picture.info.get("progressive") else kind]
        if picture.width * picture.height > limit:
            raise ValueError
        turn = picture.getexif().get(ExifTags.Base.Orientation, 1)
        is_on_side = turn in _ON_SIDE
        size = _size_in_print(picture.size[::-1] if is_on_side else picture.size, width_mm, height_mm)
        width, height = (2 * side for side in (size[::-1] if is_on_side else size))
        if kind == "jpeg":
            picture.draft("RGB", (width, height))
        picture.load()
        small = _shrunk(picture, max(1, min(picture.width // width, picture.height // height)))
        small.getexif()[ExifTags.Base.Orientation] = turn
        return small, size, kind


def _size_in_print(size: tuple[int, int], width_mm: float, height_mm: float | None) -> tuple[int, int]:
    """The size in pixels that a prepared picture needs in print, never more than there are."""
    width, height = size
    most = (width_mm * _DOTS / width, (height_mm or float("inf")) * _DOTS / height)
    scale = min(1.0, *most, (_MAX_SHOWN / (width * height)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _shrunk(picture: Image.Image, factor: int) -> Image.Image:
    """A picture in plain colours, prepared so many times smaller; in bands, for a copy of the whole would take its memory again."""
    mode = "RGBA" if _has_alpha(picture) else "RGB"
    small = Image.new(mode, (-(-picture.width // factor), -(-picture.height // factor)))
    for top in range(0, picture.height, _BAND * factor):
        band = picture.crop((0, top, picture.width, min(picture.height, top + _BAND * factor)))
        if band.mode.startswith("I"):  # sixteen bits of grey
            band = band.convert("I").point(lambda grey: grey / 256).convert("L")
        small.paste(band.convert(mode).reduce(factor), (0, top // factor))
    return small


def _has_alpha(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info
