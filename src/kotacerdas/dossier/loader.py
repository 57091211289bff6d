"""A folder → a Dossier, and the diagnostics of what could not be read.

Nothing stops at the first trouble: a file that cannot be read is reported once, an entry with a wrong
value is kept without that value, and all else is loaded.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pydantic_core import ErrorDetails

from kotacerdas.dossier.dossier import Dossier, Origin
from kotacerdas.dossier.entries import LISTS, SINGLE, DossierInfo, Program, Sections
from kotacerdas.dossier.folder import YAML_SUFFIXES, Progress, Tree, tree_of
from kotacerdas.dossier.moves import moves_of, proposals_of
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.evidence.facts import FileFact
from kotacerdas.findings import Diagnostic, Location, Route, Severity
from kotacerdas.instrument.load import load as load_instrument
from kotacerdas.instrument.model import Instrument, Scale
from kotacerdas.naming import is_litter
from kotacerdas.nearest import nearest
from kotacerdas.reading import parser
from kotacerdas.reading.models import Model, check, is_text, keys_of, model_at, pruned
from kotacerdas.reading.positions import lines_of
from kotacerdas.reading.shape_errors import diagnose
from kotacerdas.reading.slips import slips_of

_LARGE: Final = 50_000
"""A section of more entries is announced before it is read: that takes seconds."""

_TEXT: Final = ".txt"
_SECTIONS: Final = frozenset({*SINGLE, *LISTS})
_NAMING: Final = ("id", "question", "dimension", "requirement", "document")
"""Keys of an entry that tell what it is about."""

_INNER: Final = (" ", "\t", "#", "-", "]", "}", "...")
"""What the lines of a YAML file start with that stand inside a section, or in none."""

_MAX_ROUNDS: Final = 4
_MAX_MEANT: Final = 5
"""How many files may be proposed for one that is missing."""
_MAX_HASHED: Final = 2 * 1024**3
"""Bytes beyond which a file gets no checksum, whatever its type: it takes seconds."""
_MAX_YEARS: Final = 6  # this one and five before it
_TOLD_REASONS: Final = frozenset({"not-a-file", "outside"})


class Loaded(NamedTuple):
    """What a folder holds.

    `dossier` is None where the section `dossier` itself could not be read. `files` holds the bytes
    of each YAML file, for the positions of findings. `findings` have routes, not lines.
    """

    dossier: Dossier | None
    instrument: Instrument | None
    findings: tuple[Diagnostic, ...]
    files: dict[str, bytes]


def load(
    folder: Path,
    progress: Progress | None = None,
    *,
    hashes_all: bool = False,
    contents: Mapping[str, bytes] = MappingProxyType({}),
    opens_files: bool = True,
) -> Loaded:
    """Load the dossier in a folder, with its instrument and last year's dossier.

    `hashes_all` takes checksums of files that are larger than their type may be, too. `contents` stand in place of what YAML
    files hold; without `opens_files` nothing is known of supporting files.
    Raises CannotRun if there is no such folder, no dossier in it, or its instrument cannot be used.
    """
    draft = _gather(folder, progress, contents)
    info = draft.single.get("dossier")
    if info is None:
        if draft.is_parsed and not draft.is_started:
            raise CannotRun("no-dossier-section" if draft.files else "no-dossier", path=folder)
        return Loaded(None, None, tuple(draft.findings), draft.files)
    instrument = load_instrument(info.instrument, folder)
    draft.lists["programs"].sort(key=_by_dimension(instrument))
    _refuse_scores(draft, instrument.scale)
    previous = _previous(info, folder, frozenset({folder.resolve()}), draft)
    limits = {} if hashes_all else {t.id: t.max_size for t in instrument.document_types.values()}
    most = None if hashes_all else _MAX_HASHED
    named = {d.file: limits.get(d.type) or most for d in draft.lists["documents"] if d.file}
    if info.city.arms:
        named.setdefault(info.city.arms, most)
    evidence = draft.tree.look_at_all(named if opens_files else {}, progress)
    served = {fact.actual for fact in evidence.values()} | {review.file for review in draft.lists["reviews"]}
    unnamed = [path for path in draft.tree.files if path not in served and not _is_no_evidence(path)]
    _look_elsewhere(evidence, unnamed)
    dossier = draft.finished(previous)._replace(evidence=evidence, unnamed_files=tuple(unnamed))
    links = {fact.details.get("link") for fact in evidence.values()}  # told by the documents that lead there
    findings = (
        f for f in draft.findings if f.details.get("variant") != "is-link" or f.location.path not in links
    )
    return Loaded(dossier, instrument, tuple(findings), draft.files)


def _look_elsewhere(evidence: dict[str, FileFact], unnamed: list[str]) -> None:
    """While loading, note with files that are not where their documents say which of those that no document names they may be."""
    lost = {
        f.replace("\\", "/") if fact.problem == "backslash" else f: f
        for f, fact in evidence.items()
        if fact.problem in {"missing", "slash", "not-a-file"}
        or (fact.problem == "backslash" and not fact.actual)
    }
    if not lost:
        return
    moves = moves_of(lost, unnamed)
    moved = {move.path for move in moves.values()}
    rest = [path for path in unnamed if path not in moved]
    proposals = proposals_of((path for path in lost if path not in moves), rest)
    for path, file in lost.items():
        details: dict[str, object] = {**evidence[file].details}
        meant = (moves[path].path,) if path in moves else proposals.get(path, ())
        if path in moves:
            details["move"] = moves[path]
        if len(meant) == 1:
            details["suggestion"] = meant[0]
        elif meant:
            details |= {"suggestion": "", "alternatives": meant[:_MAX_MEANT]}
        evidence[file] = evidence[file]._replace(details=details)


def _is_no_evidence(path: str) -> bool:
    """Whether a file needs no document to name it: YAML, or a file that tells people about the folder."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(YAML_SUFFIXES) or name.startswith("readme") or is_litter(path)


