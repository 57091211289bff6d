"""Words of choice, as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kotacerdas.dossier import entries
from kotacerdas.instrument import model
from kotacerdas.reading.choices import chosen, in_language, likely
from kotacerdas.reading.models import choices_of

FIELDS = yaml.safe_load(Path(__file__).with_name("words-of-choice.yaml").read_text(encoding="utf-8"))


def choices(field: str) -> tuple[str, ...]:
    """The words that a field takes, named as `Program.status`."""
    name, key = field.split(".")
    words = choices_of(getattr(entries, name, None) or getattr(model, name), key)
    assert words
    return words


def cases(part: str) -> list[tuple[str, str, str]]:
    return [
        (field, written, choice)
        for field, parts in FIELDS.items()
        for choice, words in parts.get(part, {}).items()
        for written in words
    ]


@pytest.mark.parametrize(("field", "written", "choice"), cases("read"))
def test_a_word_of_choice_is_read_in_both_languages(field: str, written: str, choice: str) -> None:
    assert chosen(written, choices(field)) == choice


@pytest.mark.parametrize(("field", "written", "meant"), cases("told"))
def test_what_may_be_meant_is_told_and_not_read(field: str, written: str, meant: str) -> None:
    assert chosen(written, choices(field)) == ""
    assert likely(written, choices(field)) == tuple(meant.split())


@pytest.mark.parametrize("field", FIELDS)
def test_a_word_means_one_choice_and_what_is_shown_is_read(field: str) -> None:
    words = choices(field)
    for choice in words:
        assert {chosen(in_language(choice, language), words) for language in ("id", "en")} == {choice}
