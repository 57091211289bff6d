"""The published schema of the JSON report: every report obeys it, and the reference of its fields is made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from kotacerdas import cli, resources
from kotacerdas.assessment.assessment import assess
from kotacerdas.assessment.narrowing import narrowed
from kotacerdas.reading import parser
from kotacerdas.reports.report_schema import of_report
from tests.conftest import AS_OF, ROOT
from tests.reports.conftest import LANGUAGES, report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kotacerdas.assessment.assessment import Assessment
    from tests.conftest import Golden

FIELDS = {
    language: parser.read(resources.report_fields(language).read_bytes()).data or {} for language in LANGUAGES
}
DOSSIERS = sorted(path.name for path in (ROOT / "dossiers").iterdir() if path.is_dir())
HEADS = {
    "en": """\
# The JSON report

([Bahasa Indonesia](report.id.md))

`kotacerdas validate --format json` writes one report for all dossiers that are named. Its JSON Schema is
[schema/report.en.json](schema/report.en.json), or `kotacerdas schema --report`. Fields are added; none is taken away or changes its meaning.
""",
    "id": """\
# Laporan JSON

([English](report.md))

`kotacerdas validate --format json` menulis satu laporan untuk semua dosir yang disebut. JSON Schema-nya ada di
[schema/report.id.json](schema/report.id.json), atau `kotacerdas schema --report`. Isian dapat bertambah; tidak ada yang dihapus atau
berubah artinya.
""",
}
COLUMNS = {"en": ("field", "value", "what it means"), "id": ("isian", "nilai", "artinya")}


def closed(schema: Any) -> Any:
    """A schema that accepts no field but its own, so that none goes undocumented."""
    if isinstance(schema, list):
        return [closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: closed(value) for key, value in schema.items()}
    return kept | {"additionalProperties": False} if "properties" in schema else kept


SCHEMA = closed(of_report("en"))


def faults(found: dict[str, Any]) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(of_report("en"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOSSIERS)
def test_the_report_of_every_shipped_dossier_obeys_it(name: str, language: str) -> None:
    assert faults(report(assess(ROOT / "dossiers" / name, AS_OF), language)) == []


def test_every_other_report_obeys_it(assessment: Assessment, tanjungpinang: Assessment) -> None:
    own = narrowed(tanjungpinang, agency="diskominfo", dimension="smart-governance")
    filters = {"agency": "diskominfo", "dimension": "smart-governance", "only": "gaps"}
    for found in (report(assessment, is_strict=True), report(own, filters=filters)):
        assert faults(found) == []


def test_a_field_that_is_not_documented_is_a_fault(tanjungpinang: Assessment) -> None:
    found = report(tanjungpinang)
    found["dossiers"][0]["summary"]["rank"] = 1
    assert len(faults(found)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_field_lacks_its_meaning_and_no_meaning_its_field(language: str) -> None:
    schema = of_report(language)
    parts = {"report": schema, **schema["$defs"]}
    fields = {name: ["about", *part["properties"]] for name, part in parts.items() if "properties" in part}
    assert {name: [*texts] for name, texts in FIELDS[language].items()} == fields


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_published_schema_is_current(
    language: str, golden: Golden, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["--lang", language, "schema", "--report"]) == 0
    golden(ROOT / "docs" / "schema" / f"report.{language}.json", capsys.readouterr().out)


def kind(field: dict[str, Any]) -> str:
    """The value of a field, as the reference shows it."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return "string" if name == "path" else f"[{name}](#{name})"
    if "anyOf" in field:
        return " or ".join(map(kind, field["anyOf"]))
    if "enum" in field or "const" in field:
        return ", ".join(f"`{json.dumps(word)}`" for word in field.get("enum", [field.get("const")]))
    if field["type"] == "array":
        return f"list of {kind(field['items'])}"
    return field["type"] if isinstance(field["type"], str) else " or ".join(field["type"])


def tables(language: str) -> Iterator[str]:
    schema = of_report(language)
    for name, part in {"report": schema, **schema["$defs"]}.items():
        if "properties" in part:
            yield f"\n## {name}\n\n{part['description']}\n"
            yield f"| {' | '.join(COLUMNS[language])} |\n|---|---|---|"
            for key, field in part["properties"].items():
                value = kind(field)
                if language == "id":
                    value = value.replace("list of", "daftar").replace(" or ", " atau ")
                yield f"| `{key}` | {value} | {field['description'].strip()} |"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_of_fields_is_current(language: str, golden: Golden) -> None:
    name = "report.md" if language == "en" else "report.id.md"
    golden(ROOT / "docs" / name, HEADS[language] + "\n".join(tables(language)) + "\n")
