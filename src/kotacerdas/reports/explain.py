"""The view of `explain`: what a name stands for, or which names some words lead to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from kotacerdas.assessment.subjects import values_of
from kotacerdas.dossier import editor_schema
from kotacerdas.errors import CannotRun
from kotacerdas.instrument import model
from kotacerdas.languages import sentences
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import ranges
from kotacerdas.nearest import fold
from kotacerdas.reading.choices import words_for
from kotacerdas.reading.models import choices_of
from kotacerdas.reports import explainable_names
from kotacerdas.reports.page import NOTHING, Paint, shortened, wrapped

Lines = Iterator[tuple[str, str]]
"""Labels, as keys of the catalogue, and what stands beside them; an empty one goes on with the last."""

_GROUPS: Final = {"kind": "explain.about", "status": "terms.program"}
"""The field of a subject → where its words of choice stand, if not under `terms` by its own name."""

_LISTED: Final = {
    "dimensions": ("dimension", "sub-dimension"),
    "group.document-type": ("document-type",),
    "group.requirement": ("requirement",),
}
"""The headings of the overview → the kinds of names below each."""

_SPECIAL: Final = (model.SELF, model.PROGRAM_QUESTION, model.IMPACT_QUESTIONS)


def render(
    name: str, instrument: model.Instrument, messages: Messages, paint: Paint, width: int
) -> str | None:
    """Explain what a name stands for; None if it stands for nothing."""
    asked = fold(name)
    for code in sentences.codes(messages):
        if fold(code) == asked:
            return "\n".join(_finding(code, messages, paint, width)) + "\n"
    for known in explainable_names.names(instrument, messages):
        for written in known.texts if known.kind == "word" else (known.id,):
            if fold(written) == asked:
                names = Names(messages, instrument=instrument)
                return _shown(written, known, instrument, names, paint, width)
    return None


def _shown(
    written: str,
    known: explainable_names.Name,
    instrument: model.Instrument,
    names: Names,
    paint: Paint,
    width: int,
) -> str:
    """The explanation of a name as text: its title, its reason, and labelled lines."""
    title, reason, messages = known.title, known.reason, names.messages
    if known.kind in {"word", "key"}:  # whose titles explain them
        title, reason = known.id if known.id != written else "", title
    heading = messages.text(f"explain.heading.{known.kind}", id=written)
    lines = [paint("strong", f"{heading}: {title}" if title else heading), ""]
    lines += [*wrapped(reason, width), ""] if reason else []
    for label, beside in _LINES[known.kind](known.entry, instrument, names) if known.entry else ():
        start = f"{messages.text(f'explain.{label}') if label else '':<16} "
        first, *rest = wrapped(beside, width, start)
        lines += [first.replace(start, paint("faint", start), 1), *rest]
    return "\n".join(lines).rstrip("\n") + "\n"


def matching(
    words: str, instruments: Sequence[model.Instrument], messages: Messages, paint: Paint, width: int
) -> str:
    """Explain what some words lead to in the first instrument that has any such names: list these, or explain the only one.

    Raises CannotRun if they lead to nothing.
    """
    known: list[explainable_names.Name] = []
    for instrument in instruments:
        known = list(explainable_names.names(instrument, messages))
        if meant := explainable_names.matches(words, known):
            break
    else:
        near = f'" {messages.text("words.or")} "'.join(explainable_names.suggestions(words, known))
        raise CannotRun("no-such-code", name=words, suggestion=near)
    if len(meant) == 1:
        return render(meant[0].id, instrument, messages, paint, width) or ""
    lines = wrapped(messages.text("explain.matches", words=words, n=len(meant)), width)
    margin = max(len(name.id) for name in meant) + 2
    for kind, of_kind in groupby(meant, key=lambda name: name.kind):
        lines += ["", paint("strong", messages.text(f"explain.group.{kind}"))]
        lines += [f"  {name.id:<{margin}}{shortened(name.title, width - margin - 2)}" for name in of_kind]
    return "\n".join([*lines, "", messages.text("explain.each")]) + "\n"


def overview(instrument: model.Instrument, messages: Messages, paint: Paint, width: int) -> str:
    """The view of `explain` without words: everything of an instrument, by id: what YAML can refer to."""
    known = list(explainable_names.of_instrument(instrument, messages))
    lines: list[str] = []
    for label, kinds in _LISTED.items():
        of_kind = [name for name in known if name.kind in kinds]
        margin = max(len(name.id) for name in of_kind) + 2
        lines.append(paint("strong", messages.text(f"explain.{label}")))
        for name in of_kind:
            lines += wrapped(name.title, width, f"  {name.id:<{margin}}")
        lines.append("")
    lines.append(messages.text("explain.questions", ids=ranges(instrument.questions)))
    return "\n".join(lines) + "\n"


def _finding(code: str, messages: Messages, paint: Paint, width: int) -> Iterator[str]:
    """Explain a finding code: why it is one, and what can be done."""
    title = messages.text(f"findings.{code}.title")
    yield paint("strong", f"{messages.text('explain.heading.finding', id=code)}: {title}")
    yield ""
    for paragraph in sentences.why(code, messages).split("\n\n"):
        yield from wrapped(paragraph, width)
    yield ""
    yield paint("strong", messages.text("explain.next"))
    for hint in sentences.hints(code, messages):
        yield from wrapped(hint, width, "  - ")


def _requirement(row: model.Requirement, _: model.Instrument, names: Names) -> Lines:
    """Explain a requirement: its level, whom it asks, what it demands, what it proves, its basis."""
    messages = names.messages
    yield "level", messages.text(f"words.{row.level}")
    yield "subject", _asked_of(row, names)
    yield "demands", _demands(row, names)
    for case in row.cases:
        where, demands = _where(row.subject, case.where, names), _demands(case, names)
        demands += f" ({messages.text(f'words.{case.level}')})" if case.level else ""
        yield "", messages.text("explain.case", where=where, demands=demands)
    special = {ref: messages.text(f"explain.proves-{ref}") for ref in _SPECIAL}
    proven = [special.get(ref) or names.question(ref) for ref in row.proves]
    yield "proves", messages.joined(proven, "and") or messages.text("explain.proves-none")
    yield "basis", names.basis(row)


def _asked_of(row: model.Requirement, names: Names) -> str:
    """Explain of which subjects, and how many, a requirement is asked."""
    messages = names.messages
    kind, many = messages.text(f"words.{row.subject}"), messages.text(f"words.{row.subject}-many")
    group = messages.text(f"explain.group-{row.per}")
    if row.at_least == "all":
        parts = [messages.text("explain.all", kind=many, group=group)]
    elif row.at_least:
        counted = kind if row.at_least == "1" else many
        parts = [messages.text("explain.at-least", n=row.at_least, kind=counted, group=group)]
    elif row.subject == "dossier":
        parts = [messages.text("words.the-dossier")]
    else:
        parts = [messages.text("explain.every", kind=kind)]
    if row.where:
        parts.append(messages.text("explain.where", where=_where(row.subject, row.where, names)))
    if row.where_filled:
        parts.append(messages.text("explain.where-filled", fields=messages.fields(row.where_filled)))
    return ", ".join(parts)


def _where(subject: str, conditions: model.Conditions, names: Names) -> str:
    """Explain the conditions of a row or case on fields of its subjects; of most kinds of question, which they are not."""
    messages, parts = names.messages, []
    for path, words in conditions.items():
        values, key = values_of(subject, path, words), path
        if path == "kind" and len(values) > len(kinds := choices_of(model.Question, path)) / 2:
            values, key = tuple(kind for kind in kinds if kind not in values), "kind-not"
        if values in {(True,), (False,)}:
            key += "-yes" if values[0] else "-no"
        shown = messages.joined((_value(path, value, names) for value in values), "or")
        known = key if f"explain.condition.{key}" in messages.texts else "other"
        parts.append(messages.text(f"explain.condition.{known}", field=messages.field(path), values=shown))
    return messages.joined(parts, "and")


def _value(path: str, value: object, names: Names) -> str:
    """Explain a value that a condition names, as people call it."""
    messages = names.messages
    if isinstance(value, bool):
        return messages.text(f"words.{'yes' if value else 'no'}")
    if isinstance(value, float):
        return messages.number(value)
    group = _GROUPS.get(path, f"terms.{path.rpartition('.')[2]}")
    return messages.texts.get(f"{group}.{value}") or names.named(str(value))


def _demands(rule: model.Requirement | model.Case, names: Names) -> str:
    """Explain what a row or case demands."""
    messages = names.messages
    row = rule if isinstance(rule, model.Requirement) else None
    parts = []
    if row and row.check:
        title = messages.text(f"findings.{row.check}.title")
        parts.append(messages.text("explain.in-code", check=row.check, title=title))
    if rule.fields:
        parts.append(messages.text("explain.filled", fields=messages.fields(rule.fields)))
    for path, minimum in row.minimum.items() if row else ():
        parts.append(messages.text("explain.minimum", field=messages.field(path), minimum=minimum))
    if rule.documents:
        parts.append(_documents(rule.documents, names))
    if rule.subject_window:
        window = _window(rule.subject_window, messages)
        parts.append(messages.text("explain.subject-window", window=window))
    return "; ".join(parts) or messages.text("explain.existence")


def _documents(rule: model.DocumentsRule, names: Names) -> str:
    """Explain which documents a row demands."""
    messages = names.messages
    types = messages.joined(
        map(names.document_type, rule.any_of or rule.all_of), "or" if rule.any_of else "and"
    )
    if rule.listed:
        parts = [messages.text("explain.listed", listed=messages.field(rule.listed))]
    else:
        parts = [messages.text("explain.any-of" if types else "explain.any-type", types=types)]
    if rule.count > 1:
        parts.append(messages.text("explain.count", count=rule.count))
    if rule.window:
        parts.append(_window(rule.window, messages))
    if rule.signed:
        parts.append(messages.text("explain.signed"))
    if rule.fields:
        types = messages.joined(map(names.document_type, rule.fields_of), "or")
        key = "explain.with-fields-of" if types else "explain.with-fields"
        parts.append(messages.text(key, types=types, fields=messages.fields(rule.fields)))
    return ", ".join(parts)


def _window(window: model.Window, messages: Messages) -> str:
    """Explain when a document must date from."""
    key = "newest" if window.newest else "years-back" if window.years_back else "round-year"
    return messages.text(f"explain.window-{key}", n=window.years_back)


def _question(question: model.Question, instrument: model.Instrument, names: Names) -> Lines:
    """Explain a question: where it stands in the form, its leverage and levels, and what proves it."""
    messages, aspect = names.messages, instrument.aspects[question.aspect]
    weight = messages.text("explain.weight", weight=aspect.weight)
    yield "aspect", f"{messages.word(aspect.name)}, {weight}"
    yield "indicator", messages.word(question.indicator)
    if question.dimension:
        yield "dimension", messages.word(instrument.dimensions[question.dimension].name)
    yield "printed", question.printed
    leverage = messages.number(instrument.leverages[question.id], 4)
    yield "leverage", messages.text("explain.leverage-text", leverage=leverage)
    low, high = map(messages.number, (instrument.scale.min, instrument.scale.max))
    levels = [f"{level}: {messages.word(words)}" for level, words in question.levels.items()]
    first, *rest = levels or [messages.text("explain.levels-none", low=low, high=high)]
    yield "levels", first
    yield from (("", level) for level in rest)
    rows = [row for row in instrument.requirements.values() if proves(row, question, instrument)]
    yield "proved-by", _titles(rows, messages)
    yield "basis", names.basis(question)


def proves(row: model.Requirement, question: model.Question, instrument: model.Instrument) -> bool:
    """Whether a row is explained as proof of a question: it is about this question or its dimension."""
    known = model.Question.model_fields
    for key, words in row.where.items() if row.subject == "question" else ():
        if key in known and getattr(question, key) not in values_of("question", key, words):
            return False
    return question.id in instrument.proven_by(row, question.dimension, question.id)


def _dimension(dimension: model.InstrumentDimension, instrument: model.Instrument, names: Names) -> Lines:
    """Explain a dimension: its sub-dimensions, and the questions on it."""
    for number, sub in enumerate(dimension.sub_dimensions):
        yield "" if number else "sub-dimensions", f"{sub.id}: {names.messages.word(sub.name)}"
    questions = (q.id for q in instrument.questions.values() if q.dimension == dimension.id)
    yield "its-questions", ranges(questions) or NOTHING


def _sub_dimension(sub: model.SubDimension, instrument: model.Instrument, names: Names) -> Lines:
    """Explain a sub-dimension: its dimension, and the questions on it."""
    dimension = next(one for one in instrument.dimensions.values() if sub in one.sub_dimensions)
    yield "dimension", f"{dimension.id} ({names.messages.word(dimension.name)})"
    questions = (q.id for q in instrument.questions.values() if q.sub_dimension == sub.id)
    yield "its-questions", ranges(questions) or NOTHING


def _key(key: editor_schema.Key, _: model.Instrument, _names: Names) -> Lines:
    """Explain a key of a dossier's YAML: the words that it takes, each with others that mean the same."""
    for number, choice in enumerate(key.choices):
        also = ", ".join(words_for(choice))
        yield "" if number else "choices", f"{choice} ({also})" if also else choice


