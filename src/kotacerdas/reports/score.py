"""The views of `score`: text with bars, and JSON."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Final

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.score import (
    PUBLISHED,
    AspectScore,
    Result,
    Score,
    Standing,
    published_results,
    score_of,
)
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import command, runs
from kotacerdas.reports.as_json import head
from kotacerdas.reports.page import NOTHING, Page, in_json, picked, shortened, signed, table
from kotacerdas.reports.summary import heading, unread_files
from kotacerdas.rounding import Number, exact, rounded, total

_FIRST: Final = 10
_BAR: Final = 40
_LEAST_BAR: Final = 8
_COLUMNS: Final = 40  # what stands before a question, at the most


def as_text(page: Page) -> str:
    """The score of each dossier as text, in lines of at most the page's width."""
    return page.of_each(_dossier_as_text)


def _dossier_as_text(assessment: Assessment, page: Page) -> Iterator[str]:
    """The score of one dossier as text, part by part."""
    instrument, score = assessment.instrument, score_of(assessment)
    yield from heading(assessment, page)
    if instrument is None or score is None:
        yield from page.paragraph("status.unreadable")
        return
    yield from unread_files(assessment, page)
    yield ""
    if score.is_unread:
        yield from page.paragraph("score.unread")
        return
    if not score.result.scored:
        yield from _nothing_scored(assessment.path, instrument, score, page)
        return
    final, high = page.messages.number(score.result.final, 2), page.messages.number(instrument.scale.max)
    yield from page.title("score.title.final", final=final, high=high)
    yield from page.paragraph("score.own", "  ", authority=page.messages.word(instrument.authority))
    yield ""
    yield from _by_aspect(score, instrument, page)
    yield from _notes(score, instrument, page)
    if score.previous is not None:
        yield from _against_last_year(score, score.previous, page)
    if score.standings:
        yield from _standings(score, instrument, page)
    yield from _gain(score, instrument, page)


def _nothing_scored(path: str, instrument: Instrument, score: Score, page: Page) -> Iterator[str]:
    """The view of `score` where no question has one: what to fill in."""
    survey = [q.id for q in instrument.questions.values() if q.kind == "survey"]
    answered = [q.id for q in instrument.questions.values() if q.kind != "survey"]
    low, high = (page.messages.number(number) for number in (instrument.scale.min, instrument.scale.max))
    yield from page.title("score.title.nothing", total=score.result.total)
    for key, ids in (("score.fill-answers", answered), ("score.fill-surveys", survey)):
        if ids:
            yield from page.paragraph(key, "  ", n=len(ids), questions=_listed(ids), low=low, high=high)
    yield from _left_out(score, page)
    yield from page.section("score.title.example")
    yield from (page.paint("faint", f"  {line}") for line in example(instrument))
    yield ""
    yield from page.paragraph("score.ask", question=next(iter(instrument.questions), ""))
    yield from page.paragraph("score.then")
    yield command("score", path)
    yield from _published(score, page)


def example(instrument: Instrument) -> list[str]:
    """The YAML by which the view of `score` shows how to score: a score and a mean, for the first questions that take them."""
    low, high = instrument.scale.min, instrument.scale.max
    score, mean = (f"{(low + more * high) / (1 + more):.4g}".replace(".", ",") for more in (4, 3))
    lines: list[str] = []
    question = next((q for q in instrument.questions.values() if q.kind != "survey"), None)
    if question:
        lines += ["answers:", f"  - question: {question.id}", f"    score: {score}"]
    statement = next((q for q in instrument.questions.values() if q.kind == "survey" and q.dimension), None)
    if statement:
        lines += ["surveys:", f"  - dimension: {statement.dimension}"]
        lines += [f"    sub_dimension: {statement.sub_dimension}"] if statement.sub_dimension else []
        lines += ["    means:", f"      {statement.id}: {mean}"]
    return lines


