"""A new dossier is right as it is, and right with every example filled in."""

from __future__ import annotations

import copy
import json
import re
import shutil
from functools import cache
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from kotacerdas.assessment.assessment import assess
from kotacerdas.dossier import scaffold
from kotacerdas.dossier.entries import LISTS, SINGLE
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.load import load
from kotacerdas.reading import parser
from kotacerdas.writing import write_new_folder
from tests.conftest import AS_OF

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LANGUAGES = ("en", "id")
INSTRUMENTS = ("kominfo-2023-reguler", "kominfo-2023-kppn-ikn")
EXAMPLE = re.compile(r"^#(?=  |[a-z_]+:$)", re.MULTILINE)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Dossiers as `init` starts them, each once."""

    @cache
    def _begun(language: str, *options: str) -> Path:
        folder = tmp_path_factory.mktemp("init") / "kota"
        arguments = ["init", str(folder), "--lang", language, "--year", "2023", *options]
        assert cli.run(arguments) == 0
        return folder

    return _begun


@pytest.fixture
def started(
    begun: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Path]:
    """Start a dossier as `init` does."""

    def _started(language: str = "id", *options: str) -> Path:
        folder = shutil.copytree(begun(language, *options), tmp_path / "kota")
        capsys.readouterr()
        return folder

    return _started


def fill_in(folder: Path) -> None:
    """Take the `#` away from every example."""
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(EXAMPLE.sub("", text), encoding="utf-8")


# --- as it is ------------------------------------------------------------------------------------


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_dossier_lacks_only_what_is_missing(
    started: Callable[..., Path], language: str, instrument: str
) -> None:
    assessment = assess(started(language, "--instrument", instrument), AS_OF)
    assert {finding.code for finding in assessment.findings} == {"KC201", "KC202", "KC203"}
    assert assessment.dossier is not None
    info = assessment.dossier.info
    assert (info.year, info.instrument, info.language) == (2023, instrument, language)
    assert instrument.endswith(info.city.cohort or "?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_dossier_asks_by_its_instruments_cohort_and_scale(language: str) -> None:
    of_2023 = load(INSTRUMENTS[0])
    another = copy.copy(of_2023)
    another.cohort, another.scale = None, of_2023.scale.model_copy(update={"max": 5.0})
    starts = {
        name: scaffold.files(language, "Kota Uji", 2023, each)
        for name, each in (("4", of_2023), ("5", another))
    }
    assert "    cohort: reguler\n" in starts["4"]["dossier.yaml"]
    assert "cohort" not in starts["5"]["dossier.yaml"]
    for highest, start in starts.items():
        assert re.search(rf"1 (?:to|sampai) {highest}\.", start["answers.yaml"])
        assert not re.search("@[A-Z]+@", "".join(start.values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_dossier_has_its_files_and_the_schema(started: Callable[..., Path], language: str) -> None:
    folder = started(language)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    yaml = ["agencies.yaml", "answers.yaml", "documents.yaml", "dossier.yaml", "programs.yaml"]
    vs_code = [".vscode/extensions.json", ".vscode/settings.json"]
    assert names == [".gitattributes", scaffold.SCHEMA_FILE, *vs_code, *yaml]
    assert json.loads((folder / scaffold.SCHEMA_FILE).read_text(encoding="utf-8"))["$defs"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_gap_is_left_and_lines_are_not_too_long(started: Callable[..., Path], language: str) -> None:
    for path in started(language).glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"@[A-Z]+@", text) == []
        assert [line for line in text.splitlines() if len(line) > 110 or "\t" in line] == []


def test_both_languages_have_the_same_examples() -> None:
    """Line for line the same keys, in the same places."""

    def keys(language: str) -> list[tuple[str, str]]:
        files = scaffold.files(language, "Kota", 2023, load(INSTRUMENTS[0]))
        return [
            (name, line)
            for name, text in files.items()
            if name.endswith(".yaml")
            for line in re.findall(r"^( *(?:- )?[a-z_]+):", EXAMPLE.sub("", text), re.MULTILINE)
        ]

    assert keys("en") == keys("id")


# --- filled in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_every_example_filled_in_the_shape_is_right(started: Callable[..., Path], language: str) -> None:
    """Of the files that the examples name, and of last year's dossier, nothing is there yet."""
    folder = started(language)
    fill_in(folder)
    found = {
        (finding.code, str(finding.details.get("value") or finding.details.get("file") or ""))
        for finding in assess(folder, AS_OF).findings
        if not finding.code.startswith("KC2")
    }
    evidence = "bukti" if language == "id" else "evidence"
    assert found == {
        ("KC117", "../kota-2022"),
        ("KC311", "lambang.png"),
        ("KC301", f"{evidence}/perkada-masterplan.pdf"),
        ("KC301", f"{evidence}/masterplan-buku-1.pdf"),
        ("KC301", f"{evidence}/masterplan-buku-2.pdf"),
        ("KC301", f"{evidence}/sop-bank-sampah.pdf"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_show_every_section(started: Callable[..., Path], language: str) -> None:
    folder = started(language)
    fill_in(folder)
    shown = [key for path in folder.glob("*.yaml") for key in parser.read(path.read_bytes()).data or {}]
    assert sorted(shown) == sorted([*SINGLE, *LISTS])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("papers_open")
def test_an_example_that_is_filled_in_counts(started: Callable[..., Path], language: str) -> None:
    """The examples are not only of the right shape: with their files they meet what they are for."""
    folder = started(language)
    fill_in(folder)
    for name in ("perkada-masterplan.pdf", "sop-bank-sampah.pdf"):
        for evidence in ("bukti", "evidence"):
            (folder / evidence).mkdir(exist_ok=True)
            (folder / evidence / name).write_bytes(b"%PDF-1.7")
    cells = assess(folder, AS_OF).matrix.cells
    states = {(cell.requirement, cell.subject.id): cell.state.value for cell in cells}
    for row in ("Q-04", "Q-12", "Q-15", "Q-16", "P-01", "P-02"):
        assert states[row, "bank-sampah"] == "met", row
    assert states["Q-08", "bank-sampah"] == "waived"
    assert states["K-01", "dossier"] == states["A-01", "B1"] == states["D-01", "smart-environment"] == "met"


# --- where it may stand --------------------------------------------------------------------------


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    "file", [pytest.param("catatan.txt", id="any file"), pytest.param(".gitkeep", id="a hidden one")]
)
def test_a_folder_that_holds_something_is_refused_and_left_as_it_was(tmp_path: Path, file: str) -> None:
    (tmp_path / "kota" / "sub").mkdir(parents=True)
    (tmp_path / "kota" / file).write_text("jangan hilang", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(CannotRun, match="init-exists"):
        write_new_folder(tmp_path / "kota", {"dossier.yaml": "dossier:\n"})
    assert tree(tmp_path) == before


def test_a_file_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "kota").write_text("jangan hilang", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(CannotRun, match="init-path-is-file"):
        write_new_folder(tmp_path / "kota", {"dossier.yaml": "dossier:\n"})
    assert tree(tmp_path) == before


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    before = tree(tmp_path)
    with pytest.raises(CannotRun, match="cannot-write"):
        write_new_folder(tmp_path / "kota", {"a.yaml": "x", "a.yaml/b.yaml": "y"})
    assert tree(tmp_path) == before


@pytest.mark.parametrize("place", ["kota", "induk/anak/kota", "kota baru (2023)"])
def test_a_new_or_an_empty_folder_will_do(tmp_path: Path, place: str) -> None:
    write_new_folder(tmp_path / place, {"a.yaml": "satu\n", "sub/b.yaml": "dua\n"})
    assert tree(tmp_path / place) == {"a.yaml": b"satu\n", "sub": b"", "sub/b.yaml": b"dua\n"}
    (tmp_path / "kosong").mkdir()
    write_new_folder(tmp_path / "kosong", {"a.yaml": "satu\n"})
    assert tree(tmp_path / "kosong") == {"a.yaml": b"satu\n"}
    assert list(tmp_path.rglob("*.tmp")) == []


def test_the_folder_one_stands_in_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kota").mkdir()
    monkeypatch.chdir(tmp_path / "kota")
    assert cli.run(["init", ".", "--year", "2023"]) == 0
    assert (tmp_path / "kota" / "dossier.yaml").is_file()


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        'Kota "Gurindam"',
        "Kota 'Uji'",
        "Kota: Uji",
        "Kota # Uji",
        "- Kota",
        "Kota {a: [b]}",
        "& *Kota !uji",
        r"Kota\Uji\n",
        "Kota 🏙️ Üñï",
        "ya",
        "2023",
        "null",
        "Kota @YEAR@ @COHORT@",
        "Kota\tUji",
    ],
)
def test_any_name_of_a_city_survives(started: Callable[..., Path], name: str) -> None:
    dossier = assess(started("id", "--name", name), AS_OF).dossier
    assert dossier is not None
    assert dossier.info.city.name == name


@pytest.mark.parametrize("name", ["", "  ", "Kota\x01Uji"], ids=["empty", "spaces", "control character"])
def test_a_name_that_no_dossier_can_hold_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Rather than made into a dossier that its own check refuses."""
    assert cli.run(["init", str(tmp_path / "kota"), "--name", name, "--lang", "en"]) == 2
    assert "--name" in capsys.readouterr().err
    assert tree(tmp_path) == {}


def test_the_folder_where_one_stands_is_filled_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tmp_path.stat().st_ino
    monkeypatch.chdir(tmp_path)
    assert cli.run(["init", "."]) == 0
    assert tmp_path.stat().st_ino == before
    assert (tmp_path / "dossier.yaml").is_file()
    assert [path.name for path in tmp_path.parent.iterdir() if path.name.endswith(".tmp")] == []
