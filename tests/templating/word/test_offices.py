"""Templates as people write them in Word, one question each: `offices.yaml` tells what becomes of every one.

`text` is that of the body, as `outline` reads it; `holds` what stands in a part of what comes out, `lacks` what must not;
`notes` what is told beside. What is refused has its mistakes, in English, as `refused`: to the letter, by both commands.
"""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
import yaml

from kotacerdas.assessment.assessment import assess
from kotacerdas.deliverables import rendering
from kotacerdas.deliverables.library import template_in
from kotacerdas.deliverables.problems import BrokenTemplate, mistakes
from kotacerdas.deliverables.view.context import context
from kotacerdas.languages.messages import Messages
from tests.conftest import AS_OF, ROOT
from tests.templating.word_files import assert_sound, outline, parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.templating.jinja.failures import Problem

FILES = ROOT / "tests" / "data" / "templates"
CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "offices.yaml").read_text(encoding="utf-8")
)
ENGLISH = Messages("en")
TAG = re.compile(r"\{[{%#]")


@cache
def example() -> tuple[Assessment, Any]:
    """The example's assessment, and what templates see of it: its first two quick wins, programs and so on."""
    assessment = assess(ROOT / "dossiers" / "contoh", AS_OF)
    values = context(assessment, ENGLISH, AS_OF, is_draft=True, link_to=str)
    return assessment, values._replace(quick_wins=values.quick_wins[:2], programs=values.programs[:2])


def told(path: Path, problems: Sequence[Problem]) -> list[str]:
    """The mistakes of a template in English, a line for each."""
    text = "\n".join(mistakes(path, problems, ENGLISH)[1:])
    return [re.sub(r"\s+", " ", each).strip() for each in re.split(r"\n(?=  \S)", text)]


def rendered(name: str) -> bytes:
    """What becomes of a template of that name."""
    assessment, values = example()
    return rendering.Renderer(template_in(FILES / f"{name}.docx"), assessment, ENGLISH).rendered(values)


def test_each_file_has_its_case():
    assert {path.stem for path in FILES.glob("*.docx")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_it(name: str):
    case, path = CASES[name], FILES / f"{name}.docx"
    template = template_in(path)
    found, left_out = rendering.open_in_trial(template, ENGLISH)
    if refused := case.get("refused"):
        assert told(path, found) == refused
        with pytest.raises(BrokenTemplate) as failed:
            rendered(name)
        assert set(told(path, failed.value.problems)) <= set(refused)
        return
    assert list(found) == []
    assert [note.code for note in left_out] == case.get("notes", [])
    made = rendered(name)
    if "text" in case:
        assert outline(made) == case["text"]
    parts = {part: content.decode("utf-8", "replace") for part, content in parts_of(made).items()}
    for part, pieces in case.get("holds", {}).items():
        assert [piece for piece in pieces if piece not in parts[part]] == []
    for part, pieces in case.get("lacks", {}).items():
        assert [piece for piece in pieces if piece in parts.get(part, "")] == []
    assert_sound(made)
    if not case.get("braces"):
        assert [
            part for part, text in parts.items() if part.endswith((".xml", ".rels")) and TAG.search(text)
        ] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CASES if "refused" not in CASES[name]])
def test_word_finds_no_fault_that_the_template_has_not(name: str, tmp_path: Path):
    audit = pytest.importorskip("openxml_audit").OpenXmlValidator()

    def faults(content: bytes) -> set[str]:
        file = tmp_path / "x.docx"
        file.write_bytes(content)
        return {str(error) for error in audit.validate(file).errors}

    made = rendered(name)
    assert faults(made) <= faults((FILES / f"{name}.docx").read_bytes())
    with ZipFile(io.BytesIO(made)) as packed:
        assert packed.testzip() is None
