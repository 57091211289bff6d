"""How a value looks in a dossier's YAML: plain where it can be, long texts as blocks, ids in a row.

All scalars are read as text (see `parser`), so a text that other tools would take for a number or a word of YAML is put in
quotation marks; what was meant as a number, a day, or yes or no, is not.
"""

import json
import re
import textwrap
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from kotacerdas.reading import parser

WIDTH: Final = 110
"""Columns of a line, beyond which a text is folded."""
_WORDS: Final = re.compile(r"[A-Za-z][\w /.,()–&'-]*")
_IDS: Final = re.compile(r"(?![\d_-]+$|\d+[eE]\d+$|0[xob])[A-Za-z0-9][\w-]*")
_OTHERWISE: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "ya", "tidak"})
_NUMBERS: Final = re.compile(r"[-+]?\.?\d")
_PLAIN: Final = re.compile(r"""(?:[^\s\-?:,\[\]{}#&*!|>'"%@`=<~]|-(?=\w))(?:[^\s:]|[ ](?=[^\s#])|:(?=\S))*""")
_SIGNS_OF_FLOW: Final = re.compile(r"[,\[\]{}:?]")
BLOCKS: Final = frozenset({"|", ">"})


class Lines(str):
    """An entry of a list as the lines it shall stand in, at the margin, the first with its dash: they may hold comments."""

    __slots__ = ()


class _Typed(str):
    """The text of a number, a day, or yes or no, which stands plain."""

    __slots__ = ()


def as_text(value: object) -> str:
    """A scalar as the text whose notation YAML shall hold, which still tells whether it was a text before."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _Typed("ya" if value else "tidak")
    if isinstance(value, (float, Decimal)):  # with a comma, for 1.250 may be a thousand and more
        return _Typed(f"{Decimal(str(value)):f}".replace(".", ","))
    return _Typed(value)


def as_read(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """A value as it is read back from its notation in YAML."""
    if isinstance(value, dict):
        return {key: as_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_read(part) for part in value]
    if isinstance(value, Lines):
        data = parser.read(b"x:\n" + value.encode()).data or {}
        return data["x"][0] if isinstance(data.get("x"), list) else None
    return value


# --- in a line -----------------------------------------------------------------------------------


def scalar(value: str) -> str:
    """A text as YAML writes it: plain where it can be, else in quotation marks."""
    is_plain = _WORDS.fullmatch(value) and value.lower() not in _OTHERWISE and value.strip() == value
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def flow(values: Iterable[str]) -> str:
    """A short list of ids as YAML writes it in a line."""
    return f"[{', '.join(v if _is_id(v) else in_brackets(v) for v in values)}]"


def in_brackets(value: Any, style: str = "", old: str | None = None) -> str:  # noqa: ANN401 - whatever YAML holds
    """The notation of a value between brackets in YAML; a text in the style of an old one."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{in_brackets(key)}: {in_brackets(part)}' for key, part in value.items())}}}"
    if isinstance(value, list):
        return flow(value)
    written = _in_a_line(value, style, old)
    is_plain = written == value and _SIGNS_OF_FLOW.search(value)
    return json.dumps(value, ensure_ascii=False) if is_plain else written


def _in_a_line(value: str, style: str = "", old: str | None = None) -> str:
    """The notation of a text in a line of YAML, in the style of an old one where that reads the same."""
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style == '"':
        return json.dumps(value, ensure_ascii=False)
    is_as_old = old is not None and (_is_otherwise(old) or not _is_otherwise(value))
    is_plain = (
        (is_as_old or isinstance(value, _Typed)) and _PLAIN.fullmatch(value) and value.lower() != "null"
    )
    return value if is_plain else scalar(value)


def _is_otherwise(value: str) -> bool:
    """Whether tools that give YAML types may take a plain text for something else."""
    return value.lower() in _OTHERWISE or _NUMBERS.match(value) is not None


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _IDS.fullmatch(value) is not None and value.lower() not in _OTHERWISE


# --- in lines ------------------------------------------------------------------------------------


def value_lines(value: Any, column: int, before: int = 0) -> tuple[str, list[str]]:  # noqa: ANN401 - whatever YAML holds
    """The notation of a new value in YAML: what stands behind its key or dash, and the lines below, from their column."""
    if isinstance(value, str):
        return text_lines(value, column, before)
    if isinstance(value, dict):
        return "" if value else "{}", [line for key in value for line in pair(key, value[key], column)]
    if all(isinstance(part, str) and not isinstance(part, Lines) and "\n" not in part for part in value):
        written = flow(value)
        if not value or column + before + len(written) <= WIDTH:
            return written, []
    return "", [line for part in value for line in item(part, column)]


def text_lines(
    value: str, column: int, before: int = 0, style: str = "", old: str | None = None, width: int = WIDTH
) -> tuple[str, list[str]]:
    """The notation of a text in YAML: what stands behind its key or dash, and the lines below; in the style of an old one if there is one."""
    text = value.removesuffix("\n")
    ending = "" if text != value else "-"
    lines = text.split("\n")
    is_long = old is None and len(lines) == 1 and column + before + len(value) > width
    is_folded = style == ">" or (is_long and text == value)
    if is_folded and lines[0] and lines[-1] and all(" ".join(line.split()) == line for line in lines):
        fold = textwrap.TextWrapper(max(width - column, 1), break_long_words=False, break_on_hyphens=False)
        return f">{ending}", [row for line in lines for row in (*fold.wrap(line), "")][:-1]
    is_block = (style in BLOCKS or len(lines) > 1) and "\r" not in text and lines[-1]
    if is_block and not text[0].isspace() and all(line.strip() for line in lines if line):
        return f"|{ending}", lines
    return _in_a_line(value, "" if style in BLOCKS else style, old), []


def pair(key: str, value: Any, column: int) -> list[str]:  # noqa: ANN401 - whatever YAML holds
    """The lines of a key of YAML and its value, from the column of the key."""
    first, rest = value_lines(value, column + 2, len(key))
    return [f"{scalar(key)}: {first}".rstrip(), *indented(rest)]


def item(value: Any, column: int, *, in_line: bool = False) -> list[str]:  # noqa: ANN401 - whatever YAML holds
    """The notation of an item of a list in YAML: its lines, from the column of its dash; a short mapping in brackets if asked for."""
    if isinstance(value, Lines):
        return value.split("\n")
    if in_line and isinstance(value, dict) and all(isinstance(part, str) for part in value.values()):
        line = f"- {in_brackets(value)}"
        if column + len(line) <= WIDTH:
            return [line]
    first, rest = value_lines(value, column + 2)
    return [f"- {first}", *indented(rest)] if first else [f"- {rest[0]}", *indented(rest[1:])]


def indented(lines: Iterable[str], by: int = 2) -> list[str]:
    """Lines of YAML further to the right, the empty ones empty."""
    return [" " * by + line if line else line for line in lines]
