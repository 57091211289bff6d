"""What templates see: every name looked up, in one language, and nothing that must not be printed."""

from __future__ import annotations

import re
import typing
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.dates import PartialDate
from kotacerdas.deliverables.view import records
from kotacerdas.deliverables.view.context import context
from kotacerdas.deliverables.view.records import Context
from kotacerdas.errors import CannotRun
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from tests.conftest import AS_OF, ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Assessed = Callable[..., Assessment]

LANGUAGES = ("id", "en")
CONTOH = ROOT / "dossiers" / "contoh"


def linked(path: str) -> str:
    return f"../dosir/{path}"


def seen(assessment: Assessment, language: str = "id", **part: str) -> Context:
    return context(assessment, Messages(language), AS_OF, is_draft=True, link_to=linked, **part)


@cache
def assessed_once(folder: Path) -> Assessment:
    return assess(folder, AS_OF)


@pytest.fixture
def contoh() -> Assessment:
    return assessed_once(CONTOH)


@pytest.fixture
def tanjungpinang() -> Assessment:
    return assessed_once(TANJUNGPINANG)


def texts(value: object) -> Iterator[str]:
    """Every text in a record, and in the records in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


# --- both dossiers -------------------------------------------------------------------------------


def test_the_example_is_seen_whole(contoh: Assessment) -> None:
    found = seen(contoh)
    assert (found.language, found.year, found.stage_name) == ("id", 2023, "Tahap II")
    assert found.is_complete
    assert found.is_draft
    assert found.scope == (True, True, "", False)
    assert found.city.arms == "bukti/setda/lambang-daerah.png"
    assert found.foreword.position == "Bupati Nusa Harapan (fiktif)"
    assert len(found.documents) == 144
    assert len(found.dimensions) == 6
    assert len(found.quick_wins) == len(found.matrix.rows) == 6
    assert [q.dimension for q in found.quick_wins] == [d.id for d in found.dimensions]
    assert found.gaps == found.waived == found.open_requirements == ()
    assert found.readiness.mandatory.percent == 100
    assert sum(r.mandatory.total for r in found.by_dimension) == found.readiness.mandatory.total
    assert sum(r.mandatory.total for r in found.by_agency) == found.readiness.mandatory.total
    assert {p.id for d in found.dimensions for p in d.programs} == {p.id for p in found.programs}
    assert all(len(d.surveys) == 3 and len(d.surveys[0].means) == 3 for d in found.dimensions)
    assert sum(len(aspect.questions) for aspect in found.aspects) == 111
    assert [aspect.id for aspect in found.aspects if aspect.is_survey] == ["impact"]
    assert found.action_plan[0].kind_name == "Peningkatan kapasitas SDM"
    assert [meeting.date for meeting in found.meetings] == sorted(m.date for m in found.meetings if m.date)


def test_a_quick_win_is_seen_with_all_that_belongs_to_it(contoh: Assessment) -> None:
    program = next(p for p in seen(contoh).quick_wins if p.id == "gerbang-wisata")
    assert (program.goes_on_from, program.is_new, program.status_name) == ("Jelajah Nusa", False, "berjalan")
    assert program.agency is not None
    assert program.agency.short_name == "Dispar"
    assert program.contact is not None
    assert program.contact.position == "Kepala Bidang Pemasaran Pariwisata"
    assert program.budget_of_year == 520_000_000
    assert [trait.question for trait in program.traits] == [f"W{n}" for n in range(1, 11)]
    assert [(trait.name, bool(trait.text)) for trait in program.traits][:2] == [
        ("Perumusan", False),
        ("Daya tarik", True),
    ]
    papers = {trait.question: [document.id for document in trait.documents] for trait in program.traits}
    assert papers["W9"] == papers["W10"] == ["register-risiko-2023"]
    proving = {name for names in papers.values() for name in names}
    assert {d.id for d in program.documents} - {d.id for d in program.other_documents} == proving
    assert program.pictures
    assert {picture.picture for picture in program.pictures} <= {
        document.link.removeprefix("../dosir/") for document in program.documents
    }
    assert program.readiness.mandatory.met == program.readiness.mandatory.total > 0


def test_figures_are_computed_or_stated(contoh: Assessment) -> None:
    questions = {q.id: q for aspect in seen(contoh).aspects for q in aspect.questions}
    assert questions["B4"].figure == 36
    assert questions["O6"].figure == pytest.approx(1.7044, abs=1e-4)
    assert questions["I1"].mean == pytest.approx(3.34)
    assert questions["B1"].agency is not None
    assert all(question.is_proven for question in questions.values())


def test_documents_stand_in_the_order_of_what_they_prove(contoh: Assessment) -> None:
    found = seen(contoh)
    order = {q.id: i for i, q in enumerate(q for aspect in found.aspects for q in aspect.questions)}
    entries = {d.id: d for d in contoh.dossier.documents} if contoh.dossier else {}
    first = [
        min(order[ref] for ref in entries[d.id].supports)
        for d in found.documents
        if entries[d.id].supports and set(entries[d.id].supports) <= set(order)
    ]
    assert len(first) > 30
    assert first == sorted(first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_seen_the_mandatory_first(tanjungpinang: Assessment, language: str) -> None:
    found = seen(tanjungpinang, language)
    assert not found.is_complete
    assert len(found.gaps) == sum(1 for _ in tanjungpinang.matrix.missing())
    order = [(not gap.is_mandatory, -round(gap.leverage, 9)) for gap in found.gaps]
    assert order == sorted(order)
    assert all(gap.lacks and gap.title and gap.subject and not gap.lacks.endswith(".") for gap in found.gaps)
    assert {gap.requirement for gap in found.gaps} == {r.requirement for r in found.open_requirements}
    starred = {gap.requirement: gap.is_deduced for gap in found.gaps}
    assert (starred["Q-04"], starred["K-14"], starred["K-08"]) == (True, True, False)
    by_program = [gap for program in found.programs for gap in program.gaps]
    assert sorted(by_program, key=id) == sorted((gap for gap in found.gaps if gap in by_program), key=id)
    assert {state for row in found.matrix.rows for state in row.states} <= {
        *("met", "missing", "recommended", "waived", "none")
    }


def test_a_document_that_cannot_serve_says_why(tanjungpinang: Assessment) -> None:
    flaws = {d.flaw for d in seen(tanjungpinang).documents}
    assert flaws == {"belum disertai berkas atau tautan"}
    assert "neither file nor link" in seen(tanjungpinang, "en").documents[0].flaw


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", [CONTOH, TANJUNGPINANG], ids=lambda path: path.name)
def test_every_record_holds_what_its_fields_say(folder: Any, language: str) -> None:
    """Each value is of the type that `templates check` reads, all the way down."""

    def check(value: object, kind: Any) -> None:
        options = typing.get_args(kind) if typing.get_origin(kind) is not tuple else ()
        if type(None) in options:
            if value is None:
                return
            (kind,) = (option for option in options if option is not type(None))
        if typing.get_origin(kind) is tuple:
            assert type(value) is tuple
            for item in value:
                check(item, typing.get_args(kind)[0])
        elif hasattr(kind, "_fields") and kind is not PartialDate:
            assert type(value) is kind
            for name, inner in typing.get_type_hints(kind).items():
                check(getattr(value, name), inner)
        else:
            assert isinstance(value, (int, float) if kind is float else kind)

    check(seen(assessed_once(folder), language), Context)


@pytest.mark.parametrize("folder", [CONTOH, TANJUNGPINANG], ids=lambda path: path.name)
def test_both_languages_see_the_same_things(folder: Any) -> None:
    assessment = assessed_once(folder)
    indonesian, english = seen(assessment), seen(assessment, "en")
    assert english.language == "en"
    assert (indonesian.stage_name, english.stage_name) == ("Tahap II", "stage II")
    assert len(list(texts(indonesian))) == len(list(texts(english)))


# --- little, or nothing --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dossier_of_one_section_is_seen(assessed: Assessed, language: str) -> None:
    least = "dossier:\n  city: {name: Kota Uji}\n  year: 2023\n  instrument: kominfo-2023-reguler\n"
    found = seen(assessed({"d.yaml": least}, head=False), language)
    assert found.city == ("Kota Uji", "", "", "")
    assert found.foreword.text == ""
    assert (found.coordinator, found.evaluation, found.budget) == (None, None, None)
    assert found.masterplan == (None, (), None)
    assert found.programs == found.documents == found.agencies == found.action_plan == ()
    assert len(found.dimensions) == 6
    assert found.gaps
    assert [r.name for r in found.by_agency] == [Messages(language).text("words.nobody")]


def test_a_dossier_that_cannot_be_read_has_nothing_to_see(assessed: Assessed) -> None:
    with pytest.raises(CannotRun) as stopped:
        seen(assessed({"d.yaml": "dossier: {city: {}}\n"}, head=False))
    assert stopped.value.code == "unread-dossier"


def test_what_names_nothing_goes_by_its_id(assessed: Assessed) -> None:
    text = """\
