"""What every rendering is given beside its values: the template, the words of the language, the pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kotacerdas.errors import CannotRun
from kotacerdas.templating import markdown
from kotacerdas.templating.jinja.failures import Trouble
from kotacerdas.templating.jinja.values import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.deliverables.library import Found
    from kotacerdas.languages.messages import Messages
    from kotacerdas.templating.word.container import Picture


def words_of(messages: Messages) -> Words:
    """How dates, money and numbers are written in the language of these messages."""
    return Words(messages.date, messages.rupiah, messages.grouped)


def markdown_template(found: Found) -> markdown.Template:
    """A Markdown template. Raises CannotRun if it cannot be read or is not UTF-8."""
    try:
        return markdown.Template(found.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CannotRun("template-not-utf8", path=found.path.as_posix()) from error


def pictures_of(assessment: Assessment) -> Callable[[str, float, float | None], Picture]:
    """The pictures of a dossier by path, width and height: those alone that it names and that are sound."""
    folder = Path(assessment.path)
    evidence = assessment.dossier.evidence if assessment.dossier else {}

    def picture_of(path: str, width: float, height: float | None) -> Picture:
        from kotacerdas.templating.word import pictures  # noqa: PLC0415 - not every document has one

        fact = evidence.get(path)
        if fact is None or fact.problem or not fact.actual:
            raise Trouble("bad-picture", path=path)
        return pictures.prepared(folder / fact.actual, path, width, height)

    return picture_of
