"""The parts of a .docx beside its body, and the package they make.

Nothing here depends on a clock, a version or a machine: the same source gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from markup import (
    DEEP_GREEN,
    DEEP_RED,
    GOLD,
    GREY,
    INK,
    LINK,
    NAVY,
    PALE,
    PALE_GOLD,
    RULE,
    TAB,
    TEAL,
    Page,
    call,
    inline,
    paragraph,
    row,
    run,
    tag,
)

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    f' xmlns:r="{_OFFICE}/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
LOCALES: Final = {"id": "id-ID", "en": "en-GB"}


class Part(NamedTuple):
    """A part: its name in the package, the end of its content type, its text."""

    name: str
    kind: str
    text: str


class Letterhead(NamedTuple):
    """What stands above and below each page of a document.

    `title` is the name of the document; `government` what the heads call the government; `page_of` is the words
    before and between the numbers of pages.
    """

    government: str
    title: str
    foot: str
    draft_mark: str
    draft_line: str
    page_of: tuple[str, str]
    arms: str


# --- styles -----------------------------------------------------------------------------------------


def _style(
    identity: str,
    name: str,
    paragraph_properties: str = "",
    run_properties: str = "",
    *,
    based_on: str = "Normal",
    following: str = "",
    kind: str = "paragraph",
    priority: int = 99,
    is_own: bool = False,
) -> str:
    own = ' w:customStyle="1"' if is_own else ""
    return (
        f'<w:style w:type="{kind}"{own} w:styleId="{identity}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based_on}"/>' if based_on else "")
        + (f'<w:next w:val="{following}"/>' if following else "")
        + f'<w:uiPriority w:val="{priority}"/><w:qFormat/>'
        + (f"<w:pPr>{paragraph_properties}</w:pPr>" if paragraph_properties else "")
        + (f"<w:rPr>{run_properties}</w:rPr>" if run_properties else "")
        + "</w:style>"
    )


def _letters(size: float, colour: str = "", *, is_bold: bool = False, is_italic: bool = False) -> str:
    return (
        ("<w:b/>" if is_bold else "")
        + ("<w:i/>" if is_italic else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    )


def _spacing(before: int, after: int, line: int = 0) -> str:
    rule = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{rule}/>'


def _edge(side: str, colour: str, size: int = 4, space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


_KEEP: Final = "<w:keepNext/><w:keepLines/>"


def styles(language: str, page: Page, *, has_numbers: bool) -> Part:
    """The styles. `has_numbers`: headings are numbered."""

    def heading(level: int, properties: str, letters: str, *, numbered: bool = has_numbers) -> str:
        number = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>' if numbered else ""
        before, after = properties.split("|")
        return _style(
            f"Heading{level}",
            f"heading {level}",
            f'{_KEEP}{before}{number}{after}<w:outlineLvl w:val="{level - 1}"/>',
            letters,
            following="Normal",
            priority=9,
        )

    underline = f"<w:pBdr>{_edge('bottom', GOLD, 8, 5)}</w:pBdr>"
    dots = f'<w:tab w:val="right" w:leader="dot" w:pos="{page.text_width}"/>'
    small = _spacing(30, 30, 245)
    margins = (
        '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
    )
    lines = f"{_edge('top', NAVY, 8)}{_edge('bottom', NAVY, 8)}{_edge('insideH', RULE)}"
    return Part(
        "word/styles.xml",
        f"{_WORD}.styles+xml",
        f"{HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:eastAsia="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
        '<w:sz w:val="20"/><w:szCs w:val="20"/>'
        f'<w:lang w:val="{LOCALES[language]}" w:eastAsia="{LOCALES[language]}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        f"{_spacing(0, 120, 276)}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:rPr><w:color w:val="{INK}"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        + _style(
            "Title",
            "Title",
            f"{_KEEP}{_spacing(0, 120, 240)}",
            _letters(29, "FFFFFF", is_bold=True),
            priority=10,
        )
        + _style(
            "Subtitle", "Subtitle", f"{_KEEP}{_spacing(0, 120, 264)}", _letters(14, "FFFFFF"), priority=11
        )
        + heading(1, f"|{underline}{_spacing(440, 200, 252)}", _letters(16, NAVY, is_bold=True))
        + heading(2, f"|{_spacing(300, 120, 252)}", _letters(12.5, TEAL, is_bold=True))
        + heading(3, f"|{_spacing(220, 80, 252)}", _letters(10.5, NAVY, is_bold=True))
        + _style(
            "HeadingPlain",
            "Heading without number",
            '<w:pageBreakBefore/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr><w:spacing w:before="0"/><w:ind w:left="0" w:firstLine="0"/>',
            based_on="Heading1",
            following="Normal",
            is_own=True,
        )
        + _style(
            "TOCHeading",
            "TOC Heading",
            f"{_KEEP}<w:pageBreakBefore/>{underline}{_spacing(0, 240, 252)}",
            _letters(16, NAVY, is_bold=True),
            following="Normal",
            priority=39,
        )
        + _style(
            "TOC1",
            "toc 1",
            f'<w:tabs><w:tab w:val="left" w:pos="482"/>{dots}</w:tabs>{_spacing(120, 30, 252)}'
            '<w:ind w:left="482" w:hanging="482"/>',
            _letters(10, NAVY, is_bold=True),
            priority=39,
        )
        + _style(
            "TOC2",
            "toc 2",
            f'<w:tabs><w:tab w:val="left" w:pos="1077"/>{dots}</w:tabs>{_spacing(0, 20, 252)}'
            '<w:ind w:left="1077" w:hanging="595"/>',
            _letters(9.5),
            priority=39,
        )
        + _style(
            "Caption",
            "caption",
            f"{_KEEP}{_spacing(200, 80, 240)}",
            _letters(8.5, GREY, is_italic=True),
            priority=35,
        )
        + _style(
            "PictureCaption",
            "Picture caption",
            f'<w:keepLines/>{_spacing(60, 120, 240)}<w:jc w:val="left"/>',
            based_on="Caption",
            is_own=True,
        )
        + _style("Lead", "Lead", f"<w:keepNext/>{_spacing(0, 120, 276)}", _letters(10.5, GREY), is_own=True)
        + _style("Note", "Note", f"<w:keepLines/>{_spacing(80, 160, 252)}", _letters(8.5, GREY), is_own=True)
        + _style(
            "Gap",
            "Space after a table",
            '<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>',
            _letters(4),
            is_own=True,
        )
        + _style(
            "Hairline",
            "Hairline",
            '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
            _letters(1),
            is_own=True,
        )
        + _style(
            "Warning",
            "Warning",
            f"<w:keepLines/><w:pBdr>{_edge('left', DEEP_RED, 24, 8)}</w:pBdr>"
            f'<w:shd w:val="clear" w:color="auto" w:fill="FBECEC"/>{_spacing(80, 160, 264)}<w:ind w:left="200"/>',
            _letters(10, "7A1A1A"),
            is_own=True,
        )
        + _style("Signature", "Signature", f'{_KEEP}{_spacing(0, 0, 276)}<w:ind w:left="4990"/>', priority=99)
        + _style("TableText", "Table text", small, _letters(8.5), is_own=True)
        + _style("TableNumber", "Table number", '<w:jc w:val="right"/>', based_on="TableText", is_own=True)
        + _style("TableCentre", "Table centre", '<w:jc w:val="center"/>', based_on="TableText", is_own=True)
        + _style(
            "TableFact",
            "Table fact",
            "",
            _letters(8.5, NAVY, is_bold=True),
            based_on="TableText",
            is_own=True,
        )
        + _style("State", "State", f"{_KEEP}{_spacing(0, 120, 264)}", _letters(9), is_own=True)
        + _style(
            "TableHeading",
            "Table heading",
            "<w:keepNext/>",
            _letters(8.5, "FFFFFF", is_bold=True),
            based_on="TableText",
            is_own=True,
        )
        + _style(
            "TableHeadingNumber",
            "Table heading, number",
            '<w:jc w:val="right"/>',
            based_on="TableHeading",
            is_own=True,
        )
        + _style(
            "TableHeadingCentre",
            "Table heading, centre",
            '<w:jc w:val="center"/>',
            based_on="TableHeading",
            is_own=True,
        )
        + _style(
            "TableBand",
            "Table band",
            "<w:keepNext/>",
            _letters(8.5, NAVY, is_bold=True),
            based_on="TableText",
            is_own=True,
        )
        + _style(
            "TableBandNumber",
            "Table band, number",
            '<w:jc w:val="right"/>',
            based_on="TableBand",
            is_own=True,
        )
        + _style("Picture", "Picture", f"<w:keepNext/>{_spacing(120, 0, 240)}", is_own=True)
        + _style(
            "BannerGovernment",
            "Banner: government",
            _spacing(0, 40, 240),
            _letters(9, PALE_GOLD, is_bold=True),
            is_own=True,
        )
        + _style(
            "BannerTitle",
            "Banner: title",
            f'<w:keepNext/>{_spacing(0, 40, 240)}<w:outlineLvl w:val="0"/>',
            _letters(16, "FFFFFF", is_bold=True),
            is_own=True,
        )
        + _style("BannerLine", "Banner: line", _spacing(0, 0, 240), _letters(9, "FFFFFF"), is_own=True)
        + _style("Headline", "Headline", _spacing(0, 0, 264), _letters(9.5), is_own=True)
        + _style(
            "SheetHeading",
            "Sheet heading",
            f'{_KEEP}{_spacing(140, 70, 240)}<w:outlineLvl w:val="1"/>',
            _letters(10.5, NAVY, is_bold=True),
            following="Normal",
            is_own=True,
        )
        + _style("SheetNote", "Sheet note", _spacing(60, 0, 240), _letters(7.5, GREY), is_own=True)
        + _style(
            "DraftNote",
            "Draft note",
            f'{_spacing(60, 60, 240)}<w:jc w:val="right"/>',
            _letters(9, DEEP_RED, is_bold=True),
            is_own=True,
        )
        + _style(
            "CoverGovernment",
            "Cover: government",
            _spacing(0, 160, 252),
            _letters(12, PALE_GOLD, is_bold=True),
            is_own=True,
        )
        + _style(
            "CoverYear",
            "Cover: year",
            _spacing(280, 0, 252),
            _letters(14, PALE_GOLD, is_bold=True),
            is_own=True,
        )
        + _style("CoverFact", "Cover: fact", _spacing(30, 30, 252), _letters(10), is_own=True)
        + _style(
            "Header",
            "header",
            f"{_spacing(0, 0, 240)}",
            _letters(8.5, GREY),
        )
        + _style(
            "Draft",
            "Draft line",
            '<w:jc w:val="right"/>',
            _letters(9, DEEP_RED, is_bold=True),
            based_on="Header",
            is_own=True,
        )
        + _style(
            "Footer",
            "footer",
            f"<w:pBdr>{_edge('top', RULE, 4, 6)}</w:pBdr>{_spacing(0, 0, 240)}",
            _letters(8, GREY),
        )
        + _style("FootnoteText", "footnote text", _spacing(0, 40, 240), _letters(8))
        + _style(
            "Faint",
            "Faint",
            "",
            f'<w:color w:val="{GREY}"/>',
            kind="character",
            based_on="DefaultParagraphFont",
            is_own=True,
        )
        + _style(
            "Strong", "Strong", "", "<w:b/>", kind="character", based_on="DefaultParagraphFont", priority=22
        )
        + _style(
            "ContentsLink",
            "Contents link",
            "",
            kind="character",
            based_on="DefaultParagraphFont",
            is_own=True,
        )
        + _style(
            "Hyperlink",
            "Hyperlink",
            "",
            '<w:color w:val="' + LINK + '"/><w:u w:val="single"/>',
            kind="character",
            based_on="DefaultParagraphFont",
        )
        + _style(
            "FootnoteReference",
            "footnote reference",
            "",
            '<w:vertAlign w:val="superscript"/>',
            kind="character",
            based_on="DefaultParagraphFont",
        )
        + _table_style("DossierTable", "Dossier table", lines, margins, banded=True)
        + _table_style("FactTable", "Fact table", lines, margins)
        + _table_style("Layout", "Layout", "", "")
        + "</w:styles>",
    )


def _table_style(identity: str, name: str, borders: str, margins: str, *, banded: bool = False) -> str:
    band = (
        '<w:tblStylePr w:type="band2Horz"><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/></w:tcPr></w:tblStylePr>'
        if banded
        else ""
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{identity}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr>'
        + ('<w:tblStyleRowBandSize w:val="1"/>' if banded else "")
        + (f"<w:tblBorders>{borders}</w:tblBorders>" if borders else "")
        + f"{margins}</w:tblPr>{band}</w:style>"
    )


def numbering() -> Part:
    """The numbers of headings: one list of levels, tied to the styles of headings."""
    indents = (567, 680, 794)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{".".join(f"%{n + 1}" for n in range(level + 1))}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{indent}"/></w:tabs>'
        f'<w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl>'
        for level, indent in enumerate(indents)
    )
    return Part(
        "word/numbering.xml",
        f"{_WORD}.numbering+xml",
        f'{HEAD}<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
        f'{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    )


def settings(language: str) -> Part:
    """The settings: fields are computed when Word opens the document; no old Word is imitated."""
    return Part(
        "word/settings.xml",
        f"{_WORD}.settings+xml",
        f'{HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/><w:updateFields w:val="true"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{LOCALES[language]}"/><w:decimalSymbol w:val="{"," if language == "id" else "."}"/>'
        f'<w:listSeparator w:val="{";" if language == "id" else ","}"/></w:settings>',
    )


def footnotes() -> Part:
    """The two footnotes that every document has: the line, and the line that goes on."""
    return Part(
        "word/footnotes.xml",
        f"{_WORD}.footnotes+xml",
        f'{HEAD}<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
        '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r>'
        "</w:p></w:footnote></w:footnotes>",
    )


def fonts() -> Part:
    """The one face that is used."""
    return Part(
        "word/fontTable.xml",
        f"{_WORD}.fontTable+xml",
        f'{HEAD}<w:fonts {NAMESPACES}><w:font w:name="Arial"><w:panose1 w:val="020B0604020202020204"/>'
        '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>',
    )


def theme() -> Part:
    """The colours and the face that Word offers to those who edit the template, and that charts use."""
    colours = {
        "dk1": INK,
        "lt1": "FFFFFF",
        "dk2": NAVY,
        "lt2": PALE,
        "accent1": NAVY,
        "accent2": GOLD,
        "accent3": TEAL,
        "accent4": DEEP_GREEN,
        "accent5": DEEP_RED,
        "accent6": GREY,
        "hlink": LINK,
        "folHlink": LINK,
    }
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours.items())
    face = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525" cap="flat" cmpd="sng" algn="ctr">{fill}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return Part(
        "word/theme/theme1.xml",
        "application/vnd.openxmlformats-officedocument.theme+xml",
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="kotacerdas">'
        f'<a:themeElements><a:clrScheme name="kotacerdas">{scheme}</a:clrScheme><a:fontScheme name="kotacerdas">'
        f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="kotacerdas"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>",
    )


# --- heads and feet -----------------------------------------------------------------------------------


def header(name: str, letterhead: Letterhead, width: int) -> Part:
    """The head of the pages: arms, government and document, and the mark of a draft."""
    words = (
        paragraph(run(letterhead.government, bold=True, colour=NAVY), style="Header"),
        paragraph(letterhead.title, style="Header"),
    )
    mark = paragraph(inline("is_draft", letterhead.draft_line), style="Draft")
    right = 3300
    arms = paragraph(call(f"picture(city.arms, 11, '{letterhead.arms} ' ~ city.name, 12)"), style="Header")
    with_arms = _head_table((820, width - 820 - right, right), "".join(arms), "".join(words), mark)
    without = _head_table((width - right, right), "".join(words), mark)
    return Part(
        f"word/{name}.xml",
        f"{_WORD}.header+xml",
        f"{HEAD}<w:hdr {NAMESPACES}>{tag('if city.arms')}{with_arms}{tag('else')}{without}{tag('endif')}"
        f"{watermark(letterhead.draft_mark)}</w:hdr>",
    )


def bare_header(name: str, letterhead: Letterhead, *, centre: int = 0) -> Part:
    """The head of a cover or a single sheet: nothing but the mark of a draft."""
    return Part(
        f"word/{name}.xml",
        f"{_WORD}.header+xml",
        f"{HEAD}<w:hdr {NAMESPACES}>{watermark(letterhead.draft_mark, down=centre)}</w:hdr>",
    )


def _head_table(widths: tuple[int, ...], *contents: str) -> str:
    edge = f"<w:tcBorders>{_edge('bottom', GOLD, 8)}</w:tcBorders>"
    inset = (
        '<w:tcMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tcMar>'
    )
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{edge}{inset}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
        for width, content in zip(widths, contents, strict=True)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Layout"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + f"</w:tblGrid>{row(cells)}</w:tbl>"
    )


def watermark(word: str, *, down: int = 0) -> str:
    """A paragraph that carries, in a draft, a word across the page. `down`: points below the middle."""
    place = (
        f"margin-top:{down}pt;mso-position-vertical-relative:page"
        if down
        else "margin-top:0;mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    shape = (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136"'
        ' adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
        '<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom"'
        ' o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
        '<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="DraftMark" type="#_x0000_t136" alt="{word}" style="position:absolute;margin-left:0;{place};'
        "width:400pt;height:150pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
        'mso-position-horizontal-relative:margin" o:allowincell="f" fillcolor="#c9302c" stroked="f">'
        f'<v:fill opacity=".14"/><v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string="{word}"/>'
        "</v:shape></w:pict></w:r>"
    )
    return paragraph(inline("is_draft", shape), style="Gap")


def field(code: str) -> str:
    """A field that the word processor computes."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def footer(name: str, letterhead: Letterhead, width: int) -> Part:
    """The foot of the pages: what the document is, and the page of how many."""
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    before, between = letterhead.page_of
    return Part(
        f"word/{name}.xml",
        f"{_WORD}.footer+xml",
        f"{HEAD}<w:ftr {NAMESPACES}>"
        + paragraph(
            letterhead.foot,
            TAB,
            f"{before} ",
            field("PAGE"),
            f" {between} ",
            field("NUMPAGES"),
            style="Footer",
            properties=tabs,
        )
        + "</w:ftr>",
    )


