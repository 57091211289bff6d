"""The sandbox: hostile templates come to a quick and clear end, and what goes wrong is told with its line."""

from __future__ import annotations

import tracemalloc
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from kotacerdas.dates import PartialDate
from kotacerdas.templating.jinja.failures import Problem, TemplateFailed
from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.jinja.sandbox import Sandbox
from kotacerdas.templating.jinja.tags import MAX_TAGS
from kotacerdas.templating.jinja.values import Fragment, Run
from tests.templating.word_files import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Agency(NamedTuple):
    """An agency as a template sees it."""

    name: str


class Program(NamedTuple):
    """A program as a template sees it."""

    name: str
    agency: Agency | None
    amount: int | None
    since: PartialDate | None


PROGRAMS = [
    Program("B", Agency("Dinas & Co"), 5, PartialDate(2023, 11, 14)),
    Program("a", None, 7, None),
    Program("C", Agency("Badan"), None, PartialDate(2022)),
]
VALUES: dict[str, object] = {
    "name": "Kota",
    "long": "x" * 100_000,
    "programs": PROGRAMS,
    "many": list(range(2000)),
    "words": {"a": 1, "b": 2},
    "nothing": None,
    "real": 2.5,
    "day": date(2023, 11, 14),
}


def sandbox(meter: Meter | None = None) -> Sandbox:
    counters: dict[str, int] = {}

    def count(name: str) -> int:
        counters[name] = counters.get(name, 0) + 1
        return counters[name]

    functions = {"count": count, "bold": lambda text: Fragment(f"**{text}**")}
    return Sandbox(lambda text: text.replace("<", "&lt;"), functions, WORDS, meter or Meter())


def shown(source: str, values: Mapping[str, object] = VALUES) -> str:
    return "".join(sandbox().stream(source, values))


def failure(source: str, meter: Meter | None = None, values: Mapping[str, object] = VALUES) -> Problem:
    with pytest.raises(TemplateFailed) as failed:
        for _ in sandbox(meter).stream(source, values):
            pass
    return failed.value.problems[0]


# --- what templates can do -------------------------------------------------------------------------

