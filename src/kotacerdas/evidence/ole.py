"""Office files of before 2007, and locked newer ones: both lie in an OLE container."""

from typing import BinaryIO, Final

from kotacerdas.evidence.facts import Opened, Unfit
from kotacerdas.evidence.time_limit import time_limit

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


def kind_of(stream: BinaryIO) -> str:
    """`doc`, `xls` or `ppt`; `locked-office` for an encrypted newer file; else `ole`. Raises Unfit if cut off.

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


def check_ole(stream: BinaryIO) -> Opened:
    """An office file in an OLE container. Raises Unfit where a person is asked for a password."""
    import msoffcrypto  # noqa: PLC0415 - only where there is one

    try:
        with time_limit():
            file = msoffcrypto.OfficeFile(stream)
            if file.is_encrypted():
                file.load_key(password=_BUILT_IN_KEY, verify_password=True)
    except (msoffcrypto.exceptions.InvalidKeyError, msoffcrypto.exceptions.DecryptionError) as error:
        raise Unfit("locked") from error
    except Exception:  # noqa: BLE001 - parsers meet hostile bytes, and raise whatever they raise
        return Opened(0, "unread")
    return Opened()
