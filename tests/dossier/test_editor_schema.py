"""The JSON Schemas say what the models say, in the way that editors read YAML."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kotacerdas import cli, resources
from kotacerdas.dossier import editor_schema, ids, scaffold
from kotacerdas.dossier.entries import LISTS, SINGLE, Sections
from kotacerdas.instrument.load import load
from kotacerdas.reading import parser
from kotacerdas.reading.models import check
from kotacerdas.reading.references import naming_fields
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Golden

LANGUAGES = ("en", "id")
FILES = sorted((ROOT / "dossiers").rglob("*.yaml"))
MODELS = {model.__name__: model for model in editor_schema._models(Sections)}  # noqa: SLF001 - all that are inside it
FIELDS = {language: parser.read(resources.fields(language).read_bytes()).data or {} for language in LANGUAGES}


class CoreLoader(yaml.SafeLoader):
    """Reads scalars by the core schema of YAML 1.2, as editors do; dates stay text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - yaml's own name


for tag, pattern, first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def whole_number(loader: CoreLoader, node: yaml.ScalarNode) -> int:
    written = str(loader.construct_scalar(node))
    return int(written, 0 if written.startswith(("0o", "0x")) else 10)


CoreLoader.add_constructor("tag:yaml.org,2002:int", whole_number)


def as_an_editor_reads(text: str) -> Any:
    return yaml.load(text, CoreLoader)  # noqa: S506 - a SafeLoader


@cache
def of_dossier(language: str = "en") -> dict[str, Any]:
    return editor_schema.of_dossier(language, load("kominfo-2023-reguler"), {})


def faults(described: dict[str, Any], data: object) -> list[str]:
    found = Draft202012Validator(described).iter_errors(data)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


@pytest.fixture(scope="module", params=LANGUAGES)
def described(request: pytest.FixtureRequest) -> dict[str, Any]:
    return of_dossier(request.param)


@pytest.fixture
def english() -> dict[str, Any]:
    """The schema whose words alone differ from the Indonesian one (`test_both_languages_describe_the_same`)."""
    return of_dossier("en")


def test_the_loader_of_this_test_reads_as_yaml_1_2_does() -> None:
    text = "[no, ya, true, 012, 1.250, 1.250.000, '2,5', 2023-11-01, 12:30, null, 1e3]"
    assert as_an_editor_reads(text) == [
        *("no", "ya", True, 12, 1.25, "1.250.000", "2,5", "2023-11-01", "12:30", None, 1000)
    ]


# --- the dossier's schema ------------------------------------------------------------------------


