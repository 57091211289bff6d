"""The formats of a comparison, to the letter, and of hostile and empty dossiers.

The comparisons stand in `golden/compare`; after a change that is meant, write them anew with
`pytest --renew` and read the difference.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.assessment.cells import Matrix
from kotacerdas.dossier.continuity import earlier_years
from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import City, DossierInfo, Program, QuickWin
from kotacerdas.instrument.load import load
from kotacerdas.reports import COMPARISON_FORMATS as FORMATS
from kotacerdas.reports import terminal
from kotacerdas.reports.comparison.comparison import Comparison, Programs, compare
from kotacerdas.reports.page import PLAIN_WIDTH
from tests.conftest import AS_OF, ROOT
from tests.reports.comparison.conftest import PLACES, SCHEMA, as_data, compared, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.conftest import Golden
LANGUAGES = ("en", "id")
GOLDEN = ROOT / "tests" / "golden" / "compare"
ENDINGS = {"text": "txt", "markdown": "md", "json": "json"}
PAINT = re.compile("\x1b\\[[0-9;]*m|[\ufdd0-\ufdef]")
NIK = "2172010203040005"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_the_comparison_is_as_it_was(
    place: tuple[str, Comparison], format_: str, language: str, golden: Golden
) -> None:
    name, comparison = place
    golden(GOLDEN / f"{name}.{language}.{ENDINGS[format_]}", shown(comparison, format_, language))


def test_the_json_is_as_it_was_in_every_language(place: tuple[str, Comparison], golden: Golden) -> None:
    name, comparison = place
    golden(GOLDEN / f"{name}.json", shown(comparison, "json"))
    assert shown(comparison, "json", "id") == shown(comparison, "json")
    as_data(comparison)


def test_every_golden_file_has_its_test() -> None:
    names = {
        f"{place}.{language}.{ending}"
        for place in PLACES
        for language in LANGUAGES
        for ending in ("txt", "md")
    }
    assert {path.name for path in GOLDEN.iterdir()} == names | {f"{place}.json" for place in PLACES}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_numbers_of_tanjungpinang_are_those_of_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the five quick wins of 2022 is in the ledger of 2023, which has nine."""
    monkeypatch.chdir(ROOT)
    found = compared(*((ROOT / "dossiers" / name) for name in PLACES["tanjungpinang"]))
    assert [program.name for program in found.quick_wins.gone] == [
        "SIAP",
        "Teh Tarek",
        "Income Point",
        "TOSSA",
        "SICEPAT",
    ]
    assert (found.quick_wins.old_total, found.quick_wins.counts()["continued"]) == (5, 0)
    assert (len(found.quick_wins.new), found.quick_wins.new_total) == (9, 9)


def test_what_runs_over_two_years_is_found_where_the_year_between_does_not_have_it() -> None:
    old, new = ("tanjungpinang-2021", "tanjungpinang-2023")
    found = compared(ROOT / "dossiers" / old, ROOT / "dossiers" / new)
    [year] = [y for y in earlier_years(assess(ROOT / "dossiers" / new, AS_OF).dossier) if y.year == 2021]
    assert [pair.old.id for pair in found.quick_wins.continued] == [program.id for program in year.continued]
    assert len(year.continued) == 2


INSTRUMENT = load("kominfo-2023-reguler")


def made(year: int, entries: Sequence[Program], previous: Dossier | None = None) -> Assessment:
    info = DossierInfo(city=City(name="Kota Uji"), year=str(year), instrument="kominfo-2023-reguler")
    dossier = Dossier(info, programs=tuple(entries), previous=previous)
    return Assessment(str(year), dossier, INSTRUMENT, Matrix(()), (), {})


