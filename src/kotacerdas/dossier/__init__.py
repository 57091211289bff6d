"""A folder of YAML → a Dossier."""
