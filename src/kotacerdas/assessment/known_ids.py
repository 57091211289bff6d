"""The ids that references of a dossier may name, by the kind of what they name, and what people call those things."""

from collections.abc import Collection, Iterable, Iterator

from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import INSTITUTION
from kotacerdas.findings import Diagnostic
from kotacerdas.instrument.model import Instrument
from kotacerdas.nearest import Names, fold, folded
from kotacerdas.reading.references import ids_in, names_in

WITH_ID = ("agencies", "meetings", "programs", "documents", "follow_ups")
"""The sections of a dossier whose entries have ids."""


class KnownIds:
    """The ids that references of a dossier may name: its own, and those of its instrument."""

    def __init__(self, dossier: Dossier, instrument: Instrument) -> None:
        """Gather by kind the ids that references may name; names at first use."""
        self._dossier, self._instrument = dossier, instrument
        self._names: dict[str, Names] = {}
        own = {section: {e.id for e in getattr(dossier, section) if e.id} for section in WITH_ID}
        dimensions = list(instrument.dimensions)
        supported = {*own["agencies"], *own["meetings"], *own["programs"], *dimensions, *instrument.questions}
        anything = supported | own["documents"] | own["follow_ups"]
        self.by_kind: dict[str, Collection[str]] = {
            **instrument.ids(),
            "agency": own["agencies"],
            "program": own["programs"],
            "document": own["documents"],
            "field": [*dimensions, INSTITUTION],
            "supported": supported,
            "anything": anything,
            "subject": {*anything, "dossier"},
        }

    def names(self, kind: str) -> Names:
        """What people call the things of a kind that references name → the id: an agency by its full name, and so on."""
        if kind not in self._names:
            ids = self.by_kind[kind]
            self._names[kind] = folded((name, id_) for name, id_ in self._named(kind) if name and id_ in ids)
        return self._names[kind]

    def _named(self, kind: str) -> Iterator[tuple[str | None, str]]:
        """The names of what references of a kind may name, and of other things, each with its id."""
        yield from ((name, name) for name in self.by_kind[kind])
        for agency in self._dossier.agencies:
            yield from ((agency.name, agency.id), (agency.short_name, agency.id))
        yield from ((program.name, program.id) for program in self._dossier.programs)
        yield from ((meeting.title, meeting.id) for meeting in self._dossier.meetings)
        if kind == "document":
            yield from ((document.title, document.id) for document in self._dossier.documents)
        for dimension in self._instrument.dimensions.values():
            yield from ((dimension.name.id, dimension.id), (dimension.name.en, dimension.id))
            yield from ((word, s.id) for s in dimension.sub_dimensions for word in (s.name.id, s.name.en))
        for type_ in self._instrument.document_types.values():
            yield from ((word, type_.id) for word in (type_.name.id, type_.name.en, *type_.also))

    def meant(self, kind: str, name: str) -> tuple[str, ...]:
        """The ids of the things of a kind that have a name."""
        return self.names(kind).get(fold(name), ())

    def all_meant(self, kind: str, names: list[str]) -> tuple[str, ...]:
        """The ids that references mean by names; none where one of them is not the name of one thing."""
        meant = [self.meant(kind, name) for name in names]
        return tuple(dict.fromkeys(ids[0] for ids in meant)) if all(len(ids) == 1 for ids in meant) else ()


def with_known_ids(
    findings: Iterable[Diagnostic], dossier: Dossier, instrument: Instrument
) -> Iterator[Diagnostic]:
    """Findings, those of a text where a list of references is due with the ids that exist for what it names.

    Nothing is proposed for what does not exist, unless it may stand in what could not be read.
    """
    known = KnownIds(dossier, instrument)
    for finding in findings:
        kind, value = finding.details.get("names"), str(finding.details.get("value"))
        if isinstance(kind, str) and not dossier.unread_files:
            readings = (known.all_meant(kind, names) for names in ([value], ids_in(value), names_in(value)))
            ids = next(filter(None, readings), ())
            suggestion = f"[{', '.join(ids)}]" if ids else ""
            yield finding._replace(details={**finding.details, "suggestion": suggestion})
        else:
            yield finding
