"""What templates see: plain records of text, numbers and dates, with every name already looked up.

A key of the dossier's YAML is a variable here of the same name; where the YAML holds an id, the record
holds what the id names (`program.agency.name`). Enumerations come with their word in the reader's language
(`status` and `status_name`). Optional texts are empty and optional records None where nothing is known.
Telephone numbers are left out: a dossier goes to people who need not have them.
`templates check` reads the annotations below, so that a misspelt name is found without rendering.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kotacerdas.dates import PartialDate
from kotacerdas.deliverables.records import Agency, City, Coordinator, Instrument, Person, Unread


class Share(NamedTuple):
    """How many of a number: of requirements, those that are met or not.

    `percent` is 0 where there are none, and at most 99 while one is missing, whatever rounding makes of it.
    """

    met: int
    missing: int
    total: int
    percent: float


class Document(NamedTuple):
    """A supporting document.

    `type` is the id of its type in the instrument.
    `link` leads to the file, relative to the rendered dossier, or to the web address; it is empty where
    there is neither, or where the document is not for everybody. `flaw` says why it cannot serve as it is.
    `proves` are the names of what it proves, questions in short. `is_open`: public, and without specific personal data.
    `is_unopened`: it is a link that nobody says to have opened.
    `picture` is the file's path in the dossier where it is a photograph or screenshot that may be shown.
    """

    id: str
    type: str
    type_name: str
    title: str
    number: str
    date: PartialDate | None
    issuer: str
    agency: Agency | None
    link: str
    file_name: str
    pages: int
    classification_name: str
    is_open: bool
    is_final: bool
    flaw: str
    is_unopened: bool
    proves: tuple[str, ...]
    picture: str


class Gap(NamedTuple):
    """A requirement that a subject does not meet.

    `subject` is the subject's name, `lacks` says what is missing, `proves` are the questions at stake,
    and `leverage` the points of the final score that one level more in each of them would bring.
    `is_deduced`: not all of the requirement is official; some is deduced, or reported of an earlier round.
    `waived_because` is the city's reason where it sets the requirement aside.
    """

    requirement: str
    title: str
    subject: str
    lacks: str
    agency: Agency | None
    is_mandatory: bool
    is_deduced: bool
    proves: tuple[str, ...]
    leverage: float
    waived_because: str


class OpenRequirement(NamedTuple):
    """A requirement with all that miss it: `subjects` by name, and the agencies that owe it, most first."""

    requirement: str
    title: str
    is_mandatory: bool
    is_deduced: bool
    subjects: tuple[str, ...]
    agencies: tuple[Agency, ...]
    proves: tuple[str, ...]
    leverage: float


class Readiness(NamedTuple):
    """How far something is: a dimension, an agency, or the dossier as a whole (`name` is empty then).

    `shown_only` is how many mandatory requirements are met only by documents that are not handed over.
    """

    name: str
    mandatory: Share
    recommended: Share
    waived: int
    shown_only: int


class Partner(NamedTuple):
    """Somebody outside the government who works with a program."""

    name: str
    kind: str
    role: str


class BudgetLine(NamedTuple):
    """What a program has been given in a year, in rupiah."""

    year: int
    amount: int
    source: str


class Users(NamedTuple):
    """How many people used a program, and in which period."""

    count: int | None  # type: ignore[assignment]  # the YAML's key is the variable's name
    period: str


class Result(NamedTuple):
    """What a program reached, by one indicator."""

    indicator: str
    value: str
    unit: str
    period: str


class Risk(NamedTuple):
    """What may go wrong, and what is done about it."""

    risk: str
    mitigation: str


class Trait(NamedTuple):
    """A trait of quick wins that assessors score: the question that asks for it, what the city says, what proves it."""

    question: str
    name: str
    text: str
    documents: tuple[Document, ...]


class Program(NamedTuple):
    """A program of the ledger; a quick win where `is_quick_win`.

    `budget_of_year` is the sum of the round year's lines, None where there is none. `is_new` is what the
    city says, unless it began before the year. `goes_on_from` is what last year's dossier called the quick win that it continues; empty where
    it is new, or no quick win.
    `documents` are those that support it, `other_documents` those among them that prove no trait, `pictures` those among them that can be shown, `gaps` what it
    still lacks, the mandatory first. `readiness` counts its requirements.
    """

    id: str
    name: str
    description: str
    dimension: str
    dimension_name: str
    sub_dimension_name: str
    agency: Agency | None
    contact: Person | None
    partners: tuple[Partner, ...]
    status: str
    status_name: str
    stopped_because: str
    since: PartialDate | None
    digital: bool | None
    masterplan: str
    budget: tuple[BudgetLine, ...]
    budget_of_year: int | None
    channels: tuple[str, ...]
    users: Users | None
    results: tuple[Result, ...]
    risks: tuple[Risk, ...]
    is_quick_win: bool
    is_new: bool | None
    goes_on_from: str
    strategic_issue: str
    traits: tuple[Trait, ...]
    documents: tuple[Document, ...]
    other_documents: tuple[Document, ...]
    pictures: tuple[Document, ...]
    gaps: tuple[Gap, ...]
    readiness: Readiness


class SubDimension(NamedTuple):
    """A third of a dimension, with its programs."""

    id: str
    name: str
    programs: tuple[Program, ...]


class Mean(NamedTuple):
    """The mean of one statement of the survey, on the scale of the instrument.

    `statement` is what the question asks for, without the words that all of the survey's questions share.
    """

    question: str
    statement: str
    value: float


class Survey(NamedTuple):
    """The citizens' survey of one service. `mean` is the mean of those of its statements that count.

    `sample` is the group of respondents, and `same_as` are the other dimensions whose survey that group answered, too.
    """

    sub_dimension_name: str
    service: str
    users: int | None
    respondents: int | None
    sample: str
    same_as: tuple[str, ...]
    method: str
    means: tuple[Mean, ...]
    mean: float | None


class Dimension(NamedTuple):
    """One dimension: what the city says of it, its programs, its survey, how far it is.

    `programs` are all of them, in the order of the ledger; `sub_dimensions` hold those that name one, and
    `other_programs` those that do not.
    """

    id: str
    name: str
    lead: Agency | None
    strategy: str
    narrative: str
    sub_dimensions: tuple[SubDimension, ...]
    other_programs: tuple[Program, ...]
    programs: tuple[Program, ...]
    quick_wins: tuple[Program, ...]
    surveys: tuple[Survey, ...]
    readiness: Readiness


class Meeting(NamedTuple):
    """A meeting of the council, the team or the forum."""

    body_name: str
    title: str
    date: dt.date | None
    place: str
    agencies: tuple[Agency, ...]
    documents: tuple[Document, ...]


class Period(NamedTuple):
    """Years, both included."""

    start: int
    end: int


class Masterplan(NamedTuple):
    """The masterplan: the document that gives it force, its books, its years."""

    legal_basis: Document | None
    books: tuple[Document, ...]
    period: Period | None


class Funding(NamedTuple):
    """Money from outside the regional budget, in rupiah."""

    source: str
    amount: int | None


class Budget(NamedTuple):
    """The round year's budget in rupiah; `share` is smart city's part of the total in percent."""

    total: int | None
    smart_city: int | None
    share: float | None
    other_sources: tuple[Funding, ...]


class Statistic(NamedTuple):
    """A figure with its source."""

    value: float | None
    unit: str
    year: int | None
    source: str


class Question(NamedTuple):
    """A question of the form, with the city's answer.

    `asks` is the question in our words. `figure` is what the question counts: computed, or stated.
    `documents` prove the answer; `gaps` are what is still missing for the question itself, and
    `is_proven` tells whether nothing mandatory is missing anywhere that proves it.
    """

    id: str
    indicator: str
    sub_indicator: str
    asks: str
    dimension_name: str
    answer: str
    score: float | None
    figure: float | None
    agency: Agency | None
    statistic: Statistic | None
    mean: float | None
    documents: tuple[Document, ...]
    gaps: tuple[Gap, ...]
    is_proven: bool


class Aspect(NamedTuple):
    """An aspect of the evaluation with its questions; `weight` in percent of the final score."""

    id: str
    name: str
    weight: float
    questions: tuple[Question, ...]
    proven: Share
    is_survey: bool


class AspectScore(NamedTuple):
    """The self-assessed score of an aspect: the plain mean of its questions; `weight` in percent.

    `scored` of its `total` questions have a score, and the others count as 0. `previous` is its mean in last
    year's dossier, `change` the difference, None unless the aspect is complete in both years.
    """

    id: str
    name: str
    weight: float
    mean: float
    scored: int
    total: int
    previous: float | None
    change: float | None


class Standing(NamedTuple):
    """Where the final score stands in a group of the places of 2023: `rank` of `places`, this one included.

    `percentile` is how many of the others have a lower result, in percent.
    """

    group_name: str
    rank: int
    places: int
    percentile: float


class Score(NamedTuple):
    """The self-assessed score, by the weights of the instrument; `highest` is the top of the scale.

    `scored` of `total` questions have a score. `previous` is the final of `previous_year`, None where that
    dossier has no scores; `improvement` is the difference, None unless both years are complete. `final_at_most`
    is the final where every question for which something mandatory is missing would reach the top: an upper bound,
    and no promise. `standing` compares with the results of `standing_year`, which assessors gave.
    """

    final: float
    highest: float
    scored: int
    total: int
    aspects: tuple[AspectScore, ...]
    previous_year: int | None
    previous: float | None
    improvement: float | None
    final_at_most: float
    standing_year: int
    standing: tuple[Standing, ...]


class Activity(NamedTuple):
    """An activity of the action plan; `percent` is what was realised of what was planned."""

    activity: str
    planned: float | None
    realised: float | None
    unit: str
    percent: float | None
    agency: Agency | None


class ActionPlan(NamedTuple):
    """The activities of one kind."""

    kind_name: str
    activities: tuple[Activity, ...]


class FollowUp(NamedTuple):
    """What assessors asked for or recommended, and what became of it. `outcome` is empty while nobody has judged it."""

    kind_name: str
    from_: str
    date: dt.date | None
    due: dt.date | None
    subject: str
    about: tuple[str, ...]
    status_name: str
    outcome: str
    outcome_name: str
    is_open: bool
    is_past_due: bool
    is_of_earlier_year: bool
    reply: str
    documents: tuple[Document, ...]


class Assessor(NamedTuple):
    """One of the assessors; `fields` by name."""

    name: str
    fields: tuple[str, ...]
    is_chair: bool


class Attendee(NamedTuple):
    """Who is at the interview."""

    name: str
    position: str
    agency: Agency | None


class Attendance(NamedTuple):
    """How one group took part in the interview."""

    group: str
    mode_name: str


class Remark(NamedTuple):
    """What somebody said of the city, in short; `kind` is `strength`, `weakness`, `recommendation` or empty."""

    by: str
    position: str
    kind: str
    kind_name: str
    about: tuple[str, ...]
    text: str


class Evaluation(NamedTuple):
    """The evaluation and its interview. `name` is empty where the dossier does not give it.

    `quick_win_count` is how many quick wins the city announced.
    """

    name: str
    date: dt.date | None
    mode_name: str
    place: str
    attendance: tuple[Attendance, ...]
    attendees: tuple[Attendee, ...]
    assessor_count: int | None
    assessors: tuple[Assessor, ...]
    quick_win_count: int | None
    remarks: tuple[Remark, ...]


class QuickWinChange(NamedTuple):
    """What became of a quick win since last year: `continued`, `stopped`, `gone` (not listed) or `new`.

    `former` is what last year's dossier called it where that is another name; `because` why it has stopped.
    """

    name: str
    former: str
    agency: Agency | None
    change: str
    change_name: str
    because: str


class ScoreChange(NamedTuple):
    """A question that is scored otherwise than last year; `difference` is None where one year has no score for it."""

    question: str
    name: str
    dimension_name: str
    previous: float | None
    score: float | None
    difference: float | None


class Change(NamedTuple):
    """What is otherwise than in last year's dossier.

    `continued` of `total` quick wins of that year still run. `scores` are the questions of this part, the largest change
    first; `remarks` what assessors said that year. `is_complete`: both years list all their programs.
    """

    previous_year: int
    is_complete: bool
    continued: int
    total: int
    quick_wins: tuple[QuickWinChange, ...]
    scores: tuple[ScoreChange, ...]
    remarks: tuple[Remark, ...]


class Foreword(NamedTuple):
    """The words before the report, and who signs them. `text` is empty where the city wrote none."""

    text: str
    name: str
    position: str


class Column(NamedTuple):
    """A requirement at the head of the matrix."""

    requirement: str
    title: str
    is_mandatory: bool
    is_deduced: bool


class Row(NamedTuple):
    """A quick win in the matrix, with a state for each column.

    `met`, `shown` (met only by documents that are not handed over), `missing`, `recommended` (a recommended one is
    missing), `waived`, or `none` where the requirement is not asked of it.
    """

    name: str
    agency: Agency | None
    states: tuple[str, ...]


class Matrix(NamedTuple):
    """Quick wins against requirements."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Scope(NamedTuple):
    """Which part of the dossier is rendered; `is_whole` where all of it is.

    `name` says which: a dimension, or an assessor and the fields. `has_institution` is whether the parts
    about the place as a whole belong to it. `is_for_assessor`: what serves the city alone is left out.
    """

    is_whole: bool
    has_institution: bool
    name: str
    is_for_assessor: bool


