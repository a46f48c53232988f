"""Table 5 beside ours, the published networks by the predictors, and rank correlations on the unseen device."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.help.ofa import words
from experiments.help.ofa.rows import DEVICE, opened, published_networks, rows, searches
from experiments.help.trained import DEVICE_LABELS
from experiments.kit import Basis, Column, Floats, Study
from suite.correlation import spearman
from suite.estimators.help.settings import N_QUERY, SPACES
from suite.estimators.help.tasks import trimmed
from suite.ofa import OFABenchmark
from suite.ofa.latency import fitted, help_codes, help_features
from suite.report.output import Output
from suite.report.verdicts import ONE_RUN_CRITERION, RELATIVE, Margin, not_to_be_had

LABELS = {**DEVICE_LABELS, "titan_rtx_64": "Titan RTX (batch 64)", "jetson_agx_xavier": "Jetson AGX Xavier"}
NAMED = Column("device", show=lambda device: LABELS.get(device, device))
TABLE5_COLUMNS = (
    NAMED,
    Column("limit_ms", ".0f", "limit (ms)"),
    Column("quantity"),
    Column("measurements"),
    *kit.compared_columns(2, reading_error=False),
)
NETWORK_COLUMNS = (
    NAMED,
    Column("latency_ms", ".1f", "latency (ms), measured"),
    Column("top1", ".1f", "top-1 (%), measured"),
    Column("accuracy", ".2f", "accuracy (%), predicted"),
    Column("above", "+.2f", "predicted minus measured"),
    Column("latency", ".2f", "latency on the Titan RTX (ms), predicted"),
    Column("macs", ".0f", "MACs (M)"),
)
CORRELATION_COLUMNS = (
    Column("strategy"),
    Column("measurements"),
    Column("spearman", ".3f", "Spearman, median"),
    Column("low", ".3f", "smallest"),
    Column("high", ".3f", "largest"),
    Column("mape", ".2f", "MAPE (%), median"),
)
POINTS = Margin(0.3)
"""Of accuracy: what predicted minus measured accuracy scatters by over the published networks."""

Row = dict[str, Any]


def table5(study: Study, output: Output) -> None:
    """Write every number of Table 5 and ours."""
    benchmark = opened(study.benchmark.data_dir)
    found, theirs = searches(benchmark), published_networks(benchmark)
    table: list[Row] = []
    for printed in kit.published("help_table5").itertuples():
        keys = {"device": printed.device, "limit_ms": printed.limit_ms}
        for column, quantity in (("latency_ms", "latency (ms)"), ("top1", "top-1 (%)")):
            published = kit.reading("help_table5", column, **keys)
            row: Row = {**keys, "quantity": quantity}
            if printed.device != DEVICE:
                cells = kit.judged(replace(published, cell=""), not_to_be_had(words.UNMEASURED), PRIMARY)
                table.append(row | {"measurements": printed.measurements} | cells)
                continue
            network = theirs[(theirs["device"] == DEVICE) & (theirs["latency_ms"] == printed.latency_ms)].iloc[0]
            for n, ours in found[found["limit_ms"] == printed.limit_ms].groupby("measurements"):
                basis = PRIMARY if n == printed.measurements else Basis(kit.OWN_NETWORK, kit.SENSITIVITY)
                if column == "latency_ms":
                    cells = kit.compared(published, ours["latency"], RELATIVE, basis)
                else:  # by the same predictor, from the published network's own top-1
                    gained = network["top1"] + ours["accuracy"] - network["accuracy"]
                    cells = kit.compared(published, gained, POINTS, basis)
                table.append(row | {"measurements": n} | cells)
    about, ours, above = words.TABLE5_NOTES
    ours = ours.format(meta=found["seed"].nunique(), draws=found["draw"].nunique())
    over = found["latency"] / found["limit_ms"]
    above = above.format(share=float((over > 1.0).mean()), median=100.0 * (float(over.median()) - 1.0))
    notes = [about, ours, above, kit.verdict_note(table, ONE_RUN_CRITERION)]
    kit.write_table(output, "table5", table, TABLE5_COLUMNS, words.TABLE5, notes)


PRIMARY = Basis(kit.OWN_NETWORK)


def networks(study: Study, output: Output) -> None:
    """Write the published networks as the predictors see them."""
    frame = published_networks(opened(study.benchmark.data_dir))
    frame = frame.assign(above=frame["accuracy"] - frame["top1"])
    said = words.NETWORKS_NOTE.format(
        low=frame["above"].min(), high=frame["above"].max(), spread=frame["above"].std(ddof=1)
    )
    kit.write_table(output, "networks", frame, NETWORK_COLUMNS, words.NETWORKS, [said])


def correlations(study: Study, output: Output) -> None:
    """Write how well HELP, MACs and a model of 4,000 measurements predict the unseen device."""
    benchmark = opened(study.benchmark.data_dir)
    table: list[Row] = []
    for n, group in rows("help_ofa").groupby("measurements"):
        table.append({"strategy": "HELP", "measurements": n, **_spread(group["spearman"], group["mape"])})
    for label, n, values, truth in _others(benchmark):
        error = 100.0 * float(np.abs(values / truth - 1.0).mean())
        table.append({"strategy": label, "measurements": n, **_spread([spearman(values, truth)], [error])})
    notes = [words.CORRELATIONS_NOTE.format(meta=rows("help_ofa")["seed"].nunique())]
    kit.write_table(output, "correlations", table, CORRELATION_COLUMNS, words.CORRELATIONS, notes)


def _spread(correlation: Any, error: Any) -> Row:
    values = np.asarray(correlation, dtype=np.float64)
    middle = float(np.median(np.asarray(error, dtype=np.float64)))
    return {"spearman": float(np.median(values)), "low": values.min(), "high": values.max(), "mape": middle}


def _others(benchmark: OFABenchmark) -> list[tuple[str, int, Floats, Floats]]:
    """Return label, measurements, predictions and truth on HELP's query set."""
    files = benchmark.files
    latency, pool = files.help_latency(DEVICE), SPACES["ofa"].pool
    query = trimmed(np.arange(pool, pool + N_QUERY), latency)
    model = fitted(files, DEVICE)
    weights = np.concatenate([model.constant.ravel(), model.by_area.ravel(), model.offsets])
    macs = _macs(benchmark)
    line = np.polyfit(macs[:pool], latency[:pool], 1)
    return [
        ("MACs, a line", pool, np.polyval(line, macs[query]), latency[query]),
        ("sum of layers (ridge)", pool, help_features(files)[query] @ weights, latency[query]),
    ]


def _macs(benchmark: OFABenchmark) -> Floats:
    """Return the MACs in millions of HELP's 5,000 networks."""
    from suite.ofa import layers
    from suite.spaces.ofa_mobilenetv3 import OFAMobileNetV3Space

    codes, resolutions = help_codes(benchmark.files)
    macs = np.empty(len(codes))
    for resolution in np.unique(resolutions):
        chosen = resolutions == resolution
        macs[chosen] = layers.macs(OFAMobileNetV3Space("help", (int(resolution),)))(codes[chosen])
    return macs


def frames(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the searches and the published networks of the device, for the figure."""
    benchmark = opened(study.benchmark.data_dir)
    theirs = published_networks(benchmark)
    return searches(benchmark), theirs[theirs["device"] == DEVICE]
