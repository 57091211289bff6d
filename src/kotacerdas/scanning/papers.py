"""What the text of a paper tells of it: type, number, title, date, the agency at its head.

The forms are those of official Indonesian papers. In 22 decrees and regulations the type and the number stood in the first
eight lines before the first TENTANG, and the date wherever the paper says `Ditetapkan di`, half the time not on the last page.
What stands below TENTANG is of other papers.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from kotacerdas.scanning.signs import Sign, Signs, Strength, decisive, words_of
from kotacerdas.scanning.written_dates import WrittenDate, dates_in

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
_WRAPPED: Final = 55
"""Characters from which a line of a title may go on in the next."""


class Quoted(NamedTuple):
    """Something that a paper tells, with the words that tell it and their page."""

    value: str
    words: str
    page: int = 1


class PaperFact(NamedTuple):
    """What the text of a paper tells; what it does not tell is None or empty.

    `sign` is what told the type, `lines` are those of its head. `is_formal` is whether it has the fixed form of a
    regulation or decree.
    """

    sign: Sign | None = None
    heading: str = ""
    number: Quoted | None = None
    title: str = ""
    date: Quoted | None = None
    lines: tuple[str, ...] = ()
    is_formal: bool = False

    @property
    def has_text(self) -> bool:
        """Whether the paper has text at all; a scan has none."""
        return bool(self.lines)


def is_dated(page: str) -> bool:
    """Whether the text of a page tells when the paper was enacted."""
    return _enacted(page) is not None


def paper_fact(pages: Sequence[Sequence[str]], signs: Signs) -> PaperFact:
    """What the text of a paper tells of it, by the lines of its pages."""
    if sum(len(line) for page in pages for line in page) < _FEW:
        return PaperFact()
    first = next(tuple(page) for page in pages if page)
    head = first[:_HEAD]
    about = next((at for at, line in enumerate(head) if line.upper().strip(" :.") == "TENTANG"), None)
    before = head[:about]
    if about is None or any(line.upper().startswith("LAMPIRAN") for line in before):
        title, sign = _title(before, head, signs)
        number = _first(_NUMBER, before)
        quoted = Quoted(number[1].rstrip(".,;:"), number[0]) if number else None
        return PaperFact(sign, title, quoted, title, _date(pages) or _date_in_head(head), head)
    headings = [(line, sign) for line in before if (sign := _heading(line, signs))]
    heading, sign = headings[-1] if headings else ("", None)
    number = _first(_OF_YEAR, before) or _first(_NUMBER, before)
    quoted = Quoted(re.sub(r"\s", "", number[1]), number[0]) if number else None
    lines = takewhile(lambda line: not _END_OF_TITLE.match(line), first[about + 1 :][:_TITLE_LINES])
    is_formal = bool(sign and number)
    return PaperFact(sign, heading, quoted, " ".join(lines), _date(pages), head, is_formal)


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> re.Match[str] | None:
    """The match of a pattern in the first line of a paper that begins with it."""
    return next(filter(None, map(pattern.match, lines)), None)


def _title(before: Sequence[str], head: Sequence[str], signs: Signs) -> tuple[str, Sign | None]:
    """The title of a paper that is no regulation, and the sign that it begins with.

    It stands before number and date, or where the paper says that it is its subject, and may go on in the next line.
    """
    is_past = False
    for at, line in enumerate(before):
        if (not is_past or _ABOUT.match(line)) and (sign := _heading(line, signs)):
            title = _ABOUT.sub("", line)
            rest = head[at + 1 : at + 2] if len(title) >= _WRAPPED else ()
            return " ".join([title, *filter(_goes_on, rest)]), sign
        is_past = is_past or bool(_NUMBER.match(line)) or any(dates_in(line))
    return "", None


def _heading(line: str, signs: Signs) -> Sign | None:
    """The sign that a line of a paper's head begins with, which makes it a heading."""
    told = list(signs.among(words_of(_ABOUT.sub("", line))))
    sign = decisive(told)
    return sign if sign and told[0].start == 0 and sign.strength > Strength.WEAK else None


def _goes_on(line: str) -> bool:
    """Whether a line can be the rest of a paper's title."""
    begins_with_date = any(line.startswith(written.text) for written in dates_in(line))
    return not (_NUMBER.match(line) or begins_with_date or ":" in line)


def _date_in_head(head: Iterable[str]) -> Quoted | None:
    """The date of a paper that stands in its head: alone, behind its number or a place, or where it says that it is one."""
    for line in head:
        if written := next(dates_in(line), None):
            before = line.partition(written.text)[0]
            is_alone = re.fullmatch(_BEFORE_DATE if written.date.day else "", before)
            if (is_alone and line.endswith(written.text)) or _DATED.search(before):
                return _quoted(written, 1)
    return None


def _date(pages: Sequence[Sequence[str]]) -> Quoted | None:
    """The date on which a paper was enacted, on whichever page it stands."""
    for read in (lambda page: _enacted("\n".join(page)), _signed):
        for number, page in enumerate(pages, start=1):
            if written := read(page):
                return _quoted(written, number)
    return None


def _enacted(text: str) -> WrittenDate | None:
    """The date of a paper behind `Ditetapkan di`."""
    for match in _ENACTED.finditer(text):
        written = next(dates_in(text[match.end() : match.end() + _AFTER]), None)
        if written and written.date.day:
            return written
    return None


def _signed(lines: Sequence[str]) -> WrittenDate | None:
    """The date of a paper behind a place, above the one who signs."""
    for line, after in pairwise(reversed(lines)):
        written = next(dates_in(after), None) if _SIGNATORY.match(line) else None
        if written and written.date.day and re.fullmatch(_PLACE + re.escape(written.text), after):
            return written
    return None


def _quoted(written: WrittenDate, page: int) -> Quoted:
    """A date of a paper in the words in which it is written."""
    return Quoted(str(written.date), " ".join(written.text.split()), page)
