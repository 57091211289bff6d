"""The door: answers `--version` at once, and leaves everything else to the command line.

Nothing is imported here that `--version` does not need; it costs as much as an empty Python.
"""

import errno
import gc
import os
import sys

from kotacerdas import __version__


def main() -> int:
    """Run the command line; the exit status is 0, 1 or 2."""
    try:
        status = _run(sys.argv[1:])
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in _OUTPUT_IS_GONE:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.ENOSPC:
            sys.stderr.write(f"kotacerdas: {error.strerror}\n")
            return 2
        return 1
    return status


_OUTPUT_IS_GONE = frozenset({errno.EPIPE, errno.EINVAL, errno.ENOSPC})
"""The reader has gone away (`kotacerdas validate | head`; EINVAL on Windows), or the disk is full."""


def _run(arguments: list[str]) -> int:
    """Answer `--version` here, without the command line, and anything else by it."""
    if arguments == ["--version"]:
        sys.stdout.write(f"kotacerdas {__version__}\n")
        return 0
    gc.disable()  # a short process makes hardly any cycles; collecting cost 5 % of a run
    from kotacerdas.cli import run  # noqa: PLC0415 - see above

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
