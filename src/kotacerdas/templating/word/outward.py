"""What Word would fetch from elsewhere or run when a template is opened: macros, relationships, fields."""

import re
from collections.abc import Iterable
from typing import Final

from kotacerdas.templating.jinja.failures import Position, Problem, TemplateFailed
from kotacerdas.templating.word.ooxml import PACKAGE_RELS, Element, W

_MACROS: Final = re.compile("macroEnabled|vbaProject|vbaData|wordVbaData|activeX", re.IGNORECASE)
_FETCHING: Final = re.compile(
    r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|DATABASE|RD)\b",
    re.IGNORECASE,
)
"""The fields by which a word processor reads another file, or runs something."""
_MAX_TARGET: Final = 100


def refuse_macros(names: Iterable[str]) -> None:
    """Raise TemplateFailed if a content type, part or kind of relationship is one that macros have."""
    if any(map(_MACROS.search, names)):
        raise TemplateFailed([Problem("macros")])


def outward_relationships(root: Element, part: str) -> list[Problem]:
    """Find the relationships by which Word would fetch something from elsewhere; links are not among them."""
    problems = []
    for relationship in root.iter(f"{PACKAGE_RELS}Relationship"):
        kind = relationship.get("Type", "").rpartition("/")[2]
        refuse_macros([kind])
        if relationship.get("TargetMode") == "External" and kind != "hyperlink":
            problems.append(_outward(kind, relationship.get("Target", ""), Position(file=part)))
    return problems


def fetching_fields(root: Element, position: Position) -> list[Problem]:
    """Find the fields in a part by which Word would read other files."""
    instructions = [field.get(f"{W}instr", "") for field in root.iter(f"{W}fldSimple")]
    nested: list[list[str]] = []
    for element in root.iter(f"{W}fldChar", f"{W}instrText"):
        sign = element.get(f"{W}fldCharType", "")
        if sign == "begin":
            nested.append([])
        elif sign == "end" and nested:
            instructions.append("".join(nested.pop()))
        elif not sign and nested:
            nested[-1].append(element.text or "")
    instructions += map("".join, nested)
    fetching = ((text, _FETCHING.match(text)) for text in instructions)
    return [_outward(match[1].upper(), text.strip(), position) for text, match in fetching if match]


def _outward(kind: str, target: str, position: Position) -> Problem:
    return Problem("outward", details={"kind": kind, "target": target[:_MAX_TARGET]}, position=position)
