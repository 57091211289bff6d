"""What the templates of a letter see: the letter, what it asks for, who signs it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - annotations are read when templates are checked
from typing import NamedTuple

from kotacerdas.deliverables.records import Instrument, Unread  # noqa: TC001 - as above
from kotacerdas.deliverables.view.records import Meeting, Result, Risk, Users  # noqa: TC001 - as above


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


class Paper(NamedTuple):
    """One line of the list of papers to send.

    `text` names the paper: a registered document by its title, else what it is for and which types it may be of.
    `applies_to` are the programs, dimensions, meetings or questions that it is for beside its group, `note` tells what is wrong with what is
    registered and which blank forms go with it, `formats` in which formats it may come. `n` counts through the letter, papers first.
    """

    n: int
    text: str
    applies_to: str
    note: str
    formats: str
    is_mandatory: bool


class Blank(NamedTuple):
    """One line of the list of what has to be filled in. `applies_to` and `n` are as those of a paper."""

    n: int
    text: str
    applies_to: str
    is_mandatory: bool


class Need(NamedTuple):
    """One requirement that is not met, by as many subjects of its group as read alike.

    `applies_to` are the dimensions or meetings where it is missing, or the program in a letter on several, `lacks` says what is asked for, `recorded` which files
    cannot serve and why. `why` is the reason in words, `proves` the questions in short, `form` what the document
    must be like, `basis` on what it rests, and its source. `lines` are the papers and blanks that meet it, by their `n`; its own `n` counts the needs.
    `cells` are how many requirements it puts together.
    """

    n: int
    lines: tuple[int, ...]
    requirement: str
    title: str
    applies_to: str
    lacks: str
    recorded: tuple[str, ...]
    why: str
    questions: tuple[str, ...]
    proves: str
    form: str
    basis: str
    is_mandatory: bool
    is_deduced: bool
    leverage: float
    cells: int


class Group(NamedTuple):
    """What is asked for one program, for the form, for a dimension, or for the place as a whole.

    `mandatory` and `recommended` count requirements. `papers` are to be sent, `blanks` to be filled in; the `needs`
    tell of each requirement why.
    """

    name: str
    mandatory: int
    recommended: int
    papers: tuple[Paper, ...]
    blanks: tuple[Blank, ...]
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


class Program(NamedTuple):
    """The program that a blank form is about, as the dossier knows it."""

    name: str
    description: str
    dimension_name: str
    sub_dimension_name: str
    users: Users | None
    results: tuple[Result, ...]
    risks: tuple[Risk, ...]


class BlankForm(NamedTuple):
    """A blank form for a paper that is missing: everything that its template can name.

    `name` is that of its file, without ending, `form` that of its template; `title` is the type of the paper, `subject` what the paper is for: the
    name of a program or meeting, else the requirement's title. `letterhead` is that of the agency that fills it in, `head`
    who leads it. `looked_for` tells what the paper is, and what assessors look for in it, `needs` which requirements it meets.
    """

    language: str
    name: str
    form: str
    title: str
    subject: str
    city: str
    year: int
    evaluation: str
    letterhead: Letterhead
    place: str
    agency: str
    head: str
    program: Program | None
    meeting: Meeting | None
    looked_for: str
    formats: str
    needs: tuple[Need, ...]


class Letter(NamedTuple):
    """Everything that the template of a letter can name.

    `addressee` is the head of the agency by position, or the agency; `sender` the position that writes.
    `coordinator` is the agency that gathers the dossier, `evaluation` the name of the evaluation with year and stage.
    `is_coordinator`: it is the one that is asked. `mandatory` and `recommended` count requirements, `needs` those of all groups, `items` how many they are. `has_papers` and `has_blanks`: some group has. `was_evaluated`: the interview was before `as_of`.
    `unopened_links` are the titles of the agency's documents that are links which nobody says to have opened.
    `is_past_due`: the deadline was. `unread` is what a draft does not ask for, since files cannot be read; None in a letter that can be sent. `since` is the day of the earlier report, None without one.
    `forms` are the blank forms that go with the letter.
    """

    language: str
    kind: str
    as_of: dt.date
    unread: Unread | None
    city: str
    year: int
    evaluation: str
    instrument: Instrument
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
    has_papers: bool
    has_blanks: bool
    groups: tuple[Group, ...]
    needs: tuple[Need, ...]
    unopened_links: tuple[str, ...]
    questions: tuple[Question, ...]
    has_deduced: bool
    since: dt.date | None
    received: tuple[MetRequirement, ...]
    forms: tuple[BlankForm, ...]
