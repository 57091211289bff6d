"""The self-assessed score: computed as the ministry does, and what is said of it.

What the views say stands in `golden/score`; after a change that is meant, write it anew with
`pytest --renew` and read the difference.
"""

from __future__ import annotations

import json
import re
import shutil
from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kotacerdas import __version__, cli
from kotacerdas.assessment import score
from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.score import PublishedResult, published_results, standings_of
from kotacerdas.deliverables.view.context import context
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import City, DossierInfo
from kotacerdas.instrument.load import load
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import SCORE_FORMATS as FORMATS
from kotacerdas.reports.page import PLAIN_WIDTH, Page
from kotacerdas.reports.score import example
from kotacerdas.rounding import exact
from tests.conftest import AS_OF, HEAD, ROOT, TANJUNGPINANG, needs_libreoffice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kotacerdas.instrument.model import Instrument
    from tests.conftest import Golden

    Assessed = Callable[..., Assessment]
    Make = Callable[..., Path]

LANGUAGES = ("en", "id")
CONTOH = ROOT / "dossiers" / "contoh"
GOLDEN = ROOT / "tests" / "golden" / "score"
SCHEMA = json.loads((ROOT / "tests" / "data" / "score-v1.schema.json").read_text(encoding="utf-8"))
REGULER, KPPN = load("kominfo-2023-reguler"), load("kominfo-2023-kppn-ikn")
INSTRUMENTS = {instrument.cohort: instrument for instrument in (REGULER, KPPN)}
ALL = "\n".join(f"  - {{question: {name}, score: 3}}" for name in REGULER.questions if name[0] != "I")
MEANS = ", ".join(
    f"{q.id}: 2" for q in REGULER.questions.values() if q.kind == "survey" and q.dimension == "smart-living"
)
BASELINE = [name for name in REGULER.questions if name.startswith("B")]
LIVING = f"surveys:\n  - {{dimension: smart-living, means: {{{MEANS}}}}}\n"


def found(assessment: Assessment) -> score.Score:
    result = score.score_of(assessment)
    assert result is not None
    return result


def aspects(of: score.Result) -> dict[str, tuple[float, int, int]]:
    return {aspect.id: (float(round(aspect.mean, 4)), aspect.scored, aspect.total) for aspect in of.aspects}


def answers(**scores: float | str) -> str:
    return "answers:\n" + "".join(f"  - {{question: {q}, score: '{s}'}}\n" for q, s in scores.items())


def page(*assessments: Assessment, language: str = "en", **more: Any) -> Page:
    return Page(assessments, Messages(language), AS_OF, **more)


def told(assessment: Assessment, language: str = "en", **more: Any) -> str:
    return FORMATS["text"](page(assessment, language=language, **more))


def report(*assessments: Assessment, language: str = "en") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(FORMATS["json"](page(*assessments, language=language)))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)] == []
    return data


@pytest.fixture
def with_last_year(tmp_path: Path) -> Callable[..., Assessment]:
    """This year's dossier with last year's beside it."""

    def _made(now: str, before: str, instrument: str = "kominfo-2023-reguler", **files: str) -> Assessment:
        head = HEAD.replace("coordinator:", "previous: ../lalu\n  coordinator:")
        old = HEAD.replace("2023\n", "2022\n").replace("kominfo-2023-reguler", instrument)
        for name, content in (("kini", head + now), ("lalu", old + before)):
            (tmp_path / name).mkdir()
            (tmp_path / name / "isi.yaml").write_text(content, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / "lalu" / f"{name}.yaml").write_text(content, encoding="utf-8")
        return assess(tmp_path / "kini", AS_OF)

    return _made


# --- what the ministry published -------------------------------------------------------------------


def test_every_place_of_2023_is_there() -> None:
    assert len(published_results()) == len({place.name for place in published_results()}) == 130
    assert sum(place.name.startswith("Kota ") for place in published_results()) == 44


@pytest.mark.parametrize("place", published_results(), ids=lambda place: place.name)
def test_each_published_final_follows_from_its_aspects(place: PublishedResult) -> None:
    instrument = INSTRUMENTS[place.cohort]
    assert set(place.aspects) == set(instrument.aspects)
    assert abs(score.final_of(place.aspects, instrument) - place.final) <= 0.01 + 1e-9