def _document_type(kind: model.DocumentType, instrument: model.Instrument, names: Names) -> Lines:
    """Explain a document type: its formats and size, what it must have, and the requirements that it meets."""
    messages = names.messages
    yield "files", ", ".join(kind.files)
    yield "", messages.text("explain.size", n=kind.max_megabytes)
    if kind.needs:
        yield "needs", ", ".join(messages.text(f"words.{need}") for need in kind.needs)
    rows = []
    for row in instrument.requirements.values():
        rules = (row.documents, *(case.documents for case in row.cases))
        asked = {name for rule in rules if rule for name in (*rule.any_of, *rule.all_of)}
        if not asked.isdisjoint(instrument.types_of(kind.id)):
            rows.append(row)
    yield "meets", _titles(rows, messages) or NOTHING


def _titles(rows: list[model.Requirement], messages: Messages) -> str:
    return ", ".join(f"{row.id} ({messages.word(row.title)})" for row in rows)


_LINES: Final[Mapping[str, Callable[[Any, model.Instrument, Names], Lines]]] = {
    "requirement": _requirement,
    "question": _question,
    "document-type": _document_type,
    "dimension": _dimension,
    "sub-dimension": _sub_dimension,
    "key": _key,
}
"""The kind of a name → the lines that explain its entry, each beside a label."""
