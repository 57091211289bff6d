"""`--format text`: the report for people, by file, with the line that a finding is about."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from kotacerdas.assessment.gaps import gaps, owed_by_agency
from kotacerdas.findings import Diagnostic, Location, Severity, SubjectRef
from kotacerdas.languages.messages import About, Messages, ranges, visible
from kotacerdas.reading.source import lines_of
from kotacerdas.reports.page import Page, printable, shortened, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.assessment.cells import Cell
    from kotacerdas.dossier.entries import Program

_FIRST: Final = 10
_AGENCIES: Final = 3
_SNIPPET: Final = 120
_INDENT: Final = " " * 10


def render(page: Page) -> str:
    """The report in lines of at most the page's width, but for what YAML lines it shows."""
    parts = ["\n".join(_one(assessment, page)) for assessment in page.assessments]
    return printable("\n\n\n".join(parts) + "\n")


def _one(assessment: Assessment, page: Page) -> Iterator[str]:
    about = About(assessment.dossier, assessment.instrument)
    yield heading(assessment, page)
    yield from _unread(assessment, page)
    for path, findings in groupby(assessment.findings, key=lambda f: f.location.path):
        lines = lines_of(assessment.files.get(path, b""))
        for place, group in groupby(findings, key=lambda f: f.location):
            yield ""
            yield from _place(place, list(group), lines, page, about)
    yield ""
    yield from summary(assessment, page, about)


def heading(assessment: Assessment, page: Page) -> str:
    """Whose dossier it is, of which year, and as of which day."""
    from kotacerdas.privacy import masked  # noqa: PLC0415 - help needs no models

    messages, dossier, instrument = page.messages, assessment.dossier, assessment.instrument
    if dossier is None or instrument is None:
        text = messages.text("report.unread-heading", path=assessment.path, as_of=page.as_of)
    else:
        text = messages.text(
            "report.heading",
            city=masked(dossier.info.city.name),
            year=dossier.info.year,
            instrument=instrument.id,
            as_of=page.as_of,
        )
    return page.paint("strong", text)


def _unread(assessment: Assessment, page: Page) -> Iterator[str]:
    """What the report cannot speak of, before anything else."""
    messages, dossier = page.messages, assessment.dossier
    if dossier is None:
        yield from wrapped(messages.text("report.nothing-checked"), page.width)
    elif dossier.unread_files:
        yield from wrapped(messages.text("report.unread", files=dossier.unread_files), page.width)


# --- one place of a file -------------------------------------------------------------------------


def _place(
    place: Location, findings: list[Diagnostic], lines: list[str], page: Page, about: About
) -> Iterator[str]:
    """The findings that point at one place, under its line."""
    messages, paint = page.messages, page.paint
    subject = _main_subject(findings)
    where = f"{visible(place.path)}:{place.line}:{place.column}"
    title = messages.subject(subject, about) if subject else ""
    has_owner = subject is not None and subject.kind != "agency"
    owner = messages.agency(findings[0].agency, about) if has_owner else ""
    yield "  ".join(filter(None, [paint("place", where), paint("strong", title), owner]))
    yield from _snippet(place, lines, page)
    order = {name: i for i, name in enumerate(about.instrument.requirements)} if about.instrument else {}
    findings = sorted(
        findings,
        key=lambda f: (f.severity is not Severity.ERROR, order.get(f.requirement or "", -1)),
    )
    for rows in _alike(findings, messages, about):
        yield from _finding(rows, subject, page, about)
    lacks: list[Any] = [f.details.get("lacks", ()) for f in findings]
    lacking = {lack.kind for some in lacks for lack in some}
    if subject and lacking:
        if lacking == {"subjects"}:
            hint = messages.text("findings.KC203.hint")
        else:
            key = "register" if lacking == {"documents"} else "register-and-fill"
            hint = messages.text(f"report.{key if 'documents' in lacking else 'fill'}", id=subject.id)
        yield from wrapped(messages.text("report.next-step", hint=hint), page.width, "    ", "      ")


def _main_subject(findings: list[Diagnostic]) -> SubjectRef | None:
    """The subject that a place belongs to; None where it stands for several."""
    subjects = [f.subject for f in findings if f.subject and f.subject.kind != "dimension"]
    subjects = subjects or [f.subject for f in findings if f.subject]
    is_one = len({subject.id for subject in subjects}) == 1
    return next((s for s in subjects if s.kind == "quick-win"), subjects[0]) if is_one else None


