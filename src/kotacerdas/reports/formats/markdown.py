"""`--format markdown` of `validate`: the summary of a CI's job, or a comment on a pull request."""

import sys
from collections.abc import Iterable, Iterator
from typing import Final

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import gaps, owed_by_agency, tally
from kotacerdas.findings import KINDS, MISTAKES
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.listed_findings import Listed, listed
from kotacerdas.reports.page import Page, plain, shortened
from kotacerdas.reports.status import SIGNS, by_dimension, legend, quick_wins, ratio
from kotacerdas.reports.summary import FIRST, completeness, heading, owed, tallies, unread_files
from kotacerdas.templating.markdown import escape

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
        part = "\n\n".join([*_dossier(assessment, flat), ""])
        if len(part) + _FOLDED * (len(parts) + 1) > room:
            break
        parts.append(part)
        room -= len(part) + 1
    every = listed(page._replace(assessments=page.assessments[: len(parts)]))
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


def _dossier(assessment: Assessment, page: Page) -> Iterator[str]:
    """The report of a dossier without its findings, as blocks of Markdown: its totals first."""
    instrument = assessment.instrument
    [title], verdict = heading(assessment, page), " ".join(completeness(assessment, page)).strip()
    yield f"## {_safe(title)}"
    yield f"**{_safe(verdict)}** {_safe(' · '.join(tallies(assessment, page)))}"
    yield from (_safe(shortened(line, _SENTENCE)) for line in unread_files(assessment, page))
    if instrument:
        yield from _dimensions(assessment, instrument, page)
        yield from _quick_wins(assessment, instrument, page)
        if page.kind != MISTAKES:
            yield from _owed(assessment, instrument, page)


def _findings(findings: list[Listed], page: Page, room: int) -> str:
    """The findings of a dossier by kind, folded in Markdown, as far as there is room for them."""
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
    """Findings as items of a list in Markdown, the most valuable first, and how many more there are than there is room for."""
    more = page.messages.text("formats.more-findings", n=len(findings))
    room -= len(more) + _SENTENCE
    for number, one in enumerate(findings):
        rule = f"{one.finding.code} {one.names.starred(one.finding.requirement)}".strip()
        told = " ".join(shortened(sentence, _SENTENCE) for sentence in (one.message, one.hint))
        item = f"- {_safe(one.position)} **{_safe(rule)}** {_safe(told)}"
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
    titles, *cells = [[*map(_safe, row)] for row in (head, *rows)]
    rule = ["---"] * (len(titles) - right) + ["--:"] * right
    return "\n".join(f"| {' | '.join(row)} |" for row in (titles, rule, *cells))


def _dimensions(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """A bar in Markdown for each dimension: what share of its mandatory requirements is met."""
    text, rows = page.messages.text, []
    for name, cells in by_dimension(assessment, instrument, page):
        met, total = tally(cells, "mandatory")
        full = _BAR * met // total if total else 0
        bar = "█" * full + "░" * (_BAR - full) if total else ""
        rows.append((name, bar, ratio(cells, "mandatory"), ratio(cells, "recommended")))
    if rows:
        yield f"### {_safe(text('status.by-dimension'))}"
        head = (text("words.dimension"), "", text("words.mandatory"), text("words.recommended"))
        yield _table(head, rows, right=2)


def _quick_wins(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """The matrix of quick wins in Markdown, a row each, and what its signs and columns mean."""
    text, names, (columns, states) = (
        page.messages.text,
        page.names(assessment),
        quick_wins(assessment, instrument),
    )
    if not states or not columns:
        return
    rows = [
        (shortened(names.programs.get(name, name)), *(SIGNS[state] for state in row))
        for name, row in states.items()
    ]
    yield f"### {_safe(text('status.quick-wins'))}"
    yield _table([text("words.quick-win"), *map(names.starred, columns)], rows[:_ROWS])
    if (more := len(rows) - _ROWS) > 0:
        yield _safe(text("words.rest", n=more))
    yield _safe(f"{legend(page)}   {SIGNS['unjudged']} {text('status.unjudged')}")
    titles = {
        names.starred(name): page.messages.word(instrument.requirements[name].title) for name in columns
    }
    yield _folded(
        text("formats.columns"), [f"- {_safe(name)}: {_safe(title)}" for name, title in titles.items()]
    )


def _owed(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """What is missing and should be fetched first, in Markdown; what each agency owes, folded."""
    names, text = page.names(assessment), page.messages.text
    first = [
        (page.messages.number(gap.leverage, 3), names.starred(gap.requirement), owed(gap, names))
        for gap in gaps(assessment.matrix, instrument)[:FIRST]
    ]
    if first:
        yield f"### {_safe(text('report.first'))}"
        yield _table(("", text("formats.column.requirement"), ""), first)
    owing = owed_by_agency(assessment.matrix.missing())
    rows = [(shortened(names.agency(name)), *map(str, counts)) for name, counts in owing.items()]
    if rows:
        head = [text(f"words.{word}") for word in ("agency", "mandatory", "recommended")]
        more = [text("words.rest", n=len(rows) - _ROWS)] if len(rows) > _ROWS else []
        yield _folded(text("report.by-agency"), [_table(head, rows[:_ROWS], right=2), *more])
