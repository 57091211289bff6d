"""The command that prints a JSON Schema, for editors and for programs that read reports: schema."""

import json
import sys
from typing import Annotated

import typer

from kotacerdas.cli.app import app
from kotacerdas.cli.options import DEFAULT_INSTRUMENT
from kotacerdas.cli.screen import COMPLETE


@app.command(help="schema")
def schema(
    context: typer.Context,
    instrument: Annotated[bool, typer.Option("--instrument", help="schema-instrument")] = False,
    report: Annotated[bool, typer.Option("--report", help="schema-report")] = False,
) -> int:
    """Print the schema of a dossier's files, of an instrument's, or of the JSON report."""
    from kotacerdas.dossier import schema as schemas
    from kotacerdas.instrument import load

    if report:
        from kotacerdas.reports.schema import of_report

        described = of_report(context.obj.messages.language)
    elif instrument:
        described = schemas.of_instrument()
    else:
        described = schemas.of_dossier(context.obj.messages.language, load.load(DEFAULT_INSTRUMENT))
    sys.stdout.write(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
    return COMPLETE
