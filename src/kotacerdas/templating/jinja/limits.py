"""The limits of a rendering: how much it may use, and how much it has used."""

import time
from typing import Any, Final, NamedTuple

from kotacerdas.templating.jinja.failures import TagFailed

_MAX_TEXT: Final = 2_000_000
_LOOK_AT_CLOCK: Final = 1024
_ITEM: Final = 50  # characters: what an item of a list takes


class Limits(NamedTuple):
    """What one rendering may use.

    `steps` are turns of loops and calls, so that a template comes to its end at the same place on every
    machine; `characters` are what is printed, `kept` what is held in variables.
    """

    seconds: float = 300.0
    steps: int = 5_000_000
    characters: int = 200_000_000
    kept: int = 50_000_000


LIMITS: Final = Limits()


class Meter:
    """Counts what a rendering uses against its limits. Raises TagFailed where it is too much."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        """Begin to count what is left of the limits."""
        self._limits = limits
        self._end = time.monotonic() + limits.seconds
        self._steps = limits.steps
        self._next_look = limits.steps - _LOOK_AT_CLOCK
        self._left = limits.characters
        self._room = limits.kept

    def tick(self, steps: int = 1) -> None:
        """Count turns of loops against the limit, and look at the clock now and then."""
        self._steps -= steps
        if self._steps < self._next_look:
            self._next_look = self._steps - _LOOK_AT_CLOCK
            if self._steps < 0:
                raise TagFailed("too-many-steps", steps=self._limits.steps)
            if time.monotonic() > self._end:
                raise TagFailed("too-long", seconds=f"{self._limits.seconds:g}")

    def spend(self, characters: int) -> None:
        """Count characters that are printed against the limit."""
        self._left -= characters
        if self._left < 0:
            raise TagFailed("too-much", characters=self._limits.characters)

    def keep(self, characters: int) -> None:
        """Count the characters of a text that a template has made and holds, against the limit."""
        self._room -= characters
        if characters > _MAX_TEXT or self._room < 0:
            raise TagFailed("too-large")

    def keep_items(self, items: list[Any]) -> list[Any]:
        """A list that a template has made, once it is counted against the limits."""
        self.tick(len(items))
        self._room -= _ITEM * len(items)
        if self._room < 0:
            raise TagFailed("too-large")
        return items
