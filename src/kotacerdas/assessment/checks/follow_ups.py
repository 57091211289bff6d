"""Follow-ups of assessors, and waivers of requirements (KC6xx)."""

from collections.abc import Iterator

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.assessment.known_ids import KnownIds


def follow_up_is_open(context: Context) -> Iterator[Fact]:
    """What assessors asked for or recommended has no answer yet.

    Tanjungpinang's assessors asked for supporting documents at the interview; a request that nobody
    tracks is forgotten until the result comes.
    """
    for follow_up in context.dossier.follow_ups:
        if context.is_unread(follow_up, "status", "due"):
            continue
        if follow_up.is_open and not follow_up.is_past_due(context.as_of):
            yield context.fact(follow_up, asked=follow_up.subject, variant=follow_up.kind)


def follow_up_is_past_due(context: Context) -> Iterator[Fact]:
    """What assessors asked for has no answer, and its day has passed."""
    for follow_up in context.dossier.follow_ups:
        if follow_up.is_past_due(context.as_of) and not context.is_unread(follow_up, "status"):
            yield context.fact(follow_up, "due", asked=follow_up.subject, due=follow_up.due)


def answered_follow_up_gives_no_answer(context: Context) -> Iterator[Fact]:
    """A follow-up is said to be answered, or declined, and neither a reply nor a document stands with it.

    Assessors ask what became of last year's recommendations; "answered" alone tells them nothing.
    """
    for follow_up in context.dossier.follow_ups:
        if follow_up.is_open or follow_up.reply or follow_up.documents:
            continue
        if not context.is_unread(follow_up, "reply", "documents"):
            yield context.fact(follow_up, "status", asked=follow_up.subject)


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
                yield context.fact(follow_up, "documents", item, **{**details, **flaw.details})


def waiver_has_expired(context: Context) -> Iterator[Fact]:
    """A waiver's last day has passed, so that it counts for nothing any more.

    A waiver sets a requirement aside for a time and a reason. Once its time is over the requirement
    stands again; renew the waiver, or take it out.
    """
    for waiver in context.dossier.waivers:
        if waiver.is_expired(context.as_of):
            whose = {"on": waiver.subject or "", "variant": "one" if waiver.subject else "all"}
            yield context.fact(waiver, "until", requirement=waiver.requirement, until=waiver.until, **whose)


def waiver_sets_nothing_aside(context: Context) -> Iterator[Fact]:
    """A waiver names a requirement that nobody asks of its subject.

    It looks as if something were set aside, and nothing is: the subject is of another kind, or the
    requirement does not apply to it. A subject that does not exist is told as such.
    """
    if context.dossier.unread_files:
        return
    subjects = KnownIds(context.dossier, context.instrument).by_kind["subject"]
    cells = (*context.matrix.cells, *context.matrix.unjudged)
    asked = {(cell.requirement, subject) for cell in cells for subject in (cell.subject.id, None)}
    for waiver in context.dossier.waivers:
        row = context.instrument.requirements.get(waiver.requirement)
        if row is None or row.check is not None or waiver.is_expired(context.as_of):
            continue
        subject = waiver.subject or None
        if (row.id, subject) not in asked and (subject is None or subject in subjects):
            whose = {"on": subject or "", "variant": "one" if subject else "all"}
            yield context.fact(waiver, "requirement", requirement=row.id, **whose)
