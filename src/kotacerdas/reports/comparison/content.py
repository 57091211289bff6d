"""The views of `compare`: text and Markdown of the same content, and JSON.

What is said is put together once, as headings, paragraphs, lists and tables; each format writes these its way.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kotacerdas import __version__
from kotacerdas.assessment.score import difference
from kotacerdas.languages.messages import About, Messages, runs, visible
from kotacerdas.privacy import masked
from kotacerdas.reports.page import Page, printable, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kotacerdas.assessment.cells import Tally
    from kotacerdas.assessment.score import AspectScore, Result
    from kotacerdas.dossier.entries import Document, Program
    from kotacerdas.reports.comparison.comparison import (
        Comparison,
        Documents,
        Figure,
        Pair,
        Programs,
        Scores,
        Side,
        Value,
    )

VERSION = 1
_NOTHING: Final = "–"
_MONEY: Final = frozenset({"budget", "smart-city-budget", "other-funding", "program-budget"})
_OF_QUESTIONS: Final = frozenset({"statistic", "answer"})
_CONTINUITY, _NOVELTY = "W11", "W12"


class Heading(NamedTuple):
    """A heading; 1 is the title of the whole."""

    text: str
    level: int


class Paragraph(NamedTuple):
    """A paragraph."""

    text: str


class Items(NamedTuple):
    """A list."""

    texts: tuple[str, ...]


class Table(NamedTuple):
    """What is compared, both its values, and the difference, row by row under their heads."""

    head: tuple[str, str, str, str]
    rows: tuple[tuple[str, str, str, str], ...]


Block = Heading | Paragraph | Items | Table


# --- text ----------------------------------------------------------------------------------------


def text(comparison: Comparison, page: Page) -> str:
    """The comparison for people, in lines of at most the page's width."""
    lines: list[str] = []
    for block in _Content(comparison, page).blocks():
        if isinstance(block, Heading):
            lines += [""] * (block.level < 3 and bool(lines))  # noqa: PLR2004 - a heading inside a section
            start = "  " if block.level > 2 else ""  # noqa: PLR2004 - as above
            said = wrapped(_line(block.text), page.width, start)
            lines += [page.paint("strong", line) for line in said]
        elif isinstance(block, Paragraph):
            lines += wrapped(_line(block.text), page.width, "  ")
        elif isinstance(block, Items):
            for item in block.texts:
                lines += wrapped(_line(item), page.width, "  - ", "    ")
        else:
            lines += _rows(block, page)
    return printable("\n".join(lines) + "\n")


def _rows(block: Table, page: Page) -> list[str]:
    """A table in columns; in sentences where they would be wider than the page."""
    rows = [[_line(cell) for cell in row] for row in (block.head, *block.rows)]
    lines = [f"  {line}".rstrip() for line in table(rows, right=(1, 2, 3))]
    if max(map(len, lines)) <= page.width:
        return lines
    lines = []
    for name, old, new, growth in rows[1:]:
        more = f" ({growth})" if growth != _NOTHING else ""
        lines += wrapped(f"{name}: {old} → {new}{more}", page.width, "  - ", "    ")
    return lines


def _line(text: str) -> str:
    """A text in one line that a terminal shows as it is, without identity numbers."""
    return visible(" ".join(masked(text).split()))


# --- Markdown ------------------------------------------------------------------------------------


def markdown(comparison: Comparison, page: Page, escape: Callable[[str], str]) -> str:
    """The comparison as Markdown; `escape` makes any text safe in it."""

    def safe(text: str) -> str:
        return escape(_line(text))

    parts: list[str] = []
    for block in _Content(comparison, page).blocks():
        if isinstance(block, Heading):
            parts.append(f"{'#' * block.level} {safe(block.text)}")
        elif isinstance(block, Paragraph):
            parts.append(safe(block.text))
        elif isinstance(block, Items):
            parts.append("\n".join(f"- {safe(item)}" for item in block.texts))
        else:
            rows = [[safe(cell) or " " for cell in row] for row in (block.head, *block.rows)]
            head, *rest = (f"| {' | '.join(row)} |" for row in rows)
            parts.append("\n".join([head, "|---|---:|---:|---:|", *rest]))
    return printable("\n\n".join(parts) + "\n")


# --- what is said --------------------------------------------------------------------------------


