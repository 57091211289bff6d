"""Tells whether a city's smart-city dossier is complete and, if not, what is missing."""

__version__ = "0.2.0"
