"""Numbers of persons: how they are known in text."""

from __future__ import annotations

import re

import pytest
import yaml

from kotacerdas.privacy import anonymous, identity_numbers, masked, may_hold_identity_numbers
from tests.conftest import ROOT

NUMBERS = yaml.safe_load((ROOT / "tests/data/numbers.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", NUMBERS["nik"])
def test_an_identity_number_is_known_however_it_is_written(text: str) -> None:
    assert may_hold_identity_numbers(text.encode())
    [(start, end)] = identity_numbers(text)
    assert len(re.sub(r"\D", "", text[start:end])) == 16
    assert masked(text) == anonymous(text) == text[:start] + re.sub(r"\d", "•", text[start:end]) + text[end:]


@pytest.mark.parametrize("text", NUMBERS["mobile"])
def test_a_mobile_telephone_is_shown_to_nobody(text: str) -> None:
    assert masked(text) == text
    assert not re.search(r"\d{3}", anonymous(text))


@pytest.mark.parametrize("text", NUMBERS["neither"])
def test_other_numbers_are_let_be(text: str) -> None:
    assert anonymous(text) == masked(text) == text
