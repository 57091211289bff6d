"""Render the templates of docxtpl's own tests by docxtpl and by our engine, and compare what comes out.

    python benchmarks/docxtpl_tests.py CHECKOUT

CHECKOUT is docxtpl's repository (LGPL, so that its templates are not copied here); docxtpl[subdoc] must be installed. Each of its
scripts is run as it stands, with the same values for both engines. Compared are the words of every part, line by line, and
how many things are drawn. What docxtpl makes in Python (rich text, sub-documents, pictures) is handed to our engine as it is.
"""

import contextlib
import html
import io
import os
import re
import runpy
import shlex
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import docxtpl
import docxtpl.__main__
from docxtpl.subdoc import Subdoc
from lxml import etree

from kotacerdas.templating.jinja.failures import TemplateFailed
from kotacerdas.templating.jinja.values import Block, Run, Words
from kotacerdas.templating.word.document import Template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORDS = Words(str, str, lambda number, _digits: str(number))
SPELT = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t"}


JUDGED = {
    "get_undeclared_variables": "better: a name that does not exist is told, not left blank",
    "vertical_merge": "better: the text of merged cells stands there once, not hidden in each",
}
"""Tests in which the two differ, and ours is what people want."""


def spelt(markup: str) -> str:
    """Docxtpl's rich text with line breaks, tabs and page breaks as Word has them; docxtpl writes them later."""
    for sign, element in (
        ("\n", "<w:br/>"),
        ("\a", "<w:br/>"),
        ("\t", "<w:tab/>"),
        ("\f", '<w:br w:type="page"/>'),
    ):
        markup = markup.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    return markup


def handed(value: object) -> object:
    """A value of docxtpl as our engine takes it."""
    if isinstance(value, docxtpl.RichText):
        return Run(spelt(value.xml))
    if isinstance(value, docxtpl.InlineImage):
        return Run("<w:r><w:drawing/></w:r>")
    if isinstance(value, docxtpl.RichTextParagraph | Subdoc):
        return Block(spelt(str(value)))
    if isinstance(value, docxtpl.Listing):
        return html.unescape(re.sub("<[^>]*>", "", value.xml))
    if isinstance(value, str):
        return value.replace("\a", "\n").replace(
            "\f", "\n"
        )  # docxtpl's signs for a new paragraph and a new page
    if isinstance(value, dict):
        return {key: handed(each) for key, each in value.items()}
    return [handed(each) for each in value] if isinstance(value, list | tuple) else value


def words(content: bytes) -> dict[str, list[str]]:
    """The lines of each part that has running text, and how many things are drawn in it."""
    lines: dict[str, list[str]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if not re.fullmatch(
                r"word/(document|header\d*|footer\d*|footnotes|comments)\.xml|docProps/core\.xml", name
            ):
                continue
            root = etree.fromstring(packed.read(name))
            texts = [
                "".join(SPELT.get(each.tag) or each.text or "" for each in paragraph.iter(f"{W}t", *SPELT))
                for paragraph in root.iter(f"{W}p")
            ] or [each.text or "" for each in root.iter() if each.tag.endswith("}title")]
            lines[name] = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
            lines[name].append(f"{sum(1 for _ in root.iter(f'{W}drawing'))} drawn")
    return lines


class Recorded(docxtpl.DocxTemplate):
    """docxtpl, which keeps what each rendering was given, and what came of it by both engines."""

    seen: ClassVar[list[tuple[str, str]]] = []

    def __init__(self, template: str) -> None:
        self.given = Path(template).read_bytes()
        super().__init__(template)

    def render(self, context: dict[str, Any], *args: object, **kwargs: object) -> None:
        """Render by both, and compare."""
        values = {key: handed(value) for key, value in context.items()}
        ours: dict[str, list[str]] | str
        try:
            made = io.BytesIO()
            Template(self.given).render(made, values, mock.Mock(), WORDS)
            ours = words(made.getvalue())
        except TemplateFailed as failed:
            problem = failed.problems[0]
            ours = f"refused: {problem.code} {problem.position.tag} {dict(problem.details)}"
        try:
            super().render(context, *args, **kwargs)
        except Exception as error:
            self.seen.append(("the same: both refuse" if isinstance(ours, str) else "differs", str(error)))
            raise
        theirs = io.BytesIO()
        self.docx.save(theirs)
        if isinstance(ours, str):
            self.seen.append(("refused", ours))
        else:
            other = words(theirs.getvalue())
            self.seen.append(("the same", "") if ours == other else ("differs", difference(ours, other)))


def difference(ours: dict[str, list[str]], theirs: dict[str, list[str]]) -> str:
    """The first lines in which two documents differ."""
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name, []), theirs.get(name, [])
        for number in range(max(len(one), len(other))):
            pair = one[number : number + 1], other[number : number + 1]
            if pair[0] != pair[1]:
                return f"{name}: ours {pair[0]} theirs {pair[1]}"
    return ""


def as_module(command: str) -> None:
    """Run `python -m docxtpl …` here."""
    with mock.patch.object(sys, "argv", shlex.split(command)[2:]):
        docxtpl.__main__.main()


def main() -> None:
    """Run every script, and print a line for each."""
    tests = Path(sys.argv[1]).resolve() / "tests"
    scripts = sorted(path for path in tests.glob("[a-z]*.py") if path.name != "runtests.py")
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("templates").symlink_to(tests / "templates")
        Path("output").mkdir()
        for script in scripts:
            Recorded.seen = []
            with contextlib.ExitStack() as during:
                for module in (docxtpl, docxtpl.__main__):
                    during.enter_context(mock.patch.object(module, "DocxTemplate", Recorded))
                during.enter_context(mock.patch.object(os, "system", as_module))
                during.enter_context(mock.patch.object(os, "chdir"))
                during.enter_context(contextlib.redirect_stdout(io.StringIO()))
                during.enter_context(contextlib.suppress(Exception))
                runpy.run_path(str(script), run_name="__main__")
            worst = next((each for each in Recorded.seen if not each[0].startswith("the same")), None)
            if worst and script.stem in JUDGED:
                worst = (JUDGED[script.stem], "")
            result, why = worst or (Recorded.seen or [("not run", "")])[0]
            counts[result.partition(":")[0]] = counts.get(result.partition(":")[0], 0) + 1
            sys.stdout.write(f"{script.stem}: {result} {why}\n")
    sys.stdout.write(f"{counts}\n")


if __name__ == "__main__":
    main()
