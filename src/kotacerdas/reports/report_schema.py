"""The JSON Schema of the report of `validate`: its shape, and what each field means in the reader's language."""

import json
from typing import Any

from kotacerdas import resources
from kotacerdas.reading import parser


def of_report(language: str) -> dict[str, Any]:
    """The JSON Schema of the report that `validate --format json` gives; fields may be added to the report."""
    schema: dict[str, Any] = json.loads(resources.report_schema().read_bytes())
    texts = parser.read(resources.report_fields(language).read_bytes()).data or {}
    for name, definition in {"report": schema, **schema["$defs"]}.items():
        about = texts.get(name, {})
        if about:
            definition["description"] = about["about"]
        for key, field in definition.get("properties", {}).items():
            field["description"] = about[key]
    return schema
