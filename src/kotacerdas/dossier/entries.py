"""The shapes of a dossier's YAML: what each section may hold.

One vocabulary: a YAML key is a Python attribute is a template variable. What each key means to the
person who fills it in stands in `languages/fields`, once for every language.
Hardly anything is required here: what an evaluation demands is a row of the instrument.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from kotacerdas.dates import PartialDate
from kotacerdas.instrument.model import (
    DimensionRef,
    DocumentTypeRef,
    QuestionRef,
    RequirementRef,
    Stage,
    SubDimensionRef,
)
from kotacerdas.reading.models import Model, model_at
from kotacerdas.reading.references import Names
from kotacerdas.reading.scalars import (
    Address,
    AnyDate,
    Count,
    Decimal,
    Id,
    IsoDate,
    Level,
    Ref,
    Rupiah,
    Telephone,
    Text,
    Year,
    YesNo,
    between,
    read_yes_no,
)

AgencyRef = Annotated[Ref, Names("agency")]
ProgramRef = Annotated[Ref, Names("program")]
DocumentRef = Annotated[Ref, Names("document")]
FieldRef = Annotated[Ref, Names("field")]
"""What an assessor assesses: a dimension, or institutions (`INSTITUTION`)."""

INSTITUTION: Final = "kelembagaan"
"""The field of an assessor to whom belongs what is about no dimension, but about the place as a whole."""

SupportedRef = Annotated[Ref, Names("supported")]
"""What a document can prove: a dimension or question of the instrument, or a program, agency or meeting."""

AnyRef = Annotated[Ref, Names("anything")]
"""A dimension or question of the instrument, or any entry of the dossier that has an id."""

SubjectRef = Annotated[Ref, Names("subject")]
"""What a requirement may be about: anything, or the dossier as a whole."""

_DRAFT_WORDS: Final = ("draf", "konsep", "rancangan")
_WEB_ADDRESS: Final = r"https?://[^\s/?#@:]+\.[^\s/?#@:]+(?::\d+)?(?:[/?#]\S*)?"
_DRAFT: Final = r"\b(draft?|konsep|rancangan)\b"


class Contact(Model):
    """Whom to ask."""

    name: Text | None = None
    position: Text | None = None
    phone: Telephone | None = None
    email: Text | None = None


# --- dossier, evaluation -------------------------------------------------------------------------


class City(Model):
    """The city or regency that is evaluated. `arms` is the picture of its arms, as a path in the dossier."""

    name: Text
    province: Text | None = None
    cohort: Literal["reguler", "kppn-ikn"] | None = None
    arms: Address | None = None


class Coordinator(Contact):
    """The agency, and the person in it, that gathers the dossier."""

    agency: AgencyRef | None = None


class Period(Model):
    """Years, both included."""

    start: Year
    end: Year


class Masterplan(Model):
    """The city's smart-city masterplan: the document that gives it force, its books, its years."""

    legal_basis: DocumentRef | None = None
    books: tuple[DocumentRef, ...] = ()
    period: Period | None = None


class Funding(Model):
    """Money from outside the regional budget (APBD)."""

    source: Text
    amount: Rupiah | None = None


class Budget(Model):
    """The round year's budget in rupiah."""

    total: Rupiah | None = None
    smart_city: Rupiah | None = None
    other_sources: tuple[Funding, ...] = ()

    @property
    def share(self) -> float | None:
        """The smart city's part of the total in percent, None unless both are known."""
        if self.smart_city is None or not self.total:
            return None
        return 100 * self.smart_city / self.total


class Foreword(Model):
    """The words before the report, and who signs them."""

    text: Text
    name: Text | None = None
    position: Text | None = None


Margin = Annotated[Count, between(5, 60)]
"""The margin of a sheet in millimetres."""


class Margins(Model):
    """The margins of a letter in millimetres."""

    top: Margin | None = None
    right: Margin | None = None
    bottom: Margin | None = None
    left: Margin | None = None


class Letterhead(Model):
    """What stands at the head of a letter. `lines` are the address and whatever else stands below the names."""

    government: Text | None = None
    agency: Text | None = None
    lines: tuple[Text, ...] = ()


class Signatory(Model):
    """Who signs a letter. The signature itself, the number and the date come from the registry."""

    position: Text | None = None
    name: Text | None = None
    rank: Text | None = None
    nip: Text | None = None


