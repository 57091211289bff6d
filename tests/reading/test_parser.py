"""Reading YAML: what is refused, where, and that everything else is text at the place it is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kotacerdas.reading import parser
from kotacerdas.reading.parser import MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS, read
from kotacerdas.reading.positions import lines_of, spans
from tests.conftest import HEAD, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kotacerdas.findings import Route

BOM = b"\xef\xbb\xbf"
CASES = sorted((ROOT / "tests" / "cases").glob("*.yaml"))

# --- bytes that are no YAML text -----------------------------------------------------------------


def test_a_file_may_be_as_large_as_the_limit_and_no_larger():
    largest = b"#" * MAX_BYTES
    assert read(largest).data == {}
    (problem,) = read(largest + b"#").problems
    assert (problem.code, problem.line, problem.details) == ("KC001", 0, {"limit": 8})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_other_unicode_encodings_are_named(encoding: str):
    assert [problem.code for problem in read("programs: []\n".encode(encoding)).problems] == ["KC003"]


def test_utf_16_of_the_other_byte_order_is_named():
    raw = b"\xfe\xff" + "programs: []\n".encode("utf-16-be")
    assert [problem.code for problem in read(raw).problems] == ["KC003"]


@pytest.mark.parametrize(
    ("raw", "line", "column", "details"),
    [
        (b"a: caf\xe9", 1, 7, {"byte": "0xE9", "guess": "é", "variant": "guess"}),
        (b"a: 1\nb: \x93x\x94\n", 2, 4, {"byte": "0x93", "guess": "\N{LEFT DOUBLE QUOTATION MARK}"}),
        (b"a: 1\r\nb: 2\rc: \x81", 3, 4, {"byte": "0x81", "guess": "", "variant": "plain"}),
        (b"a: 1\xa0000", 1, 5, {"byte": "0xA0", "variant": "plain"}),
        ("é: ".encode() + b"\xff", 1, 4, {"byte": "0xFF", "guess": "ÿ"}),
        (BOM + b"\xe9", 1, 1, {"byte": "0xE9"}),
        (b"a: \xe2\x82", 1, 4, {"byte": "0xE2"}),
    ],
)
def test_a_byte_that_is_not_utf_8_is_shown_with_the_letter_it_may_mean(
    raw: bytes, line: int, column: int, details: dict[str, str]
):
    (problem,) = read(raw).problems
    assert (problem.code, problem.line, problem.column) == ("KC002", line, column)
    assert details.items() <= problem.details.items()


CONTROLS = [
    "\0",
    "\a",
    "\b",
    "\v",
    "\f",
    "\x1b",
    "\x7f",
    "\x85",
    "\x9f",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\uffff",
]


@pytest.mark.parametrize("sign", CONTROLS, ids=ascii)
def test_a_control_character_is_refused_where_it_stands(sign: str):
    raw = f"a: 1\r\nb: é{sign}\n".encode()
    (problem,) = read(raw).problems
    expected = ("KC004", 2, 5, {"codepoint": f"U+{ord(sign):04X}", "variant": "raw"})
    assert (problem.code, problem.line, problem.column, problem.details) == expected


ESCAPES = [r"\0", r"\a", r"\e", r"\x7F", r"\N", r"\L", r"\P", r"\u0085", r"\ufeff", r"\U00002028"]


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("text", ['a: 1\nb: "x{}"\n', 'a: 1\n\n"b{}": 1\n', 'a: 1\nb: ["x\n  y{}"]\n'])
def test_an_escape_of_a_control_character_is_refused_where_its_text_starts(escape: str, text: str):
    text = text.replace("{}", escape)
    (problem,) = read(text.encode()).problems
    place = (2 + text.count("\n\n"), text.splitlines()[1 + text.count("\n\n")].index('"') + 1)
    assert (problem.code, problem.line, problem.column) == ("KC004", *place)


@pytest.mark.parametrize(
    ("escape", "meant"),
    [
        (r"\t", "\t"),
        (r"\n", "\n"),
        (r"\_", "\xa0"),
        (r"\"", '"'),
        (r"\\", "\\"),
        (r"\u00e9", "é"),
        (r"\/", "/"),
    ],
)
def test_other_escapes_are_read(escape: str, meant: str):
    assert read(f'a: "{escape}"'.encode()).data == {"a": meant}


def test_a_byte_order_mark_counts_for_nothing():
    assert read(BOM + b"a: b").data == {"a": "b"}
    (problem,) = read(BOM + b"a: @").problems
    assert (problem.line, problem.column) == (1, 4)
    assert spans(BOM + b"a: b", [("a",)])[("a",)].value == (1, 4, 5)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_count_the_same_by_any_line_end(ending: str):
    text = ending.join(["a: b", "", "c: 'd", "  e'", "a: f", ""])
    (problem,) = read(text.encode()).problems
    assert (problem.code, problem.line, problem.details) == ("KC006", 5, {"key": "a", "first": 1})
    assert read(text.replace("a: f", "").encode()).data == {"a": "b", "c": "d e"}


# --- what is no mapping of plain data ------------------------------------------------------------

REFUSED = [
    ("a: 1\nb: 2\na: 3\n", "KC006", 3, 1),
    ("a:\n  - {b: 1, b: 2}\n", "KC006", 2, 12),
    ("a: &x b\n", "KC007", 1, 4),
    ("&x a: b\n", "KC007", 1, 1),
    ("a: &\n", "KC007", 1, 5),
    ("a: [*x]\n", "KC007", 1, 5),
    ("*x : b\n", "KC007", 1, 1),
    ("a: !!python/object/apply:os.system [ls]\n", "KC008", 1, 4),
    ("a: !!null ''\n", "KC008", 1, 4),
    ("a: !x!y b\n", "KC008", 1, 4),
    ("<<: {a: b}\n", "KC009", 1, 1),
    ("a: b\n---\nc: d\n", "KC010", 2, 1),
    ("? [a]\n: b\n", "KC012", 1, 3),
    ("? {a: b}\n: b\n", "KC012", 1, 3),
    ("'': b\n", "KC012", 1, 1),
    ("null: b\n", "KC012", 1, 1),
    ("- a\n", "KC013", 1, 1),
    ("# a\nb\n", "KC013", 2, 1),
    ("a: b: c\n", "KC005", 1, 5),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), REFUSED)
def test_what_is_no_plain_data_is_refused_where_it_stands(text: str, code: str, line: int, column: int):
    reading = read(text.encode())
    assert reading.data is None
    assert [(p.code, p.line, p.column) for p in reading.problems] == [(code, line, column)]


def test_a_key_that_stands_twice_is_told_with_the_line_of_the_first_in_its_own_entry():
    text = "a: {x: 1}\nb:\n  - y: 1\n  - x: 1\n    y: 2\n    x: 3\n"
    (problem,) = read(text.encode()).problems
    assert (problem.line, problem.details["first"]) == (6, 4)


def test_every_refusal_of_a_file_is_told_but_not_without_end():
    assert len(read(b"a: [&x b, *x, !y c]\nd: 1\nd: 2\n").problems) == 4
    assert len(read(b"- &x\n" * (MAX_PROBLEMS + 9)).problems) == MAX_PROBLEMS
    assert len(read(b"\x07" * (MAX_PROBLEMS + 9)).problems) == MAX_PROBLEMS


def test_entries_may_nest_to_the_limit_and_no_deeper():
    inner = MAX_DEPTH - 1
    assert read(f"a: {'[' * inner}{']' * inner}".encode()).data is not None
    (problem,) = read(f"a: {'[' * (inner + 1)}{']' * (inner + 1)}".encode()).problems
    assert (problem.code, problem.column, problem.details) == ("KC011", 4 + inner, {"limit": MAX_DEPTH})


ENDLESS = [
    (b"[", "KC011", 33),
    (b"{", "KC012", 2),
    (b"{[", "KC012", 2),
    (b"- ", "KC011", 65),
    (b"{a: ", "KC011", 129),
    (b"[{a: ", "KC011", 81),
    (b"a: [", "KC011", 65),
    (b"[[],", "KC011", 126),
    (b"? ", "KC012", 3),
]


@pytest.mark.parametrize(("opening", "code", "column"), ENDLESS)
@pytest.mark.parametrize("times", [40, 1_001, 100_000])
@pytest.mark.parametrize("parser", ["libyaml", "python"])
def test_a_hundred_thousand_openings_end_in_a_refusal(
    opening: bytes, code: str, column: int, times: int, parser: str, monkeypatch: pytest.MonkeyPatch
):
    """The refusal is ours: libyaml 0.2.6 ends at 1,000 openings itself, 0.2.5 never, Python's parser neither."""
    if parser == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    reading = read(opening * times)
    assert reading.data is None
    problem = reading.problems[-1]
    assert (problem.code, problem.line, problem.column) == (code, 1, column)


