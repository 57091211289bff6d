"""What became of one year's dossier in another's: programs, documents, figures and scores.

Quick wins are counted as `continuity` counts them, so that this and `validate` never disagree on W11 and W12.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Tally
from kotacerdas.assessment.reviews import Reviewed, reviewed
from kotacerdas.assessment.score import AspectScore, Result, Score, question_scores, result_of
from kotacerdas.dossier.continuity import matches, new_quick_wins, once
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Document, Program
from kotacerdas.instrument.model import Instrument
from kotacerdas.rounding import total

_SURENESS: Final = ("id", "formerly", "name")
"""What programs are matched by, the surest first."""

_SUMS: Final = ("planned", "realised")
"""The figures that are sums of activities."""

_SETTLED: Final = ("accepted", "sent-again")
"""The states of documents that do not lie with the city any more."""

_SECTIONS: Final = {
    "statistic": "statistics", "answer": "answers", "users": "programs", "program-budget": "programs",
    "planned": "action_plan", "realised": "action_plan",
}  # fmt: skip
"""The sections that figures stand in."""


class Side(NamedTuple):
    """One of the two dossiers, and how many of its requirements are met."""

    path: str
    city: str
    year: int
    dossier: Dossier
    instrument: Instrument
    mandatory: Tally
    recommended: Tally


class Pair(NamedTuple):
    """A program of the older dossier, one that it goes on as, and by what they were matched.

    `by` is `id`, `formerly` or `name`; over several years, the least sure of the steps.
    """

    old: Program
    new: Program
    by: str

    @property
    def is_renamed(self) -> bool:
        """Whether its name has changed."""
        return self.old.name != self.new.name

    @property
    def is_as_before(self) -> bool:
        """Whether nothing is to be told of it but that it goes on."""
        old, new = self.old, self.new
        return (old.id, old.name, old.agency) == (new.id, new.name, new.agency) and new.status == "running"

    @property
    def is_quick_win(self) -> bool:
        """Whether it was a quick win or is one."""
        return self.old.quick_win is not None or self.new.quick_win is not None


class Programs(NamedTuple):
    """What became of programs, or of quick wins.

    `continued` holds every pair of a program that still runs: one that was divided has several. `stopped` are
    those that the newer dossier says have stopped, `gone` those that it does not name, `new` those that the
    older one does not have.
    """

    old_total: int
    new_total: int
    continued: tuple[Pair, ...]
    stopped: tuple[Pair, ...]
    gone: tuple[Program, ...]
    new: tuple[Program, ...]

    def without_quick_wins(self) -> "Programs":
        """What became of those compared programs that are no quick win in either dossier."""
        return self._replace(
            continued=tuple(pair for pair in self.continued if not pair.is_quick_win),
            stopped=tuple(pair for pair in self.stopped if not pair.is_quick_win),
            gone=tuple(program for program in self.gone if program.quick_win is None),
            new=tuple(program for program in self.new if program.quick_win is None),
        )

    def counts(self) -> dict[str, int]:
        """How many programs of the older of two compared dossiers still run, have stopped, are gone; and how many are new."""
        return {
            "continued": len({pair.old.id for pair in self.continued}),
            "stopped": len({pair.old.id for pair in self.stopped}),
            "gone": len(self.gone),
            "started": len(self.new),
        }


class Replaced(NamedTuple):
    """A document that stands in both dossiers and is not the same: `changed` names the keys, or `content`."""

    old: Document
    new: Document
    changed: tuple[str, ...]


class Documents(NamedTuple):
    """What became of the documents, by id.

    `returned` came back by a verdict since the older dossier; `settled` had come back there, and are accepted or newer now.
    """

    old_total: int
    new_total: int
    unchanged: int
    replaced: tuple[Replaced, ...]
    added: tuple[Document, ...]
    gone: tuple[Document, ...]
    returned: tuple[Reviewed, ...] = ()
    settled: tuple[Reviewed, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many of the documents are unchanged, replaced, added and gone."""
        lengths = {"replaced": len(self.replaced), "added": len(self.added), "gone": len(self.gone)}
        return {"unchanged": self.unchanged, **lengths}


class Value(NamedTuple):
    """A figure as one dossier states it; `period` is the year or time that it is of."""

    amount: float
    unit: str | None
    period: str | None


