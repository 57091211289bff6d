"""Jinja for templates that nobody has to trust.

`sandbox` renders and checks a source, `tags` finds its tags and `names` the names in it that do not exist; `values`,
`filters` and `limits` say what a template may hold, do and use, `hooks` see to the last; `failures` is what is wrong.
"""