def test_tanjungpinang_with_its_published_result_stands_where_it_stood() -> None:
    """Among the 44 cities it was 41st."""
    published, standings = standings_of(2.15, "Kota Tanjungpinang", REGULER)
    cities = next(standing for standing in standings if standing.group == "cities")
    assert published == 2.15
    assert (cities.rank, cities.places, cities.others) == (41, 44, 43)


# --- by hand ---------------------------------------------------------------------------------------


def test_a_few_scores_by_hand(assessed: Assessed) -> None:
    result = found(assessed({"a.yaml": answers(B1=4, B2="2,6", O1=3, C1="1.5", W1=2)})).result
    assert aspects(result) == {
        "baseline": (1.32, 2, 5),
        "output": (0.4286, 1, 7),
        "outcome": (0.0455, 1, 33),
        "impact": (0.0, 0, 54),
        "quick-win": (0.1667, 1, 12),
    }
    assert result.final == pytest.approx(0.1 * 6.6 / 5 + 0.2 * 3 / 7 + 0.3 * 1.5 / 33 + 0.2 * 2 / 12)
    assert (result.scored, result.total, len(result.absent)) == (5, 111, 106)


def test_the_survey_gives_the_scores_of_the_impact_questions(assessed: Assessed) -> None:
    result = found(assessed({"a.yaml": f"answers:\n{ALL}\n{LIVING}"})).result
    assert aspects(result)["impact"] == (round(9 * 2 / 54, 4), 9, 54)
    assert result.final == pytest.approx(0.8 * 3 + 0.2 * 9 * 2 / 54)


def test_collaboration_counts_where_the_instrument_has_it(make: Make) -> None:
    head = HEAD.replace("reguler", "kppn-ikn")
    folder = make({"aa-head.yaml": head, "a.yaml": answers(K1=4, K2=2)}, head=False)
    result = found(assess(folder, AS_OF)).result
    assert aspects(result)["collaboration"] == (1.0, 2, 6)
    assert result.final == pytest.approx(0.1)


def test_the_mean_of_two_services_that_were_asked_the_same_counts(assessed: Assessed) -> None:
    files = {
        "s.yaml": "surveys:\n"
        "  - {dimension: smart-governance, service: A, means: {I1: 2}}\n"
        "  - {dimension: smart-governance, sub_dimension: layanan-publik, service: B, means: {I1: 3}}\n"
    }
    assert score.question_scores(assessed(files).dossier, REGULER) == ({"I1": 2.5}, ())  # type: ignore[arg-type]


def test_what_stands_twice_counts_once(assessed: Assessed) -> None:
    files = {"a.yaml": "answers:\n  - {question: B1, score: 4}\n  - {question: B1, score: 2}\n"}
    assert aspects(found(assessed(files)).result)["baseline"] == (0.8, 1, 5)


@pytest.mark.parametrize(
    "survey",
    [
        "{dimension: smart-living, means: {I1: 3}}",
        "{dimension: smart-governance, sub_dimension: kebijakan-publik, means: {I1: 3}}",
        "{dimension: smart-governance, means: {I1: 0}}",
        "{dimension: smart-governance, means: {I1: 9}}",
        "{dimension: smart-governance, means: {I1: -3}}",
    ],
)
def test_a_mean_that_does_not_count_is_named(assessed: Assessed, survey: str) -> None:
    assessment = assessed({"s.yaml": f"surveys:\n  - {survey}\n", "a.yaml": answers(B1=3)})
    result = found(assessment)
    assert (result.left_out, "I1" in result.result.absent) == (("I1",), True)
    assert "another survey: I1." in " ".join(told(assessment).split())


@pytest.mark.parametrize("value", ["0,9", "4,1", "nan", "inf", "1e3", "-1", "9999999999", "tiga", "\u0661"])
def test_a_hostile_number_is_no_score(assessed: Assessed, value: str) -> None:
    result = found(assessed({"a.yaml": answers(B1=value, B2=3)})).result
    assert aspects(result)["baseline"] == (0.6, 1, 5)