def _snippet(place: Location, lines: list[str], page: Page) -> Iterator[str]:
    if not 0 < place.line <= len(lines):
        return
    line = lines[place.line - 1]
    shown = line[:_SNIPPET] + ("…" if len(line) > _SNIPPET else "")
    end = place.end_column or len(re.sub(r"\s+#.*", "", line).rstrip()) + 1
    caret = "^" * max(1, min(end, _SNIPPET + 1) - place.column)
    # A tab stays a tab below, so that the caret stands where the editor shows the sign.
    before = "".join("\t" if sign == "\t" else " " for sign in line[: place.column - 1])
    number = str(place.line)
    yield page.paint("faint", f"{number:>5} | {visible(shown)}")
    if place.column <= _SNIPPET:
        yield page.paint("faint", f"{'':>5} | ") + before + page.paint("caret", caret)


def _alike(findings: list[Diagnostic], messages: Messages, about: About) -> Iterator[list[Diagnostic]]:
    """Put together the findings that say the same of several subjects."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for number, finding in enumerate(findings):
        key: tuple[object, ...] = (number,)
        if "lacks" in finding.details and finding.subject:
            said = messages.shortfall(dict(finding.details), about)
            key = (finding.code, finding.requirement, finding.subject.kind, finding.severity, said)
        groups.setdefault(key, []).append(finding)
    yield from groups.values()


def _finding(rows: list[Diagnostic], subject: SubjectRef | None, page: Page, about: About) -> Iterator[str]:
    """One finding, or several that say the same of several subjects."""
    messages, paint, first = page.messages, page.paint, rows[0]
    label = messages.text(f"words.{first.severity.value}")
    mark = f"{first.code} {starred(first.requirement, about)}".rstrip()
    start = f"    {label} {mark}  "
    if "lacks" in first.details and first.requirement and about.instrument:
        title = messages.word(about.instrument.requirements[first.requirement].title)
        who = _for_whom(rows, subject, messages, about)
        said = f"{title}{who}: {messages.shortfall(dict(first.details), about)}"
    else:
        said = messages.message(first, about)
    head, *rest = wrapped(said, page.width, start, _INDENT)
    yield head.replace(label, paint(first.severity.value, label), 1)
    yield from rest
    if "lacks" in first.details:
        stake = wrapped(_stake(rows, page, about), page.width, _INDENT)
        yield from (paint("faint", line) for line in stake)
    else:
        hint = messages.text("report.next-step", hint=messages.hint(first, about))
        yield from wrapped(hint, page.width, _INDENT, _INDENT + "  ")


def _for_whom(rows: list[Diagnostic], subject: SubjectRef | None, messages: Messages, about: About) -> str:
    refs = [row.subject for row in rows if row.subject]
    if len(refs) == 1:
        is_other = subject is None or refs[0].id != subject.id
        if not is_other or refs[0].kind == "dossier":
            return ""
        return f" ({messages.subject(refs[0], about)})"
    names = (
        ranges(ref.id for ref in refs)
        if refs[0].kind == "question"
        else messages.joined((messages.subject_name(ref, about) for ref in refs), "and")
    )
    kind = messages.text(f"words.{refs[0].kind}-many")
    return f" ({messages.text('report.for-subjects', n=len(refs), kind=kind, ids=names)})"


def _stake(rows: list[Diagnostic], page: Page, about: About) -> str:
    """The questions that are at stake, and what one level more in each would bring."""
    messages = page.messages
    proves = tuple(dict.fromkeys(question for row in rows for question in row.proves))
    if not proves or about.instrument is None:
        return messages.text("explain.proves-none")
    named = (
        ", ".join(messages.question(name, about) for name in proves)
        if len(proves) <= 3  # noqa: PLR2004 - more would bury the finding
        else ranges(proves)
    )
    leverage = messages.number(about.instrument.leverage(proves), 3)
    said = messages.text("report.proves", questions=named)
    return f"{said} · {messages.text('report.points', leverage=leverage)}"


def starred(requirement: str | None, about: About) -> str:
    """A requirement's id, with a star where it, or its documents, are our deduction."""
    return f"{requirement or ''}{'*' if about.is_deduced(requirement) else ''}"


# --- the summary ---------------------------------------------------------------------------------


