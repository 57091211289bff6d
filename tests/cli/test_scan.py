"""`scan`: what it proposes for a folder, what it writes, and which papers contradict their entries."""

from __future__ import annotations

import shutil
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
import yaml

from kotacerdas.dossier.folder import Tree
from kotacerdas.dossier.loader import load
from kotacerdas.scanning.proposals import Proposal, proposals
from kotacerdas.scanning.signs import Strength
from tests.conftest import HEAD, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Here

    Make = Callable[..., Path]

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for rights to make links")
EXAMPLE = ROOT / "dossiers" / "contoh"
AGENCIES_OF_FEW = {"dispar", "dlh"}
AGENCIES = HEAD + "  - {id: dlh, name: Dinas Lingkungan Hidup, short_name: DLH}\n"


def registered(folder: Path) -> dict[str, dict[str, Any]]:
    """The entries of documents by their file, as they stand in the YAML."""
    files = sorted(folder.glob("documents/*.yaml"))
    entries = [entry for file in files for entry in yaml.safe_load(file.read_text("utf-8"))["documents"]]
    return {entry["file"]: entry for entry in entries if "file" in entry}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example without its documents."""
    folder = tmp_path_factory.mktemp("scan") / "contoh"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("documents"))
    return folder


@pytest.fixture(scope="module")
def few(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the files of few agencies."""
    folder = tmp_path_factory.mktemp("few") / "contoh"
    shutil.copytree(bare, folder)
    for agency in (folder / "bukti").iterdir():
        if agency.name not in AGENCIES_OF_FEW:
            shutil.rmtree(agency)
    return folder


@pytest.fixture(scope="module")
def proposed(bare: Path) -> list[Proposal]:
    held = load(bare)
    assert held.dossier
    assert held.instrument
    return [*proposals(held.dossier, held.instrument, Tree(bare))]


def test_the_files_of_the_example_tell_what_they_are(proposed: list[Proposal]):
    known = registered(EXAMPLE)
    assert {p.path for p in proposed} == set(known)
    right = [
        p
        for p in proposed
        if (g := p.guesses.get("type")) and g.strength and g.value == known[p.path]["type"]
    ]
    assert len(right) >= 0.9 * len(proposed)
    for key in ("number", "date"):
        told = [p for p in proposed if known[p.path].get(key) and p.has_text]
        right = [p for p in told if key in p.guesses and p.guesses[key].value == str(known[p.path][key])]
        assert len(right) >= 0.9 * len(told) > 0


def test_what_is_called_sure_is_right(proposed: list[Proposal]):
    known = registered(EXAMPLE)
    for proposal in proposed:
        for key in ("type", "number", "date", "agency"):
            guess = proposal.guesses.get(key)
            if guess and guess.strength is Strength.SURE:
                assert guess.value == str(known[proposal.path].get(key)), (proposal.path, key)
        supported = {guess.value for guess in proposal.supports if guess.strength is Strength.SURE}
        assert supported <= set(known[proposal.path].get("supports", ())), proposal.path


