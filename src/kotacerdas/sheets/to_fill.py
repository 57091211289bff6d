"""What is to fill in the workbook of a dossier that lacks something: cells in rows that stand, and a row ready for each thing that is missing."""

from collections.abc import Iterable
from typing import Final

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, Lack, NearMiss
from kotacerdas.assessment.owners import Owners
from kotacerdas.findings import SubjectRef
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import capitalised
from kotacerdas.reading.choices import in_language
from kotacerdas.sheets.tables import MEANS, TABLES, Row, digest, free_id, rows

_HOMES: Final = {
    "program": "programs",
    "quick-win": "programs",
    "agency": "agencies",
    "dimension": "dimensions",
    "meeting": "meetings",
    "dossier": "dossier",
}
"""A kind of subject → the table in which its own fields stand."""

_MENDED_AT: Final = {
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

_FIRST: Final = {"meeting": ("meetings", "date"), "question": ("statistics", "year")}
"""A kind of subject → the table and column that tell of when it is; of others the programs tell."""

_PARTS: Final = {
    "partners": ("partners", ("name",)),
    "mitigated_risks": ("risks", ("risk", "mitigation")),
}
"""A field of a program that is a list → its table, and the columns to fill there."""

_COLUMNS: Final = {"contact": "contact.name", "masterplan": "masterplan.legal_basis"}
"""A field that has parts → the column of the one that is asked for, where the field has none itself."""

_SURVEYED: Final = {"survey.respondents": "respondents", "survey.services": "service"}


class ToFill:
    """What is to be filled in a workbook, by table.

    `rows`: the rows that stand in the dossier; `blanks`: those that are ready to be filled, with the texts that they have already;
    `marks`: table and key of a row → its columns to fill, each with its level;
    `cells`: table and key of a row → the cells of the matrix that it may close, for a word on what is lacking.
    """

    def __init__(self, assessment: Assessment, names: Names) -> None:
        """Go through what is missing for what is to fill in a workbook. `assessment` may be narrowed to an agency."""
        dossier, instrument = assessment.readable()
        self._dossier, self._instrument, self._names = dossier, instrument, names
        self._owners = Owners(dossier, instrument)
        self.rows = {name: list(rows(table, dossier)) for name, table in TABLES.items()}
        self.blanks: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.marks: dict[tuple[str, str], dict[str, str]] = {}
        self.cells: dict[tuple[str, str], list[Cell]] = {}
        self._keys = {
            name: {row.name: row.key for row in reversed(listed)} for name, listed in self.rows.items()
        }
        self._ready: dict[str, Row] = {}
        self._ids = {name for listed in self._keys.values() for name in listed}
        for cell in assessment.matrix.missing():
            for part in self._owners.parts(cell):
                self._note_cell(part)

    def _note_cell(self, part: Cell) -> None:
        """Note what is to fill in a workbook for one owner's part of a cell of the matrix."""
        for verdict in part.attempts:
            self._note_subject(part, verdict.subject.ref, verdict.lacks, verdict.near_misses)
        if not part.attempts and any(lack.kind == "subjects" for lack in part.lacks):
            self._ready_subject(part)
        elif not part.attempts:
            self._note_subject(part, part.subject, part.lacks, part.near_misses)

    def _note_subject(
        self, cell: Cell, subject: SubjectRef, lacks: Iterable[Lack], near: tuple[NearMiss, ...]
    ) -> None:
        """Note the cells to fill in a workbook for what one subject lacks."""
        for lack in lacks:
            if lack.kind == "documents":
                self._note_documents(cell, subject, lack, near)
            elif lack.kind == "window":
                table, column = _FIRST.get(subject.kind, ("programs", "since"))
                self._mark_row(cell, table, subject.id, [column])
            elif lack.kind == "check":
                self._note_survey(cell, subject.id, "")
            else:
                for path in lack.fields:
                    self._note_field(cell, subject, path)

    # --- documents -------------------------------------------------------------------------------

    def _note_documents(
        self, cell: Cell, subject: SubjectRef, lack: Lack, near: tuple[NearMiss, ...]
    ) -> None:
        """Note the cells to fill in for documents to be mended, else rows for those that are missing."""
        mended = self._owners.mended(lack, near)
        for miss in mended:
            field = str(miss.details.get("field", "file"))
            self._mark_row(cell, "documents", miss.document, _MENDED_AT.get(miss.reason, (field,)))
        listed = lack.details.get("listed")
        if listed and not lack.details.get("absent"):
            self._mark_row(cell, "dossier", "", [str(listed)])
        ids = {miss.document for miss in mended}
        have = {document.type for document in self._dossier.documents if document.id in ids}
        types = [name for name in lack.types if name not in have]
        if lack.is_choice:
            types = [] if mended else [*lack.types, ""][:1]
        supports = "\n".join(cell.proves) if subject.kind == "dossier" else subject.id
        for name in types:
            self._ready_document(cell, name, supports, subject)

    def _ready_document(self, cell: Cell, type_: str, supports: str, subject: SubjectRef) -> None:
        """Note a row to fill for a document of a type that is missing, once for what it supports."""
        title = self._names.messages.text("sheet.paper")
        if type_:
            title = self._names.document_type(type_, is_short=True)
        if subject.kind != "dossier":  # what it is about
            meetings = {meeting.id: meeting.title for meeting in self._dossier.meetings}
            name = meetings.get(subject.id) or self._names.subject_alone(subject)
            title += " " + name.strip('"')
        texts = {"type": type_, "agency": cell.agency or "", "supports": supports}
        texts["title"] = capitalised(title)
        kind = self._instrument.document_types.get(type_)
        rule, needs = (
            self._instrument.requirements[cell.requirement].documents,
            kind.needs if kind else ["type"],
        )
        needs = [*needs, "file"]
        if rule:
            needs += [*(["date"] if rule.window else []), *(["signed"] if rule.signed else []), *rule.fields]
        self._ready_row(cell, "documents", texts, needs, ("type", "supports"))

    # --- fields ----------------------------------------------------------------------------------

    def _note_field(self, cell: Cell, subject: SubjectRef, path: str) -> None:
        """Note the cell to fill in a workbook for a field of a subject."""
        first, _, rest = path.partition(".")
        if subject.kind == "question":
            self._note_question(cell, subject.id, first, rest)
        elif first == "survey":
            self._note_survey(cell, subject.id, path)
        elif first == "recommendations":
            for row in self.rows["follow-ups"]:
                if not row.texts["status"]:
                    self._mark_columns(cell, "follow-ups", row.key, ["status"])
        elif first in _PARTS:
            table, columns = _PARTS[first]
            self._ready_row(cell, table, {"program": subject.id}, columns, ("program",))
        elif path == "budget.other_sources":
            self._ready_row(cell, "funding", {}, ["source", "amount"])
        elif first == "other_agencies":
            self._mark_row(cell, "meetings", subject.id, ["agencies"])
        elif subject.is_program and first in {"quick_win", "users"}:
            self._mark_row(cell, "quick-wins", subject.id, [path])
        else:
            table = _HOMES[subject.kind]
            column = path if path in TABLES[table].paths else _COLUMNS.get(path, path)
            self._mark_row(cell, table, "" if table == "dossier" else subject.id, [column])

    def _note_question(self, cell: Cell, question: str, fact: str, column: str) -> None:
        """Note the cells to fill for what a question lacks: of its answer, its figure, its part of the action plan."""
        if fact == "action_plan":
            kind = self._instrument.questions[question].action_plan or ""
            of_kind = [row for row in self.rows["action-plan"] if row.texts["kind"] == kind]
            for row in of_kind:
                if not row.texts[column]:
                    self._mark_columns(cell, "action-plan", row.key, [column])
            if not of_kind:
                texts = {"kind": kind, "agency": cell.agency or ""}
                self._ready_row(cell, "action-plan", texts, ["activity", column], ("kind",))
            return
        table = "statistics" if fact == "statistic" else "answers"
        by_hand = ["figure", "reason"] if self._instrument.questions[question].computed else ["figure"]
        self._mark_row(cell, table, question, [column] if column else by_hand)

    def _note_survey(self, cell: Cell, dimension: str, path: str) -> None:
        """Note the cells to fill for what the survey of a dimension lacks: entries for its sub-dimensions, means, and in each what `path` asks."""
        own = [row for row in self.rows["surveys"] if row.texts["dimension"] == dimension]
        if path in _SURVEYED or not path:
            for row in own:
                self._mark_columns(cell, "surveys", row.key, [_SURVEYED.get(path, "sample")])
        covered = {row.texts["sub_dimension"] for row in own}
        answered = {row.texts["question"] for row in self.rows[MEANS]}
        for question in self._instrument.questions.values():
            if question.kind == "survey" and question.dimension == dimension and path:
                sub = question.sub_dimension or ""
                if sub not in covered and "" not in covered:
                    texts = {"dimension": dimension, "sub_dimension": sub}
                    columns = ["service", "users", "respondents", "sample", "method"]
                    self._ready_row(cell, "surveys", texts, columns, ("sub_dimension",))
                if question.id not in answered:
                    self._ready_row(cell, MEANS, {"question": question.id}, ["mean"], ("question",))

    # --- subjects --------------------------------------------------------------------------------

    def _ready_subject(self, cell: Cell) -> None:
        """Note a row to fill for a subject of which there are too few, and rows for its documents."""
        row = self._instrument.requirements[cell.requirement]
        where = {key: value[0] for key, value in row.where.items() if value}
        if row.subject == "meeting":
            body = where.get("body", "")
            name = in_language(body, "id").replace(" ", "-")
            id_ = free_id(f"rapat-{name}-{self._dossier.info.year}", self._ids)
            texts = {"id": id_, "body": body}
            blank = self._ready_row(cell, "meetings", texts, ["title", "date", "agencies"], ("body",))
            for name in row.documents.all_of if row.documents else ():
                self._ready_document(cell, name, blank.texts["id"], SubjectRef("meeting", blank.texts["id"]))
        elif row.subject in {"program", "quick-win"}:
            texts = {"dimension": cell.subject.id if cell.subject.kind == "dimension" else "", **where}
            texts = {key: value for key, value in texts.items() if key in TABLES["programs"].paths}
            if row.subject == "quick-win":
                texts["quick_win"] = "ya"
            columns = ["name", "agency", "sub_dimension"]
            self._ready_row(cell, "programs", texts, columns, ("dimension", "quick_win"))

    # --- notes -----------------------------------------------------------------------------------

    def _mark_row(self, cell: Cell, table: str, name: str, columns: Iterable[str]) -> None:
        """Mark columns to fill in the row of an id, or in one that is made ready for it."""
        if key := self._keys[table].get(name):
            self._mark_columns(cell, table, key, columns)
        elif identity := TABLES[table].identity:
            self._ready_row(cell, table, {identity: name}, columns, (identity,))

    def _ready_row(
        self,
        cell: Cell,
        table: str,
        texts: dict[str, str],
        columns: Iterable[str],
        known_by: Iterable[str] = (),
    ) -> Row:
        """A row to fill in a workbook that is made ready, one for what it is known by, with columns noted."""
        key = digest("+", table, *(texts.get(path, "") for path in known_by))
        if key not in self._ready:
            self._ready[key] = Row(key, texts)
            self.blanks[table].append(self._ready[key])
        self._mark_columns(cell, table, key, columns)
        return self._ready[key]

    def _mark_columns(self, cell: Cell, table: str, key: str, columns: Iterable[str]) -> None:
        """Mark columns to fill in a row of a workbook, mandatory before recommended."""
        marks = self.marks.setdefault((table, key), {})
        for column in columns:
            if marks.get(column) != "mandatory":
                marks[column] = cell.level
        noted = self.cells.setdefault((table, key), [])
        if cell not in noted:
            noted.append(cell)
