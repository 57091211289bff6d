"""Work that takes too long is interrupted, and nothing is interrupted after it."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from kotacerdas.evidence import time_limit
from kotacerdas.evidence.time_limit import TooLong


def without_end() -> None:
    while True:
        with suppress(Exception):  # as libraries do
            int("x")


def for_seconds(seconds: float) -> None:
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass


def test_what_would_run_for_ever_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.1)
    began = time.process_time()
    with pytest.raises(TooLong), time_limit.time_limit():
        without_end()
    assert time.process_time() - began < 30


def test_waiting_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.1)
    with time_limit.time_limit():
        time.sleep(0.25)


def test_what_fails_inside_fails_as_it_would() -> None:
    with pytest.raises(KeyError), time_limit.time_limit():
        {}["a"]


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_nothing_is_interrupted_afterwards(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However near the limit the work ends."""
    monkeypatch.setattr(time_limit, "SECONDS", 0.01)
    monkeypatch.setattr(time_limit, "_STEP", 0.001)
    for _ in range(times):
        with suppress(TooLong), time_limit.time_limit():
            for_seconds(0.011)
        for _ in range(100):
            time.sleep(0)
