"""What assessors asked for: the view, and what `validate` says of the same.

The view of a dossier with every kind of follow-up stands in `golden/follow_ups`; after a change that is meant,
write it anew with `pytest --renew`.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotacerdas import cli
from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.cells import Matrix
from kotacerdas.dossier.dossier import Dossier, Origin
from kotacerdas.dossier.entries import City, DossierInfo, FollowUp
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.languages.sentences import message
from kotacerdas.reports import terminal
from kotacerdas.reports.follow_ups import Entry, entries, render
from kotacerdas.reports.page import PLAIN_WIDTH, Page
from tests.conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Golden

LANGUAGES = ("en", "id")
GOLDEN = ROOT / "tests" / "golden" / "follow_ups"
PAINT = re.compile("\x1b\\[[0-9;]*m|[\ufdd0-\ufdef]")
NIK = "2172010203040005"

ALL = """\
evaluation: {date: 2023-10-20}
programs:
  - {id: lapor, name: Lapor Warga, agency: diskominfo, dimension: smart-governance}
documents:
  - {id: sop, type: sop, title: SOP Lapor Warga, url: "https://contoh.go.id/sop"}
  - {id: konsep, type: sop, title: Konsep SOP Cadangan, url: "https://contoh.go.id/konsep"}
  - {id: hilang, type: notulen, title: Notulen rapat, date: 2023-05-02, file: bukti/hilang.pdf}
follow_ups:
  - {subject: Terjawab., date: 2023-10-20, from: Ketua Tim Asesor, status: answered, documents: [sop, konsep, hilang, tak-ada]}
  - {subject: Tanpa tenggat., date: 2023-10-21, status: open}
  - {subject: Hari ini., date: 2023-10-19, due: 2023-11-01, about: [lapor, W7, smart-living, diskominfo, sop, lain]}
  - {subject: Lewat tenggat., due: 2023-10-30, status: open}
  - {subject: Lewat lebih dahulu., date: 2023-10-20, due: 2023-10-25}
  - {subject: Nanti., date: 2023-10-20, due: 2023-12-01, status: open}
  - {subject: Terjawab lewat tenggat., due: 2023-10-01, date: 2023-09-01, status: answered, reply: Sudah dikirim.}
  - {subject: Di luar kewenangan., status: declined}
  - {kind: recommendation, subject: Forum dijalankan., date: 2022-12-06, from: Laporan Evaluasi 2022}
  - {kind: recommendation, subject: Dewan bersidang., date: 2022-12-06, status: answered, outcome: partly, reply: Sudah.}
  - {subject: Salah., date: 30/10/2023, status: open}
