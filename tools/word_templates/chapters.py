"""The chapters of the report on upright pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headings import heading, kept, nothing
from markup import (
    BAND,
    BREAK,
    DEEP_GREEN,
    DEEP_RED,
    GREEN,
    NAVY,
    PORTRAIT,
    RED,
    Table,
    background,
    call,
    cell,
    each,
    faint,
    inline,
    paragraph,
    row,
    run,
    tag,
    when,
)
from sheet import (
    agency,
    capital,
    caption,
    document_link,
    document_titles,
    facts,
    gap,
    number_and_date,
    share_text,
    sheet,
    text,
)

if TYPE_CHECKING:
    from words import Words

PAGE = PORTRAIT
WIDTH = PAGE.text_width
NUMBERS = ("TableHeading", "TableHeadingNumber")


def legal(words: Words) -> str:
    """What gives the masterplan force, its books, and other regulations and decrees."""
    named = (
        inline(
            "masterplan.legal_basis.link",
            call("link(masterplan.legal_basis.title, masterplan.legal_basis.link)"),
            otherwise="{{ masterplan.legal_basis.title }}",
        )
        + BREAK
        + faint("{{ masterplan.legal_basis.type_name }}")
        + inline(
            "masterplan.legal_basis.number",
            faint(f", {words['number']} {{{{ masterplan.legal_basis.number }}}}"),
        )
        + inline("masterplan.legal_basis.date", faint(", {{ masterplan.legal_basis.date|date }}"))
    )
    period = "{{ masterplan.period.start }}–{{ masterplan.period.end }}"
    plan = facts(
        words["legal-basis"],
        PAGE,
        [
            ("masterplan.legal_basis", words["legal-basis"], named),
            ("masterplan.books", words["books"], document_titles("masterplan.books")),
            ("masterplan.period", words["plan-period"], period),
        ],
    )
    basis = "masterplan.legal_basis.id if masterplan.legal_basis else ''"
    others = f"documents|selectattr('type', 'in', {list(REGULATIONS)})|rejectattr('id', 'equalto', {basis})"
    return when(
        "masterplan.legal_basis or masterplan.books or masterplan.period",
        plan,
        otherwise=nothing(words["legal-none"]),
    ) + when(
        f"{others}|list",
        caption(words, words["regulations"]) + papers(words, others, words["regulations"]),
    )


REGULATIONS = ("perda", "perkada", "sk-kepala-daerah")


def papers(words: Words, documents: str, title: str) -> str:
    """A short table of documents."""
    rest = WIDTH - 510 - 2300 - 2500
    table = Table((510, rest, 2300, 2500), title)
    return table.of(
        table.head(words["no"], words["document"], words["number-and-date"], words["file"]),
        table.rows(
            f"document in {documents}",
            table.row(
                "{{ loop.index }}",
                ["{{ document.title }}", BREAK, faint("{{ document.type_name }}")],
                number_and_date("document"),
                document_link("document", words),
            ),
        ),
    )


def institutions(words: Words) -> str:
    """The meetings of council, team and forum, with their papers."""
    rest = WIDTH - 2700 - 2700
    table = Table((2700, rest, 2700), words["meetings"])
    held = caption(words, words["meetings"]) + table.of(
        table.head(words["meeting"], words["documents"], words["attended"]),
        table.rows(
            "meeting in meetings",
            table.row(
                [
                    run("{{ meeting.body_name }}", bold=True),
                    inline("meeting.title", BREAK, "{{ meeting.title }}"),
                    inline("meeting.date", BREAK, faint("{{ meeting.date|date }}")),
                    inline("meeting.place", BREAK, faint("{{ meeting.place }}")),
                ],
                [document_titles("meeting.documents"), inline("not meeting.documents", "–")],
                "{{ meeting.agencies|map(attribute='short_name')|join(', ') or '–' }}",
            ),
        ),
    )
    return when("meetings", held, otherwise=nothing(words["meetings-none"]))


def budget(words: Words) -> str:
    """The year's budget, money from elsewhere, and what programs were given."""
    plain = facts(
        words["budget-chapter"],
        PAGE,
        [
            ("budget.total is not none", words["budget-total"], "{{ budget.total|rupiah }}"),
            ("budget.smart_city is not none", words["budget-smart"], "{{ budget.smart_city|rupiah }}"),
            ("budget.share is not none", words["budget-share"], "{{ budget.share|percent(2) }}"),
        ],
    )
    table = Table((WIDTH - 2800, 2800), words["funding"])
    other = caption(words, words["funding"]) + table.of(
        table.head(words["source"], words["amount"], styles=NUMBERS),
        table.rows(
            "line in budget.other_sources",
            table.row(
                "{{ line.source }}",
                "{{ line.amount|rupiah if line.amount is not none else '–' }}",
                styles=("TableText", "TableNumber"),
            ),
        ),
    )
    title = words["budget-by-dimension"]
    sums = Table((WIDTH - 5200, 2400, 2800), words["budget-chapter"])
    known = "selectattr('budget_of_year', 'number')"
    by_dimension = caption(words, title) + sums.of(
        sums.head(
            words["dimension"],
            words["with-budget"],
            words["amount"],
            styles=("TableHeading", "TableHeadingNumber", "TableHeadingNumber"),
        ),
        sums.rows(
            "dimension in dimensions",
            sums.row(
                "{{ dimension.name }}",
                f"{{{{ dimension.programs|{known}|list|length }}}} {words['of']} {{{{ dimension.programs|length }}}}",
                f"{{{{ dimension.programs|{known}|sum(attribute='budget_of_year')|rupiah }}}}",
                styles=("TableText", "TableNumber", "TableNumber"),
            ),
        ),
        row(
            cell(run(words["sum"], bold=True), WIDTH - 5200),
            cell(
                run(
                    f"{{{{ programs|{known}|list|length }}}} {words['of']} {{{{ programs|length }}}}",
                    bold=True,
                ),
                2400,
                style="TableNumber",
            ),
            cell(
                run(f"{{{{ programs|{known}|sum(attribute='budget_of_year')|rupiah }}}}", bold=True),
                2800,
                style="TableNumber",
            ),
        ),
    )
    has_figures = "budget and (budget.total is not none or budget.smart_city is not none)"
    has_lines = f"programs|{known}|list"
    return (
        when(has_figures, caption(words, words["budget-facts"]) + plain)
        + when("budget and budget.other_sources", other)
        + when(has_lines, by_dimension)
        + when(
            f"not ({has_figures}) and not (budget and budget.other_sources) and not {has_lines}",
            nothing(words["budget-none"]),
        )
    )


