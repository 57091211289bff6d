"""What the templates of every deliverable see: the city, its agencies and people, the instrument."""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """Whom to ask."""

    name: str
    position: str
    email: str


class Agency(NamedTuple):
    """A regional agency (OPD). `short_name` is the name where there is no shorter one."""

    id: str
    name: str
    short_name: str
    head: str
    contact: Person | None


class City(NamedTuple):
    """The city or regency. `arms`: the picture of its arms, as a path in the dossier; empty if none."""

    name: str
    province: str
    cohort_name: str
    arms: str


class Coordinator(NamedTuple):
    """Who gathers the dossier."""

    agency: Agency | None
    name: str
    position: str
    email: str


class Unread(NamedTuple):
    """What could not be read of a dossier: the files, and the requirements that are not judged for it, each with how many times."""

    files: tuple[str, ...]
    requirements: tuple[str, ...]


class Instrument(NamedTuple):
    """The instrument by which the dossier is checked.

    `note` tells of which round it is, where the dossier is of another; empty elsewhere.
    """

    id: str
    title: str
    authority: str
    note: str
