"""Blank forms beside letters: which come for which lacks, what they hold, and by which names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas import resources
from kotacerdas.assessment.assessment import assess
from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.instrument.load import load
from kotacerdas.languages.messages import Messages
from kotacerdas.naming import path_problem
from tests.conftest import HEAD, TANJUNGPINANG
from tests.deliverables.letters.conftest import CONTOH, LANGUAGES, LATER, TWO, run
from tests.test_word_templates import FORMS, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kotacerdas.deliverables.letters.records import BlankForm, Letter

PARKING = """\
  - {id: dishub, name: Dinas Perhubungan, head: Kepala Dinas Perhubungan}
programs:
  - id: parkir
    name: Parkir Digital
    agency: dishub
    dimension: smart-living
    sub_dimension: mobility
    description: Warga membayar parkir dengan QRIS.
    users: {count: 1250, period: 2023}
    results: [{indicator: Juru parkir terdaftar, value: "40", unit: orang}]
    risks: [{risk: Sinyal hilang, mitigation: Karcis cadangan}, {risk: Juru parkir menolak}]
    quick_win: ya
"""

MEETING = """
meetings:
  - {id: rapat-1, body: team, title: Rapat koordinasi, date: 2023-03-14, place: Aula, agencies: [dishub]}
"""

OF_A_QUICK_WIN = {
    f"{form.removeprefix('formulir-')}-parkir" for form in FORMS if form != "formulir-daftar-hadir"
}
"""The forms for a quick win of which no paper is there."""


@pytest.fixture
def parking(make: Callable[..., Path]) -> Callable[..., Path]:
    """A dossier with a quick win, a meeting and these files."""

    def _parking(files: Mapping[str, str] | None = None) -> Path:
        return make(
            {"aa-head.yaml": HEAD + PARKING, "meetings.yaml": MEETING} | dict(files or {}), head=False
        )

    return _parking


def letters(folder: Path, language: str = "id") -> dict[str, Letter]:
    made = requests(assess(folder, LATER), Messages(language), LATER, "nota-dinas", with_forms=True)
    return {letter.agency_id: letter for letter in made.letters}


def forms(folder: Path, agency: str, language: str = "id") -> dict[str, BlankForm]:
    return {form.name: form for form in letters(folder, language)[agency].forms}


# --- which forms --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "gone"),
    [
        ("", set()),
        (
            "{id: a, type: register-risiko, title: A, url: 'https://uji.go.id/a.pdf'",
            {"register-risiko-parkir"},
        ),
        ("{id: a, type: manual, title: A, url: 'https://uji.go.id/a.pdf'", {"sop-parkir"}),  # either would do
        ("{id: a, type: sop, title: A, file: gone.pdf", {"sop-parkir"}),  # there is one, to be sent again
        (
            "{id: a, type: laporan-monev, title: A, date: 2021, url: 'https://uji.go.id/a.pdf'",
            set(),
        ),  # too old
    ],
)
def test_each_paper_that_is_missing_and_has_a_form_gets_one(
    document: str, gone: set[str], parking: Callable[..., Path]
) -> None:
    files = {"b.yaml": f"documents:\n  - {document}, supports: [parkir]}}\n"} if document else {}
    assert set(forms(parking(files), "dishub")) == OF_A_QUICK_WIN - gone


def test_meetings_have_minutes_and_an_attendance_list_each(parking: Callable[..., Path]) -> None:
    assert sorted(forms(parking(), "diskominfo")) == [
        "daftar-hadir-pertemuan-forum-smart-city-pada-tahun-penilaian",
        "daftar-hadir-rapat-1",
        "daftar-hadir-sidang-dewan-smart-city-pada-tahun-penilaian",
        "notulen-pertemuan-forum-smart-city-pada-tahun-penilaian",
        "notulen-rapat-1",
        "notulen-sidang-dewan-smart-city-pada-tahun-penilaian",
    ]  # and none for questions, which an SOP would answer, too


def test_which_types_have_a_form_is_data_of_the_instrument(parking: Callable[..., Path]) -> None:
    assert {
        f"formulir-{kind.form}" for kind in load("kominfo-2023-reguler").document_types.values() if kind.form
    } == {*FORMS}
    own = (
        "id: kota\nextends: kominfo-2023-reguler\ndocument_types:\n  - {id: rka, form: rka}\n"
        "  - {id: dpa, form: rka}\n  - {id: manual, form: sop}\n"
    )
    folder = parking({"instruments/kota.yaml": own})
    head = (folder / "aa-head.yaml").read_text(encoding="utf-8")
    (folder / "aa-head.yaml").write_text(
        head.replace("instrument: kominfo-2023-reguler", "instrument: instruments/kota.yaml"),
        encoding="utf-8",
    )
    assert set(forms(folder, "dishub")) == {*OF_A_QUICK_WIN, "rka-parkir"}  # of two types with one form, one


def test_a_paper_that_serves_several_lacks_gives_one_form(parking: Callable[..., Path]) -> None:
    own = """
