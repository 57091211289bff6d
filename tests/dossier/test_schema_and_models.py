"""The JSON Schema and the models take the same YAML: what one accepts, the other does, but for what stands in `excuse`.

`excuse` is what a JSON Schema cannot say of YAML; docs/editors.md tells people of it.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kotacerdas.dossier import editor_schema
from kotacerdas.dossier.entries import Sections
from kotacerdas.instrument.load import load
from kotacerdas.reading import parser
from kotacerdas.reading.choices import words_for
from kotacerdas.reading.models import Model, check, choices_in, keys_of, model_in, parts_of, types_of

from .test_editor_schema import as_an_editor_reads

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = Draft202012Validator(
    editor_schema.of_dossier("id", load("kominfo-2023-reguler"), {}),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
GAP = "@"
"""Stands in an entry for the value that is tried."""


# --- entries with a gap --------------------------------------------------------------------------


def least(model: type[Model]) -> dict[str, Any]:
    """An entry that has only what it must have."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    return {key: least_value(model, key) for key, info in fields.items() if info.is_required()}


def least_value(model: type[Model], key: str) -> Any:
    annotation = types_of(model)[key]
    if inner := model_in(annotation):
        return least(inner)
    for value in (*choices_in(annotation), "a", "2023", "1", "2023-11-14"):
        if all(error["loc"] != (key,) for error in check(model, {key: value})[1]):
            return value
    raise AssertionError(key)


def gaps(model: type[Model], way: str) -> Iterator[tuple[str, Any, Any]]:
    """Every place where a value may stand: its name, its type, and an entry with a gap there."""
    for key in keys_of(model):
        annotation = types_of(model)[key]
        is_list = "tuple" in str(annotation)
        inner = model_in(annotation)
        yield f"{way}.{key}", annotation, {**least(model), key: GAP}
        if is_list:
            yield f"{way}.{key}[]", annotation, {**least(model), key: [GAP]}
        elif key == "means":
            yield f"{way}.{key}{{}}", annotation, {**least(model), key: {"I28": GAP}}
        if inner:
            for name, each, entry in gaps(inner, f"{way}.{key}"):
                yield name, each, {**least(model), key: [entry] if is_list else entry}


PLACES = {name: (annotation, entry) for name, annotation, entry in gaps(Sections, "")}
WORDS = sorted(
    {w for annotation, _ in PLACES.values() for c in choices_in(annotation) for w in (c, *words_for(c))}
)


# --- values --------------------------------------------------------------------------------------

DIGITS = st.text("0123456789", min_size=1, max_size=18)
PLAIN = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(str.upper),
    st.sampled_from(WORDS).map(lambda word: word.replace(" ", "_").title() + "."),
    st.sampled_from(["ya", "Tidak", "YES", "no", "true", "FALSE", "y", "~", "null", "", "on"]),
    st.sampled_from(
        ["a", "A", "a b", "a-b", "-a", "2023-02-30", "2023-13-01", "023", "1e3", "0x1F", "+5", ".5"]
    ),
    st.sampled_from(
        ["Rp1.250.000", "Rp 5", "rp.1,00", "1,-", "5 juta", "1.25.0", "-1", "-1.250,5", "12.", "5 000"]
    ),
    DIGITS,
    st.tuples(DIGITS, st.sampled_from([".", ",", "-"]), DIGITS).map("".join),
    st.integers(1, 999).map(lambda n: f"{n}.250.000"),
    st.dates(date(1900, 1, 1), date(2150, 1, 1)).map(str),
    st.dates(date(1900, 1, 1), date(2150, 1, 1)).map(lambda day: str(day)[:7]),
    st.integers(1940, 2105).map(str),
    st.text("abcxyz-019", min_size=1, max_size=90),
    st.sampled_from(["x" * 201, "a" * 81, "x" * 61, "-"]),
)
WRITTEN = st.one_of(
    PLAIN,
    PLAIN.map(json.dumps),
    st.sampled_from(["[]", "{}", "[x]", "[[x]]", "{x: y}", '" a "', '""', '" "', "[a, 2023]", "[~]"]),
)


def test_every_place_is_tried() -> None:
    assert len(PLACES) > 250
    for name, (_, entry) in PLACES.items():
        assert yaml.safe_dump(entry).count(f"'{GAP}'") == 1, name


@settings(max_examples=2000)
@given(place=st.sampled_from(sorted(PLACES)), written=WRITTEN)
@example(place=".programs.status", written="sedang berjalan")
@example(place=".dossier.stage", written="1")
@example(place=".dossier.budget.total", written="1.250.000.000")
@example(place=".dossier.letter.margins.top", written="61")
@example(place=".documents.checked", written="2023-02-30")
@example(place=".programs.since", written="2023-02-30")
@example(place=".programs.users.count", written="1.25")
@pytest.mark.slow
def test_the_schema_accepts_what_the_models_accept_and_the_reverse(place: str, written: str) -> None:
    annotation, entry = PLACES[place]
    text = yaml.safe_dump(entry, width=1000).replace(f"'{GAP}'", written)
    reading = parser.read(text.encode())
    assume(reading.data is not None)
    by_models = not check(Sections, reading.data)[1]
    by_schema = SCHEMA.is_valid(as_an_editor_reads(text))
    if by_models != by_schema:
        reason = excuse(annotation, written)
        assert reason, (text, "models" if by_models else "schema")
        event(reason)


def excuse(annotation: Any, written: str) -> str:
    """Why a JSON Schema cannot say what the models say of a value; empty if it could."""
    value = as_an_editor_reads(f"value: {written}")["value"]
    parts = str(parts_of(annotation))
    is_quoted = written.startswith('"')
    if is_quoted and value != value.strip():
        return "blanks at the ends of what stands in quotation marks"
    if isinstance(value, str) and "between" in parts:
        return "bounds of a number that YAML takes for text"
    if isinstance(value, bool):
        return "true and false as text"
    if isinstance(value, int) and value < 0 and choices_in(annotation):
        return "a sign before a word of choice that is a number"
    if isinstance(value, int | float) and not re.fullmatch(r"0|-?[1-9]\d*", written):
        return "how a number is written"
    if "PartialDate" in parts and re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return "days that their month does not have"
    return ""
