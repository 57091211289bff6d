"""What others put into their CI works: the action, the hooks, and each job of the documents, run as they are written."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from kotacerdas import __version__

from .conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the jobs are written for bash")

DOCUMENTS = ("docs/ci.md", "docs/ci.id.md")
WORKFLOWS = ("README.md", "README.id.md", *DOCUMENTS)
BLOCK = re.compile(r"<!-- ci: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)```", re.DOTALL | re.MULTILINE)
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # to pip, "0" of a negative option sets it
    "PYTHONPATH": sysconfig.get_path("purelib"),
}
"""Lets pip install kotacerdas without a network, beside the libraries that are installed here."""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The repository of a city, with last year's dossier and this year's, which is complete."""
    folder = tmp_path / "repository"
    shutil.copytree(ROOT / "dossiers" / "contoh-2022", folder / "dossiers" / "contoh-2022")
    shutil.copytree(ROOT / "dossiers" / "contoh", folder / "dossiers" / "kota-anda")
    return folder


@pytest.fixture
def commands(tmp_path: Path) -> str:
    """A search path on which kotacerdas is installed, pip has nothing to do, and a new environment is this one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    scripts = {
        "kotacerdas": f'exec {shlex.quote(sys.executable)} -m kotacerdas "$@"',
        "pip": '[ "$*" = "install kotacerdas==' + __version__ + '" ]',
        "python": f'[ "$*" = "-m venv .venv" ] && mkdir .venv && ln -s {shlex.quote(str(folder))} .venv/bin',
    }
    for name, body in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def bash(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub runs it."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"LANG": "C.UTF-8"} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def block(document: str, name: str) -> str:
    return dict(BLOCK.findall((ROOT / document).read_text(encoding="utf-8")))[name]


def lose_a_document(repository: Path) -> None:
    """Take away the only SOP of a quick win, entry and file."""
    dossier = repository / "dossiers" / "kota-anda"
    (dossier / "bukti" / "bpbd" / "sop-siaga-warga.pdf").unlink()
    entries = dossier / "documents" / "smart-society.yaml"
    kept = re.sub(r"  - id: sop-siaga-warga\n(?:    .*\n)+", "", entries.read_text(encoding="utf-8"))
    entries.write_text(kept, encoding="utf-8")


# --- the action ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's folder after the action's first script, which installs from the action's own folder."""
    temporary = tmp_path_factory.mktemp("runner")
    step = script("Install kotacerdas")
    given = {"RUNNER_TEMP": str(temporary), "GITHUB_ACTION_PATH": str(ROOT), "PYTHON": sys.executable}
    done = bash(step["run"], temporary, **OFFLINE, **given)
    assert done.returncode == 0, done.stderr
    return temporary


def script(name: str) -> dict[str, Any]:
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("name") == name)
    return step


