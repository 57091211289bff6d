"""Programs and continuity (KC4xx)."""

from collections.abc import Iterator

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.dossier.continuity import earlier_years, is_known, new_quick_wins
from kotacerdas.findings import SubjectRef


def quick_win_is_gone(context: Context) -> Iterator[Fact]:
    """A quick win of an earlier year no longer runs, and nobody says why.

    The form asks to what extent last year's quick wins still run this year (W11) [M23]. A program that
    ended for a good reason is no shame; one that is no longer mentioned looks abandoned. Keep it in this
    year's ledger with `status: stopped` and `stopped_because`, or name it in `formerly` of what replaced
    it. Of a list that is not complete (`programs_complete: tidak`) nothing is said to be gone.
    """
    dossier = context.dossier
    if dossier.unread_files:
        return
    proves = context.instrument.asking("kind", "continuity")
    if any(context.is_unread(program, "id", "name", "formerly") for program in dossier.programs):
        return  # what it goes on as may be what could not be read
    agencies = {agency.id for agency in dossier.agencies}
    for year in earlier_years(dossier):
        for program in year.gone:
            if program.id in dossier.unread_ids or not dossier.info.programs_complete:
                continue
            details = {"name": program.name, "year": year.year, "now": dossier.info.year, "variant": "gone"}
            agency = program.agency if program.agency in agencies else coordinating_agency(dossier)
            fact = context.fact(dossier.info, "previous", **details)
            yield _of_quick_win(fact, program.id, agency, proves)
        for program, entry in year.stopped:
            if entry.stopped_because:
                continue
            details = {"name": program.name, "year": year.year, "variant": "stopped"}
            fact = context.fact(entry, "status", **details)
            yield _of_quick_win(fact, program.id, entry.agency, proves)


def mark_of_novelty_contradicts_last_year(context: Context) -> Iterator[Fact]:
    """A quick win says that it is new, or that it is not, and last year's dossier says otherwise.

    The form asks how many quick wins are new this year (W12) [M23]; the count must agree with the list. A list
    that is not complete (`programs_complete: tidak`) contradicts only what it names.
    """
    previous = context.dossier.previous
    new = new_quick_wins(context.dossier)
    if new is None or not is_known(previous, "programs"):
        return
    proves = context.instrument.asking("computed", "new-quick-wins")
    ids = {program.id for program in new}
    year = previous.info.year
    for program in context.dossier.programs:
        if program.quick_win is None or program.quick_win.new is None:
            continue
        if not (program.quick_win.new or previous.info.programs_complete):
            continue
        if program.quick_win.new is not (program.id in ids):
            variant = "old" if program.quick_win.new else "new"
            fact = context.fact(program, "quick_win", "new", year=year, variant=variant)
            yield _of_quick_win(fact, program.id, program.agency, proves)


def dimension_has_several_quick_wins(context: Context) -> Iterator[Fact]:
    """A dimension has more than one quick win.

    Cities present one quick win for each dimension. Nothing forbids more, but each of them needs all the
    documents of a quick win, and assessors may ask which one counts.
    """
    quick_wins = [program for program in context.dossier.programs if program.quick_win is not None]
    quick_wins.sort(key=lambda program: program.id)  # so that their order in the YAML makes no other finding
    for dimension in context.instrument.dimensions:
        programs = [program for program in quick_wins if program.dimension == dimension]
        if len(programs) > 1:
            names = tuple(program.name for program in programs)
            where = context.at(programs[1], "quick_win", part="key")
            yield Fact(where, SubjectRef("dimension", dimension), details={"names": names, "n": len(names)})


def announced_count_is_another(context: Context) -> Iterator[Fact]:
    """The city announced another number of quick wins than its ledger marks.

    Assessors hear a number in the interview and read the list in the dossier; where the two differ, somebody must say
    which programs are meant. A list that is not complete (`programs_complete: tidak`) may have fewer.
    """
    dossier, interview = context.dossier, context.dossier.evaluation
    if interview is None or interview.quick_win_count is None or not is_known(dossier, "programs"):
        return
    announced = interview.quick_win_count
    names = tuple(program.name for program in dossier.programs if program.quick_win is not None)
    if len(names) > announced or (len(names) < announced and dossier.info.programs_complete):
        told = {"announced": announced, "n": len(names), "names": names}
        yield context.fact(interview, "quick_win_count", **told)


def _of_quick_win(fact: Fact, name: str, agency: str | None, proves: tuple[str, ...]) -> Fact:
    """A fact about a quick win, owed by its agency; `proves` are the questions at stake."""
    return fact._replace(subject=SubjectRef("quick-win", name), agency=agency, proves=proves)
