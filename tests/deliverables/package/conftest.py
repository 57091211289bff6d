"""Dossiers and packages for the tests of packing, and what they hold."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from kotacerdas.assessment.assessment import assess
from kotacerdas.deliverables.package.plan import plan
from kotacerdas.languages.messages import Messages
from tests.conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.deliverables.package.plan import Plan
    from kotacerdas.deliverables.package.records import Entry

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


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The example's package in a language, as a folder that is made once."""

    @cache
    def made(lang: str) -> Path:
        folder = tmp_path_factory.mktemp("package") / "contoh"
        command = ["package", str(CONTOH), "--as-of", "2023-11-01", "-o", str(folder)]
        assert cli.run(["--lang", lang, *command]) == 0
        return folder

    return made


@pytest.fixture(scope="session")
def packed(packages: Callable[[str], Path]) -> Path:
    """The example's package in Indonesian."""
    return packages("id")
