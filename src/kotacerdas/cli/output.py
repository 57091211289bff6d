"""The files that a command writes: where they go, by which names, and never over the dossier."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kotacerdas.errors import CannotRun

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment


FOR_PEOPLE: Final = ("text", "markdown", "csv")
"""The formats of reports that people work on; the others are for machines, which make them anew."""

SCREEN: Final = Path("-")
"""The name of an output that is the screen."""


def file_of(output: Path | None) -> Path | None:
    """The file that an output names; None where it is the screen."""
    return None if output == SCREEN else output


def destinations(formats: Sequence[str], outputs: Sequence[Path]) -> list[tuple[str, Path | None]]:
    """The formats of a report, each with its file: the first output is the first format's, and so on; one may be the screen's.

    Raises CannotRun where outputs are left over, several formats would meet on the screen, or in one file.
    """
    from kotacerdas.writing import resolved

    if len(outputs) > len(formats):
        raise CannotRun("output-without-format", outputs=len(outputs), formats=len(formats))
    files = [*map(file_of, outputs), *[None] * (len(formats) - len(outputs))]
    shown = [name for name, file in zip(formats, files, strict=True) if file is None]
    if len(shown) > 1:
        raise CannotRun("several-on-screen", formats=", ".join(shown))
    taken: set[Path] = set()
    for file in filter(None, files):
        if (target := resolved(file)) in taken:
            raise CannotRun("output-twice", path=file.as_posix())
        taken.add(target)
    return list(zip(formats, files, strict=True))


def folder_in_output(folder: str) -> str:
    """The path of a folder in output for machines: from the nearest folder upward with `.git`, else from here.

    What lies outside keeps its whole path.
    """
    with suppress(OSError, RuntimeError):  # the folder that we stand in may be gone
        whole = Path(folder).resolve()
        root = next((path for path in (whole, *whole.parents) if (path / ".git").exists()), Path.cwd())
        return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()
    return folder


def refuse_to_overwrite(assessments: Sequence["Assessment"], *outputs: Path | None) -> None:
    """Refuse output files over a dossier's own files, or where they would be read as one of them."""
    from kotacerdas.dossier.folder import YAML_SUFFIXES
    from kotacerdas.writing import resolved

    targets = {resolved(output): output for output in outputs if output}
    for assessment in assessments if targets else ():
        folder = Path(assessment.path).resolve()
        evidence = assessment.dossier.evidence.values() if assessment.dossier else ()
        # realpath, since a file of the dossier may be a link that leads in a circle
        used = {Path(os.path.realpath(folder / fact.actual)) for fact in evidence}
        for target, output in targets.items():
            would_be_read = target.is_relative_to(folder) and target.suffix.lower() in YAML_SUFFIXES
            if would_be_read or target in used:
                raise CannotRun("output-is-part", path=output.as_posix())


def refuse_reports(
    reports: Sequence[tuple[str, Path | None]], assessments: Sequence["Assessment"], *, overwrite: bool
) -> None:
    """Refuse reports, each a format and its file, over the dossier's own files, or over what people changed."""
    from kotacerdas import stamps

    refuse_to_overwrite(assessments, *(file for _, file in reports))
    if not overwrite:
        files = [file for format_, file in reports if file and format_ in FOR_PEOPLE]
        stamps.refuse_changed(dict.fromkeys(files, b""), is_report=True)


def refuse_open(file: Path) -> None:
    """Refuse an output over a file that is open in Word or LibreOffice."""
    from kotacerdas.writing import mark_of_open_file

    if mark := mark_of_open_file(file):
        raise CannotRun("file-is-open", path=file.as_posix(), mark=mark)


def default_output(assessment: "Assessment", name: str) -> Path:
    """Where the output of a command goes without `--output`: here, or in `output` where this is inside the dossier."""
    from kotacerdas.writing import writable

    with writable(Path(name)):  # the folder that we stand in may be gone
        here = Path.cwd()
    is_inside = here.is_relative_to(Path(assessment.path).resolve())
    return Path(assessment.path, "output", name) if is_inside else Path(name)


def file_name(assessment: "Assessment", kind: str, *parts: str | None) -> str:
    """The name of an output file, without ending: its kind, the dossier's city and year, and these parts."""
    from kotacerdas.naming import MAX_PART, slug

    info = assessment.dossier.info if assessment.dossier else None
    whose = [slug(info.city.name, MAX_PART), str(info.year)] if info else []
    return "-".join(filter(None, [kind, *whose, *(slug(part, MAX_PART) for part in parts if part)]))
