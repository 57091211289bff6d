"""Values that YAML reads otherwise than they look, and comments and quotations that are what they look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas import resources
from kotacerdas.reading.slips import Slip, slips_of
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = sorted(
    [*(ROOT / "dossiers").rglob("*.yaml"), *(resources.PACKAGE / "dossier" / "starters").rglob("*.yaml")]
)


def slips(value: str) -> list[Slip]:
    found = slips_of(f"programs:\n  - id: x\n    name: {value}\n    since: 2021\n".encode())
    assert all(slip.route == ("programs", 0, "name") for slip in found)
    return found


@pytest.mark.parametrize(
    ("value", "read", "rest"),
    [
        ("SOP #2", "SOP", "#2"),
        ("SOP # 2", "SOP", "# 2"),
        ("SOP   #2  ", "SOP", "#2"),
        ("Aplikasi #SmartCity untuk warga", "Aplikasi", "#SmartCity untuk warga"),
        ("Gerakan #Bersih", "Gerakan", "#Bersih"),
        ("#SmartCity", "", "#SmartCity"),
        ("Perwal # 84 Tahun 2020", "Perwal", "# 84 Tahun 2020"),
        ("Perwal No. # 84 tentang rencana induk", "Perwal No.", "# 84 tentang rencana induk"),
        ("Rapat (tim # dan dewan)", "Rapat (tim", "# dan dewan)"),
        ("Dewan, # tim", "Dewan,", "# tim"),
        ("Dewan dan # tim", "Dewan dan", "# tim"),
    ],
)
def test_a_comment_that_looks_like_the_rest_of_a_value_is_known(value: str, read: str, rest: str):
    ((variant, _, *told),) = slips(value)
    assert (variant, told) == ("cut" if read else "cut-whole", [read, rest])


@pytest.mark.parametrize(
    "value",
    [
        "SOP  # nomor menyusul",
        "SOP  # 14 orang hadir",
        "SOP  # 2023",
        "SOP #belum final",
        "SOP #TODO",
        "SOP #! KC105",
        "SOP #",
        "SOP ##",
        "SOP  # Perwal",
        '"SOP #2"',
        "'SOP #2'",
        '"SOP" #2',
        "|\n      SOP #2\n      dan #3",
        "SOP#2",
        "  # isi nama program",
    ],
)
def test_a_comment_is_left_alone(value: str):
    assert slips(value) == []


@pytest.mark.parametrize(
    "value", ["“SOP Layanan”", "\u2018SOP Layanan\u2019", "„SOP Layanan“", '“SOP Layanan"', "« SOP Layanan »"]
)
def test_a_value_in_curly_quotation_marks_is_known(value: str):
    assert [(slip.variant, slip.value) for slip in slips(value)] == [("quoted", "SOP Layanan")]


@pytest.mark.parametrize(
    "value",
    [
        "“Programnya sangat baik.”",
        "“Tanjak” dan “SIAP”",
        "Program “Tanjak”",
        "\u2019Aisyiyah",
        "'“SOP”'",
        '"“SOP”"',
        "“”",
    ],
)
def test_a_quotation_is_left_alone(value: str):
    assert slips(value) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(path.parents[2])))
def test_nothing_that_is_shipped_slips(path: Path):
    assert slips_of(path.read_bytes()) == []
