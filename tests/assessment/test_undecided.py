"""What could not be read accuses nobody: its cells are not judged, and nothing is called missing, new or ended for it."""

from __future__ import annotations

import json
import shutil
from functools import cache
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.cells import State
from kotacerdas.assessment.score import score_of
from kotacerdas.evidence import contents
from kotacerdas.languages.messages import Messages
from kotacerdas.reports.page import Page
from kotacerdas.reports.score import as_json, as_text
from tests.conftest import AS_OF, ROOT
from tests.test_word_templates import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Assessed = Callable[..., Assessment]

CONTOH = ROOT / "dossiers" / "contoh"
FILES = sorted(path.relative_to(CONTOH).as_posix() for path in CONTOH.rglob("*.yaml"))
BREAKS = {
    "quote": lambda raw: raw + b'  - id: "baru\n',
    "merge": lambda raw: raw.replace(b"\n  ", b"\n<<<<<<< HEAD\n  ", 1) + b"=======\n>>>>>>> kota\n",
    "tab": lambda raw: raw + b"\t- baru\n",
    "bytes": lambda raw: raw + b"# \xff\n",
    "twice": lambda raw: raw + raw,
    "nothing": lambda raw: raw[:0],
    "top": lambda raw: raw + b"catatan\n",
}
"""Ways in which a file cannot be read."""


