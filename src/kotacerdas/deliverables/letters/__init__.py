"""One letter for each agency that owes something: the `letters`, what they ask (`needs`) and in which form (`forms`).

`earlier` is the report before the last round; `records` are what templates see, `table` the same as CSV.
"""

from typing import Final

NOTA_DINAS: Final = "nota-dinas"
LETTERS: Final = (NOTA_DINAS, "surat")
"""The kinds of letter: between heads of agencies, and from the regional secretary (Sekda)."""
