"""Ids and what names them (KC11x, KC12x): one thing, one id; and every id that is named exists."""

from collections.abc import Collection, Iterable, Iterator

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import INSTITUTION
from kotacerdas.dossier.round_in_name import name_alone, parts_of
from kotacerdas.findings import Diagnostic
from kotacerdas.instrument.model import Instrument
from kotacerdas.nearest import ALIKE, MAX_SUGGESTIONS, Names, candidates, fold, folded, nearest
from kotacerdas.reading.references import ids_in, names_in, references_of

_WITH_ID = ("agencies", "meetings", "programs", "documents", "follow_ups")


def id_stands_twice(context: Context) -> Iterator[Fact]:
    """Two entries have the same id, or an entry has an id that the instrument uses.

    Ids are unique across a dossier whatever they name, so that `supports` can name anything by its id
    alone. The ids of dimensions and sub-dimensions belong to the instrument.
    """
    reserved = {*context.instrument.dimensions, *context.instrument.sub_dimensions()}
    first: dict[str, str] = {}
    for section in _WITH_ID:
        for entry in getattr(context.dossier, section):
            name, where = entry.id, context.at(entry, "id")
            if name is None:
                continue
            if name in reserved:
                yield Fact(where, details={"value": name, "variant": "reserved"})
            elif name in first:
                yield Fact(where, details={"value": name, "variant": "twice", "first": first[name]})
            else:
                first[name] = where.path
    yield from _entry_stands_twice(context)


def _entry_stands_twice(context: Context) -> Iterator[Fact]:
    """Two answers or figures for one question, two entries for one dimension."""
    for section, key in (("answers", "question"), ("statistics", "question"), ("dimensions", "id")):
        seen: dict[str, str] = {}
        for entry in getattr(context.dossier, section):
            name = getattr(entry, key)
            where = context.at(entry, key)
            if name in seen:
                details = {"value": name, "variant": "answered", "first": seen[name]}
                yield Fact(where, details=details)
            seen.setdefault(name, where.path)


def reference_leads_nowhere(context: Context) -> Iterator[Fact]:
    """An entry names something by an id that exists neither in the dossier nor in the instrument.

    What a document supports, who owns a program, which question an answer answers: a wrong id there
    counts for nothing without a word, so every one of them is looked up. Nothing is said of ids while
    a file of the dossier cannot be read: they may stand in it.
    """
    dossier = context.dossier
    if dossier.unread_files:
        return
    known = known_ids(dossier, context.instrument)
    names: dict[str, Names] = {}
    suggested = 0
    for entry in dossier.every_entry():
        for route, ref, kind in references_of(entry):
            ids = known[kind]
            if ref in ids or ref in dossier.unread_ids:
                continue
            suggested += 1
            if kind not in names:
                names[kind] = names_of(dossier, context.instrument, kind, ids)
            details: dict[str, object] = {"value": ref, "variant": kind}
            if kind == "supported" and ref in known["anything"]:
                details["variant"] = (
                    "document-supported" if ref in known["document"] else "follow-up-supported"
                )
                yield Fact(context.at(entry, *route), details=details)
                continue
            meant = names[kind].get(fold(ref), ())
            parts = [part[0] for name in ids_in(ref) if (part := names[kind].get(fold(name)))]
            if len(same := meant or (tuple(set(parts)) if len(parts) == len(ids_in(ref)) else ())) == 1:
                details["suggestion"] = same[0]  # `KAK/TOR`: two names of one type
            elif 1 < len(parts) == len(ids_in(ref)):
                details["several" if isinstance(route[-1], int) else "alternatives"] = tuple(parts)
            elif suggested <= MAX_SUGGESTIONS:  # to look for what is near costs as much as there are ids
                alike = {"alike": ALIKE} if kind == "document-type" else {}
                details["suggestion"] = nearest(ref, ids, names[kind], **alike)
                meant = candidates(ref, names[kind])
            if not details.get("suggestion") and 1 < len(meant) <= _MAX_MEANT:
                details["alternatives"] = meant
            elif not details.get("suggestion") and kind in _LISTED:
                details["known"] = ", ".join(ids)
            yield Fact(context.at(entry, *route), details=details)


def with_known_ids(
    findings: Iterable[Diagnostic], dossier: Dossier, instrument: Instrument
) -> Iterator[Diagnostic]:
    """Findings, those of a text where a list of references is due with the ids that exist for what it names.

    Nothing is proposed for what does not exist, unless it may stand in what could not be read.
    """
    known: dict[str, Names] = {}
    for finding in findings:
        kind, value = finding.details.get("names"), str(finding.details.get("value"))
        if isinstance(kind, str) and not dossier.unread_files:
            if kind not in known:
                known[kind] = names_of(dossier, instrument, kind, known_ids(dossier, instrument)[kind])
            meant = [_ids_of(names, known[kind]) for names in ([value], ids_in(value), names_in(value))]
            ids = next(filter(None, meant), ())
            suggestion = f"[{', '.join(ids)}]" if ids else ""
            yield finding._replace(details={**finding.details, "suggestion": suggestion})
        else:
            yield finding


def _ids_of(names: list[str], known: Names) -> tuple[str, ...]:
    """The ids that references mean by names; none where one of them is not the name of one thing."""
    meant = [known.get(fold(name), ()) for name in names]
    return tuple(dict.fromkeys(ids[0] for ids in meant)) if all(len(ids) == 1 for ids in meant) else ()


