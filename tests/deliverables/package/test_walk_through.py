"""The walk-through of an assessor: each search that it tells ends where it says, in the example's unpacked package."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from kotacerdas.languages.messages import Messages
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Say = Callable[..., tuple[int, str, str]]

PAGES = {"id": "asesor.id.md", "en": "assessor.md"}
INDEX = {"id": "00_indeks.xlsx", "en": "00_index.xlsx"}
QUOTED = re.compile("`([^`]+)`")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


class Row(NamedTuple):
    """A row of a table, an item of a list, or a paragraph; `is_text` where it is none of a table or list."""

    text: str
    links: tuple[str, ...]
    is_text: bool


class Search(NamedTuple):
    """A row of the walk-through."""

    file: str
    heading: str
    number: int
    row: tuple[str, ...]
    answers: tuple[str, ...]


def searches(language: str) -> list[Search]:
    """The searches that the walk-through tells."""
    text = (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")
    table = text.split("<!-- searches -->\n")[1].split("\n\n")[0].splitlines()[2:]
    found = []
    for line in table:
        _, file, heading, row, answers = (cell.strip() for cell in line.strip("|").split(" | "))
        number = re.match(r"(?:row|baris) (\d+):", row)
        quoted = tuple(QUOTED.findall(row)), tuple(QUOTED.findall(answers))
        found.append(Search(file.strip("`"), heading.strip("*"), int(number[1]) if number else 0, *quoted))
    return found


def rows_of_word(file: Path) -> Iterator[Row]:
    """The paragraphs of a Word file and the rows of its tables, in order."""
    document = docx.Document(str(file))
    for part in document.element.body.iter(qn("w:p"), qn("w:tr")):
        if part.tag == qn("w:p") and next(part.iterancestors(qn("w:tc")), None) is not None:
            continue
        targets = [link.get(qn("r:id")) for link in part.iter(qn("w:hyperlink"))]
        links = tuple(document.part.rels[target].target_ref for target in targets if target)
        text = " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in part.iter(qn("w:p")))
        yield Row(text, links, part.tag == qn("w:p"))


class _Page(HTMLParser):
    """The headings, paragraphs and items of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._text, self._links = "", ()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"li", "p", "h1", "h2"}:
            self._text, self._links = "", ()
        self._links += tuple(value or "" for name, value in attrs if name == "href" and tag == "a")

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"li", "p", "h1", "h2"}:
            self.rows.append(Row(self._text, self._links, tag != "li"))


def rows(file: Path) -> list[Row]:
    if file.suffix == ".docx":
        return list(rows_of_word(file))
    page = _Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page.rows


@pytest.fixture(scope="module", params=["id", pytest.param("en", marks=pytest.mark.slow)])
def unpacked(
    request: pytest.FixtureRequest,
    packages: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, Path]:
    """The example's package in a language, in another folder than the one in which it was made."""
    folder = tmp_path_factory.mktemp("walk") / "asesor"
    return request.param, shutil.copytree(packages(request.param), folder)


def test_each_search_ends_where_the_walk_through_says(unpacked: tuple[str, Path]) -> None:
    language, package = unpacked
    assert len(searches(language)) == 13
    for search in searches(language):
        file = package / search.file
        assert file.is_file(), search
        all_rows = rows(file)
        at = next((n for n, row in enumerate(all_rows) if row.is_text and search.heading in row.text), None)
        assert at is not None, search
        after = all_rows[at + 1 :]
        row = next((row for row in after if all(text in row.text for text in search.row)), None)
        assert row is not None, search
        if search.number:
            body = [row for row in after if not row.is_text]
            assert body.index(row) == search.number, search
        assert [answer for answer in search.answers if answer not in row.text] == [], search
        targets = {(file.parent / unquote(link)).resolve() for link in row.links if "://" not in link}
        reached = {target.stem for target in targets if target.is_file()}
        assert {answer for answer in search.answers if CODE.fullmatch(answer)} <= reached, search


def test_the_columns_that_it_names_are_those_of_the_index(unpacked: tuple[str, Path]) -> None:
    language, package = unpacked
    assert INDEX[language] in (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(package / INDEX[language]).worksheets[0]
    heads = [str(cell.value) for cell in sheet[1]]
    text = (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")
    columns = ("state", "file", "reason", "proves")
    names = [Messages(language).text(f"package.column.{name}") for name in columns]
    assert [name for name in names if f"**{name}**" not in text.replace("\n", " ") or name not in heads] == []
    link = Messages(language).text("package.state.link")
    assert f'"{link}"' in text
    assert link not in {row[heads.index(names[0])].value for row in sheet.iter_rows(min_row=2)}


def test_documents_that_are_only_links_are_those_of_that_status(
    small: Path, say: Say, tmp_path: Path
) -> None:
    assert say("package", small, "--without-report", "-o", tmp_path / "p")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "p" / INDEX["en"]).worksheets[0]
    heads = [str(cell.value) for cell in sheet[1]]
    links = [row for row in sheet.iter_rows(min_row=2) if row[heads.index("Status")].value == "link"]
    assert {row[heads.index("Code")].value for row in links} == {"jdih"}
    assert links[0][heads.index("File or link")].hyperlink.target == "https://jdih.example.go.id/2"


def test_both_languages_tell_the_same_searches() -> None:
    told = [[(s.number, len(s.row), len(s.answers)) for s in searches(language)] for language in PAGES]
    assert told[0] == told[1]
