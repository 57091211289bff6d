"""What became of one dossier in another: programs, documents, figures, scores."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.cells import Matrix
from kotacerdas.dossier.continuity import earlier_years, new_quick_wins
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import City, DossierInfo, Program, QuickWin
from kotacerdas.errors import CannotRun
from kotacerdas.instrument.load import load
from kotacerdas.reports.comparison.comparison import Programs, compare
from tests.conftest import AS_OF
from tests.reports.comparison.conftest import NEW, OLD, as_data, compared, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def test_programs_are_matched_by_id_by_a_former_id_and_by_name(write: Callable[..., Path]) -> None:
    found = compared(write(2022, OLD), write(2023, NEW))
    wins, pairs = found.quick_wins, (*found.programs.continued, *found.programs.stopped)
    assert [(pair.old.id, pair.new.id, pair.by, pair.is_renamed) for pair in wins.continued] == [
        ("satu", "satu", "id", True),
        ("tiga", "tri", "name", True),
    ]
    assert [(pair.old.id, pair.new.id, pair.by) for pair in wins.stopped] == [("dua", "dua-baru", "formerly")]
    assert [program.id for program in wins.gone] == ["empat"]
    assert [program.id for program in wins.new] == ["lima", "enam"]
    assert [program.id for program in found.programs.new] == ["enam"]
    assert sorted(pair.old.id for pair in pairs if pair.is_renamed) == ["dua", "satu", "tiga"]


def test_a_program_that_was_renamed_twice_is_followed_through_the_year_between(
    write: Callable[..., Path],
) -> None:
    oldest = write(
        2021, "programs:\n  - {id: a, name: A, quick_win: ya}\n  - {id: x, name: X, quick_win: ya}\n"
    )
    write(
        2022, "programs:\n  - {id: b, name: B, formerly: [a], quick_win: ya}\n", head="  previous: ../2021\n"
    )
    programs = "programs:\n  - {id: c, name: b, quick_win: ya}\n"
    newest = write(2023, programs, head="  previous: ../2022\n")
    found = compared(oldest, newest)
    assert [(p.old.id, p.new.id, p.by) for p in found.quick_wins.continued] == [("a", "c", "name")]
    assert [program.id for program in found.quick_wins.gone] == ["x"]
    assert found.quick_wins.new == found.programs.new == ()


def test_a_program_that_was_divided_counts_once(write: Callable[..., Path]) -> None:
    new = "programs:\n  - {id: b, name: B, formerly: [a]}\n  - {id: c, name: C, formerly: [a], status: stopped}\n"
    found = compared(write(2022, "programs:\n  - {id: a, name: A, quick_win: ya}\n"), write(2023, new))
    assert (found.quick_wins.counts()["continued"], found.quick_wins.counts()["stopped"]) == (1, 0)
    assert [pair.new.id for pair in found.quick_wins.continued] == ["b", "c"]
    assert found.programs.new == ()


def test_what_stands_twice_counts_once(write: Callable[..., Path]) -> None:
    old = write(2022, "programs:\n  - {id: a, name: A}\ndocuments:\n  - {id: d, type: sop, title: SOP}\n")
    new = write(
        2023,
        "programs:\n  - {id: a, name: A}\n  - {id: a, name: Lain}\n"
        "documents:\n  - {id: d, type: sop, title: SOP}\n  - {id: d, type: sop, title: Lain}\n",
    )
    found = compared(old, new)
    assert (found.programs.old_total, found.programs.new_total, found.programs.counts()["continued"]) == (
        1,
        1,
        1,
    )
    assert (found.documents.new_total, found.documents.unchanged) == (1, 1)


def test_what_stood_twice_counts_once_for_validate_too(write: Callable[..., Path]) -> None:
    text = "programs:\n  - {id: a, name: A, quick_win: ya}\n  - {id: a, name: Lain, quick_win: ya}\n"
    old = write(2022, text + "  - {id: b, name: B, quick_win: ya}\n")
    new = write(2023, "programs:\n  - {id: a, name: A, quick_win: ya}\n", head="  previous: ../2022\n")
    (year,) = earlier_years(dossier_of(assess(new, AS_OF)))
    found = compared(old, new).quick_wins
    assert (
        [len(year.quick_wins), len(year.continued)]
        == [found.old_total, found.counts()["continued"]]
        == [2, 1]
    )
    assert [pair.old.name for pair in found.continued] == [p.name for p in year.continued] == ["A"]


@pytest.mark.parametrize(
    ("before", "after", "said"), [("2,004", "2,996", "+1.00"), ("2,004", "2,003", "0.00")]
)
def test_a_score_grows_by_what_stands_beside_it(
    before: str, after: str, said: str, write: Callable[..., Path]
) -> None:
    questions = [q for q in INSTRUMENT.questions.values() if q.aspect == "baseline"]

    def answers(score: str) -> str:
        return "answers:\n" + "".join(f"  - {{question: {q.id}, score: '{score}'}}\n" for q in questions)

    found = compared(write(2022, answers(before)), write(2023, answers(after)))
    (line,) = (line for line in shown(found, "text").splitlines() if line.startswith("  Baseline"))
    assert line.split()[-1] == said


INSTRUMENT = load("kominfo-2023-reguler")
ids = st.sampled_from(["a", "b", "c", "d"])
programs = st.lists(
    st.builds(
        Program,
        id=ids,
        name=st.sampled_from(["Satu", "Dua", "satu", "Tiga", "Empat"]),
        formerly=st.lists(ids, max_size=2).map(tuple),
        status=st.sampled_from([None, "running", "stopped"]),
        quick_win=st.sampled_from([None, QuickWin()]),
    ),
    max_size=4,
    unique_by=lambda program: program.id,
)


def made(year: int, entries: Sequence[Program], previous: Dossier | None = None) -> Assessment:
    info = DossierInfo(city=City(name="Kota Uji"), year=str(year), instrument="kominfo-2023-reguler")
    dossier = Dossier(info, programs=tuple(entries), previous=previous)
    return Assessment(str(year), dossier, INSTRUMENT, Matrix(()), (), {})


def dossier_of(assessment: Assessment) -> Dossier:
    assert assessment.dossier
    return assessment.dossier


def is_counted_up(found: Programs) -> bool:
    return found.counts()["continued"] + found.counts()["stopped"] + len(found.gone) == found.old_total


@settings(max_examples=200)
@given(programs)
def test_a_dossier_against_itself_has_no_changes(entries: list[Program]) -> None:
    found = compare(made(2023, entries), made(2023, entries))
    for some in (found.quick_wins, found.programs):
        assert some.gone == some.new == ()
        assert [pair for pair in (*some.continued, *some.stopped) if pair.by != "id" or pair.is_renamed] == []
        assert some.old_total == some.new_total
        assert is_counted_up(some)
    assert found.figures == found.notes == ()


@settings(max_examples=300)
@given(programs, programs)
def test_quick_wins_are_counted_as_validate_counts_them(old: list[Program], new: list[Program]) -> None:
    before = made(2022, old)
    after = made(2023, new, dossier_of(before))
    found = compare(before, after).quick_wins
    [year] = earlier_years(dossier_of(after))
    assert list(dict.fromkeys(pair.old.id for pair in found.continued)) == [p.id for p in year.continued]
    assert list(dict.fromkeys(pair.old.id for pair in found.stopped)) == [p.id for p, _ in year.stopped]
    assert found.gone == year.gone
    assert found.new == new_quick_wins(dossier_of(after))
    assert is_counted_up(found)


@settings(max_examples=300)
@given(programs, programs, programs)
def test_over_two_years_they_are_counted_so_too(
    oldest: list[Program], between: list[Program], newest: list[Program]
) -> None:
    first = made(2021, oldest)
    second = made(2022, between, dossier_of(first))
    third = made(2023, newest, dossier_of(second))
    found = compare(first, third).quick_wins
    year = earlier_years(dossier_of(third))[1]
    assert list(dict.fromkeys(pair.old.id for pair in found.continued)) == [p.id for p in year.continued]
    assert list(dict.fromkeys(pair.old.id for pair in found.stopped)) == [p.id for p, _ in year.stopped]
    assert is_counted_up(found)


@settings(max_examples=100)
@given(st.sets(ids), st.sets(ids))
def test_what_is_new_one_way_is_gone_the_other_way(one: set[str], other: set[str]) -> None:
    left, right = (
        made(year, [Program(id=name, name=name.upper(), quick_win=QuickWin()) for name in sorted(names)])
        for year, names in ((2022, one), (2023, other))
    )
    forth, back = compare(left, right), compare(right, left)
    for some, mirrored in ((forth.quick_wins, back.quick_wins), (forth.programs, back.programs)):
        assert (some.new, some.gone) == (mirrored.gone, mirrored.new)
        assert some.counts()["continued"] == mirrored.counts()["continued"]
    assert back.notes == ("older-is-newer",)


def test_documents_are_added_replaced_and_gone(write: Callable[..., Path], png: bytes) -> None:
    old = write(
        2022,
        """\
