"""What every check is given, and what it yields."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from kotacerdas.assessment.cells import Matrix
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.findings import NO_DETAILS, Location, Part, Severity, SubjectRef
from kotacerdas.instrument.model import Instrument
from kotacerdas.reading.models import Model


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

    def at(self, entry: Model, *route: str | int, part: Part = "value") -> Location:
        """The location of something in an entry."""
        return self.dossier.origin(entry).at(*route, part=part)


class Fact(NamedTuple):
    """What a check noticed, without code and words."""

    location: Location
    subject: SubjectRef | None = None
    agency: str | None = None
    requirement: str | None = None
    proves: tuple[str, ...] = ()
    leverage: float = 0.0
    severity: Severity | None = None
    details: Mapping[str, object] = NO_DETAILS
