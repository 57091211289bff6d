"""The built-in instruments hold what the ministry asks; a city's own is read, merged and refused as told."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

from kotacerdas import resources
from kotacerdas.assessment.assessment import assess
from kotacerdas.assessment.subjects import KINDS, subjects_of
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.load import load
from kotacerdas.instrument.model import Question
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.reading.models import choices_of
from kotacerdas.rounding import rounded
from tests.conftest import AS_OF, HEAD, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from kotacerdas.findings import Diagnostic
    from kotacerdas.instrument.model import Instrument, Words

REGULER, KPPN = "kominfo-2023-reguler", "kominfo-2023-kppn-ikn"
OWN = "instruments/kota.yaml"
FORM = ROOT / "tests" / "data" / "questions-2023.csv"
OWN_HEAD = HEAD.replace(REGULER, OWN)

ROWS = {
    "A-01": "M official fields:deduced self",
    "A-02": "M official self",
    "A-03": "M official self",
    "A-04": "M official documents:deduced self",
    "A-05": "M official documents:deduced self",
    "A-06": "M official documents:deduced self",
    "A-07": "M official documents:deduced self",
    "K-01": "M official B1 O1",
    "K-02": "M deduced B1",
    "K-03": "M official O2",
    "K-04": "M deduced O3",
    "K-05": "M official documents:deduced B2",
    "K-06": "M official documents:deduced B3",
    "K-07": "R deduced O5",
    "K-08": "M official O4",
    "K-09": "M official W1",
    "K-10": "M official documents:deduced O6",
    "K-11": "R deduced O7",
    "K-12": "R reported C32",
    "K-13": "R reported O2 O3",
    "K-14": "M reported",
    "K-15": "R deduced",
    "D-01": "M official program-question",
    "D-02": "R deduced program-question",
    "D-03": "M official impact-questions",
    "D-04": "M official impact-questions",
    "D-05": "R official impact-questions",
    "D-06": "R official impact-questions",
    "D-07": "M official impact-questions",
    "Q-01": "M deduced W1",
    "Q-02": "M deduced W8",
    "Q-03": "M deduced W7 W8",
    "Q-04": "M deduced W8",
    "Q-05": "M deduced W8 O6",
    "Q-06": "M deduced W3 program-question",
    "Q-07": "R deduced W2 W3",
    "Q-08": "R deduced W3",
    "Q-09": "R deduced W5",
    "Q-10": "M deduced W9 W10",
    "Q-11": "R deduced W7 W11",
    "Q-12": "M deduced W1",
    "Q-13": "R deduced W1",
    "Q-15": "M deduced W12",
    "Q-16": "M deduced W2 W3 W4 W5 W6 W7 W8",
    "Q-17": "R deduced W2 W4",
    "P-01": "M deduced program-question",
    "P-02": "M deduced program-question",
    "A-08": "M official documents:deduced self",
}
"""Each row of the draft: mandatory or recommended, its basis, that of its documents or fields, what it proves."""


@pytest.fixture(params=[REGULER, KPPN])
def instrument(request: pytest.FixtureRequest) -> Instrument:
    return load(request.param)


@pytest.fixture
def load_own(make: Callable[..., Path]) -> Callable[..., Instrument]:
    """Load an instrument that a dossier brings with it, beside other files where there are any."""

    def _load(text: str, others: Mapping[str, str] | None = None) -> Instrument:
        return load(OWN, make({OWN: text, **(others or {})}))

    return _load


@pytest.fixture
def refused(load_own: Callable[..., Instrument]) -> Callable[..., CannotRun]:
    def _refused(text: str, others: Mapping[str, str] | None = None) -> CannotRun:
        with pytest.raises(CannotRun) as caught:
            load_own(text, others)
        return caught.value

    return _refused


def child(text: str, *, of: str = REGULER) -> str:
    return f"id: kota\nextends: {of}\n{text}"


def positions(findings: tuple[Diagnostic, ...]) -> list[tuple[str, str, int]]:
    return [(f.code, f.location.path, f.location.line) for f in findings]


# --- the ministry's form -------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "count"), [(REGULER, 111), (KPPN, 117)])
def test_questions_are_those_of_the_form(name: str, count: int) -> None:
    with FORM.open(encoding="utf-8", newline="") as stream:
        form = [tuple(row.values()) for row in csv.DictReader(stream)]
    assert [(q.id, q.printed, q.aspect, q.kind) for q in load(name).questions.values()] == form[:count]


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        (REGULER, {"baseline": 10, "output": 20, "outcome": 30, "impact": 20, "quick-win": 20}),
        (
            KPPN,
            {
                "baseline": 10,
                "output": 20,
                "outcome": 20,
                "impact": 20,
                "quick-win": 20,
                "collaboration": 10,
            },
        ),
    ],
)
def test_weights_are_those_of_the_cohort(name: str, weights: dict[str, int]) -> None:
    assert {aspect.id: aspect.weight for aspect in load(name).aspects.values()} == weights


@pytest.mark.parametrize(
    ("name", "question", "leverage"),
    [
        (REGULER, "B1", 0.0200),
        (REGULER, "O7", 0.0286),
        (REGULER, "C33", 0.0091),
        (REGULER, "I54", 0.0037),
        (REGULER, "W12", 0.0167),
        (KPPN, "C1", 0.0061),
        (KPPN, "K6", 0.0167),
    ],
)
def test_leverage_is_the_share_of_one_question(name: str, question: str, leverage: float) -> None:
    assert float(rounded(load(name).leverages[question], 4)) == leverage


def test_leverages_of_all_questions_add_up_to_one_level(instrument: Instrument) -> None:
    assert sum(instrument.leverages.values()) == 1


def test_cohorts_differ(instrument: Instrument) -> None:
    assert instrument.cohort == instrument.id.removeprefix("kominfo-2023-")
    assert instrument.year == 2023
    assert (instrument.scale.min, instrument.scale.max) == (1, 4)


def test_each_dimension_has_its_survey_and_one_question_on_programs(instrument: Instrument) -> None:
    assert len(instrument.dimensions) == 6
    for dimension in instrument.dimensions.values():
        assert len(dimension.sub_dimensions) == 3
        assert len(instrument.by_dimension["impact-questions", dimension.id]) == 9
    programs = [instrument.by_dimension["program-question", name] for name in instrument.dimensions]
    assert programs == [("C1",), ("C7",), ("C11",), ("C14",), ("C21",), ("C27",)]


def test_each_sub_dimension_has_three_statements_of_the_survey(instrument: Instrument) -> None:
    asked = [q.sub_dimension for q in instrument.questions.values() if q.kind == "survey"]
    assert sorted(asked) == sorted(3 * list(instrument.sub_dimensions()))


def test_figures_that_the_dossier_can_give(instrument: Instrument) -> None:
    computed = {q.id: q.computed for q in instrument.questions.values() if q.computed}
    assert computed == {
        "B4": "programs-last-year",
        "B5": "activities-last-year",
        "O6": "budget-share",
        "W12": "new-quick-wins",
    }
    assert set(computed) == {q.id for q in instrument.questions.values() if q.kind in {"count", "share"}}


def test_each_trait_of_a_quick_win_is_asked_once(instrument: Instrument) -> None:
    asking = [instrument.asking("trait", trait) for trait in choices_of(Question, "trait")]
    assert asking == [("W2",), ("W3",), ("W4",), ("W5",), ("W6",), ("W7",), ("W8",)]


def test_continuity_is_asked_once(instrument: Instrument) -> None:
    assert instrument.asking("kind", "continuity") == ("W11",)


def test_the_meaning_of_scores_is_not_invented(instrument: Instrument) -> None:
    assert [q.id for q in instrument.questions.values() if q.levels] == []


# --- the rows ------------------------------------------------------------------------------------


def test_rows_of_the_draft_are_as_drafted(instrument: Instrument) -> None:
    rows = {}
    for row in instrument.requirements.values():
        question, *parts = (f"{part}:{basis}" for part, basis in row.bases.items())
        basis = question.removeprefix("question:")
        rows[row.id] = " ".join([row.level[0].upper(), basis, *parts, *row.proves])
    draft = {name: row for name, row in ROWS.items() if name != "A-08" or instrument.cohort != "reguler"}
    assert {name: row for name, row in rows.items() if name in draft} == draft


def test_the_other_cohort_keeps_every_row() -> None:
    reguler, kppn = load(REGULER).requirements, load(KPPN).requirements
    assert dict(kppn) == {**reguler, "A-08": kppn["A-08"]}


def test_sinovik_is_only_recommended() -> None:
    cases = load(REGULER).requirements["A-05"].cases
    assert [case.where["id"] for case in cases if case.level == "recommended"] == [("C6",)]
    assert [case.where["id"] for case in cases] == [("C2",), ("C3",), ("C4",), ("C5",), ("C6",)]


def test_every_question_is_the_ministrys(instrument: Instrument) -> None:
    assert {question.basis for question in instrument.questions.values()} == {"official"}


def test_every_source_is_defined_and_every_source_is_used(instrument: Instrument) -> None:
    entries = [*instrument.questions.values(), *instrument.requirements.values()]
    assert {entry.source for entry in entries} == set(instrument.sources)


_OF_OFFICES = {"berita-acara", "surat", "renja", "rkpd", "perjanjian-kinerja", "kak", "lainnya"}
"""Papers that offices have and no requirement names: they serve the rows that take any type."""


def test_every_document_type_serves_some_requirement(instrument: Instrument) -> None:
    """All but the papers of offices; an LKjIP is a report."""
    rules = [
        rule
        for row in instrument.requirements.values()
        for rule in (row.documents, *(case.documents for case in row.cases))
        if rule
    ]
    named = {name for rule in rules for name in (*rule.any_of, *rule.all_of)}
    unused = {name for name in instrument.document_types if named.isdisjoint(instrument.types_of(name))}
    assert unused >= _OF_OFFICES
    unused -= _OF_OFFICES
    assert unused <= {"kesepakatan-bersama"}
    assert bool(unused) == (instrument.cohort == "reguler")


def texts(instrument: Instrument) -> Iterator[tuple[str, Words]]:
    """Every text that people read, with the key of what it belongs to."""
    yield instrument.id, instrument.title
    yield instrument.id, instrument.authority
    for section in ("sources", "requirements"):
        yield from ((key, entry.title) for key, entry in getattr(instrument, section).items())
    for section in ("aspects", "dimensions", "document_types"):
        yield from ((key, entry.name) for key, entry in getattr(instrument, section).items())
    for dimension in instrument.dimensions.values():
        yield from ((sub.id, sub.name) for sub in dimension.sub_dimensions)
    for question in instrument.questions.values():
        yield from ((question.id, words) for words in (question.indicator, question.sub_indicator))
        yield question.id, question.asks
    yield from ((row.id, row.why) for row in instrument.requirements.values())
    yield from ((kind.id, kind.what) for kind in instrument.document_types.values())


def test_every_text_is_there_in_both_languages(instrument: Instrument) -> None:
    found = list(texts(instrument))
    assert len(found) > 500
    assert [key for key, words in found if not words.id.strip() or not words.en.strip()] == []
    assert [key for key, words in found if key in (words.id, words.en)] == []


def test_sentences_are_translated(instrument: Instrument) -> None:
    sentences = [q.asks for q in instrument.questions.values()]
    sentences += [row.why for row in instrument.requirements.values()]
    sentences += [kind.what for kind in instrument.document_types.values()]
    assert [words.en for words in sentences if words.id == words.en] == []


def test_papers_that_need_a_number_and_a_date(instrument: Instrument) -> None:
    needing = {kind.id: kind.needs for kind in instrument.document_types.values() if kind.needs}
    papers = ("perda", "perkada", "sk-kepala-daerah", "sk-kepala-opd")
    assert needing == dict.fromkeys(papers, ("number", "date"))


# --- a city's own --------------------------------------------------------------------------------


def test_an_own_row_is_merged_over_the_one_of_the_same_id(load_own: Callable[..., Instrument]) -> None:
    own = load_own(child("requirements:\n  - id: Q-08\n    level: mandatory\n"))
    shipped = load(REGULER)
    assert own.requirements["Q-08"].level == "mandatory"
    assert own.requirements["Q-08"].documents == shipped.requirements["Q-08"].documents
    assert list(own.requirements) == list(shipped.requirements)
    assert own.id == "kota"
    assert own.title == shipped.title


def test_an_own_row_of_a_new_id_comes_last(load_own: Callable[..., Instrument]) -> None:
    own = load_own(
        child("""\
