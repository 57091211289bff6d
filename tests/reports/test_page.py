"""What reports say, to the letter, and how it stands on the page.

The reports of Tanjungpinang 2023 as of 2023-11-01 stand in `golden`; after a change that is meant, write
them anew with `pytest --renew` and read the difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kotacerdas import __version__
from kotacerdas.languages.messages import Messages
from kotacerdas.reports import FORMATS, status, terminal
from kotacerdas.reports.page import PLAIN_WIDTH, Page
from tests.conftest import AS_OF, ROOT
from tests.reports.conftest import LANGUAGES, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from kotacerdas.assessment.assessment import Assessment
    from tests.conftest import Golden
VIEWS: dict[str, Callable[[Page], str]] = {
    "validate.txt": FORMATS["text"],
    "validate.json": FORMATS["json"],
    "validate.github": FORMATS["github"],
    "validate.markdown": FORMATS["markdown"],
    "status.txt": status.render,
}
GOLDEN = ROOT / "tests" / "golden"
PAINT = re.compile("\x1b\\[[0-9;]*m|[\ufdd0-\ufdef]")
PLACE = re.compile(r"[^\s:]+\.yaml:\d+:\d+  ")
SNIPPET = re.compile(r"^ *(\d+) \| (.*)\n {5} \| ([\t ]*)(\^+)$", re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_the_report_of_tanjungpinang_is_as_it_was(
    tanjungpinang: Assessment, view: str, language: str, golden: Golden
) -> None:
    name, ending = view.split(".")
    written = VIEWS[view](page(tanjungpinang, language))
    written = written.replace(f'"version": "{__version__}"', '"version": "0.0.0"')
    golden(GOLDEN / f"{name}.{language}.{ending}", written)


def test_every_golden_file_has_its_test() -> None:
    names = {
        f"{view.split('.')[0]}.{language}.{view.split('.')[1]}" for view in VIEWS for language in LANGUAGES
    }
    assert {
        path.name for path in GOLDEN.iterdir() if path.suffix in {f".{view.split('.')[1]}" for view in VIEWS}
    } == names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["validate.txt", "status.txt"])
def test_plain_text_has_no_codes_and_ends_with_a_line_end(
    assessment: Assessment, view: str, language: str
) -> None:
    text = VIEWS[view](page(assessment, language))
    assert "\x1b" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.splitlines() if line != line.rstrip() and " | " not in line] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["validate.txt", "status.txt"])
def test_no_line_is_wider_than_the_page(assessment: Assessment, view: str, language: str) -> None:
    """But for the YAML lines that it shows, and what stands after a path."""
    text = SNIPPET.sub("", VIEWS[view](page(assessment, language)))
    wide = [line for line in text.splitlines() if len(line) > PLAIN_WIDTH and not PLACE.match(line)]
    assert wide == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["validate.txt", "status.txt"])
def test_colours_change_no_text(assessment: Assessment, view: str, language: str) -> None:
    painted = VIEWS[view](page(assessment, language, paint=terminal.painter()))
    assert painted != PAINT.sub("", painted)
    assert PAINT.sub("", painted) == VIEWS[view](page(assessment, language))


def test_the_terminal_shows_what_was_rendered(
    assessment: Assessment, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.show(FORMATS["text"](page(assessment, paint=terminal.painter())))
    assert PAINT.sub("", capsys.readouterr().out) == FORMATS["text"](page(assessment))


def test_several_dossiers_stand_one_after_the_other(tanjungpinang: Assessment, troubled: Assessment) -> None:
    both = FORMATS["text"](Page((tanjungpinang, troubled), Messages("en"), AS_OF))
    each = [FORMATS["text"](page(one)) for one in (tanjungpinang, troubled)]
    assert both == "\n\n".join(each)


def test_very_many_findings_of_a_code_are_told_by_the_first_and_their_number(
    assessed: Callable[..., Assessment],
) -> None:
    many = assessed({"a.yaml": "agencies:\n" + "".join(f"  - {{id: a{n}, nam: x}}\n" for n in range(250))})
    text = FORMATS["text"](page(many, "en"))
    assert text.count("KC101") - text.count("more of KC101") == 100
    assert "(and 150 more of KC101 in a.yaml; all of them: --format json)" in " ".join(text.split())
    assert FORMATS["json"](page(many, "en")).count('"KC101"') == 250


ODD = "a\x1b]0;x\x07b\x1b[8mc\u202ed\u2066e\x7ff"


def test_a_terminal_obeys_nothing_that_a_report_holds(capsys: pytest.CaptureFixture[str]) -> None:
    painted = terminal.painter()("strong", ODD) + ODD + "\u00a0\t|\n"
    terminal.show(painted)
    shown = PAINT.sub("", capsys.readouterr().out)
    assert [sign for sign in shown if not sign.isprintable() and sign not in "\n\t"] == []
    assert "[8mc" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_files_and_folders_are_shown_and_not_obeyed(
    assessed: Callable[..., Assessment], language: str
) -> None:
    name = ODD.replace("/", "")
    odd = assessed({f"{name}.yaml": "programs: [\n", f"{name}/b.yaml": "nama: 1\n", f"bukti/{name}.pdf": b""})
    for render in VIEWS.values():
        text = render(page(odd, language))
        assert [sign for sign in text if not sign.isprintable() and sign not in "\n\t"] == []
