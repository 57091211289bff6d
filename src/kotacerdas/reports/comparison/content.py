"""The content of a comparison in words, as blocks: one function for each section, in the order of one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import runs
from kotacerdas.reports.comparison.blocks import Heading, Items, Paragraph, Table
from kotacerdas.reports.page import NOTHING, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kotacerdas.assessment.reviews import Reviewed
    from kotacerdas.assessment.score import AspectScore, Result
    from kotacerdas.dossier.entries import Document, Program
    from kotacerdas.languages.messages import Messages
    from kotacerdas.reports.comparison import comparison as facts
    from kotacerdas.reports.comparison.blocks import Block
    from kotacerdas.reports.page import Page
    from kotacerdas.rounding import Number

_MONEY: Final = frozenset({"budget", "smart-city-budget", "other-funding", "program-budget"})
_OF_QUESTIONS: Final = frozenset({"statistic", "answer"})


class _Words(NamedTuple):
    """The words of a comparison: what the dossiers are called, and the names in each.

    `newness` is the group of what the older dossier does not name: only where its list is complete is that new.
    """

    messages: Messages
    old: str
    new: str
    names_old: Names
    names_new: Names
    newness: str

    def of(self, key: str, **details: object) -> str:
        """A text of the catalogue's section `compare`."""
        return self.messages.text(f"compare.{key}", old=self.old, new=self.new, **details)


def content(comparison: facts.Comparison, page: Page) -> Iterator[Block]:
    """The content of a comparison, from the title on."""
    old, new = comparison.old, comparison.new
    words = _Words(
        page.messages,
        _label(old, comparison),
        _label(new, comparison),
        Names(page.messages, old.dossier, old.instrument),
        Names(page.messages, new.dossier, new.instrument),
        "new-or-unlisted" if "incomplete-old" in comparison.notes else "new",
    )
    key = "title-of-two" if "other-city" in comparison.notes else "title"
    yield Heading(words.of(key, city=new.city, as_of=page.as_of), 1)
    for note in comparison.notes:
        yield Paragraph(note_of(note, comparison, page.messages))
    for section in _SECTIONS:
        yield from section(comparison, words)


def _label(side: facts.Side, comparison: facts.Comparison) -> str:
    """What tells one compared dossier from the other: its year, its city, or its path."""
    if "other-city" in comparison.notes:
        return f"{side.city} {side.year}"
    if comparison.old.year == comparison.new.year:
        return f"{side.year} ({side.path})"
    return str(side.year)


def note_of(note: str, comparison: facts.Comparison, messages: Messages) -> str:
    """What a reader must know of a comparison, in words."""
    old, new = comparison.old, comparison.new
    return messages.text(
        f"compare.note.{note}",
        old=old.year,
        new=new.year,
        old_city=old.city,
        new_city=new.city,
        old_instrument=old.instrument.id,
        new_instrument=new.instrument.id,
        old_path=old.path,
        new_path=new.path,
        questions=messages.joined(new.instrument.questions_on_continuity(), "and"),
    )


def _group(key: str, texts: Sequence[str], words: _Words, total: int | None = None) -> Iterator[Block]:
    """A group of what is compared: a heading with how many it has, and a list; nothing where it is empty."""
    if texts:
        yield Heading(f"{words.of(f'group.{key}')} ({len(texts) if total is None else total})", 3)
        yield Items(tuple(texts))


# --- at a glance ---------------------------------------------------------------------------------


