"""The view of `status --follow-ups`: what assessors asked for and recommended, what is past due first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas.languages.messages import About, visible
from kotacerdas.privacy import masked
from kotacerdas.reports.as_text import heading, starred
from kotacerdas.reports.page import Page, printable, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Matrix, NearMiss
    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.dossier.entries import FollowUp
    from kotacerdas.instrument.model import Instrument

_GROUPS: Final = ("past-due", "open", "answered", "declined")
_STYLES: Final = {"past-due": "error", "open": "warning", "answered": "met", "declined": "waived"}
_STATUS: Final = "recommendations.status"


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
    """The follow-ups of a dossier: past due, open by the day they are due, answered, declined."""
    papers = _papers(dossier, matrix)
    found = []
    for follow_up in dossier.follow_ups:
        left = (follow_up.due - as_of).days if follow_up.is_open and follow_up.due else None
        group = "past-due" if follow_up.is_past_due(as_of) else follow_up.status or "open"
        named = tuple(papers.get(name, Paper(name, "", None)) for name in dict.fromkeys(follow_up.documents))
        is_unread = bool(dossier.origin(follow_up).unread)
        found.append(Entry(follow_up, group, _phase(follow_up, dossier), left, named, is_unread))
    return sorted(found, key=_order)


def _order(entry: Entry) -> tuple[int, date, date]:
    due = entry.follow_up.due if entry.follow_up.is_open else None
    return (_GROUPS.index(entry.group), due or date.max, entry.follow_up.date or date.max)


def _papers(dossier: Dossier, matrix: Matrix) -> dict[str, Paper]:
    named = {name for follow_up in dossier.follow_ups for name in follow_up.documents}
    found: dict[str, Paper] = {}
    for document in dossier.documents:
        if document.id in named and document.id not in found:
            found[document.id] = Paper(document.id, document.title, matrix.flaw_of(document))
    return found


def _phase(follow_up: FollowUp, dossier: Dossier) -> str:
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
    """Whether it is a recommendation from before the round's year, each of which needs a status."""
    asked = follow_up.date
    return follow_up.kind == "recommendation" and asked is not None and asked.year < dossier.info.year


# --- text ----------------------------------------------------------------------------------------


def render(page: Page) -> str:
    """The follow-ups of each dossier, in lines of at most the page's width."""
    parts = ["\n".join(_one(assessment, page)) for assessment in page.assessments]
    return printable("\n\n\n".join(parts) + "\n")


def _one(assessment: Assessment, page: Page) -> Iterator[str]:
    messages, dossier, instrument = page.messages, assessment.dossier, assessment.instrument
    yield heading(assessment, page)
    if dossier is None or instrument is None:
        yield from wrapped(messages.text("status.unreadable"), page.width)
        return
    if dossier.unread_files:
        yield from wrapped(messages.text("report.unread", files=dossier.unread_files), page.width)
    yield ""
    yield page.paint("strong", messages.text("follow-ups.title"))
    found = entries(dossier, assessment.matrix, page.as_of)
    if not found:
        yield "  " + messages.text("follow-ups.none")
        return
    yield from wrapped(counts(found, page), page.width, "  ")
    names = _names(dossier, instrument, page)
    about = About(dossier, instrument)
    for group in _GROUPS:
        members = [entry for entry in found if entry.group == group]
        if members:
            yield ""
            title = f"{messages.text(f'follow-ups.group.{group}')} ({len(members)})"
            yield page.paint(_STYLES[group], title)
            for entry in members:
                yield from _entry(entry, names, dossier, page, about)


def counts(found: Iterable[Entry], page: Page) -> str:
    """How many are open, past due, answered, in a sentence."""
    groups = [entry.group for entry in found]
    past_due = groups.count("past-due")
    return page.messages.text(
        "follow-ups.counts",
        open=groups.count("open") + past_due,
        past_due=past_due,
        answered=groups.count("answered"),
        declined=groups.count("declined"),
    )


def _names(dossier: Dossier, instrument: Instrument, page: Page) -> dict[str, str]:
    """What follow-ups can be about, by id."""
    messages, about = page.messages, About(dossier, instrument)
    wanted = {ref for follow_up in dossier.follow_ups for ref in follow_up.about}
    names = {document.id: document.title for document in dossier.documents}
    names |= {meeting.id: meeting.title for meeting in dossier.meetings if meeting.title}
    names |= about.agencies
    names |= about.programs
    names |= {dimension.id: messages.word(dimension.name) for dimension in instrument.dimensions.values()}
    names |= {ref: messages.question(ref, about) for ref in wanted & instrument.questions.keys()}
    return {ref: name for ref, name in names.items() if ref in wanted}


def _entry(entry: Entry, names: dict[str, str], dossier: Dossier, page: Page, about: About) -> Iterator[str]:
    messages, follow_up = page.messages, entry.follow_up

    def line(key: str, **details: object) -> Iterator[str]:
        yield from wrapped(
            _clean(messages.text(f"follow-ups.{key}", **details)), page.width, "      ", "        "
        )

    yield from wrapped(_clean(follow_up.subject), page.width, "  - ", "    ")
    facts = [messages.text(f"terms.asked.{follow_up.kind}"), follow_up.from_ or ""]
    facts += [messages.date(follow_up.date) if follow_up.date else ""]
    facts += [messages.text(f"follow-ups.phase.{entry.phase}"), _due(entry, page)]
    yield from wrapped(_clean(" · ".join(filter(None, facts))), page.width, "      ", "        ")
    if follow_up.about:
        refs = dict.fromkeys(follow_up.about)
        yield from line("about", about=", ".join(names.get(ref, ref) for ref in refs))
    if follow_up.reply:
        yield from line("reply", reply=follow_up.reply)
    if entry.papers:
        yield from line("documents", documents="; ".join(_paper(paper, page) for paper in entry.papers))
    if entry.is_unread:
        yield from line("unread")
    elif not (follow_up.is_open or follow_up.reply or follow_up.documents):
        yield from line("no-answer")
    elif follow_up.status is None and _is_of_earlier_year(follow_up, dossier):
        rows = about.instrument.requirements.values() if about.instrument else ()
        row = next((row.id for row in rows if _STATUS in row.fields), None)
        if row:
            yield from line("no-status", requirement=starred(row, about))


def _due(entry: Entry, page: Page) -> str:
    due, left = entry.follow_up.due, entry.days_left
    if due is None or left is None:
        return ""
    key = "today" if left == 0 else "left" if left > 0 else "late"
    return page.messages.text(f"follow-ups.{key}", due=page.messages.date(due), n=abs(left))


def _paper(paper: Paper, page: Page) -> str:
    """A document by its title, and why it cannot serve where it cannot."""
    messages = page.messages
    if not paper.title:
        return messages.text(
            "follow-ups.flawed", document=paper.id, why=messages.text("follow-ups.unregistered")
        )
    named = f"{paper.title} ({paper.id})"
    if paper.flaw is None:
        return named
    return messages.text("follow-ups.flawed", document=named, why=messages.flaw(paper.flaw))


def _clean(text: str) -> str:
    """A text that a terminal shows as it is, without identity numbers."""
    return visible(masked(text))
