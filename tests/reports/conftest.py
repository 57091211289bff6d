"""What the tests of reports share: assessed dossiers, and pages of them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page
from tests.conftest import AS_OF, ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES = ("en", "id")
LONG = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk, dan Keluarga Berencana"
TROUBLED = {
    "rusak.yaml": "programs: [\n",
    "isi.yaml": f"""\
agencies:
  - {{id: dp3, name: "{LONG}"}}
programs:
  - id: satu
    name: "Sistem Informasi Pengaduan \\"Lapor\\" dan Pemantauan Kinerja Pelayanan Masyarakat [bold]x[/]"
    agency: dp3
    dimension: smart-living
    status: entahlah
    quick_win: ya
documents:
  - {{id: sop, type: sop, title: SOP, file: hilang.pdf, supports: [satu]}}
waivers:
  - {{requirement: Q-02, reason: "{"Alasan yang panjang. " * 20}", approved_by: Sekda, until: 2023-12-31}}
  - {{requirement: Q-08, reason: Lewat., until: 2023-01-31}}
""",
}
"""A dossier with a file that cannot be read, errors of shape, a missing file, waivers and long names."""


@cache
def _tanjungpinang() -> Assessment:
    return assess(TANJUNGPINANG.relative_to(ROOT), AS_OF)


@pytest.fixture
def tanjungpinang(monkeypatch: pytest.MonkeyPatch) -> Assessment:
    """Assessed from the root, so that its path is the same everywhere."""
    monkeypatch.chdir(ROOT)
    return _tanjungpinang()


@pytest.fixture
def troubled(assessed: Callable[..., Assessment]) -> Assessment:
    return assessed(TROUBLED)


@pytest.fixture
def unread(assessed: Callable[..., Assessment]) -> Assessment:
    """The section `dossier` itself cannot be read."""
    return assessed({"isi.yaml": "dossier:\n  city: {name: Kota Uji}\n  year: dua ribu\n"}, head=False)


@pytest.fixture(params=["tanjungpinang", "troubled", "unread"])
def assessment(request: pytest.FixtureRequest) -> Assessment:
    found: Assessment = request.getfixturevalue(request.param)
    return found


def page(assessment: Assessment, language: str = "en", **more: Any) -> Page:
    return Page((assessment,), Messages(language), AS_OF, **more)


def report(assessment: Assessment, language: str = "en", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FORMATS["json"](page(assessment, language, **more)))
    return found
