"""`--format text` of `validate`: mistakes, then gaps, each under the line that it points at, and a summary.

On a terminal that cannot hold it all: a first screen, with the counts and what matters most.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Final

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import gaps
from kotacerdas.findings import GAPS, MISTAKES, Diagnostic, Location, Severity, SubjectRef
from kotacerdas.languages import sentences
from kotacerdas.languages.names import Names
from kotacerdas.languages.text import ranges
from kotacerdas.privacy import anonymous
from kotacerdas.reading.positions import lines_of
from kotacerdas.reports.page import Page, wrapped
from kotacerdas.reports.summary import completeness, opening, owed, summary

_QUOTED: Final = 120
"""Characters of a YAML line that are shown."""
_NAMED_QUESTIONS: Final = 3
"""More questions than these are told by their ids only, so as not to bury the finding."""
_INDENT: Final = " " * 10
_MOST_OF_CODE: Final = 100
"""So many findings of a code in a file are told as text; JSON has them all."""
_UNNAMED: Final = "KC309"
"""The code of files that no document names: many at a time, and no line of YAML to show."""
_MOST: Final = 5
"""So many mistakes and gaps are shown on the first screen, if it can hold them."""
_LINES: Final = 2
"""The most lines that one of them takes."""
_SPACE: Final = 3
"""Lines of the screen for the prompt, and around what matters most."""


def render(page: Page) -> str:
    """The report of `validate` as text, in lines of at most the page's width but for the YAML that it shows.

    Where the screen cannot hold it, what matters most of it.
    """
    whole = page.of_each(_dossier)
    is_too_long = page.height is not None and whole.count("\n") >= page.height
    return _first_screen(page) if is_too_long else whole


def _dossier(assessment: Assessment, page: Page) -> Iterator[str]:
    """The findings of a dossier as text, kind by kind and location by location, and its summary."""
    yield from opening(assessment, page)
    listed = assessment.listed(page.kind)
    named = [finding for finding in listed if finding.code != _UNNAMED]
    by_weight = sorted(named, key=lambda finding: finding.severity is not Severity.ERROR)
    for kind, findings in ((MISTAKES, by_weight), (GAPS, named)):
        if of_kind := [finding for finding in findings if finding.kind == kind]:
            yield from page.section(f"report.part.{kind}")
            yield from _by_location(of_kind, assessment, page)
    if len(named) < len(listed):
        yield from _unnamed_files(
            [finding for finding in listed if finding.code == _UNNAMED], assessment, page
        )
    yield ""
    yield from summary(assessment, page)


def _by_location(listed: list[Diagnostic], assessment: Assessment, page: Page) -> Iterator[str]:
    """Findings as text, file by file and location by location."""
    names = page.names(assessment)
    rows = names.instrument.requirements if names.instrument else {}
    order = {name: number for number, name in enumerate(rows)}
    for path, of_file in groupby(listed, key=lambda finding: finding.location.path):
        lines = lines_of(assessment.files.get(path, b""))
        shown, codes = [], Counter[str]()
        for finding in of_file:
            codes[finding.code] += 1
            if codes[finding.code] <= _MOST_OF_CODE:
                shown.append(finding)
        for location, findings in groupby(shown, key=lambda finding: finding.location):
            by_row = sorted(
                findings, key=lambda f: (f.severity is not Severity.ERROR, order.get(f.requirement or "", -1))
            )
            yield ""
            yield from _at_location(location, by_row, lines, page, names)
        for code, n in codes.items():
            if n > _MOST_OF_CODE:
                yield ""
                yield from page.paragraph("report.more-in-file", n=n - _MOST_OF_CODE, code=code, path=path)


def _unnamed_files(findings: list[Diagnostic], assessment: Assessment, page: Page) -> Iterator[str]:
    """The files that no document names, as text: a line for each, and the next step for all of them."""
    yield from page.section("report.part.unnamed", code=_UNNAMED, n=len(findings))
    for finding in findings[:_MOST_OF_CODE]:
        yield f"  {finding.location.path}"
    if (more := len(findings) - _MOST_OF_CODE) > 0:
        yield f"  {page.messages.text('report.more-of-code', n=more)}"
    yield from _next_step(sentences.hint(findings[0], page.names(assessment)), page, "    ")


def _next_step(hint: str, page: Page, margin: str) -> list[str]:
    """The next step after findings as lines of text."""
    return wrapped(page.messages.text("report.next-step", hint=hint), page.width, margin, f"{margin}  ")


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
    """The subject that the text report names once at a location, since all its findings have it; None if they have several."""
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


def _fill_in(findings: list[Diagnostic], subject: SubjectRef, page: Page) -> list[str]:
    """The lines of text below the findings at a location that tell what to fill in: documents to register, fields."""
    kinds = {lack.kind for finding in findings for lack in finding.details.get("lacks", ())}
    if not kinds:
        return []
    key = "report.fill"
    if kinds == {"subjects"}:
        key = "findings.KC203.hint"
    elif kinds == {"documents"}:
        is_registered = all(finding.details.get("near_misses") for finding in findings)
        key = "report.mend" if is_registered else "report.register"
    elif "documents" in kinds:
        key = "report.register-and-fill"
    return _next_step(page.messages.text(key, id=subject.id), page, "    ")


def _merged(findings: Iterable[Diagnostic], names: Names) -> Iterable[list[Diagnostic]]:
    """The findings at a location of the text report, those put together that tell the same lack of several subjects."""
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
        more = _next_step(sentences.hint(first, names), page, _INDENT)
    head, *rest = wrapped(sentence, page.width, start, _INDENT)
    yield head.replace(label, page.paint(first.severity.value, label), 1)
    yield from [*rest, *more]


def _concerned(merged: list[Diagnostic], subject: SubjectRef | None, names: Names) -> str:
    """The subjects that findings are about, as text in brackets; nothing where the location tells it."""
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
    """The line of text below a finding: the questions at stake, and what one level more in each would bring."""
    messages = names.messages
    proves = tuple(dict.fromkeys(question for finding in merged for question in finding.proves))
    if not proves or names.instrument is None:
        return messages.text("explain.proves-none")
    is_short = len(proves) <= _NAMED_QUESTIONS
    questions = ", ".join(map(names.question, proves)) if is_short else ranges(proves)
    leverage = messages.number(names.instrument.leverage(proves), 3)
    proven = messages.text("report.proves", questions=questions)
    return f"{proven} · {messages.text('report.points', leverage=leverage)}"


# --- the first screen ----------------------------------------------------------------------------


def _first_screen(page: Page) -> str:
    """The first screen of the dossiers' reports, which share its lines, and how to see all."""
    end = [*page.paragraph("report.see-all"), *page.paragraph("report.more")]
    room = ((page.height or 0) - len(end) - 2) // max(1, len(page.assessments))
    parts = ["\n".join(_most_of(assessment, page, room)) for assessment in page.assessments]
    return page.finished("\n\n".join([*parts, "\n".join(end)]) + "\n")


