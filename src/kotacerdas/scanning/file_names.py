"""What the name of a file tells of the paper in it: type, number, date.

Names are as people and upload forms leave them: `Indikator41d-PERWALINo21Tahun2020tentangTPP.pdf`,
`1789711960_SKM-SMT-1-2025-Copy-1.pdf`, `03.  RUP-Spesifikasi 2020.docx.pdf`.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from kotacerdas.dates import PartialDate
from kotacerdas.evidence.contents import FORMATS
from kotacerdas.instrument.model import DocumentType
from kotacerdas.scanning.signs import BORDER, Sign, Signs, Strength, decisive, spaced, words_of
from kotacerdas.scanning.written_dates import dates_in, years_in

_ENDINGS: Final = re.compile(
    r"(?:\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|zip|mp4|html?)|(?<=[a-zA-Z])pdf(?=\.|$))+$", re.IGNORECASE
)
_FRONT: Final = (
    r"^(?i:\d{9,}[_-]"  # the second of an upload
    r"|ini?di?kator[ _-]?\d+[a-z]?(?![a-z])[-_ ]*"  # the code of an indicator
    r"|(?:[A-Za-z]+_)?I\d+_(?:L?\d+_)?"
    r"|\d{1,3}[ ._)-]+(?=\D))"  # a running number
)
_COPY: Final = re.compile(r"\(\d+\)|[-_ ]copy(?:[-_ ]?\d+)?$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\b(?:nomor|no)[ .]*(\d{1,4})\b|\b(\d{1,4}) (?:tahun|thn|th)\b", re.IGNORECASE)
_CODE: Final = re.compile(r"(?:19|20)\d\d(?:pw|pb|perda)\d{4}0*(\d{1,3})(?!\d)", re.IGNORECASE)
"""The code that legal documentation (JDIH) gives a regulation: year, kind, area, number."""
_PICTURES: Final = frozenset({"jpg", "png"})


class NameFact(NamedTuple):
    """What the name of a file tells: `title` is it in words, `sign` what told the type, in a folder's name if `is_folder`."""

    title: str
    words: tuple[str, ...]
    sign: Sign | None
    is_folder: bool
    number: str
    date: PartialDate | None


def name_fact(path: str, signs: Signs, types: Iterable[DocumentType]) -> NameFact:
    """What the name of a file tells of the paper in it, and the names of its folders where that tells nothing.

    A type whose papers never come in the file's format is not told. A year is a date, as far as it is known.
    """
    pure = PurePosixPath(path)
    kind = FORMATS.get(pure.suffix.lower(), pure.suffix.lower().removeprefix("."))
    stem = spaced(_COPY.sub("", re.sub(_FRONT, "", _ENDINGS.sub("", pure.name))))
    words = words_of(stem)
    is_picture = kind in _PICTURES
    fitting = {t.id for t in types if not is_picture or kind in t.files}
    usual = {t.id for t in types if is_picture == (t.files[0] in _PICTURES)}
    told = decisive(
        sign for sign in signs.among([*words, kind]) if sign.type in (fitting if sign.strength else usual)
    )
    folders = (s for folder in reversed(pure.parts[:-1]) for s in signs.among(words_of(spaced(folder))))
    is_told = told is not None and told.strength > Strength.WEAK
    by_folder = None if is_told else next((s for s in folders if s.strength and s.type in fitting), None)
    number = _NUMBER.search(stem) or _CODE.search(pure.name)
    dates, years = list(dates_in(BORDER.sub(" ", pure.stem).replace("_", " "))), years_in(stem)
    return NameFact(
        title=stem.strip(" -."),
        words=tuple(words),
        sign=by_folder or told,
        is_folder=by_folder is not None,
        number=next(filter(None, number.groups()), "") if number else "",
        date=dates[0].date if dates else PartialDate(years[-1]) if years else None,
    )