programs:
  - {id: satu, name: Satu, agency: dinas-hantu, dimension: smart-ghost, sub_dimension: hantu}
meetings:
  - {id: rapat, body: team, agencies: [dinas-hantu]}
"""
    found = seen(assessed({"d.yaml": text}))
    assert found.programs[0].agency is not None
    assert found.programs[0].agency.name == "dinas-hantu"
    assert found.programs[0].dimension_name == "smart-ghost"
    assert found.meetings[0].agencies[0].short_name == "dinas-hantu"


# --- parts ---------------------------------------------------------------------------------------


def test_a_dimension_alone(contoh: Assessment) -> None:
    whole, part = seen(contoh), seen(contoh, dimension="smart-living")
    assert part.scope == (False, False, "Smart Living", False)
    assert part.dimensions == tuple(d for d in whole.dimensions if d.id == "smart-living")
    assert part.programs == part.dimensions[0].programs
    assert part.meetings == part.action_plan == ()
    assert {q.dimension_name for aspect in part.aspects for q in aspect.questions} == {"Smart Living"}
    assert 0 < len(part.documents) < len(whole.documents)
    assert {row.name for row in part.matrix.rows} == {p.name for p in part.quick_wins}
    assert part.readiness[1:] == part.dimensions[0].readiness[1:]
    assert [r.name for r in part.by_dimension] == ["Smart Living"]
    assert 0 < len(part.agencies) < len(whole.agencies)


def test_a_program_alone(contoh: Assessment) -> None:
    whole, part = seen(contoh), seen(contoh, program="gerbang-wisata")
    assert part.scope.name == "Gerbang Wisata"
    assert part.quick_wins == part.programs == tuple(p for p in whole.programs if p.id == "gerbang-wisata")
    assert [d.id for d in part.dimensions] == ["smart-branding"]
    assert [s.service for s in part.dimensions[0].surveys] == ["Pemesanan Gerbang Wisata"]
    assert set(part.programs[0].documents) <= set(part.documents)
    assert part.aspects == ()


@pytest.mark.parametrize(
    ("assessor", "name", "dimensions"),
    [
        ("Dyah Mutiarin", "Dyah Mutiarin (Kelembagaan)", []),
        ("wing WAHYU winarno", "Wing Wahyu Winarno (Smart Environment)", ["smart-environment"]),
        (
            "4",
            "Sri Yulianto (Smart Society dan Smart Living)",
            ["smart-living", "smart-society"],
        ),
        ("smart-governance", "Kaleb Sihombing (Smart Governance)", ["smart-governance"]),
        ("kelembagaan", "Dyah Mutiarin (Kelembagaan)", []),
    ],
)
def test_the_part_of_an_assessor(
    tanjungpinang: Assessment, assessor: str, name: str, dimensions: list[str]
) -> None:
    part = seen(tanjungpinang, assessor=assessor)
    assert part.scope == (False, not dimensions or "Wing" in name, name, True)
    assert [d.id for d in part.dimensions] == dimensions
    assert [asked.from_ for asked in part.follow_ups] == ["Wing Wahyu Winarno, Ketua Tim Asesor"]
    assert part.gaps


ASSESSORS = """
evaluation:
  assessors:
    - {name: Ani, fields: [smart-living]}
    - {name: Budi, fields: [smart-economy], chair: ya}
    - {name: Chairul, fields: [smart-economy]}
