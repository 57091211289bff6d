"""Jinja inside a .docx that a civil servant edits in Word.

`document` is the template, `container` its file, `ooxml` the XML in that, `parts` reads the tags out of it. `paragraphs`,
`tables` and `marks` are what stands in a part, `flat`, `fields` and `ids` what else there tags may touch, `guards` what may not
be left empty, `outward` what must not be fetched. `functions` are what tags can call and what becomes of their values, `additions`
what that adds: `pictures`, `charts`, `subdocuments`, notes. `paper` is the city's own.
"""
