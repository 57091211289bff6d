"""The part of `status` about documents that were reviewed: what came back, what was sent again since, what was accepted."""

from collections.abc import Iterator
from typing import Final

from kotacerdas.assessment.reviews import reviewed
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.languages import sentences
from kotacerdas.reports.page import Page, wrapped

_STYLES: Final = {"returned": "error", "sent-again": "warning", "accepted": "met"}
"""The groups in their order, and how their titles are painted."""


def counted(dossier: Dossier, page: Page) -> Iterator[str]:
    """How many documents came back, were sent again since, and were accepted; nothing where none was reviewed."""
    if dossier.reviews:
        states = [document.state for document in reviewed(dossier).values()]
        returned, again, accepted = map(states.count, _STYLES)
        yield ""
        yield from page.title("reviews.title")
        yield from page.paragraph("reviews.counts", "  ", returned=returned, again=again, accepted=accepted)


def listed(dossier: Dossier, page: Page) -> Iterator[str]:
    """Each document that was reviewed, group by group, with its verdict."""
    yield from counted(dossier, page)
    for group, style in _STYLES.items():
        members = [one for one in reviewed(dossier).values() if one.state == group]
        if members:
            yield ""
            yield page.paint(style, f"{page.messages.text(f'reviews.group.{group}')} ({len(members)})")
        for document, review, _ in members:
            line = f"{document.title} ({document.id}): {sentences.review(review.details, page.messages)}"
            yield from wrapped(line, page.width, "  - ", "    ")