HOSTILE = [
    "# Judul | sel ||",
    "[klik](javascript:alert(1)) ![x](http://x.example/y.png)",
    "<script>alert(1)</script><!-- --> &lt; `kode` ~~x~~ **tebal** _miring_ $x$",
    "baris\nkedua\n\n# ketiga",
    "- butir\n> kutipan\n```\nkode",
    "\u202emuka belakang\u202c \u200b\u2066x\u2069",
    "https://contoh.go.id www.contoh.go.id @seseorang #12",
    "panjang " * 60,
    "tanpaspasi" * 30,
    f"NIK {NIK}",
    "{names} {0} {{ 7*7 }} {% raw %}",
    "\\ | \\| ` ``",
]
PARSER = MarkdownIt("gfm-like")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_only_text(write: Callable[..., Path], name: str, language: str) -> None:
    quoted = json.dumps(name)
    entries = f"""\
agencies:
  - {{id: dinas, name: {quoted}}}
programs:
  - id: a
    name: {quoted}
    agency: dinas
    status: STATUS
    stopped_because: {quoted}
    quick_win: ya
  - {{id: YEAR-b, name: {json.dumps("b" + name)}, users: {{count: COUNT, period: {quoted}}}, quick_win: ya}}
documents:
  - {{id: d, type: sop, title: {quoted}, number: {json.dumps(name + " COUNT")}, url: {quoted}}}
statistics:
  - {{question: C9, value: "COUNT", unit: {quoted}, source: {quoted}}}
action_plan:
  - {{kind: people, activity: {quoted}, planned: "COUNT", unit: {quoted}}}
"""

    def filled(year: int, status: str) -> str:
        return entries.replace("YEAR", f"y{year}").replace("COUNT", str(year)).replace("STATUS", status)

    found = compared(
        write(2022, filled(2022, "running"), city=name), write(2023, filled(2023, "stopped"), city=name)
    )
    text = shown(found, "text", language)
    odd = {sign for sign in text if not sign.isprintable()} - {"\n"}
    assert odd == set()
    if max(map(len, name.split())) < 40:
        assert [line for line in text.splitlines() if len(line) > PLAIN_WIDTH] == []
    data = as_data(found)
    everything = [text, shown(found, "markdown", language), json.dumps(data, ensure_ascii=False)]
    assert [one for one in everything if NIK in one or "\u202e" in one] == []

    tokens = PARSER.parse(everything[1])
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in inline} <= {"text", "text_special", "softbreak"}
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= {
        *("heading", "paragraph", "inline", "bullet_list", "list_item"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings.count("h1") == 1
    assert headings.count("h2") == 6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", FORMATS)
def test_empty_dossiers_can_be_compared(write: Callable[..., Path], format_: str, language: str) -> None:
    found = compared(write(2022), write(2023))
    assert found.quick_wins == found.programs == Programs(0, 0, (), (), (), ())
    assert found.figures == found.notes == ()
    text = shown(found, format_, language)
    assert text.endswith("\n")
    as_data(found)


def test_the_markdown_of_the_example_is_well_formed(place: tuple[str, Comparison]) -> None:
    tokens = PARSER.parse(shown(place[1], "markdown"))
    widths = [
        sum(token.type in {"td_open", "th_open"} for token in tokens[start:end])
        for start, end in zip(
            [i for i, token in enumerate(tokens) if token.type == "tr_open"],
            [i for i, token in enumerate(tokens) if token.type == "tr_close"],
            strict=True,
        )
    ]
    assert set(widths) <= {4}


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_stays_on_the_page_and_colours_change_nothing(
    place: tuple[str, Comparison], language: str
) -> None:
    text = shown(place[1], "text", language)
    assert [line for line in text.splitlines() if len(line) > PLAIN_WIDTH or line != line.rstrip()] == []
    painted = shown(place[1], "text", language, paint=terminal.painter())
    assert painted != text
    assert PAINT.sub("", painted) == text


@pytest.mark.slow
def test_a_large_dossier_is_compared_whole() -> None:
    """Each of thousands is found by id, by a former id and by name, without looking at all the others."""
    old = [Program(id=f"p{n}", name=f"Program {n}", quick_win=QuickWin()) for n in range(6000)]
    new = [
        *(Program(id=f"p{n}", name=f"Baru {n}") for n in range(2000)),
        *(Program(id=f"q{n}", name=f"Lain {n}", formerly=(f"p{n}",)) for n in range(2000, 4000)),
        *(Program(id=f"r{n}", name=f"program {n}") for n in range(4000, 6000)),
    ]
    found = compare(made(2022, old), made(2023, new))
    assert found.quick_wins.counts()["continued"] == 6000
    assert {pair.by for pair in found.quick_wins.continued[2000:4000]} == {"formerly"}
    assert {pair.by for pair in found.quick_wins.continued[4000:]} == {"name"}
