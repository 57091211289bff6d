"""What the documents show works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kotacerdas.assessment.assessment import assess
from kotacerdas.assessment.cells import State

from .conftest import AS_OF, HEAD, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EXAMPLE = re.compile(r"<!-- example: (\S+) -->\n```yaml\n(.*?)```", re.DOTALL)


def test_the_example_of_an_own_instrument_works(make: Callable[..., Path]) -> None:
    ((path, text),) = EXAMPLE.findall((ROOT / "docs" / "instrument.md").read_text(encoding="utf-8"))
    program = "programs:\n  - {id: satu, name: Satu, dimension: smart-living, quick_win: ya}\n"
    head = HEAD.replace("kominfo-2023-reguler", path).replace("year: 2023", "year: 2024")
    assessment = assess(make({"aa-head.yaml": head, "p.yaml": program, path: text}, head=False), AS_OF)
    cells = {(c.requirement, c.subject.id): c for c in assessment.matrix.cells}
    assert cells["X-01", "satu"].state is State.MISSING
    assert cells["Q-08", "satu"].level == "mandatory"
    assert assessment.instrument is not None
    assert assessment.instrument.document_types["masterplan"].max_megabytes == 40
    assert {f.code for f in assessment.findings if f.code[:3] != "KC2"} == set()


def test_the_links_of_the_documents_lead_somewhere() -> None:
    for document in (ROOT / "README.md", ROOT / "README.id.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), (document.name, target)
