"""The evidence package: what goes into it, its index, the bag that is written, and its verification."""

from typing import Final

INDEX: Final = "indeks"
"""The name of the templates of a package's index."""