requirements:
  - id: X-01
    title: {id: Peta, en: Map}
    why: {id: Kota memintanya., en: The city wants it.}
    level: recommended
    subject: program
    documents: {any_of: [foto]}
    basis: deduced
    source: M23
""")
    )
    assert list(own.requirements)[-1] == "X-01"


def test_an_own_question_can_describe_its_scores(load_own: Callable[..., Instrument]) -> None:
    level = "{id: Belum ada., en: None yet.}"
    own = load_own(child(f'questions:\n  - id: B1\n    levels: {{"1": {level}}}\n'))
    assert own.questions["B1"].levels["1"].en == "None yet."
    assert own.questions["B1"].asks == load(REGULER).questions["B1"].asks


def test_an_own_instrument_may_extend_another_own_one(load_own: Callable[..., Instrument]) -> None:
    parent = child("requirements:\n  - {id: Q-07, level: mandatory}\n  - {id: Q-08, level: mandatory}\n")
    own = load_own(
        child("requirements:\n  - {id: Q-08, level: recommended}\n", of="instruments/p.yaml"),
        {"instruments/p.yaml": parent},
    )
    assert [own.requirements[name].level for name in ("Q-07", "Q-08")] == ["mandatory", "recommended"]


def test_a_dossier_is_checked_by_its_own_instrument(assessed: Callable[..., Any]) -> None:
    found = assessed(
        {OWN: child("requirements:\n  - {id: K-14, level: recommended}\n"), "aa.yaml": OWN_HEAD}, head=False
    )
    assert found.instrument.id == "kota"
    assert [c.level for c in found.matrix.cells if c.requirement == "K-14"] == ["recommended"]
    assert [f.code for f in found.findings if not f.code.startswith("KC2")] == []


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "suggestion"),
    [
        ("kominfo-2023-regular", "no-instrument", REGULER),
        ("kominfo-2023-kppn", "no-instrument", KPPN),
        ("xyzzy", "no-instrument", ""),
        ("instruments/lain.yaml", "no-instrument-file", ""),
        ("../luar.yaml", "no-instrument-file", ""),
        ("/etc/hosts.yaml", "no-instrument-file", ""),
    ],
)
def test_an_unknown_instrument_is_refused(
    make: Callable[..., Path], name: str, code: str, suggestion: str
) -> None:
    folder = make({"../luar.yaml": child("")})
    with pytest.raises(CannotRun) as caught:
        load(name, folder)
    assert (caught.value.code, caught.value.details.get("suggestion")) == (code, suggestion)
    assert caught.value.details["instrument"] == name


def test_an_own_instrument_needs_a_dossier() -> None:
    with pytest.raises(CannotRun, match="no-instrument"):
        load(OWN)


@pytest.mark.parametrize(
    "parent",
    [
        pytest.param(OWN, id="itself"),
        pytest.param("instruments/p.yaml", id="each other"),
    ],
)
def test_a_circle_is_refused(refused: Callable[..., CannotRun], parent: str) -> None:
    assert (
        refused(child("", of=parent), {"instruments/p.yaml": child("", of=OWN)}).code == "instrument-circle"
    )


def test_an_unknown_parent_is_refused(refused: Callable[..., CannotRun]) -> None:
    trouble = refused(child("", of="kominfo-2024"))
    assert (trouble.code, trouble.details["instrument"]) == ("no-instrument", "kominfo-2024")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("id: kota\n  extends: x: y\n", [("KC005", 2)], id="no YAML"),
        pytest.param(
            child("requirements:\n  - id: Q-04\n    level: perlu\n"),
            [("KC104", 5)],
            id="word of another list",
        ),
        pytest.param(child("requirements:\n  - id: Q-04\n    levels: mandatory\n"), [("KC101", 5)], id="key"),
        pytest.param(
            child("requirements:\n  - id: Q-04\n    documents: {any_of: [sop, sopp]}\n"),
            [("KC120", 5)],
            id="document type",
        ),
        pytest.param(
            child("requirements:\n  - id: Q-05\n    proves: [W8, W88]\n"), [("KC120", 5)], id="question"
        ),
        pytest.param(child("requirements:\n  - id: Q-05\n    source: M24\n"), [("KC120", 5)], id="source"),
        pytest.param(
            child(
                "requirements:\n  - id: A-05\n    cases: [{where: {id: C2}, documents: {all_of: [lph]}}]\n"
            ),
            [("KC120", 5)],
            id="document type of a case",
        ),
        pytest.param(child("questions:\n  - id: C9\n    dimension: smart\n"), [("KC120", 5)], id="dimension"),
        pytest.param(
            child("questions:\n  - id: I1\n    sub_dimension: air\n"), [("KC120", 5)], id="sub-dimension"
        ),
        pytest.param(child("questions:\n  - id: B1\n    aspect: outptu\n"), [("KC120", 5)], id="aspect"),
        pytest.param(child("\naspects:\n  - id: output\n    weight: 30\n"), [("KC121", 4)], id="weights"),
        pytest.param(
            child("requirements:\n  - id: Q-99\n    level: mandatory\n"), 5 * [("KC102", 4)], id="row without"
        ),
    ],
)
def test_a_broken_instrument_is_refused_at_its_line(
    refused: Callable[..., CannotRun], text: str, expected: list[tuple[str, int]]
) -> None:
    trouble = refused(text)
    assert trouble.code == "broken-instrument"
    assert positions(trouble.findings) == [(code, OWN, line) for code, line in expected]


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("requirements", "{id: Q-08, level: mandatory}"),
        ("questions", "{id: B1, kind: statement}"),
        ("aspects", "{id: output, weight: 20}"),
    ],
)
def test_an_id_that_stands_twice_in_one_file_is_refused(
    refused: Callable[..., CannotRun], section: str, entry: str
) -> None:
    """Of two rows only one could count; which, nobody would be told."""
    trouble = refused(child(f"{section}:\n  - {entry}\n  - {entry}\n"))
    assert trouble.code == "broken-instrument"
    assert [(path, line) for _, path, line in positions(trouble.findings)] == [(OWN, 5)]


def test_the_file_at_fault_is_named_not_the_one_that_extends_it(refused: Callable[..., CannotRun]) -> None:
    parent = child("requirements:\n  - id: Q-05\n    documents: {any_of: [dpaa]}\n")
    trouble = refused(
        child("requirements:\n  - {id: Q-04, level: recommended}\n", of="instruments/p.yaml"),
        {"instruments/p.yaml": parent},
    )
    assert positions(trouble.findings) == [("KC120", "instruments/p.yaml", 5)]


def test_a_fault_outside_the_lists_is_found_in_the_file_at_fault(refused: Callable[..., CannotRun]) -> None:
    trouble = refused(child("", of="instruments/p.yaml"), {"instruments/p.yaml": child("year: dua ribu\n")})
    assert positions(trouble.findings) == [("KC107", "instruments/p.yaml", 3)]


@pytest.fixture
def refused_dossier(make: Callable[..., Path]) -> Callable[[str], CannotRun]:
    """Assess a dossier by an own instrument that changes one row."""

    def _refused(row: str) -> CannotRun:
        own = child(f"requirements:\n  - id: {row}\n")
        with pytest.raises(CannotRun) as caught:
            assess(make({OWN: own, "aa.yaml": OWN_HEAD}, head=False), AS_OF)
        return caught.value

    return _refused


CASE = "cases:\n      - where: {digital: ya}\n"


@pytest.mark.parametrize(
    ("wrong", "line", "column"),
    [
        ("fields: [agency, contacts]", 5, 22),
        ("minimum: {users.sum: 1}", 5, 15),
        ("where_filled: [agency, partner]", 5, 28),
        ("where: {digitally: ya}", 5, 13),
        ("documents: {listed: books}", 5, 25),
        ("documents: {fields: [title, scopes]}", 5, 33),
        (f"{CASE}        fields: [agency, contacts]", 7, 26),
        (f"{CASE}      - where: {{digitally: ya}}", 7, 17),
        (f"{CASE}        documents: {{listed: books}}", 7, 29),
        (f"{CASE}        documents: {{fields: [scopes]}}", 7, 30),
        ("subject: agency\n    fields: []\n    subject_window: newest", 7, 5),
    ],
)
def test_a_field_that_no_subject_has_is_refused_where_it_stands(
    refused_dossier: Callable[[str], CannotRun], wrong: str, line: int, column: int
) -> None:
    trouble = refused_dossier(f"Q-02\n    {wrong}")
    assert (trouble.code, trouble.details["instrument"]) == ("broken-instrument", OWN)
    where = trouble.findings[-1].location
    assert (trouble.findings[-1].code, where.path) == ("KC123", OWN)
    assert (where.line, where.column) == (line, column)


@pytest.mark.parametrize(("path", "suggestion"), [("agensi", "agency"), ("quick_win.benefits", "benefit")])
def test_a_field_that_no_subject_has_is_told_with_a_near_one(
    refused_dossier: Callable[[str], CannotRun], path: str, suggestion: str
) -> None:
    [finding] = refused_dossier(f"Q-12\n    fields: [{path}]").findings
    assert finding.details["requirement"] == "Q-12"
    assert str(finding.details["suggestion"]).endswith(suggestion)


@pytest.mark.parametrize(
    "row",
    [
        "Q-12\n    where: {agensi: x}",
        "Q-12\n    where_filled: [budgets]",
        "Q-12\n    minimum: {users.counts: 3}",
        "Q-12\n    cases: [{where: {status: running}, fields: [sejak]}]",
        "Q-12\n    cases: [{where: {keadaan: running}, fields: [since]}]",
        "K-02\n    documents: {any_of: [masterplan], listed: masterplan.book}",
        "D-03\n    minimum: {survey.responden: 50}",
        pytest.param("Q-12\n    fields: [agency.name]", id="a key of what has none"),
        pytest.param("K-14\n    subject_window: round-year", id="a date of what has none"),
        pytest.param("A-03\n    fields: [figure.value]", id="a key of a number"),
        pytest.param("Q-12\n    documents: {any_of: [sop], fields: [scop]}", id="a key of documents"),
        pytest.param(
            "K-02\n    cases: [{where: {year: '2023'}, documents: {listed: masterplan.book}}]",
            id="what a case lists",
        ),
    ],
)
def test_every_way_to_ask_for_a_field_is_looked_up(
    refused_dossier: Callable[[str], CannotRun], row: str
) -> None:
    assert [finding.code for finding in refused_dossier(row).findings] == ["KC123"]


IDLE = {
    "status: runing": "running",
    "digital: perhaps": "",
    "status: [running, ended]": "",
    "dimension: smart-livng": "smart-living",
    "sub_dimension: [health, smart-living]": "",
    "users.count: banyak": "",
    "since: kemarin": "",
    "channels: web": "",
    "partners.name: Bank": "",
    "users: ya": "",
    "quick_win: ya": "",
}
"""What no program can be, and what is near."""


@pytest.mark.parametrize(("condition", "suggestion"), IDLE.items())
def test_a_condition_that_never_holds_is_told_where_it_stands(
    refused_dossier: Callable[[str], CannotRun], condition: str, suggestion: str
) -> None:
    [finding] = refused_dossier(f"Q-12\n    where: {{{condition}}}").findings
    word = condition.split(": ")[1].strip("[]").split(", ")[-1]
    assert (finding.code, finding.details["variant"]) == ("KC123", "value")
    assert (finding.details["value"], finding.details.get("suggestion", "")) == (word, suggestion)
    assert (finding.location.path, finding.location.line) == (OWN, 5)
    for language in resources.languages():
        names = Names(Messages(language))
        assert word in sentences.message(finding, names)
        assert sentences.hint(finding, names)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("A-03\n    where: {id: B99}", id="a question that there is not"),
        pytest.param("A-03\n    where: {aspect: basline}", id="an aspect that there is not"),
        pytest.param("A-03\n    where: {answer.score: 5}", id="a score off the scale"),
        pytest.param("A-03\n    cases: [{where: {kind: counts}, fields: [figure]}]", id="in a case"),
    ],
)
def test_a_condition_holds_only_for_what_the_instrument_has(
    refused_dossier: Callable[[str], CannotRun], row: str
) -> None:
    assert [finding.details["variant"] for finding in refused_dossier(row).findings] == ["value"]


@pytest.mark.parametrize("subject", sorted(KINDS))
def test_every_fact_that_is_computed_is_one_that_a_subject_has(
    subject: str, make: Callable[..., Path]
) -> None:
    dossier = assess(
        make(
            {
                "isi.yaml": "programs: [{id: a, name: A, quick_win: ya}]\nmeetings: [{id: b, body: team}]\nagencies: [{id: c, name: C}]\n"
            }
        ),
        AS_OF,
    ).dossier
    assert dossier is not None
    for found in subjects_of(dossier, load(REGULER))[subject]:
        assert found.facts.keys() == KINDS[subject][1].keys()


@pytest.mark.parametrize(
    "scale", ["{min: 5, max: 1}", "{min: 4, max: 4}", "{min: -1, max: 4}", "{min: 0, max: 1000}", "{min: 1}"]
)
def test_a_scale_goes_up_from_0(refused: Callable[..., CannotRun], scale: str) -> None:
    [finding] = refused(child(f"scale: {scale}\n")).findings
    assert finding.code in {"KC109", "KC102"}
    assert (finding.location.path, finding.location.line) == (OWN, 3)
