"""Make the English Word templates of the Indonesian ones, by the words in `english_templates.yaml`.

    python tools/english_templates.py [--templates DIR]

A phrase is what stands together in a paragraph, however Word has split it into runs: up to a tag like `{% if … %}`, a
tab, a break, a field or another formatting, with `{}` for each value. What stands in quotes inside tags, and the names
of tables and pictures, are phrases too. Nothing is written while a phrase has no English, or a row is used nowhere.
"""

from __future__ import annotations

import argparse
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml
from lxml import etree

from kotacerdas.templating.jinja.failures import Position, TemplateFailed
from kotacerdas.templating.jinja.tags import tag_spans
from kotacerdas.templating.word import container
from kotacerdas.templating.word.ooxml import W, remove, value_at, word_tags, xml_of
from kotacerdas.templating.word.paragraphs import paragraph_positions, straightened, text_pieces
from kotacerdas.writing import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Change: TypeAlias = tuple[int, int, str, int]
"""From which letter to which, the new letters, and the letter in whose element they go."""

TABLE: Final = Path(__file__).with_suffix(".yaml")
TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates"
_LETTER: Final = re.compile(r"[^\W\d_]")
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_TOLD: Final = ("title", "subject", "description", "keywords")
_NAMED: Final = word_tags("tblCaption tblDescription")
_DRAWN: Final = ("descr", "title", "alt", "string")