programs:
  - {id: satu, name: Satu, dimension: smart-living, quick_win: {benefit: Cepat}}
  - {id: dua, name: Dua, dimension: smart-living}
  - {id: tiga, name: Tiga, dimension: smart-economy}
follow_ups:
  - {subject: umum, from: Chairul}
  - {subject: dari Ani, from: Ani, about: [smart-economy]}
  - {subject: dari Budi, from: Budi, about: [smart-branding]}
  - {subject: dari ketua, from: Ketua Tim Asesor, about: [smart-branding]}
  - {subject: dari Chairul, from: Chairul, about: [smart-branding]}
  - {subject: tentang satu, about: [satu]}
"""


@pytest.mark.parametrize(
    ("part", "asked", "programs"),
    [
        (
            {"assessor": "Ani"},
            ["umum", "dari Ani", "dari Budi", "dari ketua", "tentang satu"],
            ["satu", "dua"],
        ),
        (
            {"assessor": "Budi"},
            ["umum", "dari Ani", "dari Budi", "dari ketua", "tentang satu"],
            ["satu", "tiga"],
        ),
        ({"assessor": "3"}, ["umum", "dari Ani", "dari Budi", "dari ketua", "dari Chairul"], ["tiga"]),
        ({"dimension": "smart-economy"}, ["umum", "dari Ani"], ["tiga"]),
        ({"program": "satu"}, ["tentang satu"], ["satu"]),
        ({"assessor": "Budi", "program": "satu"}, ["tentang satu"], ["satu"]),
    ],
)
def test_what_is_asked_in_general_or_by_the_chair_or_who_reads_stands_in_the_part(
    assessed: Assessed, part: dict[str, str], asked: list[str], programs: list[str]
) -> None:
    seen_part = seen(assessed({"d.yaml": ASSESSORS}), **part)
    assert [entry.subject for entry in seen_part.follow_ups] == asked
    assert sorted(program.id for program in seen_part.programs) == sorted(programs)


def test_the_chair_sees_the_institutions_and_every_quick_win(assessed: Assessed) -> None:
    part = seen(assessed({"d.yaml": ASSESSORS}), assessor="Budi")
    assert part.scope.has_institution
    assert [program.id for program in part.quick_wins] == ["satu"]
    assert part.quick_wins[0].gaps
    assert [of.name for of in part.by_dimension] == [
        "Smart Economy",
        "Quick win dimensi lain",
        "Tingkat daerah",
    ]
    total = sum(of.mandatory.total for of in part.by_dimension)
    assert total == part.readiness.mandatory.total
    assert {aspect.id for aspect in part.aspects} >= {"baseline", "quick-win"}


def test_what_is_otherwise_than_last_year(contoh: Assessment, tanjungpinang: Assessment) -> None:
    change = seen(contoh).change
    assert change is not None
    assert (change.previous_year, change.is_complete, change.continued, change.total) == (2022, True, 5, 6)
    told = [(win.change, win.name, win.former) for win in change.quick_wins if win.former or win.because]
    assert told == [
        ("continued", "Gerbang Wisata", "Jelajah Nusa"),
        ("stopped", "Lelang Ikan Daring", ""),
    ]
    assert [win.name for win in change.quick_wins if win.change == "new"] == ["Pasar Nontunai", "Siaga Warga"]
    largest = change.scores[0]
    assert (largest.question, largest.previous, largest.score) == ("I44", 2.3, 3.22)
    assert largest.difference == pytest.approx(0.92)
    part = seen(contoh, assessor="2").change
    assert part is not None
    assert part.quick_wins == change.quick_wins
    assert {score.question for score in part.scores} < {score.question for score in change.scores}
    assert seen(contoh, program="siaga-warga").change is None
    unsure = seen(tanjungpinang).change
    assert unsure is not None
    assert not unsure.is_complete
    assert {win.change for win in unsure.quick_wins} == {"gone", "new-or-unlisted"}
    assert seen(tanjungpinang).scored_answers == unsure.scores == ()


def test_answers_stand_by_their_scores(contoh: Assessment) -> None:
    scores = [question.score for question in seen(contoh).scored_answers]
    assert scores == sorted(scores, key=lambda score: -(score or 0))
    assert scores[0] == 4.0


def test_who_answered_for_two_dimensions_is_named(assessed: Assessed) -> None:
    text = """
