"""What any template may cost, in a process of its own: ten seconds and 300 MB, whatever is in it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.templating.word_files import p, table, word_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_SECONDS: Final = 10
MOST_MEGABYTES: Final = 300

MEASURED: Final = """
import os, io, json, resource, sys, time
from kotacerdas.templating import markdown
from kotacerdas.templating.jinja.failures import TagFailed, TemplateFailed
from kotacerdas.templating.jinja.values import Words
from kotacerdas.templating.word import document

words = Words(str, str, lambda number, digits: str(number))
values = {"many": list(range(200))}
path = sys.argv[1]
code = ""
began = time.process_time()
try:
    with open(path, "rb") as stream:
        content = stream.read()
    if path.endswith(".docx"):
        template = document.Template(content)
        template.problems(None, words)
        template.render(io.BytesIO(), values, str, words)
    else:
        markdown.Template(content.decode()).render(values, str, words)
except TemplateFailed as failed:
    code = failed.problems[0].code
usage = resource.getrusage(resource.RUSAGE_SELF)
peak = usage.ru_maxrss / 1000
if os.path.exists("/proc/self/status"):  # where what the parent held before this program ran does not count
    [peak] = [int(line.split()[1]) / 1000 for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([code, time.process_time() - began, peak]))
"""

TEXT: Final = "{% set a = 'xxxxxxxxxx' %}" + "{% set a = [a, a, a, a, a, a, a, a, a, a]|join %}" * 4
WIDE: Final = TEXT.replace("xxxxxxxxxx", "\n\n\n\n\n\n\n\n\n\U0001f600")


def loops(body: str) -> str:
    return "{% for x in many %}" * 5 + body + "{% endfor %}" * 5


HOSTILE: Mapping[str, tuple[str | bytes, str]] = {
    "turns.md": (loops(""), "too-long"),
    "compared.md": (
        f"{TEXT}{{% set b = a ~ 'b' %}}{{% set c = a ~ 'c' %}}"
        + loops("{% if b == c or b in c %}{% endif %}"),
        "too-long",
    ),
    "searched.md": (f"{TEXT}{{% set l = a|list %}}" + loops("{% if 'y' in l %}{% endif %}"), "too-long"),
    "printed.md": (TEXT + loops("{{ a }}"), "too-much"),
    "wide.md": (WIDE + loops("{{ a }}"), "too-much"),
    "footnotes.md": (TEXT + loops("{{ footnote(a ~ loop.index) }}"), "too-much"),
    "held.md": (TEXT + "".join(f"{{% set a{n} = a ~ {n} %}}" for n in range(5000)), "too-large"),
    "macros.md": (
        TEXT
        + "{% macro m(n, a) %}{% set b = a ~ n %}{{ b }}{{ m(n - 1, b) }}{% endmacro %}"
        + "{{ m(300, a) }}",
        "too-deep",
    ),
    "tags.md": ("{{ many|count }}" * 10_001, "too-many-tags"),
    "long-tag.md": ("{{ " + " ~ ".join("0" * 60_000) + " }}", "long-tags"),
    "tokens.md": ("{{ [" + "1," * 99_000 + "]|count }}", ""),
    "paragraphs.docx": (word_file("<w:p/>" * 2_600_000), "too-many-elements"),
    "attributes.docx": (
        word_file("<w:p " + " ".join(f'a{n}="b"' for n in range(900_000)) + "/>"),
        "too-many-elements",
    ),
    "as-many-as-may-be.docx": (word_file(p("x") * 40_000), ""),
    "footnotes.docx": (word_file(p(TEXT + loops("{{r footnote(a ~ loop.index) }}"))), "too-large"),
    "links.docx": (word_file(p(TEXT + loops("{{r link('x', 'http://a/' ~ a ~ loop.index) }}"))), "too-large"),
    "rows.docx": (
        word_file(table(*[["{%tr for x in many %}"]] * 5, ["text " * 4000], *[["{%tr endfor %}"]] * 5)),
        "too-much",
    ),
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's accounting of Linux")
@pytest.mark.parametrize("name", HOSTILE)
def test_no_template_takes_more_than_it_may(name: str, tmp_path: Path) -> None:
    content, told = HOSTILE[name]
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    command = [sys.executable, "-c", MEASURED, str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    code, seconds, megabytes = json.loads(done.stdout)
    assert code == told
    assert done.stderr == ""
    assert seconds < MOST_SECONDS * 3  # generous: a slow machine finishes the one operation that it is at
    assert megabytes < MOST_MEGABYTES
