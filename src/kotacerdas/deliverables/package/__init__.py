"""The evidence package: the `plan` of what goes into it, its index (`records`, `table`), the `bag`, and how to `verify` one."""

from typing import Final

INDEX: Final = "indeks"
"""The name of the templates of a package's index."""
