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
    yield f"{messages.text('package.page.first')}.html", _front_page(planned, listed, made, messages)
    for of_one in listed:
        yield _path(of_one, messages), _folder_page(of_one, made, messages)


def _path(subjects: Sequence[Subject], messages: Messages) -> str:
    """The path of the page in the folder of these questions, or of a quick win."""
    return f"{subjects[0].folder.path}/{messages.text('package.page.list')}.html"


def _front_page(
    planned: Plan, folders: Iterable[list[Subject]], made: Iterable[tuple[str, str]], messages: Messages
) -> bytes:
    """The page at the top of a package: what is in it, where to begin, and the way to every folder."""
    index, text, name = planned.contents, messages.text, messages.text("package.index-name")
    about = text("package.page.about", title=index.evaluation_title, day=messages.date(index.as_of))
    starts = [
        (f"00_{name}.xlsx", text("package.page.excel")),
        (f"00_{name}.docx", text("package.page.word")),
        *((path, shown) for path, shown in made if path.count("/") == 1),
    ]
    lines = [
        _element("p", about),
        _element("p", text("package.counts", files=index.file_count, links=index.link_count)),
        f"<p><strong>{escape(text('package.page.unzip'))}</strong></p>",
        _element("h2", text("package.page.start")),
        *_list(_link(path, shown) for path, shown in starts),
    ]
    for group, of_group in groupby(folders, lambda subjects: subjects[0].group):
        links = []
        for subjects in of_group:
            codes = {entry.code for subject in subjects for entry in subject.entries}
            links.append(f"{_link(_path(subjects, messages), _title(subjects))} ({len(codes)})")
        lines += [_element("h2", group), *_list(links)]
    lines += [_element("h2", text("package.page.whole")), _element("p", text("package.page.check"))]
    return _page(text("package.page.title", city=index.city.name, year=index.year), lines, messages)


def _folder_page(subjects: Sequence[Subject], made: Iterable[tuple[str, str]], messages: Messages) -> bytes:
    """The page of a folder: each of its questions, or the quick win, and where the papers lie that prove it."""
    folder, lines = subjects[0].folder.path, list[str]()
    for subject in subjects:
        if not subject.is_quick_win:
            lines.append(_element("h2", f"{subject.code} {subject.asks}".strip() or subject.group))
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
        lines += _list(papers) or [_element("p", messages.text("package.state.none"))]
    return _page(_title(subjects), lines, messages)


def _title(subjects: Sequence[Subject]) -> str:
    """The title of a folder's page: the code and the name of its questions, or the name of the quick win."""
    one = subjects[0]
    return " ".join(filter(None, ["" if one.is_quick_win else one.folder.code, one.name or one.group]))


def _link(target: str, shown: str, start: str = "") -> str:
    """A link of a page in the folder `start` to a path in the package, or to the web; the text alone where it leads nowhere."""
    if "://" not in target:
        target = quote(relpath(target, start or ".")) if target else ""
    return f'<a href="{escape(target)}">{escape(shown)}</a>' if target else escape(shown)


def _element(tag: str, text: str) -> str:
    """A heading or a paragraph of a page."""
    return f"<{tag}>{escape(text)}</{tag}>"


def _list(items: Iterable[str]) -> list[str]:
    """A list of a page, nothing where there are no items."""
    listed = [f"<li>{item}</li>" for item in items]
    return ["<ul>", *listed, "</ul>"] if listed else []


def _page(title: str, lines: Iterable[str], messages: Messages) -> bytes:
    """A page of the package as a whole."""
    body = "\n".join([_element("h1", title), *lines])
    return (
        f'<!doctype html>\n<html lang="{messages.language}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n{body}\n</html>\n"
    ).encode()
