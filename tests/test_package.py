"""Packing the evidence: what goes where, what stays out, a bag that others read, and what verifying finds."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import stat
import subprocess
import tracemalloc
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotacerdas import cli, resources, writing
from kotacerdas.assessment.assessment import assess
from kotacerdas.deliverables.package import bag
from kotacerdas.deliverables.package.plan import plan
from kotacerdas.deliverables.package.records import Index
from kotacerdas.deliverables.package.table import table
from kotacerdas.deliverables.package.verify import verify
from kotacerdas.errors import CannotRun
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.naming import slug
from kotacerdas.templating import markdown
from kotacerdas.templating.jinja.values import Words
from kotacerdas.templating.word import document as word

from .conftest import AS_OF, HEAD, ROOT, TANJUNGPINANG
from .test_word_templates import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kotacerdas.deliverables.package.plan import Plan
    from kotacerdas.deliverables.package.records import Entry

    from .conftest import Golden

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]

CONTOH = ROOT / "dossiers" / "contoh"
GOLDEN = ROOT / "tests" / "golden"
LANGUAGES = ("id", "en")
NIK = "3271046504930002"

SMALL = """\
programs:
  - {id: peta, name: Peta Warga, dimension: smart-governance, quick_win: ya}
  - {id: kios, name: Kios Layanan, dimension: smart-governance, quick_win: ya}
meetings:
  - {id: rapat, body: council, date: 2023-05-02}
documents:
  - {id: sk-dewan, type: sk, title: SK Dewan, number: 1, date: 2023-01-02, file: bukti/sk.png, supports: [O2, B1]}
  - {id: layar, type: tangkapan-layar, title: Layar, date: 2023, file: bukti/layar.png, supports: [kios, peta]}
  - {id: register, type: register-risiko, title: Register, date: 2023, file: bukti/r.png, supports: [peta, W9, W10]}
  - {id: notulen, type: notulen, title: Notulen, date: 2023-05-02, file: bukti/n.png, supports: [rapat]}
  - {id: lain, type: laporan, title: Tidak menyebut apa pun, date: 2023, file: bukti/lain.png}
  - {id: jdih, type: perda, title: Perda, number: 2, date: 2022, url: "https://jdih.example.go.id/2", supports: [B1]}
  - {id: kembar, type: laporan, title: Berkas yang sama, date: 2023, file: bukti/layar.png, supports: [B2]}
  - {id: draf, type: laporan, title: Laporan, state: draft, file: bukti/draf.png, supports: [B2]}
  - {id: dicabut, type: laporan, title: Lama, state: revoked, file: bukti/draf.png, supports: [B2]}
  - {id: hilang, type: laporan, title: Hilang, file: bukti/hilang.pdf, supports: [B2]}
  - {id: terbatas, type: laporan, title: Terbatas, classification: restricted, file: bukti/t.png, supports: [B2]}
  - {id: pasien, type: laporan, title: Pasien, personal_data: specific, file: bukti/p.png, supports: [B2]}
  - {id: salinan, type: laporan, title: Salinan, file: bukti/p2.png, supports: [B2]}
