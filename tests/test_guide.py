"""The coordinator's day, in both languages: every command of it runs, and every output in it is what is printed.

What a person does between the commands stands in `guide.yaml`. `pytest --renew` puts the outputs in anew.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from kotacerdas.languages.messages import Messages
from kotacerdas.sheets.labels import heading, name_of
from kotacerdas.sheets.tables import TABLES

from .conftest import ROOT
from .sheets.excel import Excel

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Golden

    Run = Callable[..., subprocess.CompletedProcess[str]]

GUIDES = {"id": "panduan.id.md", "en": "guide.md"}
STEPS = yaml.safe_load((ROOT / "tests" / "guide.yaml").read_text("utf-8"))
EVIDENCE = ROOT / "dossiers" / "contoh" / "bukti"
PART = re.compile(
    r"<!-- by hand: (?P<hand>\w+) -->"
    r"|```sh\n(?P<commands>.*?)```"
    r"|(?P<start><!-- output(?:: first (?P<first>\d+))? -->\n```text\n)(?P<output>.*?)(?P<end>```)",
    re.DOTALL,
)
DAY = ("--as-of", "2023-10-02")
WITHOUT_DAY = {"init", "scan"}


class Day(NamedTuple):
    """A folder in which somebody goes through the guide in a language."""

    folder: Path
    language: str

    def do(self, step: str) -> None:
        """Do what a person does by hand."""
        for deed in STEPS[step]:
            for name, copy in deed.get("saved", {}).items():
                (self.folder / "masuk").mkdir(exist_ok=True)
                shutil.copy(self.folder / "permintaan" / name, self.folder / "masuk" / copy)
            for agency, names in deed.get("unpacked", {}).items():
                target = self.folder / "nusa-harapan" / "bukti" / agency
                target.mkdir(parents=True, exist_ok=True)
                for name in names:
                    own = EVIDENCE / agency / name
                    shutil.copy(own if own.exists() else next(EVIDENCE.rglob(name)), target)
            if "book" in deed:
                self._fill(Excel(self.folder / self._own(deed["book"])), deed["cells"])

    def _fill(self, excel: Excel, changes: list[dict[str, Any]]) -> None:
        messages = Messages(self.language)
        for change in changes:
            table = TABLES[change["sheet"]]
            sheet = name_of(messages, table)
            cells, known = (
                {
                    heading(messages, path, table): self._own(value)
                    for path, value in change.get(key, {}).items()
                }
                for key in ("add" if "add" in change else "put", "row")
            )
            if "add" in change:
                excel.add(sheet, cells)
            else:
                excel.put(sheet, change.get("number") or excel.row(sheet, **known), cells)
        excel.save()

    def _own(self, value: Any) -> Any:
        """A value in the language of the guide, and a day as workbooks hold it."""
        if isinstance(value, list):
            return value[self.language == "en"]
        is_day = isinstance(value, dt.date)
        return dt.datetime(value.year, value.month, value.day) if is_day else value  # noqa: DTZ001


@pytest.mark.slow
@pytest.mark.parametrize("language", GUIDES)
def test_the_day_goes_as_the_guide_tells(language: str, run: Run, golden: Golden, tmp_path: Path) -> None:
    day, path = Day(tmp_path, language), ROOT / "docs" / GUIDES[language]
    printed = ""

    def gone(part: re.Match[str]) -> str:
        nonlocal printed
        if part["hand"]:
            day.do(part["hand"])
        elif part["commands"]:
            printed = ""
            for line in part["commands"].splitlines():
                _, *arguments = shlex.split(line)
                days = () if arguments[0] in WITHOUT_DAY else DAY
                done = run(*arguments, *days, cwd=tmp_path, KOTACERDAS_LANG=language)
                assert done.returncode in {0, 1}, (line, done.stderr)
                printed += done.stdout + done.stderr  # as a terminal shows them
        else:
            lines = printed.splitlines(keepends=True)
            first = int(part["first"] or len(lines))
            more = "…\n" if first < len(lines) else ""
            return f"{part['start']}{''.join(lines[:first])}{more}{part['end']}"
        return part[0]

    golden(path, PART.sub(gone, path.read_text(encoding="utf-8")))
    assert (tmp_path / "nusa-harapan" / "documents" / "dlh.yaml").exists()


def test_both_guides_tell_the_same_day() -> None:
    steps = []
    for name in GUIDES.values():
        parts = PART.finditer((ROOT / "docs" / name).read_text(encoding="utf-8"))
        steps.append([(p["hand"], len((p["commands"] or "").splitlines()), p["first"]) for p in parts])
    assert steps[0] == steps[1]
    assert {hand for hand, *_ in steps[0] if hand} == {*STEPS}
