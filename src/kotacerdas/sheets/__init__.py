"""From the dossier to Excel and back: a workbook that a person fills, and what people did to it.

Out: `tables` lists the sheets, their columns and what stands in them, `to_fill` what is missing, `labels` the words that people
see; `export` writes all that with `writer`. Back: `reader` reads a file as sheets of cells, `cells` takes what stands in a cell for the
text that would stand in YAML, `entered` finds tables and columns again, `merge` holds them against the dossier, `intake` makes the YAML
and looks for mistakes, `account` tells what it came to. `assessor` is the sheet of an assessor, both ways. Only here is XlsxWriter
known, which is imported where it is called, for no other command needs it.
"""
