"""Blank forms that go with a letter: one for each paper that is missing and that the agency makes itself.

Which types of document have one is data of the instrument (`form`).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kotacerdas.assessment.cells import Cell
from kotacerdas.deliverables.letters.asks import formats
from kotacerdas.deliverables.letters.needs import Line, Needs
from kotacerdas.deliverables.letters.records import BlankForm, Letterhead, Program
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.deliverables.view.records import Meeting
from kotacerdas.findings import SubjectRef
from kotacerdas.instrument.model import DocumentType
from kotacerdas.naming import MAX_PART, distinct, slug


class _PlannedForm(NamedTuple):
    """A blank form before it has its words: the name of its file, the type of paper that it is for, its subject, and the cells that lack it."""

    name: str
    kind: DocumentType
    subject: SubjectRef
    cells: list[Cell]


_Key = tuple[str, SubjectRef, str]
"""What a letter has one blank form for: a template and a subject, and where that is the whole dossier, the requirement."""


class BlankForms:
    """The blank forms of a dossier's letters."""

    def __init__(self, lookup: Lookup, needs: Needs, letterhead: Letterhead, place: str) -> None:
        """Keep what all forms share, and the programs and meetings by id."""
        self._lookup, self._needs, self._letterhead, self._place = lookup, needs, letterhead, place
        self._programs = {program.id: program for program in reversed(lookup.dossier.programs)}
        self._meetings = {meeting.id: meeting for meeting in reversed(lookup.dossier.meetings)}

    def enclosed(self, lines: Sequence[Line], agency: str, head: str) -> tuple[list[Line], list[BlankForm]]:
        """The lines of a letter to an agency, those of papers with the names of the blank forms that go with them, and these forms."""
        forms: dict[_Key, _PlannedForm] = {}
        taken: set[str] = set()
        noted = []
        for line in lines:
            own = dict(self._keys(line))
            for key, kind in own.items():
                if key not in forms:
                    forms[key] = _PlannedForm(distinct(self._name(key), taken, "-"), kind, key[1], [])
                forms[key].cells.extend(c for c in line.cells if c.attempts or c.subject == key[1])
            if own:
                names = ", ".join(forms[key].name for key in own)
                enclosed = self._lookup.messages.text("request.enclosed", forms=names)
                note = "; ".join(filter(None, [line.ask.note, enclosed]))
                line = line._replace(ask=line.ask._replace(note=note))  # noqa: PLW2901 - the same with its note
            noted.append(line)
        return noted, [self._form(planned, agency, head) for planned in forms.values()]

    def _form(self, planned: _PlannedForm, agency: str, head: str) -> BlankForm:
        """A blank form for an agency, filled in with what the dossier knows."""
        lookup, kind, subject = self._lookup, planned.kind, planned.subject
        info, word = lookup.dossier.info, lookup.messages.word
        is_of_whole = subject.kind == "dossier"
        return BlankForm(
            language=lookup.messages.language,
            name=planned.name,
            form=kind.form or "",
            title=word(kind.name),
            subject=self._title(planned.cells[0].requirement) if is_of_whole else lookup.name(subject.id),
            city=info.city.name,
            year=info.year,
            evaluation=lookup.evaluation_title(),
            letterhead=self._letterhead._replace(agency=agency),
            place=self._place,
            agency=agency,
            head=head,
            program=self._program(subject),
            meeting=self._meeting(subject),
            looked_for=word(kind.what),
            formats=formats([kind.id], lookup),
            needs=tuple(self._needs.needs(planned.cells, {})),
        )

    def _keys(self, line: Line) -> Iterator[tuple[_Key, DocumentType]]:
        """What a line of a letter has blank forms for, each with its type of paper; one that names its program has them for programs."""
        for kind in map(self._lookup.instrument.document_types.get, line.ask.types):
            if kind and kind.form:
                for subject in line.subjects:
                    requirement = line.ask.key[1] if subject.kind == "dossier" else ""
                    if subject.is_program or not kind.names_program:
                        yield (kind.form, subject, requirement), kind

    def _name(self, key: _Key) -> str:
        """The name of a form's file: the form, and what it is about."""
        form, subject, requirement = key
        about = self._title(requirement) if requirement else subject.id
        return "-".join(filter(None, [slug(form, MAX_PART), slug(about, MAX_PART)]))

    def _title(self, requirement: str) -> str:
        """The title of a requirement."""
        return self._lookup.messages.word(self._lookup.instrument.requirements[requirement].title)

    def _program(self, subject: SubjectRef) -> Program | None:
        """The program that a blank form is about, if it is about one."""
        entry = self._programs.get(subject.id) if subject.is_program else None
        if entry is None:
            return None
        lookup, sub = self._lookup, entry.sub_dimension or ""
        dimension = entry.dimension or lookup.instrument.sub_dimensions().get(sub, "")
        names = {"dimension_name": lookup.name(dimension), "sub_dimension_name": lookup.name(sub)}
        return lookup.record(Program, entry, **names)

    def _meeting(self, subject: SubjectRef) -> Meeting | None:
        """The meeting that a blank form is about, if it is about one."""
        entry = self._meetings.get(subject.id) if subject.kind == "meeting" else None
        if entry is None:
            return None
        body = self._lookup.term("body", entry.body)
        return self._lookup.record(Meeting, entry, body_name=body, documents=())
