"""What a shell completes, asked as each shell asks it: of a process, by its environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Make = Callable[..., Path]
    Complete = Callable[..., list[str]]

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
EXAMPLE = str(ROOT / "dossiers/contoh")
TANJUNGPINANG = str(ROOT / "dossiers/tanjungpinang-2023")


@pytest.fixture
def complete(run: Run) -> Complete:
    """What a shell offers after a line; nothing may go to stderr, whatever happens."""

    def _complete(*words: str, shell: str = "bash", cwd: Path | None = None) -> list[str]:
        line = " ".join(["kotacerdas", *words])
        incomplete = words[-1] if words and words[-1] else ""
        done = run(
            cwd=cwd,
            _KOTACERDAS_COMPLETE=f"complete_{shell}",
            COMP_WORDS=line if shell == "bash" else "",
            COMP_CWORD=str(len(words)),
            _TYPER_COMPLETE_ARGS=line,
            _TYPER_COMPLETE_FISH_ACTION="get-args",
            _TYPER_COMPLETE_WORD_TO_COMPLETE=incomplete,
        )
        assert (done.returncode, done.stderr) == (0, ""), done
        return done.stdout.strip().splitlines()

    return _complete


# --- what is offered -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["validate", EXAMPLE, "--agency", ""], {"diskominfo", "bappeda", "setda"}),
        (["validate", "--strict", EXAMPLE, "--agency", "disko"], {"diskominfo"}),
        (["request", EXAMPLE, "--agency", "disko"], {"diskominfo"}),
        (["validate", EXAMPLE, "--program", "gerbang"], {"gerbang-wisata"}),
        (["build", EXAMPLE, "--dimension", "smart-l"], {"smart-living"}),
        (["build", TANJUNGPINANG, "--assessor", ""], {r"Kaleb\ Sihombing", r"Sri\ Yulianto", "kelembagaan"}),
        (["build", EXAMPLE, "--assessor", ""], {"1", "5", "smart-branding"}),
        (["build", EXAMPLE, "--template", ""], {"laporan", "ringkasan", "quick-win", "kuesioner"}),
        (["templates", "copy", ""], {"laporan", "nota-dinas", "indeks"}),
        (["package", EXAMPLE, "--include", "sakip"], {"sakip-2022"}),
        (["explain", "KC20"], {"KC201", "KC202", "KC203"}),
        (["explain", "W1"], {"W1", "W10", "W12"}),
        (["explain", "Q-0"], {"Q-03"}),
        (["explain", "per"], {"perda", "perkada"}),
        (["--lang", ""], {"id", "en"}),
        (["validate", "--lang", ""], {"id", "en"}),
        (["validate", "--lang", "id", EXAMPLE, "--format", "j"], {"json", "junit"}),
        (["schema", "--f"], {"--for"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",  # sets have no order
)
def test_a_shell_offers_what_fits(complete: Complete, words: list[str], offered: set[str]) -> None:
    answers = complete(*words)
    assert offered <= set(answers)
    assert all(answer.startswith(words[-1]) for answer in answers)


def test_build_is_offered_no_template_of_another_command(complete: Complete, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "sampul.id.md.j2").write_text("x", encoding="utf-8")
    offered = complete("build", "--template", "", cwd=tmp_path)
    assert set(offered) == {"laporan", "ringkasan", "quick-win", "kuesioner", "sampul"}


def test_the_dossier_at_hand_is_the_current_folder(complete: Complete, make: Make) -> None:
    assert complete("validate", "--agency", "", cwd=make()) == ["diskominfo"]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_the_names_that_ids_stand_for(complete: Complete, shell: str) -> None:
    [answer] = complete("validate", EXAMPLE, "--agency", "diskominfo", shell=shell)
    assert "diskominfo" in answer
    assert ("Dinas Komunikasi dan Informatika" in answer) == (shell != "bash")


def test_the_dimensions_are_those_of_the_dossiers_instrument(complete: Complete, make: Make) -> None:
    own = "id: kota\nextends: kominfo-2023-reguler\ndimensions: [{id: smart-water, name: {id: Air, en: Water}}]\n"
    text = "dossier: {city: {name: Kota}, year: 2023, instrument: instruments/kota.yaml}\n"
    folder = make({"dossier.yaml": text, "instruments/kota.yaml": own}, head=False)
    assert set(complete("build", str(folder), "--dimension", "smart-")) > {"smart-water", "smart-living"}


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["zsh", "powershell"])
@pytest.mark.parametrize(
    "command",
    ["validate", "status", "score", "build", "request", "package", "explain", "schema", "init", "compare"],
)
def test_every_shell_gets_every_option_with_its_help(complete: Complete, command: str, shell: str) -> None:
    """Help is not read as markup, whose brackets would be a mistake."""
    answers = "\n".join(complete(command, "--", shell=shell))
    assert {"--help", "--lang"} <= set(re.findall(r"--[a-z-]+", answers))


# --- whatever the dossier holds ------------------------------------------------------------------

HOSTILE = {
    "nik": "agencies:\n  - {id: '3172010101900001', name: A}\n  - {id: a, name: NIK 3172010101900001 081234567890}\n",
    "shell": "agencies:\n  - {id: $(id), name: x}\n  - {id: a, name: '\\$(id) `id` \" '' ; | < > [/red] \\'}\n",
    "broken": "agencies: [\n",
    "shape": "agencies: {a: b}\ndossier: [x]\nevaluation: 5\nprograms: [1, [2], {id: {}}]\n",
    "deep": "agencies: " + "[" * 5000,
    "control": 'agencies:\n  - {id: a, name: "\\e[31mred\\x07"}\n',
    "lines": 'agencies:\n  - {id: a, name: "one\\ntwo:::three\\tfour"}\n',
    "circle": "dossier: {instrument: dossier.yaml}\nextends: dossier.yaml\n",
    "outside": "dossier: {instrument: ../../../../../../etc/passwd}\n",
    "instrument": 'dossier: {instrument: "\\0"}\n',
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_dossier_makes_a_shell_stumble(complete: Complete, make: Make, name: str, shell: str) -> None:
    folder = make({"dossier.yaml": "", "x.yaml": HOSTILE[name]})
    for words in (["validate", "--agency"], ["build", "--assessor"], ["build", "--dimension"], ["explain"]):
        answers = "\n".join(complete(*words, "", shell=shell, cwd=folder))
        assert "1720101" not in answers
        assert "812345" not in answers
        assert not re.search(r"[$`\x1b\x07;<>|\\](?![\"' ]|\\:)", answers.replace("\t", " ")), answers


@pytest.mark.parametrize(
    "line", ["", "'", '"x', "kotacerdas validate '", "kotacerdas nonsense --x ", "kotacerdas build --as"]
)
@pytest.mark.parametrize("shell", SHELLS)
def test_no_line_makes_a_shell_stumble(run: Run, line: str, shell: str) -> None:
    done = run(
        _KOTACERDAS_COMPLETE=f"complete_{shell}", COMP_WORDS=line, COMP_CWORD="2", _TYPER_COMPLETE_ARGS=line
    )
    assert done.stderr == ""


def test_a_shell_that_tells_nothing_gets_nothing(run: Run) -> None:
    done = run(_KOTACERDAS_COMPLETE="complete_bash")
    assert (done.stdout, done.stderr) == ("", "")


def test_a_folder_that_is_not_there_offers_nothing(complete: Complete, tmp_path: Path) -> None:
    assert complete("validate", str(tmp_path / "none"), "--agency", "") == []


def test_nothing_that_takes_long_is_imported(run: Run) -> None:
    """Neither Pydantic, which reads values, nor rich, which reads help, nor any part that works a dossier out."""
    heavy = {"pydantic", "rich", "jinja2", "kotacerdas.assessment.assessment", "kotacerdas.dossier.entries"}
    for words in (f"validate {EXAMPLE} --agency", f"build {EXAMPLE} --dimension", "explain"):
        line = f"kotacerdas {words} "
        environment = {"_KOTACERDAS_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
        done = run(**environment, PYTHONPROFILEIMPORTTIME="1")
        assert done.stdout.startswith("_arguments")
        assert heavy & {told.rpartition("|")[2].strip() for told in done.stderr.splitlines()} == set()
