"""The example is complete, and each thing in it counts: taking one away turns exactly what it met.

What one thing meets is read off the matrix before it is taken away, cell by cell; the test then demands
that these cells, and no others, change.
"""

from __future__ import annotations

import shutil
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from kotacerdas.assessment import matrix
from kotacerdas.assessment.assessment import assess
from kotacerdas.assessment.cells import Cell, State
from kotacerdas.dossier import loader
from kotacerdas.dossier.entries import LISTS

from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.instrument.model import Instrument, Requirement

CONTOH = ROOT / "dossiers" / "contoh"
BUKTI = CONTOH / "bukti"
Key = tuple[str, str, str]


class Example(NamedTuple):
    """The example, loaded once."""

    dossier: Dossier
    instrument: Instrument
    cells: dict[Key, Cell]


def _key(cell: Cell) -> Key:
    return cell.requirement, cell.subject.kind, cell.subject.id


def _cells(dossier: Dossier, instrument: Instrument) -> dict[Key, Cell]:
    return {_key(cell): cell for cell in matrix.MatrixBuilder(dossier, instrument, AS_OF).matrix().cells}


@pytest.fixture(scope="module")
def example() -> Example:
    loaded = loader.load(CONTOH)
    assert loaded.dossier is not None
    assert loaded.instrument is not None
    return Example(loaded.dossier, loaded.instrument, _cells(loaded.dossier, loaded.instrument))


def turned(example: Example, dossier: Dossier) -> set[Key]:
    """The cells that are no longer met."""
    cells = _cells(dossier, example.instrument)
    return {key for key, cell in cells.items() if cell.state is not State.MET}


# --- complete ------------------------------------------------------------------------------------


def test_nothing_is_found(example: Example) -> None:
    assessment = assess(CONTOH, AS_OF)
    assert assessment.findings == ()
    assert {cell.state for cell in example.cells.values()} == {State.MET}


def test_it_shows_every_requirement_and_kind_of_file(example: Example) -> None:
    rows = {row.id for row in example.instrument.requirements.values() if row.check is None}
    assert {requirement for requirement, _, _ in example.cells} == rows
    kinds = {fact.kind for fact in example.dossier.evidence.values()}
    asked = {name for kind in example.instrument.document_types.values() for name in kind.files}
    assert kinds == asked - {"zip"}


def test_it_is_as_large_as_a_real_one(example: Example) -> None:
    dossier = example.dossier
    assert len(dossier.answers) == 57
    assert len(dossier.programs) >= 40
    quick_wins = [program for program in dossier.programs if program.quick_win]
    assert sorted(program.dimension or "" for program in quick_wins) == sorted(example.instrument.dimensions)
    assert sum(path.stat().st_size for path in CONTOH.rglob("*") if path.is_file()) < 3 * 1024**2


def test_its_evidence_is_the_files_that_were_made_for_it() -> None:
    """They are frozen: the list is in the form of `sha256sum`, which renews it where a change is meant."""
    files = sorted(path for path in BUKTI.rglob("*") if path.is_file())
    sums = "".join(
        f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(BUKTI).as_posix()}\n" for path in files
    )
    assert (ROOT / "tests" / "golden" / "contoh-bukti.sha256").read_text(encoding="utf-8") == sums


def test_it_says_everywhere_that_it_is_invented() -> None:
    for path in [*CONTOH.rglob("*.yaml"), *(CONTOH.parent / "contoh-2022").rglob("*.yaml")]:
        assert "rekaan" in path.read_text(encoding="utf-8"), path


def test_persons_appear_by_position_only(example: Example) -> None:
    dossier = example.dossier
    evaluation = dossier.evaluation
    assert evaluation is not None
    contacts = [agency.contact for agency in dossier.agencies] + [p.contact for p in dossier.programs]
    named = [*contacts, dossier.info.coordinator, *evaluation.attendees, *evaluation.assessors]
    assert [entry for entry in named if entry is not None and entry.name] == []


# --- taking one thing away -----------------------------------------------------------------------


