"""The pages of plain PDFs, counted without the library, and what is left to it."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pypdf
import pytest

from kotacerdas.evidence import pdf
from kotacerdas.evidence.pdf import page_count

from .test_pdf import GOOD, locked, made

EXAMPLE = sorted((Path(__file__).parents[2] / "dossiers" / "contoh").rglob("*.pdf"))


def changed_later(content: bytes) -> bytes:
    """A PDF that an incremental update was added to, as signing does."""
    older = content[content.rindex(b"startxref") :].split()[1]
    root = content[content.rindex(b"/Root") :].split()[1]
    added = b"99 0 obj\n<< /Note 1 >>\nendobj\n"
    table = b"xref\n99 1\n%010d 00000 n \ntrailer\n<< /Size 100 /Root %s 0 R /Prev %s >>\n"
    end = b"startxref\n%d\n%%%%EOF\n" % (len(content) + len(added))
    return content + added + table % (len(content), root, older) + end


@pytest.mark.parametrize(("content", "pages"), [(GOOD, 1), (made(7), 7), (changed_later(made(7)), 7)])
def test_pages_of_a_plain_pdf_are_counted_without_the_library(content: bytes, pages: int):
    assert page_count(content) == pages == len(pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        locked("", "owner", "AES-256"),
        made(0),
        made(2).replace(b"/Count 2", b"/Count 3"),
        made(2).replace(b"/Type /Page\n", b"/Type /Note\n"),
        made(2).replace(b"/Kids", b"/Kinds"),
        made(2).replace(b"endobj", b"endofj"),
        made(2).replace(b"\ntrailer", b"\n trailer"),
        b"   " + made(2),
        GOOD[: GOOD.rindex(b"%%EOF")],
    ],
    ids=["empty", "locked", "none", "count", "type", "kids", "object", "trailer", "moved", "no-end"],
)
def test_what_is_not_plain_is_left_to_the_library(content: bytes):
    assert page_count(content) == 0


def test_a_tree_that_leads_in_a_circle_ends():
    content = made(1)
    at = content.index(b"/Kids [ ") + len(b"/Kids [ ")
    leads_to_itself = content[:at] + b"1" + content[at + 1 :]
    assert page_count(content) == 1
    assert page_count(leads_to_itself) == 0


def test_what_was_spoilt_gets_the_verdict_of_the_library(monkeypatch: pytest.MonkeyPatch):
    """Pieces are cut out, blanked or doubled; of a plain PDF the library must say the same."""
    dice = random.Random(13)  # noqa: S311 - no secret
    spoilt = []
    for path in EXAMPLE:
        content, size = path.read_bytes(), dice.choice((20, 200, 1000))
        at = dice.randrange(len(content) - size)
        piece = dice.choice((b"", bytes(size), content[at : at + size] * 2))
        spoilt.append(content[:at] + piece + content[at + size :])
    plain = [content for content in spoilt if verdict_of(content) == (1, "")]
    assert plain
    monkeypatch.setattr(pdf, "page_count", lambda _: 0)
    assert [verdict_of(content) for content in plain] == [(1, "")] * len(plain)


def verdict_of(content: bytes) -> tuple[int, str]:
    try:
        fact = pdf.check_pdf(io.BytesIO(content))
    except pdf.Unfit as unfit:
        return 0, unfit.problem
    return fact.pages, fact.doubt
