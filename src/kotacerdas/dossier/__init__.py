"""A folder of YAML → a Dossier.

`entries` are the shapes of its sections, `loader` reads them into a `dossier`, `continuity` follows programs from year to
year, `round_in_name` knows what the name of an evaluation says of its year; `editor_schema` describes the files to editors, and `scaffold` starts a new dossier.
"""
