"""``suite estimate`` in a once-for-all space: networks to measure, and the cost of the best-known ones from them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from suite.ofa import OFABenchmark
    from suite.spaces.base import Codes

_LARGEST_FILE = 10_000_000
_REMEDY = "write a first line 'architecture,cost_ms', then one network per line"


def plan_networks(space: str, n: int, seed: int, out: Path | None) -> None:
    """Print ``n`` distinct random networks to measure, or write them as a CSV to fill in."""
    import numpy as np

    from suite.errors import ConfigurationError
    from suite.files import write_atomically
    from suite.ofa import OFA_SPACES

    if n < 1 or (out is not None and out.suffix != ".csv"):
        raise ConfigurationError("a plan is a number of networks from 1, written to a .csv file")
    codes = OFA_SPACES[space].random(n, np.random.Generator(np.random.PCG64(seed)))
    names = OFA_SPACES[space].names(codes)
    if out is None:
        click.echo("\n".join(names))
        return
    write_atomically(out, "\n".join(["architecture,cost_ms", *(f"{name}," for name in names)]) + "\n")
    click.echo(f"wrote {out}: measure these {n} networks, and fill in cost_ms")


def estimate_best_known(space: str, measurements: Path, out: Path, method: str, level: float, seed: int) -> None:
    """Write the estimated cost of every network of the best-known fronts, with its predicted accuracy.

    Raises:
        SuiteError: in one line, for a file that cannot be read as measurements, and missing files of the space.
    """
    import numpy as np
    import pandas as pd

    from suite.errors import ConfigurationError
    from suite.estimators.own_networks import estimate_networks
    from suite.files import write_atomically
    from suite.ofa import load_ofa
    from suite.ofa.best_known import best_known_networks

    if out.suffix != ".csv":
        raise ConfigurationError(f"cannot write '{out.name}': give a file name that ends in .csv")
    benchmark = load_ofa(space)
    measured, costs = read_networks(measurements, benchmark)
    wanted = best_known_networks(space)
    found = estimate_networks(benchmark.space, measured, costs, wanted, method, level, seed)
    known = {code.tobytes(): cost for code, cost in zip(measured, costs, strict=True)}
    frame = pd.DataFrame({
        "architecture": benchmark.space.names(wanted),
        "accuracy_predicted": benchmark.accuracy(wanted),
        "cost_ms": found.costs,
        "low_ms": found.low,
        "high_ms": found.high,
        "measured_ms": [known.get(code.tobytes(), np.nan) for code in wanted],
        "macs_m": benchmark.cost("network", "macs", wanted),
    }).sort_values("cost_ms", kind="stable")  # fmt: skip
    write_atomically(out, frame.to_csv(index=False, lineterminator="\n"))
    for text, error in sorted(found.errors.items(), key=lambda pair: pair[1]):
        click.echo(f"  {text:<24} {100 * error:6.1f} % cross-validated error")
    click.echo(f"method: {found.method}; low and high: CV+ intervals, nominal level {100 * found.level:.0f} %")
    click.echo(
        f"wrote {out}: ESTIMATED cost and PREDICTED accuracy of {len(wanted):,} networks of the best-known fronts of "
        f"{space}, from {len(costs)} measured"
    )


def read_networks(path: Path, benchmark: OFABenchmark) -> tuple[Codes, NDArray[np.float64]]:
    """Return distinct networks ``(n, n_edges)`` and their costs in ms ``(n,)`` of a CSV file.

    Raises:
        DataError: in one line, with the line of the file.
    """
    import numpy as np

    from suite.errors import ArchitectureError, DataError

    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise DataError(f"{path} is too large for measurements: {_REMEDY}")
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {path} as a CSV file ({error}): {_REMEDY}") from None
    if not rows or [name.strip() for name in rows[0]] != ["architecture", "cost_ms"]:
        raise DataError(f"{path} has no first line 'architecture,cost_ms': {_REMEDY}")
    codes, costs = [], []
    for line, row in enumerate(rows[1:], start=2):
        if len(row) == 2 and not row[1].strip():
            continue  # not measured
        try:
            code, cost = benchmark.space.read(row[0])[0], float(row[1])
        except ArchitectureError as error:
            raise DataError(f"{path}, line {line}: {error}") from None
        except (IndexError, ValueError):
            raise DataError(f"{path}, line {line} is no network with a cost in ms: {_REMEDY}") from None
        if not 0 < cost < 1e9:
            raise DataError(f"{path}, line {line}: a cost must be above 0, not {cost:g}")
        codes.append(code)
        costs.append(cost)
    if len({code.tobytes() for code in codes}) < len(codes):
        raise DataError(f"{path} has a network twice: keep one line of it")
    return np.array(codes, dtype=np.uint8).reshape(len(codes), benchmark.space.n_edges), np.array(costs)
