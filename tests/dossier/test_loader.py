"""Folders, files and entries that cannot be read are told once, and everything else is still checked."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kotacerdas import resources
from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.dossier.folder import Tree
from kotacerdas.dossier.loader import load
from kotacerdas.errors import CannotRun
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from tests.conftest import AS_OF, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.dossier.loader import Loaded

    Make = Callable[..., Path]
    Assessed = Callable[..., Assessment]
    Lock = Callable[[str], None]

posix_only = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no such files, or asks for rights"
)

OPEN_DATA = "programs:\n  - {id: open-data, name: Open Data, agency: diskominfo, masterplan: Buku 2}\n"
WRONG_STATUS = "programs:\n  - {id: e-office, name: E-Office, status: entah}\n"


def own(**more: str) -> str:
    """The section `dossier` with more keys."""
    lines = [f"  {key}: {text}\n" for key, text in more.items()]
    return HEAD.replace("  coordinator:", f"{''.join(lines)}  coordinator:")


def told(assessment: Assessment) -> list[tuple[str, str, object]]:
    """What is found beside what requirements miss: path, code and variant."""
    found = [finding for finding in assessment.findings if not finding.code.startswith("KC2")]
    return [(f.location.path, f.code, f.details.get("variant")) for f in found]


def programs(loaded: Loaded | Assessment) -> list[str]:
    assert loaded.dossier is not None
    return [program.id for program in loaded.dossier.programs]


# --- files and folders that cannot be read -------------------------------------------------------


def test_a_folder_named_like_a_file_is_told_once_and_the_rest_is_checked(make: Make):
    folder = make({"x.yaml/inner.yaml": WRONG_STATUS, "y.yaml": WRONG_STATUS})
    assert told(assess(folder, AS_OF)) == [("x.yaml", "KC014", "is-folder"), ("y.yaml", "KC104", None)]


@posix_only
def test_a_pipe_named_like_a_file_is_told_and_not_waited_for(make: Make):
    folder = make({"y.yaml": WRONG_STATUS})
    os.mkfifo(folder / "x.yaml")
    assert told(assess(folder, AS_OF)) == [("x.yaml", "KC014", "not-a-file"), ("y.yaml", "KC104", None)]


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Take away the right to read whatever has this name; taking it on the disk does not stop root."""

    def _lock(name: str) -> None:
        def locked(opened: Callable[..., object]) -> Callable[..., object]:
            def _opened(path: Path, *arguments: object, **more: object) -> object:
                if Path(path).name == name:
                    raise PermissionError(13, "EACCES")
                return opened(path, *arguments, **more)

            return _opened

        monkeypatch.setattr(os, "open", locked(os.open))
        monkeypatch.setattr(os, "scandir", locked(os.scandir))

    return _lock


def test_a_file_without_permission_is_told_with_the_reason(make: Make, lock: Lock):
    folder = make({"x.yaml": OPEN_DATA, "y.yaml": WRONG_STATUS})
    lock("x.yaml")
    assessment = assess(folder, AS_OF)
    assert told(assessment) == [("x.yaml", "KC014", "unreadable"), ("y.yaml", "KC104", None)]
    (finding,) = (f for f in assessment.findings if f.code == "KC014")
    assert (finding.details["reason"], finding.location.line, finding.location.column) == ("EACCES", 1, 1)
    assert programs(assessment) == ["e-office"]


def test_a_folder_without_permission_is_told_with_the_reason(make: Make, lock: Lock):
    folder = make({"dinas/x.yaml": OPEN_DATA, "y.yaml": WRONG_STATUS})
    lock("dinas")
    assessment = assess(folder, AS_OF)
    assert told(assessment) == [("dinas", "KC014", "folder"), ("y.yaml", "KC104", None)]
    assert [f.details["reason"] for f in assessment.findings if f.code == "KC014"] == ["EACCES"]


@posix_only
@pytest.mark.parametrize(
    ("target", "variant"),
    [
        ("../outside.yaml", "outside"),
        ("x.yaml", "unreadable"),
        ("no-such.yaml", "unreadable"),
        ("..", "is-link"),
    ],
)
def test_a_link_that_leads_to_no_file_of_the_dossier_is_told(make: Make, target: str, variant: str):
    folder = make({"y.yaml": WRONG_STATUS})
    (folder.parent / "outside.yaml").write_text(OPEN_DATA, encoding="utf-8")
    (folder / "x.yaml").symlink_to(target)
    assessment = assess(folder, AS_OF)
    assert told(assessment) == [("x.yaml", "KC014", variant), ("y.yaml", "KC104", None)]
    assert programs(assessment) == ["e-office"]


