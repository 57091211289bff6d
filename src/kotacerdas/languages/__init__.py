"""Words in the reader's language.

`messages` has the catalogue, numbers, dates, money and lists; `names` what people call what a dossier holds;
`sentences` what findings tell; `text` what is the same in every language.
"""
