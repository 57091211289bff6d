"""Indonesian text that people read uses one word for each concept: none of the words that the glossary forbids."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from kotacerdas import resources
from kotacerdas.languages.messages import catalogue
from kotacerdas.templating.word import container
from kotacerdas.templating.word.ooxml import W

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
GLOSSARY: Final[list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "tests/data/glossary.yaml").read_text(encoding="utf-8")
)
_MARKUP: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\]\([^)]*\)|`[^`]*`")
_QUOTED: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def texts(node: object, key: str = "") -> Iterator[str]:
    """The texts under `id` keys of an instrument, or all texts without one."""
    if isinstance(node, dict):
        for name, value in node.items():
            if not key or isinstance(value, dict | list) or (name == key and key in node and "en" in node):
                yield from texts(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, key) if isinstance(value, dict | list) or not key else ()
    elif isinstance(node, str):
        yield node


def word_texts(path: Path) -> Iterator[str]:
    """The paragraphs of a Word template."""
    template = container.read(path.read_bytes())
    for name in template.templated:
        for paragraph in template.parse(name).iter(f"{W}p"):
            yield "".join(piece.text or "" for piece in paragraph.iter(f"{W}t"))


def read_by_people() -> Iterator[tuple[str, str]]:
    """Each Indonesian text that people read, with its file: without names of values, but with words in tags."""
    for key, text in catalogue("id").items():
        if not key.startswith("request.column."):
            yield f"languages/id.yaml, {key}", text
    for text in texts(yaml.safe_load(resources.fields("id").read_text(encoding="utf-8"))):
        yield "fields/id.yaml", text
    for name, path in resources.instruments().items():
        for text in texts(yaml.safe_load(path.read_text(encoding="utf-8")), "id"):
            yield name, text
    for path in resources.scaffold("id").values():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.name, line if re.match(r"#\s+[A-Z\"]", line) else ""
    for path in sorted([*ROOT.glob("*.id.md"), *(ROOT / "docs").glob("*.id.md")]):
        yield path.name, _MARKUP.sub(" ", path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "templates").glob("*.id.*")):
        parts = [path.read_text(encoding="utf-8")] if path.suffix == ".j2" else word_texts(path)
        for part in parts:
            strings = [string for tag in _QUOTED.findall(part) for string in re.findall(r"'([^']+)'", tag)]
            yield path.name, "\n".join([_MARKUP.sub(" ", part), *strings])


def uses(entry: dict[str, Any], text: str) -> list[str]:
    """The places of a text that use a forbidden word, with what stands around them."""
    start = r"(?<![\w\"/.-])" if entry["word"][0].isalpha() else ""
    word = re.compile(rf"{start}(?:{entry['word']})(?![\w\"])", 0 if "exact" in entry else re.IGNORECASE)
    if not word.search(text):
        return []
    for allowed in entry.get("allowed", ()):
        text = re.sub(re.escape(allowed), "", text, flags=re.IGNORECASE)
    return [text[max(match.start() - 30, 0) : match.end() + 20] for match in word.finditer(text)]


TEXTS: Final = [(file, " ".join(text.split())) for file, text in read_by_people()]


@pytest.mark.parametrize("entry", GLOSSARY, ids=lambda entry: entry["word"])
def test_nothing_that_people_read_uses_a_word_that_the_glossary_forbids(entry: dict[str, Any]) -> None:
    used = [f"{file}: {place}" for file, text in TEXTS for place in uses(entry, text)]
    assert not used, f"write {entry['instead']} instead:\n" + "\n".join(used)


@pytest.mark.parametrize("entry", GLOSSARY, ids=lambda entry: entry["word"])
def test_a_word_that_the_glossary_forbids_is_seen(entry: dict[str, Any]) -> None:
    plain = re.sub(r"\(\?!.*\)$|\(nya\)\?|\(segera \)\?", "", entry["word"]).split("|")[0]
    assert uses(entry, f"Tulis {plain} di sini.") or uses(entry, f"Tulis{plain} di sini.")
    assert not any(uses(entry, text) for text in entry.get("allowed", ()))


def test_every_source_of_text_is_read() -> None:
    files = {file.split(",")[0] for file, text in TEXTS if text.strip()}
    assert {
        "languages/id.yaml",
        "fields/id.yaml",
        "README.id.md",
        "templates.id.md",
        "documents.yaml",
    } <= files
    assert {"surat.id.docx", "surat.id.md.j2", *resources.instruments()} <= files