def _needs(example: Example, cell: Cell, document: str) -> bool:
    """Whether a cell is met no longer without one of its documents."""
    if document not in cell.documents:
        return False
    row: Requirement = example.instrument.requirements[cell.requirement]
    rest = [name for name in cell.documents if name != document]
    types = {d.id: d.type for d in example.dossier.documents}
    rule = next((c.documents for c in row.cases if _fits(example, cell, c.where)), row.documents)
    assert rule is not None
    if rule.listed:
        return True
    if rule.all_of:
        return not set(rule.all_of) <= {types[name] for name in rest}
    return len(rest) < rule.count


def _fits(example: Example, cell: Cell, where: dict[str, tuple[str, ...]]) -> bool:
    """Whether a case of a row is about this cell's subject: by question, or by `digital`."""
    if "id" in where:
        return cell.subject.id in where["id"]
    program = next((p for p in example.dossier.programs if p.id == cell.subject.id), None)
    if program is None or program.quick_win is None:
        return False
    if "digital" in where:
        return program.digital is True
    return program.quick_win.new is True


@pytest.mark.slow
def test_every_document_counts_where_it_stands(example: Example) -> None:
    """Each of them taken away turns exactly the cells that need it."""
    for index, document in enumerate(example.dossier.documents):
        expected = {key for key, cell in example.cells.items() if _needs(example, cell, document.id)}
        assert turned(example, _without(example.dossier, "documents", index)) == expected, document.id


@pytest.mark.slow
def test_every_file_counts_as_its_document_does(example: Example) -> None:
    """A file that is not there takes with it what its document met, on the disk as in the matrix."""
    for file, fact in example.dossier.evidence.items():
        gone = fact._replace(problem="missing")
        dossier = example.dossier._replace(evidence={**example.dossier.evidence, file: gone})
        owners = {d.id for d in example.dossier.documents if d.file == file}
        expected = {key for key, cell in example.cells.items() for o in owners if _needs(example, cell, o)}
        assert turned(example, dossier) == expected, file


@pytest.mark.slow
@pytest.mark.parametrize("number", range(0, 144, 29))
def test_a_file_deleted_from_the_disk_is_missed(number: int, example: Example, tmp_path: Path) -> None:
    folder = tmp_path / "contoh"
    shutil.copytree(CONTOH, folder)
    shutil.copytree(CONTOH.parent / "contoh-2022", tmp_path / "contoh-2022")
    document = example.dossier.documents[number]
    assert document.file is not None
    (folder / document.file).unlink()
    assessment = assess(folder, AS_OF)
    expected = {key for key, cell in example.cells.items() if _needs(example, cell, document.id)}
    assert {_key(cell) for cell in assessment.matrix.missing()} == expected
    assert [f.code for f in assessment.findings if f.code[:3] != "KC2"] == ["KC301"]


def test_every_answer_counts(example: Example) -> None:
    """Without its entry a question lacks answer and score; its documents are still there."""
    for index, answer in enumerate(example.dossier.answers):
        expected = {("A-01", "question", answer.question)}
        if answer.figure is not None and answer.reason:
            expected.add(("A-03", "question", answer.question))
        assert turned(example, _without(example.dossier, "answers", index)) == expected, answer.question


def _without(dossier: Dossier, section: str, index: int) -> Dossier:
    entries = getattr(dossier, section)
    return dossier._replace(**{section: (*entries[:index], *entries[index + 1 :])})


def _with(dossier: Dossier, section: str, index: int, **changed: Any) -> Dossier:
    """A dossier in which one entry says something else."""
    entries = getattr(dossier, section)
    entry = entries[index].model_copy(update=changed)
    origins = {**dossier.origins, id(entry): dossier.origin(entries[index])}
    return dossier._replace(**{section: (*entries[:index], entry, *entries[index + 1 :])}, origins=origins)


