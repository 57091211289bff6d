"""What the templates of a letter see: the letter, what it asks for, who signs it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - annotations are read when templates are checked
from typing import NamedTuple


class Letterhead(NamedTuple):
    """The head of a letter. `arms`: the picture of the city's arms, as a path in the dossier; empty if none."""

    arms: str
    government: str
    agency: str
    lines: tuple[str, ...]


class Signatory(NamedTuple):
    """Who signs; each is empty where it is not known."""

    position: str
    name: str
    rank: str
    nip: str


class Contact(NamedTuple):
    """Whom to ask in the coordinating agency; each is empty where it is not known."""

    name: str
    position: str
    phone: str
    email: str


class Need(NamedTuple):
    """One thing that is asked for.

    `applies_to` are the dimensions where it is missing, `lacks` says what is missing, `recorded`
    what is there and does not count yet. `why` is the reason in words, `proves` the questions in short,
    `form` what the document must be like. `n` counts through the letter, `cells` are how many requirements
    it puts together.
    """

    n: int
    requirement: str
    title: str
    applies_to: str
    lacks: str
    recorded: tuple[str, ...]
    why: str
    questions: tuple[str, ...]
    proves: str
    form: str
    is_mandatory: bool
    is_deduced: bool
    leverage: float
    cells: int


class Group(NamedTuple):
    """What is asked for one program, for the form, for a dimension, or for the place as a whole.

    `mandatory` and `recommended` count requirements.
    """

    name: str
    mandatory: int
    recommended: int
    needs: tuple[Need, ...]


class Question(NamedTuple):
    """A question that what is asked for proves, or several of the survey: their ids and what they ask."""

    id: str
    asks: str


class MetRequirement(NamedTuple):
    """A requirement that was missing in the earlier report and is met now."""

    requirement: str
    title: str
    subject: str


class Letter(NamedTuple):
    """Everything that the template of a letter can name.

    `addressee` is the head of the agency by position, or the agency; `sender` the position that writes.
    `coordinator` is the agency that gathers the dossier.
    `is_coordinator`: it is the one that is asked. `mandatory` and `recommended` count requirements, `items` what stands in the list. `was_evaluated`: the interview was before `as_of`.
    `unopened_links` are the titles of the agency's documents that are links which nobody says to have opened.
    `is_past_due`: the deadline was. `since` is the day of the earlier report, None without one.
    """

    language: str
    kind: str
    as_of: dt.date
    city: str
    year: int
    instrument: str
    authority: str
    evaluation_date: dt.date | None
    was_evaluated: bool
    deadline: dt.date | None
    is_past_due: bool
    letterhead: Letterhead
    place: str
    agency_id: str
    agency: str
    short_name: str
    addressee: str
    is_coordinator: bool
    sender: str
    signatory: Signatory
    nature: str
    copies: tuple[str, ...]
    coordinator: str
    contact: Contact | None
    mandatory: int
    recommended: int
    items: int
    groups: tuple[Group, ...]
    unopened_links: tuple[str, ...]
    questions: tuple[Question, ...]
    has_deduced: bool
    since: dt.date | None
    received: tuple[MetRequirement, ...]