class _Content:
    """A comparison in words."""

    def __init__(self, comparison: Comparison, page: Page) -> None:
        self._comparison = comparison
        self._messages: Messages = page.messages
        self._as_of = page.as_of
        old, new = comparison.old, comparison.new
        self._about_old = About(old.dossier, old.instrument)
        self._about = About(new.dossier, new.instrument)
        self._old, self._new = self._label(old), self._label(new)

    def _label(self, side: Side) -> str:
        """What tells a dossier from the other: its year, its city, or its path."""
        comparison = self._comparison
        name = str(side.year)
        if "other-city" in comparison.notes:
            name = f"{side.city} {name}"
        elif comparison.old.year == comparison.new.year:
            name = f"{name} ({side.path})"
        return name

    def _words(self, key: str, **details: object) -> str:
        return self._messages.text(f"compare.{key}", old=self._old, new=self._new, **details)

    def blocks(self) -> Iterator[Block]:
        """Everything, from the title on."""
        comparison = self._comparison
        key = "title-of-two" if "other-city" in comparison.notes else "title"
        yield Heading(self._words(key, city=comparison.new.city, as_of=self._as_of), 1)
        for note in comparison.notes:
            yield Paragraph(note_of(note, comparison, self._messages))
        yield from self._at_a_glance()
        yield from self._quick_wins(comparison.quick_wins)
        yield from self._scores(comparison.scores)
        yield from self._other_programs(comparison.programs)
        yield from self._figures(comparison.figures)
        yield from self._documents(comparison.documents)

    # --- at a glance -----------------------------------------------------------------------------

    def _at_a_glance(self) -> Iterator[Block]:
        comparison = self._comparison
        wins, programs, documents = comparison.quick_wins, comparison.programs, comparison.documents
        changed = sum(bool(figure.old and figure.new) for figure in comparison.figures)
        alone = len(comparison.figures) - changed
        yield Heading(self._words("glance"), 2)
        items = [
            self._asked(_CONTINUITY)
            + self._words(
                "quick-wins-continued",
                continued=wins.continued_total,
                total=wins.old_total,
                stopped=wins.stopped_total,
                gone=len(wins.gone),
            ),
            self._asked(_NOVELTY) + self._words("quick-wins-new", n=len(wins.new), total=wins.new_total),
            self._words(
                "programs-in-short",
                continued=programs.continued_total,
                total=programs.old_total,
                stopped=programs.stopped_total,
                gone=len(programs.gone),
                n=len(programs.new),
                of=programs.new_total,
            ),
            self._words(
                "documents-in-short",
                added=len(documents.added),
                replaced=len(documents.replaced),
                gone=len(documents.gone),
                kept=documents.kept,
            ),
            self._words("figures-in-short", changed=changed, alone=alone, same=comparison.same_figures),
            self._final(comparison.scores),
            self._met(),
        ]
        yield Items(tuple(items))

    def _asked(self, question: str) -> str:
        """The id of the question that a line answers, where the instrument asks it."""
        return f"{question}: " if question in self._comparison.new.instrument.questions else ""

    def _final(self, scores: Scores) -> str:
        if scores.is_empty:
            return self._words("scores-none")
        before, after = (self._score(side, side.final) for side in (scores.old, scores.new))
        return self._words("final-in-short", before=before, after=after)

    def _met(self) -> str:
        old, new = self._comparison.old.mandatory, self._comparison.new.mandatory
        return self._words(
            "met-in-short", met_old=old.met, total_old=old.total, met_new=new.met, total_new=new.total
        )

    # --- programs --------------------------------------------------------------------------------

    def _quick_wins(self, wins: Programs) -> Iterator[Block]:
        yield Heading(self._words("quick-wins"), 2)
        if not (wins.old_total or wins.new_total):
            yield Paragraph(self._words("quick-wins-none"))
            return
        yield Paragraph(self._words("matching"))
        yield from self._ended(wins)
        yield from self._part("continued", [self._pair(pair) for pair in wins.continued])
        yield from self._started(wins)

    def _other_programs(self, programs: Programs) -> Iterator[Block]:
        """The programs that are no quick win in either dossier, for the others stand above."""
        rest = programs._replace(
            continued=tuple(pair for pair in programs.continued if not _is_quick_win(pair.old, pair.new)),
            stopped=tuple(pair for pair in programs.stopped if not _is_quick_win(pair.old, pair.new)),
            gone=tuple(program for program in programs.gone if not _is_quick_win(program)),
            new=tuple(program for program in programs.new if not _is_quick_win(program)),
        )
        yield Heading(self._words("other-programs"), 2)
        if not (rest.continued or rest.stopped or rest.gone or rest.new):
            yield Paragraph(self._words("other-programs-none"))
            return
        yield from self._ended(rest)
        as_before = [pair.new.name for pair in rest.continued if self._is_as_before(pair)]
        texts = [self._pair(pair) for pair in rest.continued if not self._is_as_before(pair)]
        if as_before:
            names = self._messages.joined(as_before, "and")
            texts.append(self._words("as-before", n=len(as_before), names=names))
        yield from self._part("continued", texts, len(rest.continued))
        yield from self._started(rest)

    def _ended(self, programs: Programs) -> Iterator[Block]:
        yield from self._part("stopped", [self._pair(pair) for pair in programs.stopped])
        yield from self._part("gone", [self._program(p, self._about_old) for p in programs.gone])

    def _started(self, programs: Programs) -> Iterator[Block]:
        known = {pair.new.id for pair in self._comparison.programs.continued}
        texts = []
        for program in programs.new:
            notes = [self._words("no-quick-win-before")] if program.id in known else []
            texts.append(self._program(program, self._about, *notes))
        yield from self._part("new", texts)

    def _part(self, key: str, texts: Sequence[str], total: int | None = None) -> Iterator[Block]:
        if texts:
            number = len(texts) if total is None else total
            yield Heading(f"{self._words(f'group.{key}')} ({number})", 3)
            yield Items(tuple(texts))

    def _is_as_before(self, pair: Pair) -> bool:
        """Whether nothing is to be said of a program that goes on."""
        old, new = pair.old, pair.new
        return (old.id, old.name, old.agency) == (new.id, new.name, new.agency) and new.status == "running"

    def _program(self, program: Program, about: About, *more: str) -> str:
        agency = about.agencies.get(program.agency, program.agency) if program.agency else ""
        return " · ".join(filter(None, [f"{program.name} ({program.id})", agency, *more]))

    def _pair(self, pair: Pair) -> str:
        """A program and what it goes on as, by what they were matched, and what has changed of it."""
        old, new = pair.old, pair.new
        notes = [] if pair.by == "id" else [self._words(f"by.{pair.by}")]
        if old.agency and old.agency != new.agency:
            notes.append(
                self._words("agency-before", agency=self._messages.agency(old.agency, self._about_old))
            )
        if old.quick_win is not None and new.quick_win is None:
            notes.append(self._words("no-quick-win-now"))
        if new.status != "stopped":
            notes.append(self._messages.text(f"terms.program.{new.status}") if new.status else "")
        elif new.stopped_because:
            notes.append(self._words("because", because=new.stopped_because))
        else:
            notes.append(self._words("unsaid"))
        said = self._program(new, self._about, *notes)
        if pair.is_renamed:
            return f"{old.name} ({old.id}) → {said}"
        return f"{old.id} → {said}" if old.id != new.id else said

    # --- documents -------------------------------------------------------------------------------

    def _documents(self, documents: Documents) -> Iterator[Block]:
        yield Heading(self._words("documents"), 2)
        if not (documents.added or documents.replaced or documents.gone):
            yield Paragraph(self._words("documents-none"))
        yield from self._part("replaced", [self._replaced(*some) for some in documents.replaced])
        yield from self._part("added", [self._document(document) for document in documents.added])
        yield from self._part("removed", [self._document(document) for document in documents.gone])

    def _document(self, document: Document) -> str:
        day = self._messages.date(document.date) if document.date else ""
        return " · ".join(filter(None, [f"{document.title} ({document.id})", document.number, day]))

    def _replaced(self, old: Document, new: Document, changed: Sequence[str]) -> str:
        said = [self._change(key, old, new) for key in changed]
        return f"{new.title} ({new.id}): {'; '.join(said)}"

    def _change(self, key: str, old: Document, new: Document) -> str:
        name = self._words(f"changed.{key}")
        if key == "content":
            return name
        return f"{name} {self._stated(key, old)} → {self._stated(key, new)}"

    def _stated(self, key: str, document: Document) -> str:
        if key == "date":
            return self._messages.date(document.date) if document.date else _NOTHING
        value = getattr(document, key)
        if key == "state":
            return self._words(f"state.{value}")
        return value or _NOTHING

    # --- figures ---------------------------------------------------------------------------------

    def _figures(self, figures: Iterable[Figure]) -> Iterator[Block]:
        """The figures that both dossiers state in a table, then those of one of them in lists."""
        yield Heading(self._words("figures"), 2)
        rows = []
        alone: dict[str, list[str]] = {"only-new": [], "only-old": []}
        for figure in figures:
            name = self._name(figure)
            if figure.old and figure.new:
                values = (self._value(figure, figure.old), self._value(figure, figure.new))
                rows.append((name, *values, self._difference(figure)))
            elif value := figure.new or figure.old:
                key = "only-new" if figure.new else "only-old"
                alone[key].append(f"{name}: {self._value(figure, value)}")
        if rows:
            head = (self._words("column.figure"), self._old, self._new, self._words("column.change"))
            yield Table(head, tuple(rows))
        else:
            yield Paragraph(self._words("figures-none"))
        for key, texts in alone.items():
            yield from self._part(key, texts)

    def _name(self, figure: Figure) -> str:
        of = figure.of
        if figure.kind in _OF_QUESTIONS:
            about = self._about if of in self._comparison.new.instrument.questions else self._about_old
            of = self._messages.question(of, about)
        elif figure.kind in {"users", "program-budget"}:
            of = self._about.programs.get(of) or self._about_old.programs.get(of, of)
        elif of:
            of = self._messages.text(f"terms.activity.{of}")
        return self._words(f"figure.{figure.kind}", of=of)

    def _value(self, figure: Figure, value: Value) -> str:
        said = self._amount(figure, value.amount)
        if value.unit and figure.kind not in _MONEY and figure.kind != "budget-share":
            said += f" {value.unit}"
        return f"{said} ({value.period})" if value.period else said

    def _amount(self, figure: Figure, amount: float) -> str:
        messages = self._messages
        if figure.kind in _MONEY:
            return messages.rupiah(round(amount))
        return messages.percent(amount, 2) if figure.kind == "budget-share" else messages.grouped(amount)

    def _difference(self, figure: Figure) -> str:
        growth = figure.difference
        if growth is None:
            return _NOTHING
        sign = "+" if growth > 0 else "-"
        said = f"{sign}{self._amount(figure, abs(growth))}"
        if figure.kind == "budget-share":
            return self._words("points", n=f"{sign}{self._messages.grouped(abs(growth), 2)}")
        return said

    # --- scores ----------------------------------------------------------------------------------

    def _scores(self, scores: Scores) -> Iterator[Block]:
        yield Heading(self._words("scores"), 2)
        if scores.is_empty:
            yield Paragraph(self._words("scores-none"))
            return
        rows = [
            (self._aspect(name), self._mean(old), self._mean(new), self._growth(old, new))
            for name, old, new in scores.aspects()
        ]
        before, after = (self._score(side, side.final) for side in (scores.old, scores.new))
        is_complete = scores.old.is_complete and scores.new.is_complete
        growth = self._signed(difference(scores.new.final, scores.old.final)) if is_complete else _NOTHING
        rows.append((self._messages.text("score.final"), before, after, growth))
        head = (self._words("column.aspect"), self._old, self._new, self._words("column.change"))
        yield Table(head, tuple(rows))
        yield Paragraph(self._words("scores-note"))
        yield from self._rescored(scores)

    def _aspect(self, name: str) -> str:
        sides = (self._comparison.new, self._comparison.old)
        aspect = next(s.instrument.aspects[name] for s in sides if name in s.instrument.aspects)
        return self._messages.word(aspect.name)

    def _mean(self, aspect: AspectScore | None) -> str:
        return self._score(aspect, aspect.mean) if aspect else _NOTHING

    def _score(self, of: AspectScore | Result, score: float) -> str:
        """A score, with how many questions it rests on where that is not all."""
        if not of.scored:
            return _NOTHING
        said = self._messages.number(score, 2)
        return said if of.is_complete else f"{said} ({of.scored}/{of.total})"

    def _growth(self, old: AspectScore | None, new: AspectScore | None) -> str:
        if old is None or new is None or not (old.is_complete and new.is_complete):
            return _NOTHING
        return self._signed(difference(new.mean, old.mean))

    def _signed(self, growth: float) -> str:
        return ("+" if growth > 0 else "") + self._messages.number(growth, 2)

    def _rescored(self, scores: Scores) -> Iterator[Block]:
        """The questions with a higher score, a lower one, a first one, and none any more."""
        groups: dict[str, list[str]] = {"higher": [], "lower": [], "first": [], "lost": []}
        for name, old, new in scores.questions:
            if old is None or new is None:
                groups["first" if old is None else "lost"].append(name)
            else:
                groups["higher" if new > old else "lower"].append(name)
        items = [
            self._words(f"rescored.{key}", n=len(names), questions=", ".join(runs(names, "-")))
            for key, names in groups.items()
            if names
        ]
        if items:
            yield Items(tuple(items))


