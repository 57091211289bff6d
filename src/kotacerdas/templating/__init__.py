"""Jinja inside Word and Markdown documents. Knows nothing of dossiers."""
