"""The terminal: colours where it shows them. The only module that imports rich."""

import os
import re
import sys
from typing import Final

from rich.console import Console
from rich.style import Style
from rich.text import Text

from kotacerdas.languages.text import outgoing
from kotacerdas.reports.page import Paint

_STYLES: Final = {
    "error": Style(color="red", bold=True),
    "warning": Style(color="yellow", bold=True),
    "met": Style(color="green"),
    "waived": Style(color="cyan"),
    "strong": Style(bold=True),
    "location": Style(color="blue"),
    "caret": Style(color="red"),
    "faint": Style(dim=True),
}
_ENDS: Final = "\ufdef"
_BEGINS: Final = {style: chr(0xFDD0 + number) for number, style in enumerate(_STYLES)}
"""What begins each style in a painted text: signs that Unicode leaves to programs, which no terminal ever sees."""
_STYLES_OF: Final = {sign: _STYLES[style] for style, sign in _BEGINS.items()}


def painter() -> Paint:
    """Paint with signs of our own; `show` turns them into what the terminal understands."""
    return lambda style, text: f"{_BEGINS[style]}{text}{_ENDS}" if text else text


def show(rendered: str) -> None:
    """Show a painted report on the terminal, one without ANSI codes too; it obeys the colours and nothing else in it."""
    is_forced = os.environ.get("FORCE_COLOR")  # then it is no matter what the log of a CI calls itself
    colours: Final = "standard" if is_forced else "auto"
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True, color_system=colours)
    shown = Text()
    for piece in re.split(f"(?=[{_ENDS}{''.join(_STYLES_OF)}])", rendered.removesuffix("\n")):
        sign, rest = (piece[:1], piece[1:]) if piece[:1] in _STYLES_OF or piece[:1] == _ENDS else ("", piece)
        shown.append(outgoing(rest), _STYLES_OF.get(sign))
    console.print(shown)
