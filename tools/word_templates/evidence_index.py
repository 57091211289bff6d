"""The index of a package of evidence: what is in it, by place and by question, and what is not, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import package
from markup import BREAK, LANDSCAPE, Table, call, faint, inline, paragraph, run, when
from sheet import agency, caption, gap, number_and_date
from words import LANGUAGES

if TYPE_CHECKING:
    from words import Words

WIDTH: Final = LANDSCAPE.text_width

_WORDS: Final = {
    "title": ("Indeks Data Dukung", "Index of Supporting Documents"),
    "as-of": ("; keadaan per {{ as_of|date }}", "; as of {{ as_of|date }}"),
    "files": ("{{ file_count }} berkas", "Files: {{ file_count }}"),
    "links": (
        ", {{ link_count }} dokumen berupa tautan",
        ", documents that are only links: {{ link_count }}",
    ),
    "kept": (", {{ kept_back|length }} ditahan", ", kept back: {{ kept_back|length }}"),
    "left": (", {{ unfit|length }} tidak disertakan", ", left out: {{ unfit|length }}"),
    "rule": (
        (
            "Sebuah dokumen disimpan satu kali: di folder pertanyaan pertama yang disebutnya, atau di folder quick win "
            "bila dokumen itu hanya menyebut quick win. Kolom “Membuktikan” menyebut semua yang dibuktikannya. Keutuhan berkas "
            "dapat diperiksa dengan “sha256sum -c manifest-sha256.txt” atau “kotacerdas package --check”."
        ),
        (
            "A document is stored once: in the folder of the first question that it names, or in that of the quick win "
            "where it names only quick wins. The column “Proves” tells everything that it proves. Whether the files are "
            "whole is checked by “sha256sum -c manifest-sha256.txt” or “kotacerdas package --check”."
        ),
    ),
    "none": (
        "Paket ini tidak memuat data dukung.",
        "This package holds no supporting documents.",
    ),
    "contents": ("Isi paket", "What is in the package"),
    "proves": ("Membuktikan", "Proves"),
    "by-question": ("Menurut pertanyaan dan quick win", "By question and quick win"),
    "question": ("Pertanyaan atau quick win", "Question or quick win"),
    "kept-back": ("Ditahan", "Kept back"),
    "kept-back-note": (
        "Dokumen ini ada, tetapi tidak untuk umum; mintalah kepada Perangkat Daerahnya.",
        "These documents exist and are not for everybody; ask their agencies for them.",
    ),
    "classification": ("Klasifikasi", "Classification"),
    "unfit": ("Tidak disertakan", "Left out"),
    "unfit-note": (
        "Dokumen ini terdaftar, tetapi belum dapat menjadi bukti.",
        "These documents are registered and cannot serve as evidence yet.",
    ),
}


def contents(words: Words) -> str:
    """The documents of the package, folder by folder."""
    widths = (1250, WIDTH - 1250 - 2100 - 1500 - 1900 - 3300, 2100, 1500, 1900, 3300)
    table = Table(widths, words["contents"])
    place = inline(
        "entry.link", call(f"link(entry.file_name or '{words['open-link']}', entry.link)"), otherwise="–"
    )
    entry = table.row(
        "{{ entry.code }}",
        [
            "{{ entry.document.title }}",
            BREAK,
            faint("{{ entry.document.type_name }}"),
            inline("entry.document.issuer", faint(" – {{ entry.document.issuer }}")),
        ],
        number_and_date("entry.document"),
        agency("entry.document.agency", "short_name"),
        "{{ entry.proves_short|join(', ') or '–' }}",
        place,
        styles=("TableFact", *("TableText",) * 5),
    )
    band = table.band(
        inline("folder.name", "{{ folder.code }}  {{ folder.name }}", otherwise="{{ group.name }}"),
        inline("folder.name", faint(" – {{ group.name }}")),
    )
    folders = table.rows("folder in group.folders", band, table.rows("entry in folder.entries", entry))
    return caption(words, words["contents"]) + table.of(
        table.head(
            words["code"],
            words["document"],
            words["number-and-date"],
            words["agency"],
            words["proves"],
            words["file"],
        ),
        table.rows("group in groups", folders),
    )


def by_question(words: Words) -> str:
    """The questions and quick wins, each with all documents that prove it."""
    widths = (1500, 5200, WIDTH - 1500 - 5200)
    table = Table(widths, words["by-question"])
    return caption(words, words["by-question"]) + table.of(
        table.head(words["code"], words["question"], words["documents"]),
        table.rows(
            "proof in proofs",
            table.row(
                "{{ proof.code }}",
                "{{ proof.name }}",
                "{{ proof.codes|join(', ') or '–' }}",
                styles=("TableFact", "TableText", "TableText"),
            ),
        ),
    )


def left_out(words: Words, key: str, items: str) -> str:
    """Documents that are not in the package, and why."""
    widths = (WIDTH - 2300 - 2500 - 1900 - 3600, 2300, 2500, 1900, 3600)
    table = Table(widths, words[key])
    return (
        caption(words, words[key])
        + table.of(
            table.head(
                words["document"],
                words["number-and-date"],
                words["agency"],
                words["classification"],
                words["reason"],
            ),
            table.rows(
                f"left in {items}",
                table.row(
                    ["{{ left.document.title }}", BREAK, faint("{{ left.document.type_name }}")],
                    number_and_date("left.document"),
                    agency("left.document.agency", "short_name"),
                    "{{ left.document.classification_name }}",
                    "{{ left.reason }}",
                ),
            ),
        )
        + paragraph(words[f"{key}-note"], style="Note")
    )


def body(words: Words) -> str:
    """The whole index."""
    line = (
        inline("stage_name", "{{ stage_name[:1]|upper ~ stage_name[1:] }} ")
        + run("{{ year }}, {{ instrument.title }}")
        + inline("as_of", words["as-of"])
    )
    counted = (
        run(words["files"])
        + inline("link_count", words["links"])
        + inline("kept_back", words["kept"])
        + inline("unfit", words["left"])
        + run(". " + words["rule"])
    )
    return (
        paragraph(words["title"], style="Heading1", properties='<w:spacing w:before="0"/>')
        + paragraph(line, style="Lead")
        + paragraph(counted)
        + when("groups", contents(words), gap(), by_question(words), otherwise=paragraph(words["none"]))
        + when("kept_back", left_out(words, "kept-back", "kept_back"))
        + when("unfit", left_out(words, "unfit", "unfit"))
        + paragraph(style="Gap")
        + LANDSCAPE.section(package.references(header_default="header1", footer_default="footer1"))
    )


def build(language: str, words: Words) -> bytes:
    """The template of the index."""
    place = LANGUAGES.index(language)
    words = words | {key: both[place] for key, both in _WORDS.items()}
    letterhead = package.Letterhead(
        government=words["government"],
        title=words["title"],
        foot="{{ city.name }} {{ year }}",
        draft_mark=words["draft-mark"],
        draft_line=words["draft-line"],
        page_of=(words["page"], words["of"]),
        arms=words["arms"],
    )
    parts = [
        package.document(body(words)),
        package.styles(language, LANDSCAPE, has_numbers=False),
        package.settings(language),
        package.footnotes(),
        package.header("header1", letterhead, WIDTH),
        package.footer("footer1", letterhead, WIDTH),
    ]
    return package.package(
        parts,
        language,
        f"{words['title']} {{{{ year }}}}: {{{{ city.name }}}}",
        "{{ coordinator.agency.name if coordinator and coordinator.agency else city.name }}",
    )