@pytest.mark.parametrize("raw", [b"", b" \n", b"\xef\xbb\xbf\r\n\t\r\n", b"---\n", b"{}\n", b"null"])
def test_an_empty_file_is_told_once_and_what_may_have_stood_in_it_is_not_judged(make: Make, raw: bytes):
    assessment = assess(make({"x.yaml": raw, "y.yaml": WRONG_STATUS}), AS_OF)
    assert told(assessment) == [("x.yaml", "KC014", "empty"), ("y.yaml", "KC104", None)]
    assert programs(assessment) == ["e-office"]
    assert not list(assessment.matrix.missing())


@pytest.mark.parametrize("raw", [b"# nanti\n", b"programs:\n", b"\n  # programs:\n"])
def test_a_file_that_is_still_to_be_filled_in_is_left_alone(make: Make, raw: bytes):
    assert "KC014" not in {finding.code for finding in assess(make({"x.yaml": raw}), AS_OF).findings}


def test_the_section_dossier_may_have_stood_in_an_empty_file(make: Make):
    folder = make({"dossier.yaml": b"", "y.yaml": OPEN_DATA}, head=False)
    assert told(assess(folder, AS_OF)) == [("dossier.yaml", "KC014", "empty")]


@pytest.mark.parametrize("name", ["programs.yaml.txt", "Programs.YML.TXT", "dinas/programs.yaml.txt"])
def test_a_file_that_windows_named_text_is_told_with_its_right_name(make: Make, name: str):
    assessment = assess(make({name: OPEN_DATA, "y.yaml": WRONG_STATUS}), AS_OF)
    assert sorted(told(assessment)) == sorted([(name, "KC014", "named-text"), ("y.yaml", "KC104", None)])
    (finding,) = (f for f in assessment.findings if f.code == "KC014")
    assert finding.details["suggestion"] == name[: -len(".txt")]


@pytest.mark.parametrize("name", ["programs.txt", "dinas/Programs.TXT"])
def test_a_text_file_that_holds_sections_is_told_with_its_right_name(make: Make, name: str):
    assessment = assess(make({name: OPEN_DATA, "y.yaml": WRONG_STATUS}), AS_OF)
    assert sorted(told(assessment)) == sorted([(name, "KC014", "named-text"), ("y.yaml", "KC104", None)])
    (finding,) = (f for f in assessment.findings if f.code == "KC014")
    assert finding.details["suggestion"] == f"{name[: -len('.txt')]}.yaml"


@pytest.mark.parametrize(
    "text", ["", "Rapat: besok\n", "evaluation: besok\n", "programs:\n  - a\nLain-lain\n"]
)
def test_a_text_file_that_holds_something_else_is_one_that_no_document_names(make: Make, text: str):
    assert told(assess(make({"catatan.txt": text}), AS_OF)) == [("catatan.txt", "KC309", None)]


@pytest.mark.parametrize("name", ["dossier.yaml.txt", "dossier.txt"])
def test_a_dossier_may_be_what_windows_named_text(make: Make, name: str):
    folder = make({name: HEAD}, head=False)
    assert told(assess(folder, AS_OF)) == [(name, "KC014", "named-text")]


def test_a_copy_of_a_file_as_text_is_only_a_file_that_no_document_names(make: Make):
    assessment = assess(make({"x.yaml": OPEN_DATA, "x.yaml.txt": OPEN_DATA}), AS_OF)
    assert [(f.location.path, f.code) for f in assessment.findings if f.location.path != "aa-head.yaml"][
        -1
    ] == (
        "x.yaml.txt",
        "KC309",
    )
    assert programs(assessment) == ["open-data"]


def test_a_dossier_may_be_what_cannot_be_opened(make: Make, lock: Lock):
    """So it is not said that there is none."""
    folder = make({"x.yaml": HEAD}, head=False)
    lock("x.yaml")
    assert told(assess(folder, AS_OF)) == [("x.yaml", "KC014", "unreadable")]


@pytest.mark.parametrize("more", ["extends: kominfo-2023-reguler\n", "requirements: []\n"])
def test_an_instrument_kept_elsewhere_is_no_part_of_the_dossier(make: Make, more: str):
    assert told(assess(make({"kota.yaml": f"id: kota\n{more}"}), AS_OF)) == []


@pytest.mark.parametrize("text", ["id: kota\n", "requirements: []\n"])
def test_what_is_only_half_an_instrument_is_told(make: Make, text: str):
    assert {code for _, code, _ in told(assess(make({"kota.yaml": text}), AS_OF))} == {"KC101"}


