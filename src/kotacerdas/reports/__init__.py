"""The reports: for each command, a table of formats that names the function for each.

A report is a pure function from a page, with its assessments, to text; writing it is the command line's business.
`status`, `follow_ups` and `explain` are told in text alone.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kotacerdas.reports.page import Page


def _render(module: str, function: str, *about: Any) -> str:  # noqa: ANN401 - a page, or a comparison and a page
    """Render a report by a function of a module, which is imported only then: help needs none."""
    rendered: str = getattr(import_module(f"{__name__}.{module}"), function)(*about)
    return rendered


FORMATS: Final[Mapping[str, Callable[[Page], str]]] = {
    "text": partial(_render, "as_text", "render"),
    "json": partial(_render, "as_json", "render"),
    "sarif": partial(_render, "formats.sarif", "render"),
    "junit": partial(_render, "formats.junit", "render"),
    "github": partial(_render, "formats.github", "render"),
    "gitlab": partial(_render, "formats.gitlab", "render"),
    "markdown": partial(_render, "formats.markdown", "render"),
    "csv": partial(_render, "formats.csv_matrix", "render"),
}
"""The formats of `validate`: name → the function that renders a page."""

SCORE_FORMATS: Final[Mapping[str, Callable[[Page], str]]] = {
    "text": partial(_render, "score", "as_text"),
    "json": partial(_render, "score", "as_json"),
}
"""The formats of `score`."""

COMPARISON_FORMATS: Final[Mapping[str, Callable[..., str]]] = {
    "text": partial(_render, "comparison.content", "as_text"),
    "markdown": partial(_render, "comparison.content", "as_markdown"),
    "json": partial(_render, "comparison.as_json", "render"),
}
"""The formats of `compare`: name → the function that renders a comparison on a page."""