ABLE = {
    "{{ '<' ~ name }}": "&lt;Kota",
    "{{ name + '!' }}": "Kota!",
    "{{ 7 // 2 + 7 % 4 * 2 - 1 }}": "8",
    "{{ programs[0].agency.name }}": "Dinas & Co",
    "{{ programs[0]['name'] }}{{ programs[-1].name }}": "BC",
    "{{ programs|map(attribute='name')|join('/') }}": "B/a/C",
    "{{ programs|join('/', attribute='name') }}": "B/a/C",
    "{{ programs|sort(attribute='name')|map(attribute='name')|join }}": "aBC",
    "{{ programs|selectattr('amount', 'none')|map(attribute='name')|join }}": "C",
    "{{ programs|selectattr('agency')|map(attribute='agency.name')|join(', ') }}": "Dinas & Co, Badan",
    "{{ programs|rejectattr('amount', 'gt', 6)|list|count }}": "FAIL not-number",
    "{% for g in programs|groupby('since') %}{{ g.grouper }}{% endfor %}": "FAIL not-comparable",
    "{% for g, l in words.items() %}{{ g }}{{ l }}{% endfor %}{{ words.get('x', 'y') }}": "a1b2y",
    "{% for p in programs if p.amount %}{{ loop.index }}{{ p.name }}{{ loop.nextitem.name if not loop.last }} {% endfor %}": "1Ba 2a ",
    "{% for p in programs %}{{ loop.cycle('x', 'y') }}{% else %}z{% endfor %}": "xyx",
    "{% for p in [] %}{% else %}z{% endfor %}": "z",
    "{{ programs[0].since|date }}|{{ nothing|date }}|{{ day|date }}": "2023-11-14||2023-11-14",
    "{{ 1250|rupiah }}{{ nothing|rupiah }}": "Rp1250",
    "{{ 0.5|percent }}{{ 2.25|number(1) }}{{ nothing|percent }}": "0.5%2.25",
    "{{ 'a\nb\r\n\n c '|paragraphs|join('|') }}": "a|b|c",
    "{{ name|upper|lower|title|trim|replace('k', 'K')|capitalize }}": "Kota",
    "{{ name|reverse }}{{ [1, 2]|reverse|join }}{{ name[1:3] }}{{ many[-2:]|join(' ') }}": "atoK21ot1998 1999",
    "{{ [3, 1, 2]|sort(true)|join }}{{ [3, 1]|min }}{{ ['b', 'a']|max }}{{ []|max }}": "3211b",
    "{{ [1, 2, 1]|unique|join }}{{ [1, 2]|sum }}{{ programs[:2]|sum(attribute='amount') }}": "12312",
    "{{ [0.1, 0.2]|sum }} {{ 0.1 + 0.2 == 0.3 }} {{ 1.005 * 100 }} {{ (3.1 + 3.05) / 2 }}": "0.3 True 100.5 3.075",
    "{{ 2.675|round(2) }} {{ 2.5|round }} {{ -2.5|round|int }} {{ 7|round }}": "2.68 3.0 -3 7",
    "{{ '5'|int + ('x'|int) + (1.5|float)|round|int }}{{ 2.567|round(2) }}{{ -3|abs }}": "72.573",
    "{{ missing|default('-') }}{{ missing is defined }}{{ nothing|d('x', true) }}": "-Falsex",
    "{{ 'a' in name }}{{ 5 in many }}{{ 'a' in words }}{{ name is in ['Kota'] }}": "TrueTrueTrueTrue",
    "{{ 3 is odd }}{{ 4 is even }}{{ 4 is divisibleby 2 }}{{ name is string }}{{ name is equalto 'Kota' }}": "TrueTrueTrueTrueTrue",
    "{{ 'x' if nothing }}{{ name if name else 'x' }}": "Kota",
    "{{ bold(name) }}{{ bold(name) ~ '<' }}": "**Kota****Kota**&lt;",
    "{% macro m(a, b='-') %}{{ a }}{{ b }}<{% endmacro %}{{ m('<') ~ '<' }}": "&lt;-<&lt;",
    "{% set x %}<{{ name }}{% endset %}{{ x }}{% set y | upper %}a{% endset %}{{ y }}": "FAIL is-markup",
    "{% with a = 1 %}{{ a }}{% endwith %}{% if 1 < 2 <= 2 and not nothing %}y{% endif %}": "1y",
    "{{ name.upper() }}{{ name.startswith('K') }}{{ 'a b'.split()|join('-') }}": "KOTATruea-b",
    "{{ count('x') }}{{ count('y') }}{{ count('x') }}": "112",
    "{{ day.year }}{{ programs[0].since.month }}{{ real }}": "2023112.5",
    "{%- if true -%} a {%- endif +%} b": "a b",
    "{% set n = namespace(all=0) %}{% for p in programs %}{% set n.all = n.all + 1 %}{% endfor %}{{ n.all }}{{ n['all'] }}": "33",
    "{{ range(3)|join }}{{ range(2, 9, 3)|join }}{% for i in range(2) %}{{ i }}{% endfor %}": "01225801",
    "{{ '%05.2f|%s|%d%%'|format(3.14159, '<', 7.9) }}": "03.14|&lt;|7%",
    "{{ 'abc def ghi'|truncate(8, leeway=0) }}|{{ 'abc def ghi'|truncate(8, true, '…', 0) }}|{{ name|truncate }}": "abc...|abc def…|Kota",
    "{{ 'abc de fghijk'|wordwrap(5) }}|{{ nothing|wordwrap }}": "abc\nde\nfghij\nk|",
    "{{ day.strftime('%d/%m/%Y %-d %y %%') }}|{{ programs[0].since.strftime('%Y') }}|{{ programs[2].since.strftime('%d/%m') }}": "14/11/2023 14 23 %|2023|2022",
    "{{ '<'|e }}{{ bold('<')|e }}": "&lt;**<**",
    "{{ programs|selectattr('agency')|count }}{{ programs|map(attribute='name')|last }}{{ []|first }}": "2C",
}


