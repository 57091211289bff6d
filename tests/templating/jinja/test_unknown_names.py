"""Names in templates that do not exist are found without rendering, and what is right is not reported."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read at run time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kotacerdas.dates import PartialDate  # noqa: TC001 - as above
from kotacerdas.deliverables.view.records import Context
from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.jinja.sandbox import Sandbox
from kotacerdas.templating.jinja.values import Fragment
from kotacerdas.templating.word import document as word
from tests.templating.word_files import WORDS, p, word_file

if TYPE_CHECKING:
    from kotacerdas.templating.jinja.failures import Problem


class Agency(NamedTuple):
    """An agency."""

    name: str
    head: str | None


class Program(NamedTuple):
    """A program."""

    name: str
    agency: Agency | None
    partners: tuple[Agency, ...]
    since: PartialDate | None
    amount: int


class Top(NamedTuple):
    """What a template sees."""

    title: str
    programs: tuple[Program, ...]
    best: Program | None
    day: date


def found(source: str) -> list[Problem]:
    functions = {"link": lambda text, href: Fragment(f"{text}{href}"), "count": len}
    return Sandbox(str, functions, WORDS, Meter()).problems(source, Top)


WRONG = {
    "{{ titel }}": ("no-such-name", "titel", "title"),
    "{{ best.nmae }}": ("no-such-field", "nmae", "name"),
    "{{ best.agency.haed }}": ("no-such-field", "haed", "head"),
    "{{ best['nmae'] }}": ("no-such-field", "nmae", "name"),
    "{{ programs.name }}": ("no-such-field", "name", ""),
    "{{ programs[0].nmae }}": ("no-such-field", "nmae", "name"),
    "{{ (programs|first).nmae }}": ("no-such-field", "nmae", "name"),
    "{% for q in programs %}{{ q.nmae }}{% endfor %}": ("no-such-field", "nmae", "name"),
    "{% for q in programs|sort(attribute='nmae') %}{% endfor %}": ("no-such-field", "nmae", "name"),
    "{% for q in programs|selectattr('nmae') %}{% endfor %}": ("no-such-field", "nmae", "name"),
    "{% for q in programs|selectattr('agency.nmae', 'eq', 'x') %}{% endfor %}": (
        "no-such-field",
        "nmae",
        "name",
    ),
    "{% for q in programs if q.nmae %}{% endfor %}": ("no-such-field", "nmae", "name"),
    "{% for q in programs %}{% for a in q.partners %}{{ a.nmae }}{% endfor %}{% endfor %}": (
        "no-such-field",
        "nmae",
        "name",
    ),
    "{% for n in programs|map(attribute='agency') %}{{ n.nmae }}{% endfor %}": (
        "no-such-field",
        "nmae",
        "name",
    ),
    "{% set q = programs|first %}{{ q.nmae }}": ("no-such-field", "nmae", "name"),
    "{% with q = best %}{{ q.nmae }}{% endwith %}": ("no-such-field", "nmae", "name"),
    "{% macro m(x) %}{{ titel }}{% endmacro %}": ("no-such-name", "titel", "title"),
    "{% for q in programs %}{{ loop.indx }}{% endfor %}": ("no-such-field", "indx", "index"),
    "{% for q in programs %}{% endfor %}{{ q }}": ("no-such-name", "q", ""),
    "{{ title.uper() }}": ("no-such-field", "uper", "upper"),
    "{{ title.name }}": ("no-such-field", "name", ""),
    "{{ day.yaer }}": ("no-such-field", "yaer", "year"),
    "{{ best.since.mnth }}": ("no-such-field", "mnth", "month"),
    "{{ best.amount.x }}": ("no-such-field", "x", ""),
    "{{ title|uper }}": ("no-such-filter", "uper", "upper"),
    "{{ title is strng }}": ("no-such-test", "strng", "string"),
    "{{ programs|map('uper')|join }}": ("no-such-filter", "uper", "upper"),
    "{{ programs|selectattr('name', 'equal', 'x')|list|count }}": ("no-such-test", "equal", "equalto"),
    "{{ link(titel, 'x') }}": ("no-such-name", "titel", "title"),
    "{{ link(title) }}": ("bad-call", "link", ""),
    "{{ link(title, hrf='x') }}": ("bad-call", "link", ""),
    "{{ lnk(title, 'x') }}": ("no-such-name", "lnk", "link"),
    "{{ {'a': titel} }}": ("no-such-name", "titel", "title"),
    "{{ title if titel else 'x' }}": ("no-such-name", "titel", "title"),
    "{{ title ~ titel }}": ("no-such-name", "titel", "title"),
    "{{ title[:titel] }}": ("no-such-name", "titel", "title"),
    "{% set x | uper %}{% endset %}": ("no-such-filter", "uper", "upper"),
    "{{ best }}": ("not-text", "best", "best.name"),
    "{{ best.agency }}": ("not-text", "best.agency", "best.agency.name"),
    "{{ programs }}": ("not-text", "programs", ""),
    "{% for q in programs %}{{ q }}{% endfor %}": ("not-text", "q", "q.name"),
    "{{ programs|first }}": ("not-text", "", ""),
    "{{ range(3) }}": ("not-text", "", ""),
    "{{ link }}": ("not-text", "link", ""),
    "{{ title.upper }}": ("not-text", "title.upper", ""),
    "{{ day.strftime }}": ("not-text", "day.strftime", ""),
    "{% for x in best.amount %}{% endfor %}": ("not-list", "best.amount", ""),
    "{{ title - 1 }}": ("not-number", "", ""),
    "{{ 2 * programs }}": ("not-number", "", ""),
    "{{ title|rupiah }}": ("not-number", "", ""),
    "{{ best.amount|date }}": ("not-date", "", ""),
    "{{ best.nmae|default('-') }}": ("no-such-field", "nmae", "name"),
}


@pytest.mark.parametrize("source", WRONG)
def test_a_name_that_does_not_exist_is_found(source: str):
    (problem,) = found(f"\n{source}")
    details = problem.details
    assert (problem.code, details["name"], problem.line) == (WRONG[source][0], WRONG[source][1], 2)
    if WRONG[source][2]:
        assert details["suggestion"] == WRONG[source][2]


RIGHT = [
    "{% for q in programs %}{{ loop.nextitem.name if not loop.last }}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for g in programs|groupby('agency.name') %}{{ g.grouper }}{{ g.list[0].name }}{% endfor %}",
    "{% for a, b in programs|groupby('name') %}{{ a }}{{ b[0].anything }}{% endfor %}",
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}",
    "{% macro m(x, y=title) %}{{ x.anything }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(best) }}",
    "{% if extra is defined and extra.x %}{{ extra.y }}{% endif %}",
    "{{ extra|default('-') }}{{ extra|d('-') }}",
    "{% set x = 1 %}{% if x %}{% set y = 2 %}{% endif %}{{ y }}",
    "{% set x %}{{ title }}{% endset %}{{ x }}",
    "{% set link = best %}{{ link.name }}",
    "{{ best.agency.head|default('-', true)|upper }}{{ title.split()[0] }}{{ title.upper().lower() }}",
    "{{ {'a': 1}.items()|list|count }}{{ {'a': best}.a.name }}",
    "{{ (best or programs|first).name }}{{ [best, programs[0]][0].name }}",
    "{{ programs|map(attribute='partners')|map('first')|map(attribute='name')|join }}",
    "{{ programs|sum(attribute='amount') }}{{ programs|map(attribute='since.year')|max }}",
    "{{ programs|sort(reverse=true, attribute='name')|map(attribute='0')|join }}",
    "{{ programs|map(attribute='nmae', default='-')|join }}{{ best.amount|rupiah }}{{ best.since|date }}{{ day|date }}",
    "{{ best.amount - 1 }}{{ title + title }}{{ range(3)|sum - 1 }}{{ day.strftime('%d') }}",
    "{{ link(*[title, title]) }}{{ link(**{'text': title, 'href': title}) }}",
]


@pytest.mark.parametrize("source", RIGHT)
def test_what_is_right_is_not_reported(source: str):
    assert found(source) == []


def test_names_made_by_a_tag_that_cannot_be_read_are_not_reported():
    source = "{% for q in programs| %}\n{{ q.name }}{{ titel }}\n{% endfor %}{% set z = %}{{ z }}"
    assert [(each.line, each.code) for each in found(source)] == [
        (1, "syntax-expected"),
        (2, "no-such-name"),
        (3, "syntax-unexpected"),
    ]


def test_the_same_mistake_in_one_tag_is_told_once():
    assert len(found("{{ titel }}{{ titel }}")) == 1


def test_a_wrong_name_in_word_says_its_place():
    content = word_file(p("x") + p("{{ progrms }}"))
    (problem,) = word.Template(content).problems(Context, WORDS)
    assert (problem.code, problem.details["suggestion"], problem.position.paragraph) == (
        "no-such-name",
        "programs",
        2,
    )
