"""A limit of time for libraries, whose own loops a hostile file can make run for hours."""

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SECONDS: Final = 1.5
"""Seconds of the processor that a library gets for a file."""
_STEP: Final = 0.05


class TooLong(BaseException):
    """A library took too long; no Exception, for libraries catch those."""


@contextmanager
def time_limit() -> Iterator[None]:
    """Interrupt the calls inside of it where they take too long. Raises TooLong."""
    worker, is_done, end = threading.get_ident(), threading.Event(), time.process_time() + SECONDS

    def watch() -> None:
        while not is_done.wait(_STEP):
            if time.process_time() > end:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker), ctypes.py_object(TooLong))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_done.set()
        watcher.join()
