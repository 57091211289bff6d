"""`init` says what it made."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Here


def test_init_says_what_was_made_and_what_comes_next(here: Here, tmp_path: Path) -> None:
    answer = here("init", tmp_path / "baru", "--name", "Kota Baru", "--year", "2023")
    assert (answer.status, answer.err) == (0, "")
    made = re.findall(r"^  (\S+)$", answer.out, re.MULTILINE)
    assert sorted(made) == sorted(
        path.relative_to(tmp_path / "baru").as_posix()
        for path in (tmp_path / "baru").rglob("*.*")
        if path.is_file()
    )
    assert f"\n  kotacerdas validate {(tmp_path / 'baru').as_posix()}\n" in answer.out


def test_what_comes_next_can_be_copied(here: Here, tmp_path: Path) -> None:
    last = here("init", tmp_path / "kota  anda").out.splitlines()[-1]
    assert shlex.split(last) == ["kotacerdas", "validate", (tmp_path / "kota  anda").as_posix()]


def test_init_tells_that_the_instrument_is_of_another_year(here: Here, tmp_path: Path) -> None:
    told = "The requirements are those of the instrument of 2023, stage II; what is asked in 2026 may differ."
    assert told in here("--lang", "en", "init", tmp_path / "baru", "--year", "2026").out
    assert "may differ" not in here("--lang", "en", "init", tmp_path / "lama", "--year", "2023").out
