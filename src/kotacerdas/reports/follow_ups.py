"""The view of `status --follow-ups`: what assessors asked for and recommended, what is past due first; documents that they reviewed."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Matrix, NearMiss
from kotacerdas.assessment.reviews import reviewed
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import FollowUp
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.reports.page import Page, wrapped
from kotacerdas.reports.summary import heading, unread_files

_STYLES: Final = {"past-due": "error", "open": "warning", "answered": "met", "declined": "waived"}
"""The groups of follow-ups in their order, and how their titles are painted."""
_REVIEW_STYLES: Final = {"returned": "error", "sent-again": "warning", "accepted": "met"}
"""The same of the documents that were reviewed."""
_STATUS: Final = "recommendations.status"


class Paper(NamedTuple):
    """A document that goes with a reply: its title, empty where it is not registered, and what it fails by."""

    id: str
    title: str = ""
    flaw: NearMiss | None = None


class Entry(NamedTuple):
    """A follow-up as of a day.

    `group` is `past-due`, `open`, `answered` or `declined`; `phase` when it was asked: `earlier-year` (a
    recommendation of an earlier evaluation), `before`, `at` or `after` the interview, or `unknown`. `days_left`
    counts to the day it is due, below 0 once that has passed; None where it is answered or has no such day.
    """

    follow_up: FollowUp
    group: str
    phase: str
    days_left: int | None
    papers: tuple[Paper, ...]


def entries(dossier: Dossier, matrix: Matrix, as_of: date) -> list[Entry]:
    """The follow-ups that `status --follow-ups` lists: past due, open by the day they are due, answered, declined."""
    registered = {document.id: document for document in reversed(dossier.documents)}  # the first of each
    follow_ups = []
    for follow_up in dossier.follow_ups:
        left = (follow_up.due - as_of).days if follow_up.is_open and follow_up.due else None
        group = "past-due" if follow_up.is_past_due(as_of) else follow_up.status or "open"
        named = ((name, registered.get(name)) for name in dict.fromkeys(follow_up.documents))
        papers = tuple(Paper(name, of.title, matrix.flaw_of(of)) if of else Paper(name) for name, of in named)
        follow_ups.append(Entry(follow_up, group, _phase(follow_up, dossier), left, papers))
    return sorted(follow_ups, key=_order)


def _order(entry: Entry) -> tuple[int, date, date]:
    """The order of follow-ups: by group, then by the day they are due, then by the day they were asked."""
    due = entry.follow_up.due if entry.follow_up.is_open else None
    return ([*_STYLES].index(entry.group), due or date.max, entry.follow_up.date or date.max)


def _phase(follow_up: FollowUp, dossier: Dossier) -> str:
    """The phase in which a follow-up that is shown was asked, against the day of the interview."""
    asked = follow_up.date
    interview = dossier.evaluation.date if dossier.evaluation else None
    if follow_up.kind == "recommendation" and asked is not None and asked.year < dossier.info.year:
        return "earlier-year"
    if asked is None or interview is None:
        return "unknown"
    return "at" if asked == interview else "before" if asked < interview else "after"


def render(page: Page) -> str:
    """The follow-ups of each dossier, in lines of at most the page's width."""
    return page.of_each(_dossier)


def _dossier(assessment: Assessment, page: Page) -> Iterator[str]:
    """The follow-ups of one dossier, group by group, and the documents that were reviewed."""
    dossier, instrument = assessment.dossier, assessment.instrument
    yield from heading(assessment, page)
    if dossier is None or instrument is None:
        yield from page.paragraph("status.unreadable")
        return
    yield from unread_files(assessment, page)
    yield from page.section("follow-ups.title")
    follow_ups = entries(dossier, assessment.matrix, page.as_of)
    yield from _counts(follow_ups, page) if follow_ups else page.paragraph("follow-ups.none", "  ")
    names = page.names(assessment)
    topics = _topics(dossier, instrument, names)
    for group, style in _STYLES.items():
        members = [entry for entry in follow_ups if entry.group == group]
        yield from _group(f"follow-ups.group.{group}", style, len(members), page)
        for entry in members:
            yield from wrapped(entry.follow_up.subject, page.width, "  - ", "    ")
            for line in _facts(entry, dossier, topics, names):
                yield from wrapped(line, page.width, " " * 6, " " * 8)
    yield from _counts_of_reviews(dossier, page)
    for group, style in _REVIEW_STYLES.items():
        verdicts = [one for one in reviewed(dossier).values() if one.state == group]
        yield from _group(f"reviews.group.{group}", style, len(verdicts), page)
        for document, review, _ in verdicts:
            line = f"{document.title} ({document.id}): {sentences.review(review.details, page.messages)}"
            yield from wrapped(line, page.width, "  - ", "    ")