"""


def picture(colour: int) -> bytes:
    """A small picture, another one for each number."""
    from PIL import Image  # noqa: PLC0415

    content = io.BytesIO()
    Image.new("RGB", (4, 4), (colour, 0, 0)).save(content, "PNG")
    return content.getvalue()


def small_files() -> dict[str, str | bytes]:
    names = ("sk", "layar", "r", "n", "lain", "draf", "t", "p")
    files: dict[str, str | bytes] = {f"bukti/{name}.png": picture(i) for i, name in enumerate(names)}
    return {"isi.yaml": SMALL, **files, "bukti/p2.png": files["bukti/p.png"]}


@pytest.fixture
def small(make: Make) -> Path:
    """A dossier with a document of each kind."""
    return make(small_files())


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command here, and give its status and what it says."""

    def _say(*arguments: object, lang: str = "en") -> tuple[int, str, str]:
        status = cli.run(["--lang", lang, *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return _say


def planned(folder: Path, *include: str, lang: str = "en") -> Plan:
    return plan(assess(folder, AS_OF), Messages(lang), AS_OF, include)


def entries(made: Plan) -> dict[str, Entry]:
    return {e.document.id: e for g in made.contents.groups for f in g.folders for e in f.entries}


def tree(folder: Path) -> dict[str, bytes]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


# --- what goes where --------------------------------------------------------------------------------


def test_a_document_lies_with_the_first_thing_that_it_names(small: Path) -> None:
    paths = {name: entry.path for name, entry in entries(planned(small)).items()}
    assert paths == {
        "sk-dewan": "1_baseline/B1_legal-basis-of-the/B1-01_sk-dewan.png",
        "jdih": "",
        "kembar": "1_baseline/B2_activity-of-the-council/B2-02_kembar.png",
        "notulen": "1_baseline/B2_activity-of-the-council/B2-01_notulen.png",
        "register": "5_quick-win/W09_identification-of-risks/W09-01_register.png",
        "layar": "1_baseline/B2_activity-of-the-council/B2-02_kembar.png",
        "lain": "7_others/X-01_lain.png",
    }


def test_the_index_names_a_document_for_everything_that_it_proves(small: Path) -> None:
    made = planned(small)
    assert entries(made)["sk-dewan"].proves == ("B1", "O2")
    assert entries(made)["register"].proves == ("W9", "W10", "QW1")
    proofs = {proof.code: proof.codes for proof in made.contents.proofs}
    assert proofs["B1"] == ("B1-01", "B1-02")
    assert proofs["O2"] == ("B1-01",)
    assert proofs["QW1"] == ("W09-01", "QW1-01")
    assert proofs["QW2"] == ("QW1-01",)


def test_the_same_file_is_copied_once(small: Path) -> None:
    sources = [copy.source for copy in planned(small).copies]
    assert sources == [
        "bukti/sk.png", "bukti/n.png", "bukti/layar.png", "bukti/r.png", "bukti/lain.png",
    ]  # fmt: skip
    assert planned(small).contents.file_count == 5


def test_a_link_stands_in_the_index(small: Path) -> None:
    made = planned(small)
    assert entries(made)["jdih"].link == "https://jdih.example.go.id/2"
    assert made.contents.link_count == 1


def test_what_cannot_serve_stays_out_with_the_reason(small: Path) -> None:
    unfit = {left.document.id: left.reason for left in planned(small).contents.unfit}
    assert set(unfit) == {"draf", "dicabut", "hilang"}
    assert all(unfit.values())


def test_what_is_not_for_everybody_is_kept_back(small: Path) -> None:
    kept = {left.document.id: left.reason for left in planned(small).contents.kept_back}
    assert set(kept) == {"terbatas", "pasien", "salinan"}
    assert "same file" in kept["salinan"] or "also that of" in kept["salinan"]
    assert not {"bukti/t.png", "bukti/p.png", "bukti/p2.png"} & {c.source for c in planned(small).copies}


def test_include_lets_one_in(small: Path) -> None:
    made = planned(small, "terbatas")
    assert {left.document.id for left in made.contents.kept_back} == {"pasien", "salinan"}
    assert "bukti/t.png" in {copy.source for copy in made.copies}
    both = planned(small, "terbatas", "pasien")
    assert not both.contents.kept_back
    assert {"bukti/t.png", "bukti/p.png"} < {copy.source for copy in both.copies}


def test_include_makes_no_evidence_of_a_draft(small: Path) -> None:
    made = planned(small, "draf")
    assert "draf" in {left.document.id for left in made.contents.unfit}


def test_include_of_what_does_not_exist_suggests_what_does(small: Path, say: Say, tmp_path: Path) -> None:
    status, out, err = say("package", small, "-o", tmp_path / "p.zip", "--include", "terbata")
    assert (status, out) == (2, "")
    assert '"terbatas"' in err
    assert not (tmp_path / "p.zip").exists()


# --- names ------------------------------------------------------------------------------------------


def is_safe(path: str) -> bool:
    parts = path.split("/")
    reserved = r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?"
    return all(
        re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*[A-Za-z0-9_]", part) and not re.fullmatch(reserved, part)
        for part in parts
    )


@pytest.mark.usefixtures("papers_open")
def test_names_are_short_safe_and_all_different(make: Make) -> None:
    long = "a" * 80
    names = ["con", "nul", long, long[:-1] + "b", f"nik-{NIK}", "com1", "x"]
    rows = [
        f'  - {{id: {name}, type: laporan, title: "{NIK} =1+1", date: 2023, file: "b/{i} é \N{FULLWIDTH COMMA}{NIK}.PDF", supports: [B1]}}'
        for i, name in enumerate(names)
    ]
    city = (
        "programs:\n"
        + "".join(
            f"  - {{id: {'p' * 79}{n}, name: P, quick_win: ya, dimension: smart-living}}\n" for n in range(9)
        )
        + f"  - {{id: nik-{NIK}, name: {NIK}, quick_win: ya, dimension: smart-living}}\n"
    )
    rows += [
        f"  - {{id: q{n}, type: laporan, title: Q, date: 2023, file: b/q{n}.pdf, supports: [{'p' * 79}{n}]}}"
        for n in range(9)
    ]
    rows.append(f"  - {{id: q9, type: laporan, title: Q, date: 2023, file: b/q9.pdf, supports: [nik-{NIK}]}}")
    files = {f"b/{i} é \N{FULLWIDTH COMMA}{NIK}.PDF": b"x" for i in range(len(names))} | {
        f"b/q{n}.pdf": b"x" for n in range(10)
    }
    folder = make({"isi.yaml": "documents:\n" + "\n".join(rows) + "\n" + city, **files})
    made = planned(folder)
    paths = [f"{made.name}/data/{copy.target}" for copy in made.copies]
    assert len(paths) == len(names) + 10
    assert len({path.casefold() for path in paths}) == len(paths)
    assert max(map(len, paths)) < 200
    assert [path for path in paths if not is_safe(path)] == []
    told = re.sub("sha256='[^']*'", "", repr(made.contents)) + repr(paths)
    assert NIK not in told


@pytest.mark.parametrize(
    ("text", "limit", "name"),
    [
        ("Perwako 84/2020", 40, "perwako-84-2020"),
        ("Kabupaten Pangkajene dan Kepulauan", 20, "kabupaten-pangkajene"),
        ("supercalifragilistic", 5, "super"),
        ("Édépé … ÇA", 40, "edepe-ca"),
        ("情報", 40, ""),
        (f"SK {NIK} B", 40, "sk-b"),
        ("1" * 16 + "2" * 16, 16, ""),
        ("\N{FULLWIDTH DIGIT ONE}" * 16, 40, ""),
    ],
)
def test_a_slug_is_plain_and_whole_words(text: str, limit: int, name: str) -> None:
    assert slug(text, limit) == name


@given(st.text(max_size=200), st.integers(1, 60))
def test_a_slug_is_always_safe(text: str, limit: int) -> None:
    made = slug(text, limit)
    assert len(made) <= limit
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert not re.search(r"(?<![0-9])[0-9]{16}(?![0-9])", made)


def test_the_code_of_a_question_is_padded_where_names_would_not_sort() -> None:
    folders = [folder.path for group in planned(CONTOH).contents.groups for folder in group.folders]
    assert folders == sorted(folders)
    assert "3_outcome/C01_smart-governance-in-the" in folders
    assert any(path.startswith("1_baseline/B1_") for path in folders)


# --- a bag that others read -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's package, as a folder."""
    folder = tmp_path_factory.mktemp("package") / "contoh"
    assert cli.run(["--lang", "id", "package", str(CONTOH), "--as-of", "2023-11-01", "-o", str(folder)]) == 0
    return folder


def test_the_bag_is_valid_for_bagit(packed: Path) -> None:
    bagit = pytest.importorskip("bagit")
    found = bagit.Bag(str(packed))
    assert found.validate()
    assert found.version_info == (1, 0)
    assert found.info["Bagging-Date"] == "2023-11-01"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
@pytest.mark.parametrize("manifest", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_sha256sum_accepts_it(packed: Path, manifest: str) -> None:
    command = [shutil.which("sha256sum") or "", "--strict", "-c", manifest]
    done = subprocess.run(command, cwd=packed, capture_output=True, check=False)
    assert done.returncode == 0


@pytest.mark.slow
def test_a_zip_is_the_same_twice_and_on_every_day(tmp_path: Path, say: Say, monkeypatch: Any) -> None:
    for name, day in (("a.zip", (2023, 11, 1)), ("b.zip", (2024, 2, 3))):
        monkeypatch.setattr("kotacerdas.cli.options.today", lambda day=day: AS_OF.replace(*day))
        status, out, _ = say("package", CONTOH, "-o", tmp_path / name)
        assert status == 0
        digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert f"sha256 {digest}" in out
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_zip_and_folder_hold_the_same(packed: Path, tmp_path: Path) -> None:
    file = tmp_path / "contoh.zip"
    assert cli.run(["--lang", "id", "package", str(CONTOH), "--as-of", "2023-11-01", "-o", str(file)]) == 0
    with zipfile.ZipFile(file) as archive:
        top = "data-dukung-kabupaten-nusa-harapan-2023/"
        held = {name.removeprefix(top): archive.read(name) for name in archive.namelist()}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()} == {0o644}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    assert held == tree(packed)


def test_every_file_is_the_dossiers_own(packed: Path) -> None:
    have = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (packed / "data").rglob("*_*/*_*/*")}
    own = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (CONTOH / "bukti").rglob("*") if p.is_file()}
    assert have <= own
    assert len(have) == 142


