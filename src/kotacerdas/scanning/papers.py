"""What the text of a paper tells of it: type, number, title, date, the agency at its head.

The forms are those of official Indonesian papers. In 22 decrees and regulations the type and the number stood in the first
eight lines before the first TENTANG, and the date wherever the paper says `Ditetapkan di`, half the time not on the last page.
What stands below TENTANG is of other papers.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from kotacerdas.scanning.dates import WrittenDate, dates_in
from kotacerdas.scanning.signs import Sign, Signs, Strength, decisive, words_of

_HEAD: Final = 15
"""Lines in which a paper tells what it is, with a stamp or letterhead before."""
_FEW: Final = 30
"""Characters of a whole file below which it is a scan."""
_ENACTED: Final = re.compile(r"\b(?:di\s?tetapkan|disahkan|diundangkan)\s+di\b", re.IGNORECASE)
_AFTER: Final = 160
"""Characters behind `Ditetapkan di` in which its date stands."""
_NUMBER: Final = re.compile(r"(?:nomor|no)\b(?:\s+sop)?[\s.:]*(\S*\d\S*(?:\s?/\s?[\w.-]+)*)", re.IGNORECASE)
_OF_YEAR: Final = re.compile(r"nomor\s*:?\s*(\d{1,4})\s+tahun\s+((?:19|20)\d\d)", re.IGNORECASE)
_ABOUT: Final = re.compile(r"(?:hal|perihal|acara|nama sop|judul)\s*:\s*", re.IGNORECASE)
_DATED: Final = re.compile(
    r"(?:tanggal|tgl\.?(?: \w+)?|hari\s?/\s?(?:tanggal|tgl)|pada tanggal)\s*:", re.IGNORECASE
)
_BEFORE_DATE: Final = r"(?:.{0,80}[,·|:–—-]\s*)?"
"""What stands before a date in a line of its own: a place, an agency, a number."""
_PLACE: Final = r"[\w .]{3,40},\s*"
_SIGNATORY: Final = re.compile(
    r"(?:a\.?n\.?\s+)?(?:wali ?kota|bupati|gubernur|kepala|direktur|sekretaris|camat)\b", re.IGNORECASE
)
_END_OF_TITLE: Final = re.compile(
    r"dengan rahmat|menimbang|mengingat|(?:wali ?kota|bupati|gubernur|kepala|menteri|presiden)\b.*,$",
    re.IGNORECASE,
)
_TITLE_LINES: Final = 6
_WRAPPED: Final = 60
"""Characters from which a line of a title may go on in the next."""


class Quoted(NamedTuple):
    """Something that a paper tells, with the words that tell it and their page."""

    value: str
    words: str
    page: int = 1


class PaperFact(NamedTuple):
    """What the text of a paper tells; what it does not tell is None.

    `sign` is what told the type; `is_formal` whether in the fixed form of a regulation or decree. `lines` are those of
    its head, `has_text` is false for a scan.
    """

    has_text: bool = False
    sign: Sign | None = None
    is_formal: bool = False
    heading: str = ""
    number: Quoted | None = None
    title: str = ""
    date: Quoted | None = None
    lines: tuple[str, ...] = ()


def is_dated(page: str) -> bool:
    """Whether the text of a page tells when the paper was enacted."""
    return _enacted(page) is not None


def paper_fact(pages: Sequence[Sequence[str]], signs: Signs) -> PaperFact:
    """What the lines of a paper's pages tell."""
    if sum(len(line) for page in pages for line in page) < _FEW:
        return PaperFact()
    head = next((tuple(page) for page in pages if page), ())[:_HEAD]
    about = next((at for at, line in enumerate(head) if line.upper().strip(" :.") == "TENTANG"), None)
    before = head if about is None else head[:about]
    if about is not None and not any(line.upper().startswith("LAMPIRAN") for line in before):
        return _formal(pages, head, about, signs)
    dated = next((at for at, line in enumerate(before) if _NUMBER.match(line) or any(dates_in(line))), _HEAD)
    at, sign = next(
        (
            (at, sign)
            for at, line in enumerate(before)
            if (at <= dated or _ABOUT.match(line)) and (sign := _heading(line, signs)) is not None
        ),
        (0, None),
    )
    heading = _ABOUT.sub("", head[at]) if sign else ""
    if sign and len(heading) >= _WRAPPED - 5 and at + 1 < len(head) and _goes_on(head[at + 1]):
        heading = f"{heading} {head[at + 1]}"
    number = next((m for line in before if (m := _NUMBER.match(line))), None)
    return PaperFact(
        has_text=True,
        sign=sign,
        heading=heading,
        number=Quoted(number[1].rstrip(".,;:"), number[0]) if number else None,
        title=heading,
        date=_date(pages, _dated(head)),
        lines=head,
    )