def test_a_mean_of_what_no_survey_asks_counts_nothing(assessed: Assessed) -> None:
    result = found(assessed({"s.yaml": "surveys:\n  - {dimension: smart-living, means: {C14: 4, I28: 4}}\n"}))
    assert (result.left_out, "C14" in result.result.absent) == (("C14",), True)


def test_an_aspect_without_questions_has_no_mean() -> None:
    bare = copy(REGULER)
    bare.questions = {name: q for name, q in REGULER.questions.items() if q.aspect != "impact"}
    assert aspects(result_of({}, bare))["impact"] == (0, 0, 0)


def test_a_score_for_what_is_no_question_or_the_survey_s_counts_nothing(assessed: Assessed) -> None:
    result = found(
        assessed(
            {"a.yaml": answers(B99=4, I1=4), "s.yaml": "surveys:\n  - {dimension: x, means: {B1: 4, Z: 3}}\n"}
        )
    )
    assert (result.result.final, result.left_out) == (0, ("B1",))


# --- laws ------------------------------------------------------------------------------------------


def result_of(scores: Mapping[str, float], instrument: Instrument = REGULER) -> score.Result:
    info = DossierInfo.model_construct(city=City.model_construct(name="Kota Uji"), year=2023)
    return score.result_of(Dossier(info), instrument, scores)


SCORES = st.dictionaries(st.sampled_from(list(KPPN.questions)), st.floats(1, 4), max_size=40)


@given(SCORES)
def test_a_score_stays_on_the_scale(scores: dict[str, float]) -> None:
    result = result_of(scores, KPPN)
    assert 0 <= result.final <= 4
    assert all(0 <= aspect.mean <= 4 for aspect in result.aspects)
    assert result.scored == len(scores)
    full = result_of({**dict.fromkeys(KPPN.questions, 1.0), **scores}, KPPN)
    assert full.is_complete
    assert 1 - 1e-9 <= full.final <= 4


@given(st.lists(st.decimals(1, 4, places=3), min_size=5, max_size=5))
def test_an_aspect_is_its_exact_mean_and_a_half_goes_up(written: list[Decimal]) -> None:
    """A sum of floats would show 3.08 on one version of Python, and 3.07 on another."""
    scores = {name: exact(float(value)) for name, value in zip(BASELINE, written, strict=True)}
    mean = result_of(scores, REGULER).aspects[0].mean
    decimal = sum(written) / 5
    assert mean == Fraction(decimal)
    shown = Messages("en").number(mean, 2)
    assert shown == str(decimal.quantize(Decimal("0.01"), ROUND_HALF_UP))


@given(SCORES, st.sampled_from(list(KPPN.questions)), st.floats(1, 4))
def test_a_better_answer_never_lowers_the_score(scores: dict[str, float], name: str, level: float) -> None:
    """One more answer never does either, since a question without one counts as 0."""
    before = result_of(scores, KPPN).final
    raised = scores | {name: max(level, scores.get(name, 0))}
    after = result_of(raised, KPPN).final
    assert after >= before
    assert after - before == pytest.approx(KPPN.leverages[name] * (raised[name] - scores.get(name, 0)))


@given(SCORES)
def test_closing_every_gap_leads_to_the_top_at_most(scores: dict[str, float]) -> None:
    matrix = assess_nothing().matrix
    gains = score.open_questions(matrix, REGULER, scores)
    result = result_of({k: v for k, v in scores.items() if k in REGULER.questions})
    final_at_most = score.Score(result, open=gains).final_at_most
    assert result.final <= final_at_most <= 4 + 1e-9
    ordered = [round(question.gain, 9) for question in gains]
    assert ordered == sorted(ordered, reverse=True)


def assess_nothing(known: list[Assessment] = []) -> Assessment:  # noqa: B006 - assessed once
    if not known:
        known.append(assess(TANJUNGPINANG, AS_OF))
    return known[0]


@given(st.floats(0, 4), st.floats(0, 4))
def test_a_higher_score_never_stands_lower(one: float, other: float) -> None:
    (_, low), (_, high) = (standings_of(final, "Kota Uji", REGULER) for final in sorted((one, other)))
    for below, above in zip(low, high, strict=True):
        assert above.rank <= below.rank
        assert 0 <= below.percentile <= above.percentile <= 100
        assert 1 <= above.rank <= above.places