@posix_only
def test_a_link_inside_the_dossier_is_read(make: Make):
    folder = make({"output/x.yaml": OPEN_DATA})
    (folder / "x.yaml").symlink_to("output/x.yaml")
    assert programs(load(folder)) == ["open-data"]


def test_a_file_that_is_no_yaml_is_told_once_and_the_rest_is_checked(make: Make):
    folder = make({"x.yaml": "programs: [\n", "y.yaml": WRONG_STATUS})
    assert told(assess(folder, AS_OF)) == [("x.yaml", "KC005", "bracket"), ("y.yaml", "KC104", None)]


# --- which files belong to a dossier -------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["x.yaml", "x.yml", "X.YAML", "dinas/kominfo/x.yaml", "a b.yaml", "dinas/templates/x.yaml", "é.yaml"],
)
def test_every_yaml_file_below_the_folder_is_read(make: Make, name: str):
    assert programs(load(make({name: OPEN_DATA}))) == ["open-data"]


@pytest.mark.parametrize(
    "name",
    [
        ".x.yaml",
        ".git/x.yaml",
        "templates/x.yaml",
        "instruments/x.yaml",
        "output/y/x.yaml",
        "x.yaml.bak",
        "x.json",
    ],
)
def test_hidden_files_and_what_is_no_section_are_not_read(make: Make, name: str):
    loaded = load(make({name: OPEN_DATA}))
    assert (programs(loaded), list(loaded.files)) == ([], ["aa-head.yaml"])


def test_lists_are_joined_in_the_order_of_the_files(make: Make):
    entry = "programs: [{id: %s, name: X}]\n"
    names = ["b.yaml", "a/z.yaml", "a.yaml", "a/b/c.yaml", "c/a.yaml"]
    folder = make({name: entry % f"program-{number}" for number, name in enumerate(names)})
    assert programs(load(folder)) == ["program-2", "program-3", "program-1", "program-0", "program-4"]


# --- sections and entries ------------------------------------------------------------------------


def test_a_section_that_stands_twice_is_told_where_it_stands_again(make: Make):
    again = HEAD.replace("Kota Uji", "Kota Lain").split("agencies:")[0]
    loaded = load(
        make({"b.yaml": again, "c.yaml": "evaluation: {mode: online}\n", "d.yaml": "evaluation: {}\n"})
    )
    found = [(f.code, f.location.path, f.location.route, f.details["first"]) for f in loaded.findings]
    assert found == [
        ("KC111", "b.yaml", ("dossier",), "aa-head.yaml"),
        ("KC111", "d.yaml", ("evaluation",), "c.yaml"),
    ]
    assert loaded.dossier is not None
    assert loaded.dossier.info.city.name == "Kota Uji"


def test_an_entry_with_a_wrong_value_keeps_the_others(make: Make):
    entry = "{id: a, name: A, status: x, budget: [{year: 2023, amount: x}, {year: 2022, amount: 5}]}"
    loaded = load(make({"x.yaml": f"programs: [{entry}]\n"}))
    assert loaded.dossier is not None
    (program,) = loaded.dossier.programs
    assert (program.name, program.status, [line.year for line in program.budget]) == ("A", None, [2022])
    assert [finding.code for finding in loaded.findings] == ["KC104", "KC106"]
    assert loaded.dossier.origin(loaded.dossier.programs[0]).unread == {"status", "budget.amount"}


