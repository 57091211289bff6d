"""From the dossier to Excel and back: a workbook that a person fills, and what people did to it.

`workbook` reads a file as sheets of cells, `cells` takes what stands in a cell for the text that would stand in YAML. Only here is
XlsxWriter known, which is imported where it is called, for no other command needs it.
"""