# --- what is missing -------------------------------------------------------------------------------


def test_a_question_is_open_while_something_mandatory_is_missing(assessed: Assessed) -> None:
    result = found(assessed({"a.yaml": answers(B1=3)}))
    by_name = {question.question: question for question in result.open}
    assert set(by_name) == set(REGULER.questions)
    assert by_name["B1"].gain == pytest.approx(0.02 * (4 - 3))
    assert by_name["B2"].gain == pytest.approx(0.02 * 4)
    assert by_name["B2"].score is None
    assert result.final_at_most == pytest.approx(4)


def test_nothing_is_open_where_nothing_mandatory_is_missing() -> None:
    result = found(assess(CONTOH, AS_OF))
    assert (result.open, result.gain, result.final_at_most) == ((), 0, result.result.final)


# --- last year -------------------------------------------------------------------------------------

COMPLETE = (
    "answers:\n"
    + ALL
    + "\nsurveys:\n"
    + "".join(
        "  - {{dimension: {}, means: {{{}}}}}\n".format(
            dimension,
            ", ".join(
                f"{q.id}: 3"
                for q in REGULER.questions.values()
                if (q.kind, q.dimension) == ("survey", dimension)
            ),
        )
        for dimension in REGULER.dimensions
    )
)


def test_two_complete_years_are_compared(with_last_year: Callable[..., Assessment]) -> None:
    result = found(with_last_year(COMPLETE.replace("B1, score: 3", "B1, score: 4"), COMPLETE))
    assert (result.result.is_complete, result.improvement) == (True, Fraction(2, 100))
    assert (result.change("baseline"), result.change("output")) == (Fraction(1, 5), 0)


@pytest.mark.parametrize(("now", "before"), [(COMPLETE, ALL), (ALL, COMPLETE), (ALL, ALL)])
def test_an_incomplete_year_is_not_compared_but_for_whole_aspects(
    with_last_year: Callable[..., Assessment], now: str, before: str
) -> None:
    now, before = (text if text == COMPLETE else f"answers:\n{text}\n" for text in (now, before))
    assessment = with_last_year(now, before)
    result = found(assessment)
    assert result.improvement is None
    assert (result.change("baseline"), result.change("impact")) == (0.0, None)
    said = " ".join(told(assessment).split())
    for text, year in ((now, 2023), (before, 2022)):
        assert (f"54 of 111 in {year}" in said) == (text != COMPLETE)
    assert report(assessment)["dossiers"][0]["score"]["improvement"] is None


def test_last_year_counts_by_its_own_instrument(with_last_year: Callable[..., Assessment]) -> None:
    assessment = with_last_year(answers(B1=4), answers(K1=4), "kominfo-2023-kppn-ikn")
    previous = found(assessment).previous
    assert previous is not None
    assert (previous.instrument, previous.total) == ("kominfo-2023-kppn-ikn", 117)
    assert previous.final == pytest.approx(0.1 * 4 / 6)
    assert "by the instrument of that year's dossier, kominfo-2023-kppn-ikn" in " ".join(
        told(assessment).split()
    )


def test_last_year_s_own_file_is_looked_for_beside_it(with_last_year: Callable[..., Assessment]) -> None:
    own = "id: kota-2022\nextends: kominfo-2023-kppn-ikn\n"
    assessment = with_last_year(answers(B1=4), answers(B1=4), "kota.yaml", kota=own)
    previous = found(assessment).previous
    assert previous is not None
    assert (previous.instrument, previous.total) == ("kota-2022", 117)


def test_an_instrument_that_is_gone_is_told(with_last_year: Callable[..., Assessment]) -> None:
    assessment = with_last_year(answers(B1=4), answers(B1=3), "instruments/hilang.yaml")
    result = found(assessment)
    assert result.previous is not None
    assert (result.previous.instrument, result.is_by_own_instrument) == (REGULER.id, False)
    assert "since the instrument of that year's dossier cannot be loaded" in " ".join(
        told(assessment).split()
    )
    assert report(assessment)["dossiers"][0]["score"]["previous"]["is_by_own_instrument"] is False