def test_written_entries_are_registered_once(here: Here, few: Path, tmp_path: Path):
    folder = tmp_path / "contoh"
    shutil.copytree(few, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    assert here("scan", folder, "--write").status == 0
    assert {path: path.read_bytes() for path in before} == before
    assert set(registered(folder)) == {
        file for file in registered(EXAMPLE) if file.split("/")[1] in AGENCIES_OF_FEW
    }
    again = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    assert "bukti/" not in here("scan", folder, "--write").out
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == again


def test_nothing_is_written_unasked(here: Here, few: Path):
    files = sorted(few.rglob("*"))
    answer = here("scan", few)
    assert answer.status == 0
    assert answer.out.endswith("scan " + few.as_posix() + " --write\n")
    assert sorted(few.rglob("*")) == files


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_reasons_stand_beside_the_values(here: Here, make: Make, language: str, golden, request):
    pdf = (EXAMPLE / "bukti/dispar/perbup-33-2021-identitas-visual.pdf").read_bytes()
    folder = make(
        {
            "aa-head.yaml": AGENCIES,
            "bukti/dlh/perbup.pdf": pdf,
            "bukti/dlh/salinan perbup.pdf": pdf,
            "bukti/foto 12 Agustus 2023.jpg": (EXAMPLE / "bukti/dpmptsp/foto-klinik-izin.jpg").read_bytes(),
            "bukti/x.png": (EXAMPLE / "bukti/dlh/piagam-bank-sampah-2023.png").read_bytes(),
        }
    )
    answer = here("--lang", language, "scan", folder)
    path = request.path.parent.parent / "golden" / "scan" / f"{language}.txt"
    golden(path, answer.out.replace(folder.as_posix(), "DIR"))


def test_no_number_of_a_person_in_a_paper_is_written_into_the_dossier(here: Here, make: Make):
    paper, stream = docx.Document(), BytesIO()
    for line in (
        "KEPUTUSAN WALI KOTA UJI",
        "NOMOR 188.45/12/2023",
        "TENTANG",
        "BANTUAN BAGI NIK 3201010101010001",
    ):
        paper.add_paragraph(line)
    paper.save(stream)
    folder = make({"bukti/pindaian.docx": stream.getvalue()})
    assert here("scan", folder, "--write").status == 0
    written = "".join(path.read_text("utf-8") for path in folder.rglob("*.yaml"))
    assert "tentang Bantuan" in written
    assert "3201010101010001" not in written


def test_a_moved_file_gets_its_new_path(here: Here, make: Make):
    pdf = (EXAMPLE / "bukti/dispar/perbup-33-2021-identitas-visual.pdf").read_bytes()
    text = "documents:\n  - id: a  # di sini\n    type: perkada\n    title: A\n    file: 'lama/perbup.pdf'\n"
    folder = make({"documents.yaml": text, "baru/perbup.pdf": pdf})
    assert here("scan", folder, "--write").status == 0
    assert (folder / "documents.yaml").read_text("utf-8") == text.replace("lama/", "baru/")


def test_a_verdict_stays_on_a_file_that_moved(here: Here, make: Make):
    pdf = (EXAMPLE / "bukti/dispar/perbup-33-2021-identitas-visual.pdf").read_bytes()
    text = (
        "documents:\n  - {id: a, type: perkada, title: A, number: 1, date: 2021, file: lama/a.pdf}\n"
        "reviews:\n  - {document: a, verdict: revise, date: 2023-10-14, file: lama/a.pdf}\n"
    )
    folder = make({"documents.yaml": text, "baru/a.pdf": pdf})
    answer = here("--lang", "en", "scan", folder, "--write")
    assert answer.out.count("lama/a.pdf") == 1
    assert (folder / "documents.yaml").read_text("utf-8") == text.replace("lama/", "baru/")
    assert "KC315" in here("validate", folder, "--all").out


@pytest.mark.parametrize(
    ("field", "written", "word"),
    [
        ("number", '"34"', "33"),
        ("date", "2020-08-02", "2021"),
        ("type", "undangan", "Perkada"),
    ],
)
def test_a_paper_contradicts_its_entry(here: Here, make: Make, field: str, written: str, word: str):
    pdf = (EXAMPLE / "bukti/dispar/perbup-33-2021-identitas-visual.pdf").read_bytes()
    entry = {
        "id": "a",
        "type": "perkada",
        "title": "A",
        "number": '"33"',
        "date": "2021-08-02",
        "file": "a.pdf",
    }
    entry[field] = written
    text = "documents:\n  - {" + ", ".join(f"{key}: {value}" for key, value in entry.items()) + "}\n"
    answer = here("--lang", "en", "scan", make({"documents.yaml": text, "a.pdf": pdf}), "--check")
    assert answer.status == 1
    assert word in answer.out
    assert answer.out.count("a: ") == 1


@pytest.mark.parametrize("dossier", [pytest.param("contoh", marks=pytest.mark.slow), "tanjungpinang-2023"])
def test_the_shipped_papers_contradict_nothing(here: Here, dossier: str):
    assert here("scan", ROOT / "dossiers" / dossier, "--check").status == 0


def test_a_list_in_one_line_is_not_written_into(here: Here, make: Make):
    pdf = (EXAMPLE / "bukti/dispar/perbup-33-2021-identitas-visual.pdf").read_bytes()
    folder = make(
        {
            "documents.yaml": "documents: [{id: a, type: lainnya, title: A, file: b.pdf}]\n",
            "a.pdf": pdf,
            "b.pdf": pdf + b"\n",
        }
    )
    answer = here("scan", folder, "--write")
    assert answer.status == 2
    assert (folder / "documents.yaml").read_text("utf-8").startswith("documents: [{")


@posix_only
def test_nothing_is_written_through_a_link_that_leads_out(here: Here, make: Make, tmp_path: Path):
    pdf = (EXAMPLE / "bukti/dispar/perbup-33-2021-identitas-visual.pdf").read_bytes()
    folder = make({"aa-head.yaml": AGENCIES, "bukti/dlh/perbup.pdf": pdf})
    outside = tmp_path / "luar.yaml"
    outside.write_text("documents: []\n", "utf-8")
    (folder / "documents").mkdir()
    (folder / "documents" / "dlh.yaml").symlink_to(outside)
    assert here("scan", folder, "--write").status == 2
    assert outside.read_text("utf-8") == "documents: []\n"


@pytest.mark.parametrize("option", ["--write", "--check", None])
def test_what_may_be_registered_is_not_proposed_again(here: Here, make: Make, option: str | None):
    pdf = (EXAMPLE / "bukti/dispar/perbup-33-2021-identitas-visual.pdf").read_bytes()
    text = "documents:\n  - {id: a, type: perkada, title: A, file: a.pdf}\n  - {id: b, title: 'x}\n"
    folder = make({"documents.yaml": text, "a.pdf": pdf})
    answer = here("scan", folder, *filter(None, [option]))
    assert (answer.status, answer.out) == (2, "")
    assert "documents.yaml" in answer.err
    assert sorted(path.name for path in folder.iterdir()) == ["a.pdf", "aa-head.yaml", "documents.yaml"]
