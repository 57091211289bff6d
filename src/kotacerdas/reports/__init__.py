"""The reports of `validate`: one function for each format, in one table that names them.

A report is a pure function from a page, with its assessments, to text; writing it is the command line's business.
`status`, `follow_ups`, `score` and `explain` have views of their own, and `comparison` two dossiers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kotacerdas.reports import as_json, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kotacerdas.reports.page import Page

FORMATS: Final[Mapping[str, Callable[[Page], str]]] = {
    "text": as_text.render,
    "json": as_json.render,
}
"""Name of a format → the function that renders it."""
