"""What is found on every device: regret by method, the blocks, and each network's latency on the other devices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.fbnet.space import words
from experiments.fbnet.space.search import LINES, MAIN, Network, reference, search
from experiments.kit import Column, Floats
from suite.report.output import Output
from suite.spaces.fbnet import FBNET
from suite.tables.columns import DEVICE_LABELS
from suite.tables.fbnet_lut import ADDITIVE, FBNetLut

FITTED = ("titan_rtx_64", "silver_4210r")
"""Two more devices, measured end to end, on which a sum explains 99.7 and 98.9 % of the variance."""
NAMES = {
    **{device: DEVICE_LABELS[device] for device in ADDITIVE},
    "titan_rtx_64": "Titan RTX, batch 64 (fitted)",
    "silver_4210r": "Xeon Silver 4210R (fitted)",
}
DEVICE = Column("device", show=NAMES.__getitem__)
LATENCY = Column("latency_ms", ".2f", "latency (ms)", "median")
MACS = Column("macs_m", ".1f", "MACs (M)", "median")
SEARCH = (
    DEVICE,
    kit.METHOD,
    Column("evaluations"),
    Column("regret_median", ".3f", "regret, median (%)", "median", of="regret_percent"),
    Column("regret_min", ".3f", "smallest", "smallest", of="regret_percent"),
    Column("regret_max", ".3f", "largest", "largest", of="regret_percent"),
    LATENCY,
    MACS,
    Column("reference_latency_ms", ".2f", "reference (ms)"),
    Column("reference_macs_m", ".1f", "reference MACs (M)"),
)
BLOCKS = (DEVICE, Column("network"), Column("blocks"), LATENCY, MACS)
TRANSFER = (
    Column("found_for", show=NAMES.__getitem__),
    Column("measured_on", show=NAMES.__getitem__),
    Column("ratio", ".3f"),
    Column("reference_ratio", ".3f", "reference"),
    MACS,
    Column("own_macs_m", ".1f", "own MACs (M)"),
)
Luts = Mapping[str, FBNetLut]


def per_run(luts: Luts, seeds: int) -> pd.DataFrame:
    """Return one row per search, which is made here: the network found and the best one known, with their numbers."""
    rows = []
    for device, lut in luts.items():
        best = reference(lut)
        known = {"reference": best, "reference_latency_ms": best.latency_ms, "reference_macs_m": best.macs_m}
        for line in LINES:
            for seed in range(seeds):
                found = search(line, lut, seed)
                regret = 100.0 * (found.loss / best.loss - 1.0)
                keys = {"device": device, "line": line, "seed": seed, "network": found}
                rows.append({**keys, **vars(found), "regret_percent": regret, **known})
    return pd.DataFrame(rows)


def median_networks(runs: pd.DataFrame) -> dict[str, Network]:
    """Return by device the network of the main method's seed with the median loss."""
    found = kit.groups(kit.rows_where(runs, line=MAIN), ("device",))
    return {
        where["device"]: group.sort_values("loss", kind="stable")["network"].iloc[len(group) // 2]
        for where, group in found
    }


def report(luts: Luts, runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the three tables from the rows of :func:`per_run`."""
    rows = kit.summarise(runs, ("device", "line"), SEARCH)
    kit.write_table(output, "space-search", rows, SEARCH, words.SEARCH, words.SEARCH_NOTES, seeds=seeds)
    best = {where["device"]: group["reference"].iloc[0] for where, group in kit.groups(runs, ("device",))}
    blocks = [
        {"device": device, "network": kind, "blocks": FBNET.names(each.code[None])[0], **_numbers(each)}
        for device, middle in median_networks(runs).items()
        for kind, each in (("found (median seed)", middle), ("reference", best[device]))
    ]
    kit.write_table(output, "space-blocks", blocks, BLOCKS, words.BLOCKS, [words.PROXY])
    pairs = _pairs(luts, runs, best)
    kit.write_table(output, "space-transfer", pairs, TRANSFER, words.TRANSFER, words.TRANSFER_NOTES)


def _numbers(network: Network) -> dict[str, float]:
    return {"latency_ms": network.latency_ms, "macs_m": network.macs_m}


def ratios(luts: Luts, networks: Mapping[str, Sequence[Network]]) -> Floats:
    """Return the matrix: latency on the column's device of the row's network over that of the column's own.

    Args:
        luts: by device.
        networks: by device, one per seed, paired; the median over the pairs is returned.
    """

    def ratio(source: str, target: str) -> Any:
        foreign = [luts[target].latency_ms(each.code[None])[0] for each in networks[source]]
        return np.median(np.array(foreign) / [each.latency_ms for each in networks[target]])

    return np.array([[ratio(source, target) for target in luts] for source in luts])


def found_ratios(luts: Luts, runs: pd.DataFrame) -> Floats:
    """Return the matrix of what the main method found."""
    found = kit.groups(kit.rows_where(runs, line=MAIN), ("device",))
    return ratios(luts, {where["device"]: list(group["network"]) for where, group in found})


def _pairs(luts: Luts, runs: pd.DataFrame, best: Mapping[str, Network]) -> list[dict[str, Any]]:
    ours = found_ratios(luts, runs)
    exact = ratios(luts, {device: [network] for device, network in best.items()})
    macs = kit.rows_where(runs, line=MAIN).groupby("device")["macs_m"].median()
    return [
        {
            "found_for": source,
            "measured_on": target,
            "ratio": ours[i, j],
            "reference_ratio": exact[i, j],
            "macs_m": macs[source],
            "own_macs_m": macs[target],
        }
        for i, source in enumerate(luts)
        for j, target in enumerate(luts)
    ]
