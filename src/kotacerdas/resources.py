"""The only module that knows where shipped files lie."""

from functools import cache
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent
DEFAULT_INSTRUMENT: Final = "kominfo-2023-reguler"
"""The built-in instrument by which a dossier is checked where nothing names another."""


@cache
def instruments() -> dict[str, Path]:
    """The built-in instruments by id."""
    return {path.stem: path for path in sorted((PACKAGE / "instrument").glob("*.yaml"))}


@cache
def languages() -> dict[str, Path]:
    """The language catalogues by language code."""
    return {path.stem: path for path in sorted((PACKAGE / "languages").glob("*.yaml"))}


def results_of_2023() -> Path:
    """The published result of each of the 130 places of 2023, as CSV."""
    return PACKAGE / "instrument" / "results-2023.csv"


def fields(language: str) -> Path:
    """What each key of a dossier means, in a language."""
    return PACKAGE / "languages" / "fields" / f"{language}.yaml"


def report_schema() -> Path:
    """The shape of the JSON report of `validate`, as a JSON Schema without words."""
    return PACKAGE / "reports" / "report-v1.schema.json"


def report_fields(language: str) -> Path:
    """What each field of the JSON report means, in a language."""
    return PACKAGE / "languages" / "report" / f"{language}.yaml"


@cache
def templates() -> tuple[Path, ...]:
    """Where the shipped templates of Word and Markdown dossiers lie, in order of name."""
    shipped = PACKAGE / "templates"
    folder = shipped if shipped.is_dir() else PACKAGE.parents[1] / "templates"  # of a checkout
    return tuple(sorted(path for path in folder.iterdir() if path.name.endswith((".docx", ".md.j2"))))


@cache
def scaffold(language: str) -> dict[str, Path]:
    """The files of a new dossier, by name."""
    return {path.name: path for path in sorted((PACKAGE / "dossier" / "starters" / language).iterdir())}
