"""YAML bytes → text with positions → models.

`source` reads a file and finds positions in it, `scalars` are the types of values, `models` the base of every entry,
`references` what its fields name; `shape_errors` makes findings of what does not fit. `edits` changes a file as text, and
`notation` tells how a value is written.
"""
