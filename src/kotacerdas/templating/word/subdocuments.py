"""The body of another .docx put into a Word document, with what that needs: styles, lists, pictures and other parts.

A style is taken over where the document has none of that name. What leads to notes or comments of its own file is refused,
and so are tags, which nobody would fill in.
"""

import copy
import posixpath
from functools import cache
from typing import Final

from lxml import etree

from kotacerdas.templating.jinja.failures import Position, TagFailed, TemplateFailed
from kotacerdas.templating.word import container, ooxml
from kotacerdas.templating.word.additions import OFFICE, Additions
from kotacerdas.templating.word.flat import in_story
from kotacerdas.templating.word.ooxml import Element, W
from kotacerdas.templating.word.paragraphs import TAG_SIGN, clean_paragraphs

_CHOICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_REFUSED: Final = {
    f"{W}footnoteReference": "footnote",
    f"{W}endnoteReference": "footnote",
    f"{W}commentReference": "comment",
    f"{W}sectPr": "section",
}
_STYLED: Final = ooxml.word_tags("pStyle rStyle tblStyle basedOn next link")
_UNWANTED: Final = ooxml.word_tags("nsid styleLink lvlPicBulletId dataBinding")
"""What ties something to another part of its file, and nobody misses."""


class Subdocument:
    """A .docx whose body can be put into a document. Raises TagFailed or TemplateFailed for one that cannot."""

    def __init__(self, name: str, content: bytes, additions: Additions) -> None:
        """Read the subdocument, and see that all of its body can be taken over."""
        self._additions = additions
        try:
            self._source = container.read(content)
            root = self._source.parse(self._source.main)
        except TemplateFailed as failed:
            raise TemplateFailed(
                each._replace(position=Position(file=f"{name} {each.position.file}".strip()))
                for each in failed.problems
            ) from failed
        if root.tag != f"{W}document":
            raise ooxml.unusable("strict-format", Position(file=name))
        body = root.find(f"{W}body")
        for section in [] if body is None else body.findall(f"{W}sectPr"):
            ooxml.remove(section)
        text = "".join(each.text or "" for each in root.iter(f"{W}t"))
        kinds = [_REFUSED[each.tag] for each in root.iter(*_REFUSED)]
        if kinds or self._source.links or TAG_SIGN.search(text) or next(in_story(root), None):
            raise TagFailed("subdocument-holds", name=name, kind=kinds[0] if kinds else "tag")
        is_drawn = next(root.iter(*ooxml.word_tags("drawing pict object")), None) is not None
        if body is None or not (text.strip() or is_drawn):
            raise TagFailed("subdocument-empty", name=name)
        clean_paragraphs(root)
        self._markup = etree.tostring(body)
        self._folder = additions.folder_for(name, [*self._source.parts.values(), self._markup])
        self._source.roots.clear()
        self._links = self._source.relationships(self._source.main)
        types = ooxml.parse_xml(self._source.parts[container.CONTENT_TYPES], container.CONTENT_TYPES)
        self._types = {
            (each.get("PartName") or f".{each.get('Extension')}").lower(): each.get("ContentType")
            for each in types
        }
        self._known = cache(self._by_id)
        self._styles: dict[str, str] = {}
        self._lists_of_styles: dict[str, str] = {}

    def placed(self, part: str) -> str:
        """The body of the subdocument as markup in a part; its lists begin anew."""
        body = etree.fromstring(self._markup)
        self._take_over(body, {})
        for element in body.iter(etree.Element):
            for name, value in element.attrib.items():
                if name.startswith(f"{{{OFFICE}}}"):
                    element.set(name, self._related(value, part))
        for drawn in body.iter(ooxml.DRAWN):
            drawn.set("id", str(self._additions.next_number("drawn")))
        numbers: dict[str, int] = {}
        for mark in list(body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
            identifier, name = mark.get(f"{W}id", ""), mark.get(f"{W}name")
            if name is not None:
                numbers[identifier] = self._additions.bookmark_id(ooxml.flat(name))
            mark.set(f"{W}id", str(numbers.get(identifier, 0)))
            if not numbers.get(identifier):
                ooxml.remove(mark)
        kept = {prefix for choice in body.iter(_CHOICE) for prefix in choice.get("Requires", "").split()}
        etree.cleanup_namespaces(body, keep_ns_prefixes=sorted(kept))
        return "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in body)

    def _take_over(self, element: Element, lists: dict[str, str]) -> None:
        """Let what the subdocument says of styles and lists name those of the document."""
        controls = (each for control in element.iter(f"{W}sdtPr") for each in control.iterchildren(f"{W}id"))
        for unwanted in [*element.iter(*_UNWANTED), *controls]:
            ooxml.remove(unwanted)
        for styled in element.iter(*_STYLED):
            styled.set(f"{W}val", self._style(styled.get(f"{W}val", "")))
        for listed in element.iter(f"{W}numId"):
            listed.set(f"{W}val", self._list(listed.get(f"{W}val", ""), lists))

    def _copy_of(self, kind: str, name: str, identifier: str) -> Element:
        """A copy of a style or list of the subdocument; None if it has none such."""
        return copy.deepcopy(self._known(kind, name).get(identifier))

    def _by_id(self, kind: str, name: str) -> dict[str, Element]:
        """The styles or lists of the subdocument by their ids."""
        return {each.get(f"{W}{name}Id"): each for each in self._source.elements(kind, name)}

    def _style(self, identifier: str) -> str:
        """The id in the document of a style of the subdocument, added there if it has none of that name."""
        style = None if identifier in self._styles else self._copy_of("styles", "style", identifier)
        if style is not None:
            name = ooxml.value_at("name", style) or identifier
            is_known, self._styles[identifier] = self._additions.style_id(name, identifier)
            if not is_known:
                style.set(f"{W}styleId", self._styles[identifier])
                style.attrib.pop(f"{W}default", None)
                self._take_over(style, self._lists_of_styles)
                self._additions.add("styles", style)
        return self._styles.get(identifier, identifier)

    def _list(self, identifier: str, lists: dict[str, str]) -> str:
        """The id in the document of a list of the subdocument, which is added there; 0, which is none, for none."""
        listed = None if identifier in lists else self._copy_of("numbering", "num", identifier)
        kind = None if listed is None else listed.find(f"{W}abstractNumId")
        if listed is not None and kind is not None:
            levels = self._copy_of("numbering", "abstractNum", kind.get(f"{W}val", ""))
            if levels is not None:
                lists[identifier] = number = self._additions.next_list()
                for element, name in ((levels, "abstractNumId"), (listed, "numId"), (kind, "val")):
                    element.set(f"{W}{name}", number)
                self._take_over(levels, lists)
                self._additions.add("numbering", levels)
                self._additions.add("numbering", listed)
        return lists.get(identifier, "0")

    # --- other parts ---------------------------------------------------------------------------

    def _related(self, identifier: str, part: str) -> str:
        """The id by which a part of the document has what a relationship of the subdocument leads to."""
        link = self._links.get(identifier)
        if link is None:
            return ""
        if link.get("TargetMode") == "External":  # a link, for nothing else may lead elsewhere
            return self._additions.relate(part, "hyperlink", link.get("Target", ""))
        target = self._copied(_target(self._source.main, link))
        from_there = posixpath.relpath(target, posixpath.dirname(part))
        return self._additions.relate(part, link.get("Type", ""), from_there)

    def _copied(self, part: str) -> str:
        """The name in the document of a part of the subdocument, which is added there with all that it leads to."""
        name = f"{self._folder}/{part}"
        if part in self._source.parts and not self._additions.has(name):
            ending = posixpath.splitext(part)[1]
            type_ = self._types.get(f"/{part}".lower()) or self._types.get(ending.lower(), "")
            self._additions.part(name, self._source.parts[part], type_)
            links = self._source.relationships(part)
            for link in links.values():
                if link.get("TargetMode") != "External":
                    link.set("Target", f"/{self._copied(_target(part, link))}")
            if links:
                self._additions.part(
                    ooxml.rels_of(name), ooxml.xml_of(next(iter(links.values())).getparent()), ""
                )
        return name


def _target(part: str, link: Element) -> str:
    """The name of the part that a relationship of a part of the subdocument leads to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), link.get("Target", "")))[1:]
