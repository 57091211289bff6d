"""What a city hands over: dossiers, letters and the package of evidence, made from templates.

`library` finds a template by its name, `rendering` fills it, `problems` tells what is wrong with it, `libreoffice` converts what comes out.
What templates see of a dossier is in `view`; letters and packages have rooms of their own. All of them take names and entries
from `lookup`, share a few `records`, and write tables as `csv_rows` does.
"""
