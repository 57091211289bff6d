"""Films: whole, cut off, without a picture; and the other names of the same container."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from kotacerdas.evidence import films
from kotacerdas.evidence.contents import inspect
from kotacerdas.evidence.facts import Unfit, Unread

from .test_verdicts import FILES

if TYPE_CHECKING:
    from pathlib import Path

GOOD = (FILES / "m00-good.mp4").read_bytes()


def box(name: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return (len(content) + 8).to_bytes(4, "big") + name + content


def track(handler: bytes) -> bytes:
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12))))


def film(*handlers: bytes) -> bytes:
    return box(b"ftyp", b"isom", bytes(4)) + box(b"moov", *map(track, handlers)) + box(b"mdat", bytes(100))


def verdict(content: bytes) -> str:
    try:
        return films.check_film(io.BytesIO(content)).doubt
    except Unread:
        return "unread"
    except Unfit as unfit:
        return unfit.problem


def test_a_film_has_a_picture():
    assert verdict(film(b"vide")) == verdict(film(b"soun", b"vide")) == ""
    assert verdict(film(b"soun")) == "no-picture-track"
    assert verdict(film()) == "unread"


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_film_cut_off_at_any_tenth_is_found(tenth: int):
    assert verdict(GOOD[: len(GOOD) * tenth // 10]) == "cut-off"


@pytest.mark.parametrize("behind", [b"\0" * 4, b"\0" * 5000, b"<html>kaki</html>", b"\0\0\0\x08free"])
def test_what_stands_behind_a_whole_film_does_not_matter(behind: bytes):
    assert verdict(GOOD + behind) == ""


def test_the_names_of_the_container_are_one_kind(tmp_path: Path):
    contents = {
        "mp4": GOOD,
        "mov": GOOD.replace(b"ftypisom", b"ftypqt  "),
        "m4v": GOOD.replace(b"ftypisom", b"ftypM4V "),
    }
    assert len(set(contents.values())) == 3
    for content in contents.values():
        for kind in contents:
            (tmp_path / f"a.{kind}").write_bytes(content)
            assert inspect(tmp_path / f"a.{kind}")[:1] + inspect(tmp_path / f"a.{kind}")[4:5] == ("", kind)


def test_boxes_without_end_end():
    assert verdict(film(b"vide") + box(b"free") * 300_000) == ""
    assert (
        verdict(box(b"ftyp", b"isom") + box(b"moov", (b"\0\0\0\x08trak") * 300_000) + box(b"mdat"))
        == "unread"
    )
