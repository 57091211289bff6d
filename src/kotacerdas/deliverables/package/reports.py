"""The reports that lie in an evidence package, linked to its files: the report, the assessors' parts, the summary, the quick wins."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from posixpath import relpath
from typing import Final, NamedTuple
from urllib.parse import quote

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.deliverables import library
from kotacerdas.deliverables.package.plan import Plan
from kotacerdas.deliverables.rendering import Renderer
from kotacerdas.deliverables.view.context import context
from kotacerdas.languages.messages import Messages
from kotacerdas.naming import MAX_PART, distinct, slug
from kotacerdas.templating.jinja.failures import Problem

_WHOLE: Final = ("laporan", "ringkasan")


class Report(NamedTuple):
    """A report in a package: its path, what people call it, its bytes, and the template with notes of what is left out of it."""

    path: str
    title: str
    content: bytes
    template: Path
    notes: Sequence[Problem]


def reports(assessment: Assessment, messages: Messages, day: date, planned: Plan) -> Iterator[Report]:
    """The reports of a dossier, each rendered for its place in the package; marked as a draft where they are not complete."""
    folder, opened = Path(assessment.path), dict[str, tuple[Path, Renderer]]()
    for name, part, path, title in _parts(assessment, messages, planned):
        if name not in opened:
            template = library.template_named(name, "docx", messages.language, folder)
            opened[name] = template.path, Renderer(template, assessment, messages)

        def link_to(file: str, start: str = path.rpartition("/")[0]) -> str:
            """The link from the report to a file of the dossier, where that is in the package."""
            target = planned.paths.get(file, "")
            return quote(relpath(target, start)) if target else ""

        values = context(assessment, messages, day, is_draft=False, link_to=link_to, **part)
        values = values._replace(is_draft=not values.is_complete)
        file, renderer = opened[name]
        yield Report(path, title, renderer.rendered(values), file, renderer.notes)


def _parts(
    assessment: Assessment, messages: Messages, planned: Plan
) -> Iterator[tuple[str, dict[str, str], str, str]]:
    """What the reports in the package are: the template, the part of the dossier, its path in the package, its title."""
    dossier, text, taken = assessment.dossier, messages.text, set[str]()
    for name in _WHOLE:
        yield name, {}, f"data/{text(f'package.report.{name}')}.docx", text(f"package.page.{name}")
    assessors = dossier.evaluation.assessors if dossier and dossier.evaluation else ()
    for n, assessor in enumerate(assessors, start=1):
        if assessor.fields:
            who = assessor.name or text("terms.assessor", n=n)
            name = distinct(f"{text('package.report.laporan')}-{slug(who, MAX_PART)}", taken, "-")
            title = text("package.page.part", who=who)
            yield "laporan", {"assessor": str(n)}, f"data/{name}.docx", title
    for subject in planned.subjects:
        if subject.is_quick_win:
            path = f"{subject.folder.path}/{text('package.report.quick-win')}.docx"
            yield "quick-win", {"program": subject.ref}, path, text("package.page.quick-win")