def _most_of(assessment: Assessment, page: Page, room: int) -> Iterator[str]:
    """A dossier on the first screen: how complete it is, and as much of what matters most as there is room for."""
    head = [*opening(assessment, page), *completeness(assessment, page)]
    yield from head
    items = list(islice(_what_matters(assessment, page), _MOST))
    if items:
        yield from page.section("report.most")
    left = room - len(head) - _SPACE
    for item in items:
        lines = wrapped(item, page.width, "  - ", "    ")
        if len(lines) > _LINES:
            lines[_LINES - 1] = f"{lines[_LINES - 1][: page.width - 2]} …"
        left -= len(lines[:_LINES])
        if left >= 0:
            yield from lines[:_LINES]


def _what_matters(assessment: Assessment, page: Page) -> Iterator[str]:
    """What matters in a dossier on the first screen of the text report: mistakes, gaps by what closing them brings, warnings."""
    names = page.names(assessment)
    if page.kind != GAPS:
        yield from _first_of_each_code(assessment, Severity.ERROR, names)
    if page.kind != MISTAKES and assessment.instrument:
        for gap in gaps(assessment.matrix, assessment.instrument):
            yield f"{names.starred(gap.requirement)} {owed(gap, names)}"
    if page.kind != GAPS:
        yield from _first_of_each_code(assessment, Severity.WARNING, names)


def _first_of_each_code(assessment: Assessment, severity: Severity, names: Names) -> Iterator[str]:
    """The mistakes of a weight on the first screen, code by code, notices first: the first of each, and how many more there are."""
    by_code: dict[str, list[Diagnostic]] = {}
    for finding in assessment.listed(MISTAKES):
        weighs = Severity.ERROR if finding.is_notice else finding.severity
        if weighs is severity:
            by_code.setdefault(finding.code, []).append(finding)
    for code, findings in sorted(by_code.items(), key=lambda item: (not item[1][0].is_notice, item[0])):
        where, more = findings[0].location, len(findings) - 1
        rest = f" {names.messages.text('report.more-of-code', n=more)}" if more else ""
        start = f"{code} {where.path}:{where.line}:{where.column}"
        yield f"{start} {sentences.message(findings[0], names)}{rest}"
