"""YAML bytes → text with positions → models.

`parser` reads a file, `positions` find its nodes again, `slips` are values that read otherwise than they look; `scalars`
are the types of values, `choices` the words for those of some fields, `models` the base of every entry, `references` what
its fields name; `shape_errors` makes findings of what does not fit. `edits` changes a file as text, and `notation` tells
how a value is written.
"""
