"""A picture of the dossier made ready for a document: no larger than print needs, and nothing in it but pixels.

Photographs come from telephones: twelve megapixels, turned by a mark in their metadata, and telling the place
where they were taken. The document gets them upright, small, and without metadata.
"""

import warnings
from io import BytesIO
from typing import IO, Final

from PIL import Image, ImageOps

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.word.additions import Picture

_DOTS: Final = 220 / 25.4  # in a millimetre, what Word itself keeps for print
_MAX_PIXELS: Final = {"JPEG": 120_000_000, "PNG": 40_000_000}
"""What is opened: a photograph is shrunk as it is read, everything else is held whole."""

_QUALITY: Final = 85


def prepared(stream: IO[bytes], path: str, width_mm: float, height_mm: float | None) -> Picture:
    """A picture for that many millimetres. Raises TagFailed if it cannot be used; its path names it then."""
    try:
        return _prepared(stream, width_mm, height_mm)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise TagFailed("bad-picture", path=path) from error


def _prepared(stream: IO[bytes], width_mm: float, height_mm: float | None) -> Picture:
    """A picture upright, no larger than print needs, and without metadata."""
    if not (0 < width_mm < 1000 and (height_mm is None or 0 < height_mm < 1000)):  # noqa: PLR2004 - a metre
        raise ValueError
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's doubts about a file are not the reader's
        with Image.open(stream, formats=("PNG", "JPEG")) as picture:
            is_photograph = picture.format != "PNG"  # telephones put several pictures into one JPEG: "MPO"
            if picture.width * picture.height > _MAX_PIXELS["JPEG" if is_photograph else "PNG"]:
                raise ValueError
            size = _size_in_print(picture.width, picture.height, width_mm, height_mm)
            if is_photograph:
                # Twice what is needed, either way up: it may lie on its side.
                picture.draft("RGB", (max(size) * 2, max(size) * 2))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    size = _size_in_print(upright.width, upright.height, width_mm, height_mm)
    if upright.mode.startswith("I"):  # sixteen bits of grey
        upright = upright.convert("I").point(lambda grey: grey / 256).convert("L")
    small = upright.convert("RGBA" if not is_photograph and _has_alpha(upright) else "RGB")
    if size[0] < small.width:
        small = small.resize(size, Image.Resampling.LANCZOS)
    bare = Image.frombytes(small.mode, small.size, small.tobytes())  # pixels only: no EXIF, no place
    made = BytesIO()
    if is_photograph:
        bare.save(made, "JPEG", quality=_QUALITY, optimize=True)
    else:
        bare.save(made, "PNG", optimize=True)
    return Picture(made.getvalue(), "jpeg" if is_photograph else "png", *bare.size)


def _size_in_print(width: int, height: int, width_mm: float, height_mm: float | None) -> tuple[int, int]:
    """The size in pixels that print needs, never more than there are."""
    scale = min(1.0, width_mm * _DOTS / width, (height_mm or float("inf")) * _DOTS / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _has_alpha(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info