id: kota
extends: kominfo-2023-reguler
requirements:
  - id: X-01
    level: recommended
    subject: quick-win
    title: {id: Rapat evaluasi, en: Review}
    why: {id: Asesor bertanya., en: Assessors ask.}
    documents: {any_of: [notulen]}
    proves: [W11]
    basis: deduced
    source: M23
"""
    folder = parking({"instruments/kota.yaml": own})
    head = (
        (folder / "aa-head.yaml")
        .read_text(encoding="utf-8")
        .replace("t: kominfo-2023-reguler", "t: instruments/kota.yaml")
    )
    (folder / "aa-head.yaml").write_text(head, encoding="utf-8")
    form = forms(folder, "dishub")["notulen-parkir"]
    assert [need.requirement for need in form.needs] == ["Q-13", "X-01"]


# --- what they hold -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_holds_what_the_dossier_knows_and_what_assessors_look_for(
    language: str, parking: Callable[..., Path]
) -> None:
    instrument, messages = load("kominfo-2023-reguler"), Messages(language)
    form = forms(parking(), "dishub", language)["register-risiko-parkir"]
    assert (form.subject, form.city, form.year, form.place) == ("Parkir Digital", "Kota Uji", 2023, "Uji")
    assert (form.agency, form.letterhead.agency, form.head) == (
        *["Dinas Perhubungan"] * 2,
        "Kepala Dinas Perhubungan",
    )
    assert form.program
    assert form.program.dimension_name == "Smart Living"
    assert [risk.mitigation for risk in form.program.risks] == ["Karcis cadangan", ""]
    assert form.looked_for == messages.word(instrument.document_types["register-risiko"].what)
    (need,) = form.needs
    assert need.why == messages.word(instrument.requirements["Q-10"].why)
    assert {"id": "disimpulkan. Sumber: M23", "en": "deduced. Source: M23"}[language] in need.basis
    meeting = forms(parking(), "diskominfo", language)["notulen-rapat-1"].meeting
    assert meeting
    assert (meeting.title, [agency.id for agency in meeting.agencies]) == ("Rapat koordinasi", ["dishub"])


def test_the_line_of_the_letter_names_the_form(parking: Callable[..., Path]) -> None:
    letter = letters(parking())["dishub"]
    notes = {paper.text: paper.note for group in letter.groups for paper in group.papers}
    assert notes["Register risiko"] == "formulir kosong terlampir: register-risiko-parkir"
    assert [note for text, note in notes.items() if text.startswith("Dasar hukum")] == [""]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", ["docx", "md"])
def test_every_form_is_written_beside_its_letter(
    language: str, format_: str, parking: Callable[..., Path], tmp_path: Path
) -> None:
    options = ("--with-forms", "--format", format_, "--as-of", LATER)
    for out in (tmp_path / "one", tmp_path / "two"):
        assert run("--lang", language, "request", parking(), *options, "-o", out) == 0
    files = [path for path in sorted((tmp_path / "one").rglob("*")) if path.is_file()]
    folder = tmp_path / "one" / "nota-dinas-dishub-formulir"
    assert {path.stem for path in files if path.parent == folder} == OF_A_QUICK_WIN
    for path in files:
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()
        assert path_problem(path.relative_to(tmp_path).as_posix()) == ""
        text = path.read_text(encoding="utf-8") if format_ == "md" else "\n".join(lines(path))
        assert not re.search(r"[{}]", text)
        assert "Parkir Digital" in text or path.stem.startswith(("nota-dinas", "notulen", "daftar-hadir"))
    risks = "\n".join(lines(folder / "register-risiko-parkir.docx")) if format_ == "docx" else ""
    assert risks.count("Karcis cadangan") == (format_ == "docx")
    assert re.findall(r"\[TableNumber\] (\d+)\.", risks) == [str(n) for n in range(1, 11)] * (
        format_ == "docx"
    )


@pytest.mark.slow
def test_nothing_is_wrong_with_the_word_files(parking: Callable[..., Path], tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    assert run("--lang", "en", "request", parking(), "--with-forms", "-o", tmp_path / "out") == 0
    for file in (tmp_path / "out").glob("*-formulir/*.docx"):
        assert [str(error) for error in audit.OpenXmlValidator().validate(str(file)).errors] == [], file.name


def test_forms_stand_on_the_paper_of_the_letters(parking: Callable[..., Path], tmp_path: Path) -> None:
    from zipfile import ZipFile  # noqa: PLC0415

    folder = parking()
    head = (folder / "aa-head.yaml").read_text(encoding="utf-8")
    (folder / "aa-head.yaml").write_text(head.replace("\nagencies:", "\n  letter: {paper: F4}\nagencies:"))
    assert run("request", folder, "--with-forms", "--agency", "dishub", "-o", tmp_path / "out") == 0
    for name, size in (("sop", 'w:w="18709" w:h="12189"'), ("testimoni", 'w:w="12189" w:h="18709"')):
        with ZipFile(tmp_path / "out" / "nota-dinas-dishub-formulir" / f"{name}-parkir.docx") as packed:
            assert size in packed.read("word/document.xml").decode()


# --- the command --------------------------------------------------------------------------------------


def test_where_the_forms_are_is_told(
    parking: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, options = parking(), ("--format", "md", "-o", tmp_path / "out")
    assert run("--lang", "en", "request", folder, "--with-forms", "--agency", "dishub", *options) == 0
    assert "nota-dinas-dishub-formulir (blank forms: 6)" in " ".join(capsys.readouterr().out.split())
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "nota-dinas-dishub.md",
        "nota-dinas-dishub-formulir",
    }
    letter = (tmp_path / "out" / "nota-dinas-dishub.md").read_text(encoding="utf-8")
    assert "| Annex | blank forms: 6 |" in letter


def test_without_the_option_there_is_none(parking: Callable[..., Path], tmp_path: Path) -> None:
    assert run("request", parking(), "--format", "md", "-o", tmp_path / "out") == 0
    assert [path for path in (tmp_path / "out").iterdir() if path.is_dir()] == []
    assert "| Lampiran | – |" in (tmp_path / "out" / "nota-dinas-dishub.md").read_text(encoding="utf-8")


def test_since_gives_forms_only_for_what_was_missing_then(
    parking: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = "type: sop, title: A, url: 'https://uji.go.id/a.pdf', supports: [parkir]}"
    folder = parking({"b.yaml": f"documents:\n  - {{id: a, {link}\n"})
    report = tmp_path / "before.json"
    assert run("validate", folder, "--format", "json", "--output", report, "--as-of", LATER) == 1
    (folder / "b.yaml").write_text(f"documents:\n  - {{id: b, {link.replace('sop', 'register-risiko')}\n")
    options = ("--with-forms", "--since", report, "--agency", "dishub", "--format", "md")
    assert run("request", folder, *options, "-o", tmp_path / "out", "--as-of", LATER) == 0
    written = {path.stem for path in (tmp_path / "out" / "nota-dinas-dishub-formulir").iterdir()}
    assert written == OF_A_QUICK_WIN - {
        "sop-parkir",
        "register-risiko-parkir",
    }  # the one is new, the other came in
    capsys.readouterr()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--format", "csv"), "Blank forms go with letters"),
        (("--format", "md", "--agency", "dispar"), "None of the papers that are asked for has a blank form"),
    ],
)
def test_where_no_form_can_come_it_is_told(
    options: tuple[str, ...],
    told: str,
    make: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = make({"b.yaml": TWO.replace(", quick_win: ya", "").replace("agency: dlh", "agency: dispar")})
    status = run("--lang", "en", "request", folder, "--with-forms", *options, "-o", tmp_path / "out")
    streams = capsys.readouterr()
    assert told in " ".join((streams.out + streams.err).split())
    assert status == (2 if "csv" in options else 0)


def test_a_citys_own_form_comes_first_and_one_that_fails_stops_all(
    parking: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = parking()
    assert run("templates", "copy", "formulir-sop", folder, "--format", "md") == 0
    own = folder / "templates" / "formulir-sop.id.md.j2"
    own.write_text("SOP {{ program.name }}\n", encoding="utf-8")
    options = ("--with-forms", "--agency", "dishub", "--format", "md", "-o", tmp_path / "out")
    assert run("request", folder, *options) == 0
    made = tmp_path / "out" / "nota-dinas-dishub-formulir" / "sop-parkir.md"
    assert made.read_text(encoding="utf-8").startswith("SOP Parkir Digital\n")
    own.write_text("{{ program.nmae }}\n", encoding="utf-8")
    capsys.readouterr()
    assert run("--lang", "en", "templates", "check", own) == 1
    assert 'this Program has no "nmae"' in capsys.readouterr().out
    assert run("request", folder, *options[:-1], tmp_path / "other") == 2
    assert not (tmp_path / "other").exists()


def test_long_ids_make_names_that_are_unique(parking: Callable[..., Path], tmp_path: Path) -> None:
    name = "x" * 60  # as long as the part of a file's name may be
    head = HEAD + PARKING.replace("id: parkir", f"id: {name}a")
    odd = head + head[head.index("  - id: x") :].replace(f"{name}a", f"{name}b")
    folder = parking({"aa-head.yaml": odd})
    assert run("request", folder, "--with-forms", "--format", "md", "-o", tmp_path / "out") == 0
    names = [path.name for path in (tmp_path / "out" / "nota-dinas-dishub-formulir").iterdir()]
    assert {f"sop-{name}.md", f"sop-{name}-2.md"} <= set(names)


def test_the_example_needs_no_form_and_the_city_of_the_news_many() -> None:
    assert letters(CONTOH) == {}
    of_city = letters(TANJUNGPINANG)
    assert len(of_city["dlh"].forms) > 3
    for letter in of_city.values():
        names = [form.name for form in letter.forms]
        assert len(names) == len(set(names))


def test_forms_are_listed_with_the_templates(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("templates", "list", TANJUNGPINANG) == 0
    out = capsys.readouterr().out
    assert all(out.count(f"{name} ") == 4 for name in FORMS)  # two languages, two formats
    shipped = {path.name for path in resources.templates()}
    assert {f"{n}.{x}{end}" for n in FORMS for x in LANGUAGES for end in (".docx", ".md.j2")} <= shipped


def test_a_dossier_is_not_built_from_a_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en", "build", CONTOH, "--template", "formulir-sop") == 2
    assert "kotacerdas request" in capsys.readouterr().err
