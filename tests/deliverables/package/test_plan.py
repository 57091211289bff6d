"""The plan of a package: what goes where, under which names, and what stays out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.deliverables.package.plan import MAX_PATH, plan
from kotacerdas.languages.messages import Messages
from kotacerdas.naming import slug
from tests.conftest import AS_OF
from tests.deliverables.package.conftest import CONTOH, NIK, entries, picture, planned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


# --- what goes where --------------------------------------------------------------------------------


def test_a_document_lies_with_the_first_thing_that_it_names(small: Path) -> None:
    paths = {name: entry.path for name, entry in entries(planned(small)).items()}
    assert paths == {
        "sk-dewan": "data/1_baseline/B1_legal-basis-of-the-masterplan/sk-dewan.png",
        "jdih": "",
        "kembar": "data/1_baseline/B2_activity-of-the-council-dewan/kembar.png",
        "notulen": "data/1_baseline/B2_activity-of-the-council-dewan/notulen.png",
        "register": "data/5_quick-win/W09_identification-of-risks/register.png",
        "layar": "data/1_baseline/B2_activity-of-the-council-dewan/kembar.png",
        "lain": "data/7_others/lain.png",
    }


def test_the_index_names_a_document_for_everything_that_it_proves(small: Path) -> None:
    made = planned(small)
    assert entries(made)["sk-dewan"].proves == ("B1", "O2")
    assert entries(made)["register"].proves == ("W9", "W10", "peta")
    proofs = {proof.code: proof.codes for proof in made.contents.proofs}
    assert proofs["B1"] == ("sk-dewan", "jdih")
    assert proofs["O2"] == ("sk-dewan",)
    assert set(proofs["peta"]) == {"layar", "register"}
    assert proofs["kios"] == ("layar",)


def test_adding_a_document_renames_none_of_the_others(small: Path) -> None:
    before = {name: (entry.code, entry.path) for name, entry in entries(planned(small)).items()}
    text = (small / "isi.yaml").read_text(encoding="utf-8")
    new = "  - {id: baru, type: sk, title: Baru, number: 9, date: 2023-01-01, file: bukti/baru.png, supports: [B1, peta]}\n"
    (small / "bukti" / "baru.png").write_bytes(picture(99))
    (small / "isi.yaml").write_text(text.replace("documents:\n", f"documents:\n{new}"), encoding="utf-8")
    after = {name: (entry.code, entry.path) for name, entry in entries(planned(small)).items()}
    assert after.keys() == before.keys() | {"baru"}
    assert after | before == after
    assert {code for code, _ in after.values()} == set(after)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_folders_have_whole_names_none_of_them_alike_and_every_question_has_one(lang: str) -> None:
    made = planned(CONTOH, lang=lang)
    instrument = assess(CONTOH, AS_OF).instrument
    assert instrument is not None
    of_question = {subject.ref: subject.folder.path for subject in made.subjects}
    assert of_question.keys() >= instrument.questions.keys()
    titles = {ref: slug(Messages(lang).word(q.sub_indicator), 999) for ref, q in instrument.questions.items()}
    assert [ref for ref, title in titles.items() if not of_question[ref].endswith(f"_{title}")] == []
    for aspect in instrument.aspects:
        paths = {of_question[ref] for ref, q in instrument.questions.items() if q.aspect == aspect}
        assert len({path.rpartition("_")[2] for path in paths}) == len(paths)


def test_the_same_file_is_copied_once(small: Path) -> None:
    sources = [copy.name for copy in planned(small).copies]
    assert sources == [
        "bukti/sk.png", "bukti/n.png", "bukti/layar.png", "bukti/r.png", "bukti/lain.png",
    ]  # fmt: skip
    assert planned(small).contents.file_count == 5


def test_large_files_without_checksums_are_not_taken_for_one(small: Path) -> None:
    """As where an assessor's sheet leads into the package, for which large files are not read."""
    made = assess(small, AS_OF)
    assert made.dossier is not None
    unread = {path: fact._replace(sha256="") for path, fact in made.dossier.evidence.items()}
    made = made._replace(dossier=made.dossier._replace(evidence=unread))
    copies = plan(made, Messages("en"), AS_OF).copies
    assert {copy.name for copy in copies} > {copy.name for copy in planned(small).copies}
    assert len({copy.path for copy in copies}) == len(copies)


def test_a_link_stands_in_the_index(small: Path) -> None:
    made = planned(small)
    assert entries(made)["jdih"].link == "https://jdih.example.go.id/2"
    assert made.contents.link_count == 1


def test_what_cannot_serve_stays_out_with_the_reason(small: Path) -> None:
    unfit = {left.document.id: left.reason for left in planned(small).contents.unfit}
    assert set(unfit) == {"draf", "dicabut", "hilang"}
    assert all(unfit.values())


def test_a_document_that_came_back_stays_out_with_what_was_said(small: Path) -> None:
    review = "reviews:\n  - {document: sk-dewan, verdict: rejected, date: 2023-10-14, note: Salah dokumen.}\n"
    (small / "r.yaml").write_text(review, encoding="utf-8")
    unfit = {left.document.id: left.reason for left in planned(small).contents.unfit}
    assert unfit["sk-dewan"] == "rejected on 14 October 2023: Salah dokumen"


def test_what_is_not_for_everybody_is_kept_back(small: Path) -> None:
    kept = {left.document.id: left.reason for left in planned(small).contents.kept_back}
    assert set(kept) == {"terbatas", "pasien", "salinan"}
    assert "same file" in kept["salinan"] or "also that of" in kept["salinan"]
    assert not {"bukti/t.png", "bukti/p.png", "bukti/p2.png"} & {c.name for c in planned(small).copies}


def test_include_lets_one_in(small: Path) -> None:
    made = planned(small, "terbatas")
    assert {left.document.id for left in made.contents.kept_back} == {"pasien", "salinan"}
    assert "bukti/t.png" in {copy.name for copy in made.copies}
    both = planned(small, "terbatas", "pasien")
    assert not both.contents.kept_back
    assert {"bukti/t.png", "bukti/p.png"} < {copy.name for copy in both.copies}


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
    paths = [copy.path for copy in made.copies]
    assert len(paths) == len(names) + 10
    assert len({path.casefold() for path in paths}) == len(paths)
    assert max(map(len, paths)) <= MAX_PATH
    assert [path for path in paths if not is_safe(path)] == []
    told = re.sub("sha256='[^']*'", "", repr(made.contents)) + repr(paths)
    assert NIK not in told


def test_the_code_of_a_question_is_padded_where_names_would_not_sort() -> None:
    folders = [folder.path for group in planned(CONTOH).contents.groups for folder in group.folders]
    assert [path for path in folders if "6_by" not in path] == sorted(f for f in folders if "6_by" not in f)
    assert "data/3_outcome/C01_smart-governance-in-the-current-year" in folders
    assert "data/3_outcome/C15-C17_basic-health-services" in folders
    assert any(path.startswith("data/1_baseline/B1_") for path in folders)
