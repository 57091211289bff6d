"""Every format of `validate`: the same page is the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas.reports import FORMATS
from tests.reports.formats.conftest import page_of, rendered

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment


@pytest.mark.parametrize("name", FORMATS)
def test_a_page_is_rendered_the_same_each_time(name: str, several: tuple[Assessment, ...]) -> None:
    page = page_of(several[-3:])
    assert rendered(name, page) == rendered(name, page)
