"""Jinja inside a .docx that a civil servant edits in Word.

`document` is the template, `container` its file, `parts` reads the tags out of it. `paragraphs`, `runs`, `tables` and
`marks` are what stands in a part, `guards` what may not be left empty there, `outward` what must not be fetched.
`functions` are what tags can call, `additions` what that adds: `pictures`, `charts`, notes. `paper` is the city's own.
"""
