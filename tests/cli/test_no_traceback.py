"""Whatever a dossier holds, it ends in a report or in a sentence about why there is none."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kotacerdas import cli, resources
from kotacerdas.assessment.assessment import assess
from kotacerdas.dossier import loader
from kotacerdas.dossier.entries import LISTS, SINGLE
from kotacerdas.dossier.entries import DossierInfo as Info
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.load import load as load_instrument
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.reading.models import Model, check, choices_of, keys_of, model_at
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page
from kotacerdas.stamps import RECORD
from tests.conftest import AS_OF, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from subprocess import CompletedProcess

    Make = Callable[..., Path]
    Run = Callable[..., CompletedProcess[str]]

LANGUAGES = [Messages(language) for language in resources.languages()]
INSTRUMENT = "kominfo-2023-reguler"


@pytest.fixture(autouse=True, scope="module")
def instruments_are_read_once() -> Iterator[None]:
    """Reading the instrument for every example would take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "load_instrument", cache(load_instrument))
        yield


def assert_it_can_be_told(folder: Path) -> None:
    try:
        assessment = assess(folder, AS_OF)
    except CannotRun as trouble:
        assert_trouble_can_be_told(trouble)
        return
    for finding in assessment.findings:
        assert finding.location.line >= 1
        assert finding.location.column >= 1
    for messages in LANGUAGES:
        page = Page((assessment,), messages, AS_OF)
        rows = json.loads(FORMATS["json"](page).encode())["dossiers"][0]["findings"]
        assert all(row["message"] and row["hint"] for row in rows)
        assert FORMATS["text"](page).encode()


def assert_trouble_can_be_told(trouble: CannotRun) -> None:
    for messages in LANGUAGES:
        assert sentences.stop(trouble, messages)
        assert all(sentences.message(finding, Names(messages)) for finding in trouble.findings)


def assert_files_can_be_told(files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "dosir"
        folder.mkdir()
        for name, raw in files.items():
            (folder / name).write_bytes(raw)
        assert_it_can_be_told(folder)


# --- files of anything ---------------------------------------------------------------------------

MUTILATED = HEAD + "documents:\n- {id: sop, type: sop, title: 'SOP: \"é\"', supports: [W8]} # x\n"
PIECES = [
    b":",
    b"- ",
    b"\t",
    b"'",
    b'"',
    b"[",
    b"}",
    b"&x ",
    b"*x",
    b"!",
    b"\n",
    b"---\n",
    b"<<: ",
    b"\\",
    b"\xff",
]
places = st.tuples(st.integers(0, len(MUTILATED.encode())), st.integers(0, 9), st.sampled_from(PIECES))


def mutilated(edits: list[tuple[int, int, bytes]]) -> bytes:
    raw = MUTILATED.encode()
    for start, length, put in edits:
        raw = raw[:start] + put + raw[start + length :]
    return raw


@given(
    st.binary(max_size=60)
    | st.text(max_size=60).map(str.encode)
    | st.lists(places, max_size=4).map(mutilated)
)
@settings(max_examples=100)
@example(b"")
@example(b"programs: []\nprograms: []\n")
@example("dossier:\n".encode("utf-16"))
def test_any_bytes_as_a_file_can_be_told(raw: bytes):
    assert_files_can_be_told({"x.yaml": raw})
    assert_files_can_be_told({"aa-head.yaml": HEAD.encode(), "x.yaml": raw})


# --- known keys with any values ------------------------------------------------------------------

IDS = ["open-data", "e-office", "diskominfo", "sop", "B1", "C9", "C30", "I1", "W8", "smart-living", "health"]
IDS += ["Q-03", "K-05", "dossier", "kelembagaan", "renstra", "undangan"]
RIGHT = [
    *IDS,
    "2023",
    "2022",
    "2023-05-01",
    "2022-11",
    "ya",
    "tidak",
    "1.250",
    "12,5",
    "3",
    "Rp5.000",
    INSTRUMENT,
]
ODD = [
    "",
    " ",
    "~",
    "no",
    "010",
    "0x1F",
    "12:30",
    "1e999",
    "-0",
    "9" * 5000,
    "9" * 5000 + " juta",
    "x" * 25_000,
]
ODD += [
    "{city}",
    "{0}",
    "%s",
    "\\",
    "../..",
    "/",
    "C:\\x",
    "a//b",
    "con",
    "x" * 300,
    "x" * 300 + ".yaml",
    "\ue000",
]
ODD += [
    "é",
    "e\u0301",
    "\u202eabc",
    "\u200b",
    "\U0001f3d9",
    "ﷺ" * 9,
    "\n\n",
    "a\tb",
    "[bold]",
    "</x>",
    "\u0663",
]

odd_texts = st.sampled_from(ODD) | st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=9
)
anything = st.recursive(
    odd_texts | st.sampled_from(RIGHT) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ODD), inner, max_size=2),
    max_leaves=4,
)


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 7).flatmap(lambda chance: right if chance else anything)


