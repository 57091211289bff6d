"""The reports of `validate` in formats that machines of others read: a module with a `render` for each, imported when it is asked for.

Each gets a page and answers with text. Whatever a dossier holds leaves through `languages.text.outgoing`, then through what
the format itself needs.
"""