# --- the index --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_reads_as_it_did(lang: str, tmp_path: Path, golden: Golden) -> None:
    folder = tmp_path / "p"
    assert cli.run(["--lang", lang, "package", str(CONTOH), "--as-of", "2023-11-01", "-o", str(folder)]) == 0
    name = {"id": "00_indeks", "en": "00_index"}[lang]
    for ending in ("md", "csv"):
        written = (folder / "data" / f"{name}.{ending}").read_text(encoding="utf-8")
        golden(GOLDEN / f"package/indeks.contoh.{lang}.{ending}", written)
    golden(GOLDEN / f"word/indeks.{lang}.txt", "\n".join(lines(folder / "data" / f"{name}.docx")) + "\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_of_the_index_lead_to_files(lang: str, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    assert cli.run(["--lang", lang, "package", str(CONTOH), "-o", str(folder)]) == 0
    name = {"id": "00_indeks", "en": "00_index"}[lang]
    text = (folder / "data" / f"{name}.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert len(targets) == 142
    assert all((folder / "data" / target).is_file() for target in targets)


def test_a_spreadsheet_opens_the_csv_and_runs_nothing(make: Make, tmp_path: Path) -> None:
    titles = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\N{FULLWIDTH EQUALS SIGN}1",
        'Biasa; dengan \\"tanda\\"',
    ]
    rows = [
        f'  - {{id: d{i}, type: foto, title: "{title}", number: "=cmd()", file: f{i}.png, supports: [B1]}}'
        for i, title in enumerate(titles)
    ]
    files = {f"f{i}.png": picture(i) for i in range(len(titles))}
    folder = make({"isi.yaml": "documents:\n" + "\n".join(rows), **files})
    assert cli.run(["--lang", "id", "package", str(folder), "-o", str(tmp_path / "p")]) == 0
    content = (tmp_path / "p" / "data" / "00_indeks.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfKode;Keadaan;")
    assert content.endswith(b"\r\n")
    sheet = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(sheet) == len(titles) + 1
    cells = [cell for row in sheet for cell in row]
    assert [
        cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}"))
    ] == []
    assert 'Biasa; dengan "tanda"' in cells
    assert "'=1+1" in cells