def test_a_year_before_without_scores_is_not_mentioned(with_last_year: Callable[..., Assessment]) -> None:
    assessment = with_last_year(answers(B1=4), "answers:\n  - {question: B1, text: Ada}\n")
    assert found(assessment).previous is None
    assert "2022" not in told(assessment)


# --- among others ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Kabupaten Badung", "kab Badung", "KAB. BADUNG", "Kab.Badung", " Kab.  Badung"]
)
def test_a_regency_is_known_however_it_is_written(name: str) -> None:
    published, standings = standings_of(3, name, REGULER)
    assert published == 2.97
    assert [standing.group for standing in standings] == ["all", "cohort", "cities", "regencies"]
    assert [standing.others for standing in standings] == [129, 71, 44, 85]


def test_another_place_is_counted_beside_the_others() -> None:
    published, standings = standings_of(4, "Kabanjahe", KPPN)
    assert published is None
    assert [(s.group, s.rank, s.places, s.percentile) for s in standings] == [
        ("all", 1, 131, 100),
        ("cohort", 1, 59, 100),
        ("cities", 1, 45, 100),
    ]


def test_places_with_the_same_result_share_a_rank() -> None:
    finals = sorted((place.final for place in published_results()), reverse=True)
    _, standings = standings_of(finals[10], "Kota Uji", REGULER)
    assert standings[0].rank == 1 + finals.index(finals[10])


def test_another_scale_is_compared_with_nobody(make: Make) -> None:
    own = "id: kota\nextends: kominfo-2023-reguler\nscale: {min: 0, max: 5}\n"
    files = {"aa-head.yaml": HEAD.replace(REGULER.id, "kota.yaml"), "kota.yaml": own, "a.yaml": answers(B1=4)}
    assessment = assess(make(files, head=False), AS_OF)
    assert found(assessment).standings == ()
    assert "Among the" not in told(assessment)


# --- the views -------------------------------------------------------------------------------------

PARTLY = {
    "a.yaml": answers(B1=4, B2="2,6", O1=3),
    "s.yaml": LIVING + "  - {dimension: smart-economy, means: {I19: 0}}\n",
}
CASES = ("contoh", "tanjungpinang-2023", "partly")
VIEWS = {"text": "txt", "json": "json"}


@pytest.fixture
def case(request: pytest.FixtureRequest, assessed: Assessed, monkeypatch: pytest.MonkeyPatch) -> Assessment:
    """Assessed from the root, so that its path is the same everywhere."""
    monkeypatch.chdir(ROOT)
    if request.param == "partly":
        return assessed(PARTLY)._replace(path="dosir")
    return assess(Path("dossiers") / request.param, AS_OF)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("case", CASES, indirect=True)
def test_the_views_are_as_they_were(
    case: Assessment, view: str, language: str, request: pytest.FixtureRequest, golden: Golden
) -> None:
    name = request.node.callspec.params["case"]
    written = FORMATS[view](page(case, language=language))
    written = written.replace(f'"version": "{__version__}"', '"version": "0.0.0"')
    golden(GOLDEN / f"{name}.{language}.{VIEWS[view]}", written)


def test_every_golden_file_has_its_test() -> None:
    names = {
        f"{case}.{language}.{ending}" for case in CASES for language in LANGUAGES for ending in VIEWS.values()
    }
    assert {path.name for path in GOLDEN.iterdir()} == names


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_obeys_version_1_and_says_the_same_in_both_languages(language: str, assessed: Assessed) -> None:
    everything = [
        assess(CONTOH, AS_OF),
        assess(TANJUNGPINANG, AS_OF),
        assessed(PARTLY),
        assessed({"x.yaml": "a: ["}),
    ]
    data = report(*everything, language=language)
    english = report(*everything)
    for dossier in (*data["dossiers"], *english["dossiers"]):
        for aspect in dossier["score"]["aspects"]:
            del aspect["name"]
    assert data == english


def test_a_dossier_that_cannot_be_read_has_no_score(assessed: Assessed) -> None:
    assessment = assessed({"isi.yaml": "dossier:\n  city: {name: Kota Uji}\n  year: x\n"}, head=False)
    assert score.score_of(assessment) is None
    assert report(assessment)["dossiers"][0]["score"] is None
    assert "could not be read" in told(assessment)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [70, 80, PLAIN_WIDTH, 120])