def readiness_chart(words: Words, width: int, height: str) -> str:
    """Stacked bars: mandatory requirements met and missing, a bar for each dimension."""
    values = "by_dimension|map(attribute='mandatory.{}')|list"
    series = (
        f"[['{words['met']}', {values.format('met')}, '{DEEP_GREEN}'],"
        f" ['{words['missing-short']}', {values.format('missing')}, 'D5DCE1']]"
    )
    return call(
        f"bar_chart(by_dimension|map(attribute='name')|list, {series}, {width}, {height}, '{words['readiness-alt']}')"
    )


def dimensions(words: Words) -> str:
    """Each dimension: what the city says of it, how far it is, its programs against the masterplan."""
    chart = when(
        "by_dimension|length > 1",
        paragraph(readiness_chart(words, 160, "62"), style="Picture", properties="<w:keepNext/>"),
        caption(words, words["readiness-by-dimension"], "chart", "PictureCaption"),
    )
    widths = (480, WIDTH - 480 - 1400 - 1900 - 1350 - 1720, 1400, 1900, 1350, 1720)
    table = Table(widths, words["program"])
    line = table.row(
        "{{ count('program-' ~ dimension.id) }}",
        [
            "{{ program.name }}",
            inline("program.is_quick_win", faint(f" ({words['quick-win'].lower()})")),
        ],
        agency("program.agency", "short_name"),
        [
            inline("program.status_name", capital("program.status_name"), otherwise="–"),
            inline("program.since", BREAK, faint(f"{words['from']} {{{{ program.since|date }}}}")),
        ],
        "{{ program.masterplan or '–' }}",
        "{{ program.budget_of_year|rupiah or '–' }}",
        styles=("TableText", "TableText", "TableText", "TableText", "TableText", "TableNumber"),
    )
    programs = caption(words, words["programs-of"]) + table.of(
        table.head(
            words["no"],
            words["program"],
            words["agency"],
            words["status"],
            words["masterplan-place"],
            words["budget-year"],
            styles=("TableHeading",) * 5 + ("TableHeadingNumber",),
        ),
        table.rows(
            "part in dimension.sub_dimensions",
            table.when(
                "part.programs",
                table.band("{{ part.name }}"),
                table.rows("program in part.programs", line),
            ),
        ),
        table.when(
            "dimension.other_programs and dimension.other_programs|length < dimension.programs|length",
            table.band(words["other-programs"]),
        ),
        table.rows("program in dimension.other_programs", line),
    )
    share = share_text(words, "dimension.readiness")
    known = paragraph(
        inline(
            "dimension.lead",
            run(f"{words['lead']}: ", bold=True, colour=NAVY),
            "{{ dimension.lead.name }}",
            BREAK,
        ),
        run(f"{words['completeness']}: ", bold=True, colour=NAVY),
        inline(
            "dimension.readiness.mandatory.missing",
            run(share, colour=DEEP_RED),
            otherwise=run(share, colour=DEEP_GREEN),
        ),
        style="State",
    )
    return (
        kept(
            words["dimensions-intro"],
            inline(
                "matrix.columns|selectattr('is_deduced')|list", call(f"footnote('{words['deduced-foot']}')")
            ),
        )
        + chart
        + each(
            "dimension in dimensions",
            heading(2, "{{ dimension.name }}", "'dimension-' ~ dimension.id"),
            known,
            when("dimension.strategy", text("dimension.strategy", "Lead")),
            when("dimension.narrative", text("dimension.narrative")),
            when("dimension.programs", programs, otherwise=nothing(words["programs-none"])),
        )
    )