@pytest.mark.parametrize("path", [p for p in resources.templates() if p.name.startswith("indeks.")])
def test_the_templates_name_only_what_there_is(path: Path) -> None:
    messages = Messages("en")
    words = Words(messages.date, messages.rupiah, messages.grouped)
    if path.suffix == ".docx":
        assert word.Template(path.read_bytes()).problems(Index, words) == []
    else:
        assert markdown.Template(path.read_text(encoding="utf-8")).problems(Index, words) == []


def test_there_is_a_template_in_each_format_and_language() -> None:
    names = {path.name for path in resources.templates() if path.name.startswith("indeks.")}
    assert names == {f"indeks.{lang}{suffix}" for lang in LANGUAGES for suffix in (".docx", ".md.j2")}


@pytest.mark.slow
def test_nothing_is_wrong_with_the_word_index(packed: Path, small: Path, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    assert cli.run(["--lang", "en", "package", str(small), "-o", str(tmp_path / "s")]) == 0
    for file in (packed / "data" / "00_indeks.docx", tmp_path / "s" / "data" / "00_index.docx"):
        assert [str(error) for error in audit.OpenXmlValidator().validate(str(file)).errors] == []


def test_the_index_tells_nothing_of_what_is_kept_back_but_that_it_exists(small: Path, tmp_path: Path) -> None:
    assert cli.run(["--lang", "en", "package", str(small), "-o", str(tmp_path / "s")]) == 0
    for name in ("00_index.md", "00_index.csv"):
        text = (tmp_path / "s" / "data" / name).read_text(encoding="utf-8")
        assert "Pasien" in text
        assert "p.png" not in text
    hidden = (small / "bukti" / "p.png").read_bytes()
    assert hidden not in tree(tmp_path / "s").values()


CASES = sorted((ROOT / "tests" / "cases").glob("*.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_dossier_with_mistakes_has_a_plan_or_a_sentence(case: Path, tmp_path: Path) -> None:
    (tmp_path / "aa.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "isi.yaml").write_bytes(case.read_bytes())
    try:
        made = planned(tmp_path)
    except CannotRun as trouble:
        sentences.stop(trouble, Messages("id"))
        return
    messages = Messages("id")
    words = Words(messages.date, messages.rupiah, messages.grouped)
    values = made.contents._asdict()
    for template in resources.templates():
        if template.name == "indeks.id.md.j2":
            assert markdown.Template(template.read_text(encoding="utf-8")).render(values, str, words)
    rows = len(entries(made)) + len(made.contents.kept_back) + len(made.contents.unfit)
    assert len(table(made.contents, messages).splitlines()) >= rows + 1


# --- where it goes ----------------------------------------------------------------------------------------


def test_an_incomplete_dossier_is_packed_and_told_of(say: Say, tmp_path: Path) -> None:
    status, out, err = say("package", TANJUNGPINANG, "-o", tmp_path / "p")
    assert status == 0
    assert "Left out" in out
    assert re.search(r"\d+ of \d+ mandatory requirements are not met", err)


def test_a_dossier_of_which_nothing_is_known_makes_a_sound_package(
    make: Make, say: Say, tmp_path: Path
) -> None:
    assert say("package", make(), "-o", tmp_path / "p.zip")[0] == 0
    assert say("package", "--check", tmp_path / "p.zip")[0] == 0


def test_files_that_cannot_be_read_are_told_of(make: Make, say: Say, tmp_path: Path) -> None:
    folder = make({"rusak.yaml": "documents: [\n"})
    status, _, err = say("package", folder, "-o", tmp_path / "p")
    assert status == 0
    assert "rusak.yaml" in err


def test_the_name_is_the_dossiers(small: Path, say: Say, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert say("package", small)[0] == 0
    assert (tmp_path / "evidence-kota-uji-2023.zip").is_file()
    monkeypatch.chdir(small)
    assert say("package", lang="id")[0] == 0
    assert (small / "output" / "data-dukung-kota-uji-2023.zip").is_file()


def test_it_speaks_the_dossiers_language(small: Path, tmp_path: Path) -> None:
    assert cli.run(["package", str(small), "-o", str(tmp_path / "p")]) == 0
    assert (tmp_path / "p" / "data" / "00_indeks.docx").is_file()


@pytest.mark.parametrize("place", ["paket.zip", "bukti/paket", "bukti/sk.png", "output", "templates/p", ""])
def test_nothing_is_written_among_the_evidence(place: str, small: Path, say: Say) -> None:
    before = tree(small)
    assert say("package", small, "-o", small / place)[0] == 2
    assert tree(small) == before


def test_a_link_into_the_dossier_is_seen_through(small: Path, say: Say, tmp_path: Path) -> None:
    (tmp_path / "lain").symlink_to(small / "bukti")
    before = tree(small)
    assert say("package", small, "-o", tmp_path / "lain" / "p.zip")[0] == 2
    assert tree(small) == before


def test_a_circle_of_links_is_refused(small: Path, say: Say, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert say("package", small, "-o", tmp_path / "a" / "p.zip")[0] == 2
    assert say("package", small, "-o", tmp_path / "a")[0] == 2


def test_a_folder_with_something_in_it_is_left_alone(small: Path, say: Say, tmp_path: Path) -> None:
    full = tmp_path / "penuh"
    full.mkdir()
    (full / "catatan.txt").write_text("jangan hilang")
    status, _, err = say("package", small, "-o", full)
    assert status == 2
    assert "penuh" in err
    assert tree(full) == {"catatan.txt": b"jangan hilang"}


def test_an_empty_folder_is_filled_and_an_old_zip_replaced(small: Path, say: Say, tmp_path: Path) -> None:
    (tmp_path / "kosong").mkdir()
    assert say("package", small, "-o", tmp_path / "kosong")[0] == 0
    (tmp_path / "lama.zip").write_bytes(b"old")
    assert say("package", small, "-o", tmp_path / "lama.zip")[0] == 0
    for name in ("kosong", "lama.zip"):
        assert say("package", "--check", tmp_path / name)[0] == 0


def test_an_empty_folder_stays_the_one_in_which_somebody_stands(
    small: Path, say: Say, tmp_path: Path, monkeypatch: Any
) -> None:
    here = tmp_path / "kosong"
    here.mkdir()
    here.chmod(0o750)
    before = here.stat()
    monkeypatch.chdir(here)
    assert say("package", small, "-o", ".")[0] == 0
    assert (here.stat().st_ino, here.stat().st_mode) == (before.st_ino, before.st_mode)
    assert say("package", "--check", ".")[0] == 0


def test_a_fault_of_the_program_is_not_told_as_one_of_the_disk(tmp_path: Path) -> None:
    for context in (
        writing.written(tmp_path / "a"),
        writing.new_folder(tmp_path / "b", CannotRun("init-exists")),
    ):
        with pytest.raises(RecursionError), context:
            raise RecursionError
    assert list(tmp_path.iterdir()) == []


# --- when something happens on the way ----------------------------------------------------------------------


def spoil(monkeypatch: Any, small: Path, how: Callable[[Path], None]) -> None:
    """Do something to a file between assessing and copying it."""
    from kotacerdas.cli import package  # noqa: PLC0415

    told = package._target  # noqa: SLF001

    def late(*arguments: Any) -> Path:
        how(small / "bukti" / "n.png")
        return told(*arguments)

    monkeypatch.setattr(package, "_target", late)


@pytest.mark.parametrize("name", ["p", "p.zip"])
@pytest.mark.parametrize(
    "how",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"!"),
        lambda path: path.write_bytes(path.read_bytes() + b"!"),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ],
    ids=["altered", "grown", "emptied", "gone"],
)
def test_a_file_that_changes_meanwhile_stops_it(
    name: str, how: Callable[[Path], None], small: Path, say: Say, monkeypatch: Any, tmp_path: Path
) -> None:
    place = tmp_path / "hasil"
    place.mkdir()
    spoil(monkeypatch, small, how)
    status, out, err = say("package", small, "-o", place / name)
    assert (status, out) == (2, "")
    assert "bukti/n.png" in err
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ["p", "p.zip"])
@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError(28, "full")])
def test_an_interrupted_run_leaves_nothing(
    name: str, trouble: BaseException, small: Path, say: Say, monkeypatch: Any, tmp_path: Path
) -> None:
    place = tmp_path / "hasil"
    place.mkdir()
    (place / "p.zip").write_bytes(b"old")
    chunks = bag._chunks  # noqa: SLF001

    def until(one: bag.Piece) -> Iterator[bytes]:
        if one.path.endswith("notulen.png"):
            raise trouble
        yield from chunks(one)

    monkeypatch.setattr(bag, "_chunks", until)
    assert say("package", small, "-o", place / name)[0] in {2, 130}
    assert tree(place) == {"p.zip": b"old"}


@pytest.mark.slow
def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    large = tmp_path / "film.mp4"
    size = 96 * 1024**2
    with large.open("wb") as stream:
        stream.truncate(size)
    with large.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    content = bag.pieces([bag.Piece("film.mp4", digest, size, large)], {})
    tracemalloc.start()
    bag.write_zip(tmp_path / "p.zip", "bag", content)
    assert verify(tmp_path / "p.zip") == []
    bag.write_folder(tmp_path / "p", content)
    assert verify(tmp_path / "p") == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024**2


# --- verifying ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bag that is sound."""
    folder = tmp_path_factory.mktemp("bag") / "p"
    payload = [bag.piece("00_index.md", b"# Index\n"), bag.piece("1_a/B1-01_x.pdf", bytes(range(256)))]
    info = {"Bag-Software-Agent": "kotacerdas 1.0", "Source-Organization": "Kota Uji"}
    bag.write_folder(folder, bag.pieces(payload, info))
    return folder


@pytest.fixture
def received(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copytree(sound, tmp_path / "diterima"))


def kinds(path: Path) -> list[tuple[str, str]]:
    return [(difference.kind, difference.path) for difference in verify(path)]


FILES = [
    "bag-info.txt", "bagit.txt", "data/00_index.md", "data/1_a/B1-01_x.pdf", "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
]  # fmt: skip


def test_the_bag_is_sound(sound: Path) -> None:
    assert sorted(tree(sound)) == FILES
    assert kinds(sound) == []


@pytest.mark.slow
@settings(max_examples=300)
@given(st.sampled_from(FILES), st.integers(0, 10_000), st.integers(1, 255))
def test_flipping_one_byte_of_any_file_is_found(sound: Path, name: str, place: int, bits: int) -> None:
    whole = (sound / name).read_bytes()
    place %= len(whole)
    try:
        (sound / name).write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
        assert kinds_or_none(sound) != []
    finally:
        (sound / name).write_bytes(whole)


def kinds_or_none(path: Path) -> list[tuple[str, str]] | str:
    try:
        return kinds(path)
    except CannotRun as trouble:
        return trouble.code


def test_flipping_a_byte_in_the_example_is_found(packed: Path) -> None:
    for file in sorted(p for p in packed.rglob("*") if p.is_file())[::24]:
        whole = file.read_bytes()
        try:
            file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
            assert any(path == file.relative_to(packed).as_posix() for _, path in kinds(packed))
        finally:
            file.write_bytes(whole)


def test_all_differences_are_told_at_once(received: Path, say: Say) -> None:
    (received / "data/1_a/B1-01_x.pdf").write_bytes(b"other")
    (received / "data/00_index.md").unlink()
    (received / "data/titip.exe").write_bytes(b"MZ")
    (received / "catatan.txt").write_bytes(b"?")
    assert kinds(received) == [
        ("added", "catatan.txt"), ("missing", "data/00_index.md"), ("altered", "data/1_a/B1-01_x.pdf"),
        ("added", "data/titip.exe"),
    ]  # fmt: skip
    for lang in LANGUAGES:
        status, out, err = say("package", "--check", received, lang=lang)
        assert (status, err) == (1, "")
        assert len(out.splitlines()) == 5


def spoilt(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("manifest-sha256.txt", lambda text: text + "kein Hash\n", ("line", "manifest-sha256.txt")),
        ("manifest-sha256.txt", lambda text: text + text, ("line", "manifest-sha256.txt")),
        ("manifest-sha256.txt", lambda text: text + f"{'0' * 64}  ../x\n", ("unsafe", "../x")),
        (
            "manifest-sha256.txt",
            lambda text: text + f"{'0' * 64}  data/../../x\n",
            ("unsafe", "data/../../x"),
        ),
        ("manifest-sha256.txt", lambda text: text + f"{'0' * 64}  /etc/passwd\n", ("unsafe", "/etc/passwd")),
        (
            "manifest-sha256.txt",
            lambda text: text.upper().replace("DATA", "data"),
            ("rewritten", "manifest-sha256.txt"),
        ),
        ("manifest-sha256.txt", lambda _: "", ("added", "data/00_index.md")),
        (
            "tagmanifest-sha256.txt",
            lambda text: text.replace("a", "A"),
            ("rewritten", "tagmanifest-sha256.txt"),
        ),
        ("bagit.txt", lambda text: spoilt(text, "1.0", "9.9"), ("declaration", "bagit.txt")),
        ("bag-info.txt", lambda text: spoilt(text, "Kota", "Kab."), ("altered", "bag-info.txt")),
        ("fetch.txt", lambda _: "https://x.example 1 data/y\n", ("fetch", "fetch.txt")),
        ("manifest-crc32.txt", lambda _: "0 data/y\n", ("algorithm", "manifest-crc32.txt")),
    ],
)
def test_a_broken_bag_is_told(
    name: str, change: Callable[[str], str], found: tuple[str, str], received: Path
) -> None:
    path = received / name
    path.write_text(change(path.read_text() if path.exists() else ""), newline="\n")
    assert found in kinds(received)


