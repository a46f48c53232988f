"""How long experiments take with all runs made anew; ``suite reproduce --time`` measures, ``times.csv`` keeps it.

Older rows are seconds by the clock on two shared cores; newer ones are seconds of the processor, workers included,
which other work on the machine hardly changes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from experiments import REGISTRY
from experiments.ledger.join import TIMES, read
from suite.files import write_atomically

COLUMNS = ("experiment", "runs", "seconds", "of")
CLOCK, PROCESSOR = "clock", "processor"


def note(name: str, runs: int, seconds: float, path: Path = TIMES, order: Sequence[str] = tuple(REGISTRY)) -> None:
    """Write what an experiment took, seconds of the processor, in the place of its earlier row."""
    rows = {row["experiment"]: row for row in read(path)} if path.exists() else {}
    rows[name] = {"experiment": name, "runs": str(runs), "seconds": f"{max(seconds, 1):.0f}", "of": PROCESSOR}
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[each] for each in order if each in rows)
    write_atomically(path, text.getvalue())
