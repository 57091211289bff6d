"""Native Word charts: what they hold, and what is refused."""

from __future__ import annotations

import re

import pytest

from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.word import charts

RADAR = (("A & <B>", "C"), [["2022", [1, 2], "C99A2E"], ["2023", [2, 3.5], "#0b3a5b"]], 4)


def test_a_radar_has_its_names_numbers_and_axis() -> None:
    text = charts.radar(*RADAR, str).decode()
    assert "<c:v>A &amp; &lt;B&gt;</c:v>" in text
    assert re.findall(r'<a:prstDash val="(\w+)"/>', text) == ["dash", "solid"]
    assert re.findall(r"<c:v>([\d.]+)</c:v>", text) == ["2022", "1", "2", "2023", "2", "3.5"]
    assert "<c:legend>" in text
    assert "<c:legend>" not in charts.radar(RADAR[0], RADAR[1][:1], 4, str).decode()


@pytest.mark.parametrize(("highest", "ring"), [(1, 1), (4, 1), (5, 1), (20, 1), (50, 10), (100, 20)])
def test_a_radar_has_a_ring_for_each_whole_number_of_a_short_scale(highest: float, ring: float) -> None:
    text = charts.radar(RADAR[0], RADAR[1], highest, str).decode()
    assert re.findall(r'<c:(?:max|majorUnit) val="([\d.]+)"', text) == [f"{highest}", f"{ring}"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "AC"),
        (1, []),
        (1, [["2023", [1], "0B3A5B"]]),
        (1, [["2023", [1, None], "0B3A5B"]]),
        (1, [["2023", [1, float("nan")], "0B3A5B"]]),
        (1, [["2023", [1, 2]]]),
        (1, [["2023", [1, 2], "navy"]]),
        (2, 0),
        (2, 10_000_000),
        (2, float("nan")),
        (2, "4"),
    ],
)
def test_a_radar_of_what_does_not_fit_is_refused(place: int, value: object) -> None:
    arguments = [*RADAR]
    arguments[place] = value  # type: ignore[call-overload]
    with pytest.raises(TagFailed):
        charts.radar(*arguments, str)


def test_a_chart_with_more_numbers_than_anybody_sees_is_refused() -> None:
    with pytest.raises(TagFailed, match="too-large"):
        charts.bars(["a"] * 10_000, [["2023", [1] * 10_000, "0B3A5B"]], str)