def referenced_sub_dimension_is_of_another_dimension(context: Context) -> Iterator[Fact]:
    """A program or survey names a sub-dimension of another dimension than its own.

    The ministry's survey divides each dimension into three sub-dimensions of its own [M23]; one of
    another dimension covers nothing there.
    """
    dimensions = context.instrument.sub_dimensions()
    for section in ("programs", "surveys"):
        for entry in getattr(context.dossier, section):
            home = dimensions.get(entry.sub_dimension or "")
            if home is not None and entry.dimension not in (None, home):
                details = {"value": entry.sub_dimension, "home": home}
                agency = getattr(entry, "agency", None)
                yield Fact(context.at(entry, "sub_dimension"), agency=agency, details=details)


def referenced_instrument_is_for_another_cohort(context: Context) -> Iterator[Fact]:
    """The dossier's instrument was made for another cohort of cities than this one's.

    The ministry's weights differ between the regular cohort and that of the KPPN and IKN areas, which
    is also asked six questions more [M23].
    """
    cohort, asked = context.dossier.info.city.cohort, context.instrument.cohort
    if cohort and asked and cohort != asked:
        details = {"value": cohort, "instrument": context.instrument.id, "cohort": asked}
        yield Fact(context.at(context.dossier.info, "instrument"), details=details)


def referenced_instrument_is_of_another_round(context: Context) -> Iterator[Fact]:
    """The dossier's instrument was made for another year, or another stage, than the dossier is of.

    What the ministry asks changes from year to year: of 2022 and 2023 the questions are known, and they differ
    [M22, M23]. What is checked then are the demands of the instrument's year, which may be neither all nor only
    those of the dossier's. No exit status depends on it, nor with `--strict`: nobody can mend a dossier of a year whose
    questions are not known.
    """
    info, instrument = context.dossier.info, context.instrument
    if instrument.is_of_another_round(info.year, info.stage):
        variant = "year" if info.year != instrument.year else "stage"
        details = {
            "variant": variant,
            "instrument": instrument.id,
            "value": getattr(info, variant),
            "its": getattr(instrument, variant),
        }
        yield Fact(context.at(info, variant), details=details)


def name_of_the_evaluation_tells_its_round(context: Context) -> Iterator[Fact]:
    """The name of the evaluation holds a year or a stage, which have keys of their own.

    Letters and reports print year and stage beside the name. There they would stand twice, or in two versions of which
    nobody knows which is right; so what the keys say is printed, and the name without its own.
    """
    info, evaluation = context.dossier.info, context.dossier.evaluation
    if evaluation is None or not evaluation.name:
        return
    parts = list(parts_of(evaluation.name, info.year))
    if not parts:
        return
    part = next((part for part in parts if getattr(info, part.key) != part.value), parts[0])
    own = getattr(info, part.key)
    details = {
        "variant": "unset" if own is None else "twice" if own == part.value else "other",
        "part": part.text,
        "field": part.key,
        "value": own or part.value,
        "alone": name_alone(evaluation.name, info.year, part.value),
    }
    yield Fact(context.at(evaluation, "name"), details=details)


_MAX_MEANT = 5
"""How many things may be meant by a name that is told with all of them."""

_LISTED = frozenset({"dimension", "sub-dimension", "field"})
"""What the instrument names and a city cannot add: where nothing is near, all of it is told, but of types too many."""


def names_of(dossier: Dossier, instrument: Instrument, kind: str, ids: Collection[str]) -> Names:
    """What people call the things of a kind that references name → the id: an agency by its full name, and so on."""
    named: list[tuple[str | None, str]] = [(name, name) for name in ids]
    named += [(name, agency.id) for agency in dossier.agencies for name in (agency.name, agency.short_name)]
    named += [(program.name, program.id) for program in dossier.programs]
    named += [(meeting.title, meeting.id) for meeting in dossier.meetings]
    if kind == "document":
        named += [(document.title, document.id) for document in dossier.documents]
    for dimension in instrument.dimensions.values():
        named += [(word, dimension.id) for word in (dimension.name.id, dimension.name.en)]
        named += [(word, sub.id) for sub in dimension.sub_dimensions for word in (sub.name.id, sub.name.en)]
    for type_ in instrument.document_types.values():
        named += [(word, type_.id) for word in (type_.name.id, type_.name.en, *type_.also)]
    return folded((name, known) for name, known in named if name and known in ids)


def known_ids(dossier: Dossier, instrument: Instrument) -> dict[str, Collection[str]]:
    """The ids that references may name, by the kind of what they name."""
    ids = {section: {e.id for e in getattr(dossier, section) if e.id} for section in _WITH_ID}
    dimensions = list(instrument.dimensions)
    anything = {*set().union(*ids.values()), *dimensions, *instrument.questions}
    return {
        **instrument.ids(),
        "agency": ids["agencies"],
        "program": ids["programs"],
        "document": ids["documents"],
        "field": [*dimensions, INSTITUTION],
        "supported": {
            *ids["agencies"],
            *ids["meetings"],
            *ids["programs"],
            *dimensions,
            *instrument.questions,
        },
        "anything": anything,
        "subject": {*anything, "dossier"},
    }