"""


def found_in(assessment: Assessment, day: date = AS_OF) -> dict[str, Entry]:
    assert assessment.dossier
    assert assessment.instrument
    return {e.follow_up.subject: e for e in entries(assessment.dossier, assessment.matrix, day)}


def shown(assessment: Assessment, language: str = "en", **more: Any) -> str:
    return render(Page((assessment,), Messages(language), AS_OF, **more))


@pytest.fixture
def everything(assessed: Callable[..., Assessment]) -> Assessment:
    return assessed({"isi.yaml": ALL})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_is_as_it_was(everything: Assessment, language: str, golden: Golden) -> None:
    golden(GOLDEN / f"follow-ups.{language}.txt", shown(everything, language))


def test_they_stand_by_what_is_most_urgent(everything: Assessment) -> None:
    assert list(found_in(everything)) == [
        "Lewat lebih dahulu.",
        "Lewat tenggat.",
        "Hari ini.",
        "Nanti.",
        "Forum dijalankan.",
        "Tanpa tenggat.",
        "Salah.",
        "Dewan bersidang.",
        "Terjawab lewat tenggat.",
        "Terjawab.",
        "Di luar kewenangan.",
    ]


def test_each_has_its_phase(everything: Assessment) -> None:
    phases = {subject: entry.phase for subject, entry in found_in(everything).items()}
    assert phases["Terjawab."] == "at"
    assert phases["Tanpa tenggat."] == "after"
    assert phases["Hari ini."] == "before"
    assert phases["Lewat tenggat."] == phases["Salah."] == "unknown"
    assert phases["Forum dijalankan."] == phases["Dewan bersidang."] == "earlier-year"


def test_without_an_interview_the_phase_is_unknown(assessed: Callable[..., Assessment]) -> None:
    found = assessed({"isi.yaml": "follow_ups:\n  - {subject: A., date: 2023-10-20}\n"})
    assert found_in(found)["A."].phase == "unknown"


def test_days_are_counted_to_the_day_it_is_due(everything: Assessment) -> None:
    left = {subject: entry.days_left for subject, entry in found_in(everything).items()}
    assert (left["Hari ini."], left["Nanti."], left["Lewat tenggat."]) == (0, 30, -2)
    assert left["Terjawab lewat tenggat."] is left["Tanpa tenggat."] is None
    assert found_in(everything, date(2023, 11, 2))["Hari ini."].group == "past-due"


def test_documents_that_cannot_serve_are_told(everything: Assessment) -> None:
    papers = {p.id: (p.title, p.flaw and p.flaw.reason) for p in found_in(everything)["Terjawab."].papers}
    assert papers == {
        "sop": ("SOP Lapor Warga", None),
        "konsep": ("Konsep SOP Cadangan", "draft"),
        "hilang": ("Notulen rapat", "file"),
        "tak-ada": ("", None),
    }
    text = " ".join(shown(everything).split())
    assert "Konsep SOP Cadangan (konsep): still a draft" in text
    assert 'tak-ada: not registered among "documents"' in text


def test_what_it_is_about_is_named(everything: Assessment) -> None:
    text = " ".join(shown(everything).split())
    assert "About: Lapor Warga, W7 (Sustainability), Smart Living, Diskominfo, SOP Lapor Warga, lain" in text


def test_a_recommendation_without_a_status_names_the_requirement(everything: Assessment) -> None:
    assert shown(everything).count("K-15*") == 1
    [cell] = [cell for cell in everything.matrix.cells if cell.requirement == "K-15"]
    assert cell.state == "missing"


# --- validate says the same ----------------------------------------------------------------------


def test_validate_and_the_view_agree(everything: Assessment) -> None:
    said: dict[str, set[str]] = {}
    for finding in everything.findings:
        if finding.code.startswith("KC60"):
            said.setdefault(finding.code, set()).add(str(finding.details["asked"]))
    found = found_in(everything)
    groups = {group: {s for s, e in found.items() if e.group == group} for group in ("open", "past-due")}
    assert said["KC602"] == groups["open"]
    assert said["KC603"] == groups["past-due"]
    assert said["KC604"] == {"Di luar kewenangan."}
    flawed = {s for s, e in found.items() if e.group == "answered" and any(p.flaw for p in e.papers)}
    assert said["KC606"] == flawed == {"Terjawab."}


def test_what_cannot_be_read_is_not_missed_as_well(assessed: Callable[..., Assessment]) -> None:
    text = "follow_ups:\n  - {subject: S, status: answered, reply: [a]}\n  - {subject: T, status: answered}\n"
    assessment = assessed({"isi.yaml": text})
    found = [f for f in assessment.findings if f.location.path == "isi.yaml"]
    assert [(f.code, f.location.line) for f in found] == [("KC103", 2), ("KC604", 3)]
    assert shown(assessment).count("Neither a reply nor a document") == 1


def test_a_finding_points_at_the_document_that_cannot_serve(everything: Assessment) -> None:
    found = [f for f in everything.findings if f.code == "KC606"]
    assert [f.details["document"] for f in found] == ["konsep", "hilang"]
    line = ALL.splitlines()[found[0].location.line - 1]
    for finding, name in zip(found, ("konsep", "hilang"), strict=True):
        assert line[finding.location.column - 1 :].startswith(name)
    for language in LANGUAGES:
        names = Names(Messages(language), everything.dossier, everything.instrument)
        said = [message(f, names) for f in found]
        assert [text for text in said if "{" in text or "Terjawab." not in text] == []


def test_the_example_and_tanjungpinang_have_no_answer_that_cannot_serve() -> None:
    for name in ("contoh", "tanjungpinang-2023"):
        found = assess(ROOT / "dossiers" / name, AS_OF).findings
        assert [finding for finding in found if finding.code == "KC606"] == []


# --- empty, hostile, large -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No request or recommendation of assessors is recorded."),
        ("id", "Tidak ada permintaan atau rekomendasi asesor yang tercatat."),
    ],
)
def test_where_there_are_none_a_sentence_says_so(
    assessed: Callable[..., Assessment], language: str, said: str
) -> None:
    assert shown(assessed(), language).splitlines()[-1].strip() == said


def test_a_dossier_that_cannot_be_read_is_told(assessed: Callable[..., Assessment]) -> None:
    text = shown(assessed({"a.yaml": "dossier:\n  city: {name: K}\n  year: dua ribu\n"}, head=False))
    assert 'The section "dossier" could not be read' in text


def test_a_file_that_cannot_be_read_is_told(assessed: Callable[..., Assessment]) -> None:
    assert "rusak.yaml" in shown(assessed({"rusak.yaml": "follow_ups: [\n"}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name",
    [
        "\u202emuka belakang\u202c \u2066x\u2069",
        "baris\nkedua\n\n\x1b[31mmerah",
        "panjang " * 80,
        f"NIK {NIK}",
        "{subject} {0} # | **x** [bold]x[/]",
    ],
)
def test_any_text_is_only_text(assessed: Callable[..., Assessment], name: str, language: str) -> None:
    quoted = json.dumps(name)
    text = f"""\