@pytest.mark.parametrize("source", ABLE)
def test_what_a_template_can_do(source: str):
    if ABLE[source].startswith("FAIL "):
        assert failure(source).code == ABLE[source].removeprefix("FAIL ")
    else:
        assert shown(source) == ABLE[source]
        assert sandbox().problems(source) == []


# --- what goes wrong -------------------------------------------------------------------------------

WRONG: dict[str, tuple[str, Mapping[str, object]]] = {
    "{{ nama }}": ("no-such-name", {"name": "nama", "suggestion": "name"}),
    "{{ programs[0].nmae }}": ("no-such-field", {"name": "nmae", "kind": "Program", "suggestion": "name"}),
    "{{ words.z }}": ("no-such-field", {"name": "z", "kind": "mapping"}),
    "{{ many[9999] }}": ("no-such-field", {"name": 9999, "kind": "list"}),
    "{{ programs[1].agency.name }}": ("is-empty", {"name": "name"}),
    "{{ name.nothing }}": ("no-such-field", {"name": "nothing", "kind": "text"}),
    "{{ programs }}": ("not-text", {"kind": "list"}),
    "{{ programs[0] }}": ("not-text", {"kind": "Program"}),
    "{{ words }}": ("not-text", {"kind": "mapping"}),
    "{{ count }}": ("not-text", {"kind": "function"}),
    "{{ 1 / 0 }}": ("by-zero", {}),
    "{{ 1 % 0 }}": ("by-zero", {}),
    "{{ name - 1 }}": ("not-number", {"operator": "-", "kind": "text"}),
    "{{ nothing + 1 }}": ("not-number", {"operator": "+", "kind": "nothing"}),
    "{{ name|rupiah }}": ("not-number", {"kind": "text"}),
    "{{ name|date }}": ("not-date", {"kind": "text"}),
    "{{ 2.5|number(99) }}": ("digits", {"most": 9}),
    "{{ name() }}": ("not-callable", {"kind": "text"}),
    "{{ nama() }}": ("no-such-name", {"name": "nama"}),
    "{{ count() }}": ("bad-call", {"name": "count"}),
    "{{ count('a', 'b') }}": ("bad-call", {"name": "count"}),
    "{{ name.split('') }}": ("bad-call", {"name": "split"}),
    "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}": ("bad-call", {"name": "m"}),
    "{% for x in 5 %}{% endfor %}": ("not-list", {"kind": "number"}),
    "{% for x in nothing %}{% endfor %}": ("not-list", {"kind": "nothing"}),
    "{{ nothing|join }}": ("not-list", {"kind": "nothing"}),
    "{{ [1, 'a']|sort|join }}": ("not-comparable", {"kind": "list"}),
    "{{ name < 1 }}": ("not-comparable", {"kind": "text"}),
    "{{ nothing > 1 }}": ("not-comparable", {"kind": "nothing"}),
    "{{ -name }}": ("not-number", {"kind": "text"}),
    "{{ programs == programs }}": ("not-comparable", {"kind": "list"}),
    "{{ name|replace('', 'x') }}": ("replace-nothing", {}),
    "{{ bold('x')|upper }}": ("is-markup", {}),
    "{{ bold('x').upper() }}": ("is-markup", {}),
    "{{ bold('x')[1:] }}": ("is-markup", {}),
    "{{ bold('x')[0] }}": ("is-markup", {}),
    "{{ programs|map('uper')|join }}": ("no-such-filter", {"name": "uper", "suggestion": "upper"}),
    "{{ programs|select('evn')|list|count }}": ("no-such-test", {"name": "evn", "suggestion": "even"}),
    "{% if true %}{{ name|uper }}{% endif %}": ("no-such-filter", {"name": "uper"}),
    "{{ name|uper }}": ("no-such-filter", {"name": "uper", "suggestion": "upper"}),
    "{{ name is strong }}": ("no-such-test", {"name": "strong", "suggestion": "string"}),
    "{{ name + }}": ("syntax-unexpected", {"got": "}}"}),
    "{% if name = 'x' %}{% endif %}": ("syntax-expected", {"expected": "%}", "got": "="}),
    "{{ name|upper(1) }}": ("bad-call", {"name": "upper"}),
    "{{ programs|map|join }}": ("failed", {}),
    "{{ name is even(1) }}": ("bad-call", {"name": "even"}),
    "{{ 5|first }}": ("not-list", {"kind": "number"}),
    "{{ name|upper(**5) }}": ("failed", {}),
    "{% set name.x = 1 %}": ("syntax-unexpected", {"got": "."}),
    "{{ day < name }}": ("not-comparable", {"kind": "date"}),
    "{{ name['a':] }}": ("failed", {}),
    "{% for a, b in many %}{% endfor %}": ("failed", {}),
    "{{ (name }}": ("syntax-unexpected", {"got": "}"}),
    "{{ name name }}": ("syntax-expected", {"expected": "}}", "got": "name"}),
    "{{ name ! }}": ("syntax-unexpected", {"got": "!"}),
    "{{ \u200bname }}": ("unseen-sign", {"got": "U+200B", "name": "ZERO WIDTH SPACE"}),
    "{{ name.\u00adx }}": ("unseen-sign", {"got": "U+00AD", "name": "SOFT HYPHEN"}),
    "{%\u2013 if name %}{% endif\ufeff %}": ("changed-sign", {"got": "\u2013", "instead": "-"}),
    "{% if name \u2260 1 %}{% endif %}": ("changed-sign", {"got": "\u2260", "instead": "!="}),
    "{% for x in many %}": ("never-closed", {"name": "for", "end": "endfor"}),
    "{% endfor %}": ("stray-tag", {"name": "endfor"}),
    "{% else %}": ("stray-tag", {"name": "else"}),
    "{% fro x in many %}": ("no-such-tag", {"name": "fro", "suggestion": "for"}),
}


