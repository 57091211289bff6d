"""Links that stand for a file (KC310, KC313, KC314). None is opened here: a person opens it and says when."""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from kotacerdas.assessment.checks.context import Context, Fact

_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "inside": (
        r"(localhost|[^/]+\.(local|lan|internal|intranet)|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+)[:/]",
        r"172\.(1[6-9]|2\d|3[01])\.[\d.]+[:/]",
    ),
    "login": (
        r"(accounts|mail)\.google\.com/|login\.|web\.whatsapp\.com/|outlook\.(office|live)\.com/",
        r"[^/]+/(.*/)?(log-?in|sign-?in|log-?on|masuk|sso|wp-login\.php|wp-admin)(\.\w+)?(/|$)",
    ),
    "edit": (
        r"(docs\.google\.com|www\.canva\.com)/.*/edit/?$",
        r"[^/]+/(.*/)?edit/?$",
    ),
    "folder": (
        r"drive\.google\.com/(.*/)?(folders|folderview|my-drive|shared-with-me|shared-drives)(/|$)",
        r"drive\.google\.com/drive(/u/\d+)?(/home)?/?$",
        r"[^/]+\.sharepoint\.com/:f:/|[^/]+-my\.sharepoint\.com/.*/onedrive\.aspx|1drv\.ms/f/",
        r"onedrive\.live\.com/?$|www\.dropbox\.com/(sh|scl/fo|home)(/|$)|mega\.(nz|io)/folder/",
        r"app\.box\.com/folder/|www\.mediafire\.com/folder/|[^/]+/(.*/)?apps/files(/|$)",
    ),
    "search": (r"[^/]+/(.*/)?(search|pencarian|cari|hasil-pencarian)(\.\w+)?/?$",),
}
"""What a link leads to where it is no document → forms of host and path that tell it; the first that fits."""
_FORM: Final = "|".join(f"(?P<{form}>{'|'.join(patterns)})" for form, patterns in _FORMS.items())

_SEARCHED: Final = frozenset({"q", "s", "query", "search", "keyword", "cari"})
"""Names of what is searched for, in the address of a site's first page."""


def link_is_no_web_address(context: Context) -> Iterator[Fact]:
    """The `url` of a document is not the address of a page on the web.

    A link can stand for a file where an assessor can follow it: `https://` (or `http://`), a host, a path.
    """
    for document in context.dossier.documents:
        if document.url is not None and not document.has_link:
            yield context.document_fact(document, "url", url=document.url)


def link_was_not_opened(context: Context) -> Iterator[Fact]:
    """Nobody says that the link of a document was opened, or that was long ago.

    Links are not opened here. A page moves, closes or asks for a password without a word, so a person opens each one
    as a stranger would, without logging in, and writes the day as `checked`. After how many days to do so again is a
    setting of the instrument, not a rule of the ministry. The document counts all the same.
    """
    for document in context.dossier.documents:
        if not document.is_link or context.is_unread(document, "checked"):
            continue
        if document.checked is None:
            yield context.document_fact(document, "url", variant="never")
        elif document.checked > context.as_of:
            yield context.document_fact(document, "checked", variant="later", date=document.checked)
        elif (context.as_of - document.checked).days > (limit := context.instrument.link_days):
            yield context.document_fact(
                document, "checked", variant="long-ago", date=document.checked, limit=limit
            )


def link_leads_to_no_document(context: Context) -> Iterator[Fact]:
    """By its form the link of a document leads to a folder, a search, a page for editing or a login page.

    What an assessor finds there changes from day to day, or opens only for those who may. A link that stands for a
    document leads to that document, for everybody.
    """
    for document in context.dossier.documents:
        if document.is_link and (form := form_of(document.url or "")):
            yield context.document_fact(document, "url", variant=form)


def form_of(url: str) -> str:
    """What a link leads to by its form, where that is no document: a name of `_FORMS`; else empty."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return ""
    host_and_path = f"{parts.netloc.rpartition('@')[2]}{parts.path or '/'}"
    if match := re.match(_FORM, host_and_path, re.IGNORECASE):
        return match.lastgroup or ""
    is_first_page = parts.path.strip("/") in {"", "index.php"}
    return "search" if is_first_page and _SEARCHED & parse_qs(parts.query).keys() else ""
