"""Waivers (KC601, KC605)."""

from collections.abc import Iterator

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.assessment.checks.references import known_ids


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
    requirement does not apply to it. A subject that does not exist is told as such.
    """
    if context.dossier.unread_files:
        return
    known = known_ids(context.dossier, context.instrument)["subject"]
    asked = {
        (cell.requirement, cell.subject.id) for cell in (*context.matrix.cells, *context.matrix.unjudged)
    }
    rows = {requirement for requirement, _ in asked}
    for waiver in context.dossier.waivers:
        row = context.instrument.requirements.get(waiver.requirement)
        if row is None or row.check is not None or waiver.is_expired(context.as_of):
            continue
        if waiver.subject and waiver.subject not in known:
            continue
        is_asked = (waiver.requirement, waiver.subject) in asked if waiver.subject else row.id in rows
        if not is_asked:
            variant = "one" if waiver.subject else "all"
            details = {"requirement": row.id, "on": waiver.subject or "", "variant": variant}
            yield Fact(context.at(waiver, "requirement"), details=details)
