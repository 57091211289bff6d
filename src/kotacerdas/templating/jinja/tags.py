"""The tags of a template's source: which there are, which open and close blocks, what is wrong with them.

Jinja stops at the first mistake, so every tag is read for itself.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from jinja2 import TemplateSyntaxError

from kotacerdas.nearest import nearest
from kotacerdas.templating.jinja.failures import Problem, TagFailed, syntax_problem

MAX_TAGS: Final = 10_000
_MAX_INSIDE: Final = 200_000
"""More tags, and more characters in them, than any document needs; what a template costs before it is rendered grows with them."""

_SIGN: Final = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
_CLOSING: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_ENDS: Final = {"for": "endfor", "if": "endif", "macro": "endmacro", "with": "endwith", "set": "endset"}
_INNER: Final = {"else": ("if", "for"), "elif": ("if",)}
_REFUSED: Final = frozenset(
    {"include", "import", "from", "extends", "block", "autoescape", "filter", "raw", "do", "call"}
)


_INSTEAD: Final = {
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "–": "-",
    "—": "-",
    "\N{MINUS SIGN}": "-",
    "×": "*",
    "÷": "/",
}
"""What word processors make of what is typed, and what has to stand there."""

_ODD_SIGN: Final = re.compile(rf"[{''.join(_INSTEAD)}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")


class Delimiters(NamedTuple):
    """What tags begin and end with."""

    block: tuple[str, str] = ("{%", "%}")
    variable: tuple[str, str] = ("{{", "}}")
    comment: tuple[str, str] = ("{#", "#}")


BRACES: Final = Delimiters()
"""Those of a text file: Jinja's own."""


class TagText(NamedTuple):
    """A tag in a source: its line, whether it is a block, what stands inside, and from where to where it goes."""

    line: int
    is_block: bool
    inside: str
    start: int
    stop: int


def tags(source: str, delimiters: Delimiters) -> Iterator[TagText]:
    """The tags of a template's source but for comments."""
    starts = re.compile("|".join(re.escape(pair[0]) for pair in delimiters))
    offset = 0
    line = 1
    while match := starts.search(source, offset):
        line += source.count("\n", offset, match.start())
        pair = next(pair for pair in delimiters if pair[0] == match[0])
        end = source.find(pair[1], match.end())
        inside_end = len(source) if end < 0 else end
        stop = inside_end + (len(pair[1]) if end >= 0 else 0)
        if pair != delimiters.comment:
            inside = source[match.end() : inside_end].strip("-+")
            yield TagText(line, pair == delimiters.block, inside, match.start(), stop)
        line += source.count("\n", match.start(), stop)
        offset = stop