def _by_aspect(score: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    """The table of the view of `score`: each aspect and the final, a row each, with a bar as long as its part of the scale."""
    messages, result, previous = page.messages, score.result, score.previous
    columns = [messages.text(f"score.column.{name}") for name in ("weight", "scored", "mean")]
    if previous:
        columns += [str(previous.year), messages.text("score.column.change")]
    rows = [["", *columns]]
    for aspect in result.aspects:
        name, before = messages.word(instrument.aspects[aspect.id].name), score.before(aspect.id)
        rows.append(_row(shortened(name), aspect, aspect.weight, aspect.mean, messages))
        if previous:
            mean = messages.number(before.mean, 2) if before else NOTHING
            rows[-1] += [mean, signed(score.change(aspect.id), messages)]
    weight = total(aspect.weight for aspect in result.aspects)
    rows.append(_row(messages.text("score.final"), result, weight, result.final, messages))
    if previous:
        rows[-1] += [messages.number(previous.final, 2), signed(score.improvement, messages)]
    head, *lines = table(rows, right=range(1, len(rows[0])))
    yield head
    longest = max(map(len, (head, *lines)))
    room = min(page.width - longest - 2, _BAR)
    for line, value in zip(lines, [*(aspect.mean for aspect in result.aspects), result.final], strict=True):
        bar = _bar(value / exact(instrument.scale.max), room, page)
        yield f"{line:<{longest}}  {bar}" if room >= _LEAST_BAR else line


def _row(
    name: str, of: AspectScore | Result, weight: Number, score: Fraction, messages: Messages
) -> list[str]:
    """A row of the table that `score` shows: a name, its weight, how many questions have a score, and the score."""
    scored = f"{of.scored}/{of.total}"
    return [f"  {name}", messages.percent(weight), scored, messages.number(score, 2)]


def _bar(part: Fraction, width: int, page: Page) -> str:
    full = int(rounded(part * width))
    return page.paint("met", "█" * full) + page.paint("faint", "░" * (width - full))


def _notes(score: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    """The lines of `score` on how the score is computed, and which questions do not count as they stand."""
    yield from page.paragraph("score.computed", "  ")
    if absent := score.result.absent:
        leverage = total(instrument.leverages[name] for name in absent)
        points = page.messages.number(leverage * exact(instrument.scale.max), 2)
        details = {"n": len(absent), "questions": _listed(absent), "points": points}
        yield from page.paragraph("score.absent", "  ", **details)
    yield from _left_out(score, page)


def _left_out(score: Score, page: Page) -> list[str]:
    questions = _listed(score.left_out)
    return page.paragraph("score.left-out", "  ", questions=questions) if questions else []


def _against_last_year(score: Score, previous: Result, page: Page) -> Iterator[str]:
    """The lines of `score` on how the final score has changed since last year, or why that cannot be told."""
    messages, year = page.messages, previous.year
    yield from page.section("score.title.last-year", year=year)
    if score.improvement is not None:
        points, last = signed(score.improvement, messages), messages.number(previous.final, 2)
        yield from page.paragraph("score.improvement", "  ", points=points, last=last, year=year)
    else:
        incomplete = [
            messages.text("score.incomplete", absent=len(r.absent), total=r.total, year=r.year)
            for r in (score.result, previous)
            if not r.is_complete
        ]
        yield from page.paragraph("score.not-compared", "  ", incomplete=messages.joined(incomplete, "and"))
    if not score.is_by_own_instrument:
        yield from page.paragraph("score.other-instrument", "  ", year=year, instrument=previous.instrument)
    elif previous.instrument != score.result.instrument:
        yield from page.paragraph("score.own-instrument", "  ", year=year, instrument=previous.instrument)


def _standings(score: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    """The lines of `score` on where the score stands among the places whose results the ministry published."""
    messages = page.messages
    yield from page.section("score.title.standing", n=len(published_results()), year=PUBLISHED)
    rows = []
    for standing in score.standings:
        rank = messages.text("score.rank", rank=standing.rank, places=standing.places)
        above = messages.text("score.above", percent=messages.percent(standing.percentile))
        rows.append((f"  {standing_name(standing, instrument, messages)}", rank, above))
    yield from table(rows)
    yield from page.paragraph("score.standing-note", "  ", year=PUBLISHED)
    yield from _published(score, page, "  ")


def standing_name(standing: Standing, instrument: Instrument, messages: Messages) -> str:
    """What the group of places is called that a score stands among."""
    cohort = messages.text(f"terms.cohort.{instrument.cohort}") if instrument.cohort else ""
    return messages.text(f"score.group.{standing.group}", cohort=cohort)


def _published(score: Score, page: Page, margin: str = "") -> list[str]:
    """The lines of `score` on the score that the ministry published of the same place."""
    if score.published is None:
        return []
    final = page.messages.number(score.published, 2)
    return page.paragraph("score.published", margin, year=PUBLISHED, final=final)


def _gain(score: Score, instrument: Instrument, page: Page) -> Iterator[str]:
    """The lines of `score` on what closing the gaps could bring to it at most, and the questions that could gain most."""
    messages, number = page.messages, page.messages.number
    yield from page.section("score.title.gain")
    if not score.open:
        yield from page.paragraph("score.no-gap", "  ")
        return
    points, final, high = (
        signed(score.gain, messages),
        number(score.final_at_most, 2),
        number(instrument.scale.max),
    )
    yield from page.paragraph("score.at-most", "  ", n=len(score.open), points=points, final=final, high=high)
    names = Names(messages, instrument=instrument)
    rows = [
        ["", *(messages.text(f"score.column.{name}") for name in ("gain", "leverage", "score", "question"))]
    ]
    for question in score.open[:_FIRST]:
        mean = NOTHING if question.score is None else number(question.score, 2)
        name = shortened(names.question(question.question), page.width - _COLUMNS)
        rows.append(["", number(question.gain, 3), number(question.leverage, 3), mean, name])
    yield from table(rows, right=range(1, 4))
    if (rest := len(score.open) - _FIRST) > 0:
        yield f"  {messages.text('words.list-rest', n=rest)}"


def _listed(questions: Iterable[str]) -> str:
    return ", ".join(runs(questions, "–"))


def as_json(page: Page) -> str:
    """The score of each dossier as JSON, version 1 of a shape that never changes its meaning."""
    dossiers = [{**head(one), "score": _score(one, page.messages)} for one in page.assessments]
    return page.as_json(self_assessed=True, dossiers=dossiers)


def _score(assessment: Assessment, messages: Messages) -> dict[str, Any] | None:
    """The score of a dossier in the JSON of `score`; null where the section `dossier` could not be read."""
    instrument, score = assessment.instrument, score_of(assessment)
    if instrument is None or score is None:
        return None
    result, previous = score.result, score.previous
    is_own = {"is_by_own_instrument": score.is_by_own_instrument}
    return {
        "scale": picked(instrument.scale, "min", "max"),
        "final": in_json(result.final) if result.scored and not score.is_unread else None,
        **picked(result, "scored", "total"),
        "absent": list(result.absent),
        "left_out": list(score.left_out),
        "aspects": [_aspect(aspect, score, instrument, messages) for aspect in result.aspects],
        "previous": previous
        and {
            **picked(previous, "year", "instrument"),
            **is_own,
            **picked(previous, "final", "scored", "total"),
        },
        "improvement": in_json(score.improvement),
        "gain": {
            "at_most": in_json(score.gain),
            **picked(score, "final_at_most"),
            "questions": [
                {**picked(question, "question", "score", "leverage"), "at_most": in_json(question.gain)}
                for question in score.open
            ],
        },
        "standing": {
            "year": PUBLISHED,
            "published": score.published,
            "groups": [_standing(standing, instrument) for standing in score.standings],
        },
    }


def _aspect(aspect: AspectScore, score: Score, instrument: Instrument, messages: Messages) -> dict[str, Any]:
    """The score of an aspect in the JSON of `score`, with last year's."""
    before = score.before(aspect.id)
    return {
        "id": aspect.id,
        "name": messages.word(instrument.aspects[aspect.id].name),
        **picked(aspect, "weight", "mean", "scored", "total"),
        "previous": in_json(before.mean) if before else None,
        "change": in_json(score.change(aspect.id)),
    }


def _standing(standing: Standing, instrument: Instrument) -> dict[str, Any]:
    """Where a score stands in a group of places, in the JSON of `score`."""
    cohort = instrument.cohort if standing.group == "cohort" else None
    return {
        "group": standing.group,
        "cohort": cohort,
        **picked(standing, "rank", "places", "percentile", digits=1),
    }
