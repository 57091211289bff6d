"""The JSON Schema of a dossier's files, or of an instrument, for editors.

It is made from the models; what it says of each key comes from `languages/fields`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from kotacerdas import resources
from kotacerdas.dossier.entries import LISTS, Sections
from kotacerdas.instrument.model import MERGED_ENTRIES, Instrument, InstrumentFile
from kotacerdas.reading import source
from kotacerdas.reading.choices import words_for
from kotacerdas.reading.models import Model, choices_of, keys_of, model_at
from kotacerdas.reading.references import naming_fields
from kotacerdas.reading.scalars import YES_NO

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def of_dossier(language: str, instrument: Instrument) -> dict[str, Any]:
    """The JSON Schema of any file of a dossier, with the ids of an instrument as suggestions."""
    texts = _texts(language)
    schema = Sections.model_json_schema()
    definitions: dict[str, dict[str, Any]] = schema.get("$defs", {})
    for name, definition in ({"Sections": schema} | definitions).items():
        _describe(definition, texts.get(name, {}))
    ids = instrument.ids()
    for model in LISTS.values():
        for key, kind in naming_fields(model):
            if kind in ids:
                _suggest(definitions[model.__name__]["properties"][key], list(ids[kind]))
    definitions["Program"]["properties"]["quick_win"]["anyOf"].append(YES_NO)
    return {"$schema": DIALECT} | _for_editors(schema) | {"title": "kotacerdas"}


def of_instrument() -> dict[str, Any]:
    """The JSON Schema of an instrument's file; one that extends another may leave out what it keeps."""
    schema = InstrumentFile.model_json_schema()
    schema["required"] = ["id"]
    for entry in MERGED_ENTRIES:
        schema["$defs"][entry.__name__]["required"] = ["id"]
    return {"$schema": DIALECT} | _for_editors(schema) | {"title": "kotacerdas instrument"}


class Key(NamedTuple):
    """A key of a dossier's YAML: its path from the top of a file, what it means, and the words that it takes."""

    path: str
    meaning: str
    choices: tuple[str, ...]


def keys(language: str) -> Iterator[Key]:
    """Every key that a dossier's YAML may hold, section by section."""
    return _keys(Sections, "", _texts(language))


def _keys(model: type[Model], start: str, texts: Mapping[str, Any]) -> Iterator[Key]:
    """The keys of a model and of the entries inside it."""
    for name in keys_of(model):
        yield Key(start + name, texts[model.__name__][name], choices_of(model, name))
        if inner := model_at(model, (name,)):
            yield from _keys(inner, f"{start}{name}.", texts)


def _texts(language: str) -> Mapping[str, Any]:
    return source.read(resources.fields(language).read_bytes()).data or {}


def _describe(definition: dict[str, Any], texts: Mapping[str, str]) -> None:
    """Put the descriptions of a model's keys into its JSON Schema."""
    if "about" in texts:
        definition["description"] = texts["about"]
    for key, schema in definition.get("properties", {}).items():
        schema.pop("title", None)
        if key in texts:
            schema["description"] = texts[key]


def _suggest(schema: dict[str, Any], ids: list[str]) -> None:
    """Offer ids in the JSON Schema of a key, and accept any other text: a city's own instrument may define more."""
    for option in schema.get("anyOf", [schema]):
        if option.get("type") == "string":
            option["examples"] = ids


def _for_editors(schema: dict[str, Any]) -> dict[str, Any]:
    """Fit a JSON Schema to how editors read YAML: text may look like a number, and a key may be empty."""
    fitted: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties":
            required = schema.get("required", ())
            fitted[key] = {
                name: _for_editors(inner) if name in required else _or_nothing(_for_editors(inner))
                for name, inner in value.items()
            }
        elif key == "$defs":
            fitted[key] = {name: _for_editors(inner) for name, inner in value.items()}
        elif isinstance(value, dict):
            fitted[key] = _for_editors(value)
        elif key == "enum":
            also = [word for choice in value if isinstance(choice, str) for word in words_for(choice)]
            fitted[key] = [*value, *also]
        elif key in {"anyOf", "prefixItems"}:
            fitted[key] = [_for_editors(inner) for inner in value]
        elif key == "type" and value == "string" and not {"enum", "pattern"} & set(schema):
            fitted[key] = ["string", "number"]
        elif key != "default":
            fitted[key] = value
    return fitted


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """Let a value of the JSON Schema be absent."""
    nothing = {"type": "null"}
    if nothing in schema.get("anyOf", ()):
        return schema
    about = {key: schema[key] for key in ("description",) if key in schema}
    inner = {key: value for key, value in schema.items() if key not in about}
    return {"anyOf": [inner, nothing], **about}
