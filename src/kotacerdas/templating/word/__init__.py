"""Jinja inside a .docx that a civil servant edits in Word."""
