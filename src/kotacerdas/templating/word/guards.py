"""Guards at the cells, rows and tables that tags could leave empty.

Word calls a file corrupt that has a cell without a paragraph at its end, a row without cells, or a table
without rows. Where tags can take these away, a guard stands, and the output is looked at there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from kotacerdas.templating.word.marks import blocks_opened, is_mark
from kotacerdas.templating.word.ooxml import Element, W

if TYPE_CHECKING:
    from kotacerdas.templating.word.marks import Tag

_GUARD: Final = "kc-guard"
_ROW, _ROW_END, _TABLE, _TABLE_END, _LAST = "row", "row-end", "table", "table-end", "last"
_HOLDERS: Final = tuple(
    f"{W}{name}"
    for name in ("tc", "hdr", "ftr", "footnote", "endnote", "comment", "txbxContent", "sdtContent")
)
"""What must hold a paragraph; a cell as the last thing in it."""
_BLOCK_HOLDERS: Final = (f"{W}body", *_HOLDERS[:-1])
_PARAGRAPH_END: Final = "</w:p>"
_CELL: Final = re.compile(r"<w:tc[ >/]")
_ROW_START: Final = re.compile(r"<w:tr[ >/]")
_EMPTY_ROW: Final = re.compile(
    rf"<\?{_GUARD} {_ROW}\?>(?:(?!<w:tc[ >/]|<\?).)*<\?{_GUARD} {_ROW_END}\?>", re.DOTALL
)
_EMPTY_TABLE: Final = re.compile(
    rf"<\?{_GUARD} {_TABLE}\?>(?:(?!<w:tr[ >/]|<\?).)*<\?{_GUARD} {_TABLE_END}\?>", re.DOTALL
)
_BOUNDS: Final = re.compile(rf"<\?{_GUARD} (?:{_ROW}|{_ROW_END}|{_TABLE}|{_TABLE_END})\?>")


def put_guards(root: Element, tags: list[Tag]) -> None:
    """Put guards around rows and tables, and at the ends of cells, that may be left empty."""
    for row in list(root.iter(f"{W}tr")):
        if not _holds(row, tags, f"{W}tc", f"{W}sdt"):
            _surround(row, _ROW, _ROW_END)
    for table in list(root.iter(f"{W}tbl")):
        if not _holds(table, tags, f"{W}tr", f"{W}sdt"):
            _surround(table, _TABLE, _TABLE_END)
    for holder in root.iter(*_HOLDERS):
        if holder.tag == f"{W}sdtContent" and holder.getparent().getparent().tag not in _BLOCK_HOLDERS:
            continue
        depth = 0
        is_sound = is_guarded = False
        for child in holder:
            if is_mark(child):
                depth += blocks_opened(child, tags)
                is_guarded = child.target == _GUARD and child.text == _TABLE
            elif child.tag == f"{W}tbl":
                is_sound = not depth and not is_guarded and holder.tag != f"{W}tc"
            elif child.tag in {f"{W}p", f"{W}sdt"}:
                is_sound = not depth
        if not is_sound:
            holder.append(etree.ProcessingInstruction(_GUARD, _LAST))


def _holds(element: Element, tags: list[Tag], *kinds: str) -> bool:
    """Whether a row or table holds something that no tag takes away."""
    depth = 0
    is_guarded = False
    for child in element:
        if is_mark(child):
            depth += blocks_opened(child, tags)
            is_guarded = child.target == _GUARD and child.text == _ROW
        elif child.tag in kinds and not depth and not is_guarded:
            return True
    return False


def _surround(element: Element, start: str, end: str) -> None:
    element.addprevious(etree.ProcessingInstruction(_GUARD, start))
    element.addnext(etree.ProcessingInstruction(_GUARD, end))


class GuardedOutput:
    """The output of a part, in which guards are looked at and taken out, piece by piece."""

    def __init__(self) -> None:
        self._held = ""
        self._is_after_paragraph = False

    def mended(self, text: str, *, is_last: bool = False) -> str:
        """The output up to where it is known what each guard found; empty rows and tables are left out."""
        text = self._held + text
        self._held = ""
        if f"<?{_GUARD}" not in text:
            self._is_after_paragraph = text.endswith(_PARAGRAPH_END) or (
                not text and self._is_after_paragraph
            )
            return text
        row, table, last = (f"<?{_GUARD} {kind}?>" for kind in (_ROW, _TABLE, _LAST))
        text = _EMPTY_TABLE.sub("", _EMPTY_ROW.sub("", text))
        if not is_last:
            open_at = text.rfind(row)
            limit = len(text) if open_at < 0 or _CELL.search(text, open_at) else open_at
            open_at = text.rfind(table, 0, limit)
            if open_at >= 0 and not _ROW_START.search(text, open_at, limit):
                limit = open_at
            text, self._held = text[:limit], text[limit:]
        text = _BOUNDS.sub("", text)
        if text.startswith(last) and self._is_after_paragraph:
            text = text.removeprefix(last)
        self._is_after_paragraph = text.endswith(_PARAGRAPH_END) or (not text and self._is_after_paragraph)
        text = text.replace(f"{_PARAGRAPH_END}{last}", _PARAGRAPH_END)
        return text.replace(last, "<w:p></w:p>")