class LetterForm(Model):
    """What one kind of letter has of its own. `nature` is its urgency (sifat), `copies` who else gets it."""

    letterhead: Letterhead | None = None
    signatory: Signatory | None = None
    nature: Text | None = None
    copies: tuple[Text, ...] = ()


class LetterSettings(Model):
    """How the city writes its letters: paper, type, and what each kind of letter has of its own."""

    paper: Literal["A4", "F4"] | None = None
    font: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    size: Annotated[Count, between(8, 16)] | None = None
    margins: Margins | None = None
    place: Text | None = None
    nota_dinas: LetterForm | None = None
    surat: LetterForm | None = None


class DossierInfo(Model):
    """What the dossier is: whose, of which year, and by which instrument it is checked.

    `programs_complete` is false where the year had more programs or quick wins than the dossier lists.
    """

    city: City
    year: Year
    stage: Stage | None = None
    instrument: Address
    language: Literal["id", "en"] = "id"
    coordinator: Coordinator | None = None
    deadline: IsoDate | None = None
    previous: Address | None = None
    programs_complete: YesNo = True
    masterplan: Masterplan | None = None
    budget: Budget | None = None
    foreword: Foreword | None = None
    letter: LetterSettings | None = None


Mode = Literal["onsite", "online", "hybrid"]
"""How people took part in the interview."""


class Attendee(Model):
    """Who was at the interview."""

    name: Text | None = None
    position: Text | None = None
    agency: AgencyRef | None = None


class Assessor(Model):
    """One of the ministry's assessors. `fields` are dimensions, or `kelembagaan`."""

    name: Text | None = None
    fields: tuple[FieldRef, ...] = ()
    chair: YesNo = False


class Attendance(Model):
    """How one group took part in the interview."""

    group: Text
    mode: Mode


class Remark(Model):
    """What somebody said of the city's programs or documents, in the interview or in an assessor's sheet, in short."""

    by: Text
    position: Text | None = None
    kind: Literal["strength", "weakness", "recommendation"] | None = None
    about: tuple[AnyRef, ...] = ()
    text: Text


class GivenScore(Model):
    """The score that an assessor gave a question, or a quick win for one of its traits. Confidential: nothing prints it."""

    by: Text
    question: QuestionRef
    program: ProgramRef | None = None
    score: Level