PROGRAM = "programs: [{{id: a, name: A, dimension: smart-living, agency: diskominfo{}}}]\n"
FIGURE = "statistics: [{{question: C9, unit: persen, source: BPS{}}}]\n"
ACTIVITY = "action_plan: [{{kind: people, activity: Bimtek, planned: 1{}}}]\n"
MEETING = "meetings: [{{id: a, body: council{}}}]\n"
SURVEY = "surveys: [{{dimension: smart-living, sub_dimension: health{}}}]\n"
SURVEYS = """\
surveys:
  - {{dimension: smart-living, sub_dimension: harmony, respondents: 50}}
  - {{dimension: smart-living, sub_dimension: mobility, respondents: 50}}
  - dimension: smart-living
    sub_dimension: health
    means: {{I28: 3, I29: 3, I30: 3, I31: 3, I32: 3, I33: 3, I34: 3, I35: 3, I36: 3}}
    {}
"""
UNREAD = [
    ("P-01", PROGRAM, "", ", status: planned", ", status: x"),
    ("P-01", PROGRAM, "", ", sub_dimension: health", ", sub_dimension: [x]"),
    (
        "Q-06",
        PROGRAM,
        ", quick_win: ya",
        ", quick_win: ya, users: {count: 9, period: X}",
        ", quick_win: ya, users: x",
    ),
    (
        "Q-12",
        PROGRAM,
        ", quick_win: ya",
        ", quick_win: {strategic_issue: X}",
        ", quick_win: {strategic_issue: []}",
    ),
    ("Q-15", PROGRAM, ", quick_win: ya", ", quick_win: ya, since: 2021", ", quick_win: ya, since: x"),
    (
        "Q-15",
        PROGRAM,
        ", quick_win: {new: ya}",
        ", quick_win: {new: ya}, since: 2023",
        ", quick_win: {new: ya}, since: x",
    ),
    ("A-01", "answers: [{{question: B1, text: Ya.{}}}]\n", "", ", score: 3", ", score: x"),
    ("A-04", FIGURE, ", year: 2023", ", year: 2023, value: 9", ", year: 2023, value: x"),
    ("A-04", FIGURE, ", value: 9", ", value: 9, year: 2023", ", value: 9, year: x"),
    ("A-07", ACTIVITY, "", ", realised: 1", ", realised: x"),
    ("K-05", MEETING, "", ", date: 2023-05-01", ", date: 1 Mei 2023"),
    ("D-03", SURVEYS, "", "respondents: 50", "respondents: x"),
    ("D-04", SURVEY, "", ", service: X", ", service: []"),
]
"""A requirement, an entry that it asks something of, and what it asks for: absent, right, and wrong."""


def said(assessment: Assessment, requirement: str) -> list[str]:
    names = Names(Messages("en"), assessment.dossier, assessment.instrument)
    return [sentences.message(f, names) for f in assessment.findings if f.requirement == requirement]


@pytest.mark.parametrize(
    ("requirement", "entry", "absent", "right", "wrong"), UNREAD, ids=[f"{row[0]}{row[-1]}" for row in UNREAD]
)
def test_a_wrong_value_is_not_told_as_missing_too(
    assessed: Assessed, requirement: str, entry: str, absent: str, right: str, wrong: str
):
    if_absent, if_right, if_wrong = (
        said(assessed({"x.yaml": entry.format(value)}), requirement) for value in (absent, right, wrong)
    )
    assert if_absent != if_right
    assert if_wrong == if_right


def test_an_entry_with_a_wrong_value_is_still_asked_for_the_rest(assessed: Assessed):
    assessment = assessed({"x.yaml": "programs: [{id: a, name: A, status: x}]\n"})
    (message,) = said(assessment, "P-01")
    assert "owner agency, dimension and sub-dimension not filled in" in message


def test_an_entry_that_cannot_be_kept_does_not_make_its_references_wrong(assessed: Assessed):
    refs = "documents: [{id: sop, type: sop, title: SOP, agency: diskominfo, supports: [a, b]}]\n"
    assessment = assessed({"x.yaml": "programs: [{id: a}, {id: b, name: B, status: x}]\n", "y.yaml": refs})
    assert told(assessment) == [("x.yaml", "KC102", None), ("x.yaml", "KC104", None)]


NOWHERE = "documents: [{id: sop, type: sop, title: SOP, agency: diskominfo, supports: [open-data]}]\n"


def test_a_reference_is_looked_up_in_every_file(assessed: Assessed):
    assert told(assessed({"x.yaml": NOWHERE})) == [("x.yaml", "KC120", "supported")]
    assert told(assessed({"x.yaml": NOWHERE, "y.yaml": OPEN_DATA})) == []


@pytest.mark.parametrize(
    ("unread", "code"),
    [
        (OPEN_DATA + "*", "KC007"),
        (b"\xff", "KC002"),
        (OPEN_DATA.replace("programs", "program"), "KC101"),
        ("programs: {id: open-data, name: Open Data}\n", "KC103"),
        ("programs: [Open Data]\n", "KC103"),
    ],
)
def test_nothing_is_said_of_references_into_what_cannot_be_read(
    assessed: Assessed, unread: str | bytes, code: str
):
    assert [found for _, found, _ in told(assessed({"x.yaml": unread, "y.yaml": NOWHERE}))] == [code]


