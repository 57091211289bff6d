"""Checks that need files beside the YAML, or last year's dossier."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pypdf
import pytest
from PIL import Image

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.reports import as_text
from kotacerdas.reports.page import Page
from tests.conftest import AS_OF, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.findings import Diagnostic

    Assessed = Callable[..., Assessment]
    Make = Callable[..., Path]

ENTRY = "  - {{id: {0}, type: {1}, title: {0}, file: {2}, agency: diskominfo, supports: [B1]}}\n"


def documents(*entries: tuple[str, str, str]) -> str:
    return "documents:\n" + "".join(ENTRY.format(*entry) for entry in entries)


def pdf_of_one_page() -> bytes:
    writer, stream = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(stream)
    return stream.getvalue()


def of_code(assessment: Assessment, code: str, severity: str = "warning") -> list[Diagnostic]:
    found = [finding for finding in assessment.findings if finding.code == code]
    assert {finding.severity.value for finding in found} <= {severity}
    return found


def test_the_same_bytes_under_two_names_are_told(assessed: Assessed, png: bytes) -> None:
    text = documents(("satu", "foto", "a.png"), ("dua", "foto", "b.png"))
    (finding,) = of_code(assessed({"d.yaml": text, "a.png": png, "b.png": png}), "KC302")
    assert (finding.subject.id, finding.details["first"]) == ("satu", "dua")
    assert finding.location.line == 2


def test_one_file_in_two_entries_is_told(assessed: Assessed, png: bytes) -> None:
    text = documents(("satu", "foto", "a.png"), ("dua", "foto", "a.png"))
    assert len(of_code(assessed({"d.yaml": text, "a.png": png}), "KC302")) == 1


def test_capitals_that_differ_are_told(assessed: Assessed, png: bytes) -> None:
    text = documents(("satu", "foto", "Bukti/A.PNG"), ("dua", "foto", "bukti/b.png"))
    files = {"d.yaml": text, "bukti/a.png": png, "bukti/b.png": png + b" "}
    (finding,) = of_code(assessed(files), "KC303")
    assert finding.details["actual"] == "bukti/a.png"


def test_accents_that_differ_are_not_told(assessed: Assessed, png: bytes) -> None:
    text = documents(("satu", "foto", "caf\u00e9.png"))
    assert not of_code(assessed({"d.yaml": text, "cafe\u0301.png": png}), "KC303")


def test_a_format_that_the_type_does_not_take_is_told(assessed: Assessed, png: bytes) -> None:
    found = of_code(assessed({"d.yaml": documents(("satu", "perkada", "a.png")), "a.png": png}), "KC304")
    assert [f.details["variant"] for f in found] == ["format"]


def test_a_file_over_the_limit_is_told(assessed: Assessed, png: bytes) -> None:
    large = png + bytes(11 * 1024**2)
    found = of_code(assessed({"d.yaml": documents(("satu", "foto", "a.png")), "a.png": large}), "KC304")
    assert [(f.details["variant"], f.details["limit"]) for f in found] == [("size", 10)]


def test_a_file_over_the_limit_gets_a_checksum_only_where_it_is_copied(
    make: Callable[..., Path], png: bytes
) -> None:
    text = documents(("satu", "foto", "a.png"), ("dua", "foto", "a.png"))
    folder = make({"d.yaml": text, "a.png": png + bytes(11 * 1024**2)})
    assessment = assess(folder, AS_OF)
    assert assessment.dossier.evidence["a.png"].sha256 == ""
    assert len(of_code(assessment, "KC302")) == 1  # it is one file all the same
    assert assess(folder, AS_OF, hashes_all=True).dossier.evidence["a.png"].sha256


@pytest.mark.parametrize(("name", "kind"), [("a.tif", "TIFF"), ("a.webp", "WEBP")])
def test_a_format_that_is_as_good_as_the_one_asked_for_is_taken(
    name: str, kind: str, assessed: Assessed
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (30, 20)).save(picture, kind)
    assessment = assessed({"d.yaml": documents(("satu", "foto", name)), name: picture.getvalue()})
    assert not of_code(assessment, "KC304")
    assert not of_code(assessment, "KC312")


@pytest.mark.parametrize("variant", ["unread", "repaired"])
def test_a_file_that_could_not_be_looked_into_is_told_and_counts(variant: str, assessed: Assessed) -> None:
    """A table of a PDF that is not where it should be is mended; a bomb's worth of XML in an Office file is not read."""
    name, content = "a.pdf", pdf_of_one_page().replace(b"startxref\n", b"startxref\n9")
    if variant == "unread":
        content = content[: content.rindex(b"%%EOF")].replace(b"startxref\n9", b"startxref\n")
    assessment = assessed({"d.yaml": documents(("satu", "perkada", name)), name: content})
    (finding,) = of_code(assessment, "KC312")
    assert (finding.details["variant"], finding.severity.value) == (variant, "warning")
    assert not of_code(assessment, "KC301")