class Evaluation(Model):
    """The evaluation that the dossier is for, and its interview.

    `name` is what the invitation calls it, without year and stage. `assessor_count` tells how many assess where
    not all are named, `quick_win_count` how many quick wins the city announced.
    """

    name: Text | None = None
    date: IsoDate | None = None
    mode: Mode | None = None
    place: Text | None = None
    attendance: tuple[Attendance, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    assessor_count: Count | None = None
    assessors: tuple[Assessor, ...] = ()
    quick_win_count: Count | None = None
    remarks: tuple[Remark, ...] = ()
    scores: tuple[GivenScore, ...] = ()


# --- who and when --------------------------------------------------------------------------------


AgencyKind = Literal[
    "sekretariat", "inspektorat", "dinas", "badan", "bagian", "rumah-sakit", "kecamatan", "kelurahan", "other"
]


class Agency(Model):
    """A regional agency (OPD)."""

    id: Id
    name: Text
    short_name: Text | None = None
    kind: AgencyKind | None = None
    head: Text | None = None
    contact: Contact | None = None


class Dimension(Model):
    """What the city says of one dimension of the instrument."""

    id: DimensionRef
    lead: AgencyRef | None = None
    strategy: Text | None = None
    narrative: Text | None = None


class Meeting(Model):
    """A meeting of the council (Dewan), the implementation team (Tim Pelaksana) or the forum."""

    id: Id
    body: Literal["council", "team", "forum"]
    title: Text | None = None
    date: IsoDate | None = None
    place: Text | None = None
    agencies: tuple[AgencyRef, ...] = ()


# --- programs ------------------------------------------------------------------------------------


class Partner(Model):
    """Somebody outside the government who works with a program."""

    name: Text
    kind: Text | None = None
    role: Text | None = None


class BudgetLine(Model):
    """What a program has been given in a year, in rupiah."""

    year: Year
    amount: Rupiah
    source: Text | None = None


class Users(Model):
    """How many people used a program or benefited by it, and in which period."""

    count: Count | None = None
    period: Text | None = None


class Result(Model):
    """What a program reached, by one indicator."""

    indicator: Text
    value: Text | None = None
    unit: Text | None = None
    period: Text | None = None


class Risk(Model):
    """What may go wrong, and what is done about it."""

    risk: Text
    mitigation: Text | None = None


class QuickWin(Model):
    """What makes a program a quick win: the traits that assessors score (W1-W8, W12)."""

    new: YesNo | None = None
    strategic_issue: Text | None = None
    attraction: Text | None = None
    benefit: Text | None = None
    uniqueness: Text | None = None
    partnership: Text | None = None
    development: Text | None = None
    sustainability: Text | None = None
    resources: Text | None = None


def _quick_win(value: object) -> object:
    """The field `quick_win` of an entry: `ya` is a quick win of which nothing more is known, `tidak` is none."""
    if not isinstance(value, str):
        return value
    try:
        return {} if read_yes_no(value) else None
    except PydanticCustomError as error:
        raise PydanticCustomError(
            "yes_no_notation", "neither yes nor no", {**(error.context or {}), "form": "quick-win"}
        ) from None


class Program(Model):
    """A program of the ledger; a quick win where `quick_win` stands."""

    id: Id
    name: Text
    formerly: tuple[Id, ...] = ()
    description: Text | None = None
    dimension: DimensionRef | None = None
    sub_dimension: SubDimensionRef | None = None
    agency: AgencyRef | None = None
    contact: Contact | None = None
    partners: tuple[Partner, ...] = ()
    status: Literal["proposed", "planned", "running", "completed", "stopped"] | None = None
    stopped_because: Text | None = None
    since: AnyDate | None = None
    digital: YesNo | None = None
    masterplan: Text | None = None
    budget: tuple[BudgetLine, ...] = ()
    channels: tuple[Text, ...] = ()
    users: Users | None = None
    results: tuple[Result, ...] = ()
    risks: tuple[Risk, ...] = ()
    quick_win: Annotated[QuickWin | None, BeforeValidator(_quick_win)] = None

    def earlier_start(self, year: int) -> PartialDate | None:
        """When it began, if that was before a year: then it is not new, whatever the lists say."""
        return self.since if self.since and self.since.year < year else None


# --- documents and answers -----------------------------------------------------------------------


class Document(Model):
    """A supporting document (data dukung). `supports` names what it proves, by id."""

    id: Id
    type: DocumentTypeRef
    title: Text
    number: Text | None = None
    date: AnyDate | None = None
    issuer: Text | None = None
    state: Literal["draft", "final", "revoked"] = "final"
    signed: YesNo | None = None
    newest: YesNo = False
    scope: Text | None = None
    file: Address | None = None
    url: Address | None = None
    checked: IsoDate | None = None
    agency: AgencyRef | None = None
    classification: Literal["public", "restricted", "secret"] = "public"
    personal_data: Literal["none", "general", "specific"] = "none"
    supports: tuple[SupportedRef, ...] = ()

    @property
    def has_link(self) -> bool:
        """Whether `url` is the address of a page on the web. Nobody opens it: checking uses no network."""
        return self.url is not None and re.fullmatch(_WEB_ADDRESS, self.url, re.IGNORECASE) is not None

    @property
    def is_link(self) -> bool:
        """Whether a link stands for its file."""
        return self.file is None and self.has_link

    @property
    def is_unopened(self) -> bool:
        """Whether it is a link that nobody says to have opened."""
        return self.is_link and self.checked is None

    @property
    def is_draft(self) -> bool:
        """Whether the entry or its title says so."""
        return self.state == "draft" or bool(draft_word(self.title))

    @property
    def is_open(self) -> bool:
        """Whether it is for everybody: public, and without specific personal data (UU 27/2022, article 4)."""
        return self.classification == "public" and self.personal_data != "specific"


def draft_word(title: str) -> str:
    """The word in the title of a document's entry that tells of a draft; empty if there is none."""
    folded = title.lower()
    if not any(word in folded for word in _DRAFT_WORDS):
        return ""
    match = re.search(_DRAFT, title, re.IGNORECASE)
    return match[0] if match else ""


class Answer(Model):
    """The answer to one question, with the city's own score."""

    question: QuestionRef
    text: Text | None = None
    score: Level | None = None
    figure: Decimal | None = None
    reason: Text | None = None
    agency: AgencyRef | None = None
    follow_ups: tuple[Text, ...] = ()


class Survey(Model):
    """The citizens' survey of one sub-dimension. `means`: question id → mean of the statement.

    Means may stand outside the scale here, for that is a defect of the survey, not of the entry's shape.
    """

    dimension: DimensionRef
    sub_dimension: SubDimensionRef | None = None
    program: ProgramRef | None = None
    service: Text | None = None
    users: Count | None = None
    respondents: Count | None = None
    sample: Text | None = None
    method: Text | None = None
    means: dict[Annotated[str, Names("question")], Level] = Field(default_factory=dict)

    @property
    def sample_group(self) -> str:
        """The group of respondents, to compare by; empty where none is named."""
        return " ".join((self.sample or "").casefold().split())


class Statistic(Model):
    """A figure that a question asks for, with its source."""

    question: QuestionRef
    value: Decimal | None = None
    unit: Text | None = None
    year: Year | None = None
    newest: YesNo = False
    source: Text | None = None


class Activity(Model):
    """An activity of the action plan (rencana aksi); planned and realised in the same unit."""

    kind: Literal["people", "infrastructure", "applications", "literacy"]
    activity: Text
    planned: Decimal | None = None
    realised: Decimal | None = None
    unit: Text | None = None
    agency: AgencyRef | None = None


class FollowUp(Model):
    """What assessors asked for or recommended, and what became of it: an answer (`status`) is not yet an `outcome`."""

    id: Id | None = None
    kind: Literal["request", "recommendation"] = "request"
    from_: Annotated[Text | None, Field(alias="from")] = None
    date: IsoDate | None = None
    due: IsoDate | None = None
    subject: Text
    about: tuple[AnyRef, ...] = ()
    status: Literal["open", "answered", "declined"] | None = None
    outcome: Literal["fulfilled", "partly", "unfulfilled"] | None = None
    reply: Text | None = None
    documents: tuple[DocumentRef, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet."""
        return self.status in {None, "open"}

    def is_past_due(self, as_of: dt.date) -> bool:
        """Whether it has no answer, and its day has passed."""
        return self.is_open and self.due is not None and self.due < as_of


class Waiver(Model):
    """A requirement that the city sets aside, openly and for a reason."""

    requirement: RequirementRef
    subject: SubjectRef | None = None
    reason: Text
    approved_by: Text | None = None
    until: IsoDate | None = None

    def is_expired(self, as_of: dt.date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < as_of


class Review(Model):
    """A verdict on a document: by whom, of which day, and what was said. `file` is the file that was looked at."""

    document: DocumentRef
    verdict: Literal["accepted", "revise", "rejected"]
    by: Text | None = None
    date: IsoDate
    note: Text | None = None
    file: Address | None = None

    @property
    def details(self) -> dict[str, object]:
        """The details of it that sentences tell."""
        return {"verdict": self.verdict, "by": self.by, "date": self.date, "note": self.note}

    def is_about(self, document: Document) -> bool:
        """Whether a document is still what was looked at: it is not dated later, and names no other file."""
        day = document.date
        is_later = day is not None and day > (self.date.year, self.date.month, self.date.day)
        return not is_later and self.file in {None, document.file}


class Sections(Model):
    """A file of a dossier: any of the sections, each as often as files hold it."""

    dossier: DossierInfo | None = None
    evaluation: Evaluation | None = None
    agencies: tuple[Agency, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    programs: tuple[Program, ...] = ()
    documents: tuple[Document, ...] = ()
    answers: tuple[Answer, ...] = ()
    surveys: tuple[Survey, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    action_plan: tuple[Activity, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    reviews: tuple[Review, ...] = ()
    waivers: tuple[Waiver, ...] = ()


SINGLE: Final[Mapping[str, type[Model]]] = {"dossier": DossierInfo, "evaluation": Evaluation}
"""The sections that may stand once in a dossier."""

LISTS: Final[Mapping[str, type[Model]]] = {
    name: model
    for name in Sections.model_fields
    if name not in SINGLE and (model := model_at(Sections, (name,)))
}
"""The sections whose entries are joined from all files."""
