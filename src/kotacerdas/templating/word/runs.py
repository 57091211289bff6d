"""The runs of a Word text for which tags stand: their properties, and how a value gets these."""

import re
from collections.abc import Container
from typing import Final, NamedTuple

from lxml import etree

from kotacerdas.templating.word.ooxml import Element, W

PLAIN_RUN, LINK_RUN, NOTE_RUN = "\ufdd8", "\ufdd9", "\ufdda"
"""In the markup of a run: where its properties go, as they are, as a hyperlink's, as a footnote mark's."""

_RAISED: Final = '<w:vertAlign w:val="superscript"/>'
_AFTER_RAISED: Final = re.compile(r"<w:(?:rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)\b")


class RunProperties(NamedTuple):
    """The properties of a run, as XML: its style, and the others; and those of its paragraph, if a tag stands for that."""

    style: str
    others: str
    paragraph: str = ""


def run_properties(properties: Element, without: Container[str] = ()) -> RunProperties:
    """The properties of a run for which a tag stands, the style apart from the others."""
    style, others = "", ""
    for child in () if properties is None else properties:
        if child.tag in without:
            continue
        written = etree.tostring(child, encoding="unicode", with_tail=False)
        if child.tag != f"{W}rStyle":
            others += written
        elif not style:
            style = written
    return RunProperties(style, others)


def as_run(markup: str) -> str:
    """What stands in a run, as a run."""
    return f'<w:r>{PLAIN_RUN}<w:t xml:space="preserve">{markup}</w:t></w:r>'


def with_properties(runs: str, properties: RunProperties, link_style: str, note_style: str) -> str:
    """Runs with the properties of the one for which their tag stands; links and footnote marks have their style."""
    style, others, _ = properties
    for sign, inner in (
        (PLAIN_RUN, style + others),
        (LINK_RUN, (style or link_style) + others),
        (NOTE_RUN, note_style + _raised(others)),
    ):
        runs = runs.replace(sign, f"<w:rPr>{inner}</w:rPr>" if inner else "")
    return runs


def _raised(properties: str) -> str:
    """The properties of a run with its text set above the line, where the schema wants that."""
    kept = re.sub(r"<w:vertAlign[^>]*/>", "", properties)
    later = _AFTER_RAISED.search(kept)
    at = later.start() if later else len(kept)
    return f"{kept[:at]}{_RAISED}{kept[at:]}"
