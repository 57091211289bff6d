"""What a scan of a dossier's folder proposes, as the YAML of entries with the reasons beside, and what contradicts its papers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kotacerdas.dossier.dossier import Dossier
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.text import visible
from kotacerdas.privacy import anonymous
from kotacerdas.reading.notation import flow, scalar
from kotacerdas.scanning.contradictions import Contradiction
from kotacerdas.scanning.proposals import Guess, Proposal
from kotacerdas.scanning.signs import Strength

_ORDER: Final = ("type", "title", "number", "date", "state", "agency")
_MOST: Final = 90
"""Characters of a quotation beside a value."""


def entries_by_file(
    dossier: Dossier, proposals: Iterable[Proposal], messages: Messages
) -> dict[str, list[str]]:
    """The entries that a scan proposes, as YAML, by the file of the dossier in which each should stand."""
    entries: dict[str, list[str]] = {}
    for proposal in proposals:
        if not proposal.same_as:
            agency = proposal.guesses.get("agency")
            home = dossier.file_for(agency.value if agency else "")
            entries.setdefault(home, []).append(_entry(proposal, messages))
    return entries


def _entry(proposal: Proposal, messages: Messages) -> str:
    """An entry that a scan proposes, as YAML at the margin; a guess that is weak stands in a comment."""
    lines = [f"- id: {scalar(proposal.id)}"]
    for key in _ORDER:
        guess = proposal.guesses.get(key)
        if guess and guess.strength:
            value = guess.value if key == "date" else scalar(guess.value)
            speaks_for_itself = guess.words == guess.value and guess.strength is Strength.SURE
            reason = "" if speaks_for_itself else f"  # {_reason(guess, messages)}"
            lines.append(f"  {key}: {value}{reason}")
        elif guess:
            perhaps = messages.text("scan.perhaps", value=guess.value, reason=_quoted(guess, messages))
            lines.append(f"  {'' if key == 'type' else '# '}{key}:  # {perhaps}")
        elif key == "type":
            lines.append(f"  type:  # {messages.text('scan.unknown')}")
    lines.append(f"  file: {scalar(proposal.path)}")
    lines += _supports(proposal.supports, messages)
    if not proposal.has_text:
        lines.append(f"  # {messages.text('scan.no-text')}")
    return "\n".join(lines)


def _supports(guesses: Iterable[Guess], messages: Messages) -> Iterator[str]:
    """The lines that tell what a document that a scan proposes may support."""
    guesses = list(guesses)
    likely = [guess.value for guess in guesses if guess.strength]
    if likely:
        yield f"  supports: {flow(likely)}"
    if weak := [guess.value for guess in guesses if not guess.strength]:
        yield f"  # {messages.text('scan.perhaps-supports', value=flow(weak))}"
    elif not likely:
        yield f"  # {messages.text('scan.supports-nothing')}"


def _reason(guess: Guess, messages: Messages) -> str:
    """How sure a guess is, and what tells it."""
    sure = "sure" if guess.strength is Strength.SURE else "likely"
    return f"{messages.text(f'scan.{sure}')}, {_quoted(guess, messages)}"


def _quoted(guess: Guess, messages: Messages) -> str:
    """Where a guess comes from, in the words that stand there."""
    words = guess.words if len(guess.words) <= _MOST else f"{guess.words[:_MOST]}…"
    return messages.text(f"scan.from.{guess.source}", page=guess.page, words=visible(anonymous(words)))


def contradiction(finding: Contradiction, messages: Messages, types: Mapping[str, str]) -> str:
    """What contradicts a paper in a scan, in a sentence; `types` are the names of types by id."""
    details = {"registered": finding.registered, "paper": finding.paper, "words": finding.words[:_MOST]}
    if finding.field == "type":
        details |= {"registered": types[finding.registered], "paper": types[finding.paper]}
    return messages.text(f"scan.contradiction.{finding.field}", **details)
