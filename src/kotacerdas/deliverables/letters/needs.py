"""What a letter asks for: the needs of an agency, grouped, why each is asked, and the questions at stake."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Final

from kotacerdas.assessment.cells import Cell
from kotacerdas.deliverables.letters.forms import form_of
from kotacerdas.deliverables.letters.records import Group, MetRequirement, Need, Question
from kotacerdas.deliverables.lookup import EN_DASH, Lookup
from kotacerdas.languages import sentences
from kotacerdas.languages.text import runs

_FEW: Final = 3
_GROUPS: Final = ("whole", "agency", "program", "dimension", "question")
"""The kinds of group, in the order of a letter."""


class Needs:
    """The needs of agencies, by the cells that each must still meet."""

    def __init__(self, lookup: Lookup) -> None:
        """Keep the order in which a letter lists needs: of programs, requirements and questions."""
        self._lookup, self._messages, self._names = lookup, lookup.messages, lookup.names
        self._instrument = lookup.instrument
        programs = lookup.dossier.programs
        self._quick_wins = {program.id for program in programs if program.quick_win is not None}
        self._programs = {program.id: n for n, program in enumerate(programs)}
        self._rows = {name: n for n, name in enumerate(lookup.instrument.requirements)}
        self._order = {name: n for n, name in enumerate(lookup.instrument.questions)}

    def groups(self, cells: Sequence[Cell]) -> Iterator[Group]:
        """The needs that a letter lists, in groups; they are numbered through all of them."""
        grouped: dict[tuple[int, int, str], list[Cell]] = {}
        for cell in cells:
            grouped.setdefault(self._group_of(cell), []).append(cell)
        numbers = count(1)
        for key in sorted(grouped):
            needs = tuple(need._replace(n=next(numbers)) for need in self._needs(grouped[key]))
            mandatory = sum(need.cells for need in needs if need.is_mandatory)
            recommended = sum(need.cells for need in needs if not need.is_mandatory)
            yield Group(self._group_name(key), mandatory, recommended, needs)

    def _group_of(self, cell: Cell) -> tuple[int, int, str]:
        """The group that a need of this cell belongs to, in the order of a letter."""
        kind, name = cell.subject
        if cell.subject.is_program:
            return _GROUPS.index("program"), self._programs.get(name, 0), name
        if kind == "agency":
            return _GROUPS.index("agency"), 0, name
        return _GROUPS.index(kind if kind in _GROUPS else "whole"), 0, ""

    def _group_name(self, key: tuple[int, int, str]) -> str:
        """The heading of a group of needs."""
        kind, name, said = _GROUPS[key[0]], key[2], self._messages.text
        if kind == "agency":
            return self._lookup.agency_record(name).name
        if kind == "program":
            word = said("words.quick-win" if name in self._quick_wins else "words.program")
            return f"{word[:1].upper()}{word[1:]} {self._lookup.name(name)}"
        if kind == "question":
            return said("request.group-question")
        return said("request.group-dimension" if kind == "dimension" else "request.group-whole")

    def _needs(self, cells: Sequence[Cell]) -> list[Need]:
        """The needs of one group: what reads alike stands once, the mandatory first, then by leverage."""
        alike: dict[tuple[str, str, str, str], list[Cell]] = {}
        for cell in cells:
            row = self._instrument.requirements[cell.requirement]
            key = (row.id, cell.level, self._lacks(cell), form_of(row, cell.lacks, self._lookup))
            alike.setdefault(key, []).append(cell)
        needs = [self._need(*key, same) for key, same in alike.items()]
        return sorted(
            needs,
            key=lambda need: (not need.is_mandatory, -need.leverage, self._rows[need.requirement]),
        )

    def _need(self, requirement: str, level: str, lacks: str, form: str, cells: Sequence[Cell]) -> Need:
        """One need, of all cells that lack the same."""
        row = self._instrument.requirements[requirement]
        proves = self._proven(cells)
        return Need(
            n=0,
            requirement=requirement,
            title=self._messages.word(row.title),
            applies_to=self._applies_to(cells),
            lacks=lacks,
            recorded=tuple(dict.fromkeys(text for cell in cells for text in self._recorded(cell))),
            why=self._messages.word(row.why),
            questions=proves,
            proves=self._in_short(proves),
            form=form,
            is_mandatory=level == "mandatory",
            is_deduced=self._names.is_deduced(requirement),
            leverage=self._instrument.leverage(proves),
            cells=len(cells),
        )

    def _proven(self, cells: Iterable[Cell]) -> tuple[str, ...]:
        """The questions that the needs of these cells are for, in the order of the instrument."""
        return tuple(sorted({name for cell in cells for name in cell.proves}, key=self._order.__getitem__))

    def _applies_to(self, cells: Sequence[Cell]) -> str:
        """Which dimensions or meetings a need applies to; empty where the group or the questions say that already."""
        if cells[0].subject.kind in {"dimension", "meeting"}:
            return ", ".join(self._names.subject_alone(c.subject) for c in cells)
        return ""

    def _in_short(self, proves: Sequence[str]) -> str:
        """The questions that a need is for: a few with what they are about, many in short."""
        if len(proves) > _FEW:
            return ", ".join(runs(proves, EN_DASH))
        return ", ".join(self._names.question(name) for name in proves)

    def _lacks(self, cell: Cell) -> str:
        """What a need is about, what is missing, as a sentence without a capital."""
        lacks = [
            lack._replace(details={}) if "listed" in lack.details and not lack.details["absent"] else lack
            for lack in cell.lacks
        ]
        return sentences.shortfall(self._names, lacks, attempts=cell.attempts)

    def _recorded(self, cell: Cell) -> Iterator[str]:
        """The documents that are registered for a need and do not count yet, by title, and why."""
        for miss in cell.near_misses:
            yield sentences.near_miss(miss, self._names)

    def met(self, cell: Cell) -> MetRequirement:
        """A need of the earlier report that is met now."""
        row = self._instrument.requirements[cell.requirement]
        subject = self._names.subject(cell.subject).replace('"', "")
        return MetRequirement(row.id, self._messages.word(row.title), subject)

    def questions(self, cells: Sequence[Cell]) -> Iterator[Question]:
        """The questions that the needs are for, in words; those of the survey put together by dimension."""
        word = self._messages.word
        surveyed: dict[str | None, list[str]] = {}
        for name in self._proven(cells):
            question = self._instrument.questions[name]
            if question.kind == "survey":
                surveyed.setdefault(question.dimension, []).append(name)
            else:
                yield Question(name, word(question.asks))
        for names in surveyed.values():
            questions = [self._instrument.questions[name] for name in names]
            subs = ", ".join(dict.fromkeys(word(question.sub_indicator) for question in questions))
            dimension = word(questions[0].indicator)
            asks = self._messages.text("request.survey", dimension=dimension, subs=subs)
            yield Question(", ".join(runs(names, EN_DASH)), asks)