@dataclass(slots=True)
class _Draft:
    """A dossier while its files are being joined."""

    tree: Tree
    progress: Progress | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    single: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in LISTS})
    origins: dict[int, Origin] = field(default_factory=dict)
    unread_files: list[str] = field(default_factory=list)
    unread_ids: set[str] = field(default_factory=set)
    unread_sections: set[str] = field(default_factory=set)
    unread_names: dict[str, set[str]] = field(default_factory=dict)
    is_parsed: bool = True
    """Whether every YAML file could be read as YAML."""
    is_started: bool = False
    """Whether any file has the section `dossier`, readable or not."""

    def refuse(self, code: str, location: Location, **details: object) -> None:
        self.findings.append(Diagnostic(code, Severity.ERROR, location, details=details))

    def lose(self, path: str, sections: Iterable[str] = _SECTIONS, **details: object) -> None:
        """Tell of a file or folder of which nothing is known but, at the most, its sections."""
        self.refuse("KC014", Location(path), **details)
        self.unread_files.append(path)
        self.unread_sections.update(sections)

    def unread_parts(self) -> tuple[str, ...]:
        """The files that could not be read, and that of a section `dossier` too wrong to be one."""
        lost = [f.location.path for f in self.findings if f.location.route[:1] == ("dossier",)]
        lost = lost if self.is_started and "dossier" not in self.single else []
        return tuple(dict.fromkeys([*self.unread_files, *lost]))

    def finished(self, previous: Dossier | None) -> Dossier:
        """The dossier that the loaded files make together."""
        lists: dict[str, Any] = {name: tuple(entries) for name, entries in self.lists.items()}
        return Dossier(
            self.single["dossier"],
            self.single.get("evaluation"),
            **lists,
            origins=self.origins,
            unread_files=tuple(dict.fromkeys(self.unread_files)),
            unread_ids=self.unread_ids,
            unread_sections=self.unread_sections,
            unread_names=self.unread_names,
            previous=previous,
        )