@pytest.fixture(scope="module")
def contoh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the example, beside that of the year before; each file of its evidence is opened once for all tests."""
    root = tmp_path_factory.mktemp("salinan")
    for name in ("contoh", "contoh-2022"):
        shutil.copytree(ROOT / "dossiers" / name, root / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "inspect", cache(contents.inspect))
        yield root / "contoh"


@pytest.fixture
def broken(contoh: Path) -> Iterator[Callable[..., Path]]:
    """Breaks a file of the example, by its path there, for the length of a test."""
    saved: dict[Path, bytes] = {}

    def _broken(name: str, how: str) -> Path:
        path = contoh / name
        saved[path] = path.read_bytes()
        path.write_bytes(BREAKS[how](saved[path]))
        return contoh

    yield _broken
    for path, raw in saved.items():
        path.write_bytes(raw)


def told(assessment: Assessment) -> list[tuple[str, str]]:
    return [(finding.code[:3], finding.location.path) for finding in assessment.findings]


@pytest.mark.parametrize("name", FILES)
def test_one_file_that_cannot_be_read_is_one_finding_and_no_gap(
    name: str, broken: Callable[..., Path]
) -> None:
    """Each file is broken in another way; the ways one by one are below."""
    how = list(BREAKS)[FILES.index(name) % len(BREAKS)]
    assessment = assess(broken(name, how), AS_OF)
    assert set(told(assessment)) == {("KC0", name)}
    assert how == "twice" or len(assessment.findings) == 1
    assert list(assessment.matrix.missing()) == []
    assert not assessment.is_complete


@pytest.mark.parametrize("how", BREAKS)
def test_whatever_the_mistake_is(how: str, broken: Callable[..., Path]) -> None:
    assessment = assess(broken("answers.yaml", how), AS_OF)
    assert set(told(assessment)) == {("KC0", "answers.yaml")}
    unjudged = [cell for cell in assessment.matrix.unjudged if cell.subject.kind == "question"]
    assert len(unjudged) > 50
    assert {cell.state for cell in unjudged} == {State.UNJUDGED}
    assert not {cell.requirement for cell in unjudged} & {
        cell.requirement for cell in assessment.matrix.missing()
    }


def test_only_what_depends_on_the_file_is_not_judged(broken: Callable[..., Path]) -> None:
    """Its sections are known by their keys at the margin."""
    assessment = assess(broken("answers.yaml", "quote"), AS_OF)
    assert {cell.subject.kind for cell in assessment.matrix.unjudged} == {"question"}
    whole = assess(broken("meetings.yaml", "top"), AS_OF)
    assert {cell.subject.kind for cell in whole.matrix.unjudged} > {"question", "dossier"}


def test_marks_of_a_merge_are_named(broken: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = broken("answers.yaml", "merge")
    assert cli.run(["--lang", "en", "validate", str(folder), "--as-of", AS_OF.isoformat()]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert 'the mark "<<<<<<<" of a merge is left in it' in shown
    assert shown.index("Not read: answers.yaml.") < shown.index("KC005")
    assert "not judged" in shown.rpartition("Summary")[2]
    assert "Of what could be judged nothing is missing." in shown


@pytest.mark.parametrize("language", ["en", "id"])
def test_nothing_is_said_of_what_continued_or_ended(
    language: str, broken: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken("programs/smart-living.yaml", "quote")
    cli.run(["--lang", language, "validate", str(folder), "--as-of", AS_OF.isoformat()])
    cli.run(["--lang", language, "status", str(folder), "--as-of", AS_OF.isoformat()])
    shown = capsys.readouterr().out
    assert "2022" not in shown
    assert shown.count("programs/smart-living.yaml") == 3  # before either report, and the finding


def test_json_lists_what_is_not_judged(
    broken: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken("answers.yaml", "quote")
    cli.run(["validate", str(folder), "--format", "json", "--as-of", AS_OF.isoformat()])
    [dossier] = json.loads(capsys.readouterr().out)["dossiers"]
    assert dossier["summary"]["unjudged"] == len(dossier["unjudged"]) > 0
    assert {cell["state"] for cell in dossier["unjudged"]} == {"unjudged"}
    assert {cell["state"] for cell in dossier["matrix"]} == {"met"}


def test_no_letters_are_written_of_what_cannot_be_read(
    broken: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken("answers.yaml", "quote")
    command = ["--lang", "en", "request", str(folder), "--format", "md", "--output", str(tmp_path / "out")]
    assert cli.run(command) == 2
    assert "answers.yaml" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert cli.run([*command, "--draft"]) == 0
    assert "are not judged" in capsys.readouterr().out


def test_status_marks_what_is_not_judged_of_a_quick_win(
    broken: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken("documents/quick-win.yaml", "quote")
    cli.run(["--lang", "en", "status", str(folder), "--as-of", AS_OF.isoformat()])
    shown = capsys.readouterr().out
    assert "  ? not judged\n" in shown
    assert "✗" not in shown.replace("✗ mandatory", "")


def test_a_draft_tells_what_it_leaves_out(
    broken: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken("answers.yaml", "quote")
    options = ["--draft", "--format", "md", "--output", str(tmp_path / "draf.md")]
    assert cli.run(["--lang", "en", "build", str(folder), *options]) == 0
    assert "they are not judged" in " ".join(capsys.readouterr().err.split())


NOT_JUDGED = {"id": "Tidak terbaca: answers.yaml", "en": "Not read: answers.yaml"}


@pytest.mark.parametrize("language", NOT_JUDGED)
@pytest.mark.parametrize(
    ("name", "format_"),
    [
        *((name, "md") for name in ("nota-dinas", "surat", "laporan", "ringkasan", "quick-win")),
        *((name, "docx") for name in ("nota-dinas", "surat", "ringkasan")),
        *(pytest.param(name, "docx", marks=pytest.mark.slow) for name in ("laporan", "quick-win")),
    ],
)
def test_a_draft_says_in_its_own_text_what_is_not_judged(
    name: str, format_: str, language: str, broken: Callable[..., Path], tmp_path: Path
) -> None:
    folder = broken("answers.yaml", "quote")
    (folder / "bukti" / "disdik").rename(away := folder.parent / "disdik")
    try:
        if is_letter := name in {"nota-dinas", "surat"}:
            options = ["request", str(folder), "--letter", name, "--output", str(tmp_path)]
        else:
            file = str(tmp_path / f"x.{format_}")
            options = ["build", str(folder), "--template", name, "--output", file]
        assert cli.run(["--lang", language, *options, "--draft", "--format", format_]) == 0
    finally:
        away.rename(folder / "bukti" / "disdik")
    for path in (files := list(tmp_path.glob(f"*.{format_}"))):
        text = "\n".join(lines(path)) if format_ == "docx" else path.read_text(encoding="utf-8")
        assert NOT_JUDGED[language] in text.replace("\\", "")
        assert is_letter or "A-01 (57)" in text.replace("\\", "")
    assert files


def test_a_letter_that_can_be_sent_is_no_draft(contoh: Path, tmp_path: Path) -> None:
    (contoh / "bukti" / "disdik").rename(away := contoh.parent / "disdik")
    try:
        assert cli.run(["request", str(contoh), "--format", "md", "--output", str(tmp_path)]) == 0
    finally:
        away.rename(contoh / "bukti" / "disdik")
    assert all("DRAF" not in path.read_text(encoding="utf-8") for path in tmp_path.glob("*.md"))


def test_a_comparison_calls_nothing_gone_or_new_that_could_not_be_read(
    broken: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    new = broken("programs/smart-living.yaml", "quote")
    broken("documents/capaian.yaml", "quote")
    old = new.parent / "contoh-2022"
    for one, other, part in ((old, new, "gone"), (new, old, "started")):
        cli.run(["compare", str(one), str(other), "--format", "json"])
        compared = json.loads(capsys.readouterr().out)
        assert compared["programs"][part] == compared["quick_wins"][part] == []
        assert compared["documents"]["gone" if part == "gone" else "added"] == []


@pytest.mark.parametrize("file", ["answers.yaml", "statistics.yaml", "action_plan.yaml", "surveys.yaml"])
def test_a_comparison_calls_no_figure_or_score_lost_that_could_not_be_read(
    file: str, broken: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    new = broken(file, "quote")
    old = new.parent / "contoh-2022"
    kinds = {"answers": {"answer"}, "statistics": {"statistic"}, "action_plan": {"planned", "realised"}}
    for one, other, side in ((old, new, "new"), (new, old, "old")):
        cli.run(["compare", str(one), str(other), "--format", "json"])
        compared = json.loads(capsys.readouterr().out)
        lost = kinds.get(file.removesuffix(".yaml"), set())
        assert [f for f in compared["figures"]["changed"] if f["kind"] in lost and f[side] is None] == []
        assert [q for q in compared["scores"]["questions"] if q[side] is None] == []


@pytest.mark.parametrize("file", ["answers.yaml", "surveys.yaml"])
def test_nothing_is_computed_of_scores_that_could_not_be_read(file: str, broken: Callable[..., Path]) -> None:
    assessment = assess(broken(file, "quote"), AS_OF)
    score = score_of(assessment)
    assert score is not None
    assert score.standings == ()
    text = as_text(Page((assessment,), Messages("en"), AS_OF))
    assert text.endswith("No score is computed: answers or surveys that could not be read may hold scores.\n")
    assert '"final": null' in as_json(Page((assessment,), Messages("en"), AS_OF))


@pytest.mark.parametrize(("how", "variant"), [("absent", "missing"), ("quote", "unread")])
def test_of_last_year_nothing_is_said_that_cannot_be_read(how: str, variant: str, contoh: Path) -> None:
    older = contoh.parent / "contoh-2022" / "programs.yaml"
    raw = older.read_bytes()
    moved = contoh.parent / "lain"
    try:
        if how == "absent":
            older.parent.rename(moved)
        else:
            older.write_bytes(BREAKS[how](raw))
        assessment = assess(contoh, AS_OF)
    finally:
        if how == "absent":
            moved.rename(older.parent)
        older.write_bytes(raw)
    assert [(f.code, f.details["variant"]) for f in assessment.findings] == [("KC117", variant)]
    assert list(assessment.matrix.missing()) == []


QUICK_WIN = "programs:\n  - {id: satu, name: Satu, dimension: smart-living, quick_win: ya}\n"
LOST: Mapping[str, tuple[str, str, str]] = {
    "a document without a type": (
        "documents:\n  - {id: sop, title: SOP, file: sop.pdf, supports: [satu]}\n",
        "Q-04",
        "satu",
    ),
    "a document with a wrong date": (
        "documents:\n  - {id: sop, type: sop, title: SOP, file: sop.pdf, date: kemarin, supports: [satu]}\n",
        "Q-04",
        "satu",
    ),
    "an answer without its question": ("answers:\n  - {text: Ada.}\n", "A-01", "B1"),
    "an entry that is none": ("answers:\n  - Ada.\n", "A-01", "B1"),
    "answers that are no list": ("answers: Ada.\n", "A-01", "B1"),
    "a misspelt section": ("answrs:\n  - {question: B1, text: Ada.}\n", "A-01", "B1"),
    "a section of an unknown name": ("jwb:\n  - {question: B1, text: Ada.}\n", "A-01", "B1"),
    "a meeting without its body": ("meetings:\n  - {id: rapat, title: Rapat}\n", "K-06", "dossier"),
}


@pytest.mark.parametrize("text", LOST.values(), ids=LOST)
def test_an_entry_that_cannot_be_read_is_not_called_missing(
    text: tuple[str, str, str], assessed: Assessed
) -> None:
    content, row, subject = text
    before = assessed({"isi.yaml": QUICK_WIN})
    assert (row, subject) in {(c.requirement, c.subject.id) for c in before.matrix.missing()}
    after = assessed({"isi.yaml": QUICK_WIN, "lagi.yaml": content})
    assert (row, subject) in {(c.requirement, c.subject.id) for c in after.matrix.unjudged}
    assert after.matrix.cells  # the rest is judged all the same
