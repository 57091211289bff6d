"""The templates of letters, shipped and of the city's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from kotacerdas import resources
from kotacerdas.deliverables.letters import LETTERS
from tests.conftest import ROOT, STAMP
from tests.deliverables.letters.conftest import CONTOH, TWO, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("path", [p for p in resources.templates() if p.name.startswith(LETTERS)], ids=str)
def test_the_templates_of_letters_have_no_mistake(path: Path) -> None:
    assert run("templates", "check", path) == 0


@pytest.mark.parametrize("kind", LETTERS)
def test_both_languages_have_the_same_tags(kind: str) -> None:
    def tags(language: str) -> list[str]:
        with ZipFile(ROOT / "templates" / f"{kind}.{language}.docx") as packed:
            word = packed.read("word/document.xml").decode()
        plain = (ROOT / "templates" / f"{kind}.{language}.md.j2").read_text(encoding="utf-8")
        found = re.findall(r"\{[{%].*?[%}]\}", word + plain)
        return sorted(re.sub(r"'[^']*'|\"[^\"]*\"", "''", tag) for tag in found)

    assert len(tags("id")) > 100
    assert tags("id") == tags("en")


def test_a_name_of_the_dossier_is_a_mistake_in_a_letter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "surat.id.md.j2"
    file.write_text("{{ agency }} {{ readiness }}\n", encoding="utf-8")
    assert run("--lang", "en", "templates", "check", file) == 1
    assert 'there is no "readiness"' in capsys.readouterr().out


def test_the_citys_own_template_comes_first(make: Callable[..., Path], tmp_path: Path) -> None:
    folder = make({"b.yaml": TWO})
    assert run("templates", "copy", "nota-dinas", folder, "--format", "md") == 0
    own = folder / "templates" / "nota-dinas.id.md.j2"
    own.write_text("Kepada {{ addressee }}\n", encoding="utf-8")
    options = ("--agency", "dlh", "--format", "md", "--output", tmp_path / "out")
    assert run("request", folder, *options) == 0
    written = (tmp_path / "out" / "nota-dinas-dlh.md").read_text()
    assert STAMP.sub("", written) == "Kepada Kepala Dinas Lingkungan Hidup\n"
    own.write_text("{{ adressee }}\n", encoding="utf-8")
    assert run("request", folder, *options) == 2


def test_a_dossier_is_not_built_from_a_letter(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en", "build", CONTOH, "--template", "surat") == 2
    assert "is no template of a dossier" in capsys.readouterr().err
