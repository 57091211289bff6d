"""The content of a comparison in words, as blocks: one function for each section, in the order of one table."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kotacerdas.assessment.score import AspectScore, Result
from kotacerdas.dossier.entries import Document, Program
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import runs
from kotacerdas.reports.comparison import blocks
from kotacerdas.reports.comparison import comparison as facts
from kotacerdas.reports.comparison.blocks import Block, Heading, Table
from kotacerdas.reports.page import NOTHING, Page, signed
from kotacerdas.rounding import Number

_MONEY: Final = frozenset({"budget", "smart-city-budget", "other-funding", "program-budget"})


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


def as_text(comparison: facts.Comparison, page: Page) -> str:
    """A comparison as text for people."""
    return blocks.as_text(_content(comparison, page), page)


def as_markdown(comparison: facts.Comparison, page: Page) -> str:
    """A comparison as Markdown."""
    return blocks.as_markdown(_content(comparison, page))


def _content(comparison: facts.Comparison, page: Page) -> Iterator[Block]:
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
        yield note_of(note, comparison, page.messages)
    for section in (_at_a_glance, _quick_wins, _scores, _other_programs, _figures, _documents):
        yield from section(comparison, words)


def _label(side: facts.Side, comparison: facts.Comparison) -> str:
    """What tells one compared dossier from the other: its year, its city, or its path."""
    if "other-city" in comparison.notes:
        return f"{side.city} {side.year}"
    is_of_one_year = comparison.old.year == comparison.new.year
    return f"{side.year} ({side.path})" if is_of_one_year else str(side.year)


def note_of(note: str, comparison: facts.Comparison, messages: Messages) -> str:
    """What a reader must know of a comparison, in words for its content."""
    old, new = comparison.old, comparison.new
    details = {
        "old": old.year,
        "old_city": old.city,
        "old_instrument": old.instrument.id,
        "old_path": old.path,
    }
    details |= {
        "new": new.year,
        "new_city": new.city,
        "new_instrument": new.instrument.id,
        "new_path": new.path,
    }
    questions = messages.joined(new.instrument.questions_on_continuity(), "and")
    return messages.text(f"compare.note.{note}", **details, questions=questions)


def _group(key: str, texts: list[str], words: _Words, total: int | None = None) -> Iterator[Block]:
    """A group of what is compared: a heading with how many it has, and a list; nothing where it is empty."""
    if texts:
        yield Heading(f"{words.of(f'group.{key}')} ({len(texts) if total is None else total})", 3)
        yield texts


def _at_a_glance(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison that tells each topic in one line."""
    wins, documents, scores = comparison.quick_wins, comparison.documents, comparison.scores
    (met_old, total_old), (met_new, total_new) = comparison.old.mandatory, comparison.new.mandatory
    both = sum(bool(figure.old and figure.new) for figure in comparison.figures)
    alone = len(comparison.figures) - both
    before, after = _finals(scores, words)
    yield Heading(words.of("glance"), 2)
    asked = comparison.new.instrument.asking
    is_computed = not {"incomplete-old", "incomplete-new"} & {*comparison.notes}
    continuity, newness = asked("kind", "continuity"), asked("computed", "new-quick-wins")
    lines = [
        _counted("quick-wins-continued", wins, words, continuity if is_computed else ()),
        _counted("quick-wins-new", wins, words, newness if is_computed else ()),
        _counted("programs-in-short", comparison.programs, words),
        words.of("documents-in-short", **documents.counts()),
    ]
    if documents.returned or documents.settled:
        reviewed = {"returned": len(documents.returned), "settled": len(documents.settled)}
        lines.append(words.of("reviewed-in-short", **reviewed))
    lines.append(words.of("figures-in-short", changed=both, alone=alone, same=comparison.same_figures))
    lines.append(words.of("scores-none" if scores.is_empty else "final-in-short", before=before, after=after))
    met = {"met_old": met_old, "total_old": total_old, "met_new": met_new, "total_new": total_new}
    yield [*lines, words.of("met-in-short", **met)]