def test_files_that_no_document_names_are_told(assessed: Assessed, png: bytes) -> None:
    named = {"d.yaml": documents(("satu", "foto", "bukti/a.png")), "bukti/a.png": png}
    other = (
        "bukti/b.png",
        "lain.txt",
        "README.md",
        ".hidden",
        "output/x.docx",
        "Thumbs.db",
        "bukti/.DS_Store",
    )
    found = of_code(assessed({**named, **dict.fromkeys(other, b"x")}), "KC309")
    assert {finding.location.path for finding in found} == {"bukti/b.png", "lain.txt"}


def test_nothing_is_said_of_files_while_an_entry_may_name_them(assessed: Assessed) -> None:
    assert not of_code(assessed({"d.yaml": "documents: [\n", "a.png": b"x"}), "KC309")


def with_arms(path: str) -> str:
    return HEAD.replace("cohort: reguler", f"cohort: reguler, arms: {path}")


@pytest.mark.parametrize("path", ["bukti/lambang.png", "templates/lambang.png"])
def test_the_picture_of_the_arms_needs_no_document(path: str, assessed: Assessed, png: bytes) -> None:
    """It may lie with the templates, where no evidence is looked for."""
    assessment = assessed({"d.yaml": with_arms(path), path: png}, head=False)
    assert not of_code(assessment, "KC309")
    assert not of_code(assessment, "KC311")
    assert assessment.dossier is not None
    assert assessment.dossier.evidence[path].kind == "png"


def test_arms_that_are_no_picture_are_told(assessed: Assessed) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "a")
    files = {"d.yaml": with_arms("lambang.zip"), "lambang.zip": content.getvalue()}
    (finding,) = of_code(assessed(files, head=False), "KC311")
    assert (finding.details["variant"], finding.location.line) == ("no-picture", 2)


def test_arms_that_are_not_whole_are_told(assessed: Assessed, png: bytes) -> None:
    (finding,) = of_code(assessed({"d.yaml": with_arms("a.png"), "a.png": png[:-9]}, head=False), "KC311")
    said = sentences.message(finding, Names(Messages("en")))
    assert said == 'The picture of the arms cannot be used: "a.png" is not whole; its end is missing.'


def test_an_identity_number_in_a_file_name_is_told(assessed: Assessed) -> None:
    (finding,) = of_code(assessed({"ktp-3171234567890001.pdf": b"x"}), "KC901", "error")
    assert finding.details["variant"] == "file-name"


def test_an_identity_number_is_told_and_not_printed(assessed: Assessed) -> None:
    number = "3171234567890001"
    program = f"{{id: satu, name: Ani {number}, agency: x-{number}, {number}: ya}}"
    assessment = assessed({"isi.yaml": f"programs:\n  - {program}\n"})
    assert {"KC101", "KC120", "KC901"} <= {finding.code for finding in assessment.findings}
    for language in ("id", "en"):
        assert number not in as_text.render(Page((assessment,), Messages(language), AS_OF))


# --- from year to year ---------------------------------------------------------------------------

LAST_YEAR = (
    HEAD.replace("2023", "2022", 1)
    + """\
programs:
  - {id: lama, name: Lama, quick_win: ya}
  - {id: nama, name: Nama Sama, quick_win: ya}
  - {id: dulu, name: Dulu, quick_win: ya}
  - {id: biasa, name: Biasa}
"""
)


INCOMPLETE = "\n  programs_complete: tidak"


def with_last_year(make: Make, programs: str, more: str = "", more_last_year: str = "") -> Assessment:
    head = HEAD.replace("year: 2023", f"year: 2023\n  previous: ../tahun-lalu{more}")
    folder = make({"aa-head.yaml": head, "p.yaml": f"programs:\n{programs}"}, head=False)
    older = folder.parent / "tahun-lalu"
    older.mkdir()
    text = LAST_YEAR.replace("year: 2022", f"year: 2022{more_last_year}")
    (older / "d.yaml").write_text(text, encoding="utf-8")
    return assess(folder, AS_OF)


