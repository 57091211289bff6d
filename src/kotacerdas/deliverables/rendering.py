"""Rendering: a template, opened for a dossier, and what is rendered through it, in Word or Markdown."""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote

from kotacerdas import resources
from kotacerdas.deliverables.problems import BrokenTemplate
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.opening import opened
from kotacerdas.privacy import masked
from kotacerdas.templating import markdown
from kotacerdas.templating.jinja.failures import Problem, TagFailed, TemplateFailed
from kotacerdas.templating.jinja.values import Words
from kotacerdas.writing import resolved

if TYPE_CHECKING:  # Word, for Markdown does without it
    from collections.abc import Callable, Iterator, Sequence

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.deliverables.library import Template
    from kotacerdas.languages.messages import Messages
    from kotacerdas.templating.word import document as word
    from kotacerdas.templating.word.additions import Picture
    from kotacerdas.templating.word.paper import Paper


def open_in_trial(template: Template, messages: Messages) -> tuple[Sequence[Problem], Sequence[Problem]]:
    """Open a template for rendering in trial: the mistakes that are found, and notes of what is left out of it."""
    try:
        opened_template = _opened(template)
        return opened_template.problems(template.use.shape, _words_of(messages)), opened_template.notes
    except TemplateFailed as failed:
        return failed.problems, ()


class Renderer:
    """A template, opened once for a dossier and a language, through which records are rendered.

    `link_to` tells Markdown how a link leads to a file of the dossier; a letter in Word stands on the paper that the
    dossier wants. Raises BrokenTemplate where the template is wrong, on opening and on rendering.
    """

    def __init__(
        self,
        template: Template,
        assessment: Assessment,
        messages: Messages,
        link_to: Callable[[str], str] = lambda _path: "",
        *,
        is_letter: bool = False,
    ) -> None:
        """Open the template for rendering, in the language of the messages."""
        self._path, self._words, self._link_to = template.path, _words_of(messages), link_to
        self._picture_of = _pictures_of(assessment)
        with self._telling():
            self._opened = _opened(template, assessment if is_letter else None)
            is_shipped = template.path in resources.templates()
            if not is_shipped and (found := self._opened.problems(template.use.shape, self._words)):
                raise TemplateFailed(found)
        self.notes = self._opened.notes

    def write(self, values: Any, stream: BinaryIO) -> None:  # noqa: ANN401 - any record of the views
        """Render a record into a stream."""
        with self._telling():
            if isinstance(self._opened, markdown.Template):
                text = self._opened.render(values._asdict(), self._link_to, self._words)
                stream.write(text.encode("utf-8"))
            else:
                self._opened.render(stream, values._asdict(), self._picture_of, self._words)

    def rendered(self, values: Any) -> bytes:  # noqa: ANN401 - as above
        """Render a record into bytes."""
        stream = io.BytesIO()
        self.write(values, stream)
        return stream.getvalue()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell which template it is that fails while the rendering opens or renders it."""
        try:
            yield
        except TemplateFailed as failed:
            raise BrokenTemplate(self._path, failed.problems) from failed


def _opened(template: Template, on_paper_of: Assessment | None = None) -> markdown.Template | word.Template:
    """A template, opened for rendering; in Word on the paper of an assessment's dossier. Raises CannotRun if it is not UTF-8."""
    if template.format == "docx":
        from kotacerdas.templating.word import document as word  # noqa: PLC0415 - Markdown does without it

        return word.Template(template.read(), _paper_of(on_paper_of), partial(_beside, template))
    try:
        return markdown.Template(template.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CannotRun("template-not-utf8", path=template.path.as_posix()) from error


def _beside(template: Template, name: str) -> bytes:
    """The file of that name beside a template, which is put into what is rendered. Raises TagFailed if there is none."""
    if not name.lower().endswith((".docx", ".dotx")) or set(name) & set("/\\:"):
        raise TagFailed("no-subdocument", name=name)
    other = template._replace(path=template.path.with_name(name), folder=template.path.parent)
    try:
        return other.read()
    except CannotRun as error:
        raise TagFailed("no-subdocument", name=name) from error


def _words_of(messages: Messages) -> Words:
    """How a rendering writes dates, money and numbers in the language of these messages."""
    return Words(messages.date, messages.rupiah, messages.grouped)


def _pictures_of(assessment: Assessment) -> Callable[[str, float, float | None], Picture]:
    """The pictures that a rendering can show, by path, width and height: those alone that the dossier names."""
    folder = Path(assessment.path)
    evidence = assessment.dossier.evidence if assessment.dossier else {}

    @cache  # by all that one template renders: the report and its parts show the same
    def picture_of(path: str, width: float, height: float | None) -> Picture:
        """The picture that a rendering shows."""
        from kotacerdas.templating.word import prepared_pictures  # noqa: PLC0415 - not every document has one

        fact = evidence.get(path)
        if fact is None or not fact.is_picture:
            raise TagFailed("bad-picture", path=path)
        try:
            with opened(folder / fact.actual) as stream:
                if os.fstat(stream.fileno()).st_size != fact.size:
                    raise CannotRun("evidence-changed", path=masked(path))
                return prepared_pictures.prepared(stream, path, width, height)
        except OSError as error:  # it was there a moment ago
            raise CannotRun("unread-evidence", path=masked(path), reason=reason_of(error)) from error

    return picture_of


def links_from(assessment: Assessment, target: Path) -> Callable[[str], str]:
    """How what is rendered into a file links to a file of the dossier: by its path from there."""
    folder = Path(assessment.path).resolve()
    start = resolved(target).parent
    evidence = assessment.dossier.evidence if assessment.dossier else {}

    def link_to(path: str) -> str:
        """The link from the rendered file to a file of the dossier."""
        fact = evidence.get(path)
        try:
            way = os.path.relpath(folder / (fact.actual if fact and fact.actual else path), start)
        except ValueError:  # another drive
            return ""
        return quote(Path(way).as_posix())

    return link_to


def _paper_of(assessment: Assessment | None) -> Paper:
    """The paper for the rendering of a letter, as the dossier wants it; without wishes the template's own."""
    from kotacerdas.templating.word.paper import Paper  # noqa: PLC0415 - Markdown has no paper

    settings = assessment.dossier.info.letter if assessment and assessment.dossier else None
    return Paper(**settings.model_dump(include={*Paper._fields})) if settings else Paper()
