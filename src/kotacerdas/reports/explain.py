"""The view of `explain`: a finding code, a requirement, a question or a document type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kotacerdas.errors import CannotRun
from kotacerdas.instrument.model import (
    IMPACT_QUESTIONS,
    PROGRAM_QUESTION,
    SELF,
    Case,
    DocumentsRule,
    DocumentType,
    Instrument,
    Question,
    Requirement,
    Window,
)
from kotacerdas.languages.messages import About, Messages, ranges
from kotacerdas.nearest import nearest
from kotacerdas.reports.page import Paint, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kotacerdas.instrument.model import Words

_SPECIAL: Final = (SELF, PROGRAM_QUESTION, IMPACT_QUESTIONS)


def render(name: str, instrument: Instrument, messages: Messages, paint: Paint, width: int) -> str:
    """Explain what a code stands for. Raises CannotRun if it stands for nothing."""
    about = About(None, instrument)
    page = _Sheet(messages, about, paint, width)
    by_name = {key.lower(): key for key in _names(instrument, messages)}
    found = by_name.get(name.lower())
    if found is None:
        raise CannotRun("no-such-code", name=name, suggestion=nearest(name, by_name.values()))
    if found in instrument.requirements:
        lines = page.requirement(instrument.requirements[found])
    elif found in instrument.questions:
        lines = page.question(instrument.questions[found])
    elif found in instrument.document_types:
        lines = page.document_type(instrument.document_types[found])
    else:
        lines = page.finding(found)
    return "\n".join(lines) + "\n"


def overview(instrument: Instrument, messages: Messages, paint: Paint, width: int) -> str:
    """Everything that an instrument names, by id: what can be explained, and what YAML can refer to."""
    lines: list[str] = []

    def group(label: str, ids: Mapping[str, Words]) -> None:
        margin = max(map(len, ids)) + 4
        lines.extend(["", paint("strong", messages.text(f"explain.{label}"))])
        for name, words in ids.items():
            lines.extend(wrapped(messages.word(words), width, f"  {name:<{margin - 2}}"))

    dimensions: dict[str, Words] = {}
    for dimension in instrument.dimensions.values():
        dimensions[dimension.id] = dimension.name
        dimensions |= {sub.id: sub.name for sub in dimension.sub_dimensions}
    group("dimensions", dimensions)
    group("document-types", {kind.id: kind.name for kind in instrument.document_types.values()})
    group("requirements", {row.id: row.title for row in instrument.requirements.values()})
    lines.extend(["", messages.text("explain.questions", ids=ranges(instrument.questions))])
    return "\n".join(lines[1:]) + "\n"


def _names(instrument: Instrument, messages: Messages) -> Iterator[str]:
    yield from messages.codes()
    yield from instrument.document_types
    yield from instrument.questions
    yield from instrument.requirements


class _Sheet:
    """One explanation: a title, then labelled paragraphs."""

    def __init__(self, messages: Messages, about: About, paint: Paint, width: int) -> None:
        self._messages, self._about, self._paint, self._width = messages, about, paint, width

    def finding(self, code: str) -> Iterator[str]:
        yield from self._title("finding", self._messages.title(code), code=code)
        yield ""
        for part in self._messages.why(code).split("\n\n"):
            yield from wrapped(part, self._width)
        hints = self._messages.hints(code)
        yield ""
        yield self._paint("strong", self._messages.text("explain.next"))
        for hint in hints:
            yield from wrapped(hint, self._width, "  - ")

    def requirement(self, row: Requirement) -> Iterator[str]:
        messages = self._messages
        yield from self._title("requirement", messages.word(row.title), id=row.id)
        yield ""
        yield from wrapped(messages.word(row.why), self._width)
        yield ""
        yield from self._line("level", messages.text(f"words.{row.level}"))
        yield from self._line("subject", self._asked_of(row))
        yield from self._line("demands", self._demands(row))
        for case in row.cases:
            said = messages.text("explain.case", where=self._where(case.where), demands=self._demands(case))
            yield from self._line("", said)
        yield from self._line("proves", self._proves(row))
        yield from self._line("basis", self._basis(row))

    def question(self, question: Question) -> Iterator[str]:
        messages, instrument = self._messages, self._about.instrument
        if instrument is None:
            return
        yield from self._title("question", messages.word(question.sub_indicator), id=question.id)
        yield ""
        yield from wrapped(messages.word(question.asks), self._width)
        yield ""
        aspect = instrument.aspects[question.aspect]
        weight = messages.text("explain.weight", weight=aspect.weight)
        yield from self._line("aspect", f"{messages.word(aspect.name)}, {weight}")
        yield from self._line("indicator", messages.word(question.indicator))
        if question.dimension:
            yield from self._line("dimension", messages.word(instrument.dimensions[question.dimension].name))
        yield from self._line("printed", question.printed)
        leverage = messages.number(instrument.leverages[question.id], 4)
        yield from self._line("leverage", messages.text("explain.leverage-text", leverage=leverage))
        if question.levels:
            for level, words in question.levels.items():
                yield from self._line("levels", f"{level}: {messages.word(words)}")
        else:
            yield from self._line("levels", messages.text("explain.levels-none"))
        rows = [
            f"{row.id} ({messages.word(row.title)})"
            for row in instrument.requirements.values()
            if question.id in self._proven(row, question)
        ]
        yield from self._line("proved-by", ", ".join(rows))
        yield from self._line("basis", self._basis(question))

    def document_type(self, kind: DocumentType) -> Iterator[str]:
        messages, instrument = self._messages, self._about.instrument
        if instrument is None:
            return
        yield from self._title("document-type", messages.word(kind.name), id=kind.id)
        yield ""
        yield from wrapped(messages.word(kind.what), self._width)
        yield ""
        yield from self._line("files", ", ".join(kind.files))
        yield from self._line("", messages.text("explain.size", n=kind.max_megabytes))
        if kind.needs:
            yield from self._line("needs", ", ".join(messages.text(f"words.{n}") for n in kind.needs))
        rows = [
            f"{row.id} ({messages.word(row.title)})"
            for row in instrument.requirements.values()
            for rules in [[row.documents, *(case.documents for case in row.cases)]]
            if any(rule and kind.id in (*rule.any_of, *rule.all_of) for rule in rules)
        ]
        yield from self._line("meets", ", ".join(rows) or "–")

    # --- parts -----------------------------------------------------------------------------------

    def _title(self, key: str, title: str, **details: str) -> Iterator[str]:
        head = self._messages.text(f"explain.{key}", **details)
        yield self._paint("strong", f"{head}: {title}")

    def _line(self, label: str, said: str) -> Iterator[str]:
        name = self._messages.text(f"explain.{label}") if label else ""
        start = f"{name:<16} "
        first, *rest = wrapped(said, self._width, start)
        yield first.replace(start, self._paint("faint", start), 1)
        yield from rest

    def _asked_of(self, row: Requirement) -> str:
        messages = self._messages
        kind = messages.text(f"words.{row.subject}")
        many = messages.text(f"words.{row.subject}-many")
        group = messages.text(f"explain.group-{row.per}")
        if row.at_least == "all":
            said = messages.text("explain.all", kind=many, group=group)
        elif row.at_least:
            counted = kind if row.at_least == "1" else many
            said = messages.text("explain.at-least", n=row.at_least, kind=counted, group=group)
        elif row.subject == "dossier":
            said = messages.text("words.the-dossier")
        else:
            said = messages.text("explain.every", kind=kind)
        if row.where:
            said += ", " + messages.text("explain.where", where=self._where(row.where))
        if row.where_filled:
            fields = messages.joined(map(messages.asked, row.where_filled), "and")
            said += ", " + messages.text("explain.where-filled", fields=fields)
        return said

    def _where(self, conditions: Mapping[str, tuple[str, ...]]) -> str:
        parts = (f"{path} = {self._messages.joined(values, 'or')}" for path, values in conditions.items())
        return self._messages.joined(parts, "and")

    def _demands(self, rule: Requirement | Case) -> str:
        messages = self._messages
        parts = []
        if isinstance(rule, Requirement) and rule.check:
            parts.append(messages.text("explain.in-code", check=rule.check))
        if rule.fields:
            fields = messages.joined(map(messages.asked, rule.fields), "and")
            parts.append(messages.text("explain.filled", fields=fields))
        if isinstance(rule, Requirement):
            parts += [
                messages.text("explain.minimum", field=messages.asked(path), minimum=minimum)
                for path, minimum in rule.minimum.items()
            ]
        if rule.documents:
            parts.append(self._documents(rule.documents))
        if rule.subject_window:
            window = self._window(rule.subject_window)
            parts.append(messages.text("explain.subject-window", window=window))
        return "; ".join(parts) or messages.text("explain.existence")

    def _documents(self, rule: DocumentsRule) -> str:
        messages = self._messages
        names = [messages.document_type(name, self._about) for name in rule.any_of or rule.all_of]
        types = messages.joined(names, "or" if rule.any_of else "and")
        if rule.listed:
            parts = [messages.text("explain.listed", listed=rule.listed)]
        elif types:
            parts = [messages.text("explain.any-of", types=types)]
        else:
            parts = [messages.text("explain.any-type")]
        if rule.count > 1:
            parts.append(messages.text("explain.count", count=rule.count))
        if rule.window:
            parts.append(self._window(rule.window))
        if rule.signed:
            parts.append(messages.text("explain.signed"))
        if rule.fields:
            fields = messages.joined(map(messages.asked, rule.fields), "and")
            parts.append(messages.text("explain.with-fields", fields=fields))
        return ", ".join(parts)

    def _window(self, window: Window) -> str:
        if window.newest:
            return self._messages.text("explain.window-newest")
        if window.years_back:
            return self._messages.text("explain.window-years-back", n=window.years_back)
        return self._messages.text("explain.window-round-year")

    def _proves(self, row: Requirement) -> str:
        messages = self._messages
        named = [
            messages.text(f"explain.proves-{ref}") if ref in _SPECIAL else messages.question(ref, self._about)
            for ref in row.proves
        ]
        return messages.joined(named, "and") if named else messages.text("explain.proves-none")

    def _proven(self, row: Requirement, question: Question) -> tuple[str, ...]:
        """The questions that a row proves where it is about this question or its dimension."""
        instrument = self._about.instrument
        if instrument is None or (row.subject == "question" and not _is_asked(row, question)):
            return ()
        return instrument.proven_by(row, question.dimension, question.id)

    def _basis(self, entry: Requirement | Question) -> str:
        messages, instrument = self._messages, self._about.instrument
        source = instrument.sources[entry.source] if instrument else None
        named = f"{entry.source} ({messages.word(source.title)})" if source else entry.source
        basis = messages.text(f"words.{entry.basis}")
        said = messages.text("explain.basis-text", basis=basis, source=named)
        if isinstance(entry, Requirement) and entry.documents_basis:
            of_documents = messages.text(f"words.{entry.documents_basis}")
            said += " " + messages.text("explain.documents-basis", basis=of_documents)
        return said


def _is_asked(row: Requirement, question: Question) -> bool:
    return all(str(getattr(question, key, None)) in values for key, values in row.where.items())