def test_a_bag_that_tells_its_size_wrong_is_told(received: Path) -> None:
    (received / "tagmanifest-sha256.txt").unlink()
    (received / "bag-info.txt").write_text("Payload-Oxum: 264.3\n")
    assert verify(received) == [("oxum", "bag-info.txt", {"told": "264.3", "have": "264.2"})]


@pytest.mark.parametrize("name", [name for name in FILES if name != "bagit.txt"])
def test_a_missing_file_is_told(name: str, received: Path) -> None:
    (received / name).unlink()
    assert name in {path for _, path in kinds(received)}


def test_links_are_not_followed(received: Path, tmp_path: Path) -> None:
    secret = tmp_path / "rahasia"
    secret.mkdir()
    (secret / "x").write_text("x")
    (received / "data/1_a/B1-01_x.pdf").unlink()
    (received / "data/1_a/B1-01_x.pdf").symlink_to(secret / "x")
    (received / "data/pintu").symlink_to(secret)
    assert kinds(received) == [("link", "data/1_a/B1-01_x.pdf"), ("link", "data/pintu")]


def test_a_bag_of_other_software_is_verified(tmp_path: Path) -> None:
    bagit = pytest.importorskip("bagit")
    folder = tmp_path / "asing"
    folder.mkdir()
    (folder / "surat 100%.txt").write_text("isi")
    bagit.make_bag(str(folder), checksums=["md5", "sha512"])
    assert kinds(folder) == []
    (folder / "data" / "surat 100%.txt").write_text("lain")
    assert ("altered", "data/surat 100%.txt") in kinds(folder)


