"""What the reports say, to the letter.

The reports of Tanjungpinang 2023 as of 2023-11-01 stand in `golden`; after a change that is meant, write
them anew with `pytest --renew` and read the difference.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from kotacerdas import __version__
from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.load import load
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.sentences import codes
from kotacerdas.reports import FORMATS, explain, status, terminal
from kotacerdas.reports.page import PLAIN_WIDTH, Page, plain

from .conftest import AS_OF, ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .conftest import Golden

LANGUAGES = ("en", "id")
VIEWS: dict[str, Callable[[Page], str]] = {
    "validate.txt": FORMATS["text"],
    "validate.json": FORMATS["json"],
    "status.txt": status.render,
}
GOLDEN = ROOT / "tests" / "golden"
SCHEMA = json.loads((ROOT / "tests" / "data" / "report-v1.schema.json").read_text(encoding="utf-8"))
ANSI = re.compile(r"\x1b\[[0-9;]*m")
PLACE = re.compile(r"[^\s:]+\.yaml:\d+:\d+  ")
SNIPPET = re.compile(r"^ *(\d+) \| (.*)\n {5} \| ([\t ]*)(\^+)$", re.MULTILINE)

LONG = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk, dan Keluarga Berencana"
TROUBLED = {
    "rusak.yaml": "programs: [\n",
    "isi.yaml": f"""\
agencies:
  - {{id: dp3, name: "{LONG}"}}
programs:
  - id: satu
    name: "Sistem Informasi Pengaduan \\"Lapor\\" dan Pemantauan Kinerja Pelayanan Masyarakat [bold]x[/]"
    agency: dp3
    dimension: smart-living
    status: berjalan
    quick_win: ya
documents:
  - {{id: sop, type: sop, title: SOP, file: hilang.pdf, supports: [satu]}}
waivers:
  - {{requirement: Q-02, reason: "{"Alasan yang panjang. " * 20}", approved_by: Sekda, until: 2023-12-31}}
  - {{requirement: Q-08, reason: Lewat., until: 2023-01-31}}
