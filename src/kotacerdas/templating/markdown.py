"""Markdown from a Jinja template: CommonMark with tables and footnotes, as git hosts show it.

Whatever text a dossier holds comes out as that text: what could mean something to a Markdown parser is escaped,
and what cannot is left as it is, so that the source reads well too.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from kotacerdas.templating.jinja.failures import Problem
from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.jinja.sandbox import Sandbox
from kotacerdas.templating.jinja.values import Fragment, Words
from kotacerdas.templating.link_addresses import address

_LINE_END: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_UNFIT: Final = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SIGNS: Final = re.compile(
    r"[\\`*_{\[\]<|~#@$]"  # mean something anywhere
    r"|&(?! )"  # an entity
    r"|/(?<=//)|\.(?=[^\W\d_])"  # an address that would become a link
    r"|!\Z"  # a picture, if a link follows
)
_START: Final = re.compile(r"[-+=>:.()/]|\d{1,9}[.)](?!\S)", re.ASCII)
"""What means something at the start of a line, or after what stands before."""
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_IN_ADDRESS: Final = re.compile(r"[&()\[\]$]")
_IN_ATTRIBUTE: Final = re.compile(r"[&<>\"|`$\\]")
_MM_PER_PIXEL: Final = 25.4 / 96
_MOST: Final = 15_000_000
"""Characters of a document, which is held whole."""
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")


def escape(text: str) -> str:
    """Make any text safe wherever inline Markdown can stand in a template: in a paragraph, heading, list or table.

    Line breaks become `<br>`; those at either end are dropped. What no document can hold becomes U+FFFD.
    """
    text = _plain(text)
    start = end = ""
    if text[-1:].isspace() or text.endswith("\\"):  # a parser strips the one, a cell's bar takes the other
        end, text = _reference(text[-1]), text[:-1]
    if text[:1].isspace():
        start, text = _reference(text[0]), text[1:]
    elif match := _START.match(text):
        start, text = _escaped(match), text[match.end() :]
    return start + _SIGNS.sub(_escaped, text).replace("\n", "<br>") + end


def _plain(text: str) -> str:
    """A text with one kind of line break, none at its ends, and nothing that no document can hold."""
    return _UNFIT.sub("\ufffd", _LINE_END.sub("\n", text)).strip("\n")


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


def _escaped(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}\\{match[0][-1]}"


def _in_link(match: re.Match[str]) -> str:
    """A sign of an address so that it ends no link and begins nothing."""
    return "&amp;" if match[0] == "&" else f"%{ord(match[0]):02X}"


class Template:
    """A template in Markdown, of which nothing is left out."""

    notes: Sequence[Problem] = ()

    def __init__(self, source: str) -> None:
        self._source = source

    def problems(self, shape: type | None, words: Words) -> list[Problem]:
        """Everything that is wrong with the Markdown template and can be found without rendering.

        `shape` is the record of the names that templates see; without it names are not looked at.
        """
        return _Rendering(str, words).sandbox.problems(self._source, shape)

    def render(self, values: Mapping[str, object], link_to: Callable[[str], str], words: Words) -> str:
        """The Markdown document with these values.

        `link_to` gives the address of a file of the dossier by its path. Blank lines beyond one are dropped.
        Raises TemplateFailed, with the line of the tag, for whatever goes wrong in the template.
        """
        rendering = _Rendering(link_to, words)
        text = "".join(rendering.sandbox.stream(self._source, values))
        return _BLANK_LINES.sub("\n\n", text + rendering.notes()).strip("\n") + "\n"


class _Rendering:
    """One rendering: the functions that templates can call, and what they count."""

    def __init__(self, link_to: Callable[[str], str], words: Words) -> None:
        """Begin to count the captions, anchors and footnotes of a Markdown document."""
        self._link_to = link_to
        self._counters: Counter[str] = Counter()
        self._anchors: dict[str, str] = {}
        self._notes: list[str] = []
        functions: list[Callable[..., object]] = [self.count, self.caption_number, self.link, self.bookmark]
        functions += [self.picture, self.footnote]
        self.sandbox = Sandbox(
            escape,
            {function.__name__: function for function in functions},
            words,
            Meter(printed=_MOST),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def notes(self) -> str:
        """The footnotes, to stand at the end."""
        return "".join(f"\n\n[^{number}]: {text}" for number, text in enumerate(self._notes, 1))

    def count(self, name: str) -> int:
        """The next whole number of a counter, from 1."""
        self._counters[name] += 1
        return self._counters[name]

    def caption_number(self, label: str) -> int:
        """The number of a caption, counted for each label."""
        return self.count(f"caption {label}")

    def link(self, text: object, href: object) -> Fragment:
        """A link in Markdown; only the text where the address is none that may be followed."""
        shown = self.sandbox.marked_up(text)
        to = address(self.sandbox.text_of(href))
        to = f"#{self._anchor(to[1:])}" if to.startswith("#") else _IN_ADDRESS.sub(_in_link, to)
        return Fragment(f"[{shown}]({to})" if to else shown)

    def bookmark(self, name: object) -> Fragment:
        """Mark the place to which a link to `#name` leads."""
        return Fragment(f'<a id="{self._anchor(self.sandbox.text_of(name))}"></a>')

    def _anchor(self, name: str) -> str:
        """The anchor of a bookmark in Markdown: small letters, digits and hyphens, a different one for each name."""
        if name not in self._anchors:
            plain = _NO_WORD.sub("-", name.lower()).strip("-") or "x"
            number = self.count(f"anchor {plain}")
            self._anchors[name] = plain if number == 1 else f"{plain}--{number}"
        return self._anchors[name]

    def picture(
        self,
        path: str,
        width_mm: float = 80,
        alt: object = "",
        height_mm: float | None = None,  # noqa: ARG002 - without opening the picture only one measure can be kept
    ) -> Fragment:
        """A picture of the dossier in Markdown, with the words that stand for it."""
        to = address(self._link_to(path)) if path else ""
        if not to:
            return Fragment(self.sandbox.marked_up(alt))
        described = _IN_ATTRIBUTE.sub(
            lambda sign: _reference(sign[0]), _plain(self.sandbox.text_of(alt)).replace("\n", " ")
        )
        width = round(width_mm / _MM_PER_PIXEL)
        return Fragment(f'<img src="{_IN_ADDRESS.sub(_in_link, to)}" alt="{described}" width="{width}">')

    def footnote(self, text: object) -> Fragment:
        """The mark of a footnote in Markdown, whose text stands at the end."""
        shown = self.sandbox.marked_up(text)
        self.sandbox.meter.spend(len(shown))
        self._notes.append(shown)
        return Fragment(f"[^{len(self._notes)}]")
