"""Ablations on one panel per data set: predictors, population, options of the released code, PopDB, warm start."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column, Line, Study
from experiments.linas import words
from experiments.linas.curves import hv_columns
from experiments.linas.reach import known, reach
from experiments.linas.runs import ABLATION_SEEDS, LINAS, SOURCES, search
from suite.algorithms.popdb import parse_allowed
from suite.analysis.statistics import vargha_delaney_a12
from suite.report.output import Output

TARGET = 0.95
LAST = "hv_300"

COLUMNS = (
    kit.DATASET,
    kit.DEVICE,
    Column("variant", of="line", show=attrgetter("label")),
    *hv_columns(40, 100, 200, 300),
    Column("better", ".2f"),
    Column("share", ".2f", "reached"),
    Column("evaluations", ".0f"),
)
SPACE_COLUMNS = (
    kit.DATASET,
    Column("source", heading="history of", show=kit.device_name),
    Column("target", show=kit.device_name),
    Column("allowed"),
    Column("dropped", heading="values dropped (of 30)"),
    Column("size", heading="cells left (of 15,625)"),
    Column("front", heading="target's exact front"),
    Column("front_kept", heading="of it left"),
)


def ablations(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the ablations of LINAS itself."""
    _write(runs, seeds, output, "ablations", words.ABLATIONS, words.ABLATIONS_NOTES)


def transfer(runs: pd.DataFrame, study: Study, output: Output) -> None:
    """Write the searches with another device's history, and what PopDB left of the space."""
    _write(runs, study.seeds, output, "transfer", words.TRANSFER, words.TRANSFER_NOTES)
    restricted = runs[runs["line"].map(attrgetter("key")) == "linas_popdb"]
    spaces = [_space(study, keys) for keys, _ in kit.groups(restricted, ("dataset", "device", "line"))]
    kit.write_table(output, "popdb-spaces", spaces, SPACE_COLUMNS, words.SPACES, [words.SPACES_NOTE])


def _write(runs: pd.DataFrame, seeds: int, output: Output, stem: str, caption: str, notes: tuple[str, ...]) -> None:
    columns = (*map(Column, ("dataset", "device", "line")), *hv_columns(40, 100, 200, 300))
    rows = kit.summarise(runs, ("dataset", "device", "line"), columns, _beside_linas(runs))
    filled = {"seeds": seeds, "few": min(seeds, ABLATION_SEEDS), "target": TARGET}
    kit.write_table(output, stem, rows, COLUMNS, caption, (*notes, *words.SHARED_BY_ABLATIONS), **filled)


def _beside_linas(runs: pd.DataFrame) -> Callable[[pd.DataFrame], dict[str, Any]]:
    """Return how a variant's runs stand to LINAS's, and how they reach the target."""

    def beside(group: pd.DataFrame) -> dict[str, Any]:
        run = group.iloc[0]
        same = kit.rows_where(runs, line=LINAS, dataset=run["dataset"], device=run["device"])
        found = reach(group, TARGET)
        better = float("nan") if run["line"] == LINAS else vargha_delaney_a12(group[LAST], same[LAST])
        return {"better": better, "share": found.share, "evaluations": known(found.median)}

    return beside


def _space(study: Study, keys: dict[str, Any]) -> dict[str, Any]:
    """Return what PopDB left of the space, and of the target's exact front, which it has not seen."""
    dataset, device = keys["dataset"], keys["device"]
    line: Line = keys["line"]
    space, text = study.benchmark.space, str(line.params["allowed"])
    allowed = parse_allowed(text, space)
    front = space.codes(study.judged(search(line, dataset, device)).problem.exact_front())
    kept = allowed[np.arange(space.n_edges), front].all(axis=1)
    return {
        "dataset": dataset,
        "source": SOURCES[device],
        "target": device,
        "allowed": text,
        "dropped": int((~allowed).sum()),
        "size": int(allowed.sum(axis=1).prod()),
        "front": len(front),
        "front_kept": int(kept.sum()),
    }
