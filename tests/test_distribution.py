"""What is published: whole, the same bytes each time, and with a page that leads nowhere in vain."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kotacerdas import __version__

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)


class Distribution(NamedTuple):
    """The two files that are published, and the folder that the first unpacks to."""

    sdist: Path
    wheel: Path
    unpacked: Path


def build(checkout: Path, folder: Path) -> Distribution:
    """Build both files of a checkout, with the build backend that is installed here."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, checkout]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return Distribution(sdist, wheel, folder / sdist.name.removesuffix(".tar.gz"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    return build(ROOT, tmp_path_factory.mktemp("built"))


def metadata(wheel: Path) -> dict[str, list[str]]:
    """The fields of a wheel's metadata; the page that PyPI shows is under `page`."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        message = message_from_bytes(archive.read(name))
    return {key: message.get_all(key, []) for key in message} | {"page": [str(message.get_payload())]}


def relative_links(page: str) -> list[str]:
    return re.findall(r"\]\((?!https?:)[^)]*\)", page)


def test_the_changelog_tells_of_the_version_and_its_day() -> None:
    newest = re.search(
        r"^## \[(\d.*?)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert newest is not None
    assert newest[1] == __version__


@pytest.mark.slow
def test_the_source_archive_holds_the_whole_repository(built: Distribution) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no repository to compare with")
    command = ["git", "-C", ROOT, "ls-files"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    names = {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}
    unpacked = {path.relative_to(built.unpacked).as_posix() for path in built.unpacked.rglob("*")}
    assert names - unpacked == set()


@pytest.mark.slow
def test_what_is_built_of_the_source_archive_is_the_same_bytes(built: Distribution, tmp_path: Path) -> None:
    """Built anew elsewhere and later, of files with other dates."""
    again = build(built.unpacked, tmp_path)
    assert again.sdist.name == built.sdist.name
    assert again.sdist.read_bytes() == built.sdist.read_bytes()
    assert again.wheel.read_bytes() == built.wheel.read_bytes()


@pytest.mark.slow
def test_the_wheel_brings_what_distributors_install(built: Distribution) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = {name.partition(".data/data/")[2] for name in archive.namelist()} - {""}
    shared = ROOT / "share"
    assert names == {
        f"share/{path.relative_to(shared).as_posix()}" for path in shared.rglob("*.*") if path.is_file()
    } | {
        "share/bash-completion/completions/kotacerdas",
        "share/zsh/site-functions/_kotacerdas",
    }


@pytest.mark.slow
def test_the_page_on_pypi_has_no_link_that_leads_nowhere(built: Distribution) -> None:
    (page,) = metadata(built.wheel)["page"]
    assert page.startswith("# kotacerdas")
    assert relative_links(page) == []
    assert "OWNER" not in "".join(metadata(built.wheel).get("Project-URL", []))


@pytest.mark.slow
def test_a_home_is_given_by_the_commands_of_the_document(built: Distribution, tmp_path: Path) -> None:
    """And then the page's links and pictures lead there, at the version that is published."""
    checkout = tmp_path / "checkout"
    shutil.copytree(built.unpacked, checkout)
    (checkout / "PKG-INFO").unlink()  # a checkout has none, and the build would believe it
    commands = SHELL.findall((ROOT / "docs" / "releasing.md").read_text(encoding="utf-8"))[0].replace(
        "ACCOUNT", "kota-uji"
    )
    subprocess.run(["bash", "-ec", commands], check=True, cwd=checkout, timeout=60)  # noqa: S607
    home = "https://github.com/kota-uji/kotacerdas"
    urls = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    assert urls["Source"] == home
    left = [
        path
        for path in checkout.rglob("*")
        if path.suffix in {".md", ".toml", ".yml"} and "OWNER" in path.read_text(encoding="utf-8")
    ]
    assert left == [checkout / "docs" / "releasing.md"]
    published = metadata(build(checkout, tmp_path / "built").wheel)
    assert f"Source, {home}" in published["Project-URL"]
    (page,) = published["page"]
    assert f"]({home}/blob/v{__version__}/docs/templates.md)" in page
    assert f"]({home}/raw/v{__version__}/docs/pictures/quick-win.en.png)" in page
    assert relative_links(page) == []
