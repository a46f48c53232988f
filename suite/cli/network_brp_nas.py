"""``suite networks evaluate-brp-nas``: BRP-NAS's predictor on HELP's unseen devices, one network per device."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from suite.cli.options import data_dir_option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MEASUREMENTS = 900
COLUMNS = ("device", "measurements", "batch", "seed", "epochs", "spearman")


@click.command(name="evaluate-brp-nas")
@click.option("--batch", type=click.IntRange(min=1), default=16, show_default=True, help="1 in the paper.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of weights, split and order.")
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the finished devices: an interrupted call goes on with the next one.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="The CSV file; default experiments/trained/help_brp_nas.csv in the clone.",
)
@data_dir_option
def evaluate_brp_nas(batch: int, seed: int, work: Path, out: Path | None, data_dir: Path | None) -> None:
    """Fit BRP-NAS to 900 measurements of each of HELP's unseen devices, and test it on their query sets.

    The row "BRP-NAS" of HELP's Table 3. Measured are HELP's pool, architectures 0 to 899, a tenth of them for early
    stopping; tested are the middle 80 % by latency of the next 1,000. Some minutes per device on one core.
    """
    from suite.cli.reproduce import find_clone
    from suite.files import make_folder, write_atomically
    from suite.tables.help_latencies import help_latencies

    tables = help_latencies(data_dir)
    make_folder(work)
    rows = []
    from suite.estimators.help.settings import SPACES

    for device in SPACES["nasbench201"].test:
        kept = work / f"brp_nas-{device}-b{batch}-seed{seed}.json"
        row = _kept(kept)
        if row is None:
            row = _row(device, tables.nasbench201(device), batch, seed)
            write_atomically(kept, json.dumps(row))
        click.echo(f"{device}: Spearman {row['spearman']:.4f} after {row['epochs']} epochs", err=True)
        rows.append(row)
    path = out or find_clone(Path.cwd()) / "experiments" / "trained" / "help_brp_nas.csv"
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(path, text.getvalue())
    click.echo(str(path))


def _row(device: str, latencies: NDArray[np.float64], batch: int, seed: int) -> dict[str, object]:
    """Return the row of one device, ``latencies`` ``(15625,)`` in ms; it depends on the arguments alone."""
    import hashlib

    import numpy as np

    from suite.correlation import spearman
    from suite.estimators.help.settings import N_QUERY
    from suite.estimators.help.tasks import trimmed
    from suite.estimators.registry import create

    key = hashlib.sha256(f"brp-nas\n{device}\n{seed}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(key, "big"))
    estimator = create("brp_nas", rng=rng, batch=batch)
    pool = np.arange(MEASUREMENTS)
    estimator.fit(pool, latencies[pool])
    query = trimmed(np.arange(MEASUREMENTS, MEASUREMENTS + N_QUERY), latencies)
    return {
        "device": device,
        "measurements": MEASUREMENTS,
        "batch": batch,
        "seed": seed,
        "epochs": int(estimator.epochs_),  # type: ignore[attr-defined]
        "spearman": round(spearman(estimator.predict(query), latencies[query], constant=0.0), 6),
    }


def _kept(path: Path) -> dict[str, object] | None:
    """Return a finished row, or None if it has to be made (again)."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return row if isinstance(row, dict) and set(row) == set(COLUMNS) else None
