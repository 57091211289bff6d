"""The view of `status --follow-ups`: what assessors asked for and recommended, what is past due first; what they looked at."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Matrix, NearMiss
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import FollowUp
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.reports import reviews
from kotacerdas.reports.page import Page, wrapped
from kotacerdas.reports.summary import heading, unread_files

_STYLES: Final = {"past-due": "error", "open": "warning", "answered": "met", "declined": "waived"}
"""The groups in their order, and how their titles are painted."""

_STATUS: Final = "recommendations.status"
_MARGIN, _INDENT = " " * 6, " " * 8


class Paper(NamedTuple):
    """A document that goes with a reply: its title, empty where it is not registered, and what it fails by."""

    id: str
    title: str
    flaw: NearMiss | None


class Entry(NamedTuple):
    """A follow-up as of a day.

    `group` is `past-due`, `open`, `answered` or `declined`; `phase` when it was asked: `earlier-year` (a
    recommendation of an earlier evaluation), `before`, `at` or `after` the interview, or `unknown`. `days_left`
    counts to the day it is due, below 0 once that has passed; None where it is answered or has no such day.
    `is_unread`: something in its entry could not be read.
    """

    follow_up: FollowUp
    group: str
    phase: str
    days_left: int | None
    papers: tuple[Paper, ...]
    is_unread: bool


def entries(dossier: Dossier, matrix: Matrix, as_of: date) -> list[Entry]:
    """The follow-ups that the view lists: past due, open by the day they are due, answered, declined."""
    papers = _papers(dossier, matrix)
    follow_ups = []
    for follow_up in dossier.follow_ups:
        left = (follow_up.due - as_of).days if follow_up.is_open and follow_up.due else None
        group = "past-due" if follow_up.is_past_due(as_of) else follow_up.status or "open"
        named = tuple(papers.get(name, Paper(name, "", None)) for name in dict.fromkeys(follow_up.documents))
        is_unread = bool(dossier.origin(follow_up).unread)
        follow_ups.append(Entry(follow_up, group, _phase(follow_up, dossier), left, named, is_unread))
    return sorted(follow_ups, key=_order)


def _order(entry: Entry) -> tuple[int, date, date]:
    """The order of follow-ups: by group, then by the day they are due, then by the day they were asked."""
    due = entry.follow_up.due if entry.follow_up.is_open else None
    return ([*_STYLES].index(entry.group), due or date.max, entry.follow_up.date or date.max)


def _papers(dossier: Dossier, matrix: Matrix) -> dict[str, Paper]:
    """The registered documents that go with replies to follow-ups, by id."""
    named = {name for follow_up in dossier.follow_ups for name in follow_up.documents}
    papers: dict[str, Paper] = {}
    for document in dossier.documents:
        if document.id in named and document.id not in papers:
            papers[document.id] = Paper(document.id, document.title, matrix.flaw_of(document))
    return papers


def _phase(follow_up: FollowUp, dossier: Dossier) -> str:
    """The phase in which a follow-up was asked, against the day of the interview."""
    asked = follow_up.date
    interview = dossier.evaluation.date if dossier.evaluation else None
    if _is_of_earlier_year(follow_up, dossier):
        return "earlier-year"
    if asked is None or interview is None:
        return "unknown"
    if asked == interview:
        return "at"
    return "before" if asked < interview else "after"


def _is_of_earlier_year(follow_up: FollowUp, dossier: Dossier) -> bool:
    """Whether a follow-up recommends something since before the round's year, and so needs a status."""
    asked = follow_up.date
    return follow_up.kind == "recommendation" and asked is not None and asked.year < dossier.info.year


def render(page: Page) -> str:
    """The follow-ups of each dossier, in lines of at most the page's width."""
    return page.of_each(_dossier)


def _dossier(assessment: Assessment, page: Page) -> Iterator[str]:
    """The follow-ups of one dossier, group by group."""
    dossier, instrument = assessment.dossier, assessment.instrument
    yield from heading(assessment, page)
    if dossier is None or instrument is None:
        yield from page.paragraph("status.unreadable")
        return
    yield from unread_files(assessment, page)
    yield ""
    yield from page.title("follow-ups.title")
    follow_ups = entries(dossier, assessment.matrix, page.as_of)
    yield from counts(follow_ups, page) if follow_ups else page.paragraph("follow-ups.none", "  ")
    topics = _topics(dossier, instrument, page)
    for group, style in _STYLES.items():
        members = [entry for entry in follow_ups if entry.group == group]
        if members:
            yield ""
            yield page.paint(style, f"{page.messages.text(f'follow-ups.group.{group}')} ({len(members)})")
        for entry in members:
            yield from _follow_up(entry, topics, page)
            yield from _unanswered(entry, dossier, instrument, page)
    yield from reviews.listed(dossier, page)