def test_the_schema_is_one(english: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(english)
    assert english["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_has_every_section(english: dict[str, Any]) -> None:
    assert set(english["properties"]) == {*SINGLE, *LISTS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_schema_for_editors_is_current(
    language: str, capsys: pytest.CaptureFixture[str], golden: Golden
) -> None:
    assert cli.run(["--lang", language, "schema"]) == 0
    golden(ROOT / "docs" / "schema" / f"dossier.{language}.json", capsys.readouterr().out)


def test_both_languages_describe_the_same() -> None:
    assert without_descriptions(of_dossier("en")) == without_descriptions(of_dossier("id"))


WORDS = {"description", "title", "examples", "patternErrorMessage"}
"""What is said to people in a schema."""


def without_descriptions(described: Any) -> Any:
    if isinstance(described, dict):
        return {
            key: without_descriptions(value)
            for key, value in described.items()
            if key not in WORDS or isinstance(value, dict)
        }
    return [without_descriptions(item) for item in described] if isinstance(described, list) else described


def definitions(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "Sections", described
    yield from ((name, each) for name, each in described["$defs"].items() if "properties" in each)


def fields(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, definition in definitions(described):
        yield from ((f"{name}.{key}", field) for key, field in definition["properties"].items())


def options(field: dict[str, Any]) -> list[dict[str, Any]]:
    return [option for key in ("anyOf", "oneOf") for option in field.get(key, ())] or [field]


def test_every_entry_and_every_field_has_a_description(described: dict[str, Any]) -> None:
    entries = [(name, definition) for name, definition in definitions(described)]
    bare = [name for name, each in (*entries, *fields(described)) if len(each.get("description", "")) < 10]
    assert bare == []


def test_every_field_has_examples_or_words_or_ids(described: dict[str, Any]) -> None:
    shown = ('"examples":', '"const":', '"$ref":')
    without = [
        name for name, field in fields(described) if not any(key in json.dumps(field) for key in shown)
    ]
    assert without == []


def test_every_word_has_a_title_of_its_own(described: dict[str, Any]) -> None:
    same = {
        "kecamatan",
        "kelurahan",
        "proposed",
        "running",
        "completed",
        "secret",
        "kelembagaan",
    }  # in a language
    bare = [
        f"{name} {word['const']}"
        for name, field in fields(described)
        for word in options(field)
        if "const" in word and word["title"] == word["const"] and word["const"] not in same
    ]
    assert bare == ["Program.quick_win ya", "Program.quick_win tidak"][: len(bare)]


def test_every_example_is_one(described: dict[str, Any]) -> None:
    """What is given as an example is valid where it is given, and the models read it."""
    registry = {"$defs": described["$defs"]}
    for name, field in fields(described):
        model, _, key = name.partition(".")
        for example in (e for option in options(field) for e in option.get("examples", ())):
            assert faults({**field, **registry}, example) == [], (name, example)
            errors = check(MODELS[model], {key: as_the_tool_reads(example)})[1]
            assert [error for error in errors if error["type"] != "missing"] == [], (name, example)


def as_the_tool_reads(example: Any) -> Any:
    """A value of JSON as it comes from YAML: scalars are text."""
    return parser.read(f"value: {json.dumps(example)}".encode()).data["value"]  # type: ignore[index]


def test_descriptions_are_in_the_language() -> None:
    english, indonesian = (
        {name: field["description"] for name, field in fields(of_dossier(language))} for language in LANGUAGES
    )
    assert [key for key, text in english.items() if indonesian[key] == text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_described_that_does_not_exist(language: str) -> None:
    known = {
        name: {"about", *definition.get("properties", {})} for name, definition in definitions(of_dossier())
    }
    assert set(FIELDS[language]) - set(known) == set()
    strange = [
        f"{name}.{key}" for name, texts in FIELDS[language].items() for key in texts if key not in known[name]
    ]
    assert strange == []


def test_ids_of_the_instrument_are_offered(english: dict[str, Any]) -> None:
    def offered(model: str, key: str) -> list[str]:
        kinds = [
            o["$ref"].removeprefix("#/$defs/")
            for o in options(english["$defs"][model]["properties"][key])
            if "$ref" in o
        ]
        return [word["const"] for kind in kinds for word in english["$defs"][kind]["oneOf"]]

    instrument = load("kominfo-2023-reguler")
    assert offered("Document", "type") == list(instrument.document_types)
    assert offered("Program", "dimension") == list(instrument.dimensions)
    assert offered("Survey", "sub_dimension") == list(instrument.sub_dimensions())
    assert offered("Answer", "question") == list(instrument.questions)
    assert offered("Waiver", "requirement") == list(instrument.requirements)


def test_ids_of_the_dossier_are_offered_wherever_they_may_stand() -> None:
    own = {kind: {f"one-{kind}": f"The {kind}"} for kind in ids.SECTIONS}
    described = editor_schema.of_dossier("en", load("kominfo-2023-reguler"), own)
    for kind, words in own.items():
        [word] = described["$defs"][kind]["oneOf"]
        assert (word["const"], word["title"]) == next(iter(words.items()))
    without = [
        f"{model.__name__}.{key}"
        for model in MODELS.values()
        for key, kind in naming_fields(model)
        if kind and "$ref" not in json.dumps(described["$defs"][model.__name__]["properties"][key])
    ]
    assert without == ["Survey.means"]  # whose questions are keys


# --- files against it ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_dossiers_please_an_editor(english: dict[str, Any], path: Path) -> None:
    assert faults(english, as_an_editor_reads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_filled_in", [False, True])
def test_a_new_dossier_pleases_an_editor(language: str, *, is_filled_in: bool) -> None:
    made = scaffold.files(language, "Kota Contoh", 2023, load("kominfo-2023-reguler"))
    described = json.loads(made[scaffold.SCHEMA_FILE])
    for name, text in made.items():
        if name.endswith(".yaml"):
            read = re.sub(r"^#(?=  |[a-z_]+:$)", "", text, flags=re.MULTILINE) if is_filled_in else text
            assert faults(described, as_an_editor_reads(read) or {}) == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dossiers_and_new_ones_name_a_schema_that_is_there(language: str) -> None:
    for path in FILES:
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert named, path
        assert (path.parent / named[1]).resolve().is_file(), path
    made = scaffold.files(language, "Kota Contoh", 2023, load("kominfo-2023-reguler"))
    heads = {text.splitlines()[0] for name, text in made.items() if name.endswith(".yaml")}
    assert heads == {f"# yaml-language-server: $schema={scaffold.SCHEMA_FILE}"}


@pytest.mark.parametrize(
    "text",
    [
        "programs:\n  - {id: satu, name: Satu, quick_win: ya}",
        "programs:\n  - {id: satu, name: Satu, quick_win: true}",
        "programs:\n  - {id: satu, name: Satu, quick_win:}",
        "programs:\n  - {id: satu, name: Satu, quick_win: {benefit: x, new: no}}",
        "programs:\n  - {id: satu, name: Satu, since: 2023, users: {count: 1.250, period: 2023}}",
        "programs:\n  - {id: satu, name: 2023, since: 2023-02, agency:}",
        "programs:\nanswers:\n",
        'answers:\n  - {question: B1, score: "2,5"}',
        "answers:\n  - {question: B1, score: 2.5}",
        "surveys:\n  - {dimension: smart-living, respondents: 1.250, means: {I28: 3, I29: 3.5}}",
        "surveys:\n  - dimension: smart-living\n    means:\n      I28: 3,42\n",
        "documents:\n  - {id: d, type: sop, title: SOP, number: 84, date: 2023-11-01}",
        "documents:\n  - {id: d, type: jenis-sendiri, title: SOP}",
        "dossier: {city: {name: Kota}, year: 2023, instrument: instruments/kota.yaml}",
        "dossier: {city: {name: Kota}, year: 2023, instrument: x, budget: {total: 1.250.000, smart_city: 0}}",
    ],
)
def test_what_the_tool_takes_an_editor_takes(english: dict[str, Any], text: str) -> None:
    assert faults(english, as_an_editor_reads(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "programz: []",
        "programs:\n  - {id: satu, name: Satu, quickwin: ya}",
        "programs:\n  - {id: satu, nama: Satu}",
        "programs:\n  - {name: Satu}",
        "programs:\n  - {id: Satu Dua, name: Satu}",
        "programs:\n  - {id: satu, name: Satu, quick_win: mungkin}",
        "programs:\n  - {id: satu, name: Satu, quick_win: {benefits: x}}",
        "programs:\n  - {id: satu, name: Satu, status: entah}",
        "programs:\n  - {id: satu, name: Satu, since: 14/11/2023}",
        "programs: {id: satu, name: Satu}",
        "documents:\n  - {id: d, type: sop, title: SOP, supports: B1}",
        "dossier: {city: {name: Kota}, year: 2023}",
        "dossier: {city: {name: Kota}, year: 23, instrument: x}",
        "meetings:\n  - {id: m, body: entah}",
    ],
)
def test_a_slip_does_not_please_an_editor(english: dict[str, Any], text: str) -> None:
    assert faults(english, as_an_editor_reads(text)) != []


# --- the instrument's schema ---------------------------------------------------------------------


def test_the_instruments_schema_is_one() -> None:
    described = editor_schema.of_instrument()
    Draft202012Validator.check_schema(described)
    assert described["title"] == "kotacerdas instrument"
    assert described["required"] == ["id"]


def test_the_instruments_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["schema", "--instrument", "--lang", "id"]) == 0
    assert json.loads(capsys.readouterr().out) == editor_schema.of_instrument()


@pytest.mark.parametrize("path", resources.instruments().values(), ids=lambda path: path.stem)
def test_the_built_in_instruments_please_an_editor(path: Path) -> None:
    assert faults(editor_schema.of_instrument(), as_an_editor_reads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("id: kota\nextends: kominfo-2023-reguler\naspects: [{id: output, weight: 30}]", True),
        ("id: kota\nextends: kominfo-2023-reguler\nrequirements: [{id: Q-08, level: mandatory}]", True),
        ("id: kota\nextends: kominfo-2023-reguler\nrequirements: [{id: Q-08, level: perlu}]", False),
        ("id: kota\nextend: kominfo-2023-reguler", False),
        ("extends: kominfo-2023-reguler", False),
    ],
)
def test_an_own_instrument_may_leave_out_what_it_keeps(text: str, *, is_right: bool) -> None:
    found = faults(editor_schema.of_instrument(), as_an_editor_reads(text))
    assert (found == []) == is_right, found


def test_making_a_schema_does_not_change_the_one_before() -> None:
    first = of_dossier.__wrapped__("en")
    kept = copy.deepcopy(first)
    of_dossier.__wrapped__("id")
    assert first == kept == of_dossier.__wrapped__("en")
