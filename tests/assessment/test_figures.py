"""Figures that questions ask for are computed where all is known, and else stated by the city with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.assessment.subjects import subjects_of
from tests.assessment.test_matrix import QUICK_WIN, cell_of, files_of
from tests.conftest import AS_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

LAST_YEAR = """\
dossier:
  city: {name: Kota Uji}
  year: 2022
  instrument: kominfo-2023-reguler
"""


@pytest.fixture
def figure(make: Callable[..., Path]) -> Callable[..., object]:
    """The figure of a question, in a dossier with these files and those of last year."""

    def _figure(
        question: str,
        this_year: str = "",
        last_year: Mapping[str, str] | None = None,
    ) -> object:
        files = files_of(this_year)
        if last_year is not None:
            head = str(files["aa-head.yaml"]).replace("  year:", "  previous: ../lalu\n  year:")
            files |= {"aa-head.yaml": head, "../lalu/aa.yaml": LAST_YEAR}
            files |= {f"../lalu/{name}": text for name, text in last_year.items()}
        assessment = assess(make(files, head=False), AS_OF)
        assert assessment.dossier is not None
        assert assessment.instrument is not None
        subjects = {s.id: s for s in subjects_of(assessment.dossier, assessment.instrument)["question"]}
        value = subjects[question].value("figure")
        assert (cell_of(assessment, "A-03", question).state == "met") == (value is not None)
        return value

    return _figure


def ledger(*statuses: str) -> dict[str, str]:
    rows = (
        f"  - {{id: p{number}, name: P{number}{status and ', status: ' + status}}}\n"
        for number, status in enumerate(statuses)
    )
    return {"program.yaml": "programs:\n" + "".join(rows)}


@pytest.mark.parametrize(
    ("statuses", "count"),
    [
        (("running", "completed", "stopped", "planned", "proposed"), 2),
        (("planned",), 0),
        (("running", ""), None),
        ((), None),
    ],
)
def test_programs_of_last_year_are_counted_where_all_are_known(
    figure: Callable[..., object], statuses: tuple[str, ...], count: int | None
) -> None:
    assert figure("B4", last_year=ledger(*statuses)) == count


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"lain.yaml": "programs:\n  - {id: x, name: A: B}\n"}, id="a file"),
        pytest.param({"lain.yaml": "programs:\n  - {id: x, status: running}\n"}, id="an entry"),
        pytest.param({"lain.yaml": "programs:\n  - {id: x, name: X, status: entahlah}\n"}, id="a status"),
    ],
)
def test_programs_of_last_year_are_not_counted_where_something_cannot_be_read(
    figure: Callable[..., object], broken: dict[str, str]
) -> None:
    assert figure("B4", last_year={**ledger("running"), **broken}) is None


@pytest.mark.parametrize(
    ("realised", "count"),
    [(("4", "0", "1,5"), 2), (("0",), 0), (("3", ""), None), ((), None)],
)
def test_activities_of_last_year_are_counted_where_all_are_known(
    figure: Callable[..., object], realised: tuple[str, ...], count: int | None
) -> None:
    rows = "".join(
        f"  - {{kind: people, activity: A, planned: 5{number and f', realised: {chr(34)}{number}{chr(34)}'}}}\n"
        for number in realised
    )
    assert figure("B5", last_year={"aksi.yaml": f"action_plan:\n{rows}"}) == count


@pytest.mark.parametrize(
    ("budget", "share"),
    [
        ("{total: 1.250.000, smart_city: 25.000}", 2),
        ("{total: 1.250.000, smart_city: 0}", 0),
        ("{total: 1.250.000}", None),
        ("{smart_city: 25.000}", None),
        ("{total: 0, smart_city: 0}", None),
    ],
)
def test_the_share_of_the_budget_is_computed_where_both_amounts_are_known(
    figure: Callable[..., object], budget: str, share: int | None
) -> None:
    assert figure("O6", f"dossier:\n  budget: {budget}\n") == share


def quick_wins(*programs: str) -> str:
    return "programs:\n" + "".join(f"  - {{{program}, quick_win: ya}}\n" for program in programs)


@pytest.mark.parametrize(
    ("now", "before", "count"),
    [
        pytest.param(
            ("id: a, name: A", "id: b, name: B"), ("id: a, name: A",), 1, id="one goes on, one is new"
        ),
        pytest.param(("id: a, name: A",), ("id: b, name: B",), 1, id="one is new"),
        pytest.param(("id: a, name: A",), ("id: a, name: Z",), 0, id="same id, other name"),
        pytest.param(("id: a, name: A, formerly: [b]",), ("id: b, name: B",), 0, id="a former id"),
        pytest.param(("id: a, name: Proklim",), ("id: b, name: PROKLIM",), 0, id="same name"),
        pytest.param((), ("id: b, name: B",), 0, id="none"),
    ],
)
def test_new_quick_wins_are_those_that_last_year_did_not_have(
    figure: Callable[..., object], now: tuple[str, ...], before: tuple[str, ...], count: int
) -> None:
    assert figure("W12", quick_wins(*now), {"qw.yaml": quick_wins(*before)}) == count


def test_new_quick_wins_are_not_counted_where_last_years_cannot_be_read(
    figure: Callable[..., object],
) -> None:
    broken = {"lain.yaml": "programs:\n  - {id: x, name: A: B, quick_win: ya}\n"}
    assert figure("W12", quick_wins("id: x, name: X"), {**ledger("running"), **broken}) is None


INCOMPLETE = "dossier:\n  programs_complete: tidak\n"


def test_nothing_is_counted_from_a_list_that_is_not_complete(figure: Callable[..., object]) -> None:
    before = {"qw.yaml": quick_wins("id: a, name: A, status: running")}
    assert figure("B4", last_year=before) == 1
    assert figure("B4", last_year={**before, "aa.yaml": f"{LAST_YEAR}  programs_complete: tidak\n"}) is None
    now = quick_wins("id: b, name: B")
    assert figure("W12", now, before) == 1
    assert figure("W12", now, {**before, "aa.yaml": f"{LAST_YEAR}  programs_complete: tidak\n"}) is None
    assert figure("W12", INCOMPLETE + now, before) is None


def test_what_became_a_quick_win_this_year_is_new(figure: Callable[..., object]) -> None:
    assert figure("W12", quick_wins("id: p0, name: P0"), ledger("running")) == 1


@pytest.mark.parametrize("question", ["B4", "B5", "O6", "W12"])
def test_without_last_year_and_a_budget_the_city_must_say(
    figure: Callable[..., object], question: str
) -> None:
    stated = f"answers:\n  - {{question: {question}, figure: 7, reason: Menurut rapat.}}\n"
    assert figure(question, QUICK_WIN) is None
    assert figure(question, QUICK_WIN + stated) == 7


def test_what_the_city_says_with_a_reason_goes_before_what_is_computed(
    figure: Callable[..., object],
) -> None:
    answer = "answers:\n  - {question: B4, figure: 79"
    last = ledger("running")
    assert figure("B4", f"{answer}, reason: Menurut rapat.}}\n", last) == 79
    assert figure("B4", f"{answer}}}\n", last) == 1
