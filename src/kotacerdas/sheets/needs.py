"""What a dossier lacks, as a workbook shows it: cells to fill in rows that stand, and a row ready for each thing that is missing."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, Lack, NearMiss
from kotacerdas.assessment.owners import Owners
from kotacerdas.findings import SubjectRef
from kotacerdas.instrument.model import Requirement
from kotacerdas.languages.names import Names
from kotacerdas.reading.choices import in_language
from kotacerdas.sheets.rows import Row, digest, rows
from kotacerdas.sheets.tables import MEANS, TABLES, Table

_HOMES: Final[Mapping[str, str]] = {
    "program": "programs",
    "quick-win": "programs",
    "agency": "agencies",
    "dimension": "dimensions",
    "meeting": "meetings",
    "dossier": "dossier",
}
"""A kind of subject → the table in which its own fields stand."""

_MENDED_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "draft": ("state", "file"),
    "revoked": ("state", "file"),
    "no-number": ("number",),
    "no-date": ("date",),
    "undated": ("date",),
    "wrong-year": ("date", "file"),
    "unsigned": ("signed", "file"),
    "no-file": ("file",),
    "file": ("file",),
}
"""What a document fails by → the columns where that is mended."""

_SURVEYED: Final[Mapping[str, str]] = {"survey.respondents": "respondents", "survey.services": "service"}


class Blank(NamedTuple):
    """A row that is ready to be filled: its table, the texts that it has already, by column, and its key."""

    table: str
    texts: Mapping[str, str]
    key: str


class Needs:
    """What is to be filled in a workbook, by table.

    `marks`: table and key of a row → its columns to fill, each with its level; `blanks`: the rows that are ready;
    `cells`: table and key of a row → the cells of the matrix that it may close, for a word on what is lacking.
    """

    def __init__(self, assessment: Assessment, names: Names) -> None:
        """Go through what is missing. `assessment` may be narrowed to an agency; it must have a dossier."""
        dossier, instrument = assessment.dossier, assessment.instrument
        assert dossier is not None  # noqa: S101 - refused before
        assert instrument is not None  # noqa: S101
        self._dossier, self._instrument, self._names = dossier, instrument, names
        self.marks: dict[tuple[str, str], dict[str, str]] = {}
        self.blanks: dict[str, list[Blank]] = {name: [] for name in TABLES}
        self.cells: dict[tuple[str, str], list[Cell]] = {}
        self._rows = {name: list(rows(table, dossier)) for name, table in TABLES.items()}
        self._keys = {
            name: {row.name: row.key for row in reversed(listed)} for name, listed in self._rows.items()
        }
        self._ready: dict[str, Blank] = {}
        self._ids = {name for listed in self._keys.values() for name in listed}
        owners = Owners(dossier, instrument)
        for cell in assessment.matrix.missing():
            for part in owners.parts(cell):
                self._take(part, instrument.requirements[cell.requirement], owners)

    def rows(self, table: Table) -> list[Row]:
        """The rows of a table that stand in the dossier."""
        return self._rows[table.name]

    def _take(self, part: Cell, row: Requirement, owners: Owners) -> None:
        """Note what one owner's part of a cell asks for."""
        if part.attempts:
            for verdict in part.attempts:
                self._of_subject(part, row, verdict.subject.ref, verdict.lacks, verdict.near_misses, owners)
        elif any(lack.kind == "subjects" for lack in part.lacks):
            self._new_subject(part, row)
        else:
            self._of_subject(part, row, part.subject, part.lacks, part.near_misses, owners)

    def _of_subject(
        self,
        cell: Cell,
        row: Requirement,
        subject: SubjectRef,
        lacks: Iterable[Lack],
        near: tuple[NearMiss, ...],
        owners: Owners,
    ) -> None:
        """Note what one subject lacks."""
        for lack in lacks:
            if lack.kind == "documents":
                self._documents(cell, row, subject, lack, near, owners)
            elif lack.kind == "window":
                home = {"meeting": ("meetings", "date"), "question": ("statistics", "year")}
                table, column = home.get(subject.kind, ("programs", "since"))
                self._mark(cell, table, subject.id, [column])
            elif lack.kind == "check":
                self._survey(cell, subject.id, "")
            else:
                for path in lack.fields:
                    self._field(cell, subject, path)

    # --- documents -------------------------------------------------------------------------------

    def _documents(
        self,
        cell: Cell,
        row: Requirement,
        subject: SubjectRef,
        lack: Lack,
        near: tuple[NearMiss, ...],
        owners: Owners,
    ) -> None:
        """Note the documents to be mended for a lack, else rows for those that are missing."""
        mended = owners.mended(lack, near)
        for miss in mended:
            field = str(miss.details.get("field", "file"))
            self._mark(cell, "documents", miss.document, _MENDED_AT.get(miss.reason, (field,)))
        listed = lack.details.get("listed")
        if listed and not lack.details.get("absent"):
            self._mark(cell, "dossier", "", [str(listed)])
        have = {self._type_of(miss.document) for miss in mended}
        if lack.is_choice:
            types = list(lack.types[:1] or [""]) * (1 if not have else 0)
        else:
            types = [name for name in lack.types if name not in have]
        supports = "\n".join(cell.proves) if subject.kind == "dossier" else subject.id
        for name in types:
            self._document(cell, row, name, supports, subject)

    def _document(self, cell: Cell, row: Requirement, type_: str, supports: str, subject: SubjectRef) -> None:
        """Note a row for a document of a type that is missing, once for what it supports."""
        kind = self._instrument.document_types.get(type_)
        title = (
            self._names.document_type(type_, is_short=True)
            if type_
            else self._names.messages.text("sheet.paper")
        )
        about = "" if subject.kind == "dossier" else self._subject_name(subject)
        texts = {"type": type_, "agency": cell.agency or "", "supports": supports}
        texts["title"] = f"{title[:1].upper()}{title[1:]} {about}".strip()
        rule, needs = row.documents, [*(kind.needs if kind else ["type"]), "file"]
        if rule:
            needs += [*(["date"] if rule.window else []), *(["signed"] if rule.signed else []), *rule.fields]
        self._blank(cell, "documents", texts, needs, ("type", "supports"))

    def _type_of(self, document: str) -> str:
        return next((d.type for d in self._dossier.documents if d.id == document), "")

    def _subject_name(self, subject: SubjectRef) -> str:
        """What a subject is called in the title of a document."""
        meetings = {m.id: m.title for m in self._dossier.meetings}
        name = meetings.get(subject.id) or self._names.subject_alone(subject)
        return name.strip('"')

    # --- fields ----------------------------------------------------------------------------------

    def _field(self, cell: Cell, subject: SubjectRef, path: str) -> None:
        """Note a field of a subject that is to be filled."""
        first, _, rest = path.partition(".")
        if subject.kind == "question":
            self._of_question(cell, subject.id, first, rest)
        elif first == "survey":
            self._survey(cell, subject.id, path)
        elif first == "recommendations":
            for row in self.rows(TABLES["follow-ups"]):
                if not row.texts[TABLES["follow-ups"].paths.index("status")]:
                    self._note(cell, "follow-ups", row.key, ["status"])
        elif first in {"partners", "mitigated_risks"}:
            table, columns = (
                ("partners", ["name"]) if first == "partners" else ("risks", ["risk", "mitigation"])
            )
            self._blank(cell, table, {"program": subject.id}, columns, ("program",))
        elif path == "budget.other_sources":
            self._blank(cell, "funding", {}, ["source", "amount"])
        elif first == "other_agencies":
            self._mark(cell, "meetings", subject.id, ["agencies"])
        elif subject.is_program and first in {"quick_win", "users"}:
            self._mark(cell, "quick-wins", subject.id, [path])
        else:
            table = _HOMES[subject.kind]
            column = {"contact": "contact.name", "masterplan": "masterplan.legal_basis"}.get(path, path)
            column = path if path in TABLES[table].paths else column
            self._mark(cell, table, "" if table == "dossier" else subject.id, [column])

    def _of_question(self, cell: Cell, question: str, fact: str, column: str) -> None:
        """Note what a question lacks: of its answer, its figure, its part of the action plan."""
        if fact == "action_plan":
            kind = self._instrument.questions[question].action_plan or ""
            of_kind = [row for row in self.rows(TABLES["action-plan"]) if row.texts[0] == kind]
            for row in of_kind:
                if not row.texts[TABLES["action-plan"].paths.index(column)]:
                    self._note(cell, "action-plan", row.key, [column])
            if not of_kind:
                texts = {"kind": kind, "agency": cell.agency or ""}
                self._blank(cell, "action-plan", texts, ["activity", column], ("kind",))
            return
        table = "statistics" if fact == "statistic" else "answers"
        by_hand = ["figure", "reason"] if self._instrument.questions[question].computed else ["figure"]
        self._mark(cell, table, question, [column] if column else by_hand)

    def _survey(self, cell: Cell, dimension: str, path: str) -> None:
        """Note what the survey of a dimension lacks: entries for its sub-dimensions, means, and in each what `path` asks."""
        table = TABLES["surveys"]
        own = [row for row in self.rows(table) if row.texts[0] == dimension]
        if path in _SURVEYED or not path:
            for row in own:
                self._note(cell, "surveys", row.key, [_SURVEYED.get(path, "sample")])
        covered = {row.texts[1] for row in own}
        answered = {row.texts[0] for row in self.rows(TABLES[MEANS])}
        for question in self._instrument.questions.values():
            if question.kind == "survey" and question.dimension == dimension and path:
                sub = question.sub_dimension or ""
                if sub not in covered and "" not in covered:
                    texts = {"dimension": dimension, "sub_dimension": sub}
                    columns = ["service", "users", "respondents", "sample", "method"]
                    self._blank(cell, "surveys", texts, columns, ("sub_dimension",))
                if question.id not in answered:
                    self._blank(cell, MEANS, {"question": question.id}, ["mean"], ("question",))

    # --- subjects --------------------------------------------------------------------------------

    def _new_subject(self, cell: Cell, row: Requirement) -> None:
        """Note a row for a subject of which there are too few, and rows for its documents."""
        where = {key: value[0] for key, value in row.where.items() if value}
        if row.subject == "meeting":
            body = where.get("body", "")
            year = self._dossier.info.year
            name = in_language(body, "id").replace(" ", "-")
            texts = {"id": self._new_id(f"rapat-{name}-{year}"), "body": body}
            blank = self._blank(cell, "meetings", texts, ["title", "date", "agencies"], ("body",))
            for name in row.documents.all_of if row.documents else ():
                self._document(cell, row, name, blank.texts["id"], SubjectRef("meeting", blank.texts["id"]))
        elif row.subject in {"program", "quick-win"}:
            texts = {"dimension": cell.subject.id if cell.subject.kind == "dimension" else "", **where}
            texts = {key: value for key, value in texts.items() if key in TABLES["programs"].paths}
            if row.subject == "quick-win":
                texts["quick_win"] = "ya"
            self._blank(
                cell, "programs", texts, ["name", "agency", "sub_dimension"], ("dimension", "quick_win")
            )

    def _new_id(self, start: str) -> str:
        """An id that nothing has yet."""
        names = (start if n == 1 else f"{start}-{n}" for n in count(1))
        return next(name for name in names if name not in self._ids)

    # --- notes -----------------------------------------------------------------------------------

    def _mark(self, cell: Cell, table: str, name: str, columns: Iterable[str]) -> None:
        """Note columns to fill in the row of a name, or in one that is made ready for it."""
        if key := self._keys[table].get(name):
            self._note(cell, table, key, columns)
        elif identity := TABLES[table].identity:
            self._blank(cell, table, {identity: name}, columns, (identity,))

    def _blank(
        self,
        cell: Cell,
        table: str,
        texts: Mapping[str, str],
        columns: Iterable[str],
        known_by: Iterable[str] = (),
    ) -> Blank:
        """A row that is ready to be filled, one for what it is known by, with columns noted."""
        key = digest("+", table, *(texts.get(path, "") for path in known_by))
        if key not in self._ready:
            self._ready[key] = Blank(table, texts, key)
            self.blanks[table].append(self._ready[key])
        self._note(cell, table, key, columns)
        return self._ready[key]

    def _note(self, cell: Cell, table: str, key: str, columns: Iterable[str]) -> None:
        """Note columns to fill in a row, mandatory before recommended."""
        marks = self.marks.setdefault((table, key), {})
        for column in columns:
            if marks.get(column) != "mandatory":
                marks[column] = cell.level
        noted = self.cells.setdefault((table, key), [])
        if cell not in noted:
            noted.append(cell)
