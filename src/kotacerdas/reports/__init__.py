"""The reports of `validate`: one function for each format, in one table that names them.

A report is a pure function from a page, with its assessments, to text; writing it is the command line's business.
`status`, `follow_ups`, `score` and `explain` have views of their own, and `comparison` two dossiers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from kotacerdas.reports import as_json, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kotacerdas.reports.page import Page


def _format(module: str) -> Callable[[Page], str]:
    """The function `render` of a module of `formats`, which is imported when a report is rendered: help needs none."""

    def render(page: Page) -> str:
        rendered: str = import_module(f"{__name__}.formats.{module}").render(page)
        return rendered

    return render


FORMATS: Final[Mapping[str, Callable[[Page], str]]] = {
    "text": as_text.render,
    "json": as_json.render,
    "sarif": _format("sarif"),
    "junit": _format("junit"),
    "github": _format("github"),
    "gitlab": _format("gitlab"),
    "markdown": _format("markdown"),
    "csv": _format("table"),
}
"""Name of a format → the function that renders it."""
