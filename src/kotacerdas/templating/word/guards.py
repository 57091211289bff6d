"""Guards at the cells, rows and tables that tags could leave empty.

Word calls a file corrupt that has a cell without a paragraph at its end, a row without cells, or a table
without rows. Where tags can take these away, a guard stands, and the output is looked at there.
"""

import re
from collections.abc import Container
from typing import Final

from lxml import etree

from kotacerdas.templating.word.marks import Tags, blocks_opened, is_mark
from kotacerdas.templating.word.ooxml import Element, W, word_tags

_GUARD: Final = "kc-guard"
_ROW, _TABLE = "row", "table"
_HOLDERS: Final = word_tags("tc hdr ftr footnote endnote comment txbxContent sdtContent")
"""What must hold a paragraph; a cell as the last thing in it."""
_BLOCK_HOLDERS: Final = (f"{W}body", *_HOLDERS[:-1])
_LAST_GUARD: Final = f"<?{_GUARD} last?>"
_PARAGRAPH_END: Final = "</w:p>"
_INSIDE: Final = {_ROW: re.compile(r"<w:tc[ >/]"), _TABLE: re.compile(r"<w:tr[ >/]")}
"""By what a row and a table are known not to be empty."""
_EMPTY: Final = [
    re.compile(rf"<\?{_GUARD} {kind}\?>(?:(?!{inside.pattern}|<\?).)*<\?{_GUARD} {kind}-end\?>", re.DOTALL)
    for kind, inside in _INSIDE.items()
]
_BOUNDS: Final = re.compile(rf"<\?{_GUARD} (?:{_ROW}|{_TABLE})(?:-end)?\?>")


def put_guards(root: Element, tags: Tags) -> None:
    """Put guards around rows and tables, and at the ends of cells, that may be left empty."""
    for name, kind, inner in (("tr", _ROW, "tc"), ("tbl", _TABLE, "tr")):
        for element in list(root.iter(f"{W}{name}")):
            if not _holds(element, tags, word_tags(f"{inner} sdt")):
                element.addprevious(etree.ProcessingInstruction(_GUARD, kind))
                element.addnext(etree.ProcessingInstruction(_GUARD, f"{kind}-end"))
    for holder in root.iter(*_HOLDERS):
        if holder.tag == f"{W}sdtContent" and holder.getparent().getparent().tag not in _BLOCK_HOLDERS:
            continue
        depth = 0
        is_sound = is_guarded = False
        for child in holder:
            if is_mark(child):
                tag = tags.at(child)
                depth += blocks_opened(tag)
                is_guarded = child.target == _GUARD and child.text == _TABLE
                is_sound = is_sound and (tag is None or tag.is_block)  # what is printed may be a table
            elif child.tag == f"{W}tbl":
                is_sound = not depth and not is_guarded and holder.tag != f"{W}tc"
            elif child.tag in {f"{W}p", f"{W}sdt"}:
                is_sound = not depth
        if not is_sound:
            holder.append(etree.ProcessingInstruction(_GUARD, "last"))


def _holds(element: Element, tags: Tags, inner: Container[str]) -> bool:
    """Whether a row or table needs no guard, since it holds something that no tag takes away."""
    depth = 0
    is_guarded = False
    for child in element:
        if is_mark(child):
            depth += blocks_opened(tags.at(child))
            is_guarded = child.target == _GUARD and child.text == _ROW
        elif child.tag in inner and not depth and not is_guarded:
            return True
    return False


class GuardedOutput:
    """The output of a part, in which guards are looked at and taken out, piece by piece."""

    def __init__(self) -> None:
        self._held = ""
        self._is_after_paragraph = False

    def mended(self, text: str, *, is_last: bool = False) -> str:
        """The output of a part up to the first guard that is not decided yet; rows and tables that tags left empty are left out."""
        text, self._held = self._held + text, ""
        if f"<?{_GUARD}" in text:
            for empty in _EMPTY:
                text = empty.sub("", text)
            if not is_last:
                text, self._held = _decided(text)
            text = _BOUNDS.sub("", text)
            if self._is_after_paragraph:
                text = text.removeprefix(_LAST_GUARD)
        self._is_after_paragraph = text.endswith(_PARAGRAPH_END) or (not text and self._is_after_paragraph)
        text = text.replace(f"{_PARAGRAPH_END}{_LAST_GUARD}", _PARAGRAPH_END)
        return text.replace(_LAST_GUARD, "<w:p></w:p>")


def _decided(text: str) -> tuple[str, str]:
    """The output up to a guarded row or table that may yet be empty, and what begins there."""
    limit = len(text)
    for kind, inside in _INSIDE.items():
        start = text.rfind(f"<?{_GUARD} {kind}?>", 0, limit)
        if start >= 0 and not inside.search(text, start, limit):
            limit = start
    return text[:limit], text[limit:]
