"""The command that reads a dossier's folder: scan."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kotacerdas.cli.app import app
from kotacerdas.cli.progress import loaded
from kotacerdas.cli.screen import COMPLETE, FOUND, say, tell, write_yaml
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages
from kotacerdas.languages.text import command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kotacerdas.dossier.dossier import Dossier
    from kotacerdas.findings import Location
    from kotacerdas.instrument.model import Instrument


@app.command(help="scan")
def scan(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(metavar="DIR", readable=False, help="request-path", show_default=False)
    ] = Path(),
    write: Annotated[bool, typer.Option("--write", help="scan-write")] = False,
    check: Annotated[bool, typer.Option("--check", help="scan-check")] = False,
) -> int:
    """Propose entries for the files that no document names, or hold registered papers against their entries."""
    from kotacerdas.dossier.folder import Tree
    from kotacerdas.dossier.moves import moved_files
    from kotacerdas.reading.parser import values_of
    from kotacerdas.reports.scan_result import entries_by_file
    from kotacerdas.scanning import proposals as of_scan

    messages: Messages = context.obj.messages
    held = loaded(path, messages)
    if held.dossier is None or held.instrument is None:
        raise CannotRun("unread-dossier", path=path.as_posix())
    if "documents" in held.dossier.unread_sections:  # what stands there would be proposed once more
        raise CannotRun("scan-unread", files=held.dossier.unread_files, path=path.as_posix())
    if check:
        return _check(held.dossier, held.instrument, path, messages)
    begun = values_of("documents", "file", held.files.values())
    proposals = [*of_scan.proposals(held.dossier, held.instrument, Tree(path), begun)]
    moves = [*moved_files(held.dossier)]
    entries = entries_by_file(held.dossier, proposals, messages)
    for proposal in proposals:
        if proposal.same_as:
            say(messages.text("scan.same", path=proposal.path, other=proposal.same_as))
    moved = dict.fromkeys((old, new) for _, old, new in moves)
    for old, new in moved:
        say(messages.text("scan.moved", old=old, new=new))
    if write:
        _write(path, held.files, entries, moves, messages)
    else:
        for file, texts in entries.items():
            tell(f"# {file}", *texts, "")
    scans = sum(not (p.has_text or p.same_as) for p in proposals)
    say(messages.text("scan.total", n=sum(map(len, entries.values())), moved=len(moved), scans=scans))
    if (entries or moves) and not write:
        say(messages.text("scan.how-to-write"))
        tell(command("scan", path.as_posix(), "--write"))
    return COMPLETE


def _write(
    folder: Path,
    files: "Mapping[str, bytes]",
    entries: "Mapping[str, Sequence[str]]",
    moves: "Iterable[tuple[Location, str, str]]",
    messages: Messages,
) -> None:
    """Carry out `scan --write`: proposed entries, and paths of files that moved, into a dossier's YAML, all or nothing."""
    from kotacerdas.reading.edits import Change, appended, edited

    paths: dict[str, list[Change]] = {}
    for where, _, new in moves:
        paths.setdefault(where.path, []).append(Change(where.route, new))
    changed = {file: edited(files[file], changes, file) for file, changes in paths.items()}
    for file, texts in entries.items():
        changed[file] = appended(changed.get(file, files.get(file, b"")), "documents", texts, file)
    write_yaml(folder, changed, files, messages)


def _check(dossier: "Dossier", instrument: "Instrument", path: Path, messages: Messages) -> int:
    """Carry out `scan --check`: tell where the papers of registered documents say otherwise than their entries."""
    from kotacerdas.reports.scan_result import contradiction
    from kotacerdas.scanning.contradictions import contradictions

    names = {kind.id: messages.word(kind.name) for kind in instrument.document_types.values()}
    count = 0
    for finding in contradictions(dossier, instrument, path):
        count += 1
        say(contradiction(finding, messages, names), f"{finding.document.id}: ")
    say(messages.text("scan.checked", n=count))
    return FOUND if count else COMPLETE
