"""The scaffold of `init`: a commented dossier to fill in, with the schema for editors."""

import json
import re
from collections.abc import Mapping
from typing import Final

from kotacerdas import resources
from kotacerdas.dossier import editor_schema
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.model import Instrument
from kotacerdas.reading import parser

SCHEMA_FILE: Final = ".kotacerdas/dossier.schema.json"

_VS_CODE: Final = {
    ".vscode/settings.json": {
        "yaml.schemas": {SCHEMA_FILE: ["*.yaml", "!instruments/*"]},
        "yaml.schemaStore.enable": False,
        "files.encoding": "utf8",
        "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "editor.wordWrap": "on"},
    },
    ".vscode/extensions.json": {"recommendations": ["redhat.vscode-yaml"]},
}
"""What Visual Studio Code needs so that it knows the schema in new files, too, and no other by their names."""


def files(language: str, name: str, year: int, instrument: Instrument) -> Mapping[str, str]:
    """The files that `init` writes for a new dossier, by their path in it.

    Raises CannotRun for a name that no dossier can hold.
    """
    written = json.dumps(name, ensure_ascii=False)  # a JSON string is a YAML string
    if not name.strip() or parser.read(f"name: {written}".encode("utf-8", "replace")).data is None:
        raise CannotRun("bad-name")
    gaps = {
        "@NAME@": written,
        "@YEAR@": str(year),
        "@INSTRUMENT@": json.dumps(instrument.id),
        "    cohort: @COHORT@\n": f"    cohort: {instrument.cohort}\n" if instrument.cohort else "",
        "@LOW@": f"{instrument.scale.min:g}",
        "@HIGH@": f"{instrument.scale.max:g}",
    }
    made: dict[str, str] = {}
    for path, starter in resources.scaffold(language).items():
        text = starter.read_text(encoding="utf-8")
        made[path] = re.sub("|".join(gaps), lambda gap: gaps[gap[0]], text)
    described = {SCHEMA_FILE: editor_schema.of_dossier(language, instrument, {}), **_VS_CODE}
    return made | {
        path: json.dumps(data, ensure_ascii=False, indent=2) + "\n" for path, data in described.items()
    }
