"""Word → PDF through LibreOffice, where it is installed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from kotacerdas.errors import CannotRun

_SECONDS: Final = 600
_FILTER: Final = (
    'pdf:writer_pdf_Export:{"ExportLinksRelativeFsys":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
_ELSEWHERE: Final = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_DATE: Final = re.compile(rb"(?<=/CreationDate\(D:)[0-9]{14}[^)]*(?=\))")
_IDS: Final = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=/DocChecksum /)[0-9A-F]{32}")


def libreoffice() -> str:
    """LibreOffice's program. Raises CannotRun where it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    program = program or next((path for path in _ELSEWHERE if Path(path).is_file()), None)
    if program is None:
        raise CannotRun("no-libreoffice")
    return program


def converted(document: Path) -> bytes:
    """A .docx as LibreOffice converts it to PDF; the same document gives the same bytes with the same LibreOffice.

    It is opened where it lies, since its links are relative. Raises CannotRun if LibreOffice cannot do it.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder, "profile").as_uri()
        command = [libreoffice(), f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        command += ["--convert-to", _FILTER, "--outdir", folder, str(document)]
        hidden = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW
        try:
            subprocess.run(  # noqa: S603 - no shell, and nothing of a dossier in the command but a file's name
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
                creationflags=hidden,
            )
            made = Path(folder, f"{document.stem}.pdf").read_bytes()
        except subprocess.TimeoutExpired as error:
            raise CannotRun("libreoffice-too-slow", seconds=_SECONDS) from error
        except OSError as error:
            raise CannotRun("libreoffice-failed") from error
        if not made.startswith(b"%PDF-") or b"%%EOF" not in made[-1024:]:
            raise CannotRun("libreoffice-failed")
    return _without_clock(made, document.read_bytes())


def _without_clock(made: bytes, document: bytes) -> bytes:
    """A PDF that LibreOffice made, without the time of its making: a fixed date, and ids that come from the document."""
    digest = hashlib.sha256(document).hexdigest()[:32].upper().encode()
    head, mark, tail = made.rpartition(b"trailer")
    tail = _IDS.sub(digest, tail)
    return (
        _DATE.sub(lambda match: b"19800101000000Z'"[: len(match[0])].ljust(len(match[0]), b"0"), head)
        + mark
        + tail
    )