@pytest.mark.parametrize("name", ["x.yaml/y.yaml", "locked/x.yaml", "locked.yaml"])
def test_nothing_is_said_of_references_into_what_the_disk_withholds(make: Make, lock: Lock, name: str):
    folder = make({name: OPEN_DATA, "z.yaml": NOWHERE})
    lock(name.split("/", maxsplit=1)[0])
    assert [found for _, found, _ in told(assess(folder, AS_OF))] == ["KC014"]


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("dossier: {}\n", ["KC102", "KC102", "KC102"]),
        ("dossier: Kota Uji\n", ["KC103"]),
        ("dossier: []\n", ["KC103"]),
        ("dossier: {city: {name: []}, year: 2023, instrument: kominfo-2023-reguler}\n", ["KC103"]),
        ("dossier: {city: {name: X}, year: dua, instrument: kominfo-2023-reguler}\n", ["KC107"]),
        ("dossier: {city: {name: X, year: 2023, instrument: kominfo-2023-reguler\n", ["KC005"]),
    ],
)
def test_a_broken_section_dossier_is_reported_and_the_rest_still_read(
    assessed: Assessed, section: str, codes: list[str]
):
    assessment = assessed({"x.yaml": section, "y.yaml": WRONG_STATUS}, head=False)
    assert (assessment.dossier, assessment.instrument, assessment.matrix.cells) == (None, None, ())
    assert [found for _, found, _ in told(assessment)] == [*codes, "KC104"]


# --- last year -----------------------------------------------------------------------------------


def test_a_chain_of_three_years_is_read(make: Make):
    folder = make({"aa-head.yaml": own(previous="../kota-2022")})
    for year, previous in (("2022", own(previous="../kota-2021")), ("2021", HEAD)):
        older = folder.parent / f"kota-{year}"
        older.mkdir()
        text = previous.replace("year: 2023", f"year: {year}") + OPEN_DATA.replace(
            "open-data", f"open-{year}"
        )
        (older / "all.yaml").write_text(text, encoding="utf-8")
    loaded = load(folder)
    assert loaded.findings == ()
    newest = loaded.dossier
    assert newest is not None
    assert newest.previous is not None
    assert newest.previous.previous is not None
    assert newest.previous.previous.previous is None
    chain = [newest.previous, newest.previous.previous]
    assert [(older.info.year, older.programs[0].id) for older in chain] == [
        (2022, "open-2022"),
        (2021, "open-2021"),
    ]


@pytest.mark.parametrize(
    ("previous", "variant"),
    [
        ("../kota-2022", "missing"),
        ("aa-head.yaml", "missing"),
        ("../empty", "missing"),
        ("x" * 300, "missing"),
        ("loop", "missing"),
        (".", "circle"),
        ("../dosir", "circle"),
    ],
)
def test_last_years_dossier_must_be_one_and_another(make: Make, previous: str, variant: str):
    folder = make({"aa-head.yaml": own(previous=previous)})
    (folder.parent / "empty").mkdir()
    if previous == "loop" and sys.platform != "win32":
        (folder / "loop").symlink_to("loop")
    (finding,) = load(folder).findings
    assert (finding.code, finding.details["variant"]) == ("KC117", variant)
    assert finding.location[:2] == ("aa-head.yaml", ("dossier", "previous"))


@pytest.mark.parametrize("text", [own() + "<<<<<<< HEAD\n", own(year="dua ribu"), "dossier: Kota Uji\n"])
def test_last_years_dossier_that_is_there_and_cannot_be_read_is_not_said_to_be_absent(make: Make, text: str):
    folder = make({"aa-head.yaml": own(previous="../kota-2022")})
    (folder.parent / "kota-2022").mkdir()
    (folder.parent / "kota-2022" / "dossier.yaml").write_text(text, encoding="utf-8")
    (finding,) = load(folder).findings
    assert finding.code == "KC117"
    assert finding.details["variant"] == "unread"
    assert finding.details["files"] == ("dossier.yaml",)


def test_errors_of_last_years_dossier_are_its_own(make: Make):
    folder = make({"aa-head.yaml": own(previous="../kota-2022")})
    older = folder.parent / "kota-2022"
    older.mkdir()
    (older / "all.yaml").write_text(own(previous="../dosir") + WRONG_STATUS, encoding="utf-8")
    loaded = load(folder)
    assert loaded.findings == ()
    assert loaded.dossier is not None
    assert loaded.dossier.previous is not None
    assert [program.id for program in loaded.dossier.previous.programs] == ["e-office"]


# --- no dossier, no instrument -------------------------------------------------------------------


def cannot_run(folder: Path) -> CannotRun:
    with pytest.raises(CannotRun) as caught:
        assess(folder, AS_OF)
    return caught.value


def test_a_path_without_a_dossier_stops_the_run(make: Make, tmp_path: Path):
    assert cannot_run(tmp_path / "no-such").code == "no-such-path"
    assert cannot_run(make() / "aa-head.yaml").code == "not-a-folder"
    assert cannot_run(tmp_path / ("x" * 300)).code == "no-such-path"