def _formal(pages: Sequence[Sequence[str]], head: tuple[str, ...], about: int, signs: Signs) -> PaperFact:
    """What a regulation or decree tells, whose TENTANG stands in this line."""
    told = [(line, sign) for line in head[:about] if (sign := _heading(line, signs)) is not None]
    heading, sign = told[-1] if told else ("", None)
    number = next((m for line in head[:about] if (m := _OF_YEAR.match(line))), None)
    other = next((m for line in head[:about] if (m := _NUMBER.match(line))), None)
    chosen = number or other
    title = []
    for line in next(tuple(page) for page in pages if page)[about + 1 : about + 1 + _TITLE_LINES]:
        if _END_OF_TITLE.match(line):
            break
        title.append(line)
    return PaperFact(
        has_text=True,
        sign=sign,
        is_formal=bool(sign and chosen),
        heading=heading,
        number=Quoted(re.sub(r"\s", "", chosen[1]), chosen[0]) if chosen else None,
        title=" ".join(title),
        date=_date(pages, None),
        lines=head,
    )


def _heading(line: str, signs: Signs) -> Sign | None:
    """The sign that a line of a paper's head begins with, which makes it a heading."""
    told = list(signs.among(words_of(_ABOUT.sub("", line))))
    sign = decisive(told)
    return sign if sign and told[0].start == 0 and sign.strength > Strength.WEAK else None


def _goes_on(line: str) -> bool:
    """Whether a line can be the rest of a title."""
    begins_with_date = any(line.startswith(written.text) for written in dates_in(line))
    return not (_NUMBER.match(line) or begins_with_date or ":" in line)


def _dated(head: Iterable[str]) -> Quoted | None:
    """The date of a paper that stands in its head: alone, behind its number or a place, or where it says that it is one."""
    for line in head:
        for written in dates_in(line):
            before = line[: line.index(written.text)]
            is_rest = line.endswith(written.text) and re.fullmatch(
                _BEFORE_DATE if written.date.day else "", before
            )
            if is_rest or _DATED.search(before):
                return _quoted(written, 1)
            break
    return None


def _date(pages: Sequence[Sequence[str]], otherwise: Quoted | None) -> Quoted | None:
    """The date on which a paper was enacted, on whichever page it stands."""
    for read in (lambda page: _enacted("\n".join(page)), _signed):
        for number, page in enumerate(pages, start=1):
            if written := read(page):
                return _quoted(written, number)
    return otherwise


def _enacted(text: str) -> WrittenDate | None:
    """The date behind `Ditetapkan di`."""
    for match in _ENACTED.finditer(text):
        written = next(dates_in(text[match.end() : match.end() + _AFTER]), None)
        if written and written.date.day:
            return written
    return None


def _signed(lines: Sequence[str]) -> WrittenDate | None:
    """The date behind a place, above the one who signs."""
    for line, after in pairwise(reversed(lines)):
        written = next(dates_in(after), None)
        if (
            written
            and written.date.day
            and _SIGNATORY.match(line)
            and re.fullmatch(_PLACE + re.escape(written.text), after)
        ):
            return written
    return None


def _quoted(written: WrittenDate, page: int) -> Quoted:
    return Quoted(str(written.date), " ".join(written.text.split()), page)
