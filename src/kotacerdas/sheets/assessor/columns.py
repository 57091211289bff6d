"""The columns of an assessor's sheet: what the city tells, and what the assessor fills in."""

from collections.abc import Mapping
from typing import Final

from kotacerdas.languages.messages import Messages
from kotacerdas.sheets.tables import TABLES, Column, Kind, columns

MARK: Final = "kotacerdas-asesor"
"""How the heading of the hidden column begins; behind it stand by what the dossier is known, and the assessor's name."""

TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "questions": ("question", "asks", "answer", "own-score", "papers"),
    "papers": ("question", "document", "title", "type", "date", "place"),
    "quick-wins": ("program", "agency", "money", "users", "papers"),
    "remarks": ("dimension", "kind"),
}
"""The columns of each sheet that tell what the city says, in order."""
_JUDGED: Final = ("score", "remark", "kind", "addressee", "due", "interview")
TRAITS: Final = tuple(f"W{n}" for n in range(2, 11))
NUMBERS: Final = ("score", *TRAITS)
"""The columns that hold scores."""
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "questions": _JUDGED,
    "papers": ("sufficient", "remark"),
    "quick-wins": (*TRAITS, *_JUDGED[1:]),
    "remarks": ("text",),
}
"""The columns of each sheet that the assessor fills in."""
KINDS: Final = ("strength", "weakness", "recommendation", "request")
SUFFICIENT: Final[Mapping[str, str]] = {
    "enough": "accepted",
    "partly": "revise",
    "lacking": "rejected",
    "unopened": "revise",
}
"""What an assessor says of a paper → the verdict that it is."""


AGENCY: Final[Column] = next(column for column in columns(TABLES["answers"]) if column.path == "agency")
"""The column whose cells name an agency."""


def kind_of(column: str) -> Kind:
    """What the cells of a column hold."""
    return "date" if column == "due" else "decimal" if column in {*NUMBERS, "own-score"} else "text"


def heading(column: str, messages: Messages) -> str:
    """The heading of a column; that of a trait is its question."""
    return column if column in TRAITS else messages.text(f"sheet.assessor.columns.{column}")