def of_others(folder: Path, manifest: str, **payload: bytes) -> Path:
    """A bag as others write it: without manifests of its tags."""
    (folder / "data").mkdir(parents=True)
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (folder / "manifest-sha256.txt").write_bytes(manifest.encode())
    for name, content in payload.items():
        (folder / "data" / name).write_bytes(content)
    return folder


def test_what_is_added_to_a_bag_without_sums_of_its_tags_is_told(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"a").hexdigest()
    folder = of_others(tmp_path / "p", f"{digest}  data/a\n", a=b"a")
    (folder / "catatan.txt").write_text("?")
    assert kinds(folder) == []
    (folder / "data" / "b").write_bytes(b"b")
    assert kinds(folder) == [("added", "data/b")]


@pytest.mark.parametrize("written", ["100%25.txt", "%41%2525.txt"])
def test_only_the_three_signs_that_bagit_names_are_escaped(written: str, tmp_path: Path) -> None:
    name = written.replace("%25", "%")
    digest = hashlib.sha256(b"a").hexdigest()
    assert kinds(of_others(tmp_path / "p", f"{digest}  data/{written}\n", **{name: b"a"})) == []


@pytest.mark.parametrize("name", ["100%.txt", "100%25.txt", "baris\nbaru.txt", "baris\rbaru.txt"])
def test_a_name_that_must_be_escaped_comes_back(name: str, tmp_path: Path) -> None:
    bag.write_folder(tmp_path / "p", bag.pieces([bag.piece(name, b"a")], {}))
    assert kinds(tmp_path / "p") == []


