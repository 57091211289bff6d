"""The content of a comparison in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kotacerdas import cli
from tests.reports.comparison.conftest import NEW, OLD, compared, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

NIK = "2172010203040005"


def test_the_text_says_how_and_what(write: Callable[..., Path]) -> None:
    text = " ".join(shown(compared(write(2022, OLD), write(2023, NEW)), "text").split())
    assert "W11: Quick wins of 2022 that go on in 2023: 2 of 4. Stopped: 1. No longer named: 1." in text
    assert "W12: New quick wins in 2023: 2 of 3." in text
    assert "Program Satu (satu) → Satu Terpadu (satu) · running" in text
    assert 'Program Dua (dua) → Dua Baru (dua-baru) · matched by a former id ("formerly")' in text
    assert "reason: Digabung." in text
    assert "PROGRAM TIGA (tri) · matched by name · no quick win any more" in text
    assert "Program Lima (lima) · in the ledger of 2022, not as a quick win" in text


def test_an_identity_number_in_a_citys_name_is_not_printed(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = write(2022), write(2023, city=f"Kota {NIK}")
    assert cli.run(["compare", str(old), str(new)]) == 0
    assert cli.run(["score", str(new)]) == 0
    said = capsys.readouterr()
    assert "•••" in said.err
    assert NIK not in said.out + said.err


def test_dossiers_of_one_year_are_told_apart_by_their_paths(write: Callable[..., Path]) -> None:
    text = shown(compared(write(2023, name="lama"), write(2023, name="baru")), "text")
    assert re.search(r"2023 \(\S+lama\)", text)
    assert re.search(r"2023 \(\S+baru\)", text)
