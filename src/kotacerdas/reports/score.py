"""The views of `score`: text with bars, and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from kotacerdas import __version__
from kotacerdas.assessment.score import (
    PUBLISHED,
    AspectScore,
    OpenQuestion,
    Result,
    Score,
    Standing,
    places,
    score_of,
)
from kotacerdas.languages.messages import About, Messages, runs
from kotacerdas.privacy import masked
from kotacerdas.reports.as_text import heading
from kotacerdas.reports.page import Page, printable, shortened, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.instrument.model import Instrument

VERSION = 1
_FIRST: Final = 10
_BAR: Final = 40
_LEAST_BAR: Final = 8
_COLUMNS: Final = 40  # what stands before a question, at the most
_NOTHING: Final = "–"
_OPEN_COLUMNS: Final = (
    "score.column.gain",
    "score.column.leverage",
    "score.column.score",
    "score.column.question",
)
_GROUPS: Final = {
    "all": "score.group.all",
    "cohort": "score.group.cohort",
    "cities": "score.group.cities",
    "regencies": "score.group.regencies",
}


def text(page: Page) -> str:
    """The score of each dossier for people, in lines of at most the page's width."""
    parts = ["\n".join(_one(assessment, page)) for assessment in page.assessments]
    return printable("\n\n\n".join(parts) + "\n")


def _one(assessment: Assessment, page: Page) -> Iterator[str]:
    messages = page.messages
    dossier, instrument, found = assessment.dossier, assessment.instrument, score_of(assessment)
    yield heading(assessment, page)
    if dossier is None or instrument is None or found is None:
        yield from wrapped(messages.text("status.unreadable"), page.width)
        return
    if dossier.unread_files:
        yield from wrapped(messages.text("report.unread", files=dossier.unread_files), page.width)
    yield ""
    if not found.result.scored:
        yield from _nothing_scored(assessment.path, instrument, found, page)
        return
    yield from _final(found, instrument, page)
    yield ""
    yield from _by_aspect(found, instrument, page)
    yield from _notes(found, instrument, page)
    if found.previous is not None:
        yield ""
        yield from _against_last_year(found, found.previous, page)
    if found.standings:
        yield ""
        yield from _standings(found, instrument, page)
    yield ""
    yield from _gain(found, instrument, page)


def _headline(key: str, page: Page, **details: object) -> Iterator[str]:
    lines = wrapped(page.messages.text(key, **details), page.width)
    yield from (page.paint("strong", line) for line in lines)


def _paragraph(key: str, page: Page, **details: object) -> Iterator[str]:
    yield from wrapped(page.messages.text(key, **details), page.width, "  ")


# --- nothing scored ------------------------------------------------------------------------------


def _nothing_scored(path: str, instrument: Instrument, found: Score, page: Page) -> Iterator[str]:
    """What to fill in, where no question has a score."""
    survey = [q.id for q in instrument.questions.values() if q.kind == "survey"]
    answered = [q.id for q in instrument.questions.values() if q.kind != "survey"]
    low, high = (page.messages.number(number) for number in (instrument.scale.min, instrument.scale.max))
    yield from _headline("score.title.nothing", page, total=found.result.total)
    for key, names in (("score.fill-answers", answered), ("score.fill-surveys", survey)):
        if names:
            yield from _paragraph(key, page, n=len(names), questions=_listed(names), low=low, high=high)
    yield from _left_out(found, page)
    yield ""
    yield from _headline("score.title.example", page)
    yield from (page.paint("faint", f"  {line}") for line in example(instrument))
    yield ""
    question = next(iter(instrument.questions), "")
    yield from wrapped(page.messages.text("score.ask", question=question), page.width)
    yield from wrapped(page.messages.text("score.then", path=path), page.width)
    if found.published is not None:
        yield from wrapped(_published(found.published, page), page.width)


def example(instrument: Instrument) -> list[str]:
    """The YAML of a score and of a mean, for the first questions that take them."""
    lines: list[str] = []
    question = next((q for q in instrument.questions.values() if q.kind != "survey"), None)
    if question:
        lines += ["answers:", f"  - question: {question.id}", "    score: 3,4"]
    statement = next((q for q in instrument.questions.values() if q.kind == "survey" and q.dimension), None)
    if statement:
        lines += ["surveys:", f"  - dimension: {statement.dimension}"]
        lines += [f"    sub_dimension: {statement.sub_dimension}"] if statement.sub_dimension else []
        lines += ["    means:", f"      {statement.id}: 3,25"]
    return lines