@cache
def entries_of(model: type[Model]) -> st.SearchStrategy[Any]:
    """Entries with the keys of a model and values that mostly fit."""
    values = {key: mostly(values_of(model, key)) for key in keys_of(model)}
    needed = {name for name, info in model.model_fields.items() if info.is_required()}
    first = {key: strategy for key, strategy in values.items() if key in needed}
    others = {key: strategy for key, strategy in values.items() if key not in needed}
    return st.fixed_dictionaries(first, optional=others)


def values_of(model: type[Model], key: str) -> st.SearchStrategy[Any]:
    """Entries, words or texts that a key takes, alone or in a list as it wants them."""
    inner = model_at(model, (key,))
    wants_list = _fits(model, key, [])
    if inner is not None:
        return st.lists(entries_of(inner), max_size=2) if wants_list else entries_of(inner)
    if wants_list:
        return st.lists(st.sampled_from([text for text in RIGHT if _fits(model, key, [text])]), max_size=3)
    fitting = [text for text in (*choices_of(model, key), *RIGHT) if _fits(model, key, text)]
    return (
        st.sampled_from(fitting) if fitting else st.dictionaries(st.sampled_from(IDS), st.sampled_from(RIGHT))
    )


def _fits(model: type[Model], key: str, value: object) -> bool:
    return all(error["loc"][:1] != (key,) for error in check(model, {key: value})[1])


sections = st.fixed_dictionaries(
    {},
    optional={"evaluation": mostly(entries_of(SINGLE["evaluation"]))}
    | {name: mostly(st.lists(mostly(entries_of(LISTS[name])), max_size=3)) for name in LISTS},
)


def written(data: object) -> bytes:
    """As JSON, which is YAML too."""
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


@given(sections)
@settings(max_examples=100)
@example({"programs": [{"id": "a", "name": "A", "status": ["running"]}]})
@example(
    {"programs": [{"id": "a", "name": "A", "budget": [{"year": "2023", "amount": "9" * 5000 + " juta"}]}]}
)
@example({"documents": [{"id": "a", "type": "sop", "title": "A", "file": "x/" * 5000}]})
def test_any_values_of_known_keys_can_be_told(data: dict[str, Any]):
    assert_files_can_be_told({"aa-head.yaml": HEAD.encode(), "x.yaml": written(data)})


LEAST: dict[str, Any] = {"city": {"name": "A"}, "year": "2023", "instrument": INSTRUMENT}


@given(st.fixed_dictionaries({}, optional={key: mostly(values_of(Info, key)) for key in keys_of(Info)}))
@settings(max_examples=100)
@example({"previous": "x" * 300})
@example({"instrument": "x" * 300 + ".yaml"})
@example({"city": {"name": "{year}"}, "previous": "."})
def test_any_section_dossier_can_be_told(info: dict[str, Any]):
    assert_files_can_be_told(
        {"x.yaml": written({"dossier": LEAST | info, "programs": [{"id": "a", "name": "A"}]})}
    )


