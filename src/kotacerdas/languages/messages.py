"""Code + details → a sentence in the reader's language.

The sentences stand in `languages/*.yaml`, the same keys in each. Nothing else in the program writes for
people, and nothing below this module knows a language.
"""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from kotacerdas import resources
from kotacerdas.findings import Diagnostic, SubjectRef
from kotacerdas.privacy import masked
from kotacerdas.reading import source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from kotacerdas.assessment.cells import Lack, NearMiss, Verdict
    from kotacerdas.dates import PartialDate
    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.errors import CannotRun
    from kotacerdas.instrument.model import Instrument, Requirement, Words

DEFAULT_LANGUAGE: Final = "en"
_MAX_LISTED: Final = 12
_SWAPPED: Final = str.maketrans(",.", ".,")
_GAP: Final = re.compile(r"\{\w+\}")
_IN_SENTENCES: Final = ("KC201", "KC202", "KC203")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of a language, by dotted key."""
    data = source.read(resources.languages()[language].read_bytes()).data
    return dict(_flat(data or {}, ""))


def _flat(data: Mapping[str, Any], start: str) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{start}{key}.")
        else:
            yield f"{start}{key}", value


class Messages:
    """What is said in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = catalogue(language)

    def text(self, key: str, /, **details: object) -> str:
        """The sentence of a key, its gaps filled."""
        shown = {name: self._shown(value) for name, value in details.items()}
        if "reason" in shown:  # the disk's own words come in the system's language, if at all
            shown["reason"] = self._texts.get(f"disk.{shown['reason']}", shown["reason"])
        return self._texts[key].format_map(shown)

    def find(self, *keys: str) -> str | None:
        """The first of these keys that has a sentence."""
        return next((key for key in keys if key in self._texts), None)

    def word(self, words: Words) -> str:
        """A text of the instrument."""
        return words.id if self.language == "id" else words.en

    def _shown(self, value: object) -> str:
        """A detail of a sentence: without identity numbers, and without signs that a terminal obeys."""
        if isinstance(value, str):
            return visible(masked(value))
        if isinstance(value, tuple):
            return masked(", ".join(map(str, value)))
        if isinstance(value, float):
            return self.number(value)
        return str(value)

    def number(self, value: float, digits: int | None = None) -> str:
        """A number with the language's decimal sign."""
        shown = f"{value:.12g}" if digits is None else f"{value:.{digits}f}"
        return shown.replace(".", ",") if self.language == "id" else shown

    def grouped(self, value: float, digits: int | None = None) -> str:
        """A number with thousands grouped, as the language does it; by default with the digits it has."""
        if digits is None:
            shown = f"{value:,}" if isinstance(value, int) else f"{value:,.9f}".rstrip("0").rstrip(".")
        else:
            shown = f"{value:,.{digits}f}"
        return shown.translate(_SWAPPED) if self.language == "id" else shown

    def percent(self, value: float, digits: int = 0) -> str:
        """A percentage: `87,5%`."""
        return f"{self.grouped(value, digits)}%"

    def rupiah(self, amount: int) -> str:
        """An amount of money: `Rp1.250.000.000`."""
        return self.text("terms.rupiah", amount=self.grouped(amount))

    def date(self, day: dt.date | PartialDate) -> str:
        """A date in words, as far as it is known: `14 November 2023`, `November 2023`, `2023`."""
        if not day.month:
            return str(day.year)
        known = [self.text(f"terms.months.{day.month}"), str(day.year)]
        return " ".join([str(day.day), *known] if day.day else known)

    def joined(self, items: Iterable[str], conjunction: str) -> str:
        """A list in a sentence: `a, b and c`."""
        *head, last = list(items) or [""]
        if not head:
            return last
        comma = "," if self.language == "id" and len(head) > 1 else ""
        return f"{', '.join(head)}{comma} {self.text(f'words.{conjunction}')} {last}"

    # --- findings --------------------------------------------------------------------------------

    def title(self, code: str) -> str:
        """What a finding code means, in a few words."""
        return self.text(f"findings.{code}.title")

    def why(self, code: str) -> str:
        """Why it is a finding. In English that of a check is its docstring."""
        from kotacerdas.assessment.checks import CHECKS  # noqa: PLC0415 - only `explain` needs the checks

        if code in CHECKS and self.language == DEFAULT_LANGUAGE:
            return _prose(inspect.getdoc(CHECKS[code].run) or "")
        return self.text(f"findings.{code}.why").strip()

    def codes(self) -> list[str]:
        """Every finding code."""
        parts = (key.split(".") for key in self._texts)
        return list(dict.fromkeys(part[1] for part in parts if part[0] == "findings"))

    def hints(self, code: str) -> list[str]:
        """What can be done about a finding, its gaps left open."""
        start = f"findings.{code}.hint"
        found = [text for key, text in self._texts.items() if key == start or key.startswith(f"{start}.")]
        return [_GAP.sub("…", text) for text in dict.fromkeys(found)]

    def message(self, finding: Diagnostic, about: About) -> str:
        """What is wrong, in a sentence."""
        details = dict(finding.details)
        if finding.code in _IN_SENTENCES:
            row = about.requirement(finding.requirement)
            subject = finding.subject or SubjectRef("dossier", "dossier")
            title = self.word(row.title) if row else ""
            lacks = self.shortfall(details, about)
            return self.text(
                f"findings.{finding.code}.message",
                title=title,
                subject=self.subject(subject, about),
                lacks=lacks,
            )
        if "problem" in details:
            details["why"] = self._problem(details)
        return self.text(self._key(finding, "message"), **details)

    def hint(self, finding: Diagnostic, about: About) -> str:
        """What to do about it."""
        details = {**finding.details}
        if finding.code in _IN_SENTENCES:
            supports = finding.subject.id if finding.subject else ""
            if finding.subject and finding.subject.kind == "dossier":
                supports = ", ".join(finding.proves)
            details = {"agency": self.agency(finding.agency, about), "supports": supports}
        return self.text(self._key(finding, "hint"), **details)

    def _key(self, finding: Diagnostic, part: str) -> str:
        """The catalogue's key of a finding's message or hint, by its variant where it has several."""
        start = f"findings.{finding.code}.{part}"
        details = finding.details
        variants = [str(details[key]) for key in ("variant", "form") if key in details]
        near = ["near"] if details.get("suggestion") else ["known"] if "known" in details else []
        endings = (*near, *variants, "none") if part == "hint" else (*variants,)
        return self.find(*(f"{start}.{ending}" for ending in endings), start) or start

    # --- what a cell lacks -----------------------------------------------------------------------

    def shortfall(self, details: Mapping[str, Any], about: About) -> str:
        """What a cell lacks, and what nearly met it."""
        said = [self.lack(lack, details.get("attempts", ()), about) for lack in details["lacks"]]
        near = [self.near_miss(miss) for miss in details.get("near_misses", ())]
        near += [
            self.text("near.attempt", subject=self.subject(v.subject.ref, about), lacks=self._of(v, about))
            for v in details.get("attempts", ())[:_MAX_LISTED]
        ]
        text = "; ".join(said)
        return f"{text} ({'; '.join(near)})." if near else f"{text}."

    def _of(self, verdict: Verdict, about: About) -> str:
        said = [self.lack(lack, (), about) for lack in verdict.lacks]
        return ", ".join([*said, *(self.near_miss(miss) for miss in verdict.near_misses)])

    def lack(self, lack: Lack, attempts: tuple[Verdict, ...], about: About) -> str:
        """One thing that is lacking."""
        details: dict[str, Any] = {**lack.details}
        if lack.kind == "fields":
            return self.text("lacks.fields", fields=self.joined(map(self.asked, lack.fields), "and"))
        if lack.kind == "minimum":
            return self.text("lacks.minimum", field=self.asked(lack.fields[0]), **details)
        if lack.kind == "window":
            return self._off("lacks", details)
        if lack.kind == "subjects":
            return self._subjects(details, attempts)
        types = [self.document_type(name, about) for name in lack.types]
        if "listed" in details:
            key = "lacks.listed" if details["absent"] else "lacks.listed-none"
            return self.text(key, **details)
        if not types:
            return self.text("lacks.any-type")
        conjunction = "or" if lack.is_choice else "and"
        named = self.joined(types, conjunction)
        if details.get("have"):
            return self.text("lacks.count", types=named, **details)
        return self.text("lacks.any-of" if lack.is_choice else "lacks.all-of", types=named)

    def _subjects(self, details: dict[str, Any], attempts: tuple[Verdict, ...]) -> str:
        kind = details.pop("kind")
        many = self.text(f"words.{kind}-many")
        if details.pop("is_all"):
            return self.text("lacks.subjects-all", kind=many, failed=len(attempts), **details)
        if details["have"]:
            return self.text("lacks.subjects-some", kind=many, **details)
        return self.text("lacks.subjects-none", kind=self.text(f"words.{kind}"))

    def near_miss(self, miss: NearMiss) -> str:
        """A document that is there and does not count, and why."""
        details = {"document": miss.document, **miss.details}
        if miss.reason == "wrong-year":
            return self._off("near", {"reason": "wrong-year", **details})
        if miss.reason == "file":
            return self.text("near.file", document=miss.document, file=self._problem(miss.details))
        return self.text(f"near.{miss.reason}", **details)

    def flaw(self, miss: NearMiss) -> str:
        """Why a document cannot serve as it is, where the document itself is named beside it."""
        problem = self._problem(miss.details) if miss.reason == "file" else ""
        return self.text(f"terms.flaw.{miss.reason}", problem=problem)

    def _problem(self, details: Mapping[str, Any]) -> str:
        """What is wrong with a file, as part of a sentence."""
        return self.text(f"findings.KC301.message.{details['problem']}", **details).rstrip(".")

    def _off(self, group: str, details: dict[str, Any]) -> str:
        reason = details.pop("reason")
        if reason == "wrong-year":
            first, last = details.pop("first"), details.pop("last")
            details["years"] = str(last) if first == last else f"{first}-{last}"
        return self.text(f"{group}.{reason}", **details)

    # --- names -----------------------------------------------------------------------------------

    def asked(self, path: str) -> str:
        """What a row asks for, by its YAML path; the path itself where no word is known."""
        return self.text(f"asked.{path}") if self.find(f"asked.{path}") else f'"{path}"'

    def document_type(self, name: str, about: About) -> str:
        """The name of a document type, as it stands inside a sentence."""
        kind = about.instrument.document_types.get(name) if about.instrument else None
        return _uncapitalised(self.word(kind.name)) if kind else name

    def agency(self, name: str | None, about: About) -> str:
        """The short name of an agency."""
        if name is None:
            return self.text("words.nobody")
        return about.agencies.get(name) or masked(name)

    def subject(self, ref: SubjectRef, about: About) -> str:
        """A subject with its kind and name: `quick win "Open Data"`."""
        if ref.kind == "dossier":
            return self.text("words.the-dossier")
        kind = self.text(f"words.{ref.kind}")
        return f"{kind} {self.subject_name(ref, about)}"

    def subject_name(self, ref: SubjectRef, about: About) -> str:
        """A subject's name, or its id where that is what people know it by."""
        if ref.kind == "dimension" and about.instrument and ref.id in about.instrument.dimensions:
            return self.word(about.instrument.dimensions[ref.id].name)
        if ref.is_program:
            return f'"{about.programs.get(ref.id) or masked(ref.id)}"'
        if ref.kind == "agency":
            return self.agency(ref.id, about)
        return masked(ref.id)

    def question(self, name: str, about: About) -> str:
        """A question with what it is about: `W8 (sumber daya)`."""
        question = about.instrument.questions.get(name) if about.instrument else None
        return f"{name} ({self.word(question.sub_indicator)})" if question else name

    def stop(self, trouble: CannotRun) -> str:
        """Why a command cannot go on."""
        said = self.text(f"stop.{trouble.code}", **trouble.details)
        if suggestion := trouble.details.get("suggestion"):
            said = f"{said} {self.text('stop.did-you-mean', suggestion=suggestion)}"
        return said