def test_what_cannot_be_read_before_too_many_openings_is_told():
    (problem,) = read(b"a: @b\nc: " + b"[" * 1_100).problems
    assert (problem.code, problem.line) == ("KC005", 1)


# --- the sentences of parsers --------------------------------------------------------------------

UNREADABLE = [
    ("a:\n\tb: c\n", "tab", 2),
    ("a: b\n\tc\n", "tab", 2),
    ("a: |\n\tb\n", "tab", 2),
    ("a: @b\n", "start", 1),
    ("a: %b\n", "start", 1),
    ("%\n---\na: b\n", "start", 1),
    ("%YAML x\n---\na: b\n", "start", 1),
    ("%TAG x\n---\na: b\n", "start", 1),
    ("a: 'b\n", "quote", 1),
    ('a: "b\n', "quote", 1),
    ("a: 'b\n---\nc: d\n", "quote", 1),
    ("a: b: c\n", "colon-in-text", 1),
    ("a: b\nc\nd: e\n", "colon-missing", 2),
    ("a:\n  b: c\n d: e\n", "indentation", 3),
    ("a:\n  - b\n  c: d\n", "indentation", 3),
    ("a: - b\n", "item", 1),
    ("a: 'b' c\n", "after-quote", 1),
    ("a: [b\nc: d\n", "bracket", 1),
    ("a: {b: c]\n", "bracket", 1),
    ("a: [b,\n", "bracket", 1),
    ("a: ]\n", "bracket", 1),
    ("a: b\n...\nc: d\n", "document", 3),
    ('a: "\\q"\n', "escape", 1),
    ('a: "\\xZZ"\n', "escape", 1),
    ('a: "b\\c.pdf"\n', "path", 1),
    ('a: "..\\"\n', "path", 1),
    ("a: [b #2]\n", "comment", 1),
    ("a: b\n  c #2\n  d\ne: f\n", "comment", 2),
    ("a:\n  b: c #2\n  d e\n  f: g\n", "colon-missing", 3),
    ("a:\n  - {b: c, d: [e]\n  - {f: g #2}\n", "bracket", 2),
    ("a: “b: c”\n", "curly", 1),
    ('a: "b”\n', "curly", 1),
    ("a: b: c “d”\n", "colon-in-text", 1),
    ("%YAML 2.0\n---\na: b\n", "other", 1),
]
"""What no parser can read, the variant of KC005 that tells it, and its line."""

