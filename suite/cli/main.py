"""The command ``suite``: a thin root whose commands are imported only when they are called."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys

import click

from suite._version import __version__
from suite.cli.lazy import LazyGroup
from suite.errors import SuiteError
from suite.installation import shadowed
from suite.threads import preset

COMMANDS = {
    "best": ("suite.cli.best:best", "The best architecture within limits of cost, exactly."),
    "front": ("suite.cli.front:front", "The exact Pareto front of accuracy and costs, as table and figure."),
    "data": ("suite.cli.data:data", "Fetch, import and inspect the tables."),
    "query": ("suite.cli.query:query", "Look up one architecture."),
    "export": ("suite.cli.export:export", "Write the table of a data set as Parquet or CSV."),
    "run": ("suite.cli.run:run", "Run one search and save its record."),
    "compare": ("suite.cli.compare:compare", "Compare algorithms over many seeds."),
    "import-runs": ("suite.cli.import_runs:import_runs", "Bring runs made elsewhere into a comparison."),
    "reproduce": ("suite.cli.reproduce:reproduce", "Reproduce the tables and figures of the papers."),
    "report": ("suite.cli.report:report", "One HTML page of a comparison or a reproduction."),
    "algorithms": ("suite.cli.algorithms:algorithms", "List the algorithms and their parameters."),
    "doctor": ("suite.cli.doctor:doctor", "What is installed, fetched and missing, and how to get it."),
    "records": ("suite.cli.records:records", "List, show, export and merge the records of runs."),
    "estimate": (
        "suite.cli.estimate:estimate",
        "Estimate a device's cost of every architecture from a few measurements.",
    ),
    "networks": ("suite.cli.networks:networks", "Train networks (extra: torch)."),
    "surrogate": ("suite.cli.surrogate:surrogate", "Fit and measure the embedded stand-in."),
}


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="suite")
def cli() -> None:
    """Reproduce hardware-aware neural architecture search on NAS-Bench-201 and HW-NAS-Bench tables.

    Without any download the commands run on an embedded surrogate of the tables, and say so. `suite data fetch` gets
    the real ones.
    """


KEPT = "what is finished is kept, and nothing is half-written; the same command goes on from there"


class Terminated(KeyboardInterrupt):
    """SIGTERM came: ended like an interrupt, so that workers are stopped and files are left whole."""


def main() -> None:
    """Run the command line and exit.

    Exit codes: 0; 1 for an error that a user can fix, one line on stderr; 2 for wrong usage; 130 after an interrupt,
    143 after SIGTERM. A reader of the output that has gone away is no error to speak of: exit code 1 without a word.
    """
    signal.signal(signal.SIGTERM, _terminate)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where a shell has it ignored
        signal.signal(signal.SIGINT, _interrupt)
    preset()  # before numpy is loaded
    if hidden := shadowed():
        sys.exit(_say(f"error: {hidden}", 1))
    try:
        try:
            code = cli.main(prog_name="suite", standalone_mode=False)
        except SuiteError as error:
            code = _say(f"error: {error}", 1)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt) as error:
            ended = isinstance(error, Terminated) or isinstance(error.__cause__, Terminated)
            kept = str(error.__cause__ or error) or KEPT  # a command may say what it kept
            code = _say(f"terminated: {kept}", 143) if ended else _say(f"interrupted: {kept}", 130)
        except OSError:
            raise
        except Exception:
            if not _came:
                raise
            # a library made an error of its own of the interrupt, as numpy does where it compares rows
            code = _say(f"terminated: {KEPT}", 143) if signal.SIGTERM in _came else _say(f"interrupted: {KEPT}", 130)
        if sys.stdout is not None:  # it is None where the shell has closed it
            sys.stdout.flush()
    except OSError as error:
        code = _refused(error)
    sys.exit(code if isinstance(code, int) else 0)


_came: list[int] = []
"""Signals to end that this command got."""


def _terminate(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would break off the tidying up
    _came.append(signal.SIGTERM)
    raise Terminated


def _interrupt(*_: object) -> None:
    _came.append(signal.SIGINT)
    raise KeyboardInterrupt


def _say(text: str, code: int) -> int:
    click.echo(text, err=True)
    return code


def _refused(error: OSError) -> int:
    """Say what the system refused; an output that could not be written is not tried again when Python ends."""
    if error.filename is not None:
        return _say(f"error: {error.filename}: {error.strerror}: check path and permissions", 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if error.errno != errno.EPIPE:
        with contextlib.suppress(OSError):  # standard error may lie on that full disk, too
            _say(f"error: cannot write the output ({error.strerror}): free some space, or send it elsewhere", 1)
    return 1


if __name__ == "__main__":
    main()
