"""The index of a package, by its templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli, resources
from kotacerdas.deliverables.package.records import Index
from kotacerdas.deliverables.package.table import table
from kotacerdas.errors import CannotRun
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.templating import markdown
from kotacerdas.templating.jinja.values import Words
from kotacerdas.templating.word import document as word
from tests.conftest import HEAD, ROOT
from tests.deliverables.package.conftest import (
    CONTOH,
    GOLDEN,
    LANGUAGES,
    entries,
    planned,
    tree,
)
from tests.test_word_templates import lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Golden

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_reads_as_it_did(lang: str, tmp_path: Path, golden: Golden) -> None:
    folder = tmp_path / "p"
    assert cli.run(["--lang", lang, "package", str(CONTOH), "--as-of", "2023-11-01", "-o", str(folder)]) == 0
    name = {"id": "00_indeks", "en": "00_index"}[lang]
    for ending in ("md", "csv"):
        written = (folder / "data" / f"{name}.{ending}").read_text(encoding="utf-8")
        golden(GOLDEN / f"package/indeks.contoh.{lang}.{ending}", written)
    golden(GOLDEN / f"word/indeks.{lang}.txt", "\n".join(lines(folder / "data" / f"{name}.docx")) + "\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_of_the_index_lead_to_files(lang: str, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    assert cli.run(["--lang", lang, "package", str(CONTOH), "-o", str(folder)]) == 0
    name = {"id": "00_indeks", "en": "00_index"}[lang]
    text = (folder / "data" / f"{name}.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert len(targets) == 142
    assert all((folder / "data" / target).is_file() for target in targets)


@pytest.mark.parametrize("path", [p for p in resources.templates() if p.name.startswith("indeks.")])
def test_the_templates_name_only_what_there_is(path: Path) -> None:
    messages = Messages("en")
    words = Words(messages.date, messages.rupiah, messages.grouped)
    if path.suffix == ".docx":
        assert word.Template(path.read_bytes()).problems(Index, words) == []
    else:
        assert markdown.Template(path.read_text(encoding="utf-8")).problems(Index, words) == []


def test_there_is_a_template_in_each_format_and_language() -> None:
    names = {path.name for path in resources.templates() if path.name.startswith("indeks.")}
    assert names == {f"indeks.{lang}{suffix}" for lang in LANGUAGES for suffix in (".docx", ".md.j2")}


@pytest.mark.slow
def test_nothing_is_wrong_with_the_word_index(packed: Path, small: Path, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    assert cli.run(["--lang", "en", "package", str(small), "-o", str(tmp_path / "s")]) == 0
    for file in (packed / "data" / "00_indeks.docx", tmp_path / "s" / "data" / "00_index.docx"):
        assert [str(error) for error in audit.OpenXmlValidator().validate(str(file)).errors] == []


def test_the_index_tells_nothing_of_what_is_kept_back_but_that_it_exists(small: Path, tmp_path: Path) -> None:
    assert cli.run(["--lang", "en", "package", str(small), "-o", str(tmp_path / "s")]) == 0
    for name in ("00_index.md", "00_index.csv"):
        text = (tmp_path / "s" / "data" / name).read_text(encoding="utf-8")
        assert "Pasien" in text
        assert "p.png" not in text
    hidden = (small / "bukti" / "p.png").read_bytes()
    assert hidden not in tree(tmp_path / "s").values()


CASES = sorted((ROOT / "tests" / "cases").glob("*.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_dossier_with_mistakes_has_a_plan_or_a_sentence(case: Path, tmp_path: Path) -> None:
    (tmp_path / "aa.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "isi.yaml").write_bytes(case.read_bytes())
    try:
        made = planned(tmp_path)
    except CannotRun as trouble:
        sentences.stop(trouble, Messages("id"))
        return
    messages = Messages("id")
    words = Words(messages.date, messages.rupiah, messages.grouped)
    values = made.contents._asdict()
    for template in resources.templates():
        if template.name == "indeks.id.md.j2":
            assert markdown.Template(template.read_text(encoding="utf-8")).render(values, str, words)
    rows = len(entries(made)) + len(made.contents.kept_back) + len(made.contents.unfit)
    assert len(table(made.contents, messages).splitlines()) >= rows + 1