def quick_wins(words: Words) -> str:
    """A list of the quick wins, then a sheet for each on a page of its own."""
    rest = WIDTH - 480 - 1850 - 1650 - 1450
    table = Table((480, rest, 1850, 1650, 1450), words["quick-wins-chapter"])
    overview = caption(words, words["quick-wins-table"]) + table.of(
        table.head(
            words["no"],
            words["quick-win"],
            words["dimension"],
            words["agency"],
            words["mandatory-short"],
            styles=("TableHeading",) * 4 + ("TableHeadingCentre",),
        ),
        table.rows(
            "program in quick_wins",
            table.row(
                "{{ loop.index }}",
                [
                    call("link(program.name, '#program-' ~ program.id)", "Strong"),
                    inline("program.description", BREAK, faint("{{ program.description }}")),
                ],
                "{{ program.dimension_name }}",
                agency("program.agency", "short_name"),
                [
                    background(
                        f"'{GREEN}' if program.readiness.mandatory.met == program.readiness.mandatory.total"
                        f" else '{RED}'"
                    ),
                    (
                        f"{{{{ program.readiness.mandatory.met }}}} {words['of']}"
                        " {{ program.readiness.mandatory.total }}"
                    ),
                ],
                styles=("TableText",) * 4 + ("TableCentre",),
            ),
        ),
    )
    several = "quick_wins|length > 1"
    name, mark = "{{ program.name }}", "'program-' ~ program.id"
    return (
        when(several, overview)
        + when("not quick_wins", nothing(words["quick-wins-none"]))
        + each(
            "program in quick_wins",
            when(several, heading(2, name, mark, is_first=True), otherwise=heading(2, name, mark)),
            sheet(words, PAGE, lambda title: heading(3, title), lambda title, _: caption(words, title)),
        )
    )


def action_plan(words: Words) -> str:
    """What was planned and what became of it, by kind."""
    widths = (WIDTH - 1500 - 3 * 1150 - 1100, 1500, 1150, 1150, 1150, 1100)
    table = Table(widths, words["action-plan"])
    styles = ("TableText", "TableText", "TableNumber", "TableNumber", "TableText", "TableNumber")
    plan = caption(words, words["action-plan-table"]) + table.of(
        table.head(
            words["activity"],
            words["agency"],
            words["planned"],
            words["realised"],
            words["unit"],
            words["percent"],
            styles=tuple(
                style.replace("TableText", "TableHeading").replace("TableNumber", "TableHeadingNumber")
                for style in styles
            ),
        ),
        table.rows(
            "plan in action_plan",
            table.band(capital("plan.kind_name")),
            table.rows(
                "activity in plan.activities",
                table.row(
                    "{{ activity.activity }}",
                    agency("activity.agency", "short_name"),
                    "{{ activity.planned|number if activity.planned is not none else '–' }}",
                    "{{ activity.realised|number if activity.realised is not none else '–' }}",
                    "{{ activity.unit }}",
                    "{{ activity.percent|percent if activity.percent is not none else '–' }}",
                    styles=styles,
                ),
            ),
        ),
    )
    return when("action_plan", plan, otherwise=nothing(words["action-plan-none"]))


