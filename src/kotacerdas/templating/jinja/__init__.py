"""Jinja for templates that nobody has to trust."""
