"""Names of files that every system takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotacerdas.naming import slug
from tests.deliverables.package.conftest import NIK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("text", "limit", "name"),
    [
        ("Perwako 84/2020", 40, "perwako-84-2020"),
        ("Kabupaten Pangkajene dan Kepulauan", 20, "kabupaten-pangkajene"),
        ("supercalifragilistic", 5, "super"),
        ("Édépé … ÇA", 40, "edepe-ca"),
        ("情報", 40, ""),
        (f"SK {NIK} B", 40, "sk-b"),
        ("1" * 16 + "2" * 16, 16, ""),
        ("\N{FULLWIDTH DIGIT ONE}" * 16, 40, ""),
    ],
)
def test_a_slug_is_plain_and_whole_words(text: str, limit: int, name: str) -> None:
    assert slug(text, limit) == name


@given(st.text(max_size=200), st.integers(1, 60))
def test_a_slug_is_always_safe(text: str, limit: int) -> None:
    made = slug(text, limit)
    assert len(made) <= limit
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert not re.search(r"(?<![0-9])[0-9]{16}(?![0-9])", made)
