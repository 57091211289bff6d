"""Personal data (KC9xx)."""

from collections.abc import Iterator

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.findings import Location
from kotacerdas.privacy import identity_numbers, may_hold_identity_numbers
from kotacerdas.reading.positions import lines_of


def identity_number_is_written_out(context: Context) -> Iterator[Fact]:
    """A number of sixteen digits stands in the dossier: most likely a citizen's identity number (NIK).

    A dossier passes through many hands, and a NIK in a title, a file name or a text is personal data that
    nobody needs there (UU 27/2022). An official's number (NIP) has eighteen digits and is let be. The
    number is never printed.
    """
    for path, raw in context.files.items():
        for number, line in enumerate(lines_of(raw) if may_hold_identity_numbers(raw) else (), start=1):
            for start, end in identity_numbers(line):
                where = Location(path, (), "value", number, start + 1, end + 1)
                yield Fact(where, details={"variant": "text"})
    for path in context.dossier.unnamed_files:
        if any(identity_numbers(path)):
            yield Fact(Location(path, line=1, column=1), details={"variant": "file-name"})


def specific_personal_data_is_public(context: Context) -> Iterator[Fact]:
    """A document holds specific personal data and is classified as public.

    Health, biometric, genetic and financial data, criminal records and data of children are specific
    personal data (UU 27/2022, article 4): show a recap instead, or classify the document as restricted.
    """
    for document in context.dossier.documents:
        if context.is_unread(document, "classification"):
            continue
        if document.personal_data == "specific" and document.classification == "public":
            yield context.document_fact(document, "personal_data")