def tag_spans(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Where the tags in a text begin and end, and where one stands that never ends, or never began."""
    spans: list[tuple[int, int]] = []
    offset = 0
    while match := _SIGN.search(text, offset):
        closing = _CLOSING.get(match[0])
        end = text.find(closing, match.end()) if closing else -1
        if end < 0:
            return spans, match.start()
        while closing == "}}" and text.startswith("}", end + 2):  # a mapping may stand before the end
            end += 1
        offset = end + 2
        spans.append((match.start(), offset))
    return spans, None


def excess(insides: Iterable[str]) -> Problem | None:
    """What a template has too much of to be looked at, by what stands in its tags: tags, or characters in them."""
    length = 0
    for number, inside in enumerate(insides, start=1):
        length += len(inside)
        if number > MAX_TAGS:
            return Problem("too-many-tags", details={"limit": MAX_TAGS})
        if length > _MAX_INSIDE:
            return Problem("long-tags", details={"limit": _MAX_INSIDE})
    return None


def _odd_sign(inside: str) -> Problem | None:
    """What is wrong with a tag by a sign that nobody typed: one that is not seen, or that stands for others."""
    match = _ODD_SIGN.search(_QUOTED.sub("", inside))
    if match is None:
        return None
    if instead := _INSTEAD.get(match[0]):
        return Problem("changed-sign", details={"got": match[0], "instead": instead})
    code = f"U+{ord(match[0]):04X}"
    return Problem("unseen-sign", details={"got": code, "name": unicodedata.name(match[0], "")})


def _named(inside: str) -> tuple[str, str]:
    """The name of a block tag, and the rest of it."""
    name, rest = re.match(r"\s*(\w*)(.*)", inside, re.DOTALL).groups()  # type: ignore[union-attr]
    return name, rest.strip()


def end_of(inside: str) -> str:
    """The name of the tag that ends the block which a tag opens; empty if it opens none."""
    name, rest = _named(inside)
    if name == "set" and re.match(r"[\w\s,.()]*=(?!=)", rest):
        return ""
    return _ENDS.get(name, "")


class _OpenBlock(NamedTuple):
    """A block whose closing tag is still to come; `end` is the tag that closes what stands in its place."""

    name: str
    line: int
    end: str
    closing: str


class TagReader:
    """Reads every tag of a source for itself, so that one mistake hides no other, and matches the blocks.

    `parse` is Jinja's. `problems` is what is wrong; `mended` the source without that, in which names can be
    looked at; `guessed` are names that tags which cannot be read may have made.
    """

    def __init__(self, source: str, delimiters: Delimiters, parse: Callable[[str], object]) -> None:
        """Read all tags of the source."""
        too_much = excess(tag.inside for tag in tags(source, delimiters))
        self.is_too_long = too_much is not None
        self.problems: list[Problem] = [too_much] if too_much else []
        self.guessed: set[str] = set()
        self._source, self._delimiters, self._parse = source, delimiters, parse
        self._open: list[_OpenBlock] = []
        self._refused: set[str] = set()
        self._instead: list[tuple[TagText, str]] = []
        for tag in () if self.is_too_long else tags(source, delimiters):
            self._read(tag)
        for block in self._open:
            self._lose(block)

    def mended(self) -> str:
        """The source with every tag that is wrong taken out or closed."""
        pieces = []
        position = 0
        for tag, text in self._instead:
            pieces += [self._source[position : tag.start], text, "\n" * tag.inside.count("\n")]
            position = tag.stop
        ends = [self._block(block.closing) for block in reversed(self._open)]
        return "".join([*pieces, self._source[position:], *ends])

    def _read(self, tag: TagText) -> None:
        """Read one of the source's tags: keep what is wrong with it, and which block it opens or closes."""
        typed = _ODD_SIGN.sub("", tag.inside)
        name, rest = _named(typed)
        end = end_of(typed) if tag.is_block else ""
        if odd := _odd_sign(tag.inside):
            self.problems.append(odd._replace(line=tag.line))
            if end:
                self._open.append(_OpenBlock(name, tag.line, end, "endif"))
            if not tag.is_block or name not in _ENDS.values():
                self._replace(tag, self._block("if true") if end else "")
                return
        if not tag.is_block:
            start, stop = self._delimiters.variable
            self._check(tag, f"{start}{tag.inside}{stop}")
        elif name in _REFUSED:
            self._refused.add(f"end{name}")
            self._report(tag, "refused-tag", name=name)
        elif end:
            is_sound = self._check(tag, self._block(tag.inside) + self._block(end), self._block("if true"))
            self._open.append(_OpenBlock(name, tag.line, end, end if is_sound else "endif"))
        elif name == "set":
            self._check(tag, self._block(tag.inside))
        elif name in _INNER:
            if not self._open or self._open[-1].name not in _INNER[name]:
                self._report(tag, "stray-tag", name=name)
            elif name == "elif":
                self._check(tag, self._block(f"if {rest}") + self._block("endif"), self._block("elif true"))
            elif rest:
                self._report(tag, "syntax-unexpected", got=rest)
        elif name in _ENDS.values():
            self._close(tag, name)
        elif name in self._refused:
            self._replace(tag, "")
        else:
            known = [*_ENDS, *_ENDS.values(), *_INNER]
            self._report(tag, "no-such-tag", name=name, suggestion=nearest(name, known))

    def _close(self, tag: TagText, name: str) -> None:
        """Close the block that a tag ends, and those inside it whose own tags are missing."""
        if not any(block.end == name for block in self._open):
            self._report(tag, "stray-tag", name=name)
            return
        ends = ""
        while True:
            block = self._open.pop()
            ends += self._block(block.closing)
            if block.end == name:
                break
            self._lose(block)
        if ends != self._block(name):
            self._replace(tag, ends)

    def _lose(self, block: _OpenBlock) -> None:
        self.problems.append(Problem("never-closed", block.line, {"name": block.name, "end": block.end}))

    def _report(self, tag: TagText, code: str, **details: object) -> None:
        self.problems.append(Problem(code, tag.line, details))
        self._replace(tag, "")

    def _replace(self, tag: TagText, text: str) -> None:
        self.guessed |= set(re.findall(r"\w+", tag.inside))
        self._instead.append((tag, text))

    def _block(self, inside: str) -> str:
        start, stop = self._delimiters.block
        return f"{start} {inside} {stop}"

    def _check(self, tag: TagText, text: str, instead: str = "") -> bool:
        """Check one of the source's tags: if Jinja cannot read its text, keep what is wrong, and what stands instead."""
        try:
            self._parse(text)
        except (TemplateSyntaxError, TagFailed, RecursionError, ValueError) as error:
            self.problems.append(syntax_problem(error, tag.line))
            self._replace(tag, instead)
            return False
        return True
