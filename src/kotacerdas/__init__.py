"""kotacerdas: is a city's smart-city dossier complete, and if not, what is missing?"""

__version__ = "0.1.0"