surveys:
  - {dimension: smart-living, sample: Pemakai  MPP}
  - {dimension: smart-economy, sample: pemakai mpp}
  - {dimension: smart-living, sample: pasien}
  - {dimension: smart-economy}
"""
    surveys = [s for d in seen(assessed({"d.yaml": text})).dimensions for s in d.surveys]
    assert [(survey.sample, survey.same_as) for survey in surveys] == [
        ("pemakai mpp", ("Smart Living",)),
        ("", ()),
        ("Pemakai  MPP", ("Smart Economy",)),
        ("pasien", ()),
    ]


def test_answered_is_not_fulfilled(assessed: Assessed) -> None:
    text = """
evaluation: {remarks: [{by: Ani, text: Forum belum jalan, kind: weakness, about: [O5]}]}
follow_ups:
  - {subject: satu, status: answered, reply: Sudah, outcome: sebagian}
  - {subject: dua, status: answered, reply: Sudah}
"""
    found = seen(assessed({"d.yaml": text}))
    assert [(asked.status_name, asked.outcome_name) for asked in found.follow_ups] == [
        ("sudah dijawab", "terpenuhi sebagian"),
        ("sudah dijawab", ""),
    ]
    assert found.evaluation is not None
    assert [(r.kind_name, r.about) for r in found.evaluation.remarks] == [("kelemahan", ("O5",))]


def test_an_assessor_without_a_name_goes_by_number(contoh: Assessment) -> None:
    assert seen(contoh, assessor="3").scope.name == "Asesor 3 (Smart Branding dan Smart Economy)"
    assert seen(contoh, "en", assessor="1").scope.name == "Assessor 1 (Institutions)"


def test_the_parts_of_all_assessors_make_the_whole(contoh: Assessment) -> None:
    whole = seen(contoh)
    parts = [seen(contoh, assessor=str(number)) for number in range(1, 6)]
    asked = Counter(q.id for part in parts for aspect in part.aspects for q in aspect.questions)
    assert asked.keys() == {q.id for aspect in whole.aspects for q in aspect.questions}
    assert {q for q, n in asked.items() if n > 1} == {q for q in asked if q.startswith("W")}
    assert all(part.all_quick_wins == whole.quick_wins for part in parts[:1])
    assert all([p.id for p in part.all_quick_wins] == [p.id for p in whole.quick_wins] for part in parts)
    assert {p.id for part in parts for p in part.programs} == {p.id for p in whole.programs}
    assert {d.id for part in parts for d in part.documents} == {d.id for d in whole.documents}
    seen_by_chair_too = sum(program.readiness.mandatory.total for program in whole.quick_wins)
    seen_by_all = sum(
        cell.level == "mandatory" and cell.subject.id.startswith("W") for cell in contoh.matrix.cells
    )
    total = sum(part.readiness.mandatory.total for part in parts)
    assert total == whole.readiness.mandatory.total + seen_by_chair_too + 4 * seen_by_all


def test_a_field_that_several_share_is_meant_alone(assessed: Assessed) -> None:
    text = "evaluation: {assessors: [{name: A, fields: [smart-living, kelembagaan]}, {fields: [smart-living]}]}\n"
    part = seen(assessed({"d.yaml": text}), assessor="smart-living")
    assert part.scope == (False, False, "A dan Asesor 2 (Smart Living)", True)


@pytest.mark.parametrize(
    ("part", "code", "suggestion"),
    [
        ({"assessor": "Sri Yulianta"}, "no-such-assessor", "Sri Yulianto"),
        ({"assessor": "0"}, "no-such-assessor", ""),
        ({"assessor": "5"}, "no-such-assessor", ""),
        ({"assessor": "smart-govermance"}, "no-such-assessor", "smart-governance"),
        ({"dimension": "smart-livin"}, "no-such-dimension", "smart-living"),
        ({"program": "open-dat"}, "no-such-program", "open-data"),
        ({"dimension": "smart-living", "assessor": "kelembagaan"}, "nothing-selected", None),
        ({"program": "open-data", "assessor": "Sri Yulianto"}, "nothing-selected", None),
        ({"program": "open-data", "dimension": "smart-living"}, "nothing-selected", None),
    ],
)
def test_a_part_that_is_not_there_is_refused(
    tanjungpinang: Assessment, part: dict[str, str], code: str, suggestion: str | None
) -> None:
    with pytest.raises(CannotRun) as stopped:
        seen(tanjungpinang, **part)
    assert stopped.value.code == code
    assert stopped.value.details.get("suggestion") == suggestion
    for language in LANGUAGES:
        assert sentences.stop(stopped.value, Messages(language))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no-assessors"),
        ("evaluation: {place: Aula}\n", "no-assessors"),
        ("evaluation: {assessors: [{name: Sri Yulianto}]}\n", "assessor-without-fields"),
    ],
)
def test_a_dossier_that_names_no_assessor_says_so(assessed: Assessed, text: str, code: str) -> None:
    with pytest.raises(CannotRun) as stopped:
        seen(assessed({"d.yaml": text}), assessor="Sri Yulianto")
    assert stopped.value.code == code
    for language in LANGUAGES:
        assert sentences.stop(stopped.value, Messages(language))


# --- what must not be printed --------------------------------------------------------------------

NIK = "3171234567890001"


def filled(text: str) -> str:
    """A dossier with this text wherever a text may stand."""
    return f"""\