def gone(assessment: Assessment) -> set[str]:
    return {finding.subject.id for finding in of_code(assessment, "KC401") if finding.subject}


def test_a_quick_win_that_is_gone_is_told(make: Make) -> None:
    assessment = with_last_year(make, "  - {id: baru, name: Baru, quick_win: ya}\n")
    assert gone(assessment) == {"lama", "nama", "dulu"}
    assert {finding.proves for finding in of_code(assessment, "KC401")} == {("W11",)}


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("{id: lama, name: Lama}", False),
        ("{id: lama-2, name: Lain, formerly: [lama]}", False),
        ("{id: lama-2, name: LAMA}", False),
        ("{id: lama, name: Lama, status: stopped}", True),
        ("{id: lama, name: Lama, status: stopped, stopped_because: Digabung.}", False),
        ("{id: lama-2, name: Lain, formerly: [lama], status: stopped}", True),
        ("{id: lain, name: Lain}", True),
    ],
)
def test_a_quick_win_goes_on_by_id_former_id_or_name(make: Make, program: str, told: object) -> None:
    assert ("lama" in gone(with_last_year(make, f"  - {program}\n"))) is told


@pytest.mark.parametrize(
    ("program", "variant"),
    [
        ("{id: lama, name: Lama, quick_win: {new: ya}}", "old"),
        ("{id: lama, name: Lama, quick_win: {new: tidak}}", None),
        ("{id: baru, name: Baru, quick_win: {new: ya}}", None),
        ("{id: baru, name: Baru, quick_win: {new: tidak}}", "new"),
        ("{id: biasa, name: Biasa, quick_win: {new: ya}}", None),
        ("{id: baru, name: Baru, quick_win: ya}", None),
    ],
)
def test_the_mark_of_novelty_must_agree_with_last_year(make: Make, program: str, variant: str | None) -> None:
    found = of_code(with_last_year(make, f"  - {program}\n"), "KC402")
    assert [finding.details["variant"] for finding in found] == ([variant] if variant else [])


def test_nothing_is_gone_from_a_list_that_is_not_complete(make: Make) -> None:
    assessment = with_last_year(make, "  - {id: dulu, name: Dulu, status: stopped}\n", INCOMPLETE)
    assert gone(assessment) == {"dulu"}  # which the list says itself


@pytest.mark.parametrize(
    ("program", "variant"),
    [
        ("{id: lama, name: Lama, quick_win: {new: ya}}", "old"),
        ("{id: baru, name: Baru, quick_win: {new: tidak}}", None),
    ],
)
def test_a_list_that_is_not_complete_contradicts_only_what_it_names(
    make: Make, program: str, variant: str | None
) -> None:
    assessment = with_last_year(make, f"  - {program}\n", more_last_year=INCOMPLETE)
    assert [f.details["variant"] for f in of_code(assessment, "KC402")] == ([variant] if variant else [])
    assert gone(assessment) >= {"nama", "dulu"}  # what it names is known


def test_a_quick_win_that_was_renamed_twice_goes_on(make: Make) -> None:
    """What 2021 called a, 2022 called b and 2023 calls c."""
    folder = make(
        {
            "aa-head.yaml": HEAD.replace("year: 2023", "year: 2023\n  previous: ../2022"),
            "p.yaml": "programs:\n  - {id: c, name: C, formerly: [b], quick_win: ya}\n",
        },
        head=False,
    )
    for year, more, program in (
        (2022, "\n  previous: ../2021", "{id: b, name: B, formerly: [a], quick_win: ya}"),
        (2021, "", "{id: a, name: A, quick_win: ya}"),
    ):
        (folder.parent / str(year)).mkdir()
        text = HEAD.replace("year: 2023", f"year: {year}{more}") + f"programs:\n  - {program}\n"
        (folder.parent / str(year) / "d.yaml").write_text(text, encoding="utf-8")
    assert gone(assess(folder, AS_OF)) == set()


@pytest.mark.parametrize(
    ("programs", "told"),
    [
        pytest.param("  - {id: lama}\n", set(), id="the entry itself"),
        pytest.param(
            "  - {id: apa, name: Apa}\ndocuments:\n  - {id: lama, type: sop, title: SOP, date: kemarin}\n",
            {"nama", "dulu"},
            id="whatever has that id",
        ),
        pytest.param("  - {id: Apa, name: Apa}\n", set(), id="an id"),
        pytest.param("  - {id: apa, name: [Apa]}\n", set(), id="a name"),
        pytest.param("  - {id: apa, name: Apa, formerly: lama}\n", set(), id="what it was called"),
        pytest.param("  - {id: apa, name: Apa, status: jalan}\n", {"lama", "nama", "dulu"}, id="a status"),
        pytest.param("  - {id: apa, name: A: B}\n", set(), id="the file"),
    ],
)
def test_what_cannot_be_read_is_not_told_as_gone(make: Make, programs: str, told: set[str]) -> None:
    assert gone(with_last_year(make, programs)) == told


