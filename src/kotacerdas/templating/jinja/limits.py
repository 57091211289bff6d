"""The limits of a rendering: how long it may take, how much it may print and hold."""

from collections import Counter
from collections.abc import Iterable, Iterator
from time import monotonic, process_time
from typing import Any, Final, TypeVar

from kotacerdas.templating.jinja.failures import TagFailed

_Made = TypeVar("_Made")

LONGEST: Final = 500_000
"""The most characters of a text, and the most items of a list, that a template may make."""
_BATCH: Final = 1 << 16  # characters
_ITEM: Final = 64  # bytes: what an item of a list takes, with a short text in it


class Meter:
    """What is left of the limits of one rendering. Raises TagFailed where it is too much.

    `seconds` are told by the clock, which is looked at wherever work repeats itself or may be long; `printed` are
    characters, `held` the bytes of all that a template makes, for nobody knows what it drops again.
    """

    def __init__(self, seconds: float = 10, printed: int = 100_000_000, held: int = 64_000_000) -> None:
        """Begin with the limits of a rendering whole: seconds, characters printed, bytes held."""
        self._seconds, self._began = seconds, process_time()
        self._next_look = monotonic() + seconds
        self._printed = self._print_left = printed
        self._room = held
        self.turn: Counter[int] = Counter()

    def look(self) -> None:
        """Look at the clock that limits a rendering. What counts is the processor's time, which others on a busy machine do not shorten."""
        if monotonic() > self._next_look:
            left = self._began + self._seconds - process_time()
            if left <= 0:
                raise TagFailed("too-long", seconds=f"{self._seconds:g}")
            self._next_look = monotonic() + left

    def turns(self, items: Iterable[Any], line: int) -> Iterator[Any]:
        """The turns of the loop at a line, which are counted for the limits, and at each of which the clock is looked at."""
        for item in items:
            self.turn[line] += 1
            if monotonic() > self._next_look:
                self.look()
            yield item

    def spend(self, characters: int) -> None:
        """Count characters that a template prints against the limit."""
        self.look()
        self._print_left -= characters
        if self._print_left < 0:
            raise TagFailed("too-much", millions=f"{self._printed / 1_000_000:g}")

    def batched(self, pieces: Iterable[str]) -> Iterator[str]:
        """Pieces of a template's output, joined to some of a fair size, and counted against the limit."""
        batch: list[str] = []
        size = 0
        for piece in pieces:
            batch.append(piece)
            size += len(piece)
            if size > _BATCH:
                self.spend(size)
                yield "".join(batch)
                batch.clear()
                size = 0
        self.spend(size)
        yield "".join(batch)

    def keep(self, made: _Made) -> _Made:
        """A value that a template has made, once its size is counted against the limit."""
        if isinstance(made, str | bytes | list):
            self._room -= _ITEM * len(made) if isinstance(made, list) else made.__sizeof__()
            if self._room < 0 or (len(made) > LONGEST and not isinstance(made, bytes)):
                raise TagFailed("too-large")
        return made