dossier:
  city: {{name: "{text}", province: "{text}"}}
  year: 2023
  instrument: kominfo-2023-reguler
  coordinator: {{agency: diskominfo, name: "{text}", position: "{text}", phone: 0771-55501, email: "{text}"}}
  masterplan: {{legal_basis: sop}}
  budget: {{other_sources: [{{source: "{text}"}}]}}
  foreword: {{text: "{text}", name: "{text}", position: "{text}"}}
evaluation:
  place: "{text}"
  attendees: [{{name: "{text}", position: "{text}"}}]
  assessors: [{{name: "{text}", fields: ["{text}", kelembagaan]}}]
agencies:
  - id: diskominfo
    name: "{text}"
    short_name: "{text}"
    head: "{text}"
    contact: {{name: "{text}", position: "{text}", phone: 0771-55502, email: "{text}"}}
dimensions:
  - {{id: smart-living, lead: diskominfo, strategy: "{text}", narrative: "{text}"}}
meetings:
  - {{id: rapat, body: team, title: "{text}", place: "{text}", agencies: ["{text}"]}}
programs:
  - id: satu
    name: "{text}"
    description: "{text}"
    dimension: smart-living
    sub_dimension: "{text}"
    agency: diskominfo
    contact: {{name: "{text}", position: "{text}", phone: 0771-55503, email: "{text}"}}
    partners: [{{name: "{text}", kind: "{text}", role: "{text}"}}]
    stopped_because: "{text}"
    masterplan: "{text}"
    budget: [{{year: 2023, amount: 1.000, source: "{text}"}}]
    channels: ["{text}"]
    users: {{period: "{text}"}}
    results: [{{indicator: "{text}", value: "{text}", unit: "{text}", period: "{text}"}}]
    risks: [{{risk: "{text}", mitigation: "{text}"}}]
    quick_win:
      strategic_issue: "{text}"
      attraction: "{text}"
      benefit: "{text}"
  - {{id: dua, name: Dua, agency: "{text}", dimension: "{text}"}}
  - {{id: ktp-3171234567890001, name: Tiga}}
