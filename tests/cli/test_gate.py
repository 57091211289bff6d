"""What decides the exit status of `validate`: kinds of findings, a percentage, an earlier report; and how they combine."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import data
from tests.conftest import ROOT
from tests.test_git import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Here

MISTAKE = "programs:\n  - {id: tiga, name: Tiga, status: lari}\n"
SOP = "documents:\n  - {id: sop, type: sop, title: SOP, url: https://uji.go.id/sop, checked: 2023-10-01, supports: [satu]}\n"
DAY = ("--as-of", "2023-11-01")


@pytest.fixture
def report(tmp_path: Path, here: Here) -> Callable[..., Path]:
    """Write the JSON report of a dossier."""

    def _report(*arguments: object) -> Path:
        path = tmp_path / "dahulu.json"
        here("validate", *arguments, *DAY, "--format", "json", "--output", path)
        return path

    return _report


# --- which findings decide -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dossier", "options", "status"),
    [
        ("incomplete", ["--fail-on", "missing"], 1),
        ("incomplete", ["--fail-on", "mistakes"], 0),
        ("incomplete", ["--fail-on", "none"], 0),
        ("complete", ["--fail-on", "missing"], 0),
        ("complete", ["--fail-on", "missing", "--strict"], 1),
        ("mistaken", ["--fail-on", "missing"], 0),
        ("mistaken", ["--fail-on", "mistakes"], 1),
        ("mistaken", ["--fail-on", "none"], 0),
    ],
)
def test_only_what_decides_fails_and_everything_is_reported(
    here: Here, request: pytest.FixtureRequest, dossier: str, options: list[str], status: int
) -> None:
    folder = request.getfixturevalue("complete" if dossier == "mistaken" else dossier)
    if dossier == "mistaken":
        (folder / "z.yaml").write_text("programs: []\nlain: 1\n", encoding="utf-8")
    answer = here("validate", folder, *options)
    assert answer.status == status
    plain = here("validate", folder, *options[2:])
    assert answer.out == plain.out


def test_what_could_not_be_judged_is_not_passed_as_nothing_missing(here: Here, complete: Path) -> None:
    waivers = (complete / "w.yaml").read_text(encoding="utf-8")
    judged = waivers.replace("  - {requirement: A-01, reason: Uji.}\n", "")
    (complete / "w.yaml").write_text(judged, encoding="utf-8")
    (complete / "rusak.yaml").write_text("answers: [\n", encoding="utf-8")
    assert here("validate", complete, "--fail-on", "missing").status == 1


@pytest.mark.parametrize(("language", "word"), [("en", "Complete"), ("id", "Lengkap")])
def test_what_fails_when_strict_is_not_called_complete(
    here: Here, complete: Path, tmp_path: Path, language: str, word: str
) -> None:
    for options, is_said in (([], True), (["--strict"], False)):
        arguments = ("validate", complete, "--lang", language, *options)
        answer = here(*arguments, "--output", tmp_path / "laporan.txt")
        assert (answer.status == 0, word in answer.err) == (is_said, is_said)
        assert (word in (tmp_path / "laporan.txt").read_text(encoding="utf-8")) == is_said


@pytest.mark.parametrize(
    "options",
    [
        ["--exit-zero", "--fail-on", "none"],
        ["--exit-zero", "--fail-under", "80"],
        ["--exit-zero", "--baseline", "r.json"],
        ["--only", "gaps", "--fail-on", "missing"],
        ["--only", "mistakes", "--fail-under", "80"],
        ["--fail-under", "0", "--strict"],
        ["--fail-under", "80", "--baseline", "r.json"],
        ["--fail-under", "80", "--fail-on", "missing"],
        ["--fail-on", "none", "--strict"],
    ],
)
def test_options_that_contradict_each_other_are_refused(
    here: Here, incomplete: Path, options: list[str]
) -> None:
    answer = here("validate", incomplete, *options)
    assert (answer.status, answer.out) == (2, "")
    assert "Leave one of them out" in " ".join(answer.err.split())


# --- so many percent -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "status"),
    [("50", 0), ("50%", 0), ("50,0", 0), ("50.1", 1), ("100", 1), ("0", 0)],
)
def test_a_percentage_of_what_is_mandatory_must_be_met(
    here: Here, complete: Path, percent: str, status: int
) -> None:
    """Of two that are not waived one is met; waived ones count nowhere."""
    waivers = (complete / "w.yaml").read_text(encoding="utf-8")
    waivers = re.sub(r"  - \{requirement: (?:K-09|K-14), reason: Uji.\}\n", "", waivers)
    paper = "{id: a, type: paparan, title: Paparan, date: 2023-10-02, url: https://uji.go.id/a, checked: 2023-10-03}"
    (complete / "w.yaml").write_text(waivers, encoding="utf-8")
    (complete / "d.yaml").write_text(f"documents:\n  - {paper}\n", encoding="utf-8")
    [dossier] = data(here("validate", complete, "--format", "json"))["dossiers"]
    states = [c["state"] for c in dossier["matrix"] if c["level"] == "mandatory" and c["state"] != "waived"]
    assert sorted(states) == ["met", "missing"]
    answer = here("validate", complete, "--fail-under", percent)
    assert answer.status == status
    assert "50.0% of what is mandatory is met (1 of 2 that are not waived)" in answer.err


def test_mistakes_fail_beside_a_percentage_unless_nothing_else_decides(here: Here, complete: Path) -> None:
    assert here("validate", complete, "--fail-under", "100").status == 0
    wrong = "documents:\n  - {id: a, type: sop, title: SOP, file: hilang.pdf, supports: [B1]}\n"
    (complete / "z.yaml").write_text(wrong, encoding="utf-8")
    assert here("validate", complete, "--fail-under", "100").status == 1
    assert here("validate", complete, "--fail-under", "100", "--fail-on", "none").status == 0


@pytest.mark.parametrize("broken", ["programs: [\n", MISTAKE])
def test_no_percentage_is_reached_where_not_everything_was_read(
    here: Here, complete: Path, broken: str
) -> None:
    (complete / "z.yaml").write_text(broken, encoding="utf-8")
    answer = here("validate", complete, "--fail-under", "0", "--fail-on", "none")
    assert answer.status == 1
    assert "not known" in answer.err


@pytest.mark.parametrize("value", ["101", "-1", "nan", "1e2", "80 persen", ""])
def test_what_is_no_percentage_is_refused(here: Here, complete: Path, value: str) -> None:
    answer = here("validate", complete, f"--fail-under={value}")
    assert (answer.status, answer.out) == (2, "")


# --- an earlier report ---------------------------------------------------------------------------


@pytest.mark.parametrize("options", [[], ["--strict"], ["--agency", "dlh"], ["--only", "gaps"]])
def test_the_same_report_as_baseline_passes(
    here: Here, incomplete: Path, report: Callable[..., Path], options: list[str]
) -> None:
    (incomplete / "z.yaml").write_text(MISTAKE, encoding="utf-8")
    answer = here("validate", incomplete, *options, *DAY, "--baseline", report(incomplete, *options))
    assert answer.status == 0
    assert "nothing is new or worse since 1 November 2023" in answer.err


def test_what_is_new_fails_and_what_was_mended_is_named(
    here: Here, incomplete: Path, report: Callable[..., Path]
) -> None:
    (incomplete / "z.yaml").write_text(MISTAKE, encoding="utf-8")
    then = report(incomplete)
    (incomplete / "z.yaml").write_text(SOP, encoding="utf-8")
    mended = here("validate", incomplete, *DAY, "--baseline", then)
    assert mended.status == 0
    assert re.findall(r"  \+ (\S+):", mended.err) == ["Q-04", "KC104"]
    (incomplete / "z.yaml").write_text(
        MISTAKE.replace("lari", "duduk").replace("tiga", "empat"), encoding="utf-8"
    )
    new = here("validate", incomplete, *DAY, "--baseline", then)
    assert new.status == 1
    assert re.search(r"  - \S+/z.yaml:2:\d+: mistake: KC104: ", new.err)


def test_the_dossier_that_an_earlier_report_does_not_tell_of_is_named(
    here: Here, incomplete: Path, report: Callable[..., Path]
) -> None:
    then = report(incomplete)
    other = ROOT / "dossiers" / "tanjungpinang-2020"
    answer = here("validate", incomplete, other, *DAY, "--baseline", then)
    assert answer.status == 2
    assert "tanjungpinang-2020" in answer.err


def test_lines_that_moved_and_entries_in_another_order_are_not_new(
    here: Here, incomplete: Path, report: Callable[..., Path]
) -> None:
    (incomplete / "z.yaml").write_text(MISTAKE, encoding="utf-8")
    then = report(incomplete)
    (incomplete / "z.yaml").write_text(f"# baris\n\n{MISTAKE}", encoding="utf-8")
    first, second, third = (incomplete / "p.yaml").read_text(encoding="utf-8").splitlines()
    (incomplete / "p.yaml").write_text(f"{first}\n{third}\n{second}", encoding="utf-8")
    assert here("validate", incomplete, *DAY, "--baseline", then).status == 0


def test_kinds_that_do_not_decide_are_named_all_the_same(
    here: Here, incomplete: Path, report: Callable[..., Path]
) -> None:
    then = report(incomplete)
    (incomplete / "z.yaml").write_text("lain: 1\n", encoding="utf-8")
    answer = here("validate", incomplete, *DAY, "--baseline", then, "--fail-on", "missing")
    assert answer.status == 0
    assert "1, of which 0 decide" in answer.err


def altered(path: Path, change: Callable[[dict[str, object], dict[str, object]], object]) -> None:
    report = json.loads(path.read_text(encoding="utf-8"))
    change(report, report["dossiers"][0])
    path.write_text(json.dumps(report), encoding="utf-8")


def test_what_got_worse_is_new(here: Here, incomplete: Path, report: Callable[..., Path]) -> None:
    """A warning became an error, a recommended requirement mandatory, or a requirement that is not met lost a document."""
    (incomplete / "z.yaml").write_text(MISTAKE, encoding="utf-8")

    def lighter(_: object, dossier: dict[str, list[dict[str, object]]]) -> None:
        mistake = next(finding for finding in dossier["findings"] if finding["code"] == "KC104")
        mistake["severity"] = "warning"
        missing = [cell for cell in dossier["matrix"] if cell["state"] == "missing"]
        missing[0]["level"] = "recommended"
        missing[1]["documents"] = ["satu", "dua"]
        assert {cell["level"] for cell in missing[1:2]} == {"mandatory"}

    then = report(incomplete)
    altered(then, lighter)
    answer = here("validate", incomplete, *DAY, "--baseline", then)
    assert (answer.status, answer.err.count("\n  - ")) == (1, 3)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda report, _: report.update(version=2), "version 2"),
        (lambda _, dossier: dossier.update(city="Kota Lain"), "no dossier of that city"),
        (lambda _, dossier: dossier.update(year=2022), "no dossier of that city"),
        (lambda _, dossier: dossier.update(instrument="kominfo-2023-kppn-ikn"), "instrument"),
        (lambda report, _: report.update(filters={"agency": "dlh"}), "the same --agency"),
        (lambda report, _: report.update(filters={"only": "gaps"}), "the same --only"),
        (lambda report, _: report.update(filters=["x"]), "no JSON report"),
        (lambda report, _: report.update(dossiers=[]), "no dossier of that city"),
        (lambda _, dossier: dossier.update(unjudged=[{}]), "not judged"),
        (lambda _, dossier: dossier.pop("findings"), "no JSON report"),
        (lambda _, dossier: dossier.update(findings=[{}]), "older kotacerdas"),
        (lambda _, dossier: dossier.update(findings=[1]), "no JSON report"),
        (lambda _, dossier: dossier.update(findings=[{"fingerprint": []}]), "no JSON report"),
        (lambda _, dossier: dossier["matrix"][0].update(documents=3), "no JSON report"),
    ],
)
def test_a_baseline_that_cannot_be_compared_is_refused_before_anything_is_written(
    here: Here,
    incomplete: Path,
    report: Callable[..., Path],
    tmp_path: Path,
    change: Callable[[dict[str, object], dict[str, object]], object],
    reason: str,
) -> None:
    then = report(incomplete)
    altered(then, lambda _, dossier: dossier["matrix"][0].update(state="missing"))  # type: ignore[index]
    altered(then, change)
    answer = here("validate", incomplete, *DAY, "--baseline", then, "--output", tmp_path / "kini.txt")
    assert (answer.status, answer.out) == (2, "")
    assert reason in " ".join(answer.err.split())
    assert not (tmp_path / "kini.txt").exists()


def test_a_baseline_that_cannot_be_read_is_refused(here: Here, incomplete: Path, tmp_path: Path) -> None:
    for content, reason in ((None, "cannot be read"), ("bukan JSON", "no JSON report")):
        if content:
            (tmp_path / "r.json").write_text(content, encoding="utf-8")
        answer = here("validate", incomplete, "--baseline", tmp_path / "r.json")
        assert answer.status == 2
        assert reason in " ".join(answer.err.split())


@pytest.mark.parametrize(("name", "section"), [("rusak.yaml", "documents"), ("aa-head.yaml", "dossier")])
def test_what_can_no_longer_be_read_passes_no_baseline(
    here: Here, incomplete: Path, report: Callable[..., Path], name: str, section: str
) -> None:
    """Nor is a mistake called mended that may stand where nothing can be read."""
    (incomplete / "z.yaml").write_text(MISTAKE, encoding="utf-8")
    then = report(incomplete)
    (incomplete / "z.yaml").write_text("", encoding="utf-8")
    (incomplete / name).write_text(f"{section}: [\n", encoding="utf-8")
    answer = here("validate", incomplete, *DAY, "--baseline", then)
    assert answer.status == 1
    assert "mended" not in answer.err


def test_of_several_dossiers_each_has_its_part(
    here: Here, write: Callable[..., Path], report: Callable[..., Path]
) -> None:
    folders = [write(2023, name="a"), write(2023, name="b"), write(2022, name="c", city="Kota Lain")]
    then = report(*folders)
    (folders[1] / "z.yaml").write_text("lain: 1\n", encoding="utf-8")
    answer = here("validate", *folders, *DAY, "--baseline", then)
    assert answer.status == 1
    assert [line.rpartition("/")[2] for line in answer.err.splitlines() if "since" in line] == [
        "a: nothing is new or worse since 1 November 2023.",
        "b: new or worse since 1 November 2023: 1, of which 1 decide the exit status",
        "c: nothing is new or worse since 1 November 2023.",
    ]


# --- several dossiers ----------------------------------------------------------------------------


def test_one_that_lacks_the_agency_is_told(here: Here, incomplete: Path, complete: Path) -> None:
    answer = here("validate", incomplete, complete, "--agency", "dlh", "--format", "json")
    assert [dossier["path"] for dossier in data(answer)["dossiers"]] == [incomplete.as_posix()]
    told = " ".join(answer.err.split())
    assert f'"{complete.as_posix()}" is left out: There is no agency "dlh"' in told


def test_dossiers_below_a_folder_are_checked(here: Here, write: Callable[..., Path], tmp_path: Path) -> None:
    for name in ("b", "a", ".git", "lain"):
        write(2023, name=name)
    (tmp_path / "lain" / "dosir.yaml").write_text("# dossier:\nprograms:\n  dossier: x\n", encoding="utf-8")
    (tmp_path / "a" / "rusak.yaml").write_text("dossier: [\n", encoding="utf-8")
    (tmp_path / "u16").mkdir()
    (tmp_path / "u16" / "x.yml").write_text("dossier: 1\n", encoding="utf-16")
    (tmp_path / "a" / "dalam").mkdir()
    (tmp_path / "a" / "dalam" / "x.yaml").write_text("programs: []\n", encoding="utf-8")
    answer = here("validate", tmp_path, "--recursive", "--format", "json")
    paths = [dossier["path"] for dossier in data(answer)["dossiers"]]
    assert [path.rpartition("/")[2] for path in paths] == ["a", "b", "u16"]
    assert answer.status == 1


def test_a_folder_without_a_dossier_below_is_told(here: Here, tmp_path: Path) -> None:
    (tmp_path / "kosong").mkdir()
    for name, reason in (("kosong", "There is no dossier in"), ("nirwana", "There is no folder")):
        answer = here("validate", tmp_path / name, "--recursive")
        assert answer.status == 2
        assert reason in answer.err


# --- the worked example --------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_pull_request_that_loses_a_document_is_stopped(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A city keeps its dossier and the last report in a repository; a branch takes a document away, entry and file."""
    repository = tmp_path / "kota"
    dossier = repository / "dosir"
    shutil.copytree(ROOT / "dossiers" / "contoh", dossier)
    shutil.copytree(ROOT / "dossiers" / "contoh-2022", repository / "contoh-2022")
    shutil.copy(ROOT / ".gitattributes", repository)
    monkeypatch.chdir(repository)
    here("validate", "dosir", *DAY, "--format", "json", "--output", "baseline.json")
    git(repository, "init", "--quiet", "--initial-branch", "main")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Dosir")
    assert here("validate", "dosir", *DAY, "--baseline", "baseline.json").status == 0

    git(repository, "switch", "--quiet", "--create", "rapikan")
    entries = dossier / "documents" / "smart-society.yaml"
    written = entries.read_text(encoding="utf-8")
    kept = re.sub(r"  - id: sop-siaga-warga\n(?:    .*\n)+", "", written)
    entries.write_text(kept, encoding="utf-8", newline="\n")
    git(repository, "rm", "--quiet", "dosir/bukti/bpbd/sop-siaga-warga.pdf")
    git(repository, "commit", "--quiet", "--all", "--message", "Rapikan")

    [then] = json.loads((repository / "baseline.json").read_text(encoding="utf-8"))["dossiers"]
    alone = [cell["requirement"] for cell in then["matrix"] if cell["documents"] == ["sop-siaga-warga"]]
    stopped = here("validate", "dosir", *DAY, "--baseline", "baseline.json")
    assert (stopped.status, kept == written) == (1, False)
    assert re.findall(r"  - dosir/programs/\S+: missing: (\S+): .*Siaga Warga", stopped.err) == alone
    assert stopped.err.count("\n  - ") == len(alone) == 1

    git(repository, "switch", "--quiet", "main")
    assert here("validate", "dosir", *DAY, "--baseline", "baseline.json").status == 0
