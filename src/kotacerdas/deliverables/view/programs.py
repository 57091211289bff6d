"""The programs and dimensions of a part of a dossier as templates see them."""

from collections.abc import Iterator
from os.path import commonprefix

from kotacerdas.assessment.cells import Cell, State
from kotacerdas.assessment.score import counting_means
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.deliverables.view import records
from kotacerdas.deliverables.view.documents import Documents
from kotacerdas.deliverables.view.scope import DossierPart
from kotacerdas.deliverables.view.shortfalls import Shortfalls
from kotacerdas.dossier import entries
from kotacerdas.dossier.continuity import predecessors
from kotacerdas.instrument.model import Question
from kotacerdas.languages.text import capitalised
from kotacerdas.privacy import anonymous
from kotacerdas.reading.models import choices_of
from kotacerdas.rounding import mean


class Programs:
    """The programs of a part of a dossier, and what belongs to their dimensions."""

    def __init__(
        self, lookup: Lookup, documents: Documents, shortfalls: Shortfalls, part: DossierPart
    ) -> None:
        """Make the records of the programs of this part that templates see."""
        self._lookup, self._documents, self._shortfalls, self._part = lookup, documents, shortfalls, part
        self._former = self._former_names()
        self._opening = self._survey_opening()
        self._same_people = lookup.dossier.dimensions_by_sample()
        every: dict[str, records.Program] = {}
        for program in lookup.dossier.programs:
            is_scored = part.is_for_assessor and program.quick_win is not None
            if program.id not in every and (is_scored or part.names((program.id,))):
                every[program.id] = self._program(program)
        self._by_id = {name: program for name, program in every.items() if part.names((name,))}
        self.in_order = tuple(self._by_id.values())
        """The programs in the order of the dossier: by dimension."""
        self.quick_wins = tuple(program for program in every.values() if program.is_quick_win)
        """The quick wins of this part and, in an assessor's, those of all dimensions."""

    def _former_names(self) -> dict[str, str]:
        """What last year's dossier called the programs that quick wins go on from, for templates."""
        older = self._lookup.dossier.previous
        if older is None:
            return {}
        new = [program for program in self._lookup.dossier.programs if program.quick_win is not None]
        old = [program for program in older.programs if program.quick_win is not None]
        return {name: former.name for name, (former, _) in predecessors(new, old).items()}

    def _program(self, program: entries.Program) -> records.Program:
        """A program as templates see it, with all that belongs to it."""
        lookup, quick_win, year = self._lookup, program.quick_win, self._lookup.dossier.info.year
        dimension = self._part.homes[program.id] or ""
        documents = self._documents.proving(program.id)
        traits = tuple(self._traits(program.id, quick_win)) if quick_win else ()
        proving = {document for trait in traits for document in trait.documents}
        amounts = [line.amount for line in program.budget if line.year == year]
        contact = lookup.person(program.contact) or lookup.person(lookup.contacts.get(program.agency or ""))
        return lookup.record(
            records.Program,
            program,
            id=anonymous(program.id),
            dimension=anonymous(dimension),
            dimension_name=lookup.name(dimension),
            sub_dimension_name=lookup.name(program.sub_dimension or ""),
            contact=contact,
            status_name=lookup.term("program", program.status),
            budget_of_year=sum(amounts) if amounts else None,
            is_quick_win=quick_win is not None,
            is_new=quick_win.new and not program.earlier_start(year) if quick_win else None,
            goes_on_from=self._former.get(program.id, ""),
            strategic_issue=quick_win.strategic_issue if quick_win else None,
            traits=traits,
            documents=documents,
            other_documents=tuple(document for document in documents if document not in proving),
            pictures=tuple(document for document in documents if document.picture),
            gaps=tuple(self._shortfalls.gaps_of["program", program.id]),
            readiness=self._shortfalls.readiness(program.name, self._shortfalls.cells_of[program.id]),
        )

    def _traits(self, program: str, quick_win: entries.QuickWin) -> Iterator[records.Trait]:
        """The traits of a quick win as templates see them: each question on one, then what the city says of others."""
        proving, word = self._documents.by_question(program), self._lookup.messages.word
        questions = [q for q in self._lookup.instrument.questions.values() if q.kind == "trait"]
        for question in questions:
            text = getattr(quick_win, question.trait or "", None) or ""
            yield records.Trait(question.id, word(question.sub_indicator), text, proving.get(question.id, ()))
        for key in choices_of(Question, "trait"):
            if all(question.trait != key for question in questions):
                name = capitalised(self._lookup.messages.field(f"quick_win.{key}"))
                yield records.Trait("", name, getattr(quick_win, key) or "", ())

    # --- dimensions ------------------------------------------------------------------------------

    def dimension(self, name: str) -> records.Dimension:
        """A dimension as templates see it, with its programs and its survey."""
        lookup = self._lookup
        entry = next((entry for entry in lookup.dossier.dimensions if entry.id == name), None)
        programs = tuple(program for program in self.in_order if program.dimension == name)
        subs = {sub.id: lookup.name(sub.id) for sub in lookup.instrument.dimensions[name].sub_dimensions}
        cells = self._shortfalls.cells_by_dimension[name]
        return lookup.record(
            records.Dimension,
            entry,
            id=name,
            name=lookup.name(name),
            sub_dimensions=tuple(
                records.SubDimension(sub, shown, tuple(p for p in programs if p.sub_dimension_name == shown))
                for sub, shown in subs.items()
            ),
            other_programs=tuple(p for p in programs if p.sub_dimension_name not in subs.values()),
            programs=programs,
            quick_wins=tuple(program for program in programs if program.is_quick_win),
            surveys=tuple(self._surveys(name)),
            readiness=self._shortfalls.readiness(lookup.name(name), cells),
        )

    def _surveys(self, dimension: str) -> Iterator[records.Survey]:
        """The surveys of a dimension as templates see them; where the part is one program, its own."""
        lookup = self._lookup
        for survey in lookup.dossier.surveys:
            if survey.dimension != dimension or (self._part.program and survey.program != self._part.program):
                continue
            counting = counting_means(survey, lookup.instrument).values()
            yield lookup.record(
                records.Survey,
                survey,
                sub_dimension_name=lookup.name(survey.sub_dimension or ""),
                service=survey.service or lookup.name(survey.program or ""),
                means=tuple(
                    records.Mean(anonymous(question), self._statement(question), value)
                    for question, value in survey.means.items()
                ),
                mean=mean(counting) if counting else None,
                same_as=tuple(
                    lookup.name(other)
                    for other in self._same_people.get(survey.sample_group, ())
                    if other != dimension
                ),
            )

    def _survey_opening(self) -> str:
        """The words with which all questions of the dimensions' survey open, for templates to leave out."""
        questions = self._lookup.instrument.questions.values()
        asks = [self._lookup.messages.word(q.asks) for q in questions if q.kind == "survey"]
        shared = commonprefix(asks) if len(asks) > 1 else ""  # noqa: RUF071 - of texts, not of paths
        return shared[: shared.rfind(" ") + 1]

    def _statement(self, question: str) -> str:
        """The statement behind a question of a dimension's survey: what it asks, less the words with which all open."""
        entry = self._lookup.instrument.questions.get(question)
        if entry is None:
            return ""
        asks = self._lookup.messages.word(entry.asks)
        return capitalised(asks.removeprefix(self._opening).rstrip("?") if self._opening else asks)

    # --- quick wins ------------------------------------------------------------------------------

    def matrix(self) -> records.Matrix:
        """The matrix of programs as templates see it: the quick wins against what is asked of each."""
        every, names = self._lookup.instrument.requirements.values(), self._lookup.names
        asked = [row for row in every if row.subject == "quick-win" and row.at_least is None]
        columns = tuple(
            records.Column(row.id, names.title(row.id), row.level == "mandatory", names.is_deduced(row.id))
            for row in asked
        )
        rows = []
        for name, program in self._by_id.items():
            if program.is_quick_win:
                states = {c.requirement: _state(c) for c in self._shortfalls.cells_of[name]}
                shown = tuple(states.get(row.id, "none") for row in asked)
                rows.append(records.Row(program.name, program.agency, shown))
        return records.Matrix(columns, tuple(rows))


def _state(cell: Cell) -> str:
    """A cell's state as the matrix of the quick wins shows it."""
    if cell.state is State.MISSING and cell.level != "mandatory":
        return "recommended"
    return "shown" if cell.is_shown_only else cell.state.value