class Figure(NamedTuple):
    """A figure in both dossiers; None where one does not state it.

    `kind` says what it is a figure of, and `of` which one: `statistic` and `answer` (a question's id), `users`
    and `program-budget` (a program's id in the newer dossier that has it), `planned` and `realised` (a kind of
    activity), `budget`, `smart-city-budget`, `budget-share` and `other-funding` (nothing).
    """

    kind: str
    of: str
    old: Value | None
    new: Value | None

    @property
    def is_same(self) -> bool:
        """Whether both dossiers state the same amount in the same unit."""
        old, new = self.old, self.new
        return old is not None and new is not None and (old.amount, old.unit) == (new.amount, new.unit)

    @property
    def difference(self) -> float | None:
        """By how much a compared figure has grown; None where that cannot be said."""
        if self.old is None or self.new is None or self.old.unit != self.new.unit:
            return None
        return self.new.amount - self.old.amount


class Rescored(NamedTuple):
    """A question that is scored otherwise; None where one dossier has no score for it."""

    question: str
    old: Fraction | None
    new: Fraction | None


class AspectPair(NamedTuple):
    """The scores of an aspect in both dossiers; None where an instrument does not have it."""

    id: str
    old: AspectScore | None
    new: AspectScore | None
    growth: Fraction | None


class Scores(NamedTuple):
    """The self-assessed scores of both dossiers, each by its own instrument; questions that differ.

    `growth`, of the final and of an aspect, is None unless every question has a score in both dossiers.
    """

    old: Result
    new: Result
    growth: Fraction | None
    aspects: tuple[AspectPair, ...]
    questions: tuple[Rescored, ...]

    @property
    def is_empty(self) -> bool:
        """Whether neither dossier scores any question."""
        return self.old.scored == self.new.scored == 0


class Comparison(NamedTuple):
    """Everything that one dossier says otherwise than another.

    `figures` are those that changed and `same_figures` how many did not. `notes` are what a reader must know:
    `older-is-newer`, `other-city`, `other-instrument`, `unread-old`, `unread-new`, `incomplete-old`,
    `incomplete-new`.
    """

    old: Side
    new: Side
    notes: tuple[str, ...]
    quick_wins: Programs
    programs: Programs
    documents: Documents
    figures: tuple[Figure, ...]
    same_figures: int
    scores: Scores


def compare(old: Assessment, new: Assessment) -> Comparison:
    """Compare two dossiers. Raises CannotRun where the section `dossier` of one could not be read.

    While a section of one could not be read, nothing of it is gone or new in the other.
    """
    before, after = _side(old), _side(new)
    older, newer = before.dossier, after.dossier
    pairs = _pairs(newer.programs, [d.programs for d in _between(older, newer)], older.programs)
    figures = list(_figures(before, after, pairs))
    changed = tuple(figure for figure in figures if not figure.is_same)
    # What was no quick win and is one now is new, as W12 counts.
    new_wins = new_quick_wins(newer._replace(previous=older)) or ()
    untold = _untold("programs", "new", "gone", older, newer)
    return Comparison(
        before,
        after,
        _notes(before, after),
        _programs(_quick_wins(older), len(_quick_wins(newer)), pairs, new_wins)._replace(**untold),
        _programs(older.programs, len(newer.programs), pairs, newer.programs)._replace(**untold),
        _documents(older, newer)._replace(
            **_untold("documents", "added", "gone", older, newer),
            **_untold("reviews", "returned", "settled", older, newer),
        ),
        changed,
        len(figures) - len(changed),
        _scores(before, after),
    )


def _untold(section: str, new: str, gone: str, older: Dossier, newer: Dossier) -> dict[str, Any]:
    """The parts of a comparison that stay empty, since what would stand in them may be what could not be read."""
    return {part: () for part, dossier in ((new, older), (gone, newer)) if dossier.is_unread(section)}


def _side(assessment: Assessment) -> Side:
    """One of the compared dossiers, each of its entries once."""
    dossier, instrument = assessment.readable()
    dossier = dossier._replace(programs=once(dossier.programs), documents=once(dossier.documents))
    tallies = [assessment.matrix.tally(level) for level in ("mandatory", "recommended")]
    info = dossier.info
    return Side(assessment.path, info.city.name, info.year, dossier, instrument, *tallies)


def _notes(old: Side, new: Side) -> tuple[str, ...]:
    """The keys of what a reader must know of two compared dossiers."""
    notes = {
        "older-is-newer": new.year < old.year,
        "other-city": _is_other_city(old.dossier, new.dossier),
        "other-instrument": old.instrument.id != new.instrument.id,
        "unread-old": old.dossier.has_unread,
        "unread-new": new.dossier.has_unread,
        "incomplete-old": not old.dossier.info.programs_complete,
        "incomplete-new": not new.dossier.info.programs_complete,
    }
    return tuple(note for note, holds in notes.items() if holds)


