"""Jinja inside Word and Markdown documents. Knows nothing of dossiers.

`word.document` and `markdown` hold a template of each format; `word.prepared_pictures` and `word.paper` what a Word document is
given beside its values. `jinja.values` has the words in which these are written, `jinja.failures` what can be wrong.
"""
