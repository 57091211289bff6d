"""One dossier, loaded, worked out and checked: what every command that reports starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kotacerdas.assessment import checks
from kotacerdas.assessment.cells import Cell, Matrix
from kotacerdas.assessment.checks.context import Context
from kotacerdas.assessment.matrix import MatrixBuilder
from kotacerdas.assessment.row_errors import row_errors
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.dossier import loader
from kotacerdas.dossier.entries import Agency, Dimension, DossierInfo, Evaluation, Program
from kotacerdas.errors import CannotRun
from kotacerdas.findings import Diagnostic, Route, Severity
from kotacerdas.instrument.load import placed
from kotacerdas.nearest import nearest
from kotacerdas.reading import source

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.instrument.model import Instrument


class Assessment(NamedTuple):
    """A dossier and all that is to be said of it.

    `dossier` and `instrument` are None where the section `dossier` could not be read; the matrix is
    empty then. `findings` are in order and have lines and columns. `files` holds the YAML's bytes.
    """

    path: str
    dossier: Dossier | None
    instrument: Instrument | None
    matrix: Matrix
    findings: tuple[Diagnostic, ...]
    files: dict[str, bytes]

    def total(self, severity: Severity) -> int:
        """How many findings weigh so much."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def is_complete(self) -> bool:
        """Whether nothing mandatory is missing and nothing is wrong."""
        return self.total(Severity.ERROR) == 0


def assess(folder: Path, as_of: date) -> Assessment:
    """Load and check a dossier as of a day.

    Raises CannotRun if there is no such folder, no dossier in it, or its instrument is broken.
    """
    loaded = loader.load(folder)
    findings = list(loaded.findings)
    matrix = Matrix(())
    if loaded.dossier and loaded.instrument:
        name = loaded.dossier.info.instrument
        if errors := list(row_errors(loaded.instrument, name)):
            raise CannotRun("broken-instrument", placed(name, folder, errors), instrument=name)
        coded = {row.check for row in loaded.instrument.requirements.values() if row.check}
        builder = MatrixBuilder(loaded.dossier, loaded.instrument, as_of)
        matrix = builder.build()
        found = checks.run(Context(loaded.dossier, loaded.instrument, matrix, as_of, loaded.files))
        failed = {(f.requirement or "", f.subject.id) for f in found if f.code in coded and f.subject}
        matrix = builder.with_checked_rows(matrix, failed)
        waived = {(cell.requirement, cell.subject) for cell in matrix.waived()}
        findings += [f for f in found if f.code not in coded or (f.requirement, f.subject) not in waived]
    located = source.locate(findings, loaded.files)
    return Assessment(
        folder.as_posix(),
        loaded.dossier,
        loaded.instrument,
        matrix,
        tuple(sorted(located, key=lambda finding: finding.order)),
        loaded.files,
    )


def narrowed(
    assessment: Assessment,
    agency: str | None = None,
    dimension: str | None = None,
    program: str | None = None,
) -> Assessment:
    """Keep what concerns an agency, a dimension, a program; files that cannot be read stay.

    Raises CannotRun if the dossier has none of that id, or nothing that belongs to all of several.
    """
    dossier, instrument = assessment.dossier, assessment.instrument
    if dossier is None or instrument is None or not (agency or dimension or program):
        return assessment
    _refuse_unknown(agency, {a.id for a in dossier.agencies}, "agency")
    _refuse_unknown(dimension, set(instrument.dimensions), "dimension")
    _refuse_unknown(program, {p.id for p in dossier.programs}, "program")
    wanted = (agency, dimension, program)
    owners = _owners(dossier)

    def concerns(who: _Owner) -> bool:
        return all(want is None or want == has for want, has in zip(wanted, who, strict=True))

    def keeps_cell(cell: Cell) -> bool:
        is_program = cell.subject.kind in {"program", "quick-win"}
        return concerns((cell.agency, cell.dimension, cell.subject.id if is_program else None))

    kept = {(c.requirement, c.subject): c for c in assessment.matrix.cells if keeps_cell(c)}

    cells = {(c.requirement, c.subject) for c in assessment.matrix.cells}

    def keeps(finding: Diagnostic) -> bool:
        if finding.code < "KC1":  # a file that cannot be read may concern anybody
            return True
        if (finding.requirement, finding.subject) in cells:
            return (finding.requirement, finding.subject) in kept
        where = finding.location
        entry = owners.get((where.path, where.route[:2]), [(finding.agency, None, None)])
        return any(concerns(who) for who in entry)

    findings = tuple(finding for finding in assessment.findings if keeps(finding))
    is_one_filter = sum(choice is not None for choice in (agency, dimension, program)) == 1
    if not (kept or findings or is_one_filter):
        raise CannotRun("nothing-selected")
    return assessment._replace(
        matrix=assessment.matrix._replace(cells=tuple(kept.values())), findings=findings
    )


_Owner = tuple[str | None, str | None, str | None]  # agency, dimension, program


def _owners(dossier: Dossier) -> dict[tuple[str, Route], list[_Owner]]:
    """Whom each entry concerns, by its place.

    A document concerns the programs that it supports, a survey who leads its dimension, an agency itself;
    what nobody owns is the coordinator's.
    """
    programs = {program.id: program for program in dossier.programs}
    leads = {dimension.id: dimension.lead for dimension in dossier.dimensions}
    own = coordinating_agency(dossier)
    owners: dict[tuple[str, Route], list[_Owner]] = {}
    for entry in dossier.entries():
        if isinstance(entry, DossierInfo | Evaluation):
            continue
        dimension = entry.id if isinstance(entry, Dimension) else getattr(entry, "dimension", None)
        agency = entry.id if isinstance(entry, Agency) else getattr(entry, "agency", None)
        agency = agency or leads.get(dimension or "")
        served = [programs[ref] for ref in getattr(entry, "supports", ()) if ref in programs]
        if isinstance(entry, Program):
            concerned: list[_Owner] = [(agency or own, dimension, entry.id)]
        else:
            concerned = [(agency or p.agency or own, p.dimension, p.id) for p in served]
        origin = dossier.origin(entry)
        owners[origin.path, origin.route] = concerned or [(agency or own, dimension, None)]
    return owners


def _refuse_unknown(name: str | None, known: set[str], kind: str) -> None:
    if name is not None and name not in known:
        suggestion = nearest(name, known)
        shown = ", ".join(sorted(known)) or "–"
        raise CannotRun(f"no-such-{kind}", name=name, suggestion=suggestion, known=shown)
