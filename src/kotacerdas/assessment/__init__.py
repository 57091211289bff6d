"""One dossier worked out and checked: `assessment`, and `narrowing` to what concerns somebody.

`subjects` are what requirements are about, with their `figures`; the `shelf` knows which documents meet a requirement; the
`matrix` is made of `cells`, whose `gaps` are what is missing, `owners` know who owes it, and `undecided` is what nobody can
say while something cannot be read. `known_ids` are what references may name, `checks` find defects, `row_errors` those of the
instrument. `score` is the city's own, and where it stands.
"""
