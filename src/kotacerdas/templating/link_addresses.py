"""Where a link of a dossier may lead."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

_ALLOWED_SCHEMES: Final = frozenset({"http", "https", "mailto"})


def address(href: str) -> str:
    """The address to which a link may lead, percent-encoded: http(s), mailto, a relative path, `#place`; else empty."""
    href = href.strip()
    if href.startswith("#"):
        return href
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.scheme and parts.scheme.lower() not in _ALLOWED_SCHEMES:
        return ""
    if not parts.scheme and (href.startswith(("/", "\\")) or parts.netloc):
        return ""
    if not href or (not parts.scheme and ":" in href.split("/")[0]):
        return ""
    href = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", href)
    return quote(href.encode("utf-8", "replace"), safe="/:?#[]@!$&'()*+,;=%-._~")