def _by_dimension(instrument: Instrument) -> Callable[[Program], int]:
    """The order of programs wherever a loaded dossier shows them: by dimension, in each as they are written, those of none last."""
    order = {name: n for n, name in enumerate(instrument.dimensions)}
    order |= {sub: order[name] for sub, name in instrument.sub_dimensions().items()}
    return lambda program: order.get(program.dimension or program.sub_dimension or "", len(order))


def _refuse_scores(draft: _Draft, scale: Scale) -> None:
    """Take scores that are not on the instrument's scale out of what was loaded, with a finding each."""
    low, high = (int(end) if end.is_integer() else end for end in (scale.min, scale.max))
    answers = draft.lists["answers"]
    for index, answer in enumerate(answers):
        if answer.score is None or scale.holds(answer.score):
            continue
        origin = draft.origins.pop(id(answer))
        value = f"{answer.score:g}".replace(".", ",")
        draft.refuse("KC109", origin.at("score"), field="score", value=value, low=low, high=high)
        answers[index] = answer.model_copy(update={"score": None})
        draft.origins[id(answers[index])] = origin._replace(unread=origin.unread | {"score"})


def _gather(
    folder: Path, progress: Progress | None = None, contents: Mapping[str, bytes] = MappingProxyType({})
) -> _Draft:
    """Load all YAML files of a dossier's folder into a draft, some with other contents."""
    tree = tree_of(folder)
    draft = _Draft(tree, progress)
    for path, reason in tree.unread.items():
        draft.lose(path, variant="folder", reason=reason)
    for path in tree.linked_folders:
        draft.lose(path, (), variant="is-link")  # to evidence, as a rule
    for path in tree.misnamed_folders:
        draft.lose(path, variant="is-folder")
    paths = sorted({*tree.files, *contents}) if contents else tree.files
    for path in paths:
        if path.lower().endswith(YAML_SUFFIXES):
            draft.is_parsed &= _take_file(path, contents.get(path), draft)
        elif sections := _sections_in_text(path, tree):
            meant = path[: -len(_TEXT)]
            meant += "" if meant.lower().endswith(YAML_SUFFIXES) else YAML_SUFFIXES[0]
            if meant not in tree.files:
                draft.lose(path, sections, variant="named-text", suggestion=meant)
                draft.is_parsed = False
    return draft


def _take_file(path: str, raw: bytes | None, draft: _Draft) -> bool:
    """Load a YAML file, or other content for it, into the draft of a dossier; whether it could be read as YAML."""
    if raw is None:
        try:
            raw = draft.tree.content(path)
        except (OSError, RuntimeError) as error:
            reason = reason_of(error)
            draft.lose(path, reason=reason, variant=reason if reason in _TOLD_REASONS else "unreadable")
            return False
    draft.files[path] = raw
    reading = parser.read(raw)
    draft.findings += [problem.diagnostic(path) for problem in reading.problems]
    if reading.data is None:
        draft.unread_files.append(path)
        draft.unread_sections |= _sections_in(raw)
        return False
    if not (reading.data or reading.blanks or parser.has_comment(raw)):
        draft.lose(path, variant="empty")
        return False
    if not _is_instrument(reading.data):
        _mend_slips(reading.data, path, draft)
        for route in reading.blanks:
            _take_blank(route, path, draft)
        _take_sections(reading.data, path, draft)
    return True


def _sections_in_text(path: str, tree: Tree) -> set[str]:
    """The sections to load that a dossier has in a file to which Windows or Notepad gave the ending of a text.

    It is YAML by its name, or by what stands in it; none are in any other file.
    """
    if not path.lower().endswith(_TEXT):
        return set()
    raw = b""
    with suppress(OSError, RuntimeError):
        raw = tree.content(path)
    is_named_so = path.lower().removesuffix(_TEXT).endswith(YAML_SUFFIXES)
    sections = _sections_in(raw)
    has_entries = re.search(rb"^(?:[ \t]+|- )\S", raw, re.MULTILINE)
    return sections if is_named_so or (sections != _SECTIONS and has_entries) else set()


