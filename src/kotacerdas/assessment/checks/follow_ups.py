"""Follow-ups (KC6xx)."""

from collections.abc import Iterator

from kotacerdas.assessment.checks.context import Context, Fact


def follow_up_is_open(context: Context) -> Iterator[Fact]:
    """What assessors asked for or recommended has no answer yet.

    Tanjungpinang's assessors asked for supporting documents at the interview; a request that nobody
    tracks is forgotten until the result comes.
    """
    for follow_up in context.dossier.follow_ups:
        if context.is_unread(follow_up, "status", "due"):
            continue
        if follow_up.is_open and not follow_up.is_past_due(context.as_of):
            details = {"asked": follow_up.subject, "variant": follow_up.kind}
            yield Fact(context.at(follow_up, part="mapping"), details=details)


def follow_up_is_past_due(context: Context) -> Iterator[Fact]:
    """What assessors asked for has no answer, and its day has passed."""
    for follow_up in context.dossier.follow_ups:
        if context.is_unread(follow_up, "status"):
            continue
        if follow_up.is_past_due(context.as_of):
            details = {"asked": follow_up.subject, "due": follow_up.due}
            yield Fact(context.at(follow_up, "due"), details=details)


def answered_follow_up_gives_no_answer(context: Context) -> Iterator[Fact]:
    """A follow-up is said to be answered, or declined, and neither a reply nor a document stands with it.

    Assessors ask what became of last year's recommendations; "answered" alone tells them nothing.
    """
    for follow_up in context.dossier.follow_ups:
        if context.is_unread(follow_up, "reply", "documents"):
            continue
        if not follow_up.is_open and not follow_up.reply and not follow_up.documents:
            details = {"asked": follow_up.subject}
            yield Fact(context.at(follow_up, "status"), details=details)


def answer_rests_on_what_cannot_serve(context: Context) -> Iterator[Fact]:
    """A follow-up is said to be answered, and a document that goes with the reply cannot serve.

    A draft, or a file that does not open, answers nothing: to an assessor the request is still open.
    """
    papers = {document.id: document for document in reversed(context.dossier.documents)}
    for follow_up in context.dossier.follow_ups:
        for item, name in enumerate(follow_up.documents if follow_up.status == "answered" else ()):
            flaw = context.matrix.flaw_of(papers[name]) if name in papers else None
            if flaw and not flaw.is_undecided:  # that is a finding already
                details = {"asked": follow_up.subject, "document": name, "variant": flaw.reason}
                where = context.at(follow_up, "documents", item)
                yield Fact(where, details={**details, **flaw.details})
