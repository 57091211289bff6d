"""Nothing that leaves the program holds the number of a person."""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml
from pydantic import BaseModel

from kotacerdas import resources
from kotacerdas.dossier.entries import LISTS, Contact
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NIK = "3201010101010001"
WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in NIK)
PLANTED = f"KTP 3201 0101 0101 0001, {NIK}, {WIDE}, 3201.0101-0101.0001, HP 0812-3456-7890"
LEAK = re.compile(f"{NIK}|81234567890")


def _flat(text: str) -> str:
    """Text as a search for numbers sees it: whatever the digits, and whatever stands between them."""
    return re.sub(r"[\s.\-–|]+", "", unicodedata.normalize("NFKC", text))


def _planted(model: type[BaseModel], ids: dict[str, str]) -> dict[str, Any]:
    """An entry with a number in every field, its own id apart, and in a key that it does not have."""
    entry: dict[str, Any] = {f"kunci{NIK}": PLANTED}
    for key, field in model.model_fields.items():
        inner = [
            kind
            for kind in _kinds(field.annotation)
            if isinstance(kind, type) and issubclass(kind, BaseModel)
        ]
        if key in ids:
            entry[key] = ids[key]
        elif inner and model is not inner[0]:
            is_list = "tuple" in str(field.annotation)
            entry[key] = [_planted(inner[0], {})] if is_list else _planted(inner[0], {})
        elif model is Contact and key == "phone":
            entry[key] = "0771"  # whom to call: letters tell it
        else:
            entry[key] = PLANTED
    return entry


def _kinds(annotation: object) -> Iterator[object]:
    yield annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A dossier with numbers in every field, key, comment, name of a file and of a folder."""
    folder = tmp_path / f"dosir {NIK}"
    evidence = folder / f"bukti {NIK}"
    evidence.mkdir(parents=True)
    pdf = min((ROOT / "dossiers/contoh").rglob("*.pdf"))
    for name in (f"a {NIK}.pdf", f"b {NIK} 081234567890.pdf"):
        shutil.copy(pdf, evidence / name)
    entries = {
        name: [
            _planted(model, {"id": f"{name.replace('_', '-')}-{NIK}"} if "id" in model.model_fields else {})
        ]
        for name, model in LISTS.items()
    }
    valid = f"""\
dossier:
  city: {{name: "Kota {PLANTED}", arms: "bukti {NIK}/a {NIK}.pdf"}}
  year: 2023
  instrument: kominfo-2023-reguler
  coordinator: {{agency: ag-{NIK}, name: "{PLANTED}", phone: "0771", email: "a{NIK}@contoh.go.id"}}
agencies:
  - {{id: ag-{NIK}, name: "Dinas {PLANTED}", short_name: "D {NIK}"}}
  - {{id: lain, name: "Badan {PLANTED}"}}
evaluation:
  assessors: [{{name: "{PLANTED}", fields: [smart-living]}}]
"""
    programs = f"""\
programs:
  - id: pr-{NIK}
    name: "Program {PLANTED}"
    dimension: smart-living
    agency: ag-{NIK}
    quick_win: ya
    kunci{NIK}: nilai # komentar {NIK} 081234567890
  - {{id: dua-{NIK}, name: "{PLANTED}", dimension: "dim {NIK}", agency: "tak-ada-{NIK}", quick_win: ya}}
  - {{id: "Id salah {NIK}", name: x}}
documents:
  - {{id: dok-{NIK}, type: sop, title: "SOP {PLANTED}", number: "{NIK}", file: "bukti {NIK}/a {NIK}.pdf",
      agency: lain, supports: [pr-{NIK}, "hantu-{NIK}"]}}
  - {{id: dok2-{NIK}, type: "jenis {NIK}", title: "draf {PLANTED}", file: "bukti {NIK}/x {NIK}.pdf", supports: [pr-{NIK}]}}
  - {{id: dok3-{NIK}, type: sop, title: "{PLANTED}", url: "https://contoh.go.id/{NIK}", supports: [dua-{NIK}]}}
reviews:
  - {{document: dok3-{NIK}, verdict: revise, by: "{PLANTED}", date: 2023-10-14, note: "{PLANTED}"}}
  - {{document: dok-{NIK}, verdict: accepted, by: "{PLANTED}", date: 2023-10-14, note: "{PLANTED}", file: "bukti {NIK}/a {NIK}.pdf"}}
  - {{document: hantu-{NIK}, verdict: "{PLANTED}", date: 2023-10-14}}
answers:
  - {{question: B1, answer: "{PLANTED}", score: 2, note: "{PLANTED}"}}
follow_ups:
  - {{subject: "{PLANTED}", from: "{PLANTED}", about: [pr-{NIK}, "x {NIK}"], reply: "{PLANTED}", documents: [dok-{NIK}],
      status: answered}}
