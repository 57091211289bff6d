"""The gate of `validate`: whether a dossier passes, by its findings, by how much is met, or by what an earlier report told."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell, State
from kotacerdas.findings import GAPS, KINDS, Diagnostic, Severity
from kotacerdas.languages import sentences
from kotacerdas.reports.earlier import Earlier, key_of
from kotacerdas.reports.page import Page


class Gate(NamedTuple):
    """What a dossier must do to pass.

    `kinds` of findings decide, recommended ones and warnings too where it `is_strict`. `percent`: so much of what is mandatory
    has to be met.
    """

    kinds: tuple[str, ...] = KINDS
    is_strict: bool = False
    percent: Fraction | None = None

    def stops(self, assessment: Assessment, changes: "Changes | None" = None) -> bool:
        """Whether a dossier does not pass the gate; where changes since an earlier report are told, only they decide.

        What could not be judged never passes: no earlier report holds any such.
        """
        findings = assessment.findings if changes is None else changes.new
        return (
            (GAPS in self.kinds and not assessment.is_judged)
            or any(map(self.weighs, findings))
            or not self._is_reached(assessment)
        )

    def weighs(self, finding: Diagnostic) -> bool:
        """Whether a finding alone keeps a dossier from passing."""
        return finding.kind in self.kinds and finding.decides(is_strict=self.is_strict)

    def _is_reached(self, assessment: Assessment) -> bool:
        """Whether so much is met as the gate asks; true where nobody says how much."""
        if self.percent is None:
            return True
        share = _share_met(assessment)
        return share is not None and share[0] * 100 >= self.percent * share[1]

    def verdict(self, assessment: Assessment, page: Page) -> str:
        """The line of the gate that tells how much of what is mandatory is met, and whether that is enough; empty where nobody asks."""
        if self.percent is None:
            return ""
        wanted = page.messages.percent(self.percent, None)
        if (share := _share_met(assessment)) is None:
            return page.messages.text("gate.unknown", path=assessment.path, wanted=wanted)
        met, total = share
        tenths = 1000 * met // total if total else 1000  # never more than there is
        key = "gate.reached" if self._is_reached(assessment) else "gate.under"
        details = {"percent": page.messages.percent(tenths / 10, 1), "met": met, "total": total}
        return page.messages.text(key, path=assessment.path, wanted=wanted, **details)


def _share_met(assessment: Assessment) -> tuple[int, int] | None:
    """How many mandatory requirements are met, for the gate, of those that are not waived; None where not everything could be read."""
    is_unread = any(f.code < "KC2" and f.severity is Severity.ERROR for f in assessment.findings)
    if is_unread or not assessment.is_judged:
        return None
    cells = [c for c in assessment.matrix.cells if c.level == "mandatory" and c.state is not State.WAIVED]
    return sum(cell.state is State.MET for cell in cells), len(cells)


class Changes(NamedTuple):
    """What changed in a dossier since an earlier report.

    `new` are the findings that are new or got worse, `known` the fingerprints of the others, `met` the cells that were missing
    then, and `gone` the mistakes that are no more, by code and file; none where not every file could be read.
    """

    new: tuple[Diagnostic, ...]
    known: frozenset[str]
    met: tuple[Cell, ...]
    gone: tuple[tuple[str, str], ...]


def changes(assessment: Assessment, marks: list[str], earlier: Earlier, kind: str | None) -> Changes:
    """The changes that the gate goes by since an earlier report, of the findings of a kind; `marks` are the fingerprints of what is listed."""
    cells: dict[object, Cell] = {
        (cell.requirement, cell.subject): cell for cell in assessment.matrix.missing()
    }
    new = {
        mark: finding
        for finding, mark in zip(assessment.listed(kind), marks, strict=True)
        if not _stood_before(finding, mark, cells.get((finding.requirement, finding.subject)), earlier)
    }
    met = tuple(c for c in assessment.matrix.cells if c.state is State.MET and key_of(c) in earlier.missing)
    is_read = assessment.dossier is not None and not assessment.dossier.unread_files
    then = earlier.findings.items() if is_read else ()
    gone = tuple(
        (f.code, f.path) for mark, f in then if mark not in {*marks} and not f.code.startswith("KC2")
    )
    return Changes(tuple(new.values()), frozenset(marks) - new.keys(), met, gone)


def _stood_before(finding: Diagnostic, mark: str, cell: Cell | None, earlier: Earlier) -> bool:
    """Whether the gate lets a finding pass: it stood in the earlier report, no less grave and with no more documents."""
    if finding.kind == GAPS and cell is not None:
        missing = earlier.missing.get(key_of(cell))
        return missing is not None and (
            missing.level in {cell.level, "mandatory"} and len(cell.documents) >= missing.documents
        )
    then = earlier.findings.get(mark)
    return then is not None and then.severity in {finding.severity.value, Severity.ERROR.value}


def change_lines(
    changed: Changes, assessment: Assessment, earlier: Earlier, gate: Gate, page: Page
) -> Iterator[str]:
    """The lines of the gate that name what is new or got worse since an earlier report, how much of it decides, and what was mended."""
    names = page.names(assessment)
    details = {"path": assessment.path, "day": page.messages.date(earlier.as_of)}
    n = sum(gate.weighs(finding) for finding in changed.new)
    yield page.messages.text("gate.new" if changed.new else "gate.none", all=len(changed.new), n=n, **details)
    for finding in changed.new:
        where, label = finding.location, page.messages.text(f"report.label.{finding.kind}.{finding.severity}")
        position = f"{page.file(assessment, where.path)}:{where.line}:{where.column}"
        name = finding.requirement or finding.code
        yield f"  - {position}: {label}: {name}: {sentences.message(finding, names)}"
    mended = [
        f"{c.requirement}: {names.subject(c.subject)}, {names.title(c.requirement)}" for c in changed.met
    ]
    mended += [f"{code}: {page.file(assessment, path)}" for code, path in changed.gone]
    if mended:
        yield page.messages.text("gate.mended", n=len(mended), **details)
        yield from (f"  + {line}" for line in mended)
