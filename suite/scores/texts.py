"""Score tables in words, for captions and lists: what made them, what was reduced, and where they are transferred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suite.scores.naming import Selection, parse_selection
from suite.scores.table import FULL_FITNESS_IMAGES, FULL_REFERENCE, FULL_RMI, FULL_SUPERNET, ScoreTable
from suite.tables.columns import DATASET_LABELS

_WORDS = {
    "cells": "{} cells per stage",
    "channels": "{} channels",
    "steps": "{} steps",
    "batch": "{} images",
    "pool": "chosen among {} batches",
    "epochs": "{} epochs",
    "images": "{} training images",
}
"""Field of a protocol -> how many of the published number, in words; the published numbers are all above 1."""


def describe(table: ScoreTable, selection: Selection | None = None, dataset: str | None = None) -> str:
    """Return what a score is, in one line.

    Args:
        table: the table.
        selection: which of its scores; default its own.
        dataset: where it is searched; another one than the table's is said to be a transfer.
    """
    chosen = selection or parse_selection(table.name)
    if table.kind == "rmi":
        what = "sum of the representation mutual information" if chosen.summed else "mixed loss of RMI-NAS"
        steps = table.steps[-1] if chosen.steps is None else chosen.steps
        what = f"{what} of real networks after {steps} step{'s' * (steps != 1)} on one batch"
    else:
        ways = [f"{table.facts['protocol']['sampling']} sampling"] if "sampling" in table.facts["protocol"] else []
        ways += [f"{table.facts['decoding']} decoding"] if "decoding" in table.facts else []
        ways += ["statistics of the batch"] if table.facts["protocol"].get("track") is False else []
        how = f" ({', '.join(ways)})" if ways else ""
        what = f"accuracy of cells in a real trained supernet{how} on {table.facts['images']:,} images"
    text = f"{what} (score table '{chosen.text}', made by this project"
    reduced = reductions(table, chosen.steps)
    if reduced:
        text += f"; reduced protocol: {reduced}"
    text += f"; images of {DATASET_LABELS.get(table.dataset, table.dataset)}"
    if dataset is not None and dataset != table.dataset:
        text += f", transferred to {DATASET_LABELS.get(dataset, dataset)}"
    return text + ")"


def reductions(table: ScoreTable, steps: int | None = None) -> str:
    """Return what a table has less of than the published protocol, e.g. "1 of 5 cells per stage"; "" for nothing.

    Args:
        table: the table.
        steps: after which its score is taken, if not the last.
    """
    full = FULL_RMI if table.kind == "rmi" else FULL_SUPERNET
    protocol: Mapping[str, Any] = {**table.facts["protocol"], **({} if steps is None else {"steps": steps})}
    found = []
    for name, published in full.items():
        if name in protocol and int(protocol[name]) < published:
            found.append(_WORDS[name].format(f"{int(protocol[name]):,} of {published:,}"))
    if table.kind == "supernet" and table.facts["images"] < FULL_FITNESS_IMAGES:
        found.append(f"{table.facts['images']:,} of {FULL_FITNESS_IMAGES:,} fitness images")
    epochs, wanted = table.facts.get("reference", {}).get("epochs"), FULL_REFERENCE["epochs"]
    if epochs is not None and int(epochs) < wanted:
        found.append(f"reference model trained for {epochs} of {wanted} epochs")
    return ", ".join(found)