"""
    files = {
        f"dosir-{NIK}.yaml": valid,
        f"folder-{NIK}/isi-{NIK}.yaml": programs,
        f"folder-{NIK}/semua-{NIK}.yaml": yaml.safe_dump(entries, allow_unicode=True, width=1000),
        f"rusak-{NIK}.yaml": f'programs: [\n  - "{PLANTED}\n',
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """All text that an output holds, and the names in it: of a file, and of what a Word file or package packs."""
    yield path.name, path.as_posix()
    if path.suffix in {".md", ".csv", ".txt", ".html", *(f".{name}" for name in REPORTS)}:
        yield path.name, path.read_text(encoding="utf-8")
    elif path.suffix in {".docx", ".xlsx", ".zip"}:
        yield from _packed(path.name, path)


def _packed(start: str, archive: Path | BytesIO) -> Iterator[tuple[str, str]]:
    """All text of an archive, and of those inside it."""
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            yield f"{start}/{name}", name
            if name.endswith((".docx", ".xlsx")):
                yield from _packed(f"{start}/{name}", BytesIO(packed.read(name)))
            elif name.endswith((".xml", ".rels", ".md", ".csv", ".txt", ".html")):
                text = packed.read(name).decode("utf-8")
                yield f"{start}/{name}", text + re.sub("<[^>]+>", "", text)


REPORTS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown", "csv")
COMMANDS: tuple[tuple[str, ...], ...] = (
    *(("validate", "DOSSIER", "--format", format_) for format_ in REPORTS),
    *(("validate", "DOSSIER", "--format", format_, "-o", f"OUT/validate.{format_}") for format_ in REPORTS),
    ("validate", "SOUND", "--format", "json", "-o", "OUT/utuh.json"),
    ("validate", "SOUND", "--baseline", "OUT/utuh.json"),
    *(("score", "DOSSIER", "--format", format_) for format_ in ("text", "json")),
    *(("compare", "DOSSIER", "SOUND", "--format", format_) for format_ in ("text", "markdown", "json")),
    ("status", "DOSSIER"),
    ("status", "DOSSIER", "--follow-ups"),
    ("scan", "DOSSIER"),
    ("scan", "DOSSIER", "--check"),
    ("schema", "--for", "DOSSIER"),
    ("templates", "list", "DOSSIER"),
    *(("build", "DOSSIER", "--template", template, "--format", format_, "--draft", "-o", "OUT")
      for template in ("laporan", "ringkasan", "quick-win") for format_ in ("docx", "md")),
    *(("request", "DOSSIER", "--draft", "--letter", letter, "--format", format_, "-o", f"OUT/{letter}-{format_}")
      for letter in ("surat", "nota-dinas") for format_ in ("docx", "md", "csv")),
    *(("request", "SOUND", "--format", format_, "--with-forms", "--with-sheet", "-o", f"OUT/formulir-{format_}")
      for format_ in ("docx", "md")),
    ("sheet", "export", "SOUND", "-o", "OUT/isian.xlsx"),
    ("sheet", "export", "SOUND", "--agency", "lain", "-o", "OUT/isian-badan.xlsx"),
    ("sheet", "export", "SOUND", "--assessor", "all", "-o", "OUT/asesor"),
    ("sheet", "questionnaire", "SOUND", "-o", "OUT/kuesioner.xlsx"),
    ("sheet", "questionnaire", "SOUND", "--format", "docx", "-o", "OUT/kuesioner.docx"),
    ("sheet", "import", "OUT/isian.xlsx", "SOUND", "--dry-run"),
    ("package", "DOSSIER", "-o", "OUT/paket"),
    ("package", "DOSSIER", "-o", "OUT/paket.zip"),
    ("package", "--check", "OUT/paket"),
    ("templates", "copy", "laporan", "SOUND"),
    ("scan", "SOUND", "--write"),
    ("init", f"OUT/baru {NIK}", "--name", f"Kota {NIK}"),
)  # fmt: skip
REFUSED: tuple[tuple[str, ...], ...] = (
    ("validate", f"hantu {NIK}"),
    ("validate", "DOSSIER", "--agency", f"x {NIK}"),
    ("validate", "DOSSIER", "--as-of", NIK),
    (NIK,),
    ("explain", NIK),
    ("explain", "3201 0101 0101 0001"),
    ("templates", "check", f"{NIK}.docx"),
    ("request", "DOSSIER", "-o", "OUT/surat"),
    ("sheet", "export", "DOSSIER", "-o", "OUT/rusak.xlsx"),
    ("sheet", "import", f"hantu {NIK}.xlsx", "SOUND"),
)


@pytest.mark.parametrize(
    "language",
    ["id", *(pytest.param(one, marks=pytest.mark.slow) for one in sorted({*resources.languages()} - {"id"}))],
)
def test_nothing_that_leaves_holds_a_planted_number(
    dossier: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    here: Callable[..., tuple[int, str, str]],
    language: str,
) -> None:
    sound, out = tmp_path / f"utuh {NIK}", tmp_path / "keluaran"
    shutil.copytree(dossier, sound, ignore=shutil.ignore_patterns("rusak*", "semua*"))
    out.mkdir()
    monkeypatch.chdir(tmp_path)
    paths = {"DOSSIER": dossier, "SOUND": sound}
    leaks, refused = [], []
    for command in COMMANDS + REFUSED:
        arguments = [paths.get(part, part.replace("OUT", str(out))) for part in command]
        status, printed, told = here(*arguments, "--lang", language)
        refused += [command] if status == 2 else []
        leaks += [(command, text) for text in (printed, told) if LEAK.search(_flat(text))]
    assert refused == [*REFUSED]
    made = [path for path in out.rglob("*") if NIK not in path.relative_to(out).parts[0]]
    assert {".docx", ".xlsx", ".html", ".zip"} <= {path.suffix for path in made}
    for path in made:
        for name, text in _texts(path):
            flat = _flat(text.replace(str(out), ""))
            leaks += [(name, flat[max(match.start() - 40, 0) : match.end()]) for match in LEAK.finditer(flat)]
    assert leaks == []
