"""The content of a comparison in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli
from tests.reports.comparison.conftest import NEW, OLD, compared, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NIK = "2172010203040005"


def test_the_text_says_how_and_what(write: Callable[..., Path]) -> None:
    text = " ".join(shown(compared(write(2022, OLD), write(2023, NEW)), "text").split())
    assert "W11: Quick wins of 2022 named again in 2023: 2 of 4. Stopped: 1." in text
    assert "Stopped: 1. Not named in the list of 2023: 1." in text
    assert "W12: New in 2023, of the quick wins: 2 of 3." in text
    assert "Program Satu (satu) → Satu Terpadu (satu) · running" in text
    assert 'Program Dua (dua) → Dua Baru (dua-baru) · matched by a former id ("formerly")' in text
    assert "reason: Digabung." in text
    assert "PROGRAM TIGA (tri) · matched by name · no quick win any more" in text
    assert "Program Lima (lima) · in the ledger of 2022, not as a quick win" in text


@pytest.mark.parametrize("incomplete", [2022, 2023])
def test_of_a_list_that_is_not_complete_nothing_is_claimed(
    write: Callable[..., Path], incomplete: int
) -> None:
    heads = {year: "  programs_complete: tidak\n" * (year == incomplete) for year in (2022, 2023)}
    new = NEW.replace("Program Enam", "Program Enam, since: 2019")
    folders = [write(2022, OLD, head=heads[2022]), write(2023, new, head=heads[2023])]
    comparison = compared(*folders)
    assert comparison.notes == (("incomplete-old",) if incomplete == 2022 else ("incomplete-new",))
    told = " ".join(shown(comparison, "text").split())
    assert f'The list of {incomplete} is not complete ("programs_complete: tidak")' in told
    assert "W11 and W12 are not computed from it." in told
    assert not {"W11:", "W12:"} & set(told.split())
    assert "Not named in the list of 2023 (1)" in told
    newness = "New or not in the list of 2022" if incomplete == 2022 else "New in 2023"
    assert f"{newness}, of the quick wins: 2 of 3." in told
    assert "Program Enam (enam) · began in 2019, so it is not new" in told


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
