"""The plan of a package: what goes where, under which names, and what stays out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.deliverables.package.conftest import CONTOH, NIK, entries, planned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


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


def test_a_document_that_came_back_stays_out_with_what_was_said(small: Path) -> None:
    review = "reviews:\n  - {document: sk-dewan, verdict: rejected, date: 2023-10-14, note: Salah dokumen.}\n"
    (small / "r.yaml").write_text(review, encoding="utf-8")
    unfit = {left.document.id: left.reason for left in planned(small).contents.unfit}
    assert unfit["sk-dewan"] == "rejected on 14 October 2023: Salah dokumen"


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


def test_the_code_of_a_question_is_padded_where_names_would_not_sort() -> None:
    folders = [folder.path for group in planned(CONTOH).contents.groups for folder in group.folders]
    assert folders == sorted(folders)
    assert "3_outcome/C01_smart-governance-in-the" in folders
    assert any(path.startswith("1_baseline/B1_") for path in folders)