def _is_other_city(one: Dossier, other: Dossier) -> bool:
    names = [" ".join(dossier.info.city.name.casefold().split()) for dossier in (one, other)]
    return names[0] != names[1]


# --- programs ------------------------------------------------------------------------------------


def _between(old: Dossier, new: Dossier) -> list[Dossier]:
    """The dossiers between the two compared, the last one first, as the newer one leads to them."""
    between: list[Dossier] = []
    step = new.previous
    while step is not None and step.info.year > old.info.year and not _is_other_city(step, new):
        between.append(step)
        step = step.previous
    return between


def _pairs(
    newest: Sequence[Program], between: Iterable[Sequence[Program]], oldest: Sequence[Program]
) -> dict[str, list[Pair]]:
    """The pairs that a comparison makes of programs, by the id of the older one and in the order of the oldest year.

    What cannot be matched at once is followed from year to year.
    """
    newer = newest
    pairs: dict[str, list[Pair]] = {program.id: [Pair(program, program, "id")] for program in newest}
    for year in (*between, oldest):
        at_once = _matched(newest, year)
        by_steps = at_once if newer is newest else _matched(newer, year)
        reached: dict[str, list[Pair]] = {}
        for program in year:
            if program.id in at_once:
                reached[program.id] = at_once[program.id]
            elif steps := by_steps.get(program.id):
                step = next((pair for pair in steps if pair.new.status != "stopped"), steps[-1])
                further = [
                    Pair(step.old, pair.new, max(step.by, pair.by, key=_SURENESS.index))
                    for pair in pairs.get(step.new.id, ())
                ]
                reached |= {program.id: further} if further else {}
        pairs, newer = reached, year
    return pairs


def _matched(newer: Iterable[Program], older: Iterable[Program]) -> dict[str, list[Pair]]:
    """The pairs of compared programs of two years, by the id of the older one."""
    pairs: dict[str, list[Pair]] = {}
    for program, former, by in matches(newer, older):
        pairs.setdefault(former.id, []).append(Pair(former, program, by))
    return pairs


def _quick_wins(dossier: Dossier) -> list[Program]:
    return [program for program in dossier.programs if program.quick_win is not None]


def _programs(
    older: Sequence[Program], total: int, pairs: Mapping[str, list[Pair]], candidates: Iterable[Program]
) -> Programs:
    """Compared programs sorted out by what became of them; `candidates` are new unless an older one goes on as them."""
    continued: list[Pair] = []
    stopped: list[Pair] = []
    for program in older:
        successors = pairs.get(program.id, [])
        has_stopped = all(pair.new.status == "stopped" for pair in successors)
        (stopped if has_stopped else continued).extend(successors)
    gone = tuple(program for program in older if program.id not in pairs)
    known = {pair.new.id for pair in (*continued, *stopped)}
    new = tuple(program for program in candidates if program.id not in known)
    return Programs(len(older), total, tuple(continued), tuple(stopped), gone, new)


# --- documents -----------------------------------------------------------------------------------


def _documents(old: Dossier, new: Dossier) -> Documents:
    """What became of the documents of the older of two compared dossiers, and which are new."""
    before, after = ({document.id: document for document in one.documents} for one in (old, new))
    both = [(document, after[name]) for name, document in before.items() if name in after]
    changes = [(*pair, tuple(_changed(*pair, old, new))) for pair in both]
    replaced = tuple(Replaced(*change) for change in changes if change[-1])
    verdicts = reviewed(new).items()
    came_back = {name for name, one in reviewed(old).items() if one.state == "returned"}
    return Documents(
        len(before),
        len(after),
        len(both) - len(replaced),
        replaced,
        tuple(document for name, document in after.items() if name not in before),
        tuple(document for name, document in before.items() if name not in after),
        tuple(one for name, one in verdicts if one.state == "returned" and name not in came_back),
        tuple(one for name, one in verdicts if one.state in _SETTLED and name in came_back),
    )


def _changed(old: Document, new: Document, at_old: Dossier, at_new: Dossier) -> Iterator[str]:
    """What tells two compared documents of one id apart; one whose file is only moved is the same."""
    for key in ("title", "number", "date", "state", "url", "type"):
        if getattr(old, key) != getattr(new, key):
            yield key
    was, now = at_old.evidence.get(old.file or ""), at_new.evidence.get(new.file or "")
    if was and now and was.sha256 and now.sha256:
        if was.sha256 != now.sha256:
            yield "content"
    elif old.file != new.file:
        yield "file"


# --- figures -------------------------------------------------------------------------------------

