"""The pages of an evidence package that any browser opens: what to read first, and what proves the questions of a folder."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from posixpath import relpath
from typing import Final
from urllib.parse import quote

from kotacerdas.deliverables.package.plan import Plan
from kotacerdas.deliverables.package.records import Subject
from kotacerdas.languages.messages import Messages

_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}li{margin:.25em 0}code{color:#555}"
)


def pages(planned: Plan, made: Sequence[tuple[str, str]], messages: Messages) -> Iterator[tuple[str, bytes]]:
    """The pages of a package by path: the one at its top, and one in every folder.

    `made` are the reports that lie in the package, by path, each with its title.
    """
    folders = [list(alike) for _, alike in groupby(planned.subjects, lambda subject: subject.folder.path)]
    listed = [of_one for of_one in folders if any(one.code or one.entries or one.excluded for one in of_one)]
    yield f"{messages.text('package.page.first')}.html", _first(planned, listed, made, messages)
    for of_one in listed:
        yield _page_of(of_one, messages), _of_folder(of_one, made, messages)


def _page_of(subjects: Sequence[Subject], messages: Messages) -> str:
    """The path of the page in the folder of these questions, or of a quick win."""
    return f"{subjects[0].folder.path}/{messages.text('package.page.list')}.html"


def _first(
    planned: Plan, folders: Iterable[list[Subject]], made: Iterable[tuple[str, str]], messages: Messages
) -> bytes:
    """The page at the top of a package: what is in it, where to begin, and the way to every folder."""
    index = planned.contents
    title = messages.text("package.page.title", city=index.city.name, year=index.year)
    lines = [
        f"<p>{escape(messages.text('package.page.about', title=index.evaluation_title, day=messages.date(index.as_of)))}</p>",
        f"<p>{escape(messages.text('package.counts', files=index.file_count, links=index.link_count))}</p>",
        f"<p><strong>{escape(messages.text('package.page.unzip'))}</strong></p>",
    ]
    name = messages.text("package.index-name")
    starts = [
        (f"00_{name}.xlsx", messages.text("package.page.excel")),
        (f"00_{name}.docx", messages.text("package.page.word")),
    ]
    tops = [(path, shown) for path, shown in made if path.count("/") == 1]
    lines += [
        _heading(messages.text("package.page.start")),
        *_list(_link(path, shown) for path, shown in [*starts, *tops]),
    ]
    for group, of_group in groupby(folders, lambda subjects: subjects[0].group):
        links = []
        for subjects in of_group:
            one = subjects[0]
            codes = {entry.code for subject in subjects for entry in subject.entries}
            code = "" if one.is_quick_win else one.folder.code
            shown = " ".join(filter(None, [code, one.name or group]))
            links.append(f"{_link(_page_of(subjects, messages), shown)} ({len(codes)})")
        lines += [_heading(group), *_list(links)]
    lines += [
        _heading(messages.text("package.page.whole")),
        f"<p>{escape(messages.text('package.page.check'))}</p>",
    ]
    return _page(title, lines, messages)


def _of_folder(subjects: Sequence[Subject], made: Iterable[tuple[str, str]], messages: Messages) -> bytes:
    """The page of a folder: each of its questions, or the quick win, and where the papers lie that prove it."""
    folder, lines = subjects[0].folder.path, list[str]()
    for subject in subjects:
        heading = subject.asks if subject.is_quick_win else f"{subject.code} {subject.asks}".strip()
        if len(subjects) > 1 or not subject.is_quick_win:
            lines.append(_heading(heading or subject.group))
        lines += _list(
            _link(path, shown, folder) for path, shown in made if path.rpartition("/")[0] == folder
        )
        papers = [
            f"{_link(entry.link, entry.document.title, '' if entry.link != entry.path else folder)}"
            f" – {escape(entry.document.type_name)} <code>{escape(entry.code)}</code>"
            for entry in subject.entries
        ]
        papers += [
            f"{escape(left.document.title)} <code>{escape(left.document.id)}</code>: {escape(left.reason)}"
            for left in subject.excluded
        ]
        lines += _list(papers) or [f"<p>{escape(messages.text('package.state.none'))}</p>"]
    one = subjects[0]
    title = " ".join(filter(None, ["" if one.is_quick_win else one.folder.code, one.name or one.group]))
    return _page(title, lines, messages)


def _link(target: str, shown: str, start: str = "") -> str:
    """A link of a page in the folder `start` to a path in the package, or to the web; the text alone where it leads nowhere."""
    if "://" not in target:
        target = quote(relpath(target, start or ".")) if target else ""
    return f'<a href="{escape(target)}">{escape(shown)}</a>' if target else escape(shown)


def _heading(text: str) -> str:
    """A heading of a page."""
    return f"<h2>{escape(text)}</h2>"


def _list(items: Iterable[str]) -> list[str]:
    """A list of a page, nothing where there are no items."""
    listed = [f"<li>{item}</li>" for item in items]
    return ["<ul>", *listed, "</ul>"] if listed else []


def _page(title: str, lines: Iterable[str], messages: Messages) -> bytes:
    """A page of the package as a whole."""
    body = "\n".join([f"<h1>{escape(title)}</h1>", *lines])
    return (
        f'<!doctype html>\n<html lang="{messages.language}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n{body}\n</html>\n"
    ).encode()