def survey(words: Words) -> str:
    """The survey of each dimension: services, who was asked, the mean of each statement."""
    widths = (850, WIDTH - 850 - 1200, 1200)
    table = Table(widths, words["survey"])
    asked = (
        f"{{% if survey.respondents is not none %}}{{{{ survey.respondents|number }}}} {words['respondents']}{{% endif %}}"
        f"{{% if survey.respondents is not none and survey.users is not none %}} {words['of']} {{% endif %}}"
        f"{{% if survey.users is not none %}}{{{{ survey.users|number }}}} {words['users-low']}{{% endif %}}"
        "{% if survey.method and (survey.respondents is not none or survey.users is not none) %}; {% endif %}"
        "{{ survey.method }}"
    )
    who = inline(
        "survey.respondents is not none or survey.users is not none or survey.method",
        BREAK,
        run(asked, style="Faint", plain=True),
    )
    one = caption(words, words["survey-of"]) + table.of(
        table.head(words["code"], words["statement"], words["mean"], styles=("TableHeading", *NUMBERS)),
        table.rows(
            "survey in dimension.surveys",
            row(
                cell(
                    [
                        run("{{ survey.sub_dimension_name }}", bold=True),
                        inline("survey.sub_dimension_name and survey.service", ": "),
                        inline("survey.service", run("{{ survey.service }}")),
                        who,
                    ],
                    sum(widths[:2]),
                    style="TableBand",
                    shade=BAND,
                    span=2,
                ),
                cell(
                    run("{{ survey.mean|number(2) if survey.mean is not none else '–' }}", bold=True),
                    widths[2],
                    style="TableBandNumber",
                    shade=BAND,
                ),
            ),
            table.rows(
                "mean in survey.means",
                table.row(
                    "{{ mean.question }}",
                    "{{ mean.statement }}",
                    "{{ mean.value|number(2) }}",
                    styles=("TableText", "TableText", "TableNumber"),
                ),
            ),
        ),
    )
    return when(
        "dimensions|selectattr('surveys')|list",
        kept(words["survey-intro"]),
        each("dimension in dimensions|selectattr('surveys')", one),
        otherwise=nothing(words["survey-none"]),
    )


def follow_ups(words: Words) -> str:
    """What became of last year's recommendations and of this year's requests."""
    widths = (3300, WIDTH - 3300 - 1400, 1400)

    def one(title: str, which: str) -> str:
        table = Table(widths, title)
        return (
            caption(words, title)
            + table.of(
                table.head(words["asked"], words["reply"], words["status"]),
                table.rows(
                    f"asked in follow_ups|{which}",
                    table.row(
                        [
                            "{{ asked.subject }}",
                            BREAK,
                            faint("{{ asked.from_ }}"),
                            inline("asked.date", faint(", {{ asked.date|date }}")),
                            inline("asked.due", faint(f"; {words['due']} {{{{ asked.due|date }}}}")),
                            inline("asked.about", BREAK, faint("{{ asked.about|join(', ') }}")),
                        ],
                        [
                            inline("asked.reply", "{{ asked.reply }}"),
                            inline("asked.reply and asked.documents", BREAK),
                            document_titles("asked.documents"),
                            inline("not asked.reply and not asked.documents", words["no-reply"]),
                        ],
                        [
                            background(f"'{RED}' if asked.is_past_due or asked.is_open else '{GREEN}'"),
                            capital("asked.status_name"),
                            inline("asked.is_past_due", BREAK, words["past-due"]),
                        ],
                    ),
                ),
            )
            + gap()
        )

    earlier, now = "selectattr('is_of_earlier_year')", "rejectattr('is_of_earlier_year')"
    return (
        when(f"follow_ups|{earlier}|list", one(words["earlier"], earlier))
        + when(f"follow_ups|{now}|list", one(words["this-year"], now))
        + when("not follow_ups", nothing(words["follow-ups-none"]))
    )