@pytest.mark.parametrize(
    ("files", "code"),
    [({}, "no-dossier"), ({"x.txt": ""}, "no-dossier"), ({"x.yaml": OPEN_DATA}, "no-dossier-section")],
)
def test_a_folder_without_the_section_dossier_stops_the_run(make: Make, files: dict[str, str], code: str):
    assert cannot_run(make(files, head=False)).code == code


def test_a_folder_that_cannot_be_listed_stops_the_run(make: Make, lock: Lock):
    folder = make()
    lock(folder.name)
    trouble = cannot_run(folder)
    assert (trouble.code, trouble.details["reason"]) == ("unread-folder", "EACCES")


@pytest.mark.parametrize(
    ("instrument", "code"),
    [
        ("kominfo-2023-regular", "no-instrument"),
        ("kota", "no-instrument"),
        ("kota.yaml", "no-instrument-file"),
        ("../kota.yaml", "no-instrument-file"),
        ("instruments", "no-instrument"),
        ("x" * 300 + ".yaml", "no-instrument-file"),
        ("instruments/loop.yaml", "no-instrument-file"),
        ("instruments/broken.yaml", "broken-instrument"),
        ("instruments/circle.yaml", "instrument-circle"),
    ],
)
def test_an_instrument_that_cannot_be_used_stops_the_run(make: Make, instrument: str, code: str):
    files = {
        "aa-head.yaml": HEAD.replace("kominfo-2023-reguler", instrument),
        "instruments/broken.yaml": "id: [\n",
        "instruments/circle.yaml": "extends: instruments/circle.yaml\n",
        "../kota.yaml": "extends: kominfo-2023-reguler\n",
    }
    folder = make(files)
    if sys.platform != "win32":
        (folder / "instruments" / "loop.yaml").symlink_to("loop.yaml")
    assert cannot_run(folder).code == code


OWN_INSTRUMENT = "id: kota\nextends: kominfo-2023-reguler\n"


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ("aspects:\n  - {id: impact, weight: 30}\n", "KC121", 3),
        ("requirements:\n  - {id: Q-12, fields: [quick_wins.benefit]}\n", "KC123", 4),
        ("requirements:\n  - id: Q-03\n    documents: {any_of: [perdaa]}\n", "KC120", 5),
        ("questions:\n  - id: B1\n    aspect: base\n", "KC120", 5),
        ("year: dua\n", "KC107", 3),
        ("aspects: {id: impact}\n", "KC103", 3),
    ],
)
def test_a_wrong_instrument_of_a_city_is_told_by_line(make: Make, rows: str, code: str, line: int):
    head = HEAD.replace("kominfo-2023-reguler", "instruments/kota.yaml")
    trouble = cannot_run(make({"aa-head.yaml": head, "instruments/kota.yaml": OWN_INSTRUMENT + rows}))
    assert trouble.code == "broken-instrument"
    (finding,) = trouble.findings
    where = finding.location
    assert (finding.code, where.path, where.line) == (code, "instruments/kota.yaml", line)


@pytest.mark.parametrize("language", resources.languages())
@pytest.mark.parametrize("wrong", ["source: M99", "proves: [B99]", "documents: {all_of: [perdaa]}"])
def test_a_name_that_an_instrument_does_not_define_can_be_told(make: Make, language: str, wrong: str):
    head = HEAD.replace("kominfo-2023-reguler", "instruments/kota.yaml")
    rows = f"requirements:\n  - {{id: Q-12, {wrong}}}\n"
    trouble = cannot_run(make({"aa-head.yaml": head, "instruments/kota.yaml": OWN_INSTRUMENT + rows}))
    (finding,) = trouble.findings
    assert (finding.code, finding.details["variant"]) == ("KC120", "instrument")
    assert str(finding.details["value"]) in sentences.message(finding, Names(Messages(language)))


@pytest.mark.parametrize(
    "older", ["id: x\n", "id: x\nsources: {a: b, c: d}\n", "questions: [a, [b]]\n", "x: y\n"]
)
def test_a_wrong_instrument_that_is_extended_is_told(make: Make, older: str):
    files = {
        "aa-head.yaml": HEAD.replace("kominfo-2023-reguler", "instruments/kota.yaml"),
        "instruments/kota.yaml": "extends: instruments/older.yaml\nsources: [{id: 1}]\nquestions: [{id: B1}]\n",
        "instruments/older.yaml": older,
    }
    trouble = cannot_run(make(files))
    assert trouble.code == "broken-instrument"
    assert all(finding.location.line >= 1 for finding in trouble.findings)


