"""The tool that makes the English Word templates of the Indonesian ones, whatever a word processor did to these."""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import english_templates
import pytest
import yaml
from docx.oxml.ns import qn
from lxml import etree

from kotacerdas.templating.word.paragraphs import text_pieces
from tests.templating.word_files import MAIN, outline, p, parts_of, run, table, word_file, zipped

from .conftest import ROOT, needs_libreoffice

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = ROOT / "templates"
SOURCES = sorted(TEMPLATES.glob("*.id.docx"))


def english(path: Path) -> Path:
    return TEMPLATES / path.name.replace(".id.", ".en.")


@pytest.fixture(scope="module")
def words() -> dict[str, Any]:
    return english_templates.read_table(english_templates.TABLE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the Indonesian templates alone."""
    for path in SOURCES:
        shutil.copy(path, tmp_path)
    (tmp_path / "~$surat.id.docx").write_bytes(b"what Word lays beside a file that it has open")
    return tmp_path


# --- the shipped templates --------------------------------------------------------------------------


def test_the_english_templates_are_what_the_tool_makes(folder: Path, words: dict[str, Any]) -> None:
    assert english_templates.make(folder, words) == []
    for path in SOURCES:
        made = (folder / english(path).name).read_bytes()
        assert made == english(path).read_bytes(), f"run: python tools/english_templates.py ({path.name})"


def test_a_phrase_stands_once_in_the_table() -> None:
    """YAML would take the second row without a word."""
    nodes = [yaml.compose(english_templates.TABLE.read_text(encoding="utf-8"))]
    for node in nodes:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert sorted(set(keys)) == sorted(keys)
            nodes += [value for _, value in node.value]


def looks(content: bytes) -> list[list[tuple[str, str]]]:
    """The paragraphs of a document as letters, each with its formatting."""
    return [
        [
            (letter, look)
            for element, text in text_pieces(paragraph)
            for look in [_look(element)]
            for letter in text
        ]
        for name, part in parts_of(content).items()
        if name.startswith("word/") and name.endswith(".xml")
        for paragraph in etree.fromstring(part).iter(qn("w:p"))
    ]


def _look(element: Any) -> str:
    properties = element.getparent().iterfind(f"{qn('w:rPr')}/*")
    return " ".join(f"{each.tag} {sorted(each.items())}" for each in properties if each.tag != qn("w:lang"))


def saved_by_word(content: bytes) -> bytes:
    """What Word makes of a file: runs split anywhere, with marks of its own between and in them."""
    files = parts_of(content)
    for name in files:
        if not re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name):
            continue
        root = etree.fromstring(files[name])
        for number, element in enumerate(list(root.iter(qn("w:t"))), start=1):
            _split(element, 1 + number % 7)
        files[name] = etree.tostring(root)
    return zipped(files)


def _split(element: Any, size: int) -> None:
    first, text = element.getparent(), element.text
    if len(first.findall(qn("w:t"))) != 1 or first.tag != qn("w:r"):
        return
    for start in range(0, len(text), size):
        piece = copy.deepcopy(first)
        piece.set(qn("w:rsidR"), f"00AB{start:04X}")
        if start % 2:
            properties = piece.find(qn("w:rPr"))
            if properties is None:
                piece.insert(0, properties := etree.Element(qn("w:rPr")))
            etree.SubElement(properties, qn("w:lang")).set(qn("w:val"), "en-US")
        piece.find(qn("w:t")).text = text[start : start + size]
        first.addprevious(piece)
        first.addprevious(etree.Element(qn("w:proofErr"), {qn("w:type"): "spellStart"}))
    first.getparent().remove(first)


@pytest.mark.slow
def test_what_word_writes_for_itself_changes_nothing(folder: Path, words: dict[str, Any]) -> None:
    for path in SOURCES:
        (folder / path.name).write_bytes(saved_by_word(path.read_bytes()))
    assert english_templates.make(folder, words) == []
    for path in SOURCES:
        assert looks((folder / english(path).name).read_bytes()) == looks(english(path).read_bytes()), (
            path.name
        )


@needs_libreoffice
def test_templates_saved_by_libreoffice_become_english_too(tmp_path: Path, words: dict[str, Any]) -> None:
    """It drops the names of tables, so that their rows are used nowhere; every word is English all the same."""
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, SOURCES)], check=True, capture_output=True, timeout=120)
    table_ = english_templates.Words(words)
    for path in SOURCES:
        made = english_templates.english_of((tmp_path / path.name).read_bytes(), path.name, table_)
        assert sorted(texts(made)) == sorted(texts(english(path).read_bytes())), path.name
    assert [flaw for flaw in table_.flaws() if "used nowhere" not in flaw] == []


def texts(content: bytes) -> list[str]:
    """The texts of the paragraphs, without the numbers that fields show."""
    told = ("".join(letter for letter, _ in letters) for letters in looks(content))
    return [re.sub(r"\d+", "#", text.strip()) for text in told if text.strip()]


# --- one paragraph ----------------------------------------------------------------------------------


def translated(body: str, rows: dict[str, str], after: dict[str, dict[str, str]] | None = None) -> bytes:
    table_ = {"same": ["generated by python-docx"], "words": rows, "after": after or {}, "widths": {}}
    words = english_templates.Words(table_)
    made = english_templates.english_of(
        word_file(body, header="1", footer="1", title="1"), "x.id.docx", words
    )
    assert words.flaws() == []
    return made


BOLD = "<w:b/>"
BREAK = "<w:r><w:br/></w:r>"
PAGE = f'<w:fldSimple w:instr=" PAGE ">{run("7")}</w:fldSimple>'


@pytest.mark.parametrize(
    ("paragraph", "rows", "expected"),
    [
        (p("Ada"), {"Ada": "Yes"}, "Yes"),
        (p("A", "d", "a"), {"Ada": "Yes"}, "Yes"),
        (p(", Ada "), {"Ada": "Yes"}, ", Yes "),
        (p("{{ n }} berkas"), {"{} berkas": "Files: {}"}, "Files: {{ n }}"),
        (p("{{ a }} dari ", "{{ b", " }}", "."), {"{} dari {}.": "{} of {}."}, "{{ a }} of {{ b }}."),
        (
            p("Ada{% if x %}, Kota{% endif %}"),
            {"Ada": "Yes", "Kota": "City"},
            "Yes{% if x %}, City{% endif %}",
        ),
        (
            p("Yth.", " {{ name }}", BREAK, "di Tempat"),
            {"Yth. {}": "To {}", "di Tempat": ""},
            "To {{ name }}",
        ),
        (p("{{ 'wajib' if x else '–' }}"), {"wajib": "a 'must'"}, r"{{ 'a \'must\'' if x else '–' }}"),
        (p("{{r link(\u2018Kota\u2019, x) }}"), {"Kota": "City"}, "{{r link(\u2018City\u2019, x) }}"),
        (p("{# Kota #}Kota"), {"Kota": "City"}, "{# Kota #}City"),
        (p("Kota", run("Ada", BOLD)), {"Ada": "Yes", "Kota": "City"}, "CityYes"),
        (table(["Ada"]), {"Ada": "Yes"}, [["Yes"]]),
        (p("Lihat ", PAGE, " dst."), {"Lihat": "See", "dst.": "etc."}, "See 7 etc."),
    ],
)
def test_a_phrase_becomes_english(paragraph: str, rows: dict[str, str], expected: Any) -> None:
    assert outline(translated(paragraph, rows)) == [expected]


def test_a_value_keeps_the_formatting_that_it_has_inside_a_phrase() -> None:
    content = translated(p("Per ", run("{{ d }}", BOLD), " ada."), {"Per {} ada.": "There on {}."})
    letters = looks(content)[0]
    assert "".join(letter for letter, look in letters if look) == "{{ d }}"
    assert "".join(letter for letter, _ in letters) == "There on {{ d }}."


def test_the_phrase_before_may_decide() -> None:
    content = translated(p("Ada") + p("Kota") + p("Ada"), {"Ada": "1", "Kota": "2"}, {"Kota": {"Ada": "3"}})
    assert outline(content) == ["1", "2", "3"]


# --- what is wrong ----------------------------------------------------------------------------------


def changed(path: Path, old: str, new: str) -> None:
    files = parts_of(path.read_bytes())
    assert old in files[MAIN].decode()
    path.write_bytes(zipped(files | {MAIN: files[MAIN].decode().replace(old, new).encode()}))


def test_a_phrase_without_english_is_told_with_its_place(folder: Path, words: dict[str, Any]) -> None:
    changed(folder / "surat.id.docx", "Tembusan:", "Salinan:")
    flaws = english_templates.make(folder, words | {"words": words["words"] | {"Baru": "New"}})
    assert flaws == [
        "surat.id.docx, word/document.xml, paragraph 34: no English with the same values for: Salinan:",
        "english_templates.yaml: used nowhere: Baru",
    ]
    assert list(folder.glob("*.en.docx")) == []


def test_english_has_the_values_of_its_phrase(folder: Path, words: dict[str, Any]) -> None:
    flaws = english_templates.make(folder, words | {"words": words["words"] | {"{} dari {}": "{} of all"}})
    assert flaws
    assert all(flaw.endswith("no English with the same values for: {} dari {}") for flaw in flaws)


def test_a_file_that_is_no_template_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "surat.id.docx").write_bytes(b"")
    monkeypatch.setattr("sys.argv", ["english_templates.py", "--templates", str(tmp_path)])
    assert "kotacerdas templates check" in str(english_templates.main())
