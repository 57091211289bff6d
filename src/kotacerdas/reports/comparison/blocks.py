"""The blocks that a comparison is told in, as text and as Markdown: headings, tables; a string is a paragraph, a list of them a list."""

from collections.abc import Iterable
from typing import NamedTuple

from kotacerdas.languages.text import outgoing
from kotacerdas.reports.page import NOTHING, Page, table, wrapped


class Heading(NamedTuple):
    """A heading; 1 is the title of the whole."""

    text: str
    level: int


class Table(NamedTuple):
    """What is compared, both its values, and the difference, row by row under their heads."""

    head: tuple[str, str, str, str]
    rows: list[tuple[str, str, str, str]]


Block = Heading | Table | str | list[str]


def as_text(blocks: Iterable[Block], page: Page) -> str:
    """Blocks of a comparison as text for people, in lines of at most the page's width."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            is_section = block.level <= 2  # noqa: PLR2004 - deeper ones stand inside a section
            lines += [""] if is_section and lines else []
            heading = wrapped(block.text, page.width, "" if is_section else "  ")
            lines += [page.paint("strong", line) for line in heading]
        elif isinstance(block, Table):
            lines += _table_as_text(block, page)
        elif isinstance(block, str):
            lines += wrapped(block, page.width, "  ")
        else:
            for item in block:
                lines += wrapped(item, page.width, "  - ", "    ")
    return page.finished("\n".join(lines) + "\n")


def _table_as_text(block: Table, page: Page) -> list[str]:
    """The block of a table as text in columns; in sentences where they would be wider than the page."""
    rows = [[" ".join(cell.split()) for cell in row] for row in (block.head, *block.rows)]
    lines = [f"  {line}".rstrip() for line in table(rows, right=(1, 2, 3))]
    if max(map(len, lines)) <= page.width:
        return lines
    lines = []
    for name, old, new, growth in rows[1:]:
        more = f" ({growth})" if growth != NOTHING else ""
        lines += wrapped(f"{name}: {old} → {new}{more}", page.width, "  - ", "    ")
    return lines


def as_markdown(blocks: Iterable[Block]) -> str:
    """Blocks of a comparison as Markdown, in which any text is only that text."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            parts.append(f"{'#' * block.level} {_escaped(block.text)}")
        elif isinstance(block, Table):
            rows = [[_escaped(cell) or " " for cell in row] for row in (block.head, *block.rows)]
            head, *rest = (f"| {' | '.join(row)} |" for row in rows)
            parts.append("\n".join([head, "|---|---:|---:|---:|", *rest]))
        elif isinstance(block, str):
            parts.append(_escaped(block))
        else:
            parts.append("\n".join(f"- {_escaped(item)}" for item in block))
    return outgoing("\n\n".join(parts) + "\n")


def _escaped(text: str) -> str:
    """The text of a block in one line that Markdown shows as it is."""
    from kotacerdas.templating.markdown import escape  # noqa: PLC0415 - other formats need no Jinja

    return escape(" ".join(text.split()))
