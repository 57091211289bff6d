"""Jinja inside a .docx that a civil servant edits in Word.

`document` is the template, `container` its file, `parts` reads the tags out of it. `paragraphs`, `runs`, `tables` and
`marks` are what stands in a part, `flat`, `fields` and `ids` what else there tags may touch, `vanishing` what goes with a tag,
`guards` what may not be left empty, `outward` what must not be fetched. `functions` are what tags can call, `additions`
what that adds: `pictures`, `charts`, `subdocuments`, notes. `paper` is the city's own.
"""
