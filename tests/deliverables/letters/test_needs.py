"""What a letter asks for: the needs of an agency, grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.languages.messages import Messages
from tests.deliverables.letters.conftest import LATER, NAMED, letters, texts

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment


def test_every_missing_requirement_is_asked_of_its_agency_once(tanjungpinang: Assessment) -> None:
    asked = sum(letter.mandatory + letter.recommended for letter in letters(tanjungpinang).values())
    missing = list(tanjungpinang.matrix.missing())
    shared = sum(len({v.subject.agency for v in cell.attempts} or {""}) - 1 for cell in missing)
    assert asked == len(missing) + shared


def test_the_agencies_named_in_the_news_each_have_a_letter(tanjungpinang: Assessment) -> None:
    found = letters(tanjungpinang)
    assert set(NAMED) <= set(found)
    settled = requests(tanjungpinang, Messages("id"), LATER, "nota-dinas").settled
    assert "BKPSDM" in {agency.name for agency in settled}
    assert not {agency.agency_id for agency in settled} & set(found)


def test_a_long_list_is_put_together(tanjungpinang: Assessment) -> None:
    letter = letters(tanjungpinang)["diskominfo"]
    assert letter.mandatory + letter.recommended > 150
    assert letter.items < 50
    assert [need.n for group in letter.groups for need in group.needs] == list(range(1, letter.items + 1))
    answers = next(n for g in letter.groups for n in g.needs if n.requirement == "A-01")
    assert answers.cells == 57
    assert answers.proves == "B1–B5, O1–O7, C1–C33, W1–W12"


def test_papers_come_before_blanks_and_the_mandatory_first(tanjungpinang: Assessment) -> None:
    for letter in letters(tanjungpinang).values():
        papers = [paper for group in letter.groups for paper in group.papers]
        blanks = [blank for group in letter.groups for blank in group.blanks]
        assert [line.n for line in (*papers, *blanks)] == list(range(1, len(papers) + len(blanks) + 1))
        met = {n for group in letter.groups for need in group.needs for n in need.lines}
        assert met == {line.n for line in (*papers, *blanks)}
        for group in letter.groups:
            for lines in (group.papers, group.blanks):
                order = [not line.is_mandatory for line in lines]
                assert order == sorted(order)


def test_a_program_of_another_agency_is_not_asked_of_this_one(tanjungpinang: Assessment) -> None:
    found = letters(tanjungpinang)
    assert "PPDB Online" not in texts(found["dispora"])
    assert "Letak program dalam masterplan" in texts(found["dinas-pendidikan"])