# --- the score -----------------------------------------------------------------------------------


def _final(found: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    messages = page.messages
    final, high = messages.number(found.result.final, 2), messages.number(instrument.scale.max)
    yield from _headline("score.title.final", page, final=final, high=high)
    yield from _paragraph("score.own", page)


def _by_aspect(found: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    """A row for each aspect and one for the final, each with a bar as long as its part of the scale."""
    messages, result, previous = page.messages, found.result, found.previous
    head = ["", *map(messages.text, ("score.column.weight", "score.column.scored", "score.column.mean"))]
    rows = [[*head, str(previous.year), messages.text("score.column.change")] if previous else head]
    for aspect in result.aspects:
        row = [f"  {shortened(messages.word(instrument.aspects[aspect.id].name))}"]
        row += [messages.percent(aspect.weight), f"{aspect.scored}/{aspect.total}"]
        row.append(messages.number(aspect.mean, 2))
        if previous:
            before = found.before(aspect.id)
            row.append(messages.number(before.mean, 2) if before else _NOTHING)
            row.append(_signed(found.change(aspect.id), messages))
        rows.append(row)
    weight = messages.percent(sum(aspect.weight for aspect in result.aspects))
    last = [f"  {messages.text('score.final')}", weight, f"{result.scored}/{result.total}"]
    last.append(messages.number(result.final, 2))
    if previous:
        last += [messages.number(previous.final, 2), _signed(found.improvement, messages)]
    lines = table([*rows, last], right=range(1, len(last)))
    values = [*(aspect.mean for aspect in result.aspects), result.final]
    longest = max(map(len, lines))
    room = min(page.width - longest - 2, _BAR)
    yield lines[0]
    for line, value in zip(lines[1:], values, strict=True):
        if room < _LEAST_BAR:
            yield line
        else:
            yield f"{line:<{longest}}  {_bar(value / instrument.scale.max, room, page)}"


def _bar(part: float, width: int, page: Page) -> str:
    full = round(part * width)
    return page.paint("met", "█" * full) + page.paint("faint", "░" * (width - full))


def _notes(found: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    """How it is computed, and which questions do not count as they stand."""
    yield from _paragraph("score.computed", page)
    absent = found.result.absent
    if absent:
        at_most = page.messages.number(instrument.leverage(absent) * instrument.scale.max, 2)
        yield from _paragraph("score.absent", page, n=len(absent), questions=_listed(absent), points=at_most)
    yield from _left_out(found, page)


def _left_out(found: Score, page: Page) -> Iterator[str]:
    if found.left_out:
        yield from _paragraph("score.left-out", page, questions=_listed(found.left_out))


def _against_last_year(found: Score, previous: Result, page: Page) -> Iterator[str]:
    messages = page.messages
    yield from _headline("score.title.last-year", page, year=previous.year)
    if found.improvement is not None:
        points = _signed(found.improvement, messages)
        last = messages.number(previous.final, 2)
        yield from _paragraph("score.improvement", page, points=points, last=last, year=previous.year)
    else:
        incomplete = [
            messages.text("score.incomplete", absent=len(r.absent), total=r.total, year=r.year)
            for r in (found.result, previous)
            if not r.is_complete
        ]
        yield from _paragraph("score.not-compared", page, incomplete=messages.joined(incomplete, "and"))
    if not found.is_by_own_instrument:
        yield from _paragraph(
            "score.other-instrument", page, year=previous.year, instrument=previous.instrument
        )
    elif previous.instrument != found.result.instrument:
        yield from _paragraph(
            "score.own-instrument", page, year=previous.year, instrument=previous.instrument
        )


def _standings(found: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    messages = page.messages
    yield from _headline("score.title.standing", page, n=len(places()), year=PUBLISHED)
    rows = [
        (
            f"  {standing_name(standing, instrument, messages)}",
            messages.text("score.rank", rank=standing.rank, places=standing.places),
            messages.text("score.above", percent=messages.percent(standing.percentile)),
        )
        for standing in found.standings
    ]
    yield from table(rows)
    yield from _paragraph("score.standing-note", page, year=PUBLISHED)
    if found.published is not None:
        yield from wrapped(_published(found.published, page), page.width, "  ")


def standing_name(standing: Standing, instrument: Instrument, messages: Messages) -> str:
    """What a group of places is called."""
    cohort = messages.text(f"terms.cohort.{instrument.cohort}")
    return messages.text(_GROUPS[standing.group], cohort=cohort)


def _published(final: float, page: Page) -> str:
    return page.messages.text("score.published", year=PUBLISHED, final=page.messages.number(final, 2))


def _gain(found: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    """What closing the gaps could bring at most, and the questions that could gain most."""
    messages = page.messages
    yield from _headline("score.title.gain", page)
    if not found.open:
        yield from _paragraph("score.no-gap", page)
        return
    yield from _paragraph(
        "score.at-most",
        page,
        n=len(found.open),
        points=_signed(found.gain, messages),
        final=messages.number(found.at_most, 2),
        high=messages.number(instrument.scale.max),
    )
    about = About(None, instrument)
    shown = found.open[:_FIRST]
    rows = [("", *map(messages.text, _OPEN_COLUMNS))]
    rows += [_open_row(question, messages, about) for question in shown]
    yield from table(
        [(*row[:-1], shortened(row[-1], page.width - _COLUMNS)) for row in rows], right=range(1, 4)
    )
    if rest := len(found.open) - len(shown):
        yield f"  {messages.text('words.list-rest', n=rest)}"


def _open_row(question: OpenQuestion, messages: Messages, about: About) -> tuple[str, ...]:
    score = _NOTHING if question.score is None else messages.number(question.score, 2)
    gain, leverage = messages.number(question.gain, 3), messages.number(question.leverage, 3)
    return "", gain, leverage, score, messages.question(question.question, about)


def _signed(change: float | None, messages: Messages) -> str:
    """A change with its sign; nothing where it is not known."""
    if change is None:
        return _NOTHING
    return ("+" if change > 0 else "") + messages.number(change, 2)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(runs(names, "-"))


# --- JSON ----------------------------------------------------------------------------------------


def as_json(page: Page) -> str:
    """The scores as JSON, version 1 of a shape that never changes its meaning."""
    report = {
        "version": VERSION,
        "tool": {"name": "kotacerdas", "version": __version__},
        "as_of": page.as_of.isoformat(),
        "self_assessed": True,
        "dossiers": [_dossier(assessment, page.messages) for assessment in page.assessments],
    }
    return printable(json.dumps(report, ensure_ascii=False, indent=2) + "\n")


def _dossier(assessment: Assessment, messages: Messages) -> dict[str, Any]:
    dossier, instrument, found = assessment.dossier, assessment.instrument, score_of(assessment)
    return {
        "path": assessment.path,
        "city": masked(dossier.info.city.name) if dossier else None,
        "year": dossier.info.year if dossier else None,
        "instrument": instrument.id if instrument else None,
        "score": _score(found, instrument, messages) if instrument and found else None,
    }


def _score(found: Score, instrument: Instrument, messages: Messages) -> dict[str, Any]:
    result, previous = found.result, found.previous
    return {
        "scale": {"min": instrument.scale.min, "max": instrument.scale.max},
        "final": _rounded(result.final) if result.scored else None,
        "scored": result.scored,
        "total": result.total,
        "absent": list(result.absent),
        "left_out": list(found.left_out),
        "aspects": [_aspect(aspect, found, instrument, messages) for aspect in result.aspects],
        "previous": {
            "year": previous.year,
            "instrument": previous.instrument,
            "is_by_own_instrument": found.is_by_own_instrument,
            "final": _rounded(previous.final),
            "scored": previous.scored,
            "total": previous.total,
        }
        if previous
        else None,
        "improvement": _rounded(found.improvement),
        "gain": {
            "at_most": _rounded(found.gain),
            "final_at_most": _rounded(found.at_most),
            "questions": [
                {
                    "question": question.question,
                    "score": _rounded(question.score),
                    "leverage": _rounded(question.leverage),
                    "at_most": _rounded(question.gain),
                }
                for question in found.open
            ],
        },
        "standing": {
            "year": PUBLISHED,
            "published": found.published,
            "groups": [
                {
                    "group": standing.group,
                    "cohort": instrument.cohort if standing.group == "cohort" else None,
                    "rank": standing.rank,
                    "places": standing.places,
                    "percentile": round(standing.percentile, 1),
                }
                for standing in found.standings
            ],
        },
    }


def _aspect(aspect: AspectScore, found: Score, instrument: Instrument, messages: Messages) -> dict[str, Any]:
    before = found.before(aspect.id)
    return {
        "id": aspect.id,
        "name": messages.word(instrument.aspects[aspect.id].name),
        "weight": aspect.weight,
        "mean": _rounded(aspect.mean),
        "scored": aspect.scored,
        "total": aspect.total,
        "previous": _rounded(before.mean) if before else None,
        "change": _rounded(found.change(aspect.id)),
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4) + 0.0