programs:
  - {{id: a, name: {quoted}}}
documents:
  - {{id: d, type: sop, title: {quoted}, url: "https://contoh.go.id/a"}}
follow_ups:
  - {{subject: {quoted}, from: {quoted}, about: [a, {quoted}], reply: {quoted}, documents: [d], status: answered}}
"""
    out = shown(assessed({"isi.yaml": text}), language)
    assert {sign for sign in out if not sign.isprintable()} == {"\n"}
    assert NIK not in out
    assert [line for line in out.splitlines() if len(line) > PLAIN_WIDTH or line != line.rstrip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_colours_change_no_text(everything: Assessment, language: str) -> None:
    painted = shown(everything, language, paint=terminal.painter())
    assert painted != shown(everything, language)
    assert PAINT.sub("", painted) == shown(everything, language)


days = st.none() | st.dates(date(2022, 1, 1), date(2024, 12, 31)).map(date.isoformat)
follow_ups = st.builds(
    FollowUp,
    subject=st.just("A."),
    kind=st.sampled_from(["request", "recommendation"]),
    date=days,
    due=days,
    status=st.sampled_from([None, "open", "answered", "declined"]),
)


@settings(max_examples=200)
@given(st.lists(follow_ups, max_size=8), st.dates(date(2022, 1, 1), date(2024, 12, 31)))
def test_nothing_is_lost_and_all_is_in_order(asked: list[FollowUp], day: date) -> None:
    info = DossierInfo(city=City(name="Kota Uji"), year="2023", instrument="kominfo-2023-reguler")
    origins = {id(entry): Origin("a.yaml", ("follow_ups", n)) for n, entry in enumerate(asked)}
    dossier = Dossier(info, follow_ups=tuple(asked), origins=origins)
    found = entries(dossier, Matrix(()), day)
    assert sorted(id(entry.follow_up) for entry in found) == sorted(map(id, asked))
    order = ["past-due", "open", "answered", "declined"]
    groups = [order.index(entry.group) for entry in found]
    assert groups == sorted(groups)
    for entry in found:
        assert (entry.days_left is not None and entry.days_left < 0) == (entry.group == "past-due")


# --- the command ---------------------------------------------------------------------------------


def test_the_option_shows_them_instead(
    make: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOTACERDAS_LANG", "en")
    folder = make({"isi.yaml": ALL})
    assert cli.run(["status", str(folder), "--follow-ups", "--as-of", "2023-11-01"]) == 0
    assert capsys.readouterr().out == shown(assess(folder, AS_OF))
    assert cli.run(["status", str(folder), "--follow-ups", "--as-of", "2023-10-01"]) == 0
    assert "Past due (" not in capsys.readouterr().out