# --- names that no text can hold -----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", [b"x\xff.yaml", b"bukti\xff/x.yaml", b"sop\xff.pdf"])
def test_a_name_on_the_disk_that_is_not_utf_8_can_be_told(make: Make, run: Run, name: bytes, form: str):
    entry = "documents: [{id: sop, type: sop, title: SOP, file: sop.pdf}]\n"
    folder = make({"y.yaml": entry, os.fsdecode(name): "programs: x\n"})
    done = run("validate", str(folder), "--format", form)
    assert (done.returncode, done.stderr) == (1, "")
    assert ("KC301" in done.stdout) is (form != "csv")  # a table of the matrix tells of no mistake


# --- the commands that write ---------------------------------------------------------------------

OLD = HEAD.replace("2023", "2022", 1) + "programs:\n- {id: open-data, name: Open Data, quick_win: ya}\n"
COMMANDS = [
    "status --follow-ups {now}",
    "score {now}",
    "score --format json {now}",
    "compare {old} {now}",
    "compare --format json {now} {old}",
    "build --draft --format md {now} -o {place}/laporan.md",
    "request --format md {now} -o {place}/nota",
    "request --format csv --letter surat {now} -o {place}/surat",
    "package {now} -o {place}/bukti",
]


@given(sections)
@settings(max_examples=3)
@example({"follow_ups": [{"subject": "S", "status": "answered", "reply": ["a"], "documents": "b"}]})
@example(
    {"surveys": [{"dimension": "smart-living", "means": {"I1": "9" * 300}}], "answers": [{"question": "B1"}]}
)
def test_every_command_ends_in_a_report_or_a_sentence(data: dict[str, Any]):
    with tempfile.TemporaryDirectory() as place:
        old, now = Path(place, "lama"), Path(place, "baru")
        for folder, files in ((old, [OLD.encode()]), (now, [HEAD.encode(), written(data)])):
            folder.mkdir()
            for number, raw in enumerate(files):
                (folder / f"{number}.yaml").write_bytes(raw)
        for command in COMMANDS:
            words = command.format(old=old, now=now, place=place).split(" ")
            assert cli.run([*words, "--as-of", AS_OF.isoformat()]) in {0, 2}
        assert {path.name for path in Path(place).rglob(".*")} <= {RECORD}


# --- places where nothing can be written ---------------------------------------------------------

WRITING = ["validate", "score", "compare {folder}", "build --draft", "request", "package"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("place", ["loop", "loop/x", "x" * 300, "x" * 300 + ".docx"])
@pytest.mark.parametrize("command", WRITING)
def test_a_place_that_cannot_be_is_told(make: Make, capsys: Any, command: str, place: str):
    folder = make({})
    (folder.parent / "loop").symlink_to("loop")
    words = command.format(folder=folder).split(" ")
    status = cli.run([*words, str(folder), "-o", str(folder.parent / place)])
    assert status == 2
    assert capsys.readouterr().err.startswith("kotacerdas: ")


def test_a_name_with_no_room_for_the_mark_of_a_program_that_has_it_open_is_written(make: Make):
    folder = make({})
    target = folder.parent / f"{'x' * 248}.docx"
    assert cli.run(["build", "--draft", str(folder), "-o", str(target)]) == 0
    assert target.exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("command", WRITING)
def test_a_file_of_the_dossier_that_is_a_circle_of_links_stops_nothing(make: Make, command: str):
    folder = make({"d.yaml": "documents: [{id: sop, type: sop, title: SOP, file: loop.pdf}]\n"})
    (folder / "loop.pdf").symlink_to("loop.pdf")
    words = command.format(folder=folder).split(" ")
    target = folder.parent / ("laporan.docx" if command.startswith("build") else "laporan")
    assert cli.run([*words, str(folder), "-o", str(target)]) in {0, 1}
    assert target.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of such a folder")
@pytest.mark.parametrize("command", ["build --draft", "request", "package"])
def test_a_folder_that_is_gone_is_told(
    make: Make, capsys: Any, monkeypatch: pytest.MonkeyPatch, command: str
):
    folder = make({})
    here = folder.parent / "pergi"
    here.mkdir()
    monkeypatch.chdir(here)
    here.rmdir()
    assert cli.run([*command.split(" "), str(folder)]) == 2
    assert "there is no such" in capsys.readouterr().err
    assert cli.run(["explain", "Q-06"]) == cli.run(["explain"]) == 0  # it needs no folder
