"""Follow-ups and waivers (KC6xx)."""

from collections.abc import Iterator

from kotacerdas.assessment.checks.context import Context, Fact


def waiver_has_expired(context: Context) -> Iterator[Fact]:
    """A waiver's last day has passed, so that it counts for nothing any more.

    A waiver sets a requirement aside for a time and a reason. Once its time is over the requirement
    stands again; renew the waiver, or take it out.
    """
    for waiver in context.dossier.waivers:
        if waiver.is_expired(context.as_of):
            details = {
                "requirement": waiver.requirement,
                "on": waiver.subject or "",
                "until": waiver.until,
                "variant": "one" if waiver.subject else "all",
            }
            yield Fact(context.at(waiver, "until"), details=details)


def waiver_sets_nothing_aside(context: Context) -> Iterator[Fact]:
    """A waiver names a requirement that nobody asks of its subject.

    It looks as if something were set aside, and nothing is: the subject is of another kind, or the
    requirement does not apply to it.
    """
    if context.dossier.unread_files:
        return
    asked = {(cell.requirement, cell.subject.id) for cell in context.matrix.cells}
    rows = {requirement for requirement, _ in asked}
    for waiver in context.dossier.waivers:
        row = context.instrument.requirements.get(waiver.requirement)
        if row is None or row.check is not None or waiver.is_expired(context.as_of):
            continue
        is_asked = (waiver.requirement, waiver.subject) in asked if waiver.subject else row.id in rows
        if not is_asked:
            variant = "one" if waiver.subject else "all"
            details = {"requirement": row.id, "on": waiver.subject or "", "variant": variant}
            yield Fact(context.at(waiver, "requirement"), details=details)


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
            if flaw and flaw.reason != "entry-unread":  # that is a finding already
                details = {"asked": follow_up.subject, "document": name, "variant": flaw.reason}
                where = context.at(follow_up, "documents", item)
                yield Fact(where, details={**details, **flaw.details})