def read_table(path: Path) -> dict[str, Any]:
    """The table of words, in which everything is text."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes no objects


class Words:
    """The table: its rows by what stands before a phrase and by the phrase, which are unused, and what it lacks."""

    def __init__(self, table: dict[str, Any]) -> None:
        always = {word: word for word in table["same"]} | table["words"]
        groups = {"": always} | table["after"] | table["widths"]
        self._rows = {(name, key): row for name, rows in groups.items() for key, row in rows.items()}
        self._before = ""
        self._unused = dict.fromkeys(self._rows)
        self._lacking: list[str] = []

    def row(self, *keys: tuple[str, str]) -> str | None:
        """The first row of the table that there is for these keys, or None."""
        key = next((key for key in keys if key in self._rows), keys[0])
        self._unused.pop(key, None)
        return self._rows.get(key)

    def english(self, text: str, where: str, *, in_tag: bool = False) -> str:
        """The English of a phrase. The phrase before it may decide, but for those inside tags."""
        lead, phrase, tail = parted(text)
        if not _LETTER.search(phrase):
            return text
        english = self.row(("", phrase)) if in_tag else self.row((self._before, phrase), ("", phrase))
        self._before = self._before if in_tag else phrase
        if english is None or (english and english.count("{}") != phrase.count("{}")):
            self._lacking.append(f"{where}: no English with the same values for: {phrase}")
            return text
        return lead + english + tail if english else ""

    def flaws(self) -> list[str]:
        """The phrases that the table of words lacks, and the rows that are too much in it."""
        unused = [" → ".join(filter(None, key)) for key in self._unused]
        return self._lacking + [f"{TABLE.name}: used nowhere: {row}" for row in unused]


def parted(text: str) -> tuple[str, str, str]:
    """The marks before a phrase, the phrase, and the space after it."""
    phrase = text.lstrip(" \u00a0.,;:")
    return text[: len(text) - len(phrase)], phrase.rstrip(), phrase[len(phrase.rstrip()) :]


def phrases_of(text: str, looks: list[Any]) -> Iterator[list[tuple[int, int]]]:
    """The phrases of a text, each as the spans of its words before, between and after its values."""
    tags = dict(tag_spans(text)[0])
    phrase: list[tuple[int, int]] = []
    start = at = 0
    while at < len(text):
        stop = tags.get(at, at + (looks[at] is None))
        if stop > at and text.startswith("{{", at) and not text.startswith("{{r ", at):
            phrase.append((start, at))
            start = stop
        elif stop > at or (at > start and looks[at] != looks[at - 1]):
            yield [*phrase, (start, at)]
            phrase, start = [], stop
        at = max(stop, at + 1)
    yield [*phrase, (start, at)]


def looks_of(paragraph: Any, pieces: list[tuple[Any, str]]) -> list[Any]:  # noqa: ANN401 - an lxml element
    """How each letter looks: the properties of its run, or None where it is a break or made by a field."""
    depth, fields = 0, set(paragraph.iterfind(f".//{W}fldSimple//{W}t"))
    for element in paragraph.iter(f"{W}fldChar", f"{W}t"):
        depth += {"begin": 1, "end": -1}.get(element.get(f"{W}fldCharType"), 0)
        fields |= {element} if depth else set()
    looks: list[Any] = []
    for element, text in pieces:
        seen = element.getparent().iterfind(f"{W}rPr/*")
        look = [etree.tostring(e) for e in seen if e.tag not in {f"{W}lang", f"{W}noProof"}]
        looks += [look if element.tag == f"{W}t" and element not in fields else None] * len(text)
    return looks


def changes_of(text: str, looks: list[Any], words: Words, where: str) -> Iterator[Change]:
    """The changes that make a text of a template English."""
    for spans in phrases_of(text, looks):
        begin, end = spans[0][0], spans[-1][1]
        phrase = "{}".join(text[start:stop] for start, stop in spans)
        english = words.english(phrase, where)
        if english == phrase:
            continue
        if not english:
            yield begin - (begin > 0 and looks[begin - 1] is None), end, "", begin
            continue
        for number, ((start, stop), new) in enumerate(zip(spans, english.split("{}"), strict=True)):
            lead, _, tail = parted(text[start:stop])  # both stay in their run, where English has them too
            first = start + len(lead) * new.startswith(lead)
            rest = new.removeprefix(lead)
            last = stop - len(tail) * rest.endswith(tail)
            yield first, last, rest.removesuffix(tail), first if first < last or not number else first - 1
    for start, stop in tag_spans(text)[0]:
        for quoted in _QUOTED.finditer(straightened(text[start:stop])):
            quote, old = quoted[0][0], quoted[0][1:-1]
            new = words.english(old, where, in_tag=True).replace(quote, f"\\{quote}")
            yield start + quoted.start() + 1, start + quoted.end() - 1, new, start + quoted.start()


def rewrite(pieces: list[tuple[Any, str]], changes: Iterable[Change]) -> None:
    """Put the changes of a text into the elements that hold it, and take out those that are left without any."""
    letters = [(letter, element) for element, text in pieces for letter in text]
    for start, stop, new, owner in sorted(changes, reverse=True):
        letters[start:stop] = [(letter, letters[owner][1]) for letter in new]
    for element, old in pieces:
        text = "".join(letter for letter, owner in letters if owner is element)
        run = element.getparent()
        if old and not text:
            remove(element)
            if all(child.tag == f"{W}rPr" for child in run):
                remove(run)
        elif text != old:
            element.text = text
            if element.tag == f"{W}t":
                element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def translate(root: Any, part: Position, words: Words) -> None:  # noqa: ANN401 - an lxml element
    """Make the words of a part of a template English."""
    positions = paragraph_positions(root, part)
    for element in list(root.iter(etree.Element)):
        position = positions.get(element, part)
        numbers = [(name, getattr(position, name)) for name in ("table", "row", "column", "paragraph")]
        where = ", ".join([position.file, *(f"{name} {number}" for name, number in numbers if number)])
        if element.tag == f"{W}p":
            pieces = text_pieces(element)
            looks = looks_of(element, pieces)
        else:
            is_told = part.part == "properties" and element.text and etree.QName(element).localname in _TOLD
            pieces = [(element, element.text)] if is_told else []
            looks = [[]] * len(element.text or "")
        rewrite(pieces, changes_of("".join(text for _, text in pieces), looks, words, where))
        for name in filter(element.get, (f"{W}val",) if element.tag in _NAMED else _DRAWN):
            element.set(name, words.english(element.get(name), where))
        caption = value_at("tblPr/tblCaption", element)
        for cell in element.iter(f"{W}gridCol", f"{W}tcW") if caption else ():
            width = cell.get(f"{W}w", "")
            cell.set(f"{W}w", words.row((caption, width)) or width)


def english_of(content: bytes, name: str, words: Words) -> bytes:
    """The English template of an Indonesian one."""
    template = container.read(content)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file, part in template.parts.items():
            whole = part.replace(b"id-ID", b"en-GB") if file.endswith(".xml") else part
            if file in template.templated:
                root = etree.fromstring(whole)
                translate(root, Position(template.templated[file], f"{name}, {file}"), words)
                whole = xml_of(root)
            elif file.endswith("settings.xml"):
                whole = re.sub(rb'(decimalSymbol w:val=")[^"]*', rb"\1.", whole)
                whole = re.sub(rb'(listSeparator w:val=")[^"]*', rb"\1,", whole)
            entry = zipfile.ZipInfo(file, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, whole)
    return packed.getvalue()


def make(folder: Path, table: dict[str, Any]) -> list[str]:
    """Write an English template for each Indonesian one; or nothing, and tell what is wrong."""
    words = Words(table)
    sources = [path for path in sorted(folder.glob("*.id.docx")) if not path.name.startswith("~$")]
    made = {path: english_of(path.read_bytes(), path.name, words) for path in sources}
    if not (flaws := words.flaws()):
        for path, content in made.items():
            write(path.with_name(path.name.replace(".id.", ".en.")), content)
    return flaws


def main() -> str | None:
    """Make the English templates, or say what is wrong."""
    parser = argparse.ArgumentParser(description="Make the English Word templates of the Indonesian ones.")
    parser.add_argument("--templates", type=Path, default=TEMPLATES, help="the folder of both")
    folder = parser.parse_args().templates
    try:
        return "\n".join(make(folder, read_table(TABLE))) or None
    except TemplateFailed as error:
        return f"{folder}: a template cannot be read ({error}); `kotacerdas templates check` tells more"


if __name__ == "__main__":
    raise SystemExit(main())
