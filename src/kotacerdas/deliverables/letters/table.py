"""What letters ask for as a table (CSV), for spreadsheets and mail-merge."""

from collections.abc import Iterable
from typing import Final

from kotacerdas.deliverables.letters.records import Group, Letter, Need
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.privacy import anonymous
from kotacerdas.reports.csv_rows import csv_table

COLUMNS: Final = (
    "agency-id", "agency", "addressee", "group", "requirement", "title", "applies-to", "lacks", "questions", "asks",
    "why", "form", "level", "deduced", "leverage", "deadline", "contact",
)  # fmt: skip


def table(letters: Iterable[Letter], messages: Messages, instrument: Instrument) -> bytes:
    """The table (CSV) of what letters ask for: a row for each thing."""
    rows = [tuple(messages.text(f"request.column.{name}") for name in COLUMNS)]
    for letter in letters:
        for group in letter.groups:
            rows += [_row(letter, group, need, messages, instrument) for need in group.needs]
    return csv_table(rows, messages)


def _row(
    letter: Letter, group: Group, need: Need, messages: Messages, instrument: Instrument
) -> tuple[str, ...]:
    """The cells of the table for one thing that a letter asks for, in the order of the columns."""
    asks = [f"{name}: {messages.word(instrument.questions[name].asks)}" for name in need.questions]
    cells = (
        *(letter.agency_id, letter.agency, letter.addressee, group.name),
        *(need.requirement, need.title, need.applies_to, need.lacks),
        *(", ".join(need.questions), " ".join(asks), need.why, need.form),
        messages.text("words.mandatory" if need.is_mandatory else "words.recommended"),
        "*" if need.is_deduced else "",
        messages.number(need.leverage, 4),
        letter.deadline.isoformat() if letter.deadline else "",
    )
    return (
        *map(anonymous, cells),
        ", ".join(filter(None, letter.contact or ())),
    )  # whom to call is meant to be told
