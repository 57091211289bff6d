"""Workbooks taken into a dossier: what they change, what is wrong in them, and the YAML that comes of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from kotacerdas.assessment import checks
from kotacerdas.assessment.cells import Matrix
from kotacerdas.assessment.checks.context import Context
from kotacerdas.assessment.known_ids import with_known_ids
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.loader import Loaded, load
from kotacerdas.errors import CannotRun
from kotacerdas.findings import Diagnostic, Severity
from kotacerdas.instrument.model import Instrument
from kotacerdas.languages.messages import Messages
from kotacerdas.nearest import fold, nearest
from kotacerdas.reading import parser
from kotacerdas.reading.edits import edited
from kotacerdas.sheets import entered, reader
from kotacerdas.sheets.assessor import entered as assessor
from kotacerdas.sheets.entered import Entered, Trouble
from kotacerdas.sheets.merge import Merge, Plan
from kotacerdas.sheets.tables import SCORES, digest

_FEW: Final = 500
"""So many files that were entered are held against the names of those that lie in the folder."""


class Intake(NamedTuple):
    """What an import comes to.

    `troubles` are cells that cannot be read, `mistakes` values that the dossier would be wrong with, each with its cell;
    where there are any, nothing is to be written. `contents` is the YAML that changes, by file.
    """

    plan: Plan
    troubles: Sequence[Trouble]
    notes: Sequence[Trouble]
    mistakes: Sequence[tuple[str, Diagnostic]]
    contents: Mapping[str, bytes]
    standing: frozenset[str]
    """The YAML files that stand in the dossier."""
    dossier: Dossier
    instrument: Instrument
    spreads: Sequence[Sequence[Entered]]
    """The scores that several assessors gave for one thing, where they lie far apart."""
    scores_left_out: int

    @property
    def is_contradicted(self) -> bool:
        """Whether something that was entered is left aside, so that a person has to look at it."""
        return any(
            event.kind in {"conflict", "gone", "fixed", "masked", "homeless"} for event in self.plan.events
        )


def take(
    folder: Path, files: Iterable[Path], day: date, messages: Messages, *, with_scores: bool = False
) -> Intake:
    """Take workbooks into a dossier, one after another. Nothing is written; scores of assessors are left out unless asked for.

    Raises CannotRun where the dossier or a workbook cannot be read, or a workbook is another dossier's.
    """
    held = load(folder, opens_files=False)
    dossier, instrument = held.dossier, held.instrument
    if dossier is None or instrument is None:
        raise CannotRun("unread-dossier", path=folder.as_posix())
    if dossier.unread_files:
        raise CannotRun("unread-files", path=folder.as_posix(), files=dossier.unread_files)
    files = list(files)
    data: dict[str, Mapping[str, Any]] = {
        path: parser.read(raw).data or {} for path, raw in held.files.items()
    }
    merge = Merge(dossier, instrument, data, messages)
    troubles: list[Trouble] = []
    notes: list[Trouble] = []
    scores: list[Entered] = []
    for file in files:
        start = f"{file.name}: " if len(files) > 1 else ""
        sheets = reader.read(file)
        if assessor.mark_in(sheets):
            filled = assessor.taken(sheets, start, dossier, instrument, day)
        else:
            filled = entered.filled(sheets, start)
        if not filled.rows and not filled.troubles:
            raise CannotRun("no-sheet", path=file.as_posix())
        own = digest(dossier.info.city.name, dossier.info.year)
        renamed = (row.texts for row in filled.rows.get("dossier", ()))
        known = {digest(texts.get("city.name", ""), texts.get("year", "")) for texts in renamed}
        if own not in {filled.dossier or own, *known}:
            raise CannotRun("sheet-of-another", path=file.as_posix())
        troubles += filled.troubles
        notes += filled.notes
        scores += filled.rows.get(SCORES.name, ())
        merge.add({name: rows for name, rows in filled.rows.items() if name != SCORES.name})
    if with_scores:
        merge.add({SCORES.name: scores})
    plan = merge.plan
    made = {path: edited(held.files.get(path, b""), plan.edits(path), path) for path in plan.changes}
    contents = {path: raw for path, raw in made.items() if raw != held.files.get(path)}
    mistakes = _mistakes(load(folder, contents=contents, opens_files=False), plan, day) if contents else []
    notes += _absent_files(folder, plan, dossier.unnamed_files)
    standing, spreads = frozenset(held.files), list(assessor.spreads(scores))
    left_out = 0 if with_scores else len(scores)
    return Intake(plan, troubles, notes, mistakes, contents, standing, dossier, instrument, spreads, left_out)


def _absent_files(folder: Path, plan: Plan, files: Iterable[str]) -> Iterator[Trouble]:
    """Notes on files that a workbook taken in names and that do not lie in the dossier's folder, or not yet."""
    names = {fold(file) for file in files}
    for ref, file in plan.files.items():
        if fold(file) not in names and not (folder / file).exists():
            near = nearest(file, files) if len(plan.files) <= _FEW else ""
            code = "sheet.absent-file.near" if near else "sheet.absent-file.none"
            yield Trouble(ref, code, {"file": file, "suggestion": near})


def _mistakes(held: Loaded, plan: Plan, day: date) -> list[tuple[str, Diagnostic]]:
    """The mistakes that would come of taking workbooks in, in their order, each with its cell."""
    findings = list(held.findings)
    if held.dossier and held.instrument:
        context = Context(held.dossier, held.instrument, Matrix(()), day, held.files)
        findings = list(with_known_ids(findings, held.dossier, held.instrument)) + checks.run(context, "KC2")
    told = ((_cell_of(finding, plan), finding) for finding in findings if finding.severity is Severity.ERROR)
    places = {ref: n for n, ref in enumerate(plan.cells.values())}
    return sorted(((ref, finding) for ref, finding in told if ref), key=lambda each: places[each[0]])


def _cell_of(finding: Diagnostic, plan: Plan) -> str:
    """The cell of a workbook taken in that a finding is about; empty where it is about nothing from there."""
    path, route = finding.location.path, finding.location.route
    if finding.location.part == "mapping":
        route = (*route, str(finding.details.get("field", "")))
    for n in range(len(route), 1, -1):
        if ref := plan.cells.get((path, route[:n])):
            return ref
    return plan.names.get(str(finding.details.get("value", "")), "")
