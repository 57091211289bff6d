"""The shortfalls of a part of a dossier: the gaps that it still has, and how far it is (readiness)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, Matrix, State, at_stake, gaps, owed_by_agency, tally
from kotacerdas.deliverables.lookup import Lookup, in_short
from kotacerdas.deliverables.view.records import Gap, OpenRequirement, Readiness, Share
from kotacerdas.deliverables.view.scope import DossierPart
from kotacerdas.findings import SubjectRef
from kotacerdas.languages import sentences


class Shortfalls:
    """The cells of a part of a dossier, and the gaps that they leave."""

    def __init__(self, assessment: Assessment, lookup: Lookup, part: DossierPart) -> None:
        """Make the shortfalls of this part that templates see: the mandatory first, then the most valuable."""
        self._lookup, self._part = lookup, part
        self.cells = [cell for cell in assessment.matrix.cells if part.has_cell(cell)]
        self.open_questions = at_stake((*assessment.matrix.missing(), *assessment.matrix.unjudged))
        self._by_lacks: dict[tuple[object, ...], str] = {}
        missed = [cell for cell in self.cells if cell.state is not State.MET]
        missed.sort(key=lambda cell: (cell.level != "mandatory", -cell.leverage))
        made = [(cell, self._gap(cell)) for cell in missed]
        self.gaps = tuple(gap for cell, gap in made if cell.state is State.MISSING)
        self.waived = tuple(gap for cell, gap in made if cell.state is State.WAIVED)
        self.gaps_of = defaultdict[tuple[str, str], list[Gap]](list)
        for cell, gap in made:
            if cell.state is State.MISSING:
                kind = "program" if cell.subject.is_program else cell.subject.kind
                self.gaps_of[kind, cell.subject.id].append(gap)
        self.cells_of = defaultdict[str, list[Cell]](list)
        self.cells_by_dimension = defaultdict[str | None, list[Cell]](list)
        for cell in self.cells:
            if cell.subject.is_program:
                self.cells_of[cell.subject.id].append(cell)
            home = cell.dimension if cell.dimension in lookup.instrument.dimensions else None
            self.cells_by_dimension[home].append(cell)

    def _gap(self, cell: Cell) -> Gap:
        """The shortfall that a cell leaves, as templates see it."""
        names = self._lookup.names
        return Gap(
            requirement=cell.requirement,
            title=names.title(cell.requirement),
            subject=self._subject(cell.subject),
            lacks=self._lacks(cell),
            agency=self._lookup.agency(cell.agency),
            is_mandatory=cell.level == "mandatory",
            is_deduced=names.is_deduced(cell.requirement),
            proves=in_short(cell.proves),
            leverage=cell.leverage,
            waived_because=cell.waiver.reason if cell.waiver else "",
        )

    def _subject(self, subject: SubjectRef) -> str:
        """The name of the subject that has a shortfall, for templates."""
        if subject.kind == "dossier":
            return self._lookup.messages.text("status.whole")
        if subject.kind == "question":
            return self._lookup.names.question(subject.id)
        return self._lookup.name(subject.id)

    def _lacks(self, cell: Cell) -> str:
        """The sentence of a shortfall, as templates see it: of the check that stands for its row, or of what is missing."""
        if any(lack.kind == "check" for lack in cell.lacks):
            return ". ".join(self._lookup.checked(cell.requirement, cell.subject))
        alike: tuple[object, ...] = tuple((*lack[:-1], *lack.details.items()) for lack in cell.lacks)
        if cell.near_misses or cell.attempts:
            alike = (id(cell),)
        if alike not in self._by_lacks:  # a thousand programs lack the same
            sentence = sentences.shortfall(self._lookup.names, cell.lacks, cell.near_misses, cell.attempts)
            self._by_lacks[alike] = sentence.removesuffix(".")
        return self._by_lacks[alike]

    def open_requirements(self) -> Iterator[OpenRequirement]:
        """The requirements with shortfalls, as templates see them, the most valuable first."""
        for gap in gaps(Matrix(tuple(self.cells)), self._lookup.instrument):
            yield OpenRequirement(
                requirement=gap.requirement,
                title=self._lookup.names.title(gap.requirement),
                is_mandatory=gap.level == "mandatory",
                is_deduced=self._lookup.names.is_deduced(gap.requirement),
                subjects=tuple(self._subject(cell.subject) for cell in gap.cells),
                agencies=tuple(map(self._lookup.agency_record, gap.agencies)),
                proves=in_short(gap.proves),
                leverage=gap.leverage,
            )

    def readiness(self, name: str, cells: Sequence[Cell]) -> Readiness:
        """The readiness of something as templates see it beside its shortfalls: how many requirements are met."""
        waived = sum(cell.state is State.WAIVED for cell in cells)
        shown_only = sum(cell.is_shown_only and cell.level == "mandatory" for cell in cells)
        mandatory, recommended = (share(*tally(cells, level)) for level in ("mandatory", "recommended"))
        return Readiness(name, mandatory, recommended, waived, shown_only)

    def by_dimension(self) -> Iterator[Readiness]:
        """The readiness of each dimension, less its shortfalls, as templates see it, after them of quick wins elsewhere and of the city as a whole."""
        cells = dict(self.cells_by_dimension)
        whole = cells.pop(None, None)
        for dimension in self._part.dimensions:
            yield self.readiness(self._lookup.name(dimension), cells.pop(dimension, []))
        if elsewhere := [cell for of_dimension in cells.values() for cell in of_dimension]:
            yield self.readiness(self._lookup.messages.text("status.quick-wins-elsewhere"), elsewhere)
        if whole:
            yield self.readiness(self._lookup.messages.text("status.whole"), whole)

    def by_agency(self) -> Iterator[Readiness]:
        """The readiness of each agency, less its shortfalls, as templates see it, who owes most first."""
        grouped = defaultdict[str | None, list[Cell]](list)
        for cell in self.cells:
            grouped[cell.agency].append(cell)
        owing = owed_by_agency(cell for cell in self.cells if cell.state is State.MISSING)
        for name in dict.fromkeys([*owing, *grouped]):
            agency = self._lookup.agency(name)
            shown = agency.short_name if agency else self._lookup.names.agency(None)
            yield self.readiness(shown, grouped[name])


def share(met: int, total: int) -> Share:
    """How many of a number are met; at most 99 % of them while one is missing."""
    percent = min(100 * met / total, 100 if met == total else 99) if total else 0.0
    return Share(met, total - met, total, percent)