def _is_instrument(data: dict[str, Any]) -> bool:
    """Whether a file is an instrument of the city's own, kept elsewhere than in `instruments`."""
    return isinstance(data.get("id"), str) and not data.keys().isdisjoint({"extends", "requirements"})


def _mend_slips(data: dict[str, Any], path: str, draft: _Draft) -> None:
    """While loading a YAML file, tell the values that read otherwise than they look, and read those that are sure: as they look."""
    for slip in slips_of(draft.files[path]):
        *way, key = [step for step in slip.route if isinstance(step, str)]
        details = {"field": key, "value": slip.value, "variant": slip.variant}
        if slip.rest:
            owner = model_at(Sections, tuple(way))
            if owner is None or not is_text(owner, key):
                continue
            details["rest"] = slip.rest
        meant = slip.value if slip.variant == "quoted" else ""
        if key == "file" and (whole := f"{slip.value} {slip.rest}") in draft.tree.files:
            details["variant"], meant = "cut-file", whole
        if meant:
            holder: Any = data
            for step in slip.route[:-1]:
                holder = holder[step]
            holder[slip.route[-1]] = meant
        where = Location(path, slip.route, "key" if slip.variant == "cut-whole" else "value")
        code = "KC118" if slip.rest else "KC119"
        draft.findings.append(Diagnostic(code, Severity.WARNING, where, details=details))


def _take_blank(route: Route, path: str, draft: _Draft) -> None:
    """Load a key without a value: it is an absent key, but may be a wrong one, or a lost quick win."""
    owner, key = model_at(Sections, route[:-1]), str(route[-1])
    if owner is not None and key not in (names := keys_of(owner)):
        suggestion = nearest(key, names)
        draft.refuse("KC101", Location(path, route, "key"), field=key, suggestion=suggestion)
    elif route[0] == "programs" and key == "quick_win":
        draft.refuse("KC116", Location(path, route, "key"))


def _take_sections(data: dict[str, Any], path: str, draft: _Draft) -> None:
    """Load the sections of one YAML file into the draft of a dossier."""
    for name, content in data.items():
        if name in SINGLE:
            _take_single(name, content, path, draft)
        elif name not in LISTS:
            suggestion = nearest(name, [*SINGLE, *LISTS])
            at = Location(path, (name,), "key")
            draft.refuse("KC101", at, field=name, suggestion=suggestion)
            if isinstance(content, dict | list):
                draft.unread_files.append(path)
                draft.unread_sections |= {suggestion} if suggestion else _SECTIONS
        elif not isinstance(content, list):
            at = Location(path, (name,))
            draft.refuse("KC103", at, field=name, variant="list")
            draft.unread_files.append(path)
            draft.unread_sections |= {name}
        else:
            if draft.progress and len(content) > _LARGE:
                draft.progress.large_section(path, name, len(content))
            for index, item in enumerate(content):
                _take_entry(name, LISTS[name], item, Origin(path, (name, index)), draft)


def _take_single(name: str, content: object, path: str, draft: _Draft) -> None:
    """Load a section that may stand once in a dossier; a second one is a finding."""
    draft.is_started |= name == "dossier"
    if name in draft.single:
        first = draft.origins[id(draft.single[name])].path
        if name == "dossier" and first.rpartition("/")[0] != path.rpartition("/")[0]:
            raise CannotRun("several-dossiers", path=draft.tree.root, first=first, second=path)
        draft.refuse("KC111", Location(path, (name,), "key"), field=name, first=first)
        draft.unread_sections |= {name}
        return
    entry = _take_entry(name, SINGLE[name], content, Origin(path, (name,)), draft)
    if entry is not None:
        draft.single[name] = entry


