"""The options that several commands share. `help` is a key of the catalogue, as in every command."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kotacerdas import resources
from kotacerdas.cli import completion
from kotacerdas.errors import CannotRun

if TYPE_CHECKING:
    from fractions import Fraction

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.earlier import Earlier

_MAX_REPORT, _MAX_VALUES = 16 * 1024**2, 1_200_000
"""Bytes and values of an earlier report; one of 1,000 quick wins fits."""

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="DIR", readable=False, help="path", show_default=False)
]
"""The dossiers that are checked or made something of."""

AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="as-of")]
"""The day that something is checked as of; see `day_of`."""

Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="output")]
"""The file that a report goes to, instead of the screen; `-` is the screen."""

Outputs = Annotated[list[Path] | None, typer.Option("--output", "-o", metavar="FILE", help="outputs")]
"""The files that reports go to, each that of the format in the same place; `-` is the screen."""

Overwrite = Annotated[bool, typer.Option("--overwrite", help="overwrite")]
"""Whether what was changed since it was written is replaced, too."""

Dimension = Annotated[
    str | None, typer.Option(metavar="ID", help="dimension", autocompletion=completion.dimensions)
]
"""The dimension that a report is narrowed to."""

Program = Annotated[
    str | None, typer.Option(metavar="ID", help="program", autocompletion=completion.programs)
]
"""The program that a report is narrowed to."""


def choice(option: str, choices: Iterable[str], key: str) -> Any:  # noqa: ANN401 - typer's own answer
    """An option that takes one of several words, or several of them; `key` is that of its help."""
    known = tuple(choices)

    def checked(value: str | list[str] | None) -> str | list[str] | None:
        chosen = value if isinstance(value, list) else [value] if value is not None else []
        if not {*chosen} <= {*known}:
            raise CannotRun("bad-choice", option=option, choices=", ".join(known))
        return value

    return typer.Option(
        option, metavar="|".join(known), help=key, autocompletion=lambda: list(known), callback=checked
    )


def instrument_option(key: str) -> Any:  # noqa: ANN401 - as above
    """An option that names an instrument; `key` is that of its help."""
    return typer.Option(metavar="ID", help=key, autocompletion=lambda: list(resources.instruments()))


def template_names() -> list[str]:
    """The names of the shipped templates."""
    from kotacerdas.deliverables import library

    return library.names_of(library.templates(None))


def day_of(as_of: str | None) -> date:
    """The day of the option `--as-of`; today without it. Raises CannotRun for what is no date."""
    if as_of is None:
        return today()
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_of, re.ASCII):
            raise ValueError  # noqa: TRY301 - the same trouble
        return date.fromisoformat(as_of)
    except ValueError:
        raise CannotRun("bad-date", value=as_of) from None


def today() -> date:
    """The day on the city's calendar."""
    return date.today()  # noqa: DTZ011


def percent_of(value: str | None) -> "Fraction | None":
    """The percentage of the option `--fail-under`. Raises CannotRun for what is none."""
    if value is None:
        return None
    from fractions import Fraction

    is_number = re.fullmatch(r"\d{1,3}(?:[.,]\d{1,9})? ?%?", value, re.ASCII)
    if not is_number or (percent := Fraction(value.rstrip(" %").replace(",", "."))) > 100:  # noqa: PLR2004 - percent
        raise CannotRun("bad-percent", value=value)
    return percent


def earlier_of(path: Path, assessment: "Assessment", filters: Mapping[str, str] | None = None) -> "Earlier":
    """The earlier report that the option `--since` or `--baseline` names. Raises CannotRun as `earlier_report` does."""
    from kotacerdas.opening import content_of
    from kotacerdas.reports.earlier import earlier_report

    content = content_of(path, _MAX_REPORT, "unread-report", folder=Path(assessment.path))
    if len(content) > _MAX_REPORT or sum(map(content.count, (b"[", b"{", b","))) > _MAX_VALUES:
        raise CannotRun("no-report", path=path.as_posix())
    return earlier_report(content, assessment, path.as_posix(), filters)
