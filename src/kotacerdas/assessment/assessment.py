"""One dossier, loaded, worked out and checked: what every command that reports starts from."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from kotacerdas.assessment import checks
from kotacerdas.assessment.cells import Matrix
from kotacerdas.assessment.checks.context import Context
from kotacerdas.assessment.known_ids import with_known_ids
from kotacerdas.assessment.matrix import MatrixBuilder
from kotacerdas.assessment.row_errors import row_errors
from kotacerdas.dossier import loader
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.folder import Progress
from kotacerdas.errors import CannotRun
from kotacerdas.findings import Diagnostic, Severity
from kotacerdas.instrument.load import placed
from kotacerdas.instrument.model import Instrument
from kotacerdas.reading.positions import locate


class Assessment(NamedTuple):
    """A dossier worked out and checked.

    `dossier` and `instrument` are None where the section `dossier` could not be read; the matrix is
    empty then. `findings` are in order and have lines and columns. `files` holds the YAML's bytes.
    """

    path: str
    dossier: Dossier | None
    instrument: Instrument | None
    matrix: Matrix
    findings: tuple[Diagnostic, ...]
    files: dict[str, bytes]

    def readable(self, *, in_full: bool = False) -> tuple[Dossier, Instrument]:
        """The dossier and its instrument. Raises CannotRun where it cannot be read; `in_full`, where any of its files cannot."""
        if self.dossier is None or self.instrument is None:
            raise CannotRun("unread-dossier", path=self.path)
        if in_full and self.dossier.unread_files:
            raise CannotRun("unread-files", path=self.path, files=self.dossier.unread_files)
        return self.dossier, self.instrument

    def listed(self, kind: str | None = None) -> tuple[Diagnostic, ...]:
        """The findings that a report lists: those of a kind, or all."""
        return tuple(finding for finding in self.findings if kind in (None, finding.kind))

    def total(self, severity: Severity, kind: str | None = None) -> int:
        """How many findings weigh so much: those of a kind, or all."""
        return sum(finding.severity is severity for finding in self.listed(kind))

    @property
    def is_judged(self) -> bool:
        """Whether everything mandatory could be judged."""
        return self.dossier is not None and all(c.level != "mandatory" for c in self.matrix.unjudged)

    @property
    def is_complete(self) -> bool:
        """Whether nothing mandatory is missing or not judged, and nothing is wrong."""
        return self.is_judged and self.total(Severity.ERROR) == 0


def assess(
    folder: Path, as_of: date, progress: Progress | None = None, *, hashes_all: bool = False
) -> Assessment:
    """The assessment of the dossier in a folder, as of a day: loaded, worked out and checked. `progress` and `hashes_all` are `load`'s.

    Raises CannotRun if there is no such folder, no dossier in it, or its instrument is broken.
    """
    loaded = loader.load(folder, progress, hashes_all=hashes_all)
    findings = list(loaded.findings)
    matrix = Matrix(())
    if loaded.dossier and loaded.instrument:
        name = loaded.dossier.info.instrument
        if errors := list(row_errors(loaded.instrument, name)):
            raise CannotRun("broken-instrument", placed(name, folder, errors), instrument=name)
        coded = {row.check for row in loaded.instrument.requirements.values() if row.check}
        builder = MatrixBuilder(loaded.dossier, loaded.instrument, as_of)
        matrix = builder.matrix()
        checked = checks.run(Context(loaded.dossier, loaded.instrument, matrix, as_of, loaded.files))
        failed = {(f.requirement or "", f.subject.id) for f in checked if f.code in coded and f.subject}
        matrix = builder.matrix(failed)
        waived = {(cell.requirement, cell.subject) for cell in matrix.waived()}
        findings = list(with_known_ids(findings, loaded.dossier, loaded.instrument))
        findings += [f for f in checked if f.code not in coded or (f.requirement, f.subject) not in waived]
    located = locate(findings, loaded.files)
    return Assessment(
        folder.as_posix(),
        loaded.dossier,
        loaded.instrument,
        matrix,
        tuple(sorted(located, key=lambda finding: finding.order)),
        loaded.files,
    )
