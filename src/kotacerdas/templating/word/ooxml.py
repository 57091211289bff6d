"""Any text as it stands in the XML of a Word document."""

from __future__ import annotations

import re
from typing import Final

_ODD: Final = re.compile("[\t\n\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Line breaks, tabs, and what XML cannot hold; noncharacters serve as marks here."""

_UNFIT: Final = "\N{REPLACEMENT CHARACTER}"
_BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'
_SIGNS: Final = {"\n": _BREAK, "\r": _BREAK, "\t": '</w:t><w:tab/><w:t xml:space="preserve">'}


def escaped(text: str) -> str:
    """Any text as the inside of a `w:t`: line breaks and tabs as Word's own, what XML cannot hold as U+FFFD."""
    text = _without_markup(text)
    if _ODD.search(text) is None:
        return text
    return _ODD.sub(lambda match: _SIGNS.get(match[0], _UNFIT), text.replace("\r\n", "\n"))


def flat(text: str) -> str:
    """Any text as the inside of an element or attribute without line breaks."""
    shown = _ODD.sub(lambda match: " " if match[0] in _SIGNS else _UNFIT, _without_markup(text))
    return shown.replace('"', "&quot;")


def _without_markup(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text
