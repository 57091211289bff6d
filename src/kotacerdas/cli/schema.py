"""The command that prints a JSON Schema, for editors and for programs that read reports: schema."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kotacerdas import resources
from kotacerdas.cli.app import app
from kotacerdas.cli.options import Output
from kotacerdas.cli.output import file_of
from kotacerdas.cli.screen import COMPLETE, say_written, tell
from kotacerdas.errors import CannotRun


@app.command(help="schema")
def schema(
    context: typer.Context,
    instrument: Annotated[bool, typer.Option("--instrument", help="schema-instrument")] = False,
    report: Annotated[bool, typer.Option("--report", help="schema-report")] = False,
    dossier: Annotated[Path | None, typer.Option("--for", metavar="DIR", help="schema-for")] = None,
    output: Output = None,
) -> int:
    """Print the schema of a dossier's files, of an instrument's, or of the JSON report, or write it to a file."""
    from kotacerdas.dossier import editor_schema as schemas
    from kotacerdas.dossier import ids
    from kotacerdas.instrument import load
    from kotacerdas.writing import write

    messages = context.obj.messages
    if (instrument, report, dossier is not None).count(True) > 1:
        raise CannotRun("schema-of-several")
    if report:
        from kotacerdas.reports.report_schema import of_report

        described = of_report(messages.language)
    elif instrument:
        described = schemas.of_instrument()
    else:
        own = {kind: ids.own(dossier, kind) for kind in ids.SECTIONS} if dossier else {}
        name = ids.instrument(dossier) if dossier else resources.DEFAULT_INSTRUMENT
        if not (name or any(own.values())):
            raise CannotRun("no-dossier-section", path=dossier)
        loaded = load.load(name or resources.DEFAULT_INSTRUMENT, dossier)
        described = schemas.of_dossier(messages.language, loaded, own)
    text = json.dumps(described, ensure_ascii=False, indent=2)
    if (file := file_of(output)) is None:
        tell(text)
        return COMPLETE
    if file.suffix.lower() != ".json":  # a file of the dossier, most likely
        raise CannotRun("schema-no-json", path=file.as_posix())
    write(file, f"{text}\n".encode())
    say_written(file, messages)
    return COMPLETE