def summary(assessment: Assessment, page: Page, about: About) -> Iterator[str]:
    """How far the dossier is, what to fetch first, what each agency owes."""
    messages, paint, matrix = page.messages, page.paint, assessment.matrix
    yield paint("strong", messages.text("report.summary"))
    errors, warnings = (assessment.total(severity) for severity in Severity)
    if errors:
        yield "  " + messages.text("report.incomplete", errors=errors, warnings=warnings)
    elif warnings:
        yield "  " + paint("met", messages.text("report.complete-with-warnings", warnings=warnings))
    else:
        yield "  " + paint("met", messages.text("report.complete"))
    parts = []
    for level in ("mandatory", "recommended"):
        tally = matrix.tally(level)
        word = messages.text(f"words.{level}")
        parts.append(messages.text("report.met-of", level=word, met=tally.met, total=tally.total))
    waived = list(matrix.waived())
    parts.append(messages.text("report.waived", n=len(waived)))
    yield "  " + " · ".join(parts)
    yield from (line for cell in waived for line in _waived(cell, page, about))
    if about.instrument is None:
        return
    yield from _from_year_to_year(assessment, page)
    yield from first_to_fetch(assessment, page, about)
    yield from _owed(assessment, page, about)
    yield ""
    yield from wrapped(messages.text("report.deduced-note"), page.width)
    yield messages.text("report.more")


def _from_year_to_year(assessment: Assessment, page: Page) -> Iterator[str]:
    """How many quick wins of earlier years go on, and how many are new: what W11 and W12 ask."""
    messages, dossier = page.messages, assessment.dossier
    if dossier is None or dossier.previous is None:
        return
    from kotacerdas.dossier.continuity import earlier_years, new_quick_wins  # noqa: PLC0415 - help needs no models

    yield ""
    yield page.paint("strong", messages.text("continuity.title"))
    for year in earlier_years(dossier):
        ended = [program for program in year.quick_wins if program not in year.continued]
        said = messages.text(
            "continuity.year",
            n=len(year.quick_wins),
            year=year.year,
            continued=len(year.continued),
            ended=len(ended),
            names=_names(ended),
        )
        yield from wrapped(said, page.width, "  ")
    new = new_quick_wins(dossier) or ()
    total = sum(program.quick_win is not None for program in dossier.programs)
    since = dossier.previous.info.year
    said = messages.text("continuity.new", n=len(new), total=total, year=since, names=_names(new))
    yield from wrapped(said, page.width, "  ")


def _names(programs: Sequence[Program]) -> str:
    return f" ({', '.join(program.name for program in programs)})" if programs else ""


def _waived(cell: Cell, page: Page, about: About) -> Iterator[str]:
    messages, waiver = page.messages, cell.waiver
    if waiver is None:
        return
    said = messages.text(
        "report.waived-row",
        requirement=cell.requirement,
        subject=messages.subject(cell.subject, about),
        reason=waiver.reason.rstrip("."),
    )
    if waiver.approved_by:
        said += f", {messages.text('report.waived-by', by=waiver.approved_by)}"
    if waiver.until:
        said += f", {messages.text('report.waived-until', until=waiver.until)}"
    yield from wrapped(said, page.width, "    ~ ", "      ")


def first_to_fetch(assessment: Assessment, page: Page, about: About) -> Iterator[str]:
    """What is missing, the most valuable first."""
    messages, instrument = page.messages, about.instrument
    if instrument is None:
        return
    found = gaps(assessment.matrix, instrument)
    yield ""
    yield from (page.paint("strong", s) for s in wrapped(messages.text("report.first"), page.width))
    if not found:
        yield "  " + messages.text("report.first-none")
    for gap in found[:_FIRST]:
        row = instrument.requirements[gap.requirement]
        start = f"  {messages.number(gap.leverage, 3):>6}  {starred(row.id, about):<6} "
        names = [messages.agency(name, about) for name in gap.agencies]
        owed_by = ", ".join(names[:_AGENCIES]) + (
            f" {messages.text('words.list-rest', n=len(names) - _AGENCIES)}" if len(names) > _AGENCIES else ""
        )
        count = len(gap.cells)
        kind = gap.cells[0].subject.kind
        counted = f" ({count} {messages.text(f'words.{kind}-many')})" if count > 1 else ""
        level = messages.text(f"words.{gap.level}")
        said = f"{messages.word(row.title)}{counted}, {level} · {owed_by or messages.text('words.nobody')}"
        yield from wrapped(said, page.width, start)


def _owed(assessment: Assessment, page: Page, about: About) -> Iterator[str]:
    messages = page.messages
    owed = owed_by_agency(assessment.matrix.missing())
    if not owed:
        return
    yield ""
    yield page.paint("strong", messages.text("report.by-agency"))
    rows = [
        (
            "  " + shortened(messages.agency(agency, about)),
            messages.text("report.agency-row", mandatory=mandatory, recommended=recommended),
        )
        for agency, (mandatory, recommended) in owed.items()
    ]
    yield from table(rows)
