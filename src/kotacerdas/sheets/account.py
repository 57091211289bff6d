"""What an import comes to, as people read it: each mistake at its cell, then what is added, changed, taken out, left alone."""

from collections import Counter
from collections.abc import Iterator

from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.sheets.intake import Intake
from kotacerdas.sheets.labels import heading
from kotacerdas.sheets.merge import Event
from kotacerdas.sheets.tables import ALL

_MAX_VALUE = 120
"""Characters of a value that are shown."""


def lines(intake: Intake, messages: Messages) -> Iterator[tuple[str, str]]:
    """The paragraphs of an account of an import, each with what goes before it."""
    names = Names(messages, intake.dossier, intake.instrument)
    for trouble in intake.troubles:
        told = (messages.text(f"{trouble.code}.{part}", **trouble.details) for part in ("message", "hint"))
        yield " ".join(told), f"{trouble.ref}: "
    for ref, finding in intake.mistakes:
        yield f"{sentences.message(finding, names)} {sentences.hint(finding, names)}", f"{ref}: "
    for note in intake.notes:
        yield messages.text(note.code, **note.details), f"{note.ref}: "
    wrong = {ref for ref, _ in intake.mistakes}
    for event in intake.plan.events:
        if event.ref not in wrong:
            yield _sentence(event, messages), f"{event.ref}: "
    for scores in intake.spreads:
        given = ", ".join(f"{row.texts['by']} {row.texts['score']}" for row in scores)
        about = scores[0].texts["question"]
        if program := names.programs.get(scores[0].texts.get("program", "")):
            about += f" {program}"
        yield messages.text("sheet.assessor.spread", about=about, scores=given), ""
    if intake.scores_left_out:
        yield messages.text("sheet.assessor.left-out", n=intake.scores_left_out), ""
    counts = Counter(event.kind for event in intake.plan.events)
    left = counts.total() - counts["added"] - counts["changed"] - counts["deleted"]
    done = {kind: counts[kind] for kind in ("added", "changed", "deleted")}
    yield messages.text("sheet.import.total", **done, left=left, same=intake.plan.unchanged), ""


def _sentence(event: Event, messages: Messages) -> str:
    """The sentence in the account of an import that tells one event."""
    table = ALL[event.table]
    details = {
        "name": event.name,
        "field": heading(messages, event.column, table) if event.column else "",
        "old": _short(event.old) or messages.text("sheet.import.empty"),
        "new": _short(event.new) or messages.text("sheet.import.empty"),
    }
    key = f"sheet.import.{event.kind}"
    own = f"{key}-row" if not event.column and f"{key}-row" in messages.texts else key
    return messages.text(own, **details)


def _short(text: str) -> str:
    """A value in a line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_VALUE else f"{line[:_MAX_VALUE]}…"
