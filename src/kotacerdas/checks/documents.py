"""Supporting documents and their files (KC3xx)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotacerdas.checks.context import Context, Fact
from kotacerdas.diagnostics import SubjectRef

if TYPE_CHECKING:
    from collections.abc import Iterator


def file_cannot_serve(context: Context) -> Iterator[Fact]:
    """The file that a document names is not there, or cannot serve as evidence.

    A path must lead to a file inside the dossier's folder, written with `/`, that is there and not
    empty. Until then the document meets no requirement.
    """
    dossier = context.dossier
    for index, document in enumerate(dossier.documents):
        if document.file is None:
            continue
        fact = dossier.evidence[document.file]
        if fact.problem:
            details = {"file": document.file, "variant": fact.problem, **fact.details}
            yield Fact(
                context.at("documents", index, "file"),
                SubjectRef("document", document.id),
                document.agency,
                details=details,
            )