def _counted(key: str, programs: facts.Programs, words: _Words, asked: Sequence[str] = ()) -> str:
    """What became of compared programs, counted in a sentence after the id of the question that asks for it, if any does."""
    totals = {"old_total": programs.old_total, "new_total": programs.new_total}
    newness = words.of(f"group.{words.newness}")
    sentence = words.of(key, newness=newness, **totals, **programs.counts())
    return f"{asked[0]}: {sentence}" if asked else sentence


# --- programs ------------------------------------------------------------------------------------


def _quick_wins(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on what became of quick wins."""
    wins = comparison.quick_wins
    yield Heading(words.of("quick-wins"), 2)
    if wins.old_total or wins.new_total:
        yield words.of("matching")
        yield from _fates(wins, [_pair(pair, words) for pair in wins.continued], comparison, words)
    else:
        yield words.of("quick-wins-none")


def _other_programs(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on programs that are no quick win in either dossier."""
    rest = comparison.programs.without_quick_wins()
    yield Heading(words.of("other-programs"), 2)
    if not (rest.continued or rest.stopped or rest.gone or rest.new):
        yield words.of("other-programs-none")
    as_before = [pair.new.name for pair in rest.continued if pair.is_as_before]
    texts = [_pair(pair, words) for pair in rest.continued if not pair.is_as_before]
    if as_before:
        texts.append(words.of("as-before", n=len(as_before), names=words.messages.joined(as_before, "and")))
    yield from _fates(rest, texts, comparison, words)


def _fates(
    programs: facts.Programs, continued: list[str], comparison: facts.Comparison, words: _Words
) -> Iterator[Block]:
    """The groups of compared programs: those that have stopped, that the newer dossier does not name, that go on (in these words), and that are new."""
    yield from _group("stopped", [_pair(pair, words) for pair in programs.stopped], words)
    yield from _group("gone", [_program(program, words.names_old) for program in programs.gone], words)
    yield from _group("continued", continued, words, len(programs.continued))
    known = {pair.new.id for pair in comparison.programs.continued}
    texts = []
    for program in programs.new:
        before = words.of("no-quick-win-before") if program.id in known else ""
        start = program.earlier_start(comparison.new.year)
        began = words.of("began-earlier", since=words.messages.date(start)) if start else ""
        texts.append(_program(program, words.names_new, before, began))
    yield from _group(words.newness, texts, words)


def _program(program: Program, names: Names, *notes: str) -> str:
    """A compared program in a line: its name, its agency, and notes."""
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
    if new.status == "stopped":
        because = new.stopped_because
        notes.append(words.of("because", because=because) if because else words.of("unsaid"))
    elif new.status:
        notes.append(words.messages.text(f"terms.program.{new.status}"))
    line = _program(new, words.names_new, *notes)
    if pair.is_renamed:
        return f"{old.name} ({old.id}) → {line}"
    return f"{old.id} → {line}" if old.id != new.id else line


# --- scores --------------------------------------------------------------------------------------


def _scores(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on scores: a table by aspect, and questions that are scored otherwise."""
    scores = comparison.scores
    yield Heading(words.of("scores"), 2)
    if scores.is_empty:
        yield words.of("scores-none")
        return
    rows = []
    for name, *both, growth in scores.aspects:
        before, after = (_score(one, one.mean, words) if one else NOTHING for one in both)
        aspect = (words.names_new if both[1] else words.names_old).named(name)
        rows.append((aspect, before, after, signed(growth, words.messages)))
    rows.append(
        (words.messages.text("score.final"), *_finals(scores, words), signed(scores.growth, words.messages))
    )
    yield _table("aspect", rows, words)
    yield words.of("scores-note")
    groups: dict[str, list[str]] = {"higher": [], "lower": [], "first": [], "lost": []}
    for name, old, new in scores.questions:
        if old is None or new is None:
            groups["first" if old is None else "lost"].append(name)
        else:
            groups["higher" if new > old else "lower"].append(name)
    rescored = [
        words.of(f"rescored.{key}", n=len(ids), questions=", ".join(runs(ids, "–")))
        for key, ids in groups.items()
        if ids
    ]
    if rescored:
        yield rescored


def _finals(scores: facts.Scores, words: _Words) -> tuple[str, str]:
    """The final scores of both compared dossiers, as a comparison shows them."""
    return _score(scores.old, scores.old.final, words), _score(scores.new, scores.new.final, words)


def _score(of: AspectScore | Result, score: Number, words: _Words) -> str:
    """A score as a comparison shows it, with how many questions it rests on where that is not all."""
    if not of.scored:
        return NOTHING
    text = words.messages.number(score, 2)
    return text if of.is_complete else f"{text} ({of.scored}/{of.total})"


def _table(key: str, rows: list[tuple[str, str, str, str]], words: _Words) -> Table:
    """A table of a comparison: what both dossiers have, and the change."""
    return Table((words.of(f"column.{key}"), words.old, words.new, words.of("column.change")), rows)


# --- figures -------------------------------------------------------------------------------------


def _figures(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on figures: a table of those in both dossiers, lists of the others."""
    yield Heading(words.of("figures"), 2)
    rows = []
    alone: dict[str, list[str]] = {"only-new": [], "only-old": []}
    for figure in comparison.figures:
        name = _figure_name(figure, comparison, words)
        old, new = (_value(figure, value, words) if value else "" for value in (figure.old, figure.new))
        if old and new:
            rows.append((name, old, new, _growth(figure, words)))
        else:
            alone["only-new" if new else "only-old"].append(f"{name}: {new or old}")
    yield _table("figure", rows, words) if rows else words.of("figures-none")
    for key, texts in alone.items():
        yield from _group(key, texts, words)


def _figure_name(figure: facts.Figure, comparison: facts.Comparison, words: _Words) -> str:
    """What a compared figure is called, by its kind and what it is of."""
    of = figure.of
    if figure.kind in {"statistic", "answer"}:
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


# --- documents -----------------------------------------------------------------------------------


def _documents(comparison: facts.Comparison, words: _Words) -> Iterator[Block]:
    """The section of a comparison on what became of documents."""
    documents = comparison.documents
    yield Heading(words.of("documents"), 2)
    if not (documents.added or documents.replaced or documents.gone):
        yield words.of("documents-none")
    for key, reviewed in (("returned", documents.returned), ("settled", documents.settled)):
        verdicts = [
            (document, sentences.review(review.details, words.messages)) for document, review, _ in reviewed
        ]
        yield from _group(key, [f"{one.title} ({one.id}): {verdict}" for one, verdict in verdicts], words)
    yield from _group("replaced", [_replaced(document, words) for document in documents.replaced], words)
    yield from _group("added", [_document(document, words) for document in documents.added], words)
    yield from _group("removed", [_document(document, words) for document in documents.gone], words)


def _document(document: Document, words: _Words) -> str:
    """A document of a comparison in a line: its title, number and date."""
    day = words.messages.date(document.date) if document.date else ""
    return " · ".join(filter(None, [f"{document.title} ({document.id})", document.number, day]))


def _replaced(document: facts.Replaced, words: _Words) -> str:
    """A replaced document of a comparison in a line: what has changed of it."""
    old, new, changed = document
    changes = []
    for key in changed:
        name = words.of(f"changed.{key}")
        is_told = key != "content"  # of which there is nothing to show
        changes.append(
            f"{name} {_entered(key, old, words)} → {_entered(key, new, words)}" if is_told else name
        )
    return f"{new.title} ({new.id}): {'; '.join(changes)}"


def _entered(key: str, document: Document, words: _Words) -> str:
    """What a replaced document of a comparison has under a key, in words."""
    if key == "date":
        return words.messages.date(document.date) if document.date else NOTHING
    if key == "state":
        return words.of(f"state.{document.state}")
    return getattr(document, key) or NOTHING
