"""The words of a workbook in one language: what stands in a cell for an id or a word of choice, and what is meant by it."""

from collections import Counter
from functools import cache, cached_property
from typing import Final

from kotacerdas.assessment.known_ids import KnownIds
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.nearest import fold
from kotacerdas.privacy import anonymous
from kotacerdas.reading.choices import in_language
from kotacerdas.reading.references import ids_in
from kotacerdas.sheets.tables import Column, Table

SEPARATOR: Final = "; "
"""What parts the names in a cell."""

_YES_NO: Final = ("ya", "tidak")
_BY_ID: Final = frozenset({"document", "question"})
"""Kinds of things that a workbook calls by their ids."""


def name_of(messages: Messages, table: Table) -> str:
    """The name of a table's sheet."""
    return messages.text(f"sheet.tables.{table.name}")


def heading(messages: Messages, path: str, table: Table) -> str:
    """The heading of a column."""
    key = f"sheet.columns.{path.replace('.', '-')}"
    return messages.texts.get(f"{key}-of-{table.name}") or messages.text(key)


class Labels:
    """The labels of a workbook for a dossier."""

    def __init__(self, dossier: Dossier, instrument: Instrument, messages: Messages) -> None:
        """Keep what ids stand for; labels are made at first use."""
        self._dossier, self._instrument, self.messages = dossier, instrument, messages
        self._known = KnownIds(dossier, instrument)
        self._added: dict[str, str] = {}

    # --- values ----------------------------------------------------------------------------------

    def shown(self, column: Column, text: str) -> str:
        """The label that a cell shows for a canonical text."""
        if column.kind == "yes-no":
            return self.messages.text(f"sheet.words.{text}") if text in _YES_NO else text
        if column.choices:
            return in_language(text, self.messages.language)
        if column.names:
            return self._shown_names(column, text)
        return text

    @cache  # noqa: B019 - as long as a workbook
    def _shown_names(self, column: Column, text: str) -> str:
        """What a cell shows for ids: their labels, or the ids themselves where those would mean something else."""
        shown = SEPARATOR.join(self._label(column.names, id_) for id_ in text.split("\n"))
        return shown if self.meant(column, shown) == text else text

    def options(self, column: Column) -> list[str]:
        """The labels that a person may choose in a column."""
        if column.kind == "yes-no":
            return [self.messages.text(f"sheet.words.{word}") for word in _YES_NO]
        if column.choices:
            return [in_language(choice, self.messages.language) for choice in column.choices]
        if column.names == "supported":
            kinds = ("program", "agency", "dimension", "question")
            return [self._label("supported", id_) for kind in kinds for id_ in self._ids(kind)]
        return [self._label(column.names, id_) for id_ in self._ids(column.names)] if column.names else []

    def _ids(self, kind: str) -> list[str]:
        """The ids of a kind, in the order of the dossier or the instrument."""
        known = self._known.by_kind[kind]
        return [id_ for id_ in self._in_order if id_ in known]

    @cached_property
    def _in_order(self) -> list[str]:
        """Every id that may be chosen by its label, each once."""
        dossier, instrument = self._dossier, self._instrument
        lists = (dossier.agencies, dossier.programs, dossier.meetings, dossier.documents, dossier.follow_ups)
        ids = [entry.id for entries in lists for entry in entries if entry.id]
        ids += [*instrument.dimensions, *instrument.questions]
        return list(dict.fromkeys([*ids, *(id_ for known in instrument.ids().values() for id_ in known)]))

    def _label(self, kind: str, id_: str) -> str:
        """The label of an id: its name where nothing else is called so."""
        if kind in _BY_ID or id_ in self._instrument.questions:
            return anonymous(id_)
        name = self._labels.get(id_) or self._type_labels.get(id_ if kind == "document-type" else "", "")
        return name if name and (self._known.meant(kind, name) or (id_,)) == (id_,) else anonymous(id_)

    @cached_property
    def _labels(self) -> dict[str, str]:
        """The labels of agencies, programs, dimensions and sub-dimensions: each name that only one has."""
        names = {agency.id: agency.short_name or agency.name for agency in self._dossier.agencies}
        names |= {program.id: program.name for program in self._dossier.programs}
        for dimension in self._instrument.dimensions.values():
            names[dimension.id] = self.messages.word(dimension.name)
            names |= {sub.id: self.messages.word(sub.name) for sub in dimension.sub_dimensions}
        names = {id_: " ".join(name.split()) for id_, name in names.items() if ";" not in name}
        often = Counter(map(fold, names.values()))
        return {id_: name for id_, name in names.items() if often[fold(name)] == 1}

    @cached_property
    def _type_labels(self) -> dict[str, str]:
        """The names of document types."""
        return {name: self.messages.word(kind.name) for name, kind in self._instrument.document_types.items()}

    # --- what is meant ---------------------------------------------------------------------------

    def add(self, name: str, id_: str) -> None:
        """Know a new entry by its name, too, so that other rows can name it."""
        self._added[fold(name)] = id_

    def meant(self, column: Column, text: str) -> str:
        """The canonical text that is meant by the label in a cell; the text itself where nobody knows it."""
        if column.kind == "yes-no" and text:
            words = {fold(self.messages.text(f"sheet.words.{word}")): word for word in _YES_NO}
            return words.get(fold(text), text)
        if column.names and column.is_many:
            pieces = [piece for part in text.split("\n") for piece in part.split(";")]
            return "\n".join(
                id_ for piece in pieces if piece.strip() for id_ in self._several(column.names, piece.strip())
            )
        if column.names and text:
            return self._one(column.names, text)
        if column.is_many and "\n" not in text:
            return "\n".join(piece.strip() for piece in text.split(";") if piece.strip())
        return column.canonical(text)

    def _several(self, kind: str, piece: str) -> list[str]:
        """The ids that are meant by a piece of a list of labels: one by its name, else several side by side."""
        one = self._one(kind, piece)
        if one != piece or piece in self._known.by_kind.get(kind, ()):
            return [one]
        return [self._one(kind, name) for name in ids_in(piece)] or [piece]

    def _one(self, kind: str, text: str) -> str:
        """The id that is meant by a label; the text itself where that is not one thing."""
        if text in self._known.by_kind.get(kind, ()):
            return text
        meant = self._known.meant(kind, text)
        return meant[0] if len(meant) == 1 else self._added.get(fold(text), text)