def answers(words: Words) -> str:
    """Question by question: the answer, the score, what proves it."""
    widths = (600, 2350, WIDTH - 600 - 2350 - 700 - 2300, 700, 2300)
    table = Table(widths, words["answers"])
    figure = (
        inline("question.answer", "{{ question.answer }}", otherwise=words["no-answer"])
        + inline(
            "question.statistic and question.statistic.value is not none",
            BREAK,
            faint("{{ question.statistic.value|number }} {{ question.statistic.unit }}"),
            inline("question.statistic.year", faint(" ({{ question.statistic.year }})")),
            inline("question.statistic.source", faint(", {{ question.statistic.source }}")),
            otherwise=inline(
                "question.figure is not none",
                BREAK,
                faint(f"{words['figure-title']}: {{{{ question.figure|round(2)|number }}}}"),
            ),
        )
        + inline("question.agency", BREAK, faint("{{ question.agency.short_name }}"))
    )
    proof = (
        background(f"'{GREEN}' if question.is_proven else '{RED}'")
        + document_titles("question.documents")
        + inline("question.documents and question.gaps", BREAK)
        + inline(
            "question.gaps",
            f"{words['lacks-short'].capitalize()}: "
            "{{ question.gaps|map(attribute='requirement')|unique|join(', ') }}",
        )
        + inline("not question.documents and not question.gaps", "–")
    )
    answered = (
        "question.answer or question.score is not none or question.documents or question.figure is not none"
    )
    some = (
        "aspect.questions|selectattr('answer')|list or aspect.questions|selectattr('score', 'number')|list"
        " or aspect.questions|selectattr('documents')|list or aspect.questions|selectattr('figure', 'number')|list"
    )
    told = caption(words, words["answers-of"]) + table.of(
        table.head(
            words["no"],
            words["question"],
            words["answer"],
            words["score"],
            words["documents"],
            styles=("TableHeading", "TableHeading", "TableHeading", "TableHeadingCentre", "TableHeading"),
        ),
        table.rows(
            f"question in aspect.questions if {answered}",
            table.row(
                "{{ question.id }}",
                ["{{ question.asks }}"],
                figure,
                "{{ question.score|number if question.score is not none else '–' }}",
                proof,
                styles=("TableText", "TableText", "TableText", "TableCentre", "TableText"),
            ),
        ),
    )
    rated = "aspect.questions|selectattr('mean', 'number')|list"
    means = Table((WIDTH - 4600, 2300, 2300), words["means-by-dimension"])
    here = "aspect.questions|selectattr('mean', 'number')|selectattr('dimension_name', 'equalto', dimension.name)|list"
    surveyed = (
        kept(
            f"{words['answers-survey']} ",
            call(f"link('{words['survey']}', '#survey')"),
            ".",
        )
        + caption(words, words["means-by-dimension"])
        + means.of(
            means.head(
                words["dimension"],
                words["statements"],
                words["mean"],
                styles=("TableHeading", "TableHeadingNumber", "TableHeadingNumber"),
            ),
            means.rows(
                "dimension in dimensions",
                means.tag(f"set rated = {here}"),
                means.when(
                    "rated",
                    means.row(
                        "{{ dimension.name }}",
                        "{{ rated|length }}",
                        "{{ (rated|sum(attribute='mean') / rated|length)|number(2) }}",
                        styles=("TableText", "TableNumber", "TableNumber"),
                    ),
                ),
            ),
        )
    )
    return kept(words["answers-intro"]) + each(
        "aspect in aspects",
        heading(2, "{{ aspect.name }}", "'aspect-' ~ aspect.id"),
        kept(words["aspect-intro"]),
        when(
            "aspect.is_survey",
            when(rated, surveyed, otherwise=nothing(words["survey-none"])),
            otherwise=when(
                some,
                told,
                tag("set unanswered = aspect.questions|rejectattr('answer')|list"),
                when("unanswered", paragraph(words["unanswered"], style="Note")),
                otherwise=nothing(words["answers-none"]),
            ),
        ),
    )
