"""What templates see of a dossier: `records`, put together in `context`.

`scope` is the part that is rendered. `institution`, `programs`, `answers` and `documents` make the records of what the dossier holds,
`shortfalls` those of what it lacks, `change` those of what is otherwise than last year.
"""
