"""An evaluation year as data: aspects, questions, document types and requirement rows.

A row is the whole rule language; it has no expressions. A new year is a new file, and a city's own
file may extend a shipped one and override entries by id. Every question and row says whether the
authority itself asks for it (`official`), news of an earlier round tells of it (`reported`) or we
deduced it (`deduced`), and from which source.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from kotacerdas.reading.models import Model
from kotacerdas.reading.references import Names
from kotacerdas.reading.scalars import Address, Count, Decimal, Id, Ref, Text, Year, YesNo, between, text_of
from kotacerdas.rounding import exact

QuestionKind = Literal[
    "statement", "count", "share", "program", "external", "figure", "measure", "action-plan", "survey", "trait",
    "continuity", "collaboration",
]  # fmt: skip
Computed = Literal["programs-last-year", "activities-last-year", "budget-share", "new-quick-wins"]
Trait = Literal[
    "attraction", "benefit", "uniqueness", "partnership", "development", "sustainability", "resources",
]  # fmt: skip
Basis = Literal["official", "reported", "deduced"]
Stage = Literal["tahap-1", "tahap-2"]
LevelName = Literal["mandatory", "recommended"]
SubjectKind = Literal["dossier", "question", "agency", "dimension", "meeting", "program", "quick-win"]

MEGABYTE: Final = 1024**2
PROGRAM_QUESTION: Final = "program-question"
"""In `proves`: the question of kind `program` of the dimension that the subject belongs to."""


_CODE: Final = r"[A-Za-z][A-Za-z0-9-]{0,39}"
_NUMBER_OF_SUBJECTS: Final = r"[1-9]\d{0,2}|all"


def _text_of_form(form: str, error: PydanticCustomError) -> PlainValidator:
    """Reads a text of the instrument that has a form: an id, a number of subjects."""

    def read(value: object) -> str:
        text = text_of(value)
        if re.fullmatch(form, text, re.ASCII):
            return text
        raise error

    return PlainValidator(read)


_NOT_A_CODE: Final = PydanticCustomError("id_notation", "not an id", {"suggestion": "", "form": "code"})
_NO_NUMBER: Final = PydanticCustomError("count_notation", "not a number of subjects")
SubjectField = Annotated[Text, Names("subject-field")]
"""A field of a row's subject, by its path in YAML: `quick_win.benefit`."""

DocumentField = Annotated[Text, Names("document-field")]
Code = Annotated[
    str, _text_of_form(_CODE, _NOT_A_CODE), WithJsonSchema({"type": "string", "pattern": f"^{_CODE}$"})
]
"""An id of the ministry's form or of ours: `B1`, `Q-03`."""

SourceRef = Annotated[Ref, Names("source")]
AspectRef = Annotated[Ref, Names("aspect")]
DimensionRef = Annotated[Ref, Names("dimension")]
SubDimensionRef = Annotated[Ref, Names("sub-dimension")]
QuestionRef = Annotated[Ref, Names("question")]
DocumentTypeRef = Annotated[Ref, Names("document-type")]
RequirementRef = Annotated[Ref, Names("requirement")]
ProvenRef = Annotated[Ref, Names("proven")]
"""A question, or a word that stands for the questions of the subject."""

NumberOfSubjects = Annotated[
    str,
    _text_of_form(_NUMBER_OF_SUBJECTS, _NO_NUMBER),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 999}, {"const": "all"}]}),
]
"""How many subjects must meet a row: a number, or `all`."""


class Words(Model):
    """A text in both languages."""

    id: Text
    en: Text


class Source(Model):
    """Where facts about the evaluation come from."""

    id: Code
    title: Words
    reference: Text | None = None


class Scale(Model):
    """The scores that a question can get; one without an answer counts as 0."""

    min: Annotated[Decimal, between(0, 998)]
    max: Annotated[Decimal, between(1, 999)]

    def holds(self, score: float) -> bool:
        """Whether a score is on the scale."""
        return self.min <= score <= self.max


class Aspect(Model):
    """A part of the evaluation; `weight` in percent of the final score."""

    id: Id
    name: Words
    weight: Decimal


