"""What an editor shows of a dossier: the YAML language server is asked, as Visual Studio Code asks it.

It is skipped where the server is not installed (`npm install -g yaml-language-server@1.25.0`); `.ci/run` installs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kotacerdas import cli

from .conftest import ROOT
from .editor import Editor, server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(server() is None, reason="yaml-language-server is not installed"),
]
FILES = sorted((ROOT / "dossiers").glob("*/*.yaml"))


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor of a new dossier, whose schema knows what the example has."""
    folder: Path = tmp_path_factory.mktemp("editor") / "kota"
    assert cli.run(["--lang", "id", "init", str(folder)]) == 0
    schema = str(folder / ".kotacerdas/dossier.schema.json")
    assert (
        cli.run(["--lang", "id", "schema", "--for", str(ROOT / "dossiers/contoh"), "--output", schema]) == 0
    )
    editor = Editor(folder)
    yield editor
    editor.close()


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("documents:\n  - id: a\n    type: |", {"perkada": "Peraturan Kepala Daerah", "sop": "SOP"}),
        ("documents:\n  - id: a\n    signed: |", {"ya": "sudah ditandatangani", "tidak": "belum"}),
        ("documents:\n  - id: a\n    agency: |", {"diskominfo": "Dinas Komunikasi dan Informatika"}),
        ("documents:\n  - id: a\n    supports:\n      - |", {"W3": "Manfaat", "diskominfo": "Dinas"}),
        ("programs:\n  - id: a\n    status: |", {"running": "berjalan"}),
        ("agencies:\n  - id: a\n    kind: |", {"rumah-sakit": "rumah sakit daerah"}),
        ("surveys:\n  - dimension: smart-living\n    means:\n      |", {"I28": "survei"}),
        ("programs:\n  - id: a\n    |", {"quick_win": "W1–W8", "since": "2023-11"}),
        ("|", {"programs": "program kota cerdas"}),
    ],
)
def test_an_editor_offers_words_and_ids_with_what_they_stand_for(
    editor: Editor, text: str, offered: dict[str, str]
) -> None:
    completions = editor.completions(text)
    for word, title in offered.items():
        assert title.lower() in completions[word].lower(), word


def test_an_editor_offers_no_more_than_the_words_of_choice(editor: Editor) -> None:
    offered = editor.completions("documents:\n  - id: a\n    state: |")
    assert set(offered) == {"draft", "final", "revoked", "null"}


@pytest.mark.parametrize("key", ["title", "number", "id", "date"])
def test_a_key_that_is_completed_gets_no_example_as_its_value(editor: Editor, key: str) -> None:
    """An example that stands in a dossier by accident would be a lie."""
    texts = editor.insertions("documents:\n  - |")
    assert texts[key].rstrip() in {f"{key}:", f"{key}: $1"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "documents:\n  - id: a\n    type: per|kada",
            ["Peraturan Kepala Daerah (Perkada)", "Peraturan Wali Kota"],
        ),
        ("documents:\n  - id: a\n    num|ber: 84", ["Nomor dokumen", "005/1033/2022"]),
        ("documents:\n  - id: a\n    agency: disk|ominfo", ["Dinas Komunikasi dan Informatika"]),
        ("documents:\n  - id: a\n    supports: [W|3]", ["Manfaat"]),
        ("programs:\n  - id: a\n    status: ber|jalan", ["Status program"]),
        ("programs:\n  - id: a\n    sta|tus: running", ["berjalan", "Status program"]),
    ],
)
def test_an_editor_shows_what_stands_under_the_pointer(editor: Editor, text: str, shown: list[str]) -> None:
    said = editor.hover(text)
    assert [part for part in shown if part not in said] == []
    assert "||" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("programs:\n  - {id: A B, name: x}\n", "huruf kecil, angka, dan tanda hubung"),
        ("programs:\n  - {id: a, name: x, status: entah}\n", '"proposed"'),
        ("programs:\n  - {id: a, name: x, since: 14/11/2023}\n", "tahun-bulan-tanggal"),
        ("programs:\n  - {id: a, nama: x, name: x}\n", "nama"),
    ],
)
def test_an_editor_tells_what_is_wrong_without_patterns(editor: Editor, text: str, said: str) -> None:
    faults = editor.faults(text)
    assert any(said in fault for fault in faults), faults
    assert not any("^(" in fault for fault in faults), faults


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_editor_underlines_nothing_in_the_dossiers(editor: Editor, path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("\n", maxsplit=1)[1]  # the line that names its own schema
    assert editor.faults(text) == []


def test_the_settings_give_the_schema_to_files_that_do_not_name_it_but_to_no_instrument(
    editor: Editor,
) -> None:
    assert editor.faults("nonsense: 1\n", name="new.yaml") != []
    assert editor.faults("id: kota\nextends: x\n", name="instruments/kota.yaml") == []