MARKED = [
    ("a: & b\n", "KC007", {"name": "", "sign": "&"}),
    ("a: * b\n", "KC007", {"name": "", "sign": "*"}),
    ("a: !<b c\n", "KC008", {"tag": "!"}),
    ("a: !b! c\n", "KC008", {"tag": "!"}),
    ("a: !b!c d\n", "KC008", {"tag": "!"}),
]


@pytest.mark.parametrize(("text", "variant", "line"), UNREADABLE)
def test_what_cannot_be_read_is_told_the_same_by_either_parser(
    text: str, variant: str, line: int, monkeypatch: pytest.MonkeyPatch
):
    for _ in ("libyaml", "python"):
        (problem,) = read(text.encode()).problems
        assert (problem.code, problem.details["variant"], problem.line) == ("KC005", variant, line)
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


@pytest.mark.parametrize(("text", "code", "details"), MARKED)
def test_an_anchor_an_alias_or_a_tag_that_cannot_be_read_is_told_as_one(
    text: str, code: str, details: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    for _ in ("libyaml", "python"):
        (problem,) = read(text.encode()).problems
        assert (problem.code, problem.line, problem.details) == (code, 1, details)
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def test_every_sentence_that_is_read_is_one_that_a_parser_says():
    texts = [*(text for text, *_ in UNREADABLE), r'a: "\ud800"']
    sentences = {sentence for text in texts for sentence in sentences_about(text)}
    for part, _ in parser._SYNTAX:  # noqa: SLF001 - the table is what is tested
        assert any(part in sentence for sentence in sentences), part


def sentences_about(text: str) -> Iterator[str]:
    """What either parser says of a text that it cannot read."""
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        try:
            list(yaml.parse(text, loader))
        except yaml.MarkedYAMLError as error:
            yield error.problem or ""


# --- text first ----------------------------------------------------------------------------------

PLAIN = [
    "no",
    "ya",
    "yes",
    "true",
    "off",
    "010",
    "0o17",
    "0x1F",
    "1_000",
    "+1",
    "-1",
    ".5",
    "1.250",
    "1e3",
    ".inf",
    ".nan",
    "12:30",
    "190:20:30",
    "2023-11-14",
    "2023-11-14T10:00:00Z",
    "=",
    "<<",
    "nul",
    "NuLL",
    "~~",
    "-x",
    "1,5",
    "a#b",
    "a:b",
    "Rp1.000",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_value_stays_the_text_it_is(text: str):
    assert read(f"a: {text}\nb:\n  - {text}\n".encode()).data == {"a": text, "b": [text]}


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL", "# a comment"])
def test_a_key_without_a_value_is_absent_and_told_of(written: str):
    reading = read(f"a: {written}\nb:\n  - c: {written}\n    d: 1\n".encode())
    assert reading.data == {"b": [{"d": "1"}]}
    assert reading.blanks == (("a",), ("b", 0, "c"))


@pytest.mark.parametrize("text", ["", "~", "null", "NULL"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_what_is_quoted_is_never_absent(text: str, quote: str):
    reading = read(f"a: {quote}{text}{quote}".encode())
    assert (reading.data, reading.blanks) == ({"a": text}, ())


def test_an_item_without_a_value_keeps_its_place():
    reading = read(b"a:\n  -\n  - ~\n  - b\n")
    assert (reading.data, reading.blanks) == ({"a": [None, None, "b"]}, ())


@pytest.mark.parametrize("text", ["", "\n", "# only this\n", "---\n", "--- ~\n", "---\n...\n", "{}"])
def test_a_file_without_sections_is_empty_not_wrong(text: str):
    assert read(text.encode()) == ({}, (), ())


TEXTS = [
    ("a: |\n  b: c\n  # d\n", "b: c\n# d\n"),
    ("a: |-\n  null\n", "null"),
    ("a: >\n  b\n  c\n\n  d\n", "b c\nd\n"),
    ("a: b\n  c\n", "b c"),
    ("a: 'it''s'\n", "it's"),
    ('a: "b\\\n  c"\n', "bc"),
    ("a: 'b\n\n  c'\n", "b\nc"),
    ("{a: b c}\n", "b c"),
    ("? a\n: b\n", "b"),
    ("%YAML 1.1\n---\na: b\n", "b"),
    ("'a': b # c\n", "b"),
]


@pytest.mark.parametrize(("written", "text"), TEXTS)
def test_every_style_of_text_is_read(written: str, text: str):
    assert read(written.encode()).data == {"a": text}


# --- without libyaml -----------------------------------------------------------------------------

SMALL = [
    *(text for text, *_ in REFUSED),
    *(text for text, _ in TEXTS),
    *(f"a: {text}\n" for text in PLAIN),
    *(f'a: "{escape}"\n' for escape in ESCAPES),
    "a:\nb: ~\nc: [~]\n",
    r'a: "\UFFFFFFFF"',
    *(case.read_text(encoding="utf-8") for case in CASES),
]


def test_half_a_character_is_refused_by_either_parser(monkeypatch: pytest.MonkeyPatch):
    """libyaml knows the escape for none, Python's parser makes one that no file can hold."""
    raw = rb'a: "\ud800"'
    assert [p.code for p in read(raw).problems] == ["KC005"]
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert [p.code for p in read(raw).problems] == ["KC004"]


@pytest.mark.parametrize("text", SMALL)
def test_the_parser_in_python_reads_the_same(text: str, monkeypatch: pytest.MonkeyPatch):
    by_libyaml = read(text.encode())
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    by_python = read(text.encode())
    assert by_python.data == by_libyaml.data
    assert by_python.blanks == by_libyaml.blanks
    assert [p.code for p in by_python.problems] == [p.code for p in by_libyaml.problems]


# --- where things stand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "route", "value", "key"),
    [
        ("a: b\n", ("a",), (1, 4, 5), (1, 1, 2)),
        ("a: 'b'  # c\n", ("a",), (1, 4, 7), (1, 1, 2)),
        ("é:\n  - ü: x\n", ("é", 0, "ü"), (2, 8, 9), (2, 5, 6)),
        ("a:\n  - b\n  - c\n", ("a", 1), (3, 5, 6), None),
        ("a:\n  - b\n  - c\n", ("a",), (2, 3, 0), (1, 1, 2)),
        ("a: [b, {c: d}]\n", ("a", 1), (1, 8, 0), None),
        ("a: [b, {c: d}]\n", ("a", 1, "c"), (1, 12, 13), (1, 9, 10)),
        ("a: |\n  b\nc: d\n", ("a",), (1, 4, 0), (1, 1, 2)),
        ("a: b\n", (), (1, 1, 0), None),
        ("\n# x\na: b\n", (), (3, 1, 0), None),
    ],
)
def test_a_node_and_its_key_are_found(text: str, route: Route, value: tuple[int, ...], key: tuple[int, ...]):
    assert spans(text.encode(), [route]) == {route: (value, key)}


@pytest.mark.parametrize("route", [("b",), ("a", 0), ("a", "b"), ("c", 2), ("c", "0"), ("c", 0, 0)])
def test_a_route_that_leads_nowhere_is_left_out(route: Route):
    assert spans(b"a: b\nc: [d, e]\n", [route, ("a",)]).keys() == {("a",)}


def test_what_stands_before_an_error_is_found():
    assert spans(b"a: b\nc: 'd\n", [("a",), ("c",)]).keys() == {("a",)}
    assert spans(b"a: b\n? [c]\n: d\ne: f\n", [("a",), ("e",)]).keys() == {("a",)}


def test_of_a_key_that_stands_twice_the_first_is_found():
    assert spans(b"a: b\na: c\n", [("a",)])[("a",)].value.line == 1


# --- any bytes at all ----------------------------------------------------------------------------

WHOLE_FILE = {"KC001", "KC003"}
"""Refusals that are about no place."""

DOSSIER = f"""\
{HEAD}\
programs:
  - id: open-data  # yang pertama
    name: 'Satu Data: "Kota" Uji'
    budget: [{{year: 2023, amount: 1.250.000}}, {{year: 2022, amount: Rp5}}]
    quick_win:
    description: >-
      Dua
      baris
documents:
- {{id: sop, type: sop, title: "SOP \\u00e9", supports: [open-data, W8]}}
"""

EDITS = [b":", b"- ", b"\t", b"'", b'"', b"[", b"]", b"{", b"}", b"&x ", b"*x ", b"!", b"\n", b"\r", b"|"]
EDITS += [b"---\n", b"...\n", b"%", b"<<: ", b"\\", b"\x85", b"\xc2\x85", b"\xe9", b"? ", b"#", b",", b" "]


def assert_data_or_problems(raw: bytes) -> None:
    reading = read(raw)
    assert (reading.data is None) == bool(reading.problems)
    lines = lines_of(raw)
    for problem in reading.problems:
        if problem.code in WHOLE_FILE:
            assert (problem.line, problem.column) == (0, 0)
        else:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
    for node in spans(raw, [(), ("programs",), ("programs", 0, "name")]).values():
        assert node.value.line >= 1


@given(
    st.binary(max_size=80)
    | st.text(max_size=80).map(str.encode)
    | st.lists(st.sampled_from(EDITS)).map(b"".join)
)
@settings(max_examples=300)
@example(b"\xff\xfe")
@example(b"\0\0\0a")
@example(b"a: [")
@example(b"a: '")
@example(b"%")
@example(b'"\\')
def test_any_bytes_end_in_data_or_in_problems_inside_the_file(raw: bytes):
    assert_data_or_problems(raw)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(DOSSIER.encode())),
            st.integers(0, 3),
            st.sampled_from(EDITS) | st.binary(max_size=3),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=300)
def test_a_mutilated_dossier_ends_in_data_or_in_problems_inside_the_file(edits: list[tuple[int, int, bytes]]):
    raw = DOSSIER.encode()
    for start, length, put in edits:
        raw = raw[:start] + put + raw[start + length :]
    assert_data_or_problems(raw)


# --- what is written is read, at its place -------------------------------------------------------


class Leaf(NamedTuple):
    """A text as it is written, and as it is meant."""

    written: str
    text: str


class Branch(NamedTuple):
    """A mapping (`keys` and values) or a list (`keys` is None)."""

    keys: tuple[Leaf, ...] | None
    values: tuple[Leaf | Branch, ...]
    is_flow: bool


def written_double(text: str) -> str:
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(signs.get(sign, sign) for sign in text) + '"'


def written_in_ascii(text: str) -> str:
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def written_single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


one_line = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")
)
with_breaks = st.text(st.sampled_from("a \n\té'\"\\:#-"), max_size=8)
plain = st.from_regex(r"[A-Za-z0-9é\u4e2d](?:[A-Za-z0-9éß .:/_-]{0,8}[A-Za-z0-9é])?", fullmatch=True).filter(
    lambda text: ": " not in text and text not in {"null", "Null", "NULL"}
)
leaves = st.one_of(
    plain.map(lambda text: Leaf(text, text)),
    one_line.map(lambda text: Leaf(written_single(text), text)),
    (one_line | with_breaks).map(lambda text: Leaf(written_double(text), text)),
    one_line.map(lambda text: Leaf(written_in_ascii(text), text)),
)
keys = leaves.filter(lambda leaf: leaf.text != "" and len(leaf.written) < 200)


