"""Office files by their container: what leads to the main part, that part's XML, and every entry's checksum.

No Office library is asked: each refuses files that Office itself opens. Office Open XML is ECMA-376 (transitional
and strict), OpenDocument is ISO/IEC 26300. Files of before 2007, and locked newer ones, lie in an OLE container.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final
from xml.parsers import expat

from kotacerdas.evidence.archives import Archive
from kotacerdas.evidence.facts import FileFact, Unfit, Unread
from kotacerdas.evidence.time_limit import time_limit

_MAIN: Final = "/relationships/officeDocument"
"""How the type of the relationship to the main part ends, in the transitional and in the strict form."""

_KINDS: Final[Mapping[str, str]] = {
    "macroenabled": "macro-office",
    "sheet.binary": "xlsb",
    "wordprocessingml": "docx",
    "spreadsheetml": "xlsx",
    "presentationml": "pptx",
}
"""What the content type of the main part holds → the kind of the file; the first that fits."""

_ROOTS: Final = {"": "document-content", "docx": "document", "xlsx": "workbook", "pptx": "presentation"}
_COUNTED: Final = {"xlsx": "sheet", "pptx": "sldId"}
_OPEN_DOCUMENT: Final = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_MAX_SMALL_PART: Final = 1024**2
_MAX_TOKEN, _MAX_ELEMENTS, _MAX_DEPTH = 1024**2, 1_000_000, 1000
"""Bytes of XML without an element in between, elements, and how deep they lie: more than any office program writes."""
_STEP: Final = 64 * 1024

_STREAMS: Final = {
    "encryptedpackage": "locked-office",
    "worddocument": "doc",
    "workbook": "xls",
    "book": "xls",
    "powerpoint document": "ppt",
}
_BUILT_IN_KEY: Final = "VelvetSweatshop"
"""The password of workbooks that are only write-protected: Excel enters it by itself ([MS-OFFCRYPTO] 2.3.7.2)."""

_NO_SECTOR: Final = 0xFFFFFFFA
"""Where the numbers begin that stand for no sector of a container, but for its ends and its tables."""


def kind_in_zip(stream: BinaryIO) -> str:
    """The kind of an office file by the parts of its container; `zip` for an archive that is none. Raises Unfit without a directory."""
    package = Package(stream)
    told = package.part("mimetype").decode("ascii", "replace").strip()
    name = told.removeprefix("application/vnd.oasis.opendocument.").removesuffix("-template")
    return _OPEN_DOCUMENT.get(name) or package.main_part()[0] or "zip"


def check_office(stream: BinaryIO) -> FileFact:
    """An office file. Raises Unfit where an entry is damaged or its main part is not what it must be."""
    package = Package(stream)
    doubt = package.check().doubt
    kind, main = package.main_part()
    if not kind and b"encryption-data" in package.part("meta-inf/manifest.xml"):
        raise Unfit("locked")
    entry = package.parts.get(main if kind else "content.xml")
    if entry is None:
        raise Unfit("broken")
    root, count, is_whole = "", 0, True
    try:
        for name, _ in _elements(package.contents_of(entry)):
            root, count = root or name, count + (name == _COUNTED.get(kind))
    except Unread:
        is_whole = False
    if root not in {"", _ROOTS.get(kind, root)} or (kind == "xlsx" and is_whole and not count):
        raise Unfit("broken")
    return FileFact(pages=count, doubt=doubt if is_whole else "unread")


def kind_in_ole(stream: BinaryIO) -> str:
    """The kind of an office file in an OLE container; `locked-office` of an encrypted newer one, else `ole`. Raises Unfit if cut off.

    Raises TooLong for what the library cannot read in time.
    """
    import olefile  # noqa: PLC0415 - only where there is one

    try:
        with time_limit(), olefile.OleFileIO(stream, raise_defects=olefile.DEFECT_FATAL) as container:
            names = {path[0].lower() for path in container.listdir() if len(path) == 1}
            is_cut = any(len(container.fat) <= sector < _NO_SECTOR for sector in container.fat)
    except OSError as error:  # of other errors nothing is known
        raise Unfit("cut-off") from error
    if is_cut:
        raise Unfit("cut-off")
    return next((kind for name, kind in _STREAMS.items() if name in names), "ole")


def check_ole(stream: BinaryIO) -> FileFact:
    """An office file in an OLE container. Raises Unfit where a person is asked for a password."""
    import msoffcrypto  # noqa: PLC0415 - only where there is one

    try:
        with time_limit():
            file = msoffcrypto.OfficeFile(stream)
            if file.is_encrypted():
                file.load_key(password=_BUILT_IN_KEY, verify_password=True)
    except (msoffcrypto.exceptions.InvalidKeyError, msoffcrypto.exceptions.DecryptionError) as error:
        raise Unfit("locked") from error
    except Exception as error:  # parsers meet hostile bytes, and raise whatever they raise
        raise Unread from error
    return FileFact()


CONTAINERS: Final[Mapping[str, Callable[[BinaryIO], str]]] = {"zip": kind_in_zip, "ole": kind_in_ole}
"""The containers of office files → what tells the kind of the file in one."""


class Package(Archive):
    """An office file's archive. Names of parts are the same in either case (ECMA-376 part 2, 6.2.2.3)."""

    def __init__(self, stream: BinaryIO) -> None:
        """Open an archive. Raises Unfit where it has no directory."""
        super().__init__(stream)
        self.parts = {entry.orig_filename.lower(): entry for entry in self.entries}

    def main_part(self) -> tuple[str, str]:
        """The kind of an office file that the content type of its main part tells, and the part's name; empty without one."""
        types = {
            (entry.get("PartName", "").lstrip("/") or "." + entry.get("Extension", "")).lower(): entry
            for entry in self.attributes_in("[content_types].xml")
        }
        for entry in self.attributes_in("_rels/.rels"):
            if entry.get("Type", "").endswith(_MAIN):
                target = posixpath.normpath(entry.get("Target", "").replace("\\", "/")).lstrip("/").lower()
                told = types.get(target, types.get(posixpath.splitext(target)[1], {}))
                content_type = told.get("ContentType", "").lower()
                return next((kind for word, kind in _KINDS.items() if word in content_type), ""), target
        return "", ""

    def attributes_in(self, name: str) -> Sequence[Mapping[str, str]]:
        """The attributes of the elements in a small part of an office file; none where it is not well formed."""
        try:
            return [attributes for _, attributes in _elements([self.part(name)])]
        except (Unfit, Unread):
            return ()

    def part(self, name: str) -> bytes:
        """A small part of an office file; nothing where it is not there, too large or damaged: its checksum tells that elsewhere."""
        entry = self.parts.get(name)
        if entry is None or entry.file_size > _MAX_SMALL_PART:
            return b""
        try:
            return b"".join(self.contents_of(entry))
        except (Unfit, Unread):
            return b""