def test_a_name_with_a_nul_is_unsafe(tmp_path: Path) -> None:
    assert ("unsafe", "data/a\0") in kinds(of_others(tmp_path / "p", f"{'0' * 64}  data/a\0\n"))


def test_a_zip_is_told_with_its_checksum(tmp_path: Path) -> None:
    file = tmp_path / "p.zip"
    told = bag.write_zip(file, "p", bag.pieces([bag.piece("a", b"a")], {}))
    assert told == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["p", "p.zip"])
def test_a_package_that_cannot_be_opened_stops_the_run(name: str, tmp_path: Path, monkeypatch: Any) -> None:
    content = bag.pieces([bag.piece("a", b"a")], {})
    bag.write_folder(tmp_path / "p", content)
    bag.write_zip(tmp_path / "p.zip", "p", content)

    def locked(*_: object) -> None:
        raise PermissionError(13, "EACCES")

    monkeypatch.setattr(Path, "open", locked)
    monkeypatch.setattr(os, "scandir", locked)
    with pytest.raises(CannotRun) as trouble:
        verify(tmp_path / name)
    assert (trouble.value.code, trouble.value.details["reason"]) == ("unread-package", "EACCES")


@pytest.mark.parametrize("path", ["nothing-here", "README.md", "docs", "tests/golden"])
def test_what_is_no_package_is_refused(path: str, say: Say) -> None:
    status, out, err = say("package", "--check", ROOT / path)
    assert (status, out) == (2, "")
    assert path in err


