"""The programs and dimensions of a part of a dossier as templates see them."""

from __future__ import annotations

from os.path import commonprefix
from statistics import fmean
from typing import TYPE_CHECKING

from kotacerdas.assessment.cells import State
from kotacerdas.assessment.score import counting_means
from kotacerdas.deliverables.lookup import person, text
from kotacerdas.deliverables.view.records import (
    BudgetLine,
    Column,
    Dimension,
    Matrix,
    Mean,
    Partner,
    Program,
    Result,
    Risk,
    Row,
    SubDimension,
    Survey,
    Trait,
    Users,
)
from kotacerdas.dossier.continuity import predecessors
from kotacerdas.instrument.model import Question
from kotacerdas.reading.models import choices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kotacerdas.assessment.cells import Cell
    from kotacerdas.deliverables.lookup import Lookup
    from kotacerdas.deliverables.view.documents import Documents
    from kotacerdas.deliverables.view.scope import DossierPart
    from kotacerdas.deliverables.view.shortfalls import Shortfalls
    from kotacerdas.dossier import entries


class Programs:
    """The programs of a part of a dossier, and what belongs to their dimensions."""

    def __init__(
        self, lookup: Lookup, documents: Documents, shortfalls: Shortfalls, part: DossierPart
    ) -> None:
        self._lookup, self._documents, self._shortfalls, self._part = lookup, documents, shortfalls, part
        self._lead: str | None = None
        self._former = self._names_of_former_quick_wins()
        self._programs = {p.id: self._program(p) for p in self._of_part(lookup.dossier.programs)}
        self._place_by_dimension()

    def _names_of_former_quick_wins(self) -> dict[str, str]:
        """A quick win → what last year's dossier called the one that it goes on from."""
        older = self._lookup.dossier.previous
        if older is None:
            return {}
        new = [program for program in self._lookup.dossier.programs if program.quick_win is not None]
        old = [program for program in older.programs if program.quick_win is not None]
        return {name: former.name for name, (former, _) in predecessors(new, old).items()}

    def _of_part(self, programs: Iterable[entries.Program]) -> Iterator[entries.Program]:
        """The programs of this part, an id once."""
        seen: set[str] = set()
        for program in programs:
            if program.id not in seen and self._part.names((program.id,)):
                seen.add(program.id)
                yield program

    def in_order(self) -> tuple[Program, ...]:
        """The programs by dimension, those of none last; in each in the order of the ledger."""
        return tuple(program for _, program in self._in_order())

    def _in_order(self) -> list[tuple[str, Program]]:
        order = {name: place for place, name in enumerate(self._lookup.instrument.dimensions)}
        return sorted(self._programs.items(), key=lambda item: order.get(item[1].dimension, len(order)))

    def _program(self, program: entries.Program) -> Program:
        year = self._lookup.dossier.info.year
        dimension = self._part.homes[program.id] or ""
        cells = self._shortfalls.cells_of.get(program.id, [])
        documents = self._documents.supporting(program.id)
        amounts = [line.amount for line in program.budget if line.year == year]
        contact = person(program.contact) or person(self._lookup.contacts.get(program.agency or ""))
        trait = program.quick_win
        return Program(
            id=text(program.id),
            name=text(program.name),
            description=text(program.description),
            dimension=text(dimension),
            dimension_name=self._lookup.name(dimension),
            sub_dimension_name=self._lookup.name(program.sub_dimension or ""),
            agency=self._lookup.agency(program.agency),
            contact=contact,
            partners=tuple(Partner(text(p.name), text(p.kind), text(p.role)) for p in program.partners),
            status=program.status or "",
            status_name=self._lookup.term("program", program.status),
            stopped_because=text(program.stopped_because),
            since=program.since,
            digital=program.digital,
            masterplan=text(program.masterplan),
            budget=tuple(BudgetLine(b.year, b.amount, text(b.source)) for b in program.budget),
            budget_of_year=sum(amounts) if amounts else None,
            channels=tuple(map(text, program.channels)),
            users=Users(program.users.count, text(program.users.period)) if program.users else None,
            results=tuple(
                Result(text(r.indicator), text(r.value), text(r.unit), text(r.period))
                for r in program.results
            ),
            risks=tuple(Risk(text(r.risk), text(r.mitigation)) for r in program.risks),
            is_quick_win=trait is not None,
            is_new=trait.new if trait else None,
            goes_on_from=text(self._former.get(program.id)),
            strategic_issue=text(trait.strategic_issue) if trait else "",
            traits=tuple(self._traits(trait)) if trait else (),
            documents=documents,
            pictures=tuple(document for document in documents if document.picture),
            gaps=tuple(self._shortfalls.gaps_of.get(("program", program.id), ())),
            readiness=self._shortfalls.readiness(text(program.name), cells),
        )

    def _traits(self, quick_win: entries.QuickWin) -> Iterator[Trait]:
        for key in choices_of(Question, "trait"):
            asked = self._lookup.messages.field(f"quick_win.{key}")
            name = asked[:1].upper() + asked[1:]
            questions = self._lookup.instrument.asking("trait", key)
            yield Trait("".join(questions[:1]), name, text(getattr(quick_win, key)))

    def _place_by_dimension(self) -> None:
        """Group what belongs to dimensions."""
        self._dimension_entries = {entry.id: entry for entry in reversed(self._lookup.dossier.dimensions)}
        self._programs_by_dimension: dict[str, list[Program]] = {}
        for program in self._programs.values():
            self._programs_by_dimension.setdefault(program.dimension, []).append(program)
        self._surveys_by_dimension: dict[str, list[entries.Survey]] = {}
        for survey in self._lookup.dossier.surveys:
            self._surveys_by_dimension.setdefault(survey.dimension, []).append(survey)

    def dimension(self, name: str) -> Dimension:
        """One dimension with its programs and its survey."""
        entry = self._dimension_entries.get(name)
        programs = self._programs_by_dimension.get(name, [])
        subs = self._lookup.instrument.dimensions[name].sub_dimensions
        names = {sub.id: self._lookup.name(sub.id) for sub in subs}
        by_sub: dict[str, list[Program]] = {}
        for program in programs:
            by_sub.setdefault(program.sub_dimension_name, []).append(program)
        grouped = self._shortfalls.cells_by_dimension.get(name, [])
        return Dimension(
            id=name,
            name=self._lookup.name(name),
            lead=self._lookup.agency(entry.lead) if entry else None,
            strategy=text(entry.strategy) if entry else "",
            narrative=text(entry.narrative) if entry else "",
            sub_dimensions=tuple(
                SubDimension(sub, shown, tuple(by_sub.get(shown, ()))) for sub, shown in names.items()
            ),
            other_programs=tuple(p for p in programs if p.sub_dimension_name not in names.values()),
            programs=tuple(programs),
            quick_wins=tuple(p for p in programs if p.is_quick_win),
            surveys=tuple(self._surveys(name)),
            readiness=self._shortfalls.readiness(self._lookup.name(name), grouped),
        )

    def _surveys(self, dimension: str) -> Iterator[Survey]:
        for survey in self._surveys_by_dimension.get(dimension, ()):
            if self._part.program and survey.program != self._part.program:
                continue
            counting = counting_means(survey, self._lookup.instrument).values()
            means = tuple(
                Mean(text(question), self._statement(question), value)
                for question, value in survey.means.items()
            )
            yield Survey(
                sub_dimension_name=self._lookup.name(survey.sub_dimension or ""),
                service=text(survey.service) or self._lookup.name(survey.program or ""),
                users=survey.users,
                respondents=survey.respondents,
                method=text(survey.method),
                means=means,
                mean=fmean(counting) if counting else None,
            )

    def _statement(self, question: str) -> str:
        """The statement behind a question of the survey: what it asks, less the words with which all ask."""
        entry = self._lookup.instrument.questions.get(question)
        if entry is None:
            return ""
        asked = self._lookup.messages.word(entry.asks)
        if self._lead is None:
            asks = [
                self._lookup.messages.word(q.asks)
                for q in self._lookup.instrument.questions.values()
                if q.kind == "survey"
            ]
            shared = commonprefix(asks) if len(asks) > 1 else ""  # noqa: RUF071 - of texts, not of paths
            self._lead = shared[: shared.rfind(" ") + 1]
        said = asked.removeprefix(self._lead).rstrip("?") if self._lead else asked
        return said[:1].upper() + said[1:]

    def matrix(self) -> Matrix:
        """The quick wins against what is asked of each of them."""
        asked = [
            row
            for row in self._lookup.instrument.requirements.values()
            if row.subject == "quick-win" and row.at_least is None
        ]
        columns = tuple(
            Column(
                row.id,
                self._lookup.messages.word(row.title),
                row.level == "mandatory",
                self._lookup.names.is_deduced(row.id),
            )
            for row in asked
        )
        found = []
        for name, program in self._in_order():
            if program.is_quick_win:
                states = {c.requirement: _state(c) for c in self._shortfalls.cells_of.get(name, ())}
                shown = tuple(states.get(row.id, "none") for row in asked)
                found.append(Row(program.name, program.agency, shown))
        return Matrix(columns, tuple(found))


def _state(cell: Cell) -> str:
    """A cell's state as the matrix shows it."""
    if cell.state is State.MISSING and cell.level != "mandatory":
        return "recommended"
    return cell.state.value