_Figures = dict[tuple[str, str, str], list[Value]]
"""Kind, what it is of and, where the sum is of one unit only, the unit → the values."""


def _figures(old: Side, new: Side, pairs: Mapping[str, list[Pair]]) -> Iterator[Figure]:
    """Every figure that one of the compared dossiers states; of a question with several, in their order.

    Not one that the other may state in what could not be read, nor a sum of which a part may stand there.
    """
    before, after = _stated(old.dossier, _successors(pairs)), _stated(new.dossier, {})
    for kind, of, unit in dict.fromkeys((*after, *before)):
        is_lost = [side.dossier.is_unread(_SECTIONS.get(kind, "")) for side in (old, new)]
        for was, now in zip_longest(before.get((kind, of, unit), ()), after.get((kind, of, unit), ())):
            lost = is_lost if kind in _SUMS else (is_lost[0] and not was, is_lost[1] and not now)
            if not any(lost):
                yield Figure(kind, of, was, now)


def _successors(pairs: Mapping[str, list[Pair]]) -> dict[str, str]:
    """The one program whose figures each older one's are compared with, by id; each is taken once."""
    chosen = [next((p for p in some if p.new.status != "stopped"), some[0]) for some in pairs.values()]
    older: dict[str, str] = {}
    for pair in sorted(chosen, key=lambda pair: _SURENESS.index(pair.by)):
        older.setdefault(pair.new.id, pair.old.id)
    return {old: new for new, old in older.items()}


def _stated(dossier: Dossier, known_as: Mapping[str, str]) -> _Figures:
    """The figures to be compared that a dossier states, by kind and by what they are of."""
    figures: _Figures = {}

    def add(kind: str, of: str, amount: float | None, unit: str | None = None, period: object = None) -> None:
        if amount is not None:
            key = (kind, of, (unit or "") if kind in _SUMS else "")
            figures.setdefault(key, []).append(Value(amount, unit, str(period) if period else None))

    for statistic in dossier.statistics:
        add("statistic", statistic.question, statistic.value, statistic.unit, statistic.year)
    for answer in dossier.answers:
        add("answer", answer.question, answer.figure)
    if budget := dossier.info.budget:
        add("budget", "", budget.total, "rupiah")
        add("smart-city-budget", "", budget.smart_city, "rupiah")
        add("budget-share", "", budget.share, "%")
        add("other-funding", "", _sum(funding.amount for funding in budget.other_sources), "rupiah")
    for program in dossier.programs:
        of = known_as.get(program.id, program.id)
        if program.users:
            add("users", of, program.users.count, period=program.users.period)
        of_year = (line.amount for line in program.budget if line.year == dossier.info.year)
        add("program-budget", of, _sum(of_year), "rupiah")
    for kind in _SUMS:
        activities: dict[tuple[str, str | None], list[float | None]] = {}
        for activity in dossier.action_plan:
            activities.setdefault((activity.kind, activity.unit), []).append(getattr(activity, kind))
        for (name, unit), amounts in activities.items():
            add(kind, name, _sum(amounts), unit)
    return figures


def _sum(amounts: Iterable[float | None]) -> float | None:
    """The sum of those amounts to be compared that are stated; None where none is."""
    stated = [amount for amount in amounts if amount is not None]
    if all(isinstance(amount, int) for amount in stated):
        return sum(stated) if stated else None
    return float(total(stated))


# --- scores --------------------------------------------------------------------------------------


def _scores(old: Side, new: Side) -> Scores:
    """The compared scores of both dossiers, and what differs between them."""
    before, after = (question_scores(side.dossier, side.instrument)[0] for side in (old, new))
    older = result_of(old.dossier, old.instrument, before)
    newer = result_of(new.dossier, new.instrument, after)
    score = Score(newer, previous=older)
    aspects = {aspect.id: aspect for aspect in newer.aspects}
    names = dict.fromkeys((*aspects, *(aspect.id for aspect in older.aspects)))
    pairs = (AspectPair(name, score.before(name), aspects.get(name), score.change(name)) for name in names)
    questions = dict.fromkeys((*new.instrument.questions, *old.instrument.questions))
    is_lost = [any(map(side.dossier.is_unread, ("answers", "surveys"))) for side in (old, new)]
    rescored = (Rescored(name, before.get(name), after.get(name)) for name in questions)
    differing = (
        one
        for one in rescored
        if one.old != one.new
        and not (is_lost[0] and one.old is None)
        and not (is_lost[1] and one.new is None)
    )
    return Scores(older, newer, score.improvement, tuple(pairs), tuple(differing))
