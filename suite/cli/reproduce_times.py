"""``suite reproduce --time``: how long experiments take with all runs made anew."""

from __future__ import annotations

import importlib
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from suite.cli.reproduce_making import Making, make_all
from suite.errors import ConfigurationError
from suite.timing import Timing, measuring


def note_times(package: ModuleType, experiments: Sequence[Any], making: Making) -> None:
    """Make each experiment in a temporary folder, one after the other, and note its processor seconds in the clone.

    Raises:
        ConfigurationError: on the surrogate.
        SuiteError: if one cannot be made; what was measured before is noted.
    """
    if making.benchmark.is_surrogate:
        raise ConfigurationError("times are those of the real tables: run 'suite data fetch', or give --data-dir")
    times = importlib.import_module(f"{package.__name__}.ledger.times")
    for experiment in experiments:
        with tempfile.TemporaryDirectory(prefix="suite-time-") as folder:
            made = Path(folder)
            with measuring(Timing(time.process_time())) as timing:
                make_all([experiment], replace(making, target=made, records=made / "records"))
                seconds = timing.taken()
        runs = len(set(experiment.runs(making.benchmark, experiment.seeds)))
        times.note(experiment.name, runs, sum(seconds.values()))
        parts = ", ".join(f"{name} {number:.0f}" for name, number in seconds.items())
        click.echo(f"{experiment.name}: {sum(seconds.values()):.0f} s of the processor ({parts})")