class About:
    """What the names in messages are looked up in."""

    def __init__(self, dossier: Dossier | None, instrument: Instrument | None) -> None:
        self.instrument = instrument
        self.agencies = {a.id: a.short_name or a.name for a in dossier.agencies} if dossier else {}
        self.programs = {p.id: p.name for p in dossier.programs} if dossier else {}

    def requirement(self, name: str | None) -> Requirement | None:
        """A requirement of the instrument."""
        return self.instrument.requirements.get(name or "") if self.instrument else None

    def is_deduced(self, name: str | None) -> bool:
        """Whether a requirement, or its documents, are our deduction."""
        row = self.requirement(name)
        return row is not None and "deduced" in (row.basis, row.documents_basis)


def visible(text: str) -> str:
    """Text without signs that a terminal obeys; file names may hold any."""
    if text.isprintable():
        return text
    return "".join(s if s.isprintable() or s in "\n\t" else "\N{REPLACEMENT CHARACTER}" for s in text)


def ranges(names: Iterable[str]) -> str:
    """Ids in short: `B1-B5, O2, W1-W12`; a few at the most, the rest as dots."""
    shown = runs(names, "-")
    return ", ".join(shown[:_MAX_LISTED]) + (", …" if len(shown) > _MAX_LISTED else "")


