"""`--format github` of `validate`: annotations that GitHub Actions shows at the lines of a pull request."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from kotacerdas.findings import Severity
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.listed_findings import Listed, listed
from kotacerdas.reports.page import Page
from kotacerdas.reports.summary import totals

_SHOWN: Final = 10
"""So many annotations of a kind GitHub shows of a step, those that come first."""
_IN_TEXT: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final = {**_IN_TEXT, ":": "%3A", ",": "%2C"}


def render(page: Page) -> str:
    """The findings that no baseline has as commands of GitHub Actions, the most valuable first; the totals of each dossier."""
    return "".join(f"{line}\n" for line in _lines(page))


def _lines(page: Page) -> Iterator[str]:
    """The commands of GitHub Actions, line by line."""
    every = [one for one in chain.from_iterable(listed(page)) if not one.is_known]
    every.sort(key=lambda one: one.urgency)
    for severity in Severity:
        of_kind = [one for one in every if one.finding.severity is severity]
        yield from map(_annotation, of_kind[:_SHOWN])
        if (more := len(of_kind) - _SHOWN) > 0:
            yield _escaped(page.messages.text(f"formats.more-{severity.value}s", n=more), _IN_TEXT)
    for assessment in page.assessments:
        yield f"::notice title=kotacerdas::{_escaped(totals(assessment, page), _IN_TEXT)}"


def _annotation(one: Listed) -> str:
    """The command of GitHub Actions that annotates a line with a finding."""
    where = one.finding.location
    title = f"{one.finding.code} {one.finding.requirement or ''}".strip()
    properties = {"file": one.path, "line": where.line, "col": where.column, "title": title}
    if where.end_column:
        properties["endColumn"] = where.end_column
    written = ",".join(f"{key}={_escaped(str(value), _IN_PROPERTY)}" for key, value in properties.items())
    return f"::{one.finding.severity.value} {written}::{_escaped(f'{one.message} {one.hint}', _IN_TEXT)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    """A text as a command of GitHub Actions may hold it."""
    return "".join(signs.get(sign, sign) for sign in outgoing(text))
