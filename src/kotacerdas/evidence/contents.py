"""The bytes of a supporting file → its kind, whether it serves, its pages, its sha256.

Three claims are made, and only where they are sure: a file is locked, cut off or damaged, or not what its name says.
What a library merely fails to read is a doubt, and the file serves.
"""

import hashlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from kotacerdas.evidence import archives, films, office, pdf, pictures
from kotacerdas.evidence.facts import FileFact, Unfit, Unread
from kotacerdas.evidence.signatures import kind_of
from kotacerdas.evidence.time_limit import TooLong
from kotacerdas.findings import NO_DETAILS
from kotacerdas.opening import opened

_IN_ZIP: Final = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
_OLD: Final = ("doc", "xls", "ppt")
_OTHERS: Final = ("pdf", "jpg", "png", "webp", "tif", "zip")
_SPELLINGS: Final = {".jpeg": "jpg", ".jpe": "jpg", ".jfif": "jpg", ".tiff": "tif"}
FORMATS: Final = {f".{kind}": kind for kind in (*_IN_ZIP, *_OLD, *films.KINDS, *_OTHERS)} | _SPELLINGS
"""File name extension → the format that it promises."""


def inspect(path: Path, limit: int | None = None) -> FileFact:
    """The contents of a supporting file, judged whatever its kind; one of more bytes than the limit gets no checksum. Raises OSError."""
    with opened_quietly(path) as stream:
        fact = _judged(stream, FORMATS.get(path.suffix.lower(), ""))
        size = stream.seek(0, io.SEEK_END)
        if limit is not None and size > limit:
            return fact._replace(size=size)
        stream.seek(0)
        return fact._replace(size=size, sha256=hashlib.file_digest(stream, "sha256").hexdigest())


@contextmanager
def opened_quietly(path: Path) -> Iterator[io.BufferedReader]:
    """The contents of a supporting file, opened while no library may tell of its oddities on the screen. Raises OSError."""
    with opened(path) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            yield stream
        finally:
            logging.disable(logging.NOTSET)


def _judged(stream: BinaryIO, promised: str) -> FileFact:
    """Whether a supporting file serves, by its contents and by the format that its name promises."""
    kind = kind_of(stream)
    try:
        if not kind:
            return FileFact("empty")
        if kind == "lfs-pointer" or not promised:
            return FileFact(kind if promised else "unknown-format", kind=kind)
        kind = office.CONTAINERS[kind](stream) if kind in office.CONTAINERS else kind
        if kind == "locked-office" and promised in {*_OLD, *_IN_ZIP}:
            office.check_ole(stream)
            raise Unread  # noqa: TRY301 - as below
        is_another_name = (promised == "zip" and kind in _IN_ZIP) or {promised, kind} <= films.KINDS
        if kind != promised and not is_another_name:
            raise Unfit("wrong-kind", kind)  # noqa: TRY301 - the same end
        stream.seek(0)
        return _OPENERS[promised](stream)._replace(kind=promised)
    except Unfit as unfit:
        kind = unfit.kind or kind
        details = {"kind": kind, "promised": promised} if unfit.problem == "wrong-kind" else NO_DETAILS
        return FileFact(unfit.problem, kind=kind, details=details)
    except (Exception, TooLong) as error:  # parsers meet hostile bytes, and raise whatever they raise
        if isinstance(error, OSError) and error.errno is not None:  # the disk's trouble, not the format's
            raise
        return FileFact(kind=promised, doubt="unread")


_OPENERS: Final[Mapping[str, Callable[[BinaryIO], FileFact]]] = {
    "jpg": pictures.check_jpeg,
    "png": pictures.check_png,
    "tif": pictures.check_tiff,
    "webp": pictures.check_webp,
    "zip": archives.check_zip,
    "pdf": pdf.check_pdf,
    **dict.fromkeys(films.KINDS, films.check_film),
    **dict.fromkeys(_IN_ZIP, office.check_office),
    **dict.fromkeys(_OLD, office.check_ole),
}