def _group(key: str, style: str, count: int, page: Page) -> list[str]:
    """The title of a group of follow-ups or reviewed documents, and how many it has; nothing where it is empty."""
    return ["", page.paint(style, f"{page.messages.text(key)} ({count})")] if count else []


def counted(assessment: Assessment, page: Page) -> Iterator[str]:
    """The lines of `status` that count follow-ups and reviewed documents; nothing where there is neither."""
    dossier = assessment.dossier
    if dossier is None or not (dossier.follow_ups or dossier.reviews):
        return
    if dossier.follow_ups:
        yield from page.section("follow-ups.title")
        yield from _counts(entries(dossier, assessment.matrix, page.as_of), page)
    yield from _counts_of_reviews(dossier, page)
    yield "  " + page.messages.text("status.follow-ups")


def _counts(follow_ups: Iterable[Entry], page: Page) -> list[str]:
    """How many follow-ups are open, past due, answered, declined, in a sentence."""
    groups = [entry.group for entry in follow_ups]
    counts = {group.replace("-", "_"): groups.count(group) for group in _STYLES}
    counts["open"] += counts["past_due"]
    return page.paragraph("follow-ups.counts", "  ", **counts)


def _counts_of_reviews(dossier: Dossier, page: Page) -> Iterator[str]:
    """How many documents came back, were sent again since, and were accepted; nothing where none was reviewed."""
    if dossier.reviews:
        states = [document.state for document in reviewed(dossier).values()]
        returned, again, accepted = map(states.count, _REVIEW_STYLES)
        yield from page.section("reviews.title")
        yield from page.paragraph("reviews.counts", "  ", returned=returned, again=again, accepted=accepted)


def _topics(dossier: Dossier, instrument: Instrument, names: Names) -> dict[str, str]:
    """What the shown follow-ups can be about, by id."""
    topics = {document.id: document.title for document in dossier.documents}
    topics |= {meeting.id: meeting.title for meeting in dossier.meetings if meeting.title}
    topics |= names.agencies | names.programs
    topics |= {d.id: names.messages.word(d.name) for d in instrument.dimensions.values()}
    return topics | {question: names.question(question) for question in instrument.questions}


def _facts(entry: Entry, dossier: Dossier, topics: dict[str, str], names: Names) -> Iterator[str]:
    """What is told below a follow-up: when and by whom it was asked, what it is about, the reply and its documents, what is amiss."""
    messages, follow_up, due = names.messages, entry.follow_up, entry.follow_up.due
    facts = [messages.text(f"terms.asked.{follow_up.kind}"), follow_up.from_ or ""]
    facts += [messages.date(follow_up.date) if follow_up.date else ""]
    facts += [messages.text(f"follow-ups.phase.{entry.phase}")]
    if due and (left := entry.days_left) is not None:
        key = "today" if left == 0 else "left" if left > 0 else "late"
        facts += [messages.text(f"follow-ups.{key}", due=messages.date(due), n=abs(left))]
    facts += [messages.text(f"terms.outcome.{follow_up.outcome}") if follow_up.outcome else ""]
    yield " · ".join(filter(None, facts))
    if follow_up.about:
        about = ", ".join(topics.get(ref, ref) for ref in dict.fromkeys(follow_up.about))
        yield messages.text("follow-ups.about", about=about)
    if follow_up.reply:
        yield messages.text("follow-ups.reply", reply=follow_up.reply)
    if entry.papers:
        documents = "; ".join(_paper(paper, names) for paper in entry.papers)
        yield messages.text("follow-ups.documents", documents=documents)
    if dossier.origin(follow_up).unread:
        yield messages.text("follow-ups.unread")
    elif not (follow_up.is_open or follow_up.reply or follow_up.documents):
        yield messages.text("follow-ups.no-answer")
    elif follow_up.status is None and entry.phase == "earlier-year" and names.instrument:
        rows = names.instrument.requirements.values()
        if row := next((row.id for row in rows if _STATUS in row.fields), None):
            yield messages.text("follow-ups.no-status", requirement=names.starred(row))


def _paper(paper: Paper, names: Names) -> str:
    """A document that goes with a reply to a follow-up, and why it cannot serve where it cannot."""
    messages = names.messages
    title, why = f"{paper.title} ({paper.id})", ""
    if not paper.title:
        title, why = paper.id, messages.text("follow-ups.unregistered")
    elif paper.flaw:
        why = sentences.flaw(paper.flaw, messages)
    return messages.text("follow-ups.flawed", document=title, why=why) if why else title
