"""Each requirement of the shipped instruments has a file in `rows`: what meets it, what does not, and why.

What stands before the first `---` opens every case of the file. A case's title tells the states of the cells that
the case names: `met`, `missing`, `waived`, `unjudged` or `not asked`. Its marks, written by hand as all (see `marks`):

- `#! needed`: without this line it is missing.
- `#! enough`: without all other lines marked so it is met still, and without all of them missing.
- `#! draft`, or another reason: this document would meet the row but for that.

The records under a case hold the cells and their documents, and the findings about them as a whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kotacerdas import resources
from kotacerdas.instrument.load import load

from .conftest import ROOT
from .marks import assessed, marks, plain, record, with_records, without_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from kotacerdas.assessment.cells import Cell
    from kotacerdas.findings import Diagnostic, SubjectRef

    from .conftest import Golden

FILES = sorted((ROOT / "tests" / "rows").glob("*.yaml"))
STATES = {"met", "missing", "waived", "unjudged", "not asked"}


class Case(NamedTuple):
    """A dossier about one row. Its lines stand where the file has them; the lines of other cases are empty."""

    row: str
    title: str
    text: str

    @property
    def states(self) -> set[str]:
        return set(self.title.split(": ")[0].split(", "))

    def marked(self, word: str) -> set[int]:
        """The lines with that mark."""
        return {line for line, mark in marks(self.text) if mark == word}

    def names(self, subject: SubjectRef) -> bool:
        """Whether the case is about that subject."""
        return subject.id == "dossier" or bool(re.search(rf"(?<![\w-]){subject.id}(?![\w-])", self.text))

    def cells(self, gone: AbstractSet[int] = frozenset()) -> list[Cell]:
        """The cells of the row that the case is about, once these lines are gone."""
        lines = self.text.split("\n")
        text = "\n".join("" if number in gone else line for number, line in enumerate(lines, start=1))
        matrix = assessed(text).matrix
        cells = (*matrix.cells, *matrix.unjudged)
        return [cell for cell in cells if cell.requirement == self.row and self.names(cell.subject)]

    def errors(self) -> list[Diagnostic]:
        """What cannot be read."""
        return [finding for finding in assessed(self.text).findings if finding.code < "KC2"]

    def records(self) -> list[str]:
        """The cells, and in full what is told of them and what cannot be read."""
        told = [
            finding
            for finding in assessed(self.text).findings
            if finding.requirement == self.row and finding.subject and self.names(finding.subject)
        ]
        cells = [
            f"{cell.state.value} {plain(cell.subject)}"
            + (f" by {', '.join(cell.documents)}" if cell.documents else "")
            for cell in self.cells()
        ]
        return [*(cells or ["not asked"]), *(record(finding) for finding in (*self.errors(), *told))]


def case_of(file: Path, opening: str, before: str, part: str) -> Case:
    title, body = part.split("\n", 1)
    gap = "\n" * (before.count("\n") - opening.count("\n") + 1)
    return Case(file.stem, title.removeprefix("--- # "), opening + gap + without_records(body))


def parts(file: Path) -> list[str]:
    """What opens every case, then each case from its title on."""
    return re.split(r"^(?=---)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)


def cases(file: Path) -> Iterator[Case]:
    opening, *rest = parts(file)
    for number, part in enumerate(rest):
        yield case_of(file, opening, opening + "".join(rest[:number]), part)


CASES = [case for file in FILES for case in cases(file)]


def named(case: Case) -> str:
    return f"{case.row} {case.title}"


def with_mark(word: str) -> list[Case]:
    return [case for case in CASES if case.states == {"met"} and case.marked(word)]


def test_every_row_has_its_file_and_shows_what_meets_it_and_what_does_not() -> None:
    rows = {row for name in resources.instruments() for row in load(name).requirements}
    assert {file.stem for file in FILES} == rows
    for state in ("met", "missing"):
        assert {case.row for case in CASES if state in case.states} == rows


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_case_is_as_its_title_says(case: Case) -> None:
    assert case.states <= STATES
    assert ({cell.state.value for cell in case.cells()} or {"not asked"}) == case.states


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_falls_short_is_marked_with_what_it_falls_short_by(case: Case) -> None:
    lines = case.text.split("\n")
    marked = {
        (identifier[1], word)
        for line, word in marks(case.text)
        if (identifier := re.search(r"id: ([\w-]+)", lines[line - 1]))
        if not word.startswith("KC") and word not in {"needed", "enough"}
    }
    assert {(miss.document, miss.reason) for cell in case.cells() for miss in cell.near_misses} == marked


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_cannot_be_read_is_marked(case: Case) -> None:
    marked = {(line, word) for line, word in marks(case.text) if word.startswith("KC")}
    assert {(error.location.line, error.code) for error in case.errors()} == marked


@pytest.mark.parametrize("case", with_mark("needed"), ids=named)
def test_without_a_line_that_is_needed_it_is_missing(case: Case) -> None:
    states = {line: {cell.state.value for cell in case.cells({line})} for line in case.marked("needed")}
    assert states == {line: {"missing"} for line in states}


@pytest.mark.parametrize("case", with_mark("enough"), ids=named)
def test_each_line_that_is_enough_meets_it_alone(case: Case) -> None:
    lines = case.marked("enough")
    states = {line: {cell.state.value for cell in case.cells(lines - {line})} for line in lines}
    assert states == {line: {"met"} for line in lines}
    assert {cell.state.value for cell in case.cells(lines)} == {"missing"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_records_are_current(file: Path, golden: Golden) -> None:
    opening, *rest = parts(file)
    written = opening
    for part in rest:
        written += with_records(part, case_of(file, opening, written, part).records())
    golden(file, written)
