"""`schema --for`: what editors are told of one dossier, whatever state it is in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Answer

    Here = Callable[..., Answer]
    Make = Callable[..., Path]


def offered(described: dict[str, Any], kind: str) -> dict[str, str]:
    return {word["const"]: word["title"] for word in described["$defs"].get(kind, {}).get("oneOf", ())}


def test_the_ids_of_a_dossier_are_in_its_schema(here: Here) -> None:
    described = json.loads(here("schema", "--for", ROOT / "dossiers/contoh", "--lang", "id").out)
    assert offered(described, "agency")["diskominfo"] == "Dinas Komunikasi dan Informatika"
    assert "gerbang-wisata" in offered(described, "program")
    assert "sakip-2022" in offered(described, "document")
    assert offered(described, "dimension")["smart-living"] == "Smart Living"


def test_the_ids_of_its_own_instrument_are_in_it(here: Here, make: Make) -> None:
    own = "id: kota\nextends: kominfo-2023-reguler\ndocument_types: [{id: peta, name: {id: Peta, en: Map}, "
    own += "what: {id: Peta, en: A map}, files: [pdf], max_megabytes: 1}]\n"
    text = "dossier: {city: {name: Kota}, year: 2023, instrument: instruments/kota.yaml}\n"
    folder = make({"dossier.yaml": text, "instruments/kota.yaml": own}, head=False)
    described = json.loads(here("schema", "--for", folder, "--lang", "en").out)
    assert offered(described, "document-type")["peta"] == "Map"


def test_a_dossier_that_is_still_being_written_has_a_schema(here: Here, make: Make) -> None:
    files = {
        "agencies.yaml": "agencies:\n  - {id: dlh, name: DLH}\n  - {name: no id}\n  - {id: 3172010101900001}\n  - 5\n",
        "documents.yaml": "documents: [\n",
        "programs.yaml": "programs:\n  - {id: a, name: 'NIK 3172010101900001'}\n  - {id: b}\n",
    }
    answer = here("schema", "--for", make(files, head=False))
    assert answer.status == 0
    assert "3172010101900001" not in answer.out
    described = json.loads(answer.out)
    assert offered(described, "agency") == {"dlh": "DLH"}
    assert offered(described, "program")["b"] == "b"
    assert offered(described, "document") == {}


def test_a_schema_is_written_to_a_file(here: Here, make: Make) -> None:
    folder = make()
    target = folder / "dossier.schema.json"
    assert here("schema", "--for", folder, "--output", target).status == 0
    assert target.read_text("utf-8") == here("schema", "--for", folder).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--for", "none"], '"none"'),
        (["--for", "empty"], "dossier"),
        (["--output", "dossier.yaml"], ".json"),
        (["--instrument", "--for", "."], "--for"),
        (["--instrument", "--report"], "--report"),
    ],
)
def test_what_cannot_be_is_refused(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    answer = here("schema", *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
