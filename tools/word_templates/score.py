"""The self-assessed score: a chapter of the report, a panel of the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from headings import kept
from markup import (
    DEEP_GREEN,
    DEEP_RED,
    GOLD,
    NAVY,
    PORTRAIT,
    SHEET,
    Table,
    call,
    cell,
    inline,
    paragraph,
    row,
    run,
    when,
)
from sheet import caption, gap

if TYPE_CHECKING:
    from words import Words

WORDS: Final = {
    "score-chapter": ("Nilai Mandiri", "Self-Assessed Score"),
    "score-intro": (
        (
            "Nilai ini ialah penilaian daerah sendiri, bukan hasil penilaian kementerian. Cara menghitungnya sama: nilai "
            "aspek ialah rata-rata nilai pertanyaannya, dan nilai akhir ialah jumlah nilai aspek menurut bobotnya."
        ),
        (
            "This score is the city's own assessment, not a result of the ministry. It is computed in the same way: an "
            "aspect is the mean of its questions, the final score the sum of the aspects by their weights."
        ),
    ),
    "score-final": (
        "Nilai mandiri: {{ score.final|number(2) }} dari {{ score.highest|number }}",
        "Self-assessed score: {{ score.final|number(2) }} of {{ score.highest|number }}",
    ),
    "score-answered": (
        "Sebanyak {{ score.answered }} dari {{ score.total }} pertanyaan dinilai, yang lain dihitung 0.",
        "{{ score.answered }} of {{ score.total }} questions are scored, the others count as 0.",
    ),
    "score-change": (
        "terhadap penilaian daerah sendiri tahun {{ score.previous_year }}",
        "against the city's own assessment of {{ score.previous_year }}",
    ),
    "score-chart": ("Nilai mandiri menurut aspek", "Self-assessed score by aspect"),
    "score-alt": (
        "Grafik radar: nilai mandiri tiap aspek dari 0 sampai nilai tertinggi",
        "Radar chart: the self-assessed score of each aspect from 0 to the highest",
    ),
    "aspect": ("Aspek", "Aspect"),
    "weight": ("Bobot", "Weight"),
    "scored": ("Dinilai", "Scored"),
    "change": ("Perubahan", "Change"),
    "final": ("Nilai akhir", "Final score"),
    "score-among": (
        "Peringkat di antara hasil {{ score.standing_year }}:",
        "Rank among the results of {{ score.standing_year }}:",
    ),
    "score-among-note": (
        "Penilaian daerah sendiri; hasil {{ score.standing_year }} diberikan asesor, jadi hanya gambaran.",
        "The city's own assessment; the results of {{ score.standing_year }} were given by assessors: an indication.",
    ),
    "score-own": (
        "Penilaian daerah sendiri, bukan hasil penilaian kementerian.",
        "The city's own assessment, not a result of the ministry.",
    ),
    "score-at-most": (
        (
            "Paling tinggi {{ score.at_most|number(2) }} bila tiap pertanyaan yang belum lengkap mencapai nilai tertinggi: "
            "batas atas, bukan janji."
        ),
        (
            "At most {{ score.at_most|number(2) }} if each question that lacks something reached the top: an upper bound, "
            "no promise."
        ),
    ),
}

COMPARED: Final = (
    "score.improvement is not none"
    " and score.aspects|selectattr('previous', 'number')|list|length == score.aspects|length"
)
"""Whether last year can be shown beside this year: both are complete, and have the same aspects."""


def chapter(words: Words) -> str:
    """The chapter of the report: the radar and the table of aspects."""
    width = PORTRAIT.text_width
    said = paragraph(
        run(words["score-final"], bold=True, colour=NAVY),
        ". ",
        inline("score.answered < score.total", f"{words['score-answered']} "),
        inline("score.improvement is not none", _change("score.improvement"), f" {words['score-change']}."),
        style="State",
    )
    return (
        kept(words["score-intro"])
        + said
        + paragraph(_radar(words, 160, 90), style="Picture", properties="<w:keepNext/>")
        + caption(words, words["score-chart"], "chart", "PictureCaption")
        + caption(words, words["score-chart"])
        + when(
            "score.previous is not none",
            _table(words, (width - 5 * 1250, 1250, 1250, 1250, 1250, 1250), with_previous=True),
            otherwise=_table(words, (width - 3 * 1500, 1500, 1500, 1500), with_previous=False),
        )
    )


def panel(words: Words, left: int) -> str:
    """The panel of the summary: the radar beside the table, and where the score stands."""
    right = SHEET.text_width - left
    room = right - 230
    standing = inline(
        "score.standing",
        f"{words['score-among']} "
        "{% for group in score.standing[:2] %}{{ ', ' if not loop.first else '' }}"
        f"{{{{ group.rank }}}} {words['of']} {{{{ group.places }}}} "
        "({{ group.group_name[:1]|lower ~ group.group_name[1:] }}){% endfor %}. ",
        f"{words['score-among-note']}",
        otherwise=words["score-own"],
    )
    told = [
        paragraph(words["score-final"], style="SheetHeading"),
        when(
            "score.previous is not none",
            _table(words, (room - 2410, 680, 680, 1050), with_previous=True, is_short=True),
            otherwise=_table(words, (room - 3 * 850, 850, 850, 850), with_previous=False),
        ),
        paragraph(
            inline("score.answered < score.total", f"{words['score-answered']} "),
            standing,
            inline("score.at_most|round(2) > score.final|round(2)", f" {words['score-at-most']}"),
            style="SheetNote",
        ),
    ]
    picture = [
        paragraph(words["score-chart"], style="SheetHeading"),
        paragraph(_radar(words, 92, 54), style="Picture"),
    ]
    inset = '<w:tcMar><w:left w:w="{}" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'
    return when(
        "score",
        gap(),  # Word makes one table of two that touch
        Table((left, right), words["score-chart"], style="Layout").of(
            row(cell(picture, left, inset=inset.format(0)), cell(told, right, inset=inset.format(230)))
        ),
    )


def _radar(words: Words, width: int, height: int) -> str:
    """This year's aspects, and last year's below them where the two can be compared."""
    now = f"[year, score.aspects|map(attribute='mean')|list, '{NAVY}']"
    before = f"[score.previous_year, score.aspects|map(attribute='previous')|list, '{GOLD}']"
    names = "score.aspects|map(attribute='name')|list"
    return call(
        f"radar_chart({names}, [{before}, {now}] if {COMPARED} else [{now}], {width}, {height}, "
        f"'{words['score-alt']}', score.highest)"
    )


def _table(words: Words, widths: tuple[int, ...], *, with_previous: bool, is_short: bool = False) -> str:
    """A row for each aspect and one for the final; a short table leaves out weights and counts."""
    table = Table(widths, words["score-chart"])
    first = [] if is_short else [words["weight"], words["scored"]]
    last = ["{{ score.previous_year }}", words["change"]] if with_previous else []
    titles = [words["aspect"], *first, words["score"], *last]
    styles = ("TableHeading", *("TableHeadingNumber",) * (len(titles) - 1))
    numbers = ("TableText", *("TableNumber",) * (len(titles) - 1))
    counted = [] if is_short else ["{{ aspect.weight|percent }}", "{{ aspect.answered }}/{{ aspect.total }}"]
    before = "{{ aspect.previous|number(2) if aspect.previous is not none else '–' }}"
    changes = [before, _change("aspect.change")] if with_previous else []
    weight = "{{ score.aspects|sum(attribute='weight')|percent }}"
    totals = [] if is_short else [weight, "{{ score.answered }}/{{ score.total }}"]
    totals.append("{{ score.final|number(2) }}")
    if with_previous:
        totals.append("{{ score.previous|number(2) }}")
    final = [run(words["final"], bold=True), *(run(total, bold=True) for total in totals)]
    final += [_change("score.improvement")] if with_previous else []
    return table.of(
        table.head(*titles, styles=styles),
        table.rows(
            "aspect in score.aspects",
            table.row("{{ aspect.name }}", *counted, "{{ aspect.mean|number(2) }}", *changes, styles=numbers),
        ),
        table.row(*final, styles=numbers),
    )


def _change(value: str) -> str:
    """A change with its sign, in green or red; a dash where it is not known."""
    shown = f"{{{{ {value}|number(2) }}}}"
    return inline(
        f"{value} is none",
        "–",
        otherwise=inline(
            f"{value} > 0",
            run(f"+{shown}", colour=DEEP_GREEN),
            otherwise=inline(f"{value} < 0", run(shown, colour=DEEP_RED), otherwise=shown),
        ),
    )