@st.composite
def mappings(draw: st.DrawFn, children: st.SearchStrategy[Leaf | Branch]) -> Branch:
    names = draw(st.lists(keys, max_size=4, unique_by=lambda leaf: leaf.text))
    values = draw(st.tuples(*(children for _ in names)))
    return Branch(tuple(names), values, draw(st.booleans()))


def lists(children: st.SearchStrategy[Leaf | Branch]) -> st.SearchStrategy[Branch]:
    return st.builds(Branch, st.none(), st.lists(children, max_size=4).map(tuple), st.booleans())


nodes = st.recursive(leaves, lambda children: mappings(children) | lists(children), max_leaves=12)


def in_flow(node: Leaf | Branch) -> str:
    if isinstance(node, Leaf):
        return node.written
    values = [in_flow(value) for value in node.values]
    if node.keys is None:
        return f"[{', '.join(values)}]"
    pairs = (f"{key.written}: {value}" for key, value in zip(node.keys, values, strict=True))
    return f"{{{', '.join(pairs)}}}"


def in_block(node: Leaf | Branch, indent: int) -> str:
    """What stands after `key:`, or at the start of a file."""
    if isinstance(node, Leaf) or node.is_flow or not node.values:
        return f" {in_flow(node)}\n"
    margin = "\n" + " " * indent
    values = [in_block(value, indent + 2).removesuffix("\n") for value in node.values]
    if node.keys is None:
        return "".join(f"{margin}- {value.lstrip()}" for value in values) + "\n"
    return "".join(f"{margin}{k.written}:{v}" for k, v in zip(node.keys, values, strict=True)) + "\n"


