"""The year and the stage in the name of an evaluation."""

from __future__ import annotations

import pytest

from kotacerdas.dossier.round_in_name import name_alone, parts_of


@pytest.mark.parametrize(
    ("name", "alone", "told"),
    [
        ("Evaluasi Kota Cerdas 2023", "Evaluasi Kota Cerdas", [2023]),
        ("Evaluasi Kota Cerdas Tahun 2023 Tahap I", "Evaluasi Kota Cerdas", [2023, "tahap-1"]),
        ("Evaluasi (Tahun 2022, Tahap Kedua) Kota Cerdas", "Evaluasi Kota Cerdas", [2022, "tahap-2"]),
        ("Evaluasi Smart City (Kota Cerdas)", "Evaluasi Smart City (Kota Cerdas)", []),
        ("Evaluasi Smart City (Kota Cerdas, 2023)", "Evaluasi Smart City (Kota Cerdas)", [2023]),
        ("Evaluasi Smart City (2023: Kota Cerdas)", "Evaluasi Smart City (Kota Cerdas)", [2023]),
        ("2023 Smart City Evaluation, stage 2", "Smart City Evaluation", [2023, "tahap-2"]),
        ("First stage evaluation of 2023", "evaluation", ["tahap-1", 2023]),
        (
            "Evaluasi Masterplan 2018–2027 menuju Visi 2045",
            "Evaluasi Masterplan 2018–2027 menuju Visi 2045",
            [],
        ),
        (
            "Evaluasi Tahap Awal Gerakan Menuju 100 Smart City",
            "Evaluasi Tahap Awal Gerakan Menuju 100 Smart City",
            [],
        ),
        ("2023", "", [2023]),
    ],
)
def test_what_tells_of_the_round_is_known_and_taken_out(name: str, alone: str, told: list[object]) -> None:
    assert name_alone(name, 2023, "tahap-1") == alone
    assert [part.value for part in parts_of(name, 2023)] == told


def test_a_stage_that_the_dossier_does_not_give_stays() -> None:
    assert name_alone("Evaluasi Kota Cerdas 2023 Tahap I", 2023, None) == "Evaluasi Kota Cerdas Tahap I"
