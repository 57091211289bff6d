"""`--format markdown` of `validate`: the summary of a CI's job, or a comment on a pull request."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from kotacerdas.assessment.cells import gaps, owed_by_agency, tally
from kotacerdas.findings import KINDS, MISTAKES
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.listing import listed
from kotacerdas.reports.page import plain, shortened
from kotacerdas.reports.status import SIGNS, by_dimension, legend, quick_wins, ratio
from kotacerdas.reports.summary import FIRST, completeness, heading, owed, tallies, unread_files
from kotacerdas.templating.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.instrument.model import Instrument
    from kotacerdas.reports.listing import Listed
    from kotacerdas.reports.page import Page

MOST: Final = 65_000
"""Characters of a report: a comment on GitHub holds 65,536, a job's summary more."""
_ROWS: Final = 50
"""Quick wins and agencies that are told of a dossier."""
_BAR: Final = 10
_SENTENCE: Final = 600
_FOLDED: Final = 800
"""Characters that are kept free for the findings of each dossier, so that they can at least be counted."""


def render(page: Page) -> str:
    """How complete dossiers are, in Markdown as GitHub and GitLab show it; what is too much for a comment is counted."""
    flat = page._replace(paint=plain, width=sys.maxsize)
    parts: list[str] = []
    room = MOST
    for assessment in page.assessments:
        part = _dossier(assessment, flat)
        if len(part) + _FOLDED * (len(parts) + 1) > room:
            break
        parts.append(part)
        room -= len(part) + 1
    every = listed(page)[: len(parts)]
    waiting = sum(map(bool, every))
    for number, findings in enumerate(every):
        if findings:
            part = _findings(findings, flat, room // waiting)
            parts[number] += part
            room, waiting = room - len(part), waiting - 1
    if (more := len(page.assessments) - len(parts)) > 0:
        parts.append(f"{page.messages.text('formats.more-dossiers', n=more)}\n")
    return "\n".join(parts)


def _safe(text: str) -> str:
    """A text as it may stand anywhere in Markdown, and that calls nobody by `@name` and no issue by `#1`."""
    return escape(outgoing(text)).replace("\\@", "@<!-- -->").replace("\\#", "#<!-- -->")


def _dossier(assessment: Assessment, page: Page) -> str:
    """The report of a dossier without its findings: its totals first."""
    instrument = assessment.instrument
    [title], verdict = heading(assessment, page), " ".join(completeness(assessment, page)).strip()
    blocks = [f"## {_safe(title)}", f"**{_safe(verdict)}** {_safe(' · '.join(tallies(assessment, page)))}"]
    blocks += [_safe(shortened(line, _SENTENCE)) for line in unread_files(assessment, page)]
    if instrument:
        blocks += [*_dimensions(assessment, instrument, page), *_quick_wins(assessment, instrument, page)]
        if page.kind != MISTAKES:
            blocks += [*_first(assessment, instrument, page), *_agencies(assessment, page)]
    return "\n\n".join([*blocks, ""])


def _findings(findings: list[Listed], page: Page, room: int) -> str:
    """The findings of a dossier by kind, folded, as far as there is room for them."""
    text, every = "", sorted(findings, key=lambda one: one.urgency)
    groups = {
        "baseline.new": [] if page.known is None else [one for one in every if not one.is_known],
        **{f"report.part.{kind}": [one for one in every if one.finding.kind == kind] for kind in KINDS},
    }
    for title, group in groups.items():
        if group:
            summary = f"{page.messages.text(title)}: {len(group)}"
            text += "\n" + _folded(summary, _fitting(group, page, room - len(text)))
    return text


def _fitting(findings: list[Listed], page: Page, room: int) -> Iterator[str]:
    """Findings as items of a list, the most valuable first, and how many more there are than there is room for."""
    more = page.messages.text("formats.more-findings", n=len(findings))
    room -= len(more) + _SENTENCE
    for number, one in enumerate(findings):
        where, finding = one.finding.location, one.finding
        place = f"{one.path}:{where.line}:{where.column}"
        rule = f"{finding.code} {one.names.starred(finding.requirement)}".strip()
        told = " ".join(shortened(sentence, _SENTENCE) for sentence in (one.message, one.hint))
        item = f"- {_safe(place)} **{_safe(rule)}** {_safe(told)}"
        room -= len(item) + 1
        if room < 0:
            yield f"- {page.messages.text('formats.more-findings', n=len(findings) - number)}"
            return
        yield item


def _folded(summary: str, lines: Iterable[str]) -> str:
    """Lines of Markdown that are shown when somebody asks for them."""
    return "\n".join([f"<details><summary>{_safe(summary)}</summary>", "", *lines, "", "</details>", ""])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], right: int = 0) -> str:
    """A table of Markdown; of its columns the last ones stand at their right edge."""
    titles = [_safe(title) for title in head]
    rule = ["---"] * (len(titles) - right) + ["--:"] * right
    cells = [titles, rule, *([_safe(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _dimensions(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """A bar for each dimension: what share of its mandatory requirements is met."""
    words = [
        page.messages.text(f"words.{word}") for word in ("dimension", "mandatory", "mandatory", "recommended")
    ]
    rows = []
    for name, cells in by_dimension(assessment, instrument, page):
        met, total = tally(cells, "mandatory")
        full = _BAR * met // total if total else 0
        bar = "█" * full + "░" * (_BAR - full) if total else ""
        rows.append((name, bar, ratio(cells, "mandatory"), ratio(cells, "recommended")))
    if rows:
        yield f"### {_safe(page.messages.text('status.by-dimension'))}"
        yield _table([words[0], "", *words[2:]], rows, right=2)


def _quick_wins(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """The matrix of quick wins, a row each, and what its signs and columns mean."""
    columns, states = quick_wins(assessment, instrument)
    if not states or not columns:
        return
    names = Names(page.messages, assessment.dossier, instrument)
    starred = [names.starred(column) for column in columns]
    rows = [
        (shortened(names.programs.get(name, name)), *(SIGNS[state] for state in row))
        for name, row in states.items()
    ]
    yield f"### {_safe(page.messages.text('status.quick-wins'))}"
    yield _table([page.messages.text("words.quick-win"), *starred], rows[:_ROWS])
    if (more := len(rows) - _ROWS) > 0:
        yield _safe(page.messages.text("words.rest", n=more))
    yield _safe(f"{legend(page)}   {SIGNS['unjudged']} {page.messages.text('status.unjudged')}")
    titles = (page.messages.word(instrument.requirements[column].title) for column in columns)
    yield _folded(
        page.messages.text("formats.columns"),
        [f"- {_safe(name)}: {_safe(title)}" for name, title in zip(starred, titles, strict=True)],
    )


def _first(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """What is missing and should be fetched first."""
    names = Names(page.messages, assessment.dossier, instrument)
    rows = [
        (page.messages.number(gap.leverage, 3), names.starred(gap.requirement), owed(gap, names))
        for gap in gaps(assessment.matrix, instrument)[:FIRST]
    ]
    if rows:
        yield f"### {_safe(page.messages.text('report.first'))}"
        yield _table(("", page.messages.text("formats.column.requirement"), ""), rows)


def _agencies(assessment: Assessment, page: Page) -> Iterator[str]:
    """What each agency owes, folded."""
    names, messages = Names(page.messages, assessment.dossier, assessment.instrument), page.messages
    owing = owed_by_agency(assessment.matrix.missing())
    rows = [(shortened(names.agency(name)), *map(str, counts)) for name, counts in owing.items()]
    if rows:
        head = [messages.text(f"words.{word}") for word in ("agency", "mandatory", "recommended")]
        more = [messages.text("words.rest", n=len(rows) - _ROWS)] if len(rows) > _ROWS else []
        yield _folded(messages.text("report.by-agency"), [_table(head, rows[:_ROWS], right=2), *more])