def counts(follow_ups: Iterable[Entry], page: Page) -> list[str]:
    """How many follow-ups are open, past due, answered, declined, in a sentence."""
    groups = [entry.group for entry in follow_ups]
    past_due, answered, declined = map(groups.count, ("past-due", "answered", "declined"))
    return page.paragraph(
        "follow-ups.counts",
        "  ",
        open=groups.count("open") + past_due,
        past_due=past_due,
        answered=answered,
        declined=declined,
    )


def _topics(dossier: Dossier, instrument: Instrument, page: Page) -> dict[str, str]:
    """What follow-ups can be about, by id."""
    names = Names(page.messages, dossier, instrument)
    topics = {document.id: document.title for document in dossier.documents}
    topics |= {meeting.id: meeting.title for meeting in dossier.meetings if meeting.title}
    topics |= names.agencies | names.programs
    topics |= {d.id: page.messages.word(d.name) for d in instrument.dimensions.values()}
    return topics | {question: names.question(question) for question in instrument.questions}


def _follow_up(entry: Entry, topics: dict[str, str], page: Page) -> Iterator[str]:
    """A follow-up: what was asked, when and by whom, what it is about, the reply and its documents."""
    messages, follow_up = page.messages, entry.follow_up
    yield from wrapped(follow_up.subject, page.width, "  - ", "    ")
    facts = [messages.text(f"terms.asked.{follow_up.kind}"), follow_up.from_ or ""]
    facts += [messages.date(follow_up.date) if follow_up.date else ""]
    facts += [messages.text(f"follow-ups.phase.{entry.phase}"), _due(entry, page)]
    facts += [messages.text(f"terms.outcome.{follow_up.outcome}") if follow_up.outcome else ""]
    yield from wrapped(" · ".join(filter(None, facts)), page.width, _MARGIN, _INDENT)
    if follow_up.about:
        about = ", ".join(topics.get(ref, ref) for ref in dict.fromkeys(follow_up.about))
        yield from _line("about", page, about=about)
    if follow_up.reply:
        yield from _line("reply", page, reply=follow_up.reply)
    if entry.papers:
        yield from _line(
            "documents", page, documents="; ".join(_paper(paper, page) for paper in entry.papers)
        )


def _unanswered(entry: Entry, dossier: Dossier, instrument: Instrument, page: Page) -> Iterator[str]:
    """What keeps a follow-up from being answered, where that is not its group."""
    follow_up = entry.follow_up
    if entry.is_unread:
        yield from _line("unread", page)
    elif not (follow_up.is_open or follow_up.reply or follow_up.documents):
        yield from _line("no-answer", page)
    elif follow_up.status is None and _is_of_earlier_year(follow_up, dossier):
        names = Names(page.messages, dossier, instrument)
        row = next((row.id for row in instrument.requirements.values() if _STATUS in row.fields), None)
        if row:
            yield from _line("no-status", page, requirement=names.starred(row))


def _line(key: str, page: Page, **details: object) -> list[str]:
    return wrapped(page.messages.text(f"follow-ups.{key}", **details), page.width, _MARGIN, _INDENT)


def _due(entry: Entry, page: Page) -> str:
    """When a follow-up is due, and how many days are left or past."""
    due, left = entry.follow_up.due, entry.days_left
    if due is None or left is None:
        return ""
    key = "today" if left == 0 else "left" if left > 0 else "late"
    return page.messages.text(f"follow-ups.{key}", due=page.messages.date(due), n=abs(left))


def _paper(paper: Paper, page: Page) -> str:
    """A document that goes with a reply, and why it cannot serve where it cannot."""
    messages = page.messages
    if not paper.title:
        why = messages.text("follow-ups.unregistered")
        return messages.text("follow-ups.flawed", document=paper.id, why=why)
    title = f"{paper.title} ({paper.id})"
    if paper.flaw is None:
        return title
    return messages.text("follow-ups.flawed", document=title, why=sentences.flaw(paper.flaw, messages))
