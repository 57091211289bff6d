"""What `share` holds for distributors is what the command line says of itself; `pytest --renew` writes it anew."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import man_pages
import pytest

from .conftest import ROOT

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from .conftest import Golden

    Run = Callable[..., subprocess.CompletedProcess[str]]

COMPLETIONS = {
    "bash": "bash-completion/completions/kotacerdas",
    "zsh": "zsh/site-functions/_kotacerdas",
    "fish": "fish/vendor_completions.d/kotacerdas.fish",
    "powershell": "kotacerdas/kotacerdas.ps1",
}
"""Where each shell looks for the completion of a command; PowerShell looks nowhere."""
KNOWN = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

pytestmark = pytest.mark.skipif(
    f"typer=={version('typer')}" not in KNOWN, reason="each release of typer lays its help out in its own way"
)


@pytest.mark.parametrize(("language", "folder"), [("en", "man/man1"), ("id", "man/id/man1")])
def test_the_man_pages_are_current(language: str, folder: str, golden: Golden) -> None:
    golden(ROOT / "share" / folder / "kotacerdas.1", man_pages.page(language))


@pytest.mark.parametrize("shell", COMPLETIONS)
def test_the_completions_are_current(shell: str, run: Run, golden: Golden) -> None:
    script = run(_KOTACERDAS_COMPLETE=f"source_{shell}").stdout.strip() + "\n"
    if shell == "zsh":  # which runs the file itself at the first Tab
        script = script.replace("compdef _kotacerdas_completion kotacerdas", '_kotacerdas_completion "$@"')
    golden(ROOT / "share" / COMPLETIONS[shell], script)
