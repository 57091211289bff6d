"""The command line, run in this process, for the tests of workbooks."""

from tests.cli.conftest import here

__all__ = ["here"]