# What a field meets: (section, field) → the rows that ask for it. Whatever is not here is asked by no row.
QUICK_WIN_TRAITS = dict.fromkeys(
    ("attraction", "benefit", "uniqueness", "partnership", "development", "sustainability", "resources"),
    ("Q-16",),
)
ASKED: dict[tuple[str, str], tuple[str, ...]] = {
    ("agencies", "contact"): ("Q-02",),
    ("programs", "status"): ("P-01",),
    ("programs", "sub_dimension"): ("P-01",),
    ("programs", "masterplan"): ("D-02",),
    ("programs", "since"): ("Q-15",),
    ("programs", "digital"): ("Q-07",),
    ("programs", "users"): ("Q-06",),
    ("programs", "risks"): ("Q-10",),
    ("answers", "text"): ("A-01",),
    ("answers", "score"): ("A-01",),
    ("statistics", "value"): ("A-04",),
    ("statistics", "unit"): ("A-04",),
    ("statistics", "year"): ("A-04",),
    ("statistics", "source"): ("A-04",),
    ("action_plan", "planned"): ("A-07",),
    ("action_plan", "realised"): ("A-07",),
    ("meetings", "date"): ("K-05", "K-06", "K-07"),
    ("meetings", "agencies"): ("K-06",),
    ("follow_ups", "status"): ("K-15",),
    ("surveys", "respondents"): ("D-03",),
    ("surveys", "means"): ("D-03",),
    ("surveys", "sub_dimension"): ("D-03",),
}


def _fields(dossier: Dossier) -> Iterator[tuple[str, int, str]]:
    """Every field that is filled in, but for ids and what entries are matched by."""
    matching = {"id", "question", "dimension", "body", "kind", "supports", "type", "agency", "quick_win"}
    for section, model in LISTS.items():
        for index, entry in enumerate(getattr(dossier, section)):
            for name, info in model.model_fields.items():
                if name not in matching and getattr(entry, name) not in (info.default, (), {}):
                    yield section, index, name


def _emptied(dossier: Dossier, section: str, index: int, field: str) -> Dossier:
    nothing: Any = LISTS[section].model_fields[field].get_default(call_default_factory=True)
    return _with(dossier, section, index, **{field: nothing})


@pytest.mark.slow
def test_every_field_counts_for_what_asks_for_it(example: Example) -> None:
    """Emptied one by one: no row but those that ask for the field may turn, and they do for what they ask."""
    seen: set[tuple[str, str]] = set()
    for section, index, field in _fields(example.dossier):
        if section in {"documents", "waivers"} or field in {
            "partners",
            "name",
            "title",
            "program",
            "service",
        }:
            continue  # documents: below; partners open a row of their own; names are required
        lost = turned(example, _emptied(example.dossier, section, index, field))
        assert {row for row, _, _ in lost} <= set(ASKED.get((section, field), ())), (section, index, field)
        if lost:
            seen.add((section, field))
    assert seen == set(ASKED)


@pytest.mark.parametrize("trait", QUICK_WIN_TRAITS)
def test_every_trait_of_a_quick_win_counts(trait: str, example: Example) -> None:
    for index, program in enumerate(example.dossier.programs):
        if program.quick_win is None:
            continue
        poorer = program.quick_win.model_copy(update={trait: None})
        lost = turned(example, _with(example.dossier, "programs", index, quick_win=poorer))
        assert lost == {("Q-16", "quick-win", program.id)}


@pytest.mark.slow
@pytest.mark.parametrize("field", ["file", "supports", "date", "number"])
def test_every_field_of_a_document_counts(field: str, example: Example) -> None:
    """Without its file or what it supports, a document meets what it met no longer; nothing else turns."""
    masterplan = example.dossier.info.masterplan
    listed = set(masterplan.books) if masterplan else set()
    kinds = example.instrument.document_types
    for index, document in enumerate(example.dossier.documents):
        if getattr(document, field) in (None, ()):
            continue
        value: Any = () if field == "supports" else None
        lost = turned(example, _with(example.dossier, "documents", index, **{field: value}))
        all_of_it = {key for key, cell in example.cells.items() if _needs(example, cell, document.id)}
        by_type_alone = {key for key in all_of_it if key[0] == "K-14" or document.id in listed}
        if field == "file" or (field in {"date", "number"} and field in kinds[document.type].needs):
            assert lost == all_of_it, document.id
        elif field == "supports":
            assert all_of_it - by_type_alone <= lost <= all_of_it, document.id
        else:
            assert lost <= all_of_it, document.id
