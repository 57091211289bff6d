"""One letter for each agency that owes something."""

from typing import Final

NOTA_DINAS: Final = "nota-dinas"
LETTERS: Final = (NOTA_DINAS, "surat")
"""The kinds of letter: between heads of agencies, and from the regional secretary (Sekda)."""
