"""Follow-ups and waivers (KC6xx)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.assessment.matrix import is_expired
from kotacerdas.assessment.shelf import flaw_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kotacerdas.dossier.entries import FollowUp


def waiver_has_expired(context: Context) -> Iterator[Fact]:
    """A waiver's last day has passed, so that it counts for nothing any more.

    A waiver sets a requirement aside for a time and a reason. Once its time is over the requirement
    stands again; renew the waiver, or take it out.
    """
    for index, waiver in enumerate(context.dossier.waivers):
        if is_expired(waiver, context.as_of):
            details = {
                "requirement": waiver.requirement,
                "on": waiver.subject or "",
                "until": waiver.until,
                "variant": "one" if waiver.subject else "all",
            }
            yield Fact(context.at("waivers", index, "until"), details=details)


def waiver_sets_nothing_aside(context: Context) -> Iterator[Fact]:
    """A waiver names a requirement that nobody asks of its subject.

    It looks as if something were set aside, and nothing is: the subject is of another kind, or the
    requirement does not apply to it.
    """
    if context.dossier.unread_files:
        return
    asked = {(cell.requirement, cell.subject.id) for cell in context.matrix.cells}
    rows = {requirement for requirement, _ in asked}
    for index, waiver in enumerate(context.dossier.waivers):
        row = context.instrument.requirements.get(waiver.requirement)
        if row is None or row.check is not None or is_expired(waiver, context.as_of):
            continue
        is_asked = (waiver.requirement, waiver.subject) in asked if waiver.subject else row.id in rows
        if not is_asked:
            variant = "one" if waiver.subject else "all"
            details = {"requirement": row.id, "on": waiver.subject or "", "variant": variant}
            yield Fact(context.at("waivers", index, "requirement"), details=details)


def follow_up_is_open(context: Context) -> Iterator[Fact]:
    """What assessors asked for or recommended has no answer yet.

    Tanjungpinang's assessors asked for supporting documents at the interview; a request that nobody
    tracks is forgotten until the result comes.
    """
    for index, follow_up in enumerate(context.dossier.follow_ups):
        if context.is_unread("follow_ups", index, "status", "due"):
            continue
        if is_open(follow_up) and not is_past_due(follow_up, context.as_of):
            details = {"asked": follow_up.subject, "variant": follow_up.kind}
            yield Fact(context.at("follow_ups", index, part="mapping"), details=details)


def follow_up_is_past_due(context: Context) -> Iterator[Fact]:
    """What assessors asked for has no answer, and its day has passed."""
    for index, follow_up in enumerate(context.dossier.follow_ups):
        if context.is_unread("follow_ups", index, "status"):
            continue
        if is_past_due(follow_up, context.as_of):
            details = {"asked": follow_up.subject, "due": follow_up.due}
            yield Fact(context.at("follow_ups", index, "due"), details=details)


def answered_follow_up_gives_no_answer(context: Context) -> Iterator[Fact]:
    """A follow-up is said to be answered, or declined, and neither a reply nor a document stands with it.

    Assessors ask what became of last year's recommendations; "answered" alone tells them nothing.
    """
    for index, follow_up in enumerate(context.dossier.follow_ups):
        if context.is_unread("follow_ups", index, "reply", "documents"):
            continue
        if not is_open(follow_up) and not follow_up.reply and not follow_up.documents:
            details = {"asked": follow_up.subject}
            yield Fact(context.at("follow_ups", index, "status"), details=details)


def answer_rests_on_what_cannot_serve(context: Context) -> Iterator[Fact]:
    """A follow-up is said to be answered, and a document that goes with the reply cannot serve.

    A draft, or a file that does not open, answers nothing: to an assessor the request is still open.
    """
    dossier = context.dossier
    places = {document.id: index for index, document in reversed(list(enumerate(dossier.documents)))}
    for index, follow_up in enumerate(dossier.follow_ups):
        for item, name in enumerate(follow_up.documents if follow_up.status == "answered" else ()):
            place = places.get(name)
            if place is None or dossier.origin("documents", place).unread:
                continue  # a finding already
            flaw = flaw_of(dossier.documents[place], dossier, context.instrument, is_unread=False)
            if flaw:
                details = {"asked": follow_up.subject, "document": name, "variant": flaw.reason}
                where = context.at("follow_ups", index, "documents", item)
                yield Fact(where, details={**details, **flaw.details})


def is_open(follow_up: FollowUp) -> bool:
    """Whether a follow-up has no answer yet."""
    return follow_up.status in {None, "open"}


def is_past_due(follow_up: FollowUp, as_of: date) -> bool:
    """Whether a follow-up has no answer, and its day has passed."""
    return is_open(follow_up) and follow_up.due is not None and follow_up.due < as_of