def empty_footer(name: str) -> Part:
    """The foot of a cover."""
    return Part(
        f"word/{name}.xml",
        f"{_WORD}.footer+xml",
        f"{HEAD}<w:ftr {NAMESPACES}>{paragraph(style='Gap')}</w:ftr>",
    )


def references(**names: str) -> str:
    """How a section refers to heads and feet; `header_default="rIdHeader1"` and so on."""
    parts = []
    for key in sorted(names, key=lambda key: key.split("_")[0] != "header"):
        what, when = key.split("_")
        parts.append(f'<w:{what}Reference w:type="{when}" r:id="{names[key]}"/>')
    return "".join(parts)


# --- the package --------------------------------------------------------------------------------------


def package(parts: list[Part], language: str, title: str, creator: str) -> bytes:
    """The parts as a package. The id of a relation is the name of its part in words, such as `header1`."""
    kinds = {"styles", "numbering", "settings", "footnotes", "fontTable", "theme", "header", "footer"}
    parts = [*parts, fonts(), theme()]
    relations = []
    for part in parts:
        name = part.name.removeprefix("word/").removesuffix(".xml")
        identity = name.rpartition("/")[2]
        kind = identity.rstrip("0123456789")
        if kind in kinds:
            relations.append(
                f'<Relationship Id="{identity}" Type="{_OFFICE}/relationships/{kind}" Target="{name}.xml"/>'
            )
    core = (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(creator)}</dc:creator>"
        f"<dc:language>{LOCALES[language]}</dc:language></cp:coreProperties>"
    )
    whole = {part.name: part.text for part in parts}
    whole["docProps/core.xml"] = core
    whole["word/_rels/document.xml.rels"] = _relationships(relations)
    whole["_rels/.rels"] = _relationships(
        [
            f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>',
            f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>',
        ]
    )
    overrides = [(f"/{part.name}", part.kind) for part in parts]
    overrides.append(("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
    types = (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in sorted(overrides))
        + "</Types>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in [("[Content_Types].xml", types), *sorted(whole.items())]:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, text.encode())
    return packed.getvalue()


def _relationships(entries: list[str]) -> str:
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def document(body: str) -> Part:
    """The body as the main part."""
    return Part(
        "word/document.xml",
        f"{_WORD}.document.main+xml",
        f"{HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    )
