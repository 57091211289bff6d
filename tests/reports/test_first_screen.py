"""The first screen of `validate` on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import FORMATS
from kotacerdas.reports.page import Page
from tests.conftest import AS_OF, HEAD
from tests.reports.conftest import LANGUAGES, page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.assessment.assessment import Assessment


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [(80, 24), (100, 30), (60, 20)])
def test_the_first_screen_fits(assessment: Assessment, language: str, width: int, height: int) -> None:
    """No path is broken, so a line with a long one may take several of the screen."""
    lines = FORMATS["text"](page(assessment, language, width=width, height=height)).splitlines()
    assert sum(-(-len(line) // width) or 1 for line in lines) < height


def test_it_counts_and_names_what_matters_most(tanjungpinang: Assessment) -> None:
    text = FORMATS["text"](page(tanjungpinang, height=24))
    assert "Mistakes: 0. Missing: 260 mandatory, 56 recommended. Warnings: 19." in text
    items = [line[4:].split()[0] for line in text.splitlines() if line.startswith("  - ")]
    assert [item.rstrip("*") for item in items] == ["A-01", "A-02", "D-03", "Q-16", "A-04"]
    assert "--all" in text


def test_mistakes_matter_more_than_gaps_and_warnings_less(troubled: Assessment) -> None:
    text = FORMATS["text"](page(troubled, height=24))
    items = [line[4:].split()[0] for line in text.splitlines() if line.startswith("  - ")]
    assert items[0] == "KC005"
    assert "rusak.yaml:1:11" in text
    kinds = [item.startswith("KC") for item in items]
    assert kinds == sorted(kinds, reverse=True)


def test_mistakes_of_a_code_are_one_item(assessed: Callable[..., Assessment]) -> None:
    wrong = "".join(f"  - {{id: p{n}, name: P, status: lari}}\n" for n in range(9))
    text = FORMATS["text"](page(assessed({"p.yaml": f"programs:\n{wrong}"}), height=24))
    assert "KC104 p.yaml:2:31" in text
    assert "(and 8 more like it)" in " ".join(text.split())


def test_a_report_that_fits_is_shown_whole(tanjungpinang: Assessment) -> None:
    whole = FORMATS["text"](page(tanjungpinang))
    assert FORMATS["text"](page(tanjungpinang, height=5000)) == whole


def test_several_dossiers_share_the_screen(tanjungpinang: Assessment, troubled: Assessment) -> None:
    both = Page((tanjungpinang, troubled), Messages("en"), AS_OF, width=80, height=24)
    lines = FORMATS["text"](both).splitlines()
    assert len(lines) < 24
    assert sum("Not complete" in line for line in lines) == 2


def test_requirements_of_another_round_come_first_of_all(make: Callable[..., Path]) -> None:
    folder = make({"aa-head.yaml": HEAD.replace("year: 2023", "year: 2026")}, head=False)
    text = FORMATS["text"](page(assess(folder, AS_OF), height=24))
    assert next(line for line in text.splitlines() if line.startswith("  - ")).startswith("  - KC125")
