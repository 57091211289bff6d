"""The summary of a dossier that text reports share: how far it is, what to fetch first, what each agency owes."""

import sys
from collections.abc import Iterator, Sequence
from typing import Final

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, Gap, gaps, owed_by_agency
from kotacerdas.dossier.continuity import earlier_years, is_followed, new_quick_wins
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Program
from kotacerdas.findings import GAPS, MISTAKES, Severity
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.names import Names
from kotacerdas.reports.page import Page, plain, shortened, table, wrapped

FIRST: Final = 10
_AGENCIES: Final = 3


def opening(assessment: Assessment, page: Page) -> list[str]:
    """The lines above the findings: whose dossier it is, and what could not be read of it."""
    unchecked = page.paragraph("report.nothing-checked") if assessment.dossier is None else []
    return [*heading(assessment, page), *unchecked, *unread_files(assessment, page)]


def heading(assessment: Assessment, page: Page) -> list[str]:
    """The heading above a summary: whose dossier it is, of which year, and as of which day."""
    dossier, instrument = assessment.dossier, assessment.instrument
    if dossier is None or instrument is None:
        return page.title("report.unread-heading", path=assessment.path, as_of=page.as_of)
    info = dossier.info
    return page.title(
        "report.heading", city=info.city.name, year=info.year, instrument=instrument.id, as_of=page.as_of
    )


def unread_files(assessment: Assessment, page: Page) -> list[str]:
    """The files that a report cannot speak of, before anything else, and which requirements are not judged for them."""
    files = assessment.dossier.unread_files if assessment.dossier else ()
    lines = page.paragraph("report.unread", files=files) if files else []
    unjudged = assessment.matrix.unjudged
    if unjudged:
        rows = tuple(dict.fromkeys(cell.requirement for cell in unjudged))
        lines += page.paragraph("report.unjudged-rows", n=len(unjudged), requirements=rows)
    return lines


def summary(assessment: Assessment, page: Page) -> Iterator[str]:
    """The summary at the end of a report, from how complete the dossier is to what to do next."""
    dossier, instrument, names = assessment.dossier, assessment.instrument, page.names(assessment)
    yield from page.title("report.summary")
    yield from completeness(assessment, page)
    yield "  " + " · ".join(tallies(assessment, page))
    for cell in assessment.matrix.waived():
        yield from _waived(cell, page, names)
    if instrument is None or dossier is None:
        return
    files, links = dossier.opened_files, len(dossier.unopened_links)
    yield "  " + page.messages.text("report.evidence", files=files, links=links)
    yield from _from_year_to_year(dossier, instrument, page)
    if page.kind != MISTAKES:
        yield from first_to_fetch(assessment, instrument, page)
        yield from _owed(assessment, page, names)
    yield ""
    yield from closing(page)


def closing(page: Page) -> list[str]:
    """The lines that close a report: what a star means, and where more is told."""
    return [*page.paragraph("report.deduced-note"), page.messages.text("report.more")]


def completeness(assessment: Assessment, page: Page) -> list[str]:
    """The lines of the summary that tell whether the dossier is complete, and its findings by kind and weight."""
    mistakes, warnings = (assessment.total(severity, MISTAKES) for severity in Severity)
    gaps, recommended = (assessment.total(severity, GAPS) for severity in Severity)
    counts = {"mistakes": mistakes, "gaps": gaps, "recommended": recommended, "warnings": warnings}
    is_short = page.is_strict and any(finding.decides(is_strict=True) for finding in assessment.findings)
    if is_short or not assessment.is_complete:
        return page.paragraph("report.incomplete", "  ", **counts)
    key = "report.complete-with-warnings" if recommended or warnings else "report.complete"
    return [page.paint("met", line) for line in page.paragraph(key, "  ", **counts)]


def totals(assessment: Assessment, page: Page) -> str:
    """The line that tells in short how complete a dossier is."""
    line = page._replace(paint=plain, width=sys.maxsize)
    [verdict] = completeness(assessment, line)
    return f"{assessment.path}: {verdict.strip()} {' · '.join(tallies(assessment, line))}."


def tallies(assessment: Assessment, page: Page) -> Iterator[str]:
    """The counts of the summary: how many requirements of each level are met, how many waived."""
    messages, matrix = page.messages, assessment.matrix
    for level in ("mandatory", "recommended"):
        tally, word = matrix.tally(level), messages.text(f"words.{level}")
        yield messages.text("report.met-of", level=word, met=tally.met, total=tally.total)
    yield messages.text("report.waived", n=sum(1 for _ in matrix.waived()))
    if matrix.unjudged:
        yield messages.text("report.unjudged", n=len(matrix.unjudged))