_NUMBERED: Final = re.compile(r"([A-Z])(\d+)")


def runs(names: Iterable[str], dash: str, numbered: re.Pattern[str] = _NUMBERED, end: int = 0) -> list[str]:
    """Ids, those that follow one another put together: `B1-B5`, `O2`, `W1-W12`.

    `numbered` parts an id into what stays the same and a number; `end` is the group of it that ends a run.
    """
    groups: list[list[str]] = []
    for name in names:
        if groups and _follows(groups[-1][-1], name, numbered):
            groups[-1].append(name)
        else:
            groups.append([name])
    shown: list[str] = []
    for group in groups:
        last = numbered.fullmatch(group[-1]) if len(group) > 2 else None  # noqa: PLR2004 - a pair is no range
        shown += [f"{group[0]}{dash}{last[end]}"] if last else group
    return shown


def _follows(before: str, after: str, numbered: re.Pattern[str]) -> bool:
    """Whether an id has the number after another's."""
    a, b = numbered.fullmatch(before), numbered.fullmatch(after)
    return a is not None and b is not None and a[1] == b[1] and int(a[2]) + 1 == int(b[2])


def _uncapitalised(name: str) -> str:
    """A name without the capital of its first word, unless more words have one: `Notulen rapat`."""
    others = name.split("(", maxsplit=1)[0].split()[1:]
    is_proper = any(word.istitle() for word in others) or not name[1:2].islower()
    return name if is_proper else name[0].lower() + name[1:]


def _prose(docstring: str) -> str:
    """A docstring as paragraphs, its lines joined."""
    return "\n\n".join(" ".join(part.split()) for part in docstring.split("\n\n"))