def check(installed: Path, repository: Path, inputs: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
    """Run the action's second script: its exit status, its outputs, and the summary of the job."""
    defaults = {name: declared["default"] for name, declared in ACTION["inputs"].items()}
    values = {f"inputs.{name}": value for name, value in (defaults | dict(inputs)).items()}
    step = script("Check the dossier")
    environment = {
        name: EXPRESSION.sub(lambda found: values[found[1]], value) for name, value in step["env"].items()
    }
    outputs, summary = repository.parent / "outputs", repository.parent / "summary"
    for path in (outputs, summary):
        path.write_text("", encoding="utf-8")
    runner = {"GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary)}
    done = bash(step["run"], repository, RUNNER_TEMP=str(installed), **OFFLINE, **runner, **environment)
    (repository.parent / "log").write_text(done.stdout + done.stderr, encoding="utf-8")
    lines = outputs.read_text(encoding="utf-8").splitlines()
    return done.returncode, dict(line.split("=", 1) for line in lines), summary.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("document", WORKFLOWS)
def test_the_workflow_of_a_document_stops_a_lost_document(
    document: str, installed: Path, repository: Path
) -> None:
    text = block(document, "github")
    assert len(text.splitlines()) <= 10
    (job,) = yaml.safe_load(text)["jobs"].values()
    _, ours = job["steps"]
    assert ours["uses"] == f"OWNER/kotacerdas@v{__version__}"
    inputs = ours["with"] | {"as-of": "2023-11-01"}
    assert inputs.keys() <= ACTION["inputs"].keys()
    status, outputs, summary = check(installed, repository, inputs)
    assert status == 0
    assert json.loads(Path(outputs["sarif"]).read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert json.loads(Path(outputs["report"]).read_text(encoding="utf-8"))["as_of"] == "2023-11-01"
    assert "Nusa Harapan" in summary
    lose_a_document(repository)
    status, outputs, summary = check(installed, repository, inputs)
    assert status == 1
    assert outputs.keys() == {"sarif", "report"}
    assert "Q-04" in summary


@pytest.mark.slow
def test_the_inputs_of_the_action_are_options(installed: Path, repository: Path) -> None:
    inputs = {"path": "dossiers/kota-anda", "as-of": "2023-11-01", "strict": "true", "language": "id"}
    _, complete, summary = check(installed, repository, inputs)
    assert "wajib" in summary
    lose_a_document(repository)
    assert check(installed, repository, inputs | {"strict": "false", "fail-under": "90"})[0] == 0
    assert check(installed, repository, inputs | {"strict": "false", "fail-under": "100"})[0] == 1
    assert check(installed, repository, inputs | {"baseline": complete["report"]})[0] == 1
    _, lost, _ = check(installed, repository, inputs)
    assert check(installed, repository, inputs | {"baseline": lost["report"]})[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["path", "fail-under", "baseline", "language", "as-of"])
@pytest.mark.parametrize(
    "value", ["$(touch ran)", "`touch ran`", '"; touch ran; "', "x\ntouch ran", "--exit-zero"]
)
def test_what_is_written_in_an_input_never_runs(
    name: str, value: str, installed: Path, repository: Path
) -> None:
    inputs = {"path": "dossiers/kota-anda", "as-of": "2023-11-01"} | {name: value}
    assert check(installed, repository, inputs)[:2] == (2, {})
    assert not (repository / "ran").exists()


@pytest.mark.slow
def test_what_a_dossier_holds_is_no_command_to_github(installed: Path, repository: Path) -> None:
    """GitHub obeys a line of a log that begins with `::`, else `##[` anywhere in one, from stderr, too."""
    inputs = {"path": "dossiers/kota-anda", "as-of": "2023-11-01"}
    _, complete, _ = check(installed, repository, inputs)
    lose_a_document(repository)
    programs = repository / "dossiers" / "kota-anda" / "programs" / "smart-society.yaml"
    hostile = r'name: "Siaga\n::set-output name=sarif::/etc/passwd\n##[add-mask]a"'
    text = programs.read_text(encoding="utf-8")
    programs.write_text(text.replace("name: Siaga Warga", hostile), encoding="utf-8")
    assert check(installed, repository, inputs | {"baseline": complete["report"]})[0] == 1
    log = (repository.parent / "log").read_text(encoding="utf-8")
    assert "::set-output" in log
    obeyed = re.sub(r"^::stop-commands::(.+)\n(?s:.*)^::\1::\n", "", log, flags=re.MULTILINE)
    commands = re.findall(r"^\s*::(\S+)|^(?!\s*::).*##\[", obeyed, re.MULTILINE)
    assert {*commands} <= {"error", "warning", "notice"}


def test_the_action_is_closed_to_what_others_write() -> None:
    """No expression stands in a script, and nobody can change what another action's name means."""
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", f"a@{'0' * 40}")), step


# --- the jobs of the documents -------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_job_for_gitlab_works(document: str, repository: Path, commands: str) -> None:
    job = yaml.safe_load(block(document, "gitlab"))["kotacerdas"]
    lose_a_document(repository)
    variables = {name: str(value) for name, value in job["variables"].items()}
    done = bash("\n".join([*job["before_script"], *job["script"]]), repository, PATH=commands, **variables)
    assert done.returncode == 1, done.stderr
    assert "\x1b[" in done.stdout
    assert ("kurang" in done.stdout) == (".id." in document)
    for report in job["artifacts"]["reports"].values():
        assert (repository / report).stat().st_size > 0


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_job_for_jenkins_works(document: str, repository: Path, commands: str) -> None:
    text = block(document, "jenkins")
    lose_a_document(repository)
    done = bash("\n".join(re.findall(r"\bsh '(.*)'", text)), repository, PATH=commands)
    assert done.returncode == 1, done.stderr
    for report in re.findall(r"\bjunit '(.*)'", text):
        assert (repository / report).stat().st_size > 0


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_of_a_document_runs(document: str, repository: Path, commands: str) -> None:
    """In the order of the document, in one folder, as a reader would."""
    lines = [
        line
        for text in SHELL.findall((ROOT / document).read_text(encoding="utf-8"))
        for line in text.splitlines()
    ]
    assert len(lines) >= 5
    for line in lines:
        done = bash(line, repository, PATH=commands)
        assert done.returncode in {0, 1}, (line, done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_hooks_stop_a_commit(document: str, repository: Path, tmp_path: Path) -> None:
    """With pre-commit itself, which installs the hooks from a repository that holds what a build needs."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, hooks)
    for name in ("share", "src", "templates"):
        shutil.copytree(ROOT / name, hooks / name)
    revision = commit(hooks)
    configuration = block(document, "pre-commit")
    assert f"rev: v{__version__}\n" in configuration
    configuration = configuration.replace("https://github.com/OWNER/kotacerdas", hooks.as_uri())
    configuration = configuration.replace(f"v{__version__}", revision)
    configuration = configuration.replace("kota-anda,", "kota-anda, --as-of=2023-11-01,")
    configuration = configuration.replace("kota-anda]", "kota-anda, --as-of=2023-11-01]")
    (repository / ".pre-commit-config.yaml").write_text(configuration, encoding="utf-8")
    commit(repository)

    def outcome(stage: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--hook-stage", stage]
        environment = (
            os.environ
            | OFFLINE
            | {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "GIT_CONFIG_GLOBAL": os.devnull}
        )
        done = subprocess.run(
            command,
            cwd=repository,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )
        return done.returncode, done.stdout + done.stderr

    status, output = outcome("pre-commit")
    assert status == 0, output
    lose_a_document(repository)
    commit(repository)
    assert outcome("pre-commit")[0] == 0
    status, output = outcome("pre-push")
    assert status == 1, output
    assert "Q-04" in output


def commit(folder: Path) -> str:
    """Put a folder into Git as it is, and tell the revision."""
    git = ["git", "-c", "user.name=Uji", "-c", "user.email=uji@example.invalid", "-C", folder]
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Dosir"]):
        subprocess.run(
            [*git, *step], check=True, env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull}, timeout=60
        )
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True, timeout=60)
    return head.stdout.strip()
