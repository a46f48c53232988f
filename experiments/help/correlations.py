"""Tables 2 and 3: Spearman's correlation on the unseen devices, published and ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.help import trained, words
from experiments.kit import Basis, Column, Reading
from suite.report.output import Output
from suite.report.verdicts import CORRELATION, QUOTED

ROUNDING = 0.0005
STEMS = {"fbnet": "table2", "nasbench201": "table3"}
TABLES = {"fbnet": "Table 2", "nasbench201": "Table 3"}
COMPARISON = (Column("method"), trained.DEVICE, *kit.compared_columns(3, reading_error=False))
Row = dict[str, Any]


def report(space: str, output: Output) -> None:
    """Write the comparison and the overview of one space."""
    comparison(space, output)
    overview(space, output)


def devices_of(space: str) -> tuple[str, ...]:
    """Return the columns of a space: its test devices and their mean."""
    return (*trained.TEST_DEVICES[space], "mean")


def comparison(space: str, output: Output) -> None:
    """Write every published number and ours by each protocol."""
    printed, devices = kit.published(trained.SOURCES[space]), devices_of(space)
    rows: list[Row] = []
    for method, name in trained.METHODS.items():
        for _, line in kit.rows_where(printed, method=method)[:1].iterrows():
            for protocol in trained.protocols(name):
                found = protocol.by_seed(space)
                for device in devices if len(found) else ():
                    role = kit.PRIMARY if protocol == trained.protocols(name)[0] else kit.SENSITIVITY
                    cells = _compared(space, line, device, found[device], role, (words.MORE, words.LESS))
                    rows.append({"method": protocol.label, "device": device, **cells})
    rows += _brp_nas(printed, devices) + _quoted(printed, devices)
    notes = [words.READING, words.SET, *words.PRINTED.get(space, ()), kit.verdict_note(rows)]
    notes.append(seeds_note(space))
    caption = words.COMPARISON.format(table=TABLES[space], space=trained.SPACE_LABELS[space])
    kit.write_table(output, f"{STEMS[space]}-comparison", rows, COMPARISON, caption, notes)


def _compared(space: str, line: pd.Series[Any], device: str, ours: Any, role: str, why: tuple[str, str]) -> Row:
    """Return the cells of one published correlation, which is a mean over an unprinted spread."""
    cell = kit.cell_of(trained.SOURCES[space], device, method=line["method"])
    printed = Reading(float(line[device]), ROUNDING, cell=cell)
    return kit.compared(printed, ours, CORRELATION, Basis(kit.OWN_NETWORK, role), above=why[0], below=why[1])


def _brp_nas(printed: pd.DataFrame, devices: tuple[str, ...]) -> list[Row]:
    """Return the rows of BRP-NAS with 900 measurements (Table 3): one network per device, one seed."""
    found = trained.rows("help_brp_nas").set_index("device")["spearman"]
    values = {**found.to_dict(), "mean": float(found.reindex(trained.TEST_DEVICES["nasbench201"]).mean())}
    label = "BRP-NAS, 900 measurements, batch 16"
    return [
        {
            "method": label,
            "device": device,
            **_compared("nasbench201", line, device, [values[device]], kit.PRIMARY, (words.BRP_NAS, words.BRP_NAS)),
        }
        for _, line in kit.rows_where(printed, method="BRP-NAS")[:1].iterrows()
        for device in devices
    ]


def _quoted(printed: pd.DataFrame, devices: tuple[str, ...]) -> list[Row]:
    """Return the quoted rows of Table 3; MACs and look-up tables have tables of their own."""
    quoted = printed[printed["method"].str.startswith("BRP-NAS (")]
    return [
        {
            "method": line["method"],
            "device": device,
            "published": float(line[device]),
            "outcome": QUOTED,
            "reason": words.NOT_TRAINED,
        }
        for _, line in quoted.iterrows()
        for device in devices
    ]


def overview(space: str, output: Output) -> None:
    """Write all methods, a row each: the printed ones, then ours."""
    devices = devices_of(space)
    rows: list[Row] = [
        {"method": f"{line['method']} ({line['kind']})", **{device: line[device] for device in devices}}
        for _, line in kit.published(trained.SOURCES[space]).iterrows()
    ]
    for protocol in (protocol for name in trained.METHODS.values() for protocol in trained.protocols(name)):
        found = protocol.by_seed(space)
        if found.empty:
            continue
        means = {device: float(found[device].mean()) for device in devices}
        sd = float(np.std(found["mean"], ddof=1)) if len(found) > 1 else None
        rows.append({"method": f"{protocol.label} (ours)", "seeds": len(found), **means, "sd": sd})
    columns = (
        Column("method"),
        Column("seeds", ".0f"),
        *(Column(device, ".3f", trained.DEVICE_LABELS.get(device, "")) for device in devices),
        Column("sd", ".4f", "sd of the mean"),
    )
    notes = [words.READING, words.SET, words.OVERVIEW_KINDS]
    caption = words.OVERVIEW.format(table=TABLES[space], space=trained.SPACE_LABELS[space])
    kit.write_table(output, f"{STEMS[space]}-overview", rows, columns, caption, notes)


def seeds_note(space: str) -> str:
    """Return how many seeds stand behind each kind of row."""
    counts = kit.rows_where(trained.rows("help"), space=space).groupby(["method", "reading"])["seed"].nunique()
    parts = [f"{method} ({reading}): {count}" for (method, reading), count in counts.items()]
    return f"Seeds: {', '.join(parts)}."
