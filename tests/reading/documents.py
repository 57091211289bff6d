"""Generated YAML as people write it: values in every style, comments anywhere, and which line belongs to what."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from kotacerdas.reading import parser

if TYPE_CHECKING:
    from kotacerdas.findings import Route

Draw = Callable[[st.SearchStrategy[Any]], Any]
BLANK = None

ODD = """ya|2023|1e3|0123|- x|#|x # y|x: y|a b|a, b|[x]|{|}|é|&a|*a|!b|%|@|`|null|~|\\|"|'|it's "x"|-|?|:|---|...|<<|=|x:|-5|1,25| x|x |\t|x\ty"""
TEXTS = st.one_of(
    st.sampled_from(
        [*ODD.split("|"), "", "|", ">", "x\ny", "x\n\n  y\n", "\n", "x\n", "x\n\n", " x\ny", "\nx", "x \ny"]
    ),
    st.text("ab c", min_size=1, max_size=12),
    st.text("abc \n", min_size=1, max_size=12),
    st.lists(st.text("abcd", min_size=3, max_size=9), min_size=12, max_size=30).map(" ".join),
)
KEYS = st.one_of(
    st.sampled_from(["id", "name", "users", "count", "supports", "ya", "2023"]),
    st.text("ab", min_size=1, max_size=3),
)


def values(depth: int = 3) -> st.SearchStrategy[Any]:
    """What YAML can hold, and `BLANK` for a key without a value."""
    if not depth:
        return TEXTS
    inside = values(depth - 1)
    return st.one_of(TEXTS, st.lists(inside, max_size=4), mappings(inside))


def mappings(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(KEYS, st.one_of(inside, inside, inside, st.just(BLANK)), max_size=4)


class Line(NamedTuple):
    """A line, the way to what it belongs to, and whether a value in brackets or on several lines stands there."""

    text: str
    owner: Route
    is_value: bool = False


class Document(NamedTuple):
    """YAML, what it holds, and its lines."""

    raw: bytes
    data: dict[str, Any]
    lines: list[Line]


@st.composite
def documents(draw: Draw) -> Document:
    """YAML in many styles."""
    data = draw(mappings(values()).filter(any))
    lines = [Line("---", ())] if draw(st.booleans()) else []
    lines += _Writer(draw).rows(data, (), 0)
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = end.join(line.text for line in lines) + draw(st.sampled_from([end, end, "", end + "# ekor" + end]))
    raw = draw(st.sampled_from(["", "", "\ufeff"])).encode() + text.encode()
    return Document(raw, without_blanks(data), lines)


def without_blanks(value: Any) -> Any:
    """What is read of a value."""
    if isinstance(value, dict):
        return {key: without_blanks(part) for key, part in value.items() if part is not BLANK}
    return [without_blanks(part) for part in value] if isinstance(value, list) else value


class _Writer:
    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._count = 0

    def rows(self, value: Any, route: Route, column: int) -> list[Line]:
        """The lines of a mapping or a list with a line for each part."""
        lines: list[Line] = []
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            if not self._of(4):
                lines.append(Line(self._of(1) * column * " " + self._comment(), route))
            lines += self._part(step, part, (*route, step), column)
        if not self._of(4):
            lines.append(Line(column * " " + self._comment(), route))
        return lines

    def _part(self, step: str | int, part: Any, route: Route, column: int) -> list[Line]:
        """The lines of a part behind its key or its dash."""
        margin = " " * column
        head = "-" if isinstance(step, int) else f"{self._text(step, is_flow=False, is_key=True)}:"
        if part is BLANK:
            return [
                Line(
                    margin + head + self._draw(st.sampled_from(["", " ~", " null", "  # kosong"])),
                    route,
                    is_value=True,
                )
            ]
        if isinstance(part, str) and not self._of(1):
            block = self._block(part, column)
            if block:
                return [Line(f"{margin}{head} {block[0]}", route), *(Line(row, route) for row in block[1:])]
        if isinstance(part, str) or not part or not self._of(2):
            rows = self._flow(part, column + 2).split("\n")
            rows[-1] += f"  {self._comment()}" * (not self._of(3))
            return [
                Line(f"{margin}{head} {rows[0]}", route, is_value=True),
                *(Line(row, route, is_value=True) for row in rows[1:]),
            ]
        if head == "-" and self._of(2):
            lines = self.rows(part, route, column + 2)
            while lines[0].text.lstrip().startswith("#"):
                lines.pop(0)
            return [lines[0]._replace(text=f"{margin}- {lines[0].text[column + 2 :]}"), *lines[1:]]
        at_margin = isinstance(part, list) and head != "-" and self._of(1)
        comment = f" {self._comment()}" * (not self._of(3))
        below = column if at_margin else column + self._draw(st.sampled_from([1, 2, 4]))
        return [Line(margin + head + comment, route), *self.rows(part, route, below)]

    def _flow(self, value: Any, column: int) -> str:
        """A value in a line, or a few where it is in brackets."""
        gap = self._draw(st.sampled_from(["", "", " "]))
        comma = self._draw(
            st.sampled_from([", ", ", ", ",\n" + " " * column, f",  {self._comment()}\n" + " " * column])
        )
        last = self._draw(st.sampled_from(["", "", ","]))
        if isinstance(value, list):
            return (
                f"[{gap}{comma.join(self._flow(part, column) for part in value)}{last if value else ''}{gap}]"
            )
        if isinstance(value, dict):
            pairs = (
                f"{self._text(key, is_flow=True, is_key=True)}: {'' if part is BLANK else self._flow(part, column)}"
                for key, part in value.items()
            )
            return f"{{{gap}{comma.join(pairs)}{gap}}}"
        return self._text(value, is_flow=True)

    def _text(self, text: str, *, is_flow: bool, is_key: bool = False) -> str:
        """A text in one of the styles in which it reads as itself."""
        ways = [text, "'" + text.replace("'", "''") + "'"] if text.isprintable() else []
        forms = {"{{k: {0}}}" if is_flow else "{0}"} | ({"[{0}]"} if is_flow else set())
        if is_key:
            forms = {"{{{0}: x}}" if is_flow else "\n  {0}: x"}
        ways = [w for w in ways if all(_reads(form.format(w), text, is_key=is_key) for form in forms)]
        return self._draw(st.sampled_from([*ways, json.dumps(text, ensure_ascii=False)]))

    def _block(self, text: str, column: int) -> list[str]:
        """A text as a block, if it can be one."""
        margin = " " * (column + self._draw(st.sampled_from([1, 2, 4])))
        ending = "" if text.endswith("\n") else "-"
        style = self._draw(st.sampled_from("|>"))
        comment = f"  {self._comment()}" * (not self._of(3))
        rows = [
            margin + row if row else ""
            for row in text.removesuffix("\n").split("\n" if style == "|" else " ")
        ]
        made = [f"{style}{ending}{comment}", *rows]
        under = " " * column + "k: " + "\n".join(made) + "\n"
        return made if parser.read(under.encode()).data == {"k": text} else []

    def _comment(self) -> str:
        self._count += 1
        return f"# c{self._count}"

    def _of(self, most: int) -> int:
        return self._draw(st.integers(0, most))


def _reads(written: str, text: str, *, is_key: bool) -> bool:
    data = (parser.read(f"k: {written}\n".encode()).data or {}).get("k")
    if is_key:
        return data == {text: "x"}
    return data in (text, [text], {"k": text}) and (text != "" or data is not None)
