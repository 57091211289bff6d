"""One letter for each agency that owes something: the `letters`, and what a requirement `asks`, in which form.

`needs` makes of the asks the lines of a letter, `blank_forms` what goes with them for papers that the agency makes itself; `records` are what
templates see, `table` the same as CSV.
"""

from typing import Final

NOTA_DINAS: Final = "nota-dinas"
LETTERS: Final = (NOTA_DINAS, "surat")
"""The kinds of letter: between heads of agencies, and from the regional secretary (Sekda)."""

FORM: Final = "formulir"
"""How the names of the blank forms' templates begin, and how the folder of a letter's forms ends."""
