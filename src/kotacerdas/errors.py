"""What stops a command before it can answer: exit status 2 and the next step."""

import errno
from collections.abc import Sequence

from kotacerdas.findings import Diagnostic


class CannotRun(Exception):  # noqa: N818 - it says what happens
    """A command cannot go on: no such folder, no dossier there, a broken instrument.

    `code` names the sentence in the language catalogues and `details` fill its gaps, so that the
    code that notices the trouble needs no words. `findings` are those in a file that caused
    it, when a file did.
    """

    def __init__(self, code: str, findings: Sequence[Diagnostic] = (), **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.findings = tuple(findings)
        self.details = details


def reason_of(error: OSError | RuntimeError) -> str:
    """The reason of an error of the disk: its name where there is one (`EACCES`), else what it says."""
    if isinstance(error, RuntimeError):  # Python's word for a link that leads in a circle
        return "ELOOP"
    return errno.errorcode.get(error.errno or 0, "") or error.strerror or str(error)