@pytest.mark.parametrize("case", CASES, indirect=True)
def test_no_line_is_wider_than_the_page(case: Assessment, width: int, language: str) -> None:
    _, *lines = told(case, language, width=width).splitlines()
    assert [line for line in lines if len(line) > width] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_narrow_page_has_no_bars_and_a_wide_one_has() -> None:
    assessment = assess(CONTOH, AS_OF)
    assert "█" not in told(assessment, width=40)
    bars = re.findall("█*░*$", told(assessment, width=120), re.MULTILINE)
    assert {len(bar) for bar in bars if bar} == {40}


def test_paint_changes_nothing_but_the_looks() -> None:
    assessment = assess(CONTOH, AS_OF)
    painted = told(assessment, paint=lambda style, text: f"<{style}>{text}</{style}>" if text else text)
    assert re.sub(r"</?[a-z]+>", "", painted) == told(assessment)
    assert "<met>█" in painted


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_always_says_whose_score_it_is_and_of_which_year_the_others_are(language: str) -> None:
    said = " ".join(told(assess(CONTOH, AS_OF), language).split())
    for words in {
        "en": ("not a result of the Directorate General", "given by assessors", "always compared with 2023"),
        "id": ("bukan hasil penilaian Direktorat Jenderal", "diberikan oleh asesor", "selalu tahun 2023"),
    }[language]:
        assert words in said


# --- the command -----------------------------------------------------------------------------------


def test_nothing_scored_is_explained_and_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", "en", "score", str(TANJUNGPINANG), "--as-of", "2023-11-01"]) == 0
    out, err = capsys.readouterr()
    assert "Nothing is scored yet" in out
    assert "B1–B5, O1–O7, C1–C33, W1–W12" in " ".join(out.split())
    assert err == ""


@pytest.mark.parametrize("instrument", [REGULER, KPPN], ids=lambda instrument: instrument.cohort)
def test_the_example_of_what_to_fill_in_is_right(assessed: Assessed, instrument: Instrument) -> None:
    result = found(assessed({"isi.yaml": "\n".join(example(instrument))}))
    assert (result.result.scored, result.left_out) == (2, ())