@pytest.mark.parametrize("source", WRONG)
def test_what_goes_wrong_is_told_with_its_line(source: str):
    code, details = WRONG[source]
    found = failure(f"text\n\n{source}\nmore")
    assert (found.code, found.line) == (code, 3)
    assert details.items() <= dict(found.details).items()


@pytest.mark.parametrize("kind", ["filters", "tests"])
def test_a_wrong_call_of_any_filter_or_test_shows_no_python(kind: str):
    joint = "is " if kind == "tests" else "|"
    for name in filter(str.isalpha, getattr(sandbox(), kind)):
        problem = failure("{{ many " + joint + name + "(1, 2, 3, wrong=4) }}")
        assert problem.code in {"bad-call", "not-text", "no-such-filter", "no-such-test"}, problem
        assert "_" not in str(problem.details.get("name"))


def test_all_mistakes_are_found_at_once():
    source = """{% for x in many %}
{{ name + }}
{% if name = 1 %}{{ x|nofilter }}{% else %}b{% endif %}
{% include 'x' %}
{% macro m( %}{% endmacro %}
{% fro y in many %}{{ y }}{% endfro %}
{% for z in %}{{ z }}{% endfor %}
{% elif x %}{{ x is nosuch }}
{% if name %}
{{ a.b|nother }}"""
    found = [(problem.line, problem.code) for problem in sandbox().problems(source)]
    assert found == [
        (1, "never-closed"),
        (2, "syntax-unexpected"),
        (3, "syntax-expected"),
        (3, "no-such-filter"),
        (4, "refused-tag"),
        (5, "syntax-expected"),
        (6, "no-such-tag"),
        (6, "no-such-tag"),
        (7, "syntax-unexpected"),
        (8, "stray-tag"),
        (8, "no-such-test"),
        (9, "never-closed"),
        (10, "no-such-filter"),
    ]


