"""The tags of a source: which there are, which open and close blocks, what is wrong with them.

Jinja stops at the first mistake, so every tag is read for itself.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from jinja2 import TemplateSyntaxError

from kotacerdas.templating.jinja.failures import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_TAGS: Final = 20_000
"""More than any document needs; what a template costs before it is rendered grows with them."""

_ENDS: Final = {"for": "endfor", "if": "endif", "macro": "endmacro", "with": "endwith", "set": "endset"}
_INNER: Final = {"else": ("if", "for"), "elif": ("if",)}
_REFUSED: Final = frozenset(
    {"include", "import", "from", "extends", "block", "autoescape", "filter", "raw", "do", "call"}
)
_TOKENS: Final = {"end of print statement": "}}", "end of statement block": "%}", "end of template": ""}
"""What Jinja calls the ends of tags, as they are written."""


class Marks(NamedTuple):
    """What tags begin and end with."""

    block: tuple[str, str] = ("{%", "%}")
    variable: tuple[str, str] = ("{{", "}}")
    comment: tuple[str, str] = ("{#", "#}")


BRACES: Final = Marks()
"""The delimiters of a text file: Jinja's own."""


class TagText(NamedTuple):
    """A tag in a source: its line, whether it is a block, what stands inside, and from where to where it goes."""

    line: int
    is_block: bool
    inside: str
    start: int
    stop: int


def tags(source: str, marks: Marks) -> Iterator[TagText]:
    """The tags of a source but for comments."""
    starts = re.compile("|".join(re.escape(pair[0]) for pair in marks))
    position = 0
    line = 1
    while match := starts.search(source, position):
        line += source.count("\n", position, match.start())
        pair = next(pair for pair in marks if pair[0] == match[0])
        end = source.find(pair[1], match.end())
        inside_end = len(source) if end < 0 else end
        stop = inside_end + (len(pair[1]) if end >= 0 else 0)
        if pair != marks.comment:
            inside = source[match.end() : inside_end].strip("-+")
            yield TagText(line, pair == marks.block, inside, match.start(), stop)
        line += source.count("\n", match.start(), stop)
        position = stop


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


def syntax_problem(error: TemplateSyntaxError, line: int) -> Problem:
    """A syntax error. Jinja tells them apart by its English sentences only; what is not known stays English."""
    said = error.message or ""
    if said == "recursive":
        return Problem("refused-tag", line, {"name": said})
    if said == "too-large":
        return Problem(said, line)
    if match := re.fullmatch(r"expected token '(.+)', got '(.+)'", said):
        expected, got = (_TOKENS.get(token, token) for token in match.groups())
        return Problem("syntax-expected", line, {"expected": expected, "got": got})
    if match := re.match(
        r"(?i)(?:unexpected (?:char )?|expected an expression, got )'(.+?)'(?:$|,| at)", said
    ):
        return Problem("syntax-unexpected", line, {"got": _TOKENS.get(match[1], match[1])})
    if match := re.match(r"No (filter|test) named '(.+?)'", said):
        return Problem(f"no-such-{match[1]}", line, {"name": match[2], "suggestion": ""})
    return Problem("syntax", line, {"reason": said})


class _Open(NamedTuple):
    name: str
    line: int
    end: str
    is_broken: bool


class Reading:
    """Reads every tag of a source for itself, so that one mistake hides no other, and matches the blocks.

    `parse` is Jinja's. `found` is what is wrong; `mended` the source without that, in which names can be
    looked at; `guessed` are names that tags which cannot be read may have made.
    """

    def __init__(self, source: str, marks: Marks, parse: Callable[[str], object]) -> None:
        self.found: list[Problem] = []
        self.guessed: set[str] = set()
        self.is_too_long = False
        self._source = source
        self._marks = marks
        self._parse = parse
        self._open: list[_Open] = []
        self._refused: set[str] = set()
        self._instead: list[tuple[TagText, str]] = []
        all_tags = list(islice(tags(source, marks), MAX_TAGS + 1))
        if len(all_tags) > MAX_TAGS:
            self.is_too_long = True
            self.found = [Problem("too-many-tags", all_tags[-1].line, {"limit": MAX_TAGS})]
            return
        for tag in all_tags:
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
        ends = [self._block(_end(block)) for block in reversed(self._open)]
        return "".join([*pieces, self._source[position:], *ends])

    def _read(self, tag: TagText) -> None:
        name, rest = _named(tag.inside)
        end = end_of(tag.inside) if tag.is_block else ""
        if not tag.is_block:
            start, stop = self._marks.variable
            if not self._is_sound(f"{start}{tag.inside}{stop}", tag):
                self._replace(tag, "")
        elif name in _REFUSED:
            self._refused.add(f"end{name}")
            self._report(tag, "refused-tag", name=name)
        elif end:
            is_sound = self._is_sound(self._block(tag.inside) + self._block(end), tag)
            self._open.append(_Open(name, tag.line, end, not is_sound))
            if not is_sound:
                self._replace(tag, self._block("if true"))
        elif name == "set":
            if not self._is_sound(self._block(tag.inside), tag):
                self._replace(tag, "")
        elif name in _INNER:
            if not self._open or self._open[-1].name not in _INNER[name]:
                self._report(tag, "stray-tag", name=name)
            elif name == "elif" and not self._is_sound(self._block(f"if {rest}") + self._block("endif"), tag):
                self._replace(tag, self._block("elif true"))
            elif name == "else" and rest:
                self._report(tag, "syntax-unexpected", got=rest)
        elif name in _ENDS.values():
            self._close(tag, name)
        elif name in self._refused:
            self._replace(tag, "")
        else:
            from kotacerdas.nearest import nearest  # noqa: PLC0415 - only mistakes need it

            known = [*_ENDS, *_ENDS.values(), *_INNER]
            self._report(tag, "no-such-tag", name=name, suggestion=nearest(name, known))

    def _close(self, tag: TagText, name: str) -> None:
        if not any(block.end == name for block in self._open):
            self._report(tag, "stray-tag", name=name)
            return
        ends = ""
        while True:
            block = self._open.pop()
            ends += self._block(_end(block))
            if block.end == name:
                break
            self._lose(block)
        if ends != self._block(name):
            self._replace(tag, ends)

    def _lose(self, block: _Open) -> None:
        self.found.append(Problem("never-closed", block.line, {"name": block.name, "end": block.end}))

    def _report(self, tag: TagText, code: str, **details: object) -> None:
        self.found.append(Problem(code, tag.line, details))
        self._replace(tag, "")

    def _replace(self, tag: TagText, text: str) -> None:
        self.guessed |= set(re.findall(r"\w+", tag.inside))
        self._instead.append((tag, text))

    def _block(self, inside: str) -> str:
        start, stop = self._marks.block
        return f"{start} {inside} {stop}"

    def _is_sound(self, text: str, tag: TagText) -> bool:
        """Whether a tag can be read; what is wrong with it is kept."""
        try:
            self._parse(text)
        except TemplateSyntaxError as error:
            self.found.append(syntax_problem(error, tag.line))
        except RecursionError:
            self.found.append(Problem("too-deep", tag.line))
        except ValueError:  # a number that Python does not read
            self.found.append(Problem("too-large", tag.line))
        else:
            return True
        return False


def _end(block: _Open) -> str:
    return "endif" if block.is_broken else block.end
