"""Dossiers from Jinja templates: Word and Markdown."""
