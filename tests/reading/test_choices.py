"""Words of choice, as people write them."""

from __future__ import annotations

import pytest

from kotacerdas.reading.choices import chosen, nearest_choice

PERSONAL_DATA = ("none", "general", "specific")
STATUS = ("proposed", "planned", "running", "completed", "stopped")


@pytest.mark.parametrize("written", ["ada", "ya ada", "berjalan", "belum berjalan lancar"])
def test_no_word_is_near_its_contrary(written: str) -> None:
    choices = PERSONAL_DATA if "ada" in written else ("stopped",)
    assert nearest_choice(written, choices) == ""


@pytest.mark.parametrize(
    ("written", "choice"),
    [("tidak ada", "none"), ("Tuntas", "completed"), ("belum mulai", "planned"), ("berlanjut", "running")],
)
def test_a_word_of_choice_is_read_in_both_languages(written: str, choice: str) -> None:
    assert chosen(written, PERSONAL_DATA if choice == "none" else STATUS) == choice
