"""What every check is given, and what it yields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kotacerdas.diagnostics import Location, Part, Severity, SubjectRef

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kotacerdas.dossier import Dossier
    from kotacerdas.instrument import Instrument
    from kotacerdas.matrix import Matrix


@dataclass(frozen=True, slots=True)
class Context:
    """A loaded dossier, worked out as of a day."""

    dossier: Dossier
    instrument: Instrument
    matrix: Matrix
    as_of: date

    def at(self, section: str, index: int, *route: str | int, part: Part = "value") -> Location:
        """The place of something in the entry of that index."""
        origin = self.dossier.origin(section, index)
        return Location(origin.path, (*origin.route, *route), part)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a check noticed, without code and words."""

    location: Location
    subject: SubjectRef | None = None
    agency: str | None = None
    requirement: str | None = None
    proves: tuple[str, ...] = ()
    leverage: float = 0.0
    severity: Severity | None = None
    details: Mapping[str, object] = field(default_factory=dict)
