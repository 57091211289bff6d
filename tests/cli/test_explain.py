"""`explain` tells of any name, and lists them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.mark.slow
def test_weights_are_told_of_the_regular_cohort_first(run: Run) -> None:
    assert "0.0091" in run("explain", "C1").stdout
    assert "0.0061" in run("explain", "C1", "--instrument", "kominfo-2023-kppn-ikn").stdout
    assert run("explain", "K1").returncode == 0


def test_without_a_code_everything_that_can_be_named_is_listed(run: Run) -> None:
    shown = run("explain").stdout
    assert all(name in shown for name in ("smart-living", "layanan-publik", "perkada", "Q-06", "B1–B5"))