documents:
  - {id: tetap, type: sop, title: SOP, number: "1", date: 2022-01-02, file: a.png}
  - {id: nomor, type: sop, title: SOP, number: "1", date: 2022-01-02}
  - {id: isi, type: foto, title: Foto, file: a.png}
  - {id: pindah, type: foto, title: Foto, file: a.png}
  - {id: tautan, type: sop, title: SOP, state: draft, url: "https://contoh.go.id/a"}
  - {id: hilang, type: sop, title: SOP, file: x.png}
  - {id: lama, type: sop, title: SOP lama}
""",
    )
    new = write(
        2023,
        """\
documents:
  - {id: baru, type: sop, title: SOP baru}
  - {id: hilang, type: sop, title: SOP, file: y.png}
  - {id: tautan, type: sop, title: SOP, url: "https://contoh.go.id/b"}
  - {id: pindah, type: foto, title: Foto, file: b/a.png}
  - {id: isi, type: foto, title: Foto, file: a.png}
  - {id: nomor, type: manual, title: SOP 2, number: "2", date: 2023-01}
  - {id: tetap, type: sop, title: SOP, number: "1", date: 2022-01-02, file: b/a.png}
""",
    )
    (old / "a.png").write_bytes(png)
    (new / "b").mkdir()
    (new / "b" / "a.png").write_bytes(png)
    (new / "a.png").write_bytes(png + b"\0")
    found = compared(old, new).documents
    assert {replaced.new.id: replaced.changed for replaced in found.replaced} == {
        "nomor": ("title", "number", "date", "type"),
        "isi": ("content",),
        "tautan": ("state", "url"),
        "hilang": ("file",),
    }
    assert [document.id for document in found.added] == ["baru"]
    assert [document.id for document in found.gone] == ["lama"]
    assert found.unchanged == 2
    assert as_data(compared(old, new))["documents"]["summary"] == {
        "old": 7,
        "new": 7,
        "unchanged": 2,
        "replaced": 4,
        "added": 1,
        "gone": 1,
    }
    text = shown(compared(old, new), "text")
    assert "number 1 → 2; date 2 January 2022 → January 2023" in text
    assert "state draft → final" in text
    assert "type sop → manual" in " ".join(text.split())
    assert "the content of the file is another" in text


FIGURES_OLD = """\
  budget:
    total: 1.000.000
    smart_city: 20.000
    other_sources: [{source: CSR, amount: 500}]