@pytest.mark.parametrize(
    "more", [["dossiers/contoh"], ["--as-of", "2023-11-01"], ["--include", "x"], ["-o", "p"]]
)
def test_checking_goes_with_nothing_else(more: list[str], sound: Path, say: Say) -> None:
    assert say("package", "--check", sound, *more)[0] == 2


# --- hostile zips --------------------------------------------------------------------------------------------


def zipped(target: Path, files: dict[str, bytes], *, top: str = "p/") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{top}{name}", content)
    return target


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/cron.d/evil", "C:/evil", "p/data/../../evil", "~/evil", "p\\data\\evil"]
)
def test_paths_that_lead_elsewhere_are_told_and_not_read(
    name: str, sound: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    file = zipped(tmp_path / "p.zip", tree(sound))
    before = {p.name for p in tmp_path.iterdir()}
    with zipfile.ZipFile(file, "a") as archive:
        entry = zipfile.ZipInfo("x")
        entry.filename = entry.orig_filename = name
        archive.writestr(entry, b"evil")
    assert ("unsafe", name) in kinds(file)
    assert {p.name for p in tmp_path.iterdir()} == before


def test_a_zip_with_its_bag_at_the_top_or_in_a_folder_is_read(sound: Path, tmp_path: Path) -> None:
    assert kinds(zipped(tmp_path / "a.zip", tree(sound), top="")) == []
    assert kinds(zipped(tmp_path / "b.zip", tree(sound), top="nama lain/")) == []
    with pytest.raises(CannotRun, match="no-bag"):
        verify(zipped(tmp_path / "c.zip", tree(sound), top="a/b/"))


def test_strangers_in_a_zip_are_told(sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("lain/x.exe", b"MZ")
        link = zipfile.ZipInfo("p/data/pintu")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, b"/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("p/data/00_index.md", b"# Other\n")
    assert kinds(file) == [
        ("added", "../lain/x.exe"), ("twice", "data/00_index.md"), ("link", "data/pintu"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_zip_that_inflates_beyond_all_need_is_not_opened(sound: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tree(sound).items():
            archive.writestr(f"p/{name}", content)
        with archive.open("p/data/bom", "w") as stream:
            for _ in range(300):
                stream.write(bytes(1024**2))
    with pytest.raises(CannotRun, match="package-bomb"):
        verify(file)


def test_a_zip_of_too_many_files_is_not_opened(sound: Path, tmp_path: Path, monkeypatch: Any) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    monkeypatch.setattr("kotacerdas.deliverables.package.verify._MAX_ENTRIES", len(FILES))
    assert kinds(file) == []
    monkeypatch.setattr("kotacerdas.deliverables.package.verify._MAX_ENTRIES", len(FILES) - 1)
    assert kinds_or_none(file) == "package-bomb"


def test_entries_that_share_their_bytes_are_not_opened(sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", {**tree(sound), "data/a": bytes(5000)})
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        entry = archive.getinfo("p/data/a")
        start = archive.start_dir
        archive.close()
    record = next(
        bytes(content[m.start() :][: 46 + len(entry.filename)]) for m in re.finditer(b"PK\x01\x02", bytes(content))
        if content[m.start() + 46 :].startswith(entry.filename.encode())
    )  # fmt: skip
    copies = b"".join(record.replace(b"p/data/a", f"p/data/{c}".encode()) for c in "bcdefgh")
    end = content.index(b"PK\x05\x06")
    tail = bytearray(content[end:])
    count = len(tree(sound)) + 1 + 7
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (end - start + len(copies)).to_bytes(4, "little")
    file.write_bytes(bytes(content[:end]) + copies + bytes(tail))
    assert len(zipfile.ZipFile(file).infolist()) == count
    with pytest.raises(CannotRun, match="package-bomb"):
        verify(file)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_a_rare_way_is_not_read(method: int, sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    with zipfile.ZipFile(file, "a", method) as archive:
        archive.writestr("p/data/x", bytes(100))
    assert kinds(file) == [("method", "data/x")]


def test_a_locked_entry_is_told(sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    content = bytearray(file.read_bytes())
    record = content.index(b"PK\x01\x02")
    content[record + 8] |= 1
    file.write_bytes(content)
    assert kinds(file) == [("locked", "bag-info.txt")]


def test_a_damaged_entry_is_told(sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    file.write_bytes(file.read_bytes().replace(bytes(range(100, 200)), bytes(100)))
    assert kinds(file) == [("unreadable", "data/1_a/B1-01_x.pdf")]


@pytest.mark.slow
@settings(max_examples=150)
@given(data=st.data())
def test_any_bytes_end_in_a_report_or_a_sentence(data: st.DataObject, sound: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "p.zip", tree(sound))
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    kinds_or_none(file)


def test_identity_numbers_in_a_received_package_are_not_printed(received: Path, say: Say) -> None:
    (received / "data" / f"{NIK}.pdf").write_bytes(b"x")
    status, out, _ = say("package", "--check", received)
    assert status == 1
    assert NIK not in out
