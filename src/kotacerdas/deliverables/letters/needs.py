"""What a letter asks for: the needs of an agency, grouped, why each is asked, and the questions at stake."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final, NamedTuple

from kotacerdas.assessment.cells import Cell
from kotacerdas.deliverables.letters.asks import Ask, Asks, form_of
from kotacerdas.deliverables.letters.records import Blank, Group, MetRequirement, Need, Paper, Question
from kotacerdas.deliverables.lookup import EN_DASH, Lookup
from kotacerdas.findings import SubjectRef
from kotacerdas.languages import sentences
from kotacerdas.languages.text import capitalised, runs
from kotacerdas.reports.earlier import Key, key_of

_FEW: Final = 3
_GROUPS: Final = ("whole", "agency", "programs", "program", "dimension", "question")
"""The kinds of group, in the order of a letter; a document that several programs need is in `programs`."""


_Home = tuple[int, int, str]
"""The group of a letter that something stands in: which kind, which of them, and its id."""


class Line(NamedTuple):
    """A line of a letter: what is asked for, in which group, for which subjects, by which cells."""

    ask: Ask
    home: _Home
    subjects: dict[SubjectRef, None]
    cells: list[Cell]

    @property
    def is_mandatory(self) -> bool:
        """Whether one of its cells is."""
        return any(cell.level == "mandatory" for cell in self.cells)


def _shared(one: _Home, other: _Home) -> _Home:
    """The group of what stands in a letter once and is for two groups."""
    are_programs = {_GROUPS[one[0]], _GROUPS[other[0]]} == {"program"}
    return (_GROUPS.index("programs"), 0, "") if are_programs and one != other else min(one, other)


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
        self._asks = Asks(lookup)

    def groups(self, cells: Sequence[Cell], lines: Sequence[Line]) -> Iterator[Group]:
        """What a letter lists, in groups: its papers, its blanks, and the needs of these cells, which they meet."""
        numbered = list(enumerate(sorted(lines, key=self._order_of_line), start=1))
        numbers: dict[Key, list[int]] = {}
        for n, line in numbered:
            for cell in line.cells:
                numbers.setdefault(key_of(cell), []).append(n)
        grouped: dict[_Home, list[Cell]] = {line.home: [] for line in lines}
        for cell in cells:
            grouped.setdefault(self._home_of(cell.subject), []).append(cell)
        programs = [home[2] for home in grouped if _GROUPS[home[0]] == "program"]
        counter, told = count(1), set[str]()
        for home in sorted(grouped):
            program = self._lookup.name(home[2]) if len(programs) > 1 and home[2] in programs else ""
            needs = []
            for need in self.needs(grouped[home], numbers):
                recorded = tuple(text for text in dict.fromkeys(need.recorded) if text not in told)
                told.update(recorded)
                applies_to = need.applies_to or program
                needs.append(need._replace(n=next(counter), recorded=recorded, applies_to=applies_to))
            yield Group(
                self._group_name(home),
                sum(need.cells for need in needs if need.is_mandatory),
                sum(need.cells for need in needs if not need.is_mandatory),
                tuple(
                    Paper(n, ask.text, self._applies_to(line), ask.note, ask.formats, line.is_mandatory)
                    for n, line in numbered
                    if (ask := line.ask).is_paper and line.home == home
                ),
                tuple(
                    Blank(n, line.ask.text, self._applies_to(line), line.is_mandatory)
                    for n, line in numbered
                    if not line.ask.is_paper and line.home == home
                ),
                tuple(needs),
            )

    # --- papers and blanks -----------------------------------------------------------------------

    def lines(self, cells: Sequence[Cell]) -> list[Line]:
        """The lines of a letter that tell the needs: what several cells ask for stands once in a group, a registered document once at all."""
        lines: dict[tuple[object, ...], Line] = {}
        for cell in cells:
            for ask in self._asks.of(cell):
                home = self._home_of(ask.subject)
                key = (ask.key, None if ask.key[0] == "document" else home)
                line = lines.get(key) or Line(ask, home, {}, [])
                line.subjects.setdefault(ask.subject)
                line.cells.append(cell)
                lines[key] = line._replace(home=_shared(line.home, home))
        return list(lines.values())

    def _order_of_line(self, line: Line) -> tuple[object, ...]:
        """Where a line stands in a letter: papers first, by group, the mandatory first, then what weighs most."""
        leverage = self._instrument.leverage(self._proven(line.cells))
        row = min(self._rows[cell.requirement] for cell in line.cells)
        return not line.ask.is_paper, line.home, not line.is_mandatory, -leverage, row

    def _applies_to(self, line: Line) -> str:
        """What a need in a line of a letter is for, where its group does not say that: programs, dimensions, meetings, questions."""
        kinds = {"dimension", "meeting"}
        if _GROUPS[line.home[0]] != "program":
            kinds |= {"program", "quick-win"}
        named = (subject.id for subject in line.subjects if subject.kind in kinds)
        parts = [self._lookup.name(name) for name in dict.fromkeys(named)]
        if questions := [subject.id for subject in line.subjects if subject.kind == "question"]:
            parts.append(self._in_short(sorted(questions, key=self._order.__getitem__)))
        return ", ".join(parts)

    # --- groups ----------------------------------------------------------------------------------

    def _home_of(self, subject: SubjectRef) -> _Home:
        """The group in a letter that the needs of a subject belong to."""
        kind, name = subject
        if subject.is_program:
            return _GROUPS.index("program"), self._programs.get(name, 0), name
        if kind == "agency":
            return _GROUPS.index("agency"), 0, name
        return _GROUPS.index(kind if kind in _GROUPS else "whole"), 0, ""

    def _group_name(self, key: _Home) -> str:
        """The heading of a group of needs."""
        kind, name, said = _GROUPS[key[0]], key[2], self._messages.text
        if kind == "agency":
            return self._lookup.agency_record(name).name
        if kind == "program":
            word = said("words.quick-win" if name in self._quick_wins else "words.program")
            return f"{capitalised(word)} {self._lookup.name(name)}"
        return said(f"request.group.{kind}")

    # --- needs -----------------------------------------------------------------------------------

    def needs(self, cells: Sequence[Cell], numbers: Mapping[Key, Sequence[int]]) -> list[Need]:
        """The needs of one group or form: what reads alike stands once, in the order of the lines."""
        alike: dict[tuple[str, str, str, str], list[Cell]] = {}
        for cell in cells:
            row = self._instrument.requirements[cell.requirement]
            asks = [f"{ask.text} ({ask.note})" if ask.note else ask.text for ask in self._asks.of(cell)]
            lacks, form = f"{'; '.join(asks)}.", form_of(row, cell.lacks, self._lookup)
            key = (row.id, cell.level, lacks, form)
            alike.setdefault(key, []).append(cell)
        needs = []
        for (requirement, level, lacks, form), same in alike.items():
            row, proves = self._instrument.requirements[requirement], self._proven(same)
            named = same if same[0].subject.kind in {"dimension", "meeting"} else ()
            need = Need(
                n=0,
                lines=tuple(sorted({n for cell in same for n in numbers.get(key_of(cell), ())})),
                requirement=requirement,
                title=self._messages.word(row.title),
                applies_to=", ".join(self._lookup.name(cell.subject.id) for cell in named),
                lacks=lacks,
                recorded=tuple(text for cell in same for text in self._recorded(cell)),
                why=self._messages.word(row.why),
                questions=proves,
                proves=self._in_short(proves),
                form=form,
                basis=self._names.basis(row),
                is_mandatory=level == "mandatory",
                is_deduced=self._names.is_deduced(requirement),
                leverage=self._instrument.leverage(proves),
                cells=len(same),
            )
            needs.append(need)
        return sorted(needs, key=lambda need: need.lines)

    def _proven(self, cells: Iterable[Cell]) -> tuple[str, ...]:
        """The questions that the needs of these cells are for, in the order of the instrument."""
        return tuple(sorted({name for cell in cells for name in cell.proves}, key=self._order.__getitem__))

    def _in_short(self, proves: Sequence[str]) -> str:
        """The questions that a need is for: a few with what they are about, many in short."""
        if len(proves) > _FEW:
            return ", ".join(runs(proves, EN_DASH))
        return ", ".join(self._names.question(name) for name in proves)

    def _recorded(self, cell: Cell) -> Iterator[str]:
        """The documents that are registered for a need and whose files cannot serve, by title, and why."""
        near = [miss for verdict in cell.attempts for miss in verdict.near_misses]
        for miss in (*cell.near_misses, *near):
            if miss.reason == "file":
                yield sentences.near_miss(miss, self._names)

    def met(self, cell: Cell) -> MetRequirement:
        """A need of the earlier report that is met now."""
        row = self._instrument.requirements[cell.requirement]
        subject = self._names.subject(cell.subject).replace('"', "")
        return MetRequirement(row.id, self._messages.word(row.title), subject)

    def questions(self, cells: Sequence[Cell]) -> Iterator[Question]:
        """The questions that the needs in a letter are for, in words; those of the survey put together by dimension."""
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