def test_a_block_that_is_never_closed_is_told_where_it_opens():
    source = "{% for x in many %}\n{% if x %}\n{% endfor %}\n{% if name %}\n{% endif %}"
    assert [(p.line, p.code, p.details["name"]) for p in sandbox().problems(source)] == [
        (2, "never-closed", "if")
    ]
    assert failure(source).line == 2


# --- hostile templates -----------------------------------------------------------------------------

WALKS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ many|map(attribute='__class__')|list|first }}",
    "{{ many|map('attr', '__class__')|first }}",
    "{{ many|map('<literal>')|first }}",
    "{{ many|groupby('__class__')|first }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{{ '%s' % name }}",
    "{{ '{a}'.format_map(words) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ joiner }}",
    "{{ namespace(a=1).__class__ }}",
    "{{ namespace(a=1)._Namespace__attrs }}",
    "{{ namespace.__init__ }}",
    "{% set words.a = 1 %}",
    "{% set words.a %}{% endset %}",
    "{% set n = namespace() %}{% set n.a %}x{% endset %}",
    "{{ dict(a=1) }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{% for x in many %}{{ loop.__init__ }}{% endfor %}",
    "{% for x in many %}{{ loop._iterator }}{% endfor %}",
    "{% for x in many %}{{ loop.changed(x) }}{% endfor %}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{{ m.__call__() }}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{% macro m() %}{% endmacro %}{{ m.name }}",
    "{{ count.__globals__ }}",
    "{{ count.__self__ }}",
    "{{ programs[0]._asdict() }}",
    "{{ programs[0]._replace(name='x') }}",
    "{{ programs.append(1) }}",
    "{{ words.pop('a') }}",
    "{{ words.update({}) }}",
    "{{ words.items.__self__ }}",
    "{{ name.encode() }}",
    "{{ name.zfill(9) }}",
    "{{ name.join(many) }}",
    "{{ name.translate({}) }}",
    "{{ day.strftime('%Y' * 9) }}",
    "{{ day.today() }}",
    "{{ range(9) }}",
    "{{ '%r'|format(name) }}",
    "{{ '%s'|format(programs) }}",
    "{{ '%(a)s'|format(a=name) }}",
    "{{ day.strftime.__call__ }}",
    "{{ day.strftime._words }}",
    "{{ day.strftime('%A') }}",
    "{{ day.strftime(programs) }}",
    "{{ name|safe }}",
    "{{ name|tojson }}",
    "{{ name|pprint }}",
    "{{ name|xmlattr }}",
    "{{ name|indent(99) }}",
    "{{ name|center(99) }}",
    "{{ name|_literal }}",
    "{{ nothing.__class__ }}",
    "{{ (1).__class__ }}",
    "{{ missing.__class__ }}",
    "{{ 'x' is callable }}",
    "{{ 'x' is filter }}",
    "{% set programs[0].name = 'x' %}",
    "{% set x.y = 'x' %}",
    "{% include 'secret' %}",
    "{% include ['a', 'b'] ignore missing %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% extends 'base' %}",
    "{% block a %}{% endblock %}",
    "{% autoescape false %}{{ '<' }}{% endautoescape %}",
    "{% filter upper %}a{% endfilter %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% do many.clear() %}",
    "{% debug %}",
    "{% call count('x') %}{% endcall %}",
    "{% for x in many recursive %}{{ loop([x]) }}{% endfor %}",
]


@pytest.mark.parametrize("source", WALKS)
def test_nothing_leads_out_of_the_sandbox(source: str):
    failure(source)


