"""The text of a supporting file, page by page as far as it is asked for: PDF, Word, Excel, PowerPoint, OpenDocument.

Scans have none: nothing reads pictures here.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

from kotacerdas.evidence import office
from kotacerdas.evidence.contents import opened_quietly
from kotacerdas.evidence.signatures import kind_of
from kotacerdas.evidence.time_limit import TooLong, time_limit

MAX_PAGES: Final = 60
"""Pages whose text is read; a date of enactment stood on page 24 of the longest of 22 decrees."""
_MAX_PART: Final = 4 * 1024**2
"""Bytes of an office file's text that are read."""
_MAX_FILE: Final = 64 * 1024**2
_PART: Final[Mapping[str, str]] = {
    "docx": "word/document.xml", "xlsx": "xl/sharedstrings.xml", "pptx": "ppt/slides/slide1.xml",
    "odt": "content.xml", "ods": "content.xml", "odp": "content.xml",
}  # fmt: skip
_PARAGRAPHS: Final = frozenset({"p", "h", "si"})


def pages_of(path: Path, is_enough: Callable[[str], bool]) -> list[list[str]]:
    """The text lines of each page of a file, without empty ones, up to the page that is enough; an office file is one page.

    Nothing for what has no text or cannot be read within limits of size and time. Raises OSError.
    """
    pages: list[list[str]] = []
    with opened_quietly(path) as stream:
        try:
            with time_limit():
                for text in islice(_texts(stream), MAX_PAGES):
                    lines = (" ".join(line.split()) for line in text.splitlines())
                    pages.append([line for line in lines if line])
                    if is_enough("\n".join(pages[-1])):
                        break
        except (Exception, TooLong) as error:  # parsers meet hostile bytes, and raise whatever they raise
            if isinstance(error, OSError) and error.errno is not None:
                raise
    return pages


def _texts(stream: BinaryIO) -> Iterator[str]:
    """The text of each page of a supporting file, whether PDF or office file."""
    if stream.seek(0, io.SEEK_END) > _MAX_FILE:
        return
    kind = kind_of(stream)
    if kind == "pdf":
        import pypdf  # noqa: PLC0415 - as where PDFs are checked

        yield from (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(stream.read())).pages)
    elif kind == "zip":
        yield "\n".join(_paragraphs(stream))


def _paragraphs(stream: BinaryIO) -> Iterator[str]:
    """The text of an office file by paragraphs, or by cells, in their order, as one page."""
    package = office.Package(stream)
    part = package.parts.get(_PART.get(office.kind_in_zip(stream), ""))
    done: list[str] = []
    text: list[str] = []

    def end(name: str) -> None:
        if name.rpartition(" ")[2] in _PARAGRAPHS:
            done.append("".join(text))
            text.clear()

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.CharacterDataHandler, parser.EndElementHandler = text.append, end
    size = 0
    for chunk in package.contents_of(part) if part else ():
        parser.Parse(chunk)
        yield from done
        done.clear()
        if (size := size + len(chunk)) > _MAX_PART:
            break