documents:
  - {{id: sop, type: sop, title: "{text}", number: "{text}", issuer: "{text}", supports: [satu, "{text}"]}}
  - {{id: foto, type: "{text}", title: "{text}", agency: "{text}", file: "bukti/{text}.png"}}
  - {{id: tautan, type: foto, title: "{text}", url: "https://kota.go.id/{text}"}}
answers: [{{question: B1, text: "{text}", agency: "{text}"}}]
surveys:
  - {{dimension: smart-living, sub_dimension: "{text}", program: "{text}", method: "{text}", means: {{"{text}": 2}}}}
  - {{dimension: smart-living, service: "{text}"}}
statistics: [{{question: C9, unit: "{text}", source: "{text}"}}]
action_plan: [{{kind: people, activity: "{text}", unit: "{text}", agency: "{text}"}}]
follow_ups: [{{from: "{text}", subject: "{text}", reply: "{text}", about: [satu, "{text}"], documents: ["{text}"]}}]
reviews: [{{document: tautan, verdict: revise, by: "{text}", date: 2023-10-14, note: "{text}", file: "bukti/{text}"}}]
waivers: [{{requirement: Q-04, subject: satu, reason: "{text}"}}]
"""


def test_no_identity_number_is_printed(assessed: Assessed, png: bytes) -> None:
    """A file and a link whose address holds one are not linked at all."""
    files = {"d.yaml": filled(NIK), f"bukti/{NIK}.png": png}
    found = seen(assessed(files, head=False))
    assert [text for text in texts(found) if re.search(r"\d{16}", text)] == []
    assert sum("•" * 16 in text for text in texts(found)) > 100
    assert {d.link for d in found.documents} == {""}


def test_no_telephone_number_is_printed(contoh: Assessment, assessed: Assessed) -> None:
    found = seen(assessed({"d.yaml": filled("Isi")}, head=False))
    assert [text for text in texts(found) if "0771" in text] == []
    assert "phone" not in {name for kind in vars(records).values() for name in getattr(kind, "_fields", ())}
    assert all(
        person.email or person.position for person in [a.contact for a in seen(contoh).agencies] if person
    )


@pytest.mark.parametrize(
    "text",
    [
        "A & B < C > D",
        "{{ 7 * 7 }} {% for x in y %} {# z #}",
        "__class__ {0} %s $(rm)",
        "| kolom | **tebal** [tautan](javascript:x)",
        "\N{GRINNING FACE} \N{RIGHT-TO-LEFT OVERRIDE}kanan",
    ],
)
def test_hostile_texts_are_seen_as_they_are(text: str, assessed: Assessed) -> None:
    found = seen(assessed({"d.yaml": filled(text)}, head=False))
    program = found.programs[0]
    assert program.name == program.description == program.risks[0].risk == text
    assert found.city.name == found.foreword.text == found.waived[0].waived_because == text
    assert program.traits[1].text == text


def test_what_is_not_for_everybody_gets_no_link(assessed: Assessed, png: bytes) -> None:
    text = """\