def _take_entry(
    section: str, model: type[Model], item: object, origin: Origin, draft: _Draft
) -> Model | None:
    """Load an entry from YAML into the draft, without those of its values that are wrong; None if too little is left."""
    entry, errors = check(model, item)
    if errors:
        draft.findings += diagnose(model, errors, origin.path, origin.route)
        ways = (".".join(step for step in error["loc"] if isinstance(step, str)) for error in errors)
        unread = frozenset(filter(None, ways))
        origin = origin._replace(unread=unread)
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            draft.unread_ids |= {item["id"]}
        for _ in range(_MAX_ROUNDS):
            item = _named(pruned(item, errors), errors)
            entry, errors = check(model, item)
            if entry is not None:
                break
    if not isinstance(item, dict):  # nobody knows what it was to be
        draft.unread_files.append(origin.path)
    if entry is None:
        if section != "waivers":  # one without a requirement or a reason sets nothing aside
            _note_lost(section, item, draft)
        return None
    draft.origins[id(entry)] = origin
    if section in LISTS:
        draft.lists[section].append(entry)
    return entry


def _note_lost(section: str, item: object, draft: _Draft) -> None:
    """While loading, note in the draft what an entry that could not be loaded names, so that nothing is said of that; else its section."""
    entry = item if isinstance(item, dict) else {}
    supports = entry.get("supports")
    named = [entry.get(key) for key in _NAMING] + (supports if isinstance(supports, list) else [])
    if names := {name for name in named if isinstance(name, str)}:
        draft.unread_names.setdefault(section, set()).update(names, {"dossier"})
    else:
        draft.unread_sections |= {section}


def _sections_in(raw: bytes) -> set[str]:
    """The sections of a YAML file that cannot be loaded since it cannot be read: those whose keys stand at the margin, or all, where other text does."""
    found: set[str] = set()
    for line in lines_of(raw):
        if not line.strip() or line.startswith(_INNER) or parser.MERGE_MARKER.match(line):
            continue
        name = re.match(r"[\"']?(\w+)[\"']?[ \t]*:(?=\s|$)", line)
        if name is None or name[1] not in _SECTIONS:
            return {*_SECTIONS}
        found.add(name[1])
    return found if found and len(raw) <= parser.MAX_BYTES else {*_SECTIONS}


def _named(item: object, errors: list[ErrorDetails]) -> object:
    """Give an entry that is being loaded what it lacks most, so that the rest of it is still checked.

    That is its id, its name, and that it is a quick win, unless what stands there means that it is none.
    """
    if not isinstance(item, dict):
        return item
    named = dict(item)
    for error in errors:
        suggestion = error.get("ctx", {}).get("suggestion")
        if error["loc"] == ("id",) and suggestion:
            named["id"] = suggestion
        elif error["loc"] == ("quick_win",) and suggestion != "tidak":
            named["quick_win"] = {}
    for error in errors:
        if error["loc"] in {("name",), ("title",)} and isinstance(named.get("id"), str):
            named[str(error["loc"][0])] = named["id"]
    return named


def _previous(
    info: DossierInfo, folder: Path, seen: frozenset[Path], draft: _Draft | None = None
) -> Dossier | None:
    """Load last year's dossier with those before it; `draft` gets a finding where last year's cannot be read.

    A break further back is that dossier's own finding.
    """
    if not info.previous or len(seen) == _MAX_YEARS:
        return None
    path = info.previous.replace("\\", "/")
    folder = real = folder / path
    with suppress(OSError, RuntimeError):  # a link that leads in a circle
        real = folder.resolve()
    older = None
    if real not in seen:
        with suppress(CannotRun):
            older = _gather(folder)
    older_info: DossierInfo | None = older.single.get("dossier") if older else None
    unread = older.unread_parts() if older else ()
    if draft:
        at, value = draft.origins[id(info)].at("previous"), info.previous
        if path != value and ":" not in path:
            draft.refuse("KC117", at, value=value, variant="backslash", suggestion=path)
        elif not (unread or older_info):
            variant = "circle" if real in seen else "missing"
            draft.refuse("KC117", at, value=value, variant=variant, suggestion="")
        if unread:
            draft.refuse("KC117", at, value=value, variant="unread", files=unread)
    if older is None or older_info is None:
        return None
    return older.finished(_previous(older_info, folder, seen | {real}))