def _elements(content: Iterable[bytes]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The XML elements of an office file's part as they begin, by name and attributes; it is read as a stream.

    Raises as `parsed`, and Unread where there are more of them than any office program writes.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    begun: list[tuple[str, Mapping[str, str]]] = []
    elements = depth = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        """Keep an XML element of an office file's part that begins."""
        nonlocal elements, depth
        elements, depth = elements + 1, depth + 1
        if elements > _MAX_ELEMENTS or depth > _MAX_DEPTH:
            raise Unread
        begun.append((name.rpartition(" ")[2], attributes))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    for _ in parsed(parser, content):
        yield from begun
        begun.clear()


def parsed(parser: expat.XMLParserType, content: Iterable[bytes]) -> Iterator[None]:
    """Hand an office file's part to an XML parser in steps, and yield after each, so that what its handlers saw can be used.

    Raises Unfit where it is not well formed, or declares a document type: Office refuses that. Raises Unread
    where more of it lies between two elements than any office program writes.
    """
    fed = 0

    def doctype(*_: object) -> None:
        raise Unfit("broken")

    parser.StartDoctypeDeclHandler = doctype
    try:
        for chunk in content:
            for at in range(0, len(chunk), _STEP):
                fed += len(piece := chunk[at : at + _STEP])
                parser.Parse(piece)
                if fed - parser.CurrentByteIndex > _MAX_TOKEN:
                    raise Unread
                yield
        parser.Parse(b"", True)  # noqa: FBT003 - expat's
    except expat.ExpatError as error:
        raise Unfit("broken") from error
    yield