def test_a_stop_that_is_explained_hides_none_that_is_not(make: Make) -> None:
    programs = (
        "  - {id: lama, name: Lama, status: stopped, stopped_because: Digabung.}\n"
        "  - {id: dulu, name: Dulu, status: stopped}\n  - {id: nama, name: Nama Sama}\n"
    )
    (finding,) = of_code(with_last_year(make, programs), "KC401")
    assert (finding.subject.id, finding.details["variant"], finding.location.line) == ("dulu", "stopped", 3)


def test_without_last_year_nothing_is_said(assessed: Assessed) -> None:
    assessment = assessed({"p.yaml": "programs:\n  - {id: a, name: A, quick_win: {new: ya}}\n"})
    assert not of_code(assessment, "KC401")
    assert not of_code(assessment, "KC402")


def test_a_survey_check_stands_for_its_row(assessed: Assessed) -> None:
    text = "surveys:\n  - {dimension: smart-living, means: {I28: 9}}\n"
    (finding,) = of_code(assessed({"s.yaml": text}), "KC503", "error")
    assert finding.requirement == "D-07"
    assert finding.proves == tuple(f"I{n}" for n in range(28, 37))
    assert finding.leverage == pytest.approx(9 * 20 / (100 * 54))


def test_a_folder_that_was_renamed_is_one_finding(assessed: Assessed, png: bytes) -> None:
    names = [f"{folder}/foto-{number}.png" for folder in ("a", "b") for number in range(10)]
    text = documents(*((f"foto-{n}", "foto", f"bukti/{name}") for n, name in enumerate(names)))
    lying = {f"bukti-dukung/{name}": png + bytes([n]) for n, name in enumerate(names)}
    assessment = assessed({"d.yaml": text, **lying})
    (finding,) = of_code(assessment, "KC301", "error")
    assert (finding.subject.id, finding.location.line) == ("foto-0", 2)
    assert {**finding.details} == {
        "variant": "moved-folder",
        "file": "bukti/a/foto-0.png",
        "path": "bukti-dukung/a/foto-0.png",
        "n": 20,
        "old": "bukti/…",
        "new": "bukti-dukung/…",
    }
    assert not of_code(assessment, "KC309")


def test_what_a_file_that_was_moved_may_prove_is_not_judged(assessed: Assessed, png: bytes) -> None:
    """So nobody is asked for it again, and the arms are told with the folder that they lay in."""
    head = HEAD.replace("name: Kota Uji,", "name: Kota Uji, arms: bukti/lambang.png,")
    entry = documents(("foto", "foto", "bukti/a.png")).replace("[B1]", "[B1, C32]")
    follow_up = "follow_ups:\n  - {subject: Foto, status: answered, documents: [foto]}\n"
    files = {"bukti-1/a.png": png, "bukti-1/lambang.png": png + b"x"}
    assessment = assessed({"aa.yaml": head, "d.yaml": entry + follow_up, **files}, head=False)
    codes = [finding.code for finding in assessment.findings if not finding.code.startswith("KC2")]
    assert codes == ["KC301"]
    unjudged = {(cell.requirement, cell.subject.id) for cell in assessment.matrix.unjudged}
    assert ("A-02", "B1") in unjudged
    assert ("A-02", "B2") not in unjudged


def test_a_slash_in_a_file_name_is_told_with_the_file_that_is_meant(assessed: Assessed, png: bytes) -> None:
    text = documents(("satu", "foto", "bukti/rapat 12/2023.png"), ("dua", "foto", "bukti/a/b.png"))
    assessment = assessed({"d.yaml": text, "bukti/rapat 12-2023.png": png, "bukti/b.png": png + b"x"})
    slash, moved = of_code(assessment, "KC301", "error")
    assert (slash.details["variant"], slash.details["suggestion"]) == ("slash", "bukti/rapat 12-2023.png")
    assert (moved.details["variant"], moved.details["path"]) == ("moved", "bukti/b.png")
    assert not of_code(assessment, "KC309")


