"""One dossier worked out and checked: `assessment`, and `narrowing` to what concerns somebody.

`subjects` are what requirements are about, with their `figures`; the `shelf` knows which documents meet a requirement; the
`matrix` is made of `cells`, `gaps` are what it misses, `owners` know who owes it, and `undecided` is what nobody can say while something cannot be read. `checks` find defects, `row_errors` those of the instrument. `score`
is the city's own, `standings` where it stands.
"""
