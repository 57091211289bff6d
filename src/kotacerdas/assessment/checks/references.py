"""Ids and what names them (KC11x, KC12x): one thing, one id; and every id that is named exists."""

from collections.abc import Iterator
from typing import Final

from kotacerdas.assessment.checks.context import Context, Fact
from kotacerdas.assessment.known_ids import WITH_ID, KnownIds
from kotacerdas.dossier.round_in_name import name_alone, parts_of
from kotacerdas.nearest import ALIKE, MAX_SUGGESTIONS, candidates, nearest
from kotacerdas.reading.references import ids_in, references_of

_ONE_EACH: Final = (("answers", "question"), ("statistics", "question"), ("dimensions", "id"))
"""Sections of which two entries cannot be about the same, and the key that tells what each is about."""

_MAX_MEANT: Final = 5
"""How many things may be meant by a name that is told with all of them."""

_LISTED: Final = frozenset({"dimension", "sub-dimension", "field"})
"""What the instrument names and a city cannot add: where nothing is near, all of it is told, but of types too many."""


def id_stands_twice(context: Context) -> Iterator[Fact]:
    """Two entries have the same id, or an entry has an id that the instrument uses.

    Ids are unique across a dossier whatever they name, so that `supports` can name anything by its id
    alone. The ids of dimensions and sub-dimensions belong to the instrument.
    """
    reserved = {*context.instrument.dimensions, *context.instrument.sub_dimensions()}
    first: dict[tuple[str, str], str] = {}
    for section, key in (*((section, "id") for section in WITH_ID), *_ONE_EACH):
        is_own = section in WITH_ID
        for entry in getattr(context.dossier, section):
            name = getattr(entry, key)
            taken = ("" if is_own else section, name)
            if is_own and name in reserved:
                yield context.fact(entry, key, value=name, variant="reserved")
            elif name is not None and taken in first:
                variant = "twice" if is_own else "answered"
                yield context.fact(entry, key, value=name, variant=variant, first=first[taken])
            else:
                first[taken] = context.dossier.origin(entry).path


def reference_leads_nowhere(context: Context) -> Iterator[Fact]:
    """An entry names something by an id that exists neither in the dossier nor in the instrument.

    What a document supports, who owns a program, which question an answer answers: a wrong id there
    counts for nothing without a word, so every one of them is looked up. Nothing is said of ids while
    a file of the dossier cannot be read: they may stand in it.
    """
    dossier = context.dossier
    if dossier.unread_files:
        return
    known = KnownIds(dossier, context.instrument)
    suggested = 0
    for entry in dossier.every_entry():
        for route, ref, kind in references_of(entry):
            if ref in known.by_kind[kind] or ref in dossier.unread_ids:
                continue
            suggested += 1
            if kind == "supported" and ref in known.by_kind["anything"]:
                is_document = ref in known.by_kind["document"]
                variant = "document-supported" if is_document else "follow-up-supported"
                yield context.fact(entry, *route, value=ref, variant=variant)
                continue
            # to look for what is near costs as much as there are ids
            is_sought, is_item = suggested <= MAX_SUGGESTIONS, isinstance(route[-1], int)
            meant = _meant_by(ref, kind, known, is_item=is_item, is_sought=is_sought)
            yield context.fact(entry, *route, value=ref, variant=kind, **meant)


def _meant_by(ref: str, kind: str, known: KnownIds, *, is_item: bool, is_sought: bool) -> dict[str, object]:
    """What a reference that leads nowhere may mean, as details of the check's fact: `is_item` of a list, which can hold several."""
    details: dict[str, object] = {}
    ids, meant, names = known.by_kind[kind], known.meant(kind, ref), ids_in(ref)
    parts = [part[0] for name in names if (part := known.meant(kind, name))]
    if len(same := meant or (tuple(set(parts)) if len(parts) == len(names) else ())) == 1:
        details["suggestion"] = same[0]  # `KAK/TOR`: two names of one type
    elif 1 < len(parts) == len(names):
        details["several" if is_item else "alternatives"] = tuple(parts)
    elif is_sought:
        alike = {"alike": ALIKE} if kind == "document-type" else {}
        details["suggestion"] = nearest(ref, ids, known.names(kind), **alike)
        meant = candidates(ref, known.names(kind))
    if not details.get("suggestion"):
        if 1 < len(meant) <= _MAX_MEANT:
            details["alternatives"] = meant
        elif kind in _LISTED:
            details["known"] = ", ".join(ids)
    return details


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
                fact = context.fact(entry, "sub_dimension", value=entry.sub_dimension, home=home)
                yield fact._replace(agency=getattr(entry, "agency", None))


def referenced_instrument_is_for_another_cohort(context: Context) -> Iterator[Fact]:
    """The dossier's instrument was made for another cohort of cities than this one's.

    The ministry's weights differ between the regular cohort and that of the KPPN and IKN areas, which
    is also asked six questions more [M23].
    """
    cohort, asked = context.dossier.info.city.cohort, context.instrument.cohort
    if cohort and asked and cohort != asked:
        whose = {"instrument": context.instrument.id, "cohort": asked}
        yield context.fact(context.dossier.info, "instrument", value=cohort, **whose)


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
        both = {"value": getattr(info, variant), "its": getattr(instrument, variant)}
        yield context.fact(info, variant, variant=variant, instrument=instrument.id, **both)


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
    variant = "unset" if own is None else "twice" if own == part.value else "other"
    alone = name_alone(evaluation.name, info.year, part.value)
    told = {"part": part.text, "field": part.key, "value": own or part.value}
    yield context.fact(evaluation, "name", variant=variant, alone=alone, **told)