def test_a_file_that_was_moved_is_one_finding(assessed: Assessed, png: bytes) -> None:
    text = documents(("satu", "foto", "bukti/a.png"), ("dua", "foto", "bukti/b.png"))
    assessment = assessed({"d.yaml": text, "arsip/a.png": png, "bukti/c.png": png})
    moved, missing = of_code(assessment, "KC301", "error")
    assert (moved.code, moved.details["variant"], moved.details["path"]) == ("KC301", "moved", "arsip/a.png")
    assert (missing.details["variant"], missing.details["suggestion"]) == ("missing", "bukti/c.png")
    assert not of_code(assessment, "KC309")  # it is proposed for an entry


@pytest.mark.parametrize(
    ("registered", "lying", "told"),
    [
        (
            "bukti dlh/{}",
            "bukti-dlh/{}",
            {"variant": "moved-folder", "old": "bukti dlh/…", "new": "bukti-dlh/…"},
        ),
        ("bukti/{}", "{}", {"variant": "moved-out", "old": "bukti/…"}),
        ("{}", "bukti/{}", {"variant": "moved-in", "new": "bukti/…"}),
    ],
)
def test_files_that_moved_together_are_one_finding(
    assessed: Assessed, png: bytes, registered: str, lying: str, told: dict[str, str]
) -> None:
    names = [f"foto-{n}.png" for n in range(3)]
    text = documents(*((name[:-4], "foto", registered.format(name)) for name in [*names, names[0]]))
    files = {lying.format(name): png + bytes([n]) for n, name in enumerate(names)}
    (finding,) = of_code(assessed({"d.yaml": text, **files}), "KC301", "error")
    assert {**finding.details}.items() >= {**told, "n": 3, "path": lying.format(names[0])}.items()


def test_a_folder_in_other_capitals_is_one_finding(assessed: Assessed, png: bytes) -> None:
    names = ["a.png", "b/c.png", "b/d.png"]
    text = documents(*((f"foto-{n}", "foto", f"bukti/{name}") for n, name in enumerate(names)))
    files = {f"Bukti/{name}": png + bytes([n]) for n, name in enumerate(names)}
    (finding,) = of_code(assessed({"d.yaml": text, **files}), "KC303")
    assert {**finding.details}.items() >= {
        "variant": "folder",
        "n": 3,
        "old": "bukti",
        "new": "Bukti",
    }.items()


@pytest.mark.parametrize(
    ("registered", "lying"),
    [
        ("bukti\\f 1.png", "bukti/f 1.png"),
        ("bukti\\f.png", "bukti/F.png.png"),
        ("bukti/f%201.png", "bukti/f 1.png"),
        ("bukti/f.png", "bukti/f.png.png"),
        ("bukti/f", "bukti/f.png"),
    ],
)
def test_a_file_that_is_proposed_for_an_entry_is_not_told_as_one_that_nothing_names(
    assessed: Assessed, png: bytes, registered: str, lying: str
) -> None:
    files = {lying: png, "bukti/f/lain.png": png}
    assessment = assessed({"d.yaml": documents(("f", "foto", registered)), **files})
    (finding,) = of_code(assessment, "KC301", "error")
    assert lying in {finding.details.get("suggestion"), finding.details.get("path")}
    assert [f.location.path for f in of_code(assessment, "KC309")] == ["bukti/f/lain.png"]


def test_only_files_that_nothing_names_are_proposed(assessed: Assessed, png: bytes) -> None:
    text = documents(("sk", "foto", "bukti/sk.png"), ("sk-2", "foto", "bukti/sk2.png"))
    assessment = assessed(
        {"d.yaml": text, "bukti/sk2.png": png, "x/sk.png": png + b"x", "y/sk.png": png + b"x"}
    )
    (finding,) = of_code(assessment, "KC301", "error")
    assert finding.details["alternatives"] == ("x/sk.png", "y/sk.png")
    assert not of_code(assessment, "KC309")


def test_a_file_whose_name_a_comment_cuts_is_read_all_the_same(assessed: Assessed, png: bytes) -> None:
    entry = "  - id: f\n    type: foto\n    title: F\n    agency: diskominfo\n    supports: [B1]\n"
    text = f"documents:\n{entry}    file: bukti/sop #2.png\n"
    assessment = assessed({"d.yaml": text, "bukti/sop #2.png": png})
    (finding,) = (f for f in assessment.findings if not f.code.startswith("KC2"))
    assert (finding.code, finding.details["variant"]) == ("KC118", "cut-file")