class SubDimension(Model):
    """A third of a dimension, as the ministry's survey divides it."""

    id: Id
    name: Words


class InstrumentDimension(Model):
    """One of the dimensions of a smart city."""

    id: Id
    name: Words
    sub_dimensions: tuple[SubDimension, ...] = ()


class Question(Model):
    """A question of the self-assessment form, in our words.

    `printed` is the number in the ministry's form, which repeats. `computed` names the figure that
    the dossier itself can give, `trait` the trait of a quick win that is asked for. `levels` describe the scores where a city has them: the ministry has
    not published any.
    """

    id: Code
    printed: Text
    aspect: AspectRef
    kind: QuestionKind
    dimension: DimensionRef | None = None
    sub_dimension: SubDimensionRef | None = None
    indicator: Words
    sub_indicator: Words
    asks: Words
    action_plan: Literal["people", "infrastructure", "applications", "literacy"] | None = None
    computed: Computed | None = None
    trait: Trait | None = None
    levels: dict[str, Words] = Field(default_factory=dict)
    basis: Basis
    source: SourceRef

    def is_asked_in(self, dimension: str, sub_dimension: str | None) -> bool:
        """Whether the survey of a dimension is to ask the question, there or in that sub-dimension alone."""
        is_own = self.kind == "survey" and self.dimension == dimension
        return is_own and sub_dimension in {None, self.sub_dimension}

    @property
    def bases(self) -> dict[str, Basis]:
        """On what the question rests, as a requirement tells it."""
        return {"question": self.basis}


FileFormat = Literal[
    "pdf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp",
    "jpg", "png", "tif", "webp", "mp4", "m4v", "mov", "zip",
]  # fmt: skip


class KnownBy(Model):
    """The words in names of files and in headings that tell a type: surely, likely, or where nothing else does.

    Of types that share a word the one is told of which a word stands `beside` it.
    """

    sure: tuple[Text, ...] = ()
    likely: tuple[Text, ...] = ()
    weak: tuple[Text, ...] = ()
    beside: tuple[Text, ...] = ()


class DocumentType(Model):
    """A kind of supporting document.

    `short` names it in lists, `also` are other names; papers of the kind are `known_by` these words, and come in the
    formats of `files`. It meets what asks for its own type, and what asks for the one that it `counts_as`.
    One that is for a program `names_program`. Agencies that make it themselves get the blank `form` of this name (`request --with-forms`).
    """

    id: Id
    name: Words
    short: Words | None = None
    also: tuple[Text, ...] = ()
    known_by: KnownBy = KnownBy()
    what: Words
    counts_as: DocumentTypeRef | None = None
    files: tuple[FileFormat, ...]
    max_megabytes: Count
    needs: tuple[Literal["number", "date"], ...] = ()
    names_program: YesNo = False
    form: Id | None = None

    @property
    def max_size(self) -> int:
        """The most that its file may hold, in bytes."""
        return self.max_megabytes * MEGABYTE


def _window(value: object) -> object:
    """`round-year` and `newest` are short for the windows that need no number."""
    if isinstance(value, str):
        return {"round-year": {"years_back": "0"}, "newest": {"newest": "yes"}}.get(value, value)
    return value


class Window(Model):
    """When a paper must date from: at most `years_back` years before the round's year, 0 being that year.

    `newest`: the round's year or the year before, or older if its entry says that no newer one has
    been issued (`newest: ya`).
    """

    years_back: Count | None = None
    newest: YesNo = False


WindowField = Annotated[
    Window | None,
    BeforeValidator(_window, json_schema_input_type=Literal["round-year", "newest"] | Window | None),
]


def _listed(value: object) -> object:
    """The conditions of a row with a list of values for each field, where one value may stand alone."""
    if isinstance(value, dict):
        return {key: [item] if isinstance(item, str) else item for key, item in value.items()}
    return value


