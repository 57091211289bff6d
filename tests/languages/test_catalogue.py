"""The two catalogues of words: complete, alike, and nothing in them that nobody says."""

from __future__ import annotations

import inspect
import re
from string import Formatter
from typing import TYPE_CHECKING, Any, get_args

import pytest

from kotacerdas import resources
from kotacerdas.assessment import owners
from kotacerdas.assessment.cells import State
from kotacerdas.assessment.checks import CHECKS
from kotacerdas.assessment.shelf import flaw_of
from kotacerdas.deliverables import problems
from kotacerdas.deliverables.letters import asks
from kotacerdas.deliverables.letters import table as letters_table
from kotacerdas.deliverables.package import table as package_table
from kotacerdas.dossier.entries import (
    Activity,
    City,
    Document,
    DossierInfo,
    Evaluation,
    FollowUp,
    Meeting,
    Program,
    Remark,
    Review,
)
from kotacerdas.evidence import office, signatures
from kotacerdas.findings import KINDS as KINDS_OF_FINDINGS
from kotacerdas.findings import Severity
from kotacerdas.instrument.load import load
from kotacerdas.instrument.model import Question
from kotacerdas.languages.messages import catalogue
from kotacerdas.reading import parser
from kotacerdas.reading.choices import chosen
from kotacerdas.reading.models import Model, choices_of
from kotacerdas.reports import explain
from kotacerdas.reports.formats import csv_matrix as matrix_table
from kotacerdas.scanning import contradictions
from kotacerdas.scanning.proposals import Source
from kotacerdas.sheets import cells
from kotacerdas.sheets.assessor.columns import ASKED, SUFFICIENT, TOLD, TRAITS
from kotacerdas.sheets.reader import REFUSED
from kotacerdas.sheets.tables import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator
LANGUAGES = ("en", "id")
ENGLISH, INDONESIAN = catalogue("en"), catalogue("id")
CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(resources.PACKAGE.rglob("*.py")) if path.is_file()
)
ROWS = list(load("kominfo-2023-kppn-ikn").requirements.values())


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def flat(data: dict[str, Any], start: str = "") -> Iterator[str]:
    for key, value in data.items():
        yield from flat(value, f"{start}{key}.") if isinstance(value, dict) else [f"{start}{key}"]


def fields(language: str) -> dict[str, Any]:
    data = parser.read(resources.fields(language).read_bytes()).data
    assert data is not None
    return data


def test_there_are_the_two_languages() -> None:
    assert list(resources.languages()) == list(LANGUAGES)


def test_the_catalogues_have_the_same_keys() -> None:
    """The reason behind a check is its docstring; only Indonesian has it here."""
    assert set(INDONESIAN) - set(ENGLISH) == {f"findings.{code}.why" for code in CHECKS}
    assert set(ENGLISH) - set(INDONESIAN) == set()


def test_the_catalogues_have_their_keys_in_the_same_order() -> None:
    assert [key for key in INDONESIAN if key in ENGLISH] == list(ENGLISH)


def test_what_fields_mean_has_the_same_keys() -> None:
    assert list(flat(fields("en"))) == list(flat(fields("id")))


def test_translations_have_the_same_gaps() -> None:
    assert {key: gaps(INDONESIAN[key]) for key in ENGLISH} == {k: gaps(text) for k, text in ENGLISH.items()}


def test_no_text_is_empty() -> None:
    texts = [*ENGLISH.items(), *INDONESIAN.items()]
    assert [key for key, text in texts if not text or not text.strip()] == []


def test_sentences_are_translated() -> None:
    """What is longer than a few words must differ."""
    same = [
        key for key, text in ENGLISH.items() if text == INDONESIAN[key] and len(gaps_out(text).split()) > 3
    ]
    assert same == []