def note_of(note: str, comparison: Comparison, messages: Messages) -> str:
    """What a reader must know of a comparison, in words."""
    old, new = comparison.old, comparison.new
    return messages.text(
        f"compare.note.{note}",
        old=old.year,
        new=new.year,
        old_city=masked(old.city),
        new_city=masked(new.city),
        old_instrument=old.instrument.id,
        new_instrument=new.instrument.id,
        old_path=old.path,
        new_path=new.path,
    )


def _is_quick_win(*programs: Program) -> bool:
    return any(program.quick_win is not None for program in programs)


# --- JSON ----------------------------------------------------------------------------------------


def as_json(comparison: Comparison, page: Page) -> str:
    """The comparison as JSON, version 1 of a shape that never changes its meaning."""
    found = {
        "version": VERSION,
        "tool": {"name": "kotacerdas", "version": __version__},
        "as_of": page.as_of.isoformat(),
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "notes": list(comparison.notes),
        "quick_wins": _programs(comparison.quick_wins),
        "programs": _programs(comparison.programs),
        "documents": _documents(comparison.documents),
        "figures": {
            "unchanged": comparison.same_figures,
            "changed": [_figure(figure) for figure in comparison.figures],
        },
        "scores": _scores(comparison.scores),
    }
    return printable(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def _text(text: str | None) -> str | None:
    return None if text is None else visible(masked(text))


def _side(side: Side) -> dict[str, Any]:
    return {
        "path": side.path,
        "city": _text(side.city),
        "year": side.year,
        "instrument": side.instrument.id,
        "mandatory": _tally(side.mandatory),
        "recommended": _tally(side.recommended),
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"met": tally.met, "total": tally.total}


def _programs(programs: Programs) -> dict[str, Any]:
    return {
        "summary": {
            "old": programs.old_total,
            "new": programs.new_total,
            "continued": programs.continued_total,
            "stopped": programs.stopped_total,
            "gone": len(programs.gone),
            "started": len(programs.new),
        },
        "continued": [_pair(pair) for pair in programs.continued],
        "stopped": [_pair(pair) for pair in programs.stopped],
        "gone": [_program(program) for program in programs.gone],
        "started": [_program(program) for program in programs.new],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "old": _program(pair.old),
        "new": _program(pair.new),
        "matched_by": pair.by,
        "renamed": pair.is_renamed,
        "stopped_because": _text(pair.new.stopped_because),
    }


def _program(program: Program) -> dict[str, Any]:
    return {
        "id": program.id,
        "name": _text(program.name),
        "agency": _text(program.agency),
        "status": program.status,
        "quick_win": program.quick_win is not None,
    }


def _documents(documents: Documents) -> dict[str, Any]:
    return {
        "summary": {
            "old": documents.old_total,
            "new": documents.new_total,
            "unchanged": documents.kept,
            "replaced": len(documents.replaced),
            "added": len(documents.added),
            "gone": len(documents.gone),
        },
        "replaced": [
            {"old": _document(old), "new": _document(new), "changed": list(changed)}
            for old, new, changed in documents.replaced
        ],
        "added": [_document(document) for document in documents.added],
        "gone": [_document(document) for document in documents.gone],
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": _text(document.title),
        "number": _text(document.number),
        "date": str(document.date) if document.date else None,
        "state": document.state,
        "file": _text(document.file),
        "url": _text(document.url),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "kind": figure.kind,
        "of": _text(figure.of) or None,
        "old": _value(figure.old),
        "new": _value(figure.new),
        "difference": _rounded(figure.difference),
    }


def _value(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {
        "amount": _rounded(value.amount),
        "unit": _text(value.unit) or None,
        "period": _text(value.period) or None,
    }


def _rounded(number: float | None) -> float | None:
    return number if number is None or isinstance(number, int) else round(number, 9)


def _scores(scores: Scores) -> dict[str, Any]:
    return {
        "old": _result(scores.old),
        "new": _result(scores.new),
        "aspects": [
            {"aspect": name, "old": _aspect(old), "new": _aspect(new)} for name, old, new in scores.aspects()
        ],
        "questions": [
            {"question": name, "old": _rounded(old), "new": _rounded(new)}
            for name, old, new in scores.questions
        ],
    }


def _result(result: Result) -> dict[str, Any]:
    final = round(result.final, 4) if result.scored else None
    return {"final": final, "scored": result.scored, "total": result.total}


def _aspect(aspect: AspectScore | None) -> dict[str, Any] | None:
    if aspect is None:
        return None
    mean = round(aspect.mean, 4) if aspect.scored else None
    return {"mean": mean, "scored": aspect.scored, "total": aspect.total}