documents:
  - {id: satu, type: foto, title: Satu, file: a.png}
  - {id: dua, type: foto, title: Dua, file: b.png, classification: restricted, url: "https://kota.go.id/b"}
  - {id: tiga, type: foto, title: Tiga, url: "https://kota.go.id/c", classification: secret}
  - {id: empat, type: foto, title: Empat, url: "https://kota.go.id/d", personal_data: specific}
  - {id: lima, type: foto, title: Lima, url: "https://kota.go.id/e", personal_data: general}
  - {id: enam, type: sk-kepala-opd, title: Enam, file: c.png}
  - {id: tujuh, type: foto, title: Tujuh, url: "javascript:alert(1)"}
"""
    found = seen(assessed({"d.yaml": text, **dict.fromkeys(("a.png", "b.png", "c.png"), png)}))
    shown = {d.id: (d.link, d.picture, d.is_open) for d in found.documents}
    assert shown == {
        "satu": ("../dosir/a.png", "a.png", True),
        "dua": ("", "", False),
        "tiga": ("", "", False),
        "empat": ("", "", False),
        "lima": ("https://kota.go.id/e", "", True),
        "enam": ("../dosir/c.png", "", True),
        "tujuh": ("", "", True),
    }


def test_arms_that_cannot_be_used_are_left_out(assessed: Assessed) -> None:
    text = (
        "dossier: {city: {name: Kota Uji, arms: tiada.png}, year: 2023, instrument: kominfo-2023-reguler}\n"
    )
    assert seen(assessed({"d.yaml": text}, head=False)).city.arms == ""


# --- what a check in code finds, what is set aside -----------------------------------------------


def test_a_gap_of_a_check_says_what_the_check_found(assessed: Assessed) -> None:
    text = """\