def gaps_out(text: str) -> str:
    return re.sub(r"\{\w+\}", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_quotation_marks_stands_there_in_both(language: str) -> None:
    """Commands and keys are not translated."""
    for key, text in catalogue(language).items():
        named = re.findall(r"kotacerdas (?:init|validate|status|explain|schema)\b", text)
        other = INDONESIAN[key] if language == "en" else ENGLISH.get(key, text)
        assert sorted(named) == sorted(
            re.findall(r"kotacerdas (?:init|validate|status|explain|schema)\b", other)
        )


KINDS = {row.subject for row in ROWS}
QUOTED = set(re.findall(r"""["']([^"'\n{}]*)["']""", CODE))


def literals(call: str) -> set[str]:
    """The quoted words inside the calls that start so."""
    found = {
        word for inside in re.findall(rf"{call}([^)]*)", CODE) for word in re.findall(r'"(\w[\w-]+)"', inside)
    }
    assert found, call
    return found


TERMS: dict[str, tuple[type[Model], str]] = {
    "cohort": (City, "cohort"),
    "stage": (DossierInfo, "stage"),
    "mode": (Evaluation, "mode"),
    "body": (Meeting, "body"),
    "program": (Program, "status"),
    "classification": (Document, "classification"),
    "activity": (Activity, "kind"),
    "asked": (FollowUp, "kind"),
    "reply": (FollowUp, "status"),
    "outcome": (FollowUp, "outcome"),
    "remark": (Remark, "kind"),
}
"""The choices that have a word in a dossier that is rendered, and the field where each can be made."""

FILES = set(re.findall(r'"([a-z0-9-]+)"', "".join(map(inspect.getsource, (signatures, office)))))
"""The kinds of files that can be told apart, among other words."""
REPORT_WORDS = [
    key.split(".")[2] for key in catalogue("en") if key.startswith("explain.word.") and key.endswith(".what")
]
"""Words of reports that are explained: the catalogue alone tells which, and test_explain that none lacks."""

COMPOSED = {
    "kinds": FILES & {key.removeprefix("kinds.") for key in ENGLISH},
    "terms": {
        *(f"months.{number}" for number in range(1, 13)),
        *(f"{group}.{word}" for group, at in TERMS.items() for word in choices_of(*at)),
        *(f"review.{part}" for part in (*choices_of(Review, "verdict"), "by")),
        *(f"flaw.{reason}" for reason in re.findall(r'document\.id, "([\w-]+)"', inspect.getsource(flaw_of))),
        *(key.removeprefix("terms.") for key in ENGLISH if key.startswith("terms.problem.")),
    },
    "stop": literals(r"CannotRun\(")
    | literals(r"content_of\(\w")
    | set(REFUSED.values())
    | {f"no-such-{kind}" for kind in ("agency", "dimension", "program")},
    "help": {
        *re.findall(r'(?:help|epilog)="([\w-]+)"', CODE),
        *re.findall(r'choice\("--[\w-]+", \w+, "([\w-]+)"', CODE),
        *literals(r"instrument_option\("),
        *("usage", "options", "arguments", "commands", "OPTIONS", "COMMAND", "ARGS"),
        *("install-completion", "show-completion"),
        *(f"metavar.{name}" for name in re.findall(r'metavar="([A-Z]+)"', CODE) if name != "ID"),
    },
    "near": {*re.findall(r'NearMiss\(document\.id, "([\w-]+)"', CODE), "undated", "wrong-year"},
    "lacks": {
        *("undated", "wrong-year", "listed", "listed-none", "any-type", "any-of", "all-of", "count"),
        *("fields", "fields-begun", "minimum", "minimum-empty", "contradicted"),
        *(f"subjects-{ending}" for ending in ("all", "some", "none")),
    },
    "sheet": {
        *(f"tables.{name}" for name in ALL),
        *(f"columns.{path.replace('.', '-')}" for table in ALL.values() for path in table.paths),
        *(f"columns.{key}" for key in ("asks", "proof", "missing", "delete")),
        *(
            f"columns.{key}"
            for key in ("id-of-quick-wins", "id-of-dimensions", "title-of-meetings", "file-of-reviews")
        ),
        "absent",
        *("columns.source-of-budget", "columns.source-of-funding"),
        *(f"words.{word}" for word in ("ya", "tidak")),
        *(f"guide.step-{n}" for n in range(1, 7)),
        *(f"guide.{level}" for level in ("mandatory", "recommended", "done")),
        *("guide.sheet", "guide.rows", "guide.mandatory-cells", "guide.recommended-cells"),
        *(
            f"cell.{code}.{part}"
            for code in (
                "error",
                "formula",
                "merged",
                "headless",
                "mark",
                "twice",
                *re.findall(r'Flaw\("([\w-]+)"', inspect.getsource(cells)),
            )
            for part in ("message", "hint")
        ),
        *(
            f"import.{kind}"
            for kind in (
                "added",
                "changed",
                "deleted",
                "kept",
                "conflict",
                "gone",
                "fixed",
                "masked",
                "homeless",
            )
        ),
        *("import.conflict-row", "import.fixed-row"),
        *(f"assessor.{name}" for name in (*ASKED, *SUFFICIENT, *(f"step-{n}" for n in range(1, 6)))),
        *(
            f"assessor.columns.{name}"
            for names in (*TOLD.values(), *ASKED.values())
            for name in names
            if name not in TRAITS
        ),
        *("assessor.unplaced", "assessor.interview"),
    },
    "scan": {
        *("sure", "likely"),
        *(f"from.{source}" for source in get_args(Source)),
        *(
            f"contradiction.{f}"
            for f in re.findall(r'Contradiction\(document, "(\w+)"', inspect.getsource(contradictions))
        ),
    },
    "words": {
        *KINDS,
        *(f"{kind}-many" for kind in KINDS),
        *(name for row in ROWS for name in (row.level, row.basis)),
        "document",
        "number",
        "date",
        *("and", "or", "yes", "no"),
    },
    "explain": {
        *(f"{part}.{kind}" for part in ("heading", "group") for kind in literals(r"\bName\(\s*[\w.]+,\s*")),
        *re.findall(r'yield "([\w-]+)", ', inspect.getsource(explain)),
        *("dimensions", "sub-dimensions", "choices"),
        *(f"word.{word}.{part}" for word in REPORT_WORDS for part in ("names", "what")),
        *(f"window-{kind}" for kind in ("newest", "years-back", "round-year")),
        "group-dossier",
        "group-dimension",
        *(f"proves-{name}" for name in ("self", "program-question", "impact-questions")),
        *(f"basis-of-{part}" for row in ROWS for part in row.bases),
        *(f"about.{kind}" for kind in choices_of(Question, "kind")),
        *(f"condition.{path}" for path in ("kind", "kind-not", "id", "body", "status", "other")),
        *(f"condition.{path}-yes" for path in ("owns_program", "digital", "quick_win.new")),
    },
    "score": {
        *(f"group.{group}" for group in ("all", "cohort", "cities", "regencies")),
        *(f"column.{name}" for name in ("weight", "scored", "mean", "change")),
        *(f"column.{name}" for name in ("gain", "leverage", "score", "question")),
    },
    "template": {
        *(
            f"problem.{code}"
            for code in re.findall(
                r'(?:Problem|TagFailed|unusable|_report)\((?:tag, )?\s*"([a-z][\w-]*)"', CODE
            )
        ),
        *("problem.no-such-filter", "problem.no-such-test", "problem.replace-nothing"),
        *(
            "problem.unseen-sign",
            "problem.not-here",
            "problem.in-code",
            "note.attachedTemplate",
            "note.mailMerge",
        ),
        *(f"hint.{name}" for name in ("picture", "object", "field", "other", "outside")),
        *(f"kind.{name}" for name in problems.KINDS),
        *(f"place.{name}" for name in ("line", "paragraph", "table", "row", "column")),
        *(f"part.{name}" for name in ("body", "header", "footer", "footnotes", "endnotes", "comments")),
        *(f"part.{name}" for name in ("chart", "properties")),
    },
    "build": {"own", "shipped"},
    "compare": {
        *literals(r"words\.of\("),
        *re.findall(r'_counted\("([\w-]+)"', CODE),
        *("title", "title-of-two"),
        *(
            f"group.{name}"
            for name in (
                "stopped",
                "gone",
                "continued",
                "new",
                "new-or-unlisted",
                "replaced",
                "returned",
                "settled",
                "added",
                "removed",
            )
        ),
        *(f"group.only-{side}" for side in ("new", "old")),
        *(f"by.{way}" for way in ("formerly", "name")),
        *(f"changed.{key}" for key in ("title", "number", "date", "state", "url", "type", "file", "content")),
        *(f"state.{word}" for word in choices_of(Document, "state")),
        *(f"column.{name}" for name in ("figure", "aspect", "change")),
        *(
            f"figure.{kind}"
            for kind in ("statistic", "answer", "users", "program-budget", "planned", "realised")
        ),
        *(f"figure.{kind}" for kind in ("budget", "smart-city-budget", "budget-share", "other-funding")),
        *(f"rescored.{key}" for key in ("higher", "lower", "first", "lost")),
        *(f"note.{note}" for note in ("older-is-newer", "other-city", "other-instrument")),
        *(f"note.{part}-{side}" for part in ("unread", "incomplete") for side in ("old", "new")),
    },
    "follow-ups": {
        *(f"group.{group}" for group in ("past-due", "open", "answered", "declined")),
        *(f"phase.{phase}" for phase in ("earlier-year", "before", "at", "after", "unknown")),
        *("late", "today", "left", "about", "reply", "documents", "no-answer", "unread", "no-status"),
    },
    "reviews": {*(f"group.{group}" for group in ("returned", "sent-again", "accepted"))},
    "report": {
        *(f"part.{kind}" for kind in KINDS_OF_FINDINGS),
        *(f"label.{kind}.{severity.value}" for kind in KINDS_OF_FINDINGS for severity in Severity),
    },
    "formats": {
        *(f"column.{name}" for name in matrix_table.COLUMNS),
        *(f"state.{state.value}" for state in State),
        *(f"more-{severity.value}s" for severity in Severity),
    },
    "request": {
        *(f"group.{kind}" for kind in ("whole", "dimension", "programs", "question")),
        *(f"column.{name}" for name in letters_table.COLUMNS),
        *(f"again.{problem}" for problem in (*asks.TOLD, *(owners.SENT_AGAIN - {"file"}), "other")),
        *(f"setting.{name}" for name in ("deadline", "contact", "lines", "signatory", "place")),
    },
    "disk": {
        "ENOENT",
        "EACCES",
        "EPERM",
        "EISDIR",
        "ENOTDIR",
        "ENOSPC",
        "ENOTEMPTY",
        "not-a-file",
        "link-out",
        "EROFS",
        "ENAMETOOLONG",
        "ELOOP",
        "damaged",
        "no-file",
    },
    "package": {
        *("kept-back", "unfit", "sound", "packed-again", "differs"),
        *(f"column.{name}" for name in package_table.COLUMNS),
        *(
            f"{group}.{name}"
            for group in ("report", "page")
            for name in ("laporan", "ringkasan", "quick-win")
        ),
        *(f"state.{state}" for state in ("packed", "link", "kept-back", "unfit")),
        *("page.excel", "page.word"),
        *(
            f"difference.{kind}"
            for kind in re.findall(r'(?:Difference|bag\.differs|bag\.refuse|self\.differs)\("([\w-]+)"', CODE)
        ),
        *(f"difference.{kind}" for kind in ("added", "altered", "beside", "line-ends", "litter")),
    },
}
"""The ends of keys that the code puts together, by their start."""


def is_used(key: str) -> bool:
    family, _, rest = key.partition(".")
    if family == "findings":
        code, part, *variant = rest.split(".")
        return (
            code in QUOTED
            and part in {"title", "message", "hint", "why"}
            and all(
                name in QUOTED
                or name.replace("-", "_") in QUOTED
                or name.removeprefix("wrong-kind-") in FILES
                for name in variant
            )
        )
    return key in QUOTED or rest in COMPOSED.get(family, ()) or (family == "asked" and rest in set(asked()))


def test_every_text_of_the_catalogue_is_used() -> None:
    assert [key for key in ENGLISH if not is_used(key)] == []


def test_a_text_that_nobody_says_would_be_found() -> None:
    made_up = ["report.farewell", "stop.out-of-paper", "words.city", "findings.KC998.title", "near.rotten"]
    assert [key for key in made_up if is_used(key)] == []


@pytest.mark.parametrize("family", COMPOSED)
def test_every_text_that_the_code_puts_together_is_there(family: str) -> None:
    assert {name for name in COMPOSED[family] if f"{family}.{name}" not in ENGLISH} == set()


def test_every_text_that_the_code_namesis_there() -> None:
    keys = set(re.findall(r"""(?:text|title|paragraph|_tallies)\(\s*["']([a-z]+\.[a-z.-]+)["']""", CODE))
    assert len(keys) > 60
    assert keys - set(ENGLISH) == set()


def asked() -> Iterator[str]:
    """Every path that a row of the built-in instruments asks for, and that people may read."""
    for row in ROWS:
        yield from row.fields
        yield from row.where_filled
        yield from row.minimum
        for case in row.cases:
            yield from case.fields
            yield from case.where if case.subject_window else ()
        for rule in (row.documents, *(case.documents for case in row.cases)):
            yield from rule.fields if rule else ()
            yield from [rule.listed] if rule and rule.listed else []


def test_every_field_that_is_asked_has_its_word() -> None:
    assert sorted({path for path in asked() if f"asked.{path}" not in ENGLISH}) == []


def test_a_city_may_ask_of_documents_what_their_entries_have() -> None:
    assert {name for row in ROWS if row.documents for name in row.documents.fields} <= set(
        Document.model_fields
    )


@pytest.mark.parametrize("language", resources.languages())
def test_the_words_that_a_language_has_for_choices_are_read_for_them(language: str) -> None:
    for group, (model, key) in TERMS.items():
        choices = choices_of(model, key)
        words = {choice: catalogue(language)[f"terms.{group}.{choice}"] for choice in choices}
        assert {choice: chosen(word, choices) for choice, word in words.items()} == {c: c for c in choices}


# --- numbers -----------------------------------------------------------------------------------------

ALWAYS_SEVERAL = {
    "findings.KC113.message.string-too-long": "the longest text of a key",
    "findings.KC301.message.moved-folder": "one that moved alone is another finding",
    "findings.KC301.message.moved-in": "one that moved alone is another finding",
    "findings.KC301.message.moved-out": "one that moved alone is another finding",
    "findings.KC313.message.long-ago": "a limit",
    "findings.KC403.message": "the finding is that there are several",
    "report.large-section": "from 50,000 entries",
    "stop.libreoffice-too-slow": "a limit",
    "template.problem.digits": "a limit",
    "template.problem.too-long": "a limit",
    "template.problem.too-much": "a limit",
    "template.problem.long-paragraph": "a limit",
    "template.problem.too-many-tags": "a limit",
    "template.problem.long-tags": "a limit",
    "template.problem.too-many-parts": "a limit",
    "score.title.standing": "the places of 2023",
    "report.points": "points with decimals",
    "explain.leverage-text": "points with decimals",
    "score.absent": "points with decimals",
    "compare.points": "points with decimals",
}
"""English sentences with a number before a plural, and why it is never one."""

_COUNTED = re.compile(
    r"\{\w+\} (?:[a-z-]+ ){0,2}?"
    r"(?:agencies|characters|days|dimensions|differences|digits|documents|dossiers|entries|files|findings|gaps|links|"
    r"meetings|mistakes|parts|places|points|programs|questions|quick wins|requests|requirements|respondents|"
    r"seconds|statements|subjects|tags|users|warnings|years)\b(?! \()"
)


def test_no_number_stands_before_a_plural_that_it_may_not_fit() -> None:
    """A number stands behind a colon or in brackets, for "1 requirements" is wrong."""
    assert {key for key, text in ENGLISH.items() if _COUNTED.search(text)} == ALWAYS_SEVERAL.keys()
