"""Zip archives: locked, cut off, bombs, and what others can read."""

from __future__ import annotations

import io
import random
import zipfile
from typing import TYPE_CHECKING

import pytest

from kotacerdas.evidence import archives
from kotacerdas.evidence.facts import Unfit

if TYPE_CHECKING:
    from collections.abc import Mapping


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return made.getvalue()


def verdict(content: bytes) -> str:
    try:
        return archives.check_zip(io.BytesIO(content)).doubt
    except Unfit as unfit:
        return unfit.problem


NOISE = random.Random(7).randbytes(300_000)  # noqa: S311 - nothing secret


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
@pytest.mark.parametrize("content", [b"", b"a", NOISE, bytes(3 * 1024**2), NOISE * 4 + bytes(1024**2)])
def test_every_method_is_read_to_the_end(method: int, content: bytes):
    archive = packed({"a": content, "b": b"b"}, method)
    assert verdict(archive) == ""
    if content == NOISE:
        at = 31 + zipfile.ZipFile(io.BytesIO(archive)).infolist()[0].compress_size // 2
        assert verdict(archive[:at] + bytes([archive[at] ^ 0x10]) + archive[at + 1 :]) == "broken"


@pytest.mark.parametrize("size", range(1024**2 - 300, 1024**2 + 300, 37))
def test_an_entry_that_ends_where_a_step_does_is_whole(size: int):
    """What a decompressor still holds when its input is used up is fetched."""
    assert verdict(packed({"a": (NOISE[:5000] * 300)[:size]})) == ""


def test_bytes_behind_and_a_comment_do_not_matter():
    archive = bytearray(packed({"a": b"a"}))
    assert verdict(bytes(archive) + b"<html>" * 20_000) == ""
    archive[-2:] = b"\x04\0"
    assert verdict(bytes(archive) + b"note" + bytes(200_000)) == ""


def test_an_archive_that_was_cut_off_behind_one_inside_of_it_is_found():
    whole = packed({"dalam.zip": packed({"a": b"a" * 100}), "lain": NOISE}, zipfile.ZIP_STORED)
    assert verdict(whole) == ""
    assert verdict(whole[: len(whole) // 2]) == "cut-off"


@pytest.mark.parametrize("sign", [b"PK\x06\x06", b"PK\x06\x07"])
def test_signs_of_large_archives_inside_of_a_file_do_not_matter(sign: bytes):
    assert verdict(packed({"a": NOISE[:1000] + sign + b"\xff" * 100}, zipfile.ZIP_STORED)) == ""


@pytest.mark.slow
def test_a_directory_of_many_files_is_read():
    archive = packed({f"{n}": b"" for n in range(66_000)})
    assert verdict(archive) == verdict(b"#!/bin/sh\n" + archive) == verdict(archive + bytes(999)) == ""


def test_an_archive_of_folders_alone_is_empty():
    assert verdict(packed({"a/": b"", "b/c/": b""})) == "nothing-inside"


def test_one_volume_of_several_is_told():
    archive = bytearray(packed({"a": b"a"}))
    archive[-18:-16] = b"\x02\0"
    with pytest.raises(Unfit, match="wrong-kind") as caught:
        archives.check_zip(io.BytesIO(archive))
    assert caught.value.kind == "split-zip"


def test_an_entry_longer_than_it_says_is_a_bomb():
    archive = bytearray(packed({"a": bytes(100_000)}))
    at = archive.find(b"PK\x01\x02")
    archive[at + 24 : at + 28] = (500).to_bytes(4, "little")
    assert verdict(bytes(archive)) == "bomb"


def test_very_many_entries_are_refused_before_they_are_read():
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    directory = entry * 1_000_000
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff" * 2 + len(directory).to_bytes(4, "little") + bytes(6)
    assert verdict(b"PK\x03\x04" + bytes(26) + directory + end) == "bomb"


def test_more_than_can_be_inflated_in_time_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "MAX_WORK", 1024**2)
    assert verdict(packed({"a": NOISE, "b": NOISE})) == ""
    assert verdict(packed({"a": NOISE * 4, "b": NOISE})) == "unread"
    assert verdict(packed({"a": NOISE}, zipfile.ZIP_BZIP2)) == "unread"
