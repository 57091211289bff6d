"""Verdicts on documents: the one that stands on each, and what came of it."""

from typing import NamedTuple

from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Document, Review


class Reviewed(NamedTuple):
    """A document and the verdict that stands on it.

    `state` is `accepted`; `returned`, where it is to be revised or rejected and nothing newer stands for it; `sent-again`, where
    something does; `moved` or `unread`, where nobody knows: its file was moved, or a verdict on it could not be read.
    """

    document: Document
    review: Review
    state: str


def reviewed(dossier: Dossier) -> dict[str, Reviewed]:
    """The documents that have a verdict, by id, with the newest: by date, of one day the last that is written."""
    standing = {review.document: review for review in sorted(dossier.reviews, key=lambda review: review.date)}
    both = ((document, standing.get(document.id)) for document in dossier.documents)
    return {d.id: Reviewed(d, review, _state(d, review, dossier)) for d, review in both if review}


def _state(document: Document, review: Review, dossier: Dossier) -> str:
    """What came of the review of a document, whose verdict stands."""
    if review.verdict == "accepted":
        return "accepted"
    if not review.is_about(document):
        return "sent-again"
    if document.file and "move" in dossier.evidence[document.file].details:
        return "moved"
    is_unread = dossier.is_unread("reviews", {document.id}) or dossier.origin(review).unread
    return "unread" if is_unread else "returned"
