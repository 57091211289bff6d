"""The letters that ask for supporting documents: a nota dinas between agencies, a surat of the regional secretary.

Plain official form: black on white, one face, colons in a column; the letter first, the list as its annex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import package
from markup import BREAK, Table, call, cell, each, inline, paragraph, row, run, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from words import Words

WIDTH: Final = 9071  # A4 with margins of 30 and 20 mm
_SHADE: Final = "E7E6E6"
_BAND: Final = "F2F2F2"
_DOTS: Final = "………………………"
_SHORT_DOTS: Final = "………………"
_LONG_DOTS: Final = "……………………………………"

_WORDS: Final = {
    "nota-dinas": ("Nota Dinas", "Nota Dinas (Official Memorandum)"),
    "surat": ("Surat", "Letter"),
    "to": ("Yth.", "To"),
    "from": ("Dari", "From"),
    "date": ("Tanggal", "Date"),
    "number": ("Nomor", "Number"),
    "nature": ("Sifat", "Urgency"),
    "attachment": ("Lampiran", "Annex"),
    "one-annex": ("1 (satu) berkas", "1 (one) set"),
    "subject": ("Hal", "Subject"),
    "about": (
        "Permintaan data dukung evaluasi kota cerdas tahun {{ year }}",
        "Request for supporting documents, smart-city evaluation {{ year }}",
    ),
    "in-place": ("di Tempat", ""),
    "opening": ("Sehubungan dengan {{ instrument }}", "For the {{ instrument }}"),
    "interview-was": (
        ", yang wawancaranya berlangsung pada tanggal {{ evaluation_date|date }}",
        ", of which the interview was on {{ evaluation_date|date }}",
    ),
    "interview-will": (
        ", yang wawancaranya dijadwalkan pada tanggal {{ evaluation_date|date }}",
        ", of which the interview is on {{ evaluation_date|date }}",
    ),
    "asked": (
        (
            ", dengan ini kami mohon agar {% if is_coordinator %}Saudara{% else %}{{ agency }}{% endif %} melengkapi data dukung yang masih kurang dalam dosir "
            "{{ city }} menurut keadaan per {{ as_of|date }}. Yang belum terpenuhi ialah "
        ),
        (
            ", we ask {% if is_coordinator %}you{% else %}{{ agency }}{% endif %} for the supporting documents that are still missing from the smart-city dossier of "
            "{{ city }} as of {{ as_of|date }}. Missing are "
        ),
    ),
    "mandatory": ("{{ mandatory }} persyaratan wajib", "{{ mandatory }} of the mandatory requirements"),
    "and": (" dan ", " and "),
    "recommended": (
        "{{ recommended }} persyaratan yang dianjurkan",
        "{{ recommended }} of the recommended requirements",
    ),
    "in-items": (
        ", yang dirangkum menjadi {{ items }} butir dalam lampiran",
        ", put together as {{ items }} items in the annex",
    ),
    "in-annex": (", yang diperinci dalam lampiran", ", listed in the annex"),
    "group": (
        (
            "{{ group.name }}: {% if group.mandatory %}{{ group.mandatory }} wajib{% endif %}"
            "{% if group.mandatory and group.recommended %}, {% endif %}"
            "{% if group.recommended %}{{ group.recommended }} dianjurkan{% endif %}"
            "{% if loop.last %}.{% else %};{% endif %}"
        ),
        (
            "{{ group.name }}: {% if group.mandatory %}{{ group.mandatory }} mandatory{% endif %}"
            "{% if group.mandatory and group.recommended %}, {% endif %}"
            "{% if group.recommended %}{{ group.recommended }} recommended{% endif %}"
            "{% if loop.last %}.{% else %};{% endif %}"
        ),
    ),
    "since": (
        (
            "{% if received %}Sejak {{ since|date }} sudah terpenuhi {{ received|length }} persyaratan, yang disebut pada akhir "
            "lampiran.{% else %}Dari yang kurang per {{ since|date }}, belum ada yang terpenuhi.{% endif %} Yang diminta "
            "di sini hanya yang sudah kurang pada saat itu dan masih kurang sampai sekarang."
        ),
        (
            "{% if received %}Requirements met since {{ since|date }}: {{ received|length }}, named at the end of the "
            "annex.{% else %}Of what was missing on {{ since|date }}, nothing is met yet.{% endif %} Only what was missing "
            "then and still is missing is asked for here."
        ),
    ),
    "final": (
        (
            "Dokumen yang disampaikan hendaknya sudah final, bukan draf, dan berbentuk seperti yang disebut dalam "
            "lampiran. Data pribadi warga, seperti NIK, tidak perlu disertakan."
        ),
        (
            "Documents should be final, not drafts, and in the form that the annex names. Personal data of citizens, "
            "such as identity numbers (NIK), are not needed and should be left out."
        ),
    ),
    "past-due": (
        (
            "Batas waktu penyampaian, tanggal {{ deadline|date }}, telah lewat. Oleh karena itu, data dukung tersebut mohon "
            "segera disampaikan"
        ),
        (
            "The deadline, {{ deadline|date }}, has passed. Please therefore send these documents as soon as possible"
        ),
    ),
    "due": (
        "Data dukung tersebut mohon disampaikan paling lambat tanggal {{ deadline|date }}",
        "Please send these documents by {{ deadline|date }}",
    ),
    "no-due": ("Data dukung tersebut mohon disampaikan", "Please send these documents"),
    "to-agency": (" kepada {{ coordinator }}", " to {{ coordinator }}"),
    "contact": (" Narahubung: ", " Contact: "),
    "phone": ("telepon", "telephone"),
    "email": ("surel", "e-mail"),
    "closing": (
        "Demikian disampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
        "Thank you for your attention and cooperation.",
    ),
    "position": ("(jabatan)", "(position)"),
    "name": ("(nama)", "(name)"),
    "copies": ("Tembusan:", "Copies:"),
    "arms": ("Lambang", "Arms of"),
    "annex-of-nota-dinas": ("Lampiran Nota Dinas", "Annex to the Nota Dinas"),
    "annex-of-surat": ("Lampiran Surat", "Annex to the Letter"),
    "list": ("DATA DUKUNG YANG DIMINTA", "SUPPORTING DOCUMENTS REQUESTED"),
    "list-order": (
        (
            "Dalam tiap kelompok, persyaratan wajib didahulukan, lalu diurutkan menurut pengaruhnya terhadap nilai akhir. "
            "Bentuk dan ukuran berkas disesuaikan dengan yang dapat dimuat dalam dosir."
        ),
        (
            "In each group the mandatory come first, then what weighs most in the final score. Forms and sizes of files "
            "are those that the dossier can hold."
        ),
    ),
    "no": ("No.", "No."),
    "needed": ("Yang diperlukan", "What is needed"),
    "level": ("Sifat", "Level"),
    "proves": ("Pertanyaan asesor", "Assessors' question"),
    "form": ("Bentuk", "Form"),
    "level-mandatory": ("wajib", "mandatory"),
    "level-recommended": ("dianjurkan", "recommended"),
    "level-width": ("1134", "1400"),
    "applies": ("Untuk: ", "For: "),
    "recorded": ("Sudah tercatat, tetapi belum dapat dipakai: ", "Recorded, but of no use yet: "),
    "questions": ("PERTANYAAN ASESOR", "THE ASSESSORS' QUESTIONS"),
    "questions-line": (
        "Data dukung di atas membuktikan jawaban atas pertanyaan berikut.",
        "The documents above prove the answers to these questions.",
    ),
    "question": ("Pertanyaan", "Question"),
    "asks": ("Yang ditanyakan", "What it asks"),
    "received": ("SUDAH TERPENUHI SEJAK {{ since|date|upper }}", "MET SINCE {{ since|date|upper }}"),
    "code": ("Kode", "Code"),
    "document": ("Data dukung", "Supporting document"),
    "for": ("Untuk", "For"),
    "deduced": (
        "* Persyaratan atau dokumennya disimpulkan oleh kotacerdas; kementerian tidak menerbitkan daftar dokumen wajib.",
        "* The requirement or its documents are deduced by kotacerdas; the ministry has published no list.",
    ),
}


def _words(language: str) -> Words:
    place = ("id", "en").index(language)
    return {key: both[place] for key, both in _WORDS.items()}


# --- the letter -------------------------------------------------------------------------------------


def _bare(*widths: int) -> Table:
    return Table(widths, "", style="LetterLayout")


def letterhead(words: Words) -> str:
    """Arms, government, agency and address, over a double line."""
    told = [
        paragraph("{{ letterhead.government|upper }}", style="HeadGovernment"),
        when("letterhead.agency", paragraph("{{ letterhead.agency|upper }}", style="HeadAgency")),
        each("line in letterhead.lines", paragraph("{{ line }}", style="HeadLine")),
    ]
    picture = paragraph(
        call(f"picture(letterhead.arms, 20, '{words['arms']} ' ~ city, 23)"), style="HeadLine"
    )
    arms = 1361
    with_arms = _bare(arms, WIDTH - arms).of(
        row(cell([picture], arms, valign="center"), cell(told, WIDTH - arms, valign="center"))
    )
    return when("letterhead.arms", with_arms, otherwise="".join(told)) + paragraph(style="HeadRule")


def _field(label: str, value: str | Sequence[str], widths: Sequence[int]) -> str:
    contents = (label, ":", value)
    return row(*(cell(text, width, style="Field") for text, width in zip(contents, widths, strict=True)))


def memo_head(words: Words) -> str:
    """To whom, from whom, and what the registry fills in."""
    widths = (1474, 284, WIDTH - 1474 - 284)
    rows = (
        (words["to"], "{{ addressee }}"),
        (words["from"], f"{{{{ sender if sender else '{_LONG_DOTS}' }}}}"),
        (words["date"], _DOTS),
        (words["number"], _LONG_DOTS),
        (words["nature"], f"{{{{ nature if nature else '{_DOTS}' }}}}"),
        (words["attachment"], words["one-annex"]),
        (words["subject"], words["about"]),
    )
    table = _bare(*widths).of(*(_field(label, value, widths) for label, value in rows))
    return paragraph(words["nota-dinas"].upper(), style="LetterTitle") + table + paragraph(style="Rule")


def letter_head(words: Words) -> str:
    """Number and subject on the left, place and date on the right, then to whom."""
    right = 4252
    widths = (1247, 284, WIDTH - 1247 - 284 - right)
    rows = (
        (words["number"], _DOTS),
        (words["nature"], f"{{{{ nature if nature else '{_DOTS}' }}}}"),
        (words["attachment"], words["one-annex"]),
        (words["subject"], words["about"]),
    )
    dated = f"{{{{ place if place else '{_SHORT_DOTS}' }}}}, {_SHORT_DOTS}"
    table = _bare(*widths, right).of(
        row(
            *(
                cell(text, width, style="Field")
                for text, width in zip((*rows[0][:1], ":", rows[0][1]), widths, strict=True)
            ),
            cell(dated, right, style="FieldRight"),
        ),
        *(
            row(
                cell(label, widths[0], style="Field"),
                cell(":", widths[1], style="Field"),
                cell(value, widths[2] + right, style="Field", span=2),
            )
            for label, value in rows[1:]
        ),
    )
    to = [words["to"], " {{ addressee }}"]
    if words["in-place"]:
        to += [BREAK, words["in-place"]]
    return table + paragraph(*to, style="Addressee")


def body(words: Words) -> str:
    """What the letter says."""
    interview = inline("evaluation_date and was_evaluated", words["interview-was"]) + inline(
        "evaluation_date and not was_evaluated", words["interview-will"]
    )
    counted = (
        inline("mandatory", words["mandatory"])
        + inline("mandatory and recommended", words["and"])
        + inline("recommended", words["recommended"])
        + inline("items < mandatory + recommended", words["in-items"], otherwise=words["in-annex"])
        + inline("groups|length > 1", ":", otherwise=" ({{ groups[0].name }}).")
    )
    person = (
        run(
            "{% if contact %}" + words["contact"] + "{{ [contact.name, contact.position]|select|join(', ') }}"
        )
        + inline("contact.phone", f", {words['phone']} {{{{ contact.phone }}}}")
        + inline("contact.email", f", {words['email']} {{{{ contact.email }}}}")
        + run(".{% endif %}")
    )
    due = (
        run("{% if is_past_due %}" + words["past-due"] + "{% elif deadline %}" + words["due"] + "{% else %}")
        + run(words["no-due"] + "{% endif %}")
        + inline("coordinator and not is_coordinator", words["to-agency"])
        + run(".")
        + person
    )
    return (
        paragraph(words["opening"], interview, words["asked"], counted, style="LetterText")
        + each(
            "group in groups if groups|length > 1",
            paragraph(
                "{{ 'abcdefghijklmnopqrstuvwxyz'[loop.index0] if loop.length <= 26 else loop.index }}.",
                "<w:r><w:tab/></w:r>",
                words["group"],
                style="LetterItem",
            ),
        )
        + when("since", paragraph(words["since"], style="LetterText"))
        + paragraph(words["final"], style="LetterText")
        + when("deadline or contact or not is_coordinator", paragraph(due, style="LetterText"))
        + paragraph(words["closing"], style="LetterClosing")
    )


def signature(words: Words) -> str:
    """Who signs, on the right; the place of the signature, and of what is not known, stays open."""
    left = 4535
    block = [
        paragraph(
            f"{{{{ signatory.position if signatory.position else '{_DOTS} {words['position']}' }}}},",
            style="Signature",
        ),
        paragraph(
            f"{{{{ signatory.name if signatory.name else '{_DOTS} {words['name']}' }}}}",
            style="SignatureName",
        ),
        when("signatory.rank", paragraph("{{ signatory.rank }}", style="Signature")),
        when("signatory.nip", paragraph("NIP {{ signatory.nip }}", style="Signature")),
    ]
    table = _bare(left, WIDTH - left).of(row(cell("", left, style="Signature"), cell(block, WIDTH - left)))
    copies = when(
        "copies",
        paragraph(words["copies"], style="Copies"),
        each("copy in copies", paragraph("{{ loop.index }}. {{ copy }}", style="Copy")),
    )
    return table + paragraph(style="Rest") + copies


# --- the annex --------------------------------------------------------------------------------------


def _heads(titles: Sequence[str], widths: Sequence[int]) -> str:
    return row(
        *(
            cell(title, width, style="TableHeading", shade=_SHADE, valign="center")
            for title, width in zip(titles, widths, strict=True)
        ),
        is_head=True,
    )


def annex(kind: str, words: Words) -> str:
    """What is asked, group by group; the questions; what has come in."""
    left, label, colon = 4535, 1134, 284
    widths = (left, label, colon, WIDTH - left - label - colon)
    mark = _bare(*widths).of(
        row(
            cell("", left, style="Field"),
            cell(words[f"annex-of-{kind}"], WIDTH - left, style="Field", span=3),
        ),
        *(
            row(
                cell("", left, style="Field"),
                *(
                    cell(text, width, style="Field")
                    for text, width in zip((name, ":", _DOTS), widths[1:], strict=True)
                ),
            )
            for name in (words["number"], words["date"])
        ),
    )
    return (
        paragraph(style="AnnexStart")
        + mark
        + paragraph(words["list"], style="AnnexTitle")
        + paragraph("{{ agency|upper }}", style="AnnexAgency")
        + paragraph(words["list-order"], style="AnnexNote")
        + needs(words)
        + when(
            "has_deduced", paragraph(words["deduced"], style="AnnexFoot"), otherwise=paragraph(style="Rest")
        )
        + questions(words)
        + received(words)
        + paragraph(style="Rest")
    )


def needs(words: Words) -> str:
    """The list of what is asked."""
    number, level, proves, form = 510, int(words["level-width"]), 1850, 2560
    widths = (number, WIDTH - number - level - proves - form, level, proves, form)
    table = Table(widths, words["list"].capitalize(), style="LetterTable")
    what = [
        run("{{ need.requirement }} {{ need.title }}{{ '*' if need.is_deduced else '' }}", bold=True),
        BREAK,
        "{{ need.lacks[:1]|upper }}{{ need.lacks[1:] }}",
        inline("need.applies_to", BREAK, words["applies"] + "{{ need.applies_to }}."),
        inline("need.recorded", BREAK, words["recorded"] + "{{ need.recorded|join('; ') }}."),
    ]
    level_name = (
        f"{{{{ '{words['level-mandatory']}' if need.is_mandatory else '{words['level-recommended']}' }}}}"
    )
    return table.of(
        _heads([words[key] for key in ("no", "needed", "level", "proves", "form")], widths),
        table.rows(
            "group in groups",
            row(cell("{{ group.name }}", WIDTH, style="TableBand", shade=_BAND, span=len(widths))),
            table.rows(
                "need in group.needs",
                table.row(
                    "{{ need.n }}",
                    what,
                    level_name,
                    "{{ need.proves if need.proves else '–' }}",
                    "{{ need.form[:1]|upper }}{{ need.form[1:] }}",
                    styles=("TableNumber", "TableText", "TableText", "TableText", "TableText"),
                ),
            ),
        ),
    )


def questions(words: Words) -> str:
    """The questions in words."""
    widths = (1361, WIDTH - 1361)
    table = Table(widths, words["questions"].capitalize(), style="LetterTable")
    return when(
        "questions",
        paragraph(words["questions"], style="AnnexHeading"),
        paragraph(words["questions-line"], style="AnnexNote"),
        table.of(
            _heads([words["question"], words["asks"]], widths),
            table.rows("question in questions", table.row("{{ question.id }}", "{{ question.asks }}")),
        ),
    )


def received(words: Words) -> str:
    """What has come in since the earlier report."""
    widths = (1361, 4200, WIDTH - 1361 - 4200)
    table = Table(widths, words["document"], style="LetterTable")
    return when(
        "received",
        paragraph(words["received"], style="AnnexHeading"),
        table.of(
            _heads([words["code"], words["document"], words["for"]], widths),
            table.rows(
                "one in received", table.row("{{ one.requirement }}", "{{ one.title }}", "{{ one.subject }}")
            ),
        ),
    )


# --- styles -----------------------------------------------------------------------------------------


def _style(
    identity: str, name: str, paragraphs: str = "", letters: str = "", *, based_on: str = "Normal"
) -> str:
    own = "" if name in {"header", "footer"} else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:uiPriority w:val="99"/><w:qFormat/>'
        + (f"<w:pPr>{paragraphs}</w:pPr>" if paragraphs else "")
        + (f"<w:rPr>{letters}</w:rPr>" if letters else "")
        + "</w:style>"
    )


def _spacing(before: int, after: int, line: int = 0) -> str:
    rule = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{rule}/>'


def _size(points: float, *, is_bold: bool = False) -> str:
    size = round(points * 2)
    return f'{"<w:b/>" if is_bold else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


_BOLD: Final = "<w:b/>"
_CENTRE: Final = '<w:jc w:val="center"/>'
_BOTH: Final = '<w:jc w:val="both"/>'
_KEEP: Final = "<w:keepNext/><w:keepLines/>"


def styles(language: str) -> package.Part:
    """The styles of a letter: Arial 12, black."""
    locale = package.LOCALES[language]
    rule = '<w:pBdr><w:bottom w:val="{}" w:sz="{}" w:space="1" w:color="000000"/></w:pBdr>'
    tiny = '<w:spacing w:before="0" w:after="{}" w:line="{}" w:lineRule="exact"/>'
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    tables = "".join(
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{identity}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr>{edges}<w:tblCellMar>'
        f'<w:top w:w="{pad}" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:bottom w:w="{pad}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        for identity, name, edges, pad, side in (
            ("LetterTable", "Letter table", f"<w:tblBorders>{borders}</w:tblBorders>", 28, 85),
            ("LetterLayout", "Letter layout", "", 0, 0),
        )
    )
    return package.Part(
        "word/styles.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml",
        f"{package.HEAD}<w:styles {package.NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:eastAsia="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
        '<w:sz w:val="24"/><w:szCs w:val="24"/>'
        f'<w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        f"{_spacing(0, 0, 252)}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        + _style("HeadGovernment", "Head: government", f"{_KEEP}{_spacing(0, 20, 240)}{_CENTRE}", _size(12))
        + _style(
            "HeadAgency", "Head: agency", f"{_KEEP}{_spacing(0, 20, 240)}{_CENTRE}", _size(16, is_bold=True)
        )
        + _style("HeadLine", "Head: line", f"{_KEEP}{_spacing(0, 0, 240)}{_CENTRE}", _size(10))
        + _style(
            "HeadRule", "Head: rule", rule.format("thickThinSmallGap", 24) + tiny.format(100, 80), _size(4)
        )
        + _style("LetterTitle", "Letter title", f"{_KEEP}{_spacing(0, 160, 240)}{_CENTRE}", _BOLD)
        + _style("Field", "Field", _spacing(0, 20, 240))
        + _style("FieldRight", "Field, right", '<w:jc w:val="right"/>', based_on="Field")
        + _style("Rule", "Rule", rule.format("single", 8) + tiny.format(100, 80), _size(4))
        + _style("Addressee", "Addressee", f"<w:keepLines/>{_spacing(200, 200, 252)}")
        + _style("LetterText", "Letter text", f'{_spacing(80, 0, 245)}<w:ind w:firstLine="709"/>{_BOTH}')
        + _style(
            "LetterItem",
            "Letter item",
            f'<w:keepLines/><w:tabs><w:tab w:val="left" w:pos="1134"/></w:tabs>{_spacing(40, 0, 252)}'
            '<w:ind w:left="1134" w:hanging="425"/>',
        )
        + _style("LetterClosing", "Letter closing", f"{_KEEP}{_spacing(80, 200, 245)}", based_on="LetterText")
        + _style("Signature", "Signature block", f"{_KEEP}{_spacing(0, 0, 240)}")
        + _style("SignatureName", "Signature: name", _spacing(850, 0, 240), based_on="Signature")
        + _style("Rest", "After a table", tiny.format(0, 120), _size(4))
        + _style("Copies", "Copies", f"{_KEEP}{_spacing(60, 20, 240)}", _size(10))
        + _style("Copy", "Copy", f'<w:keepNext w:val="0"/>{_spacing(0, 0, 240)}', based_on="Copies")
        + _style("AnnexStart", "Annex: start", "<w:pageBreakBefore/>" + tiny.format(0, 20), _size(1))
        + _style("AnnexTitle", "Annex: title", f"{_KEEP}{_spacing(280, 0, 252)}{_CENTRE}", _BOLD)
        + _style("AnnexAgency", "Annex: agency", f"{_KEEP}{_spacing(0, 120, 252)}{_CENTRE}", _BOLD)
        + _style(
            "AnnexHeading", "Annex: heading", f"{_KEEP}{_spacing(240, 60, 252)}", _size(11, is_bold=True)
        )
        + _style("AnnexNote", "Annex: note", f"{_KEEP}{_spacing(0, 100, 252)}", _size(9.5))
        + _style("AnnexFoot", "Annex: foot", f"<w:keepLines/>{_spacing(80, 0, 240)}", _size(9))
        + _style("TableText", "Table text", _spacing(0, 0, 247), _size(9))
        + _style("TableNumber", "Table number", '<w:jc w:val="center"/>', based_on="TableText")
        + _style("TableHeading", "Table heading", f"<w:keepNext/>{_CENTRE}", _BOLD, based_on="TableText")
        + _style("TableBand", "Table band", "<w:keepNext/>", _BOLD, based_on="TableText")
        + _style("Footer", "footer", f"{_spacing(0, 0, 240)}{_CENTRE}", _size(10))
        + tables
        + "</w:styles>",
    )


# --- the package ------------------------------------------------------------------------------------


def _section() -> str:
    """A4; the first page has no number."""
    parts = package.references(footer_default="footer1", footer_first="footer2")
    return (
        f'<w:sectPr>{parts}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>'
        '<w:cols w:space="708"/><w:titlePg/></w:sectPr>'
    )


def _footer(name: str, content: str) -> package.Part:
    return package.Part(
        f"word/{name}.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
        f"{package.HEAD}<w:ftr {package.NAMESPACES}>{paragraph(content, style='Footer')}</w:ftr>",
    )


def _build(kind: str, language: str) -> bytes:
    words = _words(language)
    head = memo_head(words) if kind == "nota-dinas" else letter_head(words)
    whole = letterhead(words) + head + body(words) + signature(words) + annex(kind, words) + _section()
    settings = package.settings(language)
    parts = [
        package.document(whole),
        styles(language),
        settings._replace(text=settings.text.replace('<w:updateFields w:val="true"/>', "")),
        package.footnotes(),
        _footer("footer1", package.field("PAGE")),
        _footer("footer2", ""),
    ]
    title = f"{words[kind]}: {words['about']}"
    return package.package(
        parts, language, title, "{{ letterhead.agency if letterhead.agency else letterhead.government }}"
    )


def nota_dinas(language: str, _words: Words) -> bytes:
    """The template of the memo from the coordinating agency."""
    return _build("nota-dinas", language)


def surat(language: str, _words: Words) -> bytes:
    """The template of the letter of the regional secretary."""
    return _build("surat", language)
