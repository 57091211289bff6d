"""What is otherwise than in last year's dossier, as templates see it: quick wins, scores, and what assessors said then."""

from collections.abc import Iterator
from pathlib import Path

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Matrix
from kotacerdas.assessment.score import difference, instrument_of_last_year
from kotacerdas.deliverables.lookup import Lookup
from kotacerdas.deliverables.view.institution import Institution
from kotacerdas.deliverables.view.records import Change, QuickWinChange, ScoreChange
from kotacerdas.deliverables.view.scope import DossierPart
from kotacerdas.reports.comparison.comparison import Comparison, compare


def change_of(
    assessment: Assessment, lookup: Lookup, institution: Institution, part: DossierPart
) -> Change | None:
    """What is otherwise than in last year's dossier, as templates see it; None without one, and where the part is one program."""
    dossier, older = lookup.dossier, lookup.dossier.previous
    if older is None or part.program:
        return None
    instrument, _ = instrument_of_last_year(assessment.path, dossier, lookup.instrument)
    path = Path(assessment.path, dossier.info.previous or "").as_posix()
    comparison = compare(Assessment(path, older, instrument, Matrix(()), (), {}), assessment)
    wins = comparison.quick_wins
    scores = [
        change for change in _scores(comparison, lookup) if part.is_whole or part.names((change.question,))
    ]
    return Change(
        previous_year=older.info.year,
        is_complete=older.info.programs_complete and dossier.info.programs_complete,
        continued=wins.counts()["continued"],
        total=wins.old_total,
        quick_wins=tuple(_quick_wins(comparison, lookup)),
        scores=tuple(sorted(scores, key=lambda change: -abs(change.difference or 0))),  # the largest first
        remarks=tuple(map(institution.remark, older.evaluation.remarks if older.evaluation else ())),
    )


def _quick_wins(comparison: Comparison, lookup: Lookup) -> Iterator[QuickWinChange]:
    """What became of each quick win, for templates: what goes on, has stopped, is not listed, is new."""
    old, new, wins = comparison.old, comparison.new, comparison.quick_wins
    is_known = old.dossier.info.programs_complete
    changes = [("continued", pair.new, pair.old) for pair in wins.continued]
    changes += [("stopped", pair.new, pair.old) for pair in wins.stopped]
    changes += [("gone", program, program) for program in wins.gone]
    changes += [("new" if is_known else "new-or-unlisted", program, program) for program in wins.new]
    for change, program, former in changes:
        yield QuickWinChange(
            name=program.name,
            former=former.name if former.name != program.name else "",
            agency=lookup.agency(program.agency),
            change=change,
            change_name=lookup.messages.text(f"compare.group.{change}", old=old.year, new=new.year),
            because=(program.stopped_because or "") if change == "stopped" else "",
        )


def _scores(comparison: Comparison, lookup: Lookup) -> Iterator[ScoreChange]:
    """Each question of this year that is scored otherwise than last year, for templates."""
    for change in comparison.scores.questions:
        question = lookup.instrument.questions.get(change.question)
        if question is not None:
            old, new = change.old, change.new
            yield lookup.record(
                ScoreChange,
                change,
                name=lookup.messages.word(question.sub_indicator),
                dimension_name=lookup.name(question.dimension or ""),
                previous=old,
                score=new,
                difference=None if old is None or new is None else difference(new, old),
            )
