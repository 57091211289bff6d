"""What the documents show works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import assess
from kotacerdas.assessment.cells import State
from kotacerdas.instrument.load import load
from kotacerdas.languages.messages import Messages

from .conftest import AS_OF, HEAD, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.instrument.model import Requirement

    from .conftest import Golden

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


BASES = {
    "en": """\
# Who demands it

([Bahasa Indonesia](bases.id.md))

Of each requirement of the instruments of 2023: how sure it is that its question, the documents that it asks for, and what it wants
filled in are demanded, and where that stands. `kotacerdas explain ID` says the same, with the reason.

- **official**: a question or a rule of the ministry itself.
- **reported**: known from news of an earlier round.
- **deduced**: our judgement of what proves the answer. The ministry has published no list of mandatory documents.

In reports and letters, `*` marks a requirement that is not official in all its parts. The questions of the form are official, all of them
({questions}, source {source}). A-08 is asked only of the cohort of the KPPN and IKN areas.

| ID | requirement | level | question | documents | filled in | source |
|---|---|---|---|---|---|---|
""",
    "id": """\
# Siapa yang meminta

([English](bases.md))

Untuk tiap persyaratan dalam instrumen tahun 2023: seberapa pasti pertanyaannya, dokumen yang diminta, dan isian yang diminta
memang diminta, serta di mana hal itu tercantum. `kotacerdas explain ID` menyatakan hal yang sama beserta alasannya.

- **resmi**: pertanyaan atau ketentuan kementerian sendiri.
- **diberitakan**: diketahui dari berita tentang evaluasi terdahulu.
- **disimpulkan**: penilaian kami tentang apa yang membuktikan jawabannya. Kementerian tidak menerbitkan daftar dokumen wajib.

Dalam laporan dan surat, tanda `*` menandai persyaratan yang tidak seluruhnya resmi. Pertanyaan formulir semuanya resmi
({questions}, sumber {source}). A-08 hanya berlaku bagi kelompok kawasan KPPN dan IKN.

| ID | persyaratan | kategori | pertanyaan | dokumen | isian | sumber |
|---|---|---|---|---|---|---|
""",
}
"""How the table of bases begins."""
SHORT = {
    "en": {"official": "official", "reported": "reported", "deduced": "deduced"},
    "id": {"official": "resmi", "reported": "diberitakan", "deduced": "disimpulkan"},
}


def demands(row: Requirement) -> dict[str, bool]:
    """Whether a row asks for documents, and for something to be filled in."""
    rules = (row, *row.cases)
    return {
        "question": True,
        "documents": any(rule.documents for rule in rules),
        "fields": any(rule.fields for rule in rules) or bool(row.minimum),
    }


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_table_of_bases_is_current(language: str, golden: Golden) -> None:
    """Made of the instrument, which holds the rows of both cohorts."""
    instrument, messages = load("kominfo-2023-kppn-ikn"), Messages(language)
    assert {(question.basis, question.source) for question in instrument.questions.values()} == {
        ("official", "M23")
    }
    lines = [BASES[language].format(questions=len(instrument.questions), source="M23")]
    for row in instrument.requirements.values():
        bases = [
            SHORT[language][row.bases.get(part, row.basis)] if is_asked else "–"
            for part, is_asked in demands(row).items()
        ]
        title, level = messages.word(row.title), messages.text(f"words.{row.level}")
        lines.append(f"| {' | '.join([row.id, title, level, *bases, row.source])} |\n")
    lines.append({"en": "\n## Sources\n\n", "id": "\n## Sumber\n\n"}[language])
    for source in instrument.sources.values():
        reference = f" {source.reference}" if source.reference else ""
        lines.append(f"- **{source.id}**: {messages.word(source.title)}.{reference}\n")
    golden(ROOT / "docs" / ("bases.md" if language == "en" else "bases.id.md"), "".join(lines))


def test_a_basis_is_told_only_of_what_a_row_asks() -> None:
    rows = load("kominfo-2023-kppn-ikn").requirements.values()
    assert [row.id for row in rows for part in row.bases if not demands(row)[part]] == []
