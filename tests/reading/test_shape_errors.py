"""How errors of shape become findings, and what is left of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import pytest
from pydantic import Field

from kotacerdas import resources
from kotacerdas.dossier.entries import LISTS, SINGLE, Document, FollowUp, Meeting
from kotacerdas.instrument.model import InstrumentFile
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.nearest import fold, nearest
from kotacerdas.reading.models import Model, check, choices_of, keys_of, model_at, pruned
from kotacerdas.reading.scalars import (
    Id,
    Level,
    Ref,
    Text,
    Year,
)
from tests.reading.test_scalars import findings

if TYPE_CHECKING:
    from kotacerdas.findings import Diagnostic


class Part(Model):
    """A small entry inside another."""

    name: Text
    since: Year | None = None


class Whole(Model):
    """An entry with everything that an entry can have."""

    id: Id
    kind: Literal["sop", "manual", "sk-kepala-opd"] | None = None
    from_: Annotated[Text | None, Field(alias="from")] = None
    sub_part: Part | None = None
    parts: tuple[Part, ...] = ()
    refs: tuple[Ref, ...] = ()
    means: dict[str, Level] = Field(default_factory=dict)


# --- errors as findings --------------------------------------------------------------------------

AT = ("wholes", 7)


@pytest.mark.parametrize(
    ("data", "code", "route", "part"),
    [
        ({"id": "a", "kinds": "sop"}, "KC101", (*AT, "kinds"), "key"),
        ({"id": "a", "parts": [{"name": "b", "nama": "c"}]}, "KC101", (*AT, "parts", 0, "nama"), "key"),
        ({}, "KC102", AT, "mapping"),
        ({"id": "a", "sub_part": {}}, "KC102", (*AT, "sub_part"), "mapping"),
        ({"id": "a", "parts": [{"name": "b"}, {}]}, "KC102", (*AT, "parts", 1), "mapping"),
        ("a", "KC103", AT, "value"),
        (None, "KC103", AT, "value"),
        (["a"], "KC103", AT, "value"),
        ({"id": "a", "sub_part": "b"}, "KC103", (*AT, "sub_part"), "value"),
        ({"id": "a", "parts": {"name": "b"}}, "KC103", (*AT, "parts"), "value"),
        ({"id": "a", "refs": "b"}, "KC103", (*AT, "refs"), "value"),
        ({"id": "a", "refs": ["b", None]}, "KC103", (*AT, "refs", 1), "value"),
        ({"id": "a", "means": ["b"]}, "KC103", (*AT, "means"), "value"),
        ({"id": "a", "kind": "surat"}, "KC104", (*AT, "kind"), "value"),
        ({"id": "a", "kind": ["sop"]}, "KC103", (*AT, "kind"), "value"),
        ({"id": "a", "means": {"I1": "b"}}, "KC107", (*AT, "means", "I1"), "value"),
        ({"id": "a", "from": ""}, "KC113", (*AT, "from"), "value"),
    ],
)
def test_an_error_of_shape_points_at_the_way_to_it(
    data: object, code: str, route: tuple[object, ...], part: str
):
    (finding,) = findings(Whole, data)
    assert (finding.code, finding.location) == (code, ("x.yaml", route, part, 0, 0, 0))


def test_every_error_of_an_entry_is_told():
    data = {"kind": "x", "parts": [{"since": "x"}], "refs": ["", "b" * 201], "sub-part": {}}
    codes = sorted(finding.code for finding in findings(Whole, data))
    assert codes == ["KC101", "KC102", "KC102", "KC104", "KC107", "KC113", "KC113"]


@pytest.mark.parametrize(
    ("data", "suggestion"),
    [
        ({"kindd": "sop"}, "kind"),
        ({"form": "x"}, "from"),
        ({"Sub-Part": {}}, "sub_part"),
        ({"subpart": {}}, "sub_part"),
        ({"parts": [{"name": "b", "sinse": "2023"}]}, "since"),
        ({"sub_part": {"name": "b", "Name": "c"}}, "name"),
        ({"zzz": "x"}, ""),
    ],
)
def test_an_unknown_key_is_told_with_the_key_that_may_be_meant(data: dict[str, object], suggestion: str):
    (finding,) = findings(Whole, {"id": "a"} | data)
    assert (finding.code, finding.details["suggestion"]) == ("KC101", suggestion)


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        ("SOPP", "sop"),
        ("manuall", "manual"),
        ("sk kpala opd", "sk-kepala-opd"),
        ("?", ""),
    ],
)
def test_a_wrong_word_is_told_with_the_words_that_may_stand_there(word: str, suggestion: str):
    (finding,) = findings(Whole, {"id": "a", "kind": word})
    assert finding.details["choices"] == ("sop", "manual", "sk-kepala-opd")
    assert (finding.details["value"], finding.details["suggestion"]) == (word, suggestion)


@pytest.mark.parametrize("word", ["SOP", "sop ", "sk kepala opd", "SK_Kepala_OPD"])
def test_a_word_of_choice_is_read_in_either_case_and_with_other_signs_between(word: str):
    entry, errors = check(Whole, {"id": "a", "kind": word})
    assert (entry and fold(str(entry.kind)), errors) == (fold(word), [])


def test_words_of_choice_are_read_in_both_languages_wherever_they_stand():
    data = {"id": "a", "body": "Dewan Smart City", "date": "besok"}
    entry, errors = check(Meeting, data)
    assert (entry, [error["loc"] for error in errors]) == (None, [("date",)])
    entry, errors = check(Meeting, data | {"date": "2023-05-02"})
    assert entry is not None
    assert entry.body == "council"
    follow_up, _ = check(FollowUp, {"subject": "SOP", "status": "terbuka", "from": "Asesor"})
    document, _ = check(Document, {"id": "a", "type": "sop", "title": "SOP", "classification": "terbuka"})
    assert follow_up is not None
    assert document is not None
    assert (follow_up.status, document.classification) == ("open", "public")


def test_keys_choices_and_models_are_found_by_their_names_in_yaml():
    assert keys_of(Whole) == ["id", "kind", "from", "sub_part", "parts", "refs", "means"]
    assert choices_of(Whole, "from") == choices_of(Whole, "no-such-key") == ()
    assert model_at(Whole, ("parts", 3)) is model_at(Whole, ("sub_part",)) is Part
    assert model_at(Whole, ("parts", 3, "name", "x")) is model_at(Whole, ("x", "y")) is None
    assert nearest("smart livng", ["smart-living", "smart-society"]) == "smart-living"


# --- what is left of an entry --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "left"),
    [
        ({"id": "a", "kind": "x", "from": "b"}, {"id": "a", "from": "b"}),
        ({"id": "a", "x": {"y": "z"}}, {"id": "a"}),
        ({"id": "A B", "from": "b"}, {"from": "b"}),
        ({"from": "b"}, {"from": "b"}),
        ({"id": "a", "refs": ["b", "", "c", None]}, {"id": "a", "refs": ["b", "c"]}),
        ({"id": "a", "sub_part": {"since": "2023"}}, {"id": "a"}),
        ({"id": "a", "sub_part": {"name": "b", "since": "x"}}, {"id": "a", "sub_part": {"name": "b"}}),
        ({"id": "a", "parts": [{"name": "b"}, {}, "c"]}, {"id": "a", "parts": [{"name": "b"}]}),
        ({"id": "a", "parts": "b"}, {"id": "a"}),
        ({"id": "a", "means": {"I1": "3", "I2": "x"}}, {"id": "a", "means": {"I1": "3"}}),
        ("a", "a"),
    ],
)
def test_only_what_is_wrong_is_left_out(data: object, left: object):
    assert pruned(data, check(Whole, data)[1]) == left


def test_an_item_that_lost_its_name_is_left_out_in_a_second_round():
    data: object = {"id": "a", "parts": [{"name": ["b"]}, {"name": "c"}]}
    for _ in range(2):
        data = pruned(data, check(Whole, data)[1])
    entry, errors = check(Whole, data)
    assert errors == []
    assert entry is not None
    assert entry.parts == (Part(name="c"),)


# --- every error that the schemas can raise ------------------------------------------------------


def models_inside(annotation: object) -> set[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return models_below(annotation)
    return {model for part in get_args(annotation) for model in models_inside(part)}


def models_below(model: type[Model]) -> set[type[Model]]:
    inside = (models_inside(info.annotation) for info in model.model_fields.values())
    return {model, *(found for models in inside for found in models)}


ROOTS = [*SINGLE.values(), *LISTS.values(), InstrumentFile]
MODELS = sorted({model for root in ROOTS for model in models_below(root)}, key=lambda model: model.__name__)

WRONG: list[Any] = [
    "",
    " ",
    "x y",
    "é",
    "\0",
    "-",
    "0",
    "x" * 20_001,
    "9" * 5000,
    "9" * 5000 + " juta",
    "1.250",
]
WRONG += [
    "14 Mei 2023",
    "2023-02-30",
    [],
    [None],
    [[]],
    [{}],
    [""],
    ["x y"],
    {},
    {"a": None},
    {"a": ""},
    {"a": []},
]
WRONG += [{"a": {}}, {"": ""}, {"a": ["", None, []]}]


def every_error(model: type[Model]) -> list[Diagnostic]:
    """What is said of every wrong value in every place of an entry."""
    probes = [*WRONG, *({key: wrong} for key in keys_of(model) for wrong in WRONG), {"no-such-key": "x"}]
    found = [finding for data in probes for finding in findings(model, data)]
    assert {"KC101", "KC103"} <= {finding.code for finding in found}
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_error_that_a_schema_can_raise_has_a_code_of_its_own_and_can_be_told(model: type[Model]):
    found = every_error(model)
    unknown = {(f.details["field"], f.details["text"]) for f in found if f.code == "KC199"}
    assert unknown == set()
    kinds = {
        (f.code, f.details.get("variant"), *((k, bool(v)) for k, v in f.details.items())): f for f in found
    }
    for language in resources.languages():
        names = Names(Messages(language))
        for finding in kinds.values():
            assert sentences.message(finding, names)
            assert sentences.hint(finding, names)