Conditions = Annotated[
    dict[Annotated[str, Names("subject-field")], tuple[Text, ...]],
    BeforeValidator(_listed, json_schema_input_type=dict[str, Text | tuple[Text, ...]]),
]
"""Field → the values it may have: plain equality, nothing else."""


class DocumentsRule(Model):
    """Which documents a row demands: any of the types, or all of them; of any type if none is named.

    `listed` names a field whose entries are the documents demanded, by id. `fields` must be filled in
    the document's entry, if its type is one of `fields_of` or that names none.
    """

    any_of: tuple[DocumentTypeRef, ...] = ()
    all_of: tuple[DocumentTypeRef, ...] = ()
    count: Count = 1
    listed: SubjectField | None = None
    window: WindowField = None
    signed: YesNo = False
    fields: tuple[DocumentField, ...] = ()
    fields_of: tuple[DocumentTypeRef, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The types that it names."""
        return (*self.any_of, *self.all_of)


class Case(Model):
    """What a row demands instead where its conditions hold; the first case that fits counts."""

    where: Conditions
    level: LevelName | None = None
    documents: DocumentsRule | None = None
    fields: tuple[SubjectField, ...] = ()
    subject_window: WindowField = None


class Requirement(Model):
    """One row: what is demanded of every subject of a kind, or of at least so many of them.

    `where` and `where_filled` choose the subjects. With `at_least` the row is about the dossier, or
    about each dimension (`per`), and is met when so many of the subjects meet it. `check` names the
    finding of a check in code that stands for a row which compares several entries.
    """

    id: Code
    level: LevelName
    subject: SubjectKind
    title: Words
    why: Words
    where: Conditions = Field(default_factory=dict)
    where_filled: tuple[SubjectField, ...] = ()
    at_least: NumberOfSubjects | None = None
    per: Literal["dossier", "dimension"] = "dossier"
    documents: DocumentsRule | None = None
    fields: tuple[SubjectField, ...] = ()
    minimum: dict[Annotated[str, Names("subject-field")], Decimal] = Field(default_factory=dict)
    subject_window: WindowField = None
    cases: tuple[Case, ...] = ()
    proves: tuple[ProvenRef, ...] = ()
    check: Text | None = None
    basis: Basis
    documents_basis: Basis | None = None
    fields_basis: Basis | None = None
    source: SourceRef

    @property
    def bases(self) -> dict[str, Basis]:
        """On what the row's question rests, and its documents and fields where they rest on something else."""
        bases = {"question": self.basis, "documents": self.documents_basis, "fields": self.fields_basis}
        return {part: basis for part, basis in bases.items() if basis}


class InstrumentFile(Model):
    """An instrument as it is written; one that extends another may leave out what it keeps.

    `cohort` is the group of cities that it is for, where an evaluation has several.
    """

    id: Id
    extends: Address | None = None
    title: Words
    authority: Words
    year: Year
    stage: Stage | None = None
    cohort: Literal["reguler", "kppn-ikn"] | None = None
    scale: Scale
    sources: tuple[Source, ...]
    aspects: tuple[Aspect, ...]
    dimensions: tuple[InstrumentDimension, ...]
    questions: tuple[Question, ...]
    document_types: tuple[DocumentType, ...]
    equivalent_formats: dict[FileFormat, tuple[FileFormat, ...]] = Field(default_factory=dict)
    """A format that is asked for → the formats that are taken in its place, for an assessor can open them, too."""

    link_days: Count = 180
    """Days after which a link that somebody opened should be opened again."""

    requirements: tuple[Requirement, ...]


SELF: Final = "self"
"""In `proves`: the question that is the row's subject."""

IMPACT_QUESTIONS: Final = "impact-questions"
"""In `proves`: the survey's questions of the dimension that is the row's subject."""

MERGED_ENTRIES: Final = (Source, Aspect, InstrumentDimension, Question, DocumentType, Requirement)
"""The entries of which one that overrides another may leave out what it keeps."""


class Instrument:
    """An instrument ready for use, everything by id in the order of the file.

    `leverages`: question → what one level more brings to the final score, in its points: the weight of its aspect /
    (100 × the questions of the aspect), since an aspect's score is the plain mean of its questions and the final score
    the weighted sum [M23, recomputed].
    `by_dimension`: a word of `proves` and a dimension → the questions that it stands for there.
    """

    def __init__(self, written: InstrumentFile) -> None:
        """Put the entries of an instrument's file by id, and work out once what is asked of them often."""
        self.id, self.title, self.authority = written.id, written.title, written.authority
        self.year, self.stage, self.cohort = written.year, written.stage, written.cohort
        self.scale, self.link_days = written.scale, written.link_days
        self.sources = {source.id: source for source in written.sources}
        self.aspects = {aspect.id: aspect for aspect in written.aspects}
        self.dimensions = {dimension.id: dimension for dimension in written.dimensions}
        self.questions = {question.id: question for question in written.questions}
        self.document_types = {kind.id: kind for kind in written.document_types}
        self.requirements = {row.id: row for row in written.requirements}
        self._equivalent_formats = written.equivalent_formats
        sizes = Counter(question.aspect for question in written.questions)
        self.leverages = {
            q.id: exact(self.aspects[q.aspect].weight) / (100 * sizes[q.aspect]) for q in written.questions
        }
        self.by_dimension: dict[tuple[str, str | None], tuple[str, ...]] = {
            (word, name): tuple(q.id for q in written.questions if (q.kind, q.dimension) == (kind, name))
            for word, kind in KINDS_OF_DIMENSION.items()
            for name in self.dimensions
        }

    def proven_by(
        self, requirement: Requirement, dimension: str | None, question: str | None
    ) -> tuple[str, ...]:
        """The questions of the instrument that a row proves for a subject of that dimension, or that question."""
        proven: list[str] = []
        for ref in requirement.proves:
            if ref == SELF:
                proven += [question] if question else []
            elif ref in KINDS_OF_DIMENSION:
                proven += self.by_dimension.get((ref, dimension), ())
            else:
                proven.append(ref)
        return tuple(dict.fromkeys(proven))

    def leverage(self, proven: Iterable[str]) -> float:
        """What one level more in each of these questions brings, in points of the final score."""
        return float(sum(self.leverages.get(question, 0) for question in proven))

    def asking(self, field: Literal["kind", "computed", "trait"], value: str) -> tuple[str, ...]:
        """The questions that have a value in a field: what they ask for, however the form numbers them."""
        return tuple(q.id for q in self.questions.values() if getattr(q, field) == value)

    def questions_on_continuity(self) -> tuple[str, ...]:
        """The questions on what became of last year's quick wins, and on which are new."""
        return (*self.asking("kind", "continuity"), *self.asking("computed", "new-quick-wins"))

    def is_of_another_round(self, year: int, stage: str | None) -> bool:
        """Whether it was made for another year than this, or another stage where both are known."""
        return self.year != year or bool(self.stage and stage and self.stage != stage)

    def accepts(self, kind: DocumentType, file_format: str) -> bool:
        """Whether a document of a type may come in a format."""
        return any(file_format in (name, *self._equivalent_formats.get(name, ())) for name in kind.files)

    def types_of(self, document_type: str) -> tuple[str, ...]:
        """The types that a document of a type counts as: its own, and another that this one names."""
        kind = self.document_types.get(document_type)
        return (document_type, kind.counts_as) if kind and kind.counts_as else (document_type,)

    def ids(self) -> dict[str, Mapping[str, object]]:
        """What a dossier can name of the instrument by its id, by the kind of what is named."""
        return {
            "source": self.sources,
            "aspect": self.aspects,
            "document-type": self.document_types,
            "dimension": self.dimensions,
            "sub-dimension": self.sub_dimensions(),
            "question": self.questions,
            "requirement": self.requirements,
        }

    def sub_dimensions(self) -> dict[str, str]:
        """Sub-dimension → the dimension that it belongs to."""
        return {s.id: d.id for d in self.dimensions.values() for s in d.sub_dimensions}


KINDS_OF_DIMENSION: Final = {PROGRAM_QUESTION: "program", IMPACT_QUESTIONS: "survey"}
