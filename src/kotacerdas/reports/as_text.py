"""`--format text` of `validate`: mistakes, then gaps, each under the line that it points at, and a summary."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final

from kotacerdas.findings import GAPS, MISTAKES, Diagnostic, Location, Severity, SubjectRef
from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import ranges
from kotacerdas.privacy import anonymous
from kotacerdas.reading.positions import lines_of
from kotacerdas.reports import first_screen
from kotacerdas.reports.page import wrapped
from kotacerdas.reports.summary import opening, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page

_QUOTED: Final = 120
"""Characters of a YAML line that are shown."""
_NAMED_QUESTIONS: Final = 3
"""More questions than these are told by their ids only, so as not to bury the finding."""
_INDENT: Final = " " * 10
_MOST_OF_CODE: Final = 100
"""So many findings of a code in a file are told as text; JSON has them all."""
_UNNAMED: Final = "KC309"
"""The code of files that no document names: many at a time, and no line of YAML to show."""


def render(page: Page) -> str:
    """The report of `validate` as text, in lines of at most the page's width but for the YAML that it shows.

    Where the screen cannot hold it, what matters most of it.
    """
    whole = page.of_each(_dossier)
    is_too_long = page.height is not None and whole.count("\n") >= page.height
    return first_screen.render(page) if is_too_long else whole


def _dossier(assessment: Assessment, page: Page) -> Iterator[str]:
    """The findings of a dossier as text, kind by kind and location by location, and its summary."""
    names = Names(page.messages, assessment.dossier, assessment.instrument)
    yield from opening(assessment, page)
    listed = assessment.listed(page.kind)
    unnamed = [finding for finding in listed if finding.code == _UNNAMED]
    mistakes = [finding for finding in listed if finding.kind == MISTAKES and finding.code != _UNNAMED]
    mistakes.sort(key=lambda finding: finding.severity is not Severity.ERROR)
    gaps = [finding for finding in listed if finding.kind == GAPS]
    for kind, findings in ((MISTAKES, mistakes), (GAPS, gaps)):
        if findings:
            yield ""
            yield from page.title(f"report.part.{kind}")
            yield from _by_location(findings, assessment, page, names)
    if unnamed:
        yield from _unnamed_files(unnamed, page, names)
    yield ""
    yield from summary(assessment, page)


def _by_location(listed: list[Diagnostic], assessment: Assessment, page: Page, names: Names) -> Iterator[str]:
    """Findings as text, file by file and location by location."""
    rows = names.instrument.requirements if names.instrument else {}
    order = {name: number for number, name in enumerate(rows)}
    for path, of_file in groupby(listed, key=lambda finding: finding.location.path):
        lines = lines_of(assessment.files.get(path, b""))
        shown, more = _bounded(of_file)
        for location, findings in groupby(shown, key=lambda finding: finding.location):
            by_row = sorted(
                findings, key=lambda f: (f.severity is not Severity.ERROR, order.get(f.requirement or "", -1))
            )
            yield ""
            yield from _at_location(location, by_row, lines, page, names)
        for code, n in more.items():
            yield ""
            yield from page.paragraph("report.more-in-file", n=n, code=code, path=path)


def _bounded(findings: Iterable[Diagnostic]) -> tuple[list[Diagnostic], dict[str, int]]:
    """The findings of a file that are told as text, the first of each code; and how many more of which code there are."""
    shown, codes = [], Counter[str]()
    for finding in findings:
        codes[finding.code] += 1
        if codes[finding.code] <= _MOST_OF_CODE:
            shown.append(finding)
    return shown, {code: n - _MOST_OF_CODE for code, n in codes.items() if n > _MOST_OF_CODE}


def _unnamed_files(findings: list[Diagnostic], page: Page, names: Names) -> Iterator[str]:
    """The files that no document names, as text: a line for each, and the next step for all of them."""
    yield ""
    yield from page.title("report.part.unnamed", code=_UNNAMED, n=len(findings))
    for finding in findings[:_MOST_OF_CODE]:
        yield f"  {finding.location.path}"
    if (more := len(findings) - _MOST_OF_CODE) > 0:
        yield f"  {page.messages.text('report.more-of-code', n=more)}"
    hint = page.messages.text("report.next-step", hint=sentences.hint(findings[0], names))
    yield from wrapped(hint, page.width, "    ", "      ")


def _at_location(
    location: Location, findings: list[Diagnostic], lines: list[str], page: Page, names: Names
) -> Iterator[str]:
    """The findings at one location as text: its path, its line of YAML, each finding, the next step."""
    subject = _common_subject(findings)
    head = [page.paint("location", f"{location.path}:{location.line}:{location.column}")]
    if subject:
        head.append(page.paint("strong", names.subject(subject)))
        if subject.kind != "agency":
            head.append(names.agency(findings[0].agency))
    yield "  ".join(filter(None, head))
    yield from _quoted(location, lines, page)
    for merged in _merged(findings, names):
        yield from _finding(merged, subject, page, names)
    if subject:
        yield from _fill_in(findings, subject, page)


def _common_subject(findings: list[Diagnostic]) -> SubjectRef | None:
    """The subject that the text of a location names once, since all its findings have it; None if they have several."""
    subjects = [f.subject for f in findings if f.subject and f.subject.kind != "dimension"]
    subjects = subjects or [f.subject for f in findings if f.subject]
    is_one = len({subject.id for subject in subjects}) == 1
    return next((s for s in subjects if s.kind == "quick-win"), subjects[0]) if is_one else None


def _quoted(location: Location, lines: list[str], page: Page) -> Iterator[str]:
    """The line of YAML at a location, and carets under what is meant."""
    if not 0 < location.line <= len(lines):
        return
    line = lines[location.line - 1]
    shown = anonymous(line)[:_QUOTED] + ("…" if len(line) > _QUOTED else "")
    end = location.end_column or len(re.sub(r"\s+#.*", "", line).rstrip()) + 1
    caret = "^" * max(1, min(end, _QUOTED + 1) - location.column)
    # A tab stays a tab below, so that the caret stands where the editor shows the sign.
    before = "".join("\t" if sign == "\t" else " " for sign in line[: location.column - 1])
    yield page.paint("faint", f"{location.line:>5} | {shown}")
    if location.column <= _QUOTED:
        yield page.paint("faint", f"{'':>5} | ") + before + page.paint("caret", caret)


def _fill_in(findings: list[Diagnostic], subject: SubjectRef, page: Page) -> Iterator[str]:
    """The next step, as text, at a location where something is missing: register documents, fill in fields."""
    kinds = {lack.kind for finding in findings for lack in finding.details.get("lacks", ())}
    if kinds == {"subjects"}:
        key = "findings.KC203.hint"
    elif kinds == {"documents"}:
        is_registered = all(finding.details.get("near_misses") for finding in findings)
        key = "report.mend" if is_registered else "report.register"
    elif "documents" in kinds:
        key = "report.register-and-fill"
    else:
        key = "report.fill"
    if kinds:
        hint = page.messages.text("report.next-step", hint=page.messages.text(key, id=subject.id))
        yield from wrapped(hint, page.width, "    ", "      ")


def _merged(findings: Iterable[Diagnostic], names: Names) -> Iterable[list[Diagnostic]]:
    """The findings at a location, those put together that tell the same lack of several subjects."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for number, finding in enumerate(findings):
        key: tuple[object, ...] = (number,)
        if "lacks" in finding.details and finding.subject:
            kind, shortfall = finding.subject.kind, sentences.shortfall(names, **finding.details)
            key = (finding.code, finding.requirement, kind, finding.severity, shortfall)
        groups.setdefault(key, []).append(finding)
    return groups.values()