def _waived(cell: Cell, page: Page, names: Names) -> list[str]:
    """A line of the summary for a requirement that is waived: why, by whom and until when."""
    messages, waiver = page.messages, cell.waiver
    if waiver is None:
        return []
    subject, reason = names.subject(cell.subject), waiver.reason.rstrip(".")
    parts = [messages.text("report.waived-row", requirement=cell.requirement, subject=subject, reason=reason)]
    if waiver.approved_by:
        parts.append(messages.text("report.waived-by", by=waiver.approved_by))
    if waiver.until:
        parts.append(messages.text("report.waived-until", until=waiver.until))
    return wrapped(", ".join(parts), page.width, "    ~ ", "      ")


def _from_year_to_year(dossier: Dossier, instrument: Instrument, page: Page) -> Iterator[str]:
    """The lines of the summary that tell how many quick wins of earlier years go on, and how many are new."""
    if dossier.previous is None or not is_followed(dossier):
        return
    info, last_year = dossier.info, dossier.previous.info
    yield from page.section("continuity.title")
    for year in earlier_years(dossier):
        yield from page.paragraph(
            "continuity.year",
            "  ",
            list=_list_of(year.year, page, is_complete=year.is_complete),
            n=len(year.quick_wins),
            continued=len(year.continued),
            stopped=_counted([program for program, _ in year.stopped]),
            now=_list_of(info.year, page, is_complete=info.programs_complete),
            unnamed=_counted(year.unnamed),
        )
    new = new_quick_wins(dossier) or ()
    key = "continuity.new" if last_year.programs_complete else "continuity.new-or-unlisted"
    total = sum(program.quick_win is not None for program in dossier.programs)
    names = _in_brackets(new)
    yield from page.paragraph(key, "  ", n=len(new), total=total, year=last_year.year, names=names)
    starts = [(program.name, program.earlier_start(info.year)) for program in new]
    if early := tuple(f"{name} ({page.messages.date(start)})" for name, start in starts if start):
        yield from page.paragraph("continuity.began-earlier", "  ", year=info.year, names=early)
    if not (info.programs_complete and last_year.programs_complete):
        questions = page.messages.joined(instrument.questions_on_continuity(), "and")
        yield from page.paragraph("continuity.not-computed", "  ", questions=questions)


def _list_of(year: int, page: Page, *, is_complete: bool) -> str:
    """What the summary calls the list of a year, which says where it is not complete."""
    key = "continuity.list" if is_complete else "continuity.incomplete-list"
    return page.messages.text(key, year=year)


def _counted(programs: Sequence[Program]) -> str:
    """How many programs the summary tells of, and which."""
    return f"{len(programs)}{_in_brackets(programs)}"


def _in_brackets(programs: Sequence[Program]) -> str:
    return f" ({', '.join(program.name for program in programs)})" if programs else ""


def first_to_fetch(assessment: Assessment, instrument: Instrument, page: Page) -> Iterator[str]:
    """The part of the summary that tells what is missing and should be fetched first."""
    names = page.names(assessment)
    missing = gaps(assessment.matrix, instrument)
    yield from page.section("report.first")
    if not missing:
        key = "report.first-unjudged" if assessment.matrix.unjudged else "report.first-none"
        yield "  " + page.messages.text(key)
    for gap in missing[:FIRST]:
        leverage = page.messages.number(gap.leverage, 3)
        start = f"  {leverage:>6}  {names.starred(gap.requirement):<6} "
        yield from wrapped(owed(gap, names), page.width, start)


def owed(gap: Gap, names: Names) -> str:
    """What the summary says is owed to close a gap: its title, for how many subjects, at which level, and by which agencies."""
    messages, count, title = names.messages, len(gap.cells), names.title(gap.requirement)
    kind = messages.text(f"words.{gap.cells[0].subject.kind}-many")
    counted = f" ({count} {kind})" if count > 1 else ""
    first = [names.agency(name) for name in gap.agencies[:_AGENCIES]]
    agencies = ", ".join(first)
    if (rest := len(gap.agencies) - _AGENCIES) > 0:
        agencies = messages.joined([*first, messages.text("words.rest", n=rest)], "and")
    return f"{title}{counted}, {messages.text(f'words.{gap.level}')} · {agencies or messages.text('words.nobody')}"


def _owed(assessment: Assessment, page: Page, names: Names) -> Iterator[str]:
    """The table of the summary that tells what each agency owes."""
    agencies = owed_by_agency(assessment.matrix.missing())
    rows = []
    for agency, (mandatory, recommended) in agencies.items():
        counts = page.messages.text("report.agency-row", mandatory=mandatory, recommended=recommended)
        rows.append((f"  {shortened(names.agency(agency))}", counts))
    if rows:
        yield from page.section("report.by-agency")
        yield from table(rows)
