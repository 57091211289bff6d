"""The JSON Schema of a dossier's files, or of an instrument, for editors.

It is made from the models; what it says of each key comes from `languages/fields`.
"""

import re
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, Final, NamedTuple

from kotacerdas import resources
from kotacerdas.dossier.entries import Sections
from kotacerdas.instrument.model import MERGED_ENTRIES, Instrument, InstrumentFile
from kotacerdas.reading import parser
from kotacerdas.reading.choices import pattern_of, words_for
from kotacerdas.reading.models import Model, choices_of, keys_of, model_at
from kotacerdas.reading.references import naming_fields
from kotacerdas.reading.scalars import YES_NO

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Titles = Mapping[str, Mapping[str, tuple[str, str]]]
"""The ids of things that a dossier can name, by their kind, each with its title and what else is said of it."""

_SUPPORTED: Final = ("dimension", "question", "agency", "program", "meeting")
_ANYTHING: Final = (*_SUPPORTED, "document")
_KINDS: Final = {
    "supported": _SUPPORTED,
    "anything": _ANYTHING,
    "subject": _ANYTHING,
    "field": ("dimension",),
}
"""What a reference names → the kinds of things that it may be."""

_MEANING: Final = r"(?<![\w-])([\w-]+) = (.+?)(?=;|\.(?:\s|$)|$)"
_EXAMPLE: Final = r"(?:for example|misalnya) (.+?)(?=;|\.(?:\s|$)|$)"
"""How the texts of keys tell what a word means, and what may be written: see the head of `languages/fields/en.yaml`."""

_NOTHING: Final = {"type": "null"}