def test_a_right_instrument_of_a_city_is_used(make: Make):
    head = HEAD.replace("kominfo-2023-reguler", "instruments/kota.yaml")
    rows = "requirements:\n  - {id: Q-12, level: recommended}\n"
    loaded = load(make({"aa-head.yaml": head, "instruments/kota.yaml": OWN_INSTRUMENT + rows}))
    assert loaded.instrument is not None
    assert (loaded.instrument.id, loaded.instrument.requirements["Q-12"].level) == ("kota", "recommended")


# --- supporting files ----------------------------------------------------------------------------

NFC, NFD = (unicodedata.normalize(form, "bukti-é.pdf") for form in ("NFC", "NFD"))


@pytest.fixture
def evidence(make: Make) -> Tree:
    files = {"bukti/sop.pdf": b"%PDF", "bukti/SK 12.pdf": b"%PDF-1", "bukti/kosong.pdf": b""}
    return Tree(make(files))


@pytest.mark.parametrize(
    ("registered", "problem"),
    [
        ("../sop.pdf", "outside"),
        ("bukti/../../sop.pdf", "outside"),
        ("bukti/../bukti/sop.pdf", "outside"),
        ("/etc/hosts", "outside"),
        ("~/sop.pdf", "outside"),
        (r"C:\sop.pdf", "outside"),
        ("c:sop.pdf", "outside"),
        (r"\\server\share\sop.pdf", "outside"),
        (r"bukti\sop.pdf", "backslash"),
        ("bukti/con.pdf", "bad-name"),
        ("NUL", "bad-name"),
        ("bukti/Lpt1.tar.gz/x", "bad-name"),
        ("bukti//sop.pdf", "bad-name"),
        ("bukti/", "bad-name"),
        ("bukti/sop\u200b.pdf", "bad-name"),
        ("bukti/sop\u202efdp.", "bad-name"),
        ("bukti/" + "x" * 256, "bad-name"),
        ("bukti/" + "é" * 128, "bad-name"),
        ("bukti/konsep.pdf", "missing"),
        ("bukti/sop.pdf/x", "missing"),
        ("x/" * 1000 + "y", "missing"),
        ("bukti", "not-a-file"),
        (".", "not-a-file"),
        ("bukti/kosong.pdf", "empty"),
        ("console/x", "missing"),
    ],
)
def test_a_path_that_is_no_file_of_the_dossier_is_known_by_its_problem(
    evidence: Tree, registered: str, problem: str
):
    assert evidence.look(registered).problem == problem


@pytest.mark.parametrize(
    ("registered", "actual", "size"),
    [
        ("bukti/sop.pdf", "bukti/sop.pdf", 4),
        ("./bukti/sop.pdf", "bukti/sop.pdf", 4),
        ("Bukti/SOP.PDF", "bukti/sop.pdf", 4),
        ("bukti/sk 12.pdf", "bukti/SK 12.pdf", 6),
    ],
)
@pytest.mark.usefixtures("papers_open")
def test_a_file_is_found_whatever_the_case_of_its_name(
    evidence: Tree, registered: str, actual: str, size: int
):
    assert evidence.look(registered)[:4] == ("", actual, size, {})


@pytest.mark.usefixtures("papers_open")
@pytest.mark.parametrize(("on_disk", "registered"), [(NFC, NFD), (NFD, NFC), (NFD, NFD.upper())])
def test_a_file_is_found_however_its_accents_are_written(make: Make, on_disk: str, registered: str):
    fact = Tree(make({on_disk: b"%PDF"})).look(registered)
    assert (fact.problem, fact.size) == ("", 4)
    assert unicodedata.normalize("NFC", fact.actual) == NFC


@posix_only
@pytest.mark.usefixtures("papers_open")
@pytest.mark.parametrize(
    ("registered", "problem"),
    [
        ("inside.pdf", ""),
        ("outside.pdf", "outside"),
        ("away/secret.pdf", "outside"),
        ("away/secre.pdf", "outside"),
        ("loop.pdf", "unreadable"),
        ("broken.pdf", "unreadable"),
    ],
)
def test_a_link_may_stay_in_the_dossier_and_no_more(make: Make, registered: str, problem: str):
    folder = make({"bukti/sop.pdf": b"%PDF", "../away/secret.pdf": b"%PDF"})
    targets = {"inside.pdf": "bukti/sop.pdf", "outside.pdf": "../away/secret.pdf", "away": "../away"}
    targets |= {"loop.pdf": "loop.pdf", "broken.pdf": "no-such.pdf"}
    for name, target in targets.items():
        (folder / name).symlink_to(target)
    fact = Tree(folder).look(registered)
    link = {"link": registered.rpartition("/")[0]} if problem == "outside" else {}
    assert (fact.problem, fact.details) == (problem, link)


