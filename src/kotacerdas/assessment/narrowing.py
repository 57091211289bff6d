"""An assessment narrowed to what concerns one agency, one dimension, one program."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.assessment.cells import Cell
from kotacerdas.assessment.known_ids import KnownIds
from kotacerdas.assessment.subjects import coordinating_agency
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Agency, Dimension, Program
from kotacerdas.errors import CannotRun
from kotacerdas.findings import Diagnostic, Route
from kotacerdas.nearest import nearest


class _Owner(NamedTuple):
    """Whom something concerns; also whom an assessment is narrowed to, None meaning anybody."""

    agency: str | None
    dimension: str | None
    program: str | None


NARROWING: Final = _Owner._fields
"""What an assessment can be narrowed to, as the options of commands are called."""


def narrowed(
    assessment: Assessment,
    agency: str | None = None,
    dimension: str | None = None,
    program: str | None = None,
) -> Assessment:
    """Narrow an assessment to what concerns an agency, a dimension, a program; files that cannot be read stay.

    Raises CannotRun if the dossier has none of that id, or nothing that belongs to all of several.
    """
    dossier, instrument = assessment.dossier, assessment.instrument
    if dossier is None or instrument is None or not (agency or dimension or program):
        return assessment
    wanted, owners = _Owner(agency, dimension, program), _owners(dossier)
    known = KnownIds(dossier, instrument)
    for kind, name in zip(NARROWING, wanted, strict=True):
        if name is not None and name not in (ids := known.by_kind[kind]):
            suggestion = nearest(name, ids, known.names(kind))
            shown = ", ".join(sorted(ids)) or "–"
            raise CannotRun(f"no-such-{kind}", name=name, suggestion=suggestion, known=shown)
    matrix = assessment.matrix
    every_cell = (*matrix.cells, *matrix.unjudged)
    is_kept = {(c.requirement, c.subject): _concerns([_owner_of(c)], wanted) for c in every_cell}

    def keeps(finding: Diagnostic) -> bool:
        """Whether a narrowed assessment keeps a finding."""
        where, key = finding.location, (finding.requirement, finding.subject)
        if finding.code < "KC1":  # a file that cannot be read may concern anybody
            return True
        if key in is_kept:
            return is_kept[key]
        own = [_Owner(finding.agency, None, None)]
        return _concerns(owners.get((where.path, where.route[:2]), own), wanted)

    cells, unjudged = (
        tuple(c for c in part if is_kept[c.requirement, c.subject])
        for part in (matrix.cells, matrix.unjudged)
    )
    findings = tuple(filter(keeps, assessment.findings))
    is_one_filter = sum(choice is not None for choice in wanted) == 1
    if not (cells or findings or is_one_filter):
        raise CannotRun("nothing-selected")
    return assessment._replace(matrix=matrix._replace(cells=cells, unjudged=unjudged), findings=findings)


def _concerns(owners: Iterable[_Owner], wanted: _Owner) -> bool:
    """Whether one of the owners of something is the agency, the dimension and the program that are wanted."""
    return any(all(w in (None, has) for w, has in zip(wanted, owner, strict=True)) for owner in owners)


def _owner_of(cell: Cell) -> _Owner:
    """Whom a cell concerns."""
    return _Owner(cell.agency, cell.dimension, cell.subject.id if cell.subject.is_program else None)


def _owners(dossier: Dossier) -> dict[tuple[str, Route], list[_Owner]]:
    """Whom each entry of a list concerns, by where it stands, to narrow findings by.

    A document concerns the programs that it supports, a survey who leads its dimension, an agency itself;
    what nobody owns is the coordinator's.
    """
    programs = {program.id: program for program in dossier.programs}
    leads = {dimension.id: dimension.lead for dimension in dossier.dimensions}
    coordinator = coordinating_agency(dossier)
    owners: dict[tuple[str, Route], list[_Owner]] = {}
    for entry in dossier.every_entry():
        origin = dossier.origin(entry)
        if len(origin.route) == 1:  # a section that stands once
            continue
        dimension = entry.id if isinstance(entry, Dimension) else getattr(entry, "dimension", None)
        agency = entry.id if isinstance(entry, Agency) else getattr(entry, "agency", None)
        agency = agency or leads.get(dimension or "")
        served = [programs[ref] for ref in getattr(entry, "supports", ()) if ref in programs]
        owners[origin.path, origin.route] = [
            _Owner(agency or program.agency or coordinator, program.dimension, program.id)
            for program in served
        ] or [_Owner(agency or coordinator, dimension, entry.id if isinstance(entry, Program) else None)]
    return owners