def _finding(merged: list[Diagnostic], subject: SubjectRef | None, page: Page, names: Names) -> Iterator[str]:
    """One finding as text, or several that tell the same of several subjects."""
    messages, first = page.messages, merged[0]
    label = messages.text(f"report.label.{first.kind}.{first.severity.value}")
    start = f"    {label} {f'{first.code} {names.starred(first.requirement)}'.rstrip()}  "
    row = names.requirement(first.requirement)
    if row and "lacks" in first.details:
        title = f"{messages.word(row.title)}{_concerned(merged, subject, names)}"
        sentence = f"{title}: {sentences.shortfall(names, **first.details)}"
        stake = wrapped(_stake(merged, names), page.width, _INDENT)
        more = [page.paint("faint", line) for line in stake]
    else:
        sentence = sentences.message(first, names)
        hint = messages.text("report.next-step", hint=sentences.hint(first, names))
        more = wrapped(hint, page.width, _INDENT, _INDENT + "  ")
    head, *rest = wrapped(sentence, page.width, start, _INDENT)
    yield head.replace(label, page.paint(first.severity.value, label), 1)
    yield from [*rest, *more]


def _concerned(merged: list[Diagnostic], subject: SubjectRef | None, names: Names) -> str:
    """The subjects that findings are about, in brackets; nothing where the location tells it."""
    refs = [finding.subject for finding in merged if finding.subject]
    first, messages = refs[0], names.messages
    if len(refs) == 1:
        is_told = first.kind == "dossier" or (subject is not None and first.id == subject.id)
        return "" if is_told else f" ({names.subject(first)})"
    if first.kind == "question":
        listed = ranges(ref.id for ref in refs)
    else:
        listed = messages.joined(map(names.subject_alone, refs), "and")
    kind = messages.text(f"words.{first.kind}-many")
    return f" ({messages.text('report.for-subjects', n=len(refs), kind=kind, ids=listed)})"


def _stake(merged: list[Diagnostic], names: Names) -> str:
    """The line below a finding: the questions at stake, and what one level more in each would bring."""
    messages = names.messages
    proves = tuple(dict.fromkeys(question for finding in merged for question in finding.proves))
    if not proves or names.instrument is None:
        return messages.text("explain.proves-none")
    is_short = len(proves) <= _NAMED_QUESTIONS
    questions = ", ".join(map(names.question, proves)) if is_short else ranges(proves)
    leverage = messages.number(names.instrument.leverage(proves), 3)
    proven = messages.text("report.proves", questions=questions)
    return f"{proven} · {messages.text('report.points', leverage=leverage)}"