@posix_only
def test_a_folder_that_is_a_link_out_of_the_dossier_is_told_once(make: Make):
    entry = "  - {{id: d{0}, type: sop, title: A, file: bukti/{0}.pdf, supports: [B1], agency: diskominfo}}\n"
    text = "documents:\n" + "".join(map(entry.format, range(9)))
    folder = make({"x.yaml": text, **{f"../jauh/{n}.pdf": b"%PDF" for n in range(9)}})
    (folder / "bukti").symlink_to("../jauh")
    assessment = assess(folder, AS_OF)
    (finding,) = (f for f in assessment.findings if f.code == "KC301")
    assert finding.details == {"variant": "linked-folder", "link": "bukti", "n": 9}
    assert not [f.code for f in assessment.findings if f.code in {"KC014", "KC303"}]
    assert {cell.state.value for cell in assessment.matrix.cells if cell.requirement == "A-02"} == {"missing"}


@posix_only
def test_a_file_without_end_gets_no_checksum(make: Make):
    text = "documents: [{id: a, type: unknown, title: A, file: film.mp4}]\n"
    head = HEAD.replace("cohort: reguler}", "cohort: reguler, arms: lambang.png}")
    folder = make({"x.yaml": text, "aa-head.yaml": head})
    for name in ("film.mp4", "lambang.png"):
        with (folder / name).open("wb") as stream:
            stream.truncate(2**40)
    began = time.process_time()
    dossier = load(folder).dossier
    assert dossier is not None
    assert {fact.sha256 for fact in dossier.evidence.values()} == {""}
    assert time.process_time() - began < 30


def test_what_is_wrong_with_a_file_is_found_at_its_name(make: Make):
    entry = "documents:\n  - id: sop\n    type: sop\n    title: SOP\n    file: {}\n"
    folder = make({"x.yaml": entry.format("kosong.pdf"), "kosong.pdf": b""})
    (finding,) = (f for f in assess(folder, AS_OF).findings if f.code == "KC301")
    assert (finding.location[:2], finding.location.line) == (("x.yaml", ("documents", 0, "file")), 5)
    assert finding.details["variant"] == "empty"


def test_an_entry_without_a_name_is_kept_under_its_id(make: Make):
    loaded = load(make({"x.yaml": "programs: [{id: a, status: running}]\n"}))
    assert [finding.code for finding in loaded.findings] == ["KC102"]
    assert programs(loaded) == ["a"]


def test_an_entry_with_a_wrong_id_is_kept_under_the_one_that_is_suggested(make: Make):
    loaded = load(make({"x.yaml": "programs: [{id: Open Data, name: Open Data}]\n"}))
    assert [finding.code for finding in loaded.findings] == ["KC110"]
    assert programs(loaded) == ["open-data"]


# --- scores --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "score"), [("1", 1.0), ("4", 4.0), ('"3,5"', 3.5), ("2.75", 2.75)])
def test_a_score_is_on_the_instruments_scale(make: Make, text: str, score: float):
    loaded = load(make({"x.yaml": f"answers: [{{question: B1, score: {text}}}]\n"}))
    assert loaded.dossier is not None
    assert ([answer.score for answer in loaded.dossier.answers], loaded.findings) == ([score], ())


@pytest.mark.parametrize("text", ["0", "0,99", "4,01", "5", "-2", "40"])
def test_a_score_off_the_scale_is_refused_with_the_scale(make: Make, text: str):
    loaded = load(make({"x.yaml": f'answers: [{{question: B1, text: Ada., score: "{text}"}}]\n'}))
    assert loaded.dossier is not None
    (finding,), (answer,) = loaded.findings, loaded.dossier.answers
    assert (finding.code, dict(finding.details)) == (
        "KC109",
        {"field": "score", "value": text, "low": 1, "high": 4},
    )
    assert (answer.text, answer.score, loaded.dossier.origin(answer).unread) == ("Ada.", None, {"score"})


def test_an_own_instrument_may_have_another_scale(make: Make):
    own = "id: kota\nextends: kominfo-2023-reguler\nscale: {min: 0, max: 10}\n"
    head = HEAD.replace("kominfo-2023-reguler", "instruments/kota.yaml")
    answers = "answers:\n  - {question: B1, score: 9}\n  - {question: B2, score: 11}\n"
    loaded = load(make({"a.yaml": head + answers, "instruments/kota.yaml": own}, head=False))
    assert loaded.dossier is not None
    assert [answer.score for answer in loaded.dossier.answers] == [9, None]
    assert [(f.code, f.details["low"], f.details["high"]) for f in loaded.findings] == [("KC109", 0, 10)]