def test_the_report_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "nilai.json"
    options = ["--format", "json", "--output", str(target), "--as-of", "2023-11-01"]
    assert cli.run(["--lang", "en", "score", str(CONTOH), *options]) == 0
    assert capsys.readouterr() == ("", "")
    assert json.loads(target.read_text(encoding="utf-8"))["dossiers"][0]["score"]["final"] == 3.0446


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nirwana"], 'There is no folder "nirwana"'),
        (["--format", "xml"], "text, json"),
        (["--as-of", "kemarin"], '"kemarin" is not a date'),
        ([str(CONTOH), "--output", str(CONTOH / "nilai.yaml")], "nilai.yaml"),
    ],
)
def test_what_cannot_run_says_so(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", "en", "score", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, told in " ".join(err.split())) == ("", True)


def test_one_that_cannot_be_scored_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", "en", "score", "nirwana", str(CONTOH)]) == 2
    assert "Self-assessed score: 3.04" in capsys.readouterr().out


# --- in templates ----------------------------------------------------------------------------------


def seen(assessment: Assessment, **part: str) -> Any:
    """What templates see of the score."""
    shown = context(assessment, Messages("en"), AS_OF, is_draft=True, link_to=str, **part)
    return shown.score


def built(folder: Path, target: Path, *more: str) -> str:
    """The text of the main part of a built Word file, with that of its charts."""
    options = ["--draft", "--as-of", "2023-11-01", "--output", str(target), *more]
    assert cli.run(["--lang", "en", "build", str(folder), *options]) == 0
    with ZipFile(target) as packed:
        names = [
            n for n in packed.namelist() if n == "word/document.xml" or n.startswith("word/charts/radar")
        ]
        return "\n".join(packed.read(name).decode() for name in names)


def test_templates_see_what_the_command_shows() -> None:
    shown = seen(assess(CONTOH, AS_OF))
    assert (round(shown.final, 2), round(shown.previous, 2), shown.improvement) == (3.04, 2.81, 0.23)
    assert (shown.scored, shown.total, shown.highest, shown.previous_year) == (111, 111, 4, 2022)
    aspect, group = shown.aspects[0], shown.standing[1]
    assert (aspect.name, aspect.scored, aspect.total, aspect.change) == ("Baseline", 5, 5, 0.24)
    assert (group.group_name, group.rank, group.places) == ("The regular cohort", 30, 73)


def test_templates_see_no_score_where_nothing_is_scored() -> None:
    assert seen(assess(TANJUNGPINANG, AS_OF)) is None


@pytest.mark.parametrize(
    ("part", "has_score"),
    [
        ({"dimension": "smart-living"}, False),
        ({"program": "siaga-warga"}, False),
        ({"assessor": "smart-environment"}, False),
        ({"assessor": "kelembagaan"}, True),
    ],
)
def test_the_score_belongs_to_the_place_as_a_whole(part: dict[str, str], *, has_score: bool) -> None:
    assert (seen(assess(CONTOH, AS_OF), **part) is not None) == has_score


@pytest.mark.slow
def test_the_radar_shows_two_years_only_where_both_are_complete(
    tmp_path: Path, make: Make, with_last_year: Callable[..., Assessment]
) -> None:
    with_last_year(f"answers:\n{ALL}\n", COMPLETE)
    for folder, series in (
        (CONTOH, ["2022", "2023"]),
        (tmp_path / "kini", ["2023"]),
        (make(PARTLY), ["2023"]),
    ):
        for name in ("laporan", "ringkasan"):
            text = built(folder, tmp_path / "hasil.docx", "--template", name)
            assert re.findall(r"<c:tx><c:v>(.*?)</c:v>", text) == series
            assert '<c:max val="4.0"/><c:min val="0"/>' in text
            assert (
                "not a result of the Directorate General" in text
                or "the city's own assessment" in text.lower()
            )
            (tmp_path / "hasil.docx").unlink()


@pytest.mark.parametrize("name", ["laporan", "ringkasan"])
def test_there_is_no_chapter_where_nothing_is_scored(tmp_path: Path, name: str) -> None:
    text = built(TANJUNGPINANG, tmp_path / "hasil.docx", "--template", name)
    assert "radarChart" not in text
    assert "Self-assessed score by aspect" not in text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["laporan", "ringkasan"])
def test_word_opens_a_radar(tmp_path: Path, make: Make, name: str) -> None:
    audit = pytest.importorskip("openxml_audit")
    for number, folder in enumerate((CONTOH, make(PARTLY))):
        target = tmp_path / f"{number}.docx"
        built(folder, target, "--template", name)
        result = audit.OpenXmlValidator().validate(str(target))
        assert [str(error) for error in result.errors] == []


@needs_libreoffice
@pytest.mark.parametrize("case", ["contoh-2022", "partly", "crowded"])
def test_the_summary_with_a_score_is_one_page(tmp_path: Path, make: Make, case: str) -> None:
    folder = ROOT / "dossiers" / case
    if case == "partly":
        folder = make(PARTLY)
    elif case == "crowded":  # long names, arms, gaps, and a year to compare with
        shutil.copytree(CONTOH, tmp_path / "sesak" / "contoh")
        shutil.copytree(ROOT / "dossiers" / "contoh-2022", tmp_path / "sesak" / "contoh-2022")
        folder = tmp_path / "sesak" / "contoh"
        shutil.rmtree(folder / "bukti" / "diskominfo")
        (folder / "documents" / "quick-win.yaml").unlink()
        agencies = folder / "agencies.yaml"
        text = agencies.read_text(encoding="utf-8")
        text = re.sub(r"short_name: (.*)", r'short_name: "\1 dan Perlindungan Anak Daerah"', text)
        agencies.write_text(text, encoding="utf-8")
    target = tmp_path / "ringkasan.pdf"
    options = ["--template", "ringkasan", "--format", "pdf", "--draft", "--as-of", "2023-11-01"]
    assert cli.run(["--lang", "id", "build", str(folder), *options, "--output", str(target)]) == 0
    assert len(pypdf.PdfReader(target).pages) == 1