class Context(NamedTuple):
    """Everything that a template can name.

    `is_draft` marks a rendering that is not for handing in; `unread` is what it says nothing of. `evaluation_title` is the name of the evaluation with
    year and stage. `gaps` are all gaps in order of leverage,
    `open_requirements` the same put together by requirement. `all_quick_wins` are those of the whole city, which every
    assessor scores; `scored_answers` the scored questions, the highest score first; `change` is None without last year's dossier. `documents` are all documents of the scope in
    the order of what they prove. `score` is None where nothing is scored, or where the place as a whole is not
    part of what is rendered. `tool` is the name and version of this program, `as_of` the day whose state
    is shown.
    """

    language: str
    tool: str
    as_of: dt.date
    is_draft: bool
    unread: Unread | None
    is_complete: bool
    scope: Scope
    city: City
    year: int
    stage_name: str
    evaluation_title: str
    instrument: Instrument
    coordinator: Coordinator | None
    deadline: dt.date | None
    foreword: Foreword
    evaluation: Evaluation | None
    masterplan: Masterplan
    budget: Budget | None
    agencies: tuple[Agency, ...]
    meetings: tuple[Meeting, ...]
    dimensions: tuple[Dimension, ...]
    programs: tuple[Program, ...]
    quick_wins: tuple[Program, ...]
    all_quick_wins: tuple[Program, ...]
    aspects: tuple[Aspect, ...]
    scored_answers: tuple[Question, ...]
    surveys: tuple[Survey, ...]
    change: Change | None
    action_plan: tuple[ActionPlan, ...]
    follow_ups: tuple[FollowUp, ...]
    documents: tuple[Document, ...]
    readiness: Readiness
    by_dimension: tuple[Readiness, ...]
    by_agency: tuple[Readiness, ...]
    gaps: tuple[Gap, ...]
    waived: tuple[Gap, ...]
    open_requirements: tuple[OpenRequirement, ...]
    matrix: Matrix
    score: Score | None
