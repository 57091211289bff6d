"""A whole dossier, joined from its files."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import NamedTuple

from kotacerdas.dossier import entries
from kotacerdas.evidence.facts import FileFact
from kotacerdas.findings import Location, Part, Route
from kotacerdas.naming import MAX_PART, slug
from kotacerdas.reading.models import Model, keys_of, model_at


class Origin(NamedTuple):
    """Where an entry stands, and the paths (`users.count`) of its values that could not be read."""

    path: str
    route: Route
    unread: frozenset[str] = frozenset()

    def is_unread(self, *keys: str) -> bool:
        """Whether what stands under one of these keys, or a part of it, could not be read."""
        return any(way == key or way.startswith(f"{key}.") for way in self.unread for key in keys)

    def at(self, *route: str | int, part: Part = "value") -> Location:
        """The location of something in the entry."""
        return Location(self.path, (*self.route, *route), part)


class Dossier(NamedTuple):
    """A whole dossier, joined from its files.

    `origins` holds where each entry stands, by the entry's identity.
    `evidence` tells of each supporting file and of the picture of the arms, by its path as registered;
    `unnamed_files` are the files that nothing names. `unread_files` are the YAML files of which nothing is
    known, `unread_ids` the entries that could not be read: what names one of them may be right. `unread_sections` may have
    entries of which nothing is known; of those that were lost, `unread_names` holds by section what they name. `previous`
    is last year's dossier.
    """

    info: entries.DossierInfo
    evaluation: entries.Evaluation | None = None
    agencies: tuple[entries.Agency, ...] = ()
    dimensions: tuple[entries.Dimension, ...] = ()
    meetings: tuple[entries.Meeting, ...] = ()
    programs: tuple[entries.Program, ...] = ()
    documents: tuple[entries.Document, ...] = ()
    answers: tuple[entries.Answer, ...] = ()
    surveys: tuple[entries.Survey, ...] = ()
    statistics: tuple[entries.Statistic, ...] = ()
    action_plan: tuple[entries.Activity, ...] = ()
    follow_ups: tuple[entries.FollowUp, ...] = ()
    reviews: tuple[entries.Review, ...] = ()
    waivers: tuple[entries.Waiver, ...] = ()
    origins: Mapping[int, Origin] = MappingProxyType({})
    evidence: Mapping[str, FileFact] = MappingProxyType({})
    unnamed_files: tuple[str, ...] = ()
    unread_files: tuple[str, ...] = ()
    unread_ids: AbstractSet[str] = frozenset()
    unread_sections: AbstractSet[str] = frozenset()
    unread_names: Mapping[str, AbstractSet[str]] = MappingProxyType({})
    previous: "Dossier | None" = None

    @property
    def opened_files(self) -> int:
        """How many supporting files were opened, the picture of the arms among them."""
        return len({fact.actual for fact in self.evidence.values() if fact.kind})

    @property
    def unopened_links(self) -> tuple[entries.Document, ...]:
        """The documents that are links which nobody says to have opened."""
        return tuple(document for document in self.documents if document.is_unopened)

    def withheld(self, included: Collection[str] = ()) -> frozenset[int]:
        """The documents of the dossier, by identity, that are never handed over: not for everybody, or of the same file as one that is not.

        Those of the ids that are `included` are handed over all the same.
        """

        def sum_of(document: entries.Document) -> str:
            """The checksum of a document's file; empty where it has none."""
            fact = self.evidence.get(document.file or "")
            return fact.sha256 if fact else ""

        own = [document for document in self.documents if document.id not in included]
        sums = {sum_of(document) for document in own if not document.is_open} - {""}
        return frozenset(id(document) for document in own if not document.is_open or sum_of(document) in sums)

    def dimensions_by_sample(self) -> dict[str, list[str]]:
        """The dimensions of the dossier whose survey each named group of respondents answered: one alone, where nobody answered for two."""
        dimensions: dict[str, list[str]] = {}
        for survey in self.surveys:
            if survey.sample_group and survey.dimension not in dimensions.setdefault(survey.sample_group, []):
                dimensions[survey.sample_group].append(survey.dimension)
        return dimensions

    def origin(self, entry: Model) -> Origin:
        """Where an entry stands."""
        return self.origins[id(entry)]

    def is_unread(self, section: str, names: Collection[str] | None = None) -> bool:
        """Whether an entry of a section could not be read that names one of these ids, or may; without ids, any entry."""
        lost = self.unread_names.get(section, set())
        return section in self.unread_sections or (
            bool(lost) if names is None else not lost.isdisjoint(names)
        )

    @property
    def has_unread(self) -> bool:
        """Whether something of the dossier could not be read: a file, an entry, the value of a key. A key that does not exist has none."""
        if self.unread_files or self.unread_sections or self.unread_names:
            return True
        kinds = ((type(entry), self.origins.get(id(entry), Origin("", ()))) for entry in self.every_entry())
        ways = ((kind, way.split(".")) for kind, origin in kinds for way in origin.unread)
        owners = ((model_at(kind, tuple(steps[:-1])), steps[-1]) for kind, steps in ways)
        return any(owner is not None and key in keys_of(owner) for owner, key in owners)

    def every_entry(self) -> Iterator[Model]:
        """Every entry of the dossier, section by section."""
        yield self.info
        if self.evaluation:
            yield self.evaluation
        for section in entries.LISTS:
            yield from getattr(self, section)

    def file_for(self, agency: str) -> str:
        """The YAML file of the dossier in which a new document of an agency should stand: with others, else with its agency's."""
        homes = Counter(self.origin(document).path for document in self.documents)
        own = Counter(self.origin(d).path for d in self.documents if d.agency == agency and agency)
        if own or len(homes) == 1:
            return (own or homes).most_common(1)[0][0]
        return f"documents/{slug(agency, MAX_PART) or 'lainnya'}.yaml"
