"""Tables 2 and 3: Spearman's correlation on the unseen devices, published and ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.help import nulls, trained, words
from experiments.kit import NO_NETWORK, NULL, OWN_NETWORK, Basis, Column, Reading
from suite.report.output import Output
from suite.report.verdicts import CORRELATION, quoted
from suite.tables.help_latencies import HelpLatencies

ROUNDING = 0.0005
STEMS = {"fbnet": "table2", "nasbench201": "table3"}
TABLES = {"fbnet": "Table 2", "nasbench201": "Table 3"}
COMPARISON = (Column("method"), trained.DEVICE, *kit.compared_columns(3, reading_error=False))
EXTRA, LAYER_WISE = "BRP-NAS (+extra samples)", "layer-wise predictor"
Row = dict[str, Any]


def report(space: str, tables: HelpLatencies, output: Output) -> None:
    """Write the comparison and the overview of one space."""
    comparison(space, tables, output)
    overview(space, output)


def devices_of(space: str) -> tuple[str, ...]:
    """Return the columns of a space: its test devices and their mean."""
    return (*trained.TEST_DEVICES[space], "mean")


def read(space: str, method: str, device: str) -> Reading:
    """Return a printed correlation, with the rounding of its three decimals."""
    return replace(kit.reading(trained.SOURCES[space], device, method=method), error=ROUNDING)


def comparison(space: str, tables: HelpLatencies, output: Output) -> None:
    """Write every published number and ours by each protocol; the row of MACs has a table of its own."""
    rows: list[Row] = []
    for method, name in trained.METHODS.items():
        if kit.published_for(trained.SOURCES[space], method=method).empty:
            continue
        for protocol in trained.protocols(name):
            found, basis = protocol.by_seed(space, draw=0), Basis(OWN_NETWORK, protocol.role)
            rows += _compared(space, method, protocol.label, found, basis, words.MORE, words.LESS)
    for label in nulls.OF_SPACE[space]:
        found = nulls.by_run(space, label, tables)
        nulled = _compared(space, "HELP", label, found, Basis(NO_NETWORK, NULL), words.MORE, words.LESS)
        rows += [{**row, "null": label} for row in nulled]
    if space == "nasbench201":
        why = (words.BRP_NAS, words.BRP_NAS)
        rows += _compared(space, "BRP-NAS", words.BRP_NAS_LABEL, trained.brp_nas_by_seed(), Basis(OWN_NETWORK), *why)
        rows += _without_ours(space)
    notes = [words.READING, words.ONE_RUN, words.SET, *words.PRINTED.get(space, ()), words.NULLS]
    notes += kit.nulls_reached(rows)
    notes += [kit.verdict_note(rows), seeds_note(space)]
    caption = words.COMPARISON.format(table=TABLES[space], space=trained.SPACE_LABELS[space])
    kit.write_table(output, f"{STEMS[space]}-comparison", rows, COMPARISON, caption, notes)


def _compared(
    space: str, method: str, label: str, found: pd.DataFrame, basis: Basis, above: str, below: str
) -> list[Row]:
    """Return a row per device of one method; none if there are no runs."""
    return [
        {
            "method": label,
            "device": device,
            **kit.compared(
                read(space, method, device), found[device], CORRELATION, basis, above=above, below=below
            ),
        }
        for device in devices_of(space)
        if len(found)
    ]  # fmt: skip


def _without_ours(space: str) -> list[Row]:
    """Return the rows of Table 3 that nothing here gives: networks that were not trained, layers nobody published."""
    rows: list[Row] = []
    for method, why, kind in ((EXTRA, words.NOT_TRAINED, OWN_NETWORK), (LAYER_WISE, words.LAYERS, kit.ARITHMETIC)):
        line = kit.published_row(trained.SOURCES[space], method=method)
        rows += [
            {"method": method, "device": device, **kit.judged(read(space, method, device), quoted(why), Basis(kind))}
            for device in devices_of(space)
            if np.isfinite(line[device])
        ]
    return rows


def overview(space: str, output: Output) -> None:
    """Write all methods, a row each: the printed ones, then ours."""
    devices = devices_of(space)
    rows: list[Row] = [
        {"method": f"{line['method']} ({line['kind']})", **{device: line[device] for device in devices}}
        for _, line in kit.published(trained.SOURCES[space]).iterrows()
    ]
    ours = {
        protocol.label: protocol.by_seed(space)
        for name in trained.METHODS.values()
        for protocol in trained.protocols(name)
    }
    if space == "nasbench201":
        ours[words.BRP_NAS_LABEL] = trained.brp_nas_by_seed()
    for label, found in ours.items():
        if found.empty:
            continue
        means = {device: float(found[device].mean()) for device in devices}
        sd = float(np.std(found["mean"], ddof=1)) if len(found) > 1 else None
        rows.append({"method": f"{label} (ours)", "seeds": len(found), **means, "sd": sd})
    columns = (
        Column("method"),
        Column("seeds", ".0f"),
        *(Column(device, ".3f", trained.DEVICE_LABELS.get(device, "")) for device in devices),
        Column("sd", ".4f", "sd of the mean"),
    )
    notes = [words.READING, words.SET, words.DRAWS, words.OVERVIEW_KINDS]
    caption = words.OVERVIEW.format(table=TABLES[space], space=trained.SPACE_LABELS[space])
    kit.write_table(output, f"{STEMS[space]}-overview", rows, columns, caption, notes)


def seeds_note(space: str) -> str:
    """Return how many seeds stand behind each kind of row."""
    counts = kit.rows_where(trained.rows("help"), space=space).groupby(["method", "reading"])["seed"].nunique()
    parts = [f"{method} ({words.READINGS[reading]}): {count}" for (method, reading), count in counts.items()]
    if space == "nasbench201":
        parts.append(f"BRP-NAS: {len(trained.brp_nas_by_seed())}")
    return f"Meta-trainings, a seed each: {', '.join(parts)}."
