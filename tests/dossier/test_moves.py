"""Files that lie elsewhere than their documents say."""

from __future__ import annotations

import pytest

from kotacerdas.dossier.moves import moves_of, proposals_of


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
            "x/b_1/a/n.pdf",
            "x/b-1/a/n.pdf",
            {"x/b_1/a/n.pdf": ("x/b-1/a/n.pdf", "x/b_1", "x/b-1")},
            id="a folder with other signs",
        ),
        pytest.param(
            "x/b%20a/n.pdf",
            "x/b_a/n.pdf",
            {"x/b%20a/n.pdf": ("x/b_a/n.pdf", "x/b%20a", "x/b_a")},
            id="a blank as a browser writes it",
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


@pytest.mark.parametrize(
    ("missing", "unnamed", "proposals"),
    [
        pytest.param("x/sopp.pdf", "x/sop.pdf", {"x/sopp.pdf": "x/sop.pdf"}, id="a name like it"),
        pytest.param("x/sopp.pdf", "y/sop.pdf", {}, id="a name like it in another folder"),
        pytest.param("x/foto.jpg", "x/sop.pdf", {}, id="no name like it"),
        pytest.param("b/x.pdf", "b.pdf/y.pdf", {}, id="no folder"),
        pytest.param("x/sk", "x/sk.docx", {"x/sk": "x/sk.docx"}, id="no ending"),
        pytest.param("x/sk.pdf", "x/SK.docx", {"x/sk.pdf": "x/SK.docx"}, id="another ending"),
        pytest.param("x/sk.pdf", "x/sk.pdf.pdf", {"x/sk.pdf": "x/sk.pdf.pdf"}, id="two endings"),
        pytest.param("x/sk.pdf.pdf", "x/sk.pdf", {"x/sk.pdf.pdf": "x/sk.pdf"}, id="two endings in the entry"),
        pytest.param("x/a.pdf", "y/a.pdf z/a.pdf x/a.png", {"x/a.pdf": "y/a.pdf z/a.pdf"}, id="two copies"),
        pytest.param("x/sk x/sj.pdf", "x/sk.pdf", {"x/sk": "x/sk.pdf"}, id="the surer comes first"),
        pytest.param("x/a1.pdf x/a2.pdf", "x/a3.pdf", {}, id="one for two"),
    ],
)
def test_only_a_file_that_nothing_names_is_proposed(missing: str, unnamed: str, proposals: dict[str, str]):
    proposed = proposals_of(missing.split(), unnamed.split())
    assert proposed == {path: tuple(files.split()) for path, files in proposals.items()}