def of_dossier(language: str, instrument: Instrument, own: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The JSON Schema of any file of a dossier, with the ids of an instrument, and its own ids, as suggestions.

    `own`: kind → id → title. Any other text is accepted, too: a city's own instrument may define more, and
    the schema is not made anew with every entry.
    """
    of_own = {kind: {name: (title or name, "") for name, title in ids.items()} for kind, ids in own.items()}
    titles: Titles = of_own | dict(_titles(language, instrument))
    schema = _fitted(Sections, _texts(language), titles)
    for kind, ids in titles.items():
        schema["$defs"][kind] = {"oneOf": [_word(name, *about) for name, about in ids.items()]}
    schema["$defs"]["Program"]["properties"]["quick_win"]["anyOf"].insert(1, _yes_no(""))
    return {"$schema": DIALECT} | schema


def of_instrument() -> dict[str, Any]:
    """The JSON Schema of an instrument's file; one that extends another may leave out what it keeps."""
    schema = _fitted(InstrumentFile, {}, {})
    schema["required"] = ["id"]
    for entry in MERGED_ENTRIES:
        schema["$defs"][entry.__name__]["required"] = ["id"]
    return {"$schema": DIALECT} | schema | {"title": "kotacerdas instrument"}


class Key(NamedTuple):
    """A key of a dossier's YAML: its path from the top of a file, what it means, and the words that it takes."""

    path: str
    meaning: str
    choices: tuple[str, ...]


def keys(language: str) -> Iterator[Key]:
    """Every key that a dossier's YAML may hold, section by section."""
    return _keys(Sections, "", _texts(language))


def _keys(model: type[Model], start: str, texts: Mapping[str, Any]) -> Iterator[Key]:
    """The keys that editors are told of: those of a model and of the entries inside it."""
    for name in keys_of(model):
        yield Key(start + name, texts[model.__name__][name], choices_of(model, name))
        if inner := model_at(model, (name,)):
            yield from _keys(inner, f"{start}{name}.", texts)


def _texts(language: str) -> Mapping[str, Any]:
    return parser.read(resources.fields(language).read_bytes()).data or {}


# --- what the models say, as editors read it -----------------------------------------------------


def _fitted(model: type[Model], texts: Mapping[str, Any], titles: Titles) -> dict[str, Any]:
    """The JSON Schema of a model and of the entries inside it, with what is said of each key."""
    schema = model.model_json_schema()
    entries = {entry.__name__: dict(naming_fields(entry)) for entry in _models(model)} if titles else {}
    for name, definition in ((model.__name__, schema), *schema["$defs"].items()):
        about, kinds = texts.get(name, {}), entries.get(name, {})
        del definition["title"]  # the name of a class
        if "about" in about:
            definition["description"] = about["about"]
        for key, found in definition.get("properties", {}).items():
            text = about.get(key, "")
            value = _value(found, kinds.get(key, ""), text, titles)
            if key not in definition.get("required", ()):
                value = _or_nothing(value)
            definition["properties"][key] = value | ({"description": text} if text else {})
    return schema


def _models(model: type[Model]) -> Iterator[type[Model]]:
    """The models that the JSON Schema describes: a model and those of the entries inside it."""
    yield model
    for key in keys_of(model):
        if inner := model_at(model, (key,)):
            yield from _models(inner)


def _value(schema: dict[str, Any], kind: str, text: str, titles: Titles) -> dict[str, Any]:
    """What a value may be, by its JSON Schema: one of some words, with their titles; an id; or whatever YAML makes of it."""
    if "anyOf" in schema:
        options = [_value(each, kind, text, titles) for each in schema["anyOf"] if each != _NOTHING]
        value = options[0] if len(options) == 1 else {"anyOf": options}
        return _or_nothing(value) if _NOTHING in schema["anyOf"] else value
    if "items" in schema:
        return {
            "type": "array",
            "items": _value(schema["items"], kind, text, titles),
            **_examples(text, list),
        }
    if isinstance(schema.get("additionalProperties"), dict):
        value = _or_nothing(_value(schema["additionalProperties"], "", "", titles))
        statements = titles.get("statement", {}) if kind == "question" else {}
        known = {name: value | {"description": about} for name, (_, about) in statements.items()}
        return {"type": "object", "properties": known, "additionalProperties": value, **_examples(text, dict)}
    leaf = {key: value for key, value in schema.items() if key not in {"title", "default"}}
    if "enum" in schema:
        return _choice(schema["enum"], text)
    if leaf == YES_NO:
        return _yes_no(text)
    if leaf.get("type") == "string" and "pattern" not in leaf:
        leaf |= {"type": ["string", "number"], "pattern": r"\S"}
    if "pattern" in leaf and text:
        leaf["patternErrorMessage"] = text
    if kinds := [each for each in _KINDS.get(kind, (kind,)) if titles.get(each)]:
        words = [_word(*each) for each in re.findall(_MEANING, text)]
        return {"anyOf": [*({"$ref": f"#/$defs/{each}"} for each in kinds), *words, leaf]}
    examples = {} if "$ref" in leaf else _examples(text, str, int)
    return {"anyOf": [leaf | examples]} if examples else leaf  # at the key an example would be filled in


def _or_nothing(value: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a value that may be absent."""
    for key in ("oneOf", "anyOf"):
        if key in value:
            return value if _NOTHING in value[key] else value | {key: [*value[key], _NOTHING]}
    return {"anyOf": [value, _NOTHING]}


def _choice(words: list[str], text: str) -> dict[str, Any]:
    """A value that is one of some words: in the form that is offered, or in another that is read."""
    numbers = [int(other) for word in words for other in words_for(word) if other.isdecimal()]
    other = {"type": "string", "pattern": pattern_of(tuple(words))}
    return _offered(words, text, other, *([{"enum": numbers}] if numbers else []))


def _yes_no(text: str) -> dict[str, Any]:
    """A value that is yes or no."""
    return _offered(["ya", "tidak"], text, YES_NO)


def _offered(words: list[str], text: str, other: Mapping[str, Any], *more: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a value that is one of the words that editors offer, with what each means, or has another form, which is none of them."""
    meanings = dict(re.findall(_MEANING, text))
    others = {"pattern": f"^(?!(?:{'|'.join(words)})$){other['pattern'].removeprefix('^')}"}
    if text:
        others["patternErrorMessage"] = text
    return {"oneOf": [*(_word(w, meanings.get(w, w), text) for w in words), {**other, **others}, *more]}


def _word(word: str, title: str, more: str = "") -> dict[str, Any]:
    """A word or id that is offered, with what it stands for: some editors show the title, others the description."""
    return {"const": word, "title": title, "description": f"{title}. {more}" if more else title}


def _examples(text: str, *types: type) -> dict[str, Any]:
    """What the text of a key gives the JSON Schema as examples of some types: text, numbers, a list in brackets, or a key with its value."""
    examples: list[Any] = []
    for written in re.findall(_EXAMPLE, text):
        if written[0] == "[" or dict in types:
            data = (
                parser.read(f"list: {written}".encode() if written[0] == "[" else written.encode()).data or {}
            )
            examples += [data, *data.values()]
        else:
            each = re.split(r",? (?:or|atau) |, ", written)
            examples += [int(example) if example.isdecimal() else example for example in each]
    fitting = [example for example in examples if isinstance(example, types)]
    return {"examples": fitting} if fitting else {}


def _titles(language: str, instrument: Instrument) -> Titles:
    """What editors offer of an instrument by its id, with what it is called in a language."""
    word = attrgetter(language)
    dimensions = instrument.dimensions.values()
    asked = {q.id: (word(q.sub_indicator), word(q.asks)) for q in instrument.questions.values()}
    return {
        "dimension": {d.id: (word(d.name), "") for d in dimensions},
        "sub-dimension": {s.id: (word(s.name), word(d.name)) for d in dimensions for s in d.sub_dimensions},
        "document-type": {t.id: (word(t.name), word(t.what)) for t in instrument.document_types.values()},
        "question": asked,
        "statement": {q.id: asked[q.id] for q in instrument.questions.values() if q.kind == "survey"},
        "requirement": {r.id: (word(r.title), word(r.why)) for r in instrument.requirements.values()},
    }
