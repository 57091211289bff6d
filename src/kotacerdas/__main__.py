"""The door: answers `--version` at once, and leaves everything else to the command line.

Nothing is imported here that `--version` does not need; it costs as much as an empty Python.
"""

import errno
import gc
import io
import os
import sys

from kotacerdas import __version__


def main() -> int:
    """Run the command line as the program's main function; the exit status is 0, 1 or 2, whatever happens."""
    sys.stdout = sys.stdout or _nowhere()  # closed by who called us: `kotacerdas validate >&-`
    sys.stderr = sys.stderr or _nowhere()
    if os.environ.get("_KOTACERDAS_COMPLETE", "").startswith("complete"):
        sys.stderr = _nowhere()  # what is said there would stand in the line that is being typed
    arguments = [argument for argument in sys.argv[1:] if argument != "--traceback"]
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 2
    except Exception as error:  # noqa: BLE001 - a mistake of ours ends in a sentence, too
        if "KeyboardInterrupt" in str(error):  # Ctrl-C, which Pydantic wraps while it makes a model
            return 2
        if isinstance(error, OSError) and error.errno in _OUTPUT_IS_GONE:
            return _output_is_gone(error)
        _tell_of_bug(error, arguments, shows_traceback=len(arguments) < len(sys.argv) - 1)
        return 2
    return status


def _nowhere() -> io.TextIOWrapper:
    """A stream in place of one that is closed."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - stays open, and pathlib is not needed yet


def _output_is_gone(error: OSError) -> int:
    """End the program quietly where the reader of its output has gone, and with the reason where the disk is full; the exit status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.ENOSPC:
        sys.stderr.write(f"kotacerdas: {error.strerror}\n")
        return 2
    return 1


def _tell_of_bug(error: Exception, arguments: list[str], *, shows_traceback: bool) -> None:
    """End the program by saying that the mistake is ours and where to report it; show Python's own report if that is asked for."""
    if shows_traceback:
        import traceback  # noqa: PLC0415 - hardly ever needed

        traceback.print_exception(error)
    name = f"{type(error).__name__}: {error}"
    try:
        from kotacerdas.cli.reader import reader_of, system_messages  # noqa: PLC0415 - may be what is broken
        from kotacerdas.cli.screen import warn  # noqa: PLC0415

        warn(reader_of(arguments, system_messages())[0].messages.text("stop.bug", error=name))
    except Exception:  # noqa: BLE001 - the installation itself is broken
        sys.stderr.write(f"kotacerdas: {name}. The installation is damaged; install kotacerdas again.\n")


_OUTPUT_IS_GONE = frozenset({errno.EPIPE, errno.EINVAL, errno.ENOSPC})
"""The reader has gone away (`kotacerdas validate | head`; EINVAL on Windows), or the disk is full."""


def _run(arguments: list[str]) -> int:
    """Answer `--version` in the main module, without the command line, and anything else by it."""
    if arguments == ["--version"]:
        sys.stdout.write(f"kotacerdas {__version__}\n")
        return 0
    import signal  # noqa: PLC0415 - as below

    for name in ("SIGTERM", "SIGHUP"):
        if signal.getsignal(number := getattr(signal, name, signal.SIGTERM)) == signal.SIG_DFL:
            signal.signal(number, _end)
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # none is ours, and to look for some costs 8 ms
    gc.disable()  # a short process makes hardly any cycles; collecting cost 5 % of a run
    from kotacerdas.cli import run  # noqa: PLC0415 - see above

    status = run(arguments)
    gc.freeze()  # else Python looks at every object once more when it ends
    return status


def _end(number: int, _frame: object) -> None:
    """End as the signal asks, but by way of whatever is to be cleaned up."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
