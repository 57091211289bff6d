"""What the tests of formats share: every shipped dossier, one in trouble, and one that any text is put into."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page
from tests.conftest import AS_OF, HEAD, ROOT
from tests.reports.conftest import LANGUAGES, TROUBLED

if TYPE_CHECKING:
    from collections.abc import Callable

NIK = "3276045506890001"
HOSTILE = "| `a` <b>&amp;</b> ]]> --> ::error:: %0A, @orang\n=1+1 [x](y) \\"


def entries(text: str) -> str:
    """A dossier's YAML with a text wherever people write one."""
    quoted = json.dumps(text or "x", ensure_ascii=False)
    return f"""\
agencies:
  - {{id: dlh, name: {quoted}}}
programs:
  - {{id: satu, name: {quoted}, agency: dlh, dimension: smart-living, quick_win: ya, status: {quoted}}}
documents:
  - {{id: sop, type: sop, title: {quoted}, file: {quoted}, supports: [satu]}}
waivers:
  - {{requirement: Q-08, reason: {quoted}}}
"""


def assessed_with(text: str) -> Assessment:
    """A dossier with a text wherever people write one, names of files included as far as the disk takes them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "aa-head.yaml").write_text(HEAD, encoding="utf-8")
        Path(folder, "isi.yaml").write_text(entries(text), encoding="utf-8", errors="surrogatepass")
        name = re.sub(r"[/\0\ud800-\udfff]", "_", text).encode()[:200].decode("utf-8", "ignore") or "x"
        Path(folder, f"_{name}.pdf").write_bytes(b"")
        return assess(Path(folder), AS_OF)


def any_text(test: Callable[[str], None]) -> Callable[[], None]:
    """Run a test with any text."""
    several = settings(max_examples=40, suppress_health_check=list(HealthCheck))
    return several(given(st.text(max_size=40) | st.sampled_from([HOSTILE, NIK, "\x07\x1b[31m\ufffe"]))(test))


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, ...]:
    """Every shipped dossier, one that cannot be read in part, one of which nothing can, and one of hostile text."""
    folders = [path for path in sorted((ROOT / "dossiers").iterdir()) if path.is_dir()]
    for name, files in (
        ("sebagian", {"aa.yaml": HEAD, **TROUBLED}),
        ("tak-terbaca", {"aa.yaml": "dossier:\n  year: dua\n"}),
    ):
        folder = tmp_path_factory.mktemp(name)
        folders.append(folder)
        for path, content in files.items():
            (folder / path).write_text(content, encoding="utf-8")
    return (*(assess(folder, AS_OF) for folder in folders), assessed_with(HOSTILE))


@pytest.fixture(scope="session", params=LANGUAGES)
def page(several: tuple[Assessment, ...], request: pytest.FixtureRequest) -> Page:
    """A page of all of them, whose folders are named as their repository knows them."""
    return page_of(several, request.param)


def page_of(assessments: tuple[Assessment, ...], language: str = "en", **more: object) -> Page:
    folders = {each.path: f"kota/dosir {number}: 100%" for number, each in enumerate(assessments)}
    return Page(assessments, Messages(language), AS_OF, folders=folders, **more)  # type: ignore[arg-type]


def rendered(name: str, page: Page) -> str:
    """A page in a format, without numbers of persons."""
    text = FORMATS[name](page)
    assert NIK not in text
    return text
