"""The command line keeps its contract: exit status, channels, filters, languages, and words for every slip."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kotacerdas import __version__, cli, resources
from kotacerdas.cli import options
from kotacerdas.instrument.load import load
from kotacerdas.reports import FORMATS

from .conftest import HEAD, ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Here = Callable[..., "Answer"]

COMMANDS = ("init", "validate", "status", "explain", "schema")
LANGUAGES = ("en", "id")
PROGRAM = """\
programs:
  - {id: satu, name: Satu, dimension: smart-living, agency: diskominfo, quick_win: ya}
  - {id: dua, name: Dua, dimension: smart-economy, agency: dlh}
"""
AGENCIES = "agencies:\n  - {id: dlh, name: Dinas Lingkungan Hidup}\n"


class Answer:
    """What a command answered: its exit status, its result, and everything else."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Here:
    """Run the command line in this process, in English unless it says otherwise."""
    for name in [n for n in os.environ if n.startswith(("LC_", "LANG", "KOTACERDAS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def _here(*arguments: object) -> Answer:
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        return Answer(status, *capsys.readouterr())

    return _here


@pytest.fixture
def complete(make: Callable[..., Path], tmp_path: Path) -> Path:
    """A dossier that sets every requirement aside but two that are only recommended."""
    rows = [name for name in load("kominfo-2023-reguler").requirements if name not in {"K-12", "K-13"}]
    waivers = "".join(f"  - {{requirement: {name}, reason: Uji.}}\n" for name in rows)
    return make({"w.yaml": f"waivers:\n{waivers}"}).rename(tmp_path / "lengkap")


@pytest.fixture
def incomplete(make: Callable[..., Path], tmp_path: Path) -> Path:
    return make({"a.yaml": AGENCIES, "p.yaml": PROGRAM}).rename(tmp_path / "kurang")


def data(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.out)
    return found


# --- the exit status -----------------------------------------------------------------------------


def test_complete_is_0_and_findings_are_1_in_a_process_of_their_own(
    run: Run, complete: Path, incomplete: Path
) -> None:
    assert run("validate", str(complete)).returncode == 0
    assert run("validate", str(incomplete)).returncode == 1
    assert run("validate", str(incomplete / "nirwana")).returncode == 2


@pytest.mark.parametrize(
    ("options", "status"),
    [([], 0), (["--strict"], 1), (["--strict", "--exit-zero"], 0), (["--format", "json", "--strict"], 1)],
)
def test_recommended_requirements_count_when_strict(
    here: Here, complete: Path, options: list[str], status: int
) -> None:
    assert here("validate", complete, *options).status == status


@pytest.mark.parametrize("options", [[], ["--strict"], ["--format", "json"]])
def test_exit_zero_hides_the_status_not_the_findings(
    here: Here, incomplete: Path, options: list[str]
) -> None:
    plain = here("validate", incomplete, *options)
    silent = here("validate", incomplete, *options, "--exit-zero")
    assert (plain.status, silent.status) == (1, 0)
    assert plain.out == silent.out


def test_status_and_explain_do_not_judge(here: Here, incomplete: Path) -> None:
    assert here("status", incomplete).status == 0
    assert here("explain", "Q-06").status == 0
    assert here("schema").status == 0
    assert here().status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["validate", "nirwana"], 'There is no folder "nirwana"', id="no such path"),
        pytest.param(["status", "nirwana"], 'There is no folder "nirwana"', id="no such path for status"),
        pytest.param(["validate", "a.yaml"], '"a.yaml" is a file', id="a file"),
        pytest.param(["validate", "kosong"], "it holds no YAML file", id="an empty folder"),
        pytest.param(
            ["validate", "lain"], 'none of its YAML files has the section "dossier"', id="no dossier"
        ),
        pytest.param(["validate", "../salah"], 'There is no instrument "kominfo-1999"', id="no instrument"),
        pytest.param(["validate", "--as-of", "2023-02-30"], '"2023-02-30" is not a date', id="no such day"),
        pytest.param(["status", "--as-of", "1/11/2023"], '"1/11/2023" is not a date', id="no ISO date"),
        pytest.param(["validate", "--as-of", "20231101"], '"20231101" is not a date', id="no hyphens"),
        pytest.param(["validate", "--format", "xml"], "must be one of: text, json", id="no such format"),
        pytest.param(["validate", "--agency", "dishup"], 'no agency "dishup"', id="no such agency"),
        pytest.param(["validate", "--agency", "dhl"], 'Did you mean "dlh"?', id="an agency near it"),
        pytest.param(["validate", "--dimension", "smart"], 'no dimension "smart"', id="no such dimension"),
        pytest.param(["validate", "--program", "tiga"], 'no program "tiga"', id="no such program"),
        pytest.param(["explain", "Q-99"], '"Q-99" is no finding code', id="no such code"),
        pytest.param(
            ["explain", "Q-06", "--instrument", "x.yaml"], 'no instrument file "x.yaml"', id="no such file"
        ),
        pytest.param(["init", "a.yaml"], '"a.yaml" is a file', id="init over a file"),
        pytest.param(["init", "."], "holds something already", id="init over something"),
        pytest.param(["init", "baru", "--year", "23"], '"23" is not a year', id="no year"),
        pytest.param(
            ["init", "baru", "--instrument", "x"], 'There is no instrument "x"', id="init by nothing"
        ),
        pytest.param(["--lang", "fr", "validate"], 'There is no language "fr"', id="no such language"),
        pytest.param(["bangun"], 'There is no command "bangun"', id="no such command"),
        pytest.param(["validat"], 'Did you mean "validate"?', id="a command near it"),
        pytest.param(["validate", "--formt", "json"], 'There is no option "--formt"', id="no such option"),
        pytest.param(["validate", "--formt", "json"], 'Did you mean "--format"?', id="an option near it"),
        pytest.param(["init"], "DIR is missing", id="no argument"),
        pytest.param(["explain", "Q-01", "Q-02"], "Q-02", id="an argument too many"),
        pytest.param(["validate", "--format"], "--format", id="an option without its value"),
        pytest.param(["--lang"], "--lang", id="a language without its value"),
    ],
)
def test_what_cannot_run_is_2_and_says_why_on_stderr(
    here: Here, incomplete: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(incomplete)
    (incomplete / "kosong").mkdir()
    (incomplete / "lain").mkdir()
    (incomplete / "lain" / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    wrong = incomplete.with_name("salah")
    wrong.mkdir()
    head = (incomplete / "aa-head.yaml").read_text(encoding="utf-8")
    (wrong / "a.yaml").write_text(head.replace("2023-reguler", "1999"), encoding="utf-8")
    answer = here(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("kotacerdas: ")
    assert said in " ".join(answer.err.split())
    assert not (incomplete / "baru").exists()


def test_a_bug_is_not_taken_for_a_finding(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kotacerdas.assessment.assessment.assess", broken)
    with pytest.raises(ZeroDivisionError):
        here("validate", TANJUNGPINANG)


def test_a_broken_own_instrument_is_told_with_its_places(here: Here, make: Callable[..., Path]) -> None:
    folder = make({"instruments/x.yaml": "id: x\nextends: kominfo-2023-reguler\ncohort: besar\n"})
    head = (folder / "aa-head.yaml").read_text(encoding="utf-8")
    (folder / "aa-head.yaml").write_text(
        head.replace("kominfo-2023-reguler", "instruments/x.yaml"), encoding="utf-8"
    )
    answer = here("validate", folder)
    assert (answer.status, answer.out) == (2, "")
    assert 'The instrument "instruments/x.yaml" is broken:' in answer.err
    assert '  instruments/x.yaml:3:9: "besar" is none of' in answer.err


# --- several dossiers ----------------------------------------------------------------------------


def test_several_dossiers_are_checked_in_one_call(here: Here) -> None:
    folders = [ROOT / "dossiers" / f"tanjungpinang-{year}" for year in (2022, 2023)]
    answer = here("validate", *folders, "--format", "json")
    assert [dossier["year"] for dossier in data(answer)["dossiers"]] == [2022, 2023]
    assert answer.status == 1


def test_one_that_cannot_run_does_not_hide_the_others(here: Here, complete: Path) -> None:
    answer = here("validate", complete, "nirwana", "--format", "json")
    assert [dossier["city"] for dossier in data(answer)["dossiers"]] == ["Kota Uji"]
    assert 'There is no folder "nirwana"' in answer.err
    assert answer.status == 2
    assert here("validate", "nirwana", complete, "--exit-zero").status == 2
    assert here("status", "nirwana", complete).status == 2


def test_the_folder_one_is_in_is_checked_by_default(
    here: Here, incomplete: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(incomplete)
    assert data(here("validate", "--format", "json"))["dossiers"][0]["path"] == "."


# --- the output ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_output_goes_into_a_file_whole(here: Here, incomplete: Path, tmp_path: Path, form: str) -> None:
    place = tmp_path / "keluaran"
    place.mkdir()
    (place / "laporan").write_text("yang lama", encoding="utf-8")
    shown = here("validate", incomplete, "--format", form).out
    answer = here("validate", incomplete, "--format", form, "-o", place / "laporan")
    assert (answer.status, answer.out, answer.err) == (1, "", "")
    assert (place / "laporan").read_bytes() == shown.encode("utf-8")
    assert [path.name for path in place.iterdir()] == ["laporan"]


@pytest.mark.parametrize("target", ["tidak-ada/laporan.txt", "folder", "aa-head.yaml/laporan.txt"])
def test_an_output_that_cannot_be_written_is_2(here: Here, incomplete: Path, target: str) -> None:
    (incomplete / "folder").mkdir()
    before = sorted(incomplete.rglob("*"))
    answer = here("validate", incomplete, "--output", incomplete / target)
    assert (answer.status, answer.out) == (2, "")
    assert "cannot be written" in " ".join(answer.err.split())
    assert sorted(incomplete.rglob("*")) == before


def test_nothing_is_written_when_nothing_could_run(here: Here, tmp_path: Path) -> None:
    assert here("validate", "nirwana", "--output", tmp_path / "laporan").status == 2
    assert not (tmp_path / "laporan").exists()


def test_checking_changes_nothing_on_disk(here: Here, incomplete: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in incomplete.rglob("*")}
    here("validate", incomplete)
    here("status", incomplete)
    assert {path: path.stat().st_mtime_ns for path in incomplete.rglob("*")} == before


def test_stdout_has_the_result_and_stderr_the_rest(run: Run, incomplete: Path) -> None:
    good = run("validate", str(incomplete), "--format", "json")
    assert json.loads(good.stdout)["version"] == 1
    assert good.stderr == ""
    bad = run("validate", str(incomplete), "nirwana", "--format", "json")
    assert json.loads(bad.stdout)["version"] == 1
    assert bad.stderr.splitlines() == ['kotacerdas: There is no folder "nirwana".']


# --- filters -------------------------------------------------------------------------------------


def subjects(answer: Answer) -> set[str]:
    [dossier] = data(answer)["dossiers"]
    return {cell["subject"]["id"] for cell in dossier["matrix"]}


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--program", "dua"], {"dua"}),
        (["--program", "satu"], {"satu"}),
        (["--agency", "dlh"], {"dlh", "dua", "smart-economy"}),
        (["--dimension", "smart-economy", "--program", "dua"], {"dua"}),
    ],
)
def test_a_filter_keeps_what_concerns_it(
    here: Here, incomplete: Path, options: list[str], kept: set[str]
) -> None:
    answer = here("validate", incomplete, "--format", "json", *options)
    assert subjects(answer) == kept
    [dossier] = data(answer)["dossiers"]
    assert {f["subject"]["id"] for f in dossier["findings"]} <= kept
    assert answer.status == 1


def test_a_dimension_keeps_its_programs_and_questions(here: Here, incomplete: Path) -> None:
    kept = subjects(here("validate", incomplete, "--format", "json", "--dimension", "smart-economy"))
    assert {"dua", "smart-economy", "C11", "C12"} <= kept
    assert not {"satu", "smart-living", "dossier", "C14"} & kept


def test_a_filter_keeps_what_it_cannot_know_about(here: Here, make: Callable[..., Path]) -> None:
    """A file that cannot be read may concern anybody; a fault of another agency's entry does not."""
    folder = make(
        {
            "p.yaml": PROGRAM.replace("quick_win: ya", "status: berjalan"),
            "a.yaml": AGENCIES,
            "rusak.yaml": "documents: [\n",
        }
    )
    for agency, codes in (("diskominfo", {"KC005", "KC104"}), ("dlh", {"KC005"})):
        [dossier] = data(here("validate", folder, "--format", "json", "--agency", agency))["dossiers"]
        assert {f["code"] for f in dossier["findings"] if not f["requirement"]} == codes


def test_a_document_concerns_the_program_that_it_supports(here: Here, incomplete: Path) -> None:
    document = "documents:\n  - {id: d, type: sop, title: SOP, file: hilang.pdf, agency: diskominfo, supports: [dua]}\n"
    (incomplete / "d.yaml").write_text(document, encoding="utf-8")
    for program, codes in (("satu", set()), ("dua", {"KC301"})):
        [dossier] = data(here("validate", incomplete, "--format", "json", "--program", program))["dossiers"]
        assert {f["code"] for f in dossier["findings"] if not f["requirement"]} == codes


def test_the_day_decides_on_waivers(here: Here, incomplete: Path) -> None:
    waiver = "waivers:\n  - {requirement: Q-08, reason: Uji., until: 2023-12-31}\n"
    (incomplete / "w.yaml").write_text(waiver, encoding="utf-8")
    for day, waived in (("2023-12-31", 1), ("2024-01-01", 0)):
        found = data(here("validate", incomplete, "--format", "json", "--as-of", day))
        assert (found["as_of"], found["dossiers"][0]["summary"]["waived"]) == (day, waived)
    assert "as of 2023-12-31" in here("status", incomplete, "--as-of", "2023-12-31").out


def test_the_day_is_today_by_default(here: Here, incomplete: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "today", lambda: date(2031, 5, 6))
    assert data(here("validate", incomplete, "--format", "json"))["as_of"] == "2031-05-06"


# --- the language --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "id", "explain", "Q-06"],
        ["explain", "--lang", "id", "Q-06"],
        ["explain", "Q-06", "--lang", "id"],
        ["explain", "Q-06", "--lang=id"],
        ["--lang", "en", "explain", "Q-06", "--lang", "id"],
    ],
)
def test_the_language_may_stand_anywhere(here: Here, arguments: list[str]) -> None:
    assert "Persyaratan Q-06" in here(*arguments).out


@pytest.mark.parametrize(
    ("environment", "title"),
    [
        ({}, "Requirement Q-06"),
        ({"LANG": "id_ID.UTF-8"}, "Persyaratan Q-06"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "id_ID.UTF-8"}, "Persyaratan Q-06"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "en_US.UTF-8"}, "Requirement Q-06"),
        ({"LANG": "id_ID.UTF-8", "KOTACERDAS_LANG": "en"}, "Requirement Q-06"),
        ({"KOTACERDAS_LANG": "id"}, "Persyaratan Q-06"),
        ({"KOTACERDAS_LANG": "", "LANG": "id_ID.UTF-8"}, "Persyaratan Q-06"),
        ({"LANG": "de_DE.UTF-8"}, "Requirement Q-06"),
    ],
)
def test_the_language_is_that_of_the_system_unless_said(
    here: Here, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], title: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert here("explain", "Q-06").out.startswith(title)
    assert here("explain", "Q-06", "--lang", "en").out.startswith("Requirement")


