"""What the tests of comparisons share: two dossiers that are compared, and what is told of them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from kotacerdas import __version__
from kotacerdas.assessment.assessment import assess
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import COMPARISON_FORMATS as FORMATS
from kotacerdas.reports.comparison.comparison import Comparison, compare
from kotacerdas.reports.page import Page
from tests.conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = json.loads((ROOT / "tests" / "data" / "compare-v1.schema.json").read_text(encoding="utf-8"))
PLACES = {"tanjungpinang": ("tanjungpinang-2022", "tanjungpinang-2023"), "contoh": ("contoh-2022", "contoh")}
OLD = """\
programs:
  - {id: satu, name: Program Satu, quick_win: ya}
  - {id: dua, name: Program Dua, quick_win: ya}
  - {id: tiga, name: Program Tiga, quick_win: ya}
  - {id: empat, name: Program Empat, quick_win: ya}
  - {id: lima, name: Program Lima}
"""
NEW = """\
programs:
  - {id: satu, name: Satu Terpadu, status: running, quick_win: ya}
  - {id: dua-baru, name: Dua Baru, formerly: [dua], status: stopped, stopped_because: Digabung.}
  - {id: tri, name: PROGRAM TIGA, status: running}
  - {id: lima, name: Program Lima, quick_win: ya}
  - {id: enam, name: Program Enam, quick_win: ya}
"""


def shown(comparison: Comparison, format_: str, language: str = "en", **more: Any) -> str:
    text = FORMATS[format_](comparison, Page((), Messages(language), AS_OF, **more))
    return text.replace(f'"version": "{__version__}"', '"version": "0.0.0"')


def as_data(comparison: Comparison) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FORMATS["json"](comparison, Page((), Messages("en"), AS_OF)))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    return found


@cache
def compared_places(place: str) -> Comparison:
    """The comparison of shipped dossiers, by paths from the root, where the caller stands."""
    return compared(*((ROOT / "dossiers" / name).relative_to(ROOT) for name in PLACES[place]))


def compared(old: Path, new: Path) -> Comparison:
    return compare(assess(old, AS_OF), assess(new, AS_OF))


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Comparison]:
    """Compared from the root, so that paths are the same everywhere."""
    monkeypatch.chdir(ROOT)
    return request.param, compared_places(request.param)
