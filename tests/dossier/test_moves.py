"""Files that lie elsewhere than their documents say."""

from __future__ import annotations

import pytest

from kotacerdas.dossier.moves import moves_of


@pytest.mark.parametrize(
    ("missing", "unnamed", "moves"),
    [
        pytest.param("a.pdf", "bukti/a.pdf", {"a.pdf": ("bukti/a.pdf", "", "bukti")}, id="into a folder"),
        pytest.param("bukti/a.pdf", "a.pdf", {"bukti/a.pdf": ("a.pdf", "bukti", "")}, id="out of a folder"),
        pytest.param(
            "bukti/x/a.pdf bukti/b.pdf",
            "data/x/a.pdf data/b.pdf",
            {
                "bukti/x/a.pdf": ("data/x/a.pdf", "bukti", "data"),
                "bukti/b.pdf": ("data/b.pdf", "bukti", "data"),
            },
            id="a folder renamed",
        ),
        pytest.param(
            "bukti/x/a.pdf",
            "arsip/bukti/x/A.PDF",
            {"bukti/x/a.pdf": ("arsip/bukti/x/A.PDF", "bukti", "arsip/bukti")},
            id="a folder moved down",
        ),
        pytest.param(
            "bukti/r1/n.pdf bukti/r2/n.pdf",
            "data/r1/n.pdf data/r2/n.pdf",
            {
                "bukti/r1/n.pdf": ("data/r1/n.pdf", "bukti", "data"),
                "bukti/r2/n.pdf": ("data/r2/n.pdf", "bukti", "data"),
            },
            id="the same name in several folders",
        ),
        pytest.param(
            "r1/n.pdf r1/a.pdf r2/n.pdf r2/b.pdf",
            "s1/n.pdf s1/a.pdf s2/n.pdf s2/b.pdf",
            {
                "r1/a.pdf": ("s1/a.pdf", "r1", "s1"),
                "r2/b.pdf": ("s2/b.pdf", "r2", "s2"),
                "r1/n.pdf": ("s1/n.pdf", "r1", "s1"),
                "r2/n.pdf": ("s2/n.pdf", "r2", "s2"),
            },
            id="where others of the folder are",
        ),
        pytest.param("x/a.pdf", "y/a.pdf z/a.pdf", {}, id="two could be meant"),
        pytest.param("x/a.pdf z/a.pdf", "y/a.pdf", {}, id="two could have moved there"),
        pytest.param("x/a.pdf", "y/b.pdf", {}, id="another name"),
        pytest.param(
            "x/n_1.pdf", "x/N-1.pdf", {"x/n_1.pdf": ("x/N-1.pdf", "x/n_1.pdf", "x/N-1.pdf")}, id="other signs"
        ),
        pytest.param(
            "x/5/2023.pdf",
            "x/5-2023.pdf",
            {"x/5/2023.pdf": ("x/5-2023.pdf", "x/5/2023.pdf", "x/5-2023.pdf")},
            id="a slash in the name",
        ),
    ],
)
def test_a_move_is_known_where_the_names_leave_no_choice(
    missing: str, unnamed: str, moves: dict[str, tuple[str, str, str]]
):
    assert moves_of(missing.split(), unnamed.split()) == moves