programs:
  - {id: a, name: A, users: {count: 100, period: 2022}, budget: [{year: 2022, amount: 10}, {year: 2021, amount: 99}]}
  - {id: h, name: Hilang, users: {count: 7}}
statistics:
  - {question: C9, value: "7,5", unit: persen, year: 2021}
  - {question: C12, value: "9", unit: persen}
  - {question: C13, value: "70", unit: indeks}
answers:
  - {question: B5, figure: "2", score: "2"}
action_plan:
  - {kind: people, activity: Pelatihan, planned: "10", realised: "5", unit: orang}
  - {kind: people, activity: Bimtek, planned: "20", realised: "5", unit: orang}
  - {kind: people, activity: Kelas, planned: "3", unit: kelas}
"""
FIGURES_NEW = """\
  budget:
    total: 1.000.000
    smart_city: 25.000
programs:
  - {id: b, name: B, formerly: [a], users: {count: 150, period: 2023}, budget: [{year: 2023, amount: 40}]}
statistics:
  - {question: C9, value: "8,5", unit: persen, year: 2022}
  - {question: C12, value: "9", unit: orang}
  - {question: C13, value: "70", unit: indeks}
answers:
  - {question: B5, figure: "3", score: "3"}
  - {question: B1, score: "4"}
action_plan:
  - {kind: people, activity: Pelatihan, planned: "40", realised: "12", unit: orang}