def data_of(node: Leaf | Branch) -> object:
    if isinstance(node, Leaf):
        return node.text
    values = [data_of(value) for value in node.values]
    return values if node.keys is None else dict(zip((k.text for k in node.keys), values, strict=True))


def leaves_of(node: Leaf | Branch, route: Route = ()) -> Iterator[tuple[Route, Leaf, Leaf | None]]:
    """Every leaf with its route and, in a mapping, its key."""
    if isinstance(node, Leaf):
        return
    for index, value in enumerate(node.values):
        key = node.keys[index] if node.keys is not None else None
        at = (*route, key.text if key else index)
        if isinstance(value, Leaf):
            yield at, value, key
        yield from leaves_of(value, at)


@given(mappings(nodes), st.sampled_from([b"", BOM]), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=300)
def test_what_is_written_is_read_and_found_at_its_place(root: Branch, mark: bytes, ending: str):
    raw = mark + in_block(root, 0).lstrip().replace("\n", ending).encode()
    assert read(raw) == (data_of(root), (), ())
    lines = lines_of(raw)
    leaves = {route: (leaf, key) for route, leaf, key in leaves_of(root)}
    found = spans(raw, leaves)
    assert found.keys() == leaves.keys()
    for route, (leaf, key) in leaves.items():
        for span, written in ((found[route].value, leaf), (found[route].key, key)):
            text = lines[span.line - 1][span.column - 1 : span.end_column - 1] if span else None
            assert text == (written.written if written else None)
