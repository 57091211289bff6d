"""What every check is given, and what it yields."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from kotacerdas.assessment.cells import Matrix
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Document
from kotacerdas.evidence.facts import FileFact
from kotacerdas.findings import NO_DETAILS, Location, Part, Severity, SubjectRef
from kotacerdas.instrument.model import Instrument
from kotacerdas.reading.models import Model


class Fact(NamedTuple):
    """What a check noticed, without code and words."""

    location: Location
    subject: SubjectRef | None = None
    agency: str | None = None
    requirement: str | None = None
    proves: tuple[str, ...] = ()
    severity: Severity | None = None
    details: Mapping[str, object] = NO_DETAILS


def severity_of(level: str) -> Severity:
    """How much it weighs that a requirement of a level is not met."""
    return Severity.ERROR if level == "mandatory" else Severity.WARNING


class Context(NamedTuple):
    """A loaded dossier, worked out as of a day; `files` holds the bytes of its YAML files."""

    dossier: Dossier
    instrument: Instrument
    matrix: Matrix
    as_of: date
    files: Mapping[str, bytes]

    def is_unread(self, entry: Model, *keys: str) -> bool:
        """Whether one of these fields was filled in wrongly, which is a finding already."""
        return self.dossier.origin(entry).is_unread(*keys)

    def file_of(self, document: Document) -> FileFact | None:
        """What is known of the file of a document; None where it names none."""
        return self.dossier.evidence.get(document.file or "")

    def at(self, entry: Model, *route: str | int, part: Part = "value") -> Location:
        """The location of something in an entry."""
        return self.dossier.origin(entry).at(*route, part=part)

    def fact(self, entry: Model, /, *route: str | int, **details: object) -> Fact:
        """A fact about what stands at a route in an entry, or without one about the whole entry."""
        return Fact(self.at(entry, *route, part="value" if route else "mapping"), details=details)

    def document_fact(self, document: Document, /, *route: str | int, **details: object) -> Fact:
        """A fact about a document, owed by the agency that keeps it."""
        fact = self.fact(document, *route, **details)
        return fact._replace(subject=SubjectRef("document", document.id), agency=document.agency)