def _at_a_glance(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison that tells each topic in one line."""
    wins, programs, documents = comparison.quick_wins, comparison.programs, comparison.documents
    old, new = comparison.old.mandatory, comparison.new.mandatory
    both = sum(bool(figure.old and figure.new) for figure in comparison.figures)
    alone = len(comparison.figures) - both
    met = {"met_old": old.met, "total_old": old.total, "met_new": new.met, "total_new": new.total}
    scores = comparison.scores
    before, after = (_score(result, result.final, words) for result in (scores.old, scores.new))
    final = words.of("final-in-short", before=before, after=after)
    yield Heading(words.of("glance"), 2)
    asked = comparison.new.instrument.asking
    is_computed = not {"incomplete-old", "incomplete-new"} & {*comparison.notes}
    questions = asked("kind", "continuity"), asked("computed", "new-quick-wins")
    lines = [
        _counted("quick-wins-continued", wins, words, questions[0] if is_computed else ()),
        _counted("quick-wins-new", wins, words, questions[1] if is_computed else ()),
        _counted("programs-in-short", programs, words),
        words.of("documents-in-short", **documents.counts()),
        *_reviewed_in_short(documents, words),
        words.of("figures-in-short", changed=both, alone=alone, same=comparison.same_figures),
        words.of("scores-none") if scores.is_empty else final,
        words.of("met-in-short", **met),
    ]
    yield Items(tuple(lines))


def _reviewed_in_short(documents: facts.Documents, words: _Words) -> Iterator[str]:
    """How many documents came back and how many are settled; nothing where no dossier tells of any."""
    returned, settled = len(documents.returned), len(documents.settled)
    if returned or settled:
        yield words.of("reviewed-in-short", returned=returned, settled=settled)


def _counted(key: str, programs: facts.Programs, words: _Words, asked: Sequence[str] = ()) -> str:
    """What became of programs, counted in a sentence after the id of the question that asks for it, if any does."""
    totals = {"old_total": programs.old_total, "new_total": programs.new_total}
    newness = words.of(f"group.{words.newness}")
    sentence = words.of(key, newness=newness, **totals, **programs.counts())
    return f"{asked[0]}: {sentence}" if asked else sentence


# --- programs ------------------------------------------------------------------------------------


def _quick_wins(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on what became of quick wins."""
    wins = comparison.quick_wins
    yield Heading(words.of("quick-wins"), 2)
    if not (wins.old_total or wins.new_total):
        yield Paragraph(words.of("quick-wins-none"))
        return
    yield Paragraph(words.of("matching"))
    yield from _ended(wins, words)
    yield from _group("continued", [_pair(pair, words) for pair in wins.continued], words)
    yield from _started(wins, comparison, words)


def _other_programs(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on programs that are no quick win in either dossier."""
    programs = comparison.programs
    rest = programs._replace(
        continued=tuple(pair for pair in programs.continued if not _is_quick_win(pair.old, pair.new)),
        stopped=tuple(pair for pair in programs.stopped if not _is_quick_win(pair.old, pair.new)),
        gone=tuple(program for program in programs.gone if not _is_quick_win(program)),
        new=tuple(program for program in programs.new if not _is_quick_win(program)),
    )
    yield Heading(words.of("other-programs"), 2)
    if not (rest.continued or rest.stopped or rest.gone or rest.new):
        yield Paragraph(words.of("other-programs-none"))
        return
    yield from _ended(rest, words)
    as_before = [pair.new.name for pair in rest.continued if _is_as_before(pair)]
    texts = [_pair(pair, words) for pair in rest.continued if not _is_as_before(pair)]
    if as_before:
        texts.append(words.of("as-before", n=len(as_before), names=words.messages.joined(as_before, "and")))
    yield from _group("continued", texts, words, len(rest.continued))
    yield from _started(rest, comparison, words)


def _is_quick_win(*programs: Program) -> bool:
    return any(program.quick_win is not None for program in programs)


def _ended(programs: facts.Programs, words: _Words) -> Iterator[Block]:
    """The programs that have stopped, and those that the newer dossier does not name."""
    yield from _group("stopped", [_pair(pair, words) for pair in programs.stopped], words)
    yield from _group("gone", [_program(program, words.names_old) for program in programs.gone], words)


def _started(programs: facts.Programs, comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The programs that are new, and which of them the older dossier had, not as a quick win."""
    known = {pair.new.id for pair in comparison.programs.continued}
    before = words.of("no-quick-win-before")
    year, texts = comparison.new.year, []
    for program in programs.new:
        start = program.earlier_start(year)
        began = words.of("began-earlier", since=words.messages.date(start)) if start else ""
        texts.append(_program(program, words.names_new, before if program.id in known else "", began))
    yield from _group(words.newness, texts, words)


def _is_as_before(pair: facts.Pair) -> bool:
    """Whether nothing is to be told of a program that goes on."""
    old, new = pair.old, pair.new
    return (old.id, old.name, old.agency) == (new.id, new.name, new.agency) and new.status == "running"


def _program(program: Program, names: Names, *notes: str) -> str:
    """A program in a line: its name, its agency, and notes."""
    agency = names.agency(program.agency) if program.agency else ""
    return " · ".join(filter(None, [f"{program.name} ({program.id})", agency, *notes]))


def _pair(pair: facts.Pair, words: _Words) -> str:
    """A compared program and what it goes on as, in words: by what they were matched, what has changed of it."""
    old, new = pair.old, pair.new
    notes = [] if pair.by == "id" else [words.of(f"by.{pair.by}")]
    if old.agency and old.agency != new.agency:
        notes.append(words.of("agency-before", agency=words.names_old.agency(old.agency)))
    if old.quick_win is not None and new.quick_win is None:
        notes.append(words.of("no-quick-win-now"))
    if new.status != "stopped":
        notes.append(words.messages.text(f"terms.program.{new.status}") if new.status else "")
    elif new.stopped_because:
        notes.append(words.of("because", because=new.stopped_because))
    else:
        notes.append(words.of("unsaid"))
    line = _program(new, words.names_new, *notes)
    if pair.is_renamed:
        return f"{old.name} ({old.id}) → {line}"
    return f"{old.id} → {line}" if old.id != new.id else line


# --- documents -----------------------------------------------------------------------------------


def _documents(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on what became of documents."""
    documents = comparison.documents
    yield Heading(words.of("documents"), 2)
    if not (documents.added or documents.replaced or documents.gone):
        yield Paragraph(words.of("documents-none"))
    for key, some in (("returned", documents.returned), ("settled", documents.settled)):
        yield from _group(key, [_reviewed(document, words) for document in some], words)
    yield from _group("replaced", [_replaced(document, words) for document in documents.replaced], words)
    yield from _group("added", [_document(document, words) for document in documents.added], words)
    yield from _group("removed", [_document(document, words) for document in documents.gone], words)


def _document(document: Document, words: _Words) -> str:
    """A document in a line: its title, number and date."""
    day = words.messages.date(document.date) if document.date else ""
    return " · ".join(filter(None, [f"{document.title} ({document.id})", document.number, day]))


def _reviewed(of: Reviewed, words: _Words) -> str:
    """A document in a line, with the verdict that stands on it."""
    return f"{of.document.title} ({of.document.id}): {sentences.review(of.review.details, words.messages)}"


def _replaced(document: facts.Replaced, words: _Words) -> str:
    """A document that stands in both dossiers, and what has changed of it."""
    changes = [_change(key, document, words) for key in document.changed]
    return f"{document.new.title} ({document.new.id}): {'; '.join(changes)}"


def _change(key: str, document: facts.Replaced, words: _Words) -> str:
    """What a replaced document of a comparison had under a key, and what it has there now, in words."""
    name = words.of(f"changed.{key}")
    if key == "content":
        return name
    return f"{name} {_entered(key, document.old, words)} → {_entered(key, document.new, words)}"


def _entered(key: str, document: Document, words: _Words) -> str:
    """What a replaced document of a comparison has under a key, in words."""
    if key == "date":
        return words.messages.date(document.date) if document.date else NOTHING
    if key == "state":
        return words.of(f"state.{document.state}")
    return getattr(document, key) or NOTHING


# --- figures -------------------------------------------------------------------------------------


def _figures(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on figures: a table of those in both dossiers, lists of the others."""
    yield Heading(words.of("figures"), 2)
    rows = []
    alone: dict[str, list[str]] = {"only-new": [], "only-old": []}
    for figure in comparison.figures:
        name = _figure_name(figure, comparison, words)
        if figure.old and figure.new:
            values = (_value(figure, figure.old, words), _value(figure, figure.new, words))
            rows.append((name, *values, _growth(figure, words)))
        elif value := figure.new or figure.old:
            key = "only-new" if figure.new else "only-old"
            alone[key].append(f"{name}: {_value(figure, value, words)}")
    if rows:
        yield _table("figure", rows, words)
    else:
        yield Paragraph(words.of("figures-none"))
    for key, texts in alone.items():
        yield from _group(key, texts, words)


def _table(key: str, rows: Iterable[tuple[str, str, str, str]], words: _Words) -> Table:
    """A table of what both dossiers have, and the change."""
    return Table((words.of(f"column.{key}"), words.old, words.new, words.of("column.change")), tuple(rows))


def _figure_name(figure: facts.Figure, comparison: facts.Comparison, words: _Words) -> str:
    """What a compared figure is called, by its kind and what it is of."""
    of = figure.of
    if figure.kind in _OF_QUESTIONS:
        is_new = of in comparison.new.instrument.questions
        of = (words.names_new if is_new else words.names_old).question(of)
    elif figure.kind in {"users", "program-budget"}:
        of = words.names_new.programs.get(of) or words.names_old.programs.get(of, of)
    elif of:
        of = words.messages.text(f"terms.activity.{of}")
    return words.of(f"figure.{figure.kind}", of=of)


def _value(figure: facts.Figure, value: facts.Value, words: _Words) -> str:
    """A compared figure in words as one dossier states it, with its unit and period."""
    text = _amount(figure, value.amount, words)
    if value.unit and figure.kind not in _MONEY and figure.kind != "budget-share":
        text += f" {value.unit}"
    return f"{text} ({value.period})" if value.period else text


def _amount(figure: facts.Figure, amount: Number, words: _Words) -> str:
    """The amount of a compared figure in words, as money, percent or number."""
    if figure.kind in _MONEY:
        return words.messages.rupiah(amount)
    if figure.kind == "budget-share":
        return words.messages.percent(amount, 2)
    return words.messages.grouped(amount)


def _growth(figure: facts.Figure, words: _Words) -> str:
    """By how much a compared figure has grown, in words with its sign."""
    growth = figure.difference
    if growth is None:
        return NOTHING
    sign = "+" if growth > 0 else "-"
    if figure.kind == "budget-share":
        return words.of("points", n=f"{sign}{words.messages.grouped(abs(growth), 2)}")
    return f"{sign}{_amount(figure, abs(growth), words)}"


# --- scores --------------------------------------------------------------------------------------


def _scores(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on scores: a table by aspect, and questions that are scored otherwise."""
    scores = comparison.scores
    yield Heading(words.of("scores"), 2)
    if scores.is_empty:
        yield Paragraph(words.of("scores-none"))
        return
    rows = []
    for aspect in scores.aspects:
        before, after = (_score(s, s.mean, words) if s else NOTHING for s in (aspect.old, aspect.new))
        growth = signed(aspect.growth, words.messages)
        rows.append((_aspect_name(aspect.id, comparison, words), before, after, growth))
    before, after = (_score(result, result.final, words) for result in (scores.old, scores.new))
    growth = signed(scores.growth, words.messages)
    rows.append((words.messages.text("score.final"), before, after, growth))
    yield _table("aspect", rows, words)
    yield Paragraph(words.of("scores-note"))
    yield from _rescored(scores, words)


def _aspect_name(name: str, comparison: facts.Comparison, words: _Words) -> str:
    """What an aspect is called, in the newer instrument where that has it."""
    instruments = (comparison.new.instrument, comparison.old.instrument)
    aspect = next(one.aspects[name] for one in instruments if name in one.aspects)
    return words.messages.word(aspect.name)


def _score(of: AspectScore | Result, score: Number, words: _Words) -> str:
    """A score as a comparison shows it, with how many questions it rests on where that is not all."""
    if not of.scored:
        return NOTHING
    text = words.messages.number(score, 2)
    return text if of.is_complete else f"{text} ({of.scored}/{of.total})"


def _rescored(scores: facts.Scores, words: _Words) -> Iterator[Block]:
    """The questions that are scored otherwise: higher, lower, for the first time, no longer."""
    groups: dict[str, list[str]] = {"higher": [], "lower": [], "first": [], "lost": []}
    for name, old, new in scores.questions:
        if old is None or new is None:
            groups["first" if old is None else "lost"].append(name)
        else:
            groups["higher" if new > old else "lower"].append(name)
    texts = [
        words.of(f"rescored.{key}", n=len(ids), questions=", ".join(runs(ids, "–")))
        for key, ids in groups.items()
        if ids
    ]
    if texts:
        yield Items(tuple(texts))


_SECTIONS: Final[tuple[Callable[[facts.Comparison, _Words], Iterator[Block]], ...]] = (
    _at_a_glance,
    _quick_wins,
    _scores,
    _other_programs,
    _figures,
    _documents,
)