surveys:
  - {dimension: smart-living, service: A, users: 10, respondents: 50, means: {I28: 5}}
"""
    lacks = {gap.requirement: gap.lacks for gap in seen(assessed({"d.yaml": text}), "en").gaps}
    assert lacks["D-06"].startswith("The service has")
    assert lacks["D-07"] != lacks["D-03"]


@pytest.mark.parametrize("refused", ["I28: 9", "I28: 0", "I1: 4", "B1: 4"])
def test_a_mean_that_the_score_refuses_is_in_no_mean(assessed: Assessed, refused: str) -> None:
    text = f"""\
surveys:
  - {{dimension: smart-living, service: A, means: {{I29: 2}}}}
  - {{dimension: smart-living, service: B, means: {{I29: 3, {refused}}}}}
"""
    dossier = seen(assessed({"d.yaml": text}))
    means = {q.id: q.mean for aspect in dossier.aspects for q in aspect.questions if q.mean is not None}
    assert means == {"I29": 2.5}
    surveys = [survey for dimension in dossier.dimensions for survey in dimension.surveys]
    assert [survey.mean for survey in surveys] == [2, 3]
    assert len(surveys[1].means) == 2  # what is stated is shown


def test_a_waiver_is_seen_as_one(assessed: Assessed) -> None:
    text = """\
programs: [{id: satu, name: Satu, dimension: smart-living, quick_win: ya}]
waivers: [{requirement: Q-04, subject: satu, reason: Belum ada layanan}]
"""
    found = seen(assessed({"d.yaml": text}))
    assert [(w.requirement, w.subject, w.waived_because) for w in found.waived] == [
        ("Q-04", "Satu", "Belum ada layanan")
    ]
    assert "Q-04" not in {gap.requirement for gap in found.gaps}
    assert found.programs[0].readiness.waived == found.readiness.waived == 1
    states = dict(
        zip([c.requirement for c in found.matrix.columns], found.matrix.rows[0].states, strict=True)
    )
    assert (states["Q-04"], states["Q-03"], states["Q-08"]) == ("waived", "missing", "recommended")


def test_near_misses_are_named_by_title(assessed: Assessed) -> None:
    text = """\
programs: [{id: satu, name: Satu, dimension: smart-living, quick_win: ya}]
documents: [{id: sop-1, type: sop, title: SOP Antrean, state: draft, supports: [satu]}]
"""
    found = seen(assessed({"d.yaml": text}))
    gap = next(gap for gap in found.programs[0].gaps if gap.requirement == "Q-04")
    assert '"SOP Antrean" masih draf' in gap.lacks
    assert found.documents[0].flaw == "masih draf"


# --- size ----------------------------------------------------------------------------------------


def test_it_grows_no_faster_than_the_dossier(assessed: Assessed) -> None:
    """Every record is made once: what belongs to two chapters is the same one."""
    rows = "".join(
        f"  - {{id: p{n}, name: P{n}, dimension: smart-living, agency: diskominfo, quick_win: ya}}\n"
        for n in range(300)
    )
    papers = "".join(
        f"  - {{id: d{n}, type: foto, title: D{n}, agency: diskominfo, supports: [p{n}]}}\n"
        for n in range(300)
    )
    found = seen(assessed({"d.yaml": f"programs:\n{rows}documents:\n{papers}"}))
    assert {id(p) for p in found.programs} == {id(p) for d in found.dimensions for p in d.programs}
    assert {id(d) for d in found.documents} == {id(d) for p in found.programs for d in p.documents}
    assert {id(g) for p in found.programs for g in p.gaps} <= {id(g) for g in found.gaps}