def test_the_environment_decides_in_a_process_of_its_own(run: Run) -> None:
    assert run("explain", "Q-06", LANG="id_ID.UTF-8").stdout.startswith("Persyaratan")
    assert run("explain", "Q-06", KOTACERDAS_LANG="id").stdout.startswith("Persyaratan")
    assert run("explain", "Q-06").stdout.startswith("Requirement")


# --- help ----------------------------------------------------------------------------------------

TYPERS_OWN = [
    "Usage",
    "Options",
    "Arguments",
    "Commands",
    "COMMAND",
    "OPTIONS",
    "ARGS",
    "Show this message",
    "Show this help",
    "Show the version",
    "Install completion",
    "Show completion",
    "[required]",
    "[default",
    "<str>",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_gives_examples_that_exist(here: Here, command: str) -> None:
    for language, word in (("en", "Example"), ("id", "Contoh")):
        answer = here(command, "--help", "--lang", language)
        assert answer.status == 0
        assert word in answer.out
        examples = re.findall(rf"kotacerdas ({command}\b.*)", answer.out.partition(word)[2])
        assert examples
        for example in examples:
            options = re.findall(r"--[a-z-]+", example)
            assert [option for option in options if f"  {option}" not in answer.out.replace(", ", "  ")] == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_no_english_is_left_in_indonesian_help(here: Here, command: str) -> None:
    answer = here(*command.split(), "--help", "--lang", "id")
    assert [word for word in TYPERS_OWN if word in answer.out] == []
    assert answer.out.startswith("Pemakaian: kotacerdas")
    assert "Opsi:" in answer.out


TWO_COLUMNS = re.compile(r"  \S+(?: \S+)*  +(?=\S)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_laid_out(here: Here, command: str, language: str) -> None:
    """Within the page, without codes, and what goes on in the next line stands under its first word."""
    lines = here(*command.split(), "--help", "--lang", language).out.splitlines()
    assert [line for line in lines if len(line) > 100 or "\x1b" in line or "<" in line] == []
    ragged = []
    for line, following in pairwise(lines):
        start = TWO_COLUMNS.match(line)
        indent = len(following) - len(following.lstrip())
        if start and indent >= 10 and indent != start.end():
            ragged.append(following)
    assert ragged == []


def test_without_a_command_help_is_shown(here: Here) -> None:
    assert here().out == here("--help").out == here("-h").out
    for command in COMMANDS:
        assert f"\n  {command}  " in here().out


def test_the_help_of_options_is_that_of_the_table_that_implements_them(here: Here) -> None:
    assert f"--format {'|'.join(FORMATS)}" in here("validate", "--help").out


@pytest.mark.parametrize(
    ("arguments", "english"),
    [
        (["bangun"], "There is"),
        (["validat"], "Did you mean"),
        (["validate", "--formt"], "There is"),
        (["explain", "Q-01", "Q-02"], "Got unexpected extra argument"),
        (["validate", "--format"], "requires an argument"),
        (["validate", "--strict=ya"], "does not take a value"),
        (["--lang"], "requires an argument"),
        (["validate", "nirwana"], "There is"),
        (["init"], "is missing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_no_english_is_left_in_what_goes_wrong(
    here: Here, monkeypatch: pytest.MonkeyPatch, arguments: list[str], english: str
) -> None:
    in_english = here(*arguments)
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    answer = here(*arguments)
    assert (in_english.status, answer.status) == (2, 2)
    assert english in in_english.err or in_english.err.startswith("kotacerdas: ")
    assert english not in answer.err
    assert answer.err != in_english.err
    assert "Option" not in answer.err


def test_a_slip_leads_to_the_help_of_its_command(here: Here) -> None:
    assert 'See "kotacerdas validate --help".' in here("validate", "--formt").err
    assert 'Lihat "kotacerdas explain --help".' in here("explain", "Q-01", "Q-02", "--lang", "id").err
    assert 'See "kotacerdas --help".' in here("bangun").err


# --- odds and ends -------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "--lang", "id"]])
def test_the_version(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"kotacerdas {__version__}\n", "")


def test_a_pipe_gets_no_colours(run: Run, incomplete: Path) -> None:
    plain = run("status", str(incomplete), TERM="xterm-256color", FORCE_COLOR="1").stdout
    assert "\x1b" not in plain
    assert run("status", str(incomplete), NO_COLOR="1").stdout == plain


@pytest.mark.parametrize(("no_color", "is_painted"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_it_wants_none(
    here: Here, incomplete: Path, monkeypatch: pytest.MonkeyPatch, no_color: str, *, is_painted: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert ("\x1b[" in here("status", incomplete).out) == is_painted


def test_a_file_gets_no_colours_from_a_terminal(
    here: Here, incomplete: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    here("validate", incomplete, "--output", tmp_path / "laporan.txt")
    assert "\x1b" not in (tmp_path / "laporan.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_completion_script_is_printed(run: Run, shell: str) -> None:
    done = run("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "_KOTACERDAS_COMPLETE" in done.stdout
    assert f"complete_{shell}" in done.stdout


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("explain --instrument ", sorted(resources.instruments())),
        ("init --instrument ", sorted(resources.instruments())),
        ("validate --format ", list(FORMATS)),
        ("templates ", ["list", "copy", "check"]),
        ("templates copy la", ["laporan"]),
    ],
)
def test_what_an_option_takes_is_completed(run: Run, typed: str, offered: list[str]) -> None:
    words = f"kotacerdas {typed}"
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = run(_KOTACERDAS_COMPLETE="complete_bash", **asked)
    assert (done.returncode, done.stdout.split()) == (0, offered)


@pytest.mark.parametrize(
    "arguments", [["validate", str(TANJUNGPINANG)], ["explain", "Q-06"], ["--help"], ["--version"]]
)
def test_a_reader_that_goes_away_is_no_bug(arguments: list[str]) -> None:
    """`kotacerdas … | head`: whether the result is long or fits into one write."""
    reading, writing = os.pipe()
    os.close(reading)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "kotacerdas", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=gone,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
            timeout=600,
        )
    assert done.stderr == ""
    assert done.returncode in {0, 1}


def test_what_is_printed_is_utf8_whatever_the_locale(run: Run, incomplete: Path) -> None:
    done = run("status", str(incomplete), LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "✗" in done.stdout


def test_init_says_what_was_made_and_what_comes_next(here: Here, tmp_path: Path) -> None:
    answer = here("init", tmp_path / "baru", "--name", "Kota Baru", "--year", "2023")
    assert (answer.status, answer.err) == (0, "")
    made = re.findall(r"^  (\S+)$", answer.out, re.MULTILINE)
    assert sorted(made) == sorted(
        path.relative_to(tmp_path / "baru").as_posix()
        for path in (tmp_path / "baru").rglob("*.*")
        if path.is_file()
    )
    assert f'kotacerdas validate {(tmp_path / "baru").as_posix()}"' in answer.out


def test_help_loads_no_models_and_a_dossier_without_files_opens_none() -> None:
    """Heavy imports stand inside what needs them: models, rich, and the libraries of each format."""

    def loaded(code: str) -> set[str]:
        heavy = (
            "pydantic",
            "rich",
            "docx",
            "PIL",
            "pypdf",
            "openpyxl",
            "pptx",
            "jinja2",
            "kotacerdas.evidence.contents",
        )
        script = f"import sys\n{code}\nprint(*(m for m in {heavy} if m in sys.modules), file=sys.stderr)"
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        )
        return set(done.stderr.split())

    assert loaded("import kotacerdas.cli") == set()
    validate = f"from kotacerdas.cli import run\nrun(['validate', {str(TANJUNGPINANG)!r}])"
    assert loaded(validate) == {"pydantic"}


def test_weights_are_told_of_the_regular_cohort_first(run: Run) -> None:
    assert "0.0091" in run("explain", "C1").stdout
    assert "0.0061" in run("explain", "C1", "--instrument", "kominfo-2023-kppn-ikn").stdout
    assert run("explain", "K1").returncode == 0


def test_a_program_that_only_one_dossier_has_narrows_that_one(run: Run) -> None:
    done = run(
        "validate", "dossiers/contoh", str(TANJUNGPINANG), "--program", "open-data", "--format", "json"
    )
    (dossier,) = json.loads(done.stdout)["dossiers"]
    assert (done.returncode, dossier["city"]) == (1, "Kota Tanjungpinang")


@pytest.mark.parametrize("name", ["dossier.yaml", "baru.yaml", "baru.YML", "bukti.pdf"])
def test_a_report_is_never_written_over_the_dossier(make: Callable[..., Path], name: str, png: bytes) -> None:
    entry = "documents:\n  - {id: a, type: foto, title: A, file: bukti.pdf}\n"
    folder = make({"dossier.yaml": HEAD, "d.yaml": entry, "bukti.pdf": png}, head=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert cli.run(["validate", str(folder), "--output", str(folder / name)]) == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["dossier.yaml", "bukti.pdf"])
@pytest.mark.parametrize("way", ["link", "detour"])
def test_no_way_round_leads_over_the_dossier(
    make: Callable[..., Path], tmp_path: Path, way: str, name: str, png: bytes
) -> None:
    entry = "documents:\n  - {id: a, type: foto, title: A, file: bukti.pdf}\n"
    folder = make({"dossier.yaml": HEAD, "d.yaml": entry, "bukti.pdf": png}, head=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (tmp_path / "lain").mkdir()
    (tmp_path / "link").symlink_to(folder / name)
    ways = {"link": tmp_path / "link", "detour": tmp_path / "lain" / ".." / folder.name / name}
    assert cli.run(["validate", str(folder), "--output", str(ways[way])]) == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_detour_past_the_dossier_is_free(make: Callable[..., Path], tmp_path: Path) -> None:
    folder = make()
    (tmp_path / "lain").mkdir()
    assert cli.run(["validate", str(folder), "--output", str(folder / ".." / "lain" / "a.yaml")]) == 1
    assert (tmp_path / "lain" / "a.yaml").is_file()


def test_a_report_goes_to_what_is_no_file_and_through_links(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    folder = make()
    real = tmp_path / "laporan.txt"
    real.write_text("", encoding="utf-8")
    real.chmod(0o600)
    (tmp_path / "tautan.txt").symlink_to(real)
    assert cli.run(["validate", str(folder), "--output", str(tmp_path / "tautan.txt")]) == 1
    assert (tmp_path / "tautan.txt").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert "Kota Uji" in real.read_text(encoding="utf-8")
    assert cli.run(["validate", str(folder), "--output", os.devnull]) == 1
    assert not Path(os.devnull).is_file()


def test_a_choice_that_nothing_belongs_to_is_told(run: Run) -> None:
    done = run("validate", str(TANJUNGPINANG), "--agency", "dlh", "--program", "open-data")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Nothing in the dossier" in done.stderr


def test_an_agency_that_owes_nothing_is_complete(here: Here, make: Callable[..., Path]) -> None:
    head = HEAD + "  - {id: bapenda, name: Badan Pendapatan Daerah}\n"
    folder = make({"dossier.yaml": head}, head=False)
    answer = here("validate", folder, "--agency", "bapenda", "--format", "json")
    assert (answer.status, subjects(answer)) == (0, set())


def test_a_folder_of_dossiers_is_none(run: Run) -> None:
    done = run("validate", "dossiers")
    assert (done.returncode, done.stdout) == (2, "")
    assert "several dossiers" in done.stderr


def test_a_folder_of_other_yaml_is_no_dossier(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ci.yaml").write_text("jobs:\n  build: {}\n", encoding="utf-8")
    done = run("validate", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")


def test_without_a_code_everything_that_can_be_named_is_listed(run: Run) -> None:
    shown = run("explain").stdout
    assert all(name in shown for name in ("smart-living", "layanan-publik", "perkada", "Q-06", "B1-B5"))