BOMBS = {
    "{{ range(1000000000)|length }}": "too-large",
    "{{ range(0, 1" + "0" * 29 + ")|length }}": "too-large",
    "{% for a in many %}{% set x = range(400000) %}{% endfor %}": "too-large",
    "{{ '%1000000000d'|format(1) }}": "bad-format",
    "{{ '%.1000000000f'|format(1) }}": "bad-format",
    "{{ '%*d'|format(1000000000, 1) }}": "bad-format",
    "{{ ('%99d'|replace('%99d', '%99d' ~ long|replace('x', '%99d')))|format(1) }}": "bad-format",
    "{{ day.strftime('%1000000000d') }}": "bad-format",
    "{% set n = namespace(a=long) %}{% for a in many %}{% set n.a = n.a ~ n.a %}{% endfor %}": "too-large",
    "{{ many|wordwrap }}": "not-text",
    "{{ name|wordwrap(1000000000) }}": "bad-call",
    "{% for a in many %}" * 3 + "{% set x = a * 2 %}" + "{% endfor %}" * 3: "too-long",
    "{{ 'x' * 1000000000 }}": "not-number",
    "{{ [1] * 1000000000 }}": "not-number",
    "{{ 10 ** 10 ** 9 }}": "no-power",
    "{{ 2 ** 3 }}": "no-power",
    "{{ 1.5|round(1000000000) }}": "digits",
    "{{ 1|round(-1000000000) }}": "digits",
    "{{ 1.5|number(1000000000) }}": "digits",
    "{{ '%1000000000d' is even }}": "not-number",
    "{{ '%1000000000d' is odd }}": "not-number",
    "{{ '%1000000000d' is divisibleby 3 }}": "not-number",
    "{% set n = 99999999999999999999 %}{{ n * n * n * n }}": "too-large",
    "{{ ('9' * 5)|int }}": "not-number",
    "{{ 'inf'|float }}": "too-large",
    "{{ 'nan'|float + 1 }}": "too-large",
    "{{ 1e999 }}": "too-large",
    "{% set x %}{{ long }}{% endset %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60: "too-large",
    "{% set x = long %}" + "{% set x = x ~ x %}" * 60: "too-large",
    "{% set x = long %}" + "{% set x = x + x %}" * 60: "too-large",
    "{% set x = long %}" + "{% set x = x|replace('x', 'xxxxxxxxxx') %}" * 9: "too-large",
    "{% set x = long %}" + "{% set x = [x, x]|join %}" * 60: "too-large",
    "{% set x = long %}" + "{% set x = [x]|join(x) ~ x|title %}" * 60: "too-large",
    "{% set x = [long, long, long]|join %}"
    + "".join(f"{{% set a{i} = x|list %}}" for i in range(400)): "too-large",
    "{% set x = [long, long, long]|join %}"
    + "".join(f"{{% set a{i} = x|upper %}}" for i in range(400)): "too-large",
    "{% set x = ['x ']|join %}"
    + "".join(f"{{% set a{i} = long.split('x') %}}" for i in range(400)): "too-large",
    "{% set x = long %}" + "".join(f"{{% set a{i} = long[1:] %}}" for i in range(900)): "too-large",
    "{% macro a() %}{{ long }}{% endmacro %}"
    + "".join(
        f"{{% macro {chr(98 + i)}() %}}{{{{ {chr(97 + i)}() ~ {chr(97 + i)}() }}}}{{% endmacro %}}"
        for i in range(20)
    )
    + "{{ u() }}": "too-large",
    "{% set t = (1, 1) %}" + "{% set t = (t, t) %}" * 60 + "{{ {t: 1} }}": "not-comparable",
    "{% set t = (1, 1) %}" + "{% set t = (t, t) %}" * 60 + "{{ words[t] }}": "not-comparable",
    "{% set t = (1, 1) %}" + "{% set t = (t, t) %}" * 60 + "{{ words.get(t) }}": "not-comparable",
    "{% set t = [1, 1] %}" + "{% set t = [t, t] %}" * 60 + "{{ t == t }}": "not-comparable",
    "{% set t = [1, 1] %}" + "{% set t = [t, t] %}" * 60 + "{{ t in [t] }}": "not-comparable",
    "{% set t = [1, 1] %}" + "{% set t = [t, t] %}" * 60 + "{{ [t, t]|unique|list }}": "not-comparable",
    "{% set t = [1, 1] %}" + "{% set t = [t, t] %}" * 60 + "{{ t }}": "not-text",
    "{% set t = [1, 1] %}" + "{% set t = [t, t] %}" * 60 + "{{ t|join }}": "not-text",
    "{% for a in many %}{% for b in many %}{% for c in many %}{% for d in many %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}": "too-long",
    "{% for a in many %}{% for b in many %}{% for c in many %}{% set x = a * b %}{% endfor %}{% endfor %}{% endfor %}": "too-long",
    "{% for a in many %}{% for b in many %}{% if a in many %}{% endif %}{% endfor %}{% endfor %}": "too-long",
    "{% for a in many %}{% for b in many %}{% set x = many|sum + many|map('abs')|list|count %}{% endfor %}{% endfor %}": "too-long",
    "{% for a in many %}{% for b in many %}{% for c in many %}{{ long }}{% endfor %}{% endfor %}{% endfor %}": "too-much",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}": "too-deep",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}": "too-long",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}x{% endif %}{% endmacro %}{{ m(60) }}": "too-long",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}": "too-deep",
    "{{ " + "[" * 500 + "]" * 500 + " }}": "too-deep",
    "{{ " + "not " * 5000 + "1 }}": "too-deep",
    "{{ 1" + " + 1" * 20000 + " }}": "too-deep",
    "{{ 1" + "|abs" * 20000 + " }}": "too-deep",
    "{{ name" + ".a" * 20000 + " }}": "too-deep",
    "{% if 1 %}" * 3000 + "{% endif %}" * 3000: "too-deep",
    "{% for x in many %}" * 50 + "{% endfor %}" * 50: "too-deep",
    "{% if 1 %}" * 120 + "{% endif %}" * 120: "too-deep",
    "{{ " + "9" * 5000 + " }}": "too-large",
    "{{ name }}" * (MAX_TAGS * 2): "too-many-tags",
    "{{ [" + "1," * 150_000 + "]|count }}": "long-tags",
    "{# x #}" * 50_000 + "{{ missing }}": "no-such-name",
    "{% macro m() %}{% for a in many %}{% for b in many %}text{% endfor %}{% endfor %}{% endmacro %}{{ m() }}": "too-large",
    "{% set x %}{% for a in many %}{% for b in many %}text{% endfor %}{% endfor %}{% endset %}{{ x }}": "too-large",
    "{% set a = long ~ 'a' %}{% set b = long ~ 'b' %}"
    + "{% for x in many %}" * 3
    + "{% if a == b or a == b or a in b %}{% endif %}"
    + "{% endfor %}" * 3: "too-long",
}


