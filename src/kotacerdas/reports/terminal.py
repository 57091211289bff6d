"""The terminal: colours where it shows them. The only module that imports rich."""

import sys
from typing import Final

from rich.console import Console
from rich.style import Style
from rich.text import Text

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


def painter() -> Paint:
    """Paint with ANSI codes; `show` turns them into what the terminal understands."""
    return lambda style, text: _STYLES[style].render(text) if text else text


def show(rendered: str) -> None:
    """Print a painted report, on consoles without ANSI codes too."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True, legacy_windows=None)
    console.print(Text.from_ansi(rendered.removesuffix("\n")))
