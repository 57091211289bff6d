"""What the tests share: dossiers made on the spot, and the tool run as a user runs it."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings
from PIL import Image

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.evidence import contents
from kotacerdas.evidence.facts import FileFact
from kotacerdas.templating.jinja.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import CodeType

    Golden = Callable[[Path, str], None]

ROOT = Path(__file__).parent.parent
STAMP = re.compile(r"\n<!-- kotacerdas sha256:[0-9a-f]{64} -->\n\Z")
"""What stands at the end of a Markdown file that the tool wrote."""
AS_OF = date(2023, 11, 1)
TANJUNGPINANG = ROOT / "dossiers" / "tanjungpinang-2023"

HEAD = """\
dossier:
  city: {name: Kota Uji, cohort: reguler}
  year: 2023
  instrument: kominfo-2023-reguler
  coordinator: {agency: diskominfo}
agencies:
  - {id: diskominfo, name: Dinas Komunikasi dan Informatika, short_name: Diskominfo}
"""
"""The least that makes a dossier."""


settings.register_profile(
    "suite",
    deadline=None,  # a busy machine is no failure
    derandomize=True,  # nor is what another run would have drawn
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew",
        action="store_true",
        help="write anew what is kept to the letter: golden files, records of cases, outputs in the READMEs",
    )


def needs_libreoffice(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that looks at laid-out pages: it is slow, and skipped where LibreOffice is not installed."""
    is_absent = shutil.which("soffice") is None
    return pytest.mark.slow(pytest.mark.skipif(is_absent, reason="LibreOffice is not installed")(test))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark properties, of which Hypothesis tries many examples, as slow.

    With `--renew`, run only what keeps something to the letter.
    """
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("slow")
    if config.getoption("--renew"):
        items[:] = [item for item in items if "golden" in getattr(item, "fixturenames", ())]


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    """Keep what templates are compiled to from test to test, for the shipped ones are rendered hundreds of times."""
    compiled = Sandbox._code_of  # noqa: SLF001 - the one place that compiles
    codes: dict[tuple[object, ...], CodeType] = {}

    def kept(sandbox: Sandbox, source: str) -> CodeType:
        functions, filters, known, wraps = sandbox._vocabulary  # noqa: SLF001
        key = (source, sandbox.lexer, *map(tuple, (functions, filters, known, wraps.items())))
        if key not in codes:
            codes[key] = compiled(sandbox, source)
        return codes[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sandbox, "_code_of", kept)
        yield


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Golden:
    """Compare a text with a file to the letter; with `--renew`, write the file first."""

    def _golden(path: Path, text: str) -> None:
        if pytestconfig.getoption("--renew"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.read_text(encoding="utf-8") == text

    return _golden


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Make a dossier of these files; `head=False` leaves out the file with the least of a dossier."""

    def _make(files: Mapping[str, str | bytes] | None = None, *, head: bool = True) -> Path:
        folder = tmp_path / "dosir"
        folder.mkdir(exist_ok=True)
        if head:
            (folder / "aa-head.yaml").write_text(HEAD, encoding="utf-8")
        for name, content in (files or {}).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return folder

    return _make


@pytest.fixture
def assessed(make: Callable[..., Path]) -> Callable[..., Assessment]:
    """Make a dossier and assess it."""

    def _assessed(files: Mapping[str, str | bytes] | None = None, **more: bool) -> Assessment:
        return assess(make(files, **more), AS_OF)

    return _assessed


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a dossier of this year with these sections, in a folder named after the year or otherwise."""

    def _write(year: int, text: str = "", *, name: str = "", head: str = "", city: str = "Kota Uji") -> Path:
        folder = tmp_path / (name or str(year))
        folder.mkdir()
        start = f"dossier:\n  city: {{name: {json.dumps(city)}, cohort: reguler}}\n  year: {year}\n"
        start += f"  instrument: kominfo-2023-reguler\n{head}"
        (folder / "dosir.yaml").write_text(start + text, encoding="utf-8")
        return folder

    return _write


@pytest.fixture(scope="session")
def png() -> bytes:
    """A small picture."""
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "navy").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def papers_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any bytes, if there are some, pass as a whole file of the kind that its name says, where content is not the point."""

    def _inspect(path: Path, _limit: int | None = None) -> FileFact:
        kind, size = contents.FORMATS.get(path.suffix.lower(), ""), path.stat().st_size
        return FileFact("" if size else "empty", kind=kind, pages=1, sha256=str(path), size=size)

    monkeypatch.setattr(contents, "inspect", _inspect)


@pytest.fixture
def loops_of() -> Callable[[Callable[[], object]], float]:
    """Measure work by a plain loop of a million turns, which takes as long on a slow machine, in its proportion."""

    def _seconds(work: Callable[[], object]) -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    def _loop() -> None:
        for _ in range(1_000_000):
            pass

    def _loops_of(work: Callable[[], object]) -> float:
        return _seconds(work) / min(_seconds(_loop) for _ in range(3))

    return _loops_of


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line in a process of its own.

    The environment variable KOTACERDAS names another command to run, so that the same tests serve the
    installed wheel.
    """

    def _run(
        *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        command = os.environ.get("KOTACERDAS")
        start = [command] if command else [sys.executable, "-m", "kotacerdas"]
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "KOTACERDAS_"))}
        return subprocess.run(
            [*start, *arguments],
            cwd=cwd or ROOT,
            env=keep | {"LANG": "C.UTF-8"} | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )

    return _run
