"""From files to entries: what the names and the text of papers tell of them, and what documents may be registered for them.

`signs` are the words by which types are known, `names` reads file names, `papers` the text of pages; `proposals`
joins what they tell to entries, `contradictions` holds it against entries that exist.
"""