""",
}
"""A dossier with a file that cannot be read, errors of shape, a missing file, waivers and long names."""


@pytest.fixture
def tanjungpinang(monkeypatch: pytest.MonkeyPatch) -> Assessment:
    """Assessed from the root, so that its path is the same everywhere."""
    monkeypatch.chdir(ROOT)
    return assess(TANJUNGPINANG.relative_to(ROOT), AS_OF)


@pytest.fixture
def troubled(assessed: Callable[..., Assessment]) -> Assessment:
    return assessed(TROUBLED)


@pytest.fixture
def unread(assessed: Callable[..., Assessment]) -> Assessment:
    """The section `dossier` itself cannot be read."""
    return assessed({"isi.yaml": "dossier:\n  city: {name: Kota Uji}\n  year: dua ribu\n"}, head=False)


@pytest.fixture(params=["tanjungpinang", "troubled", "unread"])
def assessment(request: pytest.FixtureRequest) -> Assessment:
    found: Assessment = request.getfixturevalue(request.param)
    return found


def page(assessment: Assessment, language: str = "en", **more: Any) -> Page:
    return Page((assessment,), Messages(language), AS_OF, **more)


def report(assessment: Assessment, language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FORMATS["json"](page(assessment, language)))
    return found


# --- to the letter -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_the_report_of_tanjungpinang_is_as_it_was(
    tanjungpinang: Assessment, view: str, language: str, golden: Golden
) -> None:
    name, ending = view.split(".")
    written = VIEWS[view](page(tanjungpinang, language))
    written = written.replace(f'"version": "{__version__}"', '"version": "0.0.0"')
    golden(GOLDEN / f"{name}.{language}.{ending}", written)


def test_every_golden_file_has_its_test() -> None:
    names = {
        f"{view.split('.')[0]}.{language}.{view.split('.')[1]}" for view in VIEWS for language in LANGUAGES
    }
    assert {path.name for path in GOLDEN.iterdir() if path.suffix in {".txt", ".json"}} == names


# --- JSON ----------------------------------------------------------------------------------------


def test_the_schema_of_the_report_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_obeys_version_1(assessment: Assessment, language: str) -> None:
    found = report(assessment, language)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    assert (found["tool"]["version"], found["as_of"]) == (__version__, "2023-11-01")


def test_json_says_the_same_in_both_languages_but_for_the_words(assessment: Assessment) -> None:
    english, indonesian = (report(assessment, language) for language in LANGUAGES)
    for one, other in zip(
        english["dossiers"][0]["findings"], indonesian["dossiers"][0]["findings"], strict=True
    ):
        assert one.pop("message") != other.pop("message")
        assert one.pop("hint") != other.pop("hint")
    assert english == indonesian


def test_json_is_in_order_of_place_and_code(assessment: Assessment) -> None:
    [dossier] = report(assessment)["dossiers"]
    order = [(f["path"], f["line"], f["column"], f["code"]) for f in dossier["findings"]]
    assert order == sorted(order)
    assert len(order) > 0


def test_json_counts_what_it_lists(assessment: Assessment) -> None:
    [dossier] = report(assessment)["dossiers"]
    summary, findings, matrix = dossier["summary"], dossier["findings"], dossier["matrix"]
    severities = [finding["severity"] for finding in findings]
    assert (summary["errors"], summary["warnings"]) == tuple(map(severities.count, ("error", "warning")))
    assert summary["complete"] == (summary["errors"] == 0)
    for level in ("mandatory", "recommended"):
        states = [cell["state"] for cell in matrix if cell["level"] == level]
        assert summary[level] == {"met": states.count("met"), "total": len(states)}
    assert summary["waived"] == sum(cell["state"] == "waived" for cell in matrix)


def test_json_tells_of_everything_that_is_missing_once(assessment: Assessment) -> None:
    [dossier] = report(assessment)["dossiers"]

    def key(entry: dict[str, Any]) -> tuple[str, str, str]:
        return (entry["requirement"], entry["subject"]["kind"], entry["subject"]["id"])

    missing = [key(cell) for cell in dossier["matrix"] if cell["state"] == "missing"]
    assert sorted(key(f) for f in dossier["findings"] if f["requirement"]) == sorted(missing)


def test_json_of_a_dossier_that_cannot_be_read_has_nothing_of_it(unread: Assessment) -> None:
    [dossier] = report(unread)["dossiers"]
    assert [dossier[key] for key in ("city", "year", "instrument", "matrix")] == [None, None, None, []]
    assert not dossier["summary"]["complete"]


def test_leverage_has_four_digits(tanjungpinang: Assessment) -> None:
    [dossier] = report(tanjungpinang)["dossiers"]
    worth = {f["leverage"] for f in dossier["findings"]}
    assert worth == {round(leverage, 4) for leverage in worth}
    assert max(worth) == 0.1167


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["validate.txt", "status.txt"])
def test_plain_text_has_no_codes_and_ends_with_a_line_end(
    assessment: Assessment, view: str, language: str
) -> None:
    text = VIEWS[view](page(assessment, language))
    assert "\x1b" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.splitlines() if line != line.rstrip() and " | " not in line] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["validate.txt", "status.txt"])
def test_no_line_is_wider_than_the_page(assessment: Assessment, view: str, language: str) -> None:
    """But for the YAML lines that it shows, and what stands after a path."""
    text = SNIPPET.sub("", VIEWS[view](page(assessment, language)))
    wide = [line for line in text.splitlines() if len(line) > PLAIN_WIDTH and not PLACE.match(line)]
    assert wide == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["validate.txt", "status.txt"])
def test_colours_change_no_text(assessment: Assessment, view: str, language: str) -> None:
    painted = VIEWS[view](page(assessment, language, paint=terminal.painter()))
    assert painted != ANSI.sub("", painted)
    assert ANSI.sub("", painted) == VIEWS[view](page(assessment, language))


def test_the_terminal_shows_what_was_rendered(
    assessment: Assessment, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.show(FORMATS["text"](page(assessment, paint=terminal.painter())))
    assert ANSI.sub("", capsys.readouterr().out) == FORMATS["text"](page(assessment))


def test_several_dossiers_stand_one_after_the_other(tanjungpinang: Assessment, troubled: Assessment) -> None:
    both = FORMATS["text"](Page((tanjungpinang, troubled), Messages("en"), AS_OF))
    each = [FORMATS["text"](page(one)) for one in (tanjungpinang, troubled)]
    assert both == "\n\n".join(each)


def test_what_is_met_and_waived_is_told(troubled: Assessment) -> None:
    text = " ".join(FORMATS["text"](page(troubled)).split())
    assert '~ Q-02 for quick win "Sistem Informasi' in text
    assert "approved by Sekda, until 2023-12-31" in text
    assert "1 waived" in text
    assert "Not everything could be read (rusak.yaml)" in text


def test_a_complete_dossier_is_told_to_be_complete(assessed: Callable[..., Assessment]) -> None:
    requirements = sorted(load("kominfo-2023-reguler").requirements)
    waivers = "".join(f"  - {{requirement: {name}, reason: Uji.}}\n" for name in requirements)
    complete = assessed({"isi.yaml": f"waivers:\n{waivers}"})
    assert complete.is_complete
    text = FORMATS["text"](page(complete))
    assert "Complete: nothing mandatory is missing" in text
    assert "Nothing is missing." in text


# --- the caret -----------------------------------------------------------------------------------


CARETS = {
    "a value": "programs:\n  - id: satu\n    name: Satu\n    status: «berjalan»\n",
    "a value with a remark": "programs:\n  - id: satu\n    name: Satu\n    status: «berjalan»  # kata berita\n",
    "a value in braces": "programs:\n  - {id: satu, name: Satu, status: «berjalan», agency: diskominfo}\n",
    "a quoted value": 'programs:\n  - id: satu\n    name: Satu\n    since: «"14/11/2023"»\n',
    "lines of Windows": "programs:\r\n  - id: satu\r\n    name: Satu\r\n    status: «berjalan»\r\n",
    "a key": "programs:\n  - id: satu\n    name: Satu\n    «warna»: biru\n",
    "a key without a value": "programs:\n  - id: satu\n    name: Satu\n    «quick_win»:\n",
    "a section after a byte-order mark": "\ufeff«programs2»:\n  - {id: satu}\n",
    "an id": "programs:\n  - {id: satu, name: Satu, agency: diskominfo}\n  - id: «satu»\n    name: Dua\n",
    "one of a list": "documents:\n  - {id: d, type: sop, title: SOP, supports: [B1, «B99», O1]}\n",
    "after letters with accents": "documents:\n  - {id: d, type: sop, title: 'Ünïç ✓', supports: [«B99»]}\n",
    "after a tab": "documents:\n  - {id: d, type: sop,\ttitle: SOP, supports: [«B99»]}\n",
    "an entry": "programs:\n  - «id: satu»\n",
    "an entry with a remark": "programs:\n  - «id: satu»  # belum bernama\n",
    "an entry in braces with a remark": "programs:\n  - «{id: satu}»  # belum bernama\n",
}
"""A file in which «what the caret must stand under» is wrong."""


@pytest.mark.parametrize("text", CARETS.values(), ids=CARETS)
def test_the_caret_stands_under_what_is_meant(assessed: Callable[..., Assessment], text: str) -> None:
    meant = re.search("«(.*)»", text)
    assert meant
    line = text[: meant.start()].count("\n") + 1
    assessment = assessed({"zz.yaml": text.replace("«", "").replace("»", "")})
    assert line in {f.location.line for f in assessment.findings if f.location.path == "zz.yaml"}
    shown = FORMATS["text"](page(assessment)).split("zz.yaml:", maxsplit=1)[1]
    under = {
        (int(number), code[len(before) : len(before) + len(carets)])
        for number, code, before, carets in SNIPPET.findall(shown)
    }
    assert (line, meant[1]) in under


def test_a_tab_stays_a_tab_before_the_caret(assessed: Callable[..., Assessment]) -> None:
    shown = FORMATS["text"](
        page(assessed({"zz.yaml": "documents:\n  - {id: d, type: sop,\ttitle: SOP, supports: [B99]}\n"}))
    )
    [before] = [before for _, code, before, _ in SNIPPET.findall(shown) if "B99" in code and "\t" in before]
    assert before.index("\t") == "  - {id: d, type: sop,\t".index("\t")


def test_a_long_line_is_cut(assessed: Callable[..., Assessment]) -> None:
    title = "Judul " * 30
    text = f'documents:\n  - {{id: d, type: sop, title: "{title}", state: selesai}}\n'
    shown = FORMATS["text"](page(assessed({"zz.yaml": text})))
    lines = {line for line in shown.splitlines() if "Judul" in line}
    assert {line[-1] for line in lines} == {"…"}
    assert {len(line) for line in lines} == {len("    2 | ") + 120 + 1}


# --- explain -------------------------------------------------------------------------------------


def names() -> Iterator[str]:
    instrument = load("kominfo-2023-kppn-ikn")
    yield from codes(Messages("en"))
    yield from instrument.requirements
    yield from instrument.questions
    yield from instrument.document_types


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_explained(language: str) -> None:
    instrument, messages = load("kominfo-2023-kppn-ikn"), Messages(language)
    for name in names():
        text = explain.render(name, instrument, messages, plain, PLAIN_WIDTH)
        title, *rest = text.splitlines()
        assert f"{name}: " in title
        assert len("".join(rest)) > 60, name
        assert not set("{}\x1b") & set(text), name
        assert max(map(len, text.splitlines())) <= PLAIN_WIDTH, name


def test_explanations_differ_between_languages() -> None:
    instrument = load("kominfo-2023-kppn-ikn")
    same = [
        name
        for name in names()
        if len({explain.render(name, instrument, Messages(lang), plain, PLAIN_WIDTH) for lang in LANGUAGES})
        < 2
    ]
    assert same == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Q-06", ["Requirement Q-06", "mandatory", "every quick win", "W3 (Benefit)", "official"]),
        ("q-06", ["Requirement Q-06"]),
        ("K-05", ["at least 1 meeting in the dossier", "body = council", "deduced"]),
        ("A-05", ["where id = C6"]),
        ("W11", ["Question W11", "5.1.1", "0.0167", "Q-11"]),
        ("C1", ["Smart Governance", "P-02"]),
        ("sop", ["Document type sop", "Q-04", "pdf, docx"]),
        ("perkada", ["number, date or year", "K-01"]),
        ("KC201", ["Assessors score what they can see"]),
        ("KC301", ["The file that a document names is not there", "Did you mean"]),
    ],
)
def test_an_explanation_says_what_it_must(name: str, said: list[str]) -> None:
    text = explain.render(name, load("kominfo-2023-reguler"), Messages("en"), plain, PLAIN_WIDTH)
    flat = " ".join(text.split())
    assert [part for part in said if part not in flat] == []


def test_what_proves_a_question_is_only_what_asks_it() -> None:
    """A row on questions of one kind does not prove those of another."""
    text = explain.render("B1", load("kominfo-2023-reguler"), Messages("en"), plain, PLAIN_WIDTH)
    rows = set(re.findall(r"\b[A-Z]-\d\d\b", text))
    assert rows == {"A-01", "A-02", "K-01", "K-02"}


@pytest.mark.parametrize(
    ("name", "suggestion"), [("KC20", "KC2"), ("Q-00", "Q-"), ("perkda", "perkada"), ("???", "")]
)
def test_what_stands_for_nothing_is_refused(name: str, suggestion: str) -> None:
    with pytest.raises(CannotRun) as caught:
        explain.render(name, load("kominfo-2023-reguler"), Messages("en"), plain, PLAIN_WIDTH)
    assert caught.value.code == "no-such-code"
    assert str(caught.value.details["suggestion"]).startswith(suggestion)


def test_the_paths_of_a_report_are_posix(make: Callable[..., Path]) -> None:
    folder = make({"unit/dinas/isi.yaml": "programs:\n  - {id: satu}\n"})
    [dossier] = report(assess(folder, AS_OF))["dossiers"]
    assert dossier["path"] == Path(folder).as_posix()
    assert "unit/dinas/isi.yaml" in {finding["path"] for finding in dossier["findings"]}