@pytest.mark.slow
@pytest.mark.parametrize("source", BOMBS, ids=[f"{code}-{n}" for n, code in enumerate(BOMBS.values())])
def test_a_bomb_ends_soon_and_small(source: str, loops_of: Callable[[Callable[[], object]], float]):
    is_slow = BOMBS[source] == "too-long"
    failures: list[Problem] = []
    peak = 0

    def rendered() -> None:
        nonlocal peak
        if not is_slow:
            tracemalloc.start()
        failures.append(failure(source, Meter(seconds=0.2, printed=20_000_000) if is_slow else Meter()))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    loops = loops_of(rendered)
    assert failures[0].code.startswith(BOMBS[source])
    assert loops < 5_000  # a bound of kind, not of speed: counting memory alone makes it several times slower
    assert peak < 100_000_000


def test_a_fragment_that_is_a_run_needs_a_run():
    box = Sandbox(str, {"link": lambda: Run("<r/>")}, WORDS, Meter())
    with pytest.raises(TemplateFailed) as failed:
        list(box.stream("{{ 'a' ~ link() }}", {}))
    assert failed.value.problems[0].code == "needs-run"


@pytest.mark.parametrize("values", [{"x": object()}, {"x": [object()]}, {"x": Any}])
def test_an_object_that_is_no_record_cannot_be_looked_into(values: dict[str, Any]):
    for source in ("{{ x }}", "{{ x.__class__ }}", "{{ x[0] }}", "{{ x() }}"):
        failure(source, values=values)