"""


def test_figures_that_changed_are_told(write: Callable[..., Path]) -> None:
    found = compared(write(2022, head=FIGURES_OLD), write(2023, head=FIGURES_NEW))
    told = {
        (f.kind, f.of, (f.old or f.new).unit): (f.old and f.old.amount, f.new and f.new.amount, f.difference)  # type: ignore[union-attr]
        for f in found.figures
    }
    assert told == {
        ("statistic", "C9", "persen"): (7.5, 8.5, 1.0),
        ("statistic", "C12", "persen"): (9, 9, None),
        ("answer", "B5", None): (2, 3, 1),
        ("smart-city-budget", "", "rupiah"): (20000, 25000, 5000),
        ("budget-share", "", "%"): (2.0, 2.5, 0.5),
        ("other-funding", "", "rupiah"): (500, None, None),
        ("users", "b", None): (100, 150, 50),
        ("users", "h", None): (7, None, None),
        ("program-budget", "b", "rupiah"): (10, 40, 30),
        ("planned", "people", "orang"): (30, 40, 10),
        ("planned", "people", "kelas"): (3, None, None),
        ("realised", "people", "orang"): (10, 12, 2),
    }
    assert found.same_figures == 2  # the total, and C13
    assert [(s.question, s.old, s.new) for s in found.scores.questions] == [
        ("B1", None, 4.0),
        ("B5", 2.0, 3.0),
    ]
    text = shown(found, "text", "id")
    assert "Rp20.000" in text
    assert "+0,50 poin persentase" in text
    assert "7,5 persen (2021)" in text
    assert "Baru dinilai (1): B1" in text
    assert re.search(r"Baseline +0,40 \(1/5\) +1,40 \(2/5\) +–", text)
    as_data(found)


def test_two_that_became_one_over_the_years_are_not_compared_twice(write: Callable[..., Path]) -> None:
    oldest = write(
        2021, "programs:\n  - {id: a, name: A, users: {count: 1}}\n  - {id: b, name: B, users: {count: 2}}\n"
    )
    write(2022, "programs:\n  - {id: m, name: M, formerly: [b]}\n", head="  previous: ../2021\n")
    newest = write(
        2023,
        "programs:\n  - {id: n, name: M, formerly: [a], users: {count: 5}}\n",
        head="  previous: ../2022\n",
    )
    found = compared(oldest, newest)
    assert [(pair.old.id, pair.new.id, pair.by) for pair in found.programs.continued] == [
        ("a", "n", "formerly"),
        ("b", "n", "name"),
    ]
    values = [(f.of, f.old and f.old.amount, f.new and f.new.amount) for f in found.figures]
    assert values == [("n", 1, 5), ("b", 2, None)]


def test_what_a_reader_must_know_is_noted(write: Callable[..., Path]) -> None:
    new = write(2021, "programs:\n  - {id: a, name: A, status: entahlah}\n", city="Kota Lain")
    found = compared(write(2022), new)
    assert found.notes == ("older-is-newer", "other-city", "unread-new")
    for format_ in ("text", "markdown"):
        text = " ".join(shown(found, format_).split())
        assert "dossiers of two places: Kota Uji and Kota Lain" in text
        assert "the order is the wrong way round" in text
        assert "could be read" in text


@pytest.mark.parametrize(
    ("text", "is_noted"),
    [
        ("programs:\n  - {id: a, name: A, warna: biru}\n", False),
        ("programs:\n  - {id: a, name: A, users: {jumlah: 5}}\n", False),
        ("catatan: diperiksa Ani\n", False),
        ("programs:\n  - {id: a, name: A, users: {count: banyak}}\n", True),
        ("programs:\n  - {id: a}\n", True),
        ("programes:\n  - {id: a, name: A}\n", True),
        ("answers:\n  - {question: B1, score: '9'}\n", True),
    ],
)
def test_only_what_could_not_be_read_is_noted_as_such(
    write: Callable[..., Path], text: str, *, is_noted: bool
) -> None:
    assert compared(write(2022, text), write(2023)).notes == (("unread-old",) if is_noted else ())


def test_two_instruments_are_noted_and_each_scores_its_own(write: Callable[..., Path]) -> None:
    old, new = write(2022), write(2023, "answers:\n  - {question: B1, score: '4'}\n")
    file = new / "dosir.yaml"
    text = file.read_text(encoding="utf-8").replace("cohort: reguler", "cohort: kppn-ikn")
    file.write_text(text.replace("kominfo-2023-reguler", "kominfo-2023-kppn-ikn"), encoding="utf-8")
    found = compared(old, new)
    assert found.notes == ("other-instrument",)
    [alone] = [aspect.id for aspect in found.scores.aspects if aspect.old is None]
    assert alone == "collaboration"
    assert "different instruments (kominfo-2023-reguler, kominfo-2023-kppn-ikn)" in " ".join(
        shown(found, "text").split()
    )
    as_data(found)


@pytest.mark.parametrize("name", ["KOTA  uji", "Kota Uji"])
def test_a_city_is_the_same_however_it_is_written(write: Callable[..., Path], name: str) -> None:
    assert compared(write(2022), write(2023, city=name)).notes == ()


def test_a_dossier_that_cannot_be_read_cannot_be_compared(write: Callable[..., Path]) -> None:
    bad = write(2022)
    (bad / "dosir.yaml").write_text(
        "dossier:\n  city: {name: Kota Uji}\n  year: dua ribu\n", encoding="utf-8"
    )
    with pytest.raises(CannotRun, match="unread-dossier"):
        compared(bad, write(2023))


def test_what_came_back_and_what_was_settled_since_are_told(write: Callable[..., Path]) -> None:
    documents = "documents:\n" + "".join(
        f"  - {{id: {name}, type: sop, title: SOP {name}, url: https://contoh.go.id/{name}}}\n"
        for name in "abcd"
    )
    review = "  - {{document: {}, verdict: {}, date: {}-10-14, note: Isi.}}\n".format
    old = f"{documents}reviews:\n" + "".join(review(name, "revise", 2022) for name in "abc")
    new = f"{old}{review('a', 'accepted', 2023)}{review('d', 'rejected', 2023)}"
    new = new.replace("id: b, ", "id: b, date: 2023, ")
    found = compared(write(2022, old), write(2023, new))
    assert [(one.document.id, one.state) for one in found.documents.returned] == [("d", "returned")]
    settled = [(one.document.id, one.state) for one in found.documents.settled]
    assert settled == [("a", "accepted"), ("b", "sent-again")]
    assert "Reviewed documents: 1 came back, 2 settled since." in shown(found, "text")
    assert "SOP d (d): rejected on 14 October 2023: Isi" in shown(found, "text")
    assert as_data(found)["documents"]["returned"][0]["note"] == "Isi."


@pytest.mark.parametrize("broken", [2022, 2023])
def test_nothing_is_told_of_verdicts_that_may_not_have_been_read(
    write: Callable[..., Path], broken: int
) -> None:
    documents = "documents:\n" + "".join(
        f"  - {{id: {n}, type: sop, title: S, url: https://a.go.id}}\n" for n in "ab"
    )
    review = "  - {{document: {}, verdict: {}, date: 2022-10-{}}}\n".format
    texts = {2022: review("a", "revise", 14), 2023: review("a", "accepted", 15) + review("b", "revise", 15)}
    texts[broken] += review("b", "apa", 16)
    found = compared(*(write(year, f"{documents}reviews:\n{text}") for year, text in texts.items()))
    assert [one.document.id for one in found.documents.returned] == []
    assert [one.document.id for one in found.documents.settled] == (["a"] if broken == 2022 else [])
